"""When it is asked what comes next, what the answer is, and when it was known."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sojourn.core.journeys import Cases, JourneyBatch, JourneyStatus

NOTHING = 0
"""The answer when nothing comes next; that of an event is its code plus one."""

Places = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Asking:
    """The rule of what is asked, and of what was known before an instant.

    It is asked at every event. With a window the answer is the next event of the journey when it comes within, else
    nothing, and it is known when the window is over, whatever it is. At the last event of a journey that an event
    closed nothing is asked: that it ends is a rule. Without a window the answer is the next event, known when it comes;
    at the last event of a journey it is not known.

    Answers known before the cut are learned from; what is asked at the cut or later is held against the answer. What is
    asked before and known after is left out of both.

    Attributes:
        window: microseconds; None for none.
        until: the last instant for which data are complete.
    """

    window: int | None
    until: int

    @staticmethod
    def of(cases: Cases, within: int | None, until: int | None) -> "Asking":
        """Take the shorter of the window asked for and of the pause that closes journeys."""
        closing = cases.gap if cases.by == "gap" else cases.timeout if cases.by == "between" else None
        known = [each for each in (within, closing) if each is not None]
        return Asking(min(known, default=None), until or 0)

    def decisions(self, batch: JourneyBatch) -> "Decisions":
        """Give all that is asked of some journeys, and the answers that are known."""
        last = np.zeros(batch.events, np.bool_)
        some = np.diff(batch.offsets) > 0
        last[batch.offsets[1:][some] - 1] = True
        journey = np.repeat(np.arange(batch.journeys), np.diff(batch.offsets))
        ended = last & (batch.status == JourneyStatus.ENDED)[journey]
        following = np.append(batch.time[1:], 0)
        answer = np.append(batch.event[1:].astype(np.int64) + 1, NOTHING)
        if self.window is None:
            at = np.flatnonzero(~last)
            return Decisions(at, journey[at], batch.time[at], following[at], answer[at])
        answer = np.where(last | (following - batch.time > self.window), NOTHING, answer)
        at = np.flatnonzero(~ended)
        return Decisions(at, journey[at], batch.time[at], batch.time[at] + self.window, answer[at])


@dataclass(frozen=True, slots=True, eq=False)
class Decisions:
    """What is asked of some journeys, in order.

    Attributes:
        at: (q,) the event at which it is asked.
        journey: (q,) whose it is.
        asked, known: (q,) int64 microseconds; when, and when the answer was known.
        answer: (q,) int64, `NOTHING` or the code of the next event plus one.
    """

    at: Places
    journey: Places
    asked: Places
    known: Places
    answer: Places

    def some(self, which: NDArray[np.bool_] | Places) -> "Decisions":
        """Give some of them."""
        return Decisions(self.at[which], self.journey[which], self.asked[which], self.known[which], self.answer[which])


def contexts(batch: JourneyBatch, at: Places, bits: int, length: int) -> Places:
    """Write the events up to some events as numbers, the oldest first: codes plus one in `bits` each, 0 for none."""
    start = np.repeat(batch.offsets[:-1], np.diff(batch.offsets))[at]
    code = batch.event.astype(np.int64) + 1
    found = np.zeros(len(at), np.int64)
    for back in range(length):
        there = at - back >= start
        found |= np.where(there, code[np.maximum(at - back, 0)], 0) << (bits * back)
    return found
