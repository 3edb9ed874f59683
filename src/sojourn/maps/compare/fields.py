"""Two changes of the fields of one thing, made into one."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from ..model import Entity, Many, Named, Spec, Where, nothing, specs
from .conflicts import ConflictKind
from .nodes import holds_things
from .order import merged as one_order

_MISSING: Any = object()
"""What a name stands for that is not there."""

Tell = Callable[[ConflictKind, str, Any, Any, Any], None]
"""Notes a conflict: kind, field, and what base, ours and theirs say."""


def entity(base: Any, ours: Any, theirs: Any, tell: Tell, *, prefix: str = "", whole: bool = True) -> Any:
    """Merge the fields of one thing, or of a part of it.

    Args:
        base: None when both sides added it.
        whole: lists of things are merged here as values; otherwise they are left to others.
    """
    changes = {}
    for key, spec in specs(type(ours)).items():
        if not whole and holds_things(spec):
            continue
        before = nothing(spec) if base is None else getattr(base, spec.name)
        mine, other = getattr(ours, spec.name), getattr(theirs, spec.name)
        new = _value(spec, before, mine, other, tell, prefix + key)
        if new != mine:
            changes[spec.name] = new
    extra = _names({} if base is None else base.extra, ours.extra, theirs.extra, tell, prefix)
    if extra != ours.extra:
        changes["extra"] = extra
    return replace(ours, **changes) if changes else ours


def _value(spec: Spec, base: Any, ours: Any, theirs: Any, tell: Tell, field: str) -> Any:
    if ours == theirs or theirs == base:
        return ours
    if ours == base:
        return theirs
    if field == "version" and isinstance(ours, int) and isinstance(theirs, int):
        return max(ours, theirs)
    if isinstance(ours, Entity) and isinstance(theirs, Entity):
        return entity(base, ours, theirs, tell, prefix=f"{field}.")
    if isinstance(spec.kind, Named):
        return _names(base, ours, theirs, tell, f"{field}.")
    if isinstance(spec.kind, Many) and spec.kind.size is None and not spec.kind.none:
        both = _list(base or (), ours, theirs, tell, field)
        if both or spec.need != "required":
            return both
    one_gone = (ours is None or theirs is None) and base is not None
    tell("removed_and_changed" if one_gone else "both_changed", field, base, ours, theirs)
    return ours


def _names(base: Mapping[str, Any], ours: Mapping[str, Any], theirs: Mapping[str, Any], tell: Tell, at: str) -> Any:
    """Merge things that have names instead of ids."""
    found = {}
    for name in dict.fromkeys((*ours, *theirs)):
        before, mine, other = (side.get(name, _MISSING) for side in (base, ours, theirs))
        if mine == other or other == before:
            value = mine
        elif mine == before:
            value = other
        else:
            old, one, two = (None if each is _MISSING else each for each in (before, mine, other))
            value = _value(_OPAQUE, old, one, two, tell, f"{at}{name}")
        if value is not _MISSING and not (value is None and mine is _MISSING):
            found[name] = value
    return MappingProxyType(found)


def _list(base: Any, ours: Any, theirs: Any, tell: Tell, field: str) -> Any:
    """Merge a list as a set that has an order; one that is written twice is two."""
    mine, other, before = _keys(ours), _keys(theirs), _keys(base)
    values = {**before, **other, **mine}
    members = {key for key in values if (key in mine) + (key in other) == 2 or key not in before}
    keys, torn = one_order(list(before), list(mine), list(other), members)
    if torn:
        tell("both_moved", field, base, ours, theirs)
    return tuple(values[key] for key in keys)


def _keys(values: Any) -> dict[str, Any]:
    """Give every value of a list a key."""
    seen: Counter[str] = Counter()
    found = {}
    for value in values:
        name = repr(value)
        seen[name] += 1
        found[f"{name} {seen[name]}"] = value
    return found


_OPAQUE = Spec("", Where(), "optional", "")
"""A field of which nothing is known but that it has a value."""
