"""How often which event came next after which, counted once for all lengths of what came before."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from sojourn import kernels
from sojourn.core.journeys import Basis, JourneyBatch

from .next_step_decisions import Asking

MOST = 1 << 22
"""Distinct contexts that are kept apart; where there are more, contexts are one event shorter."""

_ROOM = 63
"""Bits of a context with what came next."""


@dataclass(frozen=True, slots=True, eq=False)
class ContextCounts:
    """What came next after the last events of journeys.

    Attributes:
        keys: (k,) int64, ascending; the codes plus one of the last `length` events, oldest first and 0 for none, then
            of what came next, 0 for nothing, each in `bits`.
        counts: (k,) int64.
        length: how many events a context has at most.
        bits: of a code plus one.
        tally: (4,) int64, answers known before the cut, asked for before and known after, asked for after and known,
            and not known.
    """

    keys: NDArray[np.int64]
    counts: NDArray[np.int64]
    length: int
    bits: int
    tally: NDArray[np.int64]

    def shorter(self, length: int) -> "ContextCounts":
        """Forget the oldest events of contexts."""
        if length >= self.length:
            return self
        keys, counts = kernels.shorten_contexts(self.keys, self.counts, self.bits * (length + 1))
        return ContextCounts(keys, counts, length, self.bits, self.tally)

    def fitting(self) -> "ContextCounts":
        """Make contexts as much shorter as there is room for.

        The length comes to the same however batches are cut: the longest at which all together have room.
        """
        found = self
        while len(found.keys) > MOST and found.length > 0:
            found = found.shorter(found.length - 1)
        return found


@dataclass(frozen=True, slots=True)
class CountContexts:
    """Count what came next, as `Asking` says what is asked, where it was known before an instant.

    Attributes:
        names: how many event names there are.
        cut: microseconds.
        length: events of a context at most; fewer where there are very many names.
    """

    names: int
    asking: Asking
    cut: int
    length: int
    columns: ClassVar[frozenset[str]] = frozenset()

    @property
    def bits(self) -> int:
        """Bits of a code plus one."""
        return max(self.names.bit_length(), 1)

    def partial(self, batch: JourneyBatch) -> ContextCounts:
        """Count in whole journeys."""
        length = min(self.length, _ROOM // self.bits - 1)
        keys, counts, tally = kernels.count_contexts(
            batch.offsets,
            batch.status,
            batch.time,
            batch.event,
            -1 if self.asking.window is None else self.asking.window,
            self.cut,
            self.asking.until,
            self.bits,
            length,
        )
        return ContextCounts(keys, counts, length, self.bits, tally).fitting()

    def merge(self, a: ContextCounts, b: ContextCounts) -> ContextCounts:
        """Add two counts."""
        length = min(a.length, b.length)
        a, b = a.shorter(length), b.shorter(length)
        # Before there is more than what will be kept.
        while length > 0 and kernels.count_merged(a.keys, b.keys) > MOST:
            length -= 1
            a, b = a.shorter(length), b.shorter(length)
        keys, counts = kernels.merge_contexts(a.keys, a.counts, b.keys, b.counts)
        return ContextCounts(keys, counts, length, self.bits, a.tally + b.tally)

    def finish(self, partial: ContextCounts, basis: Basis) -> tuple[ContextCounts, Basis]:
        """Give the counts and what they stand on."""
        return partial, basis


def summed(keys: NDArray[np.int64], counts: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Add up counts by key; keys ascend."""
    if not len(keys):
        return keys, counts
    order = np.argsort(keys, kind="stable")
    keys = keys[order]
    starts = np.flatnonzero(np.concatenate([[True], keys[1:] != keys[:-1]]))
    return keys[starts], np.add.reduceat(counts[order], starts)
