"""Two maps as one: the steps of both in one order, and what changes at each."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from sojourn.core.errors import InvalidInput
from sojourn.core.results import percent
from sojourn.core.words import shortened

from ..compare import MapChange, MapDiff, StepChange, compare_maps
from ..model import Feeling, JourneyMap, Metric, Step, identity, without_contact
from . import words

TITLE = 28
"""How much of a title tells a map from another."""

LITTLE = 0.0005
"""A share that changes by less is written as before."""

POINT_FIELDS = ("channel", "control", "trigger")
"""What is told of a point of contact that stays."""


@dataclass(frozen=True, slots=True)
class Change:
    """What becomes of one step.

    Attributes:
        kind: `same`, `changed`, `new`, or `gone`.
        lines: what changes, in short sentences; last, the initiatives that lay claim to it.
        before: the feelings of the first map.
    """

    kind: str
    lines: tuple[str, ...]
    before: tuple[Feeling, ...]


@dataclass(frozen=True, slots=True)
class Joined:
    """Both maps in one: that of the second, with the steps that go away where they were."""

    drawn: JourneyMap
    changes: Mapping[str, Change]


def join(before: JourneyMap, after: JourneyMap) -> Joined:
    """Match steps as a comparison of the maps does, and say what changes.

    Raises:
        InvalidInput: the maps have no step in common, so there is nothing to hold against each other.
    """
    found = compare_maps(before, after)
    former = {str(each.after): each.id for each in found.changes if each.change == "renamed"}
    old = {step.id: step for step in before.steps}
    pairs = {step.id: old.get(former.get(step.id, step.id)) for step in after.steps}
    matched = {was.id for was in pairs.values() if was is not None}
    if not matched:
        raise InvalidInput(
            f"maps {before.id} and {after.id} have no step in common",
            code="maps-unrelated",
            hint="give the steps that stay the same ids, or name their old ids under `was`",
        )
    told = _Told(found, former, {persona.id: persona.name for map in (before, after) for persona in map.personas})
    steps: list[Step] = []
    changes: dict[str, Change] = {}
    phases = {phase.id for phase in after.phases}
    ahead: dict[str, list[Step]] = {}
    waiting: list[Step] = []
    for each in before.steps:
        if each.id in matched:
            ahead[each.id], waiting = waiting, []
        else:
            waiting.append(each)

    def keep(gone: Step, phase: str) -> None:
        """Keep a step that goes away where it was, without the feelings of the second map."""
        ident = gone.id if gone.id not in pairs else f"{gone.id}-before"
        steps.append(replace(gone, id=ident, phase=gone.phase if gone.phase in phases else phase, feels=()))
        changes[ident] = Change("gone", told.lines(gone.id), gone.feels)

    for step in after.steps:
        was = pairs[step.id]
        if was is None:
            changes[step.id] = Change("new", (*_what(after, step), *told.lines(step.id)), ())
        else:
            for gone in ahead[was.id]:
                keep(gone, step.phase)
            lines = told.lines(was.id)
            changes[step.id] = Change("changed" if lines else "same", lines, was.feels)
        steps.append(step)
    for gone in waiting:
        keep(gone, after.steps[-1].phase)
    return Joined(replace(after, steps=tuple(steps)), changes)


def sides(drawn: JourneyMap, target: JourneyMap) -> tuple[str, str]:
    """Say what two maps are called beside each other: by state, else by title, else by version."""
    if drawn.state != target.state:
        return drawn.state, target.state
    if drawn.title != target.title:
        return shortened(drawn.title, TITLE), shortened(target.title, TITLE)
    if drawn.version != target.version:
        return f"version {drawn.version}", f"version {target.version}"
    return "before", "after"


class _Told:
    """What a comparison says of each step, by its id in the first map, else in the second."""

    def __init__(self, found: MapDiff, former: Mapping[str, str], people: Mapping[str, str]) -> None:
        self._people = people
        self._does = {former.get(step.id, step.id): step.does for map in (found.a, found.b) for step in map.steps}
        self._noticed = {each.step: each for each in found.steps}
        self._titles = {each.id: each.title for map in (found.a, found.b) for each in map.initiatives}
        self._shares, self._claims = _shares(found, former), _claims(found.b, former)
        owner = {}
        for step in (*found.b.steps, *found.a.steps):
            for part in (step, *step.touchpoints, *step.pains):
                if (name := identity(part)) is not None:
                    owner[former.get(name, name)] = former.get(step.id, step.id)
        self._changes: dict[str, list[MapChange]] = {}
        for change in found.changes:
            if change.id in owner:
                self._changes.setdefault(owner[change.id], []).append(change)

    def lines(self, step: str) -> tuple[str, ...]:
        """Say what changes: what is done, felt, met, waited for, hurts, and who brings it about."""
        changes, noticed = self._changes.get(step, ()), self._noticed.get(step)
        whole = noticed is not None and noticed.change != "changed"
        lines = (
            []
            if whole
            else [
                *_moved(changes, self._does),
                *_deeds(changes),
                *_feelings(noticed, self._people),
                *_points(changes),
                *_targets(changes),
                *_margins(changes),
                *self._shares.get(step, ()),
            ]
        )
        if noticed is not None and (truth := noticed.differing.get("moment_of_truth")) is not None:
            lines.append("becomes a moment of truth" if truth[1] else "no moment of truth any more")
        lines += [] if whole else [f"no more: {each.name}" for each in changes if _drops(each, "pain")]
        if self._titles and (lines or whole):
            by = noticed.initiatives if noticed is not None else self._claims.get(step, ())
            lines.append(f"through {words.listed(self._titles[each] for each in by)}" if by else "no initiative")
        return tuple(lines)


def _drops(change: MapChange, kind: str) -> bool:
    return change.change == "removed" and change.kind == kind


def _what(drawn: JourneyMap, step: Step) -> Iterator[str]:
    """Say what a new step is: where it happens, or that nobody is met."""
    if without_contact(drawn, step):
        yield "no contact"
    elif step.touchpoints:
        yield f"at {words.listed(words.touchpoint(point) for point in step.touchpoints)}"


def _moved(changes: Sequence[MapChange], does: Mapping[str, str]) -> Iterator[str]:
    """Say where a step goes."""
    for each in changes:
        if each.kind == "step" and each.change == "moved":
            yield f"moves behind “{does.get(str(each.after), each.after)}”" if each.after else "moves to the front"


def _deeds(changes: Sequence[MapChange]) -> Iterator[str]:
    """Say what was done and thought before, and where somebody is met now, or nobody any more."""
    for each in changes:
        if each.kind != "step":
            continue
        if each.field == "does":
            yield f"was: {each.before}"
        elif each.field == "thinks":
            yield from ([f"thought: “{each.before}”"] if each.before else [])
            yield f"now thinks: “{each.after}”" if each.after else "thinks nothing of it now"
        elif each.field == "kind":
            yield "no contact any more" if each.after == "no_contact" else "a contact now"


def _feelings(noticed: StepChange | None, people: Mapping[str, str]) -> Iterator[str]:
    """Say how it is felt, by persona where that differs; what one map tells of everybody is told of each."""
    if noticed is not None and "feeling" in noticed.differing:
        old, new = (each if isinstance(each, dict) else {"": each} for each in noticed.differing["feeling"])
        named = [who for who in dict.fromkeys((*old, *new)) if who]
        rest = [""] if len(named) < len(people) or not named else []
        for who in (*named, *rest):
            one, other = (side.get(who, side.get("")) for side in (old, new))
            if one is not None and other is not None and one != other:
                name = people.get(who, who) or ("everybody else" if named else "")
                yield f"{name + ' ' if name else ''}feels {words.signed(one)} → {words.signed(other)}"


def _points(changes: Sequence[MapChange]) -> Iterator[str]:
    """Say which points of contact come, go, or change."""
    points = [each for each in changes if each.kind == "touchpoint"]
    for verb, change in (("adds", "added"), ("drops", "removed")):
        yield from (f"{verb} {each.name}" for each in points if each.change == change)
    for each in points:
        if each.change == "changed" and each.field in POINT_FIELDS:
            yield f"{each.name}: {_word(each.field, each.before)} → {_word(each.field, each.after)}"


def _targets(changes: Sequence[MapChange]) -> Iterator[str]:
    """Say which targets are set anew."""
    for each in changes:
        head, _, rest = (each.field or "").partition(".")
        name, _, key = rest.partition(".")
        if each.kind == "step" and head == "metrics" and key in ("", "target"):
            old, new = (value.target if isinstance(value, Metric) else value for value in (each.before, each.after))
            if old != new:
                yield f"{words.plain(name)} {_target(old)} → {_target(new)}"


def _margins(changes: Sequence[MapChange]) -> Iterator[str]:
    """Say what a step brings now."""
    for each in changes:
        if each.kind == "step" and each.field == "margin" and isinstance(each.after, int | float):
            before = each.before if isinstance(each.before, int | float) else 0
            yield f"margin {before:g} → {each.after:g}"


def _shares(found: MapDiff, former: Mapping[str, str]) -> Mapping[str, Sequence[str]]:
    """Say, for each step by its id in the first map, which ways from it are taken by more or by fewer."""
    named = {each.id: each.does for each in found.b.steps} | {each.id: each.name for each in found.b.outcomes}
    old = {(link.from_, link.to, link.when): link.share for link in found.a.links}
    lines: dict[str, list[str]] = {}
    for link in found.b.links:
        start = former.get(link.from_, link.from_)
        before = old.get((start, former.get(link.to, link.to), link.when))
        if before is not None and link.share is not None and abs(before - link.share) >= LITTLE:
            to = shortened(named.get(link.to) or link.to, TITLE)
            lines.setdefault(start, []).append(f"to “{to}”: {percent(before)} → {percent(link.share)}")
    return lines


def _claims(map: JourneyMap, former: Mapping[str, str]) -> Mapping[str, Sequence[str]]:
    """Name, for each step, the initiatives whose effects work there: of a transition, at the step it leaves."""
    claims: dict[str, list[str]] = {}
    for each in map.initiatives:
        for effect in each.effect or ():
            for step in effect.steps[:1] if effect.kind == "transition" else effect.steps:
                if each.id not in claims.setdefault(former.get(step, step), []):
                    claims[former.get(step, step)].append(each.id)
    return claims


def _word(field: str, value: object) -> str:
    if value is None:
        return "?"
    return words.channel(value) if field == "channel" else words.plain(str(value))  # type: ignore[arg-type]  # a channel


def _target(value: float | str | None) -> str:
    if value is None:
        return "no target"
    return words.period(value) if isinstance(value, str) else f"{value:g}"
