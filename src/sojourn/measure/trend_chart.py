"""The drawing of a trend: a control chart."""

from collections.abc import Mapping, Sequence
from typing import Any

from sojourn.core.charts import BAND, INK, LINE, NEGATIVE, POSITIVE, QUIET, SHEET, Chart, vega_lite
from sojourn.core.results import count

from .asked import Kind
from .score_words import number, titled
from .trend_parts import Series, TrendPoint

STEP = 66
"""Pixels between periods."""


def draw(kind: Kind, series: Sequence[Series], *, period: str, answered: str) -> Chart:
    """Draw one field a question."""
    parts = [_field(kind, each, several=len(series) > 1) for each in series]
    title = f"{titled(kind)} by {period}"
    body: Mapping[str, Any] = parts[0] if len(parts) == 1 else {"vconcat": parts, "spacing": 28}
    return vega_lite(
        body,
        title=title if len(series) > 1 else f"{title}: {series[0].wording}",
        subtitle=[
            "Band: where points lie while nothing changes (3 standard errors); colour: signals. Lines: 95 % intervals",
            "Hollow: the period is not whole; no dot, no line: few answers",
            *([answered] if answered else []),
        ],
    )


def _field(kind: Kind, series: Series, *, several: bool) -> dict[str, Any]:
    """Draw band, centre, line, intervals and points."""
    factor = 1 if kind == "nps" else 100
    values: list[dict[str, Any]] = [
        {
            "period": f"{point.period}|n = {count(point.n)}",
            "value": None if point.estimate is None or point.shown != "full" else factor * point.estimate,
            "low": None if point.low is None else factor * point.low,
            "high": None if point.high is None else factor * point.high,
            "from": None if point.limit_low is None else factor * point.limit_low,
            "to": None if point.limit_high is None else factor * point.limit_high,
            "whole": point.whole,
            "state": "" if point.signal is None else _side(point, series),
        }
        for point in series.points
    ]
    for place, each in enumerate(values):
        # A line does not pass over a period that is not drawn.
        broken = place and values[place - 1]["value"] is None
        each["run"] = (values[place - 1]["run"] if place else 0) + (1 if broken else 0)
    crowded = len(values) > 16
    x = {
        "field": "period",
        "type": "ordinal",
        "scale": {"domain": [each["period"] for each in values], "paddingInner": 0, "paddingOuter": 0},
        "title": None,
        "axis": {
            "labelExpr": "split(datum.label, '|')[0]" if crowded else "split(datum.label, '|')",
            "labelAngle": -40 if crowded else 0,
            "labelOverlap": crowded,
            "ticks": False,
            "labelPadding": 6,
        },
    }
    y = {
        "type": "quantitative",
        "scale": {"zero": False, "nice": True},
        "title": "Points" if kind == "nps" else "Share of answers, %",
        "axis": {"tickCount": 6, "labelExpr": "replace(datum.label, '-', '−')"},
    }
    colour = {
        "condition": [
            {"test": "datum.state == 'above'", "value": POSITIVE},
            {"test": "datum.state == 'below'", "value": NEGATIVE},
            {"test": "!isValid(datum.value)", "value": LINE},
        ],
        "value": INK,
    }
    field: dict[str, Any] = {
        "width": {"step": 22 if crowded else STEP},
        "height": 240,
        "data": {"values": values},
        "encoding": {"x": x},
        "layer": [
            {
                "transform": [{"filter": "isValid(datum.from)"}],
                "mark": {"type": "bar", "width": {"band": 1}, "color": BAND},
                "encoding": {"y": {**y, "field": "from"}, "y2": {"field": "to"}},
            },
            *_centre(kind, series.centre, factor),
            {
                "transform": [{"filter": "isValid(datum.value)"}],
                "mark": {"type": "line", "color": LINE, "strokeWidth": 1},
                "encoding": {"y": {**y, "field": "value"}, "detail": {"field": "run"}},
            },
            {
                "transform": [{"filter": "isValid(datum.low)"}],
                "mark": {"type": "rule", "strokeWidth": 2},
                "encoding": {"y": {**y, "field": "low"}, "y2": {"field": "high"}, "color": colour},
            },
            {
                "transform": [{"filter": "isValid(datum.value)"}],
                "mark": {"type": "point", "filled": True, "opacity": 1, "strokeWidth": 2},
                "encoding": {
                    "y": {**y, "field": "value"},
                    "stroke": colour,
                    "fill": _filled(colour),
                    "size": {"condition": {"test": "datum.state != ''", "value": 110}, "value": 60},
                },
            },
        ],
    }
    if several:
        field["title"] = {"text": series.wording, "fontSize": 13, "offset": 8}
    return field


def _side(point: TrendPoint, series: Series) -> str:
    """Say on which side of the centre a signal lies."""
    return "above" if (point.estimate or 0) > (series.centre or 0) else "below"


def _filled(colour: Mapping[str, Any]) -> dict[str, Any]:
    """Fill points: hollow where the period is not whole, else in their colour."""
    hollow = {"test": "!datum.whole", "value": SHEET}
    return {"condition": [hollow, *colour["condition"]], "value": colour["value"]}


def _centre(kind: Kind, centre: float | None, factor: int) -> list[dict[str, Any]]:
    """Draw the centre and what it is."""
    if centre is None:
        return []
    return [
        {
            "data": {"values": [{}]},
            "mark": {"type": "rule", "color": QUIET, "strokeDash": [4, 3]},
            "encoding": {"y": {"datum": factor * centre}, "x": None},
        },
        {
            "data": {"values": [{}]},
            "mark": {"type": "text", "align": "left", "dx": 8, "color": QUIET, "fontSize": 12},
            "encoding": {
                "y": {"datum": factor * centre},
                "x": {"value": "width"},
                "text": {"value": f"{number(kind, centre)} over all"},
            },
        },
    ]
