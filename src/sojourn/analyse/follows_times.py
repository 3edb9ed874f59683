"""Quantiles of the times between pairs of events: exact for few, from buckets for many."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from sojourn import kernels
from sojourn.core.analysis import Journeys
from sojourn.core.journeys import Basis, JourneyBatch
from sojourn.core.quantiles import Samples, middle

from .sketches import quantiles

SHARES = (0.10, 0.25, 0.50, 0.75, 0.90)
"""Which quantiles an edge has."""

PAGE = 4096
"""Edges whose buckets are counted in one run: it bounds a batch's counts to 21 MB."""

_DENSE_KEYS = 512 * 512

Counts = NDArray[np.uint32] | NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Gaps:
    """Every single time between two events that follow each other.

    Attributes:
        keys: (n,) int64, which pair, a * names + b.
        values: (n,) int64 microseconds.
    """

    keys: NDArray[np.int64]
    values: NDArray[np.int64]

    def merge(self, other: "Gaps") -> "Gaps":
        """Put the times of two batches together."""
        return Gaps(np.concatenate([self.keys, other.keys]), np.concatenate([self.values, other.values]))


def gaps_of(batch: JourneyBatch, names: int) -> Gaps:
    """Give the times of a batch."""
    codes, values = batch.event.astype(np.int64), np.diff(batch.time)
    inside = np.ones(len(values), np.bool_)
    inside[batch.offsets[1:-1] - 1] = False
    return Gaps((codes[:-1] * names + codes[1:])[inside], values[inside])


def quantiles_of_gaps(gaps: Gaps, keys: NDArray[np.int64]) -> NDArray[np.float64]:
    """Give the exact quantiles of chosen pairs that occur, in seconds: (k, 5)."""
    if not len(keys):
        return np.zeros((0, len(SHARES)))
    none = np.zeros(0, np.int64)
    span = int(keys.max()) + 1
    if span <= _DENSE_KEYS:
        # The place of each pair, -1 when it is not chosen; those after the last chosen one share the end of the table.
        table = np.full(span + 1, -1, np.int64)
        table[keys] = np.arange(len(keys))
        places = table[np.minimum(gaps.keys, span)]
        chosen = places >= 0
    else:
        order = np.argsort(keys)
        near = np.minimum(np.searchsorted(keys[order], gaps.keys), len(keys) - 1)
        chosen, places = keys[order][near] == gaps.keys, order[near]
    held = Samples(places[chosen], gaps.values[chosen], none, none)
    return quantiles(held, len(keys), SHARES) / 1e6


@dataclass(frozen=True, slots=True)
class Buckets:
    """The bucket of every single time between two events that follow each other, of some batches.

    Attributes:
        runs: for each batch (n,) uint16 buckets sorted by pair, and (pairs + 1,) int64 where those of a pair begin.
    """

    runs: tuple[tuple[NDArray[np.uint16], NDArray[np.int64]], ...]

    def merge(self, other: "Buckets") -> "Buckets":
        """Put those of other batches behind."""
        return Buckets(self.runs + other.runs)

    def quantiles(self, pairs: NDArray[np.int64], counts: NDArray[np.int64]) -> NDArray[np.float64]:
        """Give the quantiles of chosen pairs that occur, `counts` times each, in seconds: (k, 5)."""
        ranks = np.array(SHARES) * (counts[:, None] - 1)
        low, high = np.floor(ranks).astype(np.int64), np.ceil(ranks).astype(np.int64)
        before, after = np.moveaxis(middle(kernels.rank_buckets(self.runs, pairs, low, high)), 2, 0)
        seconds: NDArray[np.float64] = (before + (after - before) * (ranks - low)) / 1e6
        return seconds


def buckets_of(batch: JourneyBatch, names: int, counts: NDArray[np.int64]) -> Buckets:
    """Give the buckets of a batch, whose pairs occur `counts` times: (names * names,) int64."""
    starts = np.concatenate([np.zeros(1, np.int64), np.cumsum(counts)])
    found = np.empty(int(starts[-1]), np.uint16)
    kernels.sort_gaps(batch.offsets, batch.time, batch.event, names, starts[:-1].copy(), found)
    return Buckets(((found, starts),))


@dataclass(frozen=True, slots=True)
class _Slots:
    """Where the chosen pairs have their rows: by the pair itself while names are few, else in a hash table.

    Attributes:
        rows: number of chosen pairs; the others share the row after theirs.
        total: number of all pairs, which no count exceeds.
    """

    keys: NDArray[np.int64]
    slots: NDArray[np.int32]
    names: int
    rows: int
    total: int

    @staticmethod
    def of(wanted: NDArray[np.int64], names: int, total: int) -> "_Slots":
        numbers = np.arange(len(wanted), dtype=np.int32)
        if names * names <= _DENSE_KEYS:
            slots = np.full(names * names, len(wanted), np.int32)
            slots[wanted] = numbers
            return _Slots(np.zeros(0, np.int64), slots, names, len(wanted), total)
        keys = np.full(1 << (2 * len(wanted)).bit_length(), -1, np.int64)
        slots = np.full(len(keys), len(wanted), np.int32)
        slots[kernels.place_keys(wanted, keys)] = numbers
        return _Slots(keys, slots, names, len(wanted), total)


def _without_rest(counts: NDArray[np.uint32], total: int) -> Counts:
    """Leave the shared row out; narrow counts stay narrow unless their sums could be too large."""
    return counts[:-1] if total < 1 << 32 else counts[:-1].astype(np.int64)


@dataclass(frozen=True, slots=True)
class EdgePowers:
    """How many times between a pair of events lie in each power of two of a microsecond; (rows, 64) counts."""

    pairs: _Slots
    columns: ClassVar[frozenset[str]] = frozenset()

    def partial(self, batch: JourneyBatch) -> Counts:
        """Count one batch."""
        powers = np.zeros((self.pairs.rows + 1, 64), np.uint32)
        pairs = self.pairs
        kernels.edge_powers(batch.offsets, batch.time, batch.event, pairs.keys, pairs.slots, pairs.names, powers)
        return _without_rest(powers, self.pairs.total)

    def merge(self, a: Counts, b: Counts) -> Counts:
        """Add two counts."""
        return a + b

    def finish(self, partial: Counts, basis: Basis) -> Counts:
        """Give the counts."""
        return partial


@dataclass(frozen=True, slots=True)
class EdgeBuckets:
    """The same, inside the powers of two that hold a quantile, in 128 buckets each; (cells, 128) counts."""

    pairs: _Slots
    cells: NDArray[np.int32]
    count: int
    columns: ClassVar[frozenset[str]] = frozenset()

    def partial(self, batch: JourneyBatch) -> Counts:
        """Count one batch."""
        buckets = np.zeros((self.count + 1, 128), np.uint32)
        pairs = self.pairs
        kernels.edge_buckets(
            batch.offsets, batch.time, batch.event, pairs.keys, pairs.slots, pairs.names, self.cells, buckets
        )
        return _without_rest(buckets, self.pairs.total)

    def merge(self, a: Counts, b: Counts) -> Counts:
        """Add two counts."""
        return a + b

    def finish(self, partial: Counts, basis: Basis) -> Counts:
        """Give the counts."""
        return partial


def sketched_quantiles(journeys: Journeys, keys: NDArray[np.int64], names: int, total: int) -> NDArray[np.float64]:
    """Give the quantiles of chosen pairs that occur, from 128 buckets a doubling, in seconds: (k, 5).

    They are what a full histogram would give. The first run finds the power of two in which each quantile lies, the
    second counts only there: a table of all buckets of all pairs would not stay in cache.
    """
    pages = [
        _page(journeys, _Slots.of(keys[first : first + PAGE], names, total)) for first in range(0, len(keys), PAGE)
    ]
    return np.concatenate([np.zeros((0, len(SHARES))), *pages])


def _page(journeys: Journeys, pairs: _Slots) -> NDArray[np.float64]:
    upto = np.cumsum(journeys.engine.run(journeys, EdgePowers(pairs)), axis=1, dtype=np.int64)
    ranks = np.array(SHARES) * (upto[:, -1:] - 1)
    whole = np.stack([np.floor(ranks), np.ceil(ranks)], axis=2).astype(np.int64)
    rows = np.arange(pairs.rows)[:, None, None]
    power = (upto[:, None, None, :] <= whole[..., None]).sum(axis=3)
    held = np.zeros((pairs.rows, 64), np.bool_)
    held[rows, power] = True
    count = int(held.sum())
    cells = np.full((pairs.rows + 1, 64), count, np.int32)
    cells[:-1][held] = np.arange(count)
    buckets = np.cumsum(journeys.engine.run(journeys, EdgeBuckets(pairs, cells, count)), axis=1, dtype=np.int64)
    rest = whole - np.where(power > 0, upto[rows, np.maximum(power - 1, 0)], 0)
    within = (buckets[cells[rows, power]] <= rest[..., None]).sum(axis=3)
    low, high = np.moveaxis(middle(power * 128 + within), 2, 0)
    seconds: NDArray[np.float64] = (low + (high - low) * (ranks - np.floor(ranks))) / 1e6
    return seconds
