"""Between Arrow arrays and the numpy columns of a batch."""

from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from sojourn.core.errors import InvalidInput
from sojourn.core.events import MONEY
from sojourn.core.journeys import Codes, Column, Labels, Numbers

from .columns import Texts

MONEY_TYPE = pa.decimal128(18, 6)
INSTANT = pa.timestamp("us", "UTC")
_PER_SECOND = {"s": 1, "ms": 1_000, "us": 1_000_000, "ns": 1_000_000_000}


def kind_of(type_: pa.DataType, *, money: bool = False) -> str | None:
    """Name the kind of property a type makes: bool, int64, double, timestamp, string, money; None when it makes none."""
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
    return {
        "bool": pa.bool_(),
        "int64": pa.int64(),
        "double": pa.float64(),
        "timestamp": INSTANT,
        "money": MONEY_TYPE,
    }.get(kind, pa.string())


def column_of(values: pa.ChunkedArray, kind: str) -> Column:
    """Turn an Arrow column into a column of a batch. Booleans become the labels `false` and `true`."""
    if kind == "money":
        return money_of(values)
    if kind in ("string", "bool"):
        if kind == "bool":
            codes = pc.fill_null(pc.cast(values, pa.int32()), -1).to_numpy()
            return Labels(np.asarray(codes, dtype=np.int32), ("false", "true"))
        codes, names = codes_of(values, "", nulls=True)
        return Labels(codes, texts_of(names))
    target: Any = {"int64": pa.int64(), "double": pa.float64()}.get(kind)
    if kind == "timestamp":
        values = pc.cast(pc.cast(values, pa.timestamp("us"), safe=False), pa.int64())
    else:
        values = pc.cast(values, target)
    valid = None if values.null_count == 0 else pc.is_valid(values).to_numpy()
    return Numbers(pc.fill_null(values, 0).to_numpy(), valid)


def money_of(values: pa.ChunkedArray) -> Numbers:
    """Read amounts as int64 millionths, rounding what is finer.

    Raises:
        InvalidInput: an amount is beyond a million million.
    """
    valid = None if values.null_count == 0 else pc.is_valid(values).to_numpy()
    try:
        if values.type == MONEY_TYPE:
            return Numbers(millionths(values), valid)
        if pa.types.is_floating(values.type):
            filled = pc.if_else(pc.is_finite(values), values, None)
            valid = pc.fill_null(pc.is_finite(values), False).to_numpy() if filled.null_count else None
            scaled = np.rint(pc.fill_null(pc.cast(filled, pa.float64()), 0.0).to_numpy() * MONEY)
            if len(scaled) and np.abs(scaled).max() >= 1e18:
                raise pa.ArrowInvalid("out of range")
            return Numbers(scaled.astype(np.int64), valid)
        if pa.types.is_integer(values.type):
            whole = pc.multiply_checked(pc.cast(values, pa.int64()), MONEY)
            return Numbers(pc.fill_null(whole, 0).to_numpy(), valid)
        return Numbers(millionths(pc.cast(pc.round(values, 6), MONEY_TYPE)), valid)
    except pa.ArrowInvalid as error:
        raise InvalidInput(
            "an amount is beyond a million million, more than fits 18 digits with 6 after the point",
            code="bad-money",
        ) from error


def millionths(values: pa.ChunkedArray) -> NDArray[np.int64]:
    """Take the int64 millionths out of a decimal(18, 6) column; nulls give what stands there."""
    pieces = []
    for chunk in values.chunks:
        words = np.frombuffer(chunk.buffers()[1], dtype=np.int64)
        pieces.append(words[2 * chunk.offset : 2 * (chunk.offset + len(chunk)) : 2])
    return np.ascontiguousarray(np.concatenate(pieces)) if pieces else np.zeros(0, np.int64)


def decimals(amounts: NDArray[np.int64], valid: NDArray[np.bool_] | None = None) -> pa.Array:
    """Make a decimal(18, 6) array of int64 millionths."""
    words = np.empty((len(amounts), 2), dtype=np.int64)
    words[:, 0] = amounts
    np.right_shift(amounts, 63, out=words[:, 1])
    bits = None if valid is None else pa.py_buffer(np.packbits(valid, bitorder="little"))
    return pa.Array.from_buffers(MONEY_TYPE, len(amounts), [bits, pa.py_buffer(words)])


def codes_of(
    values: pa.ChunkedArray | pa.Array, name: str, *, nulls: bool = False
) -> tuple[NDArray[np.int32], pa.StringArray]:
    """Code a text column by its sorted distinct values.

    Returns:
        (m,) int32 codes, -1 at nulls, and the distinct values in order.

    Raises:
        InvalidInput: there is a null and none is allowed.
    """
    if isinstance(values, pa.ChunkedArray):
        values = values.combine_chunks() if values.num_chunks != 1 else values.chunk(0)
    if not pa.types.is_dictionary(values.type):
        values = values.dictionary_encode()
    names = values.dictionary.cast(pa.string())
    codes = np.asarray(pc.fill_null(values.indices.cast(pa.int32()), -1).to_numpy(zero_copy_only=False), dtype=np.int32)
    if not nulls and len(codes) and codes.min() < 0:
        row = int(np.argmin(codes))
        raise InvalidInput(
            f"{int((codes < 0).sum()):,} rows have no {name!r}, the first is row {row}",
            code="null-in-column",
            hint="leave those rows out, or import the file: it keeps the good rows and says which are bad",
        )
    unique = pc.unique(names).drop_null()
    unique = unique.take(pc.array_sort_indices(unique))
    rank = np.asarray(pc.fill_null(pc.index_in(names, unique), -1).to_numpy(zero_copy_only=False), dtype=np.int32)
    return np.append(rank, np.int32(-1))[codes], unique


def texts_of(names: pa.StringArray) -> Texts:
    """Show an Arrow string array without nulls as a sequence of texts, without copying."""
    if len(names) == 0:
        return Texts(np.zeros(1, np.int32), np.zeros(0, np.uint8))
    _, ends, data = names.buffers()
    offsets = np.frombuffer(ends, dtype=np.int32)[names.offset : names.offset + len(names) + 1]
    return Texts(offsets, np.frombuffer(data, dtype=np.uint8) if data is not None else np.zeros(0, np.uint8))


def text_of(values: pa.ChunkedArray, name: str) -> pa.ChunkedArray:
    """Read a column as text: whole numbers become decimal digits.

    Raises:
        InvalidInput: the column is of a type that is no name.
    """
    kind = kind_of(values.type)
    if kind == "string":
        return values
    if kind in ("int64", "bool"):
        return pc.cast(values, pa.string())
    raise InvalidInput(f"the column {name!r} is {values.type}, and text or whole numbers are wanted", code="bad-column")


def times_of(
    values: pa.ChunkedArray, name: str, *, time_zone: str = "UTC", time_unit: str | None = None
) -> NDArray[np.int64]:
    """Read a column of times as microseconds UTC. Where clocks go back, the first of two readings is taken.

    Raises:
        InvalidInput: there is a null, the type is no time, or it is a number and no unit is given.
    """
    if values.null_count:
        row = pc.index(pc.is_null(values), True).as_py()
        raise InvalidInput(
            f"{values.null_count:,} rows have no {name!r}, the first is row {row}",
            code="null-in-column",
            hint="leave those rows out, or import the file: it keeps the good rows and says which are bad",
        )
    kind = kind_of(values.type)
    if kind in ("int64", "double") and time_unit in _PER_SECOND:
        numbers = values.to_numpy()
        per = _PER_SECOND[time_unit]
        if numbers.dtype.kind == "f":
            return np.rint(numbers * (1_000_000 / per)).astype(np.int64)
        wide = numbers.astype(np.int64)
        return wide * (1_000_000 // per) if per <= 1_000_000 else wide // (per // 1_000_000)
    if kind == "string":
        values = _read_text(pc.cast(values, pa.string()), name)
    elif kind != "timestamp":
        raise InvalidInput(
            f"the column {name!r} is {values.type}, which is no time",
            code="bad-column",
            hint="pass time_unit='s', 'ms', 'us' or 'ns' when times are numbers since 1970",
        )
    values = pc.cast(values, pa.timestamp("us", getattr(values.type, "tz", None)), safe=False)
    if values.type.tz is None and time_zone != "UTC":
        values = pc.assume_timezone(values, time_zone, ambiguous="earliest", nonexistent="latest")
    return np.asarray(pc.cast(values, pa.int64()).to_numpy(), dtype=np.int64)


def _read_text(values: pa.ChunkedArray, name: str) -> pa.ChunkedArray:
    """Read ISO 8601 texts; all have a zone or none has."""
    failed: Exception | None = None
    for target in (pa.timestamp("us", "UTC"), pa.timestamp("us")):
        try:
            return pc.cast(values, target)
        except pa.ArrowInvalid as error:
            failed = error
    raise InvalidInput(
        f"the column {name!r} cannot be read as times: {failed}",
        code="bad-time",
        hint="times in place are ISO 8601; import the file for every other way of writing them",
    ) from failed


def arrow_of(column: Column, kind: str) -> pa.Array:
    """Show a column of a batch to SQL."""
    if isinstance(column, Labels):
        codes = pa.array(column.codes, mask=column.codes < 0)
        if kind == "bool":
            return pc.equal(codes, pa.scalar(1, pa.int32()))
        return pa.DictionaryArray.from_arrays(codes, labels_array(column.labels))
    if kind == "money":
        return decimals(np.asarray(column.values, dtype=np.int64), column.valid)
    mask = None if column.valid is None else ~column.valid
    return pa.array(column.values, mask=mask).cast(arrow_kind(kind))


def coded(codes: Codes, names: pa.StringArray) -> pa.DictionaryArray:
    """Show event or channel codes to SQL; the type's largest value is null."""
    null = codes == np.iinfo(codes.dtype).max
    wide = codes.astype(np.int32) if codes.dtype != np.uint32 else codes.astype(np.int64)
    return pa.DictionaryArray.from_arrays(pa.array(wide, mask=null if null.any() else None), names)


def labels_array(labels: Any) -> pa.StringArray:
    """Give labels as an Arrow string array."""
    if isinstance(labels, Texts):
        return labels.arrow()
    return pa.array(list(labels), pa.string())
