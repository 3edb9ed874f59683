"""A map taken apart: every thing in a list by its id, with where it belongs, and put together again."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from ..model import Entity, Feeling, JourneyMap, Link, Many, Of, Spec, identity, kind_of, short_of, specs

ROOT = ""

_KEYS = {
    "feeling": ("persona",),
    "effect": ("kind", "steps"),
    "ignored": ("rule", "about"),
    "lived_event": ("step", "name", "touchpoint", "status"),
    "comment": ("about", "by", "at", "text"),
}
"""What things without an id are told apart by; others by the one field that may stand for them, or by all they say."""

Slot = tuple[str, str]
"""A list: the key of what it belongs to, and its field."""


@dataclass(frozen=True, slots=True)
class Node:
    """One thing of a map.

    Attributes:
        key: its id, or where it stands and what tells it from its neighbours.
        id: None when it has none.
        into: the list it stands in.
        entity: itself; its own lists of things are empty here.
    """

    key: str
    id: str | None
    into: Slot
    entity: Entity

    @property
    def kind(self) -> str:
        """The word for what it is."""
        return kind_of(self.entity)


@dataclass(slots=True)
class Table:
    """All things of a map by key, and the order of each list."""

    nodes: dict[str, Node] = field(default_factory=dict)
    lists: dict[Slot, list[str]] = field(default_factory=dict)

    def below(self, key: str) -> Iterator[str]:
        """Give the keys of what belongs to something, and of what belongs to that, itself left out."""
        for spec in lists_of(type(self.nodes[key].entity)):
            for child in self.lists.get((key, spec.name), ()):
                yield child
                yield from self.below(child)


def lists_of(entity: type[Entity]) -> tuple[Spec, ...]:
    """Give the fields that hold a list of things."""
    return tuple(spec for spec in specs(entity).values() if holds_things(spec))


def holds_things(spec: Spec) -> bool:
    """Tell whether a field is a list of things; one that may say `none` is a value as a whole."""
    return isinstance(spec.kind, Many) and isinstance(spec.kind.item, Of) and not spec.kind.none


def taken_apart(map: JourneyMap) -> Table:
    """Take a map apart."""
    table = Table()
    _take(table, map, ROOT, ("", ""))
    return table


def put_together(table: Table, key: str = ROOT) -> Any:
    """Make a map of its things, or one thing with all that belongs to it."""
    entity = table.nodes[key].entity
    changes: dict[str, Any] = {
        spec.name: tuple(put_together(table, child) for child in table.lists.get((key, spec.name), ()))
        for spec in lists_of(type(entity))
    }
    return replace(entity, **changes)


def _take(table: Table, entity: Entity, key: str, into: Slot) -> None:
    own = lists_of(type(entity))
    name = None if key == ROOT else identity(entity)
    bare: dict[str, Any] = {spec.name: () for spec in own}
    table.nodes[key] = Node(key, name, into, replace(entity, **bare))
    for spec in own:
        items = getattr(entity, spec.name)
        keys = table.lists[key, spec.name] = []
        for item in items:
            child = _free(table, identity(item) or f"{key}/{spec.name}/{mark(item)}")
            keys.append(child)
            _take(table, item, child, (key, spec.name))


def _free(table: Table, key: str) -> str:
    """Number a key that is there already."""
    number, found = 1, key
    while found in table.nodes:
        number += 1
        found = f"{key}#{number}"
    return found


def told_at(node: Node) -> str:
    """Say in which list something without an id stands; a feeling also says whose it is: `feels.senior`."""
    if isinstance(node.entity, Feeling) and node.entity.persona is not None:
        return f"{node.into[1]}.{node.entity.persona}"
    return node.into[1]


def mark(entity: Entity) -> str:
    """Say what tells a thing without an id from others in its list."""
    if isinstance(entity, Link):
        return f"{entity.from_} → {entity.to}" + (f" ({entity.when})" if entity.when else "")
    short = short_of(type(entity))
    fields: Sequence[str] = _KEYS.get(kind_of(entity)) or ((short,) if short else ())
    if not fields:
        fields = [spec.name for spec in specs(type(entity)).values()]
    return " ".join(str(value) for value in (getattr(entity, each) for each in fields) if value is not None)
