"""What every engine does alike: read a range, cut it into journeys, count it for the envelope, put pieces together."""

from contextlib import closing
from dataclasses import dataclass, replace
from typing import Any, Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

from sojourn import analyse
from sojourn.core.analysis import Analysis, Aside, Journeys, Marked, MemberAnalysis, Spilling
from sojourn.core.aside import Parted
from sojourn.core.journeys import Basis, JourneyBatch, Range

from .marks import marks_of

Partial = TypeVar("Partial")
Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True)
class Tally:
    """What the envelope counts, over the ranges so far.

    Attributes:
        customers, events: what the filters left.
        keys, key_numbers: as `analyse.Cut` has them.
    """

    customers: int
    journeys: int
    events: int
    outside_events: int
    keys: NDArray[np.uint8] | None
    key_numbers: NDArray[np.int64] | None

    def merge(self, other: "Tally") -> "Tally":
        """Add up two tallies."""
        keys = self.keys
        if keys is not None and other.keys is not None:
            keys = np.minimum(keys + other.keys, 2).astype(np.uint8)
        numbers = self.key_numbers
        if numbers is not None and other.key_numbers is not None:
            numbers = np.concatenate([numbers, other.key_numbers])
        return Tally(
            self.customers + other.customers,
            self.journeys + other.journeys,
            self.events + other.events,
            self.outside_events + other.outside_events,
            keys,
            numbers,
        )


@dataclass(frozen=True, slots=True)
class Piece(Generic[Partial]):
    """What neighbouring ranges came to.

    Attributes:
        ranges: how many they are.
    """

    ranges: int
    partial: Partial
    tally: Tally


class Pieces(Generic[Partial]):
    """Puts pieces together in the order in which they are added.

    Neighbours that hold equally many ranges merge first: what grows is copied a few times, not every time.

    Args:
        most: bytes above which the pieces of an analysis that allows it are put aside on disk; None for never.
    """

    def __init__(self, analysis: Analysis[Partial, Any], *, most: int | None = None) -> None:
        self._analysis = analysis
        # Asked once: looking whether a protocol is kept takes longer than adding a small piece.
        self._spilling = analysis if most is not None and isinstance(analysis, Spilling) else None
        self._most = most
        self._held: list[Piece[Partial]] = []
        self._aside: tuple[Aside[Partial], int, Tally] | None = None
        self._keys = KeyNumbers(most)

    def add(self, piece: Piece[Partial]) -> None:
        """Take the next piece."""
        piece = replace(piece, tally=self._keys.taken_from(piece.tally))
        while self._held and self._held[-1].ranges <= piece.ranges:
            piece = joined(self._analysis, self._held.pop(), piece)
        self._held.append(piece)
        if self._spilling is None or self._most is None:
            return
        if sum(self._spilling.held(each.partial) for each in self._held) > self._most:
            self._put_aside(self._spilling)

    def whole(self) -> Piece[Partial]:
        """Give all in one; at least one piece was added."""
        if self._aside is not None and self._spilling is not None:
            self._put_aside(self._spilling)
            aside, ranges, tally = self._aside
            return Piece(ranges, aside.whole(), tally)
        return self._together()

    @property
    def shared_keys(self) -> int | None:
        """Keys that stand under two or more customers, where they are numbers; to be asked once, after all else."""
        return self._keys.shared()

    def _together(self) -> Piece[Partial]:
        while len(self._held) > 1:
            last = self._held.pop()
            self._held.append(joined(self._analysis, self._held.pop(), last))
        return self._held[0]

    def _put_aside(self, analysis: Spilling[Partial]) -> None:
        """Put everything that is held aside."""
        if not self._held:
            return
        piece = self._together()
        self._held.clear()
        aside, ranges, tally = self._aside or (analysis.aside(), 0, None)
        aside.add(piece.partial)
        self._aside = (aside, ranges + piece.ranges, piece.tally if tally is None else tally.merge(piece.tally))


class KeyNumbers:
    """Numbers that are keys of cases, each once for every customer who has it, to see which are shared.

    Args:
        most: bytes above which they are put aside on disk; None for never.
    """

    def __init__(self, most: int | None) -> None:
        self._most = most
        self._held: list[NDArray[np.int64]] = []
        self._size = 0
        self._parted: Parted | None = None

    def taken_from(self, tally: Tally) -> Tally:
        """Take the numbers out of a tally."""
        if tally.key_numbers is None:
            return tally
        self._held.append(tally.key_numbers)
        self._size += tally.key_numbers.nbytes
        if self._most is not None and self._size > self._most:
            self._put_aside()
        return replace(tally, key_numbers=None)

    def shared(self) -> int | None:
        """Count the numbers that occur more than once; None when there never were any."""
        if self._parted is None:
            return analyse.shared_keys(None, np.concatenate(self._held)) if self._held else None
        self._put_aside()
        with closing(self._parted):
            return sum(
                analyse.shared_keys(None, np.concatenate([run[0] for run in runs]))
                for runs in self._parted.parts()
                if runs
            )

    def _put_aside(self) -> None:
        self._parted = self._parted or Parted()
        numbers = np.concatenate([np.zeros(0, np.int64), *self._held])
        self._held, self._size = [], 0
        # An odd factor takes every number to another one, and mixes their lower bits into the top.
        self._parted.add(numbers.view(np.uint64) * np.uint64(0x9E37_79B9_7F4A_7C15), numbers)


def joined(analysis: Analysis[Partial, Any], a: Piece[Partial], b: Piece[Partial]) -> Piece[Partial]:
    """Merge what neighbouring ranges came to; `a` holds the earlier customers."""
    return Piece(a.ranges + b.ranges, analysis.merge(a.partial, b.partial), a.tally.merge(b.tally))


def piece_of(journeys: Journeys, span: Range, analysis: Analysis[Partial, Any]) -> Piece[Partial]:
    """Reduce one range.

    Raises:
        InvalidInput: `where` or a case rule names what the source does not have.
    """
    batch, tally = cut_range(journeys, span, analysis.columns)
    if isinstance(analysis, Marked) and analysis.by_mark:
        batch = replace(batch, mark=marks_of(journeys.source, span, batch.customer))
    return Piece(1, analysis.partial(batch), tally)


def members_of(journeys: Journeys, span: Range, analysis: MemberAnalysis) -> Any:
    """Give the units of one range as a pyarrow table: `customer` as text, then the analysis' columns."""
    import pyarrow as pa  # noqa: PLC0415 - start-up: only drill-down needs it

    batch, _ = cut_range(journeys, span, analysis.columns)
    columns = dict(analysis.members(batch))
    customers = journeys.source.identifiers(span, columns.pop("customer"))
    # Times say their zone: a file of them, too, must tell the instant.
    told = {
        name: pa.array(column, pa.timestamp("us", tz="UTC")) if column.dtype.kind == "M" else column
        for name, column in columns.items()
    }
    return pa.table({"customer": customers, **told})


def cut_range(journeys: Journeys, span: Range, columns: frozenset[str]) -> tuple[JourneyBatch, Tally]:
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
    return cut.batch, Tally(
        cut.customers, cut.batch.journeys, cut.events, cut.outside_events, cut.keys, cut.key_numbers
    )


def basis_of(journeys: Journeys, tally: Tally, *, shared_keys: int | None = None) -> Basis:
    """Make the envelope.

    Args:
        shared_keys: keys seen under two customers, where they were counted apart.
    """
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
        shared_keys=analyse.shared_keys(tally.keys, tally.key_numbers) if shared_keys is None else shared_keys,
    )
