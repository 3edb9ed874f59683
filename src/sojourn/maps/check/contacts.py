"""Where customers and company meet: M201 to M208."""

from collections.abc import Iterator

from ..model import JourneyMap, Step, Touchpoint, specs
from ..ways import ways, within
from .found import Found, called, joined, listed

ASKED = tuple(key for key, spec in specs(Touchpoint).items() if spec.need == "asked" and key != "event_match")
"""What a touchpoint should say; events have a rule of their own."""


def half_described(map: JourneyMap) -> Iterator[Found]:
    """Find touchpoints that do not say how they work or whose they are."""
    for step in map.steps:
        for touchpoint in step.touchpoints:
            missing = [key for key in ASKED if getattr(touchpoint, key) is None]
            if missing:
                path = ("steps", step.id, "touchpoints", touchpoint.id)
                message = f"touchpoint '{touchpoint.id}' has no {joined(missing, 'or')}"
                yield Found("M201", path, message, f"add {joined(missing)}")


def nowhere_to_meet(map: JourneyMap) -> Iterator[Found]:
    """Find steps that are a contact with nobody."""
    for step in map.steps:
        if step.kind == "contact" and not step.touchpoints and step.map is None:
            yield Found("M202", ("steps", step.id), f"contact step '{step.id}' has no touchpoint")


def first_and_last(map: JourneyMap) -> Iterator[Found]:
    """Find the first and the last contact when nobody says how they should be."""
    contacts = [step for step in map.steps if step.kind == "contact"]
    if not contacts:
        return
    first = next((step for step in map.steps if step.first_impression), contacts[0])
    last = next((step for step in reversed(map.steps) if step.last_impression), contacts[-1])
    names = {first.id: "first"}
    names[last.id] = "first and last" if last is first else "last"
    for step in dict.fromkeys((first.id, last.id)):
        if not _judged(next(each for each in map.steps if each.id == step)):
            yield Found("M203", ("steps", step), f"{names[step]} contact '{step}' is not judged")


def _judged(step: Step) -> bool:
    """Say whether importance or satisfaction is stated, asked or wanted, of the step or of a feature of it."""
    rated = any(each.importance is not None or each.question is not None for each in step.attributes)
    return rated or not {"importance", "satisfaction"}.isdisjoint(step.metrics)


def moments_of_truth(map: JourneyMap) -> Iterator[Found]:
    """Find steps that win or lose customers, and nobody says how well they must go or who sees to it."""
    for step in map.steps:
        if step.moment_of_truth is None:
            continue
        aims = [metric.target for metric in step.metrics.values()] + [each.target for each in step.attributes]
        missing = [] if any(aim is not None for aim in aims) else ["target"]
        if step.kind == "contact" and not _departments(step):
            missing.append("department")
        if missing:
            message = f"moment of truth '{step.id}' has no {joined(missing, 'and no')}"
            what = {"target": "a metric with a target", "department": "a department to its touchpoint"}
            yield Found("M204", ("steps", step.id), message, f"add {joined([what[each] for each in missing])}")


def lost_context(map: JourneyMap) -> Iterator[Found]:
    """Find handovers after which the customer must tell everything again."""
    for step in map.steps:
        if step.handover is not None and not step.handover.keeps_context:
            giver, taker = called(map, step.handover.from_), called(map, step.handover.to)
            yield Found("M205", ("steps", step.id, "handover"), f"context is lost from {giver} to {taker}")


def crossing(map: JourneyMap) -> Iterator[Found]:
    """Find steps that several departments share."""
    names = {department.id: department.name or department.id for department in map.departments}
    for step in map.steps:
        shared = _departments(step)
        if len(shared) > 1:
            crossed = joined([names.get(each, each) for each in shared])
            yield Found("M206", ("steps", step.id), f"'{step.id}' crosses {crossed}")


def changing_hands(map: JourneyMap) -> Iterator[Found]:
    """Find steps where somebody else takes over from the contact before, and no handover is written.

    The contacts before are those from which a way leads here, through steps without contact; going round again is none.
    A handover is written at the step that takes over, or at the one that gives.
    """
    steps = {step.id: step for step in map.steps}
    actors = {step.id: {each.actor for each in step.touchpoints if each.actor} for step in map.steps}
    meeting = {step: number for number, step in enumerate(steps) if actors[step]}
    onwards = ways(map)
    before: dict[str, list[str]] = {}
    for step in meeting:
        for way in within(step, onwards, meeting):
            given = steps[step].handover
            if way.to is None or way.kind == "loop" or actors[step] & actors[way.to]:
                continue
            if given is None or given.to not in actors[way.to]:
                before.setdefault(way.to, []).append(step)
    for taker, givers in before.items():
        if steps[taker].handover is None:
            message = f"actor changes between {listed(dict.fromkeys(givers), 'or')} and '{taker}', no handover"
            yield Found("M207", ("steps", taker), message)


def without_consent(map: JourneyMap) -> Iterator[Found]:
    """Find touchpoints that use what is known of customers who have not agreed."""
    for step in map.steps:
        for touchpoint in step.touchpoints:
            if touchpoint.personalised_by and touchpoint.consent in (None, "none"):
                path = ("steps", step.id, "touchpoints", touchpoint.id)
                message = f"'{touchpoint.id}' is personalised by {joined(touchpoint.personalised_by)} without consent"
                yield Found("M208", path, message)


def _departments(step: Step) -> tuple[str, ...]:
    """Give the departments that have a part in a step."""
    named = [each.department for each in step.touchpoints]
    named += [each.department for each in (*step.frontstage, *step.backstage, *step.support)]
    return tuple(dict.fromkeys(department for department in named if department is not None))
