"""A plan as tables that people read."""

from sojourn.core.results import Heading, Table, count, percent
from sojourn.core.words import joined

from .adds import adds, outcomes_in_words, pays_back
from .improvement import in_full
from .months import counted, in_words
from .plan_document import initiative_rows
from .plan_facts import PlanFacts, PlanSet
from .timeline import month_named

LOST = "Lost without: how much less is expected of the best other plan without it; a must: no plan does without it."
GAIN = "Gain: of an initiative over what it requires, at the most likely values."


def tables(plan: PlanFacts) -> tuple[Table, ...]:
    """Give the plan, its rivals, what is left out, and what happens to outcomes."""
    found = [_chosen(plan), *([_adds(plan)] if plan.chosen else []), _rivals(plan)]
    if len(plan.chosen) < len(plan.initiatives):
        found.append(_left_out(plan))
    found.append(_outcomes(plan))
    return tuple(found)


def headline(plan: PlanFacts) -> str:
    """Say the plan in one sentence."""
    if not plan.chosen:
        return f"With {money(plan, plan.budget)} no set of initiatives gains anything."
    gain = plan.best.expected if plan.best.expected is not None else plan.gain
    spread = ""
    if plan.gain_low is not None and plan.gain_high is not None:
        spread = f" ({count(plan.gain_low)}–{count(plan.gain_high)})"
    paid = "" if plan.payback is None else f"; paid back after {counted(plan.payback, plan.model.period)}"
    return (
        f"{money(plan, plan.cost)} of {money(plan, plan.budget)} should bring {money(plan, gain)}{spread} in "
        f"{in_words(plan.model.period)} if the effects are as assumed{paid}."
    )


def money(plan: PlanFacts, amount: float) -> str:
    """Write an amount."""
    return f"{count(amount)} {plan.model.currency}" if plan.model.currency else count(amount)


def _chosen(plan: PlanFacts) -> Table:
    told = plan.information
    headings = [Heading("Initiative", False), Heading("Cost"), Heading("Gain")]
    if told is not None:
        headings += [Heading("In the best set"), Heading("Lost without")]
    headings += [Heading("Begin", False), Heading("Department", False)]
    rows: list[tuple[str, ...]] = []
    group = None
    for row in initiative_rows(plan):
        if not row["chosen"]:
            continue
        if row["group"] and row["group"] != group:
            group = row["group"]
            rows.append((f"{in_full(group)}:", *[""] * (len(headings) - 1)))
        cells = [row["title"], count(row["cost"]), count(row["gain_over_requirements"])]
        if told is not None:
            lost = row["loss_if_dropped"]
            sure = f"{percent(row['inclusion'])} {row['standing']}"
            cells += ["by a rule" if row["standing"] == "required" else sure, "a must" if lost is None else count(lost)]
        cells += [
            month_named(plan.begins, row["begin_month"] or 0),
            plan.department(row["department"]) or "nobody named",
        ]
        rows.append(tuple(cells))
    notes = [headline(plan)]
    if plan.chosen and "memory" in plan.model.sources:
        notes.append(
            f"Trust the lower gain, {money(plan, plan.gain_at_half)}, if only half of those won over behave as others "
            "do: at some steps it matters where customers came from, which the plan does not know."
        )
    if told is not None and plan.chosen:
        notes.append(f"Of the sets that keep the rules, this plan is the best in {percent(told.best_share)} of draws.")
    binding = [each for each in plan.binding if each.costs > 0.5]
    if binding:
        said = ", ".join(f"{_rule(plan, each.rule)} ({count(each.costs)})" for each in binding)
        notes.append(f"What keeps a better plan away, and what it costs: {said}.")
    notes.append(GAIN)
    if told is not None and plan.chosen:
        notes.append(LOST)
    title = "The plan" if plan.map_title is None else f"The plan for {plan.map_title}"
    return Table(title, tuple(headings), tuple(rows), tuple(notes))


def _rule(plan: PlanFacts, name: str) -> str:
    """Say in words what a rule asks for."""
    kind, _, of = name.partition(":")
    named = " and ".join(plan.title(each) for each in of.split(","))
    who, *month = of.split(":")
    told = {
        "budget": "the budget",
        "floor": f"something must be done at “{plan.place(of)}”",
        "capacity": "the person-months of " + ", month ".join((plan.department(who), *month)),
        "include": f"{named} must be in it",
        "exclude": f"{named} may not be in it",
        "excludes": f"{named} exclude each other",
    }
    return told.get(kind, name)


def _adds(plan: PlanFacts) -> Table:
    """Hold what each initiative adds to the plan against its cost."""
    headings = (Heading("Initiative", False), Heading("Cost"), Heading("Adds"), Heading("Pays back", False))
    rows = []
    for name, added in adds(plan).items():
        title = plan.title(name)
        if added.with_:
            title += f" (with {', '.join(plan.title(other) for other in added.with_)})"
        rows.append((title, count(added.cost), count(added.gain), pays_back(plan, added)))
    told = f"Adds: what the plan would gain less in {in_words(plan.model.period)} without it, nothing in its place."
    return Table("What each adds to the plan", headings, tuple(rows), (told,))


def _rivals(plan: PlanFacts) -> Table:
    """Number the best sets, and say what each adds to the plan and drops of it, a line for each change."""
    told = plan.information
    headings = [Heading("Set", False), Heading("Against the plan", False), Heading("Cost"), Heading("Most likely")]
    if told is not None:
        headings += [Heading("Expected"), Heading("Best in"), Heading("Beaten in")]
    rows: list[tuple[str, ...]] = []
    for number, each in enumerate(plan.sets[:5], start=1):
        cells = [count(each.cost), count(each.gain)]
        if told is not None:
            chance = told.beats.get(each.chosen)
            cells += [
                count(each.expected), percent(told.best_set.get(each.chosen, 0.0)),
                "" if chance is None else percent(chance),
            ]  # fmt: skip
        changes = _changes(plan, each)
        rows.append((str(number), changes[0], *cells))
        rows += [("", change, *[""] * len(cells)) for change in changes[1:]]
    notes = ["Most likely, expected: gains."]
    if told is not None:
        notes = ["Most likely, expected: gains. Best in, beaten in: shares of draws, beaten by the plan."]
    return Table("The best sets", tuple(headings), tuple(rows), tuple(notes))


def _changes(plan: PlanFacts, each: PlanSet) -> list[str]:
    """Say what a set adds to the plan and drops of it."""
    if each.chosen == plan.chosen:
        return ["the plan"]
    if not each.chosen:
        return ["nothing is done"]
    added = [f"+ {plan.title(name)}" for name in each.chosen if name not in plan.chosen]
    return [*added, *(f"− {plan.title(name)}" for name in plan.chosen if name not in each.chosen)]


def _left_out(plan: PlanFacts) -> Table:
    told = plan.information
    headings = [Heading("Initiative", False), Heading("Cost"), Heading("Gain")]
    if told is not None:
        headings += [Heading("In the best set"), Heading("Worth learning more")]
    rows = []
    for row in initiative_rows(plan):
        if row["chosen"]:
            continue
        cells = [row["title"], count(row["cost"]), count(row["gain_over_requirements"])]
        if told is not None:
            cells += [f"{percent(row['inclusion'])} {row['standing']}", count(row["value_of_learning"])]
        rows.append(tuple(cells))
    costs = {each.id: each.cost for each in plan.initiatives}
    notes = []
    for name in (each.id for each in plan.initiatives if each.id not in plan.chosen and each.requires):
        together = plan.goes_with(name)
        if together:
            whole = costs[name] + sum(costs[other] for other in together)
            with_ = joined(f"“{plan.title(other)}”" for other in together)
            notes.append(f"“{plan.title(name)}” needs {with_}: together they cost {money(plan, whole)}.")
    return Table("Not in the plan", tuple(headings), tuple(rows), (GAIN, *notes))


def _outcomes(plan: PlanFacts) -> Table:
    headings = (Heading("Outcome", False), Heading("Share today"), Heading("With the plan"))
    rows = tuple((plan.place(name), percent(before), percent(after)) for name, (before, after) in plan.outcomes.items())
    return Table("What journeys come to", headings, rows, (outcomes_in_words(plan),))
