"""The drawing of a chain: from each step, where it leads, how often it is visited and how it turns out."""

from collections.abc import Sequence
from typing import Any

from sojourn.core.charts import BAND, HAIR, INK, NEGATIVE, POSITIVE, QUIET, SHEET, SOFT_POSITIVE, Chart, vega_lite
from sojourn.core.results import count, percent
from sojourn.core.words import counted

from .chain_counts import START

MOST = 24
"""Steps drawn; a page holds no more."""
CELL = 46
ROW = 30

Step = tuple[str, str, float, float, float, float]
Outcome = tuple[str, str, bool | None]
Edge = tuple[str, str, float, int]


def draw(
    steps: Sequence[Step], outcomes: Sequence[Outcome], edges: Sequence[Edge], *, title: str, closed: int, open: int
) -> Chart:
    """Draw the shares as a table of colours, with bars of visits and dots of the chance of a good outcome beside it.

    Args:
        steps: id, name, visits in a journey, chance of a good outcome with its limits.
        outcomes: id, name, whether it is good.
        edges: from, to, share, count.
    """
    shown = list(steps[:MOST])
    ids = [step[0] for step in shown]
    ends = [outcome for outcome in outcomes if any(edge[1] == outcome[0] for edge in edges)]
    below = [
        f"Journeys: {count(closed)} closed, and the moves of {count(open)} open; each row adds up to 100 %",
        "What comes after a step, not what it brings about",
        *([f"The first {MOST} of {counted(len(steps), 'step')}"] if len(steps) > MOST else []),
    ]
    begins = [edge for edge in edges if edge[0] == START]
    rows = [*([START] if begins else []), *ids]
    # Names are data that the labels look up: as part of the expression they would be read as a program.
    names = ["A journey begins", *[step[1] for step in shown]] if begins else [step[1] for step in shown]
    columns = [*ids, *[outcome[0] for outcome in ends]]
    heads = [*[step[1] for step in shown], *[outcome[1] for outcome in ends]]
    y = {
        "field": "row",
        "type": "ordinal",
        "title": None,
        "scale": {"domain": list(range(len(rows)))},
    }
    return vega_lite(
        {
            "params": [{"name": "names", "value": names}, {"name": "heads", "value": heads}],
            "hconcat": [
                _table(rows, columns, edges, ends, y),
                _visits(shown, rows, y),
                _chances(shown, rows, y),
            ],
            "spacing": 24,
        },
        title=title,
        subtitle=below,
    )


def _table(
    rows: Sequence[str], columns: Sequence[str], edges: Sequence[Edge], ends: Sequence[Outcome], y: dict[str, Any]
) -> dict[str, Any]:
    """Draw the shares; outcomes stand to the right, good ones blue and bad ones orange."""
    tone = {outcome[0]: {True: "good", False: "bad", None: "step"}[outcome[2]] for outcome in ends}
    values = [
        {
            "row": rows.index(start),
            "column": columns.index(end),
            "share": share,
            "tone": tone.get(end, "step"),
            "text": _short(share),
            "told": f"{percent(share)}, {count(number)} times",
        }
        for start, end, share, number in edges
        if start in rows and end in columns
    ]
    axis = {"labelColor": INK, "labelFontSize": 12, "ticks": False, "domain": False, "labelPadding": 8}
    x = {
        "field": "column",
        "type": "ordinal",
        "title": None,
        "scale": {"domain": list(range(len(columns)))},
        "axis": {**axis, "orient": "top", "labelExpr": "heads[datum.value]", "labelAngle": -40, "labelLimit": 190,
                 "labelAlign": "left", "labelBaseline": "bottom"},
    }  # fmt: skip
    split = len(columns) - len(ends)
    return {
        "width": {"step": CELL},
        "height": {"step": ROW},
        "data": {"values": values},
        "encoding": {"y": {**y, "axis": {**axis, "labelExpr": "names[datum.value]", "labelLimit": 330}}, "x": x},
        "layer": [
            {
                "data": {"values": [{"row": i, "column": j} for i in range(len(rows)) for j in range(len(columns))]},
                "mark": {"type": "rect", "fill": SHEET, "stroke": HAIR, "strokeWidth": 1},
            },
            {
                "mark": {"type": "rect", "stroke": SHEET, "strokeWidth": 1, "cornerRadius": 2},
                "encoding": {
                    "fill": {
                        "field": "tone",
                        "type": "nominal",
                        "scale": {"domain": ["step", "good", "bad"], "range": [QUIET, POSITIVE, NEGATIVE]},
                        "legend": None,
                    },
                    "fillOpacity": {
                        "field": "share",
                        "type": "quantitative",
                        "scale": {"domain": [0, 1], "range": [0.08, 1]},
                        "legend": None,
                    },
                    "tooltip": {"field": "told"},
                },
            },
            {
                "mark": {"type": "text", "fontSize": 11},
                "encoding": {
                    "text": {"field": "text"},
                    "color": {"condition": {"test": "datum.share > 0.62", "value": SHEET}, "value": INK},
                },
            },
            {
                "data": {"values": [{"column": split}] if split < len(columns) else []},
                "mark": {"type": "rule", "color": INK, "strokeWidth": 1},
                "encoding": {"x": {**x, "bandPosition": 0}, "y": {"value": 0}, "y2": {"value": len(rows) * ROW}},
            },
        ],
    }


def _visits(steps: Sequence[Step], rows: Sequence[str], y: dict[str, Any]) -> dict[str, Any]:
    """Draw how often each step is visited in a journey."""
    values = [{"row": rows.index(step[0]), "visits": step[2], "text": f"{step[2]:.2f}"} for step in steps]
    x = {
        "field": "visits",
        "type": "quantitative",
        "title": "Visits in a journey",
        "axis": {"tickCount": 3, "gridColor": HAIR},
        "scale": {"domainMin": 0, "nice": True},
    }
    text = {"mark": {"type": "text", "align": "left", "dx": 5, "fontSize": 11, "color": INK},
            "encoding": {"text": {"field": "text"}}}  # fmt: skip
    bar = {"mark": {"type": "bar", "color": SOFT_POSITIVE, "height": {"band": 0.6}}}
    return {
        "width": 120,
        "height": {"step": ROW},
        "data": {"values": values},
        "encoding": {"y": {**y, "axis": None}, "x": x},
        "layer": [bar, text],
    }


def _chances(steps: Sequence[Step], rows: Sequence[str], y: dict[str, Any]) -> dict[str, Any]:
    """Draw the chance of a good outcome of those who stand at each step, with 95 % of the draws."""
    values = [
        {"row": rows.index(step[0]), "good": step[3], "low": step[4], "high": step[5], "text": _short(step[3])}
        for step in steps
    ]
    x = {
        "type": "quantitative",
        "title": "Chance of a good outcome (95 %)",
        "axis": {"format": ".0%", "tickCount": 4, "gridColor": HAIR},
        "scale": {"domain": [0, 1]},
    }
    return {
        "width": 190,
        "height": {"step": ROW},
        "data": {"values": values},
        "encoding": {"y": {**y, "axis": None}},
        "layer": [
            {
                "data": {"values": [{"row": place} for place in range(len(rows))]},
                "mark": {"type": "rule", "color": BAND},
                "encoding": {"x": {"value": 0}, "x2": {"value": 190}},
            },
            {
                "mark": {"type": "rule", "strokeWidth": 2, "color": POSITIVE},
                "encoding": {"x": {**x, "field": "low"}, "x2": {"field": "high"}},
            },
            {
                "mark": {"type": "point", "filled": True, "size": 36, "opacity": 1, "color": POSITIVE},
                "encoding": {"x": {**x, "field": "good"}},
            },
            {
                "mark": {"type": "text", "align": "left", "dx": 8, "fontSize": 11, "color": INK},
                "encoding": {"x": {"value": 190}, "text": {"field": "text"}},
            },
        ],
    }


def _short(share: float) -> str:
    """Write a share in few letters: `12 %`, `0.4 %`, `<0.1 %`."""
    if share >= 0.0995 or share == 0:
        return f"{100 * share:.0f} %"
    return f"{100 * share:.1f} %" if share >= 0.0005 else "<0.1 %"
