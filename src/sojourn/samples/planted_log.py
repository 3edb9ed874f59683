"""The events and the map of a planted world."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from .planted_lives import SEGMENTS, Lives

HOUR, DAY = 3_600_000_000, 86_400_000_000
START = 1_704_067_200_000_000
"""1 January 2024: the first journeys begin."""

_TEXT = pa.dictionary(pa.int32(), pa.string())


def events_of(rng: np.random.Generator, lives: Lives, person: npt.NDArray[np.int64], *, experiment: bool) -> pa.Table:
    """Write what customers lived through as events, in the order of time.

    A journey takes up to four weeks; whoever comes back does so at most eight weeks after, and a second journey begins
    at least half a year after the first, so that a silence of 120 days cuts journeys apart.
    """
    n, m = lives.rating.shape
    first = START + rng.integers(0, 300 * DAY, int(person.max()) + 1)
    second = np.arange(n) > person.max()
    begin = first[person] + second * (240 * DAY + rng.integers(0, 60 * DAY, n))
    time = begin[:, None] + np.cumsum(rng.integers(12 * HOUR, 52 * HOUR, (n, m)), axis=1)
    rows: list[tuple[npt.NDArray[np.int64], npt.NDArray[np.int64], str, dict[str, object]]] = []
    if experiment:
        there = np.flatnonzero(~second)
        for arm, chosen in (("control", ~lives.treated), ("treatment", lives.treated)):
            at = there[chosen[there]]
            rows.append((at, begin[at], "experiment.assigned", {"experiment": "better", "arm": arm}))
    for place in range(m):
        step = f"s{place + 1:02}"
        at = np.flatnonzero(lives.reached > place)
        rows.append((at, time[at, place], f"{step}.done", {}))
        at = np.flatnonzero(lives.rating[:, place])
        told = {"question": f"rate_{step}", "scale": "likert_1_5", "answer": lives.rating[at, place].astype(float)}
        rows.append((at, time[at, place] + rng.integers(HOUR, 10 * HOUR, len(at)), "survey.answered", told))
    at = np.flatnonzero(lives.back)
    last = time[at, lives.reached[at] - 1]
    rows.append((at, last + rng.integers(20 * DAY, 56 * DAY, len(at)), "order.repeated", {}))

    at = np.concatenate([row[0] for row in rows])
    when = np.concatenate([row[1] for row in rows])
    order = np.lexsort((when, person[at]))
    columns: dict[str, Any] = {
        "customer": pa.array(np.char.add("c", person[at][order].astype(str)), pa.string()),
        "time": pa.array(when[order], pa.timestamp("us", tz="UTC")),
        "event": _texts([(row[2], len(row[0])) for row in rows], order),
        "segment": pa.array(np.asarray(SEGMENTS, dtype=object)[lives.segment[at][order]], pa.string()),
    }
    for name in ("question", "scale", "experiment", "arm"):
        columns[name] = _texts([(row[3].get(name), len(row[0])) for row in rows], order)
    answers = [np.asarray(row[3].get("answer", np.full(len(row[0]), np.nan)), np.float64) for row in rows]
    columns["answer"] = pa.array(np.concatenate(answers)[order], pa.float64(), from_pandas=True)
    return pa.table(columns)


def _texts(runs: list[tuple[object, int]], order: npt.NDArray[np.int64]) -> Any:
    """Spell out one word a run of rows, in another order."""
    words = [word for word in dict.fromkeys(word for word, _ in runs) if word is not None]
    codes = np.concatenate([np.full(n, -1 if word is None else words.index(word), np.int32) for word, n in runs])[order]
    return pa.DictionaryArray.from_arrays(pa.array(codes, pa.int32(), mask=codes < 0), pa.array(words, pa.string()))


def map_of(kinds: Mapping[str, str]) -> str:
    """Draw the line of steps as a map, each tied to its event and its question; what is planted is not in it."""
    steps = "".join(
        f"  - id: {step}\n    phase: way\n    does: Does step {place}\n"
        f"    feels: {{score: 0, evidence: hypothesis}}\n"
        f"    touchpoints: [{{id: t_{step}, name: Step {place}, channel: web, event_match: {{event: {step}.done}}}}]\n"
        f"    metrics: {{importance: {{stated: 3}},"
        f" satisfaction: {{metric: csat, target: 0.8, question: rate_{step}}}}}\n"
        for place, step in enumerate(kinds, 1)
    )
    return (
        "# Simulated: a line of steps for scoring methods. The answers are in the truths, not here.\n"
        "format: journey-map/1\nid: planted\ntitle: A line of steps\nstate: current\ncurrency: EUR\n"
        "case: {gap: P120D}\n"
        "personas: [{id: anybody, name: Anybody, role: end_consumer, goal: Get through}]\n"
        "outcomes:\n"
        "  - {id: loyal, name: Comes back, good: true, margin: 10, event_match: {event: order.repeated}}\n"
        "  - {id: done, name: Went once}\n"
        "  - {id: lost, name: Left, good: false}\n"
        "phases: [{id: way, name: On the way, moment: during}]\n"
        f"steps:\n{steps}"
    )
