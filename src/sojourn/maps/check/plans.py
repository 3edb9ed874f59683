"""From pains to opportunities to initiatives: M401 to M403."""

from collections.abc import Iterator

from ..model import JourneyMap
from .found import Found, joined


def pains(map: JourneyMap) -> Iterator[Found]:
    """Find pains that nobody takes up.

    A pain with an id is taken up by an opportunity that solves it. One without can only be met at its step: by an
    opportunity there that does not say what it solves.
    """
    solved = {each for opportunity in map.opportunities for each in opportunity.solves}
    somehow = {step for opportunity in map.opportunities if not opportunity.solves for step in opportunity.steps}
    for step in map.steps:
        for number, pain in enumerate(step.pains):
            path = ("steps", step.id, "pains", pain.id or number)
            if pain.id is not None and pain.id not in solved:
                yield Found("M401", path, f"pain '{pain.id}' meets no opportunity")
            elif pain.id is None and step.id not in somehow:
                message = f"pain at '{step.id}' meets no opportunity: \"{pain.text}\""
                yield Found("M401", path, message, "give it an id, and an opportunity that 'solves' it")


def opportunities(map: JourneyMap) -> Iterator[Found]:
    """Find opportunities that nobody acts on."""
    met = {each for initiative in map.initiatives for each in initiative.meets}
    for opportunity in map.opportunities:
        if opportunity.id not in met:
            message = f"opportunity '{opportunity.id}' has no initiative"
            yield Found("M402", ("opportunities", opportunity.id), message)


def initiatives(map: JourneyMap) -> Iterator[Found]:
    """Find initiatives that lack what they are weighed by."""
    for each in map.initiatives:
        missing = [key for key in ("department", "cost", "effect") if getattr(each, key) is None]
        if each.cost is not None and map.currency is None:
            missing.append("currency of its cost")
        if missing:
            hints = {"effect": "'effect', or 'effect: none'", "currency of its cost": "'currency' to the map"}
            hint = f"add {joined([hints.get(key, f'{key!r}') for key in missing])}"
            yield Found(
                "M403", ("initiatives", each.id), f"initiative '{each.id}' has no {joined(missing, 'or')}", hint
            )
