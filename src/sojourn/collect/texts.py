"""Identifiers and names: trimmed, in one Unicode form, of bounded length."""

import re
import unicodedata
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute
from numpy.typing import NDArray

from .arrays import DICTIONARY, Array, codes, is_dictionary, mask, plain

pc: Any = pyarrow.compute  # its stubs know neither all functions nor arrays whose type is found while reading

NAME_BYTES = 200
IDENTIFIER_BYTES = 512
ID_BYTES = 255

_WORDS = re.compile(r"[\s_\-]+|(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")


def as_text(array: Array) -> Array:
    """Give a column as text: whole numbers in decimal, also where they are kept as floats.

    What has no exact text of its own (other floats, dates, nested values) becomes null.
    """
    kind = array.type
    if pa.types.is_string(kind) or kind == DICTIONARY:
        return array
    if is_dictionary(array):
        if pa.types.is_string(kind.value_type) or pa.types.is_large_string(kind.value_type):
            return pa.DictionaryArray.from_arrays(array.indices.cast(pa.int32()), array.dictionary.cast(pa.string()))
        return as_text(plain(array))
    if pa.types.is_integer(kind) or pa.types.is_decimal(kind) or pa.types.is_large_string(kind):
        return array.cast(pa.string())
    if pa.types.is_floating(kind):
        numbers = array.cast(pa.float64())
        whole = pc.and_kleene(pc.equal(pc.floor(numbers), numbers), pc.less(pc.abs(numbers), 2.0**53))
        return pc.if_else(whole, numbers, None).cast(pa.int64(), safe=False).cast(pa.string())
    return pa.nulls(len(array), pa.string())


def clean(array: Array, limit: int) -> tuple[Array, NDArray[np.uint8]]:
    """Trim, bring to NFC, and find what cannot be kept.

    Returns:
        (array, faults): empty texts are null; faults are 0, 1 for a NUL, 2 for too long.
    """
    if not is_dictionary(array):
        return _clean_values(array, limit)
    values, faults = _clean_values(array.dictionary, limit)
    at = codes(array)
    row_faults = faults[at] if faults.any() else np.zeros(len(array), np.uint8)
    if faults.any():
        row_faults[at < 0] = 0
    if values is array.dictionary or values.equals(array.dictionary):
        return array, row_faults
    again = pa.DictionaryArray.from_arrays(array.indices, values)
    return again.dictionary_decode().dictionary_encode(), row_faults


def _clean_values(values: Array, limit: int) -> tuple[Array, NDArray[np.uint8]]:
    faults = np.zeros(len(values), np.uint8)
    bad: Any = pc.match_substring(values, "\0")
    if pc.any(bad).as_py():
        faults[mask(bad)] = 1
    if pc.all(pc.string_is_ascii(values)).as_py() is False:
        values = pc.utf8_normalize(values, "NFC")
    trimmed = pc.utf8_trim_whitespace(values)
    empty = pc.equal(trimmed, "")
    if pc.any(empty).as_py():
        trimmed = pc.if_else(empty, None, trimmed)
    length = pc.max(pc.binary_length(trimmed)).as_py()
    if length is not None and length > limit:
        faults[mask(pc.greater(pc.binary_length(trimmed), limit))] = 2
    return trimmed, faults


def encoded(array: Array) -> Array:
    """Dictionary-encode a text column."""
    return array if is_dictionary(array) else array.dictionary_encode()


def normalise(name: str) -> str:
    """Write a name as `noun.past_verb` in lower case: `Order Completed` becomes `order.completed`.

    A dotted name is only lower-cased. Otherwise it is split at blanks, `_`, `-` and camel case; the last word follows a
    dot and the others are joined by `_`.
    """
    name = unicodedata.normalize("NFC", name.strip())
    if "." in name:
        return name.lower()
    words = [word.lower() for word in _WORDS.split(name) if word]
    if len(words) < 2:
        return "".join(words) or name.lower()
    return "_".join(words[:-1]) + "." + words[-1]


def normalised(array: Array) -> Array:
    """Normalise every name of a dictionary column; names that meet become one."""
    values = pa.array([None if v is None else normalise(v) for v in array.dictionary.to_pylist()], pa.string())
    return pa.DictionaryArray.from_arrays(array.indices, values).dictionary_decode().dictionary_encode()
