"""What passing the steps of an expectation means, and how it is counted and added up."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sojourn import kernels
from sojourn.core.expectation import Expectation
from sojourn.core.journeys import Basis, JourneyBatch, JourneyStatus

from .conformance_tally import first_points
from .expected_order import reached
from .matching import Matcher
from .names import Notes, noted
from .passage_measures import measures_of, observe
from .passage_result import PassageResult
from .passage_shares import conclude
from .passage_tally import PassageCounts, made
from .sketches import merged, samples


@dataclass(frozen=True, slots=True, eq=False)
class Passage:
    """What passing the steps of an expectation means.

    Unit: a journey as the case rule cuts it, with an event that is looked at; others are outside. One that was under
        way is counted apart and not followed: cut by pauses, with a beginning of the span given, its first event comes
        no later than one pause after it and does no step with which a journey may begin.
    Events mean what `Matcher` says; an event that may mean several steps means the first of them that lies behind the
        step done last, and where none does the last of them.
    Done: a step is done by an event that fits any of its points, also where all of them are wanted. An event that says
        that it failed is an attempt, and not a visit.
    Visit: with `Expectation.visits` successive events of one step, done or failed, are one visit, if one of them did
        it; events that are not looked at do not interrupt it, ad hoc ones do. Without, each event that did the step is
        one visit. Ties in time: recorded order, everywhere.
    Open: the journey may still go on. Cut by key it is open until it shows an outcome, where outcomes have rules; else
        when the case rule says so. A journey of unknown status is closed.
    Moves: from each visit to the next visit in the journey, whatever lies between that is no visit. One that passes
        optional steps is expected like those it is made of, and of the kind that weighs most: loop, choice, skip, next.
        A share is of the journeys that did the first step, without open ones that have done nothing since: they may
        still go on. Moves that the map itself has are listed though nobody took them, others when somebody did.
    Time of a move: from the last event that did the one step to the first that did the other.
    End steps: those of the expectation, and those behind which nothing but optional steps lies on some way to one.
    Leaving: a closed journey leaves at the step it did last, unless it did an end step in its last round. A round
        begins with a step with which journeys may begin, or to which a loop leads. The share is of the same
        journeys as that of ways: of closed ones alone it would be too high, for whoever goes on keeps a journey open.
        Then the next event of the journey, of any kind, after the one that did the step last.
    Switch: two successive events of one visit at two points, failed or not, of a step that any one point completes.
    Branches: read from the move to the next visit. Branches that lead to one step are told apart by nothing and share
        one figure.
    Measures: of a property, the value at each event that fits `start`; nulls, other types and numbers beyond nine
        million million are not recorded. Between rules, from the latest event that fits `start` to the next that fits
        `end` in the same journey; of two starts in a row only the later counts. A wait without its end is known to have
        lasted until the last event of a closed journey, or until the end of the observed span in an open one.
    Intervals: Wilson for shares. Visits a journey: the ratio of the sums over customers, with its linear variance.
        Quantiles: between order statistics, and where waits did not come to their end by Kaplan and Meier with log-log
        limits. The interval is 95 %, whatever the number of journeys: to leave out what is too few is up to the reader.

    Attributes:
        events: names by code.
        by_key: journeys are cut by key.
        begun: journeys whose first event is no later than this may have been under way; None where none can be.
        observed_until: the last instant for which data are complete; None when there are no data.
        kinds: the type of each property.
        top: next events to list for each step.
    """

    expectation: Expectation
    matcher: Matcher
    events: tuple[str, ...]
    by_key: bool
    begun: int | None
    observed_until: int | None
    kinds: Mapping[str, str]
    top: int
    notes: Notes = ()

    @property
    def columns(self) -> frozenset[str]:
        """Properties needed beside time, event and channel."""
        return self.matcher.columns

    @property
    def branches(self) -> NDArray[np.uint8]:
        """1 where a move is a branch of a choice: (s, s)."""
        steps = len(self.expectation.steps)
        found = np.zeros((steps, steps), np.uint8)
        for move in self.expectation.moves:
            if move.kind == "choice":
                found[move.start, move.end] = 1
        return found

    def partial(self, batch: JourneyBatch) -> PassageCounts:
        """Count the journeys of whole customers."""
        symbols = self.matcher.symbols(batch)
        shown = self.matcher.outcomes(batch)
        still = self.still(batch, shown)
        state, by_step, by_point, moves, switches, whole, move, took, last_step, last_event = self._pass(
            batch, symbols, still
        )
        followed = state == 1
        states = [
            (followed & (still == 1)).sum(),
            (followed & (still == 0)).sum(),
            (state == 0).sum(),
            (state == 2).sum(),
        ]
        everywhere = None if followed.all() else np.repeat(followed, np.diff(batch.offsets))
        if everywhere is not None:
            shown = np.where(everywhere, shown, np.int32(-1))
        ahead = self._ahead(batch, last_step, last_event)
        return PassageCounts(
            by_step,
            by_point,
            made(moves),
            made(switches),
            np.append(whole, states).astype(np.int64),
            self._outcomes(batch, shown, still),
            samples(took, move, max(len(by_step[0]) ** 2, 1)),
            *ahead,
            observe(
                measures_of(self.expectation),
                batch,
                everywhere,
                matcher=self.matcher,
                kinds=self.kinds,
                still=still,
                until=0 if self.observed_until is None else self.observed_until,
            ),
        )

    def merge(self, a: PassageCounts, b: PassageCounts) -> PassageCounts:
        """Add two counts."""
        return PassageCounts(
            a.by_step + b.by_step,
            a.by_point + b.by_point,
            a.moves + b.moves,
            a.switches + b.switches,
            a.whole + b.whole,
            a.outcomes + b.outcomes,
            merged(a.took, b.took, max(a.by_step.shape[1] ** 2, 1)),
            *_added(np.concatenate([a.next, b.next]), np.concatenate([a.next_counts, b.next_counts])),
            a.measures.merge(b.measures),
        )

    def finish(self, partial: PassageCounts, basis: Basis) -> PassageResult:
        """Turn counts into shares, quantiles and intervals."""
        return conclude(
            partial, noted(self.notes, basis), basis, expectation=self.expectation, events=self.events, top=self.top
        )

    def _pass(self, batch: JourneyBatch, symbols: NDArray[np.int32], still: NDArray[np.uint8]) -> Any:
        """Run the kernel: `kernels.pass_steps` says what comes back."""
        expectation, meanings = self.expectation, self.matcher.meanings
        first = first_points(expectation)
        steps = [step for meaning in meanings for step in meaning.steps]
        points = [
            first[step] + (meaning.point if step == meaning.steps[0] else 0)
            for meaning in meanings
            for step in meaning.steps
        ]
        flags = still.copy()
        if self.begun is not None and batch.journeys:
            flags[batch.time[batch.offsets[:-1]] <= self.begun] |= 2
        begins, ends, anew = (np.zeros(len(expectation.steps), np.uint8) for _ in range(3))
        begins[list(self.begins())] = 1
        ends[list(self.finishes())] = 1
        anew[list(self.begins() | {move.end for move in expectation.moves if move.kind == "loop"})] = 1
        return kernels.pass_steps(
            batch.offsets,
            batch.customer,
            flags,
            batch.time,
            symbols,
            np.concatenate([[0], np.cumsum([len(meaning.steps) for meaning in meanings])]).astype(np.int64),
            np.array(steps, np.int64),
            np.array(points, np.int64),
            np.array([meaning.failed for meaning in meanings], np.uint8),
            np.array([step.one_of for step in expectation.steps], np.uint8),
            begins,
            ends,
            anew,
            self.branches,
            first[-1],
            expectation.visits,
        )

    def begins(self) -> frozenset[int]:
        """Find the steps with which a journey may begin: starts, and what follows those that are optional."""
        after: dict[int, list[int]] = {}
        for move in self.expectation.moves:
            after.setdefault(move.start, []).append(move.end)
        return reached(self.expectation.starts, after, [step.optional for step in self.expectation.steps])

    def finishes(self) -> frozenset[int]:
        """Find the steps with which a journey may be over: ends, and what lies before those that are optional."""
        before: dict[int, list[int]] = {}
        for move in self.expectation.moves:
            before.setdefault(move.end, []).append(move.start)
        return reached(self.expectation.ends, before, [step.optional for step in self.expectation.steps])

    def still(self, batch: JourneyBatch, shown: NDArray[np.int32]) -> NDArray[np.uint8]:
        """Say which journeys may go on."""
        if self.by_key and any(outcome.rules for outcome in self.expectation.outcomes):
            upto = np.concatenate([np.zeros(1, np.int64), np.cumsum(shown >= 0, dtype=np.int64)])
            return np.asarray(np.diff(upto[batch.offsets]) == 0).astype(np.uint8)
        return np.asarray(batch.status == JourneyStatus.OPEN).astype(np.uint8)

    def _outcomes(self, batch: JourneyBatch, shown: NDArray[np.int32], still: NDArray[np.uint8]) -> NDArray[np.int64]:
        """Count journeys by outcome, each once."""
        number = len(self.expectation.outcomes)
        rows = np.flatnonzero(shown >= 0)
        journeys = np.searchsorted(batch.offsets, rows, side="right") - 1
        met = np.unique(journeys * max(number, 1) + shown[rows])
        closed = still[met // max(number, 1)] == 0
        which = met % max(number, 1)
        return np.stack([np.bincount(some, minlength=number) for some in (which, which[closed])]).astype(np.int64)

    def _ahead(
        self, batch: JourneyBatch, last_step: NDArray[np.int64], last_event: NDArray[np.int64]
    ) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Find what those who left did next."""
        after = last_event + 1
        ending = batch.offsets[np.searchsorted(batch.offsets, after)] == after
        codes = np.full(len(after), len(self.events), np.int64)
        codes[~ending] = batch.event[after[~ending]]
        return _added(last_step * (len(self.events) + 1) + codes, np.ones(len(after), np.int64))


def _added(keys: NDArray[np.int64], counts: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Add up counts by key, keys ascending."""
    found, place = np.unique(keys, return_inverse=True)
    return found, np.bincount(place.reshape(-1), weights=counts, minlength=len(found)).astype(np.int64)
