"""Whether groups get there equally soon: the log-rank test, its weights and strata, and every pair of groups.

Sources: Mantel, Cancer Chemotherapy Reports 50 (1966); Peto and Peto, J. R. Stat. Soc. A 135 (1972); Fleming and
Harrington, Counting Processes and Survival Analysis (1991), chapter 7, for the weights; Klein and Moeschberger,
Survival Analysis (2003), sections 7.3 to 7.5, for several groups and strata; Royston and Parmar, BMC Medical Research
Methodology 13 (2013), for differences of restricted means.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from sojourn.core.statistics import benjamini_hochberg, chi_squared_p

from .survival_parts import GroupPair, LogRank, LogRankGroup
from .waiting_curve import WaitingCurve

_Z = 1.959963984540054
_NOTHING = 1e-9
"""A direction with less of the variance than this share holds nothing that could be tested."""


@dataclass(frozen=True, slots=True, eq=False)
class AtRisk:
    """Groups at the times at which anybody of them got there, in one stratum.

    Attributes:
        risk, ended: (k, d), how many of each group still waited, and how many got there.
    """

    risk: NDArray[np.float64]
    ended: NDArray[np.float64]

    @staticmethod
    def of(curves: Sequence[WaitingCurve]) -> "AtRisk":
        """Line the groups up; those to whom something else happened leave as if they had been broken off.

        Cost: one sort of what is in order group by group, and a sum for each group.
        """
        runs = [each for curve in curves for each in (curve.times, curve.broken_off.values)]
        lengths = np.concatenate(runs)
        order = np.argsort(lengths, kind="stable")
        ordered = lengths[order]
        firsts = np.flatnonzero(np.concatenate([[True], ordered[1:] != ordered[:-1]])) if len(ordered) else order
        edges = np.concatenate([[0], np.cumsum([len(run) for run in runs])])
        getting = np.concatenate(
            [each for curve in curves for each in (curve.ended, np.zeros(len(curve.broken_off.values), np.int64))]
        )
        some = np.add.reduceat(getting[order], firsts) > 0 if len(firsts) else firsts > 0
        risk, ended = np.empty((len(curves), int(some.sum()))), np.zeros((len(curves), int(some.sum())))
        for row, curve in enumerate(curves):
            first, middle, last = edges[2 * row : 2 * row + 3]
            leaving, own = np.zeros(len(lengths), np.int64), np.zeros(len(lengths), np.int64)
            leaving[first:middle], leaving[middle:last] = curve.ended + curve.competed, curve.broken_off.counts
            own[first:middle] = curve.ended
            leaving = leaving[order]
            risk[row] = curve.size - (np.cumsum(leaving) - leaving)[firsts[some]]
            if len(firsts):
                ended[row] = np.add.reduceat(own[order], firsts)[some]
        return AtRisk(risk, ended)

    def only(self, groups: Sequence[int]) -> "AtRisk":
        """Keep some groups; times at which none of them got there stay, and count for nothing."""
        return AtRisk(self.risk[list(groups)], self.ended[list(groups)])

    def compared(
        self, rho: float, gamma: float
    ) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
        """Give the expected numbers, the weighted differences from them, and their covariance."""
        n, d = np.maximum(self.risk.sum(axis=0), 1), self.ended.sum(axis=0)
        rate = d / n
        weight = np.ones_like(n)
        if rho or gamma:
            still = np.concatenate([[1.0], np.cumprod(1 - rate)])[:-1]
            weight = still**rho * (1 - still) ** gamma
        apart = self.ended @ weight - self.risk @ (weight * rate)
        # Of one who is left alone it is certain who gets there: no variance.
        scale = weight**2 * rate * np.where(n > 1, (n - d) / np.maximum(n - 1, 1), 0.0) / n
        scaled = self.risk * scale
        spread = -scaled @ self.risk.T
        spread[np.diag_indices_from(spread)] += scaled @ n
        return self.risk @ rate, apart, spread


def log_rank(strata: Sequence[AtRisk], *, rho: float, gamma: float) -> tuple[float | None, int, NDArray[np.float64]]:
    """Give chi-square, its degrees of freedom and the expected numbers; differences are added up over strata.

    Groups that were never at risk beside another add no degree. None when nothing can be compared.

    Cost: O(groups² times).
    """
    found = [stratum.compared(rho, gamma) for stratum in strata]
    expected, apart, spread = (np.sum([each[part] for each in found], axis=0) for part in range(3))
    values, vectors = np.linalg.eigh(spread)
    some = values > _NOTHING * max(float(values[-1]), 0.0)
    some &= values > 0
    degrees = int(some.sum())
    if not degrees:
        return None, 0, expected
    return float((((vectors.T @ apart)[some]) ** 2 / values[some]).sum()), degrees, expected


def tested(
    names: Sequence[str | None],
    curves: Sequence[WaitingCurve],
    strata: Sequence[Sequence[WaitingCurve]],
    *,
    rho: float,
    gamma: float,
    until: float | None,
) -> tuple[LogRank, tuple[GroupPair, ...]]:
    """Test groups together, and each two of them.

    Args:
        names: what the groups are called.
        curves: of each group.
        strata: of each group, stratum by stratum; a group that has nobody there has an empty curve.
        until: where the restricted means end, in microseconds.
    """
    lined = [AtRisk.of(stratum) for stratum in strata]
    chi, degrees, expected = log_rank(lined, rho=rho, gamma=gamma)
    groups = tuple(
        LogRankGroup(name, curve.size, int(curve.ended.sum()), float(number))
        for name, curve, number in zip(names, curves, expected, strict=True)
    )
    together = LogRank(rho, gamma, chi, degrees, _chance(chi, degrees), groups)
    pairs = []
    for a, b in combinations(range(len(names)), 2):
        value, free, _ = log_rank([stratum.only((a, b)) for stratum in lined], rho=rho, gamma=gamma)
        pairs.append((a, b, value, _chance(value, free)))
    corrected = iter(benjamini_hochberg([p for *_, p in pairs if p is not None]))
    q_values = [None if p is None else next(corrected) for *_, p in pairs]
    means = [None if until is None or curve.known_until < until else curve.area(until) for curve in curves]
    return together, tuple(
        GroupPair(names[a], names[b], value, p, q, *_apart(means[a], means[b]))
        for (a, b, value, p), q in zip(pairs, q_values, strict=True)
    )


def _chance(chi: float | None, degrees: int) -> float | None:
    """Give the probability of so large a chi-square or a larger one."""
    if chi is None:
        return None
    return chi_squared_p(chi, degrees)


def _apart(
    mean: tuple[float, float] | None, other: tuple[float, float] | None
) -> tuple[float | None, float | None, float | None]:
    """Give how much longer the first group is on the way on average, in seconds, with its limits.

    Both are areas with their variances; no limits when all that is seen happened at once, or nothing did.
    """
    if mean is None or other is None:
        return None, None, None
    difference, spread = (mean[0] - other[0]) / 1e6, mean[1] + other[1]
    if spread == 0:
        return difference, None, None
    half = _Z * math.sqrt(spread) / 1e6
    return difference, difference - half, difference + half
