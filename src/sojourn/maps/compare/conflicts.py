"""What a merge cannot decide, as data and in words."""

from dataclasses import dataclass
from typing import Any, Literal

from ..document.messages import a
from ..model import Entity, Other, identity, kind_of

ConflictKind = Literal["both_changed", "removed_and_changed", "both_moved", "same_id_added"]


@dataclass(frozen=True, slots=True)
class MergeConflict:
    """Something that both sides changed, each in its own way.

    Attributes:
        at: the id of the thing; of what it belongs to when it has none; that of the map for the map's own fields.
        field: its key, with dots inside; None for the thing as a whole.
        base, ours, theirs: what each says; None where it says nothing. The merged map has what ours says, unless
            `kept` says otherwise.
        kept: what one side removed is kept, because something that the other side changed names it.
    """

    kind: ConflictKind
    at: str
    field: str | None = None
    base: Any = None
    ours: Any = None
    theirs: Any = None
    kept: bool = False

    def __str__(self) -> str:
        """Say it on one line."""
        where = self.at if self.field is None else f"{self.at} {self.field}"
        match self.kind:
            case "both_changed":
                return f"{where}: ours says {said(self.ours)}, theirs {said(self.theirs)}, before {said(self.base)}"
            case "removed_and_changed" if self.kept:
                return f"{where}: removed by one side and needed by the other; it is kept"
            case "removed_and_changed":
                who = ("ours", "theirs") if self.ours is None else ("theirs", "ours")
                return f"{where}: removed by {who[0]}, changed by {who[1]}"
            case "both_moved":
                return f"{where}: both moved it, to different places"
            case "same_id_added":
                return f"{where}: both added it, and not the same"

    def to_dict(self) -> dict[str, Any]:
        """Give the JSON form; values in words."""
        return {
            "kind": self.kind,
            "at": self.at,
            "field": self.field,
            "base": None if self.base is None else said(self.base),
            "ours": None if self.ours is None else said(self.ours),
            "theirs": None if self.theirs is None else said(self.theirs),
            "kept": self.kept,
        }


def said(value: Any) -> str:
    """Put a value into words, short enough for a line."""
    if value is None:
        return "nothing"
    if isinstance(value, Entity):
        label = identity(value) or getattr(value, "text", None) or getattr(value, "does", None)
        kind = kind_of(value).replace("_", " ")
        return f"{kind} {label!r}" if label else a(kind)
    if isinstance(value, Other):
        return repr(value.text)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return f"{value:g}".replace("-", "−")
    if isinstance(value, tuple):
        return f"[{', '.join(map(said, value))}]"
    text = repr(value)
    return text if len(text) <= 80 else f"{text[:78]}…'"
