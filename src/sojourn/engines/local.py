"""The engine of one machine: ranges of a source, a pool of threads, kernels that release the GIL."""

import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from sojourn import analyse
from sojourn.core.analysis import Analysis, Journeys, MemberAnalysis
from sojourn.core.errors import InvalidInput
from sojourn.core.journeys import Basis, JourneyBatch, Range

Partial = TypeVar("Partial")
Answer = TypeVar("Answer")
Piece = TypeVar("Piece")

RANGES_PER_THREAD = 8
"""More ranges than threads, so that one slow range does not leave the other threads idle."""

SMALLEST_RANGE = 250_000
"""Events below which a range is not worth handing out."""


@dataclass(frozen=True, slots=True)
class _Tally:
    """What the envelope counts, over the ranges so far."""

    customers: int
    journeys: int
    events: int
    outside_events: int
    keys: NDArray[np.uint8] | None
    key_numbers: NDArray[np.int64] | None

    def merge(self, other: "_Tally") -> "_Tally":
        keys = self.keys
        if keys is not None and other.keys is not None:
            keys = np.minimum(keys + other.keys, 2).astype(np.uint8)
        numbers = self.key_numbers
        if numbers is not None and other.key_numbers is not None:
            numbers = np.concatenate([numbers, other.key_numbers])
        return _Tally(
            self.customers + other.customers,
            self.journeys + other.journeys,
            self.events + other.events,
            self.outside_events + other.outside_events,
            keys,
            numbers,
        )


class LocalEngine:
    """Answer questions with the threads of this process.

    Results merge in the order of ranges, so that nothing depends on which thread was quicker.

    Args:
        threads: how many; by default as many cores as the process may use.
    """

    def __init__(self, threads: int | None = None) -> None:
        if threads is not None and threads < 1:
            raise InvalidInput(f"{threads} threads cannot compute", hint="give 1 or more")
        self.threads = threads or _cores()

    def __repr__(self) -> str:
        """Name the engine and its threads."""
        return f"LocalEngine(threads={self.threads})"

    def run(self, journeys: Journeys, analysis: Analysis[Partial, Answer]) -> Answer:
        """Answer a question.

        Raises:
            InvalidInput: `where` or a case rule names what the source does not have.
        """

        def piece(span: Range) -> tuple[Partial, _Tally]:
            batch, tally = _cut(journeys, span, analysis.columns)
            return analysis.partial(batch), tally

        # Neighbours that hold equally many ranges merge first: what grows is copied a few times, not every time.
        held: list[tuple[int, Partial, _Tally]] = []
        for partial, tally in self._pieces(journeys, piece):
            part = (1, partial, tally)
            while held and held[-1][0] == part[0]:
                part = _joined(analysis, held.pop(), part)
            held.append(part)
        while len(held) > 1:
            last = held.pop()
            held.append(_joined(analysis, held.pop(), last))
        _, whole, counted = held[0]
        return analysis.finish(whole, _basis(journeys, counted))

    def members(self, journeys: Journeys, analysis: MemberAnalysis) -> Any:
        """Give the units behind a result as a pyarrow table: `customer` as text, then the analysis' columns.

        Times are timestamps of microseconds in UTC.
        """
        import pyarrow as pa  # noqa: PLC0415 - start-up: only drill-down needs it

        def piece(span: Range) -> Any:
            batch, _ = _cut(journeys, span, analysis.columns)
            columns = dict(analysis.members(batch))
            customers = journeys.source.identifiers(span, columns.pop("customer"))
            # Times say their zone: a file of them, too, must tell the instant.
            told = {
                name: pa.array(column, pa.timestamp("us", tz="UTC")) if column.dtype.kind == "M" else column
                for name, column in columns.items()
            }
            return pa.table({"customer": customers, **told})

        # A column of names may be nothing but null in a range, and names in the next.
        return pa.concat_tables(list(self._pieces(journeys, piece)), promote_options="default")

    def _pieces(self, journeys: Journeys, work: Callable[[Range], Piece]) -> Iterator[Piece]:
        """Give the pieces of all ranges in order; at least one, empty when the source is."""
        spans = journeys.source.ranges(most=self.threads * RANGES_PER_THREAD, at_least=SMALLEST_RANGE)
        if len(spans) == 1 or self.threads == 1:
            yield from map(work, spans)
            return
        with ThreadPoolExecutor(self.threads, thread_name_prefix="sojourn") as pool:
            waiting = [pool.submit(work, span) for span in spans]
            try:
                for future in waiting:
                    yield future.result()
            finally:
                for future in waiting:
                    future.cancel()


def _joined(
    analysis: Analysis[Partial, Answer], a: tuple[int, Partial, _Tally], b: tuple[int, Partial, _Tally]
) -> tuple[int, Partial, _Tally]:
    """Merge what neighbouring ranges came to."""
    return a[0] + b[0], analysis.merge(a[1], b[1]), a[2].merge(b[2])


def _cores() -> int:
    """Count the cores this process may use; not every system says which they are."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _cut(journeys: Journeys, span: Range, columns: frozenset[str]) -> tuple[JourneyBatch, _Tally]:
    """Read a range, leave out what the filters leave out, and cut the rest into journeys."""
    key = frozenset() if journeys.cases.key is None else frozenset({journeys.cases.key})
    batch = journeys.source.read(span, columns | key)
    keep = None if journeys.where is None else journeys.source.select(span, journeys.where)
    cut = analyse.cut(
        batch,
        cases=journeys.cases,
        events=journeys.source.events,
        observed_until=journeys.observed_until,
        since=journeys.since,
        until=journeys.until,
        keep=keep,
        collapse=journeys.collapse,
    )
    return cut.batch, _Tally(
        cut.customers, cut.batch.journeys, cut.events, cut.outside_events, cut.keys, cut.key_numbers
    )


def _basis(journeys: Journeys, tally: _Tally) -> Basis:
    """Make the envelope."""
    return Basis(
        subject=journeys.source.subject,
        cases=journeys.cases,
        customers=tally.customers,
        journeys=tally.journeys,
        events=tally.events,
        outside_events=tally.outside_events,
        observed_from=journeys.observed_from,
        observed_until=journeys.observed_until,
        where=journeys.where,
        shared_keys=analyse.shared_keys(tally.keys, tally.key_numbers),
    )
