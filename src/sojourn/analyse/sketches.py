"""Quantile samples made with kernels: the same values as `core.quantiles` makes, sooner."""

import numpy as np
from numpy.typing import NDArray

from sojourn import kernels
from sojourn.core.quantiles import BUCKETS, EXACT, Samples

DENSE = 64
"""Groups up to which every group gets all its buckets while counting."""


def samples(values: NDArray[np.int64], groups: NDArray[np.int64] | None = None, count: int = 1) -> Samples:
    """Take the values of a batch: kept while they are few, counted into buckets when there are more.

    Args:
        values: (n,) int64, not negative.
        groups: (n,) int64 in 0..count - 1, the group of each value; None when all are in group 0.
        count: number of groups.
    """
    none = np.zeros(0, np.int64)
    owners = np.zeros(len(values), np.int64) if groups is None else groups.astype(np.int64, copy=False)
    held = Samples(owners, values, none, none)
    return held if len(values) <= EXACT else sketched(held, count)


def merged(a: Samples, b: Samples, count: int = 1) -> Samples:
    """Put two sets of values of the same groups together."""
    if a.size + b.size > EXACT:
        a, b = sketched(a, count), sketched(b, count)
    return a.merge(b)


def sketched(held: Samples, count: int = 1) -> Samples:
    """Give the same values as counts in buckets, however few they are.

    Cost: O(values); with more than 64 groups the values are put together by group first.
    """
    if not len(held.values):
        return held
    if count <= DENSE:
        return Samples.tallied(kernels.tally(held.values, held.groups, count))
    none = np.zeros(0, np.int64)
    ordered, offsets = kernels.group_values(held.values, held.groups, count)
    buckets, counts = [], []
    for group in np.flatnonzero(np.diff(offsets)):
        histogram = kernels.tally(ordered[offsets[group] : offsets[group + 1]], none, 1)[0]
        found = np.flatnonzero(histogram)
        buckets.append(found + group * BUCKETS)
        counts.append(histogram[found])
    return Samples(none, none, np.concatenate(buckets), np.concatenate(counts))


def regrouped(held: Samples, places: NDArray[np.int64]) -> Samples:
    """Put the values of group i into group places[i]; groups that meet are added."""
    if held.kind == "exact":
        return Samples(places[held.groups], held.values, held.buckets, held.counts)
    keys = places[held.buckets // BUCKETS] * BUCKETS + held.buckets % BUCKETS
    order = np.argsort(keys, kind="stable")
    found, starts = np.unique(keys[order], return_index=True)
    return Samples(held.groups, held.values, found, np.add.reduceat(held.counts[order], starts))


def total(values: NDArray[np.int64]) -> int:
    """Add int64 values without overflow."""
    return (int((values >> 32).sum()) << 32) + int((values & 0xFFFFFFFF).sum())


def quantiles(held: Samples, count: int, shares: tuple[float, ...]) -> NDArray[np.float64]:
    """Give the quantiles of every group in microseconds, interpolated linearly: (count, shares); nan without values."""
    found = np.full((count, len(shares)), np.nan)
    if held.kind == "sketch":
        for group in range(count):
            row = held.quantiles(group, shares)
            if row is not None:
                found[group] = row
        return found
    values, offsets = kernels.group_values(held.values, held.groups, count)
    for first, last in zip(offsets[:-1].tolist(), offsets[1:].tolist(), strict=True):
        values[first:last].sort()
    some = np.diff(offsets) > 0
    ranks = np.array(shares) * (np.diff(offsets)[some, None] - 1)
    whole = np.floor(ranks)
    low = values[offsets[:-1][some, None] + whole.astype(np.int64)]
    high = values[offsets[:-1][some, None] + np.ceil(ranks).astype(np.int64)]
    found[some] = low + (high - low) * (ranks - whole)
    return found
