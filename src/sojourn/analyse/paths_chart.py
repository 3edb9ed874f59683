"""The picture of paths: bands between the events of each step, and what ends on the way."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sojourn.core.charts import HAIR, INK, QUIET, SANS, SHEET, VEGA, Chart, theme
from sojourn.core.results import count, percent
from sojourn.core.words import counted

from .event_colours import REST, colours
from .paths_lists import ENDED, OPEN, Step, draw_lists

BAR = 12
FADE = 30
SLOT = 32
GAP = 10
HEAD = 46
TALLEST = 340
PITCH = 190
NARROWEST = 120
USUAL = 860
"""Pixels: a bar's width, the fade of what ends, the least height a label needs, space between nodes, the heads of
steps, the height of all paths, a step's usual and least width, the whole at least."""

Mark = tuple[dict[str, Any], list[dict[str, Any]]]


@dataclass(frozen=True, slots=True)
class _Box:
    """Where a node stands: its bar, and the middle of its label."""

    x: float
    y: float
    height: float
    middle: float
    colour: str
    label: str
    paths: int
    stops: int
    open: int
    continues: int


def draw(
    nodes: Sequence[Step], links: Sequence[tuple[int, int, int]], title: str, *, width: int | None = None
) -> Chart:
    """Draw nodes (step, event, ended, open, continues) and links (source, target, paths).

    Each step is a column, its nodes stand by number of paths, and a bar's height is that number. Grey fades out where
    paths end (backwards: begin), pale grey where a journey may go on. Labels have a slot of their own, so they never
    lie on one another.

    Args:
        width: of the whole picture, in pixels; by default 190 a step, and 860 at least. Where that leaves a step
            less than 120, the steps stand one below the other as lists, and no bands are drawn.
    """
    if width is not None and width < NARROWEST * len({node[0] for node in nodes}):
        return draw_lists(nodes, title, width=width)
    steps = sorted({node[0] for node in nodes}) or [0]
    pitch = max(PITCH, USUAL / len(steps)) if width is None else width / len(steps)
    backwards = steps[0] < 0
    boxes = _place(nodes, steps, pitch)
    total = sum(box.paths for box, node in zip(boxes, nodes, strict=True) if node[0] == 0) or 1
    height = max((box.middle + max(box.height, SLOT) / 2 for box in boxes), default=HEAD) + 30
    marks = [
        _mark("path", _ribbons(boxes, links, backwards), fill={"field": "colour"}, fillOpacity={"value": 0.3}),
        *_fades(boxes, backwards),
        _mark("rect", _bars(boxes), fill={"field": "colour"}, cornerRadius={"value": 1.5}),
        *_labels(boxes, total, pitch - BAR - 18),
        *_heads(nodes, steps, pitch, total, backwards),
        *_key(height - 12, backwards),
    ]
    return Chart(
        {
            "$schema": VEGA,
            "description": title,
            "title": {"text": title, "anchor": "start", "frame": "group", "font": SANS, "offset": 14},
            "background": SHEET,
            "config": theme(),
            "padding": 12,
            "width": round(pitch * len(steps)),
            "height": round(height),
            "data": [{"name": f"d{place}", "values": values} for place, (_, values) in enumerate(marks)],
            "marks": [{**mark, "from": {"data": f"d{place}"}} for place, (mark, _) in enumerate(marks)],
        }
    )


def _place(nodes: Sequence[Step], steps: Sequence[int], pitch: float) -> list[_Box]:
    """Give every node its place: columns by step, from the top by number of paths."""
    importance: dict[str, int] = {}
    for _, event, *parts in nodes:
        if event is not None:
            importance[event] = importance.get(event, 0) + sum(parts)
    tint = colours(sorted(importance, key=lambda event: (-importance[event], event)))
    most = max((sum(sum(node[2:]) for node in nodes if node[0] == step) for step in steps), default=1) or 1
    bottom = dict.fromkeys(steps, float(HEAD))
    boxes = []
    for step, event, ended, still_open, continues in nodes:
        paths = ended + still_open + continues
        height = max(2.0, TALLEST * paths / most)
        y = bottom[step]
        bottom[step] = y + max(height, SLOT) + GAP
        middle = y + max(height, SLOT) / 2
        boxes.append(
            _Box(
                x=steps.index(step) * pitch,
                y=middle - height / 2,
                height=height,
                middle=middle,
                colour=REST if event is None else tint[event],
                label="other events" if event is None else event,
                paths=paths,
                stops=ended,
                open=still_open,
                continues=continues,
            )
        )
    return boxes


def _ribbons(boxes: Sequence[_Box], links: Sequence[tuple[int, int, int]], backwards: bool) -> list[dict[str, Any]]:
    """Draw a band for each link; bands leave and enter a bar in the order of what they lead to."""
    leaves = {i: box.y for i, box in enumerate(boxes)}
    enters = dict(leaves)
    ports: dict[tuple[int, int], list[float]] = {}
    for source, target, paths in sorted(links):
        ports[source, target] = [leaves[source]]
        leaves[source] += boxes[source].height * paths / boxes[source].paths
    for source, target, paths in sorted(links, key=lambda link: (link[1], link[0])):
        ports[source, target].append(enters[target])
        enters[target] += boxes[target].height * paths / boxes[target].paths
    ribbons = []
    for source, target, paths in sorted(links, key=lambda link: -link[2]):
        a, b = boxes[source], boxes[target]
        top, other_top = ports[source, target]
        thick, other_thick = a.height * paths / a.paths, b.height * paths / b.paths
        x, other_x = (a.x, b.x + BAR) if backwards else (a.x + BAR, b.x)
        bend = (x + other_x) / 2
        low, other_low = top + thick, other_top + other_thick
        upper = f"M{x:.1f},{top:.1f}C{bend:.1f},{top:.1f} {bend:.1f},{other_top:.1f} {other_x:.1f},{other_top:.1f}"
        lower = f"L{other_x:.1f},{other_low:.1f}C{bend:.1f},{other_low:.1f} {bend:.1f},{low:.1f} {x:.1f},{low:.1f}Z"
        earlier, later = (b, a) if backwards else (a, b)
        tip = f"{earlier.label} → {later.label}: {count(paths)}"
        ribbons.append({"path": upper + lower, "colour": earlier.colour, "tip": tip})
    return ribbons


def _bars(boxes: Sequence[_Box]) -> list[dict[str, Any]]:
    return [
        {
            "x": box.x,
            "x2": box.x + BAR,
            "y": box.y,
            "y2": box.y + box.height,
            "colour": box.colour,
            "tip": f"{box.label}: {counted(box.paths, 'path')}, {count(box.stops)} end here, {count(box.open)} open",
        }
        for box in boxes
    ]


def _fades(boxes: Sequence[_Box], backwards: bool) -> list[Mark]:
    """Fade out, below the bands, the share of each bar that goes no further."""
    marks = []
    for kind, colour in (("stops", ENDED), ("open", OPEN)):
        values = []
        for box in boxes:
            number = getattr(box, kind)
            if not number:
                continue
            first = box.y + box.height * (box.continues + (box.stops if kind == "open" else 0)) / box.paths
            x, x2 = (box.x - FADE, box.x) if backwards else (box.x + BAR, box.x + BAR + FADE)
            words = "begin here" if backwards else "end here" if kind == "stops" else "may still go on"
            values.append(
                {
                    "x": x,
                    "x2": x2,
                    "y": first,
                    "y2": first + max(1.0, box.height * number / box.paths),
                    "tip": f"{box.label}: {count(number)} {words}",
                }
            )
        marks.append(_mark("rect", values, fill={"value": _fade(colour, backwards)}))
    return marks


def _fade(colour: str, backwards: bool) -> dict[str, Any]:
    """Give a gradient from a colour to nothing, away from the bar."""
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    ends = [f"rgba({red},{green},{blue},0.6)", f"rgba({red},{green},{blue},0)"]
    stops = [{"offset": place, "color": end} for place, end in enumerate(ends[::-1] if backwards else ends)]
    return {"gradient": "linear", "x1": 0, "y1": 0, "x2": 1, "y2": 0, "stops": stops}


def _labels(boxes: Sequence[_Box], total: int, limit: float) -> list[Mark]:
    """Write the event, and below it how many paths; white behind the letters keeps them clear of the bands."""
    names = [{"x": box.x + BAR + 8, "y": box.middle - 7, "text": box.label} for box in boxes]
    numbers = [
        {"x": box.x + BAR + 8, "y": box.middle + 8, "text": f"{count(box.paths)} · {percent(box.paths / total)}"}
        for box in boxes
    ]
    marks = []
    for values, size, weight, colour in ((names, 12.5, 600, INK), (numbers, 11, 400, QUIET)):
        look = {
            "text": {"field": "text"},
            "font": {"value": SANS},
            "fontSize": {"value": size},
            "fontWeight": {"value": weight},
            "baseline": {"value": "middle"},
            "limit": {"value": round(limit)},
        }
        halo = {"stroke": {"value": SHEET}, "strokeWidth": {"value": 3.5}, "strokeOpacity": {"value": 0.85}}
        marks.append(_mark("text", values, **look, **halo, strokeJoin={"value": "round"}))
        marks.append(_mark("text", values, **look, fill={"value": colour}))
    return marks


def _heads(nodes: Sequence[Step], steps: Sequence[int], pitch: float, total: int, backwards: bool) -> list[Mark]:
    """Write above each column which step it is, and how many paths get there."""
    heads, shares, rules = [], [], []
    for column, step in enumerate(steps):
        here = sum(sum(node[2:]) for node in nodes if node[0] == step)
        x = column * pitch
        anchor = "End" if backwards else "Start"
        heads.append({"x": x, "y": 4, "text": f"Step {step}".replace("-", "−") if step else anchor})
        shares.append({"x": x, "y": 20, "text": f"{count(here)} · {percent(here / total)}" if nodes else ""})
        rules.append({"x": x, "x2": x + pitch - 14, "y": 31, "y2": 32})
    look = {"text": {"field": "text"}, "font": {"value": SANS}, "baseline": {"value": "middle"}}
    return [
        _mark("text", heads, **look, fontSize={"value": 12}, fontWeight={"value": 600}, fill={"value": QUIET}),
        _mark("text", shares, **look, fontSize={"value": 11}, fill={"value": QUIET}),
        _mark("rect", rules, fill={"value": HAIR}),
    ]


def _key(y: float, backwards: bool) -> list[Mark]:
    """Say what the fades mean."""
    entries = [("begin here", ENDED)] if backwards else [("end here", ENDED), ("may still go on", OPEN)]
    words: list[dict[str, Any]] = []
    marks: list[Mark] = []
    for place, (text, colour) in enumerate(entries):
        x = place * 110
        swatches = [{"x": x, "x2": x + 26, "y": y - 5, "y2": y + 5}]
        words.append({"x": x + 32, "y": y, "text": text})
        marks.append(_mark("rect", swatches, fill={"value": _fade(colour, backwards)}))
    return [
        *marks,
        _mark(
            "text",
            words,
            text={"field": "text"},
            font={"value": SANS},
            fontSize={"value": 11},
            baseline={"value": "middle"},
            fill={"value": QUIET},
        ),
    ]


def _mark(kind: str, values: list[dict[str, Any]], **look: Any) -> Mark:
    """Make a mark and its data, placed by the fields the data have."""
    fields = {name for value in values for name in value}
    placed = {name: {"field": name} for name in ("x", "x2", "y", "y2", "path") if name in fields}
    tip = {"tooltip": {"field": "tip"}} if "tip" in fields else {}
    return {"type": kind, "aria": False, "encode": {"enter": {**placed, **tip, **look}}}, values
