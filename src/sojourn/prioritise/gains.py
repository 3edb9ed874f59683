"""What initiatives gain: alone, over what they require, and two together."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from .model import PlanModel
from .pairs import surrogate_of
from .portfolio import Portfolio
from .proposals import Proposal, proposals


@dataclass(frozen=True, slots=True)
class Gains:
    """What initiatives gain in a period, if the effects are as assumed.

    Attributes:
        alone: the gain of each by itself; 0 for one that cannot be done by itself.
        over_requirements: the gain of each over the set of what it requires.
        pairs: what two gain together more than each, over what they require; those that are not 0.
        together: the gain of all of them.
        warnings: codes.
    """

    alone: Mapping[str, float]
    over_requirements: Mapping[str, float]
    pairs: Mapping[tuple[str, str], float]
    together: float
    warnings: tuple[str, ...]


def gain(
    model: PlanModel,
    initiatives: Iterable[Proposal | Mapping[str, Any]],
    *,
    carry: float | Mapping[str, float] = 1.0,
) -> Gains:
    """Say what initiatives gain: `f(S) = V(S) − V(∅)` for the sets that matter.

    Args:
        carry: the share of rescued customers who behave like those who passed anyway; of all, or by initiative.

    Cost: O(n²) sets.
    """
    found = proposals(initiatives)
    portfolio = Portfolio(model, found, carry=carry)
    ids = [each.id for each in found]
    each_alone = portfolio.gains(np.eye(len(found), dtype=bool)) if found else np.zeros(0)
    every = float(portfolio.gains(np.ones((1, len(found)), dtype=bool))[0]) if found else 0.0
    surrogate = surrogate_of(portfolio)
    return Gains(
        alone={
            each.id: 0.0 if each.requires or each.any_of else float(by)
            for each, by in zip(found, each_alone, strict=True)
        },
        over_requirements=dict(zip(ids, map(float, surrogate.singles), strict=True)),
        pairs={(ids[i], ids[j]): float(extra) for (i, j), extra in zip(surrogate.pairs, surrogate.extra, strict=True)},
        together=every,
        warnings=portfolio.warnings,
    )


def gain_of(portfolio: Portfolio, chosen: Sequence[str]) -> float:
    """Give the gain of one set."""
    return float(portfolio.gains(portfolio.set_of(chosen))[0])
