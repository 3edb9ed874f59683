"""What a journey is worth: its chain, how many begin, and what each visit and each outcome brings."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from sojourn.analyse import Chain, ChainRefused, chain_of

from .months import checked_period
from .refusals import PlanRefused

Floats = NDArray[np.float64]
Worth = Mapping[str, float]

NOTHING: Worth = MappingProxyType({})


def _nothing() -> Worth:
    return NOTHING


def _unsaid() -> Mapping[str, str]:
    return MappingProxyType({})


LEAVING = ("lost", "(lost)", "left", "(left)")
"""What the outcome of those who give up is usually called."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PlanModel:
    """A journey with what it is worth.

    Attributes:
        chain: steps and outcomes with the shares of those who go on.
        volume: how many journeys begin in a period.
        margin_visit: what a visit of a step brings.
        cost_visit: what a visit of a step costs.
        margin_outcome: what a journey that ends so brings.
        period: how long a period is, in ISO 8601; None when nobody said.
        currency: of every amount; None when nobody said.
        lost: the outcome of those who give up; None when there is none.
        good: the outcomes that are wanted.
        evidence: `research` for a chain that was counted, `hypothesis` for one that was assumed.
        sources: where volume, shares and margins come from, in words.
        allowed: ways that may be taken beside those that were, for draws of counted shares.
    """

    chain: Chain
    volume: float
    margin_visit: Worth = field(default_factory=_nothing)
    cost_visit: Worth = field(default_factory=_nothing)
    margin_outcome: Worth = field(default_factory=_nothing)
    period: str | None = None
    currency: str | None = None
    lost: str | None = None
    good: tuple[str, ...] = ()
    evidence: str = "hypothesis"
    sources: Mapping[str, str] = field(default_factory=_unsaid)
    allowed: tuple[tuple[str, str], ...] = ()

    def __post_init__(self) -> None:
        """Refuse worth of what the journey does not have."""
        for table, known in (
            (self.margin_visit, self.chain.steps),
            (self.cost_visit, self.chain.steps),
            (self.margin_outcome, self.chain.outcomes),
        ):
            unclear = [name for name, worth in table.items() if not np.isfinite(worth)]
            if unclear:
                raise PlanRefused(
                    f"{unclear[0]!r} has the worth {table[unclear[0]]:g}", code="plan.number",
                    hint="give a finite number", names=unclear,
                )  # fmt: skip
            strangers = [name for name in table if name not in known]
            if strangers:
                raise PlanRefused(
                    f"{strangers[0]!r} has a worth, and nobody comes there", code="plan.unknown_state",
                    hint=f"there are {', '.join(known)}", names=strangers,
                )  # fmt: skip

    @property
    def start(self) -> str:
        """Give the step where journeys begin."""
        return self.chain.start

    @property
    def outcomes(self) -> tuple[str, ...]:
        """Give the ways a journey may end."""
        return self.chain.outcomes

    @property
    def states(self) -> tuple[str, ...]:
        """Give steps, then outcomes, in the order of the chain's columns."""
        return (*self.chain.steps, *self.chain.outcomes)

    @property
    def per_visit(self) -> Floats:
        """Give what a visit of each step brings less what it costs."""
        return np.array([self.margin_visit.get(s, 0.0) - self.cost_visit.get(s, 0.0) for s in self.chain.steps])

    @property
    def per_outcome(self) -> Floats:
        """Give what each outcome brings."""
        return np.array([self.margin_outcome.get(o, 0.0) for o in self.chain.outcomes])


@dataclass(frozen=True, slots=True)
class Value:
    """What a journey is worth in a period.

    Attributes:
        value: `V`, in the model's currency.
        visits: expected visits of each step in a journey.
        outcome: the probability of each outcome.
    """

    value: float
    visits: Mapping[str, float]
    outcome: Mapping[str, float]


def plan_model(
    chain: Chain | Iterable[tuple[str, str, float]],
    *,
    volume: float,
    start: str | None = None,
    outcomes: Sequence[str] = (),
    margin_visit: Worth = NOTHING,
    cost_visit: Worth = NOTHING,
    margin_outcome: Worth = NOTHING,
    period: str | None = None,
    currency: str | None = None,
    lost: str | None = None,
    good: Sequence[str] = (),
    evidence: str | None = None,
    sources: Mapping[str, str] | None = None,
    allowed: Sequence[tuple[str, str]] = (),
) -> PlanModel:
    """Make a model of a journey and of what it is worth.

    Args:
        chain: a chain, or its ways: from, to, share. Steps that nobody can come to yet stay in it, for an initiative
            may open a way to them.
        volume: how many journeys begin in a period.
        start: where journeys begin; by default where the first way leaves.
        outcomes: where journeys end; by default every state that no way leaves.
        lost: the outcome of those who give up; by default the one that is called so.

    Raises:
        ChainRefused: the shares of a step do not add up to 1, or nobody who comes to it reaches an outcome.
        PlanRefused: `plan.volume` for a volume that is no positive number, `plan.period` for a period that is none,
            `plan.unknown_state` for a worth of what the journey does not have.

    Cost: O(m³) for m steps.
    """
    if not (volume > 0 and np.isfinite(volume)):
        raise PlanRefused(
            f"{volume:g} journeys begin in a period", code="plan.volume", hint="give how many begin, more than none"
        )
    checked_period(period)
    made = chain if isinstance(chain, Chain) else _with_unreached(list(chain), start, outcomes)
    if lost is None:
        lost = next((name for name in LEAVING if name in made.outcomes), None)
    return PlanModel(
        chain=made, volume=float(volume), margin_visit=MappingProxyType(dict(margin_visit)),
        cost_visit=MappingProxyType(dict(cost_visit)), margin_outcome=MappingProxyType(dict(margin_outcome)),
        period=period, currency=currency, lost=lost, good=tuple(good),
        evidence=evidence or ("hypothesis" if made.counts is None else "research"),
        sources=MappingProxyType(dict(sources or {})),
        allowed=tuple(allowed),
    )  # fmt: skip


def value(model: PlanModel) -> Value:
    """Say what a journey is worth: `V = N · [Σ F(start, s)(m_s − c_s) + Σ B(start, o) m_o]`.

    Source: expected rewards of an absorbing Markov chain, Kemeny and Snell, Finite Markov Chains (1960), chapter 3.
    """
    visits, outcome = model.chain.visits, model.chain.outcome
    worth = np.array(list(visits.values())) @ model.per_visit + np.array(list(outcome.values())) @ model.per_outcome
    return Value(float(model.volume * worth), visits, outcome)


def _with_unreached(ways: list[tuple[str, str, float]], start: str | None, outcomes: Sequence[str]) -> Chain:
    """Make a chain that also holds steps nobody comes to yet, as long as they lead to an outcome."""
    from_ = dict.fromkeys(one for one, _, _ in ways)
    ends = tuple(outcomes) or tuple(dict.fromkeys(other for _, other, _ in ways if other not in from_))
    begin = start if start is not None else next(iter(from_), "")
    found = chain_of(ways, start=begin, outcomes=ends)
    if not found.unreached:
        return found
    steps = (*found.steps, *found.unreached)
    places = {name: place for place, name in enumerate((*steps, *ends))}
    shares = np.zeros((len(steps), len(places)))
    for one, other, share in ways:
        if other in places:
            shares[places[one], places[other]] += share
    inner = shares[:, : len(steps)]
    leads_out = shares[:, len(steps) :].sum(axis=1) > 0
    for _ in steps:
        leads_out = leads_out | ((inner > 0) @ leads_out)
    trapped = [step for step, out in zip(steps, leads_out, strict=True) if not out]
    if trapped:
        raise ChainRefused(
            f"nobody who comes to {' or '.join(trapped)} can reach an outcome", code="chain.trapped",
            hint="add a way to an outcome", names=trapped,
        )  # fmt: skip
    return Chain(steps, ends, begin, shares, None, found.unreached)
