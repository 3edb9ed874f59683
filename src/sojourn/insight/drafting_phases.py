"""Phases that somebody named: where each begins, and what to say of it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from types import MappingProxyType

from sojourn.core.errors import InvalidInput

from .drafting_map import Group

_BUYING = re.compile(r"\b(buy|buys|buying|purchas(e|ing)|order(ing)?|checkout|pay|payment|book|booking)\b", re.I)


@dataclass(frozen=True, slots=True)
class Named:
    """Phases as they were asked for.

    Attributes:
        names: what they are called.
        begins: the first step of phases that begin at a known one, both counted from 0.
        told: how each begin is known, for the notes.
    """

    names: tuple[str, ...]
    begins: Mapping[int, int]
    told: tuple[str, ...]


def named_phases(asked: Sequence[str], groups: Sequence[Group], anchor: int | None) -> Named:
    """Read names of phases, `Buy` or `Buy=order.completed`: that one begins at the step with this event.

    A phase that is called after buying begins where customers bind themselves, unless its event is given.

    Args:
        asked: names in the order of the journey.
        groups: the steps.
        anchor: the step at which customers bind themselves, if there is one.

    Raises:
        InvalidInput: no step has the event, or phases would not begin one after the other.
    """
    places: dict[str, int] = {}
    for place, group in enumerate(groups):
        for label in group.labels:
            places.setdefault(label.event, place)
    pairs = [(name.strip(), event.strip()) for name, _, event in (each.partition("=") for each in asked)]
    begins: dict[int, int] = {}
    told = []
    for number, (name, event) in enumerate(pairs):
        if not event:
            continue
        if event not in places:
            raise InvalidInput(
                f"phase {name!r} cannot begin at {event!r}: no step of the draft has that event",
                code="no-such-event", hint=f"steps have {', '.join(places)}",
            )  # fmt: skip
        begins[number] = places[event]
        told.append(f"{name} begins at {event}, as you said")
    said = sorted(begins.items())
    for (before, first), (after, then) in pairwise(said):
        if then - first < after - before:
            raise InvalidInput(
                f"phase {pairs[after][0]!r} does not begin after {pairs[before][0]!r} and what lies between",
                code="phases-out-of-order", hint="name phases in the order of the journey, each with steps of its own",
            )  # fmt: skip
    for number, (name, _) in enumerate(pairs):
        if anchor is not None and not begins and number and _BUYING.search(name):
            if number <= anchor <= len(groups) - len(pairs) + number:
                begins[number] = anchor
                told.append(f"{name} begins at {groups[anchor].labels[0].event}, where customers bind themselves")
            break
    return Named(tuple(name for name, _ in pairs), MappingProxyType(begins), tuple(told))


def phase_note(named: Named, cuts: int) -> str | None:
    """Say how the steps were cut into phases; nothing when nobody asked for any."""
    if not named.names:
        return None
    if len(named.names) != cuts + 1:
        return (
            f"{len(named.names)} phases were asked for and the steps give {cuts + 1}: "
            "the names are left out; give fewer, or say where each begins, such as Buy=order.completed"
        )
    rest = len(named.names) - 1 - len([number for number in named.begins if number])
    by_time = "the others where going on takes longest" if named.told else "phases begin where going on takes longest"
    known = [*named.told, *([by_time] if rest > 0 else [])]
    otherwise = f", or say where one begins, such as {named.names[-1]}=EVENT" if rest > 0 else ""
    return f"{'; '.join(known)}: confirm them{otherwise}"
