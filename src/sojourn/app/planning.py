"""Plans from maps, lived journeys and needs put together; plans kept in files, and held against what happened."""

import csv
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from io import StringIO
from pathlib import Path
from typing import Any

from sojourn import analyse, maps, prioritise
from sojourn.core.analysis import Journeys
from sojourn.core.clock import Clock
from sojourn.core.durations import microseconds
from sojourn.core.errors import InvalidInput, NotFound
from sojourn.core.expectation import Expectation, Rule
from sojourn.maps import JourneyMap
from sojourn.prioritise import FollowUp, Plan, PlanModel, SavedPlan

YEAR = "P1Y"
DAYS = 365.25 / 12
HELD_OUT = ("control", "holdout", "hold_out", "off", "none", "0", "a")
"""What the arm of those without the initiative is usually called."""

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
    return prioritise.model_of(
        map, found.chain, volume=volume, worth=worth, period=period or (None if map.volume else YEAR),
        begun=_begun(found, period or YEAR), allowed=found.allowed,
    )  # fmt: skip


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
    floored = dict.fromkeys([*floors, *(row["step"] for row in rows if row["moment"] and row["verdict"] == "short")])
    made = prioritise.plan(
        model, found, budget=budget, capacity={**prioritise.capacity_of(of), **(capacity or {})}, floors=list(floored),
        **options,
    )  # fmt: skip
    named = {each.id: each.name for each in of.departments if each.name}
    made = replace(
        made, findings=prioritise.findings_of(of), departments=named, map_id=of.id, map_title=of.title,
        map_version=of.version,
    )  # fmt: skip
    return grouped(made, rows) if rows else made


def grouped(plan: Plan, needs: Any) -> Plan:
    """Put a plan into the groups of an improvement plan: moments of truth that disappoint first.

    Args:
        needs: rows by step with `moment`, `verdict` and `priority`.
    """
    rows: dict[str, list[Mapping[str, Any]]] = {}
    for row in _needed(needs):
        rows.setdefault(row["step"], []).append(row)
    months = {each.id: each.months or 1.0 for each in plan.initiatives}
    order = prioritise.improvement_plan(
        {
            "id": each.id,
            "requires": each.requires,
            "serves": [row for step in each.serves for row in rows.get(step, ())],
            "ratio": plan.over_requirements[each.id] / months[each.id],
        }
        for each in plan.initiatives
        if each.id in plan.chosen
    )
    return replace(plan, group=order.group, follows=order.order)


def opportunity_scores(map: JourneyMap, needs: Any) -> tuple[tuple[str, float], ...]:
    """Rank a map's opportunities by the priority of their steps added up, the highest first.

    Rows of single segments are passed over: segments are not added up.
    """
    priority = {row["step"]: row["priority"] or 0.0 for row in _needed(needs) if row["segment"] in (None, "")}
    scores = [(each.id, sum(priority.get(step, 0.0) for step in each.steps)) for each in map.opportunities]
    return tuple(sorted(scores, key=lambda row: (-row[1], row[0])))


def planned_map(map: JourneyMap, plan: Plan) -> JourneyMap:
    """Give the map as it would be with a plan, if the effects are as assumed: for drawings of before and after.

    Shares of links, margins of steps and outcomes and targets of waits change as the chosen initiatives claim; feelings
    stay, for nobody has measured them yet. Initiatives that were not chosen are left out.
    """
    chosen = [each for each in plan.initiatives if each.id in plan.chosen]
    portfolio = prioritise.Portfolio(plan.model, plan.initiatives, carry=plan.carry)
    after, states = portfolio.chain_with(plan.chosen), plan.model.states
    before = plan.model.chain.shares
    rows = plan.model.chain.steps
    moved = {
        (rows[i], states[j]): float(after[i, j])
        for i in range(len(rows))
        for j in range(len(states))
        if abs(after[i, j] - before[i, j]) > 1e-12
    }
    rise: dict[str, float] = {}
    shorter: dict[str, float] = {}
    for each in chosen:
        for change in each.changes:
            for step in change.steps:
                if change.kind == "margin" and change.by is not None:
                    rise[step] = rise.get(step, 0.0) + change.by[1]
                if change.kind == "wait" and change.by is not None:
                    shorter[step] = shorter.get(step, 0.0) + change.by[1]
    return replace(
        map,
        state="target",
        links=tuple(
            replace(link, share=round(moved[link.from_, link.to], 6))
            if link.share is not None and (link.from_, link.to) in moved
            else link
            for link in map.links
        ),
        steps=tuple(_changed_step(step, rise.get(step.id), shorter.get(step.id)) for step in map.steps),
        outcomes=tuple(
            replace(each, margin=(each.margin or 0.0) + rise[each.id]) if each.id in rise else each
            for each in map.outcomes
        ),
        initiatives=tuple(each for each in map.initiatives if each.id in plan.chosen),
    )


def _changed_step(step: maps.Step, rise: float | None, minutes: float | None) -> maps.Step:
    """Give a step its new margin, and its wait the new target."""
    if rise is not None:
        step = replace(step, margin=(step.margin or 0.0) + rise)
    wait = step.metrics.get("wait")
    if minutes is not None and wait is not None and isinstance(wait.target, str):
        left = max(0.0, microseconds(wait.target) / 6e7 + minutes)
        changed = replace(wait, target=f"PT{left:g}M")
        step = replace(step, metrics={**step.metrics, "wait": changed})
    return step


def save_plan(plan: Plan, path: Path, *, clock: Clock, map: JourneyMap | None = None) -> None:
    """Write a plan as one JSON file that a follow-up can be held against, with the map it was made of.

    Raises:
        NotFound: the folder is not there.
    """
    from .output import whole_file  # noqa: PLC0415 - start-up: most plans are only looked at
    from .texts import to_json  # noqa: PLC0415 - the same

    document = prioritise.saved_plan(plan, on=clock.now().date().isoformat())
    if map is not None:
        document["map"]["document"] = maps.to_json(map)
    with whole_file(path) as file:
        file.write(to_json(document, indent=2).encode() + b"\n")


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


def read_saved(path: Path) -> SavedPlan:
    """Read a plan that was saved.

    Raises:
        NotFound: there is no such file.
        InvalidInput: it is not JSON, or not a plan that was saved.
    """
    try:
        document = json.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        raise NotFound(
            f"there is no file {path}", code="no-file", hint="name a plan that `sojourn plan --save` wrote"
        ) from None
    except (UnicodeDecodeError, json.JSONDecodeError) as error:
        raise InvalidInput(
            f"{path} is not JSON: {error}", code="bad-saved-plan", hint="name a plan that `sojourn plan --save` wrote"
        ) from error
    return prioritise.read_plan(document, file=str(path))


def follow_up(
    plan: SavedPlan | Path | str,
    journeys: Journeys,
    *,
    map: JourneyMap | None = None,
    since: str | None = None,
    assigned: Mapping[str, float] | None = None,
    planned: Mapping[str, int] | None = None,
    window: str = "90d",
) -> FollowUp:
    """Hold what a plan promised against journeys lived since.

    Differences between before and after are given with their intervals and never called effects. An experiment that is
    called as an initiative gives its effect: of everyone assigned, how many came to where the initiative leads.

    Args:
        plan: a plan that was saved, or its file.
        journeys: journeys lived since.
        map: by default the map that was saved with the plan.
        since: from when on, to be told.
        assigned: by initiative, the share of customers that was to be treated; without it the sizes of arms are
            not checked.
        planned: by initiative, how many customers were to be assigned, where that was fixed before.
        window: how long after the assignment the way may be taken.

    Raises:
        InvalidInput: the plan was saved without a map and none is given.
    """
    kept = plan if isinstance(plan, SavedPlan) else read_saved(Path(plan))
    if map is None:
        stored = kept.document["map"].get("document")
        if stored is None:
            raise InvalidInput(
                "the plan was saved without its map", code="plan.no_map", hint="name the map that it was made of"
            )
        map = maps.from_json(stored)
    expected = maps.expect(map)
    found = analyse.chain(journeys, expected, draws=1)
    tried, refused = _experiments(kept, journeys, expected, assigned or {}, planned or {}, window)
    return prioritise.follow_up(kept, found.chain, experiments=tried, refused=refused, since=since)


def _experiments(
    kept: SavedPlan,
    journeys: Journeys,
    expected: Expectation,
    assigned: Mapping[str, float],
    planned: Mapping[str, int],
    window: str,
) -> tuple[dict[str, prioritise.ExperimentEffect], dict[str, str]]:
    """Read the experiments that are called as chosen initiatives."""
    effects: dict[str, prioritise.ExperimentEffect] = {}
    refused: dict[str, str] = {}
    for promise in kept.promises:
        if promise.kind != "transition" or promise.initiative in effects:
            continue
        outcome = _shown_by(expected, promise.steps[1])
        if outcome is None:
            continue
        arms = [
            arm
            for arm in analyse.arms(journeys, expected, outcome=outcome, window=window)
            if arm.experiment == promise.initiative
        ]
        if len(arms) != 2:
            continue
        held = next((arm for arm in arms if arm.arm.lower() in HELD_OUT), arms[0])
        treated = next(arm for arm in arms if arm is not held)
        share = assigned.get(promise.initiative)
        try:
            found = prioritise.effect_from_experiment(
                {"x": treated.followed, "n": treated.n}, {"x": held.followed, "n": held.n},
                assigned_share=treated.n / max(treated.n + held.n, 1) if share is None else share,
                planned=planned.get(promise.initiative),
            )  # fmt: skip
        except prioritise.PlanRefused as error:
            refused[promise.initiative] = error.message
            continue
        if share is None:
            found = replace(found, warnings=(*found.warnings, "experiment.split_unknown"))
        effects[promise.initiative] = found
    return effects, refused


def _shown_by(expected: Expectation, state: str) -> str | Rule | None:
    """Give what shows that somebody came to a step or an outcome; None when no events do."""
    for outcome in expected.outcomes:
        if outcome.id == state:
            return state if outcome.rules else None
    for step in expected.steps:
        if step.id == state:
            rules = [rule for point in step.points for rule in point.rules]
            names = tuple(dict.fromkeys(name for rule in rules for name in rule.events))
            same = len(rules) == 1
            return rules[0] if same else Rule(names) if rules else None
    return None


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
