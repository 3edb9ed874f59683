"""The acquisition matrix: whether each customer's action is served, and whether money and people suffice."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from types import MappingProxyType
from typing import Any

from sojourn.maps import Acquisition, AcquisitionLine, Effect, JourneyMap

from .proposals import Change, Proposal, change
from .rules import Capacity, monthly

MOST = 12
"""Of so many lines that exclude each other, every choice is tried to find the dearest; of more the dearest is taken."""


@dataclass(frozen=True, slots=True)
class MatrixFinding:
    """Something that a matrix lacks.

    Attributes:
        code: `customer_action.unserved`, `line.no_owner`, `plan.over_budget` or `plan.over_capacity`.
        about: what it is about: a customer's action, a line, amounts, or a team and a month.
        message: in a sentence, without a full stop.
    """

    code: str
    about: str
    message: str

    def __str__(self) -> str:
        """Write code and place: `line.no_owner:reviews`."""
        return f"{self.code}:{self.about}"

    def to_dict(self) -> dict[str, Any]:
        """Give the JSON form."""
        return {"code": self.code, "about": self.about, "message": self.message}


def check_matrix(
    acquisition: Acquisition,
    actions: Sequence[str],
    *,
    budget: float | None = None,
    capacity: Capacity | None = None,
    names: Mapping[str, str] | None = None,
) -> tuple[MatrixFinding, ...]:
    """Say what an acquisition matrix lacks.

    Of lines that exclude each other, such as levels of one action, only so many count for money and work as can be
    done together, and of these the dearest choice: the worst that could be decided.

    Args:
        acquisition: lines, and what is left to others on purpose.
        actions: ids of the customer's actions, in order.
        budget: what may be spent.
        capacity: person-months of each team, for all lines or by month; what is not named is not checked.
        names: what people call the actions.

    Returns:
        Findings: actions that nobody serves, lines without a team, too much money, teams with too much to do.
    """
    called = names or {}
    served = {line.step for line in acquisition.lines} | {each.step for each in acquisition.left_to_others}
    found = [
        MatrixFinding("customer_action.unserved", action, f"nobody serves: {called.get(action, action)}")
        for action in actions
        if action not in served
    ]
    found += [
        MatrixFinding("line.no_owner", line.id, f"no team answers for: {line.action}")
        for line in acquisition.lines
        if line.team is None
    ]
    dearest = together(acquisition.lines)
    cost = sum(line.cost or 0.0 for line in dearest)
    if budget is not None and cost > budget:
        whole = sum(line.cost or 0.0 for line in acquisition.lines)
        levels = "" if abs(whole - cost) < 0.5 else f" (all levels added, {whole:,.0f})"
        said = f"the dearest lines that can be done together cost {cost:,.0f}{levels}, and {budget:,.0f} may be spent"
        found.append(MatrixFinding("plan.over_budget", f"{cost:g}>{budget:g}", said))
    return (*found, *overloaded(dearest, capacity or {}))


def overloaded(lines: Sequence[AcquisitionLine], capacity: Capacity) -> list[MatrixFinding]:
    """Find teams, and months, in which there is more to do than can be done."""
    work = load(lines)
    found = []
    for team, given in sorted(capacity.items()):
        if isinstance(given, Mapping):
            loads = [(f" in {month}", f":{month}", work.get((team, month), 0.0), most) for month, most in given.items()]
        else:
            loads = [("", "", sum(line.effort or 0.0 for line in lines if line.team == team), given)]
        for when, key, much, most in loads:
            if much > most + 1e-9:
                said = f"{team} has {much:.1f} person-months to do{when}, and {most:.1f} to give"
                found.append(MatrixFinding("plan.over_capacity", f"{team}{key}:{much:.4g}>{most:g}", said))
    return found


def load(lines: Iterable[AcquisitionLine]) -> dict[tuple[str, str], float]:
    """Spread the work of lines evenly from their start on: person-months by team and month.

    Lines without team, work or start are passed over.
    """
    work: dict[tuple[str, str], float] = {}
    for line in lines:
        if line.team is not None and line.effort:
            for month, share in monthly(proposed(line)).items():
                key = (line.team, month)
                work[key] = work.get(key, 0.0) + line.effort * share
    return work


def months_of_lines(map: JourneyMap) -> tuple[str, ...]:
    """Name the months in which any line of a map runs, in order."""
    lines = map.acquisition.lines if map.acquisition is not None else ()
    return tuple(sorted({month for line in lines for month in monthly(proposed(line))}))


def proposed(line: AcquisitionLine) -> Proposal:
    """Give a line as what a plan weighs: its team does the work."""
    return Proposal(
        id=line.id, title=line.action, cost=line.cost or 0.0,
        work=MappingProxyType({} if line.team is None or line.effort is None else {line.team: line.effort}),
        months=line.months, start=line.start, department=line.team, owner=line.owner, requires=line.requires,
        excludes=line.excludes, changes=tuple(_changed(each) for each in line.effect or ()), serves=(line.step,),
        evidence=line.evidence,
    )  # fmt: skip


def _changed(effect: Effect) -> Change:
    """Read an effect of a map; what a map leaves out is not given."""
    return change(
        {
            "kind": effect.kind, "steps": effect.steps, "from": effect.from_, "to": effect.to or None,
            "by": effect.by or None, "leaving_per_minute": effect.leaving_per_minute, "source": effect.source,
        }
    )  # fmt: skip


def together(lines: Sequence[AcquisitionLine]) -> tuple[AcquisitionLine, ...]:
    """Choose the dearest lines that can be done together, in their order."""
    apart = {line.id: {*line.excludes} for line in lines}
    for line in lines:
        for other in line.excludes:
            apart.setdefault(other, set()).add(line.id)
    kept: set[str] = set()
    for group in _groups(lines, apart):
        kept |= _dearest(group, apart)
    return tuple(line for line in lines if line.id in kept)


def _groups(lines: Sequence[AcquisitionLine], apart: Mapping[str, set[str]]) -> list[list[AcquisitionLine]]:
    """Part lines into groups of which none excludes any of another."""
    by_id = {line.id: line for line in lines}
    seen: set[str] = set()
    groups = []
    for line in lines:
        if line.id in seen:
            continue
        group, todo = [], [line.id]
        while todo:
            name = todo.pop()
            if name in seen or name not in by_id:
                continue
            seen.add(name)
            group.append(by_id[name])
            todo += sorted(apart[name])
        groups.append(group)
    return groups


def _dearest(group: Sequence[AcquisitionLine], apart: Mapping[str, set[str]]) -> set[str]:
    """Choose the dearest lines of a group of which none excludes another."""
    if len(group) > MOST:
        return {max(group, key=lambda line: line.cost or 0.0).id}
    best: tuple[float, set[str]] = (-1.0, set())
    for picked in product((True, False), repeat=len(group)):
        names = {line.id for line, taken in zip(group, picked, strict=True) if taken}
        if not any(apart[name] & names for name in names):
            cost = sum(line.cost or 0.0 for line in group if line.id in names)
            best = max(best, (cost, names), key=lambda each: each[0])
    return best[1]
