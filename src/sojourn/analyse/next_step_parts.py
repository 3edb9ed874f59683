"""The parts of a next-step result: models with their scores, and how far back it is worth looking."""

from dataclasses import dataclass
from typing import ClassVar

from .prediction_draws import Estimate
from .prediction_scores import Calibration


@dataclass(frozen=True, slots=True)
class NextScores:
    """How good a model is on the test period; intervals are over customers.

    Attributes:
        first: how often the likeliest answer came.
        third: how often one of the three likeliest did.
        log_loss, brier: smaller is better; the Brier score is over all answers, from 0 to 2.
        calibration: of the chance of the likeliest answer.
    """

    model: str
    first: Estimate
    third: Estimate
    log_loss: Estimate
    brier: Estimate
    calibration: Calibration

    MEASURES: ClassVar[tuple[str, ...]] = ("first", "third", "log_loss", "brier")


@dataclass(frozen=True, slots=True)
class LookingBack:
    """What one more event of the past gains.

    Attributes:
        length: events that are looked back at most.
        log_loss: of the chain that looks so far.
        gain: how much less than of the chain that looks one event less far; None for no event.
        contexts: pasts of just so many events that were seen often enough.
    """

    length: int
    log_loss: float
    gain: Estimate | None
    contexts: int


@dataclass(frozen=True, slots=True)
class FollowingEvent:
    """What may come next.

    Attributes:
        event: None for nothing.
        times: how often it did.
        share, share_low, share_high: with Wilson's interval.
    """

    event: str | None
    times: int
    share: float
    share_low: float
    share_high: float
