"""Evidence for a map: what lived journeys say of each of its steps, ways and outcomes."""

from collections.abc import Iterator
from dataclasses import replace

from sojourn import analyse, maps
from sojourn.core.analysis import Journeys
from sojourn.core.answers import Answers
from sojourn.core.expectation import Expectation
from sojourn.core.journeys import Cases
from sojourn.core.statistics import wilson
from sojourn.maps import At, Mark, Overlay

from . import surveys
from .marks import Marking
from .small import Limits

_PLACES = ("step", "touchpoint", "to", "outcome")


def evidence(
    map: maps.JourneyMap,
    journeys: Journeys,
    *,
    registry: surveys.Registry = surveys.NO_REGISTRY,
    as_map: bool = True,
    segment: str | None = None,
    hidden_below: int = 10,
    thin_below: int = 30,
) -> Overlay:
    """Lay lived journeys over a map.

    The map is compiled to what it expects, and journeys are cut as it says (`case`) unless they come cut in another way
    than by customer, or `as_map` is false. Every mark is one estimate with its interval; the map itself is not changed.

    - Reach, deviations: shares of all journeys. Conversion and leaving: of the journeys that came, without open ones
      that are still there. Who leaves is a closed journey whose last step it was and that did not come to an end in its
      last round.
    - Waits and other numbers: quantiles and the verdict on the map's target; Kaplan–Meier when some are not over.
    - Satisfaction: answers to the question that the map names for the step, or that is registered as being about it;
      the feeling is the same answers laid on −2 to +2. Answers are looked for in `survey.answered` events; those to a
      question that is not registered are not read, since nobody has said whether high or low is good.
    - Small numbers: below `hidden_below` nothing is shown, below `thin_below` an interval and n. Lists of where people
      went are cut so that nobody can be worked out from the total.
    - No data is a word: not tied to events, no events in the period, no contact, no survey, not recorded.

    Args:
        registry: what is known of questions, by id, such as `measure.read_questions` gives it.
        as_map: cut journeys as the map says.
        segment: how to call the customers looked at, when they are not everybody.
        hidden_below, thin_below: limits; nothing is ever shown under 5.

    Raises:
        InvalidInput: no step of the map is tied to events, or the limits are too low.

    Cost: some passes over the events.
    """
    limits = Limits(hidden_below, thin_below)
    expectation = maps.expect(map)
    if not as_map:
        expectation = replace(expectation, cases=None)
    elif expectation.cases is not None and journeys.cases == Cases():
        journeys = replace(journeys, cases=expectation.cases)
    held = analyse.conformance(journeys, expectation)
    passage = held.passage or analyse.passage(journeys, expectation)
    answers = analyse.answers(journeys, expectation=expectation)
    marking = Marking(limits, passage.touched > 0)
    early = [str(each["message"]) for each in surveys.early(map, answers, registry)]
    marks = tuple(_marks(map, expectation, marking, passage, held, answers, registry))
    until = journeys.observed_until
    return Overlay(
        map_id=map.id,
        map_version=map.version,
        since=journeys.observed_from,
        until=until,
        segment=segment,
        n_journeys=passage.journeys,
        n_customers=passage.basis.customers,
        open_journeys=passage.open,
        marks=marks,
        hidden_below=hidden_below,
        thin_below=thin_below,
        notes=(*_notes(passage, held, answers), *early),
        basis=passage.basis.to_dict(),
        conforming=_conforming(marking, held),
        fitness=held.fitness,
        time_zone=journeys.time_zone,
    )


def _marks(
    map: maps.JourneyMap,
    expectation: Expectation,
    marking: Marking,
    passage: analyse.PassageResult,
    held: analyse.ConformanceResult,
    answers: Answers | None,
    registry: surveys.Registry,
) -> Iterator[Mark]:
    """Give the marks in the order of the map: step by step, then ways, choices and outcomes."""
    passed = {step.step: step for step in passage.steps}
    deviating = {step.step: step for step in held.steps}
    silent = {step.id: step for step in expectation.silent}
    for step in map.steps:
        if step.id in passed:
            yield from marking.of_step(passed[step.id], passage.journeys)
            yield from marking.of_held(deviating[step.id], held.journeys)
        else:
            yield marking.of_silent(silent[step.id])
        yield from marking.of_answers(step, answers, registry)
    ids = [step.id for step in expectation.steps]
    own = {(ids[move.start], ids[move.end]) for move in expectation.moves}
    for link in passage.links:
        # Ways past optional steps belong to the map; a round that begins anew past some is told by the way back itself.
        if link.start != link.end and ((link.start, link.end) in own or link.kind not in (None, "loop")):
            yield from marking.of_link(link)
    expected = {step.id: step.choice.expected for step in map.steps if step.choice is not None}
    for choice in passage.choices:
        yield from marking.of_choice(choice, expected.get(choice.step))
    for outcome in passage.outcomes:
        yield marking.of_outcome(outcome, passage.closed)


def _conforming(marking: Marking, held: analyse.ConformanceResult) -> Mark:
    """Say how many of the journeys that are over went as the map expects."""
    low, high = wilson(held.conforming, held.closed)
    share = held.conforming / held.closed if held.closed else None
    method = "share of journeys that are over, Wilson"
    return marking.share(At(), "conforming", held.conforming, held.closed, share, low, high, method=method)


def _notes(passage: analyse.PassageResult, held: analyse.ConformanceResult, answers: Answers | None) -> Iterator[str]:
    """Say what the reader must know."""
    seen: dict[str, None] = {}
    for entry in (*passage.notes, *held.notes):
        seen.setdefault(str(entry["message"]))
    yield from seen
    if answers is not None and answers.unread:
        yield f"{answers.unread:,} answers name no question, or hold neither a number nor words, and are not counted"


def replaced(overlay: Overlay, map: maps.JourneyMap) -> Overlay:
    """Lay an earlier overlay over a map that has changed since: marks follow ids that were renamed.

    Marks whose step, point of contact or outcome the map no longer has are moved to `unplaced`.
    """
    now = dict(_ids(map))
    kept: list[Mark] = []
    lost: list[Mark] = []
    for mark in overlay.marks:
        places = {name: getattr(mark.at, name) for name in _PLACES}
        if all(place is None or place in now for place in places.values()):
            moved = {name: None if place is None else now[place] for name, place in places.items()}
            kept.append(replace(mark, at=replace(mark.at, **moved)))
        else:
            lost.append(mark)
    told = overlay.notes
    if lost:
        gone = ", ".join(dict.fromkeys(str(mark.at.step or mark.at.outcome) for mark in lost))
        told = (*told, f"version {map.version} of the map no longer has {gone}: what was measured there is left out")
    return replace(overlay, marks=tuple(kept), unplaced=(*overlay.unplaced, *lost), notes=told)


def _ids(map: maps.JourneyMap) -> Iterator[tuple[str, str]]:
    """Give every id that a part of the map has or had, with the one it has; what it has goes before what it had."""
    named: list[tuple[str, tuple[str, ...]]] = [(step.id, step.was) for step in map.steps]
    named += [(point.id, point.was) for step in map.steps for point in step.touchpoints]
    named += [(outcome.id, outcome.was) for outcome in map.outcomes]
    yield from ((old, now) for now, was in named for old in was)
    yield from ((now, now) for now, _ in named)
