"""A map as plain data: the mappings, lists and scalars that its file says."""

from collections.abc import Mapping, Sequence
from typing import Any

from sojourn.core.expectation import Condition

from ..model import Entity, EventRule, Feeling, JourneyMap, Library, Many, Other, kind_of, short_of, specs, written

SINGLE = frozenset({EventRule, Feeling})
"""What is written without the brackets of a list when there is but one."""

TALL = frozenset({"persona", "step", "lived_case", "framework"})
"""What is never squeezed onto a line."""


class Tall(dict[str, Any]):
    """Keys and values that are written a line each, however short they are."""


class Listed(list[Any]):
    """Things that are written a line each, however few they are."""


def plain(entity: Entity, *, short: bool = False) -> Any:
    """Give an entity as mappings, lists, text, numbers and truth values; what holds anyway is left out.

    Args:
        short: use the short forms that the format allows; else every list is a list and every entity a mapping.
    """
    whole = isinstance(entity, JourneyMap | Library)
    found: dict[str, Any] = Tall() if whole or kind_of(entity) in TALL else {}
    if whole:
        found["format"] = getattr(entity, "format")  # noqa: B009 - only wholes have one
    for key, value in written(entity):
        found[key] = shaped(entity, key, value) if short else _field(entity, key, value, False)
    for key, value in entity.extra.items():
        found[key] = thawed(value)
    alone = short_of(type(entity))
    if short and alone is not None and list(found) == [alone]:
        return found[alone]
    return found


def shaped(entity: Entity | None, key: str, value: Any) -> Any:
    """Give the value of a field as plain data in its short form; without an entity, any value."""
    if entity is None:
        return thawed(value) if isinstance(value, Mapping) and not _holds_entities(value) else _value(value, True)
    data = _field(entity, key, value, True)
    tall = isinstance(entity, JourneyMap | Library) and isinstance(data, list) and _of_entities(entity, key)
    return Listed(data) if tall else data


def _holds_entities(value: Mapping[str, Any]) -> bool:
    return any(isinstance(each, Entity) for each in value.values())


def _of_entities(entity: Entity, key: str) -> bool:
    """Tell whether a list holds things that are more than a name."""
    kind = specs(type(entity))[key].kind
    held = getattr(getattr(kind, "item", None), "entity", None)
    return held is not None and short_of(held) is None


def _field(entity: Entity, key: str, value: Any, short: bool) -> Any:
    """Give the value of a field."""
    kind = specs(type(entity))[key].kind
    if isinstance(value, tuple) and isinstance(kind, Many):
        if kind.none and not value:
            return "none"
        if short and kind.single and len(value) == 1 and (key == "event" or type(value[0]) in SINGLE):
            return _value(value[0], short)
        return [_value(each, short) for each in value]
    return _value(value, short)


def _value(value: Any, short: bool) -> Any:
    """Give any value."""
    if isinstance(value, Entity):
        return plain(value, short=short)
    if isinstance(value, Other):
        return {"other": value.text}
    if isinstance(value, Mapping):
        return {key: _value(each, short) for key, each in value.items()}
    if isinstance(value, tuple):
        if value and isinstance(value[0], Condition):
            return conditions(value)
        return [_value(each, short) for each in value]
    return number(value) if isinstance(value, float) else value


def conditions(where: Sequence[Condition]) -> dict[str, Any]:
    """Give conditions by property; several on one property are its operators."""
    found: dict[str, Any] = {}
    for each in where:
        values = [number(value) if isinstance(value, float) else value for value in each.values]
        said = values[0] if len(values) == 1 else values
        if each.operator == "is":
            found[each.property] = said
        else:
            before = found.get(each.property)
            found[each.property] = {**(before if isinstance(before, dict) else {}), each.operator: said}
    return found


def number(value: float) -> float | int:
    """Give a number as people write it: 2 rather than 2.0."""
    return int(value) if value.is_integer() and abs(value) < 1e15 else value


def thawed(value: Any) -> Any:
    """Give what was kept unread as mappings and lists."""
    if isinstance(value, Mapping):
        return {key: thawed(each) for key, each in value.items()}
    if isinstance(value, tuple | list):
        return [thawed(each) for each in value]
    return value
