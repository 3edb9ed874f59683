"""What was done to a map, by whom, and taking it back: a history that only grows."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from sojourn.core.errors import Conflict

from ..compare.conflicts import MergeConflict, said
from ..compare.merge import Merged, merge_maps
from ..compare.nodes import ROOT, put_together, taken_apart
from ..model import JourneyMap, Library
from .apply import apply
from .between import between
from .commands import Batch, Command
from .refusals import EditRefused
from .validity import checked


class EditConflict(Conflict):
    """Someone else has since changed what an edit, or taking one back, would change.

    Attributes:
        by: who; None when no single change can be named.
        conflicts: each field, with what it was (`base`), what it is now (`ours`) and what it would become (`theirs`).
    """

    code = "edit-conflict"

    def __init__(self, what: str, by: str | None, conflicts: Sequence[MergeConflict]) -> None:
        self.by = by
        self.conflicts = tuple(conflicts)
        first = self.conflicts[0]
        where = f"'{first.at}'" if first.field is None else f"'{first.field}' of '{first.at}'"
        more = f", and {len(self.conflicts) - 1} more" if len(self.conflicts) > 1 else ""
        values = f"it is {said(first.ours)} now, and would become {said(first.theirs)}"
        moved = first.kind == "both_moved" and first.field is None
        super().__init__(
            f"{what}: {by or 'someone'} has since {'moved' if moved else 'changed'} {where}"
            + (more if moved else f": {values}{more}"),
            hint="look at the map as it is now, and edit it again",
        )


@dataclass(frozen=True, slots=True)
class Change:
    """One entry of a history.

    Attributes:
        version: of the map after it.
        by: who made it.
        inverse: what took the map back at that moment.
        reverts: the version whose change it takes back; undoing and redoing are changes like others.
    """

    version: int
    by: str
    command: Command
    inverse: Command
    kind: Literal["edit", "undo", "redo"] = "edit"
    reverts: int | None = None

    @property
    def label(self) -> str:
        """What to call it."""
        return self.command.label if isinstance(self.command, Batch) else self.command.NAME


@dataclass(frozen=True, slots=True)
class History:
    """A map with all that was done to it; every operation gives a longer history.

    The map counts its versions up, one a change. Everybody undoes and redoes their own changes.

    Attributes:
        maps: the map after each change, that before all of them first.
        changes: the oldest first.
    """

    maps: tuple[JourneyMap, ...]
    changes: tuple[Change, ...] = ()

    @classmethod
    def of(cls, map: JourneyMap) -> "History":
        """Begin with a map."""
        return cls((map,))

    @property
    def map(self) -> JourneyMap:
        """The map as it is now."""
        return self.maps[-1]

    @property
    def version(self) -> int:
        """The version of the map as it is now."""
        return self.maps[0].version + len(self.changes)

    def edit(
        self, command: Command, *, by: str, base_version: int | None = None, library: Library | None = None
    ) -> "History":
        """Make an edit.

        Args:
            by: who makes it.
            base_version: the version that whoever makes it was looking at. What was changed since stays, as long as
                the edit changes something else.

        Raises:
            EditRefused: the edit does not fit the map.
            EditConflict: what it changes was changed since.
        """
        base = len(self.maps) - 1 if base_version is None else base_version - self.maps[0].version
        if not 0 <= base < len(self.maps):
            raise Conflict(
                f"the map {self.map.id!r} has no version {base_version}: it is at {self.version}",
                code="unknown-version",
                hint="read the map again",
            )
        after, inverse = apply(self.maps[base], command, library=library)
        if base == len(self.maps) - 1:
            return self._grown(after, Change(self.version + 1, by, command, inverse))
        merged = self._merged(base, after, "the edit was made on an older version")
        try:
            direct, inverse = apply(self.map, command, library=library)
        except EditRefused:
            direct = None
        if direct != merged:
            label = command.label if isinstance(command, Batch) else command.NAME
            command, inverse = between(self.map, merged, label), between(merged, self.map, f"undo {label}")
        return self._grown(merged, Change(self.version + 1, by, command, inverse))

    def undo(self, *, by: str) -> "History":
        """Take back the latest change that someone made and did not take back yet.

        Raises:
            Conflict: there is none.
            EditConflict: someone else has since changed the same.
        """
        done, _ = self._stacks(by)
        if not done:
            raise Conflict(f"{by} has nothing to undo", code="nothing-to-undo")
        return self._reverted(done[-1], "undo", by)

    def redo(self, *, by: str) -> "History":
        """Make again what someone took back last; an edit of theirs since then leaves nothing to redo.

        Raises:
            Conflict: there is nothing.
            EditConflict: someone else has since changed the same.
        """
        _, undone = self._stacks(by)
        if not undone:
            raise Conflict(f"{by} has nothing to redo", code="nothing-to-redo")
        return self._reverted(undone[-1], "redo", by)

    def _stacks(self, by: str) -> tuple[list[Change], list[Change]]:
        """Give what can be undone and what can be redone, the latest last."""
        done: list[Change] = []
        undone: list[Change] = []
        for change in self.changes:
            if change.by != by:
                continue
            if change.kind == "edit":
                done.append(change)
                undone.clear()
            elif change.kind == "undo":
                done.pop()
                undone.append(change)
            else:
                undone.pop()
                done.append(change)
        return done, undone

    def _reverted(self, change: Change, kind: Literal["undo", "redo"], by: str) -> "History":
        place = change.version - self.maps[0].version
        before = self.maps[place - 1]
        label = f"{kind} {change.label.removeprefix('undo ').removeprefix('redo ')}"
        if place == len(self.maps) - 1:
            after = before
        else:
            after = self._merged(place, before, f"cannot {kind}")
        command: Command = Batch(label, (change.inverse,))
        if place < len(self.maps) - 1 and not self._leads(command, after):
            command = between(self.map, after, label)
        inverse = between(after, self.map, label)
        return self._grown(after, Change(self.version + 1, by, command, inverse, kind, change.version))

    def _leads(self, command: Command, after: JourneyMap) -> bool:
        """Tell whether a command makes one map of the present one, the version aside."""
        try:
            made, _ = apply(self.map, command)
        except EditRefused:
            return False
        return replace(made, version=1) == replace(after, version=1)

    def _merged(self, base: int, theirs: JourneyMap, what: str) -> JourneyMap:
        """Bring a change of an older version to the present one."""
        found: Merged = merge_maps(self.maps[base], self.map, theirs)
        if found.conflicts:
            raise EditConflict(what, self._who(base, found.conflicts[0]), found.conflicts)
        checked(self.map, found.map)
        return found.map

    def _who(self, base: int, conflict: MergeConflict) -> str | None:
        """Find who last changed what a conflict is about."""
        for place in range(len(self.maps) - 1, base, -1):
            if _about(self.maps[place], conflict) != _about(self.maps[place - 1], conflict):
                return self.changes[place - 1].by
        return None

    def _grown(self, after: JourneyMap, change: Change) -> "History":
        return History((*self.maps, replace(after, version=change.version)), (*self.changes, change))


def _about(map: JourneyMap, conflict: MergeConflict) -> object:
    """Give what a map says where a conflict is."""
    table = taken_apart(map)
    key = ROOT if conflict.at == map.id else conflict.at
    if key not in table.nodes:
        return None
    entity = put_together(table, key)
    name = (conflict.field or "").replace(".", " ").split(" ")[0]
    if conflict.field is not None and hasattr(entity, name):
        return getattr(entity, name)
    node = table.nodes[key]
    return entity, node.into, tuple(table.lists.get(node.into, ()))
