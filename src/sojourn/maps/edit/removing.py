"""Taking things out of a map together with what names them."""

from collections.abc import Container, Set
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from ..model import ANYTHING, Entity, JourneyMap, LivedEvent, Many, Spec, kind_of, specs
from ..model.references import may_name, offered

Names = Set[tuple[str, str]]
"""Kinds and ids of what is gone."""

_MEANINGLESS = frozenset({"comment", "effect", "feeling", "ignored", "link"})
"""What says nothing any more, or something else, when one thing that it names is gone."""


def without(map: JourneyMap, gone: Names, *, was: JourneyMap) -> JourneyMap | None:
    """Take every reference to things out of a map.

    A field that names one of them is taken away, a list loses the item; what needs the field goes as a whole, and so
    do links, effects, remarks and the feelings of a persona, which would otherwise say something else. An event of a
    lived case keeps what its step was called.

    Args:
        was: the map when it still had them.

    Returns:
        The map; None when it cannot be without.
    """
    steps = {step.id: step.does for step in was.steps}
    found: JourneyMap | None = _pruned(map, gone, offered(map), steps)
    return found


def _pruned(entity: Any, gone: Names, chosen: Container[tuple[str, str]], steps: dict[str, str]) -> Any:
    changes: dict[str, Any] = {}
    for key, spec in specs(type(entity)).items():
        value = getattr(entity, spec.name)
        to = may_name(entity, key, spec.kind, chosen)
        if to is not None:
            new = _left(value, to, gone)
            if new != value and kind_of(entity) in _MEANINGLESS:
                return None
        else:
            new = _each(value, gone, chosen, steps)
        if new is value or new == value:
            continue
        if new in (None, ()) and spec.need == "required":
            return None
        changes[spec.name] = None if new == () and _may_say_none(spec) else new
    if isinstance(entity, LivedEvent) and "step" in changes and entity.name is None and entity.step is not None:
        changes["name"] = steps.get(entity.step, entity.step)
    return replace(entity, **changes) if changes else entity


def _left(value: Any, to: tuple[str, ...], gone: Names) -> Any:
    """Give what is left of one id or of several."""
    kept = tuple(
        each
        for each in (value if isinstance(value, tuple) else (value,))
        if not any(name == each and (to == ANYTHING or kind in to) for kind, name in gone)
    )
    return kept if isinstance(value, tuple) else next(iter(kept), None)


def _each(value: Any, gone: Names, chosen: Container[tuple[str, str]], steps: dict[str, str]) -> Any:
    """Prune what a field holds."""
    if isinstance(value, Entity):
        return _pruned(value, gone, chosen, steps)
    if isinstance(value, tuple):
        pruned = [_pruned(each, gone, chosen, steps) if isinstance(each, Entity) else each for each in value]
        return tuple(each for each in pruned if each is not None)
    if isinstance(value, MappingProxyType) and any(isinstance(each, Entity) for each in value.values()):
        left = {name: _pruned(each, gone, chosen, steps) for name, each in value.items()}
        return MappingProxyType({name: each for name, each in left.items() if each is not None})
    return value


def _may_say_none(spec: Spec) -> bool:
    return isinstance(spec.kind, Many) and spec.kind.none
