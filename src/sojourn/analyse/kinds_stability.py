"""Whether kinds come back when other customers had been met: bootstrap and Jaccard."""

from typing import Literal

import numpy as np
from numpy.typing import NDArray

from sojourn.core.progress import Progress, followed

from .kinds_distance import Points
from .kinds_fit import Fit, fits, placed
from .kinds_sample import Sampled

STABLE, DOUBTFUL = 0.75, 0.60
"""Mean Jaccard from which a kind is stable, and from which it is doubtful; below it is unstable."""

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


def _sums(labels: NDArray[np.int64], weights: NDArray[np.float64], k: int) -> NDArray[np.float64]:
    """Count journeys by kind."""
    return np.bincount(labels, weights, minlength=k).astype(np.float64)
