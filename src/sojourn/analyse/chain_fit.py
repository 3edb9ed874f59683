"""From counted moves to a chain, with the whole history left out or with one step of it kept."""

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from .chain import Chain, ChainRefused, chain_of
from .chain_counts import START
from .conformance_tally import Keyed

Counted = Mapping[tuple[str, str], float]
"""Moves by the names of the states from which and to which."""

CAME_FROM = " ← "
OTHERS = "others"
"""What the ways are called that are not kept apart."""


def named(moves: NDArray[np.int64], steps: Sequence[str], outcomes: Sequence[str]) -> dict[tuple[str, str], float]:
    """Give names to counts: (s + 1, s + k) int64, the beginning in the last row."""
    starts, ends = (*steps, START), (*steps, *outcomes)
    return {(starts[i], ends[j]): float(moves[i, j]) for i, j in np.argwhere(moves).tolist()}


def fitted(counts: Counted, states: Iterable[str], outcomes: Sequence[str]) -> tuple[Chain, tuple[str, ...]]:
    """Make the chain of counted moves, and name the steps from which nobody has come to any outcome yet.

    Moves to such steps are left out, as if they had not been made yet: whoever is there is still under way. Where all
    journeys begin at one step there is no state for the beginning.

    Args:
        counts: moves; those from `START` say where journeys begin.
        states: in the order of the chain.

    Raises:
        ChainRefused: `chain.no_end` when no counted journey came to an outcome.
    """
    ending = _ending(counts, outcomes)
    kept = {way: count for way, count in counts.items() if way[0] in ending and way[1] in ending}
    begins = [end for start, end in kept if start == START]
    if not begins:
        raise ChainRefused(
            "no journey that did a step has come to an end yet, so nobody knows where they lead",
            code="chain.no_end",
            hint="ask of a longer span, or cut journeys by a shorter pause",
            names=(),
        )
    start = begins[0] if len(begins) == 1 else START
    order = {state: place for place, state in enumerate([*([START] if start == START else []), *states])}
    sums: dict[str, float] = {}
    for (one, _), count in kept.items():
        sums[one] = sums.get(one, 0.0) + count
    ways = sorted((way for way in kept if way[0] in order), key=lambda way: order[way[0]])
    made = chain_of(
        [(one, other, kept[one, other] / sums[one]) for one, other in ways],
        start=start,
        outcomes=outcomes,
        counts=kept,
    )
    return made, tuple(dict.fromkeys(end for _, end in counts if end not in ending))


def remembering(
    moves: NDArray[np.int64],
    triples: Keyed,
    steps: Sequence[str],
    outcomes: Sequence[str],
    ways: Mapping[str, Sequence[str]],
) -> tuple[dict[tuple[str, str], float], list[str]]:
    """Count moves with some steps split by where journeys came from.

    Args:
        moves: (s + 1, s + k) int64, the beginning in the last row.
        triples: by (before * s + step) * (s + k) + next.
        ways: by the step to split, the steps (or `START`) that are kept apart; all others are taken together.

    Returns:
        Moves by name, and the states in the order of the steps: `step ← before` for each way that is kept apart.
    """
    s, wide = len(steps), len(steps) + len(outcomes)
    starts, ends = (*steps, START), (*steps, *outcomes)

    def state(before: str, step: str) -> str:
        if step not in ways:
            return step
        return f"{step}{CAME_FROM}{before if before in ways[step] else OTHERS}"

    counts: dict[tuple[str, str], float] = {}
    for key, count in zip(triples.keys.tolist(), triples.counts[:, 0].tolist(), strict=True):
        before, step, after = starts[key // (wide * s)], steps[key // wide % s], ends[key % wide]
        way = state(before, step), state(step, after)
        counts[way] = counts.get(way, 0.0) + count
    for j in np.flatnonzero(moves[s, :s]).tolist():
        counts[START, state(START, steps[j])] = float(moves[s, j])
    states = [
        name
        for step in steps
        for name in ([f"{step}{CAME_FROM}{before}" for before in (*ways[step], OTHERS)] if step in ways else [step])
    ]
    return counts, states


def _ending(counts: Counted, outcomes: Sequence[str]) -> frozenset[str]:
    """Find the states from which some outcome was reached, and the outcomes."""
    before: dict[str, list[str]] = {}
    for start, end in counts:
        before.setdefault(end, []).append(start)
    found = set(outcomes)
    ahead = list(outcomes)
    while ahead:
        for name in before.get(ahead.pop(), ()):
            if name not in found:
                found.add(name)
                ahead.append(name)
    return frozenset(found)
