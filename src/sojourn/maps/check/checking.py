"""The whole check: every rule asked, what is ignored left out, in the order of the file."""

from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import TypeVar

from ..findings import Finding
from ..model import JourneyMap, Library, Path, parts
from .claims import same_events
from .contacts import (
    changing_hands,
    crossing,
    first_and_last,
    half_described,
    lost_context,
    moments_of_truth,
    nowhere_to_meet,
    without_consent,
)
from .feelings import measured_too_early, missing, shared, without_contact
from .found import Found
from .ignoring import heard
from .journey import coming_back, direction, length, moments, owned
from .plans import circles, initiatives, needs, opportunities, pains, waits
from .rules import RULES
from .ties import EventSummary, alike, matching_nothing, one_journey, unmeasured, untied
from .upkeep import assumed, looked_at, owner, pictures, review, unfounded
from .voice import company_speaking
from .ways_on import ends, options
from .winning import actions, canvas, lines

Known = TypeVar("Known")


def errors(map: JourneyMap) -> tuple[Finding, ...]:
    """Find what makes a map that can be read contradict itself: M009 to M012 and M502.

    Returns:
        Findings in the order of the file; none when the map may be used.
    """
    return _ordered(map, _errors(map))


def check_map(
    map: JourneyMap,
    *,
    today: date,
    library: Library | None = None,
    events: EventSummary | None = None,
    images: Container[str] | None = None,
) -> tuple[Finding, ...]:
    """Say what is wrong with a map, and what could be better.

    Errors refuse the map; warnings and notes never do. What `lint` in the map ignores is left out, except errors; what
    it ignores in vain is said.

    Args:
        today: the day on which reviews may be overdue.
        library: what several maps share; names the map does not say itself are looked up there.
        events: what is known of events, to find rules that match none.
        images: the names of picture files that are there, to find pictures without one.

    Returns:
        Findings in the order of the file, then of the rules.
    """
    whole = map if library is None else replace(map, actors=(*map.actors, *library.actors))
    found = [*_errors(whole), *_advice(whole, today)]
    if events is not None:
        found += matching_nothing(whole, events)
    if images is not None:
        found += pictures(whole, images)
    return _ordered(map, heard(map, found))


def _errors(map: JourneyMap) -> Iterator[Found]:
    for rule in (options, ends, measured_too_early, without_contact, same_events):
        yield from rule(map)


def _advice(map: JourneyMap, today: date) -> Iterator[Found]:
    for rule in (
        company_speaking, moments, coming_back, owned, length, direction, shared,
        half_described, nowhere_to_meet, first_and_last, moments_of_truth, lost_context, crossing, changing_hands,
        without_consent, missing,
        owner, assumed, unfounded,
        pains, opportunities, initiatives, waits, needs, circles,
        actions, lines, canvas,
        untied, alike, unmeasured, one_journey,
    ):  # fmt: skip
        yield from rule(map)
    yield from review(map, today)
    yield from looked_at(map, today)


def _ordered(map: JourneyMap, found: Iterable[Found]) -> tuple[Finding, ...]:
    """Give findings their severity and their place, and put them in the order of the file, then of the rules.

    A map that was made by a program has no places: its parts stand in the order in which they would be written.
    """
    order = {path: number for number, (path, _) in enumerate(parts(map))}
    made = []
    for each in found:
        place = _nearest(map.places, each.path)
        key = (place.line, place.column) if place is not None else (_nearest(order, each.path) or 0, 0)
        rule = RULES[each.rule]
        finding = Finding(
            rule=rule.id,
            severity=rule.severity,
            message=each.message,
            hint=each.hint or rule.do,
            path=each.path,
            place=place,
            file=map.file,
        )
        made.append((key, rule.id, finding))
    return tuple(finding for _, _, finding in sorted(made, key=lambda each: each[:2]))


def _nearest(known: Mapping[Path, Known], path: Path) -> Known | None:
    """Give what is known of a path, or of the nearest part around it."""
    for depth in range(len(path), -1, -1):
        if path[:depth] in known:
            return known[path[:depth]]
    return None
