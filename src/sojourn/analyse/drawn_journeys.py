"""Journeys of customers drawn by chance, whole and in one piece: what models learn from, and are held to."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from sojourn.core.journeys import Basis, Column, JourneyBatch, Labels, Numbers

_SPREAD = 0x9E37_79B9_7F4A_7C15
_MIX = (np.uint64(0xBF58_476D_1CE4_E5B9), np.uint64(0x94D0_49BB_1331_11EB))

Places = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class DrawnPart:
    """The drawn customers of some batches, by where chance puts them.

    Attributes:
        chance: (c,) uint64, ascending.
        journeys: (c,) int64, how many each customer has.
        lengths: (n,) int64, events of each journey.
        status: (n,) uint8.
        time: (m,) int64.
        event, channel: (m,) int64 codes; -1 for no channel.
        columns: for each property asked for, its values as they stand in a batch; labels are those that occur.
        customers, events: how many there were to draw from.
    """

    chance: NDArray[np.uint64]
    journeys: Places
    lengths: Places
    status: NDArray[np.uint8]
    time: Places
    event: Places
    channel: Places
    columns: tuple[Column, ...]
    customers: int
    events: int


@dataclass(frozen=True, slots=True, eq=False)
class Drawn:
    """Whole journeys of drawn customers, in an order that the layout of data has no say in.

    Attributes:
        batch: the journeys; `customer` counts from 0, in the order of the draw.
        names, channels: by code.
        customers, events: how many there were to draw from.
        basis: of the question.
    """

    batch: JourneyBatch
    names: tuple[str, ...]
    channels: tuple[str, ...]
    customers: int
    events: int
    basis: Basis

    @property
    def everybody(self) -> bool:
        """Whether nobody was left out."""
        return self.batch.events == self.events


@dataclass(frozen=True, slots=True)
class DrawJourneys:
    """Draw whole customers until they have enough events.

    Customers are put in order by a hash of the seed and of their identifiers, and taken from the first on as long as
    those before have fewer than `most` events. So the same customers are drawn however the data are laid out, and those
    who did the same are drawn each for themselves.

    Attributes:
        properties: to take along, in this order.
    """

    names: tuple[str, ...]
    channels: tuple[str, ...]
    most: int
    seed: int
    properties: tuple[str, ...] = ()
    by_mark: ClassVar[bool] = True

    @property
    def columns(self) -> frozenset[str]:
        """Properties needed beside time, event and channel."""
        return frozenset(self.properties)

    def partial(self, batch: JourneyBatch) -> DrawnPart:
        """Draw from the customers of a batch."""
        starts = np.flatnonzero(np.diff(batch.customer, prepend=-1))
        first = np.append(starts, batch.journeys)
        sizes = np.diff(batch.offsets[first])
        assert batch.mark is not None
        chance = mixed(batch.mark[starts] + np.uint64((self.seed + 1) * _SPREAD % 2**64))
        order = np.argsort(chance, kind="stable")
        kept = order[(np.cumsum(sizes[order]) - sizes[order]) < self.most]
        journeys = np.diff(first)[kept]
        rows = spans(starts[kept], journeys)
        lengths = np.diff(batch.offsets)[rows]
        at = spans(batch.offsets[:-1][rows], lengths)
        channel = batch.channel[at].astype(np.int64)
        channel[channel == np.iinfo(batch.channel.dtype).max] = -1
        return DrawnPart(
            chance[kept],
            journeys,
            lengths,
            batch.status[rows],
            batch.time[at],
            batch.event[at].astype(np.int64),
            channel,
            tuple(_picked(batch.columns[name], at) for name in self.properties),
            len(starts),
            batch.events,
        )

    def merge(self, a: DrawnPart, b: DrawnPart) -> DrawnPart:
        """Keep the first customers of both."""
        joined = DrawnPart(
            np.concatenate([a.chance, b.chance]),
            np.concatenate([a.journeys, b.journeys]),
            np.concatenate([a.lengths, b.lengths]),
            np.concatenate([a.status, b.status]),
            np.concatenate([a.time, b.time]),
            np.concatenate([a.event, b.event]),
            np.concatenate([a.channel, b.channel]),
            tuple(_joined(mine, theirs) for mine, theirs in zip(a.columns, b.columns, strict=True)),
            a.customers + b.customers,
            a.events + b.events,
        )
        first = np.concatenate([[0], np.cumsum(joined.journeys)])
        offsets = np.concatenate([[0], np.cumsum(joined.lengths)])
        sizes = np.diff(offsets[first])
        order = np.argsort(joined.chance, kind="stable")
        kept = order[(np.cumsum(sizes[order]) - sizes[order]) < self.most]
        rows = spans(first[:-1][kept], joined.journeys[kept])
        at = spans(offsets[:-1][rows], joined.lengths[rows])
        return DrawnPart(
            joined.chance[kept],
            joined.journeys[kept],
            joined.lengths[rows],
            joined.status[rows],
            joined.time[at],
            joined.event[at],
            joined.channel[at],
            tuple(_picked(column, at) for column in joined.columns),
            joined.customers,
            joined.events,
        )

    def finish(self, partial: DrawnPart, basis: Basis) -> Drawn:
        """Make one batch of them."""
        channel = np.where(partial.channel < 0, np.iinfo(np.uint32).max, partial.channel).astype(np.uint32)
        return Drawn(
            JourneyBatch(
                np.concatenate([[0], np.cumsum(partial.lengths)]).astype(np.int64),
                np.repeat(np.arange(len(partial.journeys)), partial.journeys),
                partial.status,
                partial.time,
                partial.event.astype(np.uint32),
                channel,
                dict(zip(self.properties, partial.columns, strict=True)),
            ),
            self.names,
            self.channels,
            partial.customers,
            partial.events,
            basis,
        )


def spans(first: Places, lengths: Places) -> Places:
    """Give `first[i]`, `first[i] + 1` and so on, `lengths[i]` of them, for each i."""
    ends = np.cumsum(lengths)
    return np.repeat(first - (ends - lengths), lengths) + np.arange(int(ends[-1]) if len(ends) else 0)


def mixed(values: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Mix bits, as SplitMix64 does at its end."""
    values = (values ^ (values >> np.uint64(30))) * _MIX[0]
    values = (values ^ (values >> np.uint64(27))) * _MIX[1]
    return values ^ (values >> np.uint64(31))


def _picked(column: Column, at: Places) -> Column:
    """Give some values of a property; of its labels those that occur, by name."""
    if isinstance(column, Numbers):
        valid = None if column.valid is None else column.valid[at]
        return Numbers(column.values[at], valid)
    codes = column.codes[at]
    used = np.flatnonzero(np.bincount(codes + 1, minlength=1)[1:])
    names = [column.labels[code] for code in used.tolist()]
    order = sorted(range(len(names)), key=names.__getitem__)
    place = np.full(int(used[-1]) + 2 if len(used) else 1, -1, np.int32)
    place[used[order] + 1] = np.arange(len(names), dtype=np.int32)
    return Labels(place[codes + 1], tuple(names[each] for each in order))


def _joined(a: Column, b: Column) -> Column:
    """Put the values of two stretches of events together."""
    if isinstance(a, Numbers) and isinstance(b, Numbers):
        valid = None
        if a.valid is not None or b.valid is not None:
            valid = np.concatenate(
                [np.ones(len(each.values), np.bool_) if each.valid is None else each.valid for each in (a, b)]
            )
        return Numbers(np.concatenate([a.values, b.values]), valid)
    assert isinstance(a, Labels) and isinstance(b, Labels)
    names = tuple(sorted({*a.labels, *b.labels}))
    place = {name: code for code, name in enumerate(names)}
    moved = [np.array([-1, *(place[name] for name in each.labels)], np.int32)[each.codes + 1] for each in (a, b)]
    return Labels(np.concatenate(moved), names)
