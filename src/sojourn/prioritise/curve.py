"""The budget curve: every budget at which the best gain rises."""

import time
from collections.abc import Iterable, Mapping
from itertools import pairwise
from typing import Any

import numpy as np

from .curve_result import BudgetCurve
from .curve_step import CurveStep
from .exhaustive import MOST, NEAR
from .landscape import Landscape, Objective, ordered
from .model import PlanModel
from .portfolio import Portfolio
from .proposals import Proposal, proposals
from .refusals import PlanRefused
from .rules import Capacity, Rule, Rules, rules_of
from .search import searched


def budget_curve(
    model: PlanModel,
    initiatives: Iterable[Proposal | Mapping[str, Any]],
    *,
    objective: str = "value",
    periods: int = 1,
    discount: float = 0.0,
    capacity: Capacity | None = None,
    floors: Iterable[str | Mapping[str, Any]] = (),
    minimum: Iterable[Mapping[str, Any]] = (),
    excludes: Iterable[Any] = (),
    include: Iterable[str] = (),
    exclude: Iterable[str] = (),
    carry: float | Mapping[str, float] = 1.0,
    method: str = "auto",
    time_limit: float = 10.0,
    marked: float | None = None,
) -> BudgetCurve:
    """Find every budget at which the best gain rises, and the best set from there on.

    Args:
        marked: a budget to mark in the drawing.

    Returns:
        Steps in rising order; the first is the cheapest set that gains anything and keeps the rules.

    Cost: one search over all sets up to 16 initiatives; else one program for each step, for as long as `time_limit`.
    """
    found = proposals(initiatives)
    portfolio = Portfolio(model, found, carry=carry)
    rules = rules_of(
        found, budget=None, capacity=capacity, floors=list(floors), minimum=list(minimum), excludes=list(excludes),
        include=list(include), exclude=list(exclude),
    )  # fmt: skip
    aim = Objective(objective, periods, discount)
    whole = method == "exhaustive" or (method == "auto" and len(found) <= MOST)
    if whole:
        landscape = searched(portfolio, rules, aim, method=method)
    else:
        landscape = _by_programs(portfolio, rules, aim, time_limit)
    steps = tuple(steps_of(portfolio, landscape))
    sets = [set(each.chosen) for each in steps]
    return BudgetCurve(
        steps, all(one <= other for one, other in pairwise(sets)),
        "exhaustive" if whole else "pairs", landscape.proved, model.currency, model.period,
        {each.id: each.name for each in found}, marked,
    )  # fmt: skip


def steps_of(portfolio: Portfolio, landscape: Landscape) -> Iterable[CurveStep]:
    """Walk sets from the cheapest on, and give each that is better than all before; sets stand best first."""
    scale = max(float(np.abs(landscape.worth).max(initial=0.0)), 1e-300) * NEAR
    best = 0.0 if bool((~landscape.sets).all(axis=1).any()) else -np.inf
    # Among sets of one cost the first is the best: the order of the landscape is kept.
    for place in np.argsort(np.round(landscape.costs, 6), kind="stable"):
        if landscape.worth[place] > best + scale:
            best = float(landscape.worth[place])
            yield CurveStep(
                float(landscape.costs[place]), portfolio.ids(landscape.sets[place]), float(landscape.gains[place]), best
            )


def _by_programs(portfolio: Portfolio, rules: Rules, aim: Objective, time_limit: float) -> Landscape:
    """Find the best set for one budget after the other, from all the money downwards."""
    from .pairs import Program, surrogate_of  # noqa: PLC0415 - start-up: few plans are so large

    until = time.monotonic() + time_limit
    surrogate = surrogate_of(portfolio)
    seen = []
    limit = float(rules.costs.sum())
    proved = True
    while True:
        left = until - time.monotonic()
        if left <= 0:
            proved = False
            break
        paid = rules_with(rules, limit)
        found, whole = Program(portfolio, paid, aim, surrogate).best(1, time.monotonic() + left)
        proved &= whole
        if not len(found):
            break
        seen.append(found[0])
        cost = float(found[0] @ rules.costs)
        if cost <= 0:
            break
        limit = cost - max(1e-6 * cost, 1e-6)
    if not seen:
        raise PlanRefused(
            "no set of initiatives keeps all rules, whatever the budget", code="plan.infeasible",
            hint="look at capacity, exclusions and what is required",
        )  # fmt: skip
    sets = np.array(seen)
    return ordered(portfolio, rules, aim, sets, portfolio.gains(sets), surrogate=surrogate.of(sets), proved=proved)


def rules_with(rules: Rules, budget: float) -> Rules:
    """Put a budget in the place of any other."""
    kept = tuple(each for each in rules.rules if each.name != "budget")
    return Rules(rules.found, (*kept, Rule("budget", rules.costs, -float("inf"), budget)))
