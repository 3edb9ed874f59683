"""Gaps as an answer: a document, rows, tables by kind and a chart around 0."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from sojourn.core.chart_rows import NARROW, fitted, rows_of
from sojourn.core.charts import HAIR, LINE, NEGATIVE, POSITIVE, Chart, vega_lite
from sojourn.core.journeys import Basis
from sojourn.core.results import Heading, Result, Table, count
from sojourn.core.small import Limits
from sojourn.core.words import counted, shortened, with_sign

from .gap import KINDS, GapKind
from .gaps_parts import StepGap
from .of_journeys import OfJourneys

TITLES: Mapping[GapKind, str] = MappingProxyType(
    {
        "target": "To the target",
        "importance": "Importance to rating",
        "state": "To the feeling another map wants",
        "plan": "Not as planned",
        "staff": "Staff to customers",
        "segment": "Best segment to the others",
        "competitor": "Competitor to us",
    }
)
METHOD = "wanted − got: Wilson and Newcombe for shares, Student's t and Welch for means"
NAME = 30
"""Letters of a step's name in a table."""
RARE = 0.01
"""Deviations in fewer journeys than this are in the table, and not drawn."""
_COLOURS = MappingProxyType({"short": NEGATIVE, "met": POSITIVE, "not decided": LINE})


@dataclass(frozen=True, slots=True)
class GapsResult(OfJourneys, Result):
    """What is wanted minus what is got, step by step.

    Attributes:
        gaps: in the order of the map, and of `gaps.KINDS` within a step.
        limits: of small numbers.
    """

    basis: Basis
    notes: tuple[Mapping[str, Any], ...]
    map_id: str
    map_version: int
    title: str
    gaps: tuple[StepGap, ...]
    limits: Limits

    def of(self, kind: GapKind, step: str | None = None) -> tuple[StepGap, ...]:
        """Give the gaps of one kind, of one step or of all."""
        return tuple(each for each in self.gaps if each.kind == kind and step in (None, each.step))

    @property
    def method(self) -> str:
        """Say how intervals were made."""
        return METHOD

    def to_dict(self) -> dict[str, Any]:
        """Give the JSON document."""
        return {
            "analysis": "gaps",
            "format": 1,
            "basis": self.basis.to_dict(),
            "notes": [dict(each) for each in self.notes],
            "n": self.n,
            "period": None if self.period is None else list(self.period),
            "method": self.method,
            "warnings": list(self.warnings),
            "map_id": self.map_id,
            "map_version": self.map_version,
            "hidden_below": self.limits.hidden,
            "thin_below": self.limits.thin,
            "gaps": [each.to_dict() for each in self.gaps],
        }

    def rows(self) -> list[dict[str, Any]]:
        """Give one row a gap."""
        return [each.to_dict() for each in self.gaps]

    def tables(self) -> tuple[Table, ...]:
        """Give a table for each kind there is; steps that are missing are one sentence, and rows of the document."""
        found = [self._table(kind) for kind in KINDS if self.of(kind)] or [self._table("target")]
        told = tuple(str(each["message"]) for each in self.notes)
        first = found[0]
        head = Table(f"{self.title}: gaps. {first.title}", first.headings, first.rows, (*first.notes, *told))
        return (head, *found[1:])

    def chart(self, *, width: int = 420) -> Chart:
        """Draw each gap as a dot with its interval around 0, as a share of its scale; thin ones as an interval alone.

        Args:
            width: of the plot, in pixels; under 360 names stand above their intervals.
        """
        shown = [
            each
            for each in self.gaps
            if each.shown != "hidden" and each.low is not None and (each.kind != "plan" or (each.gap or 0) >= RARE)
            if not _missing(each)
        ]
        rows = _named(shown)
        sub = f"{counted(self.basis.journeys, 'journey')} of {counted(self.basis.customers, 'customer')}"
        told = [
            sub,
            "Right of 0 something is missing (orange), left of it all is met (blue).",
            "Grey is not decided, or not after so many comparisons, which is not the same as no gap.",
            *self._lacking(named=False),
        ]
        if not rows:
            told = [sub, "Nothing to draw: nobody was asked, no question is registered, or nothing is wanted."]
        return fitted(vega_lite(_body(rows, width), title=f"{self.title}: gaps", subtitle=told), width)

    def called(self, each: StepGap) -> str:
        """Name a step in the words of the map, short enough for a table; with its id where words repeat."""
        twice = any(other.name == each.name and other.step != each.step for other in self.gaps)
        return f"{shortened(each.name, NAME)} ({each.step})" if twice else shortened(each.name, NAME)

    def _table(self, kind: GapKind) -> Table:
        headings = (
            Heading("Step", False), Heading("What", False), Heading("Wanted"), Heading("Got"),
            Heading("Gap (95 %)"), Heading("Verdict", False), Heading("n"),
        )  # fmt: skip
        found = self.of(kind)
        rows = tuple(
            (
                self.called(each),
                each.about,
                _level(each, each.wanted) if kind != "plan" else "",
                _level(each, each.got),
                _difference(each),
                _verdict(each),
                count(each.n) if each.shown != "hidden" else f"< {self.limits.hidden}",
            )
            for each in found
            if not _missing(each)
        )
        return Table(TITLES[kind], headings, rows, self._lacking() if kind == "plan" else ())

    def _lacking(self, *, named: bool = True) -> tuple[str, ...]:
        """Say in one sentence which planned steps are missing: who stops early lacks all that follow, so bars of them
        would say one thing again and again.

        Args:
            named: whether to name each step, or the two ends alone.
        """
        found = [each for each in self.gaps if _missing(each) and each.shown == "full" and each.gap is not None]
        if not found:
            return ()
        ends = sorted(found, key=lambda each: each.gap or 0.0)
        if not named:
            low, high = (f"“{each.name}” ({100 * (each.gap or 0):.1f} %)" for each in (ends[0], ends[-1]))
            between = low if len(found) == 1 else f"{low} to {high}"
            return (
                f"Missing of {count(found[0].n)} journeys: {between}.",
                "Who stops early lacks every step that follows, so missing steps are not drawn.",
            )
        shares = ", ".join(f"“{each.name}” in {100 * (each.gap or 0):.1f} %" for each in found)
        return (
            (
                f"Missing of {count(found[0].n)} journeys: {shares}. Who stops early lacks every step that follows;"
                " `sojourn conformance` tells where."
            ),
        )


def _missing(each: StepGap) -> bool:
    """Tell whether a planned step did not come."""
    return each.kind == "plan" and each.about == "missing"


def _verdict(each: StepGap) -> str:
    """Say what the interval decides, and what that rests on where it is little."""
    if each.kind == "plan" and each.verdict == "short":
        return "deviates" if each.flagged and each.shown == "full" else "deviates, not sure"
    if each.verdict != "short" or each.flagged:
        return each.verdict
    return "short, few answers" if each.shown != "full" else "short, not after so many comparisons"


def _level(each: StepGap, value: float | None) -> str:
    """Write a level in its unit; a thin one is not told as a point."""
    if value is None or each.shown != "full":
        return ""
    if each.unit == "share":
        return f"{100 * value:.1f} %"
    return f"{100 * value:.0f}" if each.unit == "net" else f"{value:.2f}"


def _difference(each: StepGap) -> str:
    if each.gap is None:
        return ""
    times, digits = (100, 1) if each.unit in ("share", "net") else (1, 2)

    def one(value: float) -> str:
        return with_sign(times * value, digits)

    limits = "" if each.low is None or each.high is None else f" ({one(each.low)} to {one(each.high)})"
    return f"{one(each.gap)}{limits}" if each.shown == "full" else limits.strip()


def _named(shown: list[StepGap]) -> list[dict[str, Any]]:
    """Give the rows of the chart, each with a name of its own."""
    names = [f"{each.name}: {each.about}" for each in shown]
    twice = {name for name, number in Counter(names).items() if number > 1}
    return [
        {
            "name": f"{name} ({each.step}, {each.kind})" if name in twice else name,
            "kind": TITLES[each.kind],
            "gap": None if each.gap is None or each.shown != "full" else each.gap / each.range,
            "low": None if each.low is None else each.low / each.range,
            "high": None if each.high is None else each.high / each.range,
            "verdict": each.verdict if each.shown == "full" and each.sure else "not decided",
        }
        for each, name in zip(shown, names, strict=True)
    ]


def _body(rows: list[dict[str, Any]], width: int) -> dict[str, Any]:
    """Give one part for each kind, below each other, all on one axis."""
    ends = [row[name] for row in rows for name in ("low", "high")] + [0.0]
    domain = [min(-0.05, min(ends) - 0.02), max(0.05, max(ends) + 0.02)]
    kinds = [TITLES[kind] for kind in KINDS if any(row["kind"] == TITLES[kind] for row in rows)]
    parts = [
        _part([row for row in rows if row["kind"] == kind], kind, domain, width, last=kind == kinds[-1])
        for kind in kinds
    ]
    return {"vconcat": parts, "spacing": 18}


def _part(rows: list[dict[str, Any]], kind: str, domain: list[float], width: int, *, last: bool) -> dict[str, Any]:
    axis = {
        "format": "+.0%",
        "gridColor": HAIR,
        "tickCount": 7 if width >= NARROW else 4,
        "labels": last,
        "ticks": last,
        "domain": last,
    }
    x = {
        "type": "quantitative", "scale": {"domain": domain, "nice": False},
        "title": "Gap in % of the scale: wanted − got" if last else None, "axis": axis,
    }  # fmt: skip
    place = rows_of(rows, width=width, text=None, step=26, limit=330)
    y = place.y("name", [row["name"] for row in rows])
    if not place.narrow:
        y["axis"]["minExtent"] = 300
    colour = {
        "field": "verdict", "type": "nominal", "legend": None,
        "scale": {"domain": list(_COLOURS), "range": list(_COLOURS.values())},
    }  # fmt: skip
    return {
        "title": {"text": kind, "fontSize": 12, "anchor": "start", "frame": "group", "offset": 6},
        "width": width,
        "height": {"step": place.step},
        "data": {"values": rows},
        "encoding": {"y": y},
        "layer": [
            place.nought(x),
            {
                "mark": {"type": "rule", "strokeWidth": 2.5, **place.lower},
                "encoding": {"x": {**x, "field": "low"}, "x2": {"field": "high"}, "color": colour},
            },
            {
                "transform": [{"filter": "datum.gap != null"}],
                "mark": {"type": "point", "filled": True, "size": 80, "opacity": 1, **place.lower},
                "encoding": {"x": {**x, "field": "gap"}, "color": colour},
            },
            *place.texts,
        ],
    }
