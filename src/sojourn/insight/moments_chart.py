"""The chart of moments of truth: five signals a step, who calls it one, and criticality beside them."""

import textwrap
from collections import Counter
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from sojourn.core.charts import HAIR, INK, LINE, POSITIVE, QUIET, SHEET, SOFT_POSITIVE, Chart, vega_lite
from sojourn.core.words import shortened

from .moments_found import FoundMoments
from .signals import SIGNALS

_STATES = MappingProxyType({True: "held", False: "did not hold", None: "not judged"})
_SHORT = ("Stake|", "Reaction|", "Leverage|", "Breaking|point", "First|or last")
_MOMENT = "Moment|of truth"
_HIGH = 30
_NARROW = 480
"""Under this width, in pixels, steps stand above their signals, and criticality is a number behind them."""


def draw(found: FoundMoments, *, width: int) -> Chart:
    """Draw a row a step: a dot for a signal that held, a ring for one that did not, a dash for one not judged.

    A diamond says that it is a moment of truth: filled by the data, empty by an expert, filled in a ring by both. A
    triangle is a candidate.
    """
    steps = [each for each in found.steps if each.contact]
    twice = {name for name, number in Counter(each.name for each in steps).items() if number > 1}
    order = [f"{each.name} ({each.step})" if each.name in twice else each.name for each in steps]
    values: list[dict[str, Any]] = [
        {"step": name, "signal": word, "state": _STATES[each.signals[signal]]}
        for each, name in zip(steps, order, strict=True)
        for signal, word in zip(SIGNALS, _SHORT, strict=True)
    ]
    values += [
        {"step": name, "signal": _MOMENT, "state": each.flag or each.verdict}
        for each, name in zip(steps, order, strict=True)
        if each.flag or each.verdict
    ]
    critical = [
        {"step": name, "value": each.critical.value, "low": each.critical.low, "high": each.critical.high}
        for each, name in zip(steps, order, strict=True)
    ]
    label = {"labelColor": INK, "labelFontSize": 12, "labelLimit": 340, "labelPadding": 8, "ticks": False}
    y = {"field": "step", "type": "nominal", "sort": order, "title": None, "axis": {**label, "domain": False}}
    told = [
        found.subtitle(),
        "Dot: the signal held. Ring: it did not. Dash: it could not be judged, since few answered or nobody was asked.",
        "Diamond: a moment of truth, filled by the data, empty by an expert, ringed by both. Triangle: a candidate.",
    ]
    title = f"{found.title}: where customers are won or lost"
    if width < _NARROW:
        lines = textwrap.wrap(title, int(width / 8))
        told = [part for line in told for part in textwrap.wrap(line, int(width / 5.75))]
        chart = vega_lite(_below(values, critical, order, width), title=title, subtitle=told)
        return Chart({**chart.spec, "title": {**chart.spec["title"], "text": lines}})
    left = {
        "width": int(width * 0.6),
        "height": {"step": _HIGH},
        "data": {"values": values},
        "encoding": {"y": y, "x": _signals()},
        "layer": list(_dots()),
    }
    right = {
        "width": int(width * 0.4),
        "height": {"step": _HIGH},
        "data": {"values": critical},
        "encoding": {"y": {**y, "axis": None}},
        "layer": list(_criticality()),
    }
    return vega_lite(
        {"hconcat": [left, right], "spacing": 28},
        title=title,
        subtitle=told,
    )


def _below(
    values: list[dict[str, Any]], critical: list[dict[str, Any]], order: list[str], width: int
) -> dict[str, Any]:
    """Give the narrow form: a line with the step and its criticality, and the signals below it."""
    signs = [{**layer, "mark": {**layer["mark"], "yOffset": 9}} for layer in _dots()]
    lines = [
        {"step": each["step"], "name": shortened(each["step"], int((width - 100) / 6.2)), "text": _number(each)}
        for each in critical
    ]
    text = {"type": "text", "dy": -11, "fontSize": 12}
    names: list[dict[str, Any]] = [
        {
            "data": {"values": lines}, "mark": {**text, "align": align, "color": colour},
            "encoding": {"x": {"value": at}, "text": {"field": field}},
        }
        for field, align, at, colour in (("name", "left", 0, INK), ("text", "right", width, QUIET))
    ]  # fmt: skip
    for layer in signs:
        layer["encoding"] = {"x": _signals(small=True)}
    return {
        "width": width,
        "height": {"step": 46},
        "data": {"values": values},
        "encoding": {"y": {"field": "step", "type": "nominal", "sort": order, "title": None, "axis": None}},
        "layer": [*signs, *names],
    }


def _number(each: Mapping[str, Any]) -> str:
    """Say how critical a step is."""
    if each["value"] is None:
        return "criticality –"
    span = "" if each["low"] is None else f" ({each['low']:.0f}–{each['high']:.0f})"
    return f"criticality {each['value']:.0f}{span}"


def _signals(*, small: bool = False) -> dict[str, Any]:
    return {
        "field": "signal", "type": "nominal", "sort": [*_SHORT, _MOMENT], "title": None,
        "scale": {"domain": [*_SHORT, _MOMENT]},
        "axis": {"orient": "top", "labelAngle": 0, "labelColor": INK, "labelFontSize": 10 if small else 11,
                 "ticks": False,
                 "domain": False, "labelLimit": 90, "grid": False, "labelExpr": "split(datum.label, '|')",
                 "labelBaseline": "bottom", "labelPadding": 14},
    }  # fmt: skip


def _dots() -> tuple[Mapping[str, Any], ...]:
    """Give the layers of signs, one for each state."""
    filled = {"filled": True, "color": POSITIVE}
    empty = {"filled": True, "fill": SHEET, "stroke": LINE, "strokeWidth": 1.3}
    expert = {"filled": True, "fill": SHEET, "stroke": POSITIVE, "strokeWidth": 1.6}
    ring = {"filled": False, "stroke": POSITIVE, "strokeWidth": 1.3}
    dash = {"mark": {"type": "text", "text": "–", "color": QUIET, "fontSize": 14}}
    return (
        _sign("held", "circle", 110, filled),
        _sign("did not hold", "circle", 110, empty),
        {"transform": [{"filter": "datum.state == 'not judged'"}], **dash},
        _sign("data", "diamond", 170, filled),
        _sign("expert", "diamond", 170, expert),
        _sign("both", "diamond", 120, filled),
        _sign("both", "diamond", 330, ring),
        _sign("candidate", "triangle-up", 110, expert),
    )


def _sign(state: str, shape: str, size: int, look: Mapping[str, Any]) -> Mapping[str, Any]:
    mark = {"type": "point", "shape": shape, "size": size, "opacity": 1, **look}
    return {"transform": [{"filter": f"datum.state == '{state}'"}], "mark": mark}


def _criticality() -> tuple[Mapping[str, Any], ...]:
    x = {
        "type": "quantitative", "scale": {"domain": [0, 100]}, "title": "Criticality, 0 to 100 (95 %)",
        "axis": {"tickCount": 5, "orient": "top", "gridColor": HAIR},
    }  # fmt: skip
    return (
        {
            "transform": [{"filter": "datum.low != null"}],
            "mark": {"type": "rule", "color": SOFT_POSITIVE, "strokeWidth": 3},
            "encoding": {"x": {**x, "field": "low"}, "x2": {"field": "high"}},
        },
        {
            "transform": [{"filter": "datum.value != null"}],
            "mark": {"type": "point", "shape": "circle", "filled": True, "opacity": 1, "size": 90, "color": POSITIVE},
            "encoding": {"x": {**x, "field": "value"}},
        },
        {
            "transform": [{"filter": "datum.value == null"}],
            "mark": {"type": "text", "align": "left", "color": QUIET, "fontSize": 14, "text": "–"},
            "encoding": {"x": {"value": 6}},
        },
    )
