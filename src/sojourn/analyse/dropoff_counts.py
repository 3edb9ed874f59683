"""What dropping out at a step means, and how it is counted and added up."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sojourn import kernels
from sojourn.core.journeys import Basis, JourneyBatch, JourneyStatus
from sojourn.core.quantiles import Samples
from sojourn.core.statistics import benjamini_hochberg, newcombe, two_shares_p, wilson

from .attempts import Attempts, Units
from .dropoff_result import Contrast, DropoffResult, NextEvent
from .names import noted
from .sketches import merged, samples
from .steps import mentioned

_NEVER = np.iinfo(np.int64).max


@dataclass(frozen=True, slots=True, eq=False)
class DropoffCounts:
    """What the units of some batches add up to.

    Attributes:
        states: (4,) int64, units that reached the step and then dropped out, may still go on, or went on; and those
            of the first that did nothing more in their time.
        next: (names,) int64, dropped units by their next event.
        seen: (2, names) int64, dropped and converted units with such an event in the time looked at.
        times: that time in microseconds; group 0 is dropped, 1 converted.
    """

    states: NDArray[np.int64]
    next: NDArray[np.int64]
    seen: NDArray[np.int64]
    times: Samples


@dataclass(frozen=True, slots=True, eq=False)
class Dropoff:
    """What came after a step that was the last.

    Attempts, windows, ties, exclusions, optional steps, re-entry and openness are those of `Attempts`.

    Dropped at the step: units whose attempt that counts got to it and no further, and that are not open. Open ones are
        counted, and not mixed in.
    Next: the first event after the one that filled the step, in recorded order whatever the rule for ties, that is no
        event of the attempt itself, belongs to the same journey and lies within the windows in which the next step
        could have come. `stopped` had none.
    Compared: for every event that no step mentions, the share of dropped units that had it between the step and the end
        of their windows, and the share of converted units that had it between the step and the next one; both in
        recorded order. Tested are events with at least `min_support` such units: Newcombe limits for the difference,
        p by Fisher's exact test or the score test, q by Benjamini and Hochberg over all, before the list is cut.
    Time looked at: of a converted unit from the step to the next one; of a dropped unit from the step to the end of its
        windows, to `observed_until` where that comes first, and in a closed journey no further than its last event.
        The medians of both are given, since a group looked at for less time shows fewer events.
    Order: `next` by count, then name; compared by q, then by size of the difference, then name.

    Attributes:
        at: place of the step in the list, from 0.
        events: names by code.
        top: events to show in either list.
    """

    attempts: Attempts
    at: int
    events: tuple[str, ...]
    top: int
    min_support: int

    @property
    def columns(self) -> frozenset[str]:
        """Properties needed beside time, event and channel."""
        return self.attempts.columns

    def partial(self, batch: JourneyBatch) -> DropoffCounts:
        """Count the units of whole customers."""
        units, chosen, following, seen, spent = self._follow(batch)
        number = self.attempts.required.index(self.at) + 1
        dropped = (units.furthest[chosen] == number) & ~units.open[chosen]
        came = following[dropped]
        still = int(np.count_nonzero((units.furthest == number) & units.open))
        states = [dropped.sum(), still, (~dropped).sum(), (came < 0).sum()]
        names = max(len(self.events), 1)
        return DropoffCounts(
            np.array(states, np.int64),
            np.bincount(batch.event[came[came >= 0]], minlength=names).astype(np.int64),
            seen,
            samples(spent, (~dropped).astype(np.int64), 2),
        )

    def merge(self, a: DropoffCounts, b: DropoffCounts) -> DropoffCounts:
        """Add two counts."""
        return DropoffCounts(a.states + b.states, a.next + b.next, a.seen + b.seen, merged(a.times, b.times, 2))

    def finish(self, partial: DropoffCounts, basis: Basis) -> DropoffResult:
        """Turn counts into shares, intervals and tests."""
        attempts = self.attempts
        dropped, still, converted, stopped = partial.states.tolist()
        ranked = sorted(np.flatnonzero(partial.next).tolist(), key=lambda i: (-partial.next[i], self.events[i]))
        later = attempts.required[attempts.required.index(self.at) + 1]
        return DropoffResult(
            basis=basis,
            notes=noted(attempts.notes, basis),
            steps=tuple(step.label + "?" * step.optional for step in attempts.steps),
            at=self.at + 1,
            after=self._name(self.at),
            instead_of=self._name(later),
            within_seconds=None if attempts.within is None else attempts.within / 1e6,
            ties=attempts.ties,
            dropped=dropped,
            open=still,
            converted=converted,
            stopped=stopped,
            next=tuple(
                NextEvent(self.events[i], int(partial.next[i]), dropped, *wilson(int(partial.next[i]), dropped))
                for i in ranked[: self.top]
            ),
            other_events=len(ranked[self.top :]),
            other=int(partial.next[ranked[self.top :]].sum()),
            min_support=self.min_support,
            dropped_median_seconds=_median(partial.times, 0),
            converted_median_seconds=_median(partial.times, 1),
            compared=self._compared(partial.seen, dropped, converted),
            top=self.top,
        )

    def members(self, batch: JourneyBatch) -> dict[str, NDArray[Any]]:
        """Give one row a unit that reached the step.

        Columns: `customer`; `journey_start`, the first event of the journey; `state`, one of converted, open and
        dropped; `reached`, when the step was taken; and for dropped ones `next` and `next_time`, null for those who
        stopped.
        """
        units, chosen, following, *_ = self._follow(batch)
        number = self.attempts.required.index(self.at) + 1
        rows = np.flatnonzero(units.furthest >= number)
        state = np.where(units.furthest[rows] > number, "converted", np.where(units.open[rows], "open", "dropped"))
        came = np.full(len(units.journey), -1, np.int64)
        came[chosen] = following
        came = np.where(state == "dropped", came[rows], -1)
        times = np.full(len(rows), np.datetime64("NaT"), "datetime64[us]")
        times[came >= 0] = batch.time[came[came >= 0]].astype("datetime64[us]")
        names = np.array([*self.events, None], np.object_)
        codes = np.full(len(rows), len(self.events), np.int64)
        codes[came >= 0] = batch.event[came[came >= 0]]
        return {
            "customer": batch.customer[units.journey[rows]],
            "journey_start": batch.time[batch.offsets[units.journey[rows]]].astype("datetime64[us]"),
            "state": state,
            "reached": batch.time[units.where[units.offsets[rows] + number - 1]].astype("datetime64[us]"),
            "next": names[codes],
            "next_time": times,
        }

    def _follow(
        self, batch: JourneyBatch
    ) -> tuple[Units, NDArray[np.int64], NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
        """Find the units that dropped out or went on, the next event of each, who saw what, and the time looked at."""
        attempts, units = self.attempts, self.attempts.follow(batch)
        number = attempts.required.index(self.at) + 1
        on = units.furthest > number
        chosen = np.flatnonzero(on | ((units.furthest == number) & ~units.open))
        first = units.offsets[:-1][chosen]
        after = units.where[first + number - 1]
        on = on[chosen]
        before = batch.offsets[units.journey[chosen] + 1].copy()
        before[on] = units.where[first[on] + number]
        limit = np.full(len(chosen), _NEVER)
        if attempts.within is not None:
            limit = batch.time[units.where[first]] + attempts.within
        if attempts.step_within is not None:
            limit = np.minimum(limit, batch.time[after] + attempts.step_within[number - 1])
        places = np.zeros(len(chosen) + 1, np.int64)
        np.cumsum(units.furthest[chosen], out=places[1:])
        own = np.repeat(first - places[:-1], units.furthest[chosen]) + np.arange(places[-1])
        following, seen = kernels.tails(
            batch.time,
            batch.event,
            after,
            before,
            limit,
            on.astype(np.uint8),
            units.where[own],
            places,
            max(len(self.events), 1),
        )
        last = batch.offsets[units.journey[chosen] + 1] - 1
        closed = batch.status[units.journey[chosen]] >= JourneyStatus.TIMED_OUT
        observed = 0 if attempts.observed_until is None else attempts.observed_until
        end = np.minimum(limit, np.where(closed, batch.time[last], observed))
        end[on] = batch.time[units.where[first[on] + number]]
        return units, chosen, following, seen, np.maximum(end - batch.time[after], 0)

    def _name(self, listed: int) -> str:
        """Name a step."""
        attempts = self.attempts
        if attempts.order == "any":
            return f"any {listed + 1} of {len(attempts.steps)}"
        return attempts.steps[listed].label

    def _compared(self, seen: NDArray[np.int64], dropped: int, converted: int) -> tuple[Contrast, ...]:
        """Compare the events with enough support."""
        own = frozenset(mentioned(self.attempts.steps))
        tested = [
            i
            for i in np.flatnonzero(seen.sum(axis=0) >= max(self.min_support, 1)).tolist()
            if self.events[i] not in own
        ]
        pairs = [(int(seen[0, i]), int(seen[1, i])) for i in tested]
        p_values = [two_shares_p(a, dropped, b, converted) for a, b in pairs]
        known = [p for p in p_values if p is not None]
        q_values: list[float | None] = [*benjamini_hochberg(known)] if known else [None] * len(pairs)
        found = []
        for i, (a, b), p, q in zip(tested, pairs, p_values, q_values, strict=True):
            low, high = newcombe(a, dropped, b, converted)
            found.append(Contrast(self.events[i], a, dropped, b, converted, low, high, p, q))
        return tuple(
            sorted(found, key=lambda each: (each.q_value or 0.0, -abs(each.difference or 0.0), -each.units, each.event))
        )


def _median(times: Samples, group: int) -> float | None:
    """Give the median of a group in seconds."""
    middle = times.quantiles(group, (0.5,))
    return None if middle is None else middle[0] / 1e6
