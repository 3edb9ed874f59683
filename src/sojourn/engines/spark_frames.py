"""Make a source of a place or of a data frame: which column is what, times as microseconds, what names there are."""

import difflib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from sojourn.core.errors import InvalidInput
from sojourn.core.instants import zone
from sojourn.core.words import counted

from .spark_parts import CHANNEL, CUSTOMER, EVENT, ORDER, SEQ, TIME, Facts, Reading
from .spark_remote import functions
from .spark_send import json_names
from .spark_source import SparkSource
from .spark_tables import ROW, Found, numbered, read, spoken
from .spark_times import instant_of, instants, stretches
from .spark_watch import Watch

_UNITS: Mapping[str, str] = {
    "s": "{0} * 1000000",
    "ms": "{0} * 1000",
    "us": "{0}",
    "ns": "({0} - pmod({0}, 1000)) div 1000",
}
_DAY = 86_400_000_000
_EARLIEST, _LATEST = -62_135_596_800_000_000, 253_402_300_799_999_999
"""The first and the last microsecond of the years 1 to 9999."""

MONEY = "value"
"""The column that is an amount: kept as int64 millionths."""


@dataclass(frozen=True, slots=True)
class Roles:
    """Which columns of a data frame are what.

    Attributes:
        channel: may be missing when it is called `channel`.
        seq: whole numbers that say the order of arrival.
        time_unit: `s`, `ms`, `us` or `ns`, of times that are whole numbers.
        time_zone: of times that carry none.
    """

    customer: str = "customer"
    time: str = "time"
    event: str = "event"
    channel: str = "channel"
    seq: str | None = None
    time_unit: str = "us"
    time_zone: str = "UTC"


def spark_source(
    spark: Any,
    data: Any,
    *,
    roles: Roles | None = None,
    subject: str = "customer",
    reading: Reading,
    watch: Watch | None = None,
) -> SparkSource:
    """Take events as a source: a workspace's folder, a place of a Delta table or Parquet files, or a data frame.

    The order of arrival, which decides between equal times, is the record's own for a workspace; else the column
    `roles.seq`; else the place in the files, by their names and rows; and for a data frame a checksum of the row, so
    that it is arbitrary and always the same.

    Args:
        roles: which column is what; a workspace's own know it.
        watch: is told how far the cluster is with looking at them, and why nothing begins.

    Raises:
        NotFound: nothing lies there.
        InvalidInput: a column is missing or of a type that cannot be used, or a row has no customer, time or event.
        EngineError: Spark could not read it.

    Cost: one pass over customer, time, event and channel.
    """
    over = watch or Watch()
    found = over.over(spark, lambda: _looked_at(spark, data, roles, subject, reading), told="sojourn: choose journeys")
    found.watch = over
    return found


def _looked_at(spark: Any, data: Any, roles: Roles | None, subject: str, reading: Reading) -> SparkSource:
    """Look at what is there."""
    place = isinstance(data, str | Path)
    found = read(spark, data) if place else Found(data)
    with spoken():
        if set(found.frame.columns) >= reading.lake_columns:
            if subject != "customer":
                raise InvalidInput(
                    f"a workspace has no journeys by {subject!r}",
                    code="unknown-subject",
                    hint="journeys are those of the customer",
                )
            return _record(replace(found, frame=found.frame.drop(ROW)), reading)
        given = roles or Roles()
        zone(given.time_zone)
        if place and given.seq is None:
            given = replace(given, seq=ROW)
            return _made(numbered(spark, found.frame), given, subject, reading)
        return _made(found.frame, given, subject, reading)


def _record(found: Found, reading: Reading) -> SparkSource:
    """Take a workspace's record, whose customers have their place in the order of its index."""
    frame = found.frame
    schema = _arrow(frame, leave=frozenset({"bucket"}))
    written = found.written if found.written is not None else frozenset(frame.columns)
    inside: frozenset[str] = frozenset()
    if reading.json_column in written:
        inside = json_names(frame.select(_column(frame, reading.json_column)), reading.keys_of)
    kinds = reading.lake_properties(schema, written, inside)
    in_json = frozenset(name for name in kinds if name not in schema.names)
    kept = {name: _column(frame, reading.json_column if name in in_json else name) for name in kinds}
    return _counted(
        frame, Roles(seq="seq"), kinds, kept, reading, order=_column(frame, "customer_hash"), in_json=in_json
    )


def _made(frame: Any, roles: Roles, subject: str, reading: Reading) -> SparkSource:
    """Take any other rows."""
    for role in ("customer", "time", "event", "channel", "seq"):
        name = getattr(roles, role)
        if name is not None and name not in frame.columns and (role, name) != ("channel", "channel"):
            raise _missing(role, name, [each for each in frame.columns if each != ROW])
    used = frozenset({roles.customer, roles.time, roles.event, roles.channel, roles.seq or "", ROW})
    kinds: dict[str, str] = {}
    for field in _arrow(frame, leave=used):
        kind = reading.kind_of(field.type, money=field.name == MONEY)
        if kind is not None:
            kinds[field.name] = kind
    return _counted(frame, roles, kinds, {name: _column(frame, name) for name in kinds}, reading, subject=subject)


def _counted(
    frame: Any,
    roles: Roles,
    kinds: Mapping[str, str],
    kept: Mapping[str, Any],
    reading: Reading,
    *,
    subject: str = "customer",
    order: Any = None,
    in_json: frozenset[str] = frozenset(),
) -> SparkSource:
    """Name the columns, and count what must be known of them in one pass."""
    f = functions(frame)
    time, naive = _readings(frame, roles)
    who = _text(frame, roles.customer)
    channel = _text(frame, roles.channel) if roles.channel in frame.columns else f.lit(None).cast("string")
    event = _text(frame, roles.event)
    places = {name: f"p{number}" for number, name in enumerate(sorted(kept))}
    columns = {CUSTOMER: who, EVENT: event, CHANNEL: channel, TIME: time}
    columns[SEQ] = _column(frame, roles.seq).cast("long") if roles.seq else f.xxhash64(event, channel, *kept.values())
    if order is not None:
        columns[ORDER] = order
    columns |= {places[name]: column for name, column in kept.items()}
    rows = frame.select(*(column.alias(name) for name, column in columns.items()))
    told = rows.agg(
        f.count(f.lit(1)),
        *(f.count(f.col(name)) for name in (CUSTOMER, TIME, EVENT)),
        f.min(TIME),
        f.max(TIME),
        f.collect_set(EVENT),
        f.collect_set(CHANNEL),
    ).collect()[0]
    count, first, last = told[0], told[4], told[5]
    for name, there in zip((roles.customer, roles.time, roles.event), told[1:4], strict=True):
        if there < count:
            raise InvalidInput(
                f"{counted(count - there, 'row has', 'rows have')} no {name!r}",
                code="null-in-column",
                hint=f"leave those rows out: frame.where({f'{_plainly(name)} is not null'!r})",
            )
    if count and (first < _EARLIEST or last > _LATEST):
        raise InvalidInput(
            f"the column {roles.time!r} holds what is no time of the years 1 to 9999",
            code="bad-time",
            hint="check the unit of the times (time_unit), or leave those rows out",
        )
    if count and naive and roles.time_zone != "UTC":
        clocks = stretches(roles.time_zone, first, last)
        rows = rows.withColumn(TIME, instants(f.col(TIME), clocks))
        first, last = instant_of(first, clocks), instant_of(last, clocks)
    facts = Facts(
        subject=subject,
        events=tuple(sorted(told[6])),
        channels=tuple(sorted(told[7])),
        properties=dict(kinds),
        in_json=in_json,
        rows=count,
        observed_from=first,
        observed_until=last,
    )
    return SparkSource(rows, facts, places=places, reading=reading, by_name=order is None)


def _readings(frame: Any, roles: Roles) -> tuple[Any, bool]:
    """Give the time as microseconds, and whether they are readings of a zone's clocks and no instants yet.

    Nothing here looks at the time zone of the session.
    """
    from pyspark.sql import types as t

    f = functions(frame)
    kind, name = frame.schema[roles.time].dataType, _quoted(roles.time)
    if isinstance(kind, t.TimestampType):
        return f.unix_micros(_column(frame, roles.time)), False
    if isinstance(kind, t.TimestampNTZType):
        minutes = f"cast(hour({name}) * 60 + minute({name}) AS bigint) * 60000000"
        parts = f"{minutes} + extract(SECOND FROM {name}) * 1000000"
        return f.expr(f"cast(unix_date(cast({name} AS date)) * {_DAY} + {parts} AS bigint)"), True
    if isinstance(kind, t.DateType):
        return f.expr(f"cast(unix_date({name}) AS bigint) * {_DAY}"), True
    if isinstance(kind, t.IntegralType):
        if roles.time_unit not in _UNITS:
            raise InvalidInput(f"{roles.time_unit!r} is no unit of time", code="bad-unit", hint="use s, ms, us or ns")
        return f.expr(f"cast({_UNITS[roles.time_unit].format(f'cast({name} AS bigint)')} AS bigint)"), False
    told = kind.simpleString()
    raise InvalidInput(
        f"the column {roles.time!r} is {told}, which is no time",
        code="bad-column",
        hint=f"make it one: frame.withColumn({roles.time!r}, to_timestamp({roles.time!r}))",
    )


def _text(frame: Any, name: str) -> Any:
    """Read a column as text: whole numbers become decimal digits."""
    from pyspark.sql import types as t

    kind = frame.schema[name].dataType
    if not isinstance(kind, t.StringType | t.IntegralType | t.BooleanType | t.NullType):
        told = kind.simpleString()
        raise InvalidInput(
            f"the column {name!r} is {told}, and text or whole numbers are wanted",
            code="bad-column",
            hint=f"make it one: frame.withColumn({name!r}, col({_plainly(name)!r}).cast('string'))",
        )
    return _column(frame, name).cast("string")


def _arrow(frame: Any, *, leave: frozenset[str]) -> Any:
    """Give the columns and their types as Arrow has them; lists, structures and bytes are left out."""
    import pyarrow as pa
    from pyspark.sql import types as t

    known: list[tuple[Any, Any]] = [
        (t.StringType, pa.string()),
        (t.BooleanType, pa.bool_()),
        (t.IntegralType, pa.int64()),
        (t.DecimalType, pa.decimal128(38, 18)),
        (t.FractionalType, pa.float64()),
        (t.TimestampType, pa.timestamp("us", "UTC")),
        (t.TimestampNTZType, pa.timestamp("us")),
        (t.DateType, pa.date32()),
    ]
    fields = []
    for field in frame.schema.fields:
        found = next((kind for type_, kind in known if isinstance(field.dataType, type_)), None)
        if found is not None and field.name not in leave:
            fields.append(pa.field(field.name, found))
    return pa.schema(fields)


def _column(frame: Any, name: str) -> Any:
    """Name a column, whatever its letters."""
    return functions(frame).col(_quoted(name))


def _quoted(name: str) -> str:
    """Write a column's name so that a dot in it is no path."""
    return "`" + name.replace("`", "``") + "`"


def _plainly(name: str) -> str:
    """Write a column's name as one would in SQL: quoted where it has to be."""
    return name if name.isidentifier() else _quoted(name)


def _missing(role: str, name: str, found: list[str]) -> InvalidInput:
    near = difflib.get_close_matches(name, found, n=1, cutoff=0.5)
    return InvalidInput(
        f"there is no column {name!r} to take the {role} from; found: {', '.join(map(repr, found)) or 'no column'}",
        code="no-such-column",
        hint=f"pass {role}={near[0] if near else '...'!r}",
    )
