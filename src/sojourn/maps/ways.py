"""Which step of a map may come straight after which, as its links say."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from .model import JourneyMap, Link, Step

WayKind = Literal["next", "choice", "loop", "skip"]

RANK: tuple[WayKind, ...] = ("next", "skip", "choice", "loop")
"""A way that runs through several others is of the last of these kinds that it meets."""


@dataclass(frozen=True, slots=True)
class Way:
    """A way on from a step.

    Attributes:
        to: the id of the step it leads to; None when the journey is over.
        kind: `choice` for what an option takes, unless its link says that it loops or skips.
        option: the option of a choice that goes this way.
    """

    to: str | None
    kind: WayKind = "next"
    option: str | None = None


def ways(map: JourneyMap) -> Mapping[str, tuple[Way, ...]]:
    """Give the ways on from each step.

    A step leads to the one below it. A link of kind `next` replaces that; links of the kinds `loop`, `skip` and `end`
    add to it. In a choice, options with a link of their own (`when`) take that, the others take what the step leads to
    anyway. A link to an outcome ends the journey there, and so does a step from which nothing but loops leads on.

    A phase with `loops_to` leads from its last step back to the first step of the phase it names, unless a loop link
    between the two phases says it more exactly. Links to what is not in the map are passed over.
    """
    steps = {step.id: step for step in map.steps}
    below = dict(zip(steps, [*list(steps)[1:], None], strict=True))
    written: dict[str, list[Link]] = {step: [] for step in steps}
    outcomes = {outcome.id for outcome in map.outcomes}
    for link in map.links:
        if link.from_ in steps and (link.to in steps or link.to in outcomes):
            written[link.from_].append(link)
    back = dict(_phase_loops(map, steps))
    found: dict[str, tuple[Way, ...]] = {}
    for step in map.steps:
        onwards = [*_by_option(step, written[step.id], steps, below[step.id]), *_added(written[step.id], steps)]
        if step.id in back:
            onwards.append(Way(back[step.id], "loop"))
        if all(way.kind == "loop" for way in onwards):
            onwards.append(Way(None))
        found[step.id] = tuple(dict.fromkeys(onwards))
    return found


def starts(map: JourneyMap) -> tuple[str, ...]:
    """Give the steps where a journey may begin: the first, and those that say so."""
    return tuple(step.id for place, step in enumerate(map.steps) if place == 0 or step.entry)


def reached(ways: Mapping[str, tuple[Way, ...]], begin: tuple[str, ...]) -> frozenset[str]:
    """Give the steps that some way leads to from where journeys begin."""
    seen = set(begin)
    todo = list(begin)
    while todo:
        for way in ways[todo.pop()]:
            if way.to is not None and way.to not in seen:
                seen.add(way.to)
                todo.append(way.to)
    return frozenset(seen)


def ending(ways: Mapping[str, tuple[Way, ...]]) -> frozenset[str]:
    """Give the steps from which some way leads to an end."""
    before: dict[str | None, list[str]] = {}
    for step, onwards in ways.items():
        for way in onwards:
            before.setdefault(way.to, []).append(step)
    seen: set[str] = set()
    todo: list[str | None] = [None]
    while todo:
        for step in before.get(todo.pop(), ()):
            if step not in seen:
                seen.add(step)
                todo.append(step)
    return frozenset(seen)


def observable(step: Step) -> bool:
    """Say whether a step leaves events: a point of contact of it has a rule."""
    return step.kind != "no_contact" and any(touchpoint.event_match for touchpoint in step.touchpoints)


def within(step: str, onwards: Mapping[str, tuple[Way, ...]], seen: Mapping[str, int]) -> Iterator[Way]:
    """Give the ways on from a step to the next steps in `seen`, or to an end, through steps that are not.

    A way that meets a loop is a loop; one that meets a choice carries the option of the first.
    """
    todo = list(reversed(onwards[step]))
    met = set(todo)
    while todo:
        way = todo.pop()
        if way.to is None or way.to in seen:
            yield way
            continue
        for further in reversed(onwards[way.to]):
            kind = max(way.kind, further.kind, key=RANK.index)
            joined = Way(further.to, kind, way.option or further.option)
            if joined not in met:
                met.add(joined)
                todo.append(joined)


def _by_option(step: Step, links: list[Link], steps: Mapping[str, Step], below: str | None) -> Iterator[Way]:
    """Give the ways that every customer may take, or each option its own."""
    plain = [_target(link, steps) for link in links if link.when is None and link.kind == "next"]
    usual = plain or ([] if below is None else [below])
    linked: dict[str, list[Link]] = {}
    for link in links:
        if link.when is not None:
            linked.setdefault(link.when, []).append(link)
    options = () if step.choice is None else step.choice.options
    if not linked and (step.choice is None or step.choice.between == "touchpoints"):
        yield from (Way(to) for to in usual)
        return
    for option in dict.fromkeys((*options, *linked)):
        for link in linked.get(option, ()):
            yield Way(_target(link, steps), _kind(link, "choice"), option)
        if option not in linked:
            yield from (Way(to, "choice", option) for to in usual or [None])
    if not options or (plain and linked.keys() >= set(options)):
        yield from (Way(to) for to in usual)


def _added(links: list[Link], steps: Mapping[str, Step]) -> Iterator[Way]:
    """Give the ways beside the usual one."""
    for link in links:
        if link.when is None and link.kind != "next":
            yield Way(_target(link, steps), _kind(link, "choice" if link.kind == "choice" else "next"))


def _target(link: Link, steps: Mapping[str, Step]) -> str | None:
    return link.to if link.to in steps else None


def _kind(link: Link, usual: WayKind) -> WayKind:
    """Say what kind of way a link is; what loops or skips leads to a step."""
    if link.kind == "loop":
        return "loop"
    return "skip" if link.kind == "skip" else usual


def _phase_loops(map: JourneyMap, steps: Mapping[str, Step]) -> Iterator[tuple[str, str]]:
    """Give the last step of each phase that leads back, and the step it leads back to."""
    within: dict[str, list[str]] = {}
    for step in map.steps:
        within.setdefault(step.phase, []).append(step.id)
    said = {
        (steps[link.from_].phase, steps[link.to].phase)
        for link in map.links
        if link.kind == "loop" and link.from_ in steps and link.to in steps
    }
    for phase in map.phases:
        mine, theirs = within.get(phase.id), within.get(phase.loops_to or "")
        if mine and theirs and (phase.id, phase.loops_to) not in said:
            yield mine[-1], theirs[0]
