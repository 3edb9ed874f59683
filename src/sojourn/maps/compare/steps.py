"""What differs at a step as customers notice it, and which initiatives lay claim to it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from ..model import JourneyMap, Other, Step

ASPECTS = ("feeling", "wait", "channels", "control", "moment_of_truth")


@dataclass(frozen=True, slots=True)
class StepChange:
    """One step that is new, gone, or different for customers.

    Attributes:
        step: its id in the first map, else in the second.
        differing: of each aspect that differs, what it was and what it becomes: the score of the feeling, or scores by
            persona; the target of the wait as it is written; channels and controls of its points of contact in order;
            whether the step is a moment of truth.
        initiatives: ids of those that lay claim to it, in either map.
    """

    change: Literal["added", "removed", "changed"]
    step: str
    does: str
    differing: dict[str, tuple[Any, Any]]
    initiatives: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """Give the JSON form."""
        aspects = {name: {"from": old, "to": new} for name, (old, new) in self.differing.items()}
        return {
            "change": self.change,
            "step": self.step,
            "does": self.does,
            **{name: aspects.get(name) for name in ASPECTS},
            "initiatives": list(self.initiatives),
        }


def step_changes(a: JourneyMap, b: JourneyMap) -> tuple[StepChange, ...]:
    """Give the steps that differ for customers, in the order of the second map, those that are gone last."""
    before, after = ({step.id: step for step in map.steps} for map in (a, b))
    return tuple(_changes(before, after, (a, b)))


def _changes(
    before: dict[str, Step], after: dict[str, Step], maps: tuple[JourneyMap, JourneyMap]
) -> Iterator[StepChange]:
    for id in dict.fromkeys((*after, *before)):
        old, new = before.get(id), after.get(id)
        there = new or old
        assert there is not None
        claimed = _claimed(id, maps)
        if old is None or new is None:
            yield StepChange("added" if old is None else "removed", id, there.does, {}, claimed)
            continue
        was, now = _aspects(old), _aspects(new)
        differing = {name: (was[name], now[name]) for name in ASPECTS if was[name] != now[name]}
        if differing:
            yield StepChange("changed", id, there.does, differing, claimed)


def _aspects(step: Step) -> dict[str, Any]:
    """Give what customers notice of a step."""
    scores = {each.persona or "": each.score for each in step.feels}
    wait = step.metrics.get("wait")
    channels = [each.channel for each in step.touchpoints if each.channel is not None]
    return {
        "feeling": scores.get("") if set(scores) <= {""} else scores,
        "wait": None if wait is None else wait.target,
        "channels": tuple(dict.fromkeys(each.text if isinstance(each, Other) else each for each in channels)),
        "control": tuple(dict.fromkeys(each.control for each in step.touchpoints if each.control is not None)),
        "moment_of_truth": step.moment_of_truth is not None,
    }


def _claimed(step: str, maps: tuple[JourneyMap, JourneyMap]) -> tuple[str, ...]:
    """Give the initiatives whose effect names a step, or that meet an opportunity which names it."""
    found: dict[str, None] = {}
    for map in maps:
        met = {each.id for each in map.opportunities if step in each.steps}
        for each in map.initiatives:
            if not met.isdisjoint(each.meets) or any(step in effect.steps for effect in each.effect or ()):
                found[each.id] = None
    return tuple(found)
