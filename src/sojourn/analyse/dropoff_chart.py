"""The drawing of a dropoff: what came next, and what went along with leaving."""

from collections.abc import Mapping, Sequence
from typing import Any

from sojourn.core.chart_rows import SMALL_LETTER, fitted, folded, rows_of
from sojourn.core.charts import INK, LINE, NEGATIVE, POSITIVE, QUIET, SHEET, SOFT_NEGATIVE, Chart, vega_lite
from sojourn.core.results import count, percent
from sojourn.core.words import counted

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
    width: int = WIDTH,
) -> Chart:
    """Draw a bar for each next event, those who stopped and the others; and a dot for each difference.

    Args:
        width: of the bars, in pixels; under 360 names and numbers stand above them.
    """
    parts = [_bars(following, rest, width)]
    if compared:
        parts.append(_dots(compared, looked, width))
    body = parts[0] if len(parts) == 1 else {"vconcat": parts, "spacing": 28}
    return fitted(vega_lite(body, title=title, subtitle=subtitle), width)


def _bars(following: Sequence[Mapping[str, Any]], rest: Mapping[str, int], width: int) -> dict[str, Any]:
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
        (counted(rest["events"], "other event"), rest["other"]),
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
    place = rows_of(values, width=width)
    return {
        "width": width,
        "height": {"step": place.step},
        "data": {"values": values},
        "encoding": {"y": place.y("name")},
        "layer": [
            {
                "mark": {"type": "bar", **place.bar},
                "encoding": {
                    "x": {**x, "field": "share"},
                    "color": {"condition": {"test": "datum.single", "value": SOFT_NEGATIVE}, "value": LINE},
                },
            },
            *(
                {
                    "data": {"values": spans},
                    "mark": {"type": "rule", **look, **place.lower},
                    "encoding": {"x": {**x, "field": "low"}, "x2": {"field": "high"}},
                }
                for look in ({"color": SHEET, "strokeWidth": 4}, {"color": INK, "strokeWidth": 1.5})
            ),
            *place.texts,
        ],
    }


def _dots(compared: Sequence[Mapping[str, Any]], looked: str, width: int) -> dict[str, Any]:
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
    place = rows_of(values, width=width, step=26, colour=QUIET)
    below = ["95 % interval; grey is not decided (q over 5 %)", f"Less time shows fewer events: {looked}"]
    if place.narrow:
        below = [part for line in below for part in folded(line, int(width / SMALL_LETTER), most=4)]
    x = {
        "type": "quantitative",
        "title": "Left minus went on, in points"
        if place.narrow
        else "Those who left minus those who went on, in points",
        "axis": {"tickCount": 5},
    }
    colour = {
        "condition": [
            {"test": "!datum.decided", "value": LINE},
            {"test": "datum.difference > 0", "value": NEGATIVE},
        ],
        "value": POSITIVE,
    }
    return {
        "width": width,
        "height": {"step": place.step},
        "title": {"text": "Who had this event in that time", "fontSize": 13, "offset": 8, "subtitle": below},
        "data": {"values": values},
        "encoding": {"y": place.y("name")},
        "layer": [
            place.nought(x, colour=LINE),
            {
                "mark": {"type": "rule", "strokeWidth": 2, **place.lower},
                "encoding": {"x": {**x, "field": "low"}, "x2": {"field": "high"}, "color": colour},
            },
            {
                "mark": {"type": "point", "filled": True, "size": 60, "opacity": 1, **place.lower},
                "encoding": {"x": {**x, "field": "difference"}, "color": colour},
            },
            *place.texts,
        ],
    }  # fmt: skip
