"""Some whole customers of a cluster's events, as a source: what an executor holds at a time."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sojourn.core.errors import EngineError
from sojourn.core.journeys import Codes, Column, JourneyBatch, Labels, Range

from .spark_parts import CHANNEL, CUSTOMER, EVENT, TIME, Facts, Reading


class Slice:
    """A source of one range; `take` puts the next customers in.

    Args:
        places: which column of the rows holds what a property needs.
    """

    def __init__(self, facts: Facts, places: Mapping[str, str], reading: Reading) -> None:
        self._facts = facts
        self._places = places
        self._reading = reading
        self._rows: Any = None
        self._starts = np.zeros(0, np.int64)
        self._columns: dict[str, Column] = {}
        self._batch: JourneyBatch | None = None
        self._selects: Any = None

    def take(self, rows: Any, starts: NDArray[np.int64]) -> Range:
        """Hold these rows from now on.

        Args:
            rows: a pyarrow table, sorted by customer, time and order of arrival.
            starts: (n,) the first row of each customer.
        """
        self._rows, self._starts = rows, starts
        self._columns, self._batch = {}, None
        return Range(part=0, first=0, last=len(starts), events=rows.num_rows)

    @property
    def subject(self) -> str:
        """What a customer is here."""
        return self._facts.subject

    @property
    def events(self) -> tuple[str, ...]:
        """Event names by code."""
        return self._facts.events

    @property
    def channels(self) -> tuple[str, ...]:
        """Channel names by code."""
        return self._facts.channels

    @property
    def properties(self) -> Mapping[str, str]:
        """Extra properties and their types."""
        return self._facts.properties

    @property
    def customers(self) -> int:
        """How many customers are here."""
        return len(self._starts)

    @property
    def rows(self) -> int:
        """How many events there are in all."""
        return self._facts.rows

    @property
    def observed_from(self) -> int | None:
        """Time of the first event of all."""
        return self._facts.observed_from

    @property
    def observed_until(self) -> int | None:
        """Time of the last event of all."""
        return self._facts.observed_until

    def ranges(self, *, most: int, at_least: int) -> list[Range]:
        """Give the one range there is."""
        return [Range(part=0, first=0, last=self.customers, events=0 if self._rows is None else self._rows.num_rows)]

    def read(self, span: Range, columns: frozenset[str]) -> JourneyBatch:
        """Give the customers, each one journey of unknown status."""
        if self._batch is None:
            count, rows = self.customers, 0 if self._rows is None else self._rows.num_rows
            self._batch = JourneyBatch(
                offsets=np.append(self._starts, rows),
                customer=np.arange(count, dtype=np.int64),
                status=np.zeros(count, np.uint8),
                time=self._time(),
                event=self._codes(EVENT, self.events),
                channel=self._codes(CHANNEL, self.channels),
                columns={},
            )
        return JourneyBatch(
            self._batch.offsets,
            self._batch.customer,
            self._batch.status,
            self._batch.time,
            self._batch.event,
            self._batch.channel,
            {name: self._column(name) for name in sorted(columns)},
        )

    def select(self, span: Range, where: str) -> NDArray[np.bool_]:
        """Say for each event whether a SQL expression holds; null is no."""
        if self._selects is None:
            self._selects = self._reading.selector(self)
        found: NDArray[np.bool_] = self._selects.select(span, where)
        return found

    def identifiers(self, span: Range, customers: NDArray[np.int64]) -> Any:
        """Give the identifiers of customers as a pyarrow string array."""
        import pyarrow as pa

        if self._rows is None:
            return pa.array([], pa.string())
        return self._rows[CUSTOMER].take(pa.array(self._starts[customers])).combine_chunks().cast(pa.string())

    def labels(self, name: str) -> Sequence[str]:
        """Give the labels of a property of text, as the codes of this range mean them."""
        column = self._column(name)
        return column.labels if isinstance(column, Labels) else ()

    def _time(self) -> NDArray[np.int64]:
        return np.zeros(0, np.int64) if self._rows is None else np.asarray(self._rows[TIME].to_numpy(), np.int64)

    def _codes(self, role: str, names: tuple[str, ...]) -> Codes:
        """Code a column of names; what is null has the largest code."""
        import pyarrow as pa
        import pyarrow.compute as pc

        if self._rows is None:
            return self._reading.narrow(np.zeros(0, np.int32), len(names))
        values: Any = self._rows[role]
        codes: Any = pc.index_in(values, value_set=pa.array(names, pa.string()), skip_nulls=True)
        if codes.null_count > values.null_count:
            new: Any = pc.filter(values, pc.and_(pc.is_valid(values), pc.is_null(codes)))[0]
            raise EngineError(
                f"there is the {role} {new.as_py()!r}, which was not there when these journeys were chosen",
                code="events-changed",
                hint="the events have changed since: choose the journeys again",
            )
        found = np.asarray(pc.fill_null(codes, -1).to_numpy(), np.int32)
        return self._reading.narrow(found, len(names))

    def _column(self, name: str) -> Column:
        if name not in self._columns:
            self._columns[name] = self._made(name)
        return self._columns[name]

    def _made(self, name: str) -> Column:
        """Turn what the rows hold of a property into a column."""
        import pyarrow as pa

        kind = self.properties.get(name)
        if kind is None:
            raise self._reading.no_property(name, self.properties)
        if self._rows is None:
            empty: dict[str, Any] = {"string": pa.string(), "bool": pa.bool_(), "double": pa.float64()}
            empty["timestamp"] = pa.timestamp("us", "UTC")
            return self._reading.column_of(pa.chunked_array([], empty.get(kind, pa.int64())), kind)
        values = self._rows[self._places[name]]
        if name in self._facts.in_json:
            values = pa.chunked_array([self._reading.text_of_key(values.combine_chunks(), name)])
        return self._reading.column_of(values, kind)
