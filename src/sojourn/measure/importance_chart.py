"""The drawing of importance: what customers say matters, and beside it what goes with their satisfaction."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

from sojourn.core.charts import HAIR, INK, LINE, NEGATIVE, POSITIVE, QUIET, SOFT_NEGATIVE, Chart, vega_lite

from .drivers_chart import NARROW, STEP, TALL, above, folded, names, plain

COLOURS = MappingProxyType({"price_of_entry": SOFT_NEGATIVE, "hidden_driver": NEGATIVE})
"""Where the two sides part ways: orange, and a word. What agrees is blue; grey is not decided."""


def one_sided(rows: Sequence[Mapping[str, Any]], *, width: int, title: str, subtitle: str) -> Chart:
    """Draw one dot a row: `name`, `value`, `low`, `high` from 0 to 1, and whether the dot may be shown (`full`)."""
    narrow = width < NARROW
    body = _dots(
        [{**row, **{key: plain(row[key]) for key in ("value", "low", "high")}, "colour": POSITIVE} for row in rows],
        width=width,
        narrow=narrow,
        title="Stated importance, 0 to 1",
    )
    return vega_lite(body, title=title, subtitle=folded([subtitle], width + (0 if narrow else 180)))


def two_sided(
    rows: Sequence[Mapping[str, Any]], *, width: int, stated_cross: float, derived_cross: float, title: str,
    subtitle: Sequence[str],
) -> Chart:  # fmt: skip
    """Draw stated importance beside derived: one row a thing, two fields with the mean of each as a hair.

    Args:
        rows: `name`, `kind`, `said`, `stated`, `stated_low`, `stated_high`, `stated_full`, `derived`, `derived_low`,
            `derived_high`.
        width: of the whole without names, in pixels; under 560 the fields stand below each other.
    """
    narrow = width < 560
    each = width if narrow else (width - 190) // 2
    sides = []
    for side, cross, heading in (
        ("stated", stated_cross, "Stated importance, 0 to 1"),
        ("derived", derived_cross, "Derived: share of what is explained"),
    ):
        values = [
            {
                "name": row["name"],
                "value": plain(row[side]),
                "low": plain(row[f"{side}_low"]),
                "high": plain(row[f"{side}_high"]),
                "full": row.get(f"{side}_full", True),
                "colour": COLOURS.get(str(row["kind"]), POSITIVE if row["kind"] else LINE),
                "said": row["said"],
            }
            for row in rows
        ]
        sides.append(
            _dots(values, width=each, narrow=narrow, title=heading, cross=cross,
                  names_too=narrow or side == "stated", said=side == "derived",
                  percent=side == "derived")
        )  # fmt: skip
    body = {"vconcat" if narrow else "hconcat": sides, "spacing": 24, "resolve": {"scale": {"y": "independent"}}}
    return vega_lite(body, title=title, subtitle=folded(subtitle, width + (0 if narrow else 150)))


def _dots(
    values: Sequence[Mapping[str, Any]], *, width: int, narrow: bool, title: str, cross: float | None = None,
    names_too: bool = True, said: bool = False, percent: bool = False,
) -> dict[str, Any]:  # fmt: skip
    """Draw one field of dots with their intervals."""
    down = 8 if narrow else 0
    x = {
        "type": "quantitative",
        "scale": {"domainMin": 0, "nice": True},
        "title": title,
        "axis": {"tickCount": 5, "grid": True, "gridColor": HAIR, **({"format": ".0%"} if percent else {})},
    }
    colour = {"field": "colour", "type": "nominal", "scale": None, "legend": None}
    y = {"field": "name", "type": "nominal", "sort": [value["name"] for value in values], "title": None,
         "axis": names() if names_too and not narrow else None}  # fmt: skip
    side = {"align": "right" if narrow else "left", "dx": 0 if narrow else 10, "dy": -10 if narrow else 0}
    return {
        "width": width,
        "height": {"step": TALL if narrow else STEP},
        "data": {"values": list(values)},
        "encoding": {"y": y},
        "layer": [
            *([{"data": {"values": [{}]}, "mark": {"type": "rule", "color": QUIET, "strokeDash": [3, 3]},
                "encoding": {"x": {**x, "datum": plain(cross)}, "y": None}}] if cross is not None else []),
            {
                "data": {"values": [value for value in values if value["low"] is not None]},
                "mark": {"type": "rule", "strokeWidth": 2, "yOffset": down},
                "encoding": {"x": {**x, "field": "low"}, "x2": {"field": "high"}, "color": colour},
            },
            {
                "data": {"values": [value for value in values if value["value"] is not None and value["full"]]},
                "mark": {"type": "point", "filled": True, "size": 90, "opacity": 1, "yOffset": down},
                "encoding": {"x": {**x, "field": "value"}, "color": colour},
            },
            *(above(width, narrow=narrow) if names_too else []),
            *([{"mark": {"type": "text", **side, "color": INK, "fontSize": 12},
                "encoding": {"x": {"value": width}, "text": {"field": "said"}}}] if said else []),
        ],
    }  # fmt: skip
