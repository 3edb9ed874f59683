"""What the report's last sections stand on: moments of truth, needs, and the best plan under the budget."""

from collections.abc import Mapping
from html import escape

from sojourn import analyse, insight, maps, measure, prioritise
from sojourn.app import planning
from sojourn.app.needed import lived_needs, needed
from sojourn.app.tried import tried_of
from sojourn.core.analysis import Journeys
from sojourn.core.answers import Answers, Question
from sojourn.core.errors import InvalidInput

from .designed import laid_over
from .focus import Known

DRAWS = 1000
"""Draws for the plan."""


def known_of(
    map: maps.JourneyMap,
    journeys: Journeys,
    *,
    registry: Mapping[str, Question],
    budget: float | None,
) -> Known:
    """Ask everything that the last page is written from."""
    found = lived_needs(map, journeys, registry=registry)
    plan, why_not = _plan(map, journeys, found, budget)
    needs = needed(found)
    overlay = laid_over(map, journeys, registry, found.moments)
    curve = _curve(map, journeys) if map.initiatives and budget is None else None
    low = _low(heard(journeys, map, registry))
    return Known(
        low=low, curve=curve, map=map, overlay=overlay, moments=found.moments, needs=needs, plan=plan, no_plan=why_not
    )


def heard(journeys: Journeys, map: maps.JourneyMap | None, registry: Mapping[str, Question]) -> Answers | None:
    """Give the answers to surveys; with a map without those that came before any contact with the step they rate."""
    if map is None:
        found = analyse.answers(journeys)
    else:
        told = analyse.answers(journeys, expectation=maps.expect(map))
        found = insight.after_contact(map, told, registry)
    return None if found is None else measure.with_registry(found, registry)


def _low(answers: Answers | None) -> frozenset[str]:
    """Give the steps that matter less, to those asked, than other things they were asked about."""
    try:
        found = None if answers is None else measure.quadrants_of(answers)
    except InvalidInput:
        return frozenset()
    points = () if found is None else found.points
    return frozenset(each.name for each in points if each.quadrant == "low_priority" and not each.undecided)


def _curve(map: maps.JourneyMap, journeys: Journeys) -> prioritise.BudgetCurve | None:
    """Say what each budget would bring; None where that cannot be worked out."""
    try:
        model = planning.plan_model(map, journeys)
        found, _ = tried_of(map, journeys, prioritise.initiatives_of(map), chain=model.chain)
        return prioritise.budget_curve(model, found, capacity=prioritise.capacity_of(map) or None)
    except InvalidInput:
        return None


def _plan(
    map: maps.JourneyMap, journeys: Journeys, needs: insight.NeedsResult, budget: float | None
) -> tuple[prioritise.Plan | None, str]:
    """Make the best plan under the budget, or say why there is none."""
    if not map.initiatives:
        return None, (
            "The map has no initiatives, so there is nothing to choose from. Write them under <code>initiatives</code>,"
            " each with a cost and an effect."
        )
    if budget is None:
        return None, (
            "No budget was given. Ask for the plan with <code>sojourn report --budget AMOUNT --keep</code>, or see what"
            " each budget would bring with <code>sojourn plan</code>."
        )
    try:
        plan = planning.plan(map, budget=budget, journeys=journeys, needs=needs, draws=DRAWS)
    except InvalidInput as refused:
        hint = f" {escape(refused.hint[:1].upper() + refused.hint[1:])}." if refused.hint else ""
        return None, f"No plan could be made: {escape(refused.message)}.{hint}"
    return plan, ""
