"""Whether two values of a map say the same, and which item of a list has become which."""

import json
from collections.abc import Mapping
from typing import Any

from ..model import Entity, Kind, Many, identity
from .plain import shaped


def same(a: Any, b: Any) -> bool:
    """Tell whether two values say the same; unlike equality this tells 1 from true and from 1.5 what is not."""
    return a is b or (bool(a == b) and dumped(a) == dumped(b))


def dumped(value: Any) -> str:
    """Give what a value says as one text."""
    return json.dumps(shaped(None, "", value), sort_keys=True)


def unset(kind: Kind, value: Any) -> bool:
    """Tell whether a value of a field is that it is not written."""
    if isinstance(kind, Many) and kind.none:
        return value is None
    return value is None or (isinstance(value, tuple | Mapping) and not value)


def paired(old: tuple[Any, ...], new: tuple[Any, ...]) -> list[int | None]:
    """Say for each new item of a list which old one it was: by id, by a former id, else by what it says, else by order.

    None is an item that was not there. Each old item is taken once.
    """
    free = dict(enumerate(old))
    found: list[int | None] = [None] * len(new)

    def take(place: int, index: int | None) -> None:
        if index is not None and found[place] is None:
            found[place] = index
            del free[index]

    ids = {name: index for index, each in reversed(list(enumerate(old))) if (name := _name(each)) is not None}
    for place, each in enumerate(new):
        name = _name(each)
        if name is not None and ids.get(name) in free:
            take(place, ids[name])
    for place, each in enumerate(new):
        if _name(each) is not None:
            former = (ids.get(name) for name in getattr(each, "was", ()))
            take(place, next((index for index in former if index in free), None))
    texts = {index: dumped(each) for index, each in free.items() if _name(each) is None}
    for place, each in enumerate(new):
        if _name(each) is None and texts:
            said = dumped(each)
            take(place, next((index for index in texts if index in free and texts[index] == said), None))
    rest = [index for index in texts if index in free]
    for place, each in enumerate(new):
        if found[place] is None and _name(each) is None and rest:
            take(place, rest.pop(0))
    return found


def _name(value: Any) -> str | None:
    return identity(value) if isinstance(value, Entity) else None
