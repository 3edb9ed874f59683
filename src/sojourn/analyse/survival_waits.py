"""Waits: what became of each start, and after how long, whether the wait came to an end or was broken off."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from sojourn import kernels
from sojourn.core.journeys import JourneyBatch

from .attempts import LONGEST, Ties
from .steps import Matcher

REACHED, COMPETED, CENSORED = 0, 1, 2
STATES = ("reached", "competed", "censored")
"""What became of a wait."""

END, COMPETING, OVERTAKEN, WINDOW, CLOSED, OBSERVED = range(6)
REASONS = ("end", "competing", "overtaken", "window", "closed", "observed")
"""What ended it, or broke it off."""

_TIES = {"either": 0, "recorded": 1, "apart": 2}
_START, _END = 1, 2


@dataclass(frozen=True, slots=True, eq=False)
class Waits:
    """The waits of a batch, in the order of their starts.

    Attributes:
        journey: (u,) int64, whose they are.
        start: (u,) int64, the events they begin with.
        length: (u,) int64 microseconds.
        state, reason: (u,) uint8, places in `STATES` and `REASONS`.
    """

    journey: NDArray[np.int64]
    start: NDArray[np.int64]
    length: NDArray[np.int64]
    state: NDArray[np.uint8]
    reason: NDArray[np.uint8]

    def longer_than(self, limit: int) -> "Waits":
        """Keep the waits that last longer."""
        kept = self.length > limit
        return Waits(self.journey[kept], self.start[kept], self.length[kept], self.state[kept], self.reason[kept])


@dataclass(frozen=True, slots=True, eq=False)
class Rules:
    """Which waits there are and what ends them: the part of the question that looks at events.

    Attributes:
        matcher: conditions in the order start, end and, where there is one, what competes.
        rival: whether there is one.
        closed: what the end of a closed journey is to those still waiting.
        within, observed_until: microseconds.
    """

    matcher: Matcher
    rival: bool
    closed: Literal["competes", "censors"]
    pairing: Literal["first", "every"]
    ties: Ties
    within: int | None
    observed_until: int | None

    def waits(self, batch: JourneyBatch) -> Waits:
        """Follow every start of a batch.

        Cost: one pass over the events, another where something competes, and one over the starts.
        """
        lookup = self.matcher.lookup(batch)
        codes, table = lookup.codes, lookup.table
        journey, start, end = self._pairs(batch, codes, table, lookup.classes, 1)
        none = np.zeros(0, np.int64)
        length, reason = kernels.waits(
            batch.offsets,
            batch.status,
            batch.time,
            journey,
            start,
            end,
            self._pairs(batch, codes, table, lookup.classes, 2)[2] if self.rival else none,
            self._overtaken(journey, batch.time[start]) if self.pairing == "every" else none,
            -1 if self.within is None else min(self.within, LONGEST),
            self.observed_until or 0,
            self.ties == "recorded",
        )
        becomes = np.full(len(REASONS), CENSORED, np.uint8)
        becomes[END], becomes[COMPETING] = REACHED, COMPETED
        if self.closed == "competes":
            becomes[CLOSED] = COMPETED
        return Waits(journey, start, length, becomes[reason], reason)

    def _pairs(
        self,
        batch: JourneyBatch,
        codes: NDArray[np.uint8] | NDArray[np.uint16] | NDArray[np.uint32],
        table: NDArray[np.int32],
        classes: tuple[tuple[int, ...], ...],
        ending: int,
    ) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
        """Pair the starts with what meets one of the conditions; the starts are in the same order for each."""
        roles = np.array([_START * (0 in met) | _END * (ending in met) for met in classes], np.uint8)
        return kernels.pairs(
            batch.offsets,
            batch.status,
            batch.time,
            codes,
            roles[table],
            -1 if self.within is None else min(self.within, LONGEST),
            self.observed_until or 0,
            _TIES[self.ties],
            self.pairing == "every",
        )[:3]

    def _overtaken(self, journey: NDArray[np.int64], began: NDArray[np.int64]) -> NDArray[np.int64]:
        """Give how long it is from each start to the next later one of its journey; as good as for ever without one.

        Starts of one instant do not overtake each other unless the recorded order counts.
        """
        count = len(journey)
        following = np.arange(1, count + 1)
        if self.ties != "recorded" and count:
            edges = np.flatnonzero(
                np.concatenate([[True], (journey[1:] != journey[:-1]) | (began[1:] != began[:-1]), [True]])
            )
            following = np.repeat(edges[1:], np.diff(edges))
        after = np.full(count, LONGEST)
        some = np.flatnonzero(following < count)
        some = some[journey[following[some]] == journey[some]]
        after[some] = began[following[some]] - began[some]
        return after


def as_known(batch: JourneyBatch, waits: Waits, landmark: int) -> NDArray[np.int64]:
    """Give the last event of the journey that is not later than a time after each start.

    Cost: a search by halves for all starts at once.
    """
    limit = batch.time[waits.start] + landmark
    low, high = waits.start.copy(), batch.offsets[1:][waits.journey] - 1
    while bool(np.any(low < high)):
        half = (low + high + 1) // 2
        reached = batch.time[half] <= limit
        low, high = np.where(reached, half, low), np.where(reached, high, half - 1)
    return low
