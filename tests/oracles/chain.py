"""The chain of lived journeys one journey at a time, with lists and dictionaries and fractions.

A journey is as in the oracle of passages, and carries `shown`: the places of the outcomes that its events show.
"""

from collections import Counter
from fractions import Fraction
from itertools import pairwise
from typing import Any

from tests.oracles import passage

START = "(start)"


def visits(journey: Any, expectation: Any) -> list[int]:
    """The steps a journey visits, in order."""
    return [
        next(event for event in run if not event[4])[2]
        for run in passage.runs(journey, expectation.visits)
        if any(not event[4] for event in run)
    ]


def ended(journey: Any, steps: list[int], expectation: Any, outcomes: list[tuple[str, Any, bool]]) -> str:
    """The outcome of a closed journey; outcomes are (id, good, tied)."""
    if journey["shown"]:
        return outcomes[min(journey["shown"])][0]
    over = any(step in passage.finishes(expectation) for step in passage.last_round(steps, expectation))
    return next((id for id, good, tied in outcomes if good is over and not tied), "ended" if over else "left")


def counted(journeys: Any, expectation: Any, outcomes: list[tuple[str, Any, bool]]) -> dict[str, Any]:
    """Moves, triples, outcomes, visits and ways, of journeys that are followed and do some step."""
    moves: Counter[Any] = Counter()
    triples: Counter[Any] = Counter()
    ends: Counter[str] = Counter()
    seen: Counter[int] = Counter()
    ways: dict[Any, set[int]] = {}
    did: dict[int, set[int]] = {}
    well: set[int] = set()
    later: dict[Any, set[int]] = {}
    closed = 0
    good = {id for id, is_good, _ in outcomes if is_good} | {"ended"}
    for number, journey in enumerate(journeys):
        steps = visits(journey, expectation)
        if not steps:
            continue
        path: list[Any] = [START, *steps]
        if not journey["open"]:
            closed += 1
            end = ended(journey, steps, expectation, outcomes)
            path.append(end)
            ends[end] += 1
            seen.update(steps)
            if end in good:
                well.add(number)
            for a, b in pairwise(path[:-1]):
                ways.setdefault((a, b), set()).add(number)
            for place, a in enumerate(steps):
                did.setdefault(a, set()).add(number)
                for b in steps[place + 1 :]:
                    if b != a:
                        later.setdefault((a, b), set()).add(number)
        moves.update(pairwise(path))
        triples.update(zip(path, path[1:], path[2:], strict=False))
    return {
        "moves": moves, "triples": triples, "ends": ends, "visits": seen, "closed": closed, "ways": ways, "did": did,
        "well": well, "later": later,
    }  # fmt: skip


def solved(moves: Any, start: Any, outcomes: set[Any]) -> tuple[dict[Any, Fraction], dict[Any, Fraction]]:
    """Expected visits of each state and probability of each outcome, exactly, by elimination."""
    states = sorted({a for a, _ in moves}, key=str)
    total: Counter[Any] = Counter()
    for (a, _), count in moves.items():
        total[a] += count
    # visits = start + shares transposed * visits
    rows = [
        [Fraction(int(a == b)) - Fraction(moves.get((b, a), 0), total[b]) for b in states] + [Fraction(int(a == start))]
        for a in states
    ]
    for i in range(len(states)):
        pivot = next(k for k in range(i, len(states)) if rows[k][i] != 0)
        rows[i], rows[pivot] = rows[pivot], rows[i]
        rows[i] = [value / rows[i][i] for value in rows[i]]
        for k in range(len(states)):
            if k != i and rows[k][i] != 0:
                rows[k] = [value - rows[k][i] * other for value, other in zip(rows[k], rows[i], strict=True)]
    expected = {state: row[-1] for state, row in zip(states, rows, strict=True)}
    ends = {
        end: sum((expected[a] * Fraction(moves.get((a, end), 0), total[a]) for a in states), Fraction(0))
        for end in outcomes
    }
    return expected, ends


def settled(
    journeys: Any, expectation: Any, outcomes: list[tuple[str, Any, bool]], until: int
) -> tuple[Counter[Any], Counter[int], Counter[int], list[int], dict[int, list[int]]]:
    """What became of passages that began by an instant: moves, undecided, all; journeys; first instants by step."""
    moves: Counter[Any] = Counter()
    undecided: Counter[int] = Counter()
    everything: Counter[int] = Counter()
    whole = [0, 0, 0, 0]
    first: dict[int, list[int]] = {}
    for journey in journeys:
        steps = visits(journey, expectation)
        if not steps:
            continue
        times = [
            next(event[0] for event in run if not event[4])
            for run in passage.runs(journey, expectation.visits)
            if any(not event[4] for event in run)
        ]
        whole[2 + journey["open"]] += 1
        if times[0] <= until:
            whole[journey["open"]] += 1
            moves[START, steps[0]] += 1
        for place, (step, time) in enumerate(zip(steps, times, strict=True)):
            everything[step] += 1
            if time > until:
                continue
            if place + 1 < len(steps):
                moves[step, steps[place + 1]] += 1
            elif journey["open"]:
                undecided[step] += 1
            else:
                moves[step, ended(journey, steps, expectation, outcomes)] += 1
        came: dict[int, int] = {}
        for time, meaning, _ in journey["events"]:
            if meaning not in ("left out", "ad hoc") and not meaning[2]:
                for step in (*meaning[0], len(expectation.steps)):
                    came.setdefault(step, time)
        for step, time in came.items():
            first.setdefault(step, []).append(time)
    return moves, undecided, everything, whole, {step: sorted(times) for step, times in first.items()}
