"""The improvement plan: what was chosen, in groups, what disappoints at a moment of truth first."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

GROUPS = ("disappointment at a moment of truth", "other shortfall", "delight")

_IN_FULL = MappingProxyType(
    {GROUPS[1]: "Shortfall at another step", GROUPS[2]: "No shortfall there: more than is wanted"}
)


def in_full(group: str) -> str:
    """Say what a group is as a heading that stands alone."""
    return _IN_FULL.get(group, f"{group[:1].upper()}{group[1:]}")


@dataclass(frozen=True, slots=True)
class ImprovementOrder:
    """Chosen initiatives in the order of the improvement plan.

    Attributes:
        order: ids.
        group: the group of each, one of `GROUPS`.
    """

    order: tuple[str, ...]
    group: Mapping[str, str]


def improvement_plan(chosen: Iterable[Mapping[str, Any]]) -> ImprovementOrder:
    """Put chosen initiatives into groups, and in order inside each.

    A step that is a moment of truth and falls short comes first, then other shortfalls, then what delights. What is
    required takes the group of what requires it, and stands before it; inside a group the higher ratio is first.

    Args:
        chosen: each `id`, `serves` (a list of `step`, `moment` and `verdict`), `ratio` and `requires`.

    Cost: O(n²).
    """
    listed = {str(each["id"]): each for each in chosen}
    group = {name: _own(each.get("serves", ())) for name, each in listed.items()}
    for _ in listed:
        for name, each in listed.items():
            for other in each.get("requires", ()):
                if other in group:
                    group[other] = min(group[other], group[name])
    order: list[str] = []

    def put(name: str) -> None:
        if name in listed and name not in order:
            for other in listed[name].get("requires", ()):
                put(other)
            order.append(name)

    for name in sorted(listed, key=lambda name: (group[name], -float(listed[name].get("ratio") or 0.0))):
        # What something else requires is put by what requires it, so that it does not stand alone.
        if not any(name in listed[other].get("requires", ()) and group[other] == group[name] for other in listed):
            put(name)
    return ImprovementOrder(tuple(order), {name: GROUPS[group[name]] for name in order})


def _own(serves: Sequence[Mapping[str, Any]]) -> int:
    """Give the group that the steps alone would put an initiative in."""
    short = [each for each in serves if each.get("verdict") == "short"]
    return 0 if any(each.get("moment") for each in short) else 1 if short else 2
