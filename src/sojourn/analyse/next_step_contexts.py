"""A Markov chain of variable order: what comes next, from the longest past that was seen often enough."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .drawn_journeys import spans
from .next_step_counts import ContextCounts, summed

Floats = NDArray[np.float64]
Places = NDArray[np.int64]

CLASSES = 250
"""Answers told apart; rarer ones are one together."""

_ROOM = 1 << 20
"""Rows of counts that are copied at a time."""


@dataclass(frozen=True, slots=True, eq=False)
class Answers:
    """What may come next, as a model tells it apart.

    Attributes:
        codes: (c,) int64 answers as `NOTHING` or a code plus one, the most frequent first.
        rest: whether there is one answer more, for all others.
        kinds: how many different answers were seen, rare ones too.
    """

    codes: Places
    rest: bool
    kinds: int

    @property
    def count(self) -> int:
        """How many there are."""
        return len(self.codes) + self.rest

    def places(self, answers: Places) -> Places:
        """Give the place of each of some answers, that of the rest for others; -1 where there is no rest."""
        order = np.argsort(self.codes)
        at = np.minimum(np.searchsorted(self.codes[order], answers), len(order) - 1)
        found = self.codes[order[at]] == answers
        return np.where(found, order[at], len(self.codes) if self.rest else -1)


@dataclass(frozen=True, slots=True, eq=False)
class _Level:
    """Contexts of one length that were seen often enough.

    Attributes:
        contexts: (u,) int64, ascending.
        starts: (u + 1,) int64, their rows in `answers` and `counts`.
        answers: places of answers.
        counts: float64.
    """

    contexts: Places
    starts: Places
    answers: Places
    counts: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Contexts:
    """A Markov chain of variable order.

    What comes next is looked up under the longest context of at most `length` events that was seen at least `seen`
    times. Its shares are mixed with those under the context that is one event shorter, and so on down to no context at
    all and to equal shares: with `n` answers of `t` kinds seen, `t / (n + t)` of the weight goes to the shorter one.

    Source: Witten and Bell, IEEE Transactions on Information Theory 37 (1991), method C; Begleiter, El-Yaniv and Yona,
    Journal of Artificial Intelligence Research 22 (2004), for variable order.
    """

    answers: Answers
    bits: int
    levels: tuple[_Level, ...]

    @staticmethod
    def of(counted: ContextCounts, *, length: int, seen: int, rest: bool = True) -> "Contexts":
        """Make the chain from counts; `rest` keeps room for answers that were never seen."""
        totals = _totals(counted)
        kinds = np.flatnonzero(totals)
        order = np.argsort(-totals[kinds], kind="stable")
        answers = Answers(kinds[order][:CLASSES], rest, len(kinds))
        levels: list[_Level] = []
        shorter = counted
        for many in range(min(length, counted.length), -1, -1):
            # What is forgotten stays forgotten: each length is found from the one above it.
            shorter = shorter.shorter(many)
            levels.append(_level(shorter, many, answers, seen if many else 0))
        return Contexts(answers, counted.bits, tuple(reversed(levels)))

    def depth(self, contexts: Places) -> Places:
        """Say how many events the context has that each of some pasts is looked up under."""
        found = np.zeros(len(contexts), np.int64)
        for many, level in enumerate(self.levels[1:], 1):
            found[self._rows(level, contexts, many) >= 0] = many
        return found

    def shares(self, contexts: Places, *, length: int | None = None) -> Floats:
        """Give what comes next after each of some pasts: (u, answers) float64, rows adding up to 1.

        Args:
            length: look no further back than so many events.
        """
        given = np.full((len(contexts), self.answers.count), 1 / self.answers.count)
        for many, level in enumerate(self.levels):
            if length is not None and many > length:
                break
            rows = self._rows(level, contexts, many)
            at = np.flatnonzero(rows >= 0)
            if not len(at):
                continue
            sizes = np.diff(level.starts)
            totals = np.add.reduceat(level.counts, level.starts[:-1])
            kinds = sizes[rows[at]].astype(np.float64)
            given[at] *= (kinds / (totals[rows[at]] + kinds))[:, None]
            each = sizes[rows[at]]
            cells = np.repeat(level.starts[:-1][rows[at]] - (np.cumsum(each) - each), each) + np.arange(each.sum())
            weight = np.repeat(1 / (totals[rows[at]] + kinds), each)
            given[np.repeat(at, each), level.answers[cells]] += level.counts[cells] * weight
        return given

    def _rows(self, level: _Level, contexts: Places, many: int) -> Places:
        """Find contexts in a level; -1 where they are not."""
        if not len(level.contexts):
            return np.full(len(contexts), -1)
        wanted = contexts & ((1 << self.bits * many) - 1)
        # A past that is shorter than the context has none of its length.
        enough = np.ones(len(wanted), np.bool_) if many == 0 else wanted >> self.bits * (many - 1) > 0
        at = np.minimum(np.searchsorted(level.contexts, wanted), len(level.contexts) - 1)
        return np.where(enough & (level.contexts[at] == wanted), at, -1)


def _totals(counted: ContextCounts) -> Places:
    """Add up how often each answer came, by its code plus one."""
    place = (1 << counted.bits) - 1
    found = np.zeros(place + 1, np.int64)
    for low in range(0, len(counted.keys), _ROOM):
        part = slice(low, low + _ROOM)
        np.add.at(found, counted.keys[part] & place, counted.counts[part])
    return found


def _level(counted: ContextCounts, many: int, answers: Answers, seen: int) -> _Level:
    """Keep the contexts of just so many events that were seen often enough.

    Cost: some bytes for each row of counts; what is kept of them is small, for each context has been seen often.
    """
    first = _starts(counted)
    number = np.add.reduceat(counted.counts, first) if len(first) else first
    often = np.flatnonzero(number >= seen)
    context = counted.keys[first[often]] >> counted.bits
    whole = np.ones(len(often), np.bool_) if many == 0 else context >> counted.bits * (many - 1) > 0
    sizes = np.append(first, len(counted.keys))
    sizes = (sizes[often + 1] - sizes[often])[whole]
    rows = spans(first[often[whole]], sizes)
    told = answers.places(counted.keys[rows] & ((1 << counted.bits) - 1))
    keys, counts = summed(np.repeat(np.arange(len(sizes)), sizes) * answers.count + told, counted.counts[rows])
    starts = np.searchsorted(keys, np.arange(len(sizes) + 1) * answers.count)
    return _Level(context[whole], starts.astype(np.int64), keys % answers.count, counts.astype(np.float64))


def _starts(counted: ContextCounts) -> Places:
    """Give the first row of each context."""
    new = np.ones(len(counted.keys), np.bool_)
    for low in range(1, len(new), _ROOM):
        high = min(low + _ROOM, len(new))
        new[low:high] = counted.keys[low:high] >> counted.bits != counted.keys[low - 1 : high - 1] >> counted.bits
    return np.flatnonzero(new)
