"""Which thing of one map is which of another, when its id has changed."""

from collections.abc import Mapping

from ..model import Entity, JourneyMap, identity, kind_of, parts, renamed


def renames(base: JourneyMap, other: JourneyMap) -> Mapping[str, str]:
    """Give, for each id of `other` that `base` knows under another one, that other one.

    A thing was renamed when its id is only in one of the maps, and either of the two was once called as the other is.
    Where several could be meant nothing is assumed. The ids of the maps themselves do not matter.
    """
    mine, theirs = _ids(base), _ids(other)
    lost = {name: part for name, part in mine.items() if name not in theirs}
    new = {name: part for name, part in theirs.items() if name not in mine}
    pairs = [
        (old, name)
        for old, before in lost.items()
        for name, after in new.items()
        if kind_of(before) == kind_of(after) and (old in after.was or name in before.was)
    ]
    return {
        name: old
        for old, name in pairs
        if sum(old == each for each, _ in pairs) == 1 and sum(name == each for _, each in pairs) == 1
    }


def called_alike(base: JourneyMap, other: JourneyMap) -> tuple[JourneyMap, Mapping[str, str]]:
    """Give `other` with the ids of `base` for what was renamed, and the new id of each of these."""
    back = renames(base, other)
    kinds = {name: kind_of(part) for name, part in _ids(other).items()}
    for name, old in back.items():
        other = renamed(other, kinds[name], {name: old})
    return other, {old: name for name, old in back.items()}


def _ids(map: JourneyMap) -> dict[str, Entity]:
    return {name: part for _, part in parts(map) if part is not map and (name := identity(part)) is not None}
