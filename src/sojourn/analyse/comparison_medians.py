"""Differences of medians, by drawing customers again and again."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class MedianDifference:
    """The median time of one move in two groups.

    Attributes:
        what: the move: `basket.filled to order.paid`.
        median_seconds, other_median_seconds: None without times.
        difference_seconds: the first minus the other; with the limits of a 95 % bootstrap interval over customers, None
            where a group has fewer than 20 customers.
        units, other_units: how many times there are.
    """

    what: str
    units: int
    median_seconds: float | None
    other_units: int
    other_median_seconds: float | None
    difference_seconds: float | None
    difference_low: float | None
    difference_high: float | None

    def to_dict(self) -> dict[str, Any]:
        """Give the JSON form."""
        return {
            "what": self.what,
            "units": self.units,
            "median_seconds": self.median_seconds,
            "other_units": self.other_units,
            "other_median_seconds": self.other_median_seconds,
            "difference_seconds": self.difference_seconds,
            "difference_low": self.difference_low,
            "difference_high": self.difference_high,
        }


def median_difference(
    times: NDArray[np.int64],
    customers: NDArray[np.int64],
    other_times: NDArray[np.int64],
    other_customers: NDArray[np.int64],
    *,
    rng: "np.random.Generator",
    draws: int = 1000,
) -> tuple[float, float] | tuple[None, None]:
    """Give the limits within which 95 % of redrawn differences of medians lie (percentile bootstrap).

    Customers are drawn, each with all of its times, since times of one customer are not independent.

    Args:
        times: (n,) of the first group, any unit.
        customers: (n,) whose they are, as whole numbers.
        rng: where chance comes from; the same state gives the same limits.

    Returns:
        None, None when a group has fewer than 20 customers with a time.

    Cost: O(draws * n).

    Source: Efron and Tibshirani, An Introduction to the Bootstrap (1993), chapter 13.
    """
    one, other = _Redrawn(times, customers), _Redrawn(other_times, other_customers)
    if min(one.customers, other.customers) < 20:
        return None, None
    found = np.array([one.median(rng) - other.median(rng) for _ in range(draws)])
    low, high = np.quantile(found, [0.025, 0.975])
    return float(low), float(high)


class _Redrawn:
    """Times sorted once, so that each draw costs a weighted median only."""

    def __init__(self, times: NDArray[np.int64], customers: NDArray[np.int64]) -> None:
        order = np.argsort(times, kind="stable")
        self._times = times[order]
        people, whose = np.unique(customers[order], return_inverse=True)
        self._whose = whose.reshape(-1)
        self.customers = len(people)

    def median(self, rng: "np.random.Generator") -> float:
        """Draw as many customers as there are, with replacement, and take the median of their times."""
        drawn = np.bincount(rng.integers(0, self.customers, self.customers), minlength=self.customers)
        upto = np.cumsum(drawn[self._whose])
        total = int(upto[-1])
        low, high = np.searchsorted(upto, [(total - 1) // 2, total // 2], side="right")
        return (float(self._times[low]) + float(self._times[high])) / 2
