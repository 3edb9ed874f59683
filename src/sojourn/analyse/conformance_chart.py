"""The drawing of conformance: what became of each step, and how many journeys deviate."""

from collections.abc import Mapping, Sequence
from typing import Any

from sojourn.core.charts import BAND, HAIR, INK, LINE, NEGATIVE, POSITIVE, SHEET, SOFT_NEGATIVE, Chart, vega_lite
from sojourn.core.results import count, percent

WIDTH = 420
FATES = ("done", "out of order", "failed", "missing")
_COLOURS = (POSITIVE, SOFT_NEGATIVE, NEGATIVE, BAND)

MOST = 60
"""Steps drawn; a page holds no more."""

Kind = tuple[str, int, float | None, float | None, float | None]


def draw(steps: Sequence[Mapping[str, Any]], kinds: Sequence[Kind], *, title: str, subtitle: Sequence[str]) -> Chart:
    """Draw a bar of shares for each step, and a share with its interval for each kind of deviation.

    Args:
        steps: as in the document, with the step's name.
        kinds: word, journeys, share and its limits.
    """
    below = [*subtitle, *([f"The first {MOST} of {count(len(steps))} steps"] if len(steps) > MOST else [])]
    # Names are data that the labels look up: as part of the expression they would be read as a program.
    names = [step["name"] + "?" * step["optional"] for step in steps[:MOST]]
    return vega_lite(
        {
            "params": [{"name": "names", "value": names}],
            "vconcat": [_bars(steps[:MOST]), _dots(kinds)],
            "spacing": 28,
        },
        title=title,
        subtitle=below,
    )


def _bars(steps: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Draw what became of each step; missing is pale, for nothing is there."""
    values, texts = [], []
    for place, step in enumerate(steps):
        expected = step["expected"]
        left = 0
        for rank, fate in enumerate(FATES):
            number = step[fate.replace(" ", "_")]
            if number:
                values.append({"place": place, "fate": fate, "rank": rank, "low": left / expected,
                               "high": (left + number) / expected})  # fmt: skip
            left += number
        told = f"{percent(step['done'] / expected)} of {count(expected)}" if expected else "never expected"
        good = f", {count(step['recovered'])} made good" if step["recovered"] else ""
        texts.append({"place": place, "text": told + good})
    names = {
        "field": "place",
        "type": "ordinal",
        "title": None,
        "scale": {"domain": list(range(len(steps)))},
        "axis": {
            "labelExpr": "names[datum.value]",
            "labelColor": INK,
            "labelFontSize": 12,
            "labelLimit": 360,
            "ticks": False,
            "domain": False,
            "labelPadding": 8,
        },
    }
    share = {"type": "quantitative", "scale": {"domain": [0, 1]}, "axis": {"format": ".0%", "tickCount": 5}}
    return {
        "width": WIDTH,
        "height": {"step": 28},
        "encoding": {"y": names},
        "layer": [
            {
                "data": {"values": values},
                "mark": {"type": "bar", "height": {"band": 0.62}, "stroke": SHEET, "strokeWidth": 1},
                "encoding": {
                    "x": {**share, "field": "low", "title": "What became of each step, of all times it was to come"},
                    "x2": {"field": "high"},
                    "color": {
                        "field": "fate",
                        "type": "nominal",
                        "scale": {"domain": list(FATES), "range": list(_COLOURS)},
                        "legend": {"title": None, "orient": "top", "symbolType": "square", "symbolStrokeColor": LINE,
                                   "symbolStrokeWidth": 0.5},
                    },
                },
            },
            {
                "data": {"values": texts},
                "mark": {"type": "text", "align": "left", "dx": 10, "color": INK, "fontSize": 12},
                "encoding": {"x": {"value": WIDTH}, "text": {"field": "text"}},
            },
        ],
    }  # fmt: skip


def _dots(kinds: Sequence[Kind]) -> dict[str, Any]:
    """Draw how many journeys deviate, kind by kind."""
    values = [
        {
            "name": name,
            "share": share,
            "low": low,
            "high": high,
            "text": "not known"
            if share is None or low is None or high is None
            else f"{percent(share)} ({100 * low:.1f}–{100 * high:.1f}), n = {count(journeys)}",
        }
        for name, journeys, share, low, high in kinds
    ]
    known = [value for value in values if value["share"] is not None]
    axis = {"labelColor": INK, "labelFontSize": 12, "ticks": False, "domain": False, "labelPadding": 8}
    x = {
        "type": "quantitative",
        "scale": {"domainMin": 0, "nice": True},
        "title": "Journeys with such a deviation (95 %)",
        "axis": {"format": ".0%", "tickCount": 5, "gridColor": HAIR},
    }
    return {
        "width": WIDTH,
        "height": {"step": 26},
        "data": {"values": values},
        "encoding": {"y": {"field": "name", "type": "nominal", "sort": None, "title": None, "axis": axis}},
        "layer": [
            {
                "data": {"values": known},
                "mark": {"type": "rule", "strokeWidth": 2, "color": NEGATIVE},
                "encoding": {"x": {**x, "field": "low"}, "x2": {"field": "high"}},
            },
            {
                "data": {"values": known},
                "mark": {"type": "point", "filled": True, "size": 60, "opacity": 1, "color": NEGATIVE},
                "encoding": {"x": {**x, "field": "share"}},
            },
            {
                "mark": {"type": "text", "align": "left", "dx": 10, "color": INK, "fontSize": 12},
                "encoding": {"x": {"value": WIDTH}, "text": {"field": "text"}},
            },
        ],
    }
