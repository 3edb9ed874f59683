"""Values of many groups in order, exact or in buckets, and what is said of their quantiles without assuming a shape.

Source: the interval between order statistics as in Conover, Practical Nonparametric Statistics (1999), section 3.2.
"""

import math
from collections import defaultdict
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sojourn import kernels
from sojourn.core.quantiles import BUCKETS, Samples, middle

_TAIL = 0.025

Interval = tuple[float | None, float | None]


@dataclass(frozen=True, slots=True, eq=False)
class Spread:
    """Values in order, each with how often it occurs.

    Attributes:
        values: (k,) float64, ascending.
        counts: (k,) int64, none of them 0.
    """

    values: NDArray[np.float64]
    counts: NDArray[np.int64]

    @staticmethod
    def empty() -> "Spread":
        """Give no values at all."""
        return Spread(np.zeros(0), np.zeros(0, np.int64))

    @property
    def size(self) -> int:
        """How many values there are."""
        return int(self.counts.sum())

    def at_rank(self, rank: int) -> float:
        """Give the value with so many below it."""
        return float(self.values[np.searchsorted(np.cumsum(self.counts), rank, side="right")])

    def quantile(self, share: float) -> float | None:
        """Give a quantile, linear between ranks (h = (n − 1) p); None without values."""
        if not len(self.values):
            return None
        rank = share * (self.size - 1)
        low, high = self.at_rank(math.floor(rank)), self.at_rank(math.ceil(rank))
        return low + (high - low) * (rank - math.floor(rank))

    def interval(self, share: float) -> Interval:
        """Give two of the values between which the quantile lies with at least 95 % certainty.

        None for a limit that no value can be: under six values say nothing certain of a median.
        """
        low, high = order_ranks(self.size, share)
        return None if low is None else self.at_rank(low), None if high is None else self.at_rank(high)


def spreads(held: Samples, count: int, *, signed: bool = False) -> defaultdict[int, Spread]:
    """Put the values of each group in order; groups without any are empty, and cost nothing until asked for.

    Args:
        held: values in groups.
        count: number of groups.
        signed: group 2 k + 1 holds what is below 0 of group 2 k, with its sign turned; they become group k.

    Cost: O(values log values); of the groups, eight bytes each.
    """
    groups = defaultdict(Spread.empty, _sketched(held) if held.kind == "sketch" else _exact(held, count))
    if not signed:
        return groups
    both = {group // 2: (groups[group & ~1], groups[group | 1]) for group in list(groups)}
    joined = {
        group: Spread(
            np.concatenate([-below.values[::-1], above.values]), np.concatenate([below.counts[::-1], above.counts])
        )
        for group, (above, below) in both.items()
    }  # fmt: skip
    return defaultdict(Spread.empty, joined)


def order_ranks(size: int, share: float) -> tuple[int | None, int | None]:
    """Give the ranks, from 0, of the two values that a quantile's 95 % interval reaches from and to.

    The number of values below the quantile is binomial: each rank is the innermost that leaves at most 2.5 % outside.
    """
    if size == 0 or not 0 < share < 1:
        return None, None
    first, chances = _binomial(size, share)
    upto = np.cumsum(chances)
    # The value of rank r is above the quantile when at most r values are not: P(X <= r) must be small. It is below it
    # when at least r + 1 are.
    low = first + int(np.searchsorted(upto, _TAIL, side="right")) - 1
    above = np.cumsum(chances[::-1])
    high = first + len(chances) - 1 - int(np.searchsorted(above, _TAIL, side="right"))
    return low if low >= 0 else None, high if high < size else None


def _binomial(size: int, share: float) -> tuple[int, NDArray[np.float64]]:
    """Give the chances of each number, from the first that has any: ten standard deviations either side hold all."""
    reach = 10 * math.sqrt(size * share * (1 - share)) + 40
    first, last = max(0, math.floor(size * share - reach)), min(size, math.ceil(size * share + reach))
    number = np.arange(first, last, dtype=np.float64)
    steps = np.log(size - number) - np.log(number + 1) + math.log(share / (1 - share))
    start = math.lgamma(size + 1) - math.lgamma(first + 1) - math.lgamma(size - first + 1)
    start += first * math.log(share) + (size - first) * math.log1p(-share)
    return first, np.exp(start + np.concatenate([[0.0], np.cumsum(steps)]))


def _exact(held: Samples, count: int) -> dict[int, Spread]:
    """Sort the values of each group that has any: of all pairs of steps few are ever taken."""
    values, offsets = kernels.group_values(held.values, held.groups, count)
    found = {}
    for group in np.flatnonzero(offsets[1:] != offsets[:-1]).tolist():
        some = np.sort(values[offsets[group] : offsets[group + 1]]).astype(np.float64)
        found[group] = Spread(some, np.ones(len(some), np.int64))
    return found


def _sketched(held: Samples) -> dict[int, Spread]:
    """Read the buckets of each group that has any."""
    groups, firsts = np.unique(held.buckets // BUCKETS, return_index=True)
    lasts = [*firsts[1:].tolist(), len(held.buckets)]
    return {
        group: Spread(middle(held.buckets[first:last] - group * BUCKETS), held.counts[first:last])
        for group, first, last in zip(groups.tolist(), firsts.tolist(), lasts, strict=True)
    }
