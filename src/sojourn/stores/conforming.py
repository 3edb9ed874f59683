"""Make a chunk of accepted events fit the record: column names, types, and what does not fit a type."""

import json
import re
from collections.abc import Mapping
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from .arrays import INSTANT, one
from .lake_files import FIXED

PROPERTY = "prop:"
_UNSAFE = re.compile(r"[ ,;{}()\n\t=]")
_TEXT = ("id", "currency", "account", "case", "touchpoint", "properties")


def column_name(name: str) -> str:
    """Give the name of a property's column: without the signs that other engines refuse in Delta tables."""
    return _UNSAFE.sub("_", name)


class Conformer:
    """Fits chunks to the columns of the record and of the chunks before.

    The first chunk that brings a property fixes its type, unless the record knows it. A later value of another type is
    cast where that loses nothing, and otherwise kept as JSON in `properties`.
    """

    def __init__(self, known: Mapping[str, pa.DataType]) -> None:
        self._types = dict(known)
        self._folded = {name.casefold(): name for name in [*FIXED.names, "bucket", *known]}

    @property
    def types(self) -> Mapping[str, pa.DataType]:
        """Property columns and their types, those of the record included."""
        return self._types

    def fit(self, events: pa.Table) -> dict[str, Any]:
        """Give the columns of a chunk beside key, customer, time, event and channel, as arrays."""
        out: dict[str, Any] = {}
        if "value" in events.column_names:
            out["value"] = one(events["value"])
        if "time_flags" in events.column_names:
            out["time_flags"] = one(events["time_flags"]).cast(pa.int16())
        if "time_end" in events.column_names:
            out["time_end"] = one(events["time_end"]).cast(INSTANT)
        for name in _TEXT:
            if name in events.column_names:
                out[name] = one(events[name]).cast(pa.string())
        leftover: dict[str, Any] = {}
        for name in events.column_names:
            if name.startswith(PROPERTY):
                self._fit_property(name.removeprefix(PROPERTY), one(events[name]), out, leftover)
        if leftover:
            out["properties"] = _with_json(out.get("properties"), leftover, events.num_rows)
        return out

    def _fit_property(self, told: str, values: Any, out: dict[str, Any], leftover: dict[str, Any]) -> None:
        if pa.types.is_dictionary(values.type):
            values = values.cast(pa.string())
        name = self._folded.setdefault(column_name(told).casefold(), column_name(told))
        if name in FIXED.names or name in out:
            name = self._folded.setdefault(f"{name}_".casefold(), f"{name}_")
        wanted = self._types.setdefault(name, values.type)
        if values.type == wanted:
            out[name] = values
            return
        fitted = exact(values, wanted)
        out[name] = fitted
        lost = pc.and_(pc.is_valid(values), pc.is_null(fitted))
        if pc.any(lost).as_py():
            leftover[name] = pc.if_else(lost, values, pa.scalar(None, values.type))


def exact(values: Any, wanted: pa.DataType) -> Any:
    """Cast what casts without loss; the rest becomes null."""
    if pa.types.is_string(wanted):
        return values.cast(pa.string())
    if pa.types.is_string(values.type):
        there = pc.fill_null(values, "")
        good = pc.match_substring_regex(there, _pattern(wanted))
        candidates = pc.if_else(good, values, pa.scalar(None, pa.string()))
    else:
        candidates = values
    try:
        there_and_back = candidates.cast(wanted)
        if pa.types.is_string(candidates.type):
            return there_and_back
        same = pc.equal(there_and_back.cast(values.type), values)
        return pc.if_else(same, there_and_back, pa.scalar(None, wanted))
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError):
        return pa.array([_one_exact(value, wanted) for value in candidates], wanted)


def _one_exact(value: Any, wanted: pa.DataType) -> Any:
    try:
        cast = value.cast(wanted)
        return cast.as_py() if cast.cast(value.type).equals(value) else None
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError):
        return None


def _pattern(wanted: pa.DataType) -> str:
    """Say which texts are written just as a value of a type would be."""
    if pa.types.is_int64(wanted):
        return r"^(0|-?[1-9][0-9]{0,17})$"
    if pa.types.is_boolean(wanted):
        return r"^(true|false)$"
    return r"^$"


def _with_json(before: Any, leftover: Mapping[str, Any], rows: int) -> Any:
    """Add values to the JSON objects of `properties`, row by row where there is something to add."""
    texts = [None] * rows if before is None else before.to_pylist()
    for name, values in leftover.items():
        for row in pc.indices_nonzero(pc.is_valid(values)).to_pylist():
            value = values[row].as_py()
            kept = json.loads(texts[row]) if texts[row] else {}
            kept[name] = value if isinstance(value, bool | int | float | str) else str(value)
            texts[row] = json.dumps(kept, ensure_ascii=False)
    return pa.array(texts, pa.string())
