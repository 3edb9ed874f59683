"""Edits that make steps of steps: split one, join several, copy a lane from another map."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from ..compare.nodes import lists_of
from ..compare.pairs import renames
from ..model import JourneyMap, Link, Many, Step, identity, renamed, specs
from ..model.kinds import Named
from .commands import CopyLane, Join, Split
from .plain import taken
from .refusals import refused, unknown


def split(map: JourneyMap, command: Split) -> JourneyMap:
    """Make two steps of one.

    The new step follows the old one in its phase. It takes what is listed, the links that lead on, a handover, and a
    choice between branches; a choice between points of contact goes along when all of these do.
    """
    step = _step(map, command.id)
    movable = {name for spec in lists_of(Step) for item in getattr(step, spec.name) if (name := identity(item))}
    strange = [each for each in command.take if each not in movable]
    if strange:
        raise unknown(f"step '{step.id}' has nothing with the id {strange[0]!r} to give away", strange[0], movable)
    taking = set(command.take)
    kept: dict[str, Any] = {}
    given: dict[str, Any] = {}
    for spec in lists_of(Step):
        items = getattr(step, spec.name)
        kept[spec.name] = tuple(item for item in items if identity(item) not in taking)
        given[spec.name] = tuple(item for item in items if identity(item) in taking)
    if step.choice and (step.choice.between == "branches" or taking.issuperset(step.choice.options)):
        kept["choice"], given["choice"] = None, step.choice
    kept["handover"], given["handover"] = None, step.handover
    id = taken(specs(Step)["id"], command.new, "the new step")
    does = taken(specs(Step)["does"], command.does, f"step '{id}'")
    new = Step(id=id, does=does, phase=step.phase, kind=step.kind, **given)
    steps = [each for old in map.steps for each in ((replace(step, **kept), new) if old is step else (old,))]
    links = tuple(replace(link, from_=id) if link.from_ == step.id else link for link in map.links)
    return replace(map, steps=tuple(steps), links=links)


def joined(map: JourneyMap, command: Join) -> JourneyMap:
    """Make one step of several that follow one another."""
    steps = [_step(map, each) for each in command.steps]
    places = [number for number, step in enumerate(map.steps) if step.id in command.steps]
    if len(set(command.steps)) < 2 or len(set(command.steps)) < len(command.steps):
        raise refused("M004", "joining takes two steps or more, each once")
    if [map.steps[number] for number in places] != steps or places[-1] - places[0] != len(places) - 1:
        raise refused("M004", f"{', '.join(command.steps)} do not follow one another in this order")
    first, *others = steps
    does = command.does or "; ".join(step.does for step in steps)
    was = dict.fromkeys(name for step in (first, *others) for name in (*step.was, *((step.id,) * (step is not first))))
    one = replace(_together(steps), does=taken(specs(Step)["does"], does, f"step '{first.id}'"), was=tuple(was))
    left = tuple(one if step is first else step for step in map.steps if step not in others)
    inner = {step.id for step in steps}
    links = tuple(link for link in map.links if not (link.from_ in inner and link.to in inner and link.kind != "loop"))
    changed = replace(map, steps=left, links=links)
    changed = renamed(changed, "step", {step.id: first.id for step in others})
    return replace(changed, links=_once(changed.links))


def copied(map: JourneyMap, command: CopyLane) -> JourneyMap:
    """Copy a field of every step from another map."""
    spec = specs(Step).get(command.lane)
    if spec is None or spec.need == "required" or command.lane == "was":
        lanes = [key for key, each in specs(Step).items() if each.need != "required" and key != "was"]
        raise unknown(f"steps have no lane {command.lane!r} to copy", command.lane, lanes, rule="M002")
    back = renames(map, command.from_map)
    there = {back.get(step.id, step.id): step for step in command.from_map.steps}
    nothing = getattr(Step(id="a", phase="a", does="a"), spec.name)

    def filled(step: Step) -> Step:
        value = getattr(there[step.id], spec.name) if step.id in there else nothing
        return step if value == nothing else replace(step, **{spec.name: value})

    return replace(map, steps=tuple(filled(step) for step in map.steps))


def _step(map: JourneyMap, id: str) -> Step:
    step = next((step for step in map.steps if step.id == id), None)
    if step is None:
        raise unknown(f"there is no step {id!r} in the map {map.id!r}", id, [step.id for step in map.steps])
    return step


def _together(steps: Sequence[Step]) -> Step:
    """Put the lists of steps together; of other fields keep what the first of them says."""
    nothing = Step(id="a", phase="a", does="a")
    changes: dict[str, Any] = {}
    for spec in specs(Step).values():
        values = [getattr(step, spec.name) for step in steps]
        said = [value for value in values if value != getattr(nothing, spec.name)]
        if spec.need == "required" or not said:
            continue
        if spec.key == "feels":
            changes["feels"] = tuple({feeling.persona: feeling for felt in reversed(said) for feeling in felt}.values())
        elif isinstance(spec.kind, Many):
            changes[spec.name] = tuple(item for value in said for item in value)
        elif isinstance(spec.kind, Named):
            changes[spec.name] = {name: held for value in reversed(said) for name, held in value.items()}
        else:
            changes[spec.name] = said[0]
    extra = {name: held for step in reversed(steps) for name, held in step.extra.items()}
    return replace(steps[0], **changes, extra=extra)


def _once(links: Sequence[Link]) -> tuple[Link, ...]:
    """Keep one of the links that now lead the same way."""
    return tuple({(link.from_, link.to, link.when): link for link in reversed(links)}.values())[::-1]
