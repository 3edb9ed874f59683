"""From the text of a file to a map or a library, or to everything that is wrong with it."""

import dataclasses
from types import MappingProxyType
from typing import Any, TypeVar, cast

from ..findings import MapRefused
from ..model import Entity, JourneyMap, Library, kind_of, specs
from .compose import Composing
from .nodes import Node
from .reading import Reading
from .upgrade import UPGRADES, Upgrades, at_present

Whole = TypeVar("Whole", bound=Entity)


def parse_map(text: str | bytes, *, file: str | None = None, library: Library | None = None) -> JourneyMap:
    """Read the text of a map.

    Ids that the map's lists name and the library has are replaced by what the library says, and what is asked for and
    only the library has joins the lists: the map that comes back stands for itself.

    Args:
        text: the text, or the bytes of a file: UTF-8, with or without a byte order mark, lines ended in any way.
        file: what findings call it.
        library: what several maps share.

    Raises:
        MapRefused: with everything that is wrong: M001 to M008.
    """
    return parse_whole(JourneyMap, text, file=file, library=library)


def parse_library(text: str | bytes, *, file: str | None = None) -> Library:
    """Read the text of a library.

    Raises:
        MapRefused: with everything that is wrong.
    """
    return parse_whole(Library, text, file=file)


def parse_whole(
    what: type[Whole],
    text: str | bytes,
    *,
    file: str | None = None,
    library: Library | None = None,
    upgrades: Upgrades = UPGRADES,
) -> Whole:
    """Read a whole file, a map or a library.

    Args:
        upgrades: what leads on from older versions.

    Raises:
        MapRefused: with everything that is wrong.
    """
    composing = Composing(file, begins=f"format: {_format(what)}")
    decoded = composing.decode(text)
    node = composing.compose(decoded)
    name = kind_of(what)
    if node is None or node.empty:
        raise composing.refuse("M003", None, f"the file holds no {name}", f"begin with 'format: {_format(what)}'")
    return read_nodes(what, node, composing, library, upgrades)


def read_nodes(
    what: type[Whole],
    node: Node,
    composing: Composing,
    library: Library | None = None,
    upgrades: Upgrades = UPGRADES,
) -> Whole:
    """Make a map or a library of nodes.

    Raises:
        MapRefused: with everything that is wrong, in the order of the file.
    """
    node = at_present(composing, node, _format(what), upgrades)
    reading = Reading(composing.file, library)
    reading.findings += composing.findings
    made = reading.entity(what, node, (), f"the {kind_of(what)}")
    reading.references.settle()
    if reading.findings:
        raise MapRefused(sorted(reading.findings, key=_order))
    more: dict[str, Any] = {key: (*getattr(made, key), *each) for key, each in reading.references.taken.items()}
    more |= {
        "places": MappingProxyType({path: place for path, place in reading.places.items() if place}),
        "file": composing.file,
    }
    return cast(Whole, dataclasses.replace(made, **more))


def _order(finding: object) -> tuple[int, int]:
    place = getattr(finding, "place", None)
    return (0, 0) if place is None else (place.line, place.column)


def _format(what: type[Entity]) -> str:
    return str(specs(what)["format"].default)
