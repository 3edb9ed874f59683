"""From raw columns to accepted events: judge every row, refuse the bad ones, keep the good ones."""

import json
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from sojourn.core.events import TimeFlag

from .arrays import BAD, Array, nulls, plain, typed_text
from .keys import id_keys, row_keys
from .model import Refusal
from .numbers import missing_money, money
from .properties import STAMP, property_name, read_property
from .refusals import Fault, refusals
from .rows import Plan, Raw
from .texts import ID_BYTES, IDENTIFIER_BYTES, NAME_BYTES, as_text, clean, encoded, normalised
from .times import Times, read_column, with_clock

FUTURE_SLACK = 300_000_000  # five minutes: clocks differ


@dataclass(frozen=True, slots=True)
class Judged:
    """What became of raw rows."""

    events: pa.Table
    refused: tuple[Refusal, ...]
    rows: int


def convert(raw: Raw, plan: Plan) -> Judged:
    """Judge rows and build the table of accepted events."""
    mapping = plan.mapping
    raw, blank = _without_blanks(raw)
    faults = np.zeros(len(raw.rows), np.uint8)
    columns = _common(raw, plan, faults)
    source = mapping.source
    if raw.whole is not None:
        hashed = {"": raw.whole}
    else:
        hashed = raw.columns
    if mapping.id is not None:
        hi, lo = id_keys(columns["id"], source)
    else:
        hi, lo = row_keys(hashed, source, len(raw.rows))
    columns = {"key_hi": pa.array(hi), "key_lo": pa.array(lo), "row": pa.array(raw.rows)} | columns
    columns |= _properties(raw, plan)
    if mapping.times:
        table, refused = _unfolded(raw, plan, columns, faults)
    else:
        assert mapping.time is not None
        times = _read_times(raw, plan, mapping.time, faults)
        table = pa.table(columns | _time_columns(times))
        refused = refusals(raw, plan, faults)
        table = _kept(table, faults)
    table = _ordered(table).replace_schema_metadata({"has_id": "1" if mapping.id is not None else "0"})
    return Judged(table, raw.refused + refused, raw.rows_read - blank)


def _without_blanks(raw: Raw) -> tuple[Raw, int]:
    """Drop rows in which every cell is empty: spreadsheets leave them at the end."""
    if raw.whole is not None or not raw.columns or any(not array.null_count for array in raw.columns.values()):
        return raw, 0
    blank = np.logical_and.reduce([nulls(array) for array in raw.columns.values()])
    count = int(blank.sum())
    if not count:
        return raw, 0
    keep = pa.array(~blank)
    columns = {name: array.filter(keep) for name, array in raw.columns.items()}
    return Raw(columns, raw.rows[~blank], raw.refused, raw.rows_read, raw.whole, raw.rest), count


def _fail(faults: NDArray[np.uint8], where: NDArray[np.bool_], fault: Fault) -> None:
    """Mark rows, unless they are marked already: the first fault is told."""
    if where.any():
        faults[where & (faults == 0)] = fault


def _text(raw: Raw, column: str, limit: int, faults: NDArray[np.uint8], role: str) -> Array:
    """Read an identifier or a name."""
    array, bad = clean(as_text(raw.columns[column]), limit)
    if bad.any():
        _fail(faults, bad == 1, Fault.bad_text(role))
        _fail(faults, bad == 2, Fault.too_long(role))
    return array


def _common(raw: Raw, plan: Plan, faults: NDArray[np.uint8]) -> dict[str, Array]:
    """Read every role but the times."""
    mapping = plan.mapping
    count = len(raw.rows)
    columns: dict[str, Array] = {}
    assert mapping.customer is not None
    columns["customer"] = _text(raw, mapping.customer, IDENTIFIER_BYTES, faults, "customer")
    _fail(faults, nulls(columns["customer"]), Fault.NO_CUSTOMER)
    if mapping.event is not None:
        event = encoded(_text(raw, mapping.event, NAME_BYTES, faults, "event"))
        _fail(faults, nulls(event), Fault.NO_EVENT)
        if mapping.names == "normalise":
            columns["prop:event_raw"] = event
            event = normalised(event)
        columns["event"] = event
    elif mapping.event_name is not None:
        columns["event"] = _constant(mapping.event_name, count)
    if mapping.channel is not None:
        columns["channel"] = encoded(_text(raw, mapping.channel, NAME_BYTES, faults, "channel"))
    else:
        columns["channel"] = _constant(mapping.channel_name, count)
    if mapping.id is not None:
        columns["id"] = plain(_text(raw, mapping.id, ID_BYTES, faults, "id"))
        _fail(faults, nulls(columns["id"]), Fault.NO_ID)
    if mapping.value is not None:
        array = raw.columns[mapping.value]
        values, good = money(array, mapping.decimal or ".")
        _fail(faults, ~good, Fault.BAD_VALUE)
        columns["value"] = pa.array(values, mask=missing_money(array))
    for role in ("currency", "account", "case", "touchpoint"):
        if (column := mapping.column(role)) is not None:
            columns[role] = plain(_text(raw, column, IDENTIFIER_BYTES, faults, role))
    if mapping.time_end is not None:
        end = read_column(raw.columns[mapping.time_end], plan.clock(mapping.time_end))
        missing = nulls(raw.columns[mapping.time_end])
        _fail(faults, (end.kinds == BAD) & ~missing, Fault.BAD_TIME_END)
        columns["time_end"] = pa.array(end.micros, STAMP, mask=end.kinds == BAD)
    return columns


def _constant(name: str | None, count: int) -> Array:
    """Give a dictionary column that says one thing, or nothing, in every row."""
    indices: Array = pa.array(np.zeros(count, np.int32), mask=np.ones(count, np.bool_) if name is None else None)
    return pa.DictionaryArray.from_arrays(indices, pa.array([] if name is None else [name], pa.string()))


def _read_times(raw: Raw, plan: Plan, column: str, faults: NDArray[np.uint8]) -> Times:
    """Read the time of every row and mark those that have none or an impossible one."""
    array = raw.columns[column]
    if plan.mapping.clock is not None and column == plan.mapping.time:
        array = with_clock(array, raw.columns[plan.mapping.clock])
    times = read_column(array, plan.clock(column))
    bad = times.kinds == BAD
    if bad.any():
        missing = nulls(array)
        _fail(faults, missing, Fault.NO_TIME)
        _fail(faults, bad & ~missing, Fault.BAD_TIME)
    _fail(faults, ~bad & (times.micros < plan.earliest), Fault.TIME_OUT_OF_RANGE)
    future = times.micros > plan.now + FUTURE_SLACK
    if future.any():
        if plan.allow_future:
            times.flags[future] |= np.uint16(TimeFlag.FUTURE)
        else:
            _fail(faults, future & ~bad, Fault.FUTURE)
    return times


def _time_columns(times: Times) -> dict[str, Array]:
    columns: dict[str, Array] = {"time": pa.array(times.micros, pa.int64()).cast(STAMP)}
    if times.flags.any():
        columns["time_flags"] = pa.array(times.flags)
    return columns


def _properties(raw: Raw, plan: Plan) -> dict[str, Array]:
    """Read the columns that have no role; what fits no type goes into one JSON text a row."""
    mapping = plan.mapping
    left = mapping.used() | set(mapping.ignore)
    columns: dict[str, Array] = {}
    kept_aside: dict[int, dict[str, Any]] = {}
    for name, array in raw.columns.items():
        if name in left:
            continue
        read = read_property(array, plan.types.get(name, "string"), plan.clock(name))
        columns[property_name(name)] = read.values
        if read.misfits is not None:
            places = np.flatnonzero(read.misfits)
            texts = typed_text(array.take(places)).to_pylist()
            for place, text in zip(places.tolist(), texts, strict=True):
                kept_aside.setdefault(place, {})[name] = text
    if not kept_aside and raw.rest is None:
        return columns
    rest: list[str | None] = [None] * len(raw.rows) if raw.rest is None else raw.rest.to_pylist()
    for place, found in kept_aside.items():
        whole = json.loads(rest[place] or "{}")
        rest[place] = json.dumps(whole | found, ensure_ascii=False)
    return columns | {"properties": pa.array(rest, pa.string())}


def _unfolded(
    raw: Raw, plan: Plan, columns: dict[str, Array], faults: NDArray[np.uint8]
) -> tuple[pa.Table, tuple[Refusal, ...]]:
    """Make one event of every time that a row holds.

    A time that cannot be read is told and its event left out; the row's other events are kept.
    """
    tables: list[pa.Table] = []
    refused = refusals(raw, plan, faults)
    any_event = np.zeros(len(raw.rows), np.bool_)
    for name, column in plan.mapping.times:
        own = faults.copy()
        times = _read_times(raw, plan, column, own)
        refused += refusals(raw, plan, np.where((faults == 0) & (own != Fault.NO_TIME), own, 0), column=column)
        any_event |= own == 0
        these = dict(columns)
        hi, lo = these.pop("key_hi"), these.pop("key_lo")
        if plan.mapping.id is not None:
            ids = pa.array([None if i is None else f"{i}#{name}" for i in columns["id"].to_pylist()], pa.string())
            these["id"] = ids
            new_hi, new_lo = id_keys(ids, plan.mapping.source)
        else:
            new_hi, new_lo = row_keys({"": _pairs(hi, lo)}, f"{plan.mapping.source}\0{name}", len(raw.rows))
        these = {"key_hi": pa.array(new_hi), "key_lo": pa.array(new_lo)} | these | {"event": _constant(name, len(own))}
        tables.append(_kept(pa.table(these | _time_columns(times)), own))
    lost = np.where((faults == 0) & ~any_event, Fault.NO_TIME, 0).astype(np.uint8)
    told = {refusal.row for refusal in refused}
    silent = np.array([number not in told for number in raw.rows.tolist()], np.bool_)
    refused += refusals(raw, plan, np.where(silent, lost, 0), column=None)
    return pa.concat_tables(tables, promote_options="default").unify_dictionaries(), refused


def _pairs(hi: Array, lo: Array) -> Array:
    """Give 128-bit keys as binary values, to be hashed again with an event's name."""
    both = np.stack([hi.to_numpy(), lo.to_numpy()], axis=1)
    offsets = np.arange(len(both) + 1, dtype=np.int32) * 16
    parts = [None, pa.py_buffer(offsets.tobytes()), pa.py_buffer(both.tobytes())]
    return pa.Array.from_buffers(pa.binary(), len(both), parts)


def _kept(table: pa.Table, faults: NDArray[np.uint8]) -> pa.Table:
    return table if not faults.any() else table.filter(pa.array(faults == 0))


def _ordered(table: pa.Table) -> pa.Table:
    """Put unfolded events back into the order of their rows."""
    rows = table["row"].to_numpy()
    if len(rows) < 2 or bool((rows[1:] >= rows[:-1]).all()):
        return table.combine_chunks()
    return table.take(np.argsort(rows, kind="stable"))
