"""What the satisfaction-delivered grid gives back, and how it is shown."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sojourn.core.charts import INK, POSITIVE, Chart, vega_lite
from sojourn.core.journeys import Basis
from sojourn.core.results import Heading, Result, Table, count, interval

from .visits_result import Touchpoint

SEEN, SAID = "visitors: score", "customers: satisfied"


@dataclass(frozen=True, slots=True)
class Said:
    """What customers answered to one question; NPS in points, the others as shares or on their scale."""

    question: str
    value: float | None
    low: float | None
    high: float | None
    n: int
    shown: str
    reason: str | None

    def to_dict(self) -> dict[str, Any]:
        """Give the JSON form."""
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(frozen=True, slots=True)
class DeliveredCell:
    """A touchpoint, for one segment: what was seen, what was said, and what is wanted."""

    touchpoint: str
    segment: str | None
    seen: Touchpoint | None
    csat: Said | None
    ces: Said | None
    nps: Said | None
    desired: float | None

    def to_dict(self) -> dict[str, Any]:
        """Give the JSON form."""
        seen = self.seen
        classes = {} if seen is None else {each.name: each.share for each in seen.classes}
        said = {"csat": self.csat, "ces": self.ces, "nps": self.nps}
        return {
            "touchpoint": self.touchpoint,
            "segment": self.segment,
            "score": None if seen is None else seen.score,
            "score_low": None if seen is None else seen.low,
            "score_high": None if seen is None else seen.high,
            "visits": None if seen is None else seen.n,
            **{name: classes.get(name) for name in ("disappointing", "met", "delighted")},
            **{name: None if each is None else each.to_dict() for name, each in said.items()},
            "desired": self.desired,
        }


@dataclass(frozen=True, slots=True)
class Delivered(Result):
    """What visitors saw beside what customers say, touchpoint by touchpoint and segment by segment."""

    basis: Basis | None
    notes: tuple[Mapping[str, Any], ...]
    cells: tuple[DeliveredCell, ...]
    by: str | None

    def to_dict(self) -> dict[str, Any]:
        """Give the JSON document."""
        return {
            "analysis": "satisfaction_delivered",
            "format": 1,
            "basis": None if self.basis is None else self.basis.to_dict(),
            "notes": [dict(entry) for entry in self.notes],
            "by": self.by,
            "cells": [each.to_dict() for each in self.cells],
        }

    def rows(self) -> list[dict[str, Any]]:
        """Give one row a touchpoint and segment, each score in columns of its own."""
        rows = []
        for each in self.cells:
            row = each.to_dict()
            for name in ("csat", "ces", "nps"):
                said = row.pop(name) or dict.fromkeys(("value", "low", "high", "n", "shown"))
                row |= {name: said["value"], f"{name}_low": said["low"], f"{name}_high": said["high"]}
                row |= {f"{name}_n": said["n"], f"{name}_shown": said["shown"]}
            rows.append(row)
        return rows

    def tables(self) -> tuple[Table, ...]:
        """Give the grid."""
        return (
            Table(
                "Satisfaction delivered",
                (
                    Heading("Touchpoint", numeric=False),
                    *((Heading(self.by.capitalize(), numeric=False),) if self.by else ()),
                    Heading("Visits: score (95 %)"),
                    Heading("Disappointing, met, delighted"),
                    Heading("CSAT (95 %)"),
                    Heading("CES (95 %)"),
                    Heading("NPS (95 %)"),
                    Heading("Desired"),
                    Heading("n"),
                ),
                tuple(
                    (
                        each.touchpoint,
                        *((each.segment or "not known",) if self.by else ()),
                        "" if each.seen is None or each.seen.score is None
                        else interval(each.seen.score, each.seen.low, each.seen.high),
                        "" if each.seen is None else ", ".join(str(kind.visits) for kind in each.seen.classes),
                        _share(each.csat),
                        _share(each.ces),
                        _points(each.nps),
                        "" if each.desired is None else f"{each.desired:g}" if each.desired != int(each.desired)
                        else f"{each.desired:.0f}",
                        _people(each),
                    )
                    for each in self.cells
                ),
                (
                    "Visits are not about customers: they are the same for every segment.",
                    *(str(entry["message"]) for entry in self.notes),
                ),
            ),
        )  # fmt: skip

    def chart(self) -> Chart:
        """Draw the score of visits above the share of satisfied customers, each with its interval."""
        return draw(self.cells, by=self.by)


def draw(cells: tuple[DeliveredCell, ...], *, by: str | None) -> Chart:
    """Draw two dots a line: what visitors saw, and how many customers are satisfied."""
    values = []
    order = []
    for each in cells:
        name = each.touchpoint + (f" · {each.segment}" if by else "")
        lines: list[dict[str, Any]] = []
        if each.seen is not None and each.seen.score is not None:
            lines.append(
                {"kind": SEEN, "value": each.seen.score, "low": each.seen.low, "high": each.seen.high, "full": True}
            )
        if each.csat is not None and each.csat.shown != "hidden":
            said = each.csat
            lines.append(
                {"kind": SAID, "value": said.value, "low": said.low, "high": said.high, "full": said.shown == "full"}
            )
        if lines:
            order.append(name)
        values += [{"name": name, **line} for line in lines]
    axis = {"labelColor": INK, "labelFontSize": 12, "labelLimit": 300, "labelPadding": 8, "ticks": False}
    x = {"type": "quantitative", "scale": {"domain": [0, 1]}, "title": None, "axis": {"format": ".0%", "tickCount": 5}}
    colour = {
        "field": "kind",
        "type": "nominal",
        "scale": {"domain": [SEEN, SAID], "range": [INK, POSITIVE]},
        "legend": {"title": None, "orient": "top", "symbolType": "circle", "symbolStrokeWidth": 0},
    }
    apart = {"field": "kind", "type": "nominal", "sort": [SEEN, SAID]}
    return vega_lite(
        {
            "width": 420,
            "height": {"step": 13},
            "data": {"values": values},
            "encoding": {
                "y": {
                    "field": "name",
                    "type": "nominal",
                    "sort": order,
                    "title": None,
                    "axis": {**axis, "domain": False, "grid": True},
                },
                "yOffset": apart,
                "color": colour,
            },
            "layer": [
                {
                    "transform": [{"filter": "isValid(datum.low)"}],
                    "mark": {"type": "rule", "strokeWidth": 2},
                    "encoding": {"x": {**x, "field": "low"}, "x2": {"field": "high"}},
                },
                {
                    "transform": [{"filter": "datum.full"}],
                    "mark": {"type": "point", "filled": True, "size": 80, "opacity": 1},
                    "encoding": {"x": {**x, "field": "value"}},
                },
            ],
        },
        title="What visitors saw, and what customers say",
        subtitle="Lines are 95 % intervals; alone where few customers answered; hidden ones are not drawn",
    )


def _share(said: Said | None) -> str:
    """Write a share of customers, its interval alone where few answered."""
    if said is None:
        return ""
    if said.shown == "hidden" or said.low is None or said.high is None:
        return _absent(said)
    if said.shown == "interval":
        return f"{100 * said.low:.1f}–{100 * said.high:.1f} %"
    return interval(said.value, said.low, said.high)


def _points(said: Said | None) -> str:
    """Write a score in points."""
    if said is None:
        return ""
    if said.shown == "hidden" or said.value is None or said.low is None or said.high is None:
        return _absent(said)
    ends = f"{said.low:+.0f} to {said.high:+.0f}".replace("-", "−")
    return ends if said.shown == "interval" else f"{said.value:+.0f} ({ends})".replace("-", "−")


def _absent(said: Said) -> str:
    """Say why there is no number."""
    return "protects another" if said.reason == "protects another" else "too few"


def _people(cell: DeliveredCell) -> str:
    """Say how many customers stand behind the scores."""
    said = [each for each in (cell.csat, cell.ces, cell.nps) if each is not None and each.shown != "hidden"]
    numbers = sorted({each.n for each in said})
    return "" if not numbers else count(numbers[0]) if len(numbers) == 1 else f"{numbers[0]:,}–{numbers[-1]:,}"
