"""The drawing of a budget curve: steps with numbers, and the sets beside them."""

from collections.abc import Mapping, Sequence
from typing import Any

from sojourn.core.charts import INK, LINE, NEGATIVE, POSITIVE, QUIET, SHEET, Chart, vega_lite
from sojourn.core.results import count

from .curve_step import CurveStep
from .wrapping import wrapped

WIDTH = 460


def curve_chart(
    steps: Sequence[CurveStep], *, titles: Mapping[str, str], currency: str | None, marked: float | None
) -> Chart:
    """Draw the best gain at every budget as steps, and what each step chooses beside the drawing."""
    money = f", {currency}" if currency else ""
    last = max([step.budget for step in steps] + [marked or 0.0, 1.0]) * 1.04
    ends = [*(step.budget for step in steps[1:]), last]
    level = [
        {"number": number, "budget": step.budget, "until": end, "gain": step.worth}
        for number, (step, end) in enumerate(zip(steps, ends, strict=True), start=1)
    ]
    before = [0.0, *(step.worth for step in steps)]
    rise = [{"budget": row["budget"], "from": low, "to": row["gain"]} for row, low in zip(level, before, strict=False)]
    x = {
        "type": "quantitative", "title": f"Budget{money}", "scale": {"domain": [0, last], "nice": False},
        "axis": {"format": ",.0f", "grid": False, "tickCount": 6},
    }  # fmt: skip
    what = "Gain in a period" if all(step.worth == step.gain for step in steps) else "Gains less cost"
    y = {"type": "quantitative", "title": f"{what}{money}", "axis": {"format": ",.0f", "tickCount": 5}}
    line = {"color": POSITIVE, "strokeWidth": 2.5, "strokeCap": "round"}
    layers: list[dict[str, Any]] = []
    if marked is not None:
        at = {"values": [{"budget": marked, "text": f"budget {count(marked)}"}]}
        rule = {
            "mark": {"type": "rule", "color": NEGATIVE, "strokeDash": [4, 3]},
            "encoding": {"x": {**x, "field": "budget"}},
        }
        text = {
            "mark": {"type": "text", "align": "right", "dx": -5, "dy": 8, "color": NEGATIVE, "fontSize": 11},
            "encoding": {
                "x": {**x, "field": "budget"}, "y": {"value": 0}, "text": {"field": "text", "type": "nominal"},
            },
        }  # fmt: skip
        layers += [{"data": at, **rule}, {"data": at, **text}]
    layers += [
        {
            "data": {"values": rise}, "mark": {"type": "rule", "color": LINE, "strokeWidth": 1},
            "encoding": {"x": {**x, "field": "budget"}, "y": {**y, "field": "from"}, "y2": {"field": "to"}},
        },
        {
            "data": {"values": level}, "mark": {"type": "rule", **line},
            "encoding": {"x": {**x, "field": "budget"}, "x2": {"field": "until"}, "y": {**y, "field": "gain"}},
        },
        {
            "data": {"values": level},
            "mark": {"type": "circle", "size": 210, "color": SHEET, "stroke": POSITIVE, "opacity": 1},
            "encoding": {"x": {**x, "field": "budget"}, "y": {**y, "field": "gain"}},
        },
        {
            "data": {"values": level}, "mark": {"type": "text", "fontSize": 10, "color": INK},
            "encoding": {
                "x": {**x, "field": "budget"}, "y": {**y, "field": "gain"},
                "text": {"field": "number", "type": "nominal"},
            },
        },
    ]  # fmt: skip
    drawn = {"width": WIDTH, "height": 300, "layer": layers}
    body = {"hconcat": [drawn, _key(steps, titles)], "spacing": 28}
    subtitle = [
        "Simulated, if the effects are as assumed. Plans need not be nested: a step may drop what another chose."
    ]
    return vega_lite(body, title="What a larger budget would bring", subtitle=subtitle)


def _key(steps: Sequence[CurveStep], titles: Mapping[str, str]) -> dict[str, Any]:
    """List the steps with their sets: names would not find room at the steps themselves."""
    rows: list[dict[str, Any]] = []
    before: tuple[str, ...] = ()
    for number, step in enumerate(steps, start=1):
        names = [titles.get(name, name) for name in step.chosen]
        gone = [titles.get(name, name) for name in before if name not in step.chosen]
        for place, text in enumerate(wrapped(names, 54)):
            first = place == 0
            rows.append(
                {"number": str(number) if first else "", "budget": count(step.budget) if first else "", "text": text}
            )
        if gone:
            rows.append({"number": "", "budget": "", "text": f"without {wrapped(gone, 60)[0]}", "quiet": True})
        before = step.chosen
    for place, row in enumerate(rows):
        row["row"] = place
    y = {"field": "row", "type": "ordinal", "axis": None, "sort": None}

    def column(field: str, x: int, align: str, colour: str, **more: Any) -> dict[str, Any]:
        return {
            "mark": {"type": "text", "align": align, "fontSize": 11, "color": colour, **more},
            "encoding": {"x": {"value": x}, "y": y, "text": {"field": field, "type": "nominal"}},
        }  # fmt: skip

    texts = column("text", 84, "left", INK)
    texts["encoding"]["color"] = {"condition": {"test": "datum.quiet", "value": NEGATIVE}, "value": INK}
    return {
        "width": 380, "height": {"step": 17}, "data": {"values": rows},
        "layer": [column("number", 8, "right", POSITIVE, fontWeight=600), column("budget", 74, "right", QUIET), texts],
    }  # fmt: skip
