"""What feelings give back, and how they are shown."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sojourn.core.charts import Chart
from sojourn.core.journeys import Basis
from sojourn.core.results import Heading, Noted, Result, Table, count
from sojourn.core.words import with_sign

from .estimates import Estimate
from .feeling import JourneyScore, StepScore
from .feeling_chart import draw
from .feeling_predicts import Predicts
from .text_feeling import Agreement, agreement_facts


@dataclass(frozen=True, slots=True)
class Felt:
    """The feeling at a step: what was measured, and the score that a journey takes from it."""

    step: str
    segment: str | None
    measured: Estimate
    score: StepScore

    def to_dict(self) -> dict[str, Any]:
        """Give the JSON form."""
        return {
            "step": self.step,
            "segment": self.segment,
            "feeling": self.measured.value,
            "low": self.measured.low,
            "high": self.measured.high,
            "hypothesis": self.score.hypothesis,
            "score": self.score.score,
            "n": self.measured.n,
            "answers": self.measured.answers,
            "n_eff": self.measured.n_eff,
            "shown": self.measured.shown,
            "reason": self.measured.reason,
        }


@dataclass(frozen=True, slots=True)
class FeltJourney:
    """A journey in numbers.

    Attributes:
        score: None where no step has a number.
        peak: the step of the strongest feeling.
        without: steps that are neither measured nor supposed, and left out.
    """

    segment: str | None
    score: JourneyScore | None
    peak: str | None
    without: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """Give the JSON form."""
        numbers = dict.fromkeys(JourneyScore.__slots__) if self.score is None else self.score.to_dict()
        return {"segment": self.segment, **numbers, "peak_at": self.peak, "without": list(self.without)}


@dataclass(frozen=True, slots=True)
class Feelings(Noted, Result):
    """How people felt at each step, and over the journey.

    Attributes:
        steps: in order, segment by segment within a step.
        journeys: one a segment.
        predicts: whether mean or peak–end tells the overall rating better; None where that could not be tried.
        by: the column that makes segments.
        overall: the question about the journey as a whole.
        read: `ratings` or `text`.
        agreement: of the scorer with labelled sentences; None for ratings, and where it was not tried.
        empty: answers without a text.
        kappa: how many customers a hypothesis is worth in the journey score.
        period: from the first to the last answer, microseconds UTC; None where no time is known.
        n: customers of whom a feeling was read.
    """

    basis: Basis | None
    notes: tuple[Mapping[str, Any], ...]
    steps: tuple[Felt, ...]
    journeys: tuple[FeltJourney, ...]
    predicts: Predicts | None
    by: str | None
    overall: str | None
    read: str
    agreement: Agreement | None
    empty: int
    kappa: float
    period: tuple[int, int] | None = None
    method: str = "mean, Student's t, customers as clusters"
    n: int = 0

    def to_dict(self) -> dict[str, Any]:
        """Give the JSON document."""
        return {
            "analysis": "feelings",
            "format": 1,
            "basis": None if self.basis is None else self.basis.to_dict(),
            "notes": [dict(entry) for entry in self.notes],
            "read": self.read,
            "by": self.by,
            "overall": self.overall,
            "kappa": self.kappa,
            "period": None if self.period is None else list(self.period),
            "method": self.method,
            "n": self.n,
            "warnings": list(self.warnings),
            "steps": [each.to_dict() for each in self.steps],
            "journeys": [each.to_dict() for each in self.journeys],
            "predicts": None if self.predicts is None else self.predicts.to_dict(),
            "agreement": agreement_facts(self.agreement),
            "empty": self.empty,
        }

    def rows(self) -> list[dict[str, Any]]:
        """Give one row a step and segment."""
        return [each.to_dict() for each in self.steps]

    def tables(self) -> tuple[Table, ...]:
        """Give the steps, and what they come to over the journey."""
        return (self._steps(), self._journeys())

    def chart(self) -> Chart:
        """Draw the measured curve with intervals, and the supposed one as hollow points beside it."""
        return draw([each.to_dict() for each in self.steps], by=self.by, read=self.read)

    def _group(self) -> tuple[Heading, ...]:
        return (Heading(self.by.capitalize(), numeric=False),) if self.by else ()

    def _steps(self) -> Table:
        """Lay the steps out."""
        source = "what people wrote" if self.read == "text" else "what people rated"
        return Table(
            f"How people felt at each step, −2 to +2, from {source}",
            (
                Heading("Step", numeric=False),
                *self._group(),
                Heading("Feeling (95 %)"),
                Heading("Supposed"),
                Heading("n"),
            ),
            tuple(
                (
                    each.step,
                    *((each.segment or "not known",) if self.by else ()),
                    _measured(each.measured),
                    "" if each.score.hypothesis is None else with_sign(each.score.hypothesis, 2),
                    count(each.measured.n) if each.measured.reason != "small" else "too few",
                )
                for each in self.steps
            ),
            tuple(str(entry["message"]) for entry in self.notes),
        )

    def _journeys(self) -> Table:
        """Lay the journeys out, and say which of their two numbers tells more."""
        found = self.predicts
        verdict = []
        if found is not None:
            better = {"mean": "the mean tells it better", "peak_end": "peak–end tells it better", None: "not decided"}
            span = (
                ""
                if found.low is None or found.high is None
                else f" ({with_sign(found.low, 2)} to {with_sign(found.high, 2)})"
            )
            r2 = f"mean {with_sign(found.mean_r2, 2)}, peak–end {with_sign(found.peak_end_r2, 2)}"
            verdict = [
                f"R² on sheets left out, for {self.overall}: {r2}; difference {with_sign(found.difference, 2)}{span}.",
                f"On {found.n:,} customers: {better[found.better]}.",
            ]
        without = sorted({step for each in self.journeys for step in each.without})
        return Table(
            "Over the journey",
            (
                *(self._group() or (Heading("Journey", numeric=False),)),
                Heading("Mean"),
                Heading("Peak"),
                Heading("End"),
                Heading("Peak–end"),
            ),
            tuple(
                (
                    (each.segment or "not known") if self.by else "all customers",
                    *(
                        ("", "", "", "")
                        if each.score is None
                        else (
                            with_sign(each.score.mean, 2),
                            f"{with_sign(each.score.peak, 2)} at {each.peak}",
                            with_sign(each.score.end, 2),
                            with_sign(each.score.peak_end, 2),
                        )
                    ),
                )
                for each in self.journeys
            ),
            (
                *verdict,
                *([f"Without a number, and left out: {', '.join(without)}."] if without and not self.by else []),
                *(
                    [f"Where a step was supposed too, the supposition counts as {self.kappa:g} customers here."]
                    if any(each.score.hypothesis is not None for each in self.steps)
                    else []
                ),
            ),
        )


def _measured(found: Estimate) -> str:
    """Write a feeling with its interval; the interval alone where few people stand behind it."""
    if found.shown == "hidden":
        return {"unproven": "not shown: scorer not proven", "small": ""}.get(found.reason or "", "protects another")
    if found.value is None:
        return ""
    if found.low is None or found.high is None:
        return with_sign(found.value, 2)
    ends = f"{with_sign(found.low, 2)} to {with_sign(found.high, 2)}"
    return ends if found.shown == "interval" else f"{with_sign(found.value, 2)} ({ends})"
