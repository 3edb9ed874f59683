"""Which model to use: the simplest that no more complicated one is shown to beat."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sojourn.core.results import note

from .names import Notes
from .prediction_draws import Drawing, Estimate

Floats = NDArray[np.float64]

FEW = 30
"""Customers under which intervals that draw them anew are too narrow to prove anything."""


@dataclass(frozen=True, slots=True)
class Rung:
    """A model held against the best of the simpler ones, over the same predictions.

    Attributes:
        against: the simpler model that was best before it.
        gain: its log loss minus this one's, with an interval over customers.
        better: the whole interval lies above nothing.
    """

    model: str
    against: str
    gain: Estimate
    better: bool


def climb(names: tuple[str, ...], losses: Floats, drawing: Drawing) -> tuple[str, tuple[Rung, ...]]:
    """Go from the simplest model up, and take each that is shown to be better than the one held so far.

    Args:
        names: of the models, the simplest first.
        losses: (n, models) log loss of each prediction.

    Returns:
        The model to use, and each step.
    """
    held, rungs = 0, []
    means, drawn = drawing.means(losses)
    for model in range(1, len(names)):
        gain = Estimate.of(float(means[held] - means[model]), drawn[:, held] - drawn[:, model])
        rungs.append(Rung(names[model], names[held], gain, gain.above_zero))
        if gain.above_zero:
            held = model
    return names[held], tuple(rungs)


def skill(loss: float, base: float) -> float | None:
    """Give how much smaller a score is than a baseline's, as a share of it; None where the baseline's is nothing."""
    return None if base <= 0 or not np.isfinite(base) else 1 - loss / base


def few_customers(tested: int) -> Notes:
    """Say so where intervals over customers stand on few of them."""
    if tested >= FEW:
        return ()
    message = (
        f"tested on {tested:,} customer{'' if tested == 1 else 's'} alone: intervals over so few are too narrow, and"
        " what is better on them proves little"
    )
    return (note("few_customers", message, customers=tested),)
