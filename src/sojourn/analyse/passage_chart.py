"""The drawing of a passage: who did each step, and who left there."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from sojourn.core.charts import INK, NEGATIVE, SHEET, SOFT_POSITIVE, Chart, vega_lite
from sojourn.core.results import count, percent

WIDTH = 420


def draw(steps: Sequence[Mapping[str, Any]], *, title: str, subtitle: Sequence[str]) -> Chart:
    """Draw a bar for each step with its interval, and beside it how many left there.

    Args:
        steps: rows of the JSON document, in the order of the map.
    """
    names = Counter(each["name"] for each in steps)
    values = [
        {
            "name": each["name"] if names[each["name"]] == 1 else f"{each['name']} ({each['step']})",
            "share": each["share"] or 0.0,
            "low": each["share_low"],
            "high": each["share_high"],
            "text": f"{percent(each['share'])}, n = {count(each['journeys'])}",
            "left": f"{count(each['leaving']['left'])} left here" if each["leaving"]["left"] else "",
        }
        for each in steps
    ]
    axis = {
        "labelColor": INK,
        "labelFontSize": 12,
        "labelLimit": 220,
        "ticks": False,
        "domain": False,
        "labelPadding": 8,
    }
    y = {"field": "name", "type": "nominal", "sort": None, "title": None, "axis": axis}
    x = {
        "type": "quantitative",
        "scale": {"domain": [0, 1]},
        "title": "Share of all journeys that did the step",
        "axis": {"format": ".0%", "tickCount": 5},
    }
    spans = [value for value in values if value["low"] is not None]
    written = [("text", 10, INK), ("left", 130, NEGATIVE)]
    return vega_lite(
        {
            "width": WIDTH,
            "height": {"step": 28},
            "data": {"values": values},
            "encoding": {"y": y},
            "layer": [
                {
                    "mark": {"type": "bar", "height": {"band": 0.62}, "color": SOFT_POSITIVE},
                    "encoding": {"x": {**x, "field": "share"}},
                },
                *(
                    {
                        "data": {"values": spans},
                        "mark": {"type": "rule", **look},
                        "encoding": {"x": {**x, "field": "low"}, "x2": {"field": "high"}},
                    }
                    for look in ({"color": SHEET, "strokeWidth": 4}, {"color": INK, "strokeWidth": 1.5})
                ),
                *(
                    {
                        "mark": {"type": "text", "align": "left", "dx": far, "color": colour, "fontSize": 12},
                        "encoding": {"x": {"value": WIDTH}, "text": {"field": field}},
                    }
                    for field, far, colour in written
                ),
            ],
        },
        title=title,
        subtitle=subtitle,
    )
