"""Values of fields as plain data and back: what commands carry between programs."""

import json
from collections.abc import Mapping
from typing import Any

from sojourn.core.expectation import Condition

from ..document.nodes import Node
from ..document.plain import conditions
from ..document.plain import plain as of_entity
from ..document.reading import MISSING, Reading
from ..model import Entity, Kind, Many, Other, Spec
from .refusals import EditRefused, refused


class Unquoted(str):
    """Text as it is written without quotes: a number or a truth value where the field holds one."""

    __slots__ = ()


def plain(value: Any, kind: Kind | None = None) -> Any:
    """Make plain data of a value: what JSON can hold, in the words of the format."""
    if isinstance(value, Entity):
        return of_entity(value)
    if isinstance(value, Other):
        return {"other": value.text}
    if isinstance(value, tuple | list):
        if not value and isinstance(kind, Many) and kind.none:
            return "none"
        if value and all(isinstance(each, Condition) for each in value):
            return conditions(value)
        return [plain(each) for each in value]
    if isinstance(value, Mapping):
        return {name: plain(each) for name, each in value.items()}
    return value


def taken(spec: Spec, value: Any, name: str) -> Any:
    """Make the value of a field of plain data, or hold a value made by a program to what the field may hold.

    Args:
        name: what refusals call the thing whose field it is.

    Raises:
        EditRefused: the field cannot hold it.
    """
    reading = Reading()
    return _read(reading, reading.field(spec, node_of(plain(value, spec.kind), spec.key), (), name))


def made(kind: type[Entity], value: Any, name: str) -> Any:
    """Make a thing of plain data, or hold one made by a program to what such a thing may be.

    Raises:
        EditRefused: it cannot be one.
    """
    reading = Reading()
    return _read(reading, reading.entity(kind, node_of(plain(value), name), (), name))


def _read(reading: Reading, found: Any) -> Any:
    """Give what was read, unless something was wrong with it."""
    if reading.findings or found is MISSING:
        raise EditRefused(reading.findings)
    return found


def unread(value: Any) -> Any:
    """Give what a key that begins with `x-` holds: plain data that nobody may change behind its back."""
    return Reading().unread(node_of(plain(value), "x-"), (), "")


def node_of(data: Any, where: str) -> Node:
    """Make a node of plain data, as if it had been read from a file.

    Raises:
        EditRefused: it holds what the format cannot.
    """
    node = Node("scalar", 0, 0, 1, 1)
    if isinstance(data, Mapping):
        node.kind = "map"
        node.pairs = [(node_of(str(key), where), node_of(value, where)) for key, value in data.items()]
    elif isinstance(data, list | tuple):
        node.kind = "list"
        node.items = [node_of(each, where) for each in data]
    elif isinstance(data, str):
        node.text, node.style = str(data), "" if isinstance(data, Unquoted) else '"'
    elif data is None or isinstance(data, bool | int | float):
        node.text = "" if data is None else json.dumps(data)
    else:
        raise refused("M004", f"{where} cannot hold {type(data).__name__}")
    return node
