"""Intervals of scores: customers are drawn anew, each with all that was predicted of them."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

DRAWS = 500
_TAIL = 0.025
_ROOM = 4_000_000


@dataclass(frozen=True, slots=True)
class Estimate:
    """A score with its 95 % interval over customers; limits are None where drawing says nothing."""

    value: float
    low: float | None
    high: float | None

    @staticmethod
    def of(value: float, draws: Floats, *, tail: float = _TAIL) -> "Estimate":
        """Take the middle of the draws: 95 % of them, or all but a share of `tail` on each side."""
        there = draws[np.isfinite(draws)]
        if len(there) < len(draws) / 2:
            return Estimate(value, None, None)
        low, high = np.quantile(there, (tail, 1 - tail))
        return Estimate(value, float(low), float(high))

    @property
    def above_zero(self) -> bool:
        """Whether the whole interval lies above nothing."""
        return self.low is not None and self.low > 0

    @property
    def beyond_chance(self) -> bool:
        """Whether the whole interval lies on one side of nothing."""
        return self.low is not None and self.high is not None and (self.low > 0 or self.high < 0)


@dataclass(frozen=True, slots=True, eq=False)
class Drawing:
    """How often each customer is drawn, in each of several draws: Poisson numbers of mean 1.

    Attributes:
        whose: (n,) int64, the customer of each prediction, from 0.
    """

    whose: NDArray[np.int64]
    customers: int
    draws: int
    seed: int

    @staticmethod
    def of(customer: NDArray[np.int64], *, draws: int = DRAWS, seed: int) -> "Drawing":
        """Number the customers that were predicted for."""
        found, whose = np.unique(customer, return_inverse=True)
        return Drawing(whose.reshape(-1), len(found), draws, seed)

    def means(self, values: Floats) -> tuple[Floats, Floats]:
        """Give the mean of each column of (n, k) values, and (draws, k) means of draws."""
        sums = np.stack(
            [np.bincount(self.whose, values[:, k], minlength=self.customers) for k in range(values.shape[1])]
            + [np.bincount(self.whose, minlength=self.customers).astype(np.float64)],
            axis=1,
        )
        drawn = np.concatenate([times @ sums for times in self._times()])
        with np.errstate(invalid="ignore", divide="ignore"):
            return values.mean(0), drawn[:, :-1] / drawn[:, -1:]

    def of_weights(self, scores: Sequence[Callable[[Floats], float]]) -> Floats:
        """Give scores of weighted predictions in each draw: (draws, scores)."""
        return np.array([[score(row[self.whose]) for score in scores] for times in self._times() for row in times])

    def _times(self) -> Iterator[Floats]:
        """Draw, some rows at a time; the same each time it is asked."""
        rng = np.random.Generator(np.random.PCG64(self.seed))
        step = max(1, _ROOM // max(self.customers, 1))
        for first in range(0, self.draws, step):
            yield rng.poisson(1.0, (min(step, self.draws - first), self.customers)).astype(np.float64)
