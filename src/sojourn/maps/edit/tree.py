"""Finding a thing in a map by its id, and giving a map with that thing changed."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

from ..compare.nodes import lists_of
from ..model import Entity, Feeling, JourneyMap, Many, Of, Spec, identity, inner, kind_of, nothing, specs
from .commands import FIRST
from .plain import plain, taken, unread
from .refusals import refused, unknown


@dataclass(frozen=True, slots=True)
class Spot:
    """A thing and where it is.

    Attributes:
        parent, spec: what it belongs to, and the list there; None for the map itself.
    """

    entity: Entity
    parent: Entity | None = None
    spec: Spec | None = None

    @property
    def name(self) -> str:
        """What refusals call it: `step 'buy'`."""
        return f"{kind_of(self.entity).replace('_', ' ')} '{identity(self.entity)}'" if self.parent else "the map"


def spots(entity: Entity) -> Iterator[Spot]:
    """Give everything in the lists of a thing, in the lists of those, and in lists that a part without an id holds."""
    for spec in lists_of(type(entity)):
        for item in getattr(entity, spec.name):
            yield Spot(item, entity, spec)
            yield from spots(item)
    for _, part in _holders(entity):
        yield from spots(part)


def _holders(entity: Entity) -> Iterator[tuple[Spec, Entity]]:
    """Give the parts of a thing that hold lists and have no id, such as the acquisition of a map."""
    for spec in specs(type(entity)).values():
        if isinstance(spec.kind, Of) and lists_of(spec.kind.entity):
            part = getattr(entity, spec.name)
            if part is not None and identity(part) is None:
                yield spec, part


def _held(entity: Entity) -> Iterator[tuple[str, Spec]]:
    """Give the lists that parts without an id hold or may hold, each with the key of the part."""
    for spec in specs(type(entity)).values():
        if isinstance(spec.kind, Of) and "id" not in specs(spec.kind.entity):
            for each in lists_of(spec.kind.entity):
                yield spec.key, each


def find(map: JourneyMap, id: str) -> Spot:
    """Find a thing by its id.

    Raises:
        EditRefused: nothing has that id.
    """
    if id == map.id:
        return Spot(map)
    found = next((spot for spot in spots(map) if identity(spot.entity) == id), None)
    if found is None:
        ids = [name for spot in spots(map) if (name := identity(spot.entity)) is not None]
        raise unknown(f"nothing in the map {map.id!r} has the id {id!r}", id, [map.id, *ids])
    return found


def put(entity: Any, id: str, change: Callable[[Any], Any]) -> Any:
    """Give a map in which the thing with an id is changed; None takes it out of its list."""
    if identity(entity) == id:
        return change(entity)
    for spec in lists_of(type(entity)):
        items = getattr(entity, spec.name)
        changed = [put(item, id, change) for item in items]
        if any(new is not old for new, old in zip(changed, items, strict=True)):
            return replace(entity, **{spec.name: tuple(each for each in changed if each is not None)})
    for spec, part in _holders(entity):
        new = put(part, id, change)
        if new is not part:
            return replace(entity, **{spec.name: new})
    return entity


def list_for(parent: Spot, kind: str) -> tuple[Spec, type[Entity]]:
    """Find the list of a thing that holds a kind, named by the kind or by the key of the list.

    Raises:
        EditRefused: there is none, or there are several.
    """
    lists = {spec.key: (spec, next(inner(spec.kind))) for spec in lists_of(type(parent.entity))}
    found = [each for key, each in lists.items() if key == kind] or [
        each for each in lists.values() if kind_of(each[1]) == kind
    ]
    if len(found) == 1:
        return found[0]
    if found:
        keys = " or ".join(spec.key for spec, _ in found)
        raise refused("M002", f"{parent.name} holds {kind} in several lists", hint=f"name one: {keys}")
    for key, field in _held(parent.entity):
        if kind in (field.key, kind_of(next(inner(field.kind)))):
            raise refused(
                "M002", f"{parent.name} holds {kind.replace('_', ' ')} in its {key}",
                hint=f"write it in the file, under {key}: {field.key}: or set {key}.{field.key} with the whole list",
            )  # fmt: skip
    known = [*lists, *(kind_of(each) for _, each in lists.values())]
    raise unknown(f"{parent.name} has no list of {kind!r}", kind, dict.fromkeys(known))


def placed(items: tuple[Entity, ...], item: Entity, after: str | None, where: str) -> tuple[Entity, ...]:
    """Put something into a list behind the one with an id.

    Raises:
        EditRefused: none in the list has that id.
    """
    if after is None:
        return (*items, item)
    if after == FIRST:
        return (item, *items)
    for number, each in enumerate(items, 1):
        if identity(each) == after:
            return (*items[:number], item, *items[number:])
    known = [name for each in items if (name := identity(each)) is not None]
    raise unknown(f"{where} has nothing with the id {after!r} in that list", after, known)


def assigned(spot: Spot, field: str, value: Any) -> Any:
    """Give a thing with a field changed; dots in the key lead inside, and what is not there yet is made.

    Args:
        value: as the model holds it or as plain data; None takes the field away.

    Raises:
        EditRefused: there is no such field, or it cannot hold the value.
    """
    entity: Any = spot.entity
    key, *rest = [field] if field.startswith("x-") else field.split(".")
    if key == "x-":
        return replace(entity, extra=unread(value or {}))
    if key.startswith("x-"):
        extra = {name: held for name, held in entity.extra.items() if name != key}
        return replace(entity, extra=MappingProxyType(extra if value is None else {**extra, key: unread(value)}))
    spec = specs(type(entity)).get(key)
    if spec is None:
        raise unknown(f"{spot.name} has no field {key!r}", key, specs(type(entity)), rule="M002")
    data = plain(value, None if rest else spec.kind)
    if rest and next(inner(spec.kind), None) is Feeling and rest[0] not in specs(Feeling):
        data = _of_persona(plain(getattr(entity, spec.name)), *rest, value=data, name=f"{key} of {spot.name}")
    elif rest:
        data = _within(plain(getattr(entity, spec.name), spec.kind), rest, data, f"{key} of {spot.name}")
    if data is None and spec.need == "required":
        raise refused("M003", f"{spot.name} needs '{key}'", hint=spec.doc)
    many = isinstance(spec.kind, Many) and not spec.kind.none
    if data is None or (many and data == []):
        return replace(entity, **{spec.name: nothing(spec)})
    return replace(entity, **{spec.name: taken(spec, data, spot.name)})


def _of_persona(feelings: list[Any], persona: str, *keys: str, value: Any, name: str) -> Any:
    """Change the feeling of one persona, or add it; those of others stay as they are. None where none is left."""
    place = next((at for at, each in enumerate(feelings) if each.get("persona") == persona), len(feelings))
    held = feelings[place] if place < len(feelings) else {}
    new = _within(held, list(keys), value, f"the feeling of '{persona}' in {name}") if keys else value
    if new is not None and not isinstance(new, dict):
        raise refused("M002", f"{name} need a field for '{persona}'", hint=f"set feels.{persona}.score")
    kept = {} if new is None else {each: said for each, said in new.items() if each != "persona"}
    mine = [{"persona": persona, **kept}] if kept else []
    return [*feelings[:place], *mine, *feelings[place + 1 :]] or None


def _within(data: Any, keys: list[str], value: Any, name: str) -> Any:
    """Change plain data at keys that lead inside; None where nothing is left."""
    if isinstance(data, list):
        if len(data) > 1:
            whose = [each["persona"] for each in data if isinstance(each, dict) and "persona" in each]
            hint = f"say whose: feels.{whose[0]}.{'.'.join(keys)}" if whose else "set all of them at once, or use an id"
            raise refused("M002", f"there are {len(data)} {name}", hint=hint)
        inner = _within(data[0] if data else None, keys, value, name)
        return None if inner is None else [inner]
    if data is not None and not isinstance(data, dict):
        raise refused("M002", f"{name} has no field {keys[0]!r}")
    changed = dict(data or {})
    key, *rest = keys
    new = _within(changed.get(key), rest, value, f"{key} in {name}") if rest else value
    changed = {name: held for name, held in changed.items() if name != key} if new is None else {**changed, key: new}
    return changed or None
