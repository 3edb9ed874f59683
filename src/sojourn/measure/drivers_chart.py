"""The drawing of drivers: a dot with its interval for each, on a scale that begins at nothing."""

from collections.abc import Mapping, Sequence
from typing import Any

from sojourn.core.charts import INK, LINE, POSITIVE, QUIET, Chart, vega_lite
from sojourn.core.words import shortened

NARROW = 360
"""Under this width of the dots, in pixels, a name stands above its dot."""

STEP, TALL = 30, 46


def draw(rows: Sequence[Mapping[str, Any]], *, width: int, decided: bool, title: str, subtitle: Sequence[str]) -> Chart:
    """Draw drivers by weight.

    Args:
        rows: `name`, `share`, `share_low`, `share_high`, `p_rank1`; the last three None without draws.
        decided: whether dots are in colour.
    """
    narrow = width < NARROW
    values = [
        {
            "name": row["name"],
            "share": plain(row["share"]),
            "low": plain(row["share_low"]),
            "high": plain(row["share_high"]),
            "text": f"{100 * row['share']:.0f} %",
        }
        for row in rows
    ]
    x = {
        "type": "quantitative",
        "scale": {"domainMin": 0, "nice": True},
        "title": "Share of what is explained, with 95 % interval" if _spans(values) else "Share of what is explained",
        "axis": {"format": ".0%", "tickCount": 5},
    }
    colour = POSITIVE if decided else LINE
    y = {"field": "name", "type": "nominal", "sort": [value["name"] for value in values], "title": None,
         "axis": None if narrow else names()}  # fmt: skip
    body = {
        "width": width,
        "height": {"step": TALL if narrow else STEP},
        "data": {"values": values},
        "encoding": {"y": y},
        "layer": [
            {
                "data": {"values": [value for value in values if value["low"] is not None]},
                "mark": {"type": "rule", "strokeWidth": 2, "color": colour, "yOffset": 8 if narrow else 0},
                "encoding": {"x": {**x, "field": "low"}, "x2": {"field": "high"}},
            },
            {
                "mark": {"type": "point", "filled": True, "size": 90, "opacity": 1, "color": colour,
                         "yOffset": 8 if narrow else 0},
                "encoding": {"x": {**x, "field": "share"}},
            },
            *above(width, narrow=narrow),
            {
                "mark": {"type": "text", "align": "right" if narrow else "left", "dx": 0 if narrow else 10,
                         "dy": -10 if narrow else 0, "color": INK if decided else QUIET, "fontSize": 12},
                "encoding": {"x": {"value": width}, "text": {"field": "text"}},
            },
        ],
    }  # fmt: skip
    return vega_lite(body, title=title, subtitle=folded(subtitle, width + (0 if narrow else 180)))


def plain(number: float | None) -> float | None:
    """Round what is drawn: the last digits differ from machine to machine, and nobody sees them."""
    return None if number is None else round(number, 6)


def names() -> dict[str, Any]:
    """Give the axis of names."""
    return {"labelColor": INK, "labelFontSize": 12, "labelLimit": 260, "labelPadding": 8, "ticks": False,
            "domain": False}  # fmt: skip


def above(width: int, *, narrow: bool) -> list[dict[str, Any]]:
    """Give the layer that writes names above their dots, where there is no room beside them."""
    if not narrow:
        return []
    mark = {"type": "text", "align": "left", "dy": -10, "color": INK, "fontSize": 12, "limit": width - 50}
    return [{"mark": mark, "encoding": {"x": {"value": 0}, "text": {"field": "name"}}}]


def folded(lines: Sequence[str], width: float) -> list[str]:
    """Fold sentences to a width in pixels, so that none is cut off."""
    letters = max(20, int(width / 5.75))
    out = []
    for line in lines:
        rest = line
        while len(rest) > letters:
            head = shortened(rest, letters).removesuffix("…").rstrip()
            out.append(head)
            rest = rest[len(head) :].lstrip()
        out.append(rest)
    return out


def _spans(values: Sequence[Mapping[str, Any]]) -> bool:
    """Say whether there are intervals."""
    return any(value["low"] is not None for value in values)
