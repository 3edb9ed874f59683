"""How good predictions are: scores by their definitions, and whether they can be taken at their word.

Sources: Hanley and McNeil, Radiology 143 (1982), for the area under the curve as a share of pairs; Brier, Monthly
Weather Review 78 (1950); Naeini, Cooper and Hauskrecht, AAAI (2015), for the calibration error.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sojourn.core.statistics import wilson

Floats = NDArray[np.float64]

SMALLEST = 1e-12
"""Chances are never called smaller: what was called impossible and came would cost more than everything else."""

BINS = 10
FEWEST = 30
"""Predictions in a row of the calibration table, at least."""

_LITTLE = 0.03
"""Chances that are off by less may still be read as shares."""


@dataclass(frozen=True, slots=True)
class Calibrated:
    """Predictions of about one chance, and how often they came true.

    Attributes:
        low, high: the smallest and the largest chance among them.
        predicted: their mean.
        share, share_low, share_high: of those that came true, with Wilson's interval.
    """

    low: float
    high: float
    n: int
    predicted: float
    hits: int
    share: float
    share_low: float
    share_high: float


@dataclass(frozen=True, slots=True)
class Calibration:
    """Whether chances can be taken at their word.

    Attributes:
        rows: by predicted chance, about equally many in each.
        error: the mean distance between what was predicted and what came, weighed by how many.
        chance_error: how large that is at most, in 95 of 100 worlds, when every chance is just right.
    """

    rows: tuple[Calibrated, ...]
    error: float
    chance_error: float

    @property
    def holds(self) -> bool:
        """Whether no more is off than chance alone would have it."""
        return self.error <= self.chance_error

    @property
    def says(self) -> str:
        """Say how far chances can be taken at their word."""
        off = (
            f"Off by {100 * self.error:.1f} points on average; by up to {100 * self.chance_error:.1f} in 95 of 100"
            " worlds where every chance is right."
        )
        if self.holds:
            return f"{off} No more is off than chance alone would have it."
        if self.error < _LITTLE:
            return f"{off} More is off than chance alone would have it, but little."
        if len(self.rows) < 2:
            return f"{off} More is off than chance alone would have it, and all chances are about the same."
        return f"{off} More is off than chance alone would have it: read chances as an order, not as shares."


def log_loss(chance: Floats, hit: NDArray[np.bool_]) -> Floats:
    """Give the logarithmic score of each prediction of yes or no, in nats."""
    told = np.clip(chance, SMALLEST, 1 - SMALLEST)
    return np.asarray(-np.log(np.where(hit, told, 1 - told)))


@dataclass(frozen=True, slots=True, eq=False)
class Ranked:
    """Predictions in the order of their chances, to be scored with weights.

    Attributes:
        places: (n,) int64, the place of each chance among the distinct ones.
        hit: (n,) bool.
    """

    places: NDArray[np.int64]
    hit: NDArray[np.bool_]

    @staticmethod
    def of(chance: Floats, hit: NDArray[np.bool_]) -> "Ranked":
        """Put chances in order."""
        return Ranked(np.unique(chance, return_inverse=True)[1].reshape(-1), hit)

    def area(self, weight: Floats | None = None) -> float:
        """Give the share of pairs, one with and one without, in which the one with had more chance; ties are half.

        Not a number when one kind is missing.
        """
        good, bad = self._sums(weight)
        pairs = good.sum() * bad.sum()
        if pairs <= 0:
            return float("nan")
        below = np.cumsum(bad) - bad
        return float((good * (below + bad / 2)).sum() / pairs)

    def average_precision(self, weight: Floats | None = None) -> float:
        """Give the mean, over those with, of the share with among all of at least their chance.

        Not a number when there are none.
        """
        good, bad = (each[::-1] for each in self._sums(weight))
        total = good.sum()
        if total <= 0:
            return float("nan")
        reached, among = np.cumsum(good), np.cumsum(good + bad)
        precision = np.divide(reached, among, out=np.zeros(len(good)), where=among > 0)
        return float((precision * good).sum() / total)

    def _sums(self, weight: Floats | None) -> tuple[Floats, Floats]:
        """Add up those with and those without for each chance, ascending."""
        weight = np.ones(len(self.hit)) if weight is None else weight
        return (
            np.bincount(self.places, np.where(self.hit, weight, 0.0)).astype(np.float64),
            np.bincount(self.places, np.where(self.hit, 0.0, weight)).astype(np.float64),
        )


def calibration(chance: Floats, hit: NDArray[np.bool_], *, seed: int, worlds: int = 400) -> Calibration:
    """Hold chances against what came, in up to ten rows of about equally many predictions, 30 at least."""
    order = np.argsort(chance, kind="stable")
    told, came = chance[order], hit[order]
    edges = np.linspace(0, len(told), min(BINS, max(len(told) // FEWEST, 1)) + 1).astype(np.int64)
    # Equal chances stand together.
    edges = np.unique([0, *np.searchsorted(told, told[edges[1:-1]], side="left"), len(told)])
    first, sizes = edges[:-1], np.diff(edges)
    mean = np.add.reduceat(told, first) / sizes
    number = np.add.reduceat(came.astype(np.int64), first)
    rows = []
    for k in range(len(first)):
        low, high = wilson(int(number[k]), int(sizes[k]))
        rows.append(
            Calibrated(float(told[edges[k]]), float(told[edges[k + 1] - 1]), int(sizes[k]), float(mean[k]),
                       int(number[k]), float(number[k] / sizes[k]), low or 0.0, high or 0.0)
        )  # fmt: skip
    rng = np.random.Generator(np.random.PCG64(seed))
    errors = np.empty(worlds)
    for world in range(worlds):
        drawn = np.add.reduceat((rng.random(len(told)) < told).astype(np.int64), first)
        errors[world] = np.abs(drawn - mean * sizes).sum() / len(told)
    error = float(np.abs(number - mean * sizes).sum() / len(told))
    return Calibration(tuple(rows), error, float(np.quantile(errors, 0.95)))
