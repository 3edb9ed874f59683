"""The drawing of feelings: a curve over the steps, measured and supposed apart."""

from collections.abc import Mapping, Sequence
from typing import Any

from sojourn.core.charts import HAIR, INK, LINE, POSITIVE, QUIET, SHEET, Chart, vega_lite
from sojourn.core.words import shortened

STEP = 96
LONGEST = 24


def draw(steps: Sequence[Mapping[str, Any]], *, by: str | None, read: str) -> Chart:
    """Draw each step's mean as a dot with its interval, joined by a line; suppositions as hollow dots, dashed.

    A step with few answers has its interval and no dot; a hidden one has neither, and the line breaks there.
    """
    segments = list(dict.fromkeys(each["segment"] for each in steps)) if by else [None]
    told = {each["segment"] for each in steps if each["shown"] != "hidden" or each["hypothesis"] is not None}
    absent = [str(segment) for segment in segments if by and segment not in told]
    segments = [segment for segment in segments if segment in told] or segments[:1]
    parts = [_curve([each for each in steps if each["segment"] == segment]) for segment in segments]
    if by:
        parts = [
            {**part, "title": {"text": f"{by}: {segment or 'not known'}", "fontSize": 13, "fontWeight": "normal"}}
            for part, segment in zip(parts, segments, strict=True)
        ]
    supposed = any(each["hypothesis"] is not None for each in steps)
    unproven = any(each["reason"] == "unproven" for each in steps)
    return vega_lite(
        parts[0] if not by else {"vconcat": parts, "spacing": 30},
        title="How people felt",
        subtitle=[
            f"From what people {'wrote' if read == 'text' else 'rated'}; lines are 95 % intervals, alone: few answers",
            *([f"Hidden, for few answered, or to protect those: {', '.join(absent)}"] if absent else []),
            *(["Hollow, dashed: what a workshop supposed"] if supposed else []),
            *(["Not drawn: the scorer has not been held against enough labelled sentences"] if unproven else []),
        ],
    )


def _curve(steps: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Draw one curve."""
    order = [shortened(each["step"], LONGEST) for each in steps]
    values = [
        {
            "step": name,
            "place": place,
            "feeling": each["feeling"] if each["shown"] == "full" else None,
            "low": each["low"] if each["shown"] != "hidden" else None,
            "high": each["high"] if each["shown"] != "hidden" else None,
            "hypothesis": each["hypothesis"],
            "n": f"n = {each['n']:,}"
            if each["shown"] != "hidden"
            else "too few"
            if each["reason"] == "small"
            else "hidden",
        }
        for place, (name, each) in enumerate(zip(order, steps, strict=True))
    ]
    x = {
        "field": "step",
        "type": "nominal",
        "sort": order,
        "title": None,
        "scale": {"type": "point", "padding": 0.5},
        "axis": {"labelAngle": 0, "labelColor": INK, "labelFontSize": 12, "labelLimit": 150, "ticks": False,
                 "labelPadding": 22, "labelExpr": "split(datum.label, ' ')", "domain": False, "orient": "bottom"},
    }  # fmt: skip
    y = {
        "type": "quantitative",
        "scale": {"domain": [-2, 2], "nice": False},
        "title": "Feeling",
        "axis": {
            "values": [-2, -1, 0, 1, 2],
            "labelExpr": "datum.value > 0 ? '+' + datum.value : datum.value < 0 ? '−' + abs(datum.value) : '0'",
        },
    }
    line = {"type": "line", "strokeWidth": 2, "invalid": "break-paths-show-domains"}
    guess = {"color": LINE, "strokeDash": [5, 4], "strokeWidth": 1.5}
    return {
        "width": max(360, STEP * len(steps)),
        "height": 240,
        "data": {"values": values},
        "layer": [
            {"data": {"values": [{"zero": 0}]}, "mark": {"type": "rule", "color": HAIR, "strokeWidth": 2},
             "encoding": {"y": {**y, "field": "zero"}}},
            {"mark": {**line, **guess}, "encoding": {"x": x, "y": {**y, "field": "hypothesis"}}},
            {"mark": {**line, "color": POSITIVE}, "encoding": {"x": x, "y": {**y, "field": "feeling"}}},
            {"transform": [{"filter": "isValid(datum.low)"}],
             "mark": {"type": "rule", "color": INK, "strokeWidth": 1.5},
             "encoding": {"x": x, "y": {**y, "field": "low"}, "y2": {"field": "high"}}},
            {"transform": [{"filter": "isValid(datum.hypothesis)"}],
             "mark": {"type": "point", "size": 70, "fill": SHEET, "stroke": LINE, "strokeWidth": 1.5, "opacity": 1},
             "encoding": {"x": x, "y": {**y, "field": "hypothesis"}}},
            {"transform": [{"filter": "isValid(datum.feeling)"}],
             "mark": {"type": "point", "filled": True, "size": 90, "color": POSITIVE, "opacity": 1},
             "encoding": {"x": x, "y": {**y, "field": "feeling"}}},
            {"mark": {"type": "text", "baseline": "top", "dy": 6, "fontSize": 11, "color": QUIET},
             "encoding": {"x": x, "y": {"value": 240}, "text": {"field": "n"}}},
        ],
    }  # fmt: skip
