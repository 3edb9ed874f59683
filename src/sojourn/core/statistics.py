"""Intervals and tests that more than one slice needs, without scipy: it takes a second to import.

Sources: Wilson, J. Am. Stat. Assoc. 22 (1927); Newcombe, Statistics in Medicine 17 (1998), methods 3 and 10; Fisher's
exact test as in Agresti, Categorical Data Analysis (2013), section 3.5; Benjamini and Hochberg, J. R. Stat. Soc. B 57 (1995).
"""

import math
from collections.abc import Sequence
from statistics import NormalDist

LEVEL = 0.95
"""Intervals are 95 % unless another level is asked for."""


def wilson(successes: int, trials: int, *, level: float = LEVEL) -> tuple[float, float] | tuple[None, None]:
    """Give Wilson's score interval for a share: exactly 0 below at 0 of n, exactly 1 above at n of n; None without trials."""
    if trials == 0:
        return None, None
    z = _quantile(level)
    share = successes / trials
    centre = share + z * z / (2 * trials)
    half = z * math.sqrt(share * (1 - share) / trials + z * z / (4 * trials * trials))
    scale = 1 + z * z / trials
    low = 0.0 if successes == 0 else max(0.0, (centre - half) / scale)
    high = 1.0 if successes == trials else min(1.0, (centre + half) / scale)
    return low, high


def newcombe(
    successes: int, trials: int, other_successes: int, other_trials: int, *, level: float = LEVEL
) -> tuple[float, float] | tuple[None, None]:
    """Give Newcombe's hybrid score interval for the first share minus the second; None when a group is empty."""
    if trials == 0 or other_trials == 0:
        return None, None
    low, high = wilson(successes, trials, level=level)
    other_low, other_high = wilson(other_successes, other_trials, level=level)
    assert low is not None and high is not None and other_low is not None and other_high is not None
    share, other = successes / trials, other_successes / other_trials
    difference = share - other
    return (
        difference - math.hypot(share - low, other_high - other),
        difference + math.hypot(high - share, other - other_low),
    )


def two_shares_p(successes: int, trials: int, other_successes: int, other_trials: int) -> float | None:
    """Test whether two shares are equal, two-sided.

    Fisher's exact test; the score (pooled z) test when all four expected counts reach 5. None when a group is empty.

    Cost: O(smallest margin) for Fisher's test.
    """
    if trials == 0 or other_trials == 0:
        return None
    total, hits = trials + other_trials, successes + other_successes
    expected = min(trials, other_trials) * min(hits, total - hits) / total
    if expected < 5:
        return _fisher(successes, trials, other_successes, other_trials)
    pooled = hits / total
    error = math.sqrt(pooled * (1 - pooled) * (1 / trials + 1 / other_trials))
    return math.erfc(abs(successes / trials - other_successes / other_trials) / error / math.sqrt(2))


def benjamini_hochberg(p_values: Sequence[float]) -> list[float]:
    """Give q-values: the smallest false-discovery rate at which each hypothesis would be rejected, in the order given."""
    order = sorted(range(len(p_values)), key=lambda i: p_values[i])
    q_values = [0.0] * len(p_values)
    lowest = 1.0
    for rank in range(len(order), 0, -1):
        i = order[rank - 1]
        lowest = min(lowest, p_values[i] * len(p_values) / rank)
        q_values[i] = lowest
    return q_values


def _quantile(level: float) -> float:
    """Give the two-sided standard normal quantile of a level."""
    return NormalDist().inv_cdf((1 + level) / 2)


def _fisher(a: int, row: int, c: int, other_row: int) -> float:
    """Sum the probabilities of all tables with these margins that are no likelier than the one seen."""
    column, total = a + c, row + other_row

    def log_choose(n: int, k: int) -> float:
        return math.lgamma(n + 1) - math.lgamma(k + 1) - math.lgamma(n - k + 1)

    everything = log_choose(total, column)

    def probability(x: int) -> float:
        return math.exp(log_choose(row, x) + log_choose(other_row, column - x) - everything)

    seen = probability(a) * (1 + 1e-7)
    tables = range(max(0, column - other_row), min(row, column) + 1)
    return min(1.0, math.fsum(p for p in map(probability, tables) if p <= seen))
