"""Drivers by every order, by singular vectors and by an optimiser: slow, and sharing nothing with the source."""

from itertools import permutations
from math import factorial

import numpy as np
from scipy.optimize import minimize


def explained(columns, outcome, weight):
    """R² of a weighted least-squares fit with an intercept."""
    n = len(outcome)
    scale = np.sqrt(weight)
    design = np.column_stack([np.ones(n), *columns]) * scale[:, None]
    fit, *_ = np.linalg.lstsq(design, outcome * scale, rcond=None)
    middle = (weight * outcome).sum() / weight.sum()
    left = ((outcome * scale - design @ fit) ** 2).sum()
    return 1 - left / (weight * (outcome - middle) ** 2).sum()


def shares(players, outcome, weight):
    """What each player (a list of columns) adds, averaged over every order in which they can come."""
    known = {}

    def worth(members):
        key = frozenset(members)
        if key not in known:
            known[key] = explained([column for i in sorted(key) for column in players[i]], outcome, weight)
        return known[key]

    total = [0.0] * len(players)
    for order in permutations(range(len(players))):
        for place, player in enumerate(order):
            total[player] += worth(order[: place + 1]) - worth(order[:place])
    return [each / factorial(len(players)) for each in total]


def standardised(column, weight):
    """Mean 0 and variance 1."""
    mean = (weight * column).sum() / weight.sum()
    return (column - mean) / np.sqrt((weight * (column - mean) ** 2).sum() / weight.sum())


def correlation(a, b, weight):
    """Weighted."""
    return (weight * standardised(a, weight) * standardised(b, weight)).sum() / weight.sum()


def nearest(columns, weight):
    """The uncorrelated columns nearest to these, from the singular values of the weighted matrix."""
    scale = np.sqrt(weight)
    matrix = np.column_stack([standardised(column, weight) for column in columns])
    left, _, right = np.linalg.svd(matrix * scale[:, None], full_matrices=False)
    return (left @ right) / scale[:, None] * np.sqrt(weight.sum())


def johnson(columns, outcome, weight):
    """Relative weights: squared correlations with the nearest columns, weighed by what those explain."""
    z = nearest(columns, weight)
    into = [correlation(z[:, j], outcome, weight) ** 2 for j in range(len(columns))]
    return [sum(correlation(column, z[:, j], weight) ** 2 * into[j] for j in range(len(columns))) for column in columns]


def logistic(columns, yes, weight):
    """Logistic relative weights, the fit on the nearest columns found by an optimiser; and R²."""
    z = np.column_stack([np.ones(len(yes)), nearest(columns, weight)])

    def loss(b):
        odds = z @ b
        slope = z.T @ (weight * (1 / (1 + np.exp(-odds)) - yes))
        return (weight * (np.logaddexp(0, odds) - yes * odds)).sum(), slope

    found = minimize(loss, np.zeros(z.shape[1]), jac=True, method="BFGS", options={"gtol": 1e-9, "maxiter": 2000})
    odds = z @ found.x
    p = 1 / (1 + np.exp(-odds))
    r2 = correlation(p, yes, weight) ** 2
    middle = (weight * odds).sum() / weight.sum()
    spread = np.sqrt((weight * (odds - middle) ** 2).sum() / weight.sum())
    beta = found.x[1:] * np.sqrt(r2) / spread
    return [
        sum((correlation(column, z[:, j + 1], weight) * beta[j]) ** 2 for j in range(len(columns)))
        for column in columns
    ], r2
