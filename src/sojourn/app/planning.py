"""Plans from maps, lived journeys and needs put together."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from difflib import get_close_matches
from typing import Any

from sojourn import analyse, insight, maps, prioritise
from sojourn.core.analysis import Journeys
from sojourn.core.answers import Question
from sojourn.core.errors import InvalidInput
from sojourn.core.instants import rfc3339
from sojourn.core.progress import Progress
from sojourn.core.small import USUAL
from sojourn.maps import JourneyMap
from sojourn.prioritise import Plan, PlanModel

from .asking import passed_on
from .needed import NOTHING_KNOWN, lived_needs, needed
from .tried import NOTHING_PLANNED, NOTHING_SAID, tried_of

YEAR = "P1Y"
NOT_MEASURED = "gap not measured"
DAYS = 365.25 / 12
SHOWN = 10
"""How many steps a hint names."""

LIVED = "lived"
"""Needs are worked out from the journeys, where there are any."""

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
        PlanRefused: shares are missing, nothing is worth anything, or nobody says how many journeys begin;
            `plan.too_young` when lived journeys are so young that nobody knows where they lead.
    """
    if journeys is None:
        return prioritise.model_of(map, volume=volume, worth=worth, period=period)
    return _lived_model(map, journeys, volume=volume, worth=worth, period=period)[0]


def _lived_model(
    map: JourneyMap, journeys: Journeys, *, volume: float | None, worth: Mapping[str, float] | None, period: str | None
) -> tuple[PlanModel, analyse.Settled]:
    """Make a model of lived journeys, and give what is known of their passages.

    Shares are of whole cohorts: of young passages those that went on are known, and those that left are not, so that
    counting every move there is would make leaving look rarer than it is.
    """
    expected = maps.expect(map)
    lived = analyse.settled(journeys, expected)
    chain = lived.chain
    if chain is None:
        raise _too_young(lived)
    found = analyse.chain(journeys, expected, draws=1)
    there = {*chain.steps, *chain.outcomes}
    model = prioritise.model_of(
        map, chain, volume=volume, worth=worth, period=period or (None if map.volume else YEAR),
        begun=_begun(found, period or YEAR), allowed=[way for way in found.allowed if there.issuperset(way)],
    )  # fmt: skip
    more = {"closed": str(found.closed), "open": str(found.open)}
    if lived.waiting is not None and lived.until is not None:
        more["until"] = (rfc3339(lived.until) or "")[:10]
    if found.basis.observed_until is not None:
        more["ended"] = (rfc3339(found.basis.observed_until) or "")[:10]
    remembering = [name for name in found.remembering if name in there]
    if remembering:
        more["memory"] = ", ".join(remembering)
    return replace(model, sources={**model.sources, **more}), lived


def _young_steps(lived: analyse.Settled, found: Sequence[prioritise.Proposal]) -> None:
    """Refuse effects at a step that many have come to, and of hardly any of whom it is known yet where they went."""
    places = dict.fromkeys(change.steps[0] for each in found for change in each.changes if change.kind != "rating")
    for step in places:
        _, known, _, passages = lived.counted(step, step)
        if known < USUAL.thin <= passages:
            raise _too_young(lived, step)


def _too_young(lived: analyse.Settled, step: str | None = None) -> prioritise.PlanRefused:
    """Make the refusal of journeys of which it is not known yet who left."""
    since = lived.known_from(step)
    when = "" if since is None else f", or ask again from {(rfc3339(since + 86_400_000_000) or '')[:10]} on"
    pause = "" if lived.waiting is None else f", which is {lived.waiting / 86_400e6:g} days here"
    if step is None:
        what = f"{lived.closed:,} journeys are over and {lived.open:,} may still go on"
    else:
        _, known, _, passages = lived.counted(step, step)
        what = f"of {passages:,} passages of {step!r} it is known of {known:,} whether they went on"
    return prioritise.PlanRefused(
        f"the journeys are too young for a plan: {what}; leaving is known when a pause is over{pause}",
        code="plan.too_young", hint=f"begin earlier, with a smaller --since{when}",
        names=[] if step is None else [step],
    )  # fmt: skip


def _called(map: JourneyMap) -> Mapping[str, str]:
    """Give what everything in a map is called that a plan may speak of; steps and outcomes go before what else has
    their id."""
    ideas = {each.id: each.text for each in map.opportunities} | {each.id: each.title for each in map.initiatives}
    return {**ideas, **maps.place_names(map)}


def plan(
    of: JourneyMap | PlanModel,
    initiatives: Sequence[Any] | None = None,
    *,
    budget: float,
    journeys: Journeys | None = None,
    needs: Any = LIVED,
    registry: Mapping[str, Question] = NOTHING_KNOWN,
    volume: float | None = None,
    worth: Mapping[str, float] | None = None,
    period: str | None = None,
    capacity: Work | None = None,
    floors: Sequence[str] = (),
    experiments: bool = True,
    assigned: Mapping[str, float] = NOTHING_SAID,
    planned: Mapping[str, int] = NOTHING_PLANNED,
    progress: Progress | None = None,
    **options: Any,
) -> Plan:
    """Choose the set of initiatives that gains most within a budget, and say how sure that is.

    Args:
        of: a map, or a model as `plan_model` makes one.
        initiatives: what may be chosen; by default the map's.
        budget: how much may be spent, in the currency of the map.
        journeys: lived journeys to take the chain from; by default the shares of the map's links.
        needs: what steps need: moments of truth that fall short get an initiative, and the plan is put into groups. By
            default `"lived"`, worked out from `journeys` as the report does, and nothing where there are none; None
            leaves needs out. Else what `sj.needs` gives, or rows by step with `moment`, `verdict` and `priority`; of a
            step with a row for everybody, rows of single segments are passed over.
        registry: what is known of questions, by id, as for `sj.needs`; needs of rated steps rest on it.
        volume: as for `plan_model`, and so are `worth` and `period`.
        capacity: person-months by department, or by department and month, beside those the map says.
        floors: steps that must get an initiative, beside those that `needs` says.
        experiments: with `journeys`, an experiment that is called as an initiative with an effect on one way takes the
            place of what was guessed of it; False keeps every guess.
        assigned: by initiative, the share of customers that its experiment was to treat; without it the sizes of arms
            are not checked.
        planned: by initiative, how many customers its experiment was to assign, where that was fixed before.
        progress: is told how many draws are done.
        options: `objective`, `periods`, `discount`, `minimum`, `excludes`, `include`, `exclude`, `carry`, `draws`,
            `seed`, `method`, `time_limit` and `begins`, as for `sojourn.prioritise.plan`.

    Raises:
        PlanRefused: `plan.infeasible` naming the rule and the least budget, and what else cannot be; `plan.too_young`
            naming a step of an effect of which hardly anybody is known to have gone on or left yet.
        InvalidInput: `needs.no_step`; and what `sj.needs` refuses, where needs are worked out.

    Cost: that of `sojourn.prioritise.plan`, and of `sj.needs` where needs are worked out.
    """
    passed_on(prioritise.plan, options, called="plan")
    if isinstance(of, PlanModel):
        return prioritise.plan(
            of, initiatives or (), budget=budget, capacity=capacity, floors=floors, progress=progress, **options
        )
    found = prioritise.initiatives_of(of) if initiatives is None else prioritise.proposals(initiatives)
    if journeys is None:
        model = plan_model(of, volume=volume, worth=worth, period=period)
    else:
        model, lived = _lived_model(of, journeys, volume=volume, worth=worth, period=period)
        _young_steps(lived, found)
    read: tuple[prioritise.Tried, ...] = ()
    if experiments and journeys is not None:
        found, read = tried_of(of, journeys, found, chain=model.chain, assigned=assigned, planned=planned)
    if isinstance(needs, str):
        needs = _worked_out(needs, of, journeys, registry)
    rows = needed(needs)
    _known_steps(of, floors)
    below = dict.fromkeys(row["step"] for row in rows if row["moment"] and row["verdict"] == "short")
    served = {step for each in found for step in each.serves}
    # What nobody has an idea for cannot be a rule: it would refuse every plan. It is told instead.
    floored = dict.fromkeys([*floors, *(step for step in below if step in served)])
    unserved = tuple(f"moment.no_initiative:{step}" for step in below if step not in served)
    made = prioritise.plan(
        model, found, budget=budget, capacity=_capacity(of, found, capacity or {}), floors=list(floored),
        progress=progress, **options,
    )  # fmt: skip
    named = {each.id: each.name for each in of.departments if each.name}
    made = replace(
        made, findings=(*unserved, *prioritise.findings_of(of)), departments=named, map_id=of.id, map_title=of.title,
        map_version=of.version, tried=read, places=_called(of),
    )  # fmt: skip
    return grouped(made, rows) if rows else made


def grouped(plan: Plan, needs: Any) -> Plan:
    """Put a plan into the groups of an improvement plan: moments of truth that disappoint first.

    Args:
        needs: rows by step with `moment`, `verdict` and `priority`.
    """
    kept = tuple(needed(needs))
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


def minimum_of(map: JourneyMap, given: Mapping[str, int]) -> list[dict[str, Any]]:
    """Write rules such as two initiatives at least in a phase, or of a department, as `plan` takes them in `minimum`.

    An initiative is in the phases of the steps that it serves.

    Raises:
        InvalidInput: a name that is neither a phase nor a department of the map.
    """
    phase = {step.id: step.phase for step in map.steps}
    found = prioritise.initiatives_of(map)
    phases, departments = [each.id for each in map.phases], [each.id for each in map.departments]
    rules = []
    for name, least in given.items():
        if name in phases:
            there = [each.id for each in found if name in {phase.get(step) for step in each.serves}]
        elif name in departments:
            there = [each.id for each in found if name in {each.department, *each.work}]
        else:
            raise InvalidInput(
                f"{name!r} is neither a phase nor a department of {map.id}", code="plan.unknown_group",
                hint=f"phases are {', '.join(phases)}; departments are {', '.join(departments) or 'none'}",
            )  # fmt: skip
        rules.append(
            {
                "name": f"at least {least} initiative{'' if least == 1 else 's'} of {name}",
                "any_of": there,
                "at_least": least,
            }
        )
    return rules


def opportunity_scores(map: JourneyMap, needs: Any) -> tuple[tuple[str, float], ...]:
    """Rank a map's opportunities by the priority of their steps added up, the highest first.

    Rows of single segments are passed over: segments are not added up.
    """
    priority = {row["step"]: row["priority"] or 0.0 for row in needed(needs) if row["segment"] in (None, "")}
    scores = [(each.id, sum(priority.get(step, 0.0) for step in each.steps)) for each in map.opportunities]
    return tuple(sorted(scores, key=lambda row: (-row[1], row[0])))


def _worked_out(
    needs: str, map: JourneyMap, journeys: Journeys | None, registry: Mapping[str, Question]
) -> insight.NeedsResult | None:
    """Work needs out from journeys, where there are any."""
    if needs != LIVED:
        raise InvalidInput(
            f"needs are {needs!r}", code="needs.unread", hint='give "lived", None, what sj.needs gives, or rows by step'
        )
    return None if journeys is None else lived_needs(map, journeys, registry=registry)


def _begun(found: analyse.ChainResult, period: str) -> float | None:
    """Give how many journeys begin in a period, by those seen in the observed span."""
    begin, end = found.basis.observed_from, found.basis.observed_until
    months = prioritise.months_in(period)
    if begin is None or end is None or end <= begin or months is None:
        return None
    seen = (end - begin) / 86_400e6 / DAYS
    return (found.closed + found.open) * months / seen


def _capacity(map: JourneyMap, found: Sequence[prioritise.Proposal], given: Work) -> dict[str, Any]:
    """Put what was given in the place of what the map says; of the map, what initiatives need."""
    busy = {name for each in found for name in (*each.work, each.department)}
    told = {name: months for name, months in prioritise.capacity_of(map).items() if name in busy}
    # A department of the map that nobody needs may be named; anything else is a slip and refused.
    idle = {each.id for each in map.departments} - busy
    return {**told, **{name: months for name, months in given.items() if name not in idle}}


def _known_steps(map: JourneyMap, names: Sequence[str]) -> None:
    """Refuse floors at steps that the map does not have."""
    strangers = [name for name in names if name not in {step.id for step in map.steps}]
    if strangers:
        steps = [step.id for step in map.steps]
        near = get_close_matches(strangers[0], steps, 2, 0.6)
        more = f" and {len(steps) - SHOWN} more" if len(steps) > SHOWN else ""
        raise InvalidInput(
            f"a floor is put at {strangers[0]!r}, which is no step of {map.id}", code="plan.unknown_state",
            hint=f"did you mean {' or '.join(near)}?" if near else f"its steps are {', '.join(steps[:SHOWN])}{more}",
        )  # fmt: skip
