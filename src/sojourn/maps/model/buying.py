"""The part of a map in which strangers become customers."""

from .document import JourneyMap
from .plans import AcquisitionLine, LeftToOthers
from .steps import Step


def buying_steps(map: JourneyMap) -> tuple[Step, ...]:
    """Give the customer's actions that acquisition answers, in order.

    In a map of a buying journey these are all of its steps; in another map those before what the customer came for.
    """
    if map.view == "buying":
        return map.steps
    before = {phase.id for phase in map.phases if phase.moment == "before"}
    return tuple(step for step in map.steps if step.phase in before)


def without_contact(map: JourneyMap, step: Step) -> bool:
    """Say whether a step is one in which the customer meets nobody.

    Never in a buying journey: its steps are actions of somebody who is no customer yet, and its points of contact are
    in the matrix of acquisition. That a step names none there says nothing.
    """
    return step.kind == "no_contact" and map.view != "buying"


def answers(map: JourneyMap, step: Step) -> tuple[AcquisitionLine | LeftToOthers, ...]:
    """Give what is done for a customer's action, and to whom it is left on purpose, in the order of the map."""
    found = map.acquisition
    if found is None:
        return ()
    return (
        *(line for line in found.lines if line.step == step.id),
        *(left for left in found.left_to_others if left.step == step.id),
    )
