"""The radar as a chart: rings for horizons, sectors for kinds, discs as large as what they have to do with."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import cos, pi, sin, sqrt
from textwrap import wrap
from types import MappingProxyType
from typing import Any

from sojourn.core.charts import GROUND, HAIR, INK, LINE, NEGATIVE, POSITIVE, QUIET, SHEET, SOFT_POSITIVE, Chart
from sojourn.core.charts import vega_lite as complete

from .radar_spot import Spot

SECTORS: Mapping[str, tuple[str, float]] = MappingProxyType(
    {"human": ("Customers", 150.0), "business": ("Business", 30.0), "technology": ("Technology", 270.0)}
)
"""Each sector's name and the angle of its middle, in degrees from the right, against the clock."""

RINGS: Mapping[str, tuple[float, float, str]] = MappingProxyType(
    {
        "now": (0.16, 0.44, "now: within a year"),
        "next": (0.47, 0.73, "next: within three years"),
        "later": (0.76, 1.0, "later"),
    }
)
"""Each horizon's inner and outer radius and its name; what has none lies in the outermost."""

SIZE, LETTER, LEADING, WIDEST = 620, 6.0, 14.0, 22
"""Side of the square in pixels; width of a letter and height of a line; letters in a line of a label."""

LEAST, MOST = 4.5, 17.0
"""Radius of a disc in pixels: of nothing, and of everything."""


@dataclass(frozen=True, slots=True)
class _Box:
    """A rectangle in pixels."""

    left: float
    top: float
    right: float
    bottom: float

    def overlap(self, other: "_Box") -> float:
        """Give the area both share."""
        across = min(self.right, other.right) - max(self.left, other.left)
        down = min(self.bottom, other.bottom) - max(self.top, other.top)
        return across * down if across > 0 and down > 0 else 0.0

    def outside(self) -> float:
        """Give how far it leaves the square."""
        return max(0.0, -self.left, -self.top, self.right - SIZE, self.bottom - SIZE)


def draw(spots: Sequence[Spot], *, title: str, known: bool) -> Chart:
    """Draw a radar; labels stand beside their discs where they meet nothing, or a number does and a list tells."""
    marks = _placed(spots)
    layers: list[dict[str, Any]] = [*_grounds(), _discs(marks), *_labels(marks)]
    relevance = "a disc is as large as the share of priorities at its steps" if known else "relevance not known"
    heading = f"Needs and trends: {title}" if title else "Needs and trends"
    scale = {"domain": [0, SIZE], "nice": False}
    encoding = {
        "x": {"field": "x", "type": "quantitative", "axis": None, "scale": scale},
        "y": {"field": "y", "type": "quantitative", "axis": None, "scale": {**scale, "reverse": True}},
    }
    body = {"width": SIZE, "height": SIZE, "encoding": encoding, "layer": layers}
    colours = "orange: a need without initiative · ring: only watched or left alone"
    return complete(body, title=heading, subtitle=[relevance, colours])


def _grounds() -> list[dict[str, Any]]:
    """Draw rings, lines between sectors, and their names."""
    layers: list[dict[str, Any]] = []
    middle = SIZE / 2
    names = list(RINGS)
    for number, name in enumerate(reversed(names)):
        outer = RINGS[name][1] * middle * 0.94
        look = {"fill": GROUND if number % 2 == 0 else SHEET, "stroke": HAIR, "strokeWidth": 1}
        layers.append(
            {
                "data": {"values": [{"x": middle, "y": middle}]},
                "mark": {"type": "point", "shape": "circle", "size": 4 * outer * outer, "opacity": 1, **look},
            }
        )
    edges = [
        {"x": middle, "y": middle, "x2": middle + _reach() * cos(angle), "y2": middle - _reach() * sin(angle)}
        for angle in (pi / 2, 7 * pi / 6, 11 * pi / 6)
    ]
    layers.append(
        {
            "data": {"values": edges},
            "mark": {"type": "rule", "color": LINE, "strokeWidth": 1},
            "encoding": {"x2": {"field": "x2"}, "y2": {"field": "y2"}},
        }
    )
    rings = [
        {"x": middle + 5, "y": middle - RINGS[name][1] * middle * 0.94 + 15, "text": RINGS[name][2]} for name in names
    ]
    layers.append(_text(rings, QUIET, 11))
    corners = [
        {"x": 8.0, "y": 16.0, "text": SECTORS["human"][0]},
        {"x": SIZE - 8.0 - 8 * LETTER - 14, "y": 16.0, "text": SECTORS["business"][0]},
        {"x": 8.0, "y": SIZE - 10.0, "text": SECTORS["technology"][0]},
    ]
    layers.append(_text(corners, INK, 14, weight=600))
    return layers


def _reach() -> float:
    return SIZE / 2 * 0.94


def _text(values: Sequence[Mapping[str, Any]], colour: str, size: int, *, weight: int = 400) -> dict[str, Any]:
    mark = {"type": "text", "align": "left", "baseline": "middle", "color": colour, "fontSize": size,
            "fontWeight": weight}  # fmt: skip
    return {"data": {"values": [*values]}, "mark": mark, "encoding": {"text": {"field": "text", "type": "nominal"}}}


def _discs(marks: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Draw the discs; those that are only watched are rings."""
    return {
        "data": {"values": [*marks]},
        "mark": {"type": "point", "shape": "circle", "opacity": 1, "strokeWidth": 1.8, "tooltip": True},
        "encoding": {
            "size": {"field": "area", "type": "quantitative", "scale": None},
            "fill": {"field": "fill", "type": "nominal", "scale": None},
            "stroke": {"field": "stroke", "type": "nominal", "scale": None},
            "tooltip": [{"field": "name", "title": "need or trend"}, {"field": "relevance"}, {"field": "horizon"}],
        },
    }


def _labels(marks: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Write the labels, each line by itself."""
    lines = [
        {"x": mark["label_x"], "y": mark["label_y"] + LEADING * number, "text": line}
        for mark in marks
        for number, line in enumerate(mark["lines"])
    ]
    return [_text(lines, INK, 11)] if lines else []


def _placed(spots: Sequence[Spot]) -> list[dict[str, Any]]:
    """Give each disc a place in its ring and sector, and its label one where it meets nothing.

    Larger ones choose first. Of the places that are free the one nearest to the middle of its field is taken; ties go
    to the first, so that the same radar is always drawn alike.
    """
    taken: list[_Box] = [*_named()]
    marks = []
    for spot in spots:
        radius = LEAST + (MOST - LEAST) * sqrt(spot.relevance or 0.0)
        lines = wrap(spot.name, WIDEST, max_lines=3, placeholder=" …") or [spot.id]
        best: tuple[float, float, float, float, float, _Box, _Box] | None = None
        for x, y, off in _places(spot):
            disc = _Box(x - radius - 2, y - radius - 2, x + radius + 2, y + radius + 2)
            for number, (left, top) in enumerate(_sides(x, y, radius, lines)):
                wide = max(map(len, lines)) * LETTER
                label = _Box(left, top, left + wide, top + LEADING * len(lines))
                cost = sum(disc.overlap(each) + label.overlap(each) for each in taken)
                cost += 400 * (label.outside() + disc.outside()) + off + 2 * number
                if best is None or cost < best[0] - 1e-9:
                    best = (cost, x, y, left, top, disc, label)
        assert best is not None
        _, x, y, left, top, disc, label = best
        taken += [disc, label]
        lonely = "need.no_initiative" in spot.findings
        colour = NEGATIVE if lonely else POSITIVE
        ring = spot.stance in ("watch", "leave")
        marks.append(
            {
                "x": round(x, 2), "y": round(y, 2), "area": round(4 * radius * radius, 2),
                "fill": SHEET if ring else NEGATIVE if lonely else SOFT_POSITIVE, "stroke": colour,
                "lines": lines, "label_x": round(left, 2), "label_y": round(top + LEADING / 2, 2), "name": spot.name,
                "relevance": None if spot.relevance is None else round(spot.relevance, 4), "horizon": spot.horizon,
            }
        )  # fmt: skip
    return marks


def _named() -> list[_Box]:
    """Give the places of the names of rings and sectors, and of the lines between them."""
    middle = SIZE / 2
    boxes = [
        _Box(middle, middle - outer * _reach(), middle + 8 + len(name) * LETTER, middle - outer * _reach() + 22)
        for _, outer, name in RINGS.values()
    ]
    for angle in (pi / 2, 7 * pi / 6, 11 * pi / 6):
        for part in range(2, 40):
            x, y = middle + _reach() * part / 40 * cos(angle), middle - _reach() * part / 40 * sin(angle)
            boxes.append(_Box(x - 4, y - 4, x + 4, y + 4))
    return [*boxes, _Box(0, 0, 110, 28), _Box(SIZE - 90, 0, SIZE, 28), _Box(0, SIZE - 24, 110, SIZE)]


def _places(spot: Spot) -> list[tuple[float, float, float]]:
    """Offer places in an item's field: across, down, and how far from the middle of the field each is."""
    inner, outer, _ = RINGS.get(spot.horizon or "later", RINGS["later"])
    angle = SECTORS.get(spot.sector, SECTORS["human"])[1]
    middle = SIZE / 2
    found = []
    for turn in (0, -14, 14, -28, 28, -42, 42, -50, 50):
        for part in (0.5, 0.25, 0.75):
            radius = (inner + (outer - inner) * part) * _reach()
            at = (angle + turn) * pi / 180
            found.append((middle + radius * cos(at), middle - radius * sin(at), abs(turn) / 10 + abs(part - 0.5) * 4))
    return found


def _sides(x: float, y: float, radius: float, lines: Sequence[str]) -> list[tuple[float, float]]:
    """Offer places for a label: at the right, at the left, below, above; its left and top edges."""
    wide, high = max(map(len, lines)) * LETTER, LEADING * len(lines)
    gap = radius + 5
    return [
        (x + gap, y - high / 2),
        (x - gap - wide, y - high / 2),
        (x - wide / 2, y + gap),
        (x - wide / 2, y - gap - high),
    ]
