"""Which journeys to ask, the protocol of a question, and the engine that answers it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from html import escape
from typing import Any, Protocol, TypeVar, runtime_checkable

from numpy.typing import NDArray

from .durations import short
from .instants import rfc3339
from .journeys import Basis, Cases, JourneyBatch, Narrowed, Source

Partial = TypeVar("Partial")
Result = TypeVar("Result", covariant=True)
Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True, repr=False)
class Journeys:
    """Which journeys to look at, and the engine that will do the work.

    Attributes:
        since, until: keep events from `since` on and before `until`, microseconds UTC; `until` also ends the observed
            span.
        where: a SQL expression over event, time, channel and properties; events for which it is true are kept, before
            journeys are cut.
        collapse: merge consecutive repeats of one event into the first.
        time_zone: for calendar periods and for times without a zone.
    """

    source: Source
    engine: "Engine"
    cases: Cases = field(default_factory=Cases)
    since: int | None = None
    until: int | None = None
    where: str | None = None
    collapse: bool = False
    time_zone: str = "UTC"

    @property
    def observed_from(self) -> int | None:
        """First instant of the observed span."""
        first = self.source.observed_from
        return first if self.since is None or first is None else max(first, self.since)

    @property
    def observed_until(self) -> int | None:
        """Last instant for which data are complete: the last event of the source, or just before `until`."""
        return self.source.observed_until if self.until is None else self.until - 1

    def __repr__(self) -> str:
        """Say in words which journeys these are."""
        return f"Journeys({'; '.join(self._words())})"

    def _repr_html_(self) -> str:
        """Say it in a notebook."""
        return f"<p><strong>Journeys</strong> {' · '.join(map(escape, self._words()))}</p>"

    def _words(self) -> list[str]:
        """Name the source, as it is before anything is left out, and everything that was chosen.

        How much is left is not known before it is asked for.
        """
        source, cut, kept = self.source, self.cases.to_dict(), []
        while isinstance(source, Narrowed):
            kept.append(source.kept)
            source = source.whole
        by = cut.pop("by")
        told = ", ".join(_said(name, value) for name, value in cut.items() if value not in (None, []))
        return [
            f"source of {source.rows:,} events of {source.customers:,} {source.subject}s",
            f"{rfc3339(source.observed_from)} to {rfc3339(source.observed_until)}" if source.rows else "no events",
            *reversed(kept),
            f"cut by {by}" + (f" ({told})" if told else ""),
            *([f"since {rfc3339(self.since)}"] if self.since is not None else []),
            *([f"until {rfc3339(self.until)}"] if self.until is not None else []),
            *([f"where {self.where}"] if self.where is not None else []),
            *(["repeats collapsed"] if self.collapse else []),
            *([f"time zone {self.time_zone}"] if self.time_zone != "UTC" else []),
        ]


def _said(name: str, value: Any) -> str:
    """Say one part of a case rule."""
    if name.endswith("_seconds"):
        return f"{name.removesuffix('_seconds')} {short(value * 1e6)}"
    return f"{name} {', '.join(value) if isinstance(value, list) else value}"


class Analysis(Protocol[Partial, Result]):
    """One question, written so that any engine can ask it.

    `partial` depends on the analysis and the batch only; `merge` is associative and does not care how batches were cut;
    partials hold integers, so that floating point first appears in `finish`.
    """

    @property
    def columns(self) -> frozenset[str]:
        """Properties needed beside time, event and channel."""
        ...

    def partial(self, batch: JourneyBatch) -> Partial:
        """Reduce whole journeys to something small."""
        ...

    def merge(self, a: Partial, b: Partial) -> Partial:
        """Put two partials together; `a` comes from earlier customers."""
        ...

    def finish(self, partial: Partial, basis: Basis) -> Result:
        """Make the result."""
        ...


@runtime_checkable
class Marked(Protocol):
    """An analysis that draws customers by chance: an engine gives it `JourneyBatch.mark`."""

    @property
    def by_mark(self) -> bool:
        """Whether it does."""
        ...


class Aside(Protocol[Answer]):
    """Partials of one analysis that are put aside on disk."""

    def add(self, partial: Answer) -> None:
        """Put a partial aside."""
        ...

    def whole(self) -> Answer:
        """Give all that was put aside as one partial, whose arrays are mapped from disk; nothing is added after."""
        ...


@runtime_checkable
class Spilling(Protocol[Answer]):
    """An analysis whose partials grow with the journeys; an engine whose memory they exceed may put them aside."""

    def held(self, partial: Answer) -> int:
        """Say how many bytes a partial takes."""
        ...

    def aside(self) -> Aside[Answer]:
        """Give a place to put partials."""
        ...


class MemberAnalysis(Protocol):
    """A question whose numbers can be opened: which journeys are behind them?"""

    @property
    def columns(self) -> frozenset[str]:
        """Properties needed beside time, event and channel."""
        ...

    def members(self, batch: JourneyBatch) -> Mapping[str, NDArray[Any]]:
        """Give one row a unit: `customer` (ordinal in the range), and columns of the analysis' own."""
        ...


class Engine(Protocol):
    """Maps an analysis over batches of whole customers and folds what comes back."""

    def run(self, journeys: Journeys, analysis: Analysis[Partial, Answer]) -> Answer:
        """Answer a question."""
        ...

    def members(self, journeys: Journeys, analysis: MemberAnalysis) -> Any:
        """Give the units behind a result as a pyarrow table: `customer` as text, then the analysis' columns."""
        ...
