"""The acquisition plan: which lines of the matrix to do with the money and the people there are."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sojourn.maps import Acquisition, AcquisitionLine, JourneyMap, buying_steps

from .acquisition_result import AcquisitionPlan
from .canvas import check_canvas
from .gains import gain_of
from .matrix import MatrixFinding, check_matrix, overloaded, proposed
from .model import PlanModel
from .plan import plan
from .portfolio import Portfolio
from .proposals import Proposal, proposal, proposals
from .rules import Capacity

Given = AcquisitionLine | Proposal | Mapping[str, Any]


def acquisition_plan(
    model: PlanModel,
    lines: JourneyMap | Acquisition | Iterable[Given],
    *,
    budget: float,
    capacity: Capacity | None = None,
    excludes: Iterable[Sequence[str]] = (),
    carry: float = 1.0,
    draws: int = 1000,
    seed: int = 0,
    **options: Any,
) -> AcquisitionPlan:
    """Choose the lines of an acquisition matrix that gain most within a budget.

    The choice is that of `plan`, on the chain of the stages: lines that exclude each other, such as levels of one
    action, are never chosen together, and what a higher level brings less is entered, not assumed.

    Args:
        model: the buying journey and what it is worth.
        lines: a map with `acquisition`, an acquisition, or lines.
        budget: what may be spent.
        capacity: person-months of each team, for the whole plan or by month.
        excludes: groups of which one line may be chosen at most, beside what the lines say.
        carry: the share of those won who behave like those who came anyway.
        draws: how often what is not known is drawn; 0 for not at all.
        seed: where the draws begin.
        options: what else `plan` takes.

    Returns:
        The plan, money and work by month, and findings: customer's actions that no line serves
        (`customer_action.unserved`), lines without a team (`line.no_owner`), months with too much work
        (`plan.over_capacity`).

    Raises:
        PlanRefused: as `plan` does: `plan.infeasible`, `plan.unknown`, `effect.incomplete`, `effect.no_source`.

    Cost: that of `plan`.
    """
    whole = lines if isinstance(lines, JourneyMap) else None
    acquisition = whole.acquisition or Acquisition() if whole is not None else lines
    given = acquisition.lines if isinstance(acquisition, Acquisition) else tuple(_each(acquisition))
    written = tuple(each for each in given if isinstance(each, AcquisitionLine))
    found = proposals([_read(each) for each in given])
    limits = capacity or {}
    made = plan(
        model, found, budget=budget, capacity=limits, excludes=[*excludes], carry=carry, draws=draws, seed=seed,
        **options,
    )  # fmt: skip
    chosen = [line for line in written if line.id in made.chosen]
    return AcquisitionPlan(
        plan=made,
        lines=written,
        adds=_adds(made.model, found, made.chosen, carry),
        findings=(*_findings(whole, acquisition), *overloaded(chosen, limits)),
        canvas=None if whole is None else check_canvas(whole.acquisition.canvas if whole.acquisition else None),
        idle=_idle(whole, written, made.chosen),
        map_id=None if whole is None else whole.id,
        title="" if whole is None else whole.title,
        steps={} if whole is None else {step.id: step.does for step in whole.steps},
    )


def _each(lines: Any) -> Iterable[Given]:
    return list(lines)


def _read(line: Given) -> Proposal:
    """Read a line; in plain data `team` is who does it."""
    if isinstance(line, AcquisitionLine):
        return proposed(line)
    if isinstance(line, Proposal):
        return line
    return proposal({"department": line.get("team"), "title": line.get("action"), **line})


def _adds(model: PlanModel, found: Sequence[Proposal], chosen: Sequence[str], carry: float) -> dict[str, float]:
    """Say by how much the gain falls without each chosen line, at the most likely values.

    What requires it falls with it.
    """
    portfolio = Portfolio(model, found, carry=carry)
    whole = gain_of(portfolio, chosen)
    needs = {each.id: each.requires for each in found}
    adds = {}
    for name in chosen:
        gone = {name}
        for _ in chosen:
            gone |= {other for other in chosen if gone & {*needs[other]}}
        adds[name] = whole - gain_of(portfolio, [other for other in chosen if other not in gone])
    return adds


def _findings(map: JourneyMap | None, acquisition: Any) -> tuple[MatrixFinding, ...]:
    """Say what the matrix itself lacks."""
    if not isinstance(acquisition, Acquisition):
        return ()
    if map is None:
        return check_matrix(acquisition, ())
    steps = buying_steps(map)
    return check_matrix(acquisition, [step.id for step in steps], names={step.id: step.does for step in steps})


def _idle(map: JourneyMap | None, lines: Sequence[AcquisitionLine], chosen: Sequence[str]) -> tuple[str, ...]:
    """Name customer's actions that have lines, of which none was chosen."""
    if map is None:
        return ()
    served = {line.step for line in lines if line.id in chosen}
    offered = {line.step for line in lines}
    return tuple(step.id for step in buying_steps(map) if step.id in offered - served)
