"""What names what in a map: every reference, those that lead nowhere, and a new name that all of them follow."""

from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

from .document import JourneyMap, Library, Link, Path
from .kinds import Entity, Kind, Many, Named, Of, Ref, kind_of, specs
from .steps import Choice
from .walk import identity, parts

ELSEWHERE = frozenset({"map", "stage"})
"""Kinds that other files declare."""

FREE = frozenset({"department", "segment", "system"})
"""Kinds whose ids may be used without being declared, as long as neither map nor library declares any of the kind."""

ANYTHING = ("",)
"""What a remark may be about: whatever has an id."""


@dataclass(frozen=True, slots=True)
class Reference:
    """One id written where it means another part of the map.

    Attributes:
        path: of the part in which it is written.
        key: the key under which it is written there.
        to: which kinds it may mean; `ANYTHING` for a remark.
        id: what is written.
    """

    path: Path
    key: str
    to: tuple[str, ...]
    id: str

    def __str__(self) -> str:
        """Write where it stands: `steps.buy.touchpoints.checkout.department`."""
        return ".".join(map(str, (*self.path, self.key)))

    def means(self, kind: str, name: str) -> bool:
        """Tell whether it means a part."""
        return self.id == name and (self.to == ANYTHING or kind in self.to)


def references(entity: Entity) -> Iterator[Reference]:
    """Give every reference in a map, in the order of the file.

    Beside the fields that are declared as references there are the options of a choice between points of contact, the
    option that leads along a link from such a choice, and what remarks are about.
    """
    chosen = offered(entity)
    for path, part in parts(entity):
        for key, spec in specs(type(part)).items():
            to = may_name(part, key, spec.kind, chosen)
            if to is not None and not ELSEWHERE.issuperset(to):
                value = getattr(part, spec.name)
                for each in value if isinstance(value, tuple) else (value,):
                    if isinstance(each, str):
                        yield Reference(path, key, to, each)


def declared(*entities: Entity) -> set[tuple[str, str]]:
    """Give kind and id of every part that has an id."""
    return {(kind_of(part), name) for entity in entities for _, part in parts(entity) if (name := identity(part))}


def dangling(map: JourneyMap, *, library: Library | None = None) -> tuple[Reference, ...]:
    """Give the references that mean nothing in the map, nor in the library."""
    known = declared(map) if library is None else declared(map, library)
    ids = {name for _, name in known}
    free = FREE - {kind for kind, _ in known}

    def found(reference: Reference) -> bool:
        if reference.to == ANYTHING:
            return reference.id in ids
        return any((kind, reference.id) in known or kind in free for kind in reference.to)

    return tuple(reference for reference in references(map) if not found(reference))


def renamed(map: JourneyMap, kind: str, names: Mapping[str, str]) -> JourneyMap:
    """Give parts of one kind new ids, and let every reference follow.

    Args:
        names: the new id of each old one.
    """
    return _followed(map, kind, names, offered(map)) if names else map


def _followed(entity: Any, kind: str, names: Mapping[str, str], chosen: Container[tuple[str, str]]) -> Any:
    changes: dict[str, Any] = {}
    for key, spec in specs(type(entity)).items():
        value = getattr(entity, spec.name)
        to = may_name(entity, key, spec.kind, chosen)
        own = kind_of(entity) == kind and key == ("case" if kind == "lived_case" else "id")
        if own or (to is not None and (to == ANYTHING or kind in to)):
            new: Any = tuple(names.get(each, each) for each in value) if isinstance(value, tuple) else value
            new = names.get(new, new) if isinstance(new, str) else new
        elif isinstance(value, Entity):
            new = _followed(value, kind, names, chosen)
        elif isinstance(value, tuple) and isinstance(spec.kind, Many) and isinstance(spec.kind.item, Of):
            new = tuple(_followed(each, kind, names, chosen) for each in value)
        elif value and isinstance(spec.kind, Named) and isinstance(spec.kind.item, Of):
            new = MappingProxyType({name: _followed(each, kind, names, chosen) for name, each in value.items()})
        else:
            continue
        if new != value:
            changes[spec.name] = new
    return replace(entity, **changes) if changes else entity


def offered(entity: Entity) -> frozenset[tuple[str, str]]:
    """Give the steps that offer a choice of points of contact, with each of these."""
    steps = entity.steps if isinstance(entity, JourneyMap) else ()
    return frozenset(
        (step.id, option)
        for step in steps
        if step.choice is not None and step.choice.between == "touchpoints"
        for option in step.choice.options
    )


def may_name(part: Entity, key: str, kind: Kind, chosen: Container[tuple[str, str]]) -> tuple[str, ...] | None:
    """Say which kinds a field may name; None when it names nothing."""
    if isinstance(kind, Many):
        kind = kind.item
    if isinstance(kind, Ref):
        return kind.to
    if isinstance(part, Choice) and part.between == "touchpoints" and key in ("options", "expected"):
        return ("touchpoint",)
    if isinstance(part, Link) and key == "when" and (part.from_, part.when) in chosen:
        return ("touchpoint",)
    if kind_of(part) in ("comment", "ignored") and key == "about":
        return ANYTHING
    return None
