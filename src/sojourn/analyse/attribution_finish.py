"""Share conversions out by what was counted."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sojourn.core.errors import EngineError
from sojourn.core.progress import Progress, followed

from .attribution_chain import OFF, Moves
from .attribution_counts import ONE, Attribution, PathCounts, from_limbs
from .attribution_draws import conversions_of
from .attribution_parts import AttributedChannel
from .attribution_shapley import PAIRS, shapley
from .steps import MONEY

Floats = NDArray[np.float64]
Places = NDArray[np.int64]
Span = tuple[Floats, Floats]
"""Lower and upper limits by channel."""


@dataclass(frozen=True, slots=True, eq=False)
class Parts:
    """What each channel gets; (c,) float64 each, by code.

    Attributes:
        conversions, value: its part of what is attributed; they add up to it.
        effect, effect_value: removal effects; None but for Markov.
        error: standard errors of conversions; None when they are exact.
        base_rate: as in the result.
    """

    conversions: Floats
    value: Floats
    effect: Floats | None = None
    effect_value: Floats | None = None
    error: Floats | None = None
    base_rate: float | None = None

    @property
    def orders(self) -> int | None:
        """How many orders a Shapley value was drawn from."""
        return None if self.error is None else 2 * PAIRS


def amount(limbs: Places) -> float:
    """Turn millionths in two parts into an amount."""
    return from_limbs(limbs[None, :])[0] / MONEY


def shared(counts: PathCounts, asked: Attribution, seed: int, progress: Progress | None = None) -> Parts:
    """Share conversions and value out.

    Args:
        progress: is told how many channels are taken out of a chain of many states.

    Raises:
        EngineError: the parts do not add up to the conversions, or a chain does not give back their rate.
    """
    model = asked.model
    value = amount(counts.value[0]) - amount(counts.value[1])
    if model.rule is not None:
        credit, worth = from_limbs(counts.credit[0]), from_limbs(counts.credit[1])
        if sum(credit) != int(counts.whole[0]) * ONE:
            raise EngineError(f"{sum(credit) / ONE} of {counts.whole[0]} conversions were shared out")
        return Parts(np.array([each / ONE for each in credit]), np.array([each / (ONE * MONEY) for each in worth]))
    good, used = int(counts.whole[0]), np.flatnonzero(counts.touches)
    keyed, size = counts.keyed, len(counts.touches)
    money = np.array([each / MONEY for each in from_limbs(keyed.counts[:, -2:])])

    def spread(weights: Floats, total: float, otherwise: Floats | None = None) -> Floats:
        found, all_of = np.zeros(size), float(weights.sum())
        if all_of > 0:
            found[used] = weights / all_of * total
        elif otherwise is not None:
            found[:] = otherwise / (otherwise.sum() or 1.0) * total
        return found

    if model.name == "markov":
        moves = Moves.of(keyed.keys, size, model.order)
        number = keyed.counts[:, 0].astype(np.float64)
        rate, lost, lost_value = moves.effects(number, money, used, progress=progress)
        walked = int(counts.whole[0]) + (int(counts.whole[1]) if model.include_null else 0)
        if walked and abs(rate - good / walked) > OFF:
            raise EngineError(f"the chain gives {rate} conversions a path, counted were {good / walked}")
        conversions = spread(lost, good)
        return Parts(
            conversions, spread(lost_value, value, conversions), _placed(lost, used, size),
            _placed(lost_value, used, size), None, good / walked if walked else None,
        )  # fmt: skip
    sets, every = packed(keyed.keys, used, asked.bits), keyed.counts[:, :2].sum(axis=1).astype(np.float64)
    found = shapley(sets, keyed.counts[:, 0].astype(np.float64), every, len(used), seed=seed)
    scale = good / found.worth if found.worth else 0.0
    conversions = _placed(found.values * scale, used, size)
    other = shapley(sets, money, every, len(used), seed=seed) if value else None
    split = conversions / (good or 1) * value
    if other is not None and other.worth:
        split = _placed(other.values * (value / other.worth), used, size)
    error = None if found.error is None else _placed(found.error * scale, used, size)
    return Parts(conversions, split, None, None, error)


def packed(keys: Places, used: Places, bits: tuple[int, ...]) -> Places:
    """Number the bits of sets anew, so that only channels that were touched have one."""
    sets = np.zeros(len(keys), np.int64)
    for place, code in enumerate(used.tolist()):
        sets |= (keys >> bits[code] & 1) << place
    return sets


def limits(table: Places, counts: PathCounts, asked: Attribution, progress: Progress | None = None) -> Span:
    """Share out the conversions of each draw, and give 2.5 and 97.5 % of what each channel got.

    Args:
        progress: is told how many draws are shared out, where each has to be worked out.
    """
    model, used, size = asked.model, np.flatnonzero(counts.touches), len(counts.touches)
    if model.rule is not None:
        found = conversions_of(table)
    else:
        found = np.zeros((size, table.shape[1]))
        moves = Moves.of(counts.keyed.keys, size, model.order) if model.name == "markov" else None
        sets = packed(counts.keyed.keys, used, asked.bits) if moves is None else counts.keyed.keys
        for draw in followed(range(table.shape[1]), table.shape[1], progress):
            column = table[:, draw].astype(np.float64)
            if moves is not None:
                good = float(column[moves.end == -1].sum())
                _, lost, _ = moves.effects(column, np.zeros_like(column), used)
                found[used, draw] = lost / (lost.sum() or 1.0) * good
            else:
                game = shapley(sets, column[::2], column[::2] + column[1::2], len(used), seed=0)
                found[used, draw] = game.values * (float(column[::2].sum()) / game.worth if game.worth else 0.0)
    low, high = np.quantile(found, [0.025, 0.975], axis=1) if size else np.zeros((2, 0))
    return low, high


def listed(
    parts: Parts, names: tuple[str, ...], counts: PathCounts, span: Span | None, *, worth: bool
) -> tuple[AttributedChannel, ...]:
    """List the channels that were touched, the most conversions first, then by name."""
    total = counts.conversions

    def number(values: Floats | None, place: int, times: float = 1.0) -> float | None:
        return None if values is None else float(values[place]) * times

    low, high = (None, None) if span is None else span
    found = [
        AttributedChannel(
            channel=names[code],
            touches=int(counts.touches[code]),
            conversions=float(parts.conversions[code]),
            value=float(parts.value[code]) if worth else None,
            share=float(parts.conversions[code]) / total if total else None,
            removal_effect=number(parts.effect, code),
            removal_effect_value=number(parts.effect_value, code) if worth else None,
            conversions_low=number(low, code),
            conversions_high=number(high, code),
            conversions_error=number(parts.error, code, 1.96),
        )
        for code in np.flatnonzero(counts.touches).tolist()
    ]
    # What differs only by rounding is equal.
    return tuple(sorted(found, key=lambda each: (-round(each.conversions, 9), each.channel)))


def _placed(values: Floats, used: Places, size: int) -> Floats:
    """Put values where their channels are."""
    found = np.zeros(size)
    found[used] = values
    return found
