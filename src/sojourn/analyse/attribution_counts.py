"""What models of attribution are, and what is counted for them."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from sojourn import kernels
from sojourn.core.journeys import Basis, JourneyBatch

from .attribution_paths import CONVERSION, CONVERTED, OPEN, CutPaths, PathRule
from .conformance_tally import Keyed

Places = NDArray[np.int64]

ONE = 1 << 40
"""A whole conversion, in fixed point."""

RULES: Mapping[str, int] = MappingProxyType(
    {"first": 0, "last": 1, "last_non_direct": 2, "linear": 3, "time_decay": 4, "u": 5, "w": 6}
)
"""Models that are weights along a path."""

SHARED = 7
_SIMPLE = (0, 1, 2, 3)
"""Rules whose weights follow from the place of a touch alone, or from its channel."""

_MOST_MOVES = 1 << 20
"""Moves that are counted in a table: 8 MB."""

MODELS = (*RULES, "markov", "shapley")
WHOLE = ("converting_paths", "non_converting_paths", "open_paths", "unattributed", "left_out")


@dataclass(frozen=True, slots=True)
class AttributionModel:
    """How conversions are shared out.

    - `first`, `last`: all to that touch. `last_non_direct`: all to the last whose channel is not in `direct`, else to
      the last. `linear`: equal parts.
    - `time_decay`: 2^(−age / half_life), scaled to 1; age is the time from a touch to the last of its path, which
      gives the same as the time to the conversion.
    - `u`: 40 % the first, 40 % the last, 20 % the others in equal parts. `w`: 30 % the first, 30 % the last, 30 % the
      last before the path's first key event, 10 % the others. A touch in two roles gets both parts; parts that nobody
      bears fall away, and the rest is scaled to 1.
    - `markov`: by what a chain of the last `order` channels loses when a channel is taken out.
    - `shapley`: by what a channel adds on average over all orders in which channels could join. `counts`: the worth of
      some channels is the conversions of paths that use no others; `rate`: conversions over journeys among these.

    Attributes:
        direct: names of channels.
        half_life: microseconds.
        include_null: paths without a conversion count, for `markov`.
        exclude_open: leave open paths out.
    """

    name: str
    order: int = 1
    worth: str = "counts"
    half_life: int = 7 * 86_400_000_000
    direct: tuple[str, ...] = ("direct",)
    include_null: bool = True
    exclude_open: bool = False

    @property
    def rule(self) -> int | None:
        """The rule of weights, None where the model looks at all paths together."""
        return SHARED if self.name == "shapley" and self.worth == "counts" else RULES.get(self.name)

    def taken(self, paths: CutPaths) -> NDArray[np.bool_]:
        """Say which paths the model looks at."""
        return np.asarray((paths.state != OPEN) | (not self.exclude_open))

    def walked(self, paths: CutPaths) -> NDArray[np.bool_]:
        """Say which paths are moves of the chain."""
        return np.asarray(self.taken(paths) & ((paths.state == CONVERTED) | self.include_null))

    def passed_over(self, channels: tuple[str, ...]) -> NDArray[np.uint8]:
        """Say of each channel, 1 or 0, whether `last_non_direct` passes over it."""
        return np.array([name in self.direct for name in channels], np.uint8)

    def weights(self, paths: CutPaths, channels: tuple[str, ...]) -> Places:
        """Give each touch its share of its path's conversion, in parts of `ONE`; only for rules."""
        assert self.rule is not None
        return kernels.weigh_touches(
            paths.starts,
            paths.state,
            paths.key,
            paths.channel,
            paths.time,
            self.passed_over(channels),
            self.rule,
            float(self.half_life),
            ONE,
        )


@dataclass(frozen=True, slots=True, eq=False)
class PathCounts:
    """What some paths add up to; c channels.

    Attributes:
        whole: (5,) int64, by `WHOLE`: converting paths, non-converting ones, of these open ones, conversions without a
            touch, non-converting paths that were left out.
        value: (2, 2) int64, of all conversions and of those without a touch, high * 2**32 + low millionths.
        touches: (c,) int64, on the paths that are looked at.
        credit, worth: (2, c, 3) int64, conversions in parts of `ONE` and value in millionths of parts, in three limbs
            as `kernels.sum_products` gives them; for rules.
        keyed: moves of the chain with their count and value (high, low), or sets of channels with paths that converted,
            that did not, and value (high, low).
        currencies: names of those met.
        early: conversions before `Attribution.early_before`.
    """

    whole: Places
    value: Places
    touches: Places
    credit: Places
    keyed: Keyed
    currencies: frozenset[str]
    early: int = 0

    def __add__(self, other: "PathCounts") -> "PathCounts":
        """Add up."""
        return PathCounts(
            self.whole + other.whole,
            self.value + other.value,
            self.touches + other.touches,
            self.credit + other.credit,
            self.keyed + other.keyed,
            self.currencies | other.currencies,
            self.early + other.early,
        )

    @property
    def conversions(self) -> int:
        """Conversions, with those that nobody touched."""
        return int(self.whole[0] + self.whole[3])


@dataclass(frozen=True, slots=True, eq=False)
class Attribution:
    """Count paths for a model. `PathRule` says what a path is, `AttributionModel` how conversions are shared out.

    Attributes:
        bits: by channel, its place in sets of channels, for Shapley values of rates; -1 for none.
        early_before: the first instant whose look-back lies in the observed span as a whole, microseconds UTC; None
            where nobody asks how many conversions come before.
    """

    rule: PathRule
    model: AttributionModel
    bits: tuple[int, ...] = ()
    early_before: int | None = None

    @property
    def columns(self) -> frozenset[str]:
        """Properties needed beside time, event and channel."""
        return self.rule.columns

    def cut(self, batch: JourneyBatch) -> CutPaths:
        """Cut a batch into paths, with what the model looks at."""
        return self.rule.cut(batch, times=self.model.name == "time_decay")

    def partial(self, batch: JourneyBatch) -> PathCounts:
        """Count the paths of whole customers."""
        if _forgets(self.rule, self.model, len(batch.time)):
            found = _at_once(batch, self.rule, self.model)
        else:
            paths = self.cut(batch)
            found = counted(paths, self.model, self.rule.channels, self.bits, self.rule.currencies(batch, paths))
        return replace(found, early=self._early(batch))

    def _early(self, batch: JourneyBatch) -> int:
        """Count the conversions whose look-back begins before the observed span does."""
        if self.early_before is None:
            return 0
        rows = np.flatnonzero(batch.time < self.early_before)
        if not len(rows):
            return 0
        codes, roles = self.rule.roles(batch)
        return int(np.count_nonzero(roles[codes[rows]] & CONVERSION))

    def merge(self, a: PathCounts, b: PathCounts) -> PathCounts:
        """Add two counts."""
        return a + b

    def finish(self, partial: PathCounts, basis: Basis) -> tuple[PathCounts, Basis]:
        """Give both."""
        return partial, basis


def _forgets(rule: PathRule, model: AttributionModel, events: int) -> bool:
    """Say whether a path may be forgotten as soon as it is counted: it counts one, and little is asked of it."""
    if rule.value is not None or rule.repeats == "distinct":
        return False
    moves = (len(rule.channels) + 1) ** model.order * (len(rule.channels) + 2)
    return model.rule in _SIMPLE or (model.name == "markov" and moves <= min(4 * events + 100_000, _MOST_MOVES))


def _at_once(batch: JourneyBatch, rule: PathRule, model: AttributionModel) -> PathCounts:
    """Count what `counted` counts of the paths of a batch, without keeping them.

    Cost: one pass, a third of the time of two.
    """
    chain = model.name == "markov"
    whole, touches, shares, parts, table = kernels.credit_paths(
        batch.offsets,
        batch.status,
        batch.time,
        *rule.roles(batch),
        batch.channel,
        model.passed_over(rule.channels),
        rule.oldest,
        rule.observed_until or 0,
        ONE,
        -1 if chain or model.rule is None else model.rule,
        model.order,
        rule.repeats == "collapse",
        not model.exclude_open,
        model.include_null,
    )
    credit = np.zeros((2, len(rule.channels), 3), np.int64)
    # A share is so many times 2**40 and a part: in limbs of 2**64, 2**32 and 1.
    credit[0] = np.stack([shares >> 24, ((shares & 0xFFFFFF) << 8) + (parts >> 32), parts & 0xFFFFFFFF], axis=1)
    keys = np.flatnonzero(table)
    counts = np.zeros((len(keys), 3 if chain else 1), np.int64)
    counts[:, 0] = table[keys]
    return PathCounts(whole, np.zeros((2, 2), np.int64), touches, credit, Keyed(keys, counts), frozenset())


def counted(
    paths: CutPaths,
    model: AttributionModel,
    channels: tuple[str, ...],
    bits: tuple[int, ...] = (),
    currencies: frozenset[str] = frozenset(),
) -> PathCounts:
    """Count paths for a model."""
    taken, converted, lengths = model.taken(paths), paths.state == CONVERTED, paths.lengths
    attributed = converted & (lengths > 0)
    whole = [
        int(paths.times[mask].sum())
        for mask in (
            attributed, taken & ~converted, taken & (paths.state == OPEN), converted & (lengths == 0), ~taken,
        )
    ]  # fmt: skip
    value = np.zeros((2, 2), np.int64)
    if paths.value is not None:
        value[:] = [_limbs(paths.value[mask]) for mask in (converted, converted & (lengths == 0))]
    shown, touches = paths.times * taken, np.zeros(len(channels), np.int64)
    if len(paths.channel):
        often = None if bool(np.all(shown == 1)) else np.repeat(shown, lengths)
        touches += np.bincount(paths.channel, often, len(channels)).astype(np.int64)
    credit = np.zeros((2, len(channels), 3), np.int64)
    if model.rule is not None:
        weight = model.weights(paths, channels)
        credit[0] = kernels.sum_products(
            paths.starts, paths.channel, weight, np.where(converted, paths.times, 0), len(channels)
        )
        if paths.value is not None:
            credit[1] = kernels.sum_products(paths.starts, paths.channel, weight, paths.value, len(channels))
    return PathCounts(
        np.array(whole, np.int64), value, touches, credit, _keyed(paths, model, len(channels), bits), currencies
    )


def _keyed(paths: CutPaths, model: AttributionModel, channels: int, bits: tuple[int, ...]) -> Keyed:
    """Count moves of the chain, or sets of channels."""
    none = np.zeros(0, np.int64)
    if model.name == "markov":
        moves, path = moves_of(paths, model, channels)
        last = np.flatnonzero(path != np.append(path[1:], -1))
        return _summed(moves, paths.times[path], moves[last], none if paths.value is None else paths.value[path[last]])
    if model.rule is None:
        sets, mask = sets_of(paths, model, bits)
        keys, place = np.unique(sets, return_inverse=True)
        counts = np.zeros((len(keys), 4), np.int64)
        good = paths.state[mask] == CONVERTED
        np.add.at(counts, (place.reshape(-1), np.where(good, 0, 1)), paths.times[mask])
        if paths.value is not None:
            _add_value(counts[:, 2:], place.reshape(-1), paths.value[mask])
        return Keyed(keys, counts)
    return Keyed(none, np.zeros((0, 1), np.int64))


def moves_of(paths: CutPaths, model: AttributionModel, channels: int) -> tuple[Places, Places]:
    """Give the moves of the chain, and the path of each."""
    walked = model.walked(paths).astype(np.uint8)
    return kernels.walk_paths(paths.starts, paths.state, walked, paths.channel, channels, model.order)


def sets_of(paths: CutPaths, model: AttributionModel, bits: tuple[int, ...]) -> tuple[Places, NDArray[np.bool_]]:
    """Give the sets of channels of the paths that are looked at, and which these are."""
    mask = model.taken(paths) & (paths.lengths > 0)
    return kernels.join_bits(paths.starts, paths.channel, np.array(bits, np.int64))[mask], mask


def _summed(moves: Places, times: Places, ends: Places, value: Places) -> Keyed:
    """Count equal moves, in a table where there is room and by sorting where not, and add up the value of ends."""
    if not len(moves):
        return Keyed(np.zeros(0, np.int64), np.zeros((0, 3), np.int64))
    room = int(moves.max()) + 1
    if room <= 4 * len(moves) + 100_000 and bool(np.all(times == 1)):
        table = np.bincount(moves)
        keys = np.flatnonzero(table)
        many = table[keys].astype(np.int64)
    else:
        keys, place = np.unique(moves, return_inverse=True)
        many = np.zeros(len(keys), np.int64)
        np.add.at(many, place.reshape(-1), times)
    counts = np.zeros((len(keys), 3), np.int64)
    counts[:, 0] = many
    if len(value):
        _add_value(counts[:, 1:], np.searchsorted(keys, ends), value)
    return Keyed(keys, counts)


def _add_value(into: Places, place: Places, value: Places) -> None:
    """Add values up in two parts, so that no sum overflows."""
    np.add.at(into[:, 0], place, value >> 32)
    np.add.at(into[:, 1], place, value & 0xFFFFFFFF)


def _limbs(value: Places) -> tuple[int, int]:
    """Add values up, in two parts."""
    return int((value >> 32).sum()), int((value & 0xFFFFFFFF).sum())


def from_limbs(limbs: Places) -> list[int]:
    """Give the whole numbers that rows of limbs stand for, the largest limb first."""
    last = limbs.shape[-1] - 1
    return [sum(int(limb) << 32 * (last - place) for place, limb in enumerate(row)) for row in limbs.tolist()]
