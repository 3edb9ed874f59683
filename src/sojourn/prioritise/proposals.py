"""What may be done, as a plan weighs it: cost, work, rules, and what is claimed of its effects."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from types import MappingProxyType
from typing import Any

from .refusals import PlanRefused

KINDS = ("transition", "margin", "wait", "rating")
KEYS = (
    "id", "title", "cost", "effort", "months", "start", "department", "owner", "requires", "any_of", "excludes",
    "effect", "benefits", "meets", "serves", "evidence", "source",
)  # fmt: skip
"""What is read of an initiative in plain data."""

Range = tuple[float, float, float]
"""Low, most likely, high; all the same for one number."""


def _no_work() -> Mapping[str, float]:
    return MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Arms:
    """What an experiment counted: of those assigned, how many took the way.

    Attributes:
        treated: how many took it, and of how many assigned, in the arm that got the initiative.
        holdout: the same in the arm that did not.
        mixed: they came to where the way leads by any way, and this share of customers has the initiative today; None
            where just those count who took the way, and nobody has it.
    """

    treated: tuple[int, int]
    holdout: tuple[int, int]
    mixed: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What an initiative is claimed to change: an effect.

    Attributes:
        kind: `transition`, `margin`, `wait` or `rating`.
        steps: for a transition where from and where to; else the steps, or outcomes, it is about.
        base: the share of the transition it was thought from; None for what the chain says.
        to: the share of the transition afterwards.
        by: the change of margin, minutes or rating.
        leaving_per_minute: for a wait, how much the share that leaves rises with each minute.
        source: what the claim rests on.
        arms: an experiment that takes the place of the claim.
    """

    kind: str
    steps: tuple[str, ...]
    base: float | None = None
    to: Range | None = None
    by: Range | None = None
    leaving_per_minute: float | None = None
    source: tuple[str, ...] = ()
    arms: Arms | None = None

    @property
    def certain(self) -> bool:
        """Say whether it is one number, not a range."""
        spread = self.to if self.to is not None else self.by
        return self.arms is None and (spread is None or spread[0] == spread[2])

    @property
    def place(self) -> str:
        """Name where it works: `buy → choose`, `show`."""
        return " → ".join(self.steps) if self.kind == "transition" else ", ".join(self.steps)


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """An initiative that may be chosen.

    Attributes:
        cost: what it costs.
        work: person-months it takes of each department.
        months: how long it takes; None when nobody said.
        start: the month it may begin, `2026-03`; None for any.
        department: who does it.
        requires: all of these must be chosen too.
        any_of: at least one of these must be chosen too.
        excludes: none of these may be chosen too.
        changes: what it is claimed to change.
        meets: the opportunities it takes up.
        serves: the steps it serves, those of its effects and of its opportunities.
        shown_by: what is measured that will show it.
        evidence: how well its effects are known: `hypothesis`, `partial` or `research`.
    """

    id: str
    title: str = ""
    cost: float = 0.0
    work: Mapping[str, float] = field(default_factory=_no_work)
    months: float | None = None
    start: str | None = None
    department: str | None = None
    owner: str | None = None
    requires: tuple[str, ...] = ()
    any_of: tuple[str, ...] = ()
    excludes: tuple[str, ...] = ()
    changes: tuple[Change, ...] = ()
    benefits: tuple[str, ...] = ()
    meets: tuple[str, ...] = ()
    serves: tuple[str, ...] = ()
    shown_by: tuple[str, ...] = ()
    evidence: str = "hypothesis"

    @property
    def name(self) -> str:
        """Give what people call it."""
        return self.title or self.id

    @property
    def effort(self) -> float:
        """Give its person-months over all departments."""
        return float(sum(self.work.values()))


def change(given: Mapping[str, Any] | Change) -> Change:
    """Read an effect from plain data, with the keys of a map's effects.

    Raises:
        PlanRefused: `effect.kind`, `effect.incomplete` or `effect.range`, naming where.
    """
    if isinstance(given, Change):
        return given
    kind = str(given.get("kind"))
    steps = _names(given.get("steps"))
    place = " → ".join(steps) or "nowhere"
    if kind not in KINDS:
        raise PlanRefused(
            f"an effect at {place} is of the kind {kind!r}", code="effect.kind", hint=f"one of {', '.join(KINDS)}",
            names=steps,
        )  # fmt: skip
    base, slope = given.get("from"), given.get("leaving_per_minute")
    return _whole(
        Change(
            kind=kind,
            steps=steps,
            base=None if base is None else float(base),
            to=_range(given.get("to"), steps),
            by=_range(given.get("by"), steps),
            leaving_per_minute=None if slope is None else float(slope),
            source=_names(given.get("source")),
        )
    )


def _whole(found: Change) -> Change:
    """Refuse an effect that lacks what its kind needs."""
    wanted = "to" if found.kind == "transition" else "by"
    lacks = []
    if getattr(found, wanted) is None:
        lacks.append(wanted)
    if found.kind == "transition" and len(found.steps) != 2:
        lacks.append("the two steps it is between")
    if not found.steps:
        lacks.append("steps")
    if found.kind == "wait" and found.leaving_per_minute is None:
        lacks.append("leaving_per_minute")
    if found.kind == "wait" and found.leaving_per_minute is not None and not found.source:
        raise PlanRefused(
            f"the wait at {found.place} says how many leave with each minute, and not where that is known from",
            code="effect.no_source", hint="name the source of leaving_per_minute, or leave the effect out",
            names=found.steps,
        )  # fmt: skip
    if lacks:
        raise PlanRefused(
            f"the {found.kind} effect at {found.place or 'no step'} lacks {' and '.join(lacks)}",
            code="effect.incomplete", hint=f"add {' and '.join(lacks)}", names=found.steps,
        )  # fmt: skip
    for value in (found.base, *(found.to or ())):
        if found.kind == "transition" and value is not None and not 0 <= value <= 1:
            raise PlanRefused(
                f"the share of {found.place} is said to be {value:g}", code="effect.range",
                hint="a share lies between 0 and 1", names=found.steps,
            )  # fmt: skip
    return found


def proposal(given: Mapping[str, Any] | Proposal) -> Proposal:
    """Read an initiative from plain data: id, cost, effect (`none`, one or several), requires, any_of, excludes.

    `effort` is a number of person-months of its `department`, or a mapping from departments to person-months.

    Raises:
        PlanRefused: an effect cannot be read.
    """
    if isinstance(given, Proposal):
        return given
    _known_keys(given)
    effects = given.get("effect")
    listed = () if effects in (None, "none") else (effects,) if isinstance(effects, Mapping) else tuple(effects or ())
    effort, department = given.get("effort"), given.get("department")
    if isinstance(effort, Mapping):
        work = {str(name): float(months) for name, months in effort.items()}
    else:
        work = {} if effort is None or department is None else {str(department): float(effort)}
    months, cost = given.get("months"), given.get("cost")
    changes = tuple(change(each) for each in listed)
    return Proposal(
        id=str(given["id"]),
        title=str(given.get("title") or ""),
        cost=float(cost or 0),
        work=MappingProxyType(work),
        months=None if months is None else float(months),
        start=given.get("start"),
        department=None if department is None else str(department),
        owner=given.get("owner"),
        requires=_names(given.get("requires")),
        any_of=_names(given.get("any_of")),
        excludes=_names(given.get("excludes")),
        changes=changes,
        benefits=_names(given.get("benefits")),
        meets=_names(given.get("meets")),
        serves=tuple(dict.fromkeys([*_names(given.get("serves")), *served(changes)])),
        evidence=str(given.get("evidence") or "hypothesis"),
    )


def _known_keys(given: Mapping[str, Any]) -> None:
    """Refuse an initiative without an id, and a key that is nearly one of those that are read."""
    if given.get("id") in (None, ""):
        raise PlanRefused(
            "an initiative has no id", code="plan.incomplete", hint="give each initiative an id, a cost and an effect"
        )
    for key in given:
        near = [] if key in KEYS else get_close_matches(str(key), KEYS, 1, 0.75)
        if near:
            raise PlanRefused(
                f"the initiative {given['id']!r} has the key {key!r}", code="plan.key",
                hint=f"did you mean {near[0]!r}?", names=[str(key)],
            )  # fmt: skip
    for key, value in (("cost", given.get("cost")), ("months", given.get("months"))):
        if value is not None and (isinstance(value, bool) or not isinstance(value, int | float)):
            raise PlanRefused(
                f"{key} of {given['id']!r} is {value!r}",
                code="plan.number",
                hint="give a number",
                names=[str(given["id"])],
            )


def _sound(each: Proposal) -> None:
    """Refuse amounts that cannot be."""
    amounts = {"cost": each.cost, **{f"effort of {name}": months for name, months in each.work.items()}}
    if each.months is not None:
        amounts["months"] = each.months
    for what, amount in amounts.items():
        if not (math.isfinite(amount) and amount >= 0):
            raise PlanRefused(
                f"{what} of {each.id!r} is {amount:g}", code="plan.number", hint="give a finite number from 0 up",
                names=[each.id],
            )  # fmt: skip


def served(changes: Iterable[Change]) -> tuple[str, ...]:
    """Give the steps at which effects work: of a transition the step it leaves."""
    return tuple(
        dict.fromkeys(
            name for each in changes for name in (each.steps[:1] if each.kind == "transition" else each.steps)
        )
    )


def proposals(
    given: Iterable[Mapping[str, Any] | Proposal], *, work: Mapping[str, Mapping[str, float]] | None = None
) -> tuple[Proposal, ...]:
    """Read initiatives, and hold their rules against each other.

    Args:
        work: person-months by department of each initiative, where they are kept apart from the initiatives.

    Raises:
        PlanRefused: `plan.twice` for an id that stands twice, `plan.unknown` for a rule that names no initiative,
            `plan.cycle` for initiatives that require each other in a circle.
    """
    found = tuple(proposal(each) for each in given)
    if work:
        found = tuple(replace(each, work=MappingProxyType(dict(work.get(each.id, each.work)))) for each in found)
    for each in found:
        _sound(each)
    names = [each.id for each in found]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise PlanRefused(
            f"there are two initiatives {twice[0]!r}", code="plan.twice", hint="give each an id of its own", names=twice
        )
    for each in found:
        for other in (*each.requires, *each.any_of, *each.excludes):
            if other not in names:
                raise PlanRefused(
                    f"{each.id!r} names {other!r}, which is no initiative", code="plan.unknown",
                    hint=f"there are {', '.join(names)}", names=[other],
                )  # fmt: skip
    circle = _circle({each.id: each.requires for each in found})
    if circle:
        raise PlanRefused(
            f"{' requires '.join([*circle, circle[0]])}: none of them could ever be first", code="plan.cycle",
            hint="take one requirement away, or make one initiative of them", names=circle,
        )  # fmt: skip
    return found


def required(found: Sequence[Proposal]) -> Mapping[str, tuple[str, ...]]:
    """Give everything that each initiative requires, also through others, in the order of the initiatives."""
    direct = {each.id: each.requires for each in found}
    whole = {}
    for name in direct:
        seen: set[str] = set()
        todo = list(direct[name])
        while todo:
            other = todo.pop()
            if other not in seen:
                seen.add(other)
                todo.extend(direct[other])
        whole[name] = tuple(other for other in direct if other in seen)
    return whole


def _circle(direct: Mapping[str, Sequence[str]]) -> list[str]:
    """Find the shortest circle of requirements through the first initiative that is in one; nothing without any."""
    for first in direct:
        ways: dict[str, list[str]] = {}
        todo = [(other, [first]) for other in direct[first]]
        for name, path in todo:  # it grows while it is read: nearest first
            if name == first:
                return path
            if name not in ways:
                ways[name] = [*path, name]
                todo.extend((other, ways[name]) for other in direct[name])
    return []


def _names(given: Any) -> tuple[str, ...]:
    if given is None:
        return ()
    return (given,) if isinstance(given, str) else tuple(str(each) for each in given)


def _range(given: Any, steps: Sequence[str]) -> Range | None:
    """Read one number, or low, most likely and high."""
    if given is None or given == ():
        return None
    numbers = [float(given)] if isinstance(given, int | float) else [float(each) for each in given]
    if len(numbers) == 1:
        numbers *= 3
    if len(numbers) != 3 or not numbers[0] <= numbers[1] <= numbers[2] or not all(map(math.isfinite, numbers)):
        raise PlanRefused(
            f"the effect at {' → '.join(steps)} has the range {', '.join(f'{each:g}' for each in numbers)}",
            code="effect.range", hint="give one finite number, or low, most likely and high in this order", names=steps,
        )  # fmt: skip
    return numbers[0], numbers[1], numbers[2]
