"""The picture of variants: a row of coloured steps for each."""

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from sojourn.core.chart_rows import NARROW
from sojourn.core.charts import BAND, INK, POSITIVE, QUIET, SANS, SHEET, VEGA, Chart, theme
from sojourn.core.results import count, percent
from sojourn.core.words import counted

from .event_colours import colours, ink_on

ROW = 36
CHIP = 24
BAR = 110
LEFT = 225
LETTER = 7.2
LONGEST = 160
USUAL = 860
"""Pixels: a row, a step's height, the share's bar, where steps begin, a letter, a step, the whole."""
TALL, HIGH = 62, 14
"""Pixels, where steps stand below their share: a row, and how far down the share stands."""

Variant = tuple[tuple[str, ...], int, float]


def draw(variants: Sequence[Variant], journeys: int, hidden: int, rest: int, *, width: int) -> Chart:
    """Draw variants (path, journeys, share), one a row, the most frequent on top; repeats of an event are one step.

    Args:
        journeys: all journeys.
        hidden, rest: variants that are not shown, and their journeys.
        width: at most so wide; steps that do not fit are counted at the end of the row, and under 360 they stand below
            the share.
    """
    narrow = width < NARROW
    row_high, begin = (TALL, 0) if narrow else (ROW, LEFT)
    frequency: dict[str, int] = {}
    for path, number, _ in variants:
        for event in path:
            frequency[event] = frequency.get(event, 0) + number
    tint = colours(sorted(frequency, key=lambda event: (-frequency[event], event)))
    chips: list[dict[str, Any]] = []
    words: list[dict[str, Any]] = []
    for row, (path, number, share) in enumerate(variants):
        y = row * row_high + (HIGH if narrow else ROW / 2)
        words.append({"x": BAR + 10, "y": y, "text": percent(share), "colour": INK, "weight": 600})
        words.append({"x": BAR + 66, "y": y, "text": count(number), "colour": QUIET, "weight": 400})
        _steps(path, begin, y + (24 if narrow else 0), tint, width, chips, words)
    if hidden:
        y = len(variants) * row_high + (HIGH if narrow else ROW / 2)
        share = rest / journeys if journeys else 0
        words.append({"x": BAR + 10, "y": y, "text": percent(share), "colour": INK, "weight": 600})
        words.append({"x": BAR + 66, "y": y, "text": count(rest), "colour": QUIET, "weight": 400})
        words.append(
            {"x": begin or BAR + 120, "y": y, "text": counted(hidden, "other variant"), "colour": QUIET, "weight": 400}
        )
    most = max((share for _, _, share in variants), default=1) or 1
    middles = [row * row_high + (HIGH if narrow else ROW / 2) for row in range(len(variants))]
    tracks = [{"x": 0, "x2": BAR, "y": y - 7, "y2": y + 7} for y in middles]
    bars = [
        {**track, "x2": BAR * share / most, "colour": POSITIVE}
        for track, (_, _, share) in zip(tracks, variants, strict=True)
    ]
    box = {name: {"field": name} for name in ("x", "x2", "y", "y2")}
    filled = {**box, "fill": {"field": "colour"}}
    text = {
        "x": {"field": "x"},
        "y": {"field": "y"},
        "text": {"field": "text"},
        "fill": {"field": "colour"},
        "font": {"value": SANS},
        "fontSize": {"value": 12},
        "fontWeight": {"field": "weight"},
        "baseline": {"value": "middle"},
        "limit": {"field": "limit"},
    }
    title = f"{counted(journeys, 'journey')}, {counted(len(variants) + hidden, 'variant')}"
    return Chart(
        {
            "$schema": VEGA,
            "description": title,
            "title": {"text": title, "anchor": "start", "frame": "group", "font": SANS, "offset": 10},
            "background": SHEET,
            "config": theme(),
            "padding": 4 if narrow else 12,
            "width": round(max([chip["x2"] for chip in chips] + [min(width, USUAL)])),
            "height": len(variants) * row_high + (ROW if hidden else 0),
            "data": [
                {"name": "tracks", "values": tracks},
                {"name": "bars", "values": bars},
                {"name": "chips", "values": chips},
                {"name": "words", "values": [{"limit": 0, **word} for word in words]},
            ],
            "marks": [
                _mark("rect", "tracks", {**box, "fill": {"value": BAND}, "cornerRadius": {"value": 2}}),
                _mark("rect", "bars", {**filled, "cornerRadius": {"value": 2}}),
                _mark("rect", "chips", {**filled, "cornerRadius": {"value": 5}, "tooltip": {"field": "tip"}}),
                _mark("text", "words", text),
            ],
        }
    )


def _steps(
    path: Sequence[str],
    begin: float,
    y: float,
    tint: dict[str, str],
    width: int,
    chips: list[dict[str, Any]],
    words: list[dict[str, Any]],
) -> None:
    """Lay the steps of a path out from left to right, from where they begin, as many as fit."""
    x = float(begin)
    runs = [(event, len(list(group))) for event, group in groupby(path)]
    for place, (event, repeats) in enumerate(runs):
        text = event if repeats == 1 else f"{event} ×{repeats}"
        size = min(len(text) * LETTER + 18, LONGEST)
        left = len(runs) - place
        if x + size + (40 if left > 1 else 0) > width and place:
            words.append({"x": x + 4, "y": y, "text": f"+{left}", "colour": QUIET, "weight": 400})
            return
        colour = tint[event]
        top, bottom = y - CHIP / 2, y + CHIP / 2
        chips.append({"x": x, "x2": x + size, "y": top, "y2": bottom, "colour": colour, "tip": text})
        words.append({"x": x + 9, "y": y, "text": text, "colour": ink_on(colour), "weight": 500, "limit": size - 16})
        x += size + 4


def _mark(kind: str, data: str, look: dict[str, Any]) -> dict[str, Any]:
    return {"type": kind, "aria": False, "from": {"data": data}, "encode": {"enter": look}}
