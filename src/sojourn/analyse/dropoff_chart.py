"""The drawing of a dropoff: what came next, and what went along with leaving."""

from collections.abc import Mapping, Sequence
from typing import Any

from sojourn.core.charts import INK, LINE, NEGATIVE, POSITIVE, QUIET, SHEET, SOFT_NEGATIVE, Chart, vega_lite
from sojourn.core.results import count, percent

WIDTH = 420
DECIDED = 0.05
"""The q-value up to which a difference is drawn in colour."""


def draw(
    following: Sequence[Mapping[str, Any]],
    rest: Mapping[str, int],
    compared: Sequence[Mapping[str, Any]],
    *,
    title: str,
    subtitle: Sequence[str],
    looked: str,
) -> Chart:
    """Draw a bar for each next event, those who stopped and the others; and a dot for each difference."""
    parts = [_bars(following, rest)]
    if compared:
        parts.append(_dots(compared, looked))
    body = parts[0] if len(parts) == 1 else {"vconcat": parts, "spacing": 28}
    return vega_lite(body, title=title, subtitle=subtitle)


def _bars(following: Sequence[Mapping[str, Any]], rest: Mapping[str, int]) -> dict[str, Any]:
    """Draw what came next; what is no single event is grey."""
    everybody = rest["dropped"]
    values = [
        {
            "name": each["event"],
            "share": each["share"],
            "low": each["share_low"],
            "high": each["share_high"],
            "single": True,
            "text": f"{percent(each['share'])} ({100 * each['share_low']:.1f}–{100 * each['share_high']:.1f}),"
            f" n = {count(each['dropped'])}",
        }
        for each in following
    ]
    for name, number in (
        (f"{count(rest['events'])} other events", rest["other"]),
        ("nothing more in that time", rest["stopped"]),
    ):
        if number or name.startswith("nothing"):
            share = number / everybody if everybody else 0.0
            values.append(
                {"name": name, "share": share, "single": False, "text": f"{percent(share)}, n = {count(number)}"}
            )
    x = {
        "type": "quantitative",
        "scale": {"domainMin": 0, "nice": True},
        "title": "Share of those who left",
        "axis": {"format": ".0%", "tickCount": 5},
    }
    spans = [value for value in values if value["single"]]
    return {
        "width": WIDTH,
        "height": {"step": 28},
        "data": {"values": values},
        "encoding": {"y": _names()},
        "layer": [
            {
                "mark": {"type": "bar", "height": {"band": 0.62}},
                "encoding": {
                    "x": {**x, "field": "share"},
                    "color": {"condition": {"test": "datum.single", "value": SOFT_NEGATIVE}, "value": LINE},
                },
            },
            *(
                {
                    "data": {"values": spans},
                    "mark": {"type": "rule", **look},
                    "encoding": {"x": {**x, "field": "low"}, "x2": {"field": "high"}},
                }
                for look in ({"color": SHEET, "strokeWidth": 4}, {"color": INK, "strokeWidth": 1.5})
            ),
            {
                "mark": {"type": "text", "align": "left", "dx": 10, "color": INK, "fontSize": 12},
                "encoding": {"x": {"value": WIDTH}, "text": {"field": "text"}},
            },
        ],
    }


def _dots(compared: Sequence[Mapping[str, Any]], looked: str) -> dict[str, Any]:
    """Draw the differences; grey where nothing is decided."""
    values = [
        {
            "name": each["event"],
            "difference": 100 * each["difference"],
            "low": 100 * each["difference_low"],
            "high": 100 * each["difference_high"],
            "decided": each["q_value"] is not None and each["q_value"] <= DECIDED,
            "text": f"{percent(each['dropped_share'])} against {percent(each['converted_share'])}",
        }
        for each in compared
    ]
    below = ["95 % interval; grey is not decided (q over 5 %)", f"Less time shows fewer events: {looked}"]
    x = {"type": "quantitative", "title": "Those who left minus those who went on, in points", "axis": {"tickCount": 5}}
    colour = {
        "condition": [
            {"test": "!datum.decided", "value": LINE},
            {"test": "datum.difference > 0", "value": NEGATIVE},
        ],
        "value": POSITIVE,
    }
    return {
        "width": WIDTH,
        "height": {"step": 26},
        "title": {"text": "Who had this event in that time", "fontSize": 13, "offset": 8, "subtitle": below},
        "data": {"values": values},
        "encoding": {"y": _names()},
        "layer": [
            {"mark": {"type": "rule", "color": LINE, "strokeWidth": 1}, "encoding": {"x": {"datum": 0}, "y": None}},
            {
                "mark": {"type": "rule", "strokeWidth": 2},
                "encoding": {"x": {**x, "field": "low"}, "x2": {"field": "high"}, "color": colour},
            },
            {
                "mark": {"type": "point", "filled": True, "size": 60, "opacity": 1},
                "encoding": {"x": {**x, "field": "difference"}, "color": colour},
            },
            {
                "mark": {"type": "text", "align": "left", "dx": 10, "color": QUIET, "fontSize": 12},
                "encoding": {"x": {"value": WIDTH}, "text": {"field": "text"}},
            },
        ],
    }  # fmt: skip


def _names() -> dict[str, Any]:
    """Give the axis of names."""
    axis = {"labelColor": INK, "labelFontSize": 12, "ticks": False, "domain": False, "labelPadding": 8}
    return {"field": "name", "type": "nominal", "sort": None, "title": None, "axis": axis}
