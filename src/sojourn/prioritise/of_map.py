"""A plan from a map: its links as a chain, its margins as worth, its initiatives as what may be chosen."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from numbers import Real
from types import MappingProxyType
from typing import Any

from sojourn import maps
from sojourn.analyse import Chain
from sojourn.maps import JourneyMap, Step

from .model import LEAVING, PlanModel, plan_model
from .months import checked_period
from .proposals import Change, Proposal, change, served
from .refusals import PlanRefused

END = "(end)"
"""The outcome of journeys that end without one that the map names."""

OFF = 1e-9


def model_of(
    map: JourneyMap,
    chain: Chain | None = None,
    *,
    volume: float | None = None,
    worth: Mapping[str, float] | None = None,
    period: str | None = None,
    begun: float | None = None,
    allowed: Sequence[tuple[str, str]] = (),
) -> PlanModel:
    """Make a model of a map.

    Without a chain that was counted, the shares of the map's links are taken: those of each step must be known, or all
    but one, which then takes the rest. Such a chain is a hypothesis.

    Args:
        chain: of lived journeys; its steps are the map's.
        volume: how many journeys begin in a period, instead of the map's.
        worth: what a visit of a step or an outcome brings, instead of the map's.
        period: in ISO 8601, instead of the map's.
        begun: how many journeys were seen to begin in a period, where neither says a volume.
        allowed: ways that the map allows beside those that the chain has, for draws.

    Raises:
        PlanRefused: `plan.shares_missing` naming the steps, `plan.nothing_worth` when neither a step nor an outcome is
            worth anything, `plan.volume` when nobody says how many begin, `plan.unknown_state` for a worth of what
            the map does not have.
        ChainRefused: the shares of a step do not add up to 1, or nobody who comes to it reaches an outcome.
    """
    worth = dict(worth or {})
    given: Mapping[str, Any] = worth
    for name, amount in given.items():
        if isinstance(amount, bool) or not isinstance(amount, Real) or not math.isfinite(amount):
            raise PlanRefused(
                f"the worth of {name!r} is {amount!r}", code="plan.number", hint="give a number, such as 40",
                names=[name],
            )  # fmt: skip
    known = {*(step.id for step in map.steps), *(outcome.id for outcome in map.outcomes)}
    strangers = [name for name in worth if name not in known]
    if strangers:
        raise PlanRefused(
            f"{strangers[0]!r} is given a worth, and is neither a step nor an outcome of {map.id}",
            code="plan.unknown_state",
            hint="name a step or an outcome of the map",
            names=strangers,
        )
    many, counted_in, said = _volume(map, volume, checked_period(period), begun)
    ways_ = list(_shares(map)) if chain is None else chain
    model = plan_model(
        ways_,
        start=map.steps[0].id if chain is None else None,
        volume=many,
        period=counted_in,
        currency=map.currency,
        lost=_lost(map, ways_),
        good=[each.id for each in map.outcomes if each.good],
        evidence="hypothesis" if chain is None else "research",
        allowed=allowed,
        sources={"volume": said, "shares": "links of the map" if chain is None else "lived journeys"},
    )
    margins = {each.id: each.margin for each in map.steps if each.margin is not None}
    costs = {each.id: each.cost_to_serve for each in map.steps if each.cost_to_serve is not None}
    ends = {each.id: each.margin for each in map.outcomes if each.margin is not None}
    for name, amount in worth.items():
        (margins if name in {step.id for step in map.steps} else ends)[name] = amount
    if not any((*margins.values(), *costs.values(), *ends.values())):
        raise PlanRefused(
            f"no step and no outcome of {map.id} is worth anything, so no plan can be worth more than another",
            code="plan.nothing_worth",
            hint="add `margin` to a step or an outcome of the map, or give a worth such as show=4",
        )
    return replace(
        model,
        margin_visit=_there(margins, model.chain.steps),
        cost_visit=_there(costs, model.chain.steps),
        margin_outcome=_there(ends, model.chain.outcomes),
    )


def initiatives_of(map: JourneyMap) -> tuple[Proposal, ...]:
    """Read the initiatives of a map; those without a cost are left out, for nobody knows whether they can be paid.

    An initiative that requires one without a cost cannot be chosen either and is left out too.

    Raises:
        PlanRefused: an effect cannot be read.
    """
    at = {each.id: each.steps for each in map.opportunities}
    metrics = {step.id: tuple(step.metrics) for step in map.steps}
    found = []
    priced = {each.id for each in map.initiatives if each.cost is not None}
    while True:
        kept = {each.id for each in map.initiatives if each.id in priced and set(each.requires) <= priced}
        if kept == priced:
            break
        priced = kept
    for each in map.initiatives:
        if each.id not in priced:
            continue
        changes = tuple(
            change(
                {
                    "kind": effect.kind, "steps": effect.steps, "from": effect.from_, "to": effect.to or None,
                    "by": effect.by or None, "leaving_per_minute": effect.leaving_per_minute, "source": effect.source,
                }
            )
            for effect in each.effect or ()
        )  # fmt: skip
        places = [*served(changes), *(step for name in each.meets for step in at.get(name, ()))]
        effort = each.effort if each.effort is not None and each.department else None
        found.append(
            Proposal(
                id=each.id, title=each.title, cost=float(each.cost or 0),
                work=MappingProxyType({} if effort is None else {str(each.department): effort}), months=each.months,
                start=None if each.start is None else each.start[:7], department=each.department, owner=each.owner,
                requires=each.requires, any_of=tuple(name for name in each.any_of if name in priced),
                excludes=tuple(name for name in each.excludes if name in priced), changes=changes,
                benefits=each.benefits, meets=each.meets, serves=tuple(dict.fromkeys(places)), evidence=each.evidence,
                shown_by=_shown_by(changes, metrics),
            )
        )  # fmt: skip
    return tuple(found)


def _shown_by(changes: Sequence[Change], metrics: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """Name what is measured that will show effects: the share of a way, the takings, the metric of a step."""
    found = []
    for each in changes:
        if each.kind == "transition":
            found.append(f"share of {each.place}")
        elif each.kind == "margin":
            found.append(f"takings at {each.place}")
        else:
            wanted = "wait" if each.kind == "wait" else "satisfaction"
            found += [f"{wanted} at {step}" for step in each.steps if wanted in metrics.get(step, ())]
    return tuple(dict.fromkeys(found))


def capacity_of(map: JourneyMap) -> Mapping[str, float]:
    """Give the person-months that departments of a map have."""
    return {each.id: each.capacity for each in map.departments if each.capacity is not None}


def findings_of(map: JourneyMap) -> tuple[str, ...]:
    """Say what a map lacks that a plan would need: codes with the id of what lacks it."""
    return tuple(_findings(map))


def _findings(map: JourneyMap) -> Iterator[str]:
    met = {name for each in map.initiatives for name in each.meets}
    yield from (f"opportunity.no_initiative:{each.id}" for each in map.opportunities if each.id not in met)
    at = {each.id: each.steps for each in map.opportunities}
    steps = {each.id: each for each in map.steps}
    for each in map.initiatives:
        if each.effect is None:
            yield f"initiative.no_effect:{each.id}"
        places = [name for effect in each.effect or () for name in effect.steps]
        places += [step for name in each.meets for step in at.get(name, ())]
        if places and not any(_shows(steps[name]) for name in places if name in steps):
            yield f"initiative.no_metric:{each.id}"
        if each.department is None:
            yield f"initiative.no_department:{each.id}"
        if each.cost is None:
            yield f"initiative.no_cost:{each.id}"


def _shows(step: Step) -> bool:
    """Say whether anything measured at a step would show a change: a metric, or events of its points of contact."""
    return bool(step.metrics) or any(touchpoint.event_match for touchpoint in step.touchpoints)


def _shares(map: JourneyMap) -> Iterator[tuple[str, str, float]]:
    """Give each way of the map with its share."""
    said: dict[tuple[str, str], float] = {}
    ends: dict[str, list[str]] = {}
    outcomes = {each.id for each in map.outcomes}
    for link in map.links:
        if link.to in outcomes:
            ends.setdefault(link.from_, []).append(link.to)
        if link.share is not None:
            said[link.from_, link.to] = said.get((link.from_, link.to), 0.0) + link.share
    missing: dict[str, list[str]] = {}
    found: list[tuple[str, str, float]] = []
    for step, onwards in maps.ways(map).items():
        named = [way.to for way in onwards if way.to is not None] + ends.get(step, [])
        if any(way.to is None for way in onwards) and step not in ends:
            named.append(_usual_end(map))
        targets = list(dict.fromkeys(named))
        known = {to: said[step, to] for to in targets if (step, to) in said}
        unsaid = [to for to in targets if to not in known]
        rest = 1 - sum(known.values())
        if len(unsaid) > 1 and rest > OFF:
            missing[step] = unsaid
        found += [(step, to, share) for to, share in known.items()]
        found += [(step, to, max(rest, 0.0)) for to in unsaid[:1] if rest > OFF]
    if missing:
        places = "; ".join(f"from {step!r} to {' and '.join(to)}" for step, to in missing.items())
        raise PlanRefused(
            f"nobody says how many go {places}",
            code="plan.shares_missing",
            hint="give links a `share` (all ways from a step but one), or take a workspace with lived journeys",
            names=list(missing),
        )
    yield from found


def _usual_end(map: JourneyMap) -> str:
    """Give the outcome of those who come to the end: the only good one, or one without a name."""
    good = [each.id for each in map.outcomes if each.good]
    return good[0] if len(good) == 1 else map.outcomes[0].id if len(map.outcomes) == 1 else END


def _lost(map: JourneyMap, ways_: Any) -> str | None:
    """Find the outcome of those who give up: by its name, else the only one that the map calls bad."""
    there = ways_.outcomes if isinstance(ways_, Chain) else [other for _, other, _ in ways_]
    named = next((name for name in LEAVING if name in there), None)
    bad = [each.id for each in map.outcomes if each.good is False and each.id in there]
    return named or (bad[0] if len(bad) == 1 else None)


def _volume(
    map: JourneyMap, volume: float | None, period: str | None, begun: float | None
) -> tuple[float, str | None, str]:
    """Find how many journeys begin in which period, and who says so."""
    stated = map.volume
    if volume is not None:
        return volume, period or (stated.per if stated else None), "given"
    if stated is not None and (period is None or period == stated.per):
        return stated.journeys, stated.per, "the map"
    if begun is not None:
        return begun, period, "journeys seen to begin"
    raise PlanRefused(
        f"nobody says how many journeys of {map.id} begin"
        + (f" in {period}" if period is not None and stated is not None else ""),
        code="plan.volume",
        hint="add `volume: {journeys: 100000, per: P1Y}` to the map, or give a volume",
    )


def _there(table: Mapping[str, float], known: tuple[str, ...]) -> Mapping[str, float]:
    """Keep what journeys come to; what nobody comes to brings nothing."""
    return MappingProxyType({name: float(amount) for name, amount in table.items() if name in known})
