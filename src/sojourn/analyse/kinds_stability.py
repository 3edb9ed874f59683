"""Whether kinds come back: when other customers had been met, and when chance had begun elsewhere."""

from typing import Literal

import numpy as np
from numpy.typing import NDArray

from sojourn.core.progress import Progress, followed

from .kinds_distance import Points
from .kinds_fit import Fit, fits, placed
from .kinds_sample import Sampled

STABLE, DOUBTFUL = 0.75, 0.60
"""Mean Jaccard from which a kind is stable, and from which it is doubtful; below it is unstable."""

SEEDS = 10
"""Other beginnings of chance from which the same journeys are cut anew."""

Stability = Literal["stable", "doubtful", "unstable"]


def stability(
    sampled: Sampled, found: Points, fit: Fit, *, redraws: int, seed: int, progress: Progress | None = None
) -> NDArray[np.float64]:
    """Give each kind's mean Jaccard over redraws: of the journeys in it or in its likeness, the share in both.

    Customers are drawn with replacement, as many as there are, each with all of their journeys; kinds are found anew,
    from the beginning; every sampled journey is placed with the nearest new centre; and of the new kinds the most alike
    is held against the old one.

    Returns:
        (k,) float64 in 0..1.

    Cost: `redraws` times that of `fits`.

    Source: Hennig, Computational Statistics & Data Analysis 52 (2007).
    """
    k = len(fit.centres)
    rng = np.random.Generator(np.random.PCG64(np.random.SeedSequence([seed, 1])))
    some = found.which >= 0
    point, whose = found.which[some], sampled.customer[some]
    old = _sums(fit.labels, found.weights, k)
    jaccard = np.zeros(k)
    for _ in followed(range(redraws), redraws, progress):
        times = np.bincount(rng.integers(0, sampled.customers, sampled.customers), minlength=sampled.customers)
        weights = np.bincount(point, times[whose], minlength=len(found.weights)).astype(np.float64)
        new = fits(found.vectors, weights, k, rng)[-1]
        labels, _ = placed(found.vectors, new.centres)
        both = np.zeros((k, len(new.centres)))
        np.add.at(both, (fit.labels, labels), found.weights)
        either = old[:, None] + _sums(labels, found.weights, len(new.centres))[None, :] - both
        jaccard += (both / np.maximum(either, 1.0)).max(1)
    return jaccard / redraws


def judged(jaccard: float) -> Stability:
    """Say in a word what a mean Jaccard is worth."""
    return "stable" if jaccard >= STABLE else "doubtful" if jaccard >= DOUBTFUL else "unstable"


def agreement(found: Points, fit: Fit, *, seed: int) -> float:
    """Give the mean adjusted Rand index between the kinds and those found from other seeds in the same journeys.

    1 when every seed gives the same kinds, about 0 when they agree as much as kinds dealt by chance would.

    Cost: `SEEDS` times that of `fits`.

    Source: Hubert and Arabie, J. Classification 2 (1985).
    """
    k, streams = len(fit.centres), np.random.SeedSequence([seed, 3]).spawn(SEEDS)
    made = (fits(found.vectors, found.weights, k, np.random.Generator(np.random.PCG64(each)))[-1] for each in streams)
    return sum(adjusted_rand(fit.labels, other.labels, found.weights) for other in made) / SEEDS


def adjusted_rand(one: NDArray[np.int64], other: NDArray[np.int64], weights: NDArray[np.float64]) -> float:
    """Give the adjusted Rand index of two ways of cutting the same things: 1 for the same.

    The pairs of things that are together in both, less those that are to be expected by chance, through the most there
    can be less the same. Where nothing can be expected otherwise the ways are the same.

    Args:
        one, other: (n,) labels from 0; weights: (n,) whole numbers, how many things each stands for.
    """
    table = np.zeros((int(one.max()) + 1, int(other.max()) + 1))
    np.add.at(table, (one, other), weights)
    both, rows, columns, pairs = (_pairs(each) for each in (table, table.sum(1), table.sum(0), table.sum()))
    expected = rows * columns / pairs if pairs else 0.0
    most = (rows + columns) / 2
    return 1.0 if most == expected else (both - expected) / (most - expected)


def _pairs(number: NDArray[np.float64]) -> float:
    """Count the pairs within groups of such sizes."""
    return float((number * (number - 1)).sum() / 2)


def _sums(labels: NDArray[np.int64], weights: NDArray[np.float64], k: int) -> NDArray[np.float64]:
    """Count journeys by kind."""
    return np.bincount(labels, weights, minlength=k).astype(np.float64)
