"""Drawings of a plan: the budget curve, how often initiatives are in the best set, when they are done, its rivals."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from sojourn.core.charts import (
    HAIR,
    INK,
    LINE,
    NEGATIVE,
    POSITIVE,
    QUIET,
    SHEET,
    SOFT_POSITIVE,
    Chart,
    vega_lite,
)
from sojourn.core.results import count, percent

from .draws import FIRM, OPEN
from .plan_tables import headline
from .refusals import PlanRefused
from .timeline import departments, month_named

if TYPE_CHECKING:
    from .curve import BudgetCurve
    from .plan_result import Plan

WIDTH = 460
COLOURS: Mapping[str, str] = MappingProxyType({"firm": POSITIVE, "open": SOFT_POSITIVE, "weak": LINE})
NAMES: Mapping[str, Any] = MappingProxyType(
    {
        "labelColor": INK, "labelFontSize": 12, "labelLimit": 330, "labelPadding": 8, "ticks": False, "domain": False,
    }
)  # fmt: skip


def curve_chart(curve: "BudgetCurve") -> Chart:
    """Draw the best gain at every budget as steps, and what each step chooses beside the drawing."""
    money = f", {curve.currency}" if curve.currency else ""
    last = max([step.budget for step in curve.steps] + [curve.marked or 0.0, 1.0]) * 1.04
    ends = [*(step.budget for step in curve.steps[1:]), last]
    level = [
        {"number": number, "budget": step.budget, "until": end, "gain": step.worth}
        for number, (step, end) in enumerate(zip(curve.steps, ends, strict=True), start=1)
    ]
    before = [0.0, *(step.worth for step in curve.steps)]
    rise = [{"budget": row["budget"], "from": low, "to": row["gain"]} for row, low in zip(level, before, strict=False)]
    x = {
        "type": "quantitative", "title": f"Budget{money}", "scale": {"domain": [0, last], "nice": False},
        "axis": {"format": ",.0f", "grid": False, "tickCount": 6},
    }  # fmt: skip
    what = "Gain in a period" if all(step.worth == step.gain for step in curve.steps) else "Gains less cost"
    y = {"type": "quantitative", "title": f"{what}{money}", "axis": {"format": ",.0f", "tickCount": 5}}
    line = {"color": POSITIVE, "strokeWidth": 2.5, "strokeCap": "round"}
    layers: list[dict[str, Any]] = []
    if curve.marked is not None:
        at = {"values": [{"budget": curve.marked, "text": f"budget {count(curve.marked)}"}]}
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
            "data": {"values": level}, "mark": {"type": "circle", "size": 210, "color": SHEET, "stroke": POSITIVE, "opacity": 1},
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
    body = {"hconcat": [drawn, _key(curve)], "spacing": 28}
    subtitle = [
        "Simulated, if the effects are as assumed. Plans need not be nested: a step may drop what another chose."
    ]
    return vega_lite(body, title="What a larger budget would bring", subtitle=subtitle)


def _key(curve: "BudgetCurve") -> dict[str, Any]:
    """List the steps with their sets: names would not find room at the steps themselves."""
    rows = []
    dropped: list[str] = []
    for number, step in enumerate(curve.steps, start=1):
        before = set() if number == 1 else set(curve.steps[number - 2].chosen)
        names = [curve.titles.get(name, name) for name in step.chosen]
        lines = _wrapped(names, 46)
        gone = [curve.titles.get(name, name) for name in curve.steps[number - 2].chosen if name not in step.chosen]
        dropped = gone if before else []
        for place, text in enumerate(lines):
            rows.append({"number": str(number) if place == 0 else "", "budget": count(step.budget) if place == 0 else "",
                         "text": text})  # fmt: skip
        if dropped:
            rows.append({"number": "", "budget": "", "text": f"without {_wrapped(dropped, 60)[0]}", "quiet": True})
    rows = [{**row, "row": place} for place, row in enumerate(rows)]
    y = {"field": "row", "type": "ordinal", "axis": None, "sort": None}

    def column(field: str, x: int, align: str, colour: str, **more: Any) -> dict[str, Any]:
        return {
            "mark": {"type": "text", "align": align, "fontSize": 11, "color": colour, **more},
            "encoding": {"x": {"value": x}, "y": y, "text": {"field": field, "type": "nominal"}},
        }  # fmt: skip

    names = column("text", 84, "left", INK)
    names["encoding"]["color"] = {
        "condition": {"test": "datum.quiet", "value": NEGATIVE}, "value": INK,
    }  # fmt: skip
    return {
        "width": 330, "height": {"step": 17}, "data": {"values": rows},
        "layer": [column("number", 8, "right", POSITIVE, fontWeight=600), column("budget", 74, "right", QUIET), names],
    }  # fmt: skip


def inclusion_chart(plan: "Plan") -> Chart:
    """Draw the share of draws whose best set holds each initiative, with the limits of firm and open.

    Raises:
        PlanRefused: `plan.nothing_drawn` when nothing was drawn.
    """
    told = plan.information
    if told is None:
        raise PlanRefused(
            "nothing was drawn: effects are single numbers, or draws are 0", code="plan.nothing_drawn",
            hint="give effects as low, most likely and high",
        )  # fmt: skip
    rows = [
        {
            "name": plan.title(name), "share": share, "standing": plan.standing(name),
            "text": f"{percent(share)}  {plan.standing(name)}{', in the plan' if name in plan.chosen else ''}",
        }
        for name, share in sorted(told.inclusion.items(), key=lambda item: -item[1])
    ]  # fmt: skip
    order = [row["name"] for row in rows]
    x = {
        "type": "quantitative", "scale": {"domain": [0, 1]}, "title": "Share of draws whose best set holds it",
        "axis": {"format": ".0%", "tickCount": 5},
    }  # fmt: skip
    y = {"field": "name", "type": "nominal", "sort": order, "title": None, "axis": dict(NAMES)}
    limits = {"values": [{"at": OPEN}, {"at": FIRM}]}
    bars = {
        "mark": {"type": "bar", "height": {"band": 0.6}},
        "encoding": {
            "y": y, "x": {**x, "field": "share"},
            "color": {
                "field": "standing", "type": "nominal", "legend": None,
                "scale": {"domain": list(COLOURS), "range": list(COLOURS.values())},
            },
        },
    }  # fmt: skip
    texts = {
        "mark": {"type": "text", "align": "left", "dx": 8, "color": INK, "fontSize": 12},
        "encoding": {"y": y, "x": {"value": WIDTH - 100}, "text": {"field": "text", "type": "nominal"}},
    }
    lines = {
        "data": limits, "mark": {"type": "rule", "color": QUIET, "strokeDash": [3, 3]},
        "encoding": {"x": {**x, "field": "at"}},
    }  # fmt: skip
    body = {
        "width": WIDTH - 100, "height": {"step": 28}, "data": {"values": rows}, "layer": [bars, lines, texts],
    }  # fmt: skip
    return vega_lite(
        body,
        title="How sure each initiative is",
        subtitle=[
            f"{told.draws:,} draws (seed {told.seed}); the plan itself is the best in {percent(told.best_share)} of them.",
            "From 80 % firm, from 40 % open, below weak.",
        ],
    )


def sets_chart(plan: "Plan") -> Chart:
    """Draw what the best sets would gain: the mean with its interval for the plan, and what others are expected to."""
    told = plan.information
    rows = []
    for place, each in enumerate(plan.sets[:6]):
        lines = _wrapped([plan.title(name) for name in each.chosen] or ["nothing"], 44)
        share = None if told is None else told.best_set.get(each.chosen, 0.0)
        rows.append(
            {
                "name": lines, "key": str(place), "gain": each.gain if each.expected is None else each.expected,
                "mode": each.gain, "plan": place == 0,
                "low": plan.gain_low if place == 0 else None, "high": plan.gain_high if place == 0 else None,
                "text": f"cost {count(each.cost)}" + ("" if share is None else f", best in {percent(share)}"),
            }
        )  # fmt: skip
    money = f", {plan.model.currency}" if plan.model.currency else ""
    x = {
        "type": "quantitative", "title": f"Gain in a period{money}", "scale": {"zero": False, "padding": 14},
        "axis": {"format": ",.0f", "tickCount": 6},
    }  # fmt: skip
    labels = {row["key"]: row["name"] for row in rows}
    pick = " : ".join(f"datum.value == '{key}' ? {_quoted(lines)}" for key, lines in labels.items())
    y = {
        "field": "key", "type": "nominal", "sort": [row["key"] for row in rows], "title": None,
        "axis": {**NAMES, "labelExpr": f"{pick} : ''"},
    }  # fmt: skip
    colour = {"condition": {"test": "datum.plan", "value": POSITIVE}, "value": LINE}
    layers: list[dict[str, Any]] = [
        {
            "transform": [{"filter": "isValid(datum.low)"}],
            "mark": {"type": "rule", "color": POSITIVE, "strokeWidth": 2},
            "encoding": {"y": y, "x": {**x, "field": "low"}, "x2": {"field": "high"}},
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
    lines = max((len(row["name"]) for row in rows), default=1)
    body = {"width": WIDTH, "height": {"step": 22 + 15 * lines}, "data": {"values": rows}, "layer": layers}
    marks = (
        "Tick: at the most likely values."
        if told is None
        else "Dot: expected; line: 95 % of draws for the plan; tick: at the most likely values."
    )
    return vega_lite(body, title="The plan and the sets next to it", subtitle=[*_sentences(headline(plan)), marks])


def timeline_chart(plan: "Plan") -> Chart:
    """Draw when each initiative is done, by department; a line leads from what is required to what requires it."""
    rows: list[dict[str, Any]] = []
    for name, slots in departments(plan.slots).items():
        for place, slot in enumerate(slots):
            rows.append(
                {
                    "id": slot.id, "title": slot.title, "begin": slot.begin, "end": slot.end,
                    "department": (name or "no department") if place == 0 else "",
                    "after": ", ".join(plan.title(other) for other in slot.after), "assumed": slot.assumed,
                }
            )  # fmt: skip
    for place, row in enumerate(rows):
        row["row"] = place
    where = {row["id"]: row for row in rows}
    links = [
        {"begin": where[other]["end"], "end": slot.begin, "row": where[other]["row"], "to": where[slot.id]["row"]}
        for slot in plan.slots
        for other in slot.after
    ]
    last = max([slot.end for slot in plan.slots] + [1.0])
    every = max(1, round(last / 12))
    named = " : ".join(
        f"datum.value == {place} ? '{month_named(plan.begins, place)}'" for place in range(0, int(last) + 2, every)
    )
    x = {
        "type": "quantitative", "title": None, "scale": {"domain": [0, last], "nice": False},
        "axis": {"values": list(range(0, int(last) + 1, every)), "labelExpr": f"{named} : ''", "orient": "top",
                 "gridColor": HAIR, "labelAlign": "left", "labelOffset": 2},
    }  # fmt: skip
    y = {"field": "row", "type": "ordinal", "axis": None, "sort": None}
    width = WIDTH + 100
    text = {"type": "text", "fontSize": 12, "baseline": "middle"}
    layers: list[dict[str, Any]] = [
        {
            "mark": {"type": "bar", "height": {"band": 0.34}, "yOffset": 9, "cornerRadius": 2, "color": SOFT_POSITIVE},
            "encoding": {"y": y, "x": {**x, "field": "begin"}, "x2": {"field": "end"}},
        },
        {
            "mark": {**text, "align": "left", "dx": 2, "dy": -9, "color": INK},
            "encoding": {"y": y, "x": {**x, "field": "begin"}, "text": {"field": "title", "type": "nominal"}},
        },
        {
            "mark": {**text, "align": "right", "dx": -14, "fontWeight": 600, "color": QUIET},
            "encoding": {"y": y, "x": {"value": 0}, "text": {"field": "department", "type": "nominal"}},
        },
    ]
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
        "padding": {"left": 130, "top": 5, "right": 90, "bottom": 5},
    }
    subtitle = ["One after the other in each department, what is required first (a line leads to what requires it)."]
    if any(slot.assumed for slot in plan.slots):
        subtitle.append("Where nobody said how long it takes, a month is drawn.")
    return vega_lite(body, title="When each initiative is done", subtitle=subtitle)


def _wrapped(names: Sequence[str], width: int) -> list[str]:
    """Break a list of names into lines."""
    lines = [""]
    for place, name in enumerate(names):
        text = name + ("," if place < len(names) - 1 else "")
        if lines[-1] and len(lines[-1]) + 1 + len(text) > width:
            lines.append(text)
        else:
            lines[-1] = f"{lines[-1]} {text}".strip()
    return lines


def _quoted(lines: Sequence[str]) -> str:
    """Write lines as a list of Vega's expressions."""
    return "[" + ", ".join("'" + line.replace("\\", "\\\\").replace("'", "\\'") + "'" for line in lines) + "]"


def _sentences(text: str) -> list[str]:
    """Break a sentence that is too long for one line at a word, into two."""
    if len(text) <= 96:
        return [text]
    place = text.rfind(" ", 0, 96)
    return [text[:place], text[place + 1 :]]
