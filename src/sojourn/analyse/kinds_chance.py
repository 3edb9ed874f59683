"""How many kinds there are, if any: what is found, held against what chance alone would show."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sojourn.core.progress import Progress, followed

from .kinds_distance import ONE, Points, points
from .kinds_fit import Fit, fits
from .kinds_sample import Sampled
from .kinds_worlds import Shares

CLEARER = 0.05
"""The p-value up to which kinds are clearer than chance makes them."""
LEAST = 1e-6
"""A spread below this is taken for this: coordinates are rounded, and nothing is nearer than near."""


@dataclass(frozen=True, slots=True)
class Clearness:
    """How far so many kinds gather journeys, and how far as many do where there is nothing but chance.

    Attributes:
        kinds: how many.
        spread: the share of the spread that is left within kinds: distances to the centre of the own kind, added up,
            through those to the one centre of all.
        chance: its mean over the simulated worlds; chance_low, chance_high: the least and the most.
        gap: logarithm of what is left by chance, mean over the worlds, minus that of `spread`: positive where lived
            journeys gather more; gap_error: its standard error.
    """

    kinds: int
    spread: float
    chance: float
    chance_low: float
    chance_high: float
    gap: float
    gap_error: float

    def to_dict(self) -> dict[str, float | int]:
        """Give the JSON form."""
        return {
            "kinds": self.kinds,
            "spread": self.spread,
            "chance": self.chance,
            "chance_low": self.chance_low,
            "chance_high": self.chance_high,
            "gap": self.gap,
            "gap_error": self.gap_error,
        }


@dataclass(frozen=True, slots=True, eq=False)
class Compared:
    """What was found for each number of kinds, and whether any is more than chance.

    Attributes:
        tried: for 2 kinds and more.
        fits: for 1 kind and more.
        p_value: the share of worlds, the lived one among them, whose largest gap is at least as large.
    """

    tried: tuple[Clearness, ...]
    fits: tuple[Fit, ...]
    p_value: float


def compared(
    sampled: Sampled,
    found: Points,
    *,
    most: int,
    least: int,
    worlds: int,
    seed: int,
    progress: Progress | None = None,
) -> Compared | None:
    """Fit kinds to lived journeys and to journeys of worlds without kinds.

    A world without kinds has a journey for each lived one, as long as it, and in it everybody goes by the same shares:
    `Shares.drawn`. Every world goes the same way through weights, distance and fits. For each number of kinds the
    logarithm of the spread left is compared with its mean over all worlds, the lived one among them; a world's largest
    difference is what it has to show. If the lived journeys are no more than one of these worlds, each is as likely as
    any other to have the largest: that many numbers of kinds are looked at costs nothing. The shares are those of the
    lived journeys, which makes p a little larger than it need be.

    Returns:
        None when there are not enough distinct journeys for so many kinds.

    Cost: `worlds` + 1 times that of `fits`, and of `Shares.drawn`.

    Source: Besag and Clifford, Biometrika 76 (1989), for the test; Tibshirani, Walther and Hastie, J. R. Stat. Soc. B
    63 (2001), for the gap to a reference world.
    """
    if not len(found.vectors):
        return None
    streams = np.random.SeedSequence(seed).spawn(2 * worlds + 1)
    own = fits(found.vectors, found.weights, most, _rng(streams[0]))
    if len(own) < least:
        return None
    shares = Shares.of(sampled)
    spreads = np.zeros((worlds + 1, len(own)))
    spreads[0] = _spreads(found, own)
    for world in followed(range(worlds), worlds, progress):
        other = points(*shares.drawn(_rng(streams[2 * world + 1])), len(sampled.events))
        if not len(other.vectors):
            continue
        made = _spreads(other, fits(other.vectors, other.weights, len(own), _rng(streams[2 * world + 2])))
        # A world with fewer distinct journeys than kinds leaves nothing.
        spreads[world + 1, : len(made)] = made
    told = spreads[:, least - 1 :]
    logs = np.log(np.maximum(told, LEAST))
    largest = (logs.mean(0) - logs).max(1)
    errors = logs[1:].std(0) * math.sqrt(1 + 1 / worlds)
    tried = tuple(
        Clearness(
            kinds=least + place,
            spread=float(told[0, place]),
            chance=float(told[1:, place].mean()),
            chance_low=float(told[1:, place].min()),
            chance_high=float(told[1:, place].max()),
            gap=float(logs[1:, place].mean() - logs[0, place]),
            gap_error=float(errors[place]),
        )
        for place in range(told.shape[1])
    )
    return Compared(tried, own, float((largest >= largest[0]).mean()))


def how_many(
    sampled: Sampled,
    found: Points,
    made: Sequence[Fit],
    *,
    worlds: int,
    seed: int,
    progress: Progress | None = None,
) -> int:
    """Say how many of the kinds that were fitted, from two on, are more than chance.

    Worlds with k kinds are simulated, in which everybody of a kind goes by the same shares, and k and k + 1 kinds are
    fitted to each. Where one kind more takes away no more of the spread of lived journeys than it does in such worlds,
    at 5 %, there are k.

    Cost: for each number of kinds up to `worlds` times that of `fits`; where one more is not called for, usually far
    less, since the first worlds show it.

    Source: McLachlan, J. R. Stat. Soc. C 36 (1987), for adding one at a time against simulated worlds.
    """
    for k in range(2, len(made)):
        lived = _gained(found, made[k - 1], made[k])
        shares = _of_kinds(sampled, found, made[k - 1])
        as_much = 0
        for world in followed(range(worlds), worlds, progress):
            rng = _rng(np.random.SeedSequence([seed, 2, k, world]))
            other = points(*_with_kinds(shares, rng), len(sampled.events))
            refitted = fits(other.vectors, other.weights, k + 1, rng)
            as_much += len(refitted) <= k or _gained(other, refitted[k - 1], refitted[k]) >= lived
            if 1 + as_much > CLEARER * (worlds + 1):
                return k
    return len(made)


def _gained(found: Points, fewer: Fit, more: Fit) -> float:
    """Say how much of the spread one kind more takes away: the logarithm of what is left by fewer through by more."""
    whole = ONE**2 * found.weights.sum()
    return math.log(max(1 - fewer.near / whole, LEAST) / max(1 - more.near / whole, LEAST))


def _with_kinds(shares: Sequence[Shares], rng: np.random.Generator) -> tuple[NDArray[np.int64], NDArray[np.uint32]]:
    """Draw a journey for every lived one, as long as it, in which everybody of a kind goes by the same shares."""
    offsets, codes = [np.zeros(1, np.int64)], [np.zeros(0, np.uint32)]
    for each in shares:
        ends, flat = each.drawn(rng)
        offsets.append(ends[1:] + offsets[-1][-1])
        codes.append(flat)
    return np.concatenate(offsets), np.concatenate(codes)


def _of_kinds(sampled: Sampled, found: Points, fit: Fit) -> tuple[Shares, ...]:
    """Count the moves of the journeys of each kind; those that have none stand together."""
    kind = np.where(found.which >= 0, fit.labels[np.maximum(found.which, 0)], -1)
    return tuple(Shares.of(sampled.of(np.flatnonzero(kind == own))) for own in np.unique(kind))


def _spreads(found: Points, made: Sequence[Fit]) -> NDArray[np.float64]:
    """Give the share of the spread that each fit leaves; nothing where there is none to begin with."""
    left = 1 - np.array([fit.near for fit in made]) / (ONE**2 * found.weights.sum())
    return np.maximum(left, 0.0) / left[0] if left[0] > LEAST else np.zeros(len(made))


def _rng(stream: np.random.SeedSequence) -> np.random.Generator:
    """Make a generator of a stream of its own."""
    return np.random.Generator(np.random.PCG64(stream))
