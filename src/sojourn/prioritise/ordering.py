"""In which order to begin, and how many it reaches: views on single initiatives, not the plan.

Sources: weighted shortest job first with chains of requirements, Sidney, Operations Research 23 (1975), as cost of
delay divided by duration in Reinertsen, The Principles of Product Development Flow (2009); RICE, McBride, Intercom
(2016).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from .gains import gain
from .model import PlanModel, value
from .months import months_in
from .proposals import Proposal, proposal
from .refusals import PlanRefused

CONFIDENCE: Mapping[str, float] = MappingProxyType({"research": 1.0, "partial": 0.8, "hypothesis": 0.5})
"""What RICE takes for each level of evidence."""

SEVERAL_TEAMS = (
    "Best for one team that does one thing after the other; with several departments each takes the next in this order."
)


@dataclass(frozen=True, slots=True)
class Block:
    """Initiatives that are begun together, what is required first.

    Attributes:
        items: ids.
        ratio: what a month of waiting costs, for each month of work.
    """

    items: tuple[str, ...]
    ratio: float


@dataclass(frozen=True, slots=True)
class Order:
    """In which order to begin.

    Attributes:
        blocks: the best first.
        note: how far this can be trusted.
    """

    blocks: tuple[Block, ...]
    note: str = SEVERAL_TEAMS

    @property
    def order(self) -> tuple[str, ...]:
        """Give the ids in order."""
        return tuple(name for block in self.blocks for name in block.items)


def order(items: Iterable[Mapping[str, Any]]) -> Order:
    """Put work in order: again and again the chain of requirements that brings most for each month of work.

    A worthless enabler rises by what it unlocks. Optimal for one team where
    chains of requirements share nothing; where several require the same work it is a good order, not always the best.

    Args:
        items: each `id`, `per_month` (what a month of waiting costs), `months`, and `requires`. What is required and
            is not among the items counts as done.

    Raises:
        PlanRefused: `plan.cycle`, `plan.months` for work of no length.

    Cost: O(n²).
    """
    listed = {str(each["id"]): each for each in items}
    for name, each in listed.items():
        if not float(each["months"]) > 0:
            raise PlanRefused(
                f"{name!r} takes {each['months']} months", code="plan.months", hint="give more than 0", names=[name]
            )
    left = dict.fromkeys(listed)
    blocks = []
    while left:
        best: tuple[float, tuple[str, ...]] | None = None
        for name in left:
            chain = _chain(name, listed, left)
            months = sum(float(listed[each]["months"]) for each in chain)
            ratio = sum(float(listed[each]["per_month"]) for each in chain) / months
            if best is None or ratio > best[0] * (1 + 1e-12) + 1e-300:
                best = (ratio, chain)
        assert best is not None
        blocks.append(Block(best[1], best[0]))
        for done in best[1]:
            del left[done]
    return Order(tuple(blocks))


def months_value(found: Sequence[Proposal], gains: Mapping[str, float], period: str | None) -> list[dict[str, Any]]:
    """Turn initiatives into what `order` takes: what a month of waiting costs is the gain over what is required.

    Where nobody said how long one takes, a month is taken; where nobody said how long a period is, one month too.
    """
    months = months_in(period) or 1.0
    return [
        {"id": each.id, "per_month": gains[each.id] / months, "months": each.months or 1.0, "requires": each.requires}
        for each in found
    ]


def _chain(name: str, listed: Mapping[str, Mapping[str, Any]], left: Mapping[str, None]) -> tuple[str, ...]:
    """Give what must be done for an initiative, and itself last; what is required comes before what requires it."""
    found: list[str] = []
    path: list[str] = []

    def visit(each: str) -> None:
        if each in path:
            circle = path[path.index(each) :]
            raise PlanRefused(
                f"{' requires '.join([*circle, each])}: none of them could ever be first", code="plan.cycle",
                hint="take one requirement away", names=circle,
            )  # fmt: skip
        if each in left and each not in found:
            path.append(each)
            for other in listed[each].get("requires", ()):
                visit(other)
            path.pop()
            found.append(each)

    visit(name)
    return tuple(found)


@dataclass(frozen=True, slots=True)
class RiceRow:
    """Reach × impact × confidence ÷ effort of one initiative.

    Attributes:
        reach: customers who meet the step, in a period.
        impact: the simulated gain for each of them.
        confidence: 1, 0.8 or 0.5 by evidence.
        effort: person-months.
        rice: reach × impact × confidence ÷ effort.
    """

    id: str
    step: str
    reach: float
    impact: float
    confidence: float
    effort: float
    rice: float


@dataclass(frozen=True, slots=True)
class Rice:
    """RICE with measured reach and simulated impact; no invented numbers, and a view, not the plan.

    Attributes:
        found: the highest first.
        left_out: initiatives that cannot be placed, with what they lack.
    """

    found: tuple[RiceRow, ...]
    left_out: Mapping[str, str]

    def of(self, field: str) -> dict[str, float]:
        """Give one number by initiative."""
        return {each.id: float(getattr(each, field)) for each in self.found}


def rice(
    model: PlanModel,
    initiatives: Iterable[Proposal | Mapping[str, Any]],
    *,
    items: Sequence[Mapping[str, Any]] | None = None,
    carry: float | Mapping[str, float] = 1.0,
) -> Rice:
    """Rank initiatives by reach, impact, confidence and effort.

    Reach is `N · F(start, s) / F(s, s)`: customers who come to the step at least once; impact is the simulated gain
    over what is required, for each of them.

    Args:
        items: `id`, `step`, `evidence` and `person_months` of those to rank; by default all, at the first step that
            their effects work on.
    """
    found = [proposal(each) for each in initiatives]
    gains = gain(model, found, carry=carry).over_requirements
    visits = value(model).visits
    own = {
        step: float(model.chain.fundamental[place, place]) for place, step in enumerate(model.chain.steps)
    }  # visits of somebody who stands there already
    wanted: Sequence[Mapping[str, Any]] = (
        items
        if items is not None
        else [
            {"id": each.id, "step": _step(each, visits), "evidence": each.evidence, "person_months": each.effort}
            for each in found
        ]
    )
    rows: list[RiceRow] = []
    left_out: dict[str, str] = {}
    for each in wanted:
        name, months = str(each["id"]), float(each.get("person_months") or 0.0)
        step = None if each.get("step") is None else str(each["step"])
        if step is None or step not in visits:
            left_out[name] = "no effect at a step of the journey"
        elif months <= 0:
            left_out[name] = "no person-months"
        elif visits[step] <= 0:
            left_out[name] = "nobody comes to its step yet"
        else:
            reach = model.volume * visits[step] / own[step]
            sure = CONFIDENCE[str(each.get("evidence") or "hypothesis")]
            rows.append(
                RiceRow(name, step, reach, gains[name] / reach, sure, months, gains[name] * sure / months)
            )  # fmt: skip
    return Rice(tuple(sorted(rows, key=lambda row: (-row.rice, row.id))), left_out)


def _step(each: Proposal, visits: Mapping[str, float]) -> str | None:
    """Give the first step that an initiative's effects work on."""
    places = [name for change in each.changes for name in change.steps]
    return next((name for name in places if name in visits), None)
