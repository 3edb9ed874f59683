"""The 128-bit key of a row: the hash of its source and its id, or of its source and its raw values with their names."""

from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from sojourn import kernels

from .arrays import Array, codes, is_dictionary, nulls, string_parts


def seed(text: str) -> tuple[int, int]:
    """Make 128 bits of seed from a text."""
    return kernels.hash_bytes(np.frombuffer(text.encode("utf-8", "replace") + b"\0", np.uint8), 0, 0)


def row_keys(columns: dict[str, Array], source: str, count: int) -> tuple[NDArray[np.uint64], NDArray[np.uint64]]:
    """Hash whole rows.

    A missing or empty value adds nothing, so a new column that is empty changes no key; nor does the order of columns.
    """
    hi, lo = np.zeros(count, np.uint64), np.zeros(count, np.uint64)
    for name, array in columns.items():
        add(array, name, hi, lo)
    kernels.finish_hashes(*seed(f"row\0{source}"), hi, lo)
    return hi, lo


def id_keys(ids: Array, source: str) -> tuple[NDArray[np.uint64], NDArray[np.uint64]]:
    """Hash the ids that a source gave."""
    hi, lo = np.zeros(len(ids), np.uint64), np.zeros(len(ids), np.uint64)
    add(ids, "", hi, lo)
    kernels.finish_hashes(*seed(f"id\0{source}"), hi, lo)
    return hi, lo


def add(array: Array, name: str, hi: NDArray[np.uint64], lo: NDArray[np.uint64]) -> None:
    """Add the hashes of one column to running sums."""
    kind = array.type
    if is_dictionary(array):
        values = array.dictionary
        value_hi, value_lo = np.zeros(len(values), np.uint64), np.zeros(len(values), np.uint64)
        add(values, name, value_hi, value_lo)
        kernels.hash_codes(codes(array), value_hi, value_lo, hi, lo)
    elif pa.types.is_string(kind) or pa.types.is_binary(kind):
        data, offsets = string_parts(array)
        kernels.hash_strings(data, offsets, *seed(f"text\0{name}"), hi, lo)
    elif pa.types.is_decimal(kind):
        add(array.cast(pa.string()), name, hi, lo)
    elif pa.types.is_null(kind):
        return
    else:
        words, tag = _words(array)
        kernels.hash_words(words, (~nulls(array)).astype(np.uint8), *seed(f"{tag}\0{name}"), hi, lo)


def _words(array: Array) -> tuple[NDArray[np.uint64], str]:
    """Give values of fixed width as 64-bit words, and a tag for what they mean."""
    kind = array.type
    if pa.types.is_floating(kind):
        return _numpy(array.cast(pa.float64()), 0.0).view(np.uint64), "float"
    if pa.types.is_boolean(kind):
        return _numpy(array, False).astype(np.uint64), "bool"
    if pa.types.is_integer(kind):
        return _numpy(array.cast(pa.int64(), safe=False), 0).view(np.uint64), "int"
    if pa.types.is_timestamp(kind):
        return _numpy(array.cast(pa.int64()), 0).view(np.uint64), f"timestamp {kind.unit}"
    if pa.types.is_date32(kind) or pa.types.is_time32(kind):
        return _numpy(array.cast(pa.int32()).cast(pa.int64()), 0).view(np.uint64), str(kind)
    return _numpy(array.cast(pa.int64()), 0).view(np.uint64), str(kind)


def _numpy(array: Array, filler: Any) -> NDArray[Any]:
    filled = pc.fill_null(array, filler) if array.null_count else array
    return np.ascontiguousarray(filled.to_numpy(zero_copy_only=False))
