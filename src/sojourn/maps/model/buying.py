"""The part of a map in which strangers become customers."""

from .document import JourneyMap
from .steps import Step


def buying_steps(map: JourneyMap) -> tuple[Step, ...]:
    """Give the customer's actions that acquisition answers, in order.

    In a map of a buying journey these are all of its steps; in another map those before what the customer came for.
    """
    if map.view == "buying":
        return map.steps
    before = {phase.id for phase in map.phases if phase.moment == "before"}
    return tuple(step for step in map.steps if step.phase in before)
