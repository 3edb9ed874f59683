"""Read maps and libraries from files."""

import os
from pathlib import Path
from typing import Any

from sojourn.core.contents import content_of
from sojourn.core.errors import NotFound

from .check import errors
from .document.canonical import from_json as from_data
from .document.nodes import LARGEST
from .document.parsing import parse_library
from .document.parsing import parse_map as parse
from .findings import MapRefused
from .model import JourneyMap, Library

LIBRARY = "library.yaml"
"""The name of a library that lies beside maps."""


def read_map(
    path: str | os.PathLike[str],
    *,
    library: "Library | str | os.PathLike[str] | None" = None,
    contradictory: bool = False,
) -> JourneyMap:
    """Read a journey map from a file.

    Ids in its lists that the library has are replaced by what the library says, so the map stands for itself.

    Args:
        path: a file in the format `journey-map/1`, also a pipe; `-` is standard input.
        library: what several maps share, or its file; by default `library.yaml` beside the map, if there is one.
        contradictory: give a map that can be read but contradicts itself too, for those who check or repair it.

    Raises:
        NotFound: there is no such file.
        MapRefused: the map cannot be used as it is written; the error lists everything that is wrong, with places.
    """
    where = Path(path)
    data = _bytes(where, "map")
    return parse_map(data, file=str(path), library=_library(where, library), contradictory=contradictory)


def parse_map(
    text: str | bytes, *, file: str | None = None, library: Library | None = None, contradictory: bool = False
) -> JourneyMap:
    """Read a journey map from text.

    Args:
        text: the text, or the bytes of a file.
        file: what findings call it.
        library: what several maps share.
        contradictory: give a map that can be read but contradicts itself too.

    Raises:
        MapRefused: the map cannot be used as it is written; the error lists everything that is wrong, with places.
    """
    map = parse(text, file=file, library=library)
    return map if contradictory else _consistent(map)


def from_json(data: Any, *, library: Library | None = None) -> JourneyMap:
    """Read a journey map from data as `json.loads` gives it; anything that the JSON Schema allows is read.

    Raises:
        MapRefused: the map cannot be used as it is; the error lists everything that is wrong, with paths.
    """
    return _consistent(from_data(data, library=library))


def read_library(path: str | os.PathLike[str]) -> Library:
    """Read from a file what several maps share: personas, segments, departments, actors, systems, sources.

    Args:
        path: a file in the format `journey-library/1`.

    Raises:
        NotFound: there is no such file.
        MapRefused: the library cannot be used as it is written; the error lists everything that is wrong.
    """
    return parse_library(_bytes(Path(path), "library"), file=str(path))


def _consistent(map: JourneyMap) -> JourneyMap:
    """Refuse a map that contradicts itself."""
    found = errors(map)
    if found:
        raise MapRefused(found)
    return map


def _library(beside: Path, library: "Library | str | os.PathLike[str] | None") -> Library | None:
    """Give the library of a map."""
    if isinstance(library, Library):
        return library
    if library is not None:
        return read_library(library)
    there = beside.parent / LIBRARY
    return read_library(there) if there.is_file() else None


def _bytes(path: Path, what: str) -> bytes:
    """Read a file, but not more of it than tells that it is too large."""
    try:
        return content_of(path, most=LARGEST)
    except NotFound:
        if path.is_dir():
            raise NotFound(f"{path} is a folder, not a {what}", hint=f"name a file in it: {path}/….yaml") from None
        raise NotFound(f"there is no {what} at {path}", hint="check the name of the file") from None
