"""The chart of criticality: importance, reach and stake of each step beside what they make together."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from sojourn.core.chart_rows import Rows, fitted, rows_of
from sojourn.core.charts import BAND, HAIR, INK, POSITIVE, QUIET, SOFT_POSITIVE, Chart, vega_lite
from sojourn.core.results import percent

from .moments_found import FoundMoments
from .moments_parts import StepMoment

NUMBER, APART, CLOSE = 44, 26, 16
"""Pixels: a number behind its field, between fields, between fields on a narrow page."""
HEAD = -24
"""Pixels: where the heads of fields stand on a narrow page, against the first row."""

PARTS = (("importance", "Importance", 1), ("reach", "Reach", 1), ("stake", "Stake", 1), ("value", "Criticality", 100))
"""The fields, what they are called, and how far their axes reach."""


def draw(found: FoundMoments, *, width: int) -> Chart:
    """Draw a row a step and a field a part: a dot with its 95 % interval, a dash for what is not known.

    What few answered has an interval alone. A step whose parts are not all known has no criticality.
    """
    steps = [each for each in found.steps if each.critical.reach is not None]
    twice = {name for name, number in Counter(each.name for each in steps).items() if number > 1}
    names = [f"{each.name} ({each.step})" if each.name in twice else each.name for each in steps]
    rows = [*zip(names, steps, strict=True)]
    place = rows_of([{"name": name} for name in names], width=width, text=None, limit=300)
    thin = found.limits.thin
    told = [
        found.subtitle(),
        (
            "Criticality is 100 × the cube root of importance × reach × stake: a step that nobody meets, or nobody"
            " minds, cannot be critical."
        ),
        "Dots with their 95 % intervals; – is not known; a stake below 0 counts as 0.",
    ]
    field = width // 4 - NUMBER - APART
    parts = [
        _part(part, title, most, rows, place, field, thin, lead=part == PARTS[0][0]) for part, title, most in PARTS
    ]
    body = _above(rows, place, width, thin) if place.narrow else {"hconcat": parts, "spacing": APART}
    return fitted(vega_lite(body, title=f"{found.title}: how critical each step is", subtitle=told), width)


def _part(
    part: str, title: str, most: int, steps: Sequence[tuple[str, StepMoment]], place: Rows, width: int, thin: int, *,
    lead: bool,
) -> dict[str, Any]:  # fmt: skip
    values = [_value(name, each, part, thin) for name, each in steps]
    axis = {
        "orient": "top", "values": [0, most / 2, most], "grid": True, "gridColor": HAIR, "labelFlush": True,
        "format": ".0%" if part == "reach" else ".1~f" if most == 1 else "d",
        "titleColor": INK, "titleFontSize": 12, "titleFontWeight": 600,
        "titleAnchor": "start", "labelFontSize": 10,
    }  # fmt: skip
    x = {"type": "quantitative", "title": title, "scale": {"domain": [0, most]}, "axis": axis}
    y = place.y("name", [name for name, _ in steps])
    if not lead:
        y["axis"] = None
    number = {"type": "text", "align": "left", "dx": 8, "color": INK, "fontSize": 12}
    layers: list[Mapping[str, Any]] = [
        {
            "transform": [{"filter": "isValid(datum.low)"}],
            "mark": {"type": "rule", "color": SOFT_POSITIVE, "strokeWidth": 3},
            "encoding": {"x": {**x, "field": "low"}, "x2": {"field": "high"}},
        },
        {
            "transform": [{"filter": "isValid(datum.dot)"}],
            "mark": {"type": "point", "filled": True, "opacity": 1, "size": 70, "color": POSITIVE},
            "encoding": {"x": {**x, "field": "dot"}},
        },
        {
            "transform": [{"filter": "!datum.known"}],
            "mark": {"type": "text", "text": "–", "color": QUIET, "align": "left", "fontSize": 13},
            "encoding": {"x": {"value": 3}},
        },
    ]
    layers.append({"mark": number, "encoding": {"x": {"value": width}, "text": {"field": "text", "type": "nominal"}}})
    return {
        "width": width, "height": {"step": place.step}, "data": {"values": values}, "encoding": {"y": y},
        "layer": layers,
    }  # fmt: skip


def _above(rows: Sequence[tuple[str, StepMoment]], place: Rows, width: int, thin: int) -> dict[str, Any]:
    """Give the narrow form: under the name of a step its four fields side by side, each with a track of its own."""
    field = (width - 3 * CLOSE) / 4
    begin = {part: number * (field + CLOSE) for number, (part, _, _) in enumerate(PARTS)}
    values = []
    for part, _, most in PARTS:
        for name, each in rows:
            row = _value(name, each, part, thin)
            at = {key: None if row[key] is None else begin[part] + field * row[key] / most
                  for key in ("dot", "low", "high")}  # fmt: skip
            track = begin[part] if row["known"] else None
            values.append({**row, **at, "begin": begin[part] + 3, "track": track, "end": begin[part] + field})
    heads = [
        {"x": begin[part] + (field if last else 0), "text": text, "side": "right" if last else "left",
         "bold": dy == HEAD}
        for part, title, most in PARTS
        for text, dy, last in ((title, HEAD, False), ("0", HEAD + 14, False),
                               ("100 %" if part == "reach" else f"{most}", HEAD + 14, True))
    ]  # fmt: skip
    x = {"type": "quantitative", "scale": {"domain": [0, width], "nice": False}, "axis": None}
    spans: list[dict[str, Any]] = [
        {"mark": {"type": "rule", "strokeWidth": thick, "color": colour, **place.lower},
         "transform": [{"filter": f"isValid(datum.{ends[0]})"}],
         "encoding": {"x": {**x, "field": ends[0]}, "x2": {"field": ends[1]}}}
        for ends, thick, colour in ((("track", "end"), 1.5, BAND), (("low", "high"), 3, SOFT_POSITIVE))
    ]  # fmt: skip
    dots: list[dict[str, Any]] = [
        {"mark": {"type": "point", "filled": True, "opacity": 1, "size": 60, "color": POSITIVE, **place.lower},
         "transform": [{"filter": "isValid(datum.dot)"}], "encoding": {"x": {**x, "field": "dot"}}},
        {"mark": {"type": "text", "text": "–", "color": QUIET, "fontSize": 13, "dy": place.lower["yOffset"]},
         "transform": [{"filter": "!datum.known"}], "encoding": {"x": {**x, "field": "begin"}}},
    ]  # fmt: skip
    titles = [
        {"data": {"values": [row for row in heads if (row["side"], row["bold"]) == (side, bold)]},
         "mark": {"type": "text", "align": side, "fontSize": 11 if bold else 10, "color": INK if bold else QUIET,
                  "fontWeight": 600 if bold else 400},
         "encoding": {"x": {**x, "field": "x"}, "y": {"value": HEAD if bold else HEAD + 14},
                      "text": {"field": "text", "type": "nominal"}}}
        for side, bold in (("left", True), ("left", False), ("right", False))
    ]  # fmt: skip
    return {
        "width": width, "height": {"step": place.step}, "data": {"values": values},
        "encoding": {"y": place.y("name", [name for name, _ in rows])},
        "layer": [*spans, *dots, *place.texts, *titles],
    }  # fmt: skip


def _value(name: str, each: StepMoment, part: str, thin: int) -> dict[str, Any]:
    """Give one dot: where it stands, its ends, and its number."""
    critical = each.critical
    value = getattr(critical, part)
    low, high = (
        (critical.low, critical.high)
        if part == "value"
        else (getattr(critical, f"{part}_low"), getattr(critical, f"{part}_high"))
    )
    few = part == "importance" and critical.asked is not None and critical.asked < thin
    written = "" if value is None or few else _written(part, value)
    return {
        "name": name, "known": value is not None, "dot": None if few else value,
        "low": None if low is None else max(0.0, low), "high": None if high is None else max(0.0, high),
        "text": written,
    }  # fmt: skip


def _written(part: str, value: float) -> str:
    if part == "reach":
        return percent(value)
    return f"{value:.0f}" if part == "value" else f"{value:.2f}"
