"""The parts of an outcome result: models with their scores, what drives a prediction, and who is asked about."""

from dataclasses import dataclass
from typing import ClassVar

from .prediction_draws import Estimate
from .prediction_scores import Calibration


@dataclass(frozen=True, slots=True)
class OutcomeScores:
    """How good a model's chances are on the test period; intervals are over customers.

    Attributes:
        area: under the ROC curve: of a journey with the outcome and one without, how often the first has more chance;
            0.5 is no better than chance.
        precision: average precision; the share with the outcome is no better than chance.
        log_loss, brier: smaller is better.
        skill: how much smaller the Brier score is than that of the share of training time; 0 is no better.
    """

    model: str
    area: Estimate
    precision: Estimate
    log_loss: Estimate
    brier: Estimate
    skill: Estimate
    calibration: Calibration

    MEASURES: ClassVar[tuple[str, ...]] = ("area", "precision", "log_loss", "brier", "skill")


@dataclass(frozen=True, slots=True)
class PredictionDriver:
    """How much predictions lose when one thing that is known is shuffled among journeys.

    Attributes:
        loss: by how much log loss grows, with an interval over customers.
        direction: with what the model gives more chance.
    """

    name: str
    loss: Estimate
    direction: str


@dataclass(frozen=True, slots=True)
class PredictionPeriod:
    """Journeys whose point lies in one stretch of time.

    Attributes:
        since, until: the first and the last point, microseconds UTC; None without any.
        came: how many came to the outcome.
    """

    since: int | None
    until: int | None
    journeys: int
    customers: int
    came: int
