"""What the chain of lived journeys means, and how its moves are counted and added up."""

from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from sojourn import kernels
from sojourn.core.expectation import Expectation, Outcome
from sojourn.core.journeys import Basis, JourneyBatch

from .conformance_tally import Keyed
from .passage_counts import Passage

START = "(start)"
"""The state in which journeys begin when they begin at several steps."""


@dataclass(frozen=True, slots=True, eq=False)
class ChainCounts:
    """What the journeys of some batches add up to; s steps, k outcomes, halves of the customers.

    Attributes:
        moves: (2, 2, s + 1, s + k) int64, by half, of closed and of open journeys, from each step and from the
            beginning (the last row) to each step and outcome.
        triples: by (before * s + step) * (s + k) + next, where before is s at the beginning.
        outcomes: (2, k) int64, closed journeys by half.
        visited: (2, s) int64, visits in closed journeys by half.
        whole: (2, 2) int64, closed and open journeys by half.
        passages: (4, s + 1, s) int64, closed journeys that came that way; of these with a good outcome; that came no
            other way; of these with a good outcome.
        came: (2, s) int64, closed journeys that did the step; of these with a good outcome.
        did: (2, s) int64, closed journeys that did the step, by half.
        later: (2, s, s) int64, closed journeys by half that did the column after they first did the row.
        left_out: (3,) int64, journeys without an event that is looked at, under way, and without a step.
    """

    moves: NDArray[np.int64]
    triples: Keyed
    outcomes: NDArray[np.int64]
    visited: NDArray[np.int64]
    whole: NDArray[np.int64]
    passages: NDArray[np.int64]
    came: NDArray[np.int64]
    did: NDArray[np.int64]
    later: NDArray[np.int64]
    left_out: NDArray[np.int64]

    def __add__(self, other: "ChainCounts") -> "ChainCounts":
        """Add up."""
        return ChainCounts(
            self.moves + other.moves,
            self.triples + other.triples,
            self.outcomes + other.outcomes,
            self.visited + other.visited,
            self.whole + other.whole,
            self.passages + other.passages,
            self.came + other.came,
            self.did + other.did,
            self.later + other.later,
            self.left_out + other.left_out,
        )


@dataclass(frozen=True, slots=True)
class Ends:
    """The outcomes in which a chain ends.

    Attributes:
        outcomes: those of the expectation, and what had to be added.
        over, left: places of the outcome of a journey that shows none: when it was over, and when it was not.
    """

    outcomes: tuple[Outcome, ...]
    over: int
    left: int


def ends_of(expectation: Expectation) -> Ends:
    """Say in which outcome every closed journey ends.

    Outcomes have names that no step has: a name that is taken stands in brackets.
    """
    taken = {START, *(step.id for step in expectation.steps)}
    found: list[Outcome] = []

    def add(outcome: Outcome) -> int:
        name = outcome.id
        while name in taken:
            name = f"({name})"
        taken.add(name)
        found.append(Outcome(name, outcome.name, outcome.rules, outcome.good))
        return len(found) - 1

    for outcome in expectation.outcomes:
        add(outcome)
    over = next((place for place, each in enumerate(found) if each.good and not each.rules), None)
    left = next((place for place, each in enumerate(found) if each.good is False and not each.rules), None)
    if over is None:
        over = add(Outcome("ended", "Came to an end", good=True))
    if left is None:
        left = add(Outcome("left", "Left before the end", good=False))
    return Ends(tuple(found), over, left)


@dataclass(frozen=True, slots=True, eq=False)
class LivedChain:
    """What is counted for the chain of lived journeys.

    Visits, what is open, and which journeys are followed: as `Passage` says. Ad hoc events are no states; they only
        part two visits of one step, as they do there.
    Moves: from each visit to the next; from the beginning to the first visit; from the last visit of a closed journey
        to its outcome. Open journeys give the moves they made, and no outcome.
    Outcome: the first in the order of the map of those that events of the journey show. A journey that shows none takes
        the good outcome without rules when it did an end step in its last round, and the bad one without rules when it
        did not; where the map has none, `ended` and `left`.
    Left out: journeys that did no step.
    Halves: customers are dealt to two halves by a hash of their identifiers, so that the halves depend on nothing else.

    Attributes:
        passage: what a visit is.
        seed: another one deals the halves anew.
    """

    passage: Passage
    ends: Ends
    seed: int = 0
    by_mark: ClassVar[bool] = True

    @property
    def columns(self) -> frozenset[str]:
        """Properties needed beside time, event and channel."""
        return self.passage.columns

    def partial(self, batch: JourneyBatch) -> ChainCounts:
        """Count the journeys of whole customers."""
        symbols, outcome, flags = self.laid(batch)
        flags |= self._halves(batch) << 2
        counted = kernels.count_chain(batch.offsets, flags, symbols, outcome, *self.rules())
        state, moves, triples = counted[:3]
        left_out = np.bincount(state, minlength=4)[[0, 2, 3]].astype(np.int64)
        return ChainCounts(moves, _tallied(triples, moves.shape), *counted[3:], left_out)

    def merge(self, a: ChainCounts, b: ChainCounts) -> ChainCounts:
        """Add two counts."""
        return a + b

    def finish(self, partial: ChainCounts, basis: Basis) -> tuple[ChainCounts, Basis]:
        """Hand on what was counted, with the envelope."""
        return partial, basis

    def laid(self, batch: JourneyBatch) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.uint8]]:
        """Give what the kernel needs of a batch: what events mean, and of journeys the outcome and
        the flags, without halves."""
        passage = self.passage
        symbols, shown = passage.matcher.symbols(batch), passage.matcher.outcomes(batch)
        flags = passage.still(batch, shown).astype(np.uint8)
        if passage.begun is not None and batch.journeys:
            flags[batch.time[batch.offsets[:-1]] <= passage.begun] |= 2
        return symbols, _first(batch, shown, len(self.ends.outcomes)), flags

    def rules(self) -> tuple[Any, ...]:
        """Give what the kernel needs beside a batch, in its order."""
        passage = self.passage
        expectation, meanings = passage.expectation, passage.matcher.meanings
        begins, ends, anew = (np.zeros(len(expectation.steps), np.uint8) for _ in range(3))
        begins[list(passage.begins())] = 1
        ends[list(passage.finishes())] = 1
        anew[list(passage.begins() | {move.end for move in expectation.moves if move.kind == "loop"})] = 1
        return (
            np.concatenate([[0], np.cumsum([len(meaning.steps) for meaning in meanings])]).astype(np.int64),
            np.array([step for meaning in meanings for step in meaning.steps], np.int64),
            np.array([meaning.failed for meaning in meanings], np.uint8),
            begins,
            ends,
            anew,
            np.array([bool(outcome.good) for outcome in self.ends.outcomes], np.uint8),
            self.ends.over,
            self.ends.left,
            expectation.visits,
        )

    def _halves(self, batch: JourneyBatch) -> NDArray[np.uint8]:
        """Deal the customers of a batch to two halves: (n,) 0 or 1 by journey."""
        assert batch.mark is not None
        salt = np.uint64(0x9E3779B97F4A7C15 * (self.seed + 1) % 2**64)
        return (_mixed(batch.mark + salt) >> np.uint64(63)).astype(np.uint8)


def _first(batch: JourneyBatch, shown: NDArray[np.int32], most: int) -> NDArray[np.int32]:
    """Give the outcome of each journey, the first in the order of the map, -1 for none."""
    rows = np.flatnonzero(shown >= 0)
    found = np.full(batch.journeys, most, np.int32)
    np.minimum.at(found, np.searchsorted(batch.offsets, rows, side="right") - 1, shown[rows])
    return np.where(found == most, -1, found).astype(np.int32)


def _tallied(triples: NDArray[np.int64], shape: tuple[int, ...]) -> Keyed:
    """Count equal triples: in a table where there is room for all, by sorting where not."""
    room = shape[-2] * (shape[-2] - 1) * shape[-1]
    if room <= 4 * len(triples) + 100_000:
        counts = np.bincount(triples, minlength=1)
        keys = np.flatnonzero(counts)
        return Keyed(keys, counts[keys].astype(np.int64)[:, None])
    keys, counts = np.unique(triples, return_counts=True)
    return Keyed(keys, counts.astype(np.int64)[:, None])


def _mixed(values: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Mix the bits of words, as the last step of SplitMix64 does; wrapping is meant."""
    values = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return values ^ (values >> np.uint64(31))
