"""What differs between two maps, as tables for people."""

from collections.abc import Iterator, Sequence
from typing import Any

from sojourn.core.results import Heading, Table
from sojourn.core.words import shortened, signed

from ..model import JourneyMap
from .changes import Alike, MapChange
from .conflicts import said
from .steps import StepChange

WIDE = 44
"""How much of a text a cell holds."""


def tables(
    a: JourneyMap, b: JourneyMap, changes: Sequence[MapChange], steps: Sequence[StepChange], alike: Sequence[Alike]
) -> tuple[Table, ...]:
    """Give the tables: what differs for customers, then every difference."""
    both = _both(a, b)
    if not changes:
        return (Table(both, (), (), ("the maps say the same",)),)
    headings = tuple(Heading(label, numeric=False) for label in ("Step", "What", "From", "To", "Initiatives"))
    rows = tuple(row for each in steps for row in _step_rows(each))
    claimed = Table(f"{both}: steps", headings, rows, tuple(_notes(steps))) if rows else None
    headings = tuple(Heading(label, numeric=False) for label in ("Change", "Kind", "Id", "Field", "From", "To"))
    title = "Every difference" if rows else f"{both}: every difference"
    every = Table(title, headings, tuple(map(_row, changes)), tuple(_alike(alike)))
    return (every,) if claimed is None else (claimed, every)


def _both(a: JourneyMap, b: JourneyMap) -> str:
    """Name the two maps; what they have in common is said once."""
    about = [f"{map.state}, version {map.version}" for map in (a, b)]
    if a.title != b.title:
        return f"{a.title} ({about[0]}) → {b.title} ({about[1]})"
    return a.title if about[0] == about[1] else f"{a.title} ({about[0]} → {about[1]})"


def _step_rows(change: StepChange) -> Iterator[tuple[str, ...]]:
    """Give a row an aspect; the step and its initiatives stand in the first."""
    does, initiatives = shortened(change.does, WIDE), ", ".join(change.initiatives) or "none"
    if change.change != "changed":
        yield does, change.change, "", "", initiatives
        return
    for number, (name, (old, new)) in enumerate(change.differing.items()):
        first = number == 0
        words = name.replace("_", " ")
        yield does if first else "", words, _aspect(name, old), _aspect(name, new), initiatives if first else ""


def _aspect(name: str, value: Any) -> str:
    """Put what customers notice into words."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if name == "feeling" and isinstance(value, dict):
        return ", ".join(f"{who or 'all'} {_score(score)}" for who, score in value.items())
    if name == "feeling":
        return _score(value)
    if isinstance(value, tuple):
        return ", ".join(value) or "none"
    return "none" if value is None else f"{value:g}" if isinstance(value, float) else str(value)


def _score(score: float | None) -> str:
    return "not known" if score is None else signed(score)


def _row(change: MapChange) -> tuple[str, ...]:
    what = change.field or ""
    if change.change == "moved":
        old, new = (f"after {each}" if each else "first" for each in (change.before, change.after))
    elif change.change in ("added", "removed"):
        name = shortened(change.name, WIDE)
        old, new = ("", name) if change.change == "added" else (name, "")
    elif change.change == "renamed":
        old, new = str(change.before), str(change.after)
    else:
        old, new = (shortened(said(each), WIDE) for each in (change.before, change.after))
    return change.change, change.kind.replace("_", " "), change.id, what, old, new


def _notes(steps: Sequence[StepChange]) -> Iterator[str]:
    unexplained = [each.step for each in steps if not each.initiatives]
    if unexplained:
        yield f"no initiative explains {len(unexplained)} of {len(steps)} steps: {', '.join(unexplained)}"


def _alike(alike: Sequence[Alike]) -> Iterator[str]:
    for each in alike:
        yield (
            f"{each.kind.replace('_', ' ')} {each.removed!r} and {each.added!r} are called nearly alike: if they are "
            f"the same, write was: {each.removed} in {each.added!r}"
        )
