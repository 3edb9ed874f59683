"""Sets that keep the rules, in the order of what is made as large as possible."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .exhaustive import ranked
from .portfolio import Portfolio
from .refusals import PlanRefused
from .rules import Rules

Sets = NDArray[np.bool_]
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Objective:
    """What is made as large as possible.

    Attributes:
        name: `value`, the gain in a period; `net`, the discounted gain of all periods less the cost.
        periods: how many periods count.
        discount: by which share a period's gain is worth less than the one before.
    """

    name: str = "value"
    periods: int = 1
    discount: float = 0.0

    def __post_init__(self) -> None:
        """Refuse what cannot be counted."""
        if self.name not in ("value", "net") or self.periods < 1 or not -1 < self.discount < np.inf:
            raise PlanRefused(
                f"the objective is {self.name!r} over {self.periods} periods with a discount of {self.discount:g}",
                code="plan.objective", hint="`value`, or `net` over one period or more with a discount from 0",
            )  # fmt: skip

    @property
    def factor(self) -> float:
        """Give `Σ (1 + ρ)^−t`."""
        if self.discount == 0:
            return float(self.periods)
        # The sum in closed form: adding up a hundred million periods would take minutes.
        with np.errstate(over="ignore"):
            return float(-np.expm1(-self.periods * np.log1p(self.discount)) / self.discount)

    def worth(self, gains: Floats, costs: Floats) -> Floats:
        """Give what counts, of gains in a period and costs."""
        return np.asarray(gains if self.name == "value" else gains * self.factor - costs)


@dataclass(frozen=True, slots=True, eq=False)
class Landscape:
    """Sets that keep the rules, with what each gains, best first.

    Attributes:
        sets: (s, n).
        gains: (s,), in a period.
        worth: (s,), what the objective counts.
        costs: (s,).
        surrogate: what singles and pairs alone would have said; None when every set was looked at.
        proved: no set outside could be better (by the surrogate, where there is one).
    """

    sets: Sets
    gains: Floats
    worth: Floats
    costs: Floats
    surrogate: Floats | None = None
    proved: bool = True

    def at(self, places: Sequence[int] | NDArray[np.int64] | Sets) -> "Landscape":
        """Keep some sets."""
        return Landscape(
            self.sets[places], self.gains[places], self.worth[places], self.costs[places],
            None if self.surrogate is None else self.surrogate[places], self.proved,
        )  # fmt: skip

    @property
    def surrogate_error(self) -> float | None:
        """Give by how much the surrogate was off at most."""
        if self.surrogate is None or not len(self.gains):
            return None
        return float(np.abs(self.surrogate - self.gains).max())


def ordered(
    portfolio: Portfolio,
    rules: Rules,
    objective: Objective,
    sets: Sets,
    gains: Floats,
    *,
    surrogate: Floats | None = None,
    proved: bool = True,
) -> Landscape:
    """Put sets in order, the best first."""
    costs = np.asarray(sets @ rules.costs, dtype=np.float64)
    worth = objective.worth(gains, costs)
    order = ranked(sets, worth, rules.costs, [each.id for each in portfolio.found])
    return Landscape(sets, gains, worth, costs, surrogate, proved).at(order)
