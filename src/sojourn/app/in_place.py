"""Events asked where they lie: a file or a table, without a workspace."""

import re
import sys
import warnings
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from sojourn.core.analysis import Journeys
from sojourn.core.clock import SystemClock
from sojourn.core.errors import InvalidInput
from sojourn.core.events import MONEY
from sojourn.core.journeys import Cases
from sojourn.core.progress import Progress
from sojourn.core.words import counted

from . import build

if TYPE_CHECKING:
    import pyarrow as pa

_OF_IMPORTS = frozenset({"key_hi", "key_lo", "row", "time_flags"})
"""What only an import needs of a row."""

_VALUE = "value"
"""The column that is an amount."""

_LARGEST = 1e12
"""No amount is as large: with six digits after the point it would have more than 18."""

_UNNAMED = re.compile(r"__index_level_\d+__")
"""What Arrow calls the row labels of a data frame that have no name of their own."""


class ArrowStream(Protocol):
    """Whatever hands its columns on as Arrow: tables of pyarrow, pandas, polars, DuckDB and others."""

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        """Give the stream."""
        ...


Events = str | Path | ArrowStream | Mapping[str, Sequence[Any]] | Sequence[Mapping[str, Any]]
"""Where events lie: a file, a table, a mapping of columns, or a list of rows."""


def journeys(
    events: Events,
    *,
    customer: str | None = None,
    time: str | None = None,
    event: str | None = None,
    channel: str | None = None,
    time_unit: str | None = None,
    properties: Collection[str] | None = None,
    since: build.When | None = None,
    until: build.When | None = None,
    where: str | None = None,
    cases: str | Cases | None = None,
    gap: str | timedelta | None = None,
    case_start: build.Names = (),
    case_end: build.Names = (),
    case_timeout: str | timedelta | None = None,
    case_key: str | None = None,
    collapse: bool = False,
    time_zone: str | None = None,
    subject: str = "customer",
    engine: str = "local",
    threads: int | None = None,
    memory: int | str | None = None,
    progress: Progress | bool = True,
) -> Journeys:
    """Choose journeys of a file or a table, used where it lies: names stay as they stand, nothing is written.

    The options are those of `Workspace.journeys`, and these:

    Args:
        events: a CSV, JSON Lines or Parquet file, `-` for standard input; or a table with one row an event: of pyarrow,
            pandas, polars or whatever else hands Arrow on, a mapping of columns, or a list of rows.
        customer, time, event, channel: the columns that say who, when, what and through what; by default those of the
            same name, and no channel where there is none.
        time_unit: `s`, `ms`, `us` or `ns` when times are numbers.
        properties: of a file, which further columns to read, beside what `where` and the case key name; by default all.
            Fewer take less memory: a file is held whole. A cluster reads, for each question, the columns it needs, and
            this changes nothing there.
        time_zone: of times that carry none, and for calendar periods; by default UTC.
        subject: whose journeys: `customer`, or another column that identifies somebody, such as `account`.
        progress: is told how far a question has come, in events, and on a cluster in tasks of each job; True shows it
            in a notebook, False never.

    Warns:
        RowsLeftOut: rows of a file that could not become events.
        AmountsRounded: floats of `value` that are finer than millionths, or without end.

    Raises:
        NotFound: there is no such file.
        InvalidInput: a column is missing, a row has no customer, time or event, or an option cannot be read.

    Example:
        >>> sj.journeys("orders.csv", customer="buyer", time="created_at", event="status")
    """
    if engine != "local":
        from . import clusters  # noqa: PLC0415 - start-up: only a cluster needs it

        roles: dict[str, Any] = {
            "customer": customer,
            "time": time,
            "event": event,
            "channel": channel,
            "time_unit": time_unit,
        }
        return clusters.journeys(
            engine,
            events,
            threads=threads,
            memory=memory,
            progress=progress,
            since=since,
            until=until,
            where=where,
            cases=build.cases(cases, gap=gap, start=case_start, end=case_end, timeout=case_timeout, key=case_key),
            collapse=collapse,
            time_zone=time_zone,
            subject=subject,
            **{role: name for role, name in roles.items() if name is not None},
        )
    from sojourn.stores.memory import MemorySource  # noqa: PLC0415 - start-up: a workspace is asked without it

    if isinstance(events, str | Path) and time_unit is not None:
        table = as_it_stands(events)
    elif isinstance(events, str | Path):
        names = {"customer": customer or (None if subject == "customer" else subject), "time": time, "event": event}
        only = None if properties is None else {*properties, *([case_key] if case_key else [])}
        table = read(events, **names, channel=channel, zone=time_zone, only=only, where=where)
        customer, time, event, channel = "customer", "time", "event", "channel"
    else:
        table = as_table(events)
    _tell_of_amounts(table)
    source = MemorySource.from_table(
        table,
        customer=customer or subject,
        time=time or "time",
        event=event or "event",
        channel=channel or "channel",
        subject=subject,
        time_zone=time_zone or "UTC",
        time_unit=time_unit,
    )
    return build.journeys(
        source,
        since=since,
        until=until,
        where=where,
        cases=build.cases(cases, gap=gap, start=case_start, end=case_end, timeout=case_timeout, key=case_key),
        collapse=collapse,
        time_zone=time_zone or "UTC",
        engine=build.engine(engine, threads=threads, memory=memory, progress=progress),
    )


def read(
    path: str | Path,
    *,
    customer: str | None = None,
    time: str | None = None,
    event: str | None = None,
    channel: str | None = None,
    zone: str | None = None,
    only: Collection[str] | None = None,
    where: str | None = None,
) -> "pa.Table":
    """Read a file of events as a table with the columns customer, time, event, channel and the properties.

    Columns that are not named are those of the same name, else they are inferred as for an import.

    Args:
        only: properties to read; by default all. Those whose names occur in `where` are read, too.

    Warns:
        RowsLeftOut: rows that could not become events.

    Raises:
        NotFound: there is no such file.
        InvalidInput: it cannot be read, or it is not clear which column is what.
    """
    import pyarrow as pa  # noqa: PLC0415 - start-up: a workspace is asked without it

    from sojourn import collect  # noqa: PLC0415 - the same

    standard = str(path) == "-"
    file = collect.Source.of_stream(sys.stdin.buffer) if standard else collect.Source(path)
    inspection = collect.inspect(file)

    def column(role: str, name: str | None) -> str | None:
        twice = any(header == role for _, header in inspection.repeated)  # which one it is, inference asks
        return name or (role if inspection.find(role) and not twice else None)

    wanted = collect.Mapping(
        customer=column("customer", customer),
        time=column("time", time),
        event=column("event", event),
        channel=column("channel", channel),
        zone=zone,
    )
    mapping = collect.infer(inspection, wanted).mapping
    if only is not None:
        wanted_names = mapping.used().union(only)
        unread = [column.name for column in inspection.columns if column.name not in wanted_names]
        unread = [name for name in unread if where is None or name not in where]
        mapping = replace(mapping, ignore=(*mapping.ignore, *unread))
    tables: list[pa.Table] = []
    refused: list[collect.Refusal] = []
    rows = 0
    for chunk in collect.read(file, mapping, inspection=inspection, now=SystemClock().now(), default_zone=zone):
        tables.append(chunk.events.select([name for name in chunk.events.column_names if name not in _OF_IMPORTS]))
        refused += chunk.refused
        rows += chunk.rows
    refused.sort(key=lambda each: each.row)
    if refused:
        first = refused[0]
        warnings.warn(
            f"{len(refused):,} of {rows:,} rows of {file.name} were left out; the first: {first.message}",
            RowsLeftOut,
            stacklevel=3,
        )
    whole = pa.concat_tables(tables, promote_options="permissive")
    return _as_in_file(_with_money(whole), {column.name for column in inspection.columns})


def as_it_stands(path: str | Path) -> "pa.Table":
    """Read a file as a table, its columns untouched: for times that are plain numbers whose unit is known.

    Raises:
        NotFound: there is no such file.
        InvalidInput: it cannot be read.
    """
    import pyarrow as pa  # noqa: PLC0415 - start-up: a workspace is asked without it
    from pyarrow import csv, json, parquet  # noqa: PLC0415 - the same

    from sojourn import collect  # noqa: PLC0415 - the same

    file = collect.Source.of_stream(sys.stdin.buffer) if str(path) == "-" else collect.Source(path)
    kind = collect.sniff(file)
    with file.open_seekable() as content:
        try:
            if kind is collect.FileKind.PARQUET:
                return parquet.read_table(content)
            return json.read_json(content) if kind is collect.FileKind.JSONL else csv.read_csv(content)
        except pa.ArrowInvalid as error:
            raise InvalidInput(f"{file.name} cannot be read: {error}", code="unreadable-file") from error


def as_table(events: object) -> "pa.Table":
    """Take events that lie in memory as an Arrow table, row labels without a name left out.

    Raises:
        InvalidInput: it is no table, or its columns cannot be columns of Arrow.
    """
    import pyarrow as pa  # noqa: PLC0415 - start-up: a workspace is asked without it

    rows = None
    if isinstance(events, list | tuple) and all(isinstance(row, Mapping) for row in events):
        rows = list(events)
    try:
        table = pa.table(events) if rows is None else pa.Table.from_pylist(rows)
    except (TypeError, ValueError, AttributeError) as error:  # Arrow's own errors are ValueErrors and TypeErrors
        raise InvalidInput(
            f"{_called(events)} cannot be read as a table of events: {'; '.join(map(str, error.args))}",
            code="bad-events",
            hint="give a file's name, a table of pyarrow, pandas or polars, a mapping of columns or a list of rows",
        ) from error
    named = [name for name in table.column_names if not _UNNAMED.fullmatch(name)]
    return pa.table({name: _without_views(table[name]) for name in named})


def _without_views(column: Any) -> Any:
    """Give text in the layout that Arrow's functions know: polars hands it on in another."""
    import pyarrow as pa  # noqa: PLC0415 - start-up: a workspace is asked without it

    kind = column.type
    if pa.types.is_dictionary(kind) and pa.types.is_string_view(kind.value_type):
        known: Any = pa.dictionary(kind.index_type, pa.large_string())
        return pa.chunked_array(
            [
                pa.DictionaryArray.from_arrays(each.indices, each.dictionary.cast("large_string"))
                for each in column.chunks
            ],
            known,
        )
    return column.cast("large_string") if pa.types.is_string_view(kind) else column


def _called(given: object) -> str:
    """Name what was given by its kind."""
    return "None" if given is None else f"a {type(given).__name__}"


class RowsLeftOut(UserWarning):
    """Rows of a file could not become events; the answer stands without them."""


class AmountsRounded(UserWarning):
    """Amounts are finer than a millionth and were rounded, or have no end and count as none."""


def _tell_of_amounts(table: "pa.Table") -> None:
    """Warn where floats of the column of amounts do not fit millionths; what sums of floats are off by is not told."""
    import pyarrow as pa  # noqa: PLC0415 - start-up: a workspace is asked without it

    if _VALUE not in table.column_names or not pa.types.is_floating(table[_VALUE].type):
        return
    import pyarrow.compute as pc  # noqa: PLC0415 - the same

    given = pc.drop_null(table[_VALUE].cast(pa.float64())).to_numpy()
    endless = int(np.isinf(given).sum())
    scaled = given[np.abs(given) < _LARGEST] * MONEY
    finer = int((np.abs(scaled - np.rint(scaled)) > 0.001 + np.abs(scaled) * 2.0**-48).sum())
    said = [f"rounded to six decimals: {finer:,}"] if finer else []
    said += [f"without end, counted as none: {endless:,}"] if endless else []
    if said:
        warnings.warn(f"of {counted(len(given), 'amount')}, {'; '.join(said)}", AmountsRounded, stacklevel=3)


def _as_in_file(table: "pa.Table", found: Collection[str]) -> "pa.Table":
    """Call properties what the file calls them.

    A record keeps a property that has the name of one of its own columns under another; here nothing but the columns
    that were taken from the file stands in the way. A `value` that was no column of sums, because some are finer than
    millionths or written as 1e3, is numbers, and is rounded like those of a Parquet file.

    Args:
        found: names of the columns of the file.
    """
    import pyarrow as pa  # noqa: PLC0415 - start-up: a workspace is asked without it

    from sojourn.core.events import EVENT_COLUMNS  # noqa: PLC0415 - the same

    names = [name.removeprefix("prop:") for name in table.column_names]
    columns = list(table.columns)
    for place, name in enumerate(names):
        own = name.removesuffix("_")
        if own == name or own in names or name in found or own not in found or own not in EVENT_COLUMNS:
            continue
        if own == _VALUE:
            numbers = _numbers(columns[place])
            if numbers is None:
                continue
            columns[place] = numbers
        names[place] = own
    return pa.table(columns, names)


def _numbers(column: Any) -> Any:
    """Read text as numbers, in whatever way they are written; None where they are too large to be amounts."""
    import pyarrow as pa  # noqa: PLC0415 - start-up: a workspace is asked without it
    import pyarrow.compute as pc  # noqa: PLC0415 - the same

    if pa.types.is_dictionary(column.type):
        column = column.cast(column.type.value_type)
    if pa.types.is_string(column.type):
        try:
            column = column.cast(pa.float64())
        except pa.ArrowInvalid:
            return column
    if pa.types.is_integer(column.type) or pa.types.is_floating(column.type):
        largest = pc.max(pc.abs(column.cast(pa.float64()))).as_py()
        return None if largest is not None and largest >= _LARGEST else column
    return column


def _with_money(table: "pa.Table") -> "pa.Table":
    """Give the value, int64 millionths, as the decimal it means."""
    from sojourn.stores.arrays import decimals  # noqa: PLC0415 - start-up: a workspace is asked without it

    if _VALUE not in table.column_names:
        return table
    value = table[_VALUE].combine_chunks()
    valid = value.is_valid().to_numpy(zero_copy_only=False)
    amounts = decimals(value.fill_null(0).to_numpy(zero_copy_only=False), valid)
    return table.set_column(table.column_names.index(_VALUE), _VALUE, amounts)
