"""Rows of a chart: names and numbers beside their marks, or above them where the page is narrow."""

import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from .charts import INK, QUIET, SHEET, SOFT_POSITIVE, Chart

NARROW = 360
"""Under this width of the marks, in pixels, names and numbers stand above them."""

LETTER, LINE = 6.3, 15
"""Pixels: a letter at 12 points on average, a line."""

TITLE_LETTER, SMALL_LETTER = 8.0, 5.75
"""Pixels: a letter of a title, and of what is said below it."""

MOST_LINES = 3
"""Lines of a name; a longer one ends with `…`."""

_MARK, _AROUND, _APART = 14, 14, 10
_BESIDE: Mapping[str, Any] = MappingProxyType(
    {"labelColor": INK, "labelFontSize": 12, "labelLimit": 290, "labelPadding": 8, "ticks": False, "domain": False}
)


@dataclass(frozen=True, slots=True)
class Rows:
    """Where names, numbers and marks of a chart of rows stand.

    Attributes:
        narrow: names and numbers stand above their marks.
        step: height of a row, in pixels.
        axis: of the names; None where they stand above.
        lower: what a mark needs to stand below its name; nothing where names stand beside.
        bar: the same with the height of a bar.
        texts: layers that write what stands beside or above the marks.
    """

    narrow: bool
    step: int
    axis: Mapping[str, Any] | None
    lower: Mapping[str, Any]
    bar: Mapping[str, Any]
    texts: tuple[Mapping[str, Any], ...]

    def nought(self, x: Mapping[str, Any], *, colour: str = INK) -> dict[str, Any]:
        """Give the layer that marks 0: a line through all rows, or a tick in each, so that no name is crossed."""
        if not self.narrow:
            return {"mark": {"type": "rule", "color": colour, "strokeWidth": 1},
                    "encoding": {"x": {**x, "datum": 0}, "y": None}}  # fmt: skip
        tick = {"type": "tick", "color": colour, "thickness": 1, "height": _MARK + 4, **self.lower}
        return {"mark": tick, "encoding": {"x": {**x, "datum": 0}}}

    def y(self, field: str, order: Sequence[str] | None = None) -> dict[str, Any]:
        """Give the encoding of the names; in the order they come, where none is given."""
        return {
            "field": field, "type": "nominal", "sort": None if order is None else list(order), "title": None,
            "axis": None if self.axis is None else dict(self.axis),
        }  # fmt: skip


def rows_of(
    values: Sequence[Mapping[str, Any]],
    *,
    width: int,
    name: str = "name",
    text: str | None = "text",
    step: int = 28,
    band: float = 0.62,
    limit: int = 290,
    far: int = 10,
    colour: str = INK,
) -> Rows:
    """Say where names, numbers and marks stand.

    On a narrow page a name and its number share a line above their mark where all of them fit; else names take as many
    lines as they need, three at most, and numbers a line of their own.

    Args:
        values: rows with a name, each its own, and perhaps a number.
        width: of the marks, in pixels; under 360 names and numbers stand above them.
        name, text: the fields; None for no number.
        step, band, limit: height of a row, share of it that a bar takes, pixels of a name, where names stand beside.
        far: pixels between marks and number.
        colour: of the number.
    """
    if width >= NARROW:
        layer = {
            "mark": {"type": "text", "align": "left", "dx": far, "color": colour, "fontSize": 12},
            "encoding": {"x": {"value": width}, "text": {"field": text, "type": "nominal"}},
        }
        beside = {**_BESIDE, "labelLimit": limit}
        return Rows(False, step, beside, {}, {"height": {"band": band}}, (layer,) if text is not None else ())
    told = [str(row.get(text) or "") if text is not None else "" for row in values]
    letters = int(width / LETTER)
    together = all(len(str(row[name])) + len(said) + 2 <= letters for row, said in zip(values, told, strict=True))
    names = [[str(row[name])] if together else folded(str(row[name]), letters) for row in values]
    most = max((len(lines) for lines in names), default=1)
    lines = most + (text is not None and not together)
    high = lines * LINE + _MARK + _AROUND
    top, centre = -high / 2 + _AROUND / 2, high / 2 - _AROUND / 2 - _MARK / 2
    written: list[tuple[float, str, str, str, str]] = []
    for row, own, said in zip(values, names, told, strict=True):
        first = top + (most - len(own)) * LINE + LINE / 2
        written += [(first + LINE * place, "left", INK, str(row[name]), line) for place, line in enumerate(own)]
        if said and together:
            written.append((first, "right", QUIET, str(row[name]), said))
        elif said:
            written.append((top + most * LINE + LINE / 2, "left", QUIET, str(row[name]), said))
    layers = tuple(
        {
            "data": {"values": [{name: whose, "line": line} for *where, whose, line in written if where == [*place]]},
            "mark": {"type": "text", "fontSize": 12, "baseline": "middle", "align": place[1], "dy": place[0],
                     "color": place[2]},
            "encoding": {"x": {"value": 0 if place[1] == "left" else width},
                         "text": {"field": "line", "type": "nominal"}},
        }
        for place in dict.fromkeys((dy, side, ink) for dy, side, ink, _, _ in written)
    )  # fmt: skip
    lower = {"yOffset": centre}
    return Rows(True, high, None, lower, {**lower, "height": _MARK}, layers)


def share_bars(
    rows: Sequence[Mapping[str, Any]], *, title: str, width: int, texts: Sequence[tuple[str, int, str]]
) -> dict[str, Any]:
    """Give the body of a chart with a bar for each row's share, its interval, and text beside it.

    Args:
        rows: `name`, each its own, `share`, `low` and `high` (None for no bar, no interval), and the fields of `texts`.
        title: what the shares are of.
        width: of the bars, in pixels; under 360 names and texts stand above them.
        texts: what stands behind the bars: the field, how far behind in pixels, the colour.
    """
    x = {
        "type": "quantitative",
        "scale": {"domain": [0, 1]},
        "title": title,
        "axis": {"format": ".0%", "tickCount": 5},
    }
    values = [{**row, "said": "  ".join(str(row[field]) for field, *_ in texts if row[field])} for row in rows]
    place = rows_of(values, width=width, text="said")
    known = {"values": [row for row in rows if row["low"] is not None]}
    span = {"x": {**x, "field": "low"}, "x2": {"field": "high"}}
    rules = ({"color": SHEET, "strokeWidth": 4}, {"color": INK, "strokeWidth": 1.5})
    bar = {"type": "bar", "color": SOFT_POSITIVE, **place.bar}
    behind = (
        {
            "mark": {"type": "text", "align": "left", "dx": far, "color": colour, "fontSize": 12},
            "encoding": {"x": {"value": width}, "text": {"field": field}},
        }
        for field, far, colour in texts
    )
    return {
        "width": width,
        "height": {"step": place.step},
        "data": {"values": list(rows)},
        "encoding": {"y": place.y("name", [row["name"] for row in rows])},
        "layer": [
            {"mark": bar, "encoding": {"x": {**x, "field": "share"}}},
            *({"data": known, "mark": {"type": "rule", **look, **place.lower}, "encoding": span} for look in rules),
            *(place.texts if place.narrow else behind),
        ],
    }


def folded(text: str, letters: int, *, most: int = MOST_LINES) -> list[str]:
    """Fold a text into lines of so many letters; the last of more than `most` ends with `…`."""
    return textwrap.wrap(text, max(letters, 8), max_lines=most, placeholder="…") or [""]


def fitted(chart: Chart, width: int) -> Chart:
    """Fold the title of a chart, and what stands below it, into lines that fit a narrow page."""
    if width >= NARROW:
        return chart
    title = chart.spec.get("title")
    heading: dict[str, Any] = dict(title) if isinstance(title, Mapping) else {"text": title or ""}
    text, below = heading.get("text") or "", heading.get("subtitle") or ()
    lines = [text] if isinstance(text, str) else list(text)
    heading["text"] = [part for line in lines for part in textwrap.wrap(line, int(width / TITLE_LETTER))] or [""]
    told = [below] if isinstance(below, str) else list(below)
    if told:
        small = int(width / SMALL_LETTER)
        heading["subtitle"] = [part for line in told for part in textwrap.wrap(line, small)]
    return Chart({**chart.spec, "title": heading})
