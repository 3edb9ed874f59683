"""The engine of one machine: ranges of a source, a pool of threads, kernels that release the GIL."""

import os
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, TypeVar

from sojourn.core.analysis import Analysis, Journeys, MemberAnalysis
from sojourn.core.errors import InvalidInput
from sojourn.core.journeys import Range
from sojourn.core.progress import Progress

from .memory import budget
from .pieces import Pieces, basis_of, members_of, piece_of

Partial = TypeVar("Partial")
Answer = TypeVar("Answer")
Found = TypeVar("Found")

RANGES_PER_THREAD = 8
"""More ranges than threads, so that one slow range does not leave the other threads idle."""

SMALLEST_RANGE = 250_000
"""Events below which a range is not worth handing out."""

LARGEST_RANGE = 4_000_000
"""Events above which a range keeps people waiting: for news of how far it is, and after they interrupt."""

AHEAD = 2
"""Ranges a thread that may be handed out before their turn; what they come to waits in memory."""


class LocalEngine:
    """Answer questions with the threads of this process.

    Results merge in the order of ranges, so that nothing depends on which thread was quicker. An interrupt
    (Ctrl-C, or a notebook's stop) ends a question at once: ranges that have not begun never do.

    Args:
        threads: how many; by default as many cores as the process may use.
        memory: bytes of its own that the data of a question may take, files mapped into memory not counted; by default
            a quarter of the machine's. What exceeds it is put aside on disk, where temporary files lie.
        progress: is told how far a question has come, in events.

    Raises:
        InvalidInput: fewer than one thread, or too little memory to work with.
    """

    def __init__(
        self, threads: int | None = None, *, memory: int | None = None, progress: Progress | None = None
    ) -> None:
        if threads is not None and threads < 1:
            raise InvalidInput(f"{threads} threads cannot compute", hint="give 1 or more")
        self.threads = threads or _cores()
        self._budget = budget(memory)
        self.progress = progress

    def __repr__(self) -> str:
        """Name the engine and its threads."""
        return f"LocalEngine(threads={self.threads}, memory={self.memory})"

    @property
    def memory(self) -> int:
        """Bytes that the data of a question may take."""
        return self._budget.bytes

    def run(self, journeys: Journeys, analysis: Analysis[Partial, Answer]) -> Answer:
        """Answer a question.

        Raises:
            InvalidInput: `where` or a case rule names what the source does not have.
        """
        pieces = Pieces(analysis, most=self._budget.held)
        for piece in self._each(journeys, analysis.columns, lambda span: piece_of(journeys, span, analysis)):
            pieces.add(piece)
        whole = pieces.whole()
        return analysis.finish(whole.partial, basis_of(journeys, whole.tally, shared_keys=pieces.shared_keys))

    def members(self, journeys: Journeys, analysis: MemberAnalysis) -> Any:
        """Give the units behind a result as a pyarrow table: `customer` as text, then the analysis' columns.

        Times are timestamps of microseconds in UTC. A table that exceeds the memory lies on disk, and is mapped.
        """
        from .tables import Tables  # noqa: PLC0415 - start-up: brings pyarrow, only drill-down needs it

        tables = Tables(self._budget.held)
        for table in self._each(journeys, analysis.columns, lambda span: members_of(journeys, span, analysis)):
            tables.add(table)
        return tables.whole()

    def _each(self, journeys: Journeys, columns: frozenset[str], work: Callable[[Range], Found]) -> Iterator[Found]:
        """Give what the ranges come to, in order; at least one, empty when the source is."""
        spans = self._ranges(journeys, len(columns))
        done, total = 0, sum(span.events for span in spans)
        self._tell(0, total)
        for span, found in zip(spans, self._worked(spans, work), strict=True):
            yield found
            done += span.events
            self._tell(done, total)

    def _ranges(self, journeys: Journeys, columns: int) -> list[Range]:
        """Cut the source: enough ranges for the threads, none too large for the memory or to keep people waiting."""
        largest = min(LARGEST_RANGE, self._budget.events(self.threads, columns))
        most = max(self.threads * RANGES_PER_THREAD, -(-journeys.source.rows // largest))
        return journeys.source.ranges(most=most, at_least=min(SMALLEST_RANGE, max(1, largest // 2)))

    def _tell(self, done: int, total: int) -> None:
        if self.progress is not None:
            self.progress(done, total)

    def _worked(self, spans: list[Range], work: Callable[[Range], Found]) -> Iterator[Found]:
        """Work on ranges, a few ahead of the one whose turn it is."""
        if len(spans) == 1 or self.threads == 1:
            yield from map(work, spans)
            return
        pool = ThreadPoolExecutor(self.threads, thread_name_prefix="sojourn")
        waiting: deque[Future[Found]] = deque()
        wait = True
        try:
            for span in spans:
                if len(waiting) == self.threads * AHEAD:
                    yield waiting.popleft().result()
                waiting.append(pool.submit(work, span))
            while waiting:
                yield waiting.popleft().result()
        except (KeyboardInterrupt, GeneratorExit):
            # Interrupted here or where pieces are put together. Whoever interrupts has waited long enough: the ranges
            # in work end by themselves, unheard.
            wait = False
            raise
        finally:
            pool.shutdown(wait=wait, cancel_futures=True)


def _cores() -> int:
    """Count the cores this process may use; not every system says which they are."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
