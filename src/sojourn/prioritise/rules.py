"""Which sets of initiatives are allowed: money, work, requirements, exclusions, floors."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .proposals import Proposal
from .refusals import PlanRefused

Sets = NDArray[np.bool_]
Floats = NDArray[np.float64]

EXACT = 1e-9
"""A sum of money or months may pass its limit by this share of it."""

Capacity = Mapping[str, float | Mapping[str, float]]
"""Person-months by department: for the whole plan, or by month as `2026-03`."""


@dataclass(frozen=True, slots=True)
class Rule:
    """`low ≤ Σ a_i x_i ≤ high`, and what it is called.

    Attributes:
        name: `budget`, `capacity:product`, `requires:pay`, `excludes:a,b`, `floor:buy`, `phase:before`, `include:a`.
        needs: whether it asks for something, so that choosing nothing may break it.
    """

    name: str
    factors: Floats
    low: float
    high: float
    needs: bool = False

    def holds(self, sets: Sets) -> Sets:
        """Say which sets keep it."""
        total = sets @ self.factors
        slack = EXACT * max(1.0, abs(self.high) if np.isfinite(self.high) else 1.0)
        return np.asarray((total >= self.low - slack) & (total <= self.high + slack))


@dataclass(frozen=True, slots=True)
class Rules:
    """All rules of a plan."""

    found: tuple[Proposal, ...]
    rules: tuple[Rule, ...]

    @property
    def costs(self) -> Floats:
        """Give what each initiative costs."""
        return np.array([each.cost for each in self.found], dtype=np.float64)

    def without(self, dropped: Callable[[Rule], bool]) -> "Rules":
        """Leave some rules out."""
        return Rules(self.found, tuple(each for each in self.rules if not dropped(each)))

    def allowed(self, sets: Sets) -> Sets:
        """Say which sets keep every rule."""
        kept = np.ones(len(sets), dtype=bool)
        for each in self.rules:
            kept &= each.holds(sets)
        return kept


def rules_of(
    found: Sequence[Proposal],
    *,
    budget: float | None,
    capacity: Capacity | None = None,
    floors: Iterable[str | Mapping[str, Any]] = (),
    minimum: Iterable[Mapping[str, Any]] = (),
    excludes: Iterable[Sequence[str]] = (),
    include: Sequence[str] = (),
    exclude: Sequence[str] = (),
) -> Rules:
    """Gather the rules of a plan.

    Args:
        budget: how much may be spent; None for any amount.
        capacity: person-months by department.
        floors: moments of truth below their floor: a step, or `{step, any_of}` with the initiatives that would help;
            by default those that serve the step.
        minimum: at least some of a group: `{name, any_of, at_least}`.
        excludes: groups of which one may be chosen at most.
        include: initiatives that must be chosen.
        exclude: initiatives that must not.

    Raises:
        PlanRefused: `plan.unknown` for a name that is no initiative, `plan.budget` for a budget below 0,
            `plan.capacity` for a capacity below 0, or of a department that no initiative needs and that is nearly
            called as one that some does.
    """
    found = tuple(found)
    places = {each.id: place for place, each in enumerate(found)}
    costs = np.array([each.cost for each in found], dtype=np.float64)
    infinite = float("inf")

    def row(factors: Mapping[str, float]) -> Floats:
        strangers = [name for name in factors if name not in places]
        if strangers:
            raise PlanRefused(
                f"{strangers[0]!r} is no initiative", code="plan.unknown", hint=f"there are {', '.join(places)}",
                names=strangers,
            )  # fmt: skip
        return np.array([factors.get(name, 0.0) for name in places], dtype=np.float64)

    made: list[Rule] = []
    for each in found:
        made += [Rule(f"requires:{each.id}", row({each.id: 1, need: -1}), -infinite, 0) for need in each.requires]
        if each.any_of:
            made.append(Rule(f"any_of:{each.id}", row({**dict.fromkeys(each.any_of, -1.0), each.id: 1}), -infinite, 0))
    pairs = {tuple(sorted((each.id, other))) for each in found for other in each.excludes}
    for group in [*sorted(pairs), *excludes]:
        made.append(Rule(f"excludes:{','.join(group)}", row(dict.fromkeys(group, 1.0)), -infinite, 1))
    made += [Rule(f"exclude:{name}", row({name: 1}), -infinite, 0) for name in exclude]
    made += list(_capacities(found, capacity or {}))
    made += [Rule(f"include:{name}", row({name: 1}), 1, infinite, needs=True) for name in include]
    for floor in floors:
        step, helps = helpers(floor, found)
        made.append(Rule(f"floor:{step}", row(dict.fromkeys(helps, 1.0)), 1, infinite, needs=True))
    for group_ in minimum:
        least = float(group_.get("at_least", 1))
        made.append(Rule(str(group_["name"]), row(dict.fromkeys(group_["any_of"], 1.0)), least, infinite, needs=True))
    if budget is not None:
        if not _amount(budget):
            raise PlanRefused(f"the budget is {budget!r}", code="plan.budget", hint="give a number, 0 or more")
        made.append(Rule("budget", costs, -infinite, float(budget)))
    return Rules(found, tuple(made))


def _amount(given: Any) -> bool:
    """Say whether something is a number from 0 up."""
    return not isinstance(given, bool) and isinstance(given, int | float | np.number) and bool(given >= 0)


def monthly(each: Proposal) -> Mapping[str, float]:
    """Spread an initiative over the months from its start: the share of its work that falls into each month."""
    if each.start is None:
        return {}
    year, month = (int(part) for part in str(each.start)[:7].split("-"))
    length = each.months or 1.0
    spread: dict[str, float] = {}
    left = length
    place = year * 12 + month - 1
    while left > 1e-12:
        part = min(1.0, left)
        spread[f"{place // 12:04d}-{place % 12 + 1:02d}"] = part / length
        left -= part
        place += 1
    return spread


def _capacities(found: Sequence[Proposal], capacity: Capacity) -> Iterable[Rule]:
    """Give a rule for each department, or for each of its months."""
    known = dict.fromkeys(name for each in found for name in (*each.work, each.department) if name)
    for name, limit in capacity.items():
        near = [] if name in known else get_close_matches(str(name), list(known), 1, 0.6)
        if near:
            raise PlanRefused(
                f"no initiative needs the department {name!r}, which is given a capacity", code="plan.capacity",
                hint=f"did you mean {near[0]!r}?", names=[name],
            )  # fmt: skip
        for much in limit.values() if isinstance(limit, Mapping) else (limit,):
            if not _amount(much):
                raise PlanRefused(
                    f"the capacity of {name!r} is {much!r}", code="plan.capacity", hint="give person-months from 0 up",
                    names=[name],
                )  # fmt: skip
        work = np.array([each.work.get(name, 0.0) for each in found])
        if isinstance(limit, Mapping):
            for month, much in limit.items():
                share = np.array([monthly(each).get(month, 0.0) for each in found])
                yield Rule(f"capacity:{name}:{month}", work * share, -float("inf"), float(much))
        else:
            yield Rule(f"capacity:{name}", work, -float("inf"), float(limit))


def helpers(floor: str | Mapping[str, Any], found: Sequence[Proposal]) -> tuple[str, list[str]]:
    """Give the step of a floor and the initiatives that would help there."""
    if isinstance(floor, str):
        return floor, [each.id for each in found if floor in each.serves]
    step = str(floor["step"])
    helps = floor.get("any_of")
    return step, [each.id for each in found if step in each.serves] if helps is None else [str(each) for each in helps]
