"""Intervals and tests that more than one slice needs, without scipy: it takes a second to import.

Sources: Wilson, J. Am. Stat. Assoc. 22 (1927); Newcombe, Statistics in Medicine 17 (1998), methods 3 and 10; Fisher's
exact test as in Agresti, Categorical Data Analysis (2013), section 3.5; Benjamini and Hochberg, J. R. Stat. Soc. B 57
(1995); Abramowitz and Stegun, Handbook of Mathematical Functions (1964), 26.7.5.
"""

import math
from collections.abc import Iterator, Sequence

LEVEL = 0.95
"""Intervals are 95 % unless another level is asked for."""


def wilson(successes: float, trials: float, *, level: float = LEVEL) -> tuple[float, float] | tuple[None, None]:
    """Give Wilson's score interval for a share: from exactly 0 at 0 of n to exactly 1 at n of n; None for no trials.

    Both are counts; they need not be whole where answers of one customer hang together and count for less than they
    are.
    """
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
    successes: float, trials: float, other_successes: float, other_trials: float, *, level: float = LEVEL
) -> tuple[float, float] | tuple[None, None]:
    """Give Newcombe's hybrid score interval for the first share minus the second; None when a group is empty.

    Counts need not be whole, as for `wilson`.
    """
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


def two_shares_p(successes: float, trials: float, other_successes: float, other_trials: float) -> float | None:
    """Test whether two shares are equal, two-sided.

    Fisher's exact test; the score (pooled z) test when all four expected counts reach 5. None when a group is empty, 1
    when everyone or no one succeeded. A p-value too small for a double is 0.

    Cost: Fisher's test adds up tables until they no longer count: some hundreds at most, whatever the number of trials.
    """
    if trials == 0 or other_trials == 0:
        return None
    total, hits = trials + other_trials, successes + other_successes
    expected = min(trials, other_trials) * min(hits, total - hits) / total
    if expected < 5:
        return _fisher(round(successes), round(trials), round(other_successes), round(other_trials))
    pooled = hits / total
    error = math.sqrt(pooled * (1 - pooled) * (1 / trials + 1 / other_trials))
    return math.erfc(abs(successes / trials - other_successes / other_trials) / error / math.sqrt(2))


def benjamini_hochberg(p_values: Sequence[float]) -> list[float]:
    """Give q-values: the lowest false-discovery rate at which each hypothesis would be rejected, in the order given."""
    order = sorted(range(len(p_values)), key=lambda i: p_values[i])
    q_values = [0.0] * len(p_values)
    lowest = 1.0
    for rank in range(len(order), 0, -1):
        i = order[rank - 1]
        # The factor first: it is exactly 1 in the last place, so that no q falls below its p.
        lowest = min(lowest, p_values[i] * (len(p_values) / rank))
        q_values[i] = lowest
    return q_values


def _quantile(level: float) -> float:
    """Give the two-sided standard normal quantile of a level."""
    if level == LEVEL:
        return 1.959963984540054
    from statistics import NormalDist  # noqa: PLC0415 - start-up: almost every interval is a 95 % one

    return NormalDist().inv_cdf((1 + level) / 2)


def student(degrees: float, *, level: float = LEVEL) -> float:
    """Give the two-sided quantile of Student's t, by the expansion in powers of 1/degrees.

    Off by less than 0.1 % from 6 degrees of freedom on; below 3 it is of no use and refused.

    Raises:
        ValueError: fewer than 3 degrees of freedom.
    """
    if degrees < 3:
        raise ValueError(f"{degrees} degrees of freedom are too few")
    z = _quantile(level)
    terms = (
        z,
        (z**3 + z) / 4,
        (5 * z**5 + 16 * z**3 + 3 * z) / 96,
        (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384,
        (79 * z**9 + 776 * z**7 + 1482 * z**5 - 1920 * z**3 - 945 * z) / 92_160,
    )
    return sum(term / degrees**power for power, term in enumerate(terms))


def chi_squared_p(chi: float, degrees: int) -> float:
    """Give the chance that χ² with so many degrees of freedom is at least this large; 1 for none below 0.

    The chance is a sum of positive terms, one for each two degrees: those of a Poisson distribution for an even number,
    with the normal tail besides for an odd one.

    Raises:
        ValueError: fewer than one degree.

    Source: Abramowitz and Stegun, Handbook of Mathematical Functions (1964), 26.4.4 and 26.4.5.
    Cost: O(degrees).
    """
    if degrees < 1:
        raise ValueError(f"chi-squared has at least one degree of freedom, not {degrees}")
    if math.isnan(chi):
        return math.nan
    if chi <= 0:
        return 1.0
    half = chi / 2
    if math.isinf(half):
        return 0.0
    shift = degrees % 2 / 2
    log = math.log(half)
    terms = [math.exp(-half + (place + shift) * log - math.lgamma(place + shift + 1)) for place in range(degrees // 2)]
    tail = math.erfc(math.sqrt(half)) if degrees % 2 else 0.0
    return min(1.0, math.fsum([tail, *terms]))


def _fisher(a: int, row: int, c: int, other_row: int) -> float:
    """Sum the probabilities of all tables with these margins that are no likelier than the one seen.

    Tables are weighed against the likeliest one, each from its neighbour by an exact ratio, so that nothing is lost
    however large the counts; a table within one part in ten million of the one seen counts as equally likely.
    """
    column = a + c
    mode = (row + 1) * (column + 1) // (row + other_row + 2)
    weights = {mode: 1.0}
    for step in (1, -1):
        weights.update(_weights(mode, step, row, column, other_row))
    seen = weights.get(a, 0.0) * (1 + 1e-7)
    return min(1.0, math.fsum(w for w in weights.values() if w <= seen) / math.fsum(weights.values()))


def _weights(mode: int, step: int, row: int, column: int, other_row: int) -> Iterator[tuple[int, float]]:
    """Walk from the likeliest table up or down, as far as a weight is more than nothing."""
    x, weight = mode, 1.0
    while True:
        low = x if step > 0 else x - 1
        # The ratio of the weights of tables low + 1 and low; it is 0 where there is no table low + 1.
        up = (row - low) * (column - low)
        down = (low + 1) * (other_row - column + low + 1)
        gain, loss = (up, down) if step > 0 else (down, up)
        weight = weight * gain / loss if gain > 0 else 0.0
        if weight == 0.0:
            return
        x += step
        yield x, weight
