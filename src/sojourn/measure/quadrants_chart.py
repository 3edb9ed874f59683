"""The drawing of importance against performance: points, their ellipses, the cross and the diagonal."""

import math
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

from sojourn.core.charts import (
    INK,
    LINE,
    NEGATIVE,
    POSITIVE,
    QUIET,
    SHEET,
    SOFT_NEGATIVE,
    SOFT_POSITIVE,
    Chart,
    vega_lite,
)
from sojourn.core.words import shortened

from .drivers_chart import folded, plain
from .quadrants_labels import LETTER, Place, spread

SAID: Mapping[str, str] = MappingProxyType(
    {
        "concentrate": "concentrate here",
        "keep_up": "keep it up",
        "low_priority": "low priority",
        "overkill": "possible overkill",
    }
)
"""How the fields are said, in the order in which they matter."""

COLOURS = MappingProxyType(
    {"concentrate": NEGATIVE, "keep_up": POSITIVE, "low_priority": SOFT_NEGATIVE, "overkill": SOFT_POSITIVE}
)
NARROW = 420
ROUND = 48
"""Corners of a drawn ellipse."""


def draw(
    points: Sequence[Mapping[str, Any]], *, cross: tuple[float, float], diagonal: bool, width: int,
    subtitle: Sequence[str],
) -> Chart:  # fmt: skip
    """Draw points that may be shown; see `Point` for their fields.

    Args:
        cross: importance, performance.
        diagonal: whether importance = performance is drawn: above it more is asked for than got.
        width: of the square field in pixels; under 420 points carry numbers, told below it.
    """
    x_span, y_span = _spans(points, cross, diagonal=diagonal)
    at = [_pixel(point["performance"], point["importance"], x_span, y_span, width) for point in points]
    names = [shortened(str(point["name"]), 34) for point in points]
    corners = [(6.0, 3.0, 6 + LETTER * 16, 20.0), (width - 6 - LETTER * 11, 3.0, width - 6.0, 20.0),
               (6.0, width - 20.0, 6 + LETTER * 12, width - 3.0),
               (width - 6 - LETTER * 17, width - 20.0, width - 6.0, width - 3.0)]  # fmt: skip
    hairs = _pixel(cross[1], cross[0], x_span, y_span, width)
    numbered = width < NARROW
    places = spread(names, at, width=width, height=width, taken=corners, hairs=hairs)
    if numbered or not all(place.clear for place in places):
        numbered = True
        places = spread([str(number) for number in range(1, len(names) + 1)], at, width=width, height=width,
                        taken=corners, hairs=hairs)  # fmt: skip
    marks = [
        {
            "name": point["name"],
            "x": plain(point["performance"]),
            "y": plain(point["importance"]),
            "colour": _colour(point),
            "fill": SHEET if point["undecided"] else _colour(point),
            "full": point["shown"] == "full",
            "said": "not decided" if point["undecided"] else SAID.get(str(point["quadrant"]), "too few answers"),
        }
        for point in points
    ]
    x = _axis("Performance: how well it is done", x_span)
    y = _axis("Importance: how much it matters", y_span)
    field = {
        "width": width,
        "height": width,
        "layer": [
            *_lines(x, y, x_span, y_span, cross, diagonal=diagonal),
            *_fields(width),
            *_ellipses(points, x, y),
            {
                "data": {"values": [mark for mark in marks if mark["full"]]},
                "mark": {"type": "point", "size": 90, "strokeWidth": 2, "opacity": 1},
                "encoding": {
                    "x": {**x, "field": "x"},
                    "y": {**y, "field": "y"},
                    "fill": {"field": "fill", "type": "nominal", "scale": None, "legend": None},
                    "stroke": {"field": "colour", "type": "nominal", "scale": None, "legend": None},
                    "tooltip": [{"field": "name", "title": "About"}, {"field": "said", "title": "Field"}],
                },
            },
            *_names(
                [str(number) for number in range(1, len(names) + 1)] if numbered else names, places, at, x, y, width
            ),
        ],
    }
    title = "Importance and performance"
    told = folded(subtitle, width + 40)
    if not numbered:
        return vega_lite(field, title=title, subtitle=told)
    return vega_lite({"vconcat": [field, _key(names, marks, width)], "spacing": 12}, title=title, subtitle=told)


def _spans(
    points: Sequence[Mapping[str, Any]], cross: tuple[float, float], *, diagonal: bool
) -> tuple[tuple[float, float], tuple[float, float]]:
    """Give what the axes reach: points, ellipses and cross with some air; the same for both where that costs little."""
    spans = []
    for side, hair in (("performance", cross[1]), ("importance", cross[0])):
        reach = [hair]
        for point in points:
            half = point[f"{side}_half"] or 0.0
            reach += [point[side] - half, point[side] + half]
        air = 0.08 * ((max(reach) - min(reach)) or 1.0)
        spans.append((round(min(reach) - air, 6), round(max(reach) + air, 6)))
    both = (min(spans[0][0], spans[1][0]), max(spans[0][1], spans[1][1]))
    if diagonal and both[1] - both[0] <= 1.25 * max(high - low for low, high in spans):
        return both, both
    return spans[0], spans[1]


def _pixel(
    x: float, y: float, x_span: tuple[float, float], y_span: tuple[float, float], width: int
) -> tuple[float, float]:
    """Give the place of a point in pixels from the upper left corner."""
    return (
        (x - x_span[0]) / (x_span[1] - x_span[0]) * width,
        (y_span[1] - y) / (y_span[1] - y_span[0]) * width,
    )


def _axis(title: str, span: tuple[float, float]) -> dict[str, Any]:
    """Give a channel of position."""
    return {
        "type": "quantitative",
        "scale": {"domain": list(span), "nice": False, "zero": False},
        "title": title,
        "axis": {"tickCount": 5, "grid": False},
    }


def _colour(point: Mapping[str, Any]) -> str:
    """Give the colour of a point: grey where its field is not decided."""
    return LINE if point["undecided"] or point["quadrant"] is None else COLOURS[point["quadrant"]]


def _fields(width: int) -> list[dict[str, Any]]:
    """Write the names of the fields in the corners."""
    corners = (
        ("concentrate", 6, "left", 10), ("keep_up", width - 6, "right", 10),
        ("low_priority", 6, "left", width - 10), ("overkill", width - 6, "right", width - 10),
    )  # fmt: skip
    found: list[dict[str, Any]] = []
    for name, across, align, down in corners:
        mark = {"type": "text", "align": align, "baseline": "middle", "color": QUIET, "fontSize": 11,
                "fontStyle": "italic", "text": SAID[name].capitalize()}  # fmt: skip
        where = {"x": {"value": across}, "y": {"value": down}}
        found += _haloed({"data": {"values": [{}]}, "mark": mark, "encoding": where})
    return found


def _lines(
    x: Mapping[str, Any], y: Mapping[str, Any], x_span: tuple[float, float], y_span: tuple[float, float],
    cross: tuple[float, float], *, diagonal: bool,
) -> list[dict[str, Any]]:  # fmt: skip
    """Draw the two hairs, and where importance equals performance."""
    hair = {"type": "rule", "color": QUIET, "strokeWidth": 1}
    found = [
        {"data": {"values": [{}]}, "mark": hair, "encoding": {"x": {**x, "datum": plain(cross[1])}}},
        {"data": {"values": [{}]}, "mark": hair, "encoding": {"y": {**y, "datum": plain(cross[0])}}},
    ]
    low, high = max(x_span[0], y_span[0]), min(x_span[1], y_span[1])
    if diagonal and low < high:
        ends = {"x": {**x, "datum": low}, "x2": {"datum": high}, "y": {**y, "datum": low}, "y2": {"datum": high}}
        found.append(
            {"data": {"values": [{}]}, "mark": {"type": "rule", "color": LINE, "strokeDash": [4, 4]}, "encoding": ends}
        )
    return found


def _ellipses(points: Sequence[Mapping[str, Any]], x: Mapping[str, Any], y: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Draw the 95 % ellipse of each point, leaning as its two errors hang together."""
    values = []
    for point in points:
        across, up = point["performance_half"], point["importance_half"]
        if across is None or up is None:
            continue
        size = math.sqrt((point["importance_var"] or 0) * (point["performance_var"] or 0))
        lean = max(-0.999, min(0.999, (point["covariance"] or 0.0) / size)) if size > 0 else 0.0
        for corner in range(ROUND + 1):
            angle = 2 * math.pi * corner / ROUND
            values.append(
                {
                    "name": point["name"],
                    "x": plain(point["performance"] + across * math.cos(angle)),
                    "y": plain(
                        point["importance"]
                        + up * (lean * math.cos(angle) + math.sqrt(1 - lean * lean) * math.sin(angle))
                    ),
                    "corner": corner,
                    "colour": _colour(point),
                }
            )
    if not values:
        return []
    colour = {"field": "colour", "type": "nominal", "scale": None, "legend": None}
    return [
        {
            "data": {"values": values},
            "mark": {"type": "line", "strokeWidth": 1.2, "strokeOpacity": 0.8, "fillOpacity": 0.08,
                     "interpolate": "linear-closed"},
            "encoding": {
                "x": {**x, "field": "x"}, "y": {**y, "field": "y"}, "detail": {"field": "name"},
                "order": {"field": "corner", "type": "quantitative"}, "stroke": colour, "fill": colour,
            },
        }
    ]  # fmt: skip


def _names(
    names: Sequence[str], places: Sequence[Place], at: Sequence[tuple[float, float]],
    x: Mapping[str, Any], y: Mapping[str, Any], width: int,
) -> list[dict[str, Any]]:  # fmt: skip
    """Write names where there is room for them, with a line to those that stand away."""
    (left, right), (low, high) = x["scale"]["domain"], y["scale"]["domain"]

    def back(across: float, down: float) -> tuple[float, float]:
        return round(left + across / width * (right - left), 6), round(high - down / width * (high - low), 6)

    values = []
    for name, place, point in zip(names, places, at, strict=True):
        here, there = back(place.x, place.y), back(*point)
        values.append({"name": name, "x": here[0], "y": here[1], "to_x": there[0], "to_y": there[1],
                       "align": place.align, "led": place.led})  # fmt: skip
    led = [value for value in values if value["led"]]
    found: list[dict[str, Any]] = []
    if led:
        found.append(
            {"data": {"values": led}, "mark": {"type": "rule", "color": LINE, "strokeWidth": 0.8},
             "encoding": {"x": {**x, "field": "x"}, "x2": {"field": "to_x"}, "y": {**y, "field": "y"},
                          "y2": {"field": "to_y"}}}
        )  # fmt: skip
    for align in ("left", "right", "center"):
        some = [value for value in values if value["align"] == align]
        if some:
            mark = {"type": "text", "align": align, "baseline": "middle", "fontSize": 12, "color": INK}
            where = {"x": {**x, "field": "x"}, "y": {**y, "field": "y"}, "text": {"field": "name"}}
            found += _haloed({"data": {"values": some}, "mark": mark, "encoding": where})
    return found


def _haloed(text: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Set text on a ground of its own, so that lines below it do not run through its letters."""
    ground = {**text["mark"], "stroke": SHEET, "strokeWidth": 4, "strokeOpacity": 0.85, "strokeJoin": "round"}
    return [{**text, "mark": ground}, dict(text)]


def _key(names: Sequence[str], marks: Sequence[Mapping[str, Any]], width: int) -> dict[str, Any]:
    """Tell which number is which, below the field; many of them in two columns where there is room."""
    columns = 2 if width >= NARROW and len(names) > 6 else 1
    deep = -(-len(names) // columns)
    values = [
        {
            "row": place % deep,
            "column": place // deep,
            "number": str(place + 1),
            "name": name if mark["full"] else f"{name} (few answers)",
            "colour": mark["colour"],
        }
        for place, (name, mark) in enumerate(zip(names, marks, strict=True))
    ]
    layers: list[dict[str, Any]] = []
    for column in range(columns):
        left = column * width // columns
        data = {"data": {"values": [value for value in values if value["column"] == column]}}
        number = {"type": "text", "align": "right", "fontSize": 12, "fontWeight": 600}
        name = {"type": "text", "align": "left", "fontSize": 12, "color": INK, "limit": width // columns - 30}
        colour = {"field": "colour", "type": "nominal", "scale": None, "legend": None}
        layers += [
            {**data, "mark": number,
             "encoding": {"x": {"value": left + 16}, "text": {"field": "number"}, "color": colour}},
            {**data, "mark": name, "encoding": {"x": {"value": left + 24}, "text": {"field": "name"}}},
        ]  # fmt: skip
    y = {"field": "row", "type": "ordinal", "axis": None}
    return {"width": width, "height": {"step": 18}, "encoding": {"y": y}, "layer": layers}
