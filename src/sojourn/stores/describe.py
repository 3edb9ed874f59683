"""What is in a workspace, and what in it looks wrong."""

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from threading import Lock
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sojourn.core.events import MICROSECONDS
from sojourn.core.instants import instant, rfc3339, zone
from sojourn.core.journeys import Range
from sojourn.kernels import tally_codes, tally_times

from .dead_letters import counts as dead_letter_counts
from .dead_letters import superseded
from .import_state import finished
from .journey_index import JourneyIndex
from .layout import Layout
from .oddities import DAY, Gap, Suspicion, find_gaps, suspicions
from .sampling import PropertyFacts, property_facts

MINUTE = 60 * MICROSECONDS
_MOST_STRETCHES = 6_000_000


@dataclass(frozen=True, slots=True)
class NameFacts:
    """How often a name occurs; the name is None for events without one."""

    name: str | None
    events: int
    customers: int
    first: int
    last: int

    def to_dict(self) -> dict[str, Any]:
        """Give the JSON form."""
        return {
            "name": self.name,
            "events": self.events,
            "customers": self.customers,
            "first": rfc3339(self.first),
            "last": rfc3339(self.last),
        }


@dataclass(frozen=True, slots=True)
class Description:
    """What is in a workspace.

    Attributes:
        by_event, by_channel: most frequent first.
        days: events on each day of the time zone, from the day of the first event on.
        gaps: stretches of days without events, longest first.
        sampled: rows that `properties` was found from; customers are chosen by hash, so they are like the others.
        dead_letters: refused rows by code, those left out that a later import of the file has made good.
        imports: reports of imports, oldest first.
    """

    events: int
    customers: int
    first: int | None
    last: int | None
    by_event: tuple[NameFacts, ...]
    by_channel: tuple[NameFacts, ...]
    days: tuple[int, ...]
    gaps: tuple[Gap, ...]
    suspicions: tuple[Suspicion, ...]
    properties: tuple[PropertyFacts, ...]
    sampled: int
    dead_letters: Mapping[str, int]
    imports: Sequence[Mapping[str, Any]]
    time_zone: str = "UTC"

    def to_dict(self) -> dict[str, Any]:
        """Give the JSON form."""
        return {
            "events": self.events,
            "customers": self.customers,
            "first": rfc3339(self.first),
            "last": rfc3339(self.last),
            "by_event": [name.to_dict() for name in self.by_event],
            "by_channel": [name.to_dict() for name in self.by_channel],
            "time_zone": self.time_zone,
            "days": list(self.days),
            "gaps": [gap.to_dict(self.time_zone) for gap in self.gaps],
            "suspicions": [suspicion.to_dict() for suspicion in self.suspicions],
            "properties": [facts.to_dict() for facts in self.properties],
            "sampled": self.sampled,
            "dead_letters": dict(self.dead_letters),
            "imports": [dict(report) for report in self.imports],
        }


class _Tally:
    """Sums over the ranges seen so far."""

    def __init__(self, index: JourneyIndex) -> None:
        self._lock = Lock()
        self._index = index
        self.start = (index.observed_from or 0) // DAY * DAY
        span = (index.observed_until or 0) - self.start
        self.unit = MINUTE if span // MINUTE < _MOST_STRETCHES else 60 * MINUTE
        self.counts = np.zeros(span // self.unit + 1, np.int64)
        self.oddities = np.zeros(2, np.int64)
        self.events, self.channels = _sums(len(index.events)), _sums(len(index.channels))
        self.heaviest: tuple[int, Range, int] = (0, Range(0, 0, 0, 0), 0)

    def add(self, span: Range) -> None:
        """Count a range; safe to call from several threads."""
        batch = self._index.read(span, frozenset())
        events, channels = _sums(len(self._index.events)), _sums(len(self._index.channels))
        tally_codes(batch.offsets, batch.event, batch.time, *events)
        tally_codes(batch.offsets, batch.channel, batch.time, *channels)
        counts, oddities = np.zeros_like(self.counts), np.zeros(2, np.int64)
        tally_times(batch.offsets, batch.time, self.start, self.unit, counts, oddities)
        sizes = np.diff(batch.offsets)
        with self._lock:
            _merge(self.events, events)
            _merge(self.channels, channels)
            self.counts += counts
            self.oddities += oddities
            if len(sizes) and sizes.max() > self.heaviest[0]:
                self.heaviest = (int(sizes.max()), span, int(sizes.argmax()))


def describe(index: JourneyIndex, layout: Layout, *, now: int, time_zone: str = "UTC", threads: int = 2) -> Description:
    """Describe a workspace.

    Args:
        now: the current instant, microseconds UTC; events after it are suspicious.
        time_zone: whose days are counted.

    Cost: one pass over the index, and a sample of the record for properties.
    """
    tally = _Tally(index)
    with ThreadPoolExecutor(threads, thread_name_prefix="sojourn-describe") as pool:
        list(pool.map(tally.add, index.ranges(most=threads * 4, at_least=250_000) if index.rows else []))
    per_day = DAY // tally.unit
    padded = np.zeros(-(-len(tally.counts) // per_day) * per_day, np.int64)
    padded[: len(tally.counts)] = tally.counts
    days = padded.reshape(-1, per_day).sum(axis=1) if index.rows else np.zeros(0, np.int64)
    local, starts = _local_days(tally, index, time_zone) if index.rows else (days, days)
    by_event = _names(index.events, tally.events)
    by_channel = _names(index.channels, tally.channels)
    heaviest, span, place = tally.heaviest
    who = index.identifiers(span, np.array([place], np.int64))[0].as_py() if heaviest else None
    facts, sampled = property_facts(index, layout)
    found = suspicions(
        rows=index.rows,
        customers=index.customers,
        last=index.observed_until,
        now=now,
        future=_after(index, now),
        start=tally.start,
        unit=tally.unit,
        counts=tally.counts,
        days=days,
        midnight=int(tally.oddities[0]),
        same_instant=int(tally.oddities[1]),
        heaviest=(heaviest, who),
        without_channel=next((name.events for name in by_channel if name.name is None), 0),
    )
    return Description(
        events=index.rows,
        customers=index.customers,
        first=index.observed_from,
        last=index.observed_until,
        by_event=by_event,
        by_channel=by_channel,
        days=tuple(local.tolist()),
        gaps=find_gaps(local, starts),
        suspicions=found,
        properties=facts,
        sampled=sampled,
        dead_letters=dead_letter_counts(layout.dead_letters, without=superseded(layout.imports)),
        imports=tuple(finished(layout.imports)),
        time_zone=time_zone,
    )


def _local_days(tally: _Tally, index: JourneyIndex, time_zone: str) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Give the events on each day of a time zone, and when the days begin; the last is the end of the last day.

    A day begins at the nearest minute, or hour where events span more than eleven years.
    """
    first, last = (local_date(at or 0, time_zone) for at in (index.observed_from, index.observed_until))
    dates = [first + timedelta(days=number) for number in range((last - first).days + 2)]
    starts = np.array([instant(date, time_zone=time_zone) for date in dates], np.int64)
    places = np.clip((starts - tally.start) // tally.unit, 0, len(tally.counts))
    places[-1] = len(tally.counts)
    until = np.concatenate([[0], np.cumsum(tally.counts)])
    return np.diff(until[places]), starts


def local_date(microseconds: int, time_zone: str) -> date:
    """Give the date on which an instant falls in a time zone."""
    return (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=microseconds)).astimezone(zone(time_zone)).date()


def _sums(names: int) -> list[NDArray[np.int64]]:
    """Make empty sums: events, customers, first, last, scratch; one place more than names, for null."""
    bounds = np.iinfo(np.int64)
    starts: tuple[int, ...] = (0, 0, int(bounds.max), int(bounds.min), -1)
    return [np.full(names + 1, value, np.int64) for value in starts]


def _merge(total: list[NDArray[np.int64]], more: list[NDArray[np.int64]]) -> None:
    total[0] += more[0]
    total[1] += more[1]
    np.minimum(total[2], more[2], out=total[2])
    np.maximum(total[3], more[3], out=total[3])


def _names(names: Sequence[str], sums: list[NDArray[np.int64]]) -> tuple[NameFacts, ...]:
    events, customers, first, last, _ = (column.tolist() for column in sums)
    found = [
        NameFacts(name, events[place], customers[place], first[place], last[place])
        for place, name in enumerate([*names, None])
        if events[place]
    ]
    return tuple(sorted(found, key=lambda facts: (-facts.events, facts.name or "")))


def _after(index: JourneyIndex, now: int) -> int:
    """Count the events after an instant."""
    if (index.observed_until or now) <= now:
        return 0
    spans = [span for span in index.ranges(most=1, at_least=1) if index.manifest.parts[span.part].last > now]
    return sum(int((index.read(span, frozenset()).time > now).sum()) for span in spans)
