"""What a trend gives back: points with their intervals, limits and signals, and how they are shown."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sojourn.core.charts import Chart
from sojourn.core.journeys import Basis
from sojourn.core.results import Heading, Noted, Result, Table, count

from .asked import Kind
from .score_words import number, ranged, titled
from .scores_parts import REASONS
from .scores_result import CHANCE
from .scores_shares import said_shortly
from .trend_chart import draw
from .trend_parts import Series

METHOD = "three standard errors around the score of all periods; a point outside, or eight in a row on one side"
SIGNALS = "A signal is hardly chance: something changed, and what it was these numbers do not say."


@dataclass(frozen=True, slots=True)
class Trend(Noted, Result):
    """A score from period to period.

    Attributes:
        kind: `nps`, `csat` or `ces`.
        basis: the envelope of the events that answers come from; None for a file.
        source: the file they come from.
        period, time_zone: calendar periods and where.
        series: one a question.
        asked, responded: customers who were sent a survey, and who answered it; None where nobody knows.
        n: customers who answered any of the questions.
    """

    kind: Kind
    basis: Basis | None
    source: str | None
    notes: tuple[Mapping[str, object], ...]
    period: str
    time_zone: str
    series: tuple[Series, ...]
    asked: int | None
    responded: int | None
    n: int = 0
    method: str = METHOD

    def to_dict(self) -> dict[str, Any]:
        """Give the JSON document."""
        return {
            "analysis": f"{self.kind}_trend",
            "format": 1,
            "basis": None if self.basis is None else self.basis.to_dict(),
            "notes": [dict(each) for each in self.notes],
            "source": self.source,
            "period": self.period,
            "time_zone": self.time_zone,
            "method": self.method,
            "n": self.n,
            "warnings": list(self.warnings),
            "asked": self.asked,
            "responded": self.responded,
            "series": [
                {
                    "question": each.question,
                    "centre": each.centre,
                    "detectable": each.detectable,
                    "signals": [place for place, point in enumerate(each.points) if point.signal],
                    "points": [point.to_dict() for point in each.points],
                }
                for each in self.series
            ],
        }

    def rows(self) -> list[dict[str, Any]]:
        """Give one row a question and period."""
        return [{"question": each.question, **point.to_dict()} for each in self.series for point in each.points]

    def tables(self) -> tuple[Table, ...]:
        """Give one table a question, and what the reader must know below the last."""
        told = (CHANCE, SIGNALS, *(str(each["message"]) for each in self.notes))
        return tuple(
            self._table(each, told if place == len(self.series) - 1 else ()) for place, each in enumerate(self.series)
        )

    def chart(self) -> Chart:
        """Draw a control chart for each question."""
        known = {} if not self.asked or self.responded is None else {"": (self.asked, self.responded)}
        answered = said_shortly(known)
        return draw(self.kind, self.series, period=self.period, answered=answered)

    def _table(self, series: Series, notes: tuple[str, ...]) -> Table:
        """Lay one question out."""
        rows = []
        for point in series.points:
            limits = (
                ""
                if point.limit_low is None
                else " to ".join(
                    number(self.kind, end).removesuffix(" %") for end in (point.limit_low, point.limit_high)
                )
            )
            signal = {"outside": "outside the limits", "run": "eighth or more on one side"}.get(point.signal or "", "")
            rows.append(
                (
                    point.period + ("" if point.whole else " (part)"),
                    "no answers"
                    if not point.n
                    else REASONS[point.reason]
                    if point.reason in REASONS
                    else ranged(self.kind, point.estimate, point.low, point.high, point.shown),
                    limits,
                    signal,
                    count(point.n),
                )
            )
        centre = "" if series.centre is None else f", {number(self.kind, series.centre)} over all"
        wording = f"{series.question}: {series.wording}" if series.wording != series.question else series.question
        return Table(
            f"{titled(self.kind)} by {self.period}, {wording}{centre}",
            (
                Heading("Period", numeric=False),
                Heading(f"{titled(self.kind)} (95 %)"),
                Heading("Without change, from and to"),
                Heading("Signal", numeric=False),
                Heading("Customers"),
            ),
            tuple(rows),
            notes,
        )
