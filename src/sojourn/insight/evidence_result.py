"""Evidence for a map as an answer: tables, rows, a document and a chart."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sojourn import maps
from sojourn.core.analysis import Journeys
from sojourn.core.chart_rows import fitted, share_bars
from sojourn.core.charts import INK, Chart, vega_lite
from sojourn.core.results import Heading, Result, Table, count, duration, interval
from sojourn.core.words import counted
from sojourn.maps import Mark, Overlay

from . import surveys
from .evidence import evidence

_MET = {"met": "met", "missed": "missed", "undecided": "not decided", None: ""}
_DEVIATIONS = (("missing", "Missing"), ("failed", "Failed"), ("ad_hoc", "Ad hoc"), ("out_of_order", "Out of order"))


def evidence_result(
    map: maps.JourneyMap,
    journeys: Journeys,
    *,
    registry: surveys.Registry = surveys.NO_REGISTRY,
    as_map: bool = True,
    segment: str | None = None,
    hidden_below: int = 10,
    thin_below: int = 30,
) -> "EvidenceResult":
    """Lay lived journeys over a map, and show it: `draw_map(map, overlay=….overlay)` draws it.

    `evidence` says what each mark is, and what the options mean.

    Args:
        map: the map; it is not changed.
        journeys: what was lived; cut as the map says, unless they come cut in another way than by customer.
        registry: what is known of questions, by id: which way each scale points.
        as_map: cut journeys as the map says.
        segment: how to call the customers looked at, when they are not everybody.
        hidden_below, thin_below: limits; nothing is ever shown under 5.

    Raises:
        InvalidInput: no step of the map is tied to events, or the limits are too low.
    """
    overlay = evidence(
        map, journeys, registry=registry, as_map=as_map, segment=segment, hidden_below=hidden_below,
        thin_below=thin_below,
    )  # fmt: skip
    return EvidenceResult(map, overlay)


@dataclass(frozen=True, slots=True)
class EvidenceResult(Result):
    """What lived journeys say of a map.

    Attributes:
        map: the map, as it was designed.
        overlay: what was measured.
    """

    map: maps.JourneyMap
    overlay: Overlay

    def to_dict(self) -> dict[str, Any]:
        """Give the JSON document: the envelope, then the overlay."""
        notes = [{"code": "evidence", "message": note} for note in self.overlay.notes]
        return {
            "analysis": "evidence",
            "format": 1,
            "basis": dict(self.overlay.basis),
            "notes": notes,
            **{name: value for name, value in self.overlay.to_dict().items() if name not in ("basis", "notes")},
        }

    def rows(self) -> list[dict[str, Any]]:
        """Give one row a mark."""
        return [
            {
                "step": mark.at.step,
                "touchpoint": mark.at.touchpoint,
                "to": mark.at.to,
                "option": mark.at.option,
                "outcome": mark.at.outcome,
                "measure": mark.label or mark.measure,
                "state": mark.state,
                "value": mark.value,
                "low": mark.low,
                "high": mark.high,
                "n": mark.n,
                "count": mark.count,
                "unit": mark.unit,
                "target": mark.target,
                "met": mark.met,
                "method": mark.method,
            }
            for mark in self.overlay.marks
        ]

    def tables(self) -> tuple[Table, ...]:
        """Give steps, ways, waits and other numbers, answers, choices and outcomes: what there is of each."""
        first = self._steps()
        rest = (self._ways(), self._numbers(), self._answers(), self._choices(), self._outcomes())
        return (first, *(table for table in rest if table.rows))

    def chart(self, *, width: int = 420) -> Chart:
        """Draw how many journeys came to each step.

        Args:
            width: of the bars, in pixels; under 360 names stand above their bars.
        """
        does = Counter(step.does for step in self.map.steps)
        values = [
            {
                "name": self._name(mark.at.step) + (f" ({mark.at.step})" if does[self._name(mark.at.step)] > 1 else ""),
                "share": mark.value,
                "low": mark.low,
                "high": mark.high,
                "text": _share(mark) if mark.low is not None else mark.words(hidden_below=self.overlay.hidden_below),
            }
            for mark in self._of("reach")
        ]
        title = "Share of journeys that came to the step"
        body = share_bars(values, title=title, width=width, texts=(("text", 10, INK),))
        drawn = vega_lite(body, title=f"{self.map.title}: who came where", subtitle=self._subtitle())
        return fitted(drawn, width)

    def _subtitle(self) -> str:
        overlay = self.overlay
        who = overlay.segment or "all customers"
        basis = f"{counted(overlay.n_journeys, 'journey')} of {counted(overlay.n_customers, 'customer')}"
        return f"{basis}, {overlay.span()}, {who}"

    def _name(self, step: str | None) -> str:
        return next((each.does for each in self.map.steps if each.id == step), step or "")

    def _of(self, *measures: str) -> Iterator[Mark]:
        return (mark for mark in self.overlay.marks if mark.measure in measures)

    def _steps(self) -> Table:
        """Give what each step has: who came, how often, who left, and what was not as planned."""
        marks: dict[str, dict[str, Mark]] = {}
        for mark in self._of("reach", "repeats", "leaving", *(name for name, _ in _DEVIATIONS)):
            if mark.at.step is not None:
                marks.setdefault(mark.at.step, {})[mark.measure] = mark
        headings = ("Came", "Times each", "Left here", *(label for _, label in _DEVIATIONS))
        rows = tuple(self._step(step.does, marks[step.id]) for step in self.map.steps if step.id in marks)
        conforming = self.overlay.conforming
        told = [self._subtitle() + f"; {count(self.overlay.open_journeys)} still open"]
        if conforming is not None and conforming.low is not None:
            told.append(f"as the map expects: {_share(conforming)} of {count(conforming.n)} that are over")
        told += self.overlay.notes
        title = f"{self.map.title}: planned against lived"
        return Table(title, (Heading("Step", False), *map(Heading, headings)), rows, tuple(told))

    def _step(self, name: str, marks: Mapping[str, Mark]) -> tuple[str, ...]:
        reach = marks["reach"]
        if "repeats" not in marks:
            return (name, self._said(reach), "", "", "", "", "", "")
        repeats, leaving = marks["repeats"], marks["leaving"]
        times = "" if repeats.value is None else f"×{repeats.value:.1f}"
        deviations = (self._plain(marks[measure]) if measure in marks else "" for measure, _ in _DEVIATIONS)
        return (name, self._said(reach), times, self._plain(leaving), *deviations)

    def _said(self, mark: Mark) -> str:
        return _share(mark) if mark.low is not None else mark.words(hidden_below=self.overlay.hidden_below)

    def _plain(self, mark: Mark) -> str:
        return "" if mark.value is None else f"{100 * mark.value:.1f} %"

    def _ways(self) -> Table:
        """Give who went on along each expected way, and how long it took."""
        times = {(mark.at.step, mark.at.to): mark for mark in self._of("time_between")}
        rows = []
        for mark in self._of("conversion"):
            took = times.get((mark.at.step, mark.at.to))
            half = "" if took is None or took.value is None else duration(took.value)
            rows.append((self._name(mark.at.step), self._name(mark.at.to), self._said(mark), _n(mark), half))
        headings = (Heading("From", False), Heading("To", False), *map(Heading, ("Went on", "of", "Median time")))
        return Table("Ways", headings, tuple(rows))

    def _numbers(self) -> Table:
        """Give waits and other numbers beside their targets."""
        rows = []
        for mark in self._of("wait", "number"):
            low, middle, high = (_amount(value, mark) for value in mark.quantiles or (None, None, None))
            said = middle if mark.quantiles else self._said(mark)
            target = _amount(mark.target, mark)
            rows.append((self._name(mark.at.step), mark.label or "", low, said, high, target, _MET[mark.met], _n(mark)))
        words = ("One in ten within", "Half within", "Nine in ten within", "Target", "", "n")
        return Table("Waits", (Heading("Step", False), Heading("What", False), *map(Heading, words)), tuple(rows))

    def _answers(self) -> Table:
        """Give what people said."""
        rows = []
        for mark in self._of("satisfaction", "feeling"):
            if mark.measure == "feeling":
                known = mark.value is not None and mark.low is not None and mark.high is not None
                said = f"{mark.value:+.1f} ({mark.low:+.1f} to {mark.high:+.1f})" if known else self._said(mark)
            else:
                said = self._said(mark)
            target = "" if mark.target is None else f"{100 * mark.target:.0f} %"
            rows.append((self._name(mark.at.step), mark.measure, said, target, _MET[mark.met], _n(mark)))
        headings = (Heading("Step", False), Heading("What", False), *map(Heading, ("Measured", "Target", "", "n")))
        return Table("What people said", headings, tuple(rows))

    def _choices(self) -> Table:
        """Give which point of contact was used, and which branch was taken."""
        points = {point.id: point.name for step in self.map.steps for point in step.touchpoints}
        rows = tuple(
            (
                self._name(mark.at.step),
                points.get(mark.at.touchpoint or "", mark.at.option or self._name(mark.at.to)),
                "expected" if mark.expected else "",
                self._said(mark),
                _n(mark),
            )
            for mark in self._of("branch")
        )
        headings = (Heading("Step", False), Heading("By", False), Heading("", False), Heading("Share"), Heading("of"))
        return Table("Choices", headings, rows)

    def _outcomes(self) -> Table:
        """Give how journeys turned out."""
        names = {outcome.id: outcome.name for outcome in self.map.outcomes}
        rows = tuple((names.get(mark.at.outcome or "", ""), self._said(mark), _n(mark)) for mark in self._of("outcome"))
        return Table("Outcomes", (Heading("Outcome", False), Heading("Share"), Heading("of")), rows)


def _share(mark: Mark) -> str:
    """Write a share; a thin one has no point."""
    if mark.value is None and mark.low is not None and mark.high is not None:
        return f"{100 * mark.low:.0f}–{100 * mark.high:.0f} %"
    return interval(mark.value, mark.low, mark.high)


def _n(mark: Mark) -> str:
    return "" if mark.n is None else count(mark.n)


def _amount(value: float | None, mark: Mark) -> str:
    if value is None:
        return ""
    return duration(value) if mark.unit == "seconds" else f"{value:g}"
