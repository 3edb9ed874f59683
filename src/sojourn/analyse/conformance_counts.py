"""What holding journeys against an expectation means, and how it is counted and added up."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sojourn import kernels
from sojourn.core.expectation import KINDS, Expectation
from sojourn.core.journeys import Basis, JourneyBatch, JourneyStatus

from .conformance_finish import finished
from .conformance_graph import Graph
from .conformance_result import ConformanceResult
from .conformance_tally import ConformanceCounts, Keyed, by_key, first_points, pairs
from .conformance_words import Codebook, Words, codebook
from .matching import Matcher
from .names import Notes

DENSE = 256
"""Up to so many names, breaks are counted in a table of all pairs."""


@dataclass(frozen=True, slots=True, eq=False)
class _Held:
    """The journeys of a batch, held against the expectation.

    Attributes:
        rows: (h,) int64, which journeys. open: (h,) bool. visits, cost: (h,) int64. kinds: (h, 4) int64.
    """

    rows: NDArray[np.int64]
    open: NDArray[np.bool_]
    visits: NDArray[np.int64]
    cost: NDArray[np.int64]
    kinds: NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Conformance:
    """What it means to hold journeys against an expectation.

    Unit: a journey as the case rule cuts it, in recorded order. Events mean what `Matcher` says. Events that are not
        looked at are left out first; a journey without any other is `outside` and is not held. Otherwise every event is
        one visit, or with `Expectation.visits` every run of events of one step; an ad hoc event ends a run.
    Visit: done when one of its events did the step, else failed. A failure in a visit that was done has been made good
        and costs 1. A step that wants all of its points lacks each required one that the visit does not have, and each
        that only failed has failed: 1 each, though never more than it would cost to call the visit unexpected and the
        step missing, so that an incomplete visit is still a visit of its step. Points of other steps cost nothing: a
        second one in the same visit is a channel switch, which is counted and no deviation.
    Replay: a move from one visit to the next is allowed when steps between them may be passed at no cost. Any other is
        a break, as are moves to and from failures and events of no step, a beginning elsewhere than at a start, and an
        end elsewhere than at an end. Where an event may mean several steps, all that the journey may stand at are
        followed. A journey without break whose visits are complete conforms.
    Alignment: the cheapest list of moves: match 0 and what the visit costs; failed match 1; missing step 1, or 0 where
        optional; extra visit 1. Among equals the fewest moves; then the first when lists are compared move by move:
        match, failed match, missing, extra, in this order, then by step.
    Deviations: `failed` is a failed match, a point that failed, or a failure that was made good (`recovered`): in the
        same visit, or an extra one before a match of its step. `out_of_order` is an extra visit of a step that is
        missing in the same journey (both are then one deviation, at cost 2), of an optional step that was passed and
        never done, or in an open journey of a step that may still come; a step counts so once, but for each of its
        missing rounds. Any other extra visit is `ad_hoc`: `repeated` when its step was matched or counted as out of
        order, `other_branch` when the way taken does not lead past it, `unknown` when it has no step. Extra visits are
        looked at in order; a visit that may mean several steps goes to the first for which the earliest of these rules
        holds. What is left over is `missing`: steps, and points that complete visits lack.
    Open: the journey may still go on: by the case rule's status, or, cut by key, until it shows an outcome where the
        expectation has rules for any. It is held only to how far it has come: nothing is missing after its last visit,
        and its end is no break. Journeys of unknown status are closed.
    Under way: cut by pauses, with a beginning of the span given: a journey whose first event comes no later than one
        pause after it, and whose first visit is none with which a journey may begin. It is counted apart and not held,
        for its beginning was not seen.
    Fitness: 1 - cost / worst cost, where the worst is that every visit is extra and the shortest path is missing; of an
        open journey the former. `fitness` takes both sums over all journeys, `mean_fitness` the mean of journeys.
    Shares: of journeys that conform among closed ones, of deviations among all held; Wilson.

    Attributes:
        events: names by code.
        by_key: journeys are cut by key.
        begun: journeys whose first event is no later than this may have been under way; None where none can be.
    """

    expectation: Expectation
    matcher: Matcher
    graph: Graph
    words: Words
    events: tuple[str, ...]
    by_key: bool = False
    begun: int | None = None
    notes: Notes = ()

    @property
    def columns(self) -> frozenset[str]:
        """Properties needed beside time, event and channel."""
        return self.matcher.columns

    def partial(self, batch: JourneyBatch) -> ConformanceCounts:
        """Count the journeys of whole customers."""
        return self._hold(batch)[0]

    def merge(self, a: ConformanceCounts, b: ConformanceCounts) -> ConformanceCounts:
        """Add two counts."""
        return ConformanceCounts(
            a.whole + b.whole,
            a.fits + b.fits,
            a.steps + b.steps,
            a.by_step + b.by_step,
            a.points + b.points,
            a.kinds + b.kinds,
            a.ad_hoc + b.ad_hoc,
            a.breaks + b.breaks,
            a.switches + b.switches,
        )

    def finish(self, partial: ConformanceCounts, basis: Basis) -> ConformanceResult:
        """Turn counts into shares and intervals."""
        return finished(self.expectation, self.events, self.words.names, self.notes, partial, basis)

    def members(self, batch: JourneyBatch) -> dict[str, NDArray[Any]]:
        """Give one row a journey that is held.

        Columns: `customer`; `journey_start`, its first event; `status`, open or closed; `conforming`, at no cost;
        `cost`; `visits`; and the deviations `missing`, `failed`, `ad_hoc`, `out_of_order`.
        """
        held = self._hold(batch)[1]
        return {
            "customer": batch.customer[held.rows],
            "journey_start": batch.time[batch.offsets[held.rows]].astype("datetime64[us]"),
            "status": np.where(held.open, "open", "closed"),
            "conforming": held.cost == 0,
            "cost": held.cost,
            "visits": held.visits,
            **{kind: held.kinds[:, place] for place, kind in enumerate(KINDS)},
        }

    def _hold(self, batch: JourneyBatch) -> tuple[ConformanceCounts, _Held]:
        """Hold every journey: replay all, align one of each kind of those that do not simply conform."""
        still = self._still(batch)
        flags = still.astype(np.uint8)
        if self.begun is not None and batch.journeys:
            flags |= (batch.time[batch.offsets[:-1]] <= self.begun).astype(np.uint8) << 1
        words, graph, names = self.words, self.graph, len(self.words.names)
        dense = names <= DENSE
        state, visits, unplanned, which, starts, raw, bits, simple, unknown, breaks, changes = kernels.replay(
            batch.offsets,
            batch.customer,
            flags,
            words.labels(batch),
            words.kind,
            words.name,
            names,
            words.group,
            words.failed,
            words.point,
            words.bit,
            words.serves_at,
            words.serves,
            graph.allowed,
            self.expectation.visits,
            words.words,
            dense,
        )
        book, codes = codebook(words, raw, bits)
        variant, first, weight = kernels.distinct(kernels.hash_journeys(starts, codes))
        cost, kinds, steps, by_step, matched, extra, _, _ = self.align(book, starts, first, codes, weight)
        for code in np.flatnonzero(simple).tolist():
            steps[words.serves[words.serves_at[words.kind[code // 3]]], 0] += simple[code]
        rows = np.flatnonzero(state == 1)
        costs, each = unplanned.copy(), np.zeros((batch.journeys, 4), np.int64)
        costs[which] += cost[variant]
        each[which] = kinds[variant]
        each[:, 2] += unplanned
        held = _Held(rows, still, visits, costs, each)
        if len(rows) < batch.journeys:
            held = _Held(rows, still[rows], visits[rows], costs[rows], each[rows])
        ad_hoc = np.zeros((max(len(self.events), 1), 3, 2), np.int64)
        np.add.at(ad_hoc[:, 0], words.event, unknown)
        ad_hoc[:, 1:] = extra
        owner = batch.customer
        people = owner if len(rows) == batch.journeys else owner[rows]
        if dense:
            edges = np.flatnonzero(breaks[:, 0])
            found = Keyed(edges, breaks[edges])
        else:
            found = by_key(breaks[:, 0], breaks[:, 1], owner)
        places = first_points(self.expectation)[-1]
        fitting, conforms = held.cost == 0, ~held.open
        whole = [
            len(rows),
            held.open.sum(),
            (fitting & conforms).sum(),
            (fitting & held.open).sum(),
            (state == 0).sum(),
            (state == 2).sum(),
        ]
        return ConformanceCounts(
            np.array(whole, np.int64),
            pairs(held.cost, held.visits + np.where(held.open, 0, graph.shortest)),
            steps,
            by_step,
            self._points(book, matched),
            np.array([_three(held.kinds[:, place], people) for place in range(4)], np.int64),
            ad_hoc,
            found,
            by_key(changes[:, 0] * places + changes[:, 1], changes[:, 2], owner),
        ), held

    def align(
        self,
        book: Codebook,
        starts: NDArray[np.int64],
        chosen: NDArray[np.int64],
        codes: NDArray[np.uint32],
        weight: NDArray[np.int64],
        *,
        room: int = 0,
    ) -> tuple[Any, ...]:
        """Align sequences of codes; `kernels.align` says what comes back."""
        graph = self.graph
        return kernels.align(
            starts,
            chosen,
            codes,
            weight,
            len(book.base),
            book.serves_at,
            book.serves,
            book.failed,
            book.price,
            book.lacking,
            book.broken,
            book.recovered,
            book.event,
            max(len(self.events), 1),
            graph.next_at,
            graph.next_step,
            graph.ways,
            graph.finish,
            graph.optional,
            room,
        )

    def _still(self, batch: JourneyBatch) -> NDArray[np.bool_]:
        """Say which journeys may still go on."""
        if not (self.by_key and any(outcome.rules for outcome in self.expectation.outcomes)):
            return np.asarray(batch.status == JourneyStatus.OPEN)
        shown = np.concatenate([[0], np.cumsum(self.matcher.outcomes(batch) >= 0)])[batch.offsets]
        return np.asarray(shown[1:] == shown[:-1])

    def _points(self, book: Codebook, matched: NDArray[np.int64]) -> NDArray[np.int64]:
        """Count the points that visits lacked, and that failed."""
        first = first_points(self.expectation)
        found = np.zeros((first[-1], 2), np.int64)
        base = len(book.base) - len(book.wanting)
        for number, wanting in enumerate(book.wanting, start=base):
            step = book.serves[book.serves_at[number]]
            for column, points in enumerate(wanting):
                found[[first[step] + point for point in points], column] += matched[number]
        return found


def _three(numbers: NDArray[np.int64], owner: NDArray[np.int64]) -> tuple[int, int, int]:
    """Count deviations, journeys with any, and their customers, whose journeys stand together."""
    having = owner[numbers > 0]
    return int(numbers.sum()), len(having), int(np.count_nonzero(having[1:] != having[:-1])) + bool(len(having))
