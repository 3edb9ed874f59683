"""Making an edit: a new map, and the edit that takes it back."""

from dataclasses import replace
from typing import Any

from ..compare.nodes import lists_of
from ..model import (
    Entity,
    JourneyMap,
    Library,
    Link,
    Of,
    Spec,
    declared,
    identity,
    kind_of,
    parts,
    references,
    renamed,
    specs,
)
from ..model.kinds import Slug
from .between import between
from .commands import Add, Batch, Command, CopyLane, Join, Move, Remove, Rename, SetField, SetLink, Split
from .plain import made, plain, taken
from .refusals import StillNamed, refused
from .removing import without
from .steps import copied, joined, split
from .tree import assigned, find, list_for, placed, put
from .validity import checked


def apply(map: JourneyMap, command: Command, *, library: Library | None = None) -> tuple[JourneyMap, Command]:
    """Make an edit.

    Args:
        library: what several maps share; what is named from there comes into the map, as it does when a map is read.

    Returns:
        The map after the edit, and the edit that makes the map before of it. Nothing is changed in place.

    Raises:
        EditRefused: the edit does not fit the map, or the map could not be read after it. What was wrong before is no
            reason.
        StillNamed: something that is to go is named elsewhere, and `cascade` was not asked for.
    """
    if isinstance(command, Remove) and not command.cascade:
        _nothing_names(map, command.id)
    after, back = _made(map, command)
    shared = after if library is None else _shared(after, library)
    checked(map, shared)
    return shared, back if shared is after else between(shared, map, f"undo {command.NAME}")


def _shared(map: JourneyMap, library: Library) -> JourneyMap:
    """Bring into a map what it names from the library, and what that names in its turn."""
    there = {
        (kind_of(item), identity(item)): (spec.name, item)
        for spec in lists_of(Library)
        if spec.key in specs(JourneyMap)
        for item in getattr(library, spec.name)
    }
    while True:
        named = dict.fromkeys((kind, each.id) for each in references(map) for kind in each.to)
        own = declared(map)
        wanted = [each for each in named if each in there and each not in own]
        if not wanted:
            return map
        for each in wanted:
            name, item = there[each]
            lists: dict[str, Any] = {name: (*getattr(map, name), item)}
            map = replace(map, **lists)


def _made(map: JourneyMap, command: Command) -> tuple[JourneyMap, Command]:
    """Make an edit without looking at the result."""
    match command:
        case Batch(label, commands):
            after, undo = map, list[Command]()
            for each in commands:
                after, back = _made(after, each)
                undo.append(back)
            return after, Batch(label, tuple(reversed(undo)))
        case Rename(id, new):
            entity = find(map, id).entity
            after = _rename(map, entity, id, new)
            return after, Batch(f"rename {new}", (Rename(new, id), SetField(id, "was", entity.was)))
        case _:
            after = _changed(map, command)
            return after, between(after, map, f"undo {command.NAME}")


def _changed(map: JourneyMap, command: Command) -> JourneyMap:
    changed: JourneyMap
    match command:
        case SetField(at, field, value):
            spot = find(map, at)
            if specs(type(spot.entity)).get(field, _NO_SPEC).kind == Slug() and field in ("id", "case"):
                raise refused("M005", f"the id of {spot.name} is not set like other fields", hint="rename it")
            changed = put(map, at, lambda _: assigned(spot, field, value))
        case Add():
            changed = _add(map, command)
        case Remove(id):
            changed = _remove(map, id, cascade=command.cascade)
        case Move():
            changed = _move(map, command)
        case Split():
            changed = split(map, command)
        case Join():
            changed = joined(map, command)
        case SetLink():
            changed = _link(map, command)
        case CopyLane():
            changed = copied(map, command)
        case _:
            raise refused("M004", f"{type(command).__name__} is no edit")
    return changed


_NO_SPEC = Spec("", Of(Entity), "optional", "")


def _add(map: JourneyMap, command: Add) -> JourneyMap:
    parent = find(map, command.into or map.id)
    spec, kind = list_for(parent, command.kind)
    words = kind_of(kind).replace("_", " ")
    item = made(kind, command.value, f"the new {words}")
    items = placed(getattr(parent.entity, spec.name), item, command.after, parent.name)
    changed: JourneyMap = put(map, command.into or map.id, lambda entity: replace(entity, **{spec.name: items}))
    return changed


def _remove(map: JourneyMap, id: str, *, cascade: bool) -> JourneyMap:
    spot = find(map, id)
    if spot.parent is None or spot.spec is None:
        raise refused("M003", "the map itself cannot be removed from itself")
    changed: JourneyMap = put(map, id, lambda _: None)
    while cascade:
        gone = declared(map) - declared(changed)
        left = without(changed, gone, was=map)
        if left is None:
            raise refused("M003", f"nothing would be left of the map without '{id}'")
        if left == changed:
            break
        changed = left
    return changed


def _nothing_names(map: JourneyMap, id: str) -> None:
    """Refuse to remove what is named from outside it."""
    spot = find(map, id)
    if spot.parent is None:
        return
    going = declared(spot.entity)
    inside = {path for path, part in parts(map) if part is spot.entity}
    named = [
        each
        for each in references(map)
        if any(each.means(kind, name) for kind, name in going)
        and not any(each.path[: len(path)] == path for path in inside)
    ]
    if named:
        raise StillNamed(id, named)


def _move(map: JourneyMap, command: Move) -> JourneyMap:
    spot = find(map, command.id)
    if spot.parent is None or spot.spec is None:
        raise refused("M002", "the map itself cannot be moved")
    into = command.into or identity(spot.parent)
    if into is None:
        raise refused("M002", f"{spot.name} stands in something without an id")
    if command.after == command.id:
        raise refused("M006", f"{spot.name} cannot follow itself")
    taken_out: JourneyMap = put(map, command.id, lambda _: None)
    target = find(taken_out, into)
    own = [spec.name for spec in lists_of(type(target.entity))]
    if spot.spec.name not in own or not isinstance(target.entity, type(spot.parent)):
        raise refused("M002", f"{target.name} has no {spot.spec.key} to move {spot.name} into")
    items = placed(getattr(target.entity, spot.spec.name), spot.entity, command.after, target.name)
    name = spot.spec.name
    changed: JourneyMap = put(taken_out, into, lambda entity: replace(entity, **{name: items}))
    return changed


def _rename(map: JourneyMap, entity: Entity, id: str, new: str) -> JourneyMap:
    if id == new:
        return map
    field = "case" if kind_of(entity) == "lived_case" else "id"
    taken(specs(type(entity))[field], new, f"{kind_of(entity).replace('_', ' ')} '{id}'")
    was = tuple(dict.fromkeys(each for each in (*entity.was, id) if each != new))
    named = renamed(map, kind_of(entity), {id: new})
    changed: JourneyMap = put(named, new, lambda found: replace(found, was=was))
    return changed


def _link(map: JourneyMap, command: SetLink) -> JourneyMap:
    def same(link: Link) -> bool:
        return (link.from_, link.to, link.when) == (command.start, command.end, command.when)

    before = next((link for link in map.links if same(link)), None)
    if command.kind is None:
        if before is None:
            raise refused("M006", f"there is no link from '{command.start}' to '{command.end}' to take away")
        return replace(map, links=tuple(link for link in map.links if link is not before))
    said = {"from": command.start, "to": command.end, "kind": command.kind, "when": command.when,
            "share": command.share}  # fmt: skip
    kept = {} if before is None else plain(before)
    data = {key: value for key, value in {**kept, **said}.items() if value is not None}
    link = made(Link, data, "the link")
    if before is None:
        return replace(map, links=(*map.links, link))
    return replace(map, links=tuple(link if each is before else each for each in map.links))
