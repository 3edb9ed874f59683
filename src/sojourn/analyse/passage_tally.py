"""What a passage counts, as arrays that add up."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sojourn.core.quantiles import Samples

from .conformance_tally import Keyed
from .passage_measures import MeasureCounts

JOURNEYS, CUSTOMERS, VISITS, FIRST, ATTEMPTED, FAILED, OPEN, LEFT, DECIDED = range(9)
"""Rows of `PassageCounts.by_step`; three more hold sums over customers, of visits and journeys squared."""


@dataclass(frozen=True, slots=True, eq=False)
class PassageCounts:
    """What the journeys of some batches add up to.

    Attributes:
        by_step: (12, s) int64, see the names of the rows; then sums over customers of visits squared, visits times
            journeys, and journeys squared.
        by_point: (2, p) int64, journeys that used each point, and that failed there.
        moves: by row * s + column, of those that were made; moves, journeys with such a move, and of these open ones
            that are still at its start.
        switches: by from * p + to, of those that were made; changes of point inside a visit, and journeys with such a
            change.
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
    moves: Keyed
    switches: Keyed
    whole: NDArray[np.int64]
    outcomes: NDArray[np.int64]
    took: Samples
    next: NDArray[np.int64]
    next_counts: NDArray[np.int64]
    measures: MeasureCounts


def made(counts: NDArray[np.int64]) -> Keyed:
    """Keep the pairs that occur, of a table of all: (columns, n, n), the first of which counts them."""
    flat = counts.reshape(len(counts), -1)
    keys = np.flatnonzero(flat[0])
    return Keyed(keys, np.ascontiguousarray(flat[:, keys].T))
