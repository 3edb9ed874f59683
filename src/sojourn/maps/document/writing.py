"""Write a map as text: one layout for all, small things in brackets on a line, the rest a line a field."""

from collections.abc import Mapping
from typing import Any

from ..model import JourneyMap, Library
from .plain import Listed, Tall, plain
from .scalar_text import literal, scalar

WIDTH = 110
"""Columns that a line in brackets may fill."""

SCHEMA_LINE = "# yaml-language-server: $schema={}\n"
"""What tells editors where the schema is."""


def write_map(map: JourneyMap, *, schema: str | None = None) -> str:
    """Write a map as a file of its own: its fields in the order of the format, short forms where there are any.

    Reading it gives the same map. A map that was read with a library becomes one that stands for itself.

    Args:
        schema: the address of the JSON Schema, named in the first line for editors; by default no such line.
    """
    return (SCHEMA_LINE.format(schema) if schema else "") + written_out(plain(map, short=True))


def write_library(library: Library) -> str:
    """Write a library as a file."""
    return written_out(plain(library, short=True))


def written_out(data: Mapping[str, Any]) -> str:
    """Write the keys of a whole file."""
    return "".join(f"{line}\n" for line in _pairs(data, 0))


def block(value: Any, indent: int) -> list[str]:
    """Write a value as lines below its key or behind its dash; the first line is not indented, the others are."""
    if isinstance(value, Mapping):
        lines = _pairs(value, indent)
        return [lines[0][indent:], *lines[1:]]
    lines = _items(value, indent)
    return [lines[0][indent:], *lines[1:]]


def beside(value: Any, column: int) -> str | None:
    """Write a value on the rest of a line; None when it does not fit or should not stand there.

    Args:
        column: where it begins, counted from 0.
    """
    if not isinstance(value, Mapping | list):
        return scalar(value)
    if isinstance(value, Tall | Listed) and value:
        return None
    written = flow(value)
    return written if column + len(written) <= WIDTH else None


def flow(value: Any) -> str:
    """Write a value in brackets."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{scalar(key, flow=True)}: {flow(each)}" for key, each in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(flow(each) for each in value) + "]"
    return scalar(value, flow=True)


def _pairs(data: Mapping[str, Any], indent: int) -> list[str]:
    """Write keys and values, a line or more each."""
    lines = []
    for key, value in data.items():
        lines += pair(key, value, indent)
    return lines


def pair(key: str, value: Any, indent: int) -> list[str]:
    """Write a key with its value."""
    lead = f"{' ' * indent}{scalar(key)}:"
    written = below(value, indent + 2) if isinstance(value, str) else beside(value, len(lead) + 1)
    if written is not None:
        return [f"{lead} {written}"]
    lines = block(value, indent + 2)
    return [lead, " " * (indent + 2) + lines[0], *lines[1:]]


def below(text: str, indent: int) -> str:
    """Write text, over several lines when it has several."""
    return literal(text, indent) or scalar(text)


def item(value: Any, indent: int) -> list[str]:
    """Write an item of a list with its dash."""
    lead = f"{' ' * indent}- "
    written = below(value, indent + 2) if isinstance(value, str) else beside(value, len(lead))
    if written is not None:
        return [lead + written]
    lines = block(value, indent + 2)
    return [lead + lines[0], *lines[1:]]


def _items(values: list[Any], indent: int) -> list[str]:
    """Write items, a line or more each."""
    lines = []
    for each in values:
        lines += item(each, indent)
    return lines
