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

from sojourn.core.statistics import benjamini_hochberg

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
        """Line the groups up; those to whom something else happened leave as if they had been broken off."""
        times = np.unique(np.concatenate([curve.times[curve.ended > 0] for curve in curves]))
        ended = np.zeros((len(curves), len(times)))
        for row, curve in enumerate(curves):
            some = curve.ended > 0
            ended[row, np.searchsorted(times, curve.times[some])] = curve.ended[some]
        return AtRisk(np.array([curve.risks(times) for curve in curves], np.float64), ended)

    def only(self, groups: Sequence[int]) -> "AtRisk":
        """Keep some groups, and the times at which one of them got there."""
        ended = self.ended[list(groups)]
        some = ended.any(axis=0)
        return AtRisk(self.risk[list(groups)][:, some], ended[:, some])

    def compared(
        self, rho: float, gamma: float
    ) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
        """Give the expected numbers, the weighted differences from them, and their covariance."""
        n, d = self.risk.sum(axis=0), self.ended.sum(axis=0)
        share = self.risk / n
        weight = np.ones_like(n)
        if rho or gamma:
            still = np.concatenate([[1.0], np.cumprod(1 - d / n)])[:-1]
            weight = still**rho * (1 - still) ** gamma
        expected = share * d
        apart = ((self.ended - expected) * weight).sum(axis=1)
        # Of one who is left alone it is certain who gets there: no variance.
        scale = weight**2 * d * np.where(n > 1, (n - d) / np.maximum(n - 1, 1), 0.0)
        spread = -(share * scale) @ share.T
        spread[np.diag_indices_from(spread)] += (share * scale).sum(axis=1)
        return expected.sum(axis=1), apart, spread


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
    return together, tuple(
        GroupPair(names[a], names[b], value, p, q, *_apart(curves[a], curves[b], until))
        for (a, b, value, p), q in zip(pairs, q_values, strict=True)
    )


def _chance(chi: float | None, degrees: int) -> float | None:
    """Give the probability of so large a chi-square or a larger one."""
    if chi is None:
        return None
    from scipy.special import chdtrc  # noqa: PLC0415 - start-up

    return float(chdtrc(degrees, chi))


def _apart(a: WaitingCurve, b: WaitingCurve, until: float | None) -> tuple[float | None, float | None, float | None]:
    """Give how much longer the first group is on the way on average, in seconds, with its limits."""
    if until is None or min(a.known_until, b.known_until) < until:
        return None, None, None
    (mean, spread), (other, other_spread) = a.area(until), b.area(until)
    if spread + other_spread == 0:
        return (mean - other) / 1e6, None, None
    half = _Z * math.sqrt(spread + other_spread)
    return (mean - other) / 1e6, (mean - other - half) / 1e6, (mean - other + half) / 1e6
