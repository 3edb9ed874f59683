"""The edits that lead from one map to another."""

from collections.abc import Iterator

from ..compare.nodes import ROOT, Node, Slot, Table, lists_of, put_together, taken_apart
from ..compare.order import stayed
from ..model import JourneyMap, specs
from .commands import FIRST, Add, Batch, Command, Move, Remove, Rename, SetField


def between(a: JourneyMap, b: JourneyMap, label: str) -> Batch:
    """Give the edits that make `b` of `a`.

    Things are matched by their ids. Those without an id have no name by which an edit could reach them: the list they
    stand in is set as a whole.
    """
    one, other = taken_apart(a), taken_apart(b)
    coarse = _coarse(one, other)
    hidden = {key for table in (one, other) for slot in coarse for key in _within(table, slot)}
    commands: list[Command] = [Rename(a.id, b.id)] if a.id != b.id else []
    commands += _arranged(one, other, coarse, hidden, b.id)
    commands += _removed(one, other, hidden)
    for key in other.nodes:
        if key in one.nodes and key not in hidden:
            commands += _fields(one, other, key, coarse, b.id)
    return Batch(label, tuple(commands))


def _coarse(one: Table, other: Table) -> set[Slot]:
    """Give the lists that are set as a whole: those with things without ids, or with things that stand in such lists.

    So are those with an id that stands twice, or that means something of another kind in the other map.
    """
    found: set[Slot] = set()
    changed = {key for key in one.nodes.keys() & other.nodes.keys() if one.nodes[key].kind != other.nodes[key].kind}
    while True:
        hidden = changed.union(key for table in (one, other) for slot in found for key in _within(table, slot))
        more = {
            slot
            for table in (one, other)
            for slot, keys in table.lists.items()
            if slot not in found and any(table.nodes[key].id != key or key in hidden for key in keys)
        }
        if not more:
            return found
        found |= more


def _within(table: Table, slot: Slot) -> Iterator[str]:
    """Give what stands in a list, and what belongs to it."""
    for key in table.lists.get(slot, ()):
        yield key
        yield from table.below(key)


def _removed(one: Table, other: Table, hidden: set[str]) -> Iterator[Command]:
    """Give the removals; what belongs to something that goes, goes with it."""
    for key, node in one.nodes.items():
        if key not in hidden and key not in other.nodes and node.into[0] in other.nodes:
            yield Remove(key)


def _arranged(one: Table, other: Table, coarse: set[Slot], hidden: set[str], root: str) -> Iterator[Command]:
    """Give what is added and moved, list by list from the front, each thing behind the one before it."""
    for slot, keys in other.lists.items():
        parent, field = slot
        if slot in coarse or parent in hidden:
            continue
        into = root if parent == ROOT else parent
        key_of = next(spec.key for spec in lists_of(type(other.nodes[parent].entity)) if spec.name == field)
        firm = set(stayed([key for key in one.lists.get(slot, ()) if key in keys], keys))
        before = FIRST
        for key in keys:
            node = other.nodes[key]
            if key not in one.nodes:
                yield Add(key_of, _bare(other, node, coarse), into, before)
            elif key not in firm:
                yield Move(key, into, before)
            before = key


def _bare(table: Table, node: Node, coarse: set[Slot]) -> object:
    """Give a thing with the lists that are set as a whole; what stands in its other lists is put there one by one."""
    lists = {slot: keys if slot in coarse else [] for slot, keys in table.lists.items()}
    return put_together(Table(table.nodes, lists), node.key)


def _fields(one: Table, other: Table, key: str, coarse: set[Slot], root: str) -> Iterator[Command]:
    """Give the fields of one thing that are to change."""
    before, after = one.nodes[key].entity, other.nodes[key].entity
    at = root if key == ROOT else key
    for name, spec in specs(type(after)).items():
        if (key, spec.name) in coarse:
            old, new = _whole(one, (key, spec.name)), _whole(other, (key, spec.name))
        else:
            old, new = getattr(before, spec.name), getattr(after, spec.name)
        if old != new and not (key == ROOT and name == "id"):
            yield SetField(at, name, new)
    if before.extra != after.extra and None in (*before.extra.values(), *after.extra.values()):
        yield SetField(at, "x-", after.extra)
        return
    for name in {**before.extra, **after.extra}:
        if before.extra.get(name) != after.extra.get(name):
            yield SetField(at, name, after.extra.get(name))


def _whole(table: Table, slot: Slot) -> tuple[object, ...]:
    return tuple(put_together(table, key) for key in table.lists.get(slot, ()))
