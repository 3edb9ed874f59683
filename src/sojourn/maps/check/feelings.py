"""Feelings, and contact where there is none: M011, M012, M106, M209."""

from collections.abc import Iterator

from ..model import JourneyMap
from .found import Found, listed


def measured_too_early(map: JourneyMap) -> Iterator[Found]:
    """Find feelings that are said to be known in a map of what is not there yet."""
    if map.state == "current":
        return
    for step in map.steps:
        for number, feeling in enumerate(step.feels):
            if feeling.evidence != "hypothesis":
                message = f"measured feeling at '{step.id}' on a map that is {map.state}: '{feeling.evidence}'"
                yield Found("M011", ("steps", step.id, "feels", number), message)


def without_contact(map: JourneyMap) -> Iterator[Found]:
    """Find points of contact in steps that say they have none."""
    for step in map.steps:
        if step.kind == "no_contact" and step.touchpoints:
            many = "touchpoints" if len(step.touchpoints) > 1 else "a touchpoint"
            named = listed(touchpoint.id for touchpoint in step.touchpoints)
            message = f"no-contact step '{step.id}' has {many}: {named}"
            yield Found("M012", ("steps", step.id, "touchpoints"), message)


def shared(map: JourneyMap) -> Iterator[Found]:
    """Tell when several personas feel the same everywhere."""
    feelings = [feeling for step in map.steps for feeling in step.feels]
    if len(map.personas) > 1 and feelings and not any(feeling.persona for feeling in feelings):
        yield Found("M106", ("personas",), f"{len(map.personas)} personas share one curve")


def missing(map: JourneyMap) -> Iterator[Found]:
    """Find steps that do not say how the customer feels."""
    for step in map.steps:
        if not step.feels:
            yield Found("M209", ("steps", step.id), f"no feeling at '{step.id}'")
        elif all(feeling.score is None for feeling in step.feels):
            message = f"the feeling at '{step.id}' has no score"
            yield Found("M209", ("steps", step.id, "feels"), message, "a score from −2 to +2 puts it on the curve")
