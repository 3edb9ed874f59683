"""How a scalar is written in YAML 1.2: without quotes where every reader takes it for what it is."""

import json
import re
from typing import Any

from .nodes import Node
from .scalars import core, finite

_FIRST = frozenset("-?:,[]{}#&*!|>'\"%@`=<.~ \t")
_BRACKETS = frozenset(",[]{}")
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\r": "\\r", "\0": "\\0"}
_NOT_PRINTABLE = re.compile("[^\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")
_NUMBER = re.compile(r"-?\.?[0-9]")


def scalar(value: Any, *, flow: bool = False) -> str:
    """Write a scalar on one line.

    Args:
        flow: whether it stands in brackets, where commas and brackets have a meaning.
    """
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return number_text(value)
    return str(value) if is_plain(value, flow=flow) else quoted(value)


def number_text(value: float) -> str:
    """Write a number so that the same number is read."""
    return json.dumps(value)


def is_plain(text: str, *, flow: bool = False) -> bool:
    """Tell whether text may stand without quotes, in our reader and in others."""
    if not text or text != text.strip() or text[0] in _FIRST or text[-1] == ":":
        return False
    if ": " in text or " #" in text or _NOT_PRINTABLE.search(text) or ":\t" in text or "\t#" in text:
        return False
    if flow and not _BRACKETS.isdisjoint(text):
        return False
    node = Node("scalar", 0, 0, 1, 1, text=text)
    return isinstance(core(node), str) and finite(node)


def quoted(text: str) -> str:
    """Write text in double quotes."""
    return '"' + _NOT_PRINTABLE.sub(_escape, text.replace("\\", "\\\\").replace('"', '\\"')) + '"'


def single_quoted(text: str) -> str | None:
    """Write text in single quotes; None when it has something that they cannot hold on one line."""
    return None if _NOT_PRINTABLE.search(text) else "'" + text.replace("'", "''") + "'"


def literal(text: str, indent: int) -> str | None:
    """Write text of several lines as it is, each line indented, below `|`; None when that cannot hold it."""
    lines = text.split("\n")
    if len(lines) < 2 or not lines[0] or lines[0][0] in " \t" or any(_NOT_PRINTABLE.search(each) for each in lines):
        return None
    if any(not each.strip() and each for each in lines) or not text.strip("\n"):
        return None
    chomping = "-" if lines[-1] else "+" if text.endswith("\n\n") else ""
    kept = lines if lines[-1] else lines[:-1]
    return "\n".join([f"|{chomping}", *(f"{' ' * indent}{each}" if each else "" for each in kept)])


def _escape(found: re.Match[str]) -> str:
    """Write one character as an escape of double quotes."""
    letter = found[0]
    if letter in _ESCAPES:
        return _ESCAPES[letter]
    code = ord(letter)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
