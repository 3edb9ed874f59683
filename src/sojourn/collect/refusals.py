"""What can be wrong with a row, and the words for it."""

import json
from enum import IntEnum

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from .arrays import Array, typed_text
from .model import Refusal
from .rows import Plan, Raw

LONGEST_RAW = 64 << 10
LONGEST_VALUE = 200


class Fault(IntEnum):
    """Why a row is refused; as small numbers, so that whole columns can be marked."""

    NONE = 0
    NO_CUSTOMER = 1
    NO_EVENT = 2
    NO_TIME = 3
    BAD_TIME = 4
    TIME_OUT_OF_RANGE = 5
    FUTURE = 6
    BAD_VALUE = 7
    NO_ID = 8
    BAD_TIME_END = 9
    BAD_TEXT_CUSTOMER = 20
    BAD_TEXT_EVENT = 21
    BAD_TEXT_CHANNEL = 22
    BAD_TEXT_ID = 23
    BAD_TEXT_CURRENCY = 24
    BAD_TEXT_ACCOUNT = 25
    BAD_TEXT_CASE = 26
    BAD_TEXT_TOUCHPOINT = 27
    TOO_LONG_CUSTOMER = 30
    TOO_LONG_EVENT = 31
    TOO_LONG_CHANNEL = 32
    TOO_LONG_ID = 33
    TOO_LONG_CURRENCY = 34
    TOO_LONG_ACCOUNT = 35
    TOO_LONG_CASE = 36
    TOO_LONG_TOUCHPOINT = 37

    @staticmethod
    def bad_text(role: str) -> "Fault":
        """Give the fault of a text that cannot be kept."""
        return Fault[f"BAD_TEXT_{role.upper()}"]

    @staticmethod
    def too_long(role: str) -> "Fault":
        """Give the fault of a text that is too long."""
        return Fault[f"TOO_LONG_{role.upper()}"]


_FILL = "fill the cell, or name another column with"

_WORDS: dict[Fault, tuple[str, str, str, str]] = {
    Fault.NO_CUSTOMER: ("no_customer", "customer", "there is no customer", f"{_FILL} --customer"),
    Fault.NO_EVENT: ("no_event", "event", "there is no event name", f"{_FILL} --event"),
    Fault.NO_TIME: ("no_time", "time", "there is no time", f"{_FILL} --time"),
    Fault.BAD_TIME: (
        "bad_time",
        "time",
        "{value!r} is not a time",
        "write 2024-01-31 13:45:00, or another form that docs/reference/import.md lists",
    ),
    Fault.TIME_OUT_OF_RANGE: (
        "time_out_of_range",
        "time",
        "{value!r} lies before {earliest}",
        "mend the time, or set `earliest` in the mapping",
    ),
    Fault.FUTURE: ("future", "time", "{value!r} lies in the future", "mend the time, or pass --allow-future"),
    Fault.BAD_VALUE: (
        "bad_value",
        "value",
        "{value!r} is not a sum of money of at most six decimals",
        "write 1234.56; for 1.234,56 pass --decimal ,",
    ),
    Fault.NO_ID: ("no_id", "id", "there is no id", "fill the cell, or import without an id column"),
    Fault.BAD_TIME_END: (
        "bad_time",
        "time_end",
        "{value!r} is not a time",
        "write 2024-01-31 13:45:00, or leave the cell empty",
    ),
}


REFUSAL_CODES = tuple(
    sorted({words[0] for words in _WORDS.values()} | {"bad_text", "too_long", "wrong_columns", "bad_json"})
)
"""Every reason for which a row is refused."""


def refusals(raw: Raw, plan: Plan, faults: NDArray[np.uint8], *, column: str | None = None) -> tuple[Refusal, ...]:
    """Word the refusal of every marked row.

    Args:
        faults: (n,) uint8 of `Fault`.
        column: the column of times, where a row holds several.
    """
    places = np.flatnonzero(faults)
    if not len(places):
        return ()
    take: Array = pa.array(places)
    texts = {name: typed_text(array.take(take)).to_pylist() for name, array in raw.columns.items()}
    whole = None if raw.whole is None else raw.whole.take(take).to_pylist()
    found: list[Refusal] = []
    for n, (place, fault) in enumerate(zip(places.tolist(), faults[places].tolist(), strict=True)):
        code, role, words, hint = _worded(Fault(fault))
        name = column if column and role == "time" else plan.mapping.column(role) if role else None
        value = texts[name][n] if name in texts else None
        if role == "time" and not column and value and plan.mapping.clock in texts:
            value = f"{value} {texts[plan.mapping.clock][n] or ''}".strip()
        shown = None if value is None else value if len(value) <= LONGEST_VALUE else value[:LONGEST_VALUE] + "…"
        said = words.format(value=shown, earliest=plan.mapping.earliest)
        row = int(raw.rows[place])
        where = f"row {row:,}" + (f", column {name!r}" if name else "")
        text = whole[n] if whole is not None else json.dumps({k: v[n] for k, v in texts.items()}, ensure_ascii=False)
        found.append(Refusal(plan.file, row, name, shown, code, f"{where}: {said}", hint, (text or "")[:LONGEST_RAW]))
    return tuple(found)


def _worded(fault: Fault) -> tuple[str, str | None, str, str]:
    """Give code, role, message and hint."""
    if fault in _WORDS:
        return _WORDS[fault]
    role = fault.name.rsplit("_", 1)[1].lower()
    if fault.name.startswith("BAD_TEXT"):
        return (
            "bad_text",
            role,
            f"{{value!r}} holds a character that no {role} may have",
            "remove the NUL or the unreadable character",
        )
    return "too_long", role, f"the {role} is too long", "an event has at most 200 bytes, an id 255, the others 512"


def unreadable(file: str, row: int, code: str, message: str, hint: str, raw: str) -> Refusal:
    """Make the refusal of a record that could not be cut into columns."""
    return Refusal(file, row, None, None, code, f"row {row:,}: {message}", hint, raw[:LONGEST_RAW])
