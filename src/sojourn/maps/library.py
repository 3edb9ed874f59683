"""What several maps share, and how they lie inside one another: a folder of maps with its library."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

from sojourn.core.errors import NotFound

from .document.messages import near
from .document.references import SHARED
from .findings import Finding, MapRefused
from .model import JourneyMap, Library, Reference, identity, kind_of, references
from .reading import LIBRARY, read_library, read_map

DEEPEST = 3
"""Maps inside one another at most."""


@dataclass(frozen=True, slots=True)
class MapFolder:
    """The maps of a folder, with what they share.

    Attributes:
        library: what they share; None when there is no `library.yaml`.
        maps: those that can be read, by file.
        refused: those that cannot, by file.
    """

    library: Library | None
    maps: Mapping[str, JourneyMap]
    refused: Mapping[str, MapRefused]


@dataclass(frozen=True, slots=True)
class Touched:
    """A map that takes something from the library.

    Attributes:
        named: everything in it that names what is shared; empty when it is only listed.
    """

    file: str
    map: str
    title: str
    named: tuple[Reference, ...]

    def to_dict(self) -> dict[str, Any]:
        """Give it as JSON has it."""
        return {"file": self.file, "map": self.map, "title": self.title, "named": [str(each) for each in self.named]}


def read_folder(folder: str | Path) -> MapFolder:
    """Read every map in a folder and the folders in it: each `.yaml` and `.yml` file that says that it is one.

    Raises:
        NotFound: there is no such folder.
        MapRefused: the library cannot be read.
    """
    where = Path(folder)
    if not where.is_dir():
        raise NotFound(f"there is no folder {folder}", hint="name the folder that holds the maps")
    library = read_library(where / LIBRARY) if (where / LIBRARY).is_file() else None
    maps: dict[str, JourneyMap] = {}
    refused: dict[str, MapRefused] = {}
    for file in sorted([*where.rglob("*.yaml"), *where.rglob("*.yml")]):
        if not _is_map(file):
            continue
        try:
            maps[str(file)] = read_map(file, library=_nearest(file, where) or library, contradictory=True)
        except MapRefused as error:
            refused[str(file)] = error
    return MapFolder(library, MappingProxyType(maps), MappingProxyType(refused))


def shared_ids(folder: MapFolder) -> list[str]:
    """Give the ids of everything that the library of a folder shares."""
    return [] if folder.library is None else list(_shared(folder.library))


def touched(folder: MapFolder, ident: str) -> tuple[Touched, ...]:
    """Say which maps change when something in the library is changed.

    Args:
        ident: its id in the library.

    Raises:
        NotFound: the library has nothing of that id.
    """
    shared = {} if folder.library is None else _shared(folder.library)
    if ident not in shared:
        meant = near(ident, shared)
        hint = (
            f"did you mean '{meant}'?"
            if meant
            else "it lists personas, segments, departments, actors, systems, sources"
        )
        raise NotFound(f"the library has nothing with the id '{ident}'", hint=hint)
    kind, key = shared[ident]
    found = []
    for file, map in folder.maps.items():
        taken = any(identity(each) == ident and each in _listed(folder.library, key) for each in getattr(map, key))
        if taken:
            named = tuple(each for each in references(map) if each.means(kind, ident))
            found.append(Touched(file, map.id, map.title, named))
    return tuple(found)


def check_nesting(folder: MapFolder) -> tuple[Finding, ...]:
    """Say what is wrong with how maps lie inside one another (M006), in the order of the files.

    A step may hold a map, and a map may say in which wider map or framework it lies. What is said is a map that is not
    in the folder, a map that lies inside itself, more than three levels, and an id that several maps have (M005).
    """
    files: dict[str, str] = {}
    findings = []
    for file, map in folder.maps.items():
        if map.id in files:
            message = f"map id '{map.id}' is used in {files[map.id]} too"
            findings.append(_finding("M005", file, map, ("id",), message, "give one of them another id"))
        files.setdefault(map.id, file)
    by_id = {map.id: map for map in folder.maps.values()}
    frames = set() if folder.library is None else {each.id for each in folder.library.frameworks}
    for file, map in folder.maps.items():
        if map.parent is not None and map.parent.map not in by_id and map.parent.map not in frames:
            findings.append(_missing(file, map, ("parent", "map"), map.parent.map, [*by_id, *frames]))
        for step in map.steps:
            path = ("steps", step.id, "map")
            if step.map is None:
                continue
            if step.map not in by_id:
                findings.append(_missing(file, map, path, step.map, list(by_id)))
                continue
            chain = _chain(by_id, [map.id, step.map])
            if len(chain) > 1 and chain[-1] in chain[:-1]:
                message = f"map '{step.map}' lies inside itself: {' → '.join(chain)}"
                findings.append(_finding("M006", file, map, path, message, "take one of these maps out of a step"))
            elif len(chain) > DEEPEST:
                message = f"maps lie {len(chain)} levels deep: {' → '.join(chain)}"
                findings.append(_finding("M006", file, map, path, message, f"use at most {DEEPEST} levels"))
    return tuple(findings)


def _chain(maps: Mapping[str, JourneyMap], chain: list[str]) -> list[str]:
    """Give the longest way downwards; it ends where it comes back to a map on it."""
    if chain[-1] in chain[:-1] or chain[-1] not in maps or len(chain) > DEEPEST + 1:
        return chain
    ways = [_chain(maps, [*chain, step.map]) for step in maps[chain[-1]].steps if step.map is not None]
    circles = [way for way in ways if way[-1] in way[:-1]]
    return circles[0] if circles else max(ways, key=len, default=chain)


def _missing(file: str, map: JourneyMap, path: tuple[str, ...], ident: str, known: list[str]) -> Finding:
    meant = near(ident, known)
    hint = f"did you mean '{meant}'?" if meant else "put it into the folder"
    return _finding("M006", file, map, path, f"map '{ident}' is not in the folder", hint)


def _finding(rule: str, file: str, map: JourneyMap, path: tuple[str, ...], message: str, hint: str) -> Finding:
    place = map.places.get(path)
    return Finding(rule=rule, severity="error", message=message, hint=hint, path=path, place=place, file=file)


def _shared(library: Library) -> dict[str, tuple[str, str]]:
    """Give kind and list of everything that a library shares, by id."""
    return {identity(each) or "": (kind_of(each), key) for key in SHARED.values() for each in getattr(library, key)}


def _listed(library: Library | None, key: str) -> tuple[object, ...]:
    return () if library is None else tuple(getattr(library, key))


def _is_map(file: Path) -> bool:
    """Tell whether a file says that it is a map."""
    with file.open("rb") as opened:
        return b"journey-map/" in opened.read(4096)


def _nearest(file: Path, top: Path) -> Library | None:
    """Give the library in the folder of a map, when that is not the folder at the top."""
    there = file.parent / LIBRARY
    return read_library(there) if file.parent != top and there.is_file() else None
