"""Which ids a map has, which it asks for, and what it takes from the library."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from ..model import Entity, Library, Path, Place, Ref, identity, kind_of, parts, specs
from ..model.references import ANYTHING, ELSEWHERE, FREE
from .messages import a, either, near, said

SHARED: Mapping[str, str] = MappingProxyType(
    {
        "persona": "personas",
        "segment": "segments",
        "department": "departments",
        "actor": "actors",
        "system": "systems",
        "source": "sources",
    }
)
"""What a library may hold for maps, with the key of its list there and in maps."""

Error = Callable[..., None]


@dataclass(frozen=True, slots=True)
class _Known:
    kind: str
    place: Place | None
    shared: bool


@dataclass(frozen=True, slots=True)
class _Asked:
    kinds: tuple[str, ...]
    ident: str
    path: Path
    place: Place | None
    key: str


class References:
    """Ids of one file.

    Attributes:
        channels: those that the library adds to the format's.
        taken: what was taken from the library though it is not in one of the map's lists, by the key of its list.
    """

    def __init__(self, error: Error, library: Library | None) -> None:
        self._error = error
        self._library = library
        self._known: dict[str, _Known] = {}
        self._asked: list[_Asked] = []
        self._shared: dict[tuple[str, str], Entity] = {}
        for kind, key in SHARED.items():
            for each in () if library is None else getattr(library, key):
                self._shared[kind, identity(each) or ""] = each
        self.channels = frozenset(() if library is None else library.channels)
        self.taken: dict[str, list[Entity]] = {}

    def add(self, kind: str, ident: str, path: Path, place: Place | None, *, shared: bool = False) -> None:
        """Note an id; one that is there already is said.

        Args:
            shared: whether it came from the library without being listed in the map.
        """
        before = self._known.get(ident)
        if before is None:
            self._known[ident] = _Known(kind, place, shared)
            return
        if before.kind != kind:
            used = f"{a(before.kind)}{_line(before.place)} and {a(kind)}{_line(place)}"
            message = f"id '{ident}' is used by {used}: ids are unique in the whole file"
            self._error("M005", place, path, message, "rename one")
            return
        if before.shared or shared:
            where = "in the map and in the library"
        elif before.place is None or place is None or before.place.line == place.line:
            where = f"twice{'' if place is None else f' at line {place.line}'}"
        else:
            where = f"at lines {before.place.line} and {place.line}"
        self._error("M005", place, path, f"id '{ident}' is used {where}", "rename one")

    def ask(self, kinds: tuple[str, ...], ident: str, path: Path, place: Place | None, key: str) -> None:
        """Note that something names an id."""
        self._asked.append(_Asked(kinds, ident, path, place, key))

    def ask_for(self, entity: Entity, path: Path, place: Place | None) -> None:
        """Note what an entity of the library names in its turn."""
        self._asked += _named_by(entity, path, place)

    def shared(self, kind: str, ident: str) -> Entity | None:
        """Give what the library has under an id."""
        return self._shared.get((kind, ident))

    def listed(self, kind: str) -> list[str]:
        """Give the ids of a kind that the map and the library list."""
        mine = [ident for ident, known in self._known.items() if known.kind == kind]
        return mine + [ident for other, ident in self._shared if other == kind and ident not in self._known]

    def where(self) -> str:
        """Say where things were looked for that are not in the map."""
        if self._library is None:
            return "a library: there is none"
        return f"the library {self._library.file}" if self._library.file else "the library"

    def settle(self) -> None:
        """Say which of the ids that are asked for do not exist; take what the library has."""
        waiting = list(self._asked)
        while waiting:
            asked = waiting.pop(0)
            known = self._known.get(asked.ident)
            if asked.kinds == ANYTHING:
                if known is None:
                    meant = near(asked.ident, self._known)
                    hint = f"did you mean '{meant}'?" if meant else "name something that has an id"
                    self._error("M006", asked.place, asked.path, f"nothing has the id '{asked.ident}'", hint)
                continue
            if ELSEWHERE.issuperset(asked.kinds) or (known is not None and known.kind in asked.kinds):
                continue
            here = ((kind, asked.ident) for kind in asked.kinds)
            taken = next((self._shared[each] for each in here if each in self._shared), None)
            if taken is not None:
                self.taken.setdefault(SHARED[kind_of(taken)], []).append(taken)
                self.add(kind_of(taken), asked.ident, (SHARED[kind_of(taken)], asked.ident), asked.place, shared=True)
                waiting += _named_by(taken, asked.path, asked.place)
            elif not self._alone(asked.kinds):
                self._unknown(asked, known)

    def _alone(self, kinds: tuple[str, ...]) -> bool:
        """Tell whether names of these kinds stand for themselves here."""
        return FREE.issuperset(kinds) and not any(self.listed(kind) for kind in kinds)

    def _unknown(self, asked: _Asked, known: _Known | None) -> None:
        """Say that an id names nothing, or something else."""
        kinds = either([said(kind) for kind in asked.kinds])
        if known is not None:
            message = f"'{asked.ident}' is {a(known.kind)}, where '{asked.key}' names {a(asked.kinds[0])}"
            self._error("M006", asked.place, asked.path, message)
            return
        choices = [ident for kind in asked.kinds for ident in self.listed(kind)]
        meant = near(asked.ident, choices)
        hint = f"did you mean '{meant}'?" if meant else None
        if hint is None and choices:
            hint = f"there are {', '.join(choices[:8])}{', …' if len(choices) > 8 else ''}"
        self._error("M006", asked.place, asked.path, f"{kinds} '{asked.ident}' does not exist", hint)


def _line(place: Place | None) -> str:
    return "" if place is None else f" (line {place.line})"


def _named_by(entity: Entity, path: Path, place: Place | None) -> list[_Asked]:
    """Give what an entity names."""
    found = []
    for below, part in parts(entity):
        for key, spec in specs(type(part)).items():
            kind = getattr(spec.kind, "item", spec.kind)
            value = getattr(part, spec.name)
            if isinstance(kind, Ref) and value is not None:
                idents = value if isinstance(value, tuple) else (value,)
                found += [_Asked(kind.to, each, (*path, *below, key), place, key) for each in idents]
    return found
