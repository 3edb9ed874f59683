"""A logistic model of counts in cells, for one table or for many tables with the same cells at once.

Source: Agresti, Categorical Data Analysis (2013), section 5.5, for the Newton steps.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

STEPS = 50
CLOSE = 1e-10
LARGEST = 10.0
"""A standardised coefficient beyond this means that the groups are told apart completely."""


class Fit(NamedTuple):
    """Coefficients of d tables.

    Attributes:
        coefficients: (d, p) float64.
        found: (d,) bool, whether the steps came to rest and no coefficient grew beyond `LARGEST`.
    """

    coefficients: Floats
    found: NDArray[np.bool_]


def logistic(design: Floats, yes: Floats, number: Floats) -> Fit:
    """Fit log odds that are linear in the design, by Newton's method: at most 50 steps, to a change below 1e-10.

    Args:
        design: (k, p), one row a cell; its first column is 1.
        yes, number: (d, k), how many said yes, and how many there are; cells may be empty.

    Cost: O(d k p²) a step.
    """
    tables, parts = yes.shape[0], design.shape[1]
    products = (design[:, :, None] * design[:, None, :]).reshape(len(design), parts * parts)
    coefficients = np.zeros((tables, parts))
    found = np.zeros(tables, np.bool_)
    under_way = number.sum(axis=1) > 0
    for _ in range(STEPS):
        rows = np.flatnonzero(under_way)
        if not len(rows):
            break
        share = chance(coefficients[rows] @ design.T)
        slope = (yes[rows] - number[rows] * share) @ design
        curve = ((number[rows] * share * (1 - share)) @ products).reshape(-1, parts, parts)
        solvable = np.linalg.cond(curve) < 1e12
        under_way[rows[~solvable]] = False
        rows, slope, curve = rows[solvable], slope[solvable], curve[solvable]
        if not len(rows):
            continue
        change = np.linalg.solve(curve, slope[:, :, None])[:, :, 0]
        coefficients[rows] += change
        rest = np.abs(change).max(axis=1) < CLOSE
        found[rows[rest]] = True
        wild = ~np.isfinite(coefficients[rows]).all(axis=1)
        under_way[rows[rest | wild]] = False
    return Fit(coefficients, found & ~_separated(design, number, coefficients))


def chance(logit: Floats) -> Floats:
    """Turn log odds into probabilities."""
    return 1 / (1 + np.exp(-np.clip(logit, -700, 700)))


def _separated(design: Floats, number: Floats, coefficients: Floats) -> NDArray[np.bool_]:
    """Say in which tables a standardised coefficient is too large to mean anything."""
    whole = np.maximum(number.sum(axis=1, keepdims=True), 1)
    mean = number @ design / whole
    spread = np.sqrt(np.maximum(number @ design**2 / whole - mean**2, 0))
    size = np.abs(np.nan_to_num(coefficients, nan=np.inf)) * spread
    return np.asarray((size[:, 1:] > LARGEST).any(axis=1), np.bool_)
