"""Draw whole customers again and again, and give what each draw says of how columns go together.

Source: Efron and Tibshirani, An Introduction to the Bootstrap (1993), sections 13.3 and 8.3 (groups of rows).
"""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

BLOCK = 100
"""Draws that are worked on at once."""

NUMBERS = 8_000_000
"""The most numbers that a block of draws holds: one a row and draw."""

SUMS = 25_000_000
"""The most sums of products that are kept, one a customer and pair of columns: 200 MB."""

ROWS = 4_096
"""Rows whose products are made at once."""


def draws(person: NDArray[np.int64], weight: Floats, number: int, seed: int) -> Iterator[Floats]:
    """Draw as many customers as there are, with replacement, `number` times; give the weights of rows, block by block.

    The draws depend on the number of customers and the seed alone.

    Args:
        person: (n,) int64, whose row it is: customers are numbered from 0 without gaps.
        weight: (n,) float64.

    Yields:
        (b, n) float64: how often a row was drawn, times its weight; b up to 100, fewer where rows are very many.
    """
    for often in counts(int(person.max()) + 1, number, seed, rows=len(person)):
        yield often[:, person] * weight


def counts(people: int, number: int, seed: int, *, rows: int) -> Iterator[Floats]:
    """Draw as many customers as there are, with replacement; give how often each was drawn, (b, people), in blocks."""
    rng = np.random.Generator(np.random.PCG64(seed))
    block = max(1, min(BLOCK, NUMBERS // max(rows, people)))
    for start in range(0, number, block):
        drawn = np.empty((min(block, number - start), people))
        for often in drawn:
            often[:] = np.bincount(rng.integers(0, people, people), minlength=people)
        yield drawn


def drawn_correlations(
    columns: Floats, person: NDArray[np.int64], weight: Floats, number: int, seed: int
) -> Iterator[tuple[Floats, Floats]]:
    """Give the correlations of every draw of `draws`, block by block, as `correlations` does.

    Sums of products are made once a customer, so that a draw is one row of a matrix product; where they would take too
    much memory, they are made for each block again.

    Cost: O(n m²), and O(people m²) a draw.
    """
    people, m = int(person.max()) + 1, columns.shape[1] + 1
    if people * m * (m + 1) // 2 > SUMS:
        for weights in draws(person, weight, number, seed):
            yield correlations(columns, weights)
        return
    own = np.empty((people, m * (m + 1) // 2))
    across = np.column_stack([np.ones(len(columns)), columns])
    for place, (first, second) in enumerate(zip(*np.triu_indices(m), strict=True)):
        own[:, place] = np.bincount(person, weight * across[:, first] * across[:, second], minlength=people)
    for often in counts(people, number, seed, rows=len(person)):
        yield _correlations(unpacked(often @ own, m))


def moments(columns: Floats, weights: Floats) -> Floats:
    """Give the weighted sums of products of every two columns: (n, m) and (b, n) to (b, m(m + 1)/2).

    Cost: O(n b m²), in one matrix product for some thousand rows.
    """
    first, second = np.triu_indices(columns.shape[1])
    total = np.zeros((len(weights), len(first)))
    across = np.ascontiguousarray(columns.T)
    for start in range(0, len(columns), ROWS):
        part = across[:, start : start + ROWS]
        total += weights[:, start : start + ROWS] @ (part[first] * part[second]).T
    return total


def unpacked(sums: Floats, size: int) -> Floats:
    """Give symmetric matrices of their upper halves: (b, m(m + 1)/2) to (b, m, m)."""
    first, second = np.triu_indices(size)
    matrix = np.empty((len(sums), size, size))
    matrix[:, first, second] = sums
    matrix[:, second, first] = sums
    return matrix


def correlations(columns: Floats, weights: Floats) -> tuple[Floats, Floats]:
    """Give the weighted correlation matrices and standard deviations of columns, one for each row of weights.

    Args:
        columns: (n, m) float64; centred columns lose no digits.
        weights: (b, n) float64.

    Returns:
        (b, m, m) and (b, m) float64; correlations with a column that does not vary are not numbers.
    """
    n, m = columns.shape
    return _correlations(unpacked(moments(np.column_stack([np.ones(n), columns]), weights), m + 1))


def _correlations(sums: Floats) -> tuple[Floats, Floats]:
    """Give correlations and standard deviations of sums of products, (b, m + 1, m + 1), those with 1 first."""
    m = sums.shape[1] - 1
    total = sums[:, 0, 0]
    mean = sums[:, 0, 1:] / total[:, None]
    covariance = sums[:, 1:, 1:] / total[:, None, None] - mean[:, :, None] * mean[:, None, :]
    spread = np.sqrt(np.maximum(np.diagonal(covariance, axis1=1, axis2=2), 0))
    # Where a column hardly varies in a draw, what is left of its variance is rounding.
    spread = np.where(spread < 1e-9, np.nan, spread)
    matrix = covariance / (spread[:, :, None] * spread[:, None, :])
    places = np.arange(m)
    matrix[:, places, places] = np.where(np.isnan(spread), np.nan, 1.0)
    return matrix, spread
