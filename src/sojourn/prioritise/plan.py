"""The best plan under a budget."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from sojourn.core.progress import Progress

from .draws import Draws, drawn, gains_of, information, pool_of, uncertain
from .gains import gain
from .landscape import Landscape, Objective
from .model import PlanModel
from .ordering import months_value, order
from .plan_facts import Bound, PlanSet
from .plan_result import Plan
from .portfolio import Portfolio
from .proposals import Proposal, proposals
from .refusals import PlanRefused
from .rules import Capacity, Rule, Rules, rules_of
from .search import best_without, searched
from .timeline import timeline

HALF = 0.5
"""The gain is always worked out once more with only half of the rescued customers carried."""

LISTED = 10
"""How many of the best sets a plan lists."""

STRUCTURE = ("requires:", "any_of:")
"""Rules that say what initiatives are, not what may be afforded: never called binding."""


def plan(
    model: PlanModel,
    initiatives: Iterable[Proposal | Mapping[str, Any]],
    *,
    budget: float,
    objective: str = "value",
    periods: int = 1,
    discount: float = 0.0,
    capacity: Capacity | None = None,
    work: Mapping[str, Mapping[str, float]] | None = None,
    floors: Iterable[str | Mapping[str, Any]] = (),
    minimum: Iterable[Mapping[str, Any]] = (),
    excludes: Iterable[Sequence[str]] = (),
    include: Iterable[str] = (),
    exclude: Iterable[str] = (),
    carry: float | Mapping[str, float] = 1.0,
    draws: int = 1000,
    seed: int = 0,
    method: str = "auto",
    keep: int = 50,
    time_limit: float = 10.0,
    begins: str | None = None,
    progress: Progress | None = None,
) -> Plan:
    """Choose the set of initiatives that gains most within a budget, and say how sure that is.

    The gain `f(S) = V(S) − V(∅)` of a set is simulated on the journey's chain, if the effects are as assumed. Up to 16
    initiatives every set is looked at; beyond that a surrogate of singles and pairs finds the best sets, which are
    simulated. Where shares were counted or effects are ranges, the set with the largest *expected* worth is chosen.

    Args:
        budget: how much may be spent.
        objective: `value`, the gain in a period, or `net`, the discounted gain of `periods` less the cost.
        capacity: person-months by department, or by department and month.
        work: person-months by department of each initiative, where initiatives do not say it themselves.
        floors: moments of truth below their floor, each of which gets at least one initiative.
        minimum: `{name, any_of, at_least}`, such as one initiative for each phase.
        excludes: groups of which one may be chosen at most.
        include: initiatives that must be chosen.
        exclude: initiatives that must not.
        carry: the share of rescued customers who behave like those who passed anyway.
        draws: how often what is not known is drawn; 0 for not at all.
        seed: where the draws begin; equal seeds give equal results.
        method: `exhaustive`, `milp`, or `auto`.
        keep: how many sets the surrogate proposes.
        time_limit: seconds for the surrogate's search.
        begins: the month in which work may begin, `2026-03`.
        progress: is told how many draws are done.

    Raises:
        PlanRefused: `plan.infeasible` naming the rule and the least budget, `plan.cycle`, and what else cannot be.

    Cost: O(2ⁿ) small systems, times the draws for the sets in the pool.

    Source: choice of sets on a simulated chain rather than item by item: Weingartner, Management Science 12 (1966), for
    capital budgeting of interrelated projects.
    """
    found = proposals(initiatives, work=work)
    portfolio = Portfolio(model, found, carry=carry)
    aim = Objective(objective, periods, discount)
    told_rules: dict[str, Any] = {
        "floors": list(floors), "minimum": list(minimum), "excludes": list(excludes), "include": list(include),
        "exclude": list(exclude),
    }  # fmt: skip
    rules = rules_of(found, budget=budget, capacity=capacity, **told_rules)
    counts: tuple[tuple[str, Any], ...] = (("draws", draws), ("seed", seed))
    for what, number in counts:
        if isinstance(number, bool) or not isinstance(number, int | np.integer) or number < 0:
            raise PlanRefused(f"{what} is {number!r}", code=f"plan.{what}", hint="give a whole number, 0 or more")
    landscape = searched(portfolio, rules, aim, method=method, keep=keep, time_limit=time_limit)
    at_mode = portfolio.ids(landscape.sets[0])
    told = None
    listed = landscape
    if draws and uncertain(portfolio):
        pool, whole = pool_of(portfolio, rules, aim, landscape, seed=seed)
        told = information(
            portfolio, aim, pool, draws=draws, seed=seed, whole=whole, at_mode=at_mode, progress=progress
        )
        listed = _by_expectation(pool, told, portfolio)
    sets = _sets(portfolio, listed, told, limit=max(LISTED, keep if landscape.surrogate is not None else 0))
    best = sets[0]
    brings = best.gain if best.expected is None else best.expected
    over = gain(model, found, carry=carry).over_requirements
    sequence = order(months_value([each for each in found if each.id in best.chosen], over, model.period))
    bounds, cost_of_floor = _binding(portfolio, rules, aim, landscape, method=method)
    return Plan(
        model=model, initiatives=found, budget=float(budget), objective=aim.name, periods=aim.periods,
        discount=aim.discount, carry=carry, method="exhaustive" if landscape.surrogate is None else "pairs",
        proved=landscape.proved, best=best, sets=tuple(sets), at_mode=at_mode, information=told,
        gain_at_half=_at_half(model, found, best.chosen, told), net=brings * aim.factor - best.cost,
        payback=_payback(best.cost, brings, aim), binding=tuple(bounds), cost_of_floor=cost_of_floor,
        surrogate_error=landscape.surrogate_error, over_requirements=over, order=sequence,
        slots=timeline(found, best.chosen, sequence.order, begins=begins), begins=begins,
        outcomes=_outcomes(portfolio, best.chosen), capacity=capacity or {},
        rules=told_rules, warnings=(*portfolio.warnings, *_unspread(found, capacity or {})),
    )  # fmt: skip


def plan_draws(
    model: PlanModel,
    initiatives: Iterable[Proposal | Mapping[str, Any]],
    *,
    budget: float,
    objective: str = "value",
    periods: int = 1,
    discount: float = 0.0,
    capacity: Capacity | None = None,
    floors: Iterable[str | Mapping[str, Any]] = (),
    excludes: Iterable[Sequence[str]] = (),
    include: Iterable[str] = (),
    exclude: Iterable[str] = (),
    carry: float | Mapping[str, float] = 1.0,
    draws: int = 1000,
    seed: int = 0,
) -> Draws:
    """Draw what is not known and say what is best, how surely, and what it would be worth to know more.

    The arguments are those of `plan`.

    Raises:
        PlanRefused: as `plan` does.
    """
    found = proposals(initiatives)
    portfolio = Portfolio(model, found, carry=carry)
    aim = Objective(objective, periods, discount)
    rules = rules_of(
        found, budget=budget, capacity=capacity, floors=list(floors), excludes=list(excludes), include=list(include),
        exclude=list(exclude),
    )  # fmt: skip
    landscape = searched(portfolio, rules, aim)
    pool, whole = pool_of(portfolio, rules, aim, landscape, seed=seed)
    return information(
        portfolio, aim, pool, draws=max(draws, 1), seed=seed, whole=whole, at_mode=portfolio.ids(landscape.sets[0])
    )


def _unspread(found: Sequence[Proposal], capacity: Capacity) -> list[str]:
    """Name departments with a capacity that nobody needs, and initiatives whose work falls into no month of one."""
    needed = {name for each in found for name in each.work}
    idle = [f"capacity.idle:{name}" for name in capacity if name not in needed]
    by_month = [name for name, limit in capacity.items() if isinstance(limit, Mapping)]
    return idle + [
        f"capacity.no_start:{each.id},{name}"
        for each in found for name in by_month if each.start is None and each.work.get(name)
    ]  # fmt: skip


def _by_expectation(pool: Landscape, told: Draws, portfolio: Portfolio) -> Landscape:
    """Put the pool in the order of expected worth."""
    rank = {names: place for place, names in enumerate(told.order)}
    order = sorted(range(len(pool.sets)), key=lambda place: rank[portfolio.ids(pool.sets[place])])
    return pool.at(order)


def _sets(portfolio: Portfolio, listed: Landscape, told: Draws | None, *, limit: int) -> list[PlanSet]:
    """Give the best sets in words."""
    found = []
    for place in range(min(limit, len(listed.sets))):
        names = portfolio.ids(listed.sets[place])
        found.append(
            PlanSet(
                names,
                float(listed.costs[place]),
                float(listed.gains[place]),
                None if told is None else told.expected[names],
                None if listed.surrogate is None else float(listed.surrogate[place]),
            )
        )
    return found


def _payback(cost: float, gain: float, aim: Objective) -> float | None:
    """Give the periods after which the gains have paid the cost; None when they never do."""
    if cost == 0:
        return 0.0
    if gain <= 0:
        return None
    if aim.discount == 0:
        return cost / gain
    left = 1 - cost * aim.discount / gain
    return None if left <= 0 else float(-np.log(left) / np.log1p(aim.discount))


def _at_half(model: PlanModel, found: Sequence[Proposal], chosen: Sequence[str], told: Draws | None) -> float:
    """Give the gain when only half of the rescued customers behave like those who passed anyway: expected, if drawn."""
    portfolio = Portfolio(model, found, carry=HALF)
    one = portfolio.set_of(chosen)
    if told is None:
        return float(portfolio.gains(one)[0])
    return float(gains_of(portfolio, one, drawn(portfolio, told.draws, told.seed)).mean())


def _binding(
    portfolio: Portfolio, rules: Rules, aim: Objective, landscape: Landscape, *, method: str
) -> tuple[list[Bound], float | None]:
    """Say which rules keep a better plan away, and what the floors cost, at the most likely values."""
    here = float(landscape.worth[0])
    scale = max(abs(here), 1e-300) * 1e-9

    def lost(dropped: Any) -> float:
        free = best_without(portfolio, rules, aim, dropped, method=method, time_limit=2.0)
        return float(free.worth[0]) - here

    bounds = []
    for name in dict.fromkeys(rule.name for rule in rules.rules if not rule.name.startswith(STRUCTURE)):
        by = lost(lambda rule, name=name: rule.name == name)
        if by > scale:
            bounds.append(Bound(name, by))

    def floors(rule: Rule) -> bool:
        return rule.name.startswith("floor:")

    return bounds, lost(floors) if any(floors(rule) for rule in rules.rules) else None


def _outcomes(portfolio: Portfolio, chosen: Sequence[str]) -> dict[str, tuple[float, float]]:
    """Give the share of each outcome, today and with the plan."""
    model = portfolio.model
    m = len(model.chain.steps)
    start = model.chain.steps.index(model.start)
    shares = portfolio.chain_with(chosen)
    after = np.linalg.solve(np.eye(m) - shares[:, :m], shares[:, m:])[start]
    before = model.chain.ends[start]
    return {name: (float(before[k]), float(after[k])) for k, name in enumerate(model.outcomes)}
