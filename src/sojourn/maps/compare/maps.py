"""Two maps held against each other, such as today's and the one that is wanted."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import Any

from sojourn.core.results import Table as Shown
from sojourn.core.results import html, plain

from ..model import Entity, JourneyMap, Named, identity, kind_of, parts, specs
from .changes import Alike, MapChange
from .map_text import tables
from .nodes import ROOT, Slot, Table, holds_things, mark, put_together, taken_apart, told_at
from .order import stayed
from .pairs import called_alike
from .steps import StepChange, step_changes

ALIKE = 0.7
"""How alike the names of two things are, from 0 to 1, that may be the same."""


@dataclass(frozen=True, slots=True)
class MapDiff:
    """What differs between two maps.

    Attributes:
        changes: every difference, in the order of the second map, what was removed last.
        steps: of each step that differs, what matters to customers, and which initiatives lay claim to it.
        unexplained: ids of the steps that differ though no initiative lays claim to them.
        alike: pairs that may be the same thing under another id; nothing is assumed of them.
    """

    a: JourneyMap = field(repr=False)
    b: JourneyMap = field(repr=False)
    changes: tuple[MapChange, ...]
    steps: tuple[StepChange, ...]
    alike: tuple[Alike, ...]

    @property
    def unexplained(self) -> tuple[str, ...]:
        """Give the steps that differ though no initiative lays claim to them."""
        return tuple(each.step for each in self.steps if not each.initiatives)

    def to_dict(self) -> dict[str, Any]:
        """Give the JSON form."""
        return {
            "from": _about(self.a),
            "to": _about(self.b),
            "changes": [each.to_dict() for each in self.changes],
            "steps": [each.to_dict() for each in self.steps],
            "unexplained": list(self.unexplained),
            "alike": [each.to_dict() for each in self.alike],
        }

    def tables(self) -> tuple[Shown, ...]:
        """Give what a person reads."""
        return tables(self.a, self.b, self.changes, self.steps, self.alike)

    def __str__(self) -> str:
        """Give the tables as plain text."""
        return "\n\n".join(
            plain(table) if table.rows else "\n".join([table.title, *table.notes]) for table in self.tables()
        )

    def _repr_html_(self) -> str:
        """Give the tables for a notebook."""
        return "".join(html(table) for table in self.tables())


def compare_maps(a: JourneyMap, b: JourneyMap, *, moved: str | None = None) -> MapDiff:
    """Say what differs between two maps.

    Things are matched by id, then by former ids (`was`), else not: two that are called nearly alike are suggested. What
    belongs to something that was added or removed is not listed again. An initiative of either map lays claim to a step
    that its effect names, or that an opportunity it meets names.

    Args:
        moved: what is known to have been moved, where two neighbours that changed places do not tell which it was.
    """
    other, names = called_alike(a, b)
    one, two = taken_apart(a), taken_apart(other)
    changes = [
        *_renamed(a, names),
        *(change for key in two.nodes for change in _differences(one, two, key, names, moved)),
        *_removed(one, two),
    ]
    return MapDiff(a, b, tuple(changes), step_changes(a, other), tuple(_alike(one, two)))


def _about(map: JourneyMap) -> dict[str, Any]:
    return {"id": map.id, "title": map.title, "state": map.state, "version": map.version}


def name_of(entity: Entity) -> str:
    """Give what people call a thing."""
    for key in ("name", "does", "title", "text", "id", "case"):
        value = getattr(entity, key, None)
        if isinstance(value, str):
            return value
    for key in ("event", "words"):
        several = getattr(entity, key, ())
        if several:
            return ", ".join(several)
    return mark(entity)


def _renamed(map: JourneyMap, names: Mapping[str, str]) -> Iterator[MapChange]:
    for _, entity in parts(map):
        old = identity(entity)
        if old is not None and old in names and entity is not map:
            yield MapChange("renamed", kind_of(entity), old, name_of(entity), None, old, names[old])


def _differences(one: Table, two: Table, key: str, renamed: Collection[str], moved: str | None) -> Iterator[MapChange]:
    """Give what is different of one thing of the second map."""
    node, before = two.nodes[key], one.nodes.get(key)
    at, listed = _where(two, key)
    kind, name = node.kind, name_of(node.entity)
    if before is None or _lost(two, one, key):
        if not _lost(two, one, node.into[0]):
            yield MapChange("added", kind, at, name, listed, None, put_together(two, key))
        return
    if key != ROOT and node.into != before.into:
        yield MapChange("moved", kind, at, name, None, before.into[0] or None, node.into[0] or None)
    elif key != ROOT and node.id is not None and key not in _stayed(one, two, node.into, moved):
        yield MapChange("moved", kind, at, name, None, _before(one, key), _before(two, key))
    for path, old, new in fields_between(before.entity, node.entity):
        owner, _, last = path.rpartition(".")
        if not (last == "was" and (owner.rpartition(".")[2] or key) in renamed):
            told = path if listed is None else f"{listed}.{path}"
            yield MapChange("changed", kind, at, name, told, old, new)


def _removed(one: Table, two: Table) -> Iterator[MapChange]:
    for key, node in one.nodes.items():
        if key != ROOT and _lost(one, two, key) and not _lost(one, two, node.into[0]):
            at, listed = _where(one, key)
            yield MapChange("removed", node.kind, at, name_of(node.entity), listed, put_together(one, key), None)


def _lost(here: Table, there: Table, key: str) -> bool:
    """Tell whether a thing of one map is not in another; under the id of a thing of another kind it is not."""
    return key not in there.nodes or there.nodes[key].kind != here.nodes[key].kind


def fields_between(before: Any, after: Any, prefix: str = "") -> Iterator[tuple[str, Any, Any]]:
    """Give the fields in which two things of one kind differ, with both values; lists of things are left out."""
    for key, spec in specs(type(after)).items():
        old, new = getattr(before, spec.name), getattr(after, spec.name)
        if old == new or (holds_things(spec) and not prefix):
            continue
        if isinstance(old, Entity) and isinstance(new, Entity):
            yield from fields_between(old, new, f"{prefix}{key}.")
        elif isinstance(spec.kind, Named):
            yield from _named_between(old, new, f"{prefix}{key}.")
        elif holds_things(spec) and _all_named(old) and _all_named(new):
            yield from _one_by_one(old, new, f"{prefix}{key}")
        else:
            yield f"{prefix}{key}", _said(old), _said(new)
    yield from _named_between(before.extra, after.extra, prefix)


def _all_named(items: Sequence[Any]) -> bool:
    """Tell whether all things of a list have ids, each its own."""
    names = [identity(each) for each in items]
    return None not in names and len(set(names)) == len(names)


def _one_by_one(before: Sequence[Any], after: Sequence[Any], path: str) -> Iterator[tuple[str, Any, Any]]:
    """Give what differs of things with ids in a list that is a field of one thing: `acquisition.lines.ads.cost`."""
    old, new = ({str(identity(each)): each for each in items} for items in (before, after))
    yield from _named_between(old, new, f"{path}.")
    kept = [[name for name in side if name in other] for side, other in ((old, new), (new, old))]
    if kept[0] != kept[1]:
        yield path, tuple(old), tuple(new)


def _named_between(before: Mapping[str, Any], after: Mapping[str, Any], prefix: str) -> Iterator[tuple[str, Any, Any]]:
    for name in dict.fromkeys((*after, *before)):
        old, new = before.get(name), after.get(name)
        if isinstance(old, Entity) and isinstance(new, Entity):
            yield from fields_between(old, new, f"{prefix}{name}.")
        elif old != new:
            yield f"{prefix}{name}", old, new


def _said(value: Any) -> Any:
    """Give None for a list that holds nothing."""
    return None if value == () else value


def _where(table: Table, key: str) -> tuple[str, str | None]:
    """Give the id of a thing; of one without, that of what it belongs to, and the list in it."""
    listed: list[str] = []
    while key != ROOT and table.nodes[key].id is None:
        node = table.nodes[key]
        listed.insert(0, told_at(node))
        key = node.into[0]
    root: Any = table.nodes[ROOT].entity
    return root.id if key == ROOT else key, ".".join(listed) or None


def _stayed(one: Table, two: Table, slot: Slot, moved: str | None) -> Collection[str]:
    lists = [table.lists.get(slot, []) for table in (one, two)]
    shared = set(lists[0]) & set(lists[1])
    if moved in shared and lists[0] != lists[1]:
        shared.discard(moved)
    return stayed(*([key for key in each if key in shared] for each in lists))


def _before(table: Table, key: str) -> str | None:
    """Give what a thing follows; nothing at the front."""
    keys = table.lists[table.nodes[key].into]
    place = keys.index(key)
    return keys[place - 1] if place else None


def _alike(one: Table, two: Table) -> Iterator[Alike]:
    """Give pairs of things that were removed and added under names that are nearly the same."""
    gone = [node for key, node in one.nodes.items() if node.id is not None and _lost(one, two, key)]
    come = [node for key, node in two.nodes.items() if node.id is not None and _lost(two, one, key)]
    for old in gone:
        for new in come:
            if old.kind == new.kind:
                one_name, other_name = (name_of(node.entity).casefold() for node in (old, new))
                likeness = SequenceMatcher(None, one_name, other_name, autojunk=False).ratio()
                if likeness >= ALIKE:
                    yield Alike(old.kind, old.key, new.key, likeness)
