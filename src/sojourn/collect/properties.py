"""Columns without a role: kept as typed properties; what does not fit the type is kept as text, so nothing is lost."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from sojourn.core.events import EVENT_COLUMNS

from .arrays import BAD, INSTANT, LOCAL, Array, is_dictionary, mask, nulls, plain, typed_text
from .numbers import decimals, integers, truths
from .times import Clock, read_column

STAMP = pa.timestamp("us", "UTC")


@dataclass(frozen=True, slots=True)
class Property:
    """A column read as its type; `misfits` tells which values have to be kept as text instead."""

    values: Array
    misfits: NDArray[np.bool_] | None


def property_name(column: str) -> str:
    """Give the name a property has among the columns of an event."""
    return f"prop:{column}_" if column in EVENT_COLUMNS else f"prop:{column}"


def read_property(array: Array, kind: str, clock: Clock) -> Property:
    """Read a column as one of the types of `model.TYPES`."""
    given = array.type
    if pa.types.is_string(given) or (is_dictionary(array) and pa.types.is_string(given.value_type)):
        return _from_text(array, kind, clock)
    return _from_typed(array, kind, clock)


def _from_text(array: Array, kind: str, clock: Clock) -> Property:
    if kind == "string":
        values = array
        holder = array.dictionary if is_dictionary(array) else array
        if pc.any(pc.match_substring(holder, "\0")).as_py():
            values = pc.replace_substring(plain(array), "\0", "")
            values = values.dictionary_encode() if is_dictionary(array) else values
        return Property(values, None)
    text = plain(array)
    missing = nulls(text)
    if kind == "int64":
        numbers, good = integers(text)
        return _judged(pa.array(numbers, mask=~good), good, missing)
    if kind == "timestamp":
        times = read_column(text, clock)
        good = (times.kinds == INSTANT) | (times.kinds == LOCAL)
        return _judged(pa.array(times.micros, STAMP, mask=~good), good, missing)
    good = truths(text) if kind == "bool" else decimals(text)
    target: Any = pa.bool_() if kind == "bool" else pa.float64()
    if not (good | missing).all():
        text = pc.if_else(pa.array(good), text, None)
    return _judged(text.cast(target), good, missing)


def _judged(values: Array, good: NDArray[np.bool_], missing: NDArray[np.bool_]) -> Property:
    misfits = ~good & ~missing
    return Property(values, misfits if misfits.any() else None)


def _from_typed(array: Array, kind: str, clock: Clock) -> Property:
    """Bring a column of a typed file to the nearest type; the sample decided on `kind`."""
    array = plain(array)
    given = array.type
    target: Any = {"bool": pa.bool_(), "int64": pa.int64(), "double": pa.float64(), "string": pa.string()}.get(kind)
    if kind == "timestamp":
        times = read_column(array, clock)
        good = times.kinds != BAD
        return _judged(pa.array(times.micros, STAMP, mask=~good), good, nulls(array))
    assert target is not None
    if given == target:
        return Property(array, None)
    try:
        return Property(array.cast(target), None)
    except pa.ArrowException:
        text = typed_text(array)
        return Property(pa.nulls(len(array), target), ~nulls(array)) if kind != "string" else Property(text, None)


def column_type(array: Array, clock: Clock) -> str:
    """Judge by a sample which type a column has; `date` stands for dates without a clock, which are kept as text.

    A type is given only where every value has it and would come back as it was written.
    """
    array = plain(array)
    if not pa.types.is_string(array.type):
        return _typed(array)
    present = array.drop_null()
    if not len(present):
        return "string"
    tests: tuple[tuple[str, Callable[[Array], NDArray[np.bool_]]], ...] = (
        ("bool", truths),
        ("int64", lambda texts: integers(texts)[1]),
        ("double", decimals),
    )
    for name, test in tests:
        if test(present).all():
            return name
    # Only ISO 8601: 03/04/2024 in a property stays as it is.
    iso = mask(pc.match_substring_regex(present, r"^\d{4}-\d\d-\d\d"))
    if iso.all():
        kinds = read_column(present, clock).kinds
        if ((kinds == INSTANT) | (kinds == LOCAL)).all():
            return "timestamp"
        if (kinds != BAD).all():
            return "date"
    return "string"


def _typed(array: Array) -> str:
    kind = array.type
    if pa.types.is_boolean(kind):
        return "bool"
    if pa.types.is_integer(kind):
        return "string" if kind == pa.uint64() else "int64"
    if pa.types.is_floating(kind) or (pa.types.is_decimal(kind) and kind.precision <= 15):
        return "double"
    if pa.types.is_timestamp(kind):
        return "timestamp"
    return "date" if pa.types.is_date(kind) else "string"
