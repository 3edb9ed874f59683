"""A plan kept, to be held against what happens: one JSON document that needs nothing else."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .draws import drawn, uncertain
from .effects import Edge
from .plan_result import Plan
from .portfolio import Portfolio
from .proposals import Arms, Change, Proposal

FORMAT = "plan/1"
DRAWN = 500
"""Draws for the ranges of what is promised of outcomes."""


@dataclass(frozen=True, slots=True)
class Measured:
    """A level at a step: what customers say of it, or how long they wait.

    Attributes:
        of: `rating`, the mean answer in points of its scale, turned so that more is better; or `wait`, in minutes, the
            quantile that the map's measure names.
        value: None where too few customers stand behind it.
        low, high: its 95 % interval; None where nothing certain can be said.
        n: how many customers, or waits.
    """

    step: str
    of: str
    value: float | None
    low: float | None
    high: float | None
    n: int


@dataclass(frozen=True, slots=True)
class Promise:
    """What one chosen initiative claims of one place.

    Attributes:
        kind: `transition`, `margin`, `rating` or `wait`.
        before: the share of the way when the plan was made; None for what is no way.
        count: of how many moves; None when it was not counted.
        low: lower end of the claim: the share, or the change of margin, rating or minutes.
        mode: the most likely value.
        high: upper end.
        together: other chosen initiatives that work on the same step, so that what is measured is of all of them.
        measured: of a rating or a wait, the levels at its steps when the plan was kept.
        tried: an experiment said it, not a guess.
    """

    initiative: str
    title: str
    kind: str
    steps: tuple[str, ...]
    before: float | None
    count: int | None
    low: float
    mode: float
    high: float
    together: tuple[str, ...]
    measured: tuple[Measured, ...] = ()
    tried: bool = False


@dataclass(frozen=True, slots=True)
class PromisedOutcome:
    """The share of an outcome: when the plan was made, and with it."""

    outcome: str
    before: float
    count: int | None
    low: float
    mode: float
    high: float


@dataclass(frozen=True, slots=True)
class SavedPlan:
    """A plan as it was kept.

    Attributes:
        saved: the day, `2026-11-22`.
        chosen: ids, with what they are called.
        gain: in a period, at the most likely values; `gain_low` and `gain_high` where ranges were drawn.
        counted: the shares were counted, not assumed.
        document: everything that was kept.
    """

    saved: str
    map_id: str | None
    map_version: int | None
    currency: str | None
    period: str | None
    budget: float
    cost: float
    gain: float
    gain_low: float | None
    gain_high: float | None
    chosen: Mapping[str, str]
    promises: tuple[Promise, ...]
    outcomes: tuple[PromisedOutcome, ...]
    counted: bool
    document: Mapping[str, Any]


def saved_plan(plan: Plan, *, on: str, measured: Sequence[Measured] = ()) -> dict[str, Any]:
    """Write a plan as plain data: the model, everything that could be chosen, what was, and what it promises.

    Args:
        on: the day on which it is kept, `2026-11-22`.
        measured: ratings and waits of steps on that day, so that a follow-up can say what became of them.
    """
    model = plan.model
    chain = model.chain
    told = plan.information
    places = list(zip(*np.nonzero(chain.shares), strict=True))
    return {
        "format": FORMAT,
        "saved": on,
        "map": {"id": plan.map_id, "title": plan.map_title, "version": plan.map_version},
        "budget": plan.budget,
        "objective": {"name": plan.objective, "periods": plan.periods, "discount": plan.discount},
        "carry": dict(plan.carry) if isinstance(plan.carry, Mapping) else plan.carry,
        "seed": None if told is None else told.seed,
        "draws": None if told is None else told.draws,
        "model": {
            "start": model.start, "steps": list(chain.steps), "outcomes": list(chain.outcomes),
            "chain": [[chain.steps[i], model.states[j], float(chain.shares[i, j])] for i, j in places],
            "counts": None if chain.counts is None else [
                [chain.steps[i], model.states[j], float(chain.counts[i, j])] for i, j in places
            ],
            "volume": model.volume, "period": model.period, "currency": model.currency, "lost": model.lost,
            "margin_visit": dict(model.margin_visit), "cost_visit": dict(model.cost_visit),
            "margin_outcome": dict(model.margin_outcome), "evidence": model.evidence,
        },
        "initiatives": [_plain(each) for each in plan.initiatives],
        "chosen": {name: plan.title(name) for name in plan.chosen},
        "cost": plan.cost,
        "gain": plan.gain,
        "expected": plan.best.expected,
        "gain_low": plan.gain_low,
        "gain_high": plan.gain_high,
        "gain_at_half": plan.gain_at_half,
        "promises": _promises(plan, measured),
        "outcomes": _outcomes(plan),
    }  # fmt: skip


def _plain(each: Proposal) -> dict[str, Any]:
    """Write an initiative with the keys that `proposal` reads."""
    return {
        "id": each.id, "title": each.title, "cost": each.cost, "effort": dict(each.work), "months": each.months,
        "start": each.start, "department": each.department, "owner": each.owner, "requires": list(each.requires),
        "any_of": list(each.any_of), "excludes": list(each.excludes), "benefits": list(each.benefits),
        "meets": list(each.meets), "serves": list(each.serves), "evidence": each.evidence,
        "effect": [
            {
                "kind": change.kind, "steps": list(change.steps), "from": change.base,
                "to": None if change.to is None else list(change.to),
                "by": None if change.by is None else list(change.by),
                "leaving_per_minute": change.leaving_per_minute, "source": list(change.source),
            }
            for change in each.changes
        ] or "none",
    }  # fmt: skip


def _promises(plan: Plan, measured: Sequence[Measured]) -> list[dict[str, Any]]:
    """Write what each chosen initiative claims, ways as shares on the chain of the plan."""
    portfolio = Portfolio(plan.model, plan.initiatives, carry=plan.carry)
    chain, found = plan.model.chain, portfolio.found
    rows: dict[int, set[str]] = {}
    for place, edge, _ in portfolio.edges:
        if found[place].id in plan.chosen:
            rows.setdefault(edge.i, set()).add(found[place].id)
    told: list[dict[str, Any]] = []
    for place, edge, effect in portfolio.edges:
        each = found[place]
        if each.id not in plan.chosen:
            continue
        share = float(chain.shares[edge.i, edge.j])
        weights = _ratios(effect.arms, edge) if effect.arms is not None else edge.weight(np.array(effect.to))
        to = (share + weights) / (1 + weights) if edge.opens else share * weights / (1 - share + share * weights)
        told.append(
            {
                "initiative": each.id, "title": each.name, "kind": "transition", "steps": list(effect.steps),
                "before": share, "count": None if chain.counts is None else round(float(chain.counts[edge.i].sum())),
                "low": float(min(to)), "mode": float(to[1]), "high": float(max(to)),
                "together": sorted(rows[edge.i] - {each.id}), "tried": effect.arms is not None,
            }
        )  # fmt: skip
    told += [
        {
            "initiative": each.id, "title": each.name, "kind": change.kind, "steps": list(change.steps),
            "before": None, "count": None, "low": change.by[0], "mode": change.by[1], "high": change.by[2],
            "together": _also(plan, each, change),
            "measured": [
                asdict(level) for level in measured
                if level.of == change.kind and level.step in change.steps and level.value is not None
            ],
        }
        for each in found
        for change in each.changes
        if each.id in plan.chosen and change.kind in ("margin", "rating", "wait") and change.by is not None
    ]  # fmt: skip
    return told


def _also(plan: Plan, one: Proposal, claim: Change) -> list[str]:
    """Name the other chosen initiatives that claim something of the same kind at one of the same steps."""
    return sorted(
        each.id
        for each in plan.initiatives
        if each.id in plan.chosen and each.id != one.id
        and any(other.kind == claim.kind and set(other.steps) & set(claim.steps) for other in each.changes)
    )  # fmt: skip


def _ratios(arms: Arms, edge: Edge) -> NDArray[np.float64]:
    """Give what an experiment multiplies the weight of a way by: 2.5 %, most likely, 97.5 %."""
    random = np.random.Generator(np.random.PCG64(0))
    treated, holdout = (random.beta(x + 0.5, n - x + 0.5, size=DRAWN) for x, n in (arms.treated, arms.holdout))
    low, high = np.quantile(edge.ratio_of_arms(treated, holdout, random.random(DRAWN)), [0.025, 0.975])
    middle = [np.array([(x + 0.5) / (n + 1)]) for x, n in (arms.treated, arms.holdout)]
    return np.array([low, float(edge.ratio_of_arms(*middle)[0]), high])


def _outcomes(plan: Plan) -> list[dict[str, Any]]:
    """Write the share of each outcome with the plan, with 95 % of draws where something is not known."""
    portfolio = Portfolio(plan.model, plan.initiatives, carry=plan.carry)
    chain = plan.model.chain
    m, start = len(chain.steps), chain.steps.index(chain.start)
    counted = None if chain.counts is None else round(float(chain.counts[:, m:].sum()))
    ranges = None
    if plan.information is not None and uncertain(portfolio):
        numbers = drawn(portfolio, DRAWN, plan.information.seed)
        shares = [portfolio.chain_with(plan.chosen, numbers.weights(draw)) for draw in range(DRAWN)]
        ends = [np.linalg.solve(np.eye(m) - each[:, :m], each[:, m:])[start] for each in shares]
        ranges = np.quantile(np.array(ends), [0.025, 0.975], axis=0)
    return [
        {
            "outcome": name, "before": before, "count": counted, "mode": after,
            "low": after if ranges is None else float(ranges[0, k]),
            "high": after if ranges is None else float(ranges[1, k]),
        }
        for k, (name, (before, after)) in enumerate(plan.outcomes.items())
    ]  # fmt: skip
