"""Drawings of a plan: how often initiatives are in the best set, when they are done, and its rivals."""

import math
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from sojourn.core.charts import HAIR, INK, LINE, POSITIVE, QUIET, SOFT_POSITIVE, Chart, vega_lite
from sojourn.core.results import count, percent
from sojourn.core.words import shortened

from .draws import FIRM, OPEN
from .months import in_words
from .plan_facts import PlanFacts
from .plan_tables import headline
from .timeline import departments, month_named
from .wrapping import folded, quoted, sentences, wrapped

WIDTH = 460
NARROW = 420
"""Under this width, in pixels, names stand above what they name."""
COLOURS: Mapping[str, str] = MappingProxyType({"firm": POSITIVE, "open": SOFT_POSITIVE, "weak": LINE})
NAMES: Mapping[str, Any] = MappingProxyType(
    {
        "labelColor": INK, "labelFontSize": 12, "labelLimit": 330, "labelPadding": 8, "ticks": False, "domain": False,
    }
)  # fmt: skip


def inclusion_chart(plan: PlanFacts, *, width: int = WIDTH) -> Chart:
    """Draw the share of draws whose best set holds each initiative, with the limits of firm and open.

    Args:
        width: of bars and what is said of them, in pixels; under 420 names stand above their bars.

    Raises:
        PlanRefused: `plan.nothing_drawn` when nothing was drawn.
    """
    told = plan.drawn()
    rows: list[dict[str, Any]] = [
        {
            "name": plan.title(name), "standing": plan.standing(name),
            # A bar of 100 % would be the rule talking, not what was drawn.
            "share": 0.0 if name in plan.required else share,
            "text": "required by a rule" if name in plan.required else
                    f"{percent(share)}  {plan.standing(name)}{', in the plan' if name in plan.chosen else ''}",
        }
        for name, share in sorted(told.inclusion.items(), key=lambda item: -item[1])
    ]  # fmt: skip
    order = [row["name"] for row in rows]
    x = {
        "type": "quantitative", "scale": {"domain": [0, 1]}, "title": "Share of draws whose best set holds it",
        "axis": {"format": ".0%", "tickCount": 5},
    }  # fmt: skip
    narrow = width < NARROW
    across = width if narrow else width - 100
    lower = {"yOffset": 8} if narrow else {}
    y = {"field": "name", "type": "nominal", "sort": order, "title": None, "axis": None if narrow else dict(NAMES)}
    limits = {"values": [{"at": OPEN}, {"at": FIRM}]}
    bars = {
        "mark": {"type": "bar", "height": {"band": 0.34 if narrow else 0.6}, **lower},
        "encoding": {
            "y": y, "x": {**x, "field": "share"},
            "color": {
                "field": "standing", "type": "nominal", "legend": None,
                "scale": {"domain": list(COLOURS), "range": list(COLOURS.values())},
            },
        },
    }  # fmt: skip
    said = {"type": "text", "color": INK, "fontSize": 12}
    texts = {
        "mark": {**said, "align": "left", "dx": 8},
        "encoding": {"y": y, "x": {"value": across}, "text": {"field": "text", "type": "nominal"}},
    }
    if narrow:
        # One line above the bar: the name, and how often it is in.
        for row in rows:
            row["line"] = f"{shortened(row['name'], across // 9)}: {row['text']}"
        texts = {
            "mark": {**said, "align": "left", "dy": -9},
            "encoding": {"y": y, "x": {"value": 0}, "text": {"field": "line", "type": "nominal"}},
        }
    lines = {
        "data": limits, "mark": {"type": "rule", "color": QUIET, "strokeDash": [3, 3], "opacity": 0.5 if narrow else 1},
        "encoding": {"x": {**x, "field": "at"}},
    }  # fmt: skip
    body = {
        "width": across, "height": {"step": 42 if narrow else 28}, "data": {"values": rows},
        "layer": [bars, lines, texts],
    }  # fmt: skip
    return vega_lite(
        body,
        title="How sure each initiative is",
        subtitle=folded(
            [
                f"{told.draws:,} draws (seed {told.seed}); the plan itself is the best in {percent(told.best_share)}.",
                "From 80 % firm, from 40 % open, below weak.",
            ],
            across + (0 if narrow else 240),
        ),
    )


def sets_chart(plan: PlanFacts) -> Chart:
    """Draw what the best sets would gain: the mean with its interval for the plan, and what others are expected to."""
    told = plan.information
    rows: list[dict[str, Any]] = []
    for place, each in enumerate(plan.sets[:5]):
        lines = wrapped([plan.title(name) for name in each.chosen] or ["nothing"], 44)
        share = None if told is None else told.best_set.get(each.chosen, 0.0)
        rows.append(
            {
                "name": lines, "key": str(place), "gain": each.gain if each.expected is None else each.expected,
                "mode": each.gain, "plan": place == 0,
                "low": None if told is None else told.intervals[each.chosen][0],
                "high": None if told is None else told.intervals[each.chosen][1],
                "text": f"cost {count(each.cost)}" + ("" if share is None else f", best in {percent(share)}"),
            }
        )  # fmt: skip
    money = f", {plan.model.currency}" if plan.model.currency else ""
    what = f"Gain in {in_words(plan.model.period)}{money}"
    x = {
        "type": "quantitative", "title": what, "scale": {"zero": False, "padding": 14},
        "axis": {"format": ",.0f", "tickCount": 6},
    }  # fmt: skip
    labels = {row["key"]: row["name"] for row in rows}
    pick = " : ".join(f"datum.value == '{key}' ? {quoted(lines)}" for key, lines in labels.items())
    y = {
        "field": "key", "type": "nominal", "sort": [row["key"] for row in rows], "title": None,
        "axis": {**NAMES, "labelExpr": f"{pick} : ''"},
    }  # fmt: skip
    colour = {"condition": {"test": "datum.plan", "value": POSITIVE}, "value": LINE}
    layers: list[dict[str, Any]] = [
        {
            "transform": [{"filter": "isValid(datum.low)"}],
            "mark": {"type": "rule", "strokeWidth": 2},
            "encoding": {"y": y, "x": {**x, "field": "low"}, "x2": {"field": "high"}, "color": colour},
        },
        {
            "mark": {"type": "circle", "size": 110, "opacity": 1},
            "encoding": {"y": y, "x": {**x, "field": "gain"}, "color": colour},
        },
        {
            "mark": {"type": "tick", "color": INK, "thickness": 1.5, "height": 14},
            "encoding": {"y": y, "x": {**x, "field": "mode"}},
        },
        {
            "mark": {"type": "text", "align": "left", "dx": 12, "color": INK, "fontSize": 12},
            "encoding": {"y": y, "x": {"value": WIDTH}, "text": {"field": "text", "type": "nominal"}},
        },
    ]  # fmt: skip
    most = max((len(row["name"]) for row in rows), default=1)
    body = {"width": WIDTH, "height": {"step": 22 + 15 * most}, "data": {"values": rows}, "layer": layers}
    marks = (
        "Tick: at the most likely values."
        if told is None
        else "Dot: expected; line: 95 % of draws; tick: at the most likely values."
    )
    return vega_lite(body, title="The plan and the sets next to it", subtitle=[*sentences(headline(plan)), marks])


def timeline_chart(plan: PlanFacts, *, width: int = WIDTH + 100) -> Chart:
    """Draw when each initiative is done, by department; a line leads from what is required to what requires it.

    Args:
        width: of the months, in pixels; under 420 departments stand behind the initiatives, not beside the bars.
    """
    narrow = width < NARROW
    rows: list[dict[str, Any]] = []
    for name, slots in departments(plan.slots).items():
        for place, slot in enumerate(slots):
            rows.append(
                {
                    "id": slot.id, "title": slot.title, "begin": slot.begin, "end": slot.end,
                    "department": (plan.department(name) or "no department") if place == 0 else "",
                    "after": ", ".join(plan.title(other) for other in slot.after), "assumed": slot.assumed,
                }
            )  # fmt: skip
        if narrow:
            who = plan.department(name) or "no department"
            for row in rows[-len(slots) :]:
                row["title"] = shortened(f"{row['title']} ({who})", width // 6)
    for place, row in enumerate(rows):
        row["row"] = place
    where = {row["id"]: row for row in rows}
    links = [
        {"begin": where[other]["end"], "end": slot.begin, "row": where[other]["row"], "to": where[slot.id]["row"]}
        for slot in plan.slots
        for other in slot.after
    ]
    last = max([slot.end for slot in plan.slots] + [1.0])
    every = max(1, math.ceil(last / 4) if narrow else round(last / 12))
    named = " : ".join(
        f"datum.value == {place} ? '{month_named(plan.begins, place)}'" for place in range(0, int(last) + 2, every)
    )
    x = {
        "type": "quantitative", "title": None, "scale": {"domain": [0, last], "nice": False},
        "axis": {"values": list(range(0, int(last) + 1, every)), "labelExpr": f"{named} : ''", "orient": "top",
                 "gridColor": HAIR, "labelAlign": "left", "labelOffset": 2},
    }  # fmt: skip
    y = {"field": "row", "type": "ordinal", "axis": None, "sort": None}
    text = {"type": "text", "fontSize": 12, "baseline": "middle"}
    layers: list[dict[str, Any]] = [
        {
            "mark": {"type": "bar", "height": {"band": 0.34}, "yOffset": 9, "cornerRadius": 2, "color": SOFT_POSITIVE},
            "encoding": {"y": y, "x": {**x, "field": "begin"}, "x2": {"field": "end"}},
        },
        {
            "mark": {**text, "align": "left", "dx": 2, "dy": -9, "color": INK},
            "encoding": {
                "y": y, "x": {"value": 0} if narrow else {**x, "field": "begin"},
                "text": {"field": "title", "type": "nominal"},
            },
        },
        {
            "mark": {**text, "align": "right", "dx": -14, "fontWeight": 600, "color": QUIET},
            "encoding": {"y": y, "x": {"value": 0}, "text": {"field": "department", "type": "nominal"}},
        },
    ]  # fmt: skip
    if narrow:
        layers.pop()
    if links:
        layers.append(
            {
                "data": {"values": [{**link, "at": link["begin"]} for link in links]},
                "mark": {"type": "rule", "color": INK, "strokeWidth": 1.2, "yOffset": 9, "y2Offset": 9},
                "encoding": {
                    "x": {**x, "field": "at"}, "y": {**y, "field": "row"}, "y2": {"field": "to"},
                },
            }
        )  # fmt: skip
        layers.append(
            {
                "data": {"values": links},
                "mark": {"type": "point", "shape": "triangle-right", "filled": True, "size": 60, "color": INK,
                         "yOffset": 9, "opacity": 1},
                "encoding": {"x": {**x, "field": "end"}, "y": {**y, "field": "to"}},
            }
        )  # fmt: skip
    body = {
        "width": width,
        "height": {"step": 46},
        "data": {"values": rows},
        "layer": layers,
    }
    subtitle = ["One after the other in each department, what is required first (a line leads to what requires it)."]
    if any(slot.assumed for slot in plan.slots):
        subtitle.append("Where nobody said how long it takes, a month is drawn.")
    return vega_lite(
        body, title="When each initiative is done", subtitle=folded(subtitle, width + (0 if narrow else 100))
    )
