"""Whether the mean of a journey or its peak and end tells the overall rating better: tried, not assumed.

Sources: Kahneman et al., Psychological Science 4 (1993), for peak and end; Allen, The relationship between variable
selection and data augmentation and a method for prediction, Technometrics 16 (1974), for leaving one out.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .estimates import mean_of

Floats = NDArray[np.float64]

FEWEST = 30
"""Customers that are needed to compare at all."""


@dataclass(frozen=True, slots=True)
class Predicts:
    """How well two summaries of a journey tell its overall rating, on sheets they have not seen.

    Attributes:
        mean_r2, peak_end_r2: leave-one-out R² of a straight line on each; below 0: worse than knowing nothing.
        difference, low, high: the first minus the second, with its 95 % interval.
        better: `mean` or `peak_end` where the interval leaves 0 out; else None, not decided.
        n: customers; answers: sheets with an overall rating and at least two steps.
    """

    mean_r2: float
    peak_end_r2: float
    difference: float
    low: float | None
    high: float | None
    better: str | None
    n: int
    answers: int

    def to_dict(self) -> dict[str, Any]:
        """Give the JSON form."""
        return {name: getattr(self, name) for name in self.__slots__}


def compared(mean: Floats, peak_end: Floats, overall: Floats, person: NDArray[np.int64]) -> Predicts | None:
    """Compare both by leaving out each sheet in turn; None under 30 customers, or where nothing varies.

    `R² = 1 − Σ(y − ŷ₋ᵢ)²/Σ(y − ȳ₋ᵢ)²`: both sides are told without the sheet they tell. The difference is a mean of
    differences by sheet, so its interval is that of a mean, customers as clusters.

    Cost: O(n): what a line would say without a sheet follows from the line with it.
    """
    n = len(overall)
    people = len(np.unique(person))
    if people < FEWEST or min(np.ptp(mean), np.ptp(peak_end), np.ptp(overall)) == 0:
        return None
    nothing = ((overall - overall.mean()) * n / (n - 1)) ** 2
    missed = [left_out(each, overall) ** 2 for each in (mean, peak_end)]
    first, second = (1 - float(each.sum() / nothing.sum()) for each in missed)
    gap = mean_of((missed[1] - missed[0]) / nothing.mean(), person)
    better = None
    if gap.low is not None and gap.high is not None:
        better = "mean" if gap.low > 0 else "peak_end" if gap.high < 0 else None
    return Predicts(first, second, first - second, gap.low, gap.high, better, people, n)


def left_out(x: Floats, y: Floats) -> Floats:
    """Give by how much a straight line misses each row that it was fitted without: `e/(1 − h)`."""
    across = x - x.mean()
    spread = float(across @ across)
    slope = float(across @ y) / spread
    leverage = 1 / len(x) + across**2 / spread
    # A row that alone makes the line slant has no prediction by others: without it they say their mean.
    alone = leverage > 1 - 1e-12
    others = (y - y.mean()) * len(y) / (len(y) - 1)
    missed: Floats = np.where(alone, others, (y - y.mean() - slope * across) / np.where(alone, 1.0, 1 - leverage))
    return missed


def summaries(feelings: Floats, sheets: Sequence[NDArray[np.int64]]) -> tuple[Floats, Floats]:
    """Give the mean, and peak and end, of each sheet; its rows stand in the order of the steps."""
    mean = np.array([feelings[rows].mean() for rows in sheets])
    peaks = [feelings[rows][np.argmax(np.abs(feelings[rows]))] for rows in sheets]
    ends = [feelings[rows][-1] for rows in sheets]
    return mean, (np.array(peaks) + np.array(ends)) / 2
