"""Lived journeys: the batch that kernels read, how events are cut into cases, and where journeys come from."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any, Literal, Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from .durations import microseconds
from .errors import InvalidInput
from .instants import rfc3339

Codes = NDArray[np.uint8] | NDArray[np.uint16] | NDArray[np.uint32]
"""Dictionary codes, as narrow as the dictionary allows; the type's largest value means null where null is allowed."""


class JourneyStatus(IntEnum):
    """How a journey stands at the end of the observed span."""

    UNKNOWN = 0
    OPEN = 1
    TIMED_OUT = 2
    ENDED = 3


@dataclass(frozen=True, slots=True)
class Labels:
    """A property with few or many distinct values.

    Attributes:
        codes: (m,) int32, row for row with the events; -1 is null.
        labels: the value of each code, as text.
    """

    codes: NDArray[np.int32]
    labels: Sequence[str]


@dataclass(frozen=True, slots=True)
class Numbers:
    """A numeric property.

    Attributes:
        values: (m,) int64 or float64, row for row with the events; what stands at a null is undefined. Money is int64
            millionths.
        valid: (m,) bool, False at nulls; None when there are none.
    """

    values: NDArray[np.int64] | NDArray[np.float64]
    valid: NDArray[np.bool_] | None


Column = Labels | Numbers


@dataclass(frozen=True, slots=True)
class JourneyBatch:
    """Whole journeys of whole customers, in the CSR layout.

    Events of journey i are `offsets[i]` to `offsets[i + 1]`, in recorded order (time, then order of arrival). Journeys
    of one customer stand together, in order of their first event.

    Attributes:
        offsets: (n + 1,) int64, ascending, from 0.
        customer: (n,) int64, whose journey it is: the customer's ordinal in the range the batch was read from;
            ascending.
        status: (n,) uint8, values of `JourneyStatus`.
        time: (m,) int64 microseconds UTC, ascending inside a journey.
        event: (m,) codes into the source's `events`; never null.
        channel: (m,) codes into the source's `channels`; the type's largest value is null.
        columns: what else was asked for, row for row.
        mark: (n,) uint64, a number made of the customer's identifier alone, for analyses that draw customers by chance;
            None where nobody asked.
    """

    offsets: NDArray[np.int64]
    customer: NDArray[np.int64]
    status: NDArray[np.uint8]
    time: NDArray[np.int64]
    event: Codes
    channel: Codes
    columns: Mapping[str, Column] = field(default_factory=dict)
    mark: NDArray[np.uint64] | None = None

    @property
    def journeys(self) -> int:
        """Number of journeys."""
        return len(self.offsets) - 1

    @property
    def events(self) -> int:
        """Number of events."""
        return len(self.time)


@dataclass(frozen=True, slots=True)
class Cases:
    """How one customer's events are cut into journeys.

    - `customer`: all events of the customer are one journey; its status is unknown.
    - `gap`: a new journey begins when the pause is longer than `gap`; the last one is open while its last event is less
      than `gap` before the end of the observed span, every other has timed out.
    - `between`: a journey opens at a `start` event (any event when none is named), closes with and includes an `end`
      event, or when the pause exceeds `timeout`. A start inside an open journey belongs to it. Status: ended, else as
      for gap. Events in no journey are left out and counted.
    - `key`: events of one customer that share a value of the property `key`, even interleaved; a null key is outside.

    Durations are microseconds.
    """

    by: Literal["customer", "gap", "between", "key"] = "customer"
    gap: int = 1_800_000_000
    start: tuple[str, ...] = ()
    end: tuple[str, ...] = ()
    timeout: int | None = None
    key: str | None = None

    def __post_init__(self) -> None:
        if self.by not in ("customer", "gap", "between", "key"):
            raise InvalidInput(f"{self.by!r} is not a rule for cases", hint="use customer, gap, between or key")
        if self.by == "key" and not self.key:
            raise InvalidInput("cases by key need the property that holds the key", hint="add --case-key PROPERTY")
        if self.by == "between" and not (self.start or self.end):
            raise InvalidInput(
                "cases between events need a start or an end event", hint="add --case-start or --case-end"
            )
        if self.by == "gap" and self.gap <= 0:
            raise InvalidInput("a gap must be longer than nothing", hint="write --gap 30m")

    def to_dict(self) -> dict[str, Any]:
        """Give the JSON form: the rule and only what it uses, durations in seconds."""
        if self.by == "gap":
            return {"by": "gap", "gap_seconds": self.gap / 1e6}
        if self.by == "between":
            return {
                "by": "between",
                "start": list(self.start),
                "end": list(self.end),
                "timeout_seconds": None if self.timeout is None else self.timeout / 1e6,
            }
        if self.by == "key":
            return {"by": "key", "key": self.key}
        return {"by": "customer"}


@dataclass(frozen=True, slots=True)
class Range:
    """A stretch of whole customers of a source.

    Attributes:
        part: which part of the source.
        first, last: customers `first` to `last` (exclusive) of that part.
        events: how many events they have.
    """

    part: int
    first: int
    last: int
    events: int


class Source(Protocol):
    """Where events lie ready in recorded order: an index, or a file read in place."""

    @property
    def subject(self) -> str:
        """What a customer is here: `customer`, or the identifier property the index was built for."""
        ...

    @property
    def events(self) -> tuple[str, ...]:
        """Event names by code."""
        ...

    @property
    def channels(self) -> tuple[str, ...]:
        """Channel names by code."""
        ...

    @property
    def properties(self) -> Mapping[str, str]:
        """Extra properties and their types: bool, int64, double, timestamp, string, money."""
        ...

    @property
    def customers(self) -> int:
        """How many customers there are."""
        ...

    @property
    def rows(self) -> int:
        """How many events there are."""
        ...

    @property
    def observed_from(self) -> int | None:
        """Time of the first event, None when there is none."""
        ...

    @property
    def observed_until(self) -> int | None:
        """Time of the last event, None when there is none."""
        ...

    def ranges(self, *, most: int, at_least: int) -> list[Range]:
        """Cut at customer borders into at most about `most` ranges of about equal events, none under `at_least`."""
        ...

    def read(self, span: Range, columns: frozenset[str]) -> JourneyBatch:
        """Give the customers of a range, each one journey of unknown status; `customer` counts from 0 in the range."""
        ...

    def select(self, span: Range, where: str) -> NDArray[np.bool_]:
        """Say for each event of a range whether a SQL expression holds; null is no.

        Raises:
            InvalidInput: the expression cannot be read, or names what is not there.
        """
        ...

    def identifiers(self, span: Range, customers: NDArray[np.int64]) -> Any:
        """Give the identifiers of customers of a range as a pyarrow string array."""
        ...


@runtime_checkable
class Narrowed(Protocol):
    """A source that keeps some of the customers of another; `customers` and `rows` are then upper bounds."""

    @property
    def whole(self) -> Source:
        """The source that it was made from."""
        ...

    @property
    def kept(self) -> str:
        """Which customers it keeps, in words."""
        ...

    @property
    def narrowing(self) -> Callable[[Source], Source]:
        """What keeps the same customers of another source; it can be sent to other processes."""
        ...


@dataclass(frozen=True, slots=True)
class Basis:
    """What a result stands on; the envelope of every reply.

    Attributes:
        customers, events: what is left after `since`, `until` and `where`, before journeys are cut.
        journeys: after cutting.
        outside_events: events in no journey.
        shared_keys: keys seen under two customers (cases by key).
        observed_from, observed_until: the span for which data are complete, microseconds UTC.
    """

    subject: str
    cases: Cases
    customers: int
    journeys: int
    events: int
    outside_events: int
    observed_from: int | None
    observed_until: int | None
    where: str | None
    shared_keys: int = 0

    def to_dict(self) -> dict[str, Any]:
        """Give the JSON form."""
        shared = {"shared_keys": self.shared_keys} if self.cases.by == "key" else {}
        return {
            "subject": self.subject,
            "cases": self.cases.to_dict(),
            "customers": self.customers,
            "journeys": self.journeys,
            "events": self.events,
            "outside_events": self.outside_events,
            **shared,
            "observed_from": rfc3339(self.observed_from),
            "observed_until": rfc3339(self.observed_until),
            "where": self.where,
        }


def cases(
    by: str = "customer",
    *,
    gap: str | None = None,
    start: Sequence[str] = (),
    end: Sequence[str] = (),
    timeout: str | None = None,
    key: str | None = None,
) -> Cases:
    """Make a case rule from what people write: durations as text.

    Raises:
        InvalidInput: an unknown rule, a bad duration, or a rule without what it needs.
    """
    rule = by if by != "customer" else ("gap" if gap else "key" if key else "between" if start or end else "customer")
    return Cases(
        by=rule,  # type: ignore[arg-type]  # checked in __post_init__
        gap=microseconds(gap or "30m"),
        start=tuple(start),
        end=tuple(end),
        timeout=None if timeout is None else microseconds(timeout),
        key=key,
    )
