"""What one cell says: a number on a scale, a time, a weight; only what cannot be meant otherwise."""

import math
import re
from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Any

from sojourn.core.errors import InvalidInput
from sojourn.core.instants import instant
from sojourn.core.written_dates import DateOrder, written

from .scales import Scale

_NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d+)?")
_LABELLED = re.compile(r"\(?([+-]?\d+)\)?(?:\s*[-–—:=.]\s*|\s+)(?=\D)([^\d]*)")
_LABELLED_LAST = re.compile(r"[^\d]*\S\s*\(([+-]?\d+)\)")
_OUT_OF = re.compile(r"(\d+)\s*/\s*(\d+)")


NO_WORDS: Mapping[str, float] = MappingProxyType({})


def number(cell: Any, scale: Scale | None = None, said: Mapping[str, float] = NO_WORDS) -> float:
    """Read a number; not a number where there is none.

    Besides plain numbers: `9,0` with a decimal comma, `9 - very likely` and `very likely (9)` with a label, `9/10`
    where the scale ends at 10, and words: those of the question (`said`, in small letters), which come before
    everything else, and those of the scale, such as yes. A label may hold no other number.
    """
    if isinstance(cell, bool):
        return float(cell)
    if isinstance(cell, int | float):
        return float(cell) if math.isfinite(cell) else math.nan
    if not isinstance(cell, str):
        try:
            return float(cell)
        except (TypeError, ValueError):
            return math.nan
    if said and (known := said.get(cell.strip().casefold())) is not None:
        return known
    text = cell.strip().replace("−", "-")
    if _NUMBER.fullmatch(text):
        return float(text.replace(",", "."))
    if scale is None:
        return math.nan
    word = scale.words.get(text.casefold())
    if word is not None:
        return word
    out_of = _OUT_OF.fullmatch(text)
    if out_of is not None and float(out_of[2]) == scale.high:
        return float(out_of[1])
    labelled = _LABELLED.fullmatch(text) or _LABELLED_LAST.fullmatch(text)
    return float(labelled[1]) if labelled is not None else math.nan


def moment(cell: Any, time_zone: str, order: DateOrder | None = None) -> int | None:
    """Read a time as microseconds UTC; None where it is none. A date is its first instant.

    Args:
        order: whether day or month comes first in dates such as 01.03.2026; None: only what shows it is read.
    """
    if not isinstance(cell, str | date):
        return None
    try:
        return instant((written(cell, order) if isinstance(cell, str) else None) or cell, time_zone=time_zone)
    except InvalidInput:
        return None


def words(cell: Any) -> str | None:
    """Give a cell as a label: numbers as they are written, whole ones without a point."""
    if cell is None or isinstance(cell, str):
        return cell
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)
