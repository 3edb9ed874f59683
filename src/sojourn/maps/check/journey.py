"""The map as a whole: how much of the journey it shows: M102 to M105, M107."""

from collections.abc import Iterator

from ..model import MOMENTS, JourneyMap
from ..ways import ways
from .found import Found, joined

LONGEST = 15
"""How many steps one sheet holds."""

FEW = 3
"""Fewer touchpoints than this say nothing about who owns them."""


def moments(map: JourneyMap) -> Iterator[Found]:
    """Find moments without a phase, in a map from end to end."""
    if map.scope == "end_to_end":
        there = {phase.moment for phase in map.phases}
        missing = [moment.upper() for moment in MOMENTS if moment not in there]
        if missing:
            yield Found("M102", ("phases",), f"no {joined(missing, 'and no')} phase")


def coming_back(map: JourneyMap) -> Iterator[Found]:
    """Tell when no way leads from after to before, in a map from end to end that has both."""
    if map.scope != "end_to_end":
        return
    moment = {phase.id: phase.moment for phase in map.phases}
    when = {step.id: moment.get(step.phase) for step in map.steps}
    if not {"before", "after"}.issubset(when.values()):
        return
    back = any(
        when[step] == "after" and way.to is not None and when[way.to] == "before"
        for step, onwards in ways(map).items()
        for way in onwards
    )
    if not back:
        yield Found("M103", ("phases",), "AFTER never leads back to BEFORE")


def owned(map: JourneyMap) -> Iterator[Found]:
    """Tell when customers never meet the company where others have the say."""
    control = [touchpoint.control for step in map.steps for touchpoint in step.touchpoints]
    if len(control) >= FEW and set(control) == {"owned"}:
        yield Found("M104", ("steps",), f"all {len(control)} touchpoints are owned")


def length(map: JourneyMap) -> Iterator[Found]:
    """Tell when there are more steps than people read."""
    if len(map.steps) > LONGEST:
        yield Found("M105", ("steps",), f"{len(map.steps)} steps")


def direction(map: JourneyMap) -> Iterator[Found]:
    """Find loops that lead forward and skips that lead back; a loop to its own step comes again at once."""
    order = {step.id: place for place, step in enumerate(map.steps)}
    for number, link in enumerate(map.links):
        if link.from_ not in order or link.to not in order or link.kind not in ("loop", "skip"):
            continue
        ahead = order[link.to] - order[link.from_]
        if link.kind == "loop" and ahead > 0:
            message = f"the loop from '{link.from_}' leads forward to '{link.to}'"
            yield Found("M107", ("links", number), message, "loops lead back; did you mean 'kind: skip'?")
        elif link.kind == "skip" and ahead <= 0:
            where = "back to" if ahead < 0 else "to itself,"
            message = f"the skip from '{link.from_}' leads {where} '{link.to}'"
            yield Found("M107", ("links", number), message, "skips lead forward; did you mean 'kind: loop'?")
