"""The drawing of a budget curve: steps with numbers, and the sets beside them."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

from sojourn.core.charts import INK, LINE, NEGATIVE, POSITIVE, QUIET, SHEET, Chart, vega_lite
from sojourn.core.results import count
from sojourn.core.words import shortened

from .curve_step import CurveStep
from .months import in_words
from .wrapping import folded, wrapped

WIDTH = 840
SIDE_BY_SIDE = 640
"""From this width on the key stands beside the drawing, not below it."""
LETTER = 6.0
"""How wide a letter of the key is, in pixels."""
LEFT = 88
"""Where the text of the key begins."""
AXIS = -66
"""How much the axis of gains takes, which the key below the drawing takes too."""

TOUCH, ABOVE = 16.0, -15
"""Pixels: steps nearer than this would have marks that touch; how far their common mark stands above them."""
PILL = "M-1.5,-1A1,1,0,0,0,-1.5,1L1.5,1A1,1,0,0,0,1.5,-1Z"
"""The shape of a mark for several steps."""


def curve_chart(
    steps: Sequence[CurveStep], *, titles: Mapping[str, str], currency: str | None, marked: float | None,
    period: str | None = None, width: int = WIDTH,
) -> Chart:  # fmt: skip
    """Draw the best gain at every budget as steps, with a key of what each adds and drops against the one before.

    Args:
        width: of the whole, in pixels; under 640 the key stands below the drawing.
    """
    beside = width >= SIDE_BY_SIDE
    across = round(width * 0.44) if beside else width + AXIS
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
        "axis": {"format": ",.0f", "grid": False, "tickCount": 6 if across > 360 else 4},
    }  # fmt: skip
    what = f"Gain in {in_words(period)}" if all(step.worth == step.gain for step in steps) else "Gains less cost"
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
        *_numbers(level, x, y, across, 300 if beside else 240, last),
    ]  # fmt: skip
    drawn = {"width": across, "height": 300 if beside else 240, "layer": layers}
    key = _key(steps, titles, width - across - 60) if beside else _key(steps, titles, across, begin=AXIS)
    body = {"hconcat": [drawn, key], "spacing": 28} if beside else {"vconcat": [drawn, key], "spacing": 20}
    subtitle = folded(
        ["Simulated, if the effects are as assumed. Plans need not be nested: a step may drop what another chose."],
        width,
    )
    return vega_lite(body, title="What a larger budget would bring", subtitle=subtitle)


def _numbers(
    level: Sequence[Mapping[str, Any]], x: Mapping[str, Any], y: Mapping[str, Any], width: int, height: int, last: float
) -> list[dict[str, Any]]:
    """Number the steps; those that lie so close that their marks would touch have one mark together: 10–14."""
    most = max((row["gain"] for row in level), default=1.0) or 1.0
    runs: list[list[Mapping[str, Any]]] = []
    for row in level:
        if runs:
            near = runs[-1][-1]
            away = (row["budget"] - near["budget"]) / last * width, (row["gain"] - near["gain"]) / most * height
            if math.hypot(*away) < TOUCH:
                runs[-1].append(row)
                continue
        runs.append([row])
    marks = [
        {
            "budget": sum(row["budget"] for row in run) / len(run), "gain": sum(row["gain"] for row in run) / len(run),
            "text": str(run[0]["number"]) if len(run) == 1 else f"{run[0]['number']}–{run[-1]['number']}",
            "several": len(run) > 1,
        }
        for run in runs
    ]  # fmt: skip
    where = {"x": {**x, "field": "budget"}, "y": {**y, "field": "gain"}}
    look = {"color": SHEET, "stroke": POSITIVE, "opacity": 1, "filled": True}
    dots = [row for run in runs if len(run) > 1 for row in run]
    found: list[dict[str, Any]] = [
        {
            "data": {"values": dots}, "mark": {"type": "circle", "size": 26, "color": POSITIVE, "opacity": 1},
            "encoding": where,
        }
    ]  # fmt: skip
    for several, shape, size, dy in ((False, "circle", 210, 0), (True, PILL, 210, ABOVE)):
        own = [mark for mark in marks if mark["several"] is several]
        text = {"type": "text", "fontSize": 10, "color": INK, "yOffset": dy}
        found += [
            {"data": {"values": own}, "mark": {"type": "point", "shape": shape, "size": size, "yOffset": dy, **look},
             "encoding": where},
            {"data": {"values": own}, "mark": text, "encoding": {**where, "text": {"field": "text"}}},
        ]  # fmt: skip
    return found


def changed(before: Sequence[str], after: Sequence[str], titles: Mapping[str, str]) -> list[str]:
    """Say what a set adds and drops against another: `+ Pay as a guest`, `− Order drinks`."""
    added = [f"+ {titles.get(name, name)}" for name in after if name not in before]
    return [*added, *(f"− {titles.get(name, name)}" for name in before if name not in after)]


def _key(steps: Sequence[CurveStep], titles: Mapping[str, str], width: int, *, begin: int = 0) -> dict[str, Any]:
    """List what each step changes: names would not find room at the steps themselves."""
    left = begin + LEFT
    letters = int((width - left) / LETTER)
    named = {name: shortened(title, letters - 3) for name, title in titles.items()}
    rows: list[dict[str, Any]] = []
    before: tuple[str, ...] = ()
    for number, step in enumerate(steps, start=1):
        for place, text in enumerate(wrapped(changed(before, step.chosen, named) or ["nothing"], letters)):
            first = place == 0
            rows.append(
                {"number": str(number) if first else "", "budget": count(step.budget) if first else "", "text": text}
            )
        before = step.chosen
    for place, row in enumerate(rows):
        row["row"] = place
    y = {"field": "row", "type": "ordinal", "axis": None, "sort": None}

    def column(field: str, x: int, align: str, colour: str, **more: Any) -> dict[str, Any]:
        return {
            "mark": {"type": "text", "align": align, "fontSize": 12, "color": colour, **more},
            "encoding": {"x": {"value": x}, "y": y, "text": {"field": field, "type": "nominal"}},
        }  # fmt: skip

    texts = column("text", left, "left", INK)
    return {
        "width": width, "height": {"step": 18}, "data": {"values": rows},
        "layer": [
            column("number", begin + 14, "right", POSITIVE, fontWeight=600),
            column("budget", left - 10, "right", QUIET),
            texts,
        ],
    }  # fmt: skip
