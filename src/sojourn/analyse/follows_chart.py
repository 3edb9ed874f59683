"""The picture of what follows what: a matrix of shares."""

from collections.abc import Sequence
from typing import Any

from sojourn.core.charts import BAND, INK, POSITIVE, POSITIVE_TINT, SHEET, SOFT_POSITIVE, Chart, vega_lite
from sojourn.core.results import count, duration

MOST = 20
"""Events in the picture; the table and the document hold all."""

CELL, WIDEST, USUAL = 44, 130, 640
"""Pixels: the least and the greatest width of a cell, and of all cells as long as these allow."""

END = "journey ends"


def draw(nodes: Sequence[tuple[str, int, int]], edges: Sequence[tuple[str, str, int, float | None]]) -> Chart:
    """Draw a matrix: events down, what comes next across; colour and number are the share of the event's occurrences.

    A row adds up to 100 % when nothing is hidden: the last column holds those after which the journey ended.

    Args:
        nodes: (event, occurrences, journeys that end with it), the most frequent first.
        edges: (event, next event, count, median seconds).
    """
    shown = [event for event, _, _ in nodes[:MOST]]
    number = {event: occurrences for event, occurrences, _ in nodes}
    cells: list[dict[str, Any]] = [
        {
            "event": before,
            "next": after,
            "share": times / number[before],
            "text": _percent(times / number[before]),
            "tip": f"{before} → {after}: {count(times)} times"
            + ("" if median is None else f", median {duration(median)}"),
        }
        for before, after, times, median in edges
        if before in shown and after in shown
    ]
    cells += [
        {
            "event": event,
            "next": END,
            "share": ends / occurrences,
            "text": _percent(ends / occurrences),
            "tip": f"{count(ends)} journeys end with {event}",
        }
        for event, occurrences, ends in nodes[:MOST]
        if ends
    ]
    most = f"{MOST} most frequent of {count(len(nodes))} events" if len(nodes) > MOST else None
    across = {
        "field": "next",
        "type": "nominal",
        "sort": [*shown, END],
        "scale": {"domain": [*shown, END]},
        "title": None,
        "axis": {"orient": "top", "labelAngle": -45, "domain": False, "ticks": False, "labelPadding": 6},
    }
    down = {
        "field": "event",
        "type": "nominal",
        "sort": shown,
        "scale": {"domain": shown},
        "title": None,
        "axis": {"domain": False, "ticks": False, "labelPadding": 8},
    }
    colour = {
        "field": "share",
        "type": "quantitative",
        "scale": {"domain": [0, 0.25, 1], "range": [POSITIVE_TINT, SOFT_POSITIVE, POSITIVE], "clamp": True},
        "legend": None,
    }
    body = {
        "data": {"values": cells},
        "width": min(max(CELL, USUAL // (len(shown) + 1)), WIDEST) * (len(shown) + 1),
        "height": 30 * max(1, len(shown)),
        "view": {"fill": BAND, "fillOpacity": 0.35, "stroke": None},
        "encoding": {"x": across, "y": down},
        "layer": [
            {
                "mark": {"type": "rect", "stroke": SHEET, "strokeWidth": 2, "cornerRadius": 3},
                "encoding": {"color": colour, "tooltip": {"field": "tip"}},
            },
            {
                "mark": {"type": "text", "fontSize": 11},
                "encoding": {
                    "text": {"field": "text"},
                    "color": {"condition": {"test": "datum.share > 0.3", "value": SHEET}, "value": INK},
                },
            },
        ],
    }
    return vega_lite(body, title="What follows what, share of each event's occurrences", subtitle=most)


def _percent(share: float) -> str:
    """Write a share short enough for a cell."""
    return f"{100 * share:.0f} %" if share >= 0.01 else ""
