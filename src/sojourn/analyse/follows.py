"""What follows what: every pair of an event and the next one of the same journey."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, ClassVar, Literal

import numpy as np
from numpy.typing import NDArray

from sojourn import kernels
from sojourn.core.analysis import Journeys
from sojourn.core.errors import InvalidInput
from sojourn.core.journeys import Basis, JourneyBatch
from sojourn.core.quantiles import EXACT

from .follows_result import Edge, FollowsResult, Node
from .follows_times import Buckets, Gaps, buckets_of, gaps_of, quantiles_of_gaps, sketched_quantiles
from .keys import either
from .names import Notes, code_of, noted, unknown, unknown_in_cases

DENSE = 512
"""Names up to which every pair has a row of its own; above, pairs are hashed."""

SORTED = 128
"""Names up to which the times of every pair are sorted apart while counting."""

KEPT = 64_000_000
"""Events up to which the bucket of each time is kept, 2 bytes each; above, quantiles take two more runs."""

_FIRST_TABLE = 1 << 14


@dataclass(frozen=True, slots=True)
class FollowCounts:
    """What a batch adds to the graph.

    Attributes:
        nodes: (names, 5) int64: events, starts, ends, journeys, customers.
        keys: (k,) int64, ascending: a * names + b for b right after a, pairs that occur only.
        edges: (k, 5) int64: count, low and high half of the sum of times, journeys, customers.
        gaps: every single time between two events, or its bucket, where the analysis keeps them.
    """

    nodes: NDArray[np.int64]
    keys: NDArray[np.int64]
    edges: NDArray[np.int64]
    gaps: Gaps | Buckets | None


@dataclass(frozen=True, slots=True)
class Follows:
    """What "follows" means here.

    An edge (a, b) counts every time b is the very next event of the same journey after a, however long lies between.
    Order: time, then order of arrival; events at one instant follow each other in zero time.
    Re-entry: every occurrence counts: A B A B adds two to (A, B) and one to (B, A). A A adds one to (A, A) unless
    repeats are merged.
    Ends: the first event of a journey has none before it, the last none after it; they count as `starts` and `ends`.
    Thus the counts of all edges add up to events less journeys, and starts, like ends, to journeys.
    Distinct: `journeys` and `customers` count those in which the edge or the event occurs at least once.
    Hidden: edges below `min_count` or after the `top` first are added up in `other`. All nodes are in the result; its
    tables and its drawing keep to `top`.
    Times: mean and quantiles of the time between the two events, over all occurrences.

    Source: the directly-follows relation, van der Aalst, Process Mining (2016), chapter 6.

    Attributes:
        keep: every single time (`times`, for few events) or its bucket, so that quantiles need no further run.
    """

    events: tuple[str, ...]
    collapse: bool = False
    min_count: int = 0
    top: int | None = None
    keep: Literal["times", "buckets"] | None = None
    notes: Notes = ()
    columns: ClassVar[frozenset[str]] = frozenset()

    def partial(self, batch: JourneyBatch) -> FollowCounts:
        """Count one batch."""
        names = len(self.events)
        nodes = np.zeros((names, 8), np.int64)
        table = np.zeros((names * names if names <= DENSE else 0, 5), np.int64)
        if names <= DENSE:
            kernels.count_edges(batch.offsets, batch.customer, batch.time, batch.event, nodes, table, names)
            keys = np.flatnonzero(table[:, 0])
            edges = table[keys]
        else:
            kernels.count_nodes(batch.offsets, batch.customer, batch.event, nodes)
            keys, edges = _hashed(batch, names)
        gaps: Gaps | Buckets | None = None
        if self.keep == "buckets":
            gaps = buckets_of(batch, names, table[:, 0])
        elif self.keep == "times":
            gaps = gaps_of(batch, names)
        return FollowCounts(nodes[:, :5].copy(), keys, edges, gaps)

    def merge(self, a: FollowCounts, b: FollowCounts) -> FollowCounts:
        """Add two counts; each customer is in one of them only."""
        keys = either(a.keys, b.keys)
        edges = np.zeros((len(keys), 5), np.int64)
        edges[np.searchsorted(keys, a.keys)] = a.edges
        places = np.searchsorted(keys, b.keys)
        low = edges[places, 1].view(np.uint64) + b.edges[:, 1].view(np.uint64)
        carry = low < b.edges[:, 1].view(np.uint64)
        edges[places] += b.edges
        edges[places, 1] = low.view(np.int64)
        edges[places, 2] += carry
        gaps = None if a.gaps is None or b.gaps is None else a.gaps.merge(b.gaps)  # type: ignore[arg-type]  # of one kind
        return FollowCounts(a.nodes + b.nodes, keys, edges, gaps)

    def finish(self, partial: FollowCounts, basis: Basis) -> FollowsResult:
        """Sort, hide what is to be hidden, and add it up; quantiles where every time was kept."""
        names = len(self.events)
        rank = _ranks(self.events)
        seen = np.flatnonzero(partial.nodes[:, 0])
        seen = seen[np.lexsort((rank[seen], -partial.nodes[seen, 0]))]
        counts = partial.edges[:, 0]
        before, after = partial.keys // max(names, 1), partial.keys % max(names, 1)
        order = np.lexsort((rank[after], rank[before], -counts))
        shown = order[counts[order] >= self.min_count][: self.top]
        times = None
        if isinstance(partial.gaps, Gaps):
            times = quantiles_of_gaps(partial.gaps, partial.keys[shown])
        elif partial.gaps is not None and int(counts.sum()) > EXACT:
            times = partial.gaps.quantiles(partial.keys[shown], counts[shown])
        spread = [None] * len(shown) if times is None else [tuple(row) for row in times.tolist()]
        edges = [
            _edge(self.events[first], self.events[then], row, quantiles)
            for first, then, row, quantiles in zip(
                before[shown].tolist(), after[shown].tolist(), partial.edges[shown].tolist(), spread, strict=True
            )
        ]
        hidden = len(order) - len(shown)
        return FollowsResult(
            basis=basis,
            notes=noted(self.notes, basis),
            collapse=self.collapse,
            quantiles=None if times is None else "exact" if isinstance(partial.gaps, Gaps) else "sketch",
            nodes=tuple(_node(self.events[code], partial.nodes[code].tolist()) for code in seen),
            edges=tuple(edges),
            other=(hidden, int(counts.sum() - counts[shown].sum())) if hidden else None,
            top=self.top,
        )


@dataclass(frozen=True, slots=True)
class FollowsMembers:
    """The journeys in which one event comes right after another.

    One row a journey: `customer`, `journey_start` (time of its first event), `count` (how often). Rows are the
    edge's `journeys`, their counts add up to its `count`.
    """

    before: int
    after: int
    columns: ClassVar[frozenset[str]] = frozenset()

    def members(self, batch: JourneyBatch) -> Mapping[str, NDArray[Any]]:
        """Give one row a journey that has the pair."""
        pair = np.zeros(batch.events, np.bool_)
        pair[1:] = (batch.event[:-1] == self.before) & (batch.event[1:] == self.after)
        pair[batch.offsets[:-1]] = False
        journey, count = np.unique(
            np.searchsorted(batch.offsets, np.flatnonzero(pair), "right") - 1, return_counts=True
        )
        return {
            "customer": batch.customer[journey],
            "journey_start": batch.time[batch.offsets[journey]].view("datetime64[us]"),
            "count": count,
        }


def follows(
    journeys: Journeys,
    *,
    min_count: int = 0,
    top: int | None = None,
    times: Literal["quantiles", "mean"] = "quantiles",
) -> FollowsResult:
    """Count how often one event comes right after another, and how long it takes.

    Args:
        min_count: edges that occur less often are added up in `other`.
        top: show this many edges, and in tables this many events.
        times: `mean` leaves the quantiles out; for many events or names they take two more runs over the events.

    Raises:
        InvalidInput: a negative count, or another word for `times`.

    Cost: O(events); a dense table of 64 bytes a pair of names up to 512 names, hashed above.
    """
    if min_count < 0 or (top is not None and top < 0):
        raise InvalidInput("an edge cannot be shown less than never", hint="give --min-count and --top 0 or more")
    if times not in ("quantiles", "mean"):
        raise InvalidInput(f"{times!r} is not a way to tell times", hint="use quantiles or mean")
    source, engine = journeys.source, journeys.engine
    wanted = times == "quantiles"
    sortable = len(source.events) <= min(SORTED, DENSE) and source.rows <= KEPT
    spec = Follows(
        events=source.events,
        collapse=journeys.collapse,
        min_count=min_count,
        top=top,
        keep=None if not wanted else "times" if source.rows <= EXACT else "buckets" if sortable else None,
        notes=unknown_in_cases(journeys.cases, source.events),
    )
    result = engine.run(journeys, spec)
    if not wanted or result.quantiles is not None:
        return result
    if result.total <= EXACT:
        return engine.run(journeys, replace(spec, keep="times"))
    codes = {name: code for code, name in enumerate(source.events)}
    keys = np.array([codes[edge.before] * len(codes) + codes[edge.after] for edge in result.edges], np.int64)
    quantiles = sketched_quantiles(journeys, keys, len(codes), result.total)
    edges = tuple(
        replace(edge, quantiles=tuple(row.tolist())) for edge, row in zip(result.edges, quantiles, strict=True)
    )
    return replace(result, quantiles="sketch", edges=edges)


def follows_members(journeys: Journeys, before: str, after: str) -> Any:
    """Give the journeys in which `after` comes right after `before`, as a pyarrow table.

    Raises:
        InvalidInput: no event has one of the names.
    """
    events = journeys.source.events
    for entry in unknown((before, after), events):
        raise InvalidInput(entry["message"], code="unknown-event", hint="take the names from the graph itself")
    return journeys.engine.members(journeys, FollowsMembers(code_of(before, events), code_of(after, events)))


def _edge(before: str, after: str, row: list[int], quantiles: tuple[float, ...] | None) -> Edge:
    count, low, high, journeys, customers = row
    mean = ((high << 64) + (low & 0xFFFF_FFFF_FFFF_FFFF)) / count / 1e6
    return Edge(before, after, count, journeys, customers, mean, quantiles)


def _node(event: str, row: list[int]) -> Node:
    events, starts, ends, journeys, customers = row
    return Node(event=event, events=events, journeys=journeys, customers=customers, starts=starts, ends=ends)


def _ranks(events: tuple[str, ...]) -> NDArray[np.int64]:
    """Give the place of each name among the sorted names."""
    ranks = np.empty(len(events), np.int64)
    ranks[sorted(range(len(events)), key=events.__getitem__)] = np.arange(len(events))
    return ranks


def _hashed(batch: JourneyBatch, names: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Count edges in a table that doubles when it is half full."""
    size = _FIRST_TABLE
    keys = np.full(size, -1, np.int64)
    table = np.zeros((size, 8), np.int64)
    progress = np.zeros(3, np.int64)
    while not kernels.count_edges_hashed(
        batch.offsets, batch.customer, batch.time, batch.event, keys, table, progress, names
    ):
        size *= 2
        old = np.flatnonzero(keys >= 0)
        wider = np.full(size, -1, np.int64)
        rows = np.zeros((size, 8), np.int64)
        rows[kernels.place_keys(keys[old], wider)] = table[old]
        keys, table = wider, rows
    found = np.flatnonzero(keys >= 0)
    found = found[np.argsort(keys[found])]
    return keys[found], table[found, :5]
