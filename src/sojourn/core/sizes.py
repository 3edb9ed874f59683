"""Amounts of memory, as people write them: `512M`, `2 GB`, `1.5GiB`."""

import re
from collections.abc import Mapping
from types import MappingProxyType

from .errors import InvalidInput

_UNITS: Mapping[str, int] = MappingProxyType({"": 1, "K": 1 << 10, "M": 1 << 20, "G": 1 << 30, "T": 1 << 40})
_WRITTEN = re.compile(r"\s*(\d+(?:\.\d+)?)\s*([KMGT]?)(?:I?B)?\s*", re.IGNORECASE)


def size(text: str | int) -> int:
    """Read an amount of memory, in bytes; K, M, G and T are powers of 1,024, however they are written.

    Raises:
        InvalidInput: it cannot be read.
    """
    if isinstance(text, int):
        return text
    found = _WRITTEN.fullmatch(text)
    if found is None:
        raise InvalidInput(
            f"{text!r} is no amount of memory", code="bad-size", hint="write a number and a unit, such as 512M or 2G"
        )
    return int(float(found[1]) * _UNITS[found[2].upper()])


def size_in_words(count: int) -> str:
    """Write an amount of memory for people: the largest unit that leaves a whole number, or one decimal."""
    for unit in ("TB", "GB", "MB", "KB"):
        part = count / _UNITS[unit[0]]
        if part >= 1:
            return f"{part:,.0f} {unit}" if part == int(part) or part >= 100 else f"{part:,.1f} {unit}"
    return f"{count:,} bytes"
