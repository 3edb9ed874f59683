"""What both predictions tell in the same way: scores of models, and whether their chances hold."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any, ClassVar, Protocol, TypeVar

from sojourn.core.results import Heading, Table, count, interval, percent

from .prediction_scores import Calibration


class ModelScores(Protocol):
    """The scores of a model; `MEASURES` names those that are estimates."""

    MEASURES: ClassVar[tuple[str, ...]]

    @property
    def model(self) -> str:
        """Which model."""
        ...

    @property
    def calibration(self) -> Calibration:
        """Whether its chances hold."""
        ...


Scores = TypeVar("Scores", bound=ModelScores)


def scores_of(scores: Sequence[Scores], model: str) -> Scores:
    """Give the scores of a model."""
    return next(each for each in scores if each.model == model)


def scores_document(scores: ModelScores) -> dict[str, Any]:
    """Give the JSON form of a model's scores."""
    return {
        "model": scores.model,
        **{name: asdict(getattr(scores, name)) for name in scores.MEASURES},
        "calibration": {**asdict(scores.calibration), "holds": scores.calibration.holds},
    }


def score_rows(scores: Sequence[ModelScores], use: str) -> list[dict[str, Any]]:
    """Give one row a model: each score with its limits, and whether its chances hold."""
    found = []
    for each in scores:
        row: dict[str, Any] = {"model": each.model, "use": each.model == use}
        for name in each.MEASURES:
            score = getattr(each, name)
            row |= {name: score.value, f"{name}_low": score.low, f"{name}_high": score.high}
        row |= {"calibration_error": each.calibration.error, "calibration_holds": each.calibration.holds}
        found.append(row)
    return found


def calibration_table(question: str, model: str, counted: str, came: str, calibration: Calibration) -> Table:
    """Lay out what was predicted and what came.

    Args:
        question: whether chances can be taken at their word, in words.
        model: its name for people.
        counted, came: what was counted, and what it is called when it came.
    """
    return Table(
        f"{question} {model[:1].upper()}{model[1:]}",
        (Heading("Chance", numeric=False), Heading(counted), Heading("Predicted"), Heading(came)),
        tuple(
            (
                f"{100 * row.low:.1f} to {100 * row.high:.1f} %",
                count(row.n),
                percent(row.predicted),
                interval(row.share, row.share_low, row.share_high),
            )
            for row in calibration.rows
        ),
        (calibration.says,),
    )
