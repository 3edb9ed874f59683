"""What several maps share, and how they lie inside one another: a folder of maps with its library."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

from sojourn.core.errors import NotFound

from .document.messages import near
from .document.references import SHARED
from .findings import Finding, MapRefused, Severity
from .model import JourneyMap, Library, Reference, identity, kind_of, references
from .model import Path as Way
from .nesting import DEEPEST, held, misplaced, missing
from .reading import LIBRARY, read_library, read_map


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


def read_nested(map: JourneyMap) -> Mapping[str, JourneyMap]:
    """Read the maps that steps of a map hold, and those that lie in these: files of its folder, by their ids.

    Of two files with one id that of the map's own state goes first, then the first by name. What is not there, or
    cannot be read, is left out; so is everything when the map has no file.
    """
    found: dict[str, JourneyMap] = {}
    wanted = set(held(map)) - {map.id}
    if map.file is None or not wanted:
        return MappingProxyType(found)
    folder = Path(map.file).parent
    files = [each for each in sorted([*folder.glob("*.yaml"), *folder.glob("*.yml")]) if _is_map(each)]
    library = read_library(folder / LIBRARY) if (folder / LIBRARY).is_file() else None
    for _ in range(DEEPEST):
        level: dict[str, JourneyMap] = {}
        for file in files if wanted else ():
            data = file.read_bytes()
            if not any(each.encode() in data for each in wanted):
                continue
            try:
                read = read_map(file, library=library, contradictory=True)
            except MapRefused:
                continue
            before = level.get(read.id)
            if read.id in wanted and (before is None or before.state != map.state == read.state):
                level[read.id] = read
        found |= level
        wanted = {each for child in level.values() for each in held(child)} - found.keys() - {map.id}
    return MappingProxyType(found)


def check_nesting(folder: MapFolder) -> tuple[Finding, ...]:
    """Say what is wrong with how maps lie inside one another (M006), in the order of the files; then of frameworks.

    A step may hold a map, and a map may say in which wider map or framework it lies. What is said is a map that is not
    in the folder, a stage that is not in its framework, a map that lies inside itself, more than three levels, and an
    id that several maps have (M005). A wider map that the folder lacks is a warning: it may lie elsewhere.
    """
    files: dict[str, str] = {}
    findings = []
    for file, map in folder.maps.items():
        if map.id in files:
            message = f"map id '{map.id}' is used in {files[map.id]} too"
            findings.append(_finding("M005", file, map, ("id",), message, "give one of them another id"))
        files.setdefault(map.id, file)
    by_id = {map.id: map for map in folder.maps.values()}
    frames = {} if folder.library is None else {each.id: each for each in folder.library.frameworks}
    for file, map in folder.maps.items():
        if map.parent is not None and map.parent.map not in by_id and map.parent.map not in frames:
            said = missing(map.parent.map, {**by_id, **frames})
            findings.append(_finding("M006", file, map, ("parent", "map"), *said, severity="warning"))
        elif map.parent is not None and map.parent.map in frames and map.parent.stage is not None:
            stages = [stage.id for stage in frames[map.parent.map].stages]
            if map.parent.stage not in stages:
                message = f"framework '{map.parent.map}' has no stage '{map.parent.stage}'"
                hint = f"its stages are {', '.join(stages)}"
                findings.append(_finding("M006", file, map, ("parent", "stage"), message, hint))
        wrong = {step.id: (message, hint) for step, message, hint in misplaced(map, by_id)}
        for step in map.steps:
            if step.map is not None and step.map not in by_id:
                wrong[step.id] = missing(step.map, by_id)
            if step.id in wrong:
                findings.append(_finding("M006", file, map, ("steps", step.id, "map"), *wrong[step.id]))
    if folder.library is not None:
        findings += _stages(folder.library, by_id)
    return tuple(findings)


def _stages(library: Library, maps: Mapping[str, JourneyMap]) -> list[Finding]:
    """Find the maps that stages name and the folder does not have: perhaps they are still to be written."""
    return [
        Finding(rule="M006", severity="warning", message=message, hint=hint, path=path, place=library.places.get(path),
                file=library.file)
        for frame in library.frameworks
        for stage in frame.stages
        for each in stage.maps
        if each not in maps
        for path in [("frameworks", frame.id, "stages", stage.id, "maps")]
        for message, hint in [missing(each, maps)]
    ]  # fmt: skip


def _finding(
    rule: str, file: str, map: JourneyMap, path: Way, message: str, hint: str, severity: Severity = "error"
) -> Finding:
    place = map.places.get(path)
    return Finding(rule=rule, severity=severity, message=message, hint=hint, path=path, place=place, file=file)


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
