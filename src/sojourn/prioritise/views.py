"""One part of a plan at a time, as a result of its own: the timeline, how sure it is, the order, RICE, benefits."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from sojourn.core.charts import INK, SOFT_POSITIVE, Chart, vega_lite
from sojourn.core.results import Heading, Result, Table, count, note, percent
from sojourn.core.words import shortened

from .adds import added_between, adds
from .benefits import benefits
from .improvement import in_full
from .months import in_words
from .ordering import SEVERAL_TEAMS, months_value, order, rice
from .plan_result import Plan
from .refusals import PlanRefused
from .timeline import month_named

PLACES = 44
"""Letters of the steps of an initiative."""
NAMES = ("improvement", "timeline", "inclusion", "order", "rice", "benefits")
ONE_BY_ONE = "Initiatives one by one, if the effects are as assumed: not the plan."


@dataclass(frozen=True, slots=True, eq=False)
class PlanView(Result):
    """One part of a plan.

    Attributes:
        name: which.
        plan: the plan.
        entries: its rows.
        table: as people read it.
        told: sentences that belong to it.
    """

    name: str
    plan: Plan
    entries: tuple[Mapping[str, Any], ...]
    table: Table
    told: tuple[str, ...]
    drawing: Callable[[], Chart] = field(repr=False)

    def to_dict(self) -> dict[str, Any]:
        """Give the JSON document."""
        plan = self.plan
        return {
            "analysis": f"plan_{self.name}",
            "format": 1,
            "basis": {
                "map_id": plan.map_id, "map_version": plan.map_version, "currency": plan.model.currency,
                "period": plan.model.period, "budget": plan.budget, "evidence": plan.model.evidence,
            },
            "notes": [note(self.name, each) for each in self.told],
            "chosen": list(plan.chosen),
            "rows": [dict(each) for each in self.entries],
        }  # fmt: skip

    def rows(self) -> list[dict[str, Any]]:
        """Give its rows."""
        return [dict(each) for each in self.entries]

    def tables(self) -> tuple[Table, ...]:
        """Give its table."""
        return (self.table,)

    def chart(self) -> Chart:
        """Draw it."""
        return self.drawing()


def view(plan: Plan, name: str) -> PlanView:
    """Give one part of a plan: `timeline`, `inclusion`, `order`, `rice` or `benefits`.

    Raises:
        PlanRefused: `plan.view` for another name, `plan.nothing_drawn` for `inclusion` when nothing was drawn.
    """
    made = _VIEWS.get(name)
    if made is None:
        raise PlanRefused(f"a plan has no view {name!r}", code="plan.view", hint=f"one of {', '.join(NAMES)}")
    return made(plan)


STRETCH = (
    "Target: what the map promises, or more where a segment gets more already: then it is a stretch, and "
    "`sojourn gaps` holds answers against the promise."
)
WHY = "In the order to do it: why, and what each adds to the plan, if the effects are as assumed."


def _improvement(plan: Plan) -> PlanView:
    known = {str(row["step"]): row for row in plan.needs if row.get("segment") in (None, "")}
    listed = {each.id: each for each in plan.initiatives}
    slots = {slot.id: slot for slot in plan.slots}
    told = plan.information
    added, between = adds(plan), added_between(plan)
    rows: list[dict[str, Any]] = []
    for name in plan.follows or plan.order.order:
        each, slot = listed[name], slots[name]
        worst = max((known[step] for step in each.serves if step in known), key=_gap, default={})
        whose = max((row for row in plan.needs if row.get("step") in each.serves and row.get("segment")
                     and row.get("verdict") == "short"), key=_gap, default={})  # fmt: skip
        low, high = between.get(name, (None, None))
        rows.append(
            {
                "group": (plan.group or {}).get(name), "id": name, "title": each.name,
                "opportunities": list(each.meets),
                "steps": list(each.serves), "gap": worst.get("gap"), "target": worst.get("target"),
                "done": month_named(plan.begins, max(slot.end - 1e-9, 0)), "department": each.department,
                "owner": each.owner, "begins": month_named(plan.begins, slot.begin), "cost": each.cost,
                "segment": whose.get("segment"), "gain": plan.over_requirements[name], "adds": added[name].gain,
                "adds_low": low, "adds_high": high,
                "loss_if_dropped": None if told is None else told.loss_if_dropped.get(name),
                "evidence": each.evidence, "shown_by": list(each.shown_by),
            }
        )  # fmt: skip
    bars = [
        {
            "name": f"{row['title']}\n{in_full(row['group']) if row['group'] else 'no group'}",
            "value": max(added[row["id"]].gain, 0.0),
        }
        for row in rows
    ]
    headings = (
        Heading("Group", False), Heading("Initiative", False), Heading("Opportunity", False), Heading("Steps", False),
        Heading("Worst for", False), Heading("Gap now"),
        Heading("Target"), Heading("Begin", False), Heading("Done", False), Heading("Department", False),
        Heading("Cost"), Heading("Adds"), Heading("95 % of draws"), Heading("Evidence", False),
        Heading("What will show it", False),
    )  # fmt: skip
    cells = tuple(
        (row["group"] or "", row["title"], shortened(", ".join(map(plan.place, row["opportunities"])), PLACES),
         shortened(", ".join(map(plan.place, row["steps"])), PLACES), _worst_for(row), _number(row["gap"]),
         _number(row["target"]), row["begins"], row["done"], plan.department(row["department"]), count(row["cost"]),
         count(row["adds"]), _between(row["adds_low"], row["adds_high"]), row["evidence"],
         ", ".join(row["shown_by"]) or "nothing yet")
        for row in rows
    )  # fmt: skip
    without = f"Adds: what the plan would gain less in {in_words(plan.model.period)} without it"
    said: tuple[str, ...] = (f"{without}, if the effects are as assumed.",)
    if any(row["target"] not in (None, "") for row in rows):
        said = (*said, STRETCH)
    if not plan.needs:
        said = (*said, "Nothing is known of gaps: give needs, as `sojourn gaps` finds them.")
    return PlanView(
        "improvement", plan, tuple(rows), Table("The improvement plan", headings, cells, said), said,
        lambda: _bars(bars, "The improvement plan", "Adds in " + in_words(plan.model.period), WHY),
    )  # fmt: skip


def _gap(row: Mapping[str, Any]) -> float:
    """Give the gap of a step; one that is not known is less than any."""
    gap = row.get("gap")
    return -float("inf") if gap in (None, "") else float(gap)


def _number(value: Any) -> str:
    return "" if value in (None, "") else f"{float(value):.2f}"


def _worst_for(row: Mapping[str, Any]) -> str:
    """Name the segment that falls short most; everybody where no single one does."""
    return str(row["segment"] or ("" if row["gap"] in (None, "") else "everybody"))


def _between(low: float | None, high: float | None) -> str:
    return "" if low is None or high is None else f"{count(low)} to {count(high)}"


def _timeline(plan: Plan) -> PlanView:
    rows = [
        {
            "id": slot.id, "title": slot.title, "department": slot.department or None, "begin": slot.begin,
            "end": slot.end, "begins": month_named(plan.begins, slot.begin), "after": list(slot.after),
            "assumed": slot.assumed,
        }
        for slot in plan.slots
    ]  # fmt: skip
    headings = (
        Heading("Begin", False), Heading("Months"), Heading("Initiative", False), Heading("Department", False),
        Heading("After", False),
    )  # fmt: skip
    cells = tuple(
        (month_named(plan.begins, slot.begin), "not said" if slot.assumed else f"{slot.end - slot.begin:g}",
         slot.title, plan.department(slot.department), ", ".join(map(plan.title, slot.after)))
        for slot in plan.slots
    )  # fmt: skip
    told = ("One after the other in each department, what is required first.",)
    return PlanView(
        "timeline", plan, tuple(rows), Table("When each initiative is done", headings, cells, told), told,
        plan.timeline_chart,
    )  # fmt: skip


def _inclusion(plan: Plan) -> PlanView:
    draws = plan.drawn()
    rows: list[dict[str, Any]] = [
        {
            "id": name, "title": plan.title(name), "inclusion": share, "standing": plan.standing(name),
            "chosen": name in plan.chosen, "loss_if_dropped": draws.loss_if_dropped.get(name),
            "value_of_learning": draws.value_of_learning[name],
        }
        for name, share in sorted(draws.inclusion.items(), key=lambda item: -item[1])
    ]  # fmt: skip
    headings = (
        Heading("Initiative", False), Heading("In the best set"), Heading("", False), Heading("In the plan", False),
        Heading("Worth learning more, at most"),
    )  # fmt: skip
    cells = tuple(
        (row["title"], "" if row["standing"] == "required" else percent(row["inclusion"]),
         "required by a rule" if row["standing"] == "required" else row["standing"], "yes" if row["chosen"] else "",
         count(row["value_of_learning"]))
        for row in rows
    )  # fmt: skip
    told = (f"The plan is the best in {percent(draws.best_share)} of {draws.draws:,} draws (seed {draws.seed}).",)
    return PlanView(
        "inclusion", plan, tuple(rows), Table("How sure each initiative is", headings, cells, told), told,
        plan.inclusion_chart,
    )  # fmt: skip


def _order(plan: Plan) -> PlanView:
    items = months_value(plan.initiatives, plan.over_requirements, plan.model.period)
    found = order(items)
    waits = {str(each["id"]): float(each["per_month"]) for each in items}
    months = {str(each["id"]): float(each["months"]) for each in items}
    rows = [
        {
            "place": place, "id": name, "title": plan.title(name), "chosen": name in plan.chosen,
            "per_month": waits[name], "months": months[name], "block": number, "ratio": block.ratio,
        }
        for place, (number, block, name) in enumerate(
            ((n, block, name) for n, block in enumerate(found.blocks, start=1) for name in block.items), start=1
        )
    ]  # fmt: skip
    headings = (
        Heading("Place"), Heading("Initiative", False), Heading("A month of waiting costs"), Heading("Months"),
        Heading("For each month of work, with what it requires"), Heading("In the plan", False),
    )  # fmt: skip
    cells = tuple(
        (str(row["place"]), str(row["title"]), count(waits[str(row["id"])]), f"{months[str(row['id'])]:g}",
         count(float(str(row["ratio"]))), "yes" if row["chosen"] else "")
        for row in rows
    )  # fmt: skip
    told = (SEVERAL_TEAMS, "A view of initiatives one by one, if the effects are as assumed: not the plan.")
    table = Table("Cost of delay for each month of work (WSJF)", headings, cells, told)
    bars = [{"name": f"{row['place']}. {row['title']}", "value": row["ratio"]} for row in rows]
    return PlanView(
        "order", plan, tuple(rows), table, told,
        lambda: _bars(bars, table.title, "Cost of a month's delay for each month of work"),
    )  # fmt: skip


def _rice(plan: Plan) -> PlanView:
    found = rice(plan.model, plan.initiatives, carry=plan.carry)
    rows = [
        {
            "id": each.id, "title": plan.title(each.id), "step": each.step, "does": plan.place(each.step),
            "reach": each.reach, "impact": each.impact,
            "confidence": each.confidence, "person_months": each.effort, "rice": each.rice,
            "chosen": each.id in plan.chosen,
        }
        for each in found.found
    ]  # fmt: skip
    headings = (
        Heading("Initiative", False), Heading("Step", False), Heading("Reach"), Heading("Impact"),
        Heading("Confidence"), Heading("Person-months"), Heading("RICE"), Heading("In the plan", False),
    )  # fmt: skip
    cells = tuple(
        (plan.title(each.id), plan.place(each.step), count(each.reach), f"{each.impact:.2f}", f"{each.confidence:g}",
         f"{each.effort:g}", count(each.rice), "yes" if each.id in plan.chosen else "")
        for each in found.found
    )  # fmt: skip
    period = in_words(plan.model.period)
    told = [
        f"Reach: customers who come to the step in {period}. Impact: the simulated gain for each, if it is as assumed.",
        "Initiatives one by one, blind to what they do together or unlock: a view, not the plan.",
    ]
    told += [f"Left out: {plan.title(name)}, {why}." for name, why in found.left_out.items()]
    table = Table("Reach × impact × confidence ÷ effort", headings, cells, tuple(told))
    bars = [{"name": row["title"], "value": row["rice"]} for row in rows]
    return PlanView("rice", plan, tuple(rows), table, tuple(told), lambda: _bars(bars, table.title, "RICE"))


def _benefits(plan: Plan) -> PlanView:
    found = benefits(plan)
    rows = [{"benefit": each.name, "amount": each.amount, "said": each.said} for each in found]
    headings = (Heading("Benefit", False), Heading("What is estimated", False))
    cells = tuple((each.name.replace("_", " "), each.said) for each in found)
    told = ("Estimates are simulated, if the effects are as assumed.",)
    table = Table("What the plan is good for", headings, cells, told)
    shown = [
        {"name": each.name.replace("_", " "), "value": each.amount or 0.0}
        for each in found
        if each.name in ("sales", "cost_to_serve")
    ]
    return PlanView(
        "benefits",
        plan,
        tuple(rows),
        table,
        told,
        lambda: _bars(shown, table.title, f"In {in_words(plan.model.period)}", told[0]),
    )


def _bars(rows: list[dict[str, Any]], title: str, what: str, said: str = ONE_BY_ONE) -> Chart:
    """Draw a bar for each row, longest names and all."""
    axis = {
        "labelColor": INK,
        "labelFontSize": 12,
        "labelLimit": 330,
        "labelPadding": 8,
        "ticks": False,
        "domain": False,
        "labelExpr": r"split(datum.label, '\n')",
        "labelLineHeight": 14,
    }
    y = {"field": "name", "type": "nominal", "sort": [row["name"] for row in rows], "title": None, "axis": axis}
    x = {"field": "value", "type": "quantitative", "title": what, "axis": {"format": ",.0f", "tickCount": 5}}
    # Below 0 the figure stands right of the line at 0, not on its bar.
    values = [{**row, "text": count(row["value"]), "at": max(row["value"], 0)} for row in rows]
    layers = [
        {"mark": {"type": "bar", "height": 17, "color": SOFT_POSITIVE}, "encoding": {"y": y, "x": x}},
        {
            "mark": {"type": "text", "align": "left", "dx": 6, "color": INK, "fontSize": 12},
            "encoding": {"y": y, "x": {**x, "field": "at"}, "text": {"field": "text", "type": "nominal"}},
        },
    ]
    step = 40 if any("\n" in row["name"] for row in rows) else 28
    body = {"width": 400, "height": {"step": step}, "data": {"values": values}, "layer": layers}
    return vega_lite(body, title=title, subtitle=said)


_VIEWS: Mapping[str, Callable[[Plan], PlanView]] = MappingProxyType(
    {
        "improvement": _improvement,
        "timeline": _timeline,
        "inclusion": _inclusion,
        "order": _order,
        "rice": _rice,
        "benefits": _benefits,
    }
)
