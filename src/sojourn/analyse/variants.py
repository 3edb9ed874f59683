"""Variants: the distinct sequences of events that journeys are."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from sojourn import kernels
from sojourn.core.analysis import Journeys
from sojourn.core.errors import InvalidInput
from sojourn.core.journeys import Basis, JourneyBatch
from sojourn.core.quantiles import EXACT, Samples

from .hashes import COMPACT, Hashes, HashesAside, border_of, rows_above, rows_at, tied_aside
from .names import code_of, noted, unknown, unknown_in_cases
from .sketches import merged, quantiles, samples, sketched
from .variants_result import Variant, VariantsResult

SOME = 2_000
"""Journeys of a batch that tell whether sequences come back often."""

Path = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Totals:
    """All variants, without their names; `aside` as `Hashes` has it."""

    basis: Basis
    hashes: NDArray[np.uint64]
    counts: NDArray[np.int64]
    aside: bool = False


@dataclass(frozen=True, slots=True)
class Variants:
    """What a variant is here.

    Two journeys are of one variant when they have the same events in the same order (time, then order of arrival),
    however long it took. Merging repeats first (`collapse`) makes A A B and A B one variant.
    `journeys` counts journeys, `customers` the distinct customers among them; `share` is of all journeys.
    Order: by journeys, then name by name, a sequence before its continuations. Every variant is counted; those after
    the `top` first are added up in `other`.
    Time: from the first to the last event of a journey, its median over the variant's journeys.

    A sequence is told by a hash of 128 bits while counting; names come from a second look at the journeys shown.
    Memory: 32 bytes a distinct variant of every batch, added up as soon as that is more than two million variants and
    twice what is distinct; at that moment twice as much. Above what an engine may hold they lie on disk, and what is
    shown is then found in stretches.

    Source: van der Aalst, Process Mining (2016), section 2.2.
    """

    columns: ClassVar[frozenset[str]] = frozenset()

    def partial(self, batch: JourneyBatch) -> Hashes:
        """Count the hashes of one batch; where few come back they are left to be counted with all others, once."""
        hashes = kernels.hash_journeys(batch.offsets, batch.event)
        some, people = hashes[:SOME], batch.customer
        if batch.journeys > SOME and np.all(people[1:] != people[:-1]):
            distinct = len(kernels.count_hashes(some, people[:SOME])[0])
            if 2 * distinct > SOME:
                return Hashes(((hashes, np.zeros((0, 2), np.int64)),))
        return Hashes((kernels.count_hashes(hashes, people),))

    def merge(self, a: Hashes, b: Hashes) -> Hashes:
        """Put two counts together; they are added up when they have grown to twice what was added up before."""
        both = Hashes(a.runs + b.runs)
        return both.compact() if both.size > max(COMPACT, 2 * len(both.runs[0][0])) else both

    def finish(self, partial: Hashes, basis: Basis) -> Totals:
        """Give every hash once."""
        whole = partial.compact()
        hashes, counts = whole.runs[0]
        return Totals(basis, hashes, counts, whole.aside)

    def held(self, partial: Hashes) -> int:
        """Say how many bytes a partial takes, once its hashes are counted."""
        return 32 * partial.size

    def aside(self) -> HashesAside:
        """Give a place to put hashes."""
        return HashesAside()


@dataclass(frozen=True, slots=True)
class FirstByName:
    """Which of some sequences come first by name; partials are sorted and hold `most` at most."""

    wanted: NDArray[np.uint64]
    table: NDArray[np.int32]
    rank: NDArray[np.int64]
    most: int
    columns: ClassVar[frozenset[str]] = frozenset()

    def partial(self, batch: JourneyBatch) -> tuple[tuple[Path, int], ...]:
        """Find the first ones of a batch: ranks of names, and the row in `wanted`."""
        found, rows = kernels.first_by_name(batch.offsets, batch.event, self.rank, self.wanted, self.table, self.most)
        paths = (tuple(self.rank[batch.event[batch.offsets[i] : batch.offsets[i + 1]]].tolist()) for i in found)
        return tuple(sorted(zip(paths, rows.tolist(), strict=True)))

    def merge(self, a: tuple[tuple[Path, int], ...], b: tuple[tuple[Path, int], ...]) -> tuple[tuple[Path, int], ...]:
        """Keep the first ones of both."""
        return tuple(sorted({*a, *b})[: self.most])

    def finish(self, partial: tuple[tuple[Path, int], ...], basis: Basis) -> NDArray[np.int64]:
        """Give their rows."""
        return np.array([row for _, row in partial], np.int64)


@dataclass(frozen=True, slots=True)
class Shown:
    """Sequences and durations of chosen variants.

    Attributes:
        paths: one example a variant, by its place among those wanted.
        durations: microseconds, grouped by that place.
    """

    paths: Mapping[int, Path]
    durations: Samples


@dataclass(frozen=True, slots=True)
class VariantTimes:
    """How the chosen variants are called, and how long their journeys took.

    Attributes:
        sketch: count durations into buckets, however few there are: the result has more than a million journeys.
    """

    wanted: NDArray[np.uint64]
    table: NDArray[np.int32]
    sketch: bool
    columns: ClassVar[frozenset[str]] = frozenset()

    def partial(self, batch: JourneyBatch) -> Shown:
        """Look at the journeys of one batch."""
        which = kernels.find_hashes(batch.offsets, batch.event, self.wanted, self.table)
        found = np.flatnonzero(which >= 0)
        places, first = np.unique(which[found], return_index=True)
        first_event, end = batch.offsets[:-1][found], batch.offsets[1:][found]
        paths = {
            int(place): tuple(batch.event[first_event[i] : end[i]].tolist())
            for place, i in zip(places, first, strict=True)
        }
        durations = samples(batch.time[end - 1] - batch.time[first_event], which[found], len(self.wanted))
        return Shown(paths, sketched(durations, len(self.wanted)) if self.sketch else durations)

    def merge(self, a: Shown, b: Shown) -> Shown:
        """Put two batches together."""
        return Shown({**b.paths, **a.paths}, merged(a.durations, b.durations, len(self.wanted)))

    def finish(self, partial: Shown, basis: Basis) -> Shown:
        """Give what was found."""
        return partial


@dataclass(frozen=True, slots=True)
class VariantMembers:
    """The journeys of one variant.

    One row a journey: `customer`, `journey_start` (time of its first event), `duration_seconds`.
    """

    path: Path
    columns: ClassVar[frozenset[str]] = frozenset()

    def members(self, batch: JourneyBatch) -> Mapping[str, NDArray[Any]]:
        """Give one row a journey that has just these events in this order."""
        journey = np.flatnonzero(np.diff(batch.offsets) == len(self.path))
        for place, code in enumerate(self.path):
            journey = journey[batch.event[batch.offsets[journey] + place] == code]
        first, last = batch.time[batch.offsets[journey]], batch.time[batch.offsets[journey + 1] - 1]
        return {
            "customer": batch.customer[journey],
            "journey_start": first.view("datetime64[us]"),
            "duration_seconds": (last - first) / 1e6,
        }


def variants(journeys: Journeys, *, top: int = 10) -> VariantsResult:
    """Count the distinct sequences of events, the most frequent first.

    Args:
        top: show this many; the others are added up.

    Raises:
        InvalidInput: a negative number to show.

    Cost: O(events), in two or three runs; memory as `Variants` says.
    """
    if top < 0:
        raise InvalidInput(f"{top} variants cannot be shown", hint="give --top 0 or more")
    events, engine = journeys.source.events, journeys.engine
    totals = engine.run(journeys, Variants())
    chosen = _choose(journeys, totals, top)
    wanted = totals.hashes[chosen]
    total = int(totals.counts[:, 0].sum())
    sketch = total > EXACT
    shown = engine.run(journeys, VariantTimes(wanted, kernels.index_hashes(wanted), sketch))
    medians = quantiles(shown.durations, len(wanted), (0.5,))[:, 0] / 1e6
    rows = [
        Variant(
            path=tuple(events[code] for code in shown.paths[place]),
            journeys=int(totals.counts[i, 0]),
            customers=int(totals.counts[i, 1]),
            share=int(totals.counts[i, 0]) / total,
            median_seconds=float(medians[place]),
        )
        for place, i in enumerate(chosen)
    ]
    return VariantsResult(
        basis=totals.basis,
        notes=noted(unknown_in_cases(journeys.cases, events), totals.basis),
        collapse=journeys.collapse,
        total_journeys=total,
        distinct=len(totals.hashes),
        quantiles="sketch" if sketch else "exact",
        variants=tuple(sorted(rows, key=lambda row: (-row.journeys, row.path))),
    )


def variant_members(journeys: Journeys, path: Sequence[str]) -> Any:
    """Give the journeys of one variant as a pyarrow table.

    Raises:
        InvalidInput: no event has one of the names.
    """
    events = journeys.source.events
    for entry in unknown(path, events):
        raise InvalidInput(entry["message"], code="unknown-event", hint="take the path from the list of variants")
    return journeys.engine.members(journeys, VariantMembers(tuple(code_of(name, events) for name in path)))


def _choose(journeys: Journeys, totals: Totals, top: int) -> NDArray[np.int64]:
    """Choose the variants to show; of those that tie for the last places, the first by name."""
    counts = totals.counts[:, 0]
    if top >= len(counts):
        return np.arange(len(counts))
    if top == 0:
        return np.zeros(0, np.int64)
    border = border_of(counts, top)
    sure, ties = rows_above(counts, border)
    if len(sure) + ties == top:
        return np.concatenate([sure, rows_at(counts, border)])
    tied, wanted = tied_aside(totals.hashes, counts, border) if totals.aside else (rows_at(counts, border), None)
    if wanted is None:
        wanted = totals.hashes[tied]
    events = journeys.source.events
    rank = np.empty(len(events), np.int64)
    rank[sorted(range(len(events)), key=events.__getitem__)] = np.arange(len(events))
    table = np.zeros(0, np.int32) if totals.aside else kernels.index_hashes(wanted)
    first = FirstByName(wanted, table, rank, top - len(sure))
    return np.concatenate([sure, tied[journeys.engine.run(journeys, first)]])
