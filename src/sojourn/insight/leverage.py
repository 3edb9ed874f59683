"""Leverage: by how much more journeys end well when a way is taken a little more often.

Source: the derivative of an absorbing Markov chain's outcome, as in Caswell, Linear Algebra and its Applications 438
(2013), from Kemeny and Snell, Finite Markov Chains (1960), chapter 3.
"""

import math
from collections.abc import Collection
from dataclasses import dataclass

import numpy as np

from sojourn import analyse
from sojourn.core.errors import InvalidInput


@dataclass(frozen=True, slots=True)
class Leverage:
    """How much each way and each step matters for the good outcome.

    Attributes:
        ways: from, to: rise of the share of journeys that end well for each point more of those at the one that go to
            the other. The ways that give the point up are not listed.
        step: the largest of its ways.
        top: the quarter of the steps with the most, rounded up, most first; equal ones all belong to it.
    """

    ways: dict[tuple[str, str], float]
    step: dict[str, float]
    top: tuple[str, ...]


def leverage(chain: analyse.Chain, *, good: Collection[str], lost: Collection[str] = ("lost",)) -> Leverage:
    """Give the leverage of each way of a chain: F(start, i) · (B(j, good) - B(k, good)).

    What a way gains another gives up: those who leave, where some do at that step, else the way from which fewest come
    to a good end. Where nothing else leads on, a step has no leverage.

    Args:
        good: the outcomes that are good.
        lost: the outcomes of those who leave; one that a step leads to gives up the share.

    Raises:
        InvalidInput: an outcome named as good that the chain does not have (`leverage.no_outcome`).

    Cost: O(m²), beyond solving the chain.
    """
    good, lost = ({each} if isinstance(each, str) else set(each) for each in (good, lost))
    strange = sorted(good - set(chain.outcomes), key=str)
    if strange or not good:
        raise InvalidInput(
            f"{strange[0]!r} is no outcome of this chain" if strange else "no outcome is named as good",
            code="leverage.no_outcome",
            hint=f"its outcomes are {', '.join(chain.outcomes)}",
        )
    names = (*chain.steps, *chain.outcomes)
    wanted = [place for place, outcome in enumerate(chain.outcomes) if outcome in good]
    ends = chain.ends[:, wanted].sum(axis=1)
    value = np.concatenate([ends, [1.0 if outcome in good else 0.0 for outcome in chain.outcomes]])
    visits = chain.fundamental[chain.steps.index(chain.start)]
    ways: dict[tuple[str, str], float] = {}
    step: dict[str, float] = {}
    for i, name in enumerate(chain.steps):
        on = np.flatnonzero(chain.shares[i] > 0)
        leaving = [place for place in on if names[place] in lost]
        giver = min(leaving or on, key=lambda place: float(value[place]))
        own = {(name, names[place]): float(visits[i] * (value[place] - value[giver])) for place in on if place != giver}
        ways |= own
        step[name] = max(own.values(), default=0.0)
    return Leverage(ways, step, highest(step, math.ceil(len(step) / 4)))


def highest(values: dict[str, float], number: int) -> tuple[str, ...]:
    """Name the highest so many, highest first; who equals the last of them belongs to them, and 0 to none."""
    ranked = sorted(values, key=lambda name: -values[name])
    if not ranked or number < 1:
        return ()
    edge = values[ranked[min(number, len(ranked)) - 1]]
    return tuple(name for name in ranked if values[name] >= edge and values[name] > 0)
