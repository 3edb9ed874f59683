"""Targets, and which steps to work on first."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from sojourn import measure
from sojourn.core.errors import InvalidInput

Kind = Literal["must_be", "performance", "delight"]
"""What a target is: what must be there, what may be more or less of, what delights."""
WEIGHT = 0.5
"""How much a moment of truth adds to the priority of a step."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a target is made of.

    Attributes:
        kind: `must_be`: the floor counts; `performance`: the contract, or the lower of the best own segment and the
            competitor, whichever is more; `delight`: the share that should be delighted (+2).
        now, variance, n: the score now, the variance of single answers, and how many there are in a period: to say
            whether the step from now to the target could be seen at all.
    """

    name: str
    kind: Kind = "performance"
    floor: float | None = None
    contract: float | None = None
    best_segment: float | None = None
    competitor: float | None = None
    share_top: float | None = None
    now: float | None = None
    variance: float | None = None
    n: float | None = None


@dataclass(frozen=True, slots=True)
class Targets:
    """Targets by name.

    Attributes:
        target: None where nothing says one.
        detectable: the smallest change that as many answers in each of two periods can show, 80 times in 100.
        warnings: `target.not_verifiable:name` where the step to the target is smaller than that.
    """

    target: dict[str, float | None]
    detectable: dict[str, float]
    warnings: tuple[str, ...]


def target(items: Sequence[Wanted]) -> Targets:
    """Set a target for each item, and say whether reaching it could be seen.

    What must be has a floor: it cannot be made good elsewhere. A performance is worth what was promised, and beyond
    that as much as the best own customers or a competitor's already have, whichever is less: so much is known to be
    possible. Segments are never averaged into one target.
    """
    found = {item.name: _target(item) for item in items}
    detectable: dict[str, float] = {}
    warnings = []
    for item in items:
        wanted = found[item.name]
        if item.variance is None or not item.n:
            continue
        detectable[item.name] = measure.detectable(item.variance, item.n)
        if wanted is not None and item.now is not None and 0 < wanted - item.now < detectable[item.name]:
            warnings.append(f"target.not_verifiable:{item.name}")
    return Targets(found, detectable, tuple(warnings))


def _target(item: Wanted) -> float | None:
    if item.kind == "must_be":
        return item.floor
    if item.kind == "delight":
        return item.share_top
    possible = [value for value in (item.best_segment, item.competitor) if value is not None]
    sought = [value for value in (item.contract, min(possible, default=None)) if value is not None]
    return max(sought, default=None)


@dataclass(frozen=True, slots=True)
class Shortfall:
    """What the priority of a step is made of.

    Attributes:
        criticality: 0 to 100.
        target, satisfaction: on one scale.
        range: how far that scale reaches, from lowest to highest.
        moment: whether it is a moment of truth.
    """

    step: str
    criticality: float
    target: float
    satisfaction: float
    range: float = 1.0
    moment: bool = False


@dataclass(frozen=True, slots=True)
class Priorities:
    """Which steps to work on first.

    Attributes:
        priority: of each step, 0 to 100, and half as much again at a moment of truth.
        order: highest first; equal ones in the order given.
    """

    priority: dict[str, float]
    order: tuple[str, ...]


def priority(steps: Sequence[Shortfall], *, moment_weight: float = WEIGHT) -> Priorities:
    """Order steps by criticality times what is missing to the target, as a share of the scale, more at a moment.

    A step that meets its target has no priority, however critical it is. Use one list for each segment.

    Raises:
        InvalidInput: a scale that does not reach from anywhere to anywhere, or a number that is none
            (`priority.bad_input`).
    """
    for each in steps:
        numbers = (each.criticality, each.target, each.satisfaction, each.range)
        if not all(map(math.isfinite, numbers)) or each.range <= 0 or each.criticality < 0:
            raise InvalidInput(
                f"{each.step} has criticality {each.criticality:g}, target {each.target:g}, satisfaction "
                f"{each.satisfaction:g} and a scale that reaches over {each.range:g}",
                code="priority.bad_input",
                hint="give numbers, a criticality from 0 up, and the length of the scale: 1 for shares, 4 for 1 to 5",
            )
    found = {
        each.step: each.criticality
        * max(0.0, each.target - each.satisfaction)
        / each.range
        * (1 + moment_weight * each.moment)
        for each in steps
    }
    return Priorities(found, tuple(sorted(found, key=lambda step: -found[step])))
