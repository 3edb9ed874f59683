"""What a written case says of waits, of telling again and of feelings, held against what the plan expects."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ..model import JourneyMap, LivedCase, LivedEvent, Step, amounts

_YEAR = 365.2425 * 86_400
_SIZES = (_YEAR, _YEAR / 12, 604_800, 86_400, 3_600, 60, 1)


@dataclass(frozen=True, slots=True)
class Measured:
    """A value of a step held against its target.

    Attributes:
        value: seconds, or times; None when it was not recorded.
        target: in the same unit; None when the plan has none.
    """

    step: str
    value: float | None
    target: float | None

    @property
    def met(self) -> bool | None:
        """Say whether the target is met: less is better; None when either is not known."""
        return None if self.value is None or self.target is None else self.value <= self.target

    def to_dict(self, unit: str) -> dict[str, Any]:
        """Give the JSON form."""
        return {"step": self.step, unit: self.value, "target": self.target, "met": self.met}


@dataclass(frozen=True, slots=True)
class Felt:
    """How someone felt at a step, and what the plan expects there; each may be unknown."""

    step: str
    score: float | None
    expected: float | None

    @property
    def verdict(self) -> str | None:
        """Say `as_expected`, `better` or `worse`; None when either is not known."""
        if self.score is None or self.expected is None:
            return None
        return "as_expected" if self.score == self.expected else "better" if self.score > self.expected else "worse"

    def to_dict(self) -> dict[str, Any]:
        """Give the JSON form."""
        return {"step": self.step, "score": self.score, "expected": self.expected, "verdict": self.verdict}


def waits(map: JourneyMap, case: LivedCase) -> tuple[Measured, ...]:
    """Give the longest wait told of at each step, in seconds, and of steps that only have a target."""
    return _measured(map, case, "wait", lambda event: None if event.wait is None else _seconds(event.wait), max)


def retells(map: JourneyMap, case: LivedCase) -> tuple[Measured, ...]:
    """Give how often the customer had to explain again at each step, and steps that only have a target."""
    return _measured(map, case, "retell", lambda event: event.retell, sum)


def feelings(map: JourneyMap, case: LivedCase) -> tuple[Felt, ...]:
    """Give the last feeling told of at each step of the plan, beside the one expected of the persona of the case."""
    told = {event.step: event.feels.score for event in case.events if event.feels is not None}
    return tuple(Felt(step.id, told.get(step.id), _expected(step, case.persona)) for step in map.steps)


def _measured(
    map: JourneyMap,
    case: LivedCase,
    metric: str,
    read: Callable[[LivedEvent], float | None],
    together: Callable[[list[float]], float],
) -> tuple[Measured, ...]:
    found = []
    for step in map.steps:
        told = [value for event in case.events if event.step == step.id and (value := read(event)) is not None]
        wanted = step.metrics[metric].target if metric in step.metrics else None
        target = _seconds(wanted) if isinstance(wanted, str) else wanted
        if told or target is not None:
            found.append(Measured(step.id, together(told) if told else None, target))
    return tuple(sorted(found, key=lambda each: each.value is None))


def _seconds(duration: str) -> float:
    """Give the length of a duration; a month and a year count as long as they are on average."""
    parts = amounts(duration) or ()
    return sum(float(part) * size for part, size in zip(parts, _SIZES, strict=False) if part)


def _expected(step: Step, persona: str | None) -> float | None:
    """Give the score for a persona, or the one that holds for everybody."""
    own = [each.score for each in step.feels if each.persona is not None and each.persona == persona]
    rest = [each.score for each in step.feels if each.persona is None]
    return next(iter([*own, *rest]), None)
