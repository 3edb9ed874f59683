"""An expectation as arrays: which step may follow which, and what it costs to leave steps out on the way."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sojourn.core.errors import InvalidInput
from sojourn.core.expectation import Expectation
from sojourn.core.words import shortened

from .expected_order import last_first

UNIT = 1 << 32
"""A cost of one; moves are counted below it."""

FAR = 1 << 60
"""No way."""

MOST_STEPS = 2_000
"""Steps of an expectation: tables hold 17 bytes for each pair."""


@dataclass(frozen=True, slots=True, eq=False)
class Graph:
    """The ways through an expectation; place s, after the last of s steps, is the start.

    Attributes:
        next_at, next_step: steps straight after place p are next_step[next_at[p]:next_at[p + 1]], ascending.
        ways: (s, s + 1) int64: least cost of leaving out steps from a place (column) until a step (row) may come.
        finish: (s + 1,) int64: the same until the journey may end.
        allowed: (s + 1, s + 1) uint8: from a place (row) a step, or as last column the end, may come for nothing.
        optional: (s,) uint8.
    """

    next_at: NDArray[np.int32]
    next_step: NDArray[np.int32]
    ways: NDArray[np.int64]
    finish: NDArray[np.int64]
    allowed: NDArray[np.uint8]
    optional: NDArray[np.uint8]

    @property
    def shortest(self) -> int:
        """Steps that a journey without any event leaves out."""
        return int(self.finish[-1]) // UNIT


def graph(expectation: Expectation) -> Graph:
    """Lay an expectation out.

    Raises:
        InvalidInput: it has no steps that leave events, too many, or no way from a start to an end.

    Cost: O(moves * steps) time, once more for each loop inside another, in whatever order steps stand; 17 bytes for
        each pair of steps.
    """
    steps = len(expectation.steps)
    if not steps:
        raise InvalidInput(
            f"{shortened(expectation.title, 200)!r} has no step that leaves events: nothing can be held against it",
            code="nothing-observable",
            hint="say which events show a step",
        )
    if steps > MOST_STEPS:
        raise InvalidInput(
            f"{shortened(expectation.title, 200)!r} has {steps:,} steps; at most {MOST_STEPS:,} can be held against "
            "journeys",
            code="too-many-steps",
            hint="leave out steps, or split the path",
        )
    after: list[set[int]] = [set() for _ in range(steps)]
    for move in expectation.moves:
        after[move.start].add(move.end)
    following = [sorted(each) for each in (*after, set(expectation.starts))]
    price = [(0 if step.optional else UNIT) + 1 for step in expectation.steps]
    # Rows are places here; the last column is the end.
    cost = np.full((steps + 1, steps + 1), FAR)
    for place, nexts in enumerate(following):
        cost[place, nexts] = 0
    cost[list(expectation.ends), steps] = 0
    order = last_first(following)
    changed = True
    while changed:
        changed = False
        for place in order:
            row = cost[place].copy()
            for step in following[place]:
                np.minimum(row, cost[step] + price[step], out=row)
            if not np.array_equal(row, cost[place]):
                cost[place], changed = row, True
    if cost[steps, steps] >= FAR:
        raise InvalidInput(
            f"{shortened(expectation.title, 200)!r} has no way from a start to an end",
            code="bad-expectation",
            hint="join its steps, or name the step where it is over as an end",
        )
    return Graph(
        next_at=np.cumsum([0, *map(len, following)]).astype(np.int32),
        next_step=np.array([step for nexts in following for step in nexts], np.int32),
        ways=np.ascontiguousarray(cost[:, :steps].T),
        finish=np.ascontiguousarray(cost[:, steps]),
        allowed=(cost < UNIT).astype(np.uint8),
        optional=np.array([step.optional for step in expectation.steps], np.uint8),
    )
