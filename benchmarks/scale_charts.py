"""Draw how cost grows with the number of events, from a file of results, with Sojourn's own charts."""

import json
import math
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

from sojourn.app.rendering import svg
from sojourn.core.charts import INK, Chart, vega_lite

SHOWN: Mapping[str, str] = MappingProxyType(
    {
        "variants of sessions": "#B4532A",
        "follows": "#1F6F8B",
        "conformance": "#7A5195",
        "funnel, 5 steps": "#2F7D4F",
        "attribution, Markov": "#A8862B",
        "retention": "#5B6770",
    }
)
"""Questions with a line of their own, the costliest first, and its colour."""

IMPORT = "import"


def draw(results: Path, folder: Path) -> None:
    """Write `scale-time.svg` and `scale-memory.svg`."""
    found = json.loads(results.read_text())
    for name, field, unit, title, subtitle, least in (
        ("time", "cpu", 1.0, "Seconds of a core, by number of events",
         "A whole process, interpreter and imports included; both axes grow by factors of ten", 0.3),
        ("memory", "own", 1e6, "Own memory in MB, by number of events",
         "The most that a whole process held itself, without pages of mapped files; both axes by factors of ten", 10.0),
    ):  # fmt: skip
        chart = _chart(_points(found, field, unit), title, subtitle, least)
        (folder / f"scale-{name}.svg").write_text(svg(chart) + "\n")


def _points(found: Mapping[str, Any], field: str, unit: float) -> list[dict[str, Any]]:
    """Give a point a question and world, and one an import."""
    events = {str(each["millions"]): each["events"] / 1e6 for each in found["imports"]}
    points = [
        {"question": name, "events": events[millions], "cost": facts[field] / unit}
        for millions, answers in found["worlds"].items()
        for name, facts in answers.items()
        if name in SHOWN and field in facts
    ]
    return points + [
        {"question": IMPORT, "events": each["events"] / 1e6, "cost": each[field] / unit}
        for each in found["imports"]
        if field == "own"
    ]


def _chart(points: list[dict[str, Any]], title: str, subtitle: str, least: float) -> Chart:
    """Draw lines on two logarithmic axes, each named at its end; names keep their distance."""
    most = max(point["events"] for point in points)
    colours = {**SHOWN, IMPORT: INK}
    ends = sorted((p for p in points if p["events"] == most), key=lambda point: -float(point["cost"]))
    top = max(float(point["cost"]) for point in points)
    height, gap = 360, 17
    place: list[dict[str, Any]] = []
    for end in ends:
        y = height * (1 - _log(end["cost"] / least) / _log(top * 1.3 / least))
        place.append({**end, "y": max(y, place[-1]["y"] + gap) if place else y})
    over = max(0.0, place[-1]["y"] - height) if place else 0.0
    names = [{**each, "y": each["y"] - over} for each in place]
    axis = {"grid": True, "format": "~g"}
    scale = {"type": "log", "nice": False}
    x = {"field": "events", "type": "quantitative", "title": "million events",
         "scale": {**scale, "domain": [0.8, most * 1.15]},
         "axis": {**axis, "values": [1, 10, 50, 100, 200], "labelOverlap": False}}  # fmt: skip
    y = {"field": "cost", "type": "quantitative", "title": None, "scale": {**scale, "domain": [least, top * 1.3]},
         "axis": {**axis, "values": [0.3, 1, 3, 10, 30, 100, 300, 1000, 3000]}}  # fmt: skip
    colour = {"field": "question", "type": "nominal", "legend": None,
              "scale": {"domain": list(colours), "range": list(colours.values())}}  # fmt: skip
    body = {
        "width": 620,
        "height": height,
        "padding": {"left": 8, "top": 8, "right": 150, "bottom": 8},
        "layer": [
            {
                "data": {"values": points},
                "mark": {"type": "line", "point": {"size": 28}, "strokeWidth": 2},
                "encoding": {"x": x, "y": y, "color": colour},
            },
            {
                "data": {"values": names},
                "mark": {"type": "text", "align": "left", "baseline": "middle", "fontSize": 12, "clip": False},
                "encoding": {
                    "x": {"value": 630},
                    "y": {"field": "y", "type": "quantitative", "scale": None},
                    "text": {"field": "question"},
                    "color": colour,
                },
            },
        ],
        "resolve": {"scale": {"y": "independent"}, "axis": {"y": "independent"}},
    }
    body["layer"][1]["encoding"]["y"]["axis"] = None  # type: ignore[index]
    return vega_lite(body, title=title, subtitle=subtitle)


def _log(ratio: float) -> float:
    """Give the logarithm of a ratio."""
    return math.log10(max(ratio, 1e-9))
