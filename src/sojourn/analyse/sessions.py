"""Sessions: journeys cut where a customer pauses, counted."""

from dataclasses import dataclass, replace
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from sojourn.core.analysis import Journeys
from sojourn.core.durations import microseconds
from sojourn.core.journeys import Basis, Cases, JourneyBatch, JourneyStatus
from sojourn.core.quantiles import Samples

from .names import Notes, noted
from .sessions_result import SessionsResult
from .sketches import merged, quantiles, samples, total


@dataclass(frozen=True, slots=True)
class SessionCounts:
    """What a batch adds to the sessions.

    Attributes:
        sessions, customers, events, open, single: plain counts.
        microseconds: sum of all durations.
        entries, exits: (names,) int64, sessions by first and by last event.
        per_customer, per_session, durations: sessions a customer, events a session, microseconds a session.
    """

    sessions: int
    customers: int
    events: int
    open: int
    single: int
    microseconds: int
    entries: NDArray[np.int64]
    exits: NDArray[np.int64]
    per_customer: Samples
    per_session: Samples
    durations: Samples


@dataclass(frozen=True, slots=True)
class Sessions:
    """What a session is here.

    Events of one customer belong to one session until a pause longer than `gap`; a pause of exactly the gap stays
    inside. A customer's last session is open while its last event is less than the gap before the end of the
    observed span; every other is over. Open sessions count like the rest.
    Duration: from the first to the last event, 0 for a session of a single event.
    Entries and exits: the first and the last event in order of time, then arrival; listed by sessions, then name.
    Repeats are merged inside sessions, after cutting, when asked: then events a session and durations see fewer events.
    """

    events: tuple[str, ...]
    gap: int
    notes: Notes = ()
    columns: ClassVar[frozenset[str]] = frozenset()

    def partial(self, batch: JourneyBatch) -> SessionCounts:
        """Count one batch of sessions."""
        first, last = batch.offsets[:-1], batch.offsets[1:] - 1
        sizes = np.diff(batch.offsets)
        durations = batch.time[last] - batch.time[first]
        borders = np.flatnonzero(np.diff(batch.customer, prepend=-1))
        per_customer = np.diff(borders, append=batch.journeys)
        return SessionCounts(
            sessions=batch.journeys,
            customers=len(per_customer),
            events=batch.events,
            open=int(np.count_nonzero(batch.status == JourneyStatus.OPEN)),
            single=int(np.count_nonzero(sizes == 1)),
            microseconds=total(durations),
            entries=np.bincount(batch.event[first], minlength=len(self.events)),
            exits=np.bincount(batch.event[last], minlength=len(self.events)),
            per_customer=samples(per_customer),
            per_session=samples(sizes),
            durations=samples(durations),
        )

    def merge(self, a: SessionCounts, b: SessionCounts) -> SessionCounts:
        """Add two counts; each customer is in one of them only."""
        return SessionCounts(
            sessions=a.sessions + b.sessions,
            customers=a.customers + b.customers,
            events=a.events + b.events,
            open=a.open + b.open,
            single=a.single + b.single,
            microseconds=a.microseconds + b.microseconds,
            entries=a.entries + b.entries,
            exits=a.exits + b.exits,
            per_customer=merged(a.per_customer, b.per_customer),
            per_session=merged(a.per_session, b.per_session),
            durations=merged(a.durations, b.durations),
        )

    def finish(self, partial: SessionCounts, basis: Basis) -> SessionsResult:
        """Make means and quantiles."""

        def mean(amount: int, number: int) -> float | None:
            return amount / number if number else None

        def at(held: Samples, *shares: float) -> list[float | None]:
            return [None if np.isnan(q) else float(q) for q in quantiles(held, 1, shares)[0]]

        duration, slow = at(partial.durations, 0.5, 0.9)
        seconds = mean(partial.microseconds, partial.sessions)
        return SessionsResult(
            basis=basis,
            notes=noted(self.notes, basis),
            gap_seconds=self.gap / 1e6,
            sessions=partial.sessions,
            customers=partial.customers,
            open=partial.open,
            single_event=partial.single,
            sessions_per_customer=(mean(partial.sessions, partial.customers), *at(partial.per_customer, 0.5)),
            events_per_session=(mean(partial.events, partial.sessions), *at(partial.per_session, 0.5)),
            duration_seconds=(_seconds(seconds), _seconds(duration), _seconds(slow)),
            quantiles=partial.durations.kind,
            entries=_ranked(self.events, partial.entries),
            exits=_ranked(self.events, partial.exits),
        )


def sessions(journeys: Journeys, gap: str = "30m") -> SessionsResult:
    """Cut events into sessions and count them, whatever case rule the journeys have.

    Args:
        gap: a pause longer than this begins a new session.

    Raises:
        InvalidInput: the gap is not a duration, or nothing.

    Cost: O(events).
    """
    cases = Cases(by="gap", gap=microseconds(gap))
    journeys = replace(journeys, cases=cases)
    return journeys.engine.run(journeys, Sessions(journeys.source.events, cases.gap))


def _seconds(duration: float | None) -> float | None:
    return None if duration is None else duration / 1e6


def _ranked(events: tuple[str, ...], counts: NDArray[np.int64]) -> tuple[tuple[str, int], ...]:
    """Give the names that occur, by count, then name."""
    found = [(events[code], int(counts[code])) for code in np.flatnonzero(counts)]
    return tuple(sorted(found, key=lambda row: (-row[1], row[0])))
