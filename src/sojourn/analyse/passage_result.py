"""What a passage gives back, and how it is shown."""

from dataclasses import dataclass
from typing import Any, Literal

from sojourn.core.charts import Chart
from sojourn.core.journeys import Basis
from sojourn.core.results import Heading, Result, Table, count, duration, interval, percent
from sojourn.core.words import counted

from .names import Notes, envelope, sentences
from .passage_parts import MeasuredStep, MetOutcome, PassedChoice, PassedLink, PassedLoop, PassedStep

_VERDICTS = {"yes": "met", "no": "not met", "not_decided": "not decided", None: ""}
_OTHERS = 10
"""Ways that nobody expected, to show in the table; the document has all."""


@dataclass(frozen=True, slots=True)
class PassageResult(Result):
    """How journeys passed the steps that are expected of them.

    Attributes:
        expected: the title of the expectation; of a path in text the text.
        journeys, open, closed: all that were followed, those that may still go on, and the others.
        outside_journeys: without an event that is looked at; not followed.
        under_way_journeys: whose beginning was not seen; not followed.
        touched: journeys that did any step.
        ended: journeys that did an end step.
        closed_touched, completed: closed journeys that did any step, and of these those that did an end step.
        quantiles: whether times of links are exact.
        steps: in the order of the map.
        links: expected ones in file order, then others by count.
        choices: steps from which branches part.
        loops: ways back.
        outcomes: in file order.
    """

    basis: Basis
    notes: Notes
    expected: str
    map_id: str | None
    map_version: int | None
    journeys: int
    outside_journeys: int
    under_way_journeys: int
    open: int
    closed: int
    touched: int
    ended: int
    closed_touched: int
    completed: int
    completed_share: float | None
    completed_share_low: float | None
    completed_share_high: float | None
    quantiles: Literal["exact", "sketch"]
    steps: tuple[PassedStep, ...]
    links: tuple[PassedLink, ...]
    choices: tuple[PassedChoice, ...]
    loops: tuple[PassedLoop, ...]
    outcomes: tuple[MetOutcome, ...]

    def step(self, name: str) -> PassedStep:
        """Give what became of a step, by its id.

        Raises:
            KeyError: no step has it.
        """
        return {each.step: each for each in self.steps}[name]

    def to_dict(self) -> dict[str, Any]:
        """Give the JSON document."""
        return {
            **envelope("passage", self.basis, self.notes),
            "expected": self.expected,
            "map_id": self.map_id,
            "map_version": self.map_version,
            "journeys": self.journeys,
            "outside_journeys": self.outside_journeys,
            "under_way_journeys": self.under_way_journeys,
            "open": self.open,
            "closed": self.closed,
            "touched": self.touched,
            "ended": self.ended,
            "closed_touched": self.closed_touched,
            "completed": self.completed,
            "completed_share": self.completed_share,
            "completed_share_low": self.completed_share_low,
            "completed_share_high": self.completed_share_high,
            "quantiles": self.quantiles,
            "steps": [each.to_dict() for each in self.steps],
            "links": [each.to_dict() for each in self.links],
            "choices": [each.to_dict() for each in self.choices],
            "loops": [each.to_dict() for each in self.loops],
            "outcomes": [each.to_dict() for each in self.outcomes],
        }

    def rows(self) -> list[dict[str, Any]]:
        """Give one row a step."""
        nested = ("leaving", "points", "switches", "measures")
        return [
            {name: value for name, value in each.to_dict().items() if name not in nested}
            | {"left": each.leaving.left, "left_share": each.leaving.share}
            for each in self.steps
        ]

    def tables(self) -> tuple[Table, ...]:
        """Give steps, links, points where there are several, measures and outcomes."""
        shown = (self._steps(), self._links(), self._points(), self._measures(), self._outcomes())
        return tuple(table for table in shown if table.rows or table is shown[0])

    def chart(self) -> Chart:
        """Draw how many journeys did each step, and how many left there."""
        from .passage_chart import draw  # noqa: PLC0415 - start-up: most questions are not drawn

        return draw(
            [each.to_dict() for each in self.steps],
            title=f"How {counted(self.journeys, 'journey')} passed {self.expected}",
            subtitle=[self._sentence()],
        )

    def _sentence(self) -> str:
        """Say how it went on the whole."""
        share = interval(self.completed_share, self.completed_share_low, self.completed_share_high)
        done = f"{count(self.completed)} of {counted(self.closed_touched, 'closed journey')} came to an end: {share}"
        return f"{done}; {count(self.open)} still open"

    def _steps(self) -> Table:
        headings = ("Journeys", "Share", "Visits a journey", "Failed", "Left here", "Still here")
        rows = tuple(
            (
                each.name + (" (optional)" if each.optional else ""),
                count(each.journeys),
                interval(each.share, each.share_low, each.share_high),
                "" if each.visits_per_journey is None else f"{each.visits_per_journey:.2f}",
                count(each.failed),
                f"{count(each.leaving.left)} ({percent(each.leaving.share)})" if each.leaving.reached else "",
                count(each.open),
            )
            for each in self.steps
        )
        return Table(
            f"Steps of {self.expected}",
            (Heading("Step", numeric=False), *(Heading(label) for label in headings)),
            rows,
            (f"{self._sentence()}.", *sentences(self.notes)),
        )

    def _links(self) -> Table:
        names = {each.step: each.name for each in self.steps}
        expected = [each for each in self.links if each.kind is not None]
        others = [each for each in self.links if each.kind is None]
        rows = tuple(
            (
                names[each.start],
                names[each.end],
                each.kind or "not expected",
                count(each.count),
                interval(each.share, each.share_low, each.share_high),
                duration(each.median_seconds),
                f"{duration(each.p10_seconds)} – {duration(each.p90_seconds)}" if each.count else "",
            )
            for each in (*expected, *others[:_OTHERS])
        )
        more = len(others) - _OTHERS
        rest = f" {counted(more, 'other way')} {'is' if more == 1 else 'are'} not shown." if more > 0 else ""
        return Table(
            "From step to step",
            tuple(Heading(label, numeric=False) for label in ("From", "To", "Kind"))
            + tuple(Heading(label) for label in ("Times", "Went on", "Half within", "10 to 90 % within")),
            rows,
            (f"Of the journeys that did the first step; open ones still there are left out.{rest}",),
        )

    def _points(self) -> Table:
        rows = tuple(
            (
                step.name,
                point.name + (" (expected)" if point.expected else ""),
                count(point.journeys),
                interval(point.share, point.share_low, point.share_high),
                count(point.failed),
            )
            for step in self.steps
            if len(step.points) > 1
            for point in step.points
        )
        headings = (Heading("Step", numeric=False), Heading("Point", numeric=False))
        return Table(
            "Points used", (*headings, *(Heading(label) for label in ("Journeys", "Share of step", "Failed"))), rows
        )

    def _measures(self) -> Table:
        rows = tuple(
            (
                step.name,
                each.name,
                _said(each, each.median),
                f"{_said(each, each.p10)} – {_said(each, each.p90)}",
                count(each.n),
                count(each.unfinished + each.waiting),
                _said(each, each.target),
                _VERDICTS[each.met],
            )
            for step in self.steps
            for each in step.measures
        )
        numbers = ("Half within", "10 to 90 % within", "Values", "Not finished", "Target")
        return Table(
            "Measured at steps",
            (
                *(Heading(label, numeric=False) for label in ("Step", "Measure")),
                *(Heading(label) for label in numbers),
                Heading("", numeric=False),
            ),
            rows,
        )

    def _outcomes(self) -> Table:
        rows = tuple(
            (each.name, count(each.journeys), interval(each.share, each.share_low, each.share_high))
            for each in self.outcomes
            if each.tied
        )
        return Table(
            "How they turned out",
            (Heading("Outcome", numeric=False), Heading("Journeys"), Heading("Share of closed")),
            rows,
        )


def _said(measure: MeasuredStep, value: float | None) -> str:
    """Write a value of a measure."""
    if value is None:
        return ""
    return f"{value:g}" if measure.unit is None else ("-" if value < 0 else "") + duration(abs(value))
