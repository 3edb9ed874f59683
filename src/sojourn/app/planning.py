"""Plans from maps, lived journeys and needs put together."""

import csv
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from io import StringIO
from pathlib import Path
from typing import Any

from sojourn import analyse, maps, prioritise
from sojourn.core.analysis import Journeys
from sojourn.core.errors import InvalidInput
from sojourn.maps import JourneyMap
from sojourn.prioritise import Plan, PlanModel

YEAR = "P1Y"
NOT_MEASURED = "gap not measured"
DAYS = 365.25 / 12
Work = Mapping[str, float | Mapping[str, float]]


def plan_model(
    map: JourneyMap,
    journeys: Journeys | None = None,
    *,
    volume: float | None = None,
    worth: Mapping[str, float] | None = None,
    period: str | None = None,
) -> PlanModel:
    """Make a model of a map, with the shares of its links or with those of lived journeys.

    Args:
        journeys: lived journeys; without them the shares of the map's links are taken, as a hypothesis.
        volume: how many journeys begin in a period, instead of the map's.
        worth: what a visit of a step or an outcome brings, instead of the map's.
        period: in ISO 8601, such as P1Y.

    Raises:
        PlanRefused: shares are missing, nothing is worth anything, or nobody says how many journeys begin.
    """
    if journeys is None:
        return prioritise.model_of(map, volume=volume, worth=worth, period=period)
    found = analyse.chain(journeys, maps.expect(map), draws=1)
    model = prioritise.model_of(
        map, found.chain, volume=volume, worth=worth, period=period or (None if map.volume else YEAR),
        begun=_begun(found, period or YEAR), allowed=found.allowed,
    )  # fmt: skip
    if not found.remembering:
        return model
    return replace(model, sources={**model.sources, "memory": ", ".join(found.remembering)})


def plan(
    of: JourneyMap | PlanModel,
    initiatives: Sequence[Any] | None = None,
    *,
    budget: float,
    journeys: Journeys | None = None,
    needs: Any = None,
    volume: float | None = None,
    worth: Mapping[str, float] | None = None,
    period: str | None = None,
    capacity: Work | None = None,
    floors: Sequence[str] = (),
    **options: Any,
) -> Plan:
    """Choose the set of initiatives that gains most within a budget, and say how sure that is.

    Args:
        of: a map, or a model as `plan_model` makes one.
        initiatives: what may be chosen; by default the map's.
        budget: how much may be spent, in the currency of the map.
        journeys: lived journeys to take the chain from; by default the shares of the map's links.
        needs: rows by step with `moment`, `verdict` and `priority`, as `sj.needs` or a table gives them: moments of
            truth that fall short get an initiative, and the plan is put into groups.
        volume: as for `plan_model`, and so are `worth` and `period`.
        capacity: person-months by department, or by department and month, beside those the map says.
        floors: steps that must get an initiative, beside those that `needs` says.
        options: `objective`, `periods`, `discount`, `minimum`, `excludes`, `include`, `exclude`, `carry`, `draws`,
            `seed`, `method`, `time_limit` and `begins`, as for `sojourn.prioritise.plan`.

    Raises:
        PlanRefused: `plan.infeasible` naming the rule and the least budget, and what else cannot be.
    """
    if isinstance(of, PlanModel):
        return prioritise.plan(of, initiatives or (), budget=budget, capacity=capacity, floors=floors, **options)
    model = plan_model(of, journeys, volume=volume, worth=worth, period=period)
    found = prioritise.initiatives_of(of) if initiatives is None else prioritise.proposals(initiatives)
    rows = list(_needed(needs))
    _known_steps(of, floors)
    below = dict.fromkeys(row["step"] for row in rows if row["moment"] and row["verdict"] == "short")
    served = {step for each in found for step in each.serves}
    # What nobody has an idea for cannot be a rule: it would refuse every plan. It is told instead.
    floored = dict.fromkeys([*floors, *(step for step in below if step in served)])
    unserved = tuple(f"moment.no_initiative:{step}" for step in below if step not in served)
    made = prioritise.plan(
        model, found, budget=budget, capacity={**prioritise.capacity_of(of), **(capacity or {})}, floors=list(floored),
        **options,
    )  # fmt: skip
    named = {each.id: each.name for each in of.departments if each.name}
    made = replace(
        made, findings=(*unserved, *prioritise.findings_of(of)), departments=named, map_id=of.id, map_title=of.title,
        map_version=of.version,
    )  # fmt: skip
    return grouped(made, rows) if rows else made


def grouped(plan: Plan, needs: Any) -> Plan:
    """Put a plan into the groups of an improvement plan: moments of truth that disappoint first.

    Args:
        needs: rows by step with `moment`, `verdict` and `priority`.
    """
    kept = tuple(_needed(needs))
    rows: dict[str, list[Mapping[str, Any]]] = {}
    for row in kept:
        rows.setdefault(row["step"], []).append(row)
    months = {each.id: each.months or 1.0 for each in plan.initiatives}
    chosen = [each for each in plan.initiatives if each.id in plan.chosen]
    serves = {each.id: [row for step in each.serves for row in rows.get(step, ())] for each in chosen}
    order = prioritise.improvement_plan(
        {
            "id": each.id, "requires": each.requires, "serves": serves[each.id],
            "ratio": plan.over_requirements[each.id] / months[each.id],
        }
        for each in chosen
    )  # fmt: skip
    delight = prioritise.GROUPS[-1]
    group = {
        name: NOT_MEASURED if of == delight and not any(row["verdict"] for row in serves[name]) else of
        for name, of in order.group.items()
    }
    return replace(plan, group=group, follows=order.order, needs=kept)


def opportunity_scores(map: JourneyMap, needs: Any) -> tuple[tuple[str, float], ...]:
    """Rank a map's opportunities by the priority of their steps added up, the highest first.

    Rows of single segments are passed over: segments are not added up.
    """
    priority = {row["step"]: row["priority"] or 0.0 for row in _needed(needs) if row["segment"] in (None, "")}
    scores = [(each.id, sum(priority.get(step, 0.0) for step in each.steps)) for each in map.opportunities]
    return tuple(sorted(scores, key=lambda row: (-row[1], row[0])))


def read_needs(path: Path) -> list[dict[str, Any]]:
    """Read needs from a CSV, or from the JSON document of an answer that holds rows by step.

    Raises:
        NotFound: there is no such file.
        InvalidInput: it holds no rows by step.
    """
    from .map_files import read_text  # noqa: PLC0415 - start-up: few plans take needs from a file

    text = read_text(path)
    if path.suffix.lower() == ".json":
        try:
            rows = next(_tables(json.loads(text)), None)
        except json.JSONDecodeError as error:
            raise InvalidInput(
                f"{path} is not JSON: {error}", code="needs.unread", hint="name a CSV or JSON"
            ) from error
    else:
        rows = [dict(row) for row in csv.DictReader(StringIO(text))]
    found = [row for row in rows or [] if "step" in row]
    if not found:
        raise InvalidInput(
            f"{path} holds no rows by step", code="needs.unread",
            hint="write a CSV with the columns step, moment, verdict and priority, or: sojourn gaps --json",
        )  # fmt: skip
    return found


def _tables(part: Any) -> Iterator[list[dict[str, Any]]]:
    """Give the lists of rows in a document that name steps and verdicts, the outermost first."""
    if isinstance(part, list):
        if part and all(isinstance(row, Mapping) and {"step", "verdict"} <= row.keys() for row in part):
            yield part
        else:
            for each in part:
                yield from _tables(each)
    elif isinstance(part, Mapping):
        for each in part.values():
            yield from _tables(each)


def _begun(found: analyse.ChainResult, period: str) -> float | None:
    """Give how many journeys begin in a period, by those seen in the observed span."""
    begin, end = found.basis.observed_from, found.basis.observed_until
    months = prioritise.months_in(period)
    if begin is None or end is None or end <= begin or months is None:
        return None
    seen = (end - begin) / 86_400e6 / DAYS
    return (found.closed + found.open) * months / seen


def _needed(needs: Any) -> Iterator[dict[str, Any]]:
    """Read needs from a table of Arrow, a mapping of columns, or rows."""
    if needs is None:
        return
    if hasattr(needs, "to_arrow"):
        needs = needs.to_arrow()
    if hasattr(needs, "to_pylist"):
        needs = needs.to_pylist()
    elif isinstance(needs, Mapping):
        needs = [dict(zip(needs, row, strict=True)) for row in zip(*needs.values(), strict=True)]
    rows: Iterable[Mapping[str, Any]] = needs
    for row in rows:
        if "step" not in row:
            raise InvalidInput(
                "a row of needs names no step", code="needs.no_step",
                hint="give rows with step, moment, verdict and priority",
            )  # fmt: skip
        moment, priority = row.get("moment"), row.get("priority")
        yield {
            "step": str(row["step"]), "segment": row.get("segment"),
            "priority": None if priority in (None, "") else float(priority),
            "verdict": row.get("verdict"), "gap": row.get("gap"), "target": row.get("target"),
            "moment": moment not in (None, False, "", "no", "none", "false", "False", "candidate"),
        }  # fmt: skip


def _known_steps(map: JourneyMap, names: Sequence[str]) -> None:
    """Refuse floors at steps that the map does not have."""
    strangers = [name for name in names if name not in {step.id for step in map.steps}]
    if strangers:
        raise InvalidInput(
            f"a floor is put at {strangers[0]!r}, which is no step of {map.id}", code="plan.unknown_state",
            hint=f"its steps are {', '.join(step.id for step in map.steps)}",
        )  # fmt: skip
