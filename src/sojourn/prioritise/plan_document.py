"""A plan as one JSON document, and as rows."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any

from sojourn.core.results import count, note, percent
from sojourn.core.words import joined

from .adds import adds, pays_back
from .draws import Draws
from .months import in_words
from .plan_facts import PlanFacts
from .timeline import month_named

ASSUMED = "if the effects are as assumed"


def document(plan: PlanFacts) -> dict[str, Any]:
    """Give the whole plan."""
    model = plan.model
    return {
        "analysis": "plan",
        "format": 1,
        "basis": {
            "map_id": plan.map_id, "map_title": plan.map_title, "map_version": plan.map_version,
            "currency": model.currency, "period": model.period, "volume": model.volume, "evidence": model.evidence,
            "sources": dict(model.sources), "n": counted_on(plan),
        },
        "notes": notes(plan),
        "budget": plan.budget,
        "objective": {"name": plan.objective, "periods": plan.periods, "discount": plan.discount},
        "carry": dict(plan.carry) if isinstance(plan.carry, Mapping) else plan.carry,
        "method": plan.method,
        "proved": plan.proved,
        "chosen": list(plan.chosen),
        "cost": plan.cost,
        "gain": plan.gain,
        "expected": plan.best.expected,
        "gain_most_likely": plan.gain,
        "gain_expected": plan.best.expected,
        "gain_low": plan.gain_low,
        "gain_high": plan.gain_high,
        "gain_at_half": plan.gain_at_half,
        "net": plan.net,
        "payback": plan.payback,
        "at_mode": list(plan.at_mode),
        "runner_up": None if plan.runner_up is None else plan.runner_up.to_dict(),
        "third": None if plan.third is None else plan.third.to_dict(),
        "sets": [each.to_dict() for each in plan.sets],
        "binding": [{"rule": each.rule, "costs": each.costs} for each in plan.binding],
        "cost_of_floor": plan.cost_of_floor,
        "largest_surrogate_error": plan.surrogate_error,
        "information": None if plan.information is None else _information(plan.information),
        "outcomes": [
            {"outcome": name, "before": before, "after": after} for name, (before, after) in plan.outcomes.items()
        ],
        "order": [{"items": list(block.items), "ratio": block.ratio} for block in plan.order.blocks],
        "timeline": [
            {
                "id": slot.id, "department": slot.department or None, "begin": slot.begin, "end": slot.end,
                "after": list(slot.after), "assumed": slot.assumed,
            }
            for slot in plan.slots
        ],
        "initiatives": initiative_rows(plan),
        "experiments": [each.to_dict() for each in plan.tried],
        "warnings": list(plan.warnings),
        "findings": list(plan.findings),
    }  # fmt: skip


def counted_on(plan: PlanFacts) -> int | None:
    """Give how many journeys the chain was counted on; None where it was assumed, or nobody said."""
    told = plan.model.sources
    return int(told["closed"]) + int(told["open"]) if "closed" in told else None


def initiative_rows(plan: PlanFacts) -> list[dict[str, Any]]:
    """Give a row for each initiative: those chosen in the order to begin, then the others."""
    told = plan.information
    slots = {slot.id: slot for slot in plan.slots}
    sequence = plan.follows or plan.order.order
    listed = {each.id: each for each in plan.initiatives}
    names = [*(name for name in sequence if name in plan.chosen), *(n for n in listed if n not in plan.chosen)]
    added = adds(plan)
    rows = []
    for name in names:
        each, slot = listed[name], slots.get(name)
        rows.append(
            {
                "id": name,
                "title": each.name,
                "chosen": name in plan.chosen,
                "group": None if plan.group is None else plan.group.get(name),
                "cost": each.cost,
                "gain_over_requirements": plan.over_requirements[name],
                "inclusion": None if told is None else told.inclusion[name],
                "standing": plan.standing(name),
                "loss_if_dropped": None if told is None else told.loss_if_dropped.get(name),
                "adds": None if name not in added else added[name].gain,
                "pays_back": None if name not in added else added[name].payback,
                "value_of_learning": None if told is None else told.value_of_learning[name],
                "evidence": each.evidence,
                "department": each.department,
                "owner": each.owner,
                "person_months": each.effort,
                "months": each.months,
                "begin": None if slot is None or plan.begins is None else month_named(plan.begins, slot.begin),
                "begin_month": None if slot is None else slot.begin,
                "end_month": None if slot is None else slot.end,
                "requires": list(each.requires),
                "serves": list(each.serves),
                "meets": list(each.meets),
                "effects": [
                    {
                        "kind": change.kind, "steps": list(change.steps), "from": change.base,
                        "to": None if change.to is None else list(change.to),
                        "by": None if change.by is None else list(change.by),
                        "experiment": change.arms is not None,
                    }
                    for change in each.changes
                ],
            }
        )  # fmt: skip
    return rows


def notes(plan: PlanFacts) -> list[Mapping[str, Any]]:
    """Say what has to be known to read the plan."""
    model, told = plan.model, plan.information
    measured = "counted in lived journeys" if model.evidence == "research" else "assumed, not counted"
    n = counted_on(plan)
    if n is not None:
        measured = f"counted in {count(n)} lived journeys, of which {count(int(model.sources['open']))} may still go on"
    found = [
        note(
            "assumed",
            f"Gains are for {in_words(model.period)}, simulated on the journey's chain, {ASSUMED}. Shares of the chain "
            f"are {measured}. If only half of those won over behave as others do, the gain is "
            f"{plan.gain_at_half:,.0f}.",
            carry=0.5,
            gain=plan.gain_at_half,
        )
    ]
    if "memory" in model.sources:
        found.append(
            note(
                "chain.memory",
                f"At {joined(map(plan.quoted, model.sources['memory'].split(', ')))} it matters where customers came "
                f"from, and the chain does not know it: trust the lower gain, {plan.gain_at_half:,.0f}, rather than "
                "the whole.",
            )
        )
    if told is not None and plan.chosen:
        found.append(
            note(
                "how_sure",
                f"Of the sets that keep the rules, the plan is the best in {percent(told.best_share)} of "
                f"{told.draws:,} draws (seed {told.seed}). "
                f"Knowing everything before choosing would be worth {told.value_of_perfect_information:,.0f} at most.",
                best_share=told.best_share,
                draws=told.draws,
                seed=told.seed,
            )
        )
        if not told.whole:
            found.append(note("pool", f"The draws compare {told.pool:,} sets, not all: shares may be a little high."))
    found.extend(_floors(plan))
    found.extend(_late(plan))
    found.extend(_tried(plan))
    if plan.at_mode != plan.chosen:
        named = joined(f"“{plan.title(name)}”" for name in plan.at_mode) or "nothing"
        found.append(
            note("mode_differs", f"If every effect were as is thought most likely, the best set would be {named}. "
                 "The plan is the best on average over all draws.", chosen=list(plan.at_mode))
        )  # fmt: skip
    if plan.method == "pairs":
        proved = "" if plan.proved else " The time was over before the search was: not proved."
        found.append(
            note(
                "pairs",
                f"Sets were found by singles and pairs and then simulated; singles and pairs alone were off by up to "
                f"{plan.surrogate_error or 0:,.0f}.{proved}",
                proved=plan.proved,
            )
        )
    for code in plan.warnings:
        kind, _, places = code.partition(":")
        if kind == "effect.base_differs":
            one, other = places.split(",")
            found.append(
                note(kind, f"The effect on the way from {plan.quoted(one)} to {plan.quoted(other)} was "
                     + _carried_over(plan, one, other), steps=[one, other])
            )  # fmt: skip
        if kind == "capacity.idle":
            found.append(
                note(kind, f"No initiative needs the capacity of {plan.department(places)}.", department=places)
            )
        if kind == "capacity.no_start":
            name, team = places.split(",")
            found.append(
                note(kind, f"{plan.title(name)} says no month in which it starts, so its work counts in no month of "
                     f"{plan.department(team)}: give it a start.", initiative=name, department=team)
            )  # fmt: skip
    silent = [each.id for each in plan.initiatives if not each.changes and each.id not in plan.chosen]
    if silent and plan.budget > plan.cost:
        found.append(
            note("no_effect", "Without an effect nothing is chosen for its own sake: "
                 f"{joined(f'“{plan.title(name)}”' for name in silent)}.", ids=silent)
        )  # fmt: skip
    found.extend(_found(plan, code) for code in plan.findings)
    return found


def _carried_over(plan: PlanFacts, one: str, other: str) -> str:
    """Say how an effect is carried to another share than that it was stated from, or found at."""
    if any(each.effect is not None and each.steps == (one, other) for each in plan.tried):
        return (
            "tried on customers of whom not as many come there as of all who stand at the step: it may carry over as "
            "an odds ratio or as the share itself, and draws lie anywhere between."
        )
    return "stated from another share than the chain's; it is carried over as an odds ratio."


def _found(plan: PlanFacts, code: str) -> Mapping[str, Any]:
    """Say what the map lacks."""
    kind, _, name = code.partition(":")
    return note(kind, FINDINGS[kind].format(plan.quoted(name)), id=name)


def _floors(plan: PlanFacts) -> Iterator[Mapping[str, Any]]:
    """Say at which steps something must be done, why, and what the rule costs."""
    short = {row["step"] for row in plan.needs if row.get("moment") and row.get("verdict") == "short"}
    steps = [str(each["step"]) if isinstance(each, Mapping) else str(each) for each in plan.rules.get("floors") or ()]
    if not steps:
        return
    found, asked = [step for step in steps if step in short], [step for step in steps if step not in short]
    where = []
    if found:
        why = "a moment of truth that falls short" if len(found) == 1 else "moments of truth that fall short"
        where.append(f"{joined(map(plan.quoted, found))} ({why})")
    where += [joined(map(plan.quoted, asked))] if asked else []
    cost = plan.cost_of_floor or 0.0
    amount = f"{count(cost)} {plan.model.currency or ''}".rstrip()
    costs = "It costs nothing: the best plan keeps it anyway."
    if cost >= 0.5:
        costs = f"It costs {amount}: at the most likely values the best plan without it would bring so much more."
    yield note(
        "floors", f"Something must be done at {' and at '.join(where)}. {costs}", steps=steps, short=found,
        costs=plan.cost_of_floor,
    )  # fmt: skip


def _late(plan: PlanFacts) -> Iterator[Mapping[str, Any]]:
    """Say which initiatives hardly pay their cost back."""
    for name, added in adds(plan).items():
        if added.late:
            rule = ": a rule asks for it" if name in plan.required else ""
            yield note(
                "pays_back_late",
                f"“{plan.title(name)}” costs {count(added.cost)} and adds {count(added.gain)} in "
                f"{in_words(plan.model.period)}: it pays back {pays_back(plan, added)}{rule}.",
                initiative=name, cost=added.cost, adds=added.gain, pays_back=added.payback,
            )  # fmt: skip


def _tried(plan: PlanFacts) -> Iterator[Mapping[str, Any]]:
    """Say what experiments found, whom they count, and what they take the place of."""
    for each in plan.tried:
        name = f"“{plan.title(each.initiative)}”"
        if each.effect is None:
            yield note(
                "experiment_refused", f"{name} was tried by lot, and the guess stays: {each.refused}.",
                initiative=each.initiative,
            )  # fmt: skip
            continue
        held = each.calibration
        guess = ""
        if held is not None and held.ratio is not None:
            guess = (
                f", which was a share of {percent((each.guessed or (0, 0, 0))[1])}: odds are multiplied by "
                f"{held.found:.1f}, where {held.guessed:.1f} was guessed (ratio of logarithms {held.ratio:.1f})"
            )
        doubt = {
            "experiment.split_unknown": "nobody said which share was to be treated, so the sizes of the arms are not "
            "checked (--assigned)",
            "experiment.assigned_twice": "some were assigned to both arms and count in the first",
            "experiment.unplanned": "no size was fixed before",
            "experiment.early": "looked at before the size that was fixed",
        }
        doubts = "; ".join(doubt[code] for code in each.effect.warnings if code in doubt)
        yield note(
            "experiment",
            f"{name} was tried by lot: {each.counted(f'came to {plan.quoted(each.steps[1])}')}. That takes the place "
            f"of the guess{guess}. Arms count who came there by any way: the way from {plan.quoted(each.steps[0])} to "
            f"{plan.quoted(each.steps[1])} is made so much more frequent that as many come there on the chain by any "
            "way, where today some have it already." + (f" Mind: {doubts}." if doubts else ""),
            initiative=each.initiative,
        )


FINDINGS: Mapping[str, str] = MappingProxyType(
    {
        "opportunity.no_initiative": "No initiative takes up the opportunity {0}.",
        "moment.no_initiative": "The moment of truth {0} falls short, and no initiative serves it.",
        "initiative.no_effect": "The initiative {0} says nothing of its effect.",
        "initiative.no_metric": "Nothing measured would show the effect of the initiative {0}.",
        "initiative.no_department": "The initiative {0} has no department, so its work counts nowhere.",
        "initiative.no_cost": "The initiative {0} has no cost; it is left out.",
    }
)
"""What a map lacks, in words."""


def _information(told: Draws) -> dict[str, Any]:
    return {
        "draws": told.draws,
        "seed": told.seed,
        "pool": told.pool,
        "pool_is_whole": told.whole,
        "best_share": told.best_share,
        "order": [
            {
                "chosen": list(names),
                "expected": told.expected[names],
                "low": told.intervals[names][0],
                "high": told.intervals[names][1],
            }
            for names in told.order[:10]
        ],
        "best_set": [{"chosen": list(names), "share": share} for names, share in told.best_set.items()],
        "inclusion": dict(told.inclusion),
        "beats": [{"chosen": list(names), "chance": chance} for names, chance in told.beats.items()],
        "loss_if_dropped": dict(told.loss_if_dropped),
        "gain_quantiles": {str(level): value for level, value in told.gain_quantiles.items()},
        "value_of_perfect_information": told.value_of_perfect_information,
        "value_of_learning": dict(told.value_of_learning),
    }
