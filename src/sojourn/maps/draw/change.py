"""Two maps as one: the steps of both in one order, and what changes at each."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from sojourn.core.errors import InvalidInput

from ..model import Feeling, JourneyMap, Step
from . import words


@dataclass(frozen=True, slots=True)
class Change:
    """What becomes of one step.

    Attributes:
        kind: `same`, `changed`, `new`, or `gone`.
        lines: what changes, in short sentences.
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
    """Match steps by id, then by the ids they had before, and say what changes.

    Raises:
        InvalidInput: the maps have no step in common, so there is nothing to hold against each other.
    """
    old = {step.id: step for step in before.steps}
    pairs = {step.id: _of(step, old) for step in after.steps}
    matched = {found.id for found in pairs.values() if found is not None}
    if not matched:
        raise InvalidInput(
            f"maps {before.id} and {after.id} have no step in common",
            code="maps-unrelated",
            hint="give the steps that stay the same ids, or name their old ids under `was`",
        )
    steps: list[Step] = []
    changes: dict[str, Change] = {}
    waiting = list(before.steps)
    phases = {phase.id for phase in after.phases}
    taken = {step.id for step in after.steps}
    for step in after.steps:
        was = pairs[step.id]
        if was is None:
            changes[step.id] = Change("new", (), ())
        else:
            while waiting and waiting[0].id != was.id:
                gone = waiting.pop(0)
                if gone.id not in matched:
                    _add(gone, step.phase, steps, changes, phases, taken)
            waiting = waiting[1:] if waiting else waiting
            lines = _lines(was, step)
            changes[step.id] = Change("changed" if lines else "same", lines, was.feels)
        steps.append(step)
    for gone in waiting:
        if gone.id not in matched:
            _add(gone, after.steps[-1].phase, steps, changes, phases, taken)
    return Joined(replace(after, steps=tuple(steps)), changes)


def _add(
    gone: Step, phase: str, steps: list[Step], changes: dict[str, Change], phases: set[str], taken: set[str]
) -> None:
    """Keep a step that goes away, without the feelings of the second map."""
    ident = gone.id if gone.id not in taken else f"{gone.id}-before"
    kept = replace(gone, id=ident, phase=gone.phase if gone.phase in phases else phase, feels=())
    steps.append(kept)
    changes[ident] = Change("gone", (), gone.feels)


def _of(step: Step, old: Mapping[str, Step]) -> Step | None:
    return next((old[ident] for ident in (step.id, *step.was) if ident in old), None)


def _lines(was: Step, now: Step) -> tuple[str, ...]:
    """Say what changes at a step: what is done, felt, met, waited for, hurts."""
    lines = []
    if was.does != now.does:
        lines.append(f"was: {was.does}")
    one, other = _score(was), _score(now)
    if one is not None and other is not None and one != other:
        lines.append(f"feels {words.signed(one)} → {words.signed(other)}")
    lines += _points(was, now)
    for name in dict.fromkeys((*was.metrics, *now.metrics)):
        before = was.metrics[name].target if name in was.metrics else None
        after = now.metrics[name].target if name in now.metrics else None
        if before != after:
            lines.append(f"{words.plain(name)} {_target(before)} → {_target(after)}")
    if (was.moment_of_truth is None) != (now.moment_of_truth is None):
        lines.append("becomes a moment of truth" if now.moment_of_truth else "no moment of truth any more")
    kept = {pain.text for pain in now.pains}
    lines += [f"no more: {pain.text}" for pain in was.pains if pain.text not in kept]
    return tuple(lines)


def _points(was: Step, now: Step) -> list[str]:
    """Say which points of contact come, go, or change."""
    old = {point.id: point for point in was.touchpoints}
    new = {point.id: point for point in now.touchpoints}
    lines = [f"adds {point.name}" for ident, point in new.items() if ident not in old and not _renamed(point.was, old)]
    gone = {ident for ident in old if ident not in new}
    gone -= {each for point in now.touchpoints for each in point.was}
    lines += [f"drops {old[ident].name}" for ident in old if ident in gone]
    for ident, point in new.items():
        before = old.get(ident)
        if before is None:
            continue
        for name in ("channel", "control", "trigger"):
            one, other = getattr(before, name), getattr(point, name)
            if one != other:
                lines.append(f"{point.name}: {_word(name, one)} → {_word(name, other)}")
    return lines


def _renamed(was: tuple[str, ...], old: Mapping[str, object]) -> bool:
    return any(ident in old for ident in was)


def _word(field: str, value: object) -> str:
    if value is None:
        return "?"
    return words.channel(value) if field == "channel" else words.plain(str(value))  # type: ignore[arg-type]


def _target(value: float | str | None) -> str:
    if value is None:
        return "no target"
    return words.period(value) if isinstance(value, str) else f"{value:g}"


def _score(step: Step) -> float | None:
    return next((felt.score for felt in step.feels if felt.score is not None), None)
