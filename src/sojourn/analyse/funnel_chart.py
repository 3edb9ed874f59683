"""The drawing of a funnel: one bar a step, split by what became of those who got there."""

from collections.abc import Mapping, Sequence
from typing import Any

from sojourn.core.chart_rows import fitted, rows_of
from sojourn.core.charts import INK, LINE, NOTE_TINT, POSITIVE, QUIET, SHEET, SOFT_NEGATIVE, Chart, vega_lite
from sojourn.core.results import count, percent

ON, STILL, LEFT = "went on", "may still", "left"
WIDTH = 420
HATCH = 5
"""Pixels between the lines that mark who may still go on."""


def draw(
    steps: Sequence[Mapping[str, Any]],
    groups: Sequence[Mapping[str, Any]] | None,
    *,
    title: str,
    subtitle: str,
    breakdown: str | None,
    width: int = WIDTH,
) -> Chart:
    """Draw the steps, and below them the rate of each group.

    Args:
        width: of the bars, in pixels; under 360 names and numbers stand above them.
    """
    parts = [_bars(steps, width)]
    if groups is not None:
        parts.append(_rates(groups, steps[-1]["name"], breakdown or "", width))
    body = parts[0] if len(parts) == 1 else {"vconcat": parts, "spacing": 28}
    return fitted(vega_lite(body, title=title, subtitle=subtitle), width)


def _bars(steps: Sequence[Mapping[str, Any]], width: int) -> dict[str, Any]:
    """Draw one bar a step."""
    hatch = HATCH / width
    entered = steps[0]["reached"]
    bars: list[dict[str, Any]] = []
    lines: list[dict[str, Any]] = []
    ends: list[dict[str, Any]] = []
    for step in steps:
        name = f"{step['step']}  {step['name']}"
        start = 0.0
        parts = (
            [(ON, step["reached"])]
            if step["optional"] or step is steps[-1]
            else [(ON, step["converted"]), (STILL, step["open"]), (LEFT, step["dropped"])]
        )
        for fate, number in parts:
            end = start + (number / entered if entered else 0.0)
            if number:
                bars.append({"step": name, "fate": fate, "units": number, "start": start, "end": end,
                             "optional": step["optional"]})  # fmt: skip
            if fate == STILL:
                lines.extend(
                    {"step": name, "at": k * hatch} for k in range(int(start / hatch) + 1, int(end / hatch) + 1)
                )
            start = end
        ends.append(
            {
                "step": name,
                "rate": step["rate"],
                "low": step["rate_low"],
                "high": step["rate_high"],
                "text": _words(step["rate"], step["rate_low"], step["rate_high"], step["reached"]),
            }
        )
    place = rows_of(ends, width=width, name="step", step=38)
    x = {
        "type": "quantitative",
        "scale": {"domain": [0, 1]},
        "title": "Share of those who entered",
        "axis": {"format": ".0%", "tickCount": 5},
    }
    colour = {
        "field": "fate",
        "type": "nominal",
        "scale": {"domain": [ON, STILL, LEFT], "range": [POSITIVE, NOTE_TINT, SOFT_NEGATIVE]},
        "legend": {"title": None, "orient": "top", "symbolType": "square", "symbolStrokeColor": LINE,
                   "symbolStrokeWidth": 0.5},
    }  # fmt: skip
    return {
        "width": width,
        "height": {"step": place.step},
        "encoding": {"y": place.y("step")},
        "layer": [
            {
                "data": {"values": bars},
                "mark": {"type": "bar", "stroke": LINE, "strokeWidth": 0.5, **place.bar},
                "encoding": {
                    "x": {**x, "field": "start"},
                    "x2": {"field": "end"},
                    "color": colour,
                    "opacity": {"condition": {"test": "datum.optional", "value": 0.45}, "value": 1},
                    "tooltip": [
                        {"field": "step", "title": "Step"},
                        {"field": "fate", "title": "Then"},
                        {"field": "units", "title": "Number", "format": ","},
                    ],
                },
            },
            {
                "data": {"values": lines},
                "mark": {"type": "tick", "color": LINE, "thickness": 1, "opacity": 0.8, **place.bar},
                "encoding": {"x": {**x, "field": "at"}},
            },
            {
                "data": {"values": ends[1:]},
                "mark": {"type": "rule", "color": SHEET, "strokeWidth": 4, **place.lower},
                "encoding": {"x": {**x, "field": "low"}, "x2": {"field": "high"}},
            },
            {
                "data": {"values": ends[1:]},
                "mark": {"type": "rule", "color": INK, "strokeWidth": 1.5, **place.lower},
                "encoding": {"x": {**x, "field": "low"}, "x2": {"field": "high"}},
            },
            {
                "data": {"values": ends[1:]},
                "mark": {"type": "tick", "color": INK, "thickness": 2,
                         **({"height": 8, **place.lower} if place.narrow else {"height": {"band": 0.3}})},
                "encoding": {"x": {**x, "field": "rate"}},
            },
            *(layer if "data" in layer else {"data": {"values": ends}, **layer} for layer in place.texts),
        ],
    }  # fmt: skip


def _rates(groups: Sequence[Mapping[str, Any]], last: str, breakdown: str, width: int) -> dict[str, Any]:
    """Draw the rate of each group with its interval."""
    values = [
        {
            "name": group["name"],
            "rate": group["rate"],
            "low": group["rate_low"],
            "high": group["rate_high"],
            "text": _words(group["rate"], group["rate_low"], group["rate_high"], group["n"]),
        }
        for group in groups
    ]
    place = rows_of(values, width=width, step=26, colour=QUIET)
    title = (
        "Share of those who entered that get there"
        if place.narrow
        else (f"Share of those who entered that get to {last}")
    )
    x = {"type": "quantitative", "title": title,
         "axis": {"format": ".0%", "tickCount": 5}}  # fmt: skip
    return {
        "width": width,
        "height": {"step": place.step},
        "title": {"text": f"By {breakdown}", "fontSize": 13, "offset": 8},
        "data": {"values": values},
        "encoding": {"y": place.y("name")},
        "layer": [
            {
                "mark": {"type": "rule", "color": POSITIVE, "strokeWidth": 2, **place.lower},
                "encoding": {"x": {**x, "field": "low"}, "x2": {"field": "high"}},
            },
            {
                "mark": {"type": "point", "filled": True, "color": POSITIVE, "size": 60, "opacity": 1, **place.lower},
                "encoding": {"x": {**x, "field": "rate"}},
            },
            *place.texts,
        ],
    }  # fmt: skip


def _words(rate: float | None, low: float | None, high: float | None, n: int) -> str:
    """Write estimate, interval and number."""
    if rate is None or low is None or high is None:
        return percent(rate)
    spread = "" if low == high else f" ({100 * low:.1f}–{100 * high:.1f})"
    return f"{percent(rate)}{spread}, n = {count(n)}"
