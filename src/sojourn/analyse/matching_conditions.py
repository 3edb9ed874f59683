"""Conditions of an expectation held against the columns of a batch, value by value as their types say."""

import math
from typing import Any
from unicodedata import is_normalized, normalize

import numpy as np
from numpy.typing import NDArray

from sojourn.core.errors import InvalidInput
from sojourn.core.expectation import Condition, Scalar
from sojourn.core.instants import instant
from sojourn.core.journeys import Column, Labels

NUMERIC = ("int64", "double", "money")
_ORDERED = ("gt", "gte", "lt", "lte")


def nfc(text: str) -> str:
    """Give a text with its characters composed, so that one word is one text however it was typed."""
    return text if text.isascii() or is_normalized("NFC", text) else normalize("NFC", text)


def comparable(value: Scalar, kind: str) -> bool:
    """Say whether a property of this kind could ever be equal to a value, or be ordered beside it."""
    if isinstance(value, bool):
        return kind == "bool"
    if isinstance(value, str):
        return kind == "string" or (kind == "timestamp" and _instant(value) is not None)
    return kind in NUMERIC and not (isinstance(value, float) and math.isnan(value))


def holds(condition: Condition, column: Column, kind: str, rows: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Say for each of some rows whether a condition holds.

    Args:
        column: the property, of the whole batch.
        kind: bool, int64, double, timestamp, string or money. Money is compared in units, whatever it is kept in.
        rows: (r,) places in the batch.

    Returns:
        (r,) bool. A null holds for `exists` False only. A value of another type than the property's is never equal to
        it, so that it is no answer to `is`, and to `not` every value that is there is one; it is never ordered beside
        it either. Not-a-number is there, and different from everything.
    """
    if isinstance(column, Labels):
        return _of_labels(condition, column, kind, column.codes[rows])
    there = np.ones(len(rows), np.bool_) if column.valid is None else np.asarray(column.valid[rows])
    if condition.operator == "exists":
        return np.asarray(there == condition.values[0])
    values = column.values[rows]
    wanted = [value for value in condition.values if comparable(value, kind)]
    if condition.operator in ("is", "not"):
        equal = np.zeros(len(rows), np.bool_)
        for value in wanted:
            equal |= _compared(values, "is", value, kind)
        return there & (equal if condition.operator == "is" else ~equal)
    if condition.operator in _ORDERED and wanted:
        return there & _compared(values, condition.operator, wanted[0], kind)
    return np.zeros(len(rows), np.bool_)


def _of_labels(condition: Condition, column: Labels, kind: str, codes: NDArray[np.int32]) -> NDArray[np.bool_]:
    """Look at each label that occurs once; -1 is null, and the last place of the tables."""
    if condition.operator == "exists":
        return np.asarray((codes >= 0) == condition.values[0])
    occurs = np.zeros(len(column.labels) + 1, np.bool_)
    occurs[codes] = True
    met = np.zeros(len(occurs), np.bool_)
    wanted = [value for value in condition.values if comparable(value, kind)]
    texts = [nfc(value) for value in wanted if isinstance(value, str)]
    for code in np.flatnonzero(occurs[:-1]).tolist():
        label = nfc(column.labels[code])
        if condition.operator == "prefix":
            met[code] = any(label.startswith(text) for text in texts)
        elif condition.operator in ("is", "not"):
            equal = (label == "true") in wanted if kind == "bool" else label in texts
            met[code] = equal == (condition.operator == "is")
    return met[codes]


def _compared(values: NDArray[Any], operator: str, value: Scalar, kind: str) -> NDArray[np.bool_]:
    """Compare numbers with one number of a kind that may be compared, exactly: no side is rounded first."""
    if kind == "double":
        return _with_double(values, operator, value)
    if isinstance(value, float) and math.isinf(value):
        return np.full(len(values), operator in (("lt", "lte") if value > 0 else ("gt", "gte")))
    bound: Any = value
    if kind == "timestamp":
        bound = _instant(str(value))
    elif kind == "money":
        from decimal import Decimal  # noqa: PLC0415 - start-up: few rules look at amounts

        # As it is written: the float 0.1 is a tenth, and not the fraction that stands in for it.
        bound = Decimal(repr(value)).scaleb(6)
    low, high = math.floor(bound), math.ceil(bound)
    if operator == "is":
        return np.asarray(values == low) if low == high else np.zeros(len(values), np.bool_)
    compared = {
        "gt": lambda: values > low,
        "gte": lambda: values >= high,
        "lt": lambda: values < high,
        "lte": lambda: values <= low,
    }
    return np.asarray(compared[operator]())


def _with_double(values: NDArray[Any], operator: str, value: Any) -> NDArray[np.bool_]:
    """Compare doubles; a whole number that no double equals lies between two of them."""
    try:
        near = float(value)
    except OverflowError:
        near = math.inf if value > 0 else -math.inf
    if operator == "is":
        return np.asarray(values == near) if near == value else np.zeros(len(values), np.bool_)
    if near != value:
        operator = {"g": "gte", "l": "lt"}[operator[0]] if near > value else {"g": "gt", "l": "lte"}[operator[0]]
    compared = {
        "gt": lambda: values > near,
        "gte": lambda: values >= near,
        "lt": lambda: values < near,
        "lte": lambda: values <= near,
    }
    return np.asarray(compared[operator]())


def _instant(text: str) -> int | None:
    """Read a time; None when it is none."""
    try:
        return instant(text)
    except (InvalidInput, OverflowError):
        return None
