"""The drawing of kinds: how far each number of them gathers journeys, and what the journeys of each have."""

from collections.abc import Sequence
from textwrap import wrap
from typing import Any

from sojourn.core.charts import BAND, HAIR, INK, LINE, POSITIVE, SHEET, Chart, vega_lite

from .kinds_chance import Clearness
from .kinds_contrast import KindContrast

ROW = 26
LABELS = 300
NOTABLE = 0.10
"""Difference from which a cell says which way it goes."""
EACH = 3
"""Events, and moves, that each kind brings into the drawing."""
BLOCKS = (
    ("events", "Events", ("event",)),
    ("moves", "Moves", ("move",)),
    ("besides", "What kinds are not made of", ("outcome", "channel", "length", "duration")),
)


def draw(
    tried: Sequence[Clearness],
    kinds: Sequence[tuple[float, str]],
    compared: Sequence[KindContrast],
    *,
    worlds: int,
    title: str,
    saying: str,
    width: int,
) -> Chart:
    """Draw the evidence on top and, where there are kinds, tables of shares below, at most so wide.

    A cell is the share of the kind's journeys that have something; ▲ and ▼ stand where it is 10 points or more over or
    under that of the others, and more than chance.

    Args:
        kinds: share and stability of each.
    """
    parts = [_evidence(tried, len(kinds), worlds)] if tried else []
    params: list[dict[str, Any]] = []
    lines = wrapped(saying, 96)
    if kinds:
        step = max(58, min(120, (width - LABELS) // len(kinds)))
        # Names are data that the labels look up: as part of the expression they would be read as a program.
        heads = [[f"Kind {place + 1}", f"{100 * share:.0f} %", word] for place, (share, word) in enumerate(kinds)]
        params.append({"name": "kinds", "value": heads})
        for key, heading, what in BLOCKS:
            names = _rows(compared, what)
            if names:
                parts.append(_table(compared, len(kinds), key, heading, names, step, heads=len(params) == 1))
                params.append({"name": key, "value": [name for _, name in names]})
        lines.append("▲ ▼ 10 points or more over or under all others; events and moves are what kinds are made of")
    body: dict[str, Any] = {"params": params, "vconcat": parts, "spacing": 22}
    if not parts:
        body = {"data": {"values": []}, "mark": "point", "width": 300, "height": 20}
    return vega_lite(body, title=title, subtitle=lines)


def wrapped(text: str, width: int) -> list[str]:
    """Break a sentence into lines; a number stays on the line of what it is of: `p = 0.05`."""
    return [line.replace("~", " ") for line in wrap(text.replace(" = ", "~=~"), width)]


def _evidence(tried: Sequence[Clearness], chosen: int, worlds: int) -> dict[str, Any]:
    """Draw the spread left of lived journeys over that of worlds without kinds."""
    values = [{**each.to_dict(), "chosen": each.kinds == chosen} for each in tried]
    x = {
        "field": "kinds",
        "type": "quantitative",
        "title": "Number of kinds",
        "scale": {"domain": [tried[0].kinds - 0.4, tried[-1].kinds + 0.4], "nice": False},
        "axis": {"values": [each.kinds for each in tried], "format": "d", "grid": False},
    }
    y: dict[str, Any] = {"type": "quantitative", "title": "Spread left", "scale": {"zero": False, "nice": True},
                         "axis": {"tickCount": 4, "format": ".0%"}}  # fmt: skip
    one = len(values) == 1
    band: dict[str, Any] = {"type": "rule", "strokeWidth": 8} if one else {"type": "area"}
    return {
        "width": 360,
        "height": 120,
        "title": {
            "text": "How much of the spread is left within so many kinds",
            "subtitle": f"Blue: lived journeys; grey: {worlds} worlds without kinds, mean and range",
            "fontSize": 13,
            "offset": 8,
            "frame": "group",
        },
        "data": {"values": values},
        "encoding": {"x": x},
        "layer": [
            {
                "mark": {**band, "color": BAND},
                "encoding": {"y": {**y, "field": "chance_low"}, "y2": {"field": "chance_high"}},
            },
            {
                "mark": {"type": "line", "color": LINE, "strokeWidth": 1.5, "strokeDash": [4, 3]},
                "encoding": {"y": {**y, "field": "chance"}},
            },
            {"mark": {"type": "line", "color": POSITIVE, "strokeWidth": 2},
             "encoding": {"y": {**y, "field": "spread"}}},
            {
                "mark": {"type": "point", "filled": True, "opacity": 1, "stroke": POSITIVE, "strokeWidth": 1.5},
                "encoding": {
                    "y": {**y, "field": "spread"},
                    "fill": {"condition": {"test": "datum.chosen", "value": POSITIVE}, "value": SHEET},
                    "size": {"condition": {"test": "datum.chosen", "value": 110}, "value": 45},
                },
            },
        ],
    }  # fmt: skip


def _rows(compared: Sequence[KindContrast], what: Sequence[str]) -> list[tuple[str, str]]:
    """Choose what is drawn: of events and moves what sets each kind apart most, of all else everything notable."""
    chosen: dict[tuple[str, str], float] = {}
    held: dict[int, int] = {}
    for row in compared:
        if row.what not in what:
            continue
        held[row.kind] = held.get(row.kind, 0) + 1
        if held[row.kind] <= EACH or row.what in ("outcome", "length", "duration"):
            key = (row.what, row.name)
            chosen[key] = max(chosen.get(key, 0.0), abs(row.difference))
    order = {"outcome": 0, "channel": 1, "length": 2, "duration": 3}
    return sorted(chosen, key=lambda key: (order.get(key[0], 0), -chosen[key], key[1]))


def _table(
    compared: Sequence[KindContrast],
    kinds: int,
    key: str,
    title: str,
    names: Sequence[tuple[str, str]],
    step: int,
    *,
    heads: bool,
) -> dict[str, Any]:
    """Draw the shares of some things in every kind."""
    place = {name: row for row, name in enumerate(names)}
    values = [
        {
            "row": place[row.what, row.name],
            "kind": row.kind - 1,
            "share": row.inside_share or 0.0,
            "text": f"{100 * (row.inside_share or 0.0):.0f} %{_way(row)}",
        }
        for row in compared
        if (row.what, row.name) in place
    ]
    axis = {"labelColor": INK, "labelFontSize": 12, "ticks": False, "domain": False, "labelPadding": 8}
    x = {
        "field": "kind",
        "type": "ordinal",
        "title": None,
        "scale": {"domain": list(range(kinds))},
        "axis": {**axis, "orient": "top", "labelExpr": "kinds[datum.value]", "labelAngle": 0, "labelPadding": 36}
        if heads
        else None,
    }
    y = {
        "field": "row",
        "type": "ordinal",
        "title": None,
        "scale": {"domain": list(range(len(names)))},
        "axis": {**axis, "labelExpr": f"{key}[datum.value]", "labelLimit": LABELS, "minExtent": LABELS},
    }
    heading = {"text": title, "fontSize": 13, "offset": 8, "anchor": "start", "frame": "group"}
    return {
        "width": {"step": step},
        "height": {"step": ROW},
        "title": heading,
        "data": {"values": values},
        "encoding": {"x": x, "y": y},
        "layer": [
            {
                "mark": {"type": "rect", "fill": POSITIVE, "stroke": HAIR, "strokeWidth": 1},
                "encoding": {
                    "fillOpacity": {
                        "field": "share",
                        "type": "quantitative",
                        "scale": {"domain": [0, 1], "range": [0, 0.9]},
                        "legend": None,
                    }
                },
            },
            {
                "mark": {"type": "text", "fontSize": 12},
                "encoding": {
                    "text": {"field": "text"},
                    "color": {"condition": {"test": "datum.share > 0.58", "value": SHEET}, "value": INK},
                },
            },
        ],
    }


def _way(row: KindContrast) -> str:
    """Say whether a share is well over or under that of the others."""
    if not row.decided or abs(row.difference) < NOTABLE:
        return ""
    return " ▲" if row.difference > 0 else " ▼"
