"""Which model to use: the simplest that no more complicated one is shown to beat."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from sojourn.core.results import note

from .names import Notes
from .prediction_draws import Drawing, Estimate

Floats = NDArray[np.float64]

Verdict = Literal["better", "no_better", "too_few"]

FEW = 30
"""Customers under which intervals that draw them anew are too narrow to prove anything."""


LEAST = 0.001
"""What a gain has to be of the log loss it is held against: less is how shares are rounded, not what a model knows."""


@dataclass(frozen=True, slots=True)
class Rung:
    """A model held against the best of the simpler ones, over the same predictions.

    Attributes:
        against: the simpler model that was best before it.
        gain: its log loss minus this one's, with an interval over customers.
        better: the whole interval lies above nothing and is one over `FEW` customers at least, and the gain is a
            thousandth of the log loss it is held against.
    """

    model: str
    against: str
    gain: Estimate
    better: bool


def climb(names: tuple[str, ...], losses: Floats, drawing: Drawing) -> tuple[str, tuple[Rung, ...]]:
    """Go from the simplest model up, and take each that is shown to be better than the one held so far.

    Over fewer than `FEW` customers nothing is shown, and the simplest is kept.

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
        better = gain.above_zero and gain.value >= LEAST * means[held] and drawing.customers >= FEW
        rungs.append(Rung(names[model], names[held], gain, bool(better)))
        if better:
            held = model
    return names[held], tuple(rungs)


def verdict_of(use: str, plainest: str, customers: int) -> Verdict:
    """Say whether a model was shown to be better than the plainest, was not, or could not be on so few customers."""
    if customers < FEW:
        return "too_few"
    return "no_better" if use == plainest else "better"


def skill(loss: float, base: float) -> float | None:
    """Give how much smaller a score is than a baseline's, as a share of it; None where the baseline's is nothing."""
    return None if base <= 0 or not np.isfinite(base) else 1 - loss / base


def few_customers(tested: int) -> Notes:
    """Say so where intervals over customers stand on few of them."""
    if tested >= FEW:
        return ()
    message = (
        f"tested on {tested:,} customer{'' if tested == 1 else 's'} alone: intervals over so few are too narrow to show"
        f" that a model is better, for which {FEW} are needed"
    )
    return (note("few_customers", message, customers=tested),)
