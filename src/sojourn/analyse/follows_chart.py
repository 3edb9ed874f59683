"""The picture of what follows what: a matrix of shares."""

from collections.abc import Sequence
from typing import Any

from sojourn.core.charts import BAND, INK, POSITIVE, POSITIVE_TINT, SHEET, SOFT_POSITIVE, Chart, vega_lite
from sojourn.core.results import count, duration
from sojourn.core.words import counted

MOST = 20
"""Events in the picture; the table and the document hold all."""

CELL, WIDEST, USUAL = 44, 130, 640
"""Pixels: the least and the greatest width of a cell, and of all cells as long as these allow."""

END, OTHER = "journey ends", "any other"


def draw(
    nodes: Sequence[tuple[str, int, int]], edges: Sequence[tuple[str, str, int, float | None]], *, of: int
) -> Chart:
    """Draw a matrix: events down, what comes next across; colour and number are the share of the event's occurrences.

    A row adds up to 100 %: the last column holds those after which the journey ended, and one before it all that has no
    column, where there is any.

    Args:
        nodes: (event, occurrences, journeys that end with it), the most frequent first.
        edges: (event, next event, count, median seconds).
        of: how many events there are.
    """
    shown = [event for event, _, _ in nodes[:MOST]]
    inside = set(shown)
    other, end = _free(OTHER, inside), _free(END, inside)
    number = {event: occurrences for event, occurrences, _ in nodes}
    cells: list[dict[str, Any]] = [
        _cell(before, after, times, number[before], f"{before} → {after}: {counted(times, 'time')}", median)
        for before, after, times, median in edges
        if before in inside and after in inside
    ]
    followed = dict.fromkeys(shown, 0)
    for before, after, times, _ in edges:
        if before in inside and after in inside:
            followed[before] += times
    for event, occurrences, ends in nodes[:MOST]:
        rest = occurrences - ends - followed[event]
        if rest:
            cells.append(_cell(event, other, rest, occurrences, f"{event} → any other: {counted(rest, 'time')}"))
        if ends:
            verb = "journey ends" if ends == 1 else "journeys end"
            cells.append(_cell(event, end, ends, occurrences, f"{count(ends)} {verb} with {event}"))
    columns = [*shown, *([other] if any(cell["next"] == other for cell in cells) else []), end]
    which = "the most frequent" if len(nodes) > MOST else "those"
    which += " of the pairs shown" if len(nodes) < of else ""
    most = f"{len(shown)} of {counted(of, 'event')}: {which}" if len(shown) < of else None
    across = {
        "field": "next",
        "type": "nominal",
        "sort": columns,
        "scale": {"domain": columns},
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
        "width": min(max(CELL, USUAL // len(columns)), WIDEST) * len(columns),
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


def _cell(
    event: str, after: str, times: int, occurrences: int, tip: str, median: float | None = None
) -> dict[str, Any]:
    """Write what a cell holds."""
    share = times / occurrences
    tip += "" if median is None else f", median {duration(median)}"
    return {"event": event, "next": after, "share": share, "text": _percent(share), "tip": tip}


def _free(name: str, taken: set[str]) -> str:
    """Give a column of its own a name that no event has; spaces at the end are not seen."""
    while name in taken:
        name += " "
    return name


def _percent(share: float) -> str:
    """Write a share short enough for a cell."""
    return f"{100 * share:.0f} %" if share >= 0.01 else ""
