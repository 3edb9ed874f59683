"""From one scalar to the value of a field: its kind decides what the text means."""

import math
import re
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from ..model import (
    Currency,
    Day,
    Flag,
    Kind,
    Language,
    Number,
    Period,
    Ref,
    Slug,
    Target,
    Text,
    When,
    Whole,
    Word,
)
from . import scalars
from .messages import brief, either, near
from .nodes import Node


class Wrong(Exception):
    """What a scalar says is not a value of its field: a message without its beginning, and a hint."""

    def __init__(self, message: str, hint: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


def read_scalar(kind: Kind, node: Node) -> Any:
    """Read a scalar as a kind of field wants it.

    Raises:
        Wrong: it is not a value of this kind.
    """
    return _READERS[type(kind)](kind, node)


def _text(kind: Text, node: Node) -> str:
    try:
        return node.text.encode("utf-16", "surrogatepass").decode("utf-16")
    except UnicodeDecodeError:
        raise Wrong("holds half a character (a lone surrogate)", "write the whole character") from None


def _slug(kind: Slug | Ref, node: Node) -> str:
    if scalars.is_slug(node.text):
        return node.text
    made = scalars.slug_of(node.text)
    raise Wrong(
        f"{shown(node)} is not an id: a small letter a to z, then at most 63 of a to z, 0 to 9, _ and -",
        f"write for example {made}" if made else None,
    )


def _word(kind: Word, node: Node) -> str:
    if node.text in kind.values:
        return node.text
    meant = near(node.text, kind.values)
    hint = f"did you mean '{meant}'?" if meant else None
    if kind.open:
        hint = hint or f"write {{other: {brief(node.text)}}} for a word of your own"
        if len(kind.values) > 6:
            raise Wrong(f"{shown(node)} is not one of {', '.join(kind.values)}", hint)
    raise Wrong(f"{shown(node)} is not {either(kind.values)}", hint)


def _number(kind: Number, node: Node) -> float:
    value = scalars.number(node.text)
    if node.style and value is not None:
        raise Wrong(f"{shown(node)} is text, because of its quotes", "leave the quotes out")
    if value is None:
        raise Wrong(f"{shown(node)} is not a number", _as_number(node.text) or _range(kind.low, kind.high, kind.step))
    _within(value, kind.low, kind.high, kind.step, node)
    if kind.step is not None and value / kind.step != round(value / kind.step):
        below = math.floor(value / kind.step) * kind.step
        near = f"write {_bound(below)} or {_bound(below + kind.step)}"
        raise Wrong(f"{shown(node)} is not a multiple of {kind.step:g}", near)
    return value


def _whole(kind: Whole, node: Node) -> int:
    value = scalars.whole(node.text)
    if node.style and value is not None:
        raise Wrong(f"{shown(node)} is text, because of its quotes", "leave the quotes out")
    if value is None:
        raise Wrong(f"{shown(node)} is not a whole number", _as_number(node.text) or _range(kind.low, kind.high, 1))
    _within(value, kind.low, kind.high, 1, node)
    return value


def _within(value: float, low: float | None, high: float | None, step: float | None, node: Node) -> None:
    """Refuse what is too small or too large."""
    right = _range(low, high, step)
    if low is not None and high is not None and not low <= value <= high:
        outside = f"{_bound(low)}…{'+' if low < 0 < high else ''}{_bound(high)}"
        raise Wrong(f"{brief(node.text)} is outside {outside}", right)
    if low is not None and value < low:
        raise Wrong(f"{brief(node.text)} is below {_bound(low)}", right)
    if high is not None and value > high:
        raise Wrong(f"{brief(node.text)} is above {_bound(high)}", right)


def _range(low: float | None, high: float | None, step: float | None) -> str | None:
    """Say which numbers a field takes."""
    what = "a whole number" if step == 1 else "a number"
    if low is None and high is None:
        return None
    if high is None:
        return f"write {what}, {_bound(low or 0)} or more"
    if low is None:
        return f"write {what}, {_bound(high)} or less"
    if step is not None and step != 1:
        return f"write {_bound(low)}, {_bound(low + step)} … {_bound(high)}"
    return f"write {what} from {_bound(low)} to {_bound(high)}"


def _bound(value: float) -> str:
    """Write a bound with the minus of mathematics."""
    return f"{value:g}".replace("-", "\u2212")


def _flag(kind: Flag, node: Node) -> bool:
    value = None if node.style else scalars.flag(node.text)
    if value is None:
        meant = {"yes": "true", "on": "true", "no": "false", "off": "false"}.get(node.text.lower())
        meant = meant or (node.text.lower() if scalars.flag(node.text.lower()) is not None else None)
        raise Wrong(f"{shown(node)} is not true or false", f"write {meant}" if meant else None)
    return value


def _day(kind: Day, node: Node) -> str:
    if not scalars.is_day(node.text):
        raise Wrong(f"{shown(node)} is not a date", "write for example 2026-11-01")
    return node.text


def _when(kind: When, node: Node) -> str:
    if not scalars.is_day(node.text) and not scalars.is_time(node.text):
        raise Wrong(
            f"{shown(node)} is not a date or a time", "write for example 2026-11-01, or 2026-11-01T09:30:00+01:00"
        )
    return node.text


def _period(kind: Period, node: Node) -> str:
    if not scalars.is_period(node.text):
        raise Wrong(
            f"{shown(node)} is not a duration in ISO 8601",
            _as_period(node.text) or "write for example PT5M, PT1H30M, P7D, P3M",
        )
    return node.text


def _target(kind: Target, node: Node) -> float | str:
    if scalars.is_period(node.text):
        return node.text
    value = None if node.style else scalars.number(node.text)
    if value is None:
        raise Wrong(
            f"{shown(node)} is neither a number nor a duration in ISO 8601",
            _as_period(node.text) or _as_number(node.text) or "write for example 0.85, 4.5 or PT3M",
        )
    return value


def _language(kind: Language, node: Node) -> str:
    if not scalars.is_language(node.text):
        raise Wrong(f"{shown(node)} is not a language tag", "write for example en, fr or pt-BR")
    return node.text


def _currency(kind: Currency, node: Node) -> str:
    if not scalars.is_currency(node.text):
        raise Wrong(f"{shown(node)} is not a currency code", "write for example EUR, USD or CHF")
    return node.text


def _as_number(text: str) -> str | None:
    """Write as a number what was meant as one."""
    plain = text.replace("_", "").replace("\u202f", "").replace(" ", "").replace("\u2019", "")
    if "," in plain and "." not in plain and plain.count(",") == 1:
        plain = plain.replace(",", ".")
    if plain.endswith("%") and (value := scalars.number(plain[:-1])) is not None:
        return f"write {value / 100:g}"
    return f"write {plain}" if plain != text and scalars.number(plain) is not None else None


def _as_period(text: str) -> str | None:
    """Write as a duration what was meant as one: `12:30`, `5 min`."""
    clock = re.fullmatch(r"\s*(\d{1,4}):(\d\d)(?::(\d\d))?\s*", text)
    if clock is not None and clock[3] is not None:
        return f"write PT{clock[1]}H{clock[2]}M{clock[3]}S"
    if clock is not None:
        return f"write PT{clock[1]}M{clock[2]}S for minutes and seconds, PT{clock[1]}H{clock[2]}M for hours and minutes"
    said = re.fullmatch(r"\s*(\d+)\s*([a-zA-Z]+)\s*", text)
    unit = None if said is None else next((sign for words, sign in _UNITS if said[2].lower() in words), None)
    return f"write {unit.format(said[1])}" if said is not None and unit is not None else None


def shown(node: Node) -> str:
    """Quote what is written, short enough for a line."""
    return f"'{brief(node.text)}'"


_UNITS = (
    (("s", "sec", "secs", "second", "seconds"), "PT{}S"),
    (("m", "min", "mins", "minute", "minutes"), "PT{}M"),
    (("h", "hr", "hrs", "hour", "hours"), "PT{}H"),
    (("d", "day", "days"), "P{}D"),
    (("w", "wk", "week", "weeks"), "P{}W"),
    (("mo", "month", "months"), "P{}M"),
)
"""Units as people write them, with the duration of so many."""

_READERS: Mapping[type, Callable[[Any, Node], Any]] = MappingProxyType(
    {
        Text: _text,
        Slug: _slug,
        Ref: _slug,
        Word: _word,
        Number: _number,
        Whole: _whole,
        Flag: _flag,
        Day: _day,
        When: _when,
        Period: _period,
        Target: _target,
        Language: _language,
        Currency: _currency,
    }
)
