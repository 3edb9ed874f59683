"""Events of an Arrow table, used in place: nothing is written, names stay as they stand."""

import difflib
from collections import Counter
from collections.abc import Mapping
from itertools import pairwise
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from sojourn.core.errors import InvalidInput
from sojourn.core.journeys import Codes, Column, JourneyBatch, Range

from .arrays import codes_of, column_of, kind_of, taken, text_of, times_of
from .columns import narrow, no_property, sliced
from .cutting import cut, merged_small, share_of
from .selecting import Selector


class MemorySource:
    """A source whose events lie in memory, sorted by customer, time, row.

    Make one with `from_table`.
    """

    def __init__(
        self,
        *,
        subject: str,
        identifiers: Any,
        offsets: NDArray[np.int64],
        time: NDArray[np.int64],
        event: Codes,
        events: tuple[str, ...],
        channel: Codes,
        channels: tuple[str, ...],
        columns: Mapping[str, Column],
        properties: Mapping[str, str],
        parts: int,
    ) -> None:
        self._subject = subject
        self._identifiers = identifiers
        self._offsets = offsets
        self._time = time
        self._event = event
        self._events = events
        self._channel = channel
        self._channels = channels
        self._columns = columns
        self._properties = properties
        borders = np.linspace(0, len(identifiers), max(1, parts) + 1).astype(np.int64)
        self._borders = np.array(list(dict.fromkeys(borders.tolist())), np.int64)
        self._first = int(time.min()) if len(time) else None
        self._last = int(time.max()) if len(time) else None
        self._selector = Selector(self)

    @classmethod
    def from_table(
        cls,
        table: pa.Table,
        *,
        customer: str = "customer",
        time: str = "time",
        event: str = "event",
        channel: str | None = "channel",
        subject: str = "customer",
        time_zone: str = "UTC",
        time_unit: str | None = None,
        money: str | None = "value",
        parts: int = 1,
    ) -> "MemorySource":
        """Take the events of a table as they stand.

        Args:
            table: one row an event, in any order; the order of rows decides between equal times.
            customer, time, event: the columns that say who, when and what. No nulls.
            channel: the column that says through what; a table without the column named `channel` has no channels.
            subject: what a customer is, for the replies.
            time_zone: of times that carry none.
            time_unit: `s`, `ms`, `us` or `ns` when times are numbers.
            money: a numeric column that is an amount: kept as int64 millionths.
            parts: into how many parts to cut the customers; results never depend on it.

        Raises:
            InvalidInput: a column is missing, there twice or cannot be read, or a row has no customer, time or event.
        """
        twice = [name for name, count in Counter(table.column_names).items() if count > 1]
        if twice:
            raise InvalidInput(
                f"the table has several columns {', '.join(map(repr, twice))}",
                code="duplicate-columns",
                hint="rename or drop all but one of each",
            )
        for role, name in (("customer", customer), ("time", time), ("event", event), ("channel", channel)):
            if name is not None and name not in table.column_names and (role, name) != ("channel", "channel"):
                raise _missing(role, name, table.column_names)
        identifiers, customers = codes_of(text_of(table[customer], customer), customer)
        events, names = codes_of(text_of(table[event], event), event)
        instants = times_of(table[time], time, time_zone=time_zone, time_unit=time_unit)
        order = np.lexsort((instants, identifiers))
        counts = np.bincount(identifiers, minlength=len(customers))
        offsets = np.concatenate([np.zeros(1, np.int64), np.cumsum(counts, dtype=np.int64)])

        if channel is not None and channel in table.column_names:
            channels, through = codes_of(text_of(table[channel], channel), channel, nulls=True)
        else:
            channels, through = np.full(table.num_rows, -1, np.int32), pa.array([], pa.string())

        rest = [name for name in table.column_names if name not in (customer, time, event, channel)]
        sorted_rest = taken(table.select(rest), order) if rest else table.select([])
        columns: dict[str, Column] = {}
        properties: dict[str, str] = {}
        for name in rest:
            kind = kind_of(sorted_rest.schema.field(name).type, money=name == money)
            if kind is None:
                continue
            values = sorted_rest[name]
            columns[name] = column_of(values, kind)
            properties[name] = kind
        return cls(
            subject=subject,
            identifiers=customers,
            offsets=offsets,
            time=np.ascontiguousarray(instants[order]),
            event=narrow(events[order], len(names)),
            events=tuple(names.to_pylist()),
            channel=narrow(channels[order], len(through)),
            channels=tuple(through.to_pylist()),
            columns=columns,
            properties=properties,
            parts=parts,
        )

    @property
    def subject(self) -> str:
        """What a customer is here."""
        return self._subject

    @property
    def events(self) -> tuple[str, ...]:
        """Event names by code."""
        return self._events

    @property
    def channels(self) -> tuple[str, ...]:
        """Channel names by code."""
        return self._channels

    @property
    def properties(self) -> Mapping[str, str]:
        """Extra properties and their types."""
        return self._properties

    @property
    def customers(self) -> int:
        """How many customers there are."""
        return len(self._identifiers)

    @property
    def rows(self) -> int:
        """How many events there are."""
        return len(self._time)

    @property
    def observed_from(self) -> int | None:
        """Time of the first event, None when there is none."""
        return self._first

    @property
    def observed_until(self) -> int | None:
        """Time of the last event, None when there is none."""
        return self._last

    def ranges(self, *, most: int, at_least: int) -> list[Range]:
        """Cut at customer borders into about equal numbers of events. Customers count from 0 in their part."""
        share = share_of(self.rows, most=most, at_least=at_least)
        spans: list[Range] = []
        for part, (a, b) in enumerate(pairwise(self._borders)):
            spans += cut(part, self._offsets[a : b + 1], share=share)
        return merged_small(spans, at_least=at_least) or [Range(part=0, first=0, last=0, events=0)]

    def read(self, span: Range, columns: frozenset[str]) -> JourneyBatch:
        """Give the customers of a range, each one journey of unknown status."""
        first, last = self._customers(span)
        offsets = self._offsets[first : last + 1]
        a, b = int(offsets[0]), int(offsets[-1])
        return JourneyBatch(
            offsets=offsets - a,
            customer=np.arange(last - first, dtype=np.int64),
            status=np.zeros(last - first, dtype=np.uint8),
            time=self._time[a:b],
            event=self._event[a:b],
            channel=self._channel[a:b],
            columns={name: sliced(self._column(name), a, b) for name in sorted(columns)},
        )

    def select(self, span: Range, where: str) -> NDArray[np.bool_]:
        """Say for each event of a range whether a SQL expression holds; null is no."""
        return self._selector.select(span, where)

    def identifiers(self, span: Range, customers: NDArray[np.int64]) -> Any:
        """Give the identifiers of customers of a range as a pyarrow string array."""
        first, _ = self._customers(span)
        return taken(self._identifiers, customers + first)

    def _customers(self, span: Range) -> tuple[int, int]:
        """Give a range's customers counted over all parts."""
        start = int(self._borders[span.part])
        return start + span.first, start + span.last

    def _column(self, name: str) -> Column:
        try:
            return self._columns[name]
        except KeyError:
            raise no_property(name, self._properties) from None


def _missing(role: str, name: str, found: list[str]) -> InvalidInput:
    near = difflib.get_close_matches(name, found, n=1, cutoff=0.5)
    return InvalidInput(
        f"there is no column {name!r} to take the {role} from; found: {', '.join(map(repr, found)) or 'no column'}",
        code="no-such-column",
        hint=f"pass {role}={near[0] if near else '...'!r}",
    )
