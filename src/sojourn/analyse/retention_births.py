"""Births: the events at which customers enter their cohorts, for retention and for the value of cohorts."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sojourn import kernels
from sojourn.core.analysis import Journeys
from sojourn.core.errors import InvalidInput
from sojourn.core.journeys import Codes, JourneyBatch, Labels, Source

from .calendar import Calendar, calendar
from .steps import known

START, RETURN = 1, 2
"""What an event is: bits of a role."""

_LONGEST = {"day": 26 * 3_600_000_000, "week": 8 * 86_400_000_000, "month": 32 * 86_400_000_000}


@dataclass(frozen=True, slots=True, eq=False)
class Births:
    """The births of a batch, in the order of journeys and, inside one, of time.

    Attributes:
        event: (u,) int64, which event of the batch the birth is.
        journey: (u,) int64, which journey.
        period: (u,) int32, which period of the calendar.
    """

    event: NDArray[np.int64]
    journey: NDArray[np.int64]
    period: NDArray[np.int32]


@dataclass(frozen=True, slots=True, eq=False)
class Rows:
    """Births sorted into cohorts of breakdown groups.

    Attributes:
        of: (u,) int64, the row of each birth.
        group, period: (r,) int64, what the rows are, ascending by group, then period; `group` is a place in `names`.
        names: values of the breakdown by name, null first; `(None,)` without a breakdown.
        sizes: (r,) int64, births in each.
    """

    of: NDArray[np.int64]
    group: NDArray[np.int64]
    period: NDArray[np.int64]
    names: tuple[str | None, ...]
    sizes: NDArray[np.int64]


def by_customer(journeys: Journeys, what: str) -> None:
    """Refuse journeys that are not whole customers.

    Raises:
        InvalidInput: another case rule is set.
    """
    if journeys.cases.by != "customer":
        raise InvalidInput(
            f"{what} looks at customers, and these journeys are cut by {journeys.cases.by}",
            code="cases-not-by-customer",
            hint="leave the case rule out; sessions and orders of one customer are then one journey",
        )


def names_of(events: str | Sequence[str], what: str) -> tuple[str, ...]:
    """Take one event name or several.

    Raises:
        InvalidInput: there is none.
    """
    names = (events,) if isinstance(events, str) else tuple(dict.fromkeys(events))
    if not names:
        raise InvalidInput(f"{what} needs at least one event", code="no-event", hint="name an event")
    return names


def check_breakdown(name: str | None, source: Source) -> None:
    """Refuse what no groups can be made of; None is no breakdown.

    Raises:
        InvalidInput: events do not have the property, or it holds times or amounts, of which nearly each is its own.
    """
    if name is None or name == "channel":
        return
    kind = known(name, source)
    if kind in ("timestamp", "money"):
        what = "times" if kind == "timestamp" else "amounts"
        raise InvalidInput(
            f"{name!r} holds {what}: nearly each would be a group of its own",
            code="bad-breakdown",
            hint="break down by a property of text, numbers or yes and no",
        )


def roles(names: Sequence[str], start: Sequence[str], returning: Sequence[str] | None) -> NDArray[np.uint8]:
    """Give each known event its role; `returning=None` makes every event a return."""
    starts, returns = frozenset(start), frozenset(names if returning is None else returning)
    return np.array([START * (name in starts) | RETURN * (name in returns) for name in names] or [0], np.uint8)


def observed_calendar(journeys: Journeys, period: str, week_starts: str, periods: int) -> Calendar:
    """Lay out the calendar of the observed span, no further than `periods` after the last event."""
    first, last = journeys.observed_from, journeys.observed_until
    end = journeys.source.observed_until
    if first is None or last is None or end is None:
        return calendar(period, 0, 0, time_zone=journeys.time_zone, week_starts=week_starts)
    enough = end + (periods + 2) * _LONGEST.get(period, 0)
    return calendar(period, first, max(first, min(last, enough)), time_zone=journeys.time_zone, week_starts=week_starts)


def births(batch: JourneyBatch, role: NDArray[np.uint8], starts: NDArray[np.int64], *, every: bool = False) -> Births:
    """Find the first start event of each customer, or the first in each period."""
    nothing, none = np.zeros(0, np.int64), np.zeros(0, np.int32)
    arrays = (batch.offsets, batch.time, batch.event, role, starts, every)
    room = kernels.retention_births(*arrays, nothing, nothing, none) if every else batch.journeys
    event, journey, period = np.empty(room, np.int64), np.empty(room, np.int64), np.empty(room, np.int32)
    found = kernels.retention_births(*arrays, event, journey, period) if room else 0
    return Births(event[:found], journey[:found], period[:found])


def rows(born: Births, calendar_periods: int, groups: tuple[NDArray[np.int64], tuple[str | None, ...]] | None) -> Rows:
    """Sort births into cohorts; `groups` is each birth's place among the values of the breakdown."""
    places, names = (np.zeros(len(born.event), np.int64), (None,)) if groups is None else groups
    keys = places * calendar_periods + born.period
    span = len(names) * calendar_periods
    if span <= 4 * len(keys) + 1_000_000:
        sizes = np.bincount(keys, minlength=span)
        used = np.flatnonzero(sizes)
        place = np.zeros(span, np.int64)
        place[used] = np.arange(len(used))
        return Rows(place[keys], used // calendar_periods, used % calendar_periods, names, sizes[used])
    used, of, sizes = np.unique(keys, return_inverse=True, return_counts=True)
    return Rows(of.reshape(-1).astype(np.int64), used // calendar_periods, used % calendar_periods, names, sizes)


def values_at(
    batch: JourneyBatch, name: str, channels: Sequence[str], at: NDArray[np.int64]
) -> tuple[NDArray[np.int64], tuple[str | None, ...]]:
    """Give the value of a property (or the event's channel) at some events: places, and the distinct values by name.

    Null comes first, as None. Numbers are written as text.
    """
    if name == "channel":
        return _ranked(_channel_codes(batch.channel, at), channels)
    column = batch.columns[name]
    if isinstance(column, Labels):
        return _ranked(column.codes[at].astype(np.int64), column.labels)
    distinct, codes = np.unique(column.values[at], return_inverse=True)
    codes = codes.reshape(-1).astype(np.int64)
    if column.valid is not None:
        codes[~column.valid[at]] = -1
    return _ranked(codes, [f"{value:g}" if column.values.dtype.kind == "f" else str(value) for value in distinct])


def _channel_codes(channel: Codes, at: NDArray[np.int64]) -> NDArray[np.int64]:
    """Give channel codes with -1 for null."""
    codes = channel[at].astype(np.int64)
    codes[codes == np.iinfo(channel.dtype).max] = -1
    return codes


def _ranked(codes: NDArray[np.int64], labels: Sequence[str]) -> tuple[NDArray[np.int64], tuple[str | None, ...]]:
    """Replace codes, of which -1 is null, by places among the sorted names that occur."""
    used = np.flatnonzero(np.bincount(codes + 1, minlength=len(labels) + 1))
    names: list[str | None] = [None if code == 0 else labels[code - 1] for code in used.tolist()]
    ordered = sorted(set(names), key=lambda name: (name is not None, name or ""))
    place = {name: i for i, name in enumerate(ordered)}
    table = np.zeros(len(labels) + 1, np.int64)
    table[used] = [place[name] for name in names]
    return table[codes + 1], tuple(ordered) if ordered else (None,)
