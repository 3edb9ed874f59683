"""What scores give back: numbers with their intervals, and how they are shown."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from sojourn.core.charts import Chart
from sojourn.core.instants import rfc3339
from sojourn.core.journeys import Basis
from sojourn.core.results import Heading, Noted, Result, Table, count, percent
from sojourn.core.small import USUAL, Limits
from sojourn.core.words import counted

from .asked import Kind
from .score_words import ranged, titled
from .scores_chart import draw
from .scores_parts import Score
from .scores_shares import said_shortly

CHANCE = "Intervals (95 %) are about chance alone: they do not cover those who did not answer."


@dataclass(frozen=True, slots=True)
class Scores(Noted, Result):
    """A score, question by question and group by group.

    Attributes:
        kind: `nps`, `csat` or `ces`.
        basis: the envelope of the events that answers come from; None for a file.
        source: the file they come from.
        method: how intervals were made.
        by: the columns that were broken down by.
        since, until: times of the first and the last answer, microseconds UTC.
        asked, responded: customers who were sent the survey of the questions, and who answered it; where they are of
            several surveys, any of them; None where nobody knows.
        asked_by: the same question by question.
        scores: for each question everybody first, then the groups.
        compared: how many groups were held against all others.
        n: customers who answered any of the questions.
    """

    kind: Kind
    basis: Basis | None
    source: str | None
    notes: tuple[Mapping[str, object], ...]
    method: str
    by: tuple[str, ...]
    since: int | None
    until: int | None
    asked: int | None
    responded: int | None
    scores: tuple[Score, ...]
    compared: int
    limits: Limits = USUAL
    asked_by: Mapping[str, tuple[int, int]] = field(default_factory=lambda: MappingProxyType({}))
    n: int = 0

    @property
    def period(self) -> tuple[int, int] | None:
        """Give the times of the first and the last answer, microseconds UTC; None where no time is known."""
        return None if self.since is None or self.until is None else (self.since, self.until)

    def to_dict(self) -> dict[str, Any]:
        """Give the JSON document."""
        return {
            "analysis": self.kind,
            "format": 1,
            "basis": None if self.basis is None else self.basis.to_dict(),
            "notes": [dict(each) for each in self.notes],
            "source": self.source,
            "period": {"since": rfc3339(self.since), "until": rfc3339(self.until)},
            "method": self.method,
            "n": self.n,
            "warnings": list(self.warnings),
            "asked": self.asked,
            "responded": self.responded,
            "asked_by_question": {
                name: {"asked": asked, "responded": responded} for name, (asked, responded) in self.asked_by.items()
            },
            "by": list(self.by),
            "compared": self.compared,
            "limits": {"hidden_below": self.limits.hidden, "thin_below": self.limits.thin},
            "scores": [score.to_dict(self.kind) for score in self.scores],
        }

    def rows(self) -> list[dict[str, Any]]:
        """Give one row a question and group."""
        return [score.to_dict(self.kind) for score in self.scores]

    def tables(self) -> tuple[Table, ...]:
        """Give one table a question, and what the reader must know below the last."""
        questions = list(dict.fromkeys(score.question for score in self.scores))
        told = tuple(str(each["message"]) for each in self.notes)
        shown = []
        for place, name in enumerate(questions):
            rows = [score for score in self.scores if score.question == name]
            last = place == len(questions) - 1
            shown.append(self._table(rows, (CHANCE, *self._compared(), *told) if last else ()))
        return tuple(shown)

    def chart(self, *, width: int = 420) -> Chart:
        """Draw dots with their intervals: everybody, then the groups, question by question.

        Args:
            width: of the dots, in pixels; under 380 names stand above their dots.
        """
        return draw(self.kind, self.scores, answered=self._answered(), width=width)

    def _table(self, rows: list[Score], notes: tuple[str, ...]) -> Table:
        """Lay one question out."""
        grouped = any(score.by is not None for score in rows)
        again = any(score.answers != score.n for score in rows)
        versus = any(score.p_value is not None for score in rows)
        headings = [
            *([Heading("Group", numeric=False)] if grouped else []),
            Heading("Score (95 %)" if self.kind == "nps" else f"{titled(self.kind)} (95 %)"),
            *([Heading("Against all others (95 %)"), Heading("", numeric=False)] if versus else []),
            Heading("Customers"),
            *([Heading("Answers")] if again else []),
            *(
                [Heading("Promoters"), Heading("Passives"), Heading("Detractors")]
                if self.kind == "nps"
                else [Heading("Mean (95 %)")]
            ),
        ]
        body = []
        for score in rows:
            hidden = score.shown == "hidden"
            own = (
                [percent(each) if each is not None else "" for each in
                 (score.promoters, score.passives, score.detractors)]
                if self.kind == "nps"
                else [ranged("mean", score.mean, score.mean_low, score.mean_high, score.shown)]
            )  # fmt: skip
            body.append(
                (
                    *(
                        [score.name if len(self.by) == 1 or score.by is None else f"{score.by}: {score.name}"]
                        if grouped
                        else []
                    ),
                    score.said(self.kind),
                    *(
                        [
                            ""
                            if score.difference is None
                            else ranged(
                                self.kind,
                                score.difference,
                                score.difference_low,
                                score.difference_high,
                                "full",
                                sign=True,
                            ),
                            score.verdict or "",
                        ]
                        if versus
                        else []
                    ),
                    count(score.n),
                    *([count(score.answers)] if again else []),
                    *([""] * len(own) if hidden or (self.kind == "nps" and score.shown == "interval") else own),
                )
            )
        first = rows[0]
        wording = f"{first.question}: {first.wording}" if first.wording != first.question else first.question
        return Table(f"{titled(self.kind)}, {wording}", tuple(headings), tuple(body), notes)

    def _compared(self) -> tuple[str, ...]:
        """Say how groups were held against each other."""
        if not self.compared:
            return ()
        told = f"{counted(self.compared, 'comparison')} of a group with all others"
        return (f"{told}: above or below where the adjusted p is under 0.10; not decided is not the same as equal.",)

    def _answered(self) -> str:
        """Say how many of those asked answered; nothing where nobody knows."""
        return said_shortly(self.asked_by)
