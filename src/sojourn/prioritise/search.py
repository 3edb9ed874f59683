"""The best sets of initiatives: by looking at every one, or by a surrogate whose best are simulated."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from .exhaustive import MOST, every_set, idle, refuse_impossible
from .landscape import Landscape, Objective, ordered
from .portfolio import Portfolio
from .refusals import PlanRefused
from .rules import Rule, Rules

Sets = NDArray[np.bool_]
Floats = NDArray[np.float64]

CHUNK = 65_536
"""How many sets are valued at a time."""


def exhaustively(portfolio: Portfolio, rules: Rules, objective: Objective) -> Landscape:
    """Look at every set that keeps the rules, best first; the budget among the rules counts like any other.

    Raises:
        PlanRefused: `plan.infeasible`, naming the rule and the least budget.

    Cost: O(2ⁿ) sets, one small system for each distinct chain.
    """
    sets = every_set(len(portfolio.found))
    allowed = rules.allowed(sets)
    if not allowed.any():
        refuse_impossible(rules, sets)
    gains = np.full(len(sets), np.nan)
    places = np.flatnonzero(allowed)
    for begin in range(0, len(places), CHUNK):
        part = places[begin : begin + CHUNK]
        gains[part] = portfolio.gains(sets[part])
    allowed &= ~idle(sets, gains, allowed)
    return ordered(portfolio, rules, objective, sets[allowed], gains[allowed])


def searched(
    portfolio: Portfolio,
    rules: Rules,
    objective: Objective,
    *,
    method: str = "auto",
    keep: int = 50,
    time_limit: float = 10.0,
) -> Landscape:
    """Find the best sets.

    Args:
        method: `exhaustive`, `milp`, or `auto`: the first up to 16 initiatives.

    Raises:
        PlanRefused: `plan.infeasible`, or `plan.method` for a method of another name or more than 20 initiatives to
            look at one set after the other.
    """
    n = len(portfolio.found)
    if method not in ("auto", "exhaustive", "milp") or (method == "exhaustive" and n > 20):
        raise PlanRefused(
            f"the method is {method!r} for {n} initiatives", code="plan.method",
            hint="`auto`; `exhaustive` for up to 20 initiatives; `milp`",
        )  # fmt: skip
    if method == "exhaustive" or (method == "auto" and n <= MOST):
        return exhaustively(portfolio, rules, objective)
    from .pairs import by_pairs  # noqa: PLC0415 - start-up: few plans are so large

    return by_pairs(portfolio, rules, objective, keep=keep, time_limit=time_limit)


def best_without(
    portfolio: Portfolio,
    rules: Rules,
    objective: Objective,
    dropped: Callable[[Rule], bool],
    *,
    method: str,
    time_limit: float,
) -> Landscape:
    """Find the best set when some rules do not count."""
    return searched(portfolio, rules.without(dropped), objective, method=method, keep=1, time_limit=time_limit)
