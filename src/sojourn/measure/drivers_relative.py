"""Relative weights: split R² by way of the uncorrelated columns that lie nearest to the drivers.

Sources: Johnson, Multivariate Behavioral Research 35 (2000), for ratings; Tonidandel and LeBreton,
Organizational Research Methods 13 (2010), for outcomes of yes or no.
"""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def root(correlation: Floats) -> Floats:
    """Give Λ = V Δ^½ Vᵀ, the symmetric root of correlation matrices: (…, q, q) to (…, q, q)."""
    values, vectors = np.linalg.eigh(correlation)
    half: Floats = (vectors * np.sqrt(np.maximum(values, 0))[..., None, :]) @ np.swapaxes(vectors, -1, -2)
    return half


def relative(correlation: Floats) -> Floats:
    """Give Johnson's relative weights of each column: ε = (Λ∘Λ)(β*∘β*), where β* = Λ⁻¹ r.

    Args:
        correlation: (…, q + 1, q + 1) float64, the outcome last; the columns' own part must be invertible.

    Returns:
        (…, q) float64; the weights of a matrix add up to its R².

    Cost: O(q³) a matrix.
    """
    half = root(correlation[..., :-1, :-1])
    within = np.linalg.solve(half, correlation[..., :-1, -1:])
    weights: Floats = (half**2 @ within**2)[..., 0]
    return weights


def logistic_relative(correlation: Floats, coefficients: Floats, r2: Floats) -> Floats:
    """Give logistic relative weights of each column.

    The fit on Z = X Λ⁻¹ has the coefficients Λ b of the one on X; the columns of Z are uncorrelated with variance 1, so
    the fitted log-odds have the standard deviation |Λ b|.

    Args:
        correlation: (…, q, q) float64, of the columns.
        coefficients: (…, q) float64, of a logistic fit on standardised columns.
        r2: (…) float64, the squared correlation of fitted probabilities and outcome.

    Returns:
        (…, q) float64; the weights of a sample add up to its r2.
    """
    half = root(correlation)
    within = half @ coefficients[..., None]
    length = np.sum(within**2, axis=(-2, -1))
    scaled = within**2 * (r2 / np.where(length > 0, length, 1))[..., None, None]
    weights: Floats = (half**2 @ scaled)[..., 0]
    return weights
