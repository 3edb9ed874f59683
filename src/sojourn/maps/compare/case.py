"""A written case held against the plan: what one person lived, step by step."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from html import escape
from typing import Any

from sojourn.core.errors import NotFound
from sojourn.core.expectation import KINDS, Deviation, tally

from ..model import JourneyMap, LivedCase, LivedEvent, Step
from .case_text import written
from .follow import Followed, follow, plan_of
from .held import feelings, retells, waits
from .lived_path import LivedPath, Switch


@dataclass(frozen=True, slots=True)
class CaseComparison:
    """Planned and lived held together, for one or more written cases.

    Attributes:
        map: the plan.
    """

    map: JourneyMap = field(repr=False)
    cases: tuple[LivedPath, ...]

    def to_dict(self) -> dict[str, Any]:
        """Give the JSON form."""
        return {
            "map": self.map.id,
            "version": self.map.version,
            "title": self.map.title,
            "cases": [each.to_dict() for each in self.cases],
        }

    def __str__(self) -> str:
        """Write it for people."""
        return written(self.map, self.cases)

    def _repr_html_(self) -> str:
        """Give what is written for people to a notebook, lines as they stand."""
        return f"<pre>{escape(str(self))}</pre>"


def compare_case(map: JourneyMap, case_id: str | None = None, *, persona: str | None = None) -> CaseComparison:
    """Hold written cases against the plan.

    What the author of a case wrote comes first: an event that is called missing, ad hoc or out of order is counted as
    that. The other events, successive ones of a step being one visit, are laid on the map along the way that costs
    least: a needed step that is not met costs 1, a visit that the plan does not expect there costs 1. A step that was
    passed and met elsewhere is out of order once; one that was passed and not met is missing, unless it is optional or
    without contact; a visit left over is ad hoc. Steps behind the last one told of are not reached, yet not missing:
    the story stops there. In a step without a choice whose points of contact are told of, those left out are missing
    too, unless they are optional; an option that was not chosen is never missing.

    Args:
        case_id: the case; by default all of them.
        persona: only cases of this persona.

    Raises:
        NotFound: the map has no such case, no such persona, or no case at all.
    """
    known = {persona.id for persona in map.personas}
    if persona is not None and persona not in known:
        raise _unknown(f"the map {map.id!r} has no persona {persona!r}", persona, sorted(known))
    cases = [case for case in map.lived if persona in (None, case.persona)]
    if case_id is not None:
        of = "" if persona is None else f" of persona {persona!r}"
        if case_id not in {case.case for case in cases}:
            raise _unknown(f"the map {map.id!r} has no lived case {case_id!r}{of}", case_id, [c.case for c in cases])
        cases = [case for case in cases if case.case == case_id]
    if not cases:
        whose = "no lived case" if persona is None else f"no lived case of persona {persona!r}"
        raise NotFound(f"the map {map.id!r} has {whose}", code="no-lived-case", hint="write one under `lived`")
    return CaseComparison(map, tuple(_laid(map, case) for case in cases))


def _unknown(message: str, mistyped: str, known: Sequence[str]) -> NotFound:
    near = get_close_matches(mistyped, known, 2, 0.5)
    listed = f"there are: {', '.join(known)}" if known else "the map has none"
    return NotFound(
        message, code="unknown-name", hint=f"did you mean {' or '.join(map(repr, near))}?" if near else listed
    )


@dataclass(frozen=True, slots=True)
class _Visit:
    """Successive events of one step, and where in the story they begin."""

    step: str
    at: int
    events: tuple[LivedEvent, ...]


def _laid(map: JourneyMap, case: LivedCase) -> LivedPath:
    plan = plan_of(map)
    place = {step.id: number for number, step in enumerate(map.steps)}
    visits = _visits(case, place)
    followed = follow(plan, [place[visit.step] for visit in visits])
    found = [
        *_told(case, place),
        *_unexpected(visits, followed, map.steps),
        *_passed(case, followed, map.steps, plan.needed),
        *(each for visit in visits for each in _within(visit, map.steps[place[visit.step]])),
    ]
    found.sort(key=lambda each: each[0])
    met = [visit.step for visit in visits] + [
        event.step for event in case.events if event.step in place and event.status == "out_of_order"
    ]
    way = {place[each] for each in met} | {
        step for step in (*followed.passed, *followed.ahead) if not map.steps[step].optional
    }
    return LivedPath(
        case=case.case,
        persona=case.persona,
        source=case.source,
        planned=len(way),
        reached=tuple(dict.fromkeys(met)),
        deviations=tally([each[1] for each in found]),
        remarks=tuple(each[2] for each in found),
        switches=tuple(each for visit in visits for each in _switches(visit, map.steps[place[visit.step]])),
        waits=waits(map, case),
        retells=retells(map, case),
        feels=feelings(map, case),
    )


_Found = tuple[tuple[int, int], Deviation, str | None]
"""Where it belongs in the story, what it is, and what was noted of it."""


def _visits(case: LivedCase, place: dict[str, int]) -> list[_Visit]:
    visits: list[_Visit] = []
    for number, event in enumerate(case.events):
        if event.step in place and event.status in ("done", "failed"):
            if visits and visits[-1].step == event.step:
                visits[-1] = _Visit(event.step, visits[-1].at, (*visits[-1].events, event))
            else:
                visits.append(_Visit(event.step, number, (event,)))
    return visits


def _told(case: LivedCase, place: dict[str, int]) -> list[_Found]:
    """Give the deviations that the author of the case named, and what happened at no step of the plan."""
    found: list[_Found] = []
    for number, event in enumerate(case.events):
        at, known = (number, 0), event.step in place
        named = next((kind for kind in KINDS if kind == event.status and kind != "failed"), None)
        if named is not None:
            detail = "unknown" if named == "ad_hoc" and not known else None
            found.append((at, Deviation(named, event.step, event.touchpoint, event.name, detail), event.note))
        elif event.status == "failed":
            later = [other for other in case.events[number + 1 :] if other.step == event.step]
            detail = "recovered" if known and any(other.status == "done" for other in later) else "failed"
            found.append((at, Deviation("failed", event.step, event.touchpoint, event.name, detail), event.note))
        elif not known:
            found.append((at, Deviation("ad_hoc", None, event.touchpoint, event.name, "unknown"), event.note))
    return found


def _unexpected(visits: Sequence[_Visit], followed: Followed, steps: Sequence[Step]) -> list[_Found]:
    """Give the visits that the plan does not expect where they stand."""
    on_plan = {visit.step for visit, expected in zip(visits, followed.visits, strict=True) if expected}
    skipped = {steps[step].id for step in (*followed.passed, *followed.ahead)} - on_plan
    found: list[_Found] = []
    for visit, expected in zip(visits, followed.visits, strict=True):
        if not expected:
            event, at = visit.events[0], (visit.at, 1)
            if visit.step in skipped:
                skipped.remove(visit.step)
                found.append((at, Deviation("out_of_order", visit.step, event.touchpoint), event.note))
            else:
                detail = "repeated" if visit.step in on_plan else "other_branch"
                found.append((at, Deviation("ad_hoc", visit.step, event.touchpoint, None, detail), event.note))
    return found


def _passed(case: LivedCase, followed: Followed, steps: Sequence[Step], needed: Sequence[bool]) -> list[_Found]:
    """Give the needed steps that were passed and that the story does not tell of at all."""
    told = {event.step for event in case.events}
    passed = [step for step in followed.passed if needed[step] and steps[step].id not in told]
    return [((len(case.events), step), Deviation("missing", steps[step].id), None) for step in dict.fromkeys(passed)]


def _within(visit: _Visit, step: Step) -> list[_Found]:
    """Give the points of contact that a visit left out, and those that the step does not have."""
    used = {event.touchpoint for event in visit.events if event.touchpoint}
    own = {each.id for each in step.touchpoints}
    found: list[_Found] = [
        ((visit.at, 2), Deviation("ad_hoc", step.id, event.touchpoint, event.name, "unknown"), event.note)
        for event in visit.events
        if event.touchpoint and event.touchpoint not in own
    ]
    if step.choice is None and used:
        wanted = [each.id for each in step.touchpoints if not each.optional and each.id not in used]
        found += [((visit.at, 3), Deviation("missing", step.id, each), None) for each in wanted]
    return found


def _switches(visit: _Visit, step: Step) -> list[Switch]:
    """Give the changes of channel within a visit: those told, and a second option of a choice."""
    expected = step.choice.expected if step.choice and step.choice.between == "touchpoints" else None
    completed = any(event.status == "done" for event in visit.events)
    found, last = [], None
    for event in visit.events:
        if event.touchpoint is None:
            continue
        before = event.switched_from or (last if step.choice and step.choice.between == "touchpoints" else None)
        if before is not None and before != event.touchpoint:
            found.append(Switch(step.id, before, event.touchpoint, expected, completed))
        last = event.touchpoint
    return found
