"""The drawing of Kano: how much a feature brings against how much its lack costs."""

from collections.abc import Sequence
from typing import Any

from sojourn.core.charts import HAIR, INK, LINE, POSITIVE, QUIET, SHEET, Chart, vega_lite

from .kano import KINDS, KanoCell
from .quadrants_labels import Box, spread

SIDE, THIN = 400, 0.1
CORNERS: tuple[Box, ...] = (
    (0, 0, 90, 24), (SIDE - 120, 0, SIDE, 24), (0, SIDE - 24, 90, SIDE), (SIDE - 80, SIDE - 24, SIDE, SIDE),
)  # fmt: skip
"""Where the names of the corners stand, in pixels."""


def draw(cells: Sequence[KanoCell], *, by: str | None) -> Chart:
    """Draw better upwards and worse to the right, from 0 to −1; one field a segment, a drawing for each."""
    shown = [cell for cell in cells if cell.better is not None and cell.shown != "hidden"]
    hidden = sum(cell.shown == "hidden" for cell in cells)
    segments = list(dict.fromkeys(cell.segment for cell in shown)) if by else [None]
    segments = segments or [None]
    parts = [_field([cell for cell in shown if not by or cell.segment == segment]) for segment in segments]
    if by:
        parts = [
            {**part, "title": {"text": f"{by}: {segment or 'not known'}", "fontSize": 13, "fontWeight": "normal"}}
            for part, segment in zip(parts, segments, strict=True)
        ]
    body = parts[0] if not by else {"concat": parts, "columns": 2, "spacing": 36}
    return vega_lite(
        body,
        title="What features bring, and what their lack costs",
        subtitle=[
            "Filled: the category is decided; hollow: it is not",
            "Lines are 95 % intervals; where they stand alone, few answered",
            *([f"Not drawn, too few answers: {hidden}"] if hidden else []),
        ],
    )


def _field(cells: Sequence[KanoCell]) -> dict[str, Any]:
    """Draw the points of one segment."""
    values = [_value(cell) for cell in cells]
    points = [(value["x"] * SIDE, (1 - value["y"]) * SIDE) for value in values]
    names = [value["name"] for value in values]
    labels = spread(
        names, points, width=SIDE, height=SIDE, taken=[*CORNERS, *_lines(values)], hairs=(SIDE / 2, SIDE / 2)
    )
    for value, label in zip(values, labels, strict=True):
        value |= {"lx": label.x / SIDE, "ly": 1 - label.y / SIDE, "side": label.align, "led": label.led}
    x = {
        "field": "x",
        "type": "quantitative",
        "scale": {"domain": [0, 1], "nice": False},
        "title": "Worse: how far satisfaction falls without it",
        "axis": {"labelExpr": "datum.value ? '−' + format(datum.value, '.1f') : '0'", "tickCount": 5, "grid": False},
    }
    y = {
        "field": "y",
        "type": "quantitative",
        "scale": {"domain": [0, 1], "nice": False},
        "title": "Better: how far satisfaction rises with it",
        "axis": {"tickCount": 5, "grid": False},
    }
    fill = {"condition": {"test": "datum.decided", "value": POSITIVE}, "value": SHEET}
    stroke = {"condition": {"test": "datum.decided", "value": POSITIVE}, "value": LINE}
    return {
        "width": SIDE,
        "height": SIDE,
        "data": {"values": values},
        "layer": [
            *_hairs(x, y),
            # Names clear the hairs below them, and cover neither lines nor points.
            *_names(values, x, y, {"color": SHEET, "stroke": SHEET, "strokeWidth": 4, "strokeJoin": "round"}),
            {
                "mark": {"type": "rule", "strokeWidth": 1.5, "clip": True},
                "encoding": {"x": {**x, "field": "x_low"}, "x2": {"field": "x_high"}, "y": y, "color": stroke},
            },
            {
                "mark": {"type": "rule", "strokeWidth": 1.5, "clip": True},
                "encoding": {"x": x, "y": {**y, "field": "y_low"}, "y2": {"field": "y_high"}, "color": stroke},
            },
            {
                "data": {"values": [value for value in values if value["led"]]},
                "mark": {"type": "rule", "color": QUIET, "strokeWidth": 0.75},
                "encoding": {"x": x, "y": y, "x2": {"field": "lx"}, "y2": {"field": "ly"}},
            },
            {
                "data": {"values": [value for value in values if value["full"]]},
                "mark": {"type": "point", "size": 110, "strokeWidth": 2, "opacity": 1, "filled": False},
                "encoding": {"x": x, "y": y, "fill": fill, "stroke": stroke},
            },
            *_names(values, x, y, {"color": INK}),
        ],
    }


def _value(cell: KanoCell) -> dict[str, Any]:
    """Give the numbers of a point; where few answered, the middle of the intervals and nothing of the estimate."""
    assert cell.better is not None
    assert cell.worse is not None
    full = cell.shown == "full"
    x, y = -cell.worse, cell.better
    x_low, x_high = (x, x) if cell.worse_low is None or cell.worse_high is None else (-cell.worse_high, -cell.worse_low)
    y_low, y_high = (
        (y, y) if cell.better_low is None or cell.better_high is None else (cell.better_low, cell.better_high)
    )
    return {
        "name": cell.feature or "",
        "category": KINDS[cell.category] if cell.category is not None and full else None,
        "n": cell.n,
        "x": x if full else (x_low + x_high) / 2,
        "x_low": x_low,
        "x_high": x_high,
        "y": y if full else (y_low + y_high) / 2,
        "y_low": y_low,
        "y_high": y_high,
        "full": full,
        "decided": cell.category is not None and full,
    }


def _names(
    values: Sequence[dict[str, Any]], x: dict[str, Any], y: dict[str, Any], look: dict[str, Any]
) -> list[dict[str, Any]]:
    """Write the names, or what clears the ground for them."""
    return [
        {
            "data": {"values": [value for value in values if value["side"] == side]},
            "mark": {"type": "text", "align": side, "baseline": "middle", "fontSize": 12, **look},
            "encoding": {"x": {**x, "field": "lx"}, "y": {**y, "field": "ly"}, "text": {"field": "name"}},
        }
        for side in ("left", "right", "center")
        if any(value["side"] == side for value in values)
    ]


def _lines(values: Sequence[dict[str, Any]]) -> list[Box]:
    """Give where the intervals run, in pixels; thin, so that a name may stand close."""
    found: list[Box] = []
    for value in values:
        x, y = value["x"] * SIDE, (1 - value["y"]) * SIDE
        found.append((x - THIN, (1 - value["y_high"]) * SIDE, x + THIN, (1 - value["y_low"]) * SIDE))
        found.append((value["x_low"] * SIDE, y - THIN, value["x_high"] * SIDE, y + THIN))
    return found


def _hairs(x: dict[str, Any], y: dict[str, Any]) -> list[dict[str, Any]]:
    """Draw the cross in the middle, and name the corners."""
    corners = [
        {"x": 0.01, "y": 0.98, "text": "attractive", "align": "left"},
        {"x": 0.99, "y": 0.98, "text": "one-dimensional", "align": "right"},
        {"x": 0.99, "y": 0.02, "text": "must-be", "align": "right"},
        {"x": 0.01, "y": 0.02, "text": "indifferent", "align": "left"},
    ]
    rule = {"type": "rule", "color": HAIR, "strokeWidth": 1.5}
    return [
        {"data": {"values": [{"x": 0.5}]}, "mark": rule, "encoding": {"x": x}},
        {"data": {"values": [{"y": 0.5}]}, "mark": rule, "encoding": {"y": y}},
        *(
            {
                "data": {"values": [corner for corner in corners if corner["align"] == side]},
                "mark": {"type": "text", "align": side, "color": QUIET, "fontSize": 11, "fontStyle": "italic"},
                "encoding": {"x": x, "y": y, "text": {"field": "text"}},
            }
            for side in ("left", "right")
        ),
    ]
