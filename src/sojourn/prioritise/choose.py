"""The plain knapsack: things that do not touch each other."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from .refusals import PlanRefused


@dataclass(frozen=True, slots=True)
class Choice:
    """What to take.

    Attributes:
        value: of everything taken.
        cost: of everything taken.
        chosen: places, from 0, in order.
    """

    value: float
    cost: float
    chosen: tuple[int, ...]


def choose(values: Sequence[float], costs: Sequence[float], *, budget: float) -> Choice:
    """Take what is worth most within a budget, where the worth of one thing does not depend on another.

    Ties go to the lower cost, then to fewer things.

    Raises:
        PlanRefused: `plan.budget` for a budget or a cost below 0, `plan.lengths` for lists of different lengths.

    Cost: integer programming; O(2ⁿ) at worst, milliseconds for hundreds of things.
    """
    if len(values) != len(costs):
        raise PlanRefused(
            f"there are {len(values)} values and {len(costs)} costs", code="plan.lengths", hint="give one of each"
        )
    if budget < 0 or any(cost < 0 for cost in costs):
        raise PlanRefused(f"the budget is {budget:g}", code="plan.budget", hint="give 0 or more, and costs from 0")
    if not values:
        return Choice(0.0, 0.0, ())
    from scipy.optimize import Bounds, LinearConstraint, milp  # noqa: PLC0415 - start-up

    worth, spent = np.asarray(values, dtype=np.float64), np.asarray(costs, dtype=np.float64)
    # A little off each cost and each thing decides among equals; it is too little to decide anything else.
    little = 1e-9 * max(float(np.abs(worth).max()), 1e-300)
    toll = little * (spent / max(float(spent.sum()), 1e-300) + 1e-3 / len(worth))
    scale = max(float(np.abs(worth).max()), 1e-300)
    answer = milp(
        -(worth - toll) / scale, integrality=np.ones(len(worth), dtype=np.int64), bounds=Bounds(0, 1),
        constraints=LinearConstraint(spent[None], -np.inf, budget * (1 + 1e-12)), options={"mip_rel_gap": 0.0},
    )  # fmt: skip
    assert answer.x is not None, answer.message  # nothing at all is always allowed
    chosen = tuple(int(place) for place in np.flatnonzero(np.round(answer.x)))
    return Choice(float(worth[list(chosen)].sum()), float(spent[list(chosen)].sum()), chosen)
