"""What every engine does alike: read a range, cut it into journeys, count it for the envelope, put pieces together."""

from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

from sojourn import analyse
from sojourn.core.analysis import Analysis, Journeys, MemberAnalysis
from sojourn.core.journeys import Basis, JourneyBatch, Range

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
    """

    def __init__(self, analysis: Analysis[Partial, Any]) -> None:
        self._analysis = analysis
        self._held: list[Piece[Partial]] = []

    def add(self, piece: Piece[Partial]) -> None:
        """Take the next piece."""
        while self._held and self._held[-1].ranges <= piece.ranges:
            piece = joined(self._analysis, self._held.pop(), piece)
        self._held.append(piece)

    def whole(self) -> Piece[Partial]:
        """Give all in one; at least one piece was added."""
        while len(self._held) > 1:
            last = self._held.pop()
            self._held.append(joined(self._analysis, self._held.pop(), last))
        return self._held[0]


def joined(analysis: Analysis[Partial, Any], a: Piece[Partial], b: Piece[Partial]) -> Piece[Partial]:
    """Merge what neighbouring ranges came to; `a` holds the earlier customers."""
    return Piece(a.ranges + b.ranges, analysis.merge(a.partial, b.partial), a.tally.merge(b.tally))


def piece_of(journeys: Journeys, span: Range, analysis: Analysis[Partial, Any]) -> Piece[Partial]:
    """Reduce one range.

    Raises:
        InvalidInput: `where` or a case rule names what the source does not have.
    """
    batch, tally = cut_range(journeys, span, analysis.columns)
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


def basis_of(journeys: Journeys, tally: Tally) -> Basis:
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
