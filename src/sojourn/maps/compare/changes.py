"""One difference between two maps, and two things that may be the same."""

from dataclasses import dataclass
from typing import Any, Literal

from ..document.messages import a
from .conflicts import said


@dataclass(frozen=True, slots=True)
class MapChange:
    """One difference.

    Attributes:
        change: `moved` is another place among its neighbours, or in something else; `renamed` another id.
        kind: of the thing, `step`.
        id: in the first map, else in the second; of something without an id, that of what it belongs to.
        name: what people call it.
        field: of `changed`, its key, dots inside; of something without an id, also the list it stands in.
        before, after: of `changed` what each map says, None for nothing; of `moved` what it follows, of `renamed` ids.
    """

    change: Literal["added", "removed", "moved", "renamed", "changed"]
    kind: str
    id: str
    name: str
    field: str | None = None
    before: Any = None
    after: Any = None

    def __str__(self) -> str:
        """Say it on one line."""
        called = self.name if self.field and self.change != "changed" else self.id
        what = f"{self.kind.replace('_', ' ')} '{called}'" if called else a(self.kind)
        match self.change:
            case "changed":
                return f"{self.id} {self.field}: {said(self.before)} → {said(self.after)}"
            case "renamed":
                return f"{what} is now '{self.after}'"
            case "moved":
                return f"{what} moved " + (f"behind '{self.after}'" if self.after else "to the front")
            case _:
                return f"{what} {self.change}" + (f" ({self.field} of '{self.id}')" if self.field else "")

    def to_dict(self) -> dict[str, Any]:
        """Give the JSON form; values in words."""
        return {
            "change": self.change,
            "kind": self.kind,
            "id": self.id,
            "name": self.name,
            "field": self.field,
            "from": None if self.before is None else said(self.before),
            "to": None if self.after is None else said(self.after),
        }


@dataclass(frozen=True, slots=True)
class Alike:
    """Two things that may be the same: one was removed, one was added, and they are called nearly alike."""

    kind: str
    removed: str
    added: str
    likeness: float

    def to_dict(self) -> dict[str, Any]:
        """Give the JSON form."""
        return {"kind": self.kind, "removed": self.removed, "added": self.added, "likeness": round(self.likeness, 2)}
