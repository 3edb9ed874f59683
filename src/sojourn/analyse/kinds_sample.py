"""The journeys from which kinds are found: closed ones, of all customers or of a drawn few."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from sojourn.core.journeys import Basis, JourneyBatch, JourneyStatus

_MIX = (np.uint64(0xBF58_476D_1CE4_E5B9), np.uint64(0x94D0_49BB_1331_11EB))
_SPREAD = 0x9E37_79B9_7F4A_7C15

Lived = tuple[tuple[int, ...], tuple[int, ...]]
"""One journey: its events as places of their names in the alphabet, and their times."""

Drawn = tuple[int, tuple[Lived, ...]]
"""One customer: where chance puts them, and their closed journeys."""


@dataclass(frozen=True, slots=True, eq=False)
class Sampled:
    """Journeys from which kinds are found, in an order that neither files nor names of events have a say in.

    Attributes:
        offsets: (n + 1,) int64.
        codes: (m,) uint32 places in `events`.
        customer: (n,) int64, whose journey it is, from 0.
        seconds: (n,) float64, from the first to the last event.
        events: names, those that happen most first.
        everybody: no closed journey was left out.
        basis: of the question.
    """

    offsets: NDArray[np.int64]
    codes: NDArray[np.uint32]
    customer: NDArray[np.int64]
    seconds: NDArray[np.float64]
    events: tuple[str, ...]
    everybody: bool
    basis: Basis

    @property
    def journeys(self) -> int:
        """How many journeys there are."""
        return len(self.offsets) - 1

    @property
    def customers(self) -> int:
        """How many customers they are of."""
        return int(self.customer[-1]) + 1 if self.journeys else 0

    def of(self, rows: NDArray[np.int64]) -> "Sampled":
        """Give some of the journeys; customers keep their numbers."""
        lengths = np.diff(self.offsets)[rows]
        offsets = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)
        flat = self.codes[np.repeat(self.offsets[rows] - offsets[:-1], lengths) + np.arange(offsets[-1])]
        return replace(
            self, offsets=offsets, codes=flat, customer=self.customer[rows], seconds=self.seconds[rows], everybody=False
        )


@dataclass(frozen=True, slots=True)
class SampleJourneys:
    """Draw whole customers until there are enough closed journeys.

    Customers are put in order by a hash of the seed and of their identifiers, and taken from the first on as long as
    those before have fewer than `most` journeys. So the same customers are drawn however the data are laid out and
    whatever events are called, and those who did the same are drawn each for themselves.

    Events in `left_out` are taken out of journeys first; a journey of nothing else is not drawn.

    Attributes:
        rank: (names,) int64, the place of each code's name in the alphabet.
        left_out: (names,) bool.
    """

    events: tuple[str, ...]
    rank: NDArray[np.int64]
    left_out: NDArray[np.bool_]
    most: int
    seed: int
    columns: ClassVar[frozenset[str]] = frozenset()
    by_mark: ClassVar[bool] = True

    def partial(self, batch: JourneyBatch) -> tuple[tuple[Drawn, ...], int]:
        """Draw from the customers of a batch; and count their journeys, drawn or not."""
        offsets, event, time = without(batch, self.left_out)
        rows = np.flatnonzero((np.diff(offsets) > 0) & (batch.status != JourneyStatus.OPEN))
        if not len(rows):
            return (), 0
        first, end = offsets[rows], offsets[rows + 1]
        assert batch.mark is not None
        whose = batch.customer[rows]
        starts = np.flatnonzero(np.concatenate([[True], whose[1:] != whose[:-1]]))
        chance = _mixed(batch.mark[rows[starts]] + np.uint64((self.seed + 1) * _SPREAD % 2**64))
        sizes = np.diff(np.append(starts, len(rows)))
        order = np.argsort(chance, kind="stable")
        before = np.cumsum(sizes[order]) - sizes[order]
        border = chance[order[np.flatnonzero(before < self.most)[-1]]]
        drawn: list[Drawn] = []
        for place in order[chance[order] <= border].tolist():
            lived = tuple(
                (tuple(self.rank[event[a:b]].tolist()), tuple(time[a:b].tolist()))
                for a, b in zip(
                    first[starts[place] : starts[place] + sizes[place]].tolist(),
                    end[starts[place] : starts[place] + sizes[place]].tolist(),
                    strict=True,
                )
            )
            drawn.append((int(chance[place]), lived))
        return self._first(drawn), len(rows)

    def merge(
        self, a: tuple[tuple[Drawn, ...], int], b: tuple[tuple[Drawn, ...], int]
    ) -> tuple[tuple[Drawn, ...], int]:
        """Keep the first customers of both."""
        return self._first([*a[0], *b[0]]), a[1] + b[1]

    def finish(self, partial: tuple[tuple[Drawn, ...], int], basis: Basis) -> Sampled:
        """Lay the journeys out, events by how often and when they happen."""
        drawn, journeys = partial
        lives = [(whose, *journey) for whose, (_, lived) in enumerate(drawn) for journey in lived]
        lengths = [len(names) for _, names, _ in lives]
        flat = np.array([name for _, names, _ in lives for name in names], np.int64)
        time = np.array([at for _, _, times in lives for at in times], np.int64)
        names = sorted(self.events)
        number = np.bincount(flat, minlength=len(names))
        when = np.zeros(len(names), np.uint64)
        np.add.at(when, flat, time.astype(np.uint64))
        order = sorted(range(len(names)), key=lambda name: (-int(number[name]), int(when[name]), names[name]))
        place = np.empty(len(names), np.uint32)
        place[order] = np.arange(len(names), dtype=np.uint32)
        offsets = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)
        return Sampled(
            offsets=offsets,
            codes=place[flat],
            customer=np.array([whose for whose, _, _ in lives], np.int64),
            seconds=(time[offsets[1:] - 1] - time[offsets[:-1]]) / 1e6 if lives else np.zeros(0),
            events=tuple(names[name] for name in order),
            everybody=len(lives) == journeys,
            basis=basis,
        )

    def _first(self, drawn: list[Drawn]) -> tuple[Drawn, ...]:
        """Keep customers as long as those before them have too few journeys."""
        kept, journeys = [], 0
        for each in sorted(drawn):
            if journeys >= self.most:
                break
            kept.append(each)
            journeys += len(each[1])
        return tuple(kept)


def without(
    batch: JourneyBatch, left_out: NDArray[np.bool_]
) -> tuple[NDArray[np.int64], NDArray[np.uint8] | NDArray[np.uint16] | NDArray[np.uint32], NDArray[np.int64]]:
    """Take events out of journeys: offsets, events and times of the rest; a journey may have none left."""
    if not left_out.any():
        return batch.offsets, batch.event, batch.time
    keep = ~left_out[batch.event]
    upto = np.concatenate([[0], np.cumsum(keep)]).astype(np.int64)
    return upto[batch.offsets], batch.event[keep], batch.time[keep]


def alphabet(events: tuple[str, ...]) -> NDArray[np.int64]:
    """Give the place of each code's name in the alphabet."""
    rank = np.empty(len(events), np.int64)
    rank[sorted(range(len(events)), key=events.__getitem__)] = np.arange(len(events))
    return rank


def places(events: tuple[str, ...], into: tuple[str, ...]) -> NDArray[np.int64]:
    """Give the place of each of some names in another list of the same names."""
    at: Mapping[str, int] = {name: place for place, name in enumerate(into)}
    return np.array([at[name] for name in events], np.int64)


def _mixed(values: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Mix bits, as SplitMix64 does at its end."""
    values = (values ^ (values >> np.uint64(30))) * _MIX[0]
    values = (values ^ (values >> np.uint64(27))) * _MIX[1]
    return values ^ (values >> np.uint64(31))
