"""The instant at which a prediction is made, and whether the outcome came after it: known, open, or no question."""

import re
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from sojourn.core.durations import microseconds, short
from sojourn.core.errors import InvalidInput
from sojourn.core.journeys import JourneyBatch, JourneyStatus

from .steps import Matcher, Step, step

Places = NDArray[np.int64]

_COUNT = re.compile(r"\s*(\d+)\s+events?\s*")
_LIKE_A_COUNT = re.compile(r"\s*[-+]?[\d.,]+\s*events?\s*")
_MOST_EVENTS = 1_000_000_000
_AGE = re.compile(r"\s*(\d|P).*")

NOT_REACHED, ALREADY, OVER, RESOLVED, OPEN = range(5)
STATES = ("not_reached", "already", "over", "resolved", "open")
"""What a journey is to the question: never at the point; there with the outcome behind it; over before the age; the
window is over; the window is not."""

LONGEST = 2**62


@dataclass(frozen=True, slots=True)
class Point:
    """The instant at which a prediction is made.

    Attributes:
        kind: after so many `events`, after the first event that meets a `step`, or at an `age` of the journey.
        value: events, or microseconds.
        step: the condition.
    """

    kind: Literal["events", "step", "age"]
    value: int = 0
    step: Step | None = None

    @property
    def label(self) -> str:
        """Say it in words."""
        if self.kind == "events":
            return f"after {self.value} event{'' if self.value == 1 else 's'}"
        return (
            f"after {short(self.value)}"
            if self.kind == "age"
            else f"after {'' if self.step is None else self.step.label}"
        )


def point(text: str | Step) -> Point:
    """Read a point: `3 events`, a duration such as `7d`, or the condition of a step.

    Raises:
        InvalidInput: it is none of them.
    """
    if isinstance(text, Step):
        return Point("step", step=text)
    counted = _COUNT.fullmatch(text)
    if counted:
        if int(counted[1]) < 1:
            raise InvalidInput("nothing is known after 0 events", code="bad-point", hint="write '1 event' or more")
        if int(counted[1]) > _MOST_EVENTS:
            raise InvalidInput(f"no journey has {text.strip()}", code="bad-point", hint="write for example '3 events'")
        return Point("events", int(counted[1]))
    if _LIKE_A_COUNT.fullmatch(text) or text.strip().isdecimal():
        raise InvalidInput(
            f"{text.strip()!r} is no number of events", code="bad-point", hint="write for example '3 events', or '7d'"
        )
    if _AGE.fullmatch(text):
        try:
            return Point("age", microseconds(text.strip()))
        except InvalidInput:
            pass
    return Point("step", step=step(text))


@dataclass(frozen=True, slots=True, eq=False)
class Points:
    """The points of journeys that come to one without the outcome behind them, and what became of them.

    Attributes:
        journey: (n,) int64.
        at: (n,) the last event not after the point.
        moment: (n,) int64, when it is.
        resolved: (n,) int64, when it is known what became of it, whatever that is.
        state: (n,) uint8, `RESOLVED` or `OPEN`.
        hit: (n,) bool, whether the outcome came within; of open ones, whether it has come so far.
        lasted: (n,) int64, microseconds from the point until the outcome came, else until it could come no more.
        waiting: (n,) bool, open ones to which the outcome may still come.
        left_out: (5,) int64, journeys by state.
    """

    journey: Places
    at: Places
    moment: Places
    resolved: Places
    state: NDArray[np.uint8]
    hit: NDArray[np.bool_]
    lasted: Places
    waiting: NDArray[np.bool_]
    left_out: Places


@dataclass(frozen=True, slots=True, eq=False)
class Pointing:
    """Which journeys are asked about, when, and what answers.

    A journey is asked about at its point, unless the outcome came before or at it. With an age, who is known to be over
    by then is not asked about; a session that nobody knows to be over is. The answer is yes when the outcome comes
    after the point and not later than `within` after it. It is known when that time is over, not when the outcome
    comes: else those that come to it soon would be known sooner, and would seem to be more. Without `within` the answer
    is what the rest of the journey says, known when the pause that closes it is over.

    Attributes:
        matcher: the outcome, then the step of the point where it is one.
        within, closing: microseconds; None for none. One of them is there.
        until: the last instant for which data are complete.
    """

    point: Point
    matcher: Matcher
    within: int | None
    closing: int | None
    until: int

    def met(self, batch: JourneyBatch) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
        """Say which events are the outcome, and which meet the step of the point."""
        lookup = self.matcher.lookup(batch)
        kind = lookup.table[lookup.codes]
        roles = [np.array([which in met for met in lookup.classes], np.bool_)[kind] for which in (0, 1)]
        return roles[0], roles[1]

    def points(self, batch: JourneyBatch) -> Points:
        """Find the points of whole journeys, and what became of each."""
        outcome, reached = self.met(batch)
        first, last = batch.offsets[:-1], batch.offsets[1:] - 1
        time, count = batch.time, np.diff(batch.offsets)
        some = count > 0
        if self.point.kind == "events":
            there = count >= self.point.value
            at = np.minimum(first + self.point.value - 1, np.maximum(last, 0))
            moment = time[at] if batch.events else np.zeros(0, np.int64)
        elif self.point.kind == "step":
            at = _next(reached, first)
            there = some & (at <= last)
            at = np.where(there, at, np.maximum(last, 0))
            moment = time[at] if batch.events else np.zeros(0, np.int64)
        else:
            moment = np.where(some, time[np.minimum(first, max(batch.events - 1, 0))], 0) + self.point.value if (
                batch.events
            ) else np.zeros(0, np.int64)  # fmt: skip
            there = some & (moment <= self.until)
            at = _last_until(batch, moment)
        state = np.full(batch.journeys, NOT_REACHED, np.uint8)
        state[there] = OPEN
        # The closing pause counts from the last event; a journey closed by an event is over with it.
        over = np.where(
            batch.status == JourneyStatus.ENDED, _at(time, last),
            _at(time, last) + (LONGEST // 2 if self.closing is None else self.closing),
        )  # fmt: skip
        if self.point.kind == "age":
            state[there & (over <= moment)] = OVER
        came = _next(outcome, first)
        # At one instant the recorded order says what came first; an age is at its end.
        state[there & (came <= at)] = ALREADY
        rows = np.flatnonzero(state == OPEN)
        after = _next(outcome, at[rows] + 1)
        found = after <= last[rows]
        when = np.where(found, _at(time, after), LONGEST)
        if self.within is None:
            resolved, hit = over[rows], found
        else:
            resolved = moment[rows] + self.within
            hit = found & (when <= resolved)
        state[rows[resolved <= self.until]] = RESOLVED
        tally = np.bincount(state[some], minlength=len(STATES)).astype(np.int64)
        waiting = (resolved > self.until) & (over[rows] > self.until) & ~found
        lasted = np.where(hit, when, np.minimum(resolved, over[rows])) - moment[rows]
        return Points(rows, at[rows], moment[rows], resolved, state[rows], hit, lasted, waiting, tally)


def _next(which: NDArray[np.bool_], start: Places) -> Places:
    """Give the first event from each place on that is marked; the number of events where there is none."""
    marked = np.append(np.flatnonzero(which), len(which))
    return marked[np.searchsorted(marked, start)]


def _at(time: Places, places: Places) -> Places:
    """Give times of events; 0 where there is none."""
    return time[np.clip(places, 0, max(len(time) - 1, 0))] if len(time) else np.zeros(len(places), np.int64)


def _last_until(batch: JourneyBatch, moment: Places) -> Places:
    """Give the last event of each journey that is not later than an instant."""
    low, high = batch.offsets[:-1].copy(), np.maximum(batch.offsets[1:] - 1, batch.offsets[:-1])
    while bool(np.any(low < high)):
        half = (low + high + 1) // 2
        early = batch.time[half] <= moment
        low, high = np.where(early, half, low), np.where(early, high, half - 1)
    return low
