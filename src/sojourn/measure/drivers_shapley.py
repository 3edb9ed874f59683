"""Split what drivers explain together fairly among them: each gets what it adds, averaged over every order of entry.

Sources: Lindeman, Merenda and Gold, Introduction to Bivariate and Multivariate Analysis (1980), p. 119; Grömping,
Journal of Statistical Software 17(1) (2006), formula 6, for the form over subsets; Goodnight, The American Statistician
33 (1979), for the sweep.
"""

from collections.abc import Iterator, Sequence
from math import comb

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

CELLS = 12_800
"""Residual variances that are worked out at once: 128 subsets of 100 samples, which stay in the cache of a core."""

MOST = 20
"""Players that can be split: each one more doubles the work."""


def shapley(correlation: Floats, widths: Sequence[int]) -> Floats:
    """Give each player's share of R², for many samples at once.

    The tree of subsets is walked depth first; the partial matrix of a subset comes from its parent's by one sweep a
    column, and the last few players are walked breadth first, so that one call works on many subsets. Only residual
    variances at the leaves are needed: a subset's counts with one factor for those who are in it, with another for
    those who are not, and the factors depend on its size alone.

    Args:
        correlation: (q + 1, q + 1, b) float64, a correlation matrix for each of b samples, the outcome last. No column
            may be a sum of others.
        widths: how many columns, one after the other, belong to each of the k players; they add up to q.

    Returns:
        (k, b) float64; the shares of a sample add up to its R².

    Cost: O(2^k b); memory for some 60,000 numbers, whatever k is.
    """
    k, samples = len(widths), correlation.shape[2]
    tail = min(k, max(7, (CELLS // max(samples, 1)).bit_length() - 1))
    head = k - tail
    inside = np.array([[place >> player & 1 for place in range(1 << tail)] for player in range(tail)], np.bool_)
    sizes = inside.sum(axis=0)
    # What a subset of s players counts for one of its members, and for one who is not in it.
    member = np.array([0.0, *(1 / (k * comb(k - 1, s - 1)) for s in range(1, k + 1))])
    other = np.array([*(1 / (k * comb(k - 1, s)) for s in range(k)), 0.0])
    factors = []
    for chosen in range(head + 1):
        own, rest = member[chosen + sizes], other[chosen + sizes]
        factors.append(np.vstack([np.where(inside, -own, rest), -own, rest]))
    shares = np.zeros((k, samples))
    for matrix, chosen in _heads(correlation, widths[:head], 0):
        parts = factors[chosen.bit_count()] @ _residuals(matrix, widths[head:])
        shares[head:] += parts[:tail]
        for player in range(head):
            shares[player] += parts[tail if chosen >> player & 1 else tail + 1]
    return shares


def _heads(matrix: Floats, widths: Sequence[int], depth: int, chosen: int = 0) -> Iterator[tuple[Floats, int]]:
    """Walk the subsets of the first players; give the partial matrix of the rest, and who was chosen, as bits."""
    if depth == len(widths):
        yield matrix, chosen
        return
    yield from _heads(matrix[widths[depth] :, widths[depth] :], widths, depth + 1, chosen)
    for _ in range(widths[depth]):
        matrix = matrix[1:, 1:] - (matrix[1:, :1] / matrix[0, 0]) * matrix[:1, 1:]
    yield from _heads(matrix, widths, depth + 1, chosen | 1 << depth)


def _residuals(matrix: Floats, widths: Sequence[int]) -> Floats:
    """Give the residual variance of the outcome after every subset of the last players, (2^players, b).

    Bit i of a subset's number says whether player i is in it.
    """
    partial: Floats = matrix[:, :, None, :]
    for width in widths:
        left = partial[width:, width:]
        size, nodes, samples = left.shape[0], left.shape[2], left.shape[3]
        grown = np.empty((size, size, 2 * nodes, samples))
        grown[:, :, :nodes] = left
        swept = partial
        for _ in range(width - 1):
            swept = swept[1:, 1:] - (swept[1:, :1] / swept[0, 0]) * swept[:1, 1:]
        room = grown[:, :, nodes:]
        np.multiply(swept[1:, :1] / swept[0, 0], swept[:1, 1:], out=room)
        np.subtract(swept[1:, 1:], room, out=room)
        partial = grown
    residuals: Floats = partial[0, 0]
    return residuals
