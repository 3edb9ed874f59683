"""Logistic regression with a ridge: the plain model that a cleverer one has to beat."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

LEVELS = 15
"""Values of a feature that get a weight of their own."""

PENALTIES = (1_000.0, 300.0, 100.0, 30.0, 10.0, 3.0, 1.0)
"""Of squared weights, on features of unit spread, the largest first."""

_FOLDS, _TRIED = 5, 5_000
"""Parts, each told from the others, and how many journeys are tried: with more the penalty hardly matters."""


@dataclass(frozen=True, slots=True, eq=False)
class Logistic:
    """Weights of features, of amounts as logarithms, and of values each as yes or no.

    Attributes:
        labelled: (f,) bool, columns that are places of values.
        widths: (f,) values of each such column.
        centre, spread: of the columns made of features.
        weights: of these, and the shift last.
    """

    labelled: NDArray[np.bool_]
    widths: tuple[int, ...]
    centre: Floats
    spread: Floats
    weights: Floats

    @staticmethod
    def of(
        features: Floats,
        hit: NDArray[np.bool_],
        labelled: NDArray[np.bool_],
        widths: tuple[int, ...],
        *,
        penalty: float | None = None,
    ) -> "Logistic":
        """Learn it by Newton's method; the penalty makes the answer unique.

        Args:
            features: (n, f) float64, not a number where nothing is known. Rows of a customer stand together, and
                customers in no order that means anything.
            widths: how many values each labelled column has, those after the fifteenth as one.
            penalty: of squared weights; by default the largest of `PENALTIES` with which each fifth of the rows is told
                from the others as well as with the best, but for one standard error.
        """
        made = _design(features, labelled, widths)
        centre, spread = made.mean(0), made.std(0)
        spread = np.where(spread > 1e-9, spread, 1.0)
        design = np.hstack([(made - centre) / spread, np.ones((len(made), 1))])
        if penalty is None:
            penalty = _tried(design[:_TRIED], hit[:_TRIED])
        return Logistic(labelled, widths, centre, spread, _fitted(design, hit, penalty, None))

    def __call__(self, features: Floats) -> Floats:
        """Give chances."""
        made = (_design(features, self.labelled, self.widths) - self.centre) / self.spread
        return sigmoid(made @ self.weights[:-1] + self.weights[-1])


def sigmoid(odds: Floats) -> Floats:
    """Turn log-odds into chances."""
    return np.asarray(1 / (1 + np.exp(-np.clip(odds, -35, 35))))


def _tried(design: Floats, hit: NDArray[np.bool_]) -> float:
    """Find the largest penalty that is not worse than the best by more than one standard error of their difference.

    Each part of the rows is told from the other parts.

    Source: Hastie, Tibshirani and Friedman, The Elements of Statistical Learning (2009), section 7.10, of differences.
    """
    fold = np.arange(len(hit)) * _FOLDS // max(len(hit), 1)
    lost = np.zeros((len(hit), len(PENALTIES)))
    for part in range(_FOLDS):
        rest, some = fold != part, fold == part
        weights = None
        for place, penalty in enumerate(PENALTIES):
            weights = _fitted(design[rest], hit[rest], penalty, weights)
            lost[some, place] = _losses(design[some], hit[some], weights)
    more = lost - lost[:, [int(np.argmin(lost.mean(0)))]]
    error = more.std(0) / np.sqrt(max(len(hit), 1))
    return PENALTIES[int(np.argmax(more.mean(0) <= error))]


def _fitted(design: Floats, hit: NDArray[np.bool_], ridge: float, start: Floats | None) -> Floats:
    """Give the weights for a penalty, the shift last, from some near by where there are any."""
    penalty = np.append(np.full(design.shape[1] - 1, ridge), 0.0)
    share = np.clip(hit.mean(), 1e-6, 1 - 1e-6)
    weights = np.append(np.zeros(design.shape[1] - 1), np.log(share / (1 - share))) if start is None else start
    best = _loss(design, hit, weights, penalty)
    for _ in range(50):
        told = sigmoid(design @ weights)
        slope = design.T @ (hit - told) - penalty * weights
        bend = (design * np.maximum(told * (1 - told), 1e-9)[:, None]).T @ design + np.diag(penalty + 1e-9)
        step = np.linalg.solve(bend, slope)
        size = 1.0
        while (loss := _loss(design, hit, weights + size * step, penalty)) > best and size > 1e-4:
            size /= 2
        if best - loss < 1e-8 * max(abs(best), 1.0):
            break
        weights, best = weights + size * step, loss
    return weights


def _loss(design: Floats, hit: NDArray[np.bool_], weights: Floats, penalty: Floats) -> float:
    return float(_losses(design, hit, weights).sum() + (penalty * weights * weights).sum() / 2)


def _losses(design: Floats, hit: NDArray[np.bool_], weights: Floats) -> Floats:
    odds = design @ weights
    return np.asarray(np.logaddexp(0, odds) - odds * hit)


def _design(features: Floats, labelled: NDArray[np.bool_], widths: tuple[int, ...]) -> Floats:
    """Make columns: a logarithm and whether it is known for amounts, yes or no for each value."""
    columns = [np.zeros((len(features), 0))]
    for place, width in enumerate(widths):
        values = features[:, place]
        unknown = np.isnan(values)
        if labelled[place]:
            capped = np.where(unknown, -1, np.minimum(values, LEVELS))
            columns.append((capped[:, None] == np.arange(min(width, LEVELS) + 1)).astype(np.float64))
            continue
        filled = np.where(unknown, 0.0, values)
        columns.append(np.stack([np.sign(filled) * np.log1p(np.abs(filled)), unknown.astype(np.float64)], axis=1))
    return np.hstack(columns)
