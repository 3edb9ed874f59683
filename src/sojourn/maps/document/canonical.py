"""A map as canonical JSON, for programs: every list a list, every entity a mapping, what holds anyway left out."""

import json
from typing import Any, TypeVar

from ..model import Entity, JourneyMap, Library
from .compose import Composing
from .nodes import DEEPEST, Node
from .parsing import read_nodes
from .plain import plain

Whole = TypeVar("Whole", bound=Entity)


def to_json(map: JourneyMap | Library) -> dict[str, Any]:
    """Give a map as data for `json.dumps`. The JSON Schema of the format describes it.

    Cost: in the size of the map.
    """
    found: dict[str, Any] = _bare(plain(map))
    return found


def from_json(data: Any, *, library: Library | None = None) -> JourneyMap:
    """Read a map from data as `json.loads` gives it; anything that the JSON Schema allows is read.

    Raises:
        MapRefused: with everything that is wrong, by paths.
    """
    return _read(JourneyMap, data, library)


def library_from_json(data: Any) -> Library:
    """Read a library from data.

    Raises:
        MapRefused: with everything that is wrong, by paths.
    """
    return _read(Library, data, None)


def said(entity: JourneyMap | Library) -> str:
    """Give what a map says as one text: equal texts, equal maps, and numbers are not taken for truth values."""
    return json.dumps(_bare(plain(entity)), ensure_ascii=False, sort_keys=False)


def _read(what: type[Whole], data: Any, library: Library | None) -> Whole:
    """Read a whole from data."""
    composing = Composing()
    return read_nodes(what, _node(data, composing, 0), composing, library)


def _bare(data: Any) -> Any:
    """Leave out what only matters to the layout of a file."""
    if isinstance(data, dict):
        return {key: _bare(each) for key, each in data.items()}
    if isinstance(data, list):
        return [_bare(each) for each in data]
    return data


def _node(data: Any, composing: Composing, depth: int) -> Node:
    """Make a node of data, as if it had been read from a file: text in quotes, everything else without."""
    if depth > DEEPEST:
        raise composing.refuse("M007", None, f"this lies more than {DEEPEST} levels deep", "nest less")
    if isinstance(data, dict):
        node = Node("map", 0, 0, 0, 0)
        for key, value in data.items():
            node.pairs.append((_node(key, composing, depth), _node(value, composing, depth + 1)))
        return node
    if isinstance(data, list | tuple):
        node = Node("list", 0, 0, 0, 0)
        node.items = [_node(each, composing, depth + 1) for each in data]
        return node
    if isinstance(data, str):
        return Node("scalar", 0, 0, 0, 0, text=data, style='"')
    return Node("scalar", 0, 0, 0, 0, text=json.dumps(data) if _is_json(data) else str(data))


def _is_json(data: Any) -> bool:
    return data is None or isinstance(data, bool | int | float)
