"""Whether two shares differ, many at once, and how small a change can be seen at all.

Sources: Newcombe, Statistics in Medicine 17 (1998), method 10; Agresti, Categorical Data Analysis (2013), section 3.5;
Benjamini and Hochberg, J. R. Stat. Soc. B 57 (1995); Fleiss, Levin and Paik, Statistical Methods for Rates and
Proportions (2003), chapter 4, for the smallest difference.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from sojourn.core.errors import InvalidInput
from sojourn.core.statistics import LEVEL, benjamini_hochberg, newcombe, two_shares_p

from .estimates import normal

COMPARED = 0.10
"""Below this adjusted p a difference is pointed out."""


@dataclass(frozen=True, slots=True)
class TwoRates:
    """The first share less the second.

    Attributes:
        method: `score`, or `fisher` where an expected count is under 5.
        z: of the score test; None for Fisher's.
        p: two-sided, of no difference; None where a side is empty.
    """

    difference: float | None
    low: float | None
    high: float | None
    method: str
    z: float | None
    p: float | None


def two_rates(x1: float, n1: float, x2: float, n2: float) -> TwoRates:
    """Compare x1 of n1 with x2 of n2: Newcombe's interval; the score test, or Fisher's exact test for small counts.

    Counts need not be whole where answers hang together; Fisher's test rounds them.

    Raises:
        InvalidInput: more successes than trials, or counts below 0.
    """
    if not (0 <= x1 <= n1 + 1e-9 and 0 <= x2 <= n2 + 1e-9 and n1 + n2 < math.inf):
        raise InvalidInput(
            f"{x1:g} of {n1:g} and {x2:g} of {n2:g} are no shares",
            code="rates.bad_counts",
            hint="give from 0 to as many as there are",
        )
    if not n1 or not n2:
        return TwoRates(None, None, None, "score", None, None)
    low, high = newcombe(min(x1, n1), n1, min(x2, n2), n2)
    difference = x1 / n1 - x2 / n2
    hits, total = x1 + x2, n1 + n2
    if min(n1, n2) * min(hits, total - hits) / total < 5:
        trials, other = max(1, round(n1)), max(1, round(n2))
        p = two_shares_p(min(round(x1), trials), trials, min(round(x2), other), other)
        return TwoRates(difference, low, high, "fisher", None, p)
    pooled = hits / total
    z = difference / math.sqrt(pooled * (1 - pooled) * (1 / n1 + 1 / n2))
    return TwoRates(difference, low, high, "score", z, math.erfc(abs(z) / math.sqrt(2)))


def adjust_p(p: Sequence[float]) -> tuple[float, ...]:
    """Adjust p-values of everything compared on a page: the rate of false discoveries at which each is still found.

    Raises:
        InvalidInput: a p-value outside 0 to 1.
    """
    if any(not 0 <= each <= 1 for each in p):
        raise InvalidInput(
            "a p-value lies outside 0 to 1", code="p.out_of_range", hint="give p-values, not percentages"
        )
    return tuple(benjamini_hochberg(p))


def detectable(variance: float, n: float, *, level: float = LEVEL, power: float = 0.8) -> float:
    """Say how large a change between two periods must be for n answers in each to show it.

    Args:
        variance: of one answer; p(1 − p) for a share.
        n: answers in each period, as independent ones.
        level: of the test, two-sided.
        power: how often a change of that size is found.

    Raises:
        InvalidInput: a variance below 0, or no answers.
    """
    if not 0 <= variance < math.inf or not 0 < n < math.inf or not 0 < power < 1 or not 0 < level < 1:
        raise InvalidInput(
            f"nothing can be detected with variance {variance:g} and {n:g} answers",
            code="detectable.bad_input",
            hint="give a variance from 0 on, more than 0 answers, and level and power between 0 and 1",
        )
    return (normal(level) + normal(2 * power - 1)) * math.sqrt(2 * variance / n)
