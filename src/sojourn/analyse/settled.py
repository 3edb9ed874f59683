"""Passages of which it is known what became of them, in whole cohorts, so that those who went on are not favoured."""

from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sojourn import kernels
from sojourn.core.analysis import Journeys
from sojourn.core.expectation import Expectation
from sojourn.core.journeys import Basis, Cases, JourneyBatch

from .chain import Chain, ChainRefused
from .chain_counts import LivedChain, ends_of
from .chain_fit import fitted, named
from .expected_text import expectation as written
from .lived_chain import refuse_empty_span
from .passage import passing

FIRST = 30
"""How many journeys must have come to a step before a share of them is shown; so many first instants are kept."""

NEVER = np.iinfo(np.int64).max

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class SettledCounts:
    """What the journeys of some batches add up to; s steps, k outcomes.

    Attributes:
        moves: (s + 1, s + k) int64, of passages whose waiting time is over and of which something is known: from each
            step, and from the beginning in the last row, to each step and outcome.
        undecided: (s,) int64, passages whose waiting time is over and of which nothing is known.
        passages: (s,) int64, all passages, however young.
        journeys: (4,) int64: journeys whose first passage is old enough, closed and open; all of them, likewise.
        first: (s + 1, 30) int64, instants at which the first 30 journeys came to each step, and to any in the last
            row, ascending, then `NEVER`.
    """

    moves: Ints
    undecided: Ints
    passages: Ints
    journeys: Ints
    first: Ints


@dataclass(frozen=True, slots=True)
class SettledPassages:
    """What is counted to know what became of passages.

    Passage: a visit of a step in a journey that is followed, as `LivedChain` says; it begins with the first event that
        did the step. A passage is old enough when it began no later than `until`: by then, were it the last of its
        journey, the journey would be closed. So all passages of a time count, or none: among younger ones only those
        that went on are known, for whoever leaves is known to have left when the pause is over.
    Known: a later visit in the journey, else, in a closed journey, its outcome. A passage that is old enough is
        undecided when its journey is open and has made no visit since, such as by events that do no step.
    First: a journey comes to a step with its first event that may mean it and has not failed.

    Attributes:
        chain: how visits, moves and outcomes are found.
        until: passages that began later are too young; None when there are no data.
    """

    chain: LivedChain
    until: int | None

    @property
    def columns(self) -> frozenset[str]:
        """Properties needed beside time, event and channel."""
        return self.chain.columns

    def partial(self, batch: JourneyBatch) -> SettledCounts:
        """Count the passages of whole customers."""
        chain = self.chain
        s, k = len(chain.passage.expectation.steps), len(chain.ends.outcomes)
        symbols, outcome, flags = chain.laid(batch)
        # Walked as if closed, each visit tells its step and what came next: in the order of journeys, then of visits.
        still = (flags & 1).astype(bool)
        shut = flags & np.uint8(0xFE)
        state, triples = self._walked(batch.offsets, shut, symbols, outcome)
        old = batch.time <= self.until if self.until is not None else np.zeros(len(batch.time), bool)
        upto = np.concatenate([np.zeros(1, np.int64), np.cumsum(old, dtype=np.int64)])
        early_state, early = self._walked(upto[batch.offsets], shut, symbols[old], outcome)
        followed = np.flatnonzero(state == 1)
        numbers, before = _visits(triples, s, s + k)
        aged = np.zeros(batch.journeys, np.int64)
        aged[early_state == 1] = _visits(early, s, s + k)[0]
        of, place = np.repeat(followed, numbers), np.arange(len(triples)) - np.repeat(before, numbers)
        step, ahead = triples // (s + k) % max(s, 1), triples % (s + k)
        counts = place < aged[of]
        last = place == np.repeat(numbers, numbers) - 1
        unknown = counts & last & still[of]
        known = counts & ~unknown
        moves = np.zeros((s + 1, s + k), np.int64)
        np.add.at(moves, (step[known], ahead[known]), 1)
        np.add.at(moves[s], step[counts & (place == 0)], 1)
        began = aged[followed] > 0
        closed = ~still[followed]
        return SettledCounts(
            moves, np.bincount(step[unknown], minlength=s).astype(np.int64),
            np.bincount(step, minlength=s).astype(np.int64),
            np.array([(began & closed).sum(), (began & ~closed).sum(), closed.sum(), (~closed).sum()], np.int64),
            self._first(batch, symbols, state == 1, s),
        )  # fmt: skip

    def merge(self, a: SettledCounts, b: SettledCounts) -> SettledCounts:
        """Add two counts, and keep the earliest instants of both."""
        return SettledCounts(
            a.moves + b.moves, a.undecided + b.undecided, a.passages + b.passages, a.journeys + b.journeys,
            np.sort(np.concatenate([a.first, b.first], axis=1), axis=1)[:, :FIRST],
        )  # fmt: skip

    def finish(self, partial: SettledCounts, basis: Basis) -> tuple[SettledCounts, Basis]:
        """Hand on what was counted, with the envelope."""
        return partial, basis

    def _walked(self, offsets: Ints, flags: Any, symbols: Any, outcome: Any) -> tuple[NDArray[np.uint8], Ints]:
        found = kernels.count_chain(offsets, flags, symbols, outcome, *self.chain.rules())
        return found[0], found[2]

    def _first(self, batch: JourneyBatch, symbols: NDArray[np.int32], followed: NDArray[np.bool_], s: int) -> Ints:
        """Find the instants at which the first journeys came to each step, and to any: (s + 1, 30)."""
        journey = np.repeat(np.arange(batch.journeys), np.diff(batch.offsets))
        found = np.full((s + 1, FIRST), NEVER, np.int64)
        for step in range(s + 1):
            means = [
                place for place, each in enumerate(self.chain.passage.matcher.meanings)
                if not each.failed and (step == s or step in each.steps)
            ]  # fmt: skip
            rows = np.flatnonzero(np.isin(symbols, means) & followed[journey])
            earliest = np.unique(journey[rows], return_index=True)[1]
            times = np.sort(batch.time[rows[earliest]])[:FIRST]
            found[step, : len(times)] = times
        return found


def _visits(triples: Ints, s: int, wide: int) -> tuple[Ints, Ints]:
    """Count the visits of each journey that has one, and say at which its visits begin; s marks a beginning."""
    begins = np.flatnonzero(triples // (wide * max(s, 1)) == s).astype(np.int64)
    return np.diff(np.append(begins, len(triples))), begins


@dataclass(frozen=True, slots=True, eq=False)
class Settled:
    """What became of passages, as far as that can be known yet.

    Attributes:
        steps: of the map, in its order; `outcomes` likewise.
        counts: of passages that are old enough.
        waiting: how long a pause closes a journey, microseconds; None where something else closes it.
        until: passages that began later are too young, microseconds UTC.
        chain: of the passages that are old enough; None when none of them has come to an end.
    """

    steps: tuple[str, ...]
    outcomes: tuple[str, ...]
    counts: SettledCounts
    waiting: int | None
    until: int | None
    chain: Chain | None

    @property
    def closed(self) -> int:
        """Give how many journeys are closed."""
        return int(self.counts.journeys[2])

    @property
    def open(self) -> int:
        """Give how many journeys may go on."""
        return int(self.counts.journeys[3])

    @property
    def begun(self) -> tuple[int, int]:
        """Give how many journeys that began long enough ago are closed, and how many may go on."""
        return int(self.counts.journeys[0]), int(self.counts.journeys[1])

    def counted(self, start: str, end: str) -> tuple[int, int, int, int]:
        """Count the passages of a step: that took a way, that are known, that are undecided, and all of them."""
        if start not in self.steps:
            return 0, 0, 0, 0
        i = self.steps.index(start)
        row, names = self.counts.moves[i], (*self.steps, *self.outcomes)
        x = int(row[names.index(end)]) if end in names else 0
        return x, int(row.sum()), int(self.counts.undecided[i]), int(self.counts.passages[i])

    def known_from(self, step: str | None = None) -> int | None:
        """Give the first instant at which 30 journeys that came to a step, or to any, may be known to have gone on or
        left; None where fewer have come there, or no pause closes journeys."""
        if self.waiting is None:
            return None
        if step is not None and step not in self.steps:
            return None
        at = int(self.counts.first[-1 if step is None else self.steps.index(step), -1])
        return None if at == NEVER else at + self.waiting


def settled(journeys: Journeys, expectation: str | Expectation) -> Settled:
    """Count what became of those who came to each step, of passages that are old enough for that to be known.

    `SettledPassages` says exactly what is counted. Where a pause closes journeys, a passage is old enough when it began
    longer ago than that; else all passages are, and those of open journeys without a later visit are undecided.

    Args:
        journeys: where to look, cut as for `chain`.
        expectation: as for `chain`.

    Raises:
        ChainRefused: `chain.no_events` when the span looked at begins after the last event.

    Cost: O(events), twice that of counting a chain; 8 bytes for each visit of a batch.
    """
    steps = written(expectation) if isinstance(expectation, str) else expectation
    journeys, passage = passing(journeys, steps)
    ends = ends_of(passage.expectation)
    waiting = pause_of(journeys.cases)
    last = journeys.observed_until
    until = last if last is None or waiting is None else last - waiting
    counts, basis = journeys.engine.run(journeys, SettledPassages(LivedChain(passage, ends), until))
    refuse_empty_span(basis)
    ids = tuple(step.id for step in passage.expectation.steps)
    outcomes = tuple(each.id for each in ends.outcomes)
    try:
        made = fitted(MappingProxyType(named(counts.moves, ids, outcomes)), ids, outcomes)[0]
    except ChainRefused:
        made = None
    return Settled(ids, outcomes, counts, waiting, until, made)


def pause_of(cases: Cases) -> int | None:
    """Give the pause that closes a journey, microseconds; None where none does."""
    return {"gap": cases.gap, "between": cases.timeout}.get(cases.by)
