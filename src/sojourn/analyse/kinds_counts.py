"""All journeys placed with the nearest kind, and counted."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from sojourn.core.journeys import Basis, JourneyBatch, JourneyStatus
from sojourn.core.quantiles import Samples

from .kinds_distance import Vocabulary
from .kinds_sample import without
from .sketches import merged, samples

OPEN, UNPLACED = -2, -1
"""Where a journey is that has no kind: it may go on, or has nothing that the distance looks at."""


@dataclass(frozen=True, slots=True, eq=False)
class KindCounts:
    """What the journeys of some batches add up to, k kinds.

    Attributes:
        states: (2,) int64, journeys that are open, and such as have nothing that the distance looks at.
        journeys, customers: (k,) int64.
        having: (k, e + f) int64, journeys with each event and move of the vocabulary.
        channels: (k, channels) int64; outcomes: (k, outcomes) int64, journeys with each.
        above: (k, 2) int64, journeys of more events, and of a longer time, than half of those sampled.
        lengths, times: number of events, and microseconds, by kind.
    """

    states: NDArray[np.int64]
    journeys: NDArray[np.int64]
    customers: NDArray[np.int64]
    having: NDArray[np.int64]
    channels: NDArray[np.int64]
    outcomes: NDArray[np.int64]
    above: NDArray[np.int64]
    lengths: Samples
    times: Samples


@dataclass(frozen=True, slots=True, eq=False)
class CountKinds:
    """Place every journey with the nearest centre, and count.

    Closed journeys only: one that may go on is not yet what it will be. Outcomes are taken out before a journey is laid
    out or measured; whether it has one is counted.

    Attributes:
        vocabulary: in the codes of the source; centres: (k, e + f).
        outcomes: codes of the outcomes; left_out: (names,) bool, the same.
        channels: how many there are.
        half_events, half_time: the middle of the sampled journeys, whole numbers, time in microseconds.
    """

    vocabulary: Vocabulary
    centres: NDArray[np.float64]
    outcomes: tuple[int, ...]
    left_out: NDArray[np.bool_]
    channels: int
    half_events: int
    half_time: int
    columns: ClassVar[frozenset[str]] = frozenset()

    def partial(self, batch: JourneyBatch) -> KindCounts:
        """Count the journeys of a batch."""
        k = len(self.centres)
        label, _, having, length, time = self._place(batch)
        rows = np.flatnonzero(label >= 0)
        kind, whose = label[rows], batch.customer[rows]
        owner = np.repeat(np.arange(batch.journeys, dtype=np.int64), np.diff(batch.offsets))
        # Customers stand together, so those of a kind are counted by what changes.
        people = np.unique(whose * k + kind) % k
        empty = np.iinfo(batch.channel.dtype).max
        told = np.flatnonzero((batch.channel != empty) & (label[owner] >= 0))
        outcomes = [_by_kind(label, owner[np.flatnonzero(batch.event == code)], k) for code in self.outcomes]
        return KindCounts(
            np.array([(label == OPEN).sum(), (label == UNPLACED).sum()], np.int64),
            np.bincount(kind, minlength=k).astype(np.int64),
            np.bincount(people, minlength=k).astype(np.int64),
            having,
            _by_channel(label, owner[told], batch.channel[told].astype(np.int64), k, self.channels),
            np.stack(outcomes, 1) if outcomes else np.zeros((k, 0), np.int64),
            np.stack(
                [
                    np.bincount(kind[length[rows] > self.half_events], minlength=k),
                    np.bincount(kind[time[rows] > self.half_time], minlength=k),
                ],
                1,
            ).astype(np.int64),
            samples(length[rows], kind, k),
            samples(time[rows], kind, k),
        )

    def merge(self, a: KindCounts, b: KindCounts) -> KindCounts:
        """Add two counts."""
        k = len(self.centres)
        return KindCounts(
            a.states + b.states,
            a.journeys + b.journeys,
            a.customers + b.customers,
            a.having + b.having,
            a.channels + b.channels,
            a.outcomes + b.outcomes,
            a.above + b.above,
            merged(a.lengths, b.lengths, k),
            merged(a.times, b.times, k),
        )

    def finish(self, partial: KindCounts, basis: Basis) -> KindCounts:
        """Give the counts."""
        return partial

    def members(self, batch: JourneyBatch) -> Mapping[str, NDArray[Any]]:
        """Give one row a journey: `customer`, `journey_start`, `kind` (0 for none), `state`, `distance`.

        `state` is `placed`, `open` or `nothing_looked_at`; the distance is to the centre of the kind, not a number
        where there is no kind.
        """
        label, distance, *_ = self._place(batch)
        some = np.flatnonzero(np.diff(batch.offsets) > 0)
        label = label[some]
        return {
            "customer": batch.customer[some],
            "journey_start": batch.time[batch.offsets[:-1][some]].view("datetime64[us]"),
            "kind": np.maximum(label + 1, 0),
            "state": np.array(["open", "nothing_looked_at", "placed"], object)[np.minimum(label, 0) + 2],
            "distance": np.where(label >= 0, distance[some], np.nan),
        }

    def _place(
        self, batch: JourneyBatch
    ) -> tuple[NDArray[np.int64], NDArray[np.float64], NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
        """Give kinds, distances, what journeys have by kind, numbers of events, and microseconds."""
        offsets, event, time = without(batch, self.left_out)
        still = batch.status == JourneyStatus.OPEN
        label, distance, having = self.vocabulary.placed(offsets, event, self.centres, ~still)
        label = np.where(still, OPEN, label)
        length = np.diff(offsets)
        taken = np.zeros(len(length), np.int64)
        some = np.flatnonzero(length)
        taken[some] = time[offsets[1:][some] - 1] - time[offsets[:-1][some]]
        return label, distance, having, length, taken


def _by_kind(label: NDArray[np.int64], rows: NDArray[np.int64], k: int) -> NDArray[np.int64]:
    """Count the journeys among some rows by kind, each once; rows ascend."""
    kinds = label[rows[np.flatnonzero(np.diff(rows, prepend=-1))]]
    return np.bincount(kinds[kinds >= 0], minlength=k).astype(np.int64)


def _by_channel(
    label: NDArray[np.int64], rows: NDArray[np.int64], channel: NDArray[np.int64], k: int, channels: int
) -> NDArray[np.int64]:
    """Count journeys by kind and channel, each once."""
    width = max(channels, 1)
    cells = rows * width + channel
    dense = len(label) * width <= 8_000_000
    pairs = np.flatnonzero(np.bincount(cells)) if dense else np.unique(cells)
    tally = np.bincount(label[pairs // width] * channels + pairs % width, minlength=k * channels)
    return tally.reshape(k, channels).astype(np.int64)
