"""Going through a map: every part of it, with where it stands."""

from collections.abc import Iterator, Mapping

from .document import Path
from .kinds import Entity, kind_of, specs


def identity(entity: Entity) -> str | None:
    """Give the id of a part that has one; a lived case calls it `case`."""
    name = "case" if kind_of(entity) == "lived_case" else "id"
    return getattr(entity, name, None)


def parts(entity: Entity, path: Path = ()) -> Iterator[tuple[Path, Entity]]:
    """Give every part below an entity with its path, in the order of the file; the entity itself first.

    A path names things in lists by their id, or by their place when they have none.
    """
    yield path, entity
    for key, spec in specs(type(entity)).items():
        value = getattr(entity, spec.name)
        if isinstance(value, Entity):
            yield from parts(value, (*path, key))
        elif isinstance(value, tuple):
            for place, item in enumerate(value):
                if isinstance(item, Entity):
                    yield from parts(item, (*path, key, identity(item) or place))
        elif isinstance(value, Mapping):
            for name, item in value.items():
                if isinstance(item, Entity):
                    yield from parts(item, (*path, key, name))


def pictures_of(map: Entity) -> tuple[str, ...]:
    """Name the picture files that the parts of a map show, each once, in the order of the file."""
    named = (part.image for _, part in parts(map))
    return tuple(dict.fromkeys(name for name in named if name))


def written(entity: Entity) -> Iterator[tuple[str, object]]:
    """Give the fields that differ from what holds when they are not written, by key, in the order of the format."""
    for key, spec in specs(type(entity)).items():
        value = getattr(entity, spec.name)
        unsaid: tuple[object, ...] = ((), {}) if spec.default is None and not getattr(spec.kind, "none", False) else ()
        if spec.need == "required" or (value != spec.default and value not in unsaid):
            yield key, value
