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

BLOCK = 200
"""Draws that are solved at once."""


@dataclass(frozen=True, slots=True)
class Leverage:
    """How much each way and each step matters for the good outcome.

    Attributes:
        ways: from, to: rise of the share of journeys that end well for each point more of those at the one that go to
            the other. The ways that give the point up are not listed.
        step: the largest of its ways.
        way: which that is, and the state that gives the share up; None for a step without a second way.
        top: the quarter of the steps with the most, rounded up, most first; equal ones all belong to it.
    """

    ways: dict[tuple[str, str], float]
    step: dict[str, float]
    top: tuple[str, ...]
    way: dict[str, tuple[str, str] | None]


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
    way: dict[str, tuple[str, str] | None] = {}
    for i, name in enumerate(chain.steps):
        on = np.flatnonzero(chain.shares[i] > 0)
        leaving = [place for place in on if names[place] in lost]
        giver = min(leaving or on, key=lambda place: float(value[place]))
        own = {(name, names[place]): float(visits[i] * (value[place] - value[giver])) for place in on if place != giver}
        ways |= own
        step[name] = max(own.values(), default=0.0)
        best = max(own, key=lambda each: own[each], default=None)
        way[name] = None if best is None else (best[1], names[giver])
    return Leverage(ways, step, highest(step, math.ceil(len(step) / 4)), way)


def leverage_limits(
    chain: analyse.Chain, found: Leverage, *, good: Collection[str], draws: int = 2000, seed: int = 0
) -> dict[str, tuple[float, float]]:
    """Give the 95 % interval of each step's leverage, as uncertain as the moves behind the chain.

    Rows of the chain are drawn anew, Dirichlet with the counted moves and ½; in each draw the step's largest way, and
    the state that gives it up, stay those of the chain as it was counted. Moves are taken as if each were by itself:
    where few customers make many of them, intervals are rather too narrow.

    Args:
        found: what `leverage` gives for this chain and these outcomes.
        draws: at least 1.

    Raises:
        InvalidInput: the shares of the chain were not counted (`chain.no_counts`).

    Cost: O(draws · m³).
    """
    drawn = analyse.chain_draws(chain, draws=draws, seed=seed).laid(chain.steps, chain.outcomes)
    names, m = (*chain.steps, *chain.outcomes), len(chain.steps)
    end = np.array([outcome in good for outcome in chain.outcomes], np.float64)
    start = chain.steps.index(chain.start)
    values: list[np.ndarray[tuple[int, int], np.dtype[np.float64]]] = []
    for begun in range(0, draws, BLOCK):
        rows = drawn[begun : begun + BLOCK]
        fundamental = np.linalg.inv(np.eye(m) - rows[:, :, :m])
        ends = fundamental @ (rows[:, :, m:] @ end)[:, :, None]
        values.append(np.hstack([ends[:, :, 0], np.broadcast_to(end, (len(rows), len(end))), fundamental[:, start]]))
    value = np.concatenate(values)
    place = {name: number for number, name in enumerate(names)}
    limits = {}
    for i, step in enumerate(chain.steps):
        way = found.way[step]
        if way is not None:
            at = value[:, len(names) + i] * (value[:, place[way[0]]] - value[:, place[way[1]]])
            low, high = np.quantile(at, [0.025, 0.975])
            limits[step] = (float(low), float(high))
    return limits


def highest(values: dict[str, float], number: int) -> tuple[str, ...]:
    """Name the highest so many, highest first; who equals the last of them belongs to them, and 0 to none."""
    ranked = sorted(values, key=lambda name: -values[name])
    if not ranked or number < 1:
        return ()
    edge = values[ranked[min(number, len(ranked)) - 1]]
    return tuple(name for name in ranked if values[name] >= edge and values[name] > 0)
