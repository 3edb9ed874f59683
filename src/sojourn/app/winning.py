"""The winning of customers from a map: its lines chosen under a budget, on shares that were assumed or counted."""

from collections.abc import Mapping
from typing import Any

from sojourn import prioritise
from sojourn.core.analysis import Journeys
from sojourn.maps import JourneyMap
from sojourn.prioritise import AcquisitionPlan

from .asking import passed_on
from .planning import plan_model

Capacity = Mapping[str, float | Mapping[str, float]]


def acquisition_plan(
    map: JourneyMap,
    *,
    budget: float,
    capacity: Capacity | None = None,
    journeys: Journeys | None = None,
    volume: float | None = None,
    worth: Mapping[str, float] | None = None,
    period: str | None = None,
    **options: Any,
) -> AcquisitionPlan:
    """Choose what to do for those who are to become customers, with the money and the people there are.

    Args:
        map: with `acquisition`, and with `share` on its links unless there are lived journeys.
        budget: what may be spent.
        capacity: person-months of each team, `{"sales": 4}`, or by month, `{"sales": {"2027-03": 1}}`.
        journeys: lived journeys, whose shares take the place of those of the map.
        volume, worth, period: instead of the map's: how many journeys begin, what outcomes bring, in how long.
        options: `carry`, `draws`, `seed`, `excludes`, and what else `sojourn.prioritise.plan` takes.

    Raises:
        PlanRefused: shares are missing, nothing is worth anything, or the rules leave no plan.
    """
    passed_on(prioritise.plan, options, called="acquisition_plan")
    model = plan_model(map, journeys, volume=volume, worth=worth, period=period)
    return prioritise.acquisition_plan(model, map, budget=budget, capacity=capacity, **options)
