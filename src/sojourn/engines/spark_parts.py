"""What the parts of the Spark engine say to each other: how columns are read, and what travels to the executors."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import Any, Protocol

from numpy.typing import NDArray

from sojourn.core.analysis import Journeys
from sojourn.core.errors import InvalidInput
from sojourn.core.journeys import Cases, Codes, Column, Range, Source

CUSTOMER, EVENT, CHANNEL, TIME, SEQ, ORDER = "customer", "event", "channel", "time", "seq", "order"
"""Columns of the rows that reach the executors; properties follow as `p0`, `p1` and so on."""


class Selects(Protocol):
    """Answers `where`."""

    def select(self, span: Range, where: str) -> NDArray[Any]:
        """Say for each event of a range whether an expression holds."""
        ...


class Reading(Protocol):
    """How columns of Arrow become columns of a batch, and how `where` is answered: as the stores do it.

    A module that travels to the executors by its name (`sojourn.stores.elsewhere`).
    """

    __name__: str

    lake_columns: frozenset[str]
    """Columns by which the record of a workspace is known."""

    json_column: str
    """The record's column of JSON objects."""

    @property
    def kind_of(self) -> Callable[..., str | None]:
        """Name the kind of property an Arrow type makes; `money=True` where it is the amount."""
        ...

    @property
    def column_of(self) -> Callable[[Any, str], Column]:
        """Turn Arrow values into a column of a kind."""
        ...

    @property
    def narrow(self) -> Callable[[Any, int], Codes]:
        """Store codes as narrow as so many names allow."""
        ...

    @property
    def no_property(self) -> Callable[[str, Mapping[str, str]], InvalidInput]:
        """Word the refusal of a property that is not there."""
        ...

    @property
    def selector(self) -> Callable[[Source], Selects]:
        """Answer `where` for a source."""
        ...

    @property
    def columns_of(self) -> Callable[[str, Mapping[str, str]], frozenset[str]]:
        """Give the columns an expression needs."""
        ...

    @property
    def keys_of(self) -> Callable[[Any], set[str]]:
        """List the names in JSON objects."""
        ...

    @property
    def text_of_key(self) -> Callable[[Any, str], Any]:
        """Give one name's values in JSON objects as text."""
        ...

    @property
    def lake_properties(self) -> Callable[[Any, frozenset[str], frozenset[str]], dict[str, str]]:
        """Name the properties of a record and their kinds."""
        ...


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a source on a cluster: plain data, so that it travels.

    Attributes:
        events, channels: names by code, sorted.
        properties: names and kinds.
        in_json: those properties that are names inside the JSON column.
    """

    subject: str
    events: tuple[str, ...]
    channels: tuple[str, ...]
    properties: Mapping[str, str]
    in_json: frozenset[str]
    rows: int
    observed_from: int | None
    observed_until: int | None


@dataclass(frozen=True, slots=True)
class Task:
    """A question as it travels to the executors.

    Attributes:
        reading_of: the name of the module that reads columns.
        analysis: the question.
        places: which column of the rows holds what a property needs.
        narrowing: what keeps some of the customers, the innermost first.
        slices: into how many stretches of customers the events are cut; None where rows tell it by their order.
        at_once: events that are reduced at a time, whole customers as they are.
        budget: bytes of a partition that may be sorted again when it did not come in order.
    """

    reading_of: str
    facts: Facts
    analysis: Any
    places: Mapping[str, str]
    narrowing: tuple[Callable[[Source], Source], ...]
    cases: Cases
    since: int | None
    until: int | None
    where: str | None
    collapse: bool
    time_zone: str
    slices: int | None
    at_once: int
    budget: int

    def reading(self) -> Reading:
        """Find what reads columns, on the machine where this is."""
        found: Any = import_module(self.reading_of)
        reading: Reading = found
        return reading

    def journeys(self, source: Source, engine: Any) -> Journeys:
        """Give the journeys of a source on an executor: those of the question."""
        for narrow in self.narrowing:
            source = narrow(source)
        return Journeys(
            source,
            engine,
            cases=self.cases,
            since=self.since,
            until=self.until,
            where=self.where,
            collapse=self.collapse,
            time_zone=self.time_zone,
        )
