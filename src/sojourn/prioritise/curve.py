"""The budget curve: every budget at which the best gain rises."""

import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

from sojourn.core.charts import Chart
from sojourn.core.results import Heading, Result, Table, count, note

from .exhaustive import MOST, NEAR
from .model import PlanModel
from .portfolio import Portfolio
from .proposals import Proposal, proposals
from .refusals import PlanRefused
from .rules import Capacity, Rule, Rules, rules_of
from .search import Landscape, Objective, ordered, searched

NOT_NESTED = "A larger budget may drop what a smaller one chose: plans are not nested."
ASSUMED = "All gains are simulated on the journey's chain, if the effects are as assumed."


@dataclass(frozen=True, slots=True)
class CurveStep:
    """A budget from which on another set is the best.

    Attributes:
        budget: from this budget on.
        chosen: ids, in the order of the initiatives.
        gain: in a period.
        worth: what the objective counts; the gain, unless costs count too.
    """

    budget: float
    chosen: tuple[str, ...]
    gain: float
    worth: float


@dataclass(frozen=True, slots=True)
class BudgetCurve(Result):
    """What more money would bring.

    Attributes:
        steps: budgets in rising order.
        nested: every set holds the one before it.
        method: `exhaustive`, or `pairs` where a surrogate chose the sets.
        proved: no set outside could be better.
        titles: what initiatives are called.
    """

    steps: tuple[CurveStep, ...]
    nested: bool
    method: str
    proved: bool
    currency: str | None
    period: str | None
    titles: Mapping[str, str]
    marked: float | None = None

    def to_dict(self) -> dict[str, Any]:
        """Give the JSON document."""
        notes = [note("assumed", ASSUMED)]
        if not self.nested:
            notes.append(note("not_nested", NOT_NESTED))
        if not self.proved:
            notes.append(note("not_proved", "The time was over before the search was: a step may be missing."))
        return {
            "analysis": "budget_curve",
            "format": 1,
            "basis": {"currency": self.currency, "period": self.period, "method": self.method, "proved": self.proved},
            "notes": notes,
            "nested": self.nested,
            "steps": [
                {"budget": each.budget, "chosen": list(each.chosen), "gain": each.gain, "worth": each.worth}
                for each in self.steps
            ],
        }

    def rows(self) -> list[dict[str, Any]]:
        """Give a row for each step."""
        return [
            {"budget": each.budget, "chosen": "+".join(each.chosen), "gain": each.gain, "worth": each.worth}
            for each in self.steps
        ]

    def tables(self) -> tuple[Table, ...]:
        """Give the steps."""
        money = f", {self.currency}" if self.currency else ""
        rows = tuple(
            (count(each.budget), count(each.gain), ", ".join(self.titles.get(name, name) for name in each.chosen))
            for each in self.steps
        )
        headings = (Heading(f"Budget from{money}"), Heading(f"Gain in a period{money}"), Heading("Best set", False))
        notes = (ASSUMED,) if self.nested else (ASSUMED, NOT_NESTED)
        return (Table("What a larger budget would bring", headings, rows, notes),)

    def chart(self) -> Chart:
        """Draw the curve as steps, each with its set."""
        from .curve_chart import curve_chart  # noqa: PLC0415 - start-up: only drawings need it

        return curve_chart(self)


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
        best, whole = Program(portfolio, paid, aim, surrogate).solve([], left)
        proved &= whole
        if best is None:
            break
        seen.append(best > 0.5)
        cost = float(best @ rules.costs)
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
