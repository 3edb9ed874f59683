"""Whether every step can be reached, leads to an end, and every option leads somewhere: M009, M010."""

from collections.abc import Iterator

from ..model import Choice, JourneyMap, Path, Step
from ..ways import ending, reached, starts, ways
from .found import Found, listed


def options(map: JourneyMap) -> Iterator[Found]:
    """Find options that lead nowhere, and links for options that there are not."""
    asked = {(link.from_, link.when) for link in map.links if link.when is not None}
    going = {link.from_ for link in map.links if link.kind == "next" and link.when is None}
    last = map.steps[-1].id if map.steps else None
    for step in map.steps:
        if step.choice is not None:
            linked = {when for start, when in asked if start == step.id and when is not None}
            onwards = step.id != last or step.id in going
            yield from _of_a_choice(step, step.choice, ("steps", step.id, "choice"), linked, onwards=onwards)
    choices = {step.id: step.choice for step in map.steps}
    for number, link in enumerate(map.links):
        path = ("links", number)
        choice = choices.get(link.from_)
        if link.when is not None and choice is None:
            hint = f"add a choice to step '{link.from_}', or leave 'when' out"
            yield Found("M009", path, f"when '{link.when}' is not an option: step '{link.from_}' has no choice", hint)
        elif link.when is not None and choice is not None and link.when not in choice.options:
            hint = f"the options of step '{link.from_}' are {listed(choice.options)}"
            yield Found("M009", path, f"when '{link.when}' is not an option of step '{link.from_}'", hint)
        elif link.when is None and link.kind == "choice":
            message = (
                f"the link from '{link.from_}' to '{link.to}' is one of a choice, and does not say of which option"
            )
            yield Found("M009", path, message, "add 'when' with the option")


def _of_a_choice(step: Step, choice: Choice, path: Path, linked: set[str], *, onwards: bool) -> Iterator[Found]:
    """Find what is wrong in a choice by itself.

    Args:
        linked: options that have a link.
        onwards: whether the step leads on without a choice.
    """
    for option in sorted({each for each in choice.options if choice.options.count(each) > 1}):
        yield Found("M009", path, f"option '{option}' stands twice", "take one out")
    points = [touchpoint.id for touchpoint in step.touchpoints]
    for option in dict.fromkeys(choice.options):
        if choice.between == "touchpoints" and option not in points:
            message = f"option '{option}' leads nowhere: step '{step.id}' has no such touchpoint"
            branches = option in linked or not points
            yield Found("M009", path, message, "write 'between: branches'" if branches else "add the touchpoint")
        elif choice.between == "branches" and option not in linked and not onwards:
            message = f"option '{option}' leads nowhere: no link takes it, and no step is below '{step.id}'"
            yield Found("M009", path, message, "add a link with 'when' to a step or an outcome")
    if choice.expected is not None and choice.expected not in choice.options:
        message = f"expected '{choice.expected}' is not an option of step '{step.id}'"
        yield Found("M009", path, message, f"the options are {listed(choice.options)}")


def ends(map: JourneyMap) -> Iterator[Found]:
    """Find steps that no way leads to, or from which none leads to an end, and links of the wrong kind."""
    ids = {step.id for step in map.steps}
    outcomes = {outcome.id for outcome in map.outcomes}
    for number, link in enumerate(map.links):
        if link.kind == "end" and link.to in ids:
            message = f"the link from '{link.from_}' ends the journey, and '{link.to}' is a step"
            yield Found("M010", ("links", number), message, "lead it to an outcome, or take another kind")
        elif link.kind in ("loop", "skip") and link.to in outcomes:
            message = f"the {link.kind} from '{link.from_}' leads to the outcome '{link.to}', not to a step"
            yield Found("M010", ("links", number), message, "write 'kind: end'")
    if not map.steps:
        return
    found = ways(map)
    there = reached(found, starts(map))
    for step in map.steps:
        if step.id not in there:
            message = f"step '{step.id}' cannot be reached"
            yield Found(
                "M010", ("steps", step.id), message, "add a link to it, or 'entry: true' if journeys begin there"
            )
    over = ending(found)
    caught = [step.id for step in map.steps if step.id in there and step.id not in over]
    if caught:
        message = f"no way leads from {listed(caught, 'or')} to an end"
        hint = "a link that leads back is 'kind: loop'; one that ends the journey leads to an outcome"
        yield Found("M010", ("steps", caught[0]), message, hint)
