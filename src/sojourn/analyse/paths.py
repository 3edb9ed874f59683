"""Paths: what journeys do step by step after, before or between chosen events."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, ClassVar, Literal, get_args

import numpy as np
from numpy.typing import NDArray

from sojourn import kernels
from sojourn.core.analysis import Journeys
from sojourn.core.errors import InvalidInput, NotFound
from sojourn.core.journeys import Basis, JourneyBatch, JourneyStatus

from .keys import either
from .names import Notes, code_of, noted, unknown, unknown_in_cases
from .paths_result import Link, PathNode, PathsResult

Occurrence = Literal["first", "last", "every"]

DENSE = 2_000_000
"""Possible links up to which each has a place of its own; above, links are written down and sorted."""

_LISTED = 4_000_000


@dataclass(frozen=True, slots=True)
class PathCounts:
    """What a batch adds to the paths; only what occurs.

    Attributes:
        node_keys: (n,) int64, ascending: k * names + a for event a at step k.
        nodes: (n, 3) int64: paths that ended there, are open there, go on.
        link_keys: (l,) int64, ascending: (k * names + a) * names + b for b after a at step k.
        links: (l,) int64.
    """

    node_keys: NDArray[np.int64]
    nodes: NDArray[np.int64]
    link_keys: NDArray[np.int64]
    links: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Paths:
    """What a path is here.

    Anchor: with `start` a path begins at that event and runs forwards; with `end` alone it begins there and runs
    backwards (steps -1, -2 …); with both, it is the stretch from a `start` to the first `end` after it, and a `start`
    that meets no `end` begins none; without either it begins with the journey.
    Occurrence: `first` takes the first such event (or stretch) of a journey, `last` the last, `every` each of them, and
    then a journey can give several paths that overlap. Without an anchor there is one path a journey.
    Step: node (k, event) is the event k places after (before) the anchor. Repeats were merged before, unless refused.
    End of a path: `open` when its last event is the last of a journey that may still go on, else `ended`: the
    journey ended, or forwards the `end` event was met, or backwards the journey began there. A journey of unknown
    status counts as ended.
    At each node, paths = ended + open + continues; before the last step, the links that leave it add up to continues.
    Hidden: at each step the `top` events by number of paths, then name, have a node; the others share one of kind
    `other`. What is hidden is added up exactly.

    Attributes:
        start, end: codes of the anchors; None for none, -1 for a name that no event has.
    """

    events: tuple[str, ...]
    start: int | None
    end: int | None
    depth: int
    top: int
    occurrence: Occurrence
    collapse: bool
    notes: Notes = ()
    columns: ClassVar[frozenset[str]] = frozenset()

    def find(self, batch: JourneyBatch) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
        """Give the paths of a batch: journey, position of the anchor, position of the last event."""
        return kernels.find_paths(
            batch.offsets,
            batch.event,
            -1 if self.start is None else self.start,
            -1 if self.end is None else self.end,
            (self.start is not None) + 2 * (self.end is not None),
            get_args(Occurrence).index(self.occurrence),
        )

    @property
    def direction(self) -> int:
        """1 forwards, -1 backwards."""
        return -1 if self.start is None and self.end is not None else 1

    def partial(self, batch: JourneyBatch) -> PathCounts:
        """Count one batch."""
        journey, begin, last = self.find(batch)
        is_open = _is_open(self, batch, journey)
        names = len(self.events)
        nodes = np.zeros(((self.depth + 1) * names, 3), np.int64)
        possible = self.depth * names * names
        if possible <= DENSE:
            table = np.zeros(possible, np.int64)
            kernels.count_steps(batch.event, begin, last, is_open, self.direction, self.depth, names, nodes, table)
            link_keys = np.flatnonzero(table)
            links = table[link_keys]
        else:
            link_keys, links = _listed(self, batch, begin, last, is_open, nodes)
        node_keys = np.flatnonzero(nodes.any(axis=1))
        return PathCounts(node_keys, nodes[node_keys], link_keys, links)

    def merge(self, a: PathCounts, b: PathCounts) -> PathCounts:
        """Add two counts."""
        node_keys, nodes = _add(a.node_keys, a.nodes, b.node_keys, b.nodes)
        link_keys, links = _add(a.link_keys, a.links, b.link_keys, b.links)
        return PathCounts(node_keys, nodes, link_keys, links)

    def finish(self, partial: PathCounts, basis: Basis) -> PathsResult:
        """Keep the top events of each step, put the others together, and number the nodes."""
        names = max(len(self.events), 1)
        rank = np.empty(len(self.events), np.int64)
        rank[sorted(range(len(self.events)), key=self.events.__getitem__)] = np.arange(len(self.events))
        steps, codes = partial.node_keys // names, partial.node_keys % names
        totals = partial.nodes.sum(axis=1)
        shown: list[PathNode] = []
        place = np.zeros(len(partial.node_keys), np.int64)
        for k in range(self.depth + 1):
            here = np.flatnonzero(steps == k)
            here = here[np.lexsort((rank[codes[here]], -totals[here]))]
            groups = [here[i : i + 1] for i in range(min(self.top, len(here)))]
            rest = here[self.top :]
            for group in [*groups, *([rest] if len(rest) else [])]:
                place[group] = len(shown)
                ended, still_open, continues = partial.nodes[group].sum(axis=0).tolist()
                shown.append(
                    PathNode(
                        id=len(shown),
                        step=self.direction * k,
                        event=None if group is rest else self.events[codes[group[0]]],
                        kind="other" if group is rest else "event",
                        ended=ended,
                        open=still_open,
                        continues=continues,
                    )
                )
        sources = place[np.searchsorted(partial.node_keys, partial.link_keys // names)]
        after = (partial.link_keys // (names * names) + 1) * names + partial.link_keys % names
        targets = place[np.searchsorted(partial.node_keys, after)]
        pairs, which = np.unique(sources * (len(shown) + 1) + targets, return_inverse=True)
        sums = np.zeros(len(pairs), np.int64)
        np.add.at(sums, which, partial.links)
        return PathsResult(
            basis=basis,
            notes=noted(self.notes, basis),
            start=None,
            end=None,
            occurrence=self.occurrence,
            depth=self.depth,
            top=self.top,
            collapse=self.collapse,
            paths=int(totals[steps == 0].sum()),
            nodes=tuple(shown),
            links=tuple(
                Link(pair // (len(shown) + 1), pair % (len(shown) + 1), paths)
                for pair, paths in zip(pairs.tolist(), sums.tolist(), strict=True)
            ),
        )


@dataclass(frozen=True, slots=True)
class PathMembers:
    """The paths that pass a node, or go along a link.

    One row a path: `customer`, `journey_start` (time of the journey's first event), `path_start` (time of the anchor),
    `state` at the node or at the link's source: `ended`, `open` or `continues`.

    Attributes:
        step: how many events after the anchor the node stands, or the link's source.
        at: (names,) True for the events that the node stands for.
        then: the same for the link's target; None for a node.
    """

    paths: Paths
    step: int
    at: NDArray[np.bool_]
    then: NDArray[np.bool_] | None = None
    columns: ClassVar[frozenset[str]] = frozenset()

    def members(self, batch: JourneyBatch) -> Mapping[str, NDArray[Any]]:
        """Give one row a path."""
        journey, begin, last = self.paths.find(batch)
        is_open = _is_open(self.paths, batch, journey)
        reach = (last - begin) * self.paths.direction
        spot = np.minimum(self.step, reach)
        chosen = (reach >= self.step) & self.at[batch.event[begin + spot * self.paths.direction]]
        if self.then is not None:
            spot = np.minimum(self.step + 1, reach)
            chosen &= (reach > self.step) & self.then[batch.event[begin + spot * self.paths.direction]]
        row = np.flatnonzero(chosen)
        row = row[np.lexsort((begin[row], journey[row]))]
        ended = np.where(is_open[row] == 1, "open", "ended")
        return {
            "customer": batch.customer[journey[row]],
            "journey_start": batch.time[batch.offsets[journey[row]]].view("datetime64[us]"),
            "path_start": batch.time[begin[row]].view("datetime64[us]"),
            "state": np.where(reach[row] > self.step, "continues", ended).astype(object),
        }


def paths(
    journeys: Journeys,
    *,
    start: str | None = None,
    end: str | None = None,
    depth: int = 5,
    top: int = 10,
    occurrence: Occurrence = "first",
    collapse: bool = True,
) -> PathsResult:
    """Count what journeys do step by step after `start`, before `end`, between both, or from their beginning.

    Args:
        depth: steps to follow from the anchor.
        top: events that keep a node of their own at each step.
        occurrence: which one, when an anchor occurs more than once in a journey.
        collapse: merge consecutive repeats of one event first.

    Raises:
        InvalidInput: no step to follow, no event to show, or another word for `occurrence`.

    Cost: O(events) to find the anchors, O(paths × depth) to follow them; memory O(depth × names²) at most.
    """
    journeys = replace(journeys, collapse=journeys.collapse or collapse)
    result = journeys.engine.run(journeys, _spec(journeys, start, end, depth, top, occurrence))
    return replace(result, start=start, end=end)


def path_members(journeys: Journeys, result: PathsResult, *, node: int | None = None, link: int | None = None) -> Any:
    """Give the paths behind a node or a link of a result, as a pyarrow table.

    Args:
        journeys: those that the result was made from.
        node: the node's id, or
        link: the link's place among the result's links.

    Raises:
        InvalidInput: neither a node nor a link is named, or both are.
        NotFound: the result has no such node or link.
    """
    if (node is None) == (link is None):
        raise InvalidInput(
            "paths are opened at one node or along one link",
            code="bad-members",
            hint="name one of them: node=3 for the paths through a node, or link=0 for those along a link",
        )
    journeys = replace(journeys, collapse=result.collapse)
    spec = _spec(journeys, result.start, result.end, result.depth, result.top, result.occurrence)
    if node is not None and 0 <= node < len(result.nodes):
        at = result.nodes[node]
        members = PathMembers(spec, abs(at.step), _stands_for(result, at, spec.events))
    elif link is not None and 0 <= link < len(result.links):
        at, then = (result.nodes[i] for i in (result.links[link].source, result.links[link].target))
        members = PathMembers(
            spec, abs(at.step), _stands_for(result, at, spec.events), _stands_for(result, then, spec.events)
        )
    else:
        wanted = f"link {link}" if node is None else f"node {node}"
        raise NotFound(
            f"there is no {wanted} in this result",
            hint=f"give node 0 to {len(result.nodes) - 1}, or link 0 to {len(result.links) - 1}",
        )
    return journeys.engine.members(journeys, members)


def _spec(
    journeys: Journeys, start: str | None, end: str | None, depth: int, top: int, occurrence: Occurrence
) -> Paths:
    """Check what was asked for and make the analysis."""
    if depth < 1 or top < 1:
        raise InvalidInput("paths need a step to follow and an event to show", hint="give --depth and --top 1 or more")
    if occurrence not in get_args(Occurrence):
        raise InvalidInput(f"{occurrence!r} is not a rule for occurrences", hint="use first, last or every")
    events = journeys.source.events
    anchors = [name for name in (start, end) if name is not None]
    return Paths(
        events=events,
        start=None if start is None else code_of(start, events),
        end=None if end is None else code_of(end, events),
        depth=depth,
        top=top,
        occurrence=occurrence,
        collapse=journeys.collapse,
        notes=(*unknown(anchors, events), *unknown_in_cases(journeys.cases, events)),
    )


def _stands_for(result: PathsResult, node: PathNode, events: tuple[str, ...]) -> NDArray[np.bool_]:
    """Say which events a node stands for."""
    if node.event is not None:
        return np.array([name == node.event for name in events], np.bool_)
    shown = {other.event for other in result.nodes if other.step == node.step}
    return np.array([name not in shown for name in events], np.bool_)


def _is_open(spec: Paths, batch: JourneyBatch, journey: NDArray[np.int64]) -> NDArray[np.uint8]:
    """Say for each path whether more may come after its last event."""
    if spec.end is not None:
        return np.zeros(len(journey), np.uint8)
    may_go_on: NDArray[np.uint8] = (batch.status == JourneyStatus.OPEN).astype(np.uint8)
    return may_go_on[journey]


def _listed(
    spec: Paths,
    batch: JourneyBatch,
    begin: NDArray[np.int64],
    last: NDArray[np.int64],
    is_open: NDArray[np.uint8],
    nodes: NDArray[np.int64],
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Count the links of many names, some paths at a time."""
    names = len(spec.events)
    keys, links = np.zeros(0, np.int64), np.zeros(0, np.int64)
    share = max(1, _LISTED // spec.depth)
    for first in range(0, len(begin), share):
        some = slice(first, first + share)
        written = np.empty(len(begin[some]) * spec.depth, np.int64)
        used = kernels.list_links(
            batch.event, begin[some], last[some], is_open[some], spec.direction, spec.depth, names, nodes, written
        )
        found, counts = np.unique(written[:used], return_counts=True)
        keys, links = _add(keys, links, found, counts.astype(np.int64))
    return keys, links


def _add(
    keys: NDArray[np.int64], counts: NDArray[np.int64], more_keys: NDArray[np.int64], more: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Add counts by key; keys ascend."""
    both = either(keys, more_keys)
    sums = np.zeros((len(both), *counts.shape[1:]), np.int64)
    sums[np.searchsorted(both, keys)] += counts
    sums[np.searchsorted(both, more_keys)] += more
    return both, sums
