"""Two maps that grew from one, made into one: by id and field, never by line."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

from ..check import errors
from ..findings import Finding
from ..model import JourneyMap, dangling, identity, kind_of, parts, renamed
from . import fields
from .conflicts import ConflictKind, MergeConflict
from .nodes import ROOT, Node, Slot, Table, lists_of, mark, put_together, taken_apart, told_at
from .order import merged as one_order
from .pairs import called_alike


@dataclass(frozen=True, slots=True)
class Merged:
    """Two maps made into one.

    Attributes:
        conflicts: what both sides changed, each in its own way; the map has what ours says there.
        findings: errors that the map has and neither side had, because changes that fit alone do not fit together.
    """

    map: JourneyMap
    conflicts: tuple[MergeConflict, ...] = ()
    findings: tuple[Finding, ...] = ()

    @property
    def clean(self) -> bool:
        """Tell whether nothing is left to decide."""
        return not (self.conflicts or self.findings)


def merge_maps(base: JourneyMap, ours: JourneyMap, theirs: JourneyMap) -> Merged:
    """Make one map of two that grew from a third.

    Things are matched by id, and by former ids where they were renamed. What one side changed is taken; what both
    changed alike is taken once. Fields are merged one by one, lists of words as sets that keep their order, the order
    of things so that those which neither side moved stay in place. Nothing depends on which side is called ours,
    unless there is a conflict: then ours is kept. What one side removed while something that the other side added or
    changed names it stays, so that every reference still leads somewhere.
    """
    if ours == theirs or base == theirs:
        return Merged(ours)
    if base == ours:
        return Merged(theirs)
    mine, my_names = called_alike(base, ours)
    other, their_names = called_alike(base, theirs)
    known = {(each.to, each.id) for side in (mine, other) for each in dangling(side)}
    needed: dict[str, None] = {}
    while True:
        merging = _Merging(taken_apart(base), taken_apart(mine), taken_apart(other), frozenset(needed))
        merged: JourneyMap = merging.made()
        lost = [each.id for each in dangling(merged) if (each.to, each.id) not in known and each.id not in needed]
        if not lost:
            break
        needed |= dict.fromkeys(lost)
    conflicts = [
        *merging.conflicts,
        *(MergeConflict("removed_and_changed", each, kept=True) for each in needed),
    ]
    merged = _named(merged, my_names, their_names, conflicts)
    was = {(each.rule, each.message) for side in (ours, theirs) for each in errors(side)}
    new = [each for each in errors(merged) if (each.rule, each.message) not in was]
    return Merged(merged, tuple(conflicts), tuple(new))


def _named(
    map: JourneyMap, mine: Mapping[str, str], theirs: Mapping[str, str], conflicts: list[MergeConflict]
) -> JourneyMap:
    """Give things the ids that one side gave them, and name them so where something is left to decide."""
    kinds = {name: kind_of(part) for _, part in parts(map) if (name := identity(part)) is not None}
    told = {
        old: name
        for old in dict.fromkeys((*mine, *theirs))
        if (name := mine.get(old) or theirs[old]) not in kinds or old not in kinds
    }
    conflicts[:] = [replace(each, at=told.get(each.at, each.at)) for each in conflicts]
    for old in dict.fromkeys((*mine, *theirs)):
        name = mine.get(old) or theirs[old]
        if old in mine and theirs.get(old, name) != name:
            conflicts.append(MergeConflict("both_changed", name, "id", old, name, theirs[old]))
        if old in kinds and name in kinds:
            conflicts.append(MergeConflict("same_id_added", name, None, None, mine.get(old), theirs.get(old)))
        elif old in kinds:
            map = renamed(map, kinds[old], {old: name})
            kinds[name] = kinds.pop(old)
    return map


@dataclass(slots=True)
class _Merging:
    """One merge of three maps that were taken apart.

    Attributes:
        needed: ids that must not be removed.
    """

    base: Table
    ours: Table
    theirs: Table
    needed: frozenset[str]
    conflicts: list[MergeConflict] = field(default_factory=list)

    def made(self) -> Any:
        """Make the map."""
        alive = self._alive()
        into = {key: self._into(key, alive) for key in alive if key != ROOT}
        table = Table()
        for key in alive:
            table.nodes[key] = self._node(key, into.get(key, ("", "")))
        members: dict[Slot, set[str]] = {}
        for key, slot in into.items():
            members.setdefault(slot, set()).add(key)
        for key, node in table.nodes.items():
            for spec in lists_of(type(node.entity)):
                slot = (key, spec.name)
                base, ours, theirs = (side.lists.get(slot, []) for side in (self.base, self.ours, self.theirs))
                table.lists[slot], torn = one_order(base, ours, theirs, members.get(slot, set()))
                for each in torn:
                    self._tell(each, "both_moved", None, None, None, None)
        return put_together(table)

    def _alive(self) -> dict[str, None]:
        """Choose what the merged map has."""
        dead: set[str] = set()
        for gone, other, who in ((self.theirs, self.ours, "theirs"), (self.ours, self.theirs, "ours")):
            for key in self._removed(gone, other):
                family = [key, *other.below(key)]
                leaving = {each for each in family if each not in gone.nodes}
                changed = any(self._changed(other, each) for each in family)
                if changed:
                    before = put_together(self.base, key)
                    left = put_together(other, key)
                    sides = (None, left) if who == "ours" else (left, None)
                    self._tell(key, "removed_and_changed", None, before, *sides)
                wanted = not self.needed.isdisjoint(family)
                if not wanted and not (changed and who == "theirs"):
                    dead |= leaving
        keys = dict.fromkeys((*self.base.nodes, *self.ours.nodes, *self.theirs.nodes))
        return {key: None for key in keys if key not in dead and (key in self.ours.nodes or key in self.theirs.nodes)}

    def _removed(self, gone: Table, other: Table) -> Iterator[str]:
        """Give what one side removed, without what it removed along with something larger."""
        for key, node in other.nodes.items():
            if key in self.base.nodes and key not in gone.nodes:
                parent = node.into[0]
                if parent in gone.nodes or parent not in self.base.nodes:
                    yield key

    def _changed(self, side: Table, key: str) -> bool:
        """Tell whether one side made or changed a thing, or put it elsewhere."""
        node, before = side.nodes[key], self.base.nodes.get(key)
        return before is None or (node.entity, node.into) != (before.entity, before.into)

    def _into(self, key: str, alive: dict[str, None]) -> Slot:
        """Choose the list in which a thing stands."""
        base, ours, theirs = (self._slot(side, key) for side in (self.base, self.ours, self.theirs))
        if ours is None or theirs is None:
            chosen = ours or theirs
        elif ours == theirs or theirs == base:
            chosen = ours
        elif ours == base:
            chosen = theirs if theirs[0] in alive else ours
        else:
            chosen = ours
            kind: ConflictKind = "same_id_added" if base is None else "both_moved"
            self._tell(key, kind, None, base and base[0], ours[0], theirs[0])
        assert chosen is not None
        return chosen

    @staticmethod
    def _slot(side: Table, key: str) -> Slot | None:
        return side.nodes[key].into if key in side.nodes else None

    def _node(self, key: str, into: Slot) -> Node:
        """Merge one thing without the lists of things in it."""
        base, ours, theirs = (side.nodes.get(key) for side in (self.base, self.ours, self.theirs))
        one = ours or theirs
        assert one is not None
        entity = one.entity
        if ours is not None and theirs is not None and ours.entity != theirs.entity:
            same = base is not None and base.kind == ours.kind == theirs.kind
            if base is not None and same:
                entity = fields.entity(base.entity, ours.entity, theirs.entity, partial(self._field, key), whole=False)
            elif base is not None and ours.entity == base.entity:
                entity = theirs.entity
            elif base is None or theirs.entity != base.entity:
                kind: ConflictKind = "same_id_added" if base is None else "both_changed"
                self._tell(key, kind, None, base and base.entity, ours.entity, theirs.entity)
        return Node(key, one.id, into, entity)

    def _field(self, key: str, kind: ConflictKind, name: str, base: Any, ours: Any, theirs: Any) -> None:
        self._tell(key, kind, name, base, ours, theirs)

    def _tell(self, key: str, kind: ConflictKind, name: str | None, base: Any, ours: Any, theirs: Any) -> None:
        """Note a conflict; something without an id is told as a field of what it belongs to."""
        at = key
        while at != ROOT:
            side = next(side for side in (self.ours, self.theirs, self.base) if at in side.nodes)
            node = side.nodes[at]
            if node.id is not None:
                break
            whose = told_at(node)
            told = whose if whose != node.into[1] else f"{whose} {mark(node.entity)}".strip()
            name = told if name is None else f"{told}.{name}"
            at = node.into[0]
        root: Any = self.ours.nodes[ROOT].entity
        self.conflicts.append(MergeConflict(kind, root.id if at == ROOT else at, name, base, ours, theirs))
