"""Values a unit where units come in clusters, with an interval that knows it.

Source: the ratio of sums over clusters as in Cochran, Sampling Techniques (1977), section 6.
"""

import math

_Z = 1.959963984540054


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
