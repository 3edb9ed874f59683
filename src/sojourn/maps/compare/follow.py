"""A story laid on the ways through a map at least cost."""

import heapq
from collections.abc import Sequence
from dataclasses import dataclass

from ..model import JourneyMap
from ..ways import starts, ways

START = -1


@dataclass(frozen=True, slots=True)
class Plan:
    """Which step leads where, by places in the map.

    Attributes:
        onward: of each step, and of `START`, the steps it leads to, in the order of the map.
        needed: whether passing a step without meeting it is a gap: neither optional nor without contact.
        closing: steps at which a journey may be over.
    """

    onward: dict[int, tuple[int, ...]]
    needed: tuple[bool, ...]
    closing: frozenset[int]


def plan_of(map: JourneyMap) -> Plan:
    """Read the ways of a map."""
    place = {step.id: number for number, step in enumerate(map.steps)}
    ways_on = {place[step]: onward for step, onward in ways(map).items()}
    onward = {step: tuple(sorted({place[way.to] for way in on if way.to is not None})) for step, on in ways_on.items()}
    onward[START] = tuple(place[step] for step in starts(map))
    return Plan(
        onward,
        tuple(step.kind == "contact" and not step.optional for step in map.steps),
        frozenset(step for step, on in ways_on.items() if any(way.to is None for way in on)),
    )


@dataclass(frozen=True, slots=True)
class Followed:
    """How a story lies on the plan.

    Attributes:
        visits: of each visit of the story, whether the plan expects it where it stands.
        passed: steps of the plan between those met, in order; without contact and optional ones too.
        ahead: steps of the shortest way on, behind the last step met.
    """

    visits: tuple[bool, ...]
    passed: tuple[int, ...]
    ahead: tuple[int, ...]


def follow(plan: Plan, visits: Sequence[int]) -> Followed:
    """Lay a story on the plan at least cost.

    A needed step that is not met costs 1, whether it is passed or lies ahead on the shortest way to an end; so does a
    visit that the plan does not expect where it stands. Of ways that cost the same, the one with fewest unexpected
    visits is taken, then that with fewest moves, then the first in the order of the map. Where no way leads to an end,
    all needed steps count as lying ahead.
    """
    ahead = {step: _ahead(plan, step) for step in plan.onward}
    queue: list[tuple[int, int, int, tuple[tuple[int, int], ...], int, int]] = [(0, 0, 0, (), 0, START)]
    settled = set()
    while True:
        cost, strange, moves, track, told, here = heapq.heappop(queue)
        if told > len(visits):
            break
        if (told, here) in settled:
            continue
        settled.add((told, here))
        if told == len(visits):
            rest = ahead[here]
            left = sum(plan.needed) if rest is None else sum(plan.needed[step] for step in rest)
            heapq.heappush(queue, (cost + left, strange, moves + len(rest or ()), track, told + 1, here))
            continue
        for step in plan.onward[here]:
            if visits[told] == step:
                heapq.heappush(queue, (cost, strange, moves + 1, (*track, (0, step)), told + 1, step))
            gap = int(plan.needed[step])
            heapq.heappush(queue, (cost + gap, strange, moves + 1, (*track, (1, step)), told, step))
        heapq.heappush(queue, (cost + 1, strange + 1, moves, (*track, (2, visits[told])), told + 1, here))
    expected = tuple(move == 0 for move, _ in track if move != 1)
    passed = tuple(step for move, step in track if move == 1)
    return Followed(expected, passed, ahead[here] or ())


def _ahead(plan: Plan, here: int) -> tuple[int, ...] | None:
    """Give the way to an end with the fewest needed steps; None where there is no way."""
    queue: list[tuple[int, int, tuple[int, ...], int]] = [(0, 0, (), here)]
    settled = set()
    while queue:
        cost, moves, track, step = heapq.heappop(queue)
        if step in plan.closing:
            return track
        if step not in settled:
            settled.add(step)
            for after in plan.onward[step]:
                more = int(plan.needed[after])
                heapq.heappush(queue, (cost + more, moves + 1, (*track, after), after))
    return None
