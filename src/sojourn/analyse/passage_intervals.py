"""Quantiles with intervals that assume no shape, with and without values that are only known to be longer.

Sources: the interval between order statistics as in Conover, Practical Nonparametric Statistics (1999), section 3.2;
Kaplan and Meier, J. Am. Stat. Assoc. 53 (1958), with Greenwood's variance and log-log limits; Brookmeyer and Crowley,
Biometrics 38 (1982), for its quantiles; the ratio of sums over clusters as in Cochran, Sampling Techniques (1977),
section 6.
"""

import math
from collections import defaultdict
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sojourn import kernels
from sojourn.core.quantiles import BUCKETS, Samples, middle
from sojourn.core.statistics import wilson

_Z = 1.959963984540054
_TAIL = 0.025
_NEARLY = 1e-12
"""Shares this close are the same: a product of shares is seldom exactly the half that it stands for."""

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


def ratio(values: int, units: int, squares: tuple[int, int, int], clusters: int) -> tuple[float | None, ...]:
    """Give values a unit, with a 95 % interval that knows that units come in clusters.

    Args:
        values, units: sums over all clusters, of at least one value a unit.
        squares: sums over clusters of values squared, values times units, and units squared.
        clusters: how many; one tells nothing of the spread.
    """
    if units == 0:
        return None, None, None
    mean = values / units
    if clusters < 2:
        return mean, None, None
    # As whole numbers: the terms nearly cancel.
    spread = units * units * squares[0] - 2 * values * units * squares[1] + values * values * squares[2]
    half = _Z * math.sqrt(spread * clusters / (clusters - 1)) / units**2
    return mean, max(1.0, mean - half), mean + half


@dataclass(frozen=True, slots=True, eq=False)
class Survival:
    """How many still wait, by time.

    Attributes:
        times: (k,) ascending, when somebody's wait came to its end.
        still: (k,) share that waits for longer.
        low, high: (k,) its 95 % limits; nan where nobody is left to tell.
        risk: (k,) int64, how many waited at least until then.
    """

    times: NDArray[np.float64]
    still: NDArray[np.float64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]
    risk: NDArray[np.int64]

    @staticmethod
    def of(finished: Spread, broken_off: Spread) -> "Survival":
        """Estimate from waits that came to their end, and from those known only to be longer than they were seen.

        A wait that breaks off at an instant still counts as waiting at that instant.
        """
        times, place = np.unique(finished.values, return_inverse=True)
        ended = np.bincount(place.reshape(-1), weights=finished.counts, minlength=len(times)).astype(np.int64)
        shorter = np.concatenate([[0], np.cumsum(broken_off.counts)])[
            np.searchsorted(broken_off.values, times, side="left")
        ]
        risk = finished.size + broken_off.size - (np.cumsum(ended) - ended) - shorter
        still = np.cumprod(1 - ended / risk)
        still[ended == risk] = 0.0
        with np.errstate(divide="ignore", invalid="ignore"):
            error = np.sqrt(np.cumsum(ended / (risk * (risk - ended)))) / np.abs(np.log(still))
            low, high = still ** np.exp(_Z * error), still ** np.exp(-_Z * error)
        gone = still == 0
        return Survival(times, still, np.where(gone, np.nan, low), np.where(gone, np.nan, high), risk.astype(np.int64))

    def quantile(self, share: float) -> tuple[float | None, float | None, float | None]:
        """Give the first time by which such a share is served, with its limits; None where it never comes so far."""
        return self._first(self.still, share), self._first(self.low, share), self._first(self.high, share)

    def within(self, limit: float) -> tuple[float | None, float | None, float | None]:
        """Give the share that is served by a time, with its limits: Wilson's where it is 0 or 1."""
        if not len(self.times):
            return None, None, None
        last = int(np.searchsorted(self.times, limit, side="right")) - 1
        still = 1.0 if last < 0 else float(self.still[last])
        if still in (0.0, 1.0):
            # None of those who were in the first wait is served, or all of those in the last.
            number = int(self.risk[max(last, 0)])
            return 1 - still, *wilson(0 if still else number, number)
        return 1 - still, 1 - float(self.high[last]), 1 - float(self.low[last])

    def _first(self, curve: NDArray[np.float64], share: float) -> float | None:
        """Find when a curve has come down far enough."""
        found = np.flatnonzero(curve <= 1 - share + _NEARLY)
        return float(self.times[found[0]]) if len(found) else None


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
