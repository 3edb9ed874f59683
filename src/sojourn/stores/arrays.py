"""Between Arrow arrays and the numpy columns of a batch."""

import re
from contextlib import suppress
from datetime import datetime
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as _typed_compute
from numpy.typing import NDArray

from sojourn.core.errors import InvalidInput
from sojourn.core.events import MONEY
from sojourn.core.journeys import Codes, Column, Labels, Numbers
from sojourn.core.words import counted

from .columns import Texts

Values = Any
"""An Arrow array or chunked array. The stubs of pyarrow do not follow a type through its compute functions."""

MONEY_TYPE = pa.decimal128(18, 6)
INSTANT = pa.timestamp("us", "UTC")
_compute: Any = _typed_compute
_EARLIEST, _LATEST = -62_135_596_800_000_000, 253_402_300_799_999_999
"""The first and the last microsecond of the years 1 to 9999."""
_BLANK = re.compile(r"\s+(?=[+-]\d\d|Z$)")
_PER_SECOND = {"s": 1, "ms": 1_000, "us": 1_000_000, "ns": 1_000_000_000}


def kind_of(type_: pa.DataType, *, money: bool = False) -> str | None:
    """Name the kind of property a type makes: bool, int64, double, timestamp, string, money or None."""
    if pa.types.is_dictionary(type_):
        return kind_of(type_.value_type)
    if money and (pa.types.is_integer(type_) or pa.types.is_floating(type_) or pa.types.is_decimal(type_)):
        return "money"
    if pa.types.is_boolean(type_):
        return "bool"
    if pa.types.is_integer(type_):
        return "int64"
    if pa.types.is_floating(type_) or pa.types.is_decimal(type_):
        return "double"
    if pa.types.is_timestamp(type_) or pa.types.is_date(type_):
        return "timestamp"
    if pa.types.is_string(type_) or pa.types.is_large_string(type_):
        return "string"
    return None


def arrow_kind(kind: str) -> pa.DataType:
    """Give the type in which a property is shown to SQL: times with their zone, money as a decimal."""
    types: dict[str, Any] = {
        "bool": pa.bool_(),
        "int64": pa.int64(),
        "double": pa.float64(),
        "timestamp": INSTANT,
        "money": MONEY_TYPE,
    }
    found: pa.DataType = types.get(kind, pa.string())
    return found


def column_of(values: Values, kind: str) -> Column:
    """Turn an Arrow column into a column of a batch. Booleans become the labels `false` and `true`."""
    if kind == "money":
        return money_of(values)
    if kind in ("string", "bool"):
        if kind == "bool":
            codes = _compute.fill_null(_compute.cast(values, pa.int32()), -1).to_numpy()
            return Labels(np.asarray(codes, dtype=np.int32), ("false", "true"))
        codes, names = codes_of(values, "", nulls=True)
        return Labels(codes, texts_of(names))
    target: Any = {"int64": pa.int64(), "double": pa.float64()}.get(kind)
    if kind == "timestamp":
        values = _compute.cast(_compute.cast(values, pa.timestamp("us"), safe=False), pa.int64())
    else:
        values = _compute.cast(values, target)
    valid = None if values.null_count == 0 else _compute.is_valid(values).to_numpy()
    return Numbers(_compute.fill_null(values, 0).to_numpy(), valid)


def money_of(values: Values) -> Numbers:
    """Read amounts as int64 millionths, rounding what is finer.

    Raises:
        InvalidInput: an amount is beyond a million million.
    """
    valid = None if values.null_count == 0 else _compute.is_valid(values).to_numpy()
    try:
        if values.type == MONEY_TYPE:
            return Numbers(millionths(values), valid)
        if pa.types.is_floating(values.type):
            filled = _compute.if_else(_compute.is_finite(values), values, None)
            valid = _compute.fill_null(_compute.is_finite(values), False).to_numpy() if filled.null_count else None
            scaled = np.rint(_compute.fill_null(_compute.cast(filled, pa.float64()), 0.0).to_numpy() * MONEY)
            if len(scaled) and np.abs(scaled).max() >= 1e18:
                raise pa.ArrowInvalid("out of range")
            return Numbers(scaled.astype(np.int64), valid)
        if pa.types.is_integer(values.type):
            whole = _compute.multiply_checked(_compute.cast(values, pa.int64()), MONEY)
            return Numbers(_compute.fill_null(whole, 0).to_numpy(), valid)
        return Numbers(millionths(_compute.cast(_compute.round(values, 6), MONEY_TYPE)), valid)
    except pa.ArrowInvalid as error:
        raise InvalidInput(
            "an amount is beyond a million million, more than fits 18 digits with 6 after the point",
            code="bad-money",
        ) from error


def taken(values: Values, places: NDArray[Any]) -> Values:
    """Give rows of a column, or of a table, by their places."""
    indices: Any = pa.array(places)
    return values.take(indices)


def buffer_of(array: NDArray[Any]) -> Any:
    """Let Arrow use the memory of an array."""
    memory: Any = array
    return pa.py_buffer(memory)


def numbers_in(buffer: Any, dtype: Any) -> NDArray[Any]:
    """Show an Arrow buffer as an array; nothing where there is none."""
    return np.zeros(0, dtype) if buffer is None or not buffer.size else np.frombuffer(buffer, dtype=dtype)


def one(column: Values) -> Values:
    """Give a column as one array."""
    if not isinstance(column, pa.ChunkedArray):
        return column
    return column.chunk(0) if column.num_chunks == 1 else column.combine_chunks()


def millionths(values: Values) -> NDArray[np.int64]:
    """Take the int64 millionths out of a decimal(18, 6) column; nulls give what stands there."""
    pieces = []
    for chunk in values.chunks:
        words = numbers_in(chunk.buffers()[1], np.int64)
        pieces.append(words[2 * chunk.offset : 2 * (chunk.offset + len(chunk)) : 2])
    return np.ascontiguousarray(np.concatenate(pieces)) if pieces else np.zeros(0, np.int64)


def decimals(amounts: NDArray[np.int64], valid: NDArray[np.bool_] | None = None) -> Values:
    """Make a decimal(18, 6) array of int64 millionths."""
    words = np.empty((len(amounts), 2), dtype=np.int64)
    words[:, 0] = amounts
    np.right_shift(amounts, 63, out=words[:, 1])
    bits = None if valid is None else buffer_of(np.packbits(valid, bitorder="little"))
    return pa.Array.from_buffers(MONEY_TYPE, len(amounts), [bits, buffer_of(words)])


def codes_of(values: Values, name: str, *, nulls: bool = False) -> tuple[NDArray[np.int32], Values]:
    """Code a text column by its sorted distinct values.

    Returns:
        (m,) int32 codes, -1 at nulls, and the distinct values in order.

    Raises:
        InvalidInput: there is a null and none is allowed.
    """
    values = one(values)
    if not pa.types.is_dictionary(values.type):
        values = values.dictionary_encode()
    names = values.dictionary.cast(pa.string())
    codes = np.asarray(
        _compute.fill_null(values.indices.cast(pa.int32()), -1).to_numpy(zero_copy_only=False), dtype=np.int32
    )
    unique = _compute.unique(names).drop_null()
    unique = unique.take(_compute.array_sort_indices(unique))
    rank = np.asarray(
        _compute.fill_null(_compute.index_in(names, unique), -1).to_numpy(zero_copy_only=False), dtype=np.int32
    )
    found = np.append(rank, np.int32(-1))[codes]  # a null may also stand among the values of a dictionary
    if not nulls and len(found) and found.min() < 0:
        raise _nulls(int((found < 0).sum()), name, int(np.argmax(found < 0)))
    return found, unique


def texts_of(names: Values) -> Texts:
    """Show an Arrow string array without nulls as a sequence of texts, without copying."""
    if len(names) == 0:
        return Texts(np.zeros(1, np.int32), np.zeros(0, np.uint8))
    _, ends, data = names.buffers()
    offsets = numbers_in(ends, np.int32)[names.offset : names.offset + len(names) + 1]
    return Texts(offsets, numbers_in(data, np.uint8))


def text_of(values: Values, name: str) -> Values:
    """Read a column as text: whole numbers become decimal digits.

    Raises:
        InvalidInput: the column is of a type that is no name.
    """
    kind = kind_of(values.type)
    if kind == "string":
        return values
    if kind in ("int64", "bool") or pa.types.is_null(values.type):  # a column without a value has no type of its own
        return _compute.cast(values, pa.string())
    raise InvalidInput(f"the column {name!r} is {values.type}, and text or whole numbers are wanted", code="bad-column")


def times_of(values: Values, name: str, *, time_zone: str = "UTC", time_unit: str | None = None) -> NDArray[np.int64]:
    """Read a column of times as microseconds UTC. Where clocks go back, the first of two readings is taken.

    Raises:
        InvalidInput: there is a null, the type is no time, it is a number and no unit is given, or a time lies outside
            the years 1 to 9999.
    """
    if pa.types.is_dictionary(values.type):
        values = _compute.cast(values, values.type.value_type)  # nulls among its values become plain
    if values.null_count:
        raise _nulls(values.null_count, name, _compute.index(_compute.is_null(values), True).as_py())
    if pa.types.is_null(values.type):
        values = _compute.cast(values, pa.timestamp("us", "UTC"))
    kind = kind_of(values.type)
    if kind in ("int64", "double") and time_unit in _PER_SECOND:
        return _counted(values, name, _PER_SECOND[time_unit])
    if kind == "string":
        values = _read_text(_compute.cast(values, pa.string()), name)
    elif kind != "timestamp":
        raise InvalidInput(
            f"the column {name!r} is {values.type}, which is no time",
            code="bad-column",
            hint="pass time_unit='s', 'ms', 'us' or 'ns' when times are numbers since 1970",
        )
    finer = getattr(values.type, "unit", None) == "ns"  # only what is finer loses digits; all else is checked
    try:
        values = _compute.cast(values, pa.timestamp("us", getattr(values.type, "tz", None)), safe=not finer)
    except pa.ArrowInvalid as error:
        raise _far(name, str(error).rpartition(": ")[2]) from error
    if values.type.tz is None and time_zone != "UTC":
        _in_range(np.asarray(_compute.cast(values, pa.int64()).to_numpy()), name, values)
        values = _compute.assume_timezone(values, time_zone, ambiguous="earliest", nonexistent="latest")
    return _in_range(np.asarray(_compute.cast(values, pa.int64()).to_numpy(), dtype=np.int64), name, values)


def _counted(values: Values, name: str, per: int) -> NDArray[np.int64]:
    """Read times that are numbers since 1970, so many a second."""
    if pa.types.is_decimal(values.type):
        values = _compute.cast(values, pa.float64())
    numbers = values.to_numpy()
    if numbers.dtype.kind == "f":
        with np.errstate(over="ignore"):
            instants = np.rint(numbers * (1_000_000 / per))
        return _in_range(instants, name, values).astype(np.int64)
    low, high = _EARLIEST * per // 1_000_000, _LATEST * per // 1_000_000
    _check_bounds((numbers >= low) & (numbers <= high), name, values)
    wide: NDArray[np.int64] = numbers.astype(np.int64)
    return wide * (1_000_000 // per) if per <= 1_000_000 else wide // (per // 1_000_000)


def _in_range(instants: NDArray[Any], name: str, values: Values) -> NDArray[Any]:
    _check_bounds((instants >= _EARLIEST) & (instants <= _LATEST), name, values)
    return instants


def _check_bounds(good: NDArray[np.bool_], name: str, values: Values) -> None:
    """Refuse times outside the years 1 to 9999, and what is no number, naming the first."""
    if not good.all():
        row = int(np.argmin(good))
        told = values[row].cast(pa.int64()) if pa.types.is_timestamp(values.type) else values[row]
        raise _far(name, f"row {row} has {told.as_py()}")


def _far(name: str, found: str) -> InvalidInput:
    return InvalidInput(
        f"the column {name!r} holds what is no time of the years 1 to 9999: {found}",
        code="bad-time",
        hint="check the unit of the times, or leave those rows out",
    )


def _nulls(count: int, name: str, row: int) -> InvalidInput:
    return InvalidInput(
        f"{counted(count, 'row has', 'rows have')} no {name!r}, the first is row {row}",
        code="null-in-column",
        hint="leave those rows out, or import the file: it keeps the good rows and says which are bad",
    )


def _read_text(values: Values, name: str) -> Values:
    """Read ISO 8601 texts; all have a zone or an offset, or none has."""
    for target in (pa.timestamp("us", "UTC"), pa.timestamp("us")):
        with suppress(pa.ArrowInvalid):
            return _compute.cast(values, target)
    # What Arrow does not read: a blank before the offset, blanks around, more than six digits of a second.
    codes, texts = codes_of(values, name)
    instants = []
    for text in texts.to_pylist():
        try:
            instants.append(datetime.fromisoformat(_BLANK.sub("", text.strip())))
        except ValueError as error:
            raise InvalidInput(
                f"the column {name!r} holds {text!r}, which cannot be read as a time",
                code="bad-time",
                hint="times in place are ISO 8601; import the file for every other way of writing them",
            ) from error
    if len({each.tzinfo is None for each in instants}) > 1:
        raise InvalidInput(
            f"the column {name!r} holds times with an offset and times without one",
            code="bad-time",
            hint="give all of them an offset or none, or import the file and say the zone of those that have none",
        )
    zone = None if instants and instants[0].tzinfo is None else "UTC"
    return taken(pa.array(instants, pa.timestamp("us", zone)), codes)


def arrow_of(column: Column, kind: str) -> Values:
    """Show a column of a batch to SQL."""
    if isinstance(column, Labels):
        codes: Any = pa.array(column.codes, mask=column.codes < 0)
        if kind == "bool":
            return _compute.equal(codes, pa.scalar(1, pa.int32()))
        return pa.DictionaryArray.from_arrays(codes, labels_array(column.labels))
    if kind == "money":
        return decimals(np.asarray(column.values, dtype=np.int64), column.valid)
    mask = None if column.valid is None else ~column.valid
    return pa.array(column.values, mask=mask).cast(arrow_kind(kind))


def coded(codes: Codes, names: Values) -> Values:
    """Show event or channel codes to SQL; the type's largest value is null."""
    null = codes == np.iinfo(codes.dtype).max
    wide = codes.astype(np.int32) if codes.dtype != np.uint32 else codes.astype(np.int64)
    places: Any = pa.array(wide, mask=null if null.any() else None)
    return pa.DictionaryArray.from_arrays(places, names)


def labels_array(labels: Any) -> Values:
    """Give labels as an Arrow string array."""
    if isinstance(labels, Texts):
        return labels.arrow()
    return pa.array(list(labels), pa.string())
