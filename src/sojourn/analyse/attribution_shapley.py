"""Shapley values of channels where the worth of some channels is the conversion rate of journeys that use no others.

Sources: Shapley, A value for n-person games (1953); Castro, Gómez and Tejada, Polynomial calculation of the Shapley
value based on sampling, Computers and Operations Research 36 (2009), with every order walked backwards too.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sojourn import kernels

Floats = NDArray[np.float64]
Places = NDArray[np.int64]

EXACT = 15
"""Channels up to which every set of them is looked at."""

MOST = 62
"""Channels that fit a set."""

PAIRS = 2_000
"""Orders that are drawn; each is walked forwards and backwards."""


@dataclass(frozen=True, slots=True, eq=False)
class Shapley:
    """Values of n channels, which add up to the worth of all of them.

    Attributes:
        values: (n,) float64. error: (n,) float64, their standard errors; None when they are exact.
        worth: of all channels together.
    """

    values: Floats
    error: Floats | None
    worth: float


def shapley(sets: Places, good: Floats, every: Floats, channels: int, *, seed: int) -> Shapley:
    """Give the Shapley values of a game in which some channels are worth their good ones over all of them.

    Args:
        sets: (d,) int64, distinct sets of channels as bits; good, every: (d,) float64, of each.
        channels: n.
        seed: of the orders that are drawn above 15 channels.

    Cost: O(n 2^n) up to 15 channels; above, O(d) for each of 4,000 orders.
    """
    total = float(every.sum())
    worth = float(good.sum()) / total if total else 0.0
    if not len(sets) or not channels:
        return Shapley(np.zeros(channels), None, worth)
    if channels <= EXACT:
        return Shapley(_exact(sets, good, every, channels), None, worth)
    made = np.random.Generator(np.random.PCG64(seed))
    forward = np.array([made.permutation(channels) for _ in range(PAIRS)], np.int64)
    added = kernels.walk_orders(sets, good, every, forward)
    back = kernels.walk_orders(sets, good, every, channels - 1 - forward)
    both = (added + back) / 2
    return Shapley(both.mean(axis=0), both.std(axis=0, ddof=1) / np.sqrt(PAIRS), worth)


def _exact(sets: Places, good: Floats, every: Floats, channels: int) -> Floats:
    """Look at every set of channels."""
    size = 1 << channels
    sums = np.zeros((2, size))
    sums[0, sets], sums[1, sets] = good, every
    for bit in range(channels):
        parts = sums.reshape(2, -1, 2, 1 << bit)
        parts[:, :, 1] += parts[:, :, 0]
    value = np.divide(sums[0], sums[1], out=np.zeros(size), where=sums[1] > 0)
    members = np.array([number.bit_count() for number in range(size)])
    weight = np.ones(channels)
    for before in range(1, channels):
        weight[before] = weight[before - 1] * before / (channels - before)
    weight /= channels
    found = np.empty(channels)
    for bit in range(channels):
        parts = value.reshape(-1, 2, 1 << bit)
        without = weight[np.minimum(members, channels - 1)].reshape(-1, 2, 1 << bit)[:, 0]
        found[bit] = float((without * (parts[:, 1] - parts[:, 0])).sum())
    return found
