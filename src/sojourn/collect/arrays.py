"""Arrow arrays as the kernels want them: bytes and offsets in, numpy out."""

import json
from collections.abc import Sequence
from typing import Any, TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from sojourn import kernels

Array: TypeAlias = Any
"""An Arrow array whose type is known only when a file is read: the stubs want it known before."""

BAD, LOCAL, INSTANT, DATE, AMBIGUOUS = range(5)
"""What a text may be as a time."""

DICTIONARY = pa.dictionary(pa.int32(), pa.string())


def text_array(values: Sequence[str | None]) -> Array:
    """Make a text array; lone surrogates become the replacement character and a NUL."""
    try:
        return pa.array(values, pa.string())
    except UnicodeEncodeError:
        return pa.array([v if v is None else _mended(v) for v in values], pa.string())


def _mended(text: str) -> str:
    """Replace lone surrogates and put a NUL behind, which marks a text as spoilt: see `texts.clean`."""
    whole = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return whole if whole == text else whole + "\0"


def one_array(column: Array) -> Array:
    """Join the chunks of a column."""
    if column.num_chunks == 0:
        return pa.array([], column.type)
    return column.chunk(0) if column.num_chunks == 1 else pa.concat_arrays(column.chunks)


def is_dictionary(array: Array) -> bool:
    """Tell whether an array is dictionary-encoded."""
    return pa.types.is_dictionary(array.type)


def string_parts(array: Array) -> tuple[NDArray[np.uint8], NDArray[np.int32]]:
    """Give the bytes and the offsets of a text array without copying; the bytes are never empty memory."""
    buffers = array.buffers()
    data = np.frombuffer(buffers[2], np.uint8) if buffers[2] is not None and buffers[2].size else np.zeros(1, np.uint8)
    if buffers[1] is None or not len(array):
        return data, np.zeros(len(array) + 1, np.int32)
    offsets = np.frombuffer(buffers[1], np.int32)
    return data, offsets[array.offset : array.offset + len(array) + 1]


def codes(array: Array) -> NDArray[np.int32]:
    """Give the codes of a dictionary array, -1 where it is null."""
    indices = array.indices
    if indices.null_count:
        indices = pc.fill_null(indices, -1)
    return np.ascontiguousarray(indices.to_numpy(zero_copy_only=False), np.int32)


def nulls(array: Array) -> NDArray[np.bool_]:
    """Tell which values are missing."""
    if not array.null_count:
        return np.zeros(len(array), np.bool_)
    return np.asarray(array.is_null().to_numpy(zero_copy_only=False), np.bool_)


def mask(array: Array) -> NDArray[np.bool_]:
    """Give a boolean array as numpy, nulls as False."""
    return np.asarray(array.fill_null(False).to_numpy(zero_copy_only=False), np.bool_)


def plain(array: Array) -> Array:
    """Decode a dictionary array."""
    return array.dictionary_decode() if is_dictionary(array) else array


def with_nulls(values: NDArray[Any], missing: NDArray[np.bool_], kind: pa.DataType) -> Array:
    """Make an Arrow array of numpy values and a mask of what is missing."""
    return pa.array(values, kind, mask=missing if missing.any() else None)


def read_times(array: Array, order: int) -> tuple[NDArray[np.int64], NDArray[np.uint8]]:
    """Read the times of a text array: microseconds and kinds."""
    if is_dictionary(array):
        micros, kinds = read_times(array.dictionary.cast(pa.string()), order)
        at = codes(array)
        missing = at < 0
        if not len(micros):
            return np.zeros(len(array), np.int64), np.zeros(len(array), np.uint8)
        micros, kinds = micros[at], kinds[at]
        kinds[missing] = BAD
        return micros, kinds
    micros = np.zeros(len(array), np.int64)
    kinds = np.zeros(len(array), np.uint8)
    data, offsets = string_parts(array)
    kernels.parse_times(data, offsets, order, micros, kinds)
    return micros, kinds


def typed_text(array: Array) -> Array:
    """Write any column as text: nested values as JSON, bytes in hexadecimal."""
    array = plain(array)
    try:
        return array.cast(pa.string())
    except pa.ArrowException:
        return pa.array([None if v is None else _text(v) for v in array.to_pylist()], pa.string())


def _text(value: Any) -> str:
    if isinstance(value, bytes):
        return value.hex()
    return json.dumps(value, default=_text, ensure_ascii=False) if isinstance(value, dict | list) else str(value)
