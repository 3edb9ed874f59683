"""What the text of a scalar may mean: numbers, dates, durations, and what YAML 1.2 makes of text without quotes."""

import math
import re
from datetime import date, datetime

from ..model import PERIOD, amounts
from .nodes import Node

Plain = str | int | float | bool | None

_INT = re.compile(r"[-+]?[0-9]+")
_WHOLE = re.compile(r"([-+]?[0-9]+)(\.0+)?")
_OCTAL_OR_HEX = re.compile(r"0o[0-7]+|0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_NOT_FINITE = re.compile(r"[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_TIME = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,9})?(Z|[+-]\d{2}:\d{2})")
_SLUG = re.compile(r"[a-z][a-z0-9_-]{0,63}")
_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")
_CURRENCY = re.compile(r"[A-Z]{3}")
_LONGEST_NUMBER = 40

SLUG_PATTERN = f"^{_SLUG.pattern}$"
DAY_PATTERN = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
PERIOD_PATTERN = f"^{PERIOD}$".replace("(?:", "(").replace(r"\d", "[0-9]").replace(r"\.", "[.]")
LANGUAGE_PATTERN = f"^{_LANGUAGE.pattern}$"
CURRENCY_PATTERN = f"^{_CURRENCY.pattern}$"

_FLAGS = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}


def core(node: Node) -> Plain:
    """Give what the core schema of YAML 1.2 makes of a scalar; text where that would not be finite or has no end."""
    text = node.text
    if node.style:
        return text
    if node.empty:
        return None
    if text in _FLAGS:
        return _FLAGS[text]
    if len(text) <= _LONGEST_NUMBER:
        if _INT.fullmatch(text):
            return int(text)
        if _OCTAL_OR_HEX.fullmatch(text):
            return int(text[2:], 8 if text[1] == "o" else 16)
        if _FLOAT.fullmatch(text):
            value = float(text)
            return value if math.isfinite(value) else text
    return text


def finite(node: Node) -> bool:
    """Tell whether a scalar is not one of YAML's names for what is no number."""
    return bool(node.style) or not _NOT_FINITE.fullmatch(node.text)


def flag(text: str) -> bool | None:
    """Read true or false."""
    return _FLAGS.get(text)


def number(text: str) -> float | None:
    """Read a decimal number; a minus sign (U+2212) is taken as the minus of keyboards."""
    text = text.replace("\u2212", "-")
    if len(text) > _LONGEST_NUMBER or not _FLOAT.fullmatch(text):
        return None
    value = float(text)
    return value if math.isfinite(value) else None


def whole(text: str) -> int | None:
    """Read a whole number; `2.0` is one too, as the JSON Schema has it."""
    found = _WHOLE.fullmatch(text.replace("\u2212", "-")) if len(text) <= _LONGEST_NUMBER else None
    return None if found is None else int(found[1])


def is_slug(text: str) -> bool:
    """Tell whether it is an id."""
    return _SLUG.fullmatch(text) is not None


def is_day(text: str) -> bool:
    """Tell whether it is a date of the calendar."""
    if not _DAY.fullmatch(text) or not text.isascii():
        return False
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def is_time(text: str) -> bool:
    """Tell whether it is a time in RFC 3339, with its offset from UTC."""
    if not _TIME.fullmatch(text) or not text.isascii():
        return False
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return True


def is_period(text: str) -> bool:
    """Tell whether it is a duration in ISO 8601."""
    return amounts(text) is not None


def is_language(text: str) -> bool:
    """Tell whether it has the form of a language tag."""
    return _LANGUAGE.fullmatch(text) is not None


def is_currency(text: str) -> bool:
    """Tell whether it has the form of a currency code."""
    return _CURRENCY.fullmatch(text) is not None


def slug_of(text: str) -> str:
    """Make an id that resembles a text, or nothing when too little is left of it."""
    made = re.sub(r"[^a-z0-9_-]+", "_", text.strip().lower()).strip("_-")
    return made[:64] if is_slug(made[:64]) else ""
