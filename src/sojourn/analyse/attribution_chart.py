"""The drawing of attribution: conversions of each channel, with their interval."""

from typing import Any

from sojourn.core.charts import HAIR, INK, QUIET, SHEET, SOFT_NEGATIVE, SOFT_POSITIVE, Chart, vega_lite
from sojourn.core.durations import short
from sojourn.core.results import count, percent

from .attribution_parts import Attributed, AttributedChannel
from .attribution_words import drawn_error, number, spoken

MOST = 20
"""Channels drawn; the others are one bar."""

WIDTH = 330


def draw(result: Attributed) -> Chart:
    """Draw a bar for each channel, its interval, and its share and value beside it."""
    shown = [_row(each, result) for each in result.channels[:MOST]]
    rest = result.channels[MOST:]
    if rest:
        shown.append(_others(rest, result))
    for place, row in enumerate(shown):
        row["place"] = place
    intervals = {"values": [row for row in shown if row["low"] is not None]}
    most = max([max(row["conversions"], row["high"] or 0.0) for row in shown], default=1.0)
    least = min([min(row["conversions"], row["low"] or 0.0) for row in shown], default=0.0)
    what = " or ".join(result.conversion) or "Conversions"
    x = {
        "type": "quantitative",
        "title": "Conversions",
        "scale": {"domain": [min(least, 0.0), most or 1.0], "nice": True},
        "axis": {"tickCount": 5, "gridColor": HAIR, "format": "~s" if most >= 10_000 else ",~f"},
    }
    y = {
        "field": "place",
        "type": "ordinal",
        "title": None,
        "scale": {"domain": list(range(len(shown)))},
        # Names are data that the labels look up: as part of the expression they would be read as a program.
        "axis": {
            "labelExpr": "names[datum.value]", "labelColor": INK, "labelFontSize": 12, "labelLimit": 200,
            "labelPadding": 8, "ticks": False, "domain": False,
        },
    }  # fmt: skip
    window = "" if result.lookback_seconds is None else f", touches at most {short(result.lookback_seconds * 1e6)} old"
    without = result.unattributed_conversions
    below = [
        f"{count(result.total_conversions)} conversions, {count(without)} of them without a touch{window}",
        *([f"Lines are 95 % intervals of {result.basis.subject}s drawn anew"] if intervals["values"] else []),
        *([drawn_error(result)] if result.orders is not None else []),
        "What came before them, not what brought them about",
    ]
    texts: list[dict[str, Any]] = [
        {
            "mark": {"type": "text", "align": "left", "dx": far, "color": colour, "fontSize": 12},
            "encoding": {"x": {"value": WIDTH}, "text": {"field": field}},
        }
        for field, far, colour in (("share", 14, INK), ("worth", 74, QUIET))
    ]
    span = {"x": {**x, "field": "low"}, "x2": {"field": "high"}}
    return vega_lite(
        {
            "params": [{"name": "names", "value": [row["name"] for row in shown]}],
            "width": WIDTH,
            "height": {"step": 28},
            "data": {"values": shown},
            "encoding": {"y": y},
            "layer": [
                {
                    "mark": {"type": "bar", "height": {"band": 0.62}},
                    "encoding": {
                        "x": {**x, "field": "conversions"},
                        "color": {
                            "condition": {"test": "datum.conversions < 0", "value": SOFT_NEGATIVE},
                            "value": SOFT_POSITIVE,
                        },
                        "tooltip": {"field": "told"},
                    },
                },
                *(
                    {"data": intervals, "mark": {"type": "rule", **look}, "encoding": span}
                    for look in ({"color": SHEET, "strokeWidth": 4}, {"color": INK, "strokeWidth": 1.5})
                ),
                *texts,
            ],
        },
        title=f"{what}, {spoken(result)}",
        subtitle=below,
    )


def _row(each: AttributedChannel, result: Attributed) -> dict[str, Any]:
    """Give what is drawn of a channel."""
    worth = ""
    if each.value is not None and result.total_value:
        worth = f"{number(each.value)} {result.currency or ''}".strip()
    elif each.removal_effect is not None:
        worth = f"{percent(each.removal_effect)} lost without"
    return {
        "name": each.channel,
        "conversions": each.conversions,
        "low": each.conversions_low,
        "high": each.conversions_high,
        "share": percent(each.share),
        "worth": worth,
        "told": f"{each.channel}: {number(each.conversions)} conversions, {count(each.touches)} touches",
    }


def _others(rest: tuple[AttributedChannel, ...], result: Attributed) -> dict[str, Any]:
    """Put the channels that have no bar of their own together."""
    total = sum(each.conversions for each in rest)
    worth = sum(each.value or 0.0 for each in rest)
    name = f"{count(len(rest))} others"
    return {
        "name": name,
        "conversions": total,
        "low": None,
        "high": None,
        "share": percent(sum(each.share or 0.0 for each in rest)),
        "worth": f"{number(worth)} {result.currency or ''}".strip() if result.total_value else "",
        "told": f"{name}: {number(total)} conversions, {count(sum(each.touches for each in rest))} touches",
    }
