"""How long it was until what came next came: what a silence since the last event says of what will."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .drawn_journeys import spans

Floats = NDArray[np.float64]
Places = NDArray[np.int64]

MOST = 200_000
"""Waits that are learned from; those of customers drawn first."""

_LIKE = 10
"""Waits of its own that weigh as much as what is known of its kind at large."""


@dataclass(frozen=True, slots=True, eq=False)
class _Sorted:
    """Waits by kind.

    Attributes:
        kinds: (k,) int64, ascending.
        starts: (k + 1,) int64, their rows.
        ranks: (n,) int64, ascending: the place of the kind times one more than there are waits, plus the waits of any
            kind that are shorter.
    """

    kinds: Places
    starts: Places
    ranks: Places

    @staticmethod
    def of(kind: Places, shorter: Places) -> "_Sorted":
        """Put waits in order."""
        kinds, which, sizes = np.unique(kind, return_inverse=True, return_counts=True)
        ranks = np.sort(which.reshape(-1) * (len(kind) + 1) + shorter)
        return _Sorted(kinds, np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64), ranks)

    def longer(self, place: Places, shorter: Places) -> tuple[Places, Places]:
        """Give how many waits of some kinds are longer, and how many waits there are.

        Args:
            place: (q,) of kinds.
            shorter: (q,) waits of any kind that are not longer.
        """
        end = self.starts[place + 1]
        return end - np.searchsorted(self.ranks, place * (len(self.ranks) + 1) + shorter), end - self.starts[place]


@dataclass(frozen=True, slots=True, eq=False)
class NextWaits:
    """How long events were waited for that came next, known before the cut.

    The share of waits that are longer than a silence is that among all waits, half a wait more and half a wait less
    keeping it from 0 and 1; mixed with that among waits for the same answer, which weigh as much where there are ten of
    them; mixed in the same way with that among waits for the same answer after the same event.

    Attributes:
        all: (n,) int64 microseconds, ascending.
        by_answer: by the place of the answer.
        by_both: by the code of the event before times the number of answers, plus the place of the answer.
        answers: how many places of answers there are.
        nothing: the place of the answer that nothing comes; -1 where that is none.
    """

    all: Places
    by_answer: _Sorted
    by_both: _Sorted
    answers: int
    nothing: int

    @staticmethod
    def of(last: Places, place: Places, wait: Places, *, answers: int, nothing: int) -> "NextWaits":
        """Learn from waits whose answer is known.

        Args:
            last: (n,) codes of the events before.
            place: (n,) of the answers, none of them that nothing comes.
            wait: (n,) microseconds.
        """
        ordered = np.sort(wait)
        shorter = np.searchsorted(ordered, wait, side="left")
        both = _Sorted.of(last * answers + place, shorter)
        return NextWaits(ordered, _Sorted.of(place, shorter), both, answers, nothing)

    def longer(self, last: Places, silent: Places) -> Floats:
        """Give the chance that nothing has come after a silence, by what comes in the end: (q, answers).

        For the answer that nothing comes it is 1.

        Args:
            last: (q,) codes of the last events.
            silent: (q,) microseconds since then.

        Cost: a binary search for each answer and row.
        """
        shorter = np.searchsorted(self.all, silent, side="right")
        share = (len(self.all) - shorter + 0.5) / (len(self.all) + 1)
        found = np.repeat(share[:, None], self.answers, axis=1)
        kinds = self.by_answer.kinds
        if len(kinds):
            rows = np.repeat(np.arange(len(last)), len(kinds))
            where = np.tile(np.arange(len(kinds)), len(last))
            longer, number = self.by_answer.longer(where, shorter[rows])
            found[rows, kinds[where]] = (longer + _LIKE * share[rows]) / (number + _LIKE)
        both = self.by_both.kinds
        low, high = (np.searchsorted(both, edge * self.answers) for edge in (last, last + 1))
        rows, where = np.repeat(np.arange(len(last)), high - low), spans(low, high - low)
        longer, number = self.by_both.longer(where, shorter[rows])
        told = both[where] % self.answers
        found[rows, told] = (longer + _LIKE * found[rows, told]) / (number + _LIKE)
        if self.nothing >= 0:
            found[:, self.nothing] = 1.0
        return found
