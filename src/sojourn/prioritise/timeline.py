"""When each chosen initiative is done: by department and month, what is required first."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from .proposals import Proposal

UNSAID = 1.0
"""Months for an initiative of which nobody said how long it takes."""


@dataclass(frozen=True, slots=True)
class Slot:
    """When one initiative is done.

    Attributes:
        department: who does it; empty when nobody said.
        begin: month in which it begins, counted from 0.
        end: month in which it is over.
        after: what it waited for, of what it requires.
        assumed: nobody said how long it takes, so a month is drawn.
    """

    id: str
    title: str
    department: str
    begin: float
    end: float
    after: tuple[str, ...]
    assumed: bool


def timeline(found: Sequence[Proposal], chosen: Sequence[str], order: Sequence[str], *, begins: str | None = None) -> (
    tuple[Slot, ...]
):  # fmt: skip
    """Place chosen initiatives one after the other in their department, each after what it requires.

    A list schedule: the next in `order` begins as soon as its department is free, what it requires is done and its own
    start has come. An initiative without a department waits for nobody.

    Args:
        order: ids, what is to begin first.
        begins: the month from which months are counted, `2026-03`; starts before it have come already.
    """
    listed = {each.id: each for each in found if each.id in chosen}
    free: dict[str, float] = {}
    slots: dict[str, Slot] = {}
    left = [name for name in order if name in listed] + [name for name in listed if name not in order]
    while left:
        name = next(name for name in left if all(o in slots or o not in listed for o in listed[name].requires))
        left.remove(name)
        each = listed[name]
        needs = tuple(other for other in each.requires if other in slots)
        ready = max([_own_start(each, begins), *(slots[other].end for other in needs)])
        begin = max(ready, free.get(each.department, 0.0)) if each.department else ready
        end = begin + (each.months or UNSAID)
        if each.department:
            free[each.department] = end
        slots[name] = Slot(name, each.name, each.department or "", begin, end, needs, not each.months)
    return tuple(sorted(slots.values(), key=lambda slot: (slot.begin, slot.department, slot.id)))


def month_named(begins: str | None, place: float) -> str:
    """Name a month counted from the first: `2026-03`, or `month 3`."""
    if begins is None:
        return f"month {int(place) + 1}"
    number = _number(begins) + int(place)
    return f"{number // 12:04d}-{number % 12 + 1:02d}"


def _own_start(each: Proposal, begins: str | None) -> float:
    """Give the month before which an initiative may not begin, counted from the first."""
    if each.start is None or begins is None:
        return 0.0
    return float(max(0, _number(each.start) - _number(begins)))


def _number(month: str) -> int:
    year, number = (int(part) for part in month[:7].split("-"))
    return year * 12 + number - 1


def departments(slots: Sequence[Slot]) -> Mapping[str, tuple[Slot, ...]]:
    """Gather slots by department, in order of first use."""
    names = dict.fromkeys(slot.department for slot in slots)
    return {name: tuple(slot for slot in slots if slot.department == name) for name in names}
