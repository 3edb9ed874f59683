"""The chart of where to work first: a column of bars for each segment."""

from collections.abc import Mapping, Sequence
from typing import Any

from sojourn.core.chart_rows import NARROW, rows_of
from sojourn.core.charts import INK, NEGATIVE, SOFT_NEGATIVE

from .needs_parts import Need


def body(lists: Sequence[tuple[str, Sequence[Need]]], names: Mapping[str, str], width: int) -> dict[str, Any]:
    """Give the body of the chart: steps in the order of the first list, one column a list, moments in full colour.

    On a narrow page lists stand below each other, and steps above their bars.
    """
    if width < NARROW:
        most = max((each.priority or 0.0 for _, rows in lists for each in rows), default=1.0)
        return {"vconcat": [_list(who, rows, names, most, width) for who, rows in lists], "spacing": 20}
    order = list(dict.fromkeys(names[each.step] for _, rows in lists for each in rows))
    values = [
        {"who": who, "step": names[each.step], "priority": each.priority, "moment": each.moment,
         "text": f"{each.priority:.1f}"}
        for who, rows in lists
        for each in rows
    ]  # fmt: skip
    axis = {"labelColor": INK, "labelFontSize": 12, "labelLimit": 260, "labelPadding": 8, "ticks": False,
            "domain": False}  # fmt: skip
    most = max((each.priority or 0.0 for _, rows in lists for each in rows), default=1.0)
    x = {"field": "priority", "type": "quantitative", "title": "Priority", "scale": {"domain": [0, most * 1.2]},
         "axis": {"tickCount": 3}}  # fmt: skip
    colour = {"condition": {"test": "datum.moment", "value": NEGATIVE}, "value": SOFT_NEGATIVE}
    header = {"labelFontSize": 12, "labelFontWeight": 600, "labelColor": INK, "labelAnchor": "start"}
    who = {"field": "who", "type": "nominal", "sort": [name for name, _ in lists], "title": None, "header": header}
    return {
        "data": {"values": values},
        "facet": {"column": who},
        "spacing": 18,
        "spec": {
            "width": max(90, width // max(len(lists), 1)),
            "height": {"step": 28},
            "encoding": {"y": {"field": "step", "type": "nominal", "sort": order, "title": None, "axis": axis}},
            "layer": [
                {"mark": {"type": "bar", "height": {"band": 0.6}}, "encoding": {"x": x, "color": colour}},
                {
                    "mark": {"type": "text", "align": "left", "dx": 5, "color": INK, "fontSize": 11},
                    "encoding": {"x": x, "text": {"field": "text"}},
                },
            ],
        },
    }


def _list(who: str, rows: Sequence[Need], names: Mapping[str, str], most: float, width: int) -> dict[str, Any]:
    """Draw one list."""
    values = [
        {"name": names[each.step], "priority": each.priority, "moment": each.moment, "text": f"{each.priority:.1f}"}
        for each in rows
    ]
    place = rows_of(values, width=width)
    x = {"field": "priority", "type": "quantitative", "title": "Priority", "scale": {"domain": [0, most]},
         "axis": {"tickCount": 3}}  # fmt: skip
    colour = {"condition": {"test": "datum.moment", "value": NEGATIVE}, "value": SOFT_NEGATIVE}
    return {
        "title": {"text": who, "fontSize": 12, "anchor": "start", "frame": "group", "offset": 6},
        "width": width,
        "height": {"step": place.step},
        "data": {"values": values},
        "encoding": {"y": place.y("name")},
        "layer": [{"mark": {"type": "bar", **place.bar}, "encoding": {"x": x, "color": colour}}, *place.texts],
    }
