"""What is known of a plan, without any word of how it is shown."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .draws import Draws, standing
from .model import PlanModel
from .ordering import Order
from .proposals import Proposal
from .proposals import required as needed_by
from .refusals import PlanRefused
from .rules import Capacity, helpers
from .timeline import Slot
from .tried import Tried


@dataclass(frozen=True, slots=True)
class PlanSet:
    """A set of initiatives.

    Attributes:
        chosen: ids, in the order of the initiatives.
        cost: of all of them.
        gain: in a period, at the most likely values.
        expected: the mean gain over all draws; None when nothing was drawn.
        surrogate: what singles and pairs alone would have said; None when every set was looked at.
    """

    chosen: tuple[str, ...]
    cost: float
    gain: float
    expected: float | None = None
    surrogate: float | None = None

    def to_dict(self) -> dict[str, Any]:
        """Give it as JSON has it."""
        return {
            "chosen": list(self.chosen), "cost": self.cost, "gain": self.gain, "expected": self.expected,
            "surrogate": self.surrogate,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Bound:
    """A rule that keeps a better plan away.

    Attributes:
        rule: `budget`, `capacity:product`, `floor:buy`, `include:a`, `excludes:a,b`.
        costs: how much more there would be without it, at the most likely values.
    """

    rule: str
    costs: float


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class PlanFacts:
    """What is known of a plan; `Plan` can also show it.

    Attributes:
        model: the journey and what it is worth.
        initiatives: everything that could be chosen.
        best: the plan.
        sets: the best sets, the plan first.
        at_mode: the set that is best at the most likely values; another than the plan's where ranges decide otherwise.
        information: how sure the plan is; None when nothing was drawn.
        gain_at_half: the gain when only half of the rescued customers behave like those who passed anyway.
        net: gains of all periods, discounted, less the cost.
        payback: periods until the gains have paid the cost; None when they never do.
        binding: rules that keep a better plan away.
        cost_of_floor: what the floors cost, in what the objective counts; None without floors.
        surrogate_error: by how much singles and pairs alone were off at most; None when every set was looked at.
        over_requirements: the gain of each initiative over what it requires.
        order: in which order to begin.
        slots: when each is done, by department.
        outcomes: the share of each outcome today, and with the plan.
        capacity: person-months by department.
        rules: floors, minimum, excludes, include and exclude, as they were given.
        warnings: codes, such as `effect.base_differs:buy,choose`.
        findings: what the map lacks, as `opportunity.no_initiative:photos`.
        group: the group of each chosen initiative in the improvement plan; empty without needs.
        follows: the order of the improvement plan; empty without needs.
        needs: what is known of each step: moment, verdict, gap, target.
        departments: what departments are called.
        map_id: the map it was made of.
        tried: experiments that are called as initiatives, and what they found.
        places: what steps, outcomes, opportunities and initiatives of the map are called, by id.
    """

    model: PlanModel
    initiatives: tuple[Proposal, ...]
    budget: float
    objective: str
    periods: int
    discount: float
    carry: float | Mapping[str, float]
    method: str
    proved: bool
    best: PlanSet
    sets: tuple[PlanSet, ...]
    at_mode: tuple[str, ...]
    information: Draws | None
    gain_at_half: float
    net: float
    payback: float | None
    binding: tuple[Bound, ...]
    cost_of_floor: float | None
    surrogate_error: float | None
    over_requirements: Mapping[str, float]
    order: Order
    slots: tuple[Slot, ...]
    begins: str | None
    outcomes: Mapping[str, tuple[float, float]]
    capacity: Capacity
    rules: Mapping[str, Any]
    warnings: tuple[str, ...] = ()
    findings: tuple[str, ...] = ()
    group: Mapping[str, str] | None = None
    follows: tuple[str, ...] = ()
    needs: tuple[Mapping[str, Any], ...] = ()
    departments: Mapping[str, str] | None = None
    map_id: str | None = None
    map_title: str | None = None
    map_version: int | None = None
    tried: tuple[Tried, ...] = ()
    places: Mapping[str, str] | None = None

    @property
    def chosen(self) -> tuple[str, ...]:
        """Give the ids of the plan."""
        return self.best.chosen

    @property
    def cost(self) -> float:
        """Give what the plan costs."""
        return self.best.cost

    @property
    def gain(self) -> float:
        """Give its gain in a period, at the most likely values."""
        return self.best.gain

    @property
    def gain_low(self) -> float | None:
        """Give the gain that 2.5 % of draws fall below."""
        return None if self.information is None else self.information.gain_low

    @property
    def gain_high(self) -> float | None:
        """Give the gain that 2.5 % of draws exceed."""
        return None if self.information is None else self.information.gain_high

    @property
    def runner_up(self) -> PlanSet | None:
        """Give the second best set."""
        return self.sets[1] if len(self.sets) > 1 else None

    @property
    def third(self) -> PlanSet | None:
        """Give the third best set."""
        return self.sets[2] if len(self.sets) > 2 else None

    def title(self, name: str) -> str:
        """Give what people call an initiative."""
        return next((each.name for each in self.initiatives if each.id == name), name)

    def department(self, name: str | None) -> str:
        """Give what people call a department; nothing for none."""
        return (self.departments or {}).get(name or "", name or "")

    def place(self, name: str) -> str:
        """Give what people call a step or an outcome."""
        return (self.places or {}).get(name, name)

    def quoted(self, name: str) -> str:
        """Write what people call a place or an initiative as a sentence has it; what has no words stays an id."""
        told = self.place(name) if name in (self.places or {}) else self.title(name)
        return told if told == name else f"“{told}”"

    def drawn(self) -> Draws:
        """Give how sure the plan is.

        Raises:
            PlanRefused: `plan.nothing_drawn` when nothing was drawn.
        """
        if self.information is None:
            raise PlanRefused(
                "nothing was drawn: effects are single numbers, or draws are 0", code="plan.nothing_drawn",
                hint="give effects as low, most likely and high",
            )  # fmt: skip
        return self.information

    @property
    def required(self) -> tuple[str, ...]:
        """Give the initiatives of the plan that a rule asks for: nothing else chosen keeps it, and it costs something.

        A rule that the best plan keeps anyway asks for nothing; what a required one requires is required too.
        """
        costs = {each.rule for each in self.binding}
        asked = {str(name) for name in self.rules.get("include") or ()}
        for floor in self.rules.get("floors") or ():
            step, helps = helpers(floor, self.initiatives)
            there = [name for name in helps if name in self.chosen]
            if len(there) == 1 and f"floor:{step}" in costs:
                asked.add(there[0])
        needs = needed_by(self.initiatives)
        asked |= {other for name in asked for other in needs.get(name, ())}
        return tuple(name for name in self.chosen if name in asked)

    def goes_with(self, name: str) -> tuple[str, ...]:
        """Give what else would have to be done with an initiative that the plan leaves out, and is not in it either.

        That is everything it requires; of one that gains nothing by itself, what requires it and gains most.
        """
        needs = needed_by(self.initiatives)
        own = tuple(other for other in needs[name] if other not in self.chosen)
        if own or self.over_requirements.get(name, 0.0) > 0:
            return own
        gains = {
            other: self.over_requirements.get(other, 0.0)
            for other, wanted in needs.items()
            if name in wanted and other not in self.chosen
        }
        best = max(gains, key=lambda other: gains[other], default=None)
        if best is None or gains[best] <= 0:
            return ()
        return (best, *(other for other in needs[best] if other != name and other not in self.chosen))

    def standing(self, name: str) -> str | None:
        """Call an initiative `required` by a rule, else `firm`, `open` or `weak`; None when nothing was drawn."""
        if self.information is None:
            return None
        return "required" if name in self.required else standing(self.information.inclusion[name])
