"""Counts of deviations, and how they add up."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sojourn.core.expectation import Expectation

_FEW = 256
"""Costs and worst costs below it are counted in a table."""


@dataclass(frozen=True, slots=True, eq=False)
class Keyed:
    """Counts by key: (k,) int64 keys, ascending, and (k, columns) int64."""

    keys: NDArray[np.int64]
    counts: NDArray[np.int64]

    def __add__(self, other: "Keyed") -> "Keyed":
        """Add up."""
        keys, place = np.unique(np.concatenate([self.keys, other.keys]), return_inverse=True)
        counts = np.zeros((len(keys), self.counts.shape[1]), np.int64)
        np.add.at(counts, place.reshape(-1), np.concatenate([self.counts, other.counts]))
        return Keyed(keys, counts)


@dataclass(frozen=True, slots=True, eq=False)
class ConformanceCounts:
    """What the journeys of some batches add up to.

    Attributes:
        whole: (6,) int64, journeys held; of them open ones, closed ones that conform, open ones that do so far;
            journeys without an event that is looked at; journeys already under way.
        fits: journeys by cost * 2**32 + worst cost.
        steps: (s, 7) int64, done, failed, recovered, missing, out of order, repeated, other branch.
        by_step: (s, 4) int64, journeys with missing, failed, ad hoc, out of order at each step.
        points: (p, 2) int64, visits of steps that want all of their points without each one, and where it failed.
        kinds: (4, 3) int64, deviations, journeys, customers, in the same order.
        ad_hoc: (names, 3, 2) int64, unknown, repeated, other branch; events and journeys, by event.
        breaks: by (from + 1) * (names + 1) + to + 1; breaks, journeys, customers.
        switches: by from * p + to; changes of point inside a visit, journeys, customers.
    """

    whole: NDArray[np.int64]
    fits: Keyed
    steps: NDArray[np.int64]
    by_step: NDArray[np.int64]
    points: NDArray[np.int64]
    kinds: NDArray[np.int64]
    ad_hoc: NDArray[np.int64]
    breaks: Keyed
    switches: Keyed


def first_points(expectation: Expectation) -> list[int]:
    """Give for each step how many points stand before its own, and last how many there are."""
    first = [0]
    for step in expectation.steps:
        first.append(first[-1] + len(step.points))
    return first


def pairs(cost: NDArray[np.int64], worst: NDArray[np.int64]) -> Keyed:
    """Count journeys by cost and worst cost."""
    few = (cost < _FEW) & (worst < _FEW)
    table = np.bincount(cost[few] * _FEW + worst[few], minlength=1)
    small = np.flatnonzero(table)
    keys, counts = np.unique((cost[~few] << 32) + worst[~few], return_counts=True)
    small_keys = (small // _FEW << 32) + small % _FEW
    return Keyed(small_keys, table[small, None].astype(np.int64)) + Keyed(keys, counts[:, None].astype(np.int64))


def by_key(keys: NDArray[np.int64], journey: NDArray[np.int64], customer: NDArray[np.int64]) -> Keyed:
    """Count by key, and the journeys and customers; rows stand in order of journeys."""
    if not len(keys):
        return Keyed(np.zeros(0, np.int64), np.zeros((0, 3), np.int64))
    order = np.argsort(keys, kind="stable")
    keys, journey = keys[order], journey[order]
    new = np.ones((len(keys), 3), np.bool_)
    new[1:, 1] = keys[1:] != keys[:-1]
    starts = np.flatnonzero(new[:, 1])
    new[1:, 2] = new[1:, 1] | (customer[journey[1:]] != customer[journey[:-1]])
    new[1:, 1] |= journey[1:] != journey[:-1]
    return Keyed(keys[starts], np.add.reduceat(new.astype(np.int64), starts, axis=0))
