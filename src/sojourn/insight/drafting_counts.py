"""What a draft of a map counts in lived journeys: where kinds of events stand to each other."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sojourn.core.journeys import Basis, JourneyBatch, JourneyStatus, Labels, Numbers

Rows = NDArray[np.bool_]
Counts = NDArray[np.int64]

_BINS = 512
"""Bins of lengths of silences: eight to a doubling, so that a limit is right within a tenth."""

_VALUES = 200
"""Values above which a property tells no moments of a journey apart: it is an identifier or a free text."""

_APART = 5_000_000
"""Microseconds from which two events are apart."""

_MOMENT = 1_000_000
"""Microseconds within which events that follow each other are one moment."""


@dataclass(frozen=True, slots=True)
class Label:
    """Some events that may make a step: those of a name, and of a value of a property when one is named."""

    event: str
    property: str | None = None
    value: str | None = None

    def __str__(self) -> str:
        """Write it as funnels do: `page.viewed[site=shop]`."""
        return self.event if self.property is None else f"{self.event}[{self.property}={self.value}]"


def rows_of(label: Label, events: Sequence[str], batch: JourneyBatch) -> Rows:
    """Say for each event of a batch whether it has a label."""
    found: Rows = np.equal(batch.event, events.index(label.event))
    if label.property is None or label.value is None:
        return found
    column = batch.columns.get(label.property)
    if not isinstance(column, Labels) or label.value not in column.labels:
        return np.zeros(batch.events, np.bool_)
    return found & np.equal(column.codes, list(column.labels).index(label.value))


@dataclass(frozen=True, slots=True)
class Everyone:
    """Who there is: one row a customer."""

    @property
    def columns(self) -> frozenset[str]:
        """Need nothing."""
        return frozenset()

    def members(self, batch: JourneyBatch) -> dict[str, NDArray[np.int64]]:
        """List the customers of a batch."""
        return {"customer": batch.customer}


@dataclass(frozen=True, slots=True)
class Look:
    """Which values properties have by event, and how long customers are silent.

    Run over whole customers. A silence is the time from an event to the next of the customer that has another name.
    """

    events: tuple[str, ...]
    properties: frozenset[str]
    money: frozenset[str]

    @property
    def columns(self) -> frozenset[str]:
        """Give the properties that are looked at."""
        return self.properties | self.money

    def partial(self, batch: JourneyBatch) -> "Looked":
        """Count one batch."""
        values: Counter[tuple[str, str, str]] = Counter()
        many = set()
        for name in sorted(self.properties):
            column = batch.columns.get(name)
            if not isinstance(column, Labels):
                continue
            there = column.codes >= 0
            if np.count_nonzero(np.bincount(column.codes[there])) > _VALUES:
                many.add(name)
                continue
            pairs = batch.event[there].astype(np.int64) * len(column.labels) + column.codes[there]
            codes, counts = np.unique(pairs, return_counts=True)
            for code, count in zip(codes.tolist(), counts.tolist(), strict=True):
                event, value = divmod(code, len(column.labels))
                values[self.events[event], name, column.labels[value]] += count
        paid = np.zeros(batch.events, np.bool_)
        for name in sorted(self.money):
            amounts = batch.columns.get(name)
            if isinstance(amounts, Numbers):
                paid |= (amounts.values > 0) & (True if amounts.valid is None else amounts.valid)
        inside = np.ones(max(0, batch.events - 1), np.bool_)
        inside[batch.offsets[1:-1][batch.offsets[1:-1] > 0] - 1] = False
        inside &= batch.event[1:] != batch.event[:-1]
        waits = np.maximum(np.diff(batch.time)[inside], 1)
        bins = np.minimum((np.log2(waits) * 8).astype(np.int64), _BINS - 1)
        return Looked(
            np.bincount(batch.event, minlength=len(self.events)).astype(np.int64),
            np.bincount(batch.event[paid], minlength=len(self.events)).astype(np.int64),
            values,
            np.bincount(bins, minlength=_BINS).astype(np.int64),
            batch.journeys,
            frozenset(many),
        )

    def merge(self, a: "Looked", b: "Looked") -> "Looked":
        """Add two counts."""
        values = a.values + b.values
        found: dict[str, set[str]] = {}
        for _, name, value in values:
            found.setdefault(name, set()).add(value)
        many = a.many | b.many | {name for name, of in found.items() if len(of) > _VALUES}
        return Looked(
            a.events + b.events,
            a.paid + b.paid,
            Counter({key: count for key, count in values.items() if key[1] not in many}),
            a.silences + b.silences,
            a.customers + b.customers,
            many,
        )

    def finish(self, partial: "Looked", basis: Basis) -> "Looked":
        """Give the counts."""
        return partial


@dataclass(frozen=True, slots=True)
class Looked:
    """What was counted.

    Attributes:
        events: (names,) how often each name occurs.
        paid: (names,) how often with an amount of money above nothing.
        values: how often a name occurs with a value of a property.
        silences: how many silences lie in each bin of lengths.
        many: properties with more values than could tell moments apart; theirs are not counted.
    """

    events: Counts
    paid: Counts
    values: Counter[tuple[str, str, str]]
    silences: Counts
    customers: int
    many: frozenset[str] = frozenset()

    def silence(self, share: float) -> float | None:
        """Give a length, in microseconds, that this share of silences does not exceed; None when there are none."""
        total = int(self.silences.sum())
        if not total:
            return None
        place = int(np.searchsorted(np.cumsum(self.silences), share * total))
        return float(2 ** ((place + 1) / 8))


@dataclass(frozen=True, slots=True)
class Places:
    """How labels stand to each other in journeys: which come in one journey, which comes first, through what."""

    labels: tuple[Label, ...]
    events: tuple[str, ...]
    channels: int

    @property
    def columns(self) -> frozenset[str]:
        """Give the properties that labels look at."""
        return frozenset(label.property for label in self.labels if label.property is not None)

    def partial(self, batch: JourneyBatch) -> "Placed":
        """Count one batch."""
        rows = [rows_of(label, self.events, batch) for label in self.labels]
        first = first_rows(batch, rows)
        there = first >= 0
        both, before, apart = (np.zeros((len(rows), len(rows)), np.int64) for _ in range(3))
        times = batch.time[first] if batch.events else first
        for place in range(len(rows)):
            have = there[:, place]
            both[place] = there[have].sum(axis=0)
            before[place] = (there[have] & (first[have, place][:, None] < first[have])).sum(axis=0)
            apart[place] = (there[have] & (np.abs(times[have, place][:, None] - times[have]) >= _APART)).sum(axis=0)
        through = np.zeros((len(rows), self.channels + 1), np.int64)
        for place, mask in enumerate(rows):
            codes = np.minimum(batch.channel[mask].astype(np.int64), self.channels)
            through[place] = np.bincount(codes, minlength=self.channels + 1)
        return Placed(batch.journeys, both, before, apart, _together(batch, rows), through)

    def merge(self, a: "Placed", b: "Placed") -> "Placed":
        """Add two counts."""
        return Placed(
            a.journeys + b.journeys,
            a.both + b.both,
            a.before + b.before,
            a.apart + b.apart,
            a.together + b.together,
            a.through + b.through,
        )

    def finish(self, partial: "Placed", basis: Basis) -> "Placed":
        """Give the counts."""
        return partial


@dataclass(frozen=True, slots=True)
class Placed:
    """What was counted.

    Attributes:
        journeys: how many there are.
        both: (labels, labels) journeys that have both; on the diagonal those that have one.
        before: (labels, labels) journeys in which the first event of the row's label comes before that of the column's.
        apart: (labels, labels) journeys in which the two are some seconds apart.
        together: (labels, labels) moments that hold both; on the diagonal those that hold one. Events of one journey
            that follow each other within a second are one moment.
        through: (labels, channels + 1) events by channel; the last column is those without one.
    """

    journeys: int
    both: Counts
    before: Counts
    apart: Counts
    together: Counts
    through: Counts


def _together(batch: JourneyBatch, rows: Sequence[Rows]) -> Counts:
    """Count the moments that hold two kinds of events."""
    opens = np.ones(batch.events, np.bool_)
    opens[1:] = np.diff(batch.time) > _MOMENT
    opens[batch.offsets[:-1][batch.offsets[:-1] < batch.events]] = True
    moment = np.cumsum(opens) - 1
    there = np.zeros((int(opens.sum()), len(rows)), np.bool_)
    for place, mask in enumerate(rows):
        there[moment[mask], place] = True
    return np.array([there[there[:, place]].sum(axis=0) for place in range(len(rows))], np.int64).reshape(len(rows), -1)


def first_rows(batch: JourneyBatch, rows: Sequence[Rows]) -> NDArray[np.int64]:
    """Give the row of the first event of each kind in each journey: (journeys, kinds), −1 where there is none."""
    journey = np.repeat(np.arange(batch.journeys), np.diff(batch.offsets))
    first = np.full((batch.journeys, len(rows)), -1, np.int64)
    for place, mask in enumerate(rows):
        at = np.flatnonzero(mask)[::-1]
        first[journey[at], place] = at  # the last that is written is the earliest
    return first


@dataclass(frozen=True, slots=True)
class Walk:
    """How journeys go from step to step, successive events of one step being one visit.

    Attributes:
        steps: the labels of each step.
    """

    steps: tuple[tuple[Label, ...], ...]
    events: tuple[str, ...]

    @property
    def columns(self) -> frozenset[str]:
        """Give the properties that labels look at."""
        return frozenset(label.property for step in self.steps for label in step if label.property is not None)

    def partial(self, batch: JourneyBatch) -> "Walked":
        """Count one batch."""
        size = len(self.steps)
        step = np.full(batch.events, -1, np.int64)
        for place, labels in enumerate(self.steps):
            for label in labels:
                step[rows_of(label, self.events, batch)] = place
        journey = np.repeat(np.arange(batch.journeys), np.diff(batch.offsets))
        rows = np.flatnonzero(step >= 0)
        new = np.ones(len(rows), np.bool_)
        new[1:] = (journey[rows[1:]] != journey[rows[:-1]]) | (step[rows[1:]] != step[rows[:-1]])
        ends_visit = np.ones(len(rows), np.bool_)
        ends_visit[:-1] = new[1:]
        visits, last_rows = rows[new], rows[ends_visit]
        at, where = step[visits], journey[visits]
        follows = where[1:] == where[:-1]
        moves = np.bincount((at[:-1] * size + at[1:])[follows], minlength=size * size).reshape(size, size)
        waits = batch.time[visits[1:]] - batch.time[last_rows[:-1]]
        first = np.ones(len(visits), np.bool_)
        first[1:] = ~follows
        last = np.ones(len(visits), np.bool_)
        last[:-1] = ~follows
        closed = batch.status[where] != JourneyStatus.OPEN
        there = np.zeros((batch.journeys, size), np.bool_)
        there[where, at] = True
        later = np.zeros_like(there)
        if size > 1:
            later[:, :-1] = np.logical_or.accumulate(there[:, ::-1], axis=1)[:, ::-1][:, 1:]
        return Walked(
            journeys=int(first.sum()),
            closed=int((first & closed).sum()),
            reach=there.sum(axis=0).astype(np.int64),
            reach_closed=there[batch.status != JourneyStatus.OPEN].sum(axis=0).astype(np.int64),
            visits=np.bincount(at, minlength=size).astype(np.int64),
            starts=np.bincount(at[first], minlength=size).astype(np.int64),
            ends=np.bincount(at[last & closed], minlength=size).astype(np.int64),
            moves=moves.astype(np.int64),
            passed=later.sum(axis=0).astype(np.int64),
            passed_with=(later & there).sum(axis=0).astype(np.int64),
            waits=np.stack([at[:-1][follows], at[1:][follows], waits[follows]]).astype(np.int64),
        )

    def merge(self, a: "Walked", b: "Walked") -> "Walked":
        """Add two counts."""
        return Walked(
            a.journeys + b.journeys,
            a.closed + b.closed,
            a.reach + b.reach,
            a.reach_closed + b.reach_closed,
            a.visits + b.visits,
            a.starts + b.starts,
            a.ends + b.ends,
            a.moves + b.moves,
            a.passed + b.passed,
            a.passed_with + b.passed_with,
            np.concatenate([a.waits, b.waits], axis=1),
        )

    def finish(self, partial: "Walked", basis: Basis) -> "Walked":
        """Give the counts."""
        return partial


@dataclass(frozen=True, slots=True)
class Walked:
    """What was counted.

    Attributes:
        journeys, closed: those with a step, and those of them that are over.
        reach, reach_closed: (steps,) journeys that come to a step.
        visits, starts: (steps,) visits, and journeys that begin there.
        ends: (steps,) journeys that are over and whose last step it was.
        moves: (steps, steps) visits of the column's step that come right after one of the row's.
        passed, passed_with: (steps,) journeys that come to any later step, and those of them that come to this one.
        waits: (3, moves) from, to, and the time between, microseconds.
    """

    journeys: int
    closed: int
    reach: Counts
    reach_closed: Counts
    visits: Counts
    starts: Counts
    ends: Counts
    moves: Counts
    passed: Counts
    passed_with: Counts
    waits: Counts
