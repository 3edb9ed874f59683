"""What a passage counts, as arrays that add up."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sojourn.core.expectation import Expectation
from sojourn.core.quantiles import Samples

from .passage_measures import MeasureCounts

JOURNEYS, CUSTOMERS, VISITS, FIRST, ATTEMPTED, FAILED, OPEN, CLOSED, LEFT, DECIDED = range(10)
"""Rows of `PassageCounts.by_step`; three more hold sums over customers, of visits and journeys squared."""


@dataclass(frozen=True, slots=True, eq=False)
class PassageCounts:
    """What the journeys of some batches add up to.

    Attributes:
        by_step: (13, s) int64, see the names of the rows; then sums over customers of visits squared, visits times
            journeys, and journeys squared.
        by_point: (2, p) int64, journeys that used each point, and that failed there.
        moves: (3, s, s) int64, moves, journeys with such a move, and of these open ones that are still at its start.
        switches: (2, p, p) int64, changes of point inside a visit, and journeys with such a change.
        whole: (8,) int64, journeys that did any step, that did an end, that are closed and did any step, that are
            closed and did an end; open journeys; closed ones; journeys outside, and journeys under way.
        outcomes: (2, outcomes) int64, journeys that show each, and of these closed ones.
        took: microseconds of each move; group row * s + column.
        next: (k,) int64, ascending, step * (names + 1) + the code of the event that came next, or names for none.
        next_counts: (k,) int64, journeys that left so.
        measures: what was observed.
    """

    by_step: NDArray[np.int64]
    by_point: NDArray[np.int64]
    moves: NDArray[np.int64]
    switches: NDArray[np.int64]
    whole: NDArray[np.int64]
    outcomes: NDArray[np.int64]
    took: Samples
    next: NDArray[np.int64]
    next_counts: NDArray[np.int64]
    measures: MeasureCounts


def first_points(expectation: Expectation) -> list[int]:
    """Give for each step how many points stand before its own, and last how many there are."""
    sizes = [len(step.points) for step in expectation.steps]
    return [sum(sizes[:place]) for place in range(len(sizes) + 1)]
