"""The picture of paths on a narrow page: the steps one below the other, a bar for each event."""

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from sojourn.core.charts import BAND, HAIR, INK, QUIET, SANS, SHEET, VEGA, Chart, theme
from sojourn.core.results import count, percent

from .event_colours import REST, colours

Step = tuple[int, str | None, int, int, int]

ENDED, OPEN = QUIET, "#C3CCD5"
"""Colours of what ends and of what may still go on."""

HEAD, ROW, BAR, NUMBERS = 34, 36, 7, 120
"""Pixels: the head of a step, an event, its bar, and room for its numbers."""


def draw_lists(nodes: Sequence[Step], title: str, *, width: int) -> Chart:
    """Draw nodes (step, event, ended, open, continues) as lists; the parts of a bar go on, end, or may go on."""
    importance: dict[str, int] = {}
    for _, event, *parts in nodes:
        if event is not None:
            importance[event] = importance.get(event, 0) + sum(parts)
    tint = colours(sorted(importance, key=lambda event: (-importance[event], event)))
    total = sum(sum(node[2:]) for node in nodes if node[0] == 0) or 1
    most = max((sum(node[2:]) for node in nodes), default=1) or 1
    backwards = any(node[0] < 0 for node in nodes)
    bars: list[dict[str, Any]] = []
    words: list[dict[str, Any]] = []
    y = 0.0
    for step, group in groupby(nodes, key=lambda node: node[0]):
        here = list(group)
        number = sum(sum(node[2:]) for node in here)
        head = f"Step {step}".replace("-", "−") if step else "End" if backwards else "Start"
        words += _line(head, number, total, y + 14, width, QUIET)
        bars.append({"x": 0, "x2": width, "y": y + 26, "y2": y + 27, "colour": HAIR})
        y += HEAD
        for _, event, ended, still_open, continues in here:
            label = "other events" if event is None else event
            words += _line(label, ended + still_open + continues, total, y + 10, width, INK)
            top, bottom = y + 20, y + 20 + BAR
            bars.append({"x": 0, "x2": width, "y": top, "y2": bottom, "colour": BAND})
            x = 0.0
            for part, colour in (
                (continues, REST if event is None else tint[event]),
                (ended, ENDED),
                (still_open, OPEN),
            ):
                size = width * part / most
                bars.append({"x": x, "x2": x + size, "y": top, "y2": bottom, "colour": colour})
                x += size
            y += ROW
        y += 8
    for place, (text, colour) in enumerate(
        [("begin here", ENDED)] if backwards else [("end here", ENDED), ("may still go on", OPEN)]
    ):
        x = place * 110
        bars.append({"x": x, "x2": x + 22, "y": y + 6, "y2": y + 6 + BAR, "colour": colour})
        words.append({"x": x + 28, "y": y + 10, "text": text, "colour": QUIET, "weight": 400, "align": "left"})
    box = {name: {"field": name} for name in ("x", "x2", "y", "y2")}
    look = {
        "x": {"field": "x"},
        "y": {"field": "y"},
        "text": {"field": "text"},
        "fill": {"field": "colour"},
        "align": {"field": "align"},
        "fontWeight": {"field": "weight"},
        "font": {"value": SANS},
        "fontSize": {"value": 12.5},
        "baseline": {"value": "middle"},
        "limit": {"value": width - NUMBERS},
    }
    return Chart(
        {
            "$schema": VEGA,
            "description": title,
            "title": {"text": title, "anchor": "start", "frame": "group", "font": SANS, "limit": width},
            "background": SHEET,
            "config": theme(),
            "padding": 0,
            "width": width,
            "height": y + 20,
            "data": [{"name": "bars", "values": bars}, {"name": "words", "values": words}],
            "marks": [
                {
                    "type": "rect",
                    "aria": False,
                    "from": {"data": "bars"},
                    "encode": {"enter": {**box, "fill": {"field": "colour"}}},
                },
                {"type": "text", "aria": False, "from": {"data": "words"}, "encode": {"enter": look}},
            ],
        }
    )


def _line(label: str, number: int, total: int, y: float, width: int, colour: str) -> list[dict[str, Any]]:
    """Write a label to the left and its numbers to the right."""
    numbers = f"{count(number)} · {percent(number / total)}"
    return [
        {"x": 0, "y": y, "text": label, "colour": colour, "weight": 600, "align": "left"},
        {"x": width, "y": y, "text": numbers, "colour": QUIET, "weight": 400, "align": "right"},
    ]
