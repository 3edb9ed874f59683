"""Fit the log-odds of a yes to columns, for many samples of the same rows at once.

Source: Nelder and Wedderburn, Journal of the Royal Statistical Society A 135 (1972): Newton's steps are weighted least
squares.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .drivers_samples import moments, unpacked

Floats = NDArray[np.float64]

STEPS = 50
CLOSE = 1e-10
"""A fit has converged when no coefficient moves by more."""

STEEP = 10.0
"""Over this a standardised coefficient tells of an outcome that the columns separate."""


@dataclass(frozen=True, slots=True, eq=False)
class Fits:
    """Logistic fits, one a sample; b of them.

    Attributes:
        intercept: (b,) float64.
        coefficients: (b, q) float64, for the columns as they were given.
        converged: (b,) bool.
        r2: (b,) float64, the squared correlation of fitted probabilities and outcome.
        likelihood: (b,) float64, the log-likelihood, weights as counts.
        steep: (b, q) float64, the coefficients when one of them first came over 10; 0 where none did.
    """

    intercept: Floats
    coefficients: Floats
    converged: NDArray[np.bool_]
    r2: Floats
    likelihood: Floats
    steep: Floats


def fit(columns: Floats, outcome: Floats, weights: Floats) -> Fits:
    """Fit by Newton's steps, at most 50, until no coefficient moves by more than 1e-10.

    Args:
        columns: (n, q) float64, best standardised.
        outcome: (n,) float64 of 0 and 1.
        weights: (b, n) float64, how much each row counts in each sample; 0 where it was not drawn.

    Cost: O(n b q²) a step; memory for n b numbers.
    """
    n, q = columns.shape
    samples = len(weights)
    design = np.column_stack([np.ones(n), columns])
    beta = np.zeros((samples, q + 1))
    steep = np.zeros((samples, q))
    going = np.arange(samples)
    for _ in range(STEPS):
        weight = weights[going]
        probability = _logistic(beta[going] @ design.T)
        gradient = (weight * (outcome - probability)) @ design
        curve = unpacked(moments(design, weight * probability * (1 - probability)), q + 1)
        # The gradient alone decides where the steps end; a touch on the diagonal keeps every sample solvable.
        curve[:, np.arange(q + 1), np.arange(q + 1)] += 1e-10
        step = np.linalg.solve(curve, gradient[..., None])[..., 0]
        beta[going] += step
        over = going[(np.abs(beta[going, 1:]).max(axis=1) > STEEP) & ~steep[going].any(axis=1)]
        steep[over] = beta[over, 1:]
        moved = np.abs(step).max(axis=1)
        lost = np.abs(beta[going]).max(axis=1) > 1e3
        beta[going[lost]] = np.nan
        going = going[(moved > CLOSE) & ~lost]
        if not len(going):
            break
    converged = ~np.isnan(beta[:, 0])
    converged[going] = False
    known = np.where(converged[:, None], beta, 0.0)
    odds = known @ design.T
    probability = _logistic(odds)
    total = weights.sum(axis=1)
    centred = probability - (weights * probability).sum(axis=1, keepdims=True) / total[:, None]
    own = outcome - (weights @ outcome / total)[:, None]
    both = (weights * centred * own).sum(axis=1) ** 2
    spread = (weights * centred**2).sum(axis=1) * (weights * own**2).sum(axis=1)
    likelihood = (weights * (outcome * odds - np.logaddexp(0, odds))).sum(axis=1)
    return Fits(
        known[:, 0], known[:, 1:], converged, np.where(spread > 0, both / np.where(spread > 0, spread, 1), 0.0),
        likelihood, steep,
    )  # fmt: skip


def _logistic(odds: Floats) -> Floats:
    """Give probabilities of log-odds without overflow."""
    probability: Floats = 0.5 * (1 + np.tanh(odds / 2))
    return probability
