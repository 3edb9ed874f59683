"""Moments of truth of a map, found in what customers lived and said."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from difflib import get_close_matches
from types import MappingProxyType

import numpy as np

from sojourn import analyse, maps, measure
from sojourn.core.analysis import Journeys
from sojourn.core.answers import Answers
from sojourn.core.errors import InvalidInput
from sojourn.core.expectation import Expectation
from sojourn.core.progress import Progress
from sojourn.core.results import note
from sojourn.core.small import Limits
from sojourn.core.words import shortened

from . import surveys
from .experiments import Split, check_meant, experiments
from .importance import importances
from .leverage import leverage, leverage_limits
from .moments_critical import critical
from .moments_notes import notes_of
from .moments_parts import Lever
from .moments_read import Read, cut_as_told
from .moments_result import MomentsResult
from .rated import SEGMENT, RatedStep, rated_steps
from .signals import FEWEST, moments_of_truth

Notes = tuple[Mapping[str, object], ...]
NO_SPLIT: Split = MappingProxyType({})


def moments(
    map: maps.JourneyMap,
    journeys: Journeys,
    *,
    registry: surveys.Registry = surveys.NO_REGISTRY,
    good: str | None = None,
    window: str = "90d",
    groups: Sequence[str] | None = None,
    meant: Split = NO_SPLIT,
    draws: int = 2000,
    seed: int = 0,
    hidden_below: int = 10,
    thin_below: int = 30,
    weight: str | None = None,
    progress: Progress | None = None,
) -> MomentsResult:
    """Judge each step of a map by five signals in what customers lived and said, beside the marks of its experts.

    `moments_of_truth` says what the signals are, `criticality`, `stake`, `leverage` and `breaking_points` what they
    rest on. What the map supposes stands beside what was measured and is never put together with it; an expert's mark
    stays, whatever the data say.

    The stake that counts holds equal the properties of `groups`, as each stood at the rating, and how the customer had
    rated before the contact. By default that is the property `segment`, where events have it: facts of customers that
    a contact cannot change. A property that the contact itself changes must not be named: holding it equal would take
    away what the contact does. A fact with more than 20 values is not held equal.

    Customers assigned to several arms of an experiment count in the first; a note says how many they are, and which
    experiment has one arm alone.

    A step that fewer than `hidden_below` customers rated well, or badly, has no stake, and with fewer than `thin_below`
    of both together none either: what cannot be judged is told apart from what did not hold.

    Args:
        map: the map; it is not changed.
        journeys: what was lived; cut as the map says, unless they come cut in another way than by customer.
        registry: what is known of questions, by id: which way each scale points, and what it is about.
        good: the id of a good outcome of the map, or the name of an event; by default the first good outcome of the map
            that is tied to events.
        window: how long after the contact the good outcome counts.
        groups: properties to be held equal; empty for none.
        meant: for experiments, the share of customers each arm was meant to get; else the split is not checked.
        draws: of whole customers, for the interval of criticality, and of moves, for that of leverage; 0 for none.
        seed: of the draws; equal seeds give equal results.
        hidden_below, thin_below: limits of small numbers.
        weight: the property that says how much an answer counts, in satisfaction, reactions and stakes alike.
        progress: is told how many draws are done.

    Raises:
        InvalidInput: no step of the map is tied to events, no good outcome is, `good` names neither an outcome nor an
            event (`moments.unknown_outcome`), an option is out of range, or `meant` is of experiments or arms that
            nobody was assigned to (`experiment.unknown`, `experiment.unknown_arm`).

    Cost: some passes over the events; 2,000 draws of 5,000 ratings take some seconds.
    """
    if draws < 0:
        raise InvalidInput(f"{draws} draws are too few", code="bad-draws", hint="use 0 for none, or 2000")
    limits = Limits(hidden_below, thin_below)
    expectation = maps.expect(map)
    journeys = cut_as_told(journeys, expectation)
    passage = analyse.passage(journeys, expectation)
    answers = analyse.answers(journeys, weight=weight, expectation=expectation)
    known = surveys.known(answers, registry)
    outcome = _outcome(expectation, good, journeys.source.events)
    held = _held(journeys, groups)
    rated = _rated(journeys, expectation, map, answers, known, outcome, window, held, limits, weight)
    importance = importances(map, surveys.after_contact(map, answers, known), known, limits)
    lever, chained = _levers(journeys, expectation, map, outcome, draws, seed)
    arms = () if outcome is None else analyse.arms(journeys, expectation, outcome=outcome, window=window)
    check_meant(arms, meant)
    read = Read(map, passage, answers, known, rated, importance, lever, limits)
    found = moments_of_truth(
        [read.observed(step) for step in map.steps],
        first=_end(map, first=True),
        last=_end(map, first=False),
        fewest=max(FEWEST, thin_below),
    )
    decided = critical(read, draws, seed, progress)
    tried = experiments(map, arms, limits, meant=meant)
    steps = tuple(read.step(step, found, decided[step.id], tried.get(step.id, ())) for step in map.steps)
    return MomentsResult(
        basis=passage.basis,
        notes=(*notes_of(read, steps, outcome, held, arms, meant), *chained, *importance.notes),
        map_id=map.id,
        map_version=map.version,
        title=map.title,
        state=map.state,
        good=outcome,
        window=window,
        held_equal=held,
        median_leaving=found.breaking.median,
        steps=steps,
        drivers=importance.drivers,
        draws=draws,
        seed=seed,
        limits=limits,
        asked=None if answers is None else answers.asked,
        responded=None if answers is None else answers.responded,
        asked_by={} if answers is None else dict(answers.asked_by),
        good_name=next((each.name for each in map.outcomes if each.id == outcome), None),
    )


def _outcome(expectation: Expectation, good: str | None, events: Sequence[str]) -> str | None:
    """Name the good outcome; None where the map has none that events show and nobody named one.

    Raises:
        InvalidInput: the one that is named is neither an outcome of the map nor an event.
    """
    if good is not None:
        outcomes = [each.id for each in expectation.outcomes]
        if good not in outcomes and good not in events:
            near = get_close_matches(good, [*outcomes, *events], 1, 0.6)
            there = f"outcomes {', '.join(outcomes) or 'none'}; events {shortened(', '.join(sorted(events)), 200)}"
            raise InvalidInput(
                f"{good!r} is neither an outcome of the map nor an event; there are {there}",
                code="moments.unknown_outcome",
                hint=f"did you mean {near[0]}?" if near else "name one of them as the good outcome",
            )
        return good
    return next((each.id for each in expectation.outcomes if each.good and each.rules), None)


def _held(journeys: Journeys, groups: Sequence[str] | None) -> tuple[str, ...]:
    """Say which properties are held equal."""
    if groups is not None:
        return tuple(dict.fromkeys(groups))
    return (SEGMENT,) if SEGMENT in journeys.source.properties else ()


def _rated(
    journeys: Journeys,
    expectation: Expectation,
    map: maps.JourneyMap,
    answers: Answers | None,
    known: surveys.Registry,
    outcome: str | None,
    window: str,
    held: tuple[str, ...],
    limits: Limits,
    weight: str | None,
) -> dict[str, RatedStep]:
    """Compare good and bad ratings of the steps whose question has a direction."""
    observable = {step.id for step in expectation.steps}
    questions: dict[str, str] = {}
    registry = dict(known)
    for step in map.steps:
        asked = surveys.question_of(step, known)
        found = surveys.answered(answers, asked, known) if asked else "not_asked"
        if step.id in observable and asked and isinstance(found, surveys.Answered):
            questions[step.id] = asked
            registry[asked] = found.asked
    if not questions or outcome is None:
        return {}
    named_words = {name: dict(registry[name].words) for name in questions.values() if registry[name].words}

    def read(spoken: Mapping[str, Mapping[str, float]]) -> analyse.Ratings:
        return analyse.ratings(
            journeys, expectation, questions, outcome=outcome, window=window, groups=held, weight=weight, spoken=spoken,
            named_words=named_words,
        )  # fmt: skip

    ratings = read({})
    spoken = {
        name: {text: said for text in texts if not math.isnan(said := measure.number_said(text, registry[name]))}
        for name, texts in ratings.said.items()
    }
    if any(spoken.values()):
        # What a text means is for whoever knows the scale to say, so ratings are read again with it.
        ratings = read(spoken)
    return _numbered(rated_steps(ratings, registry, held, limits))


def _numbered(rated: dict[str, RatedStep]) -> dict[str, RatedStep]:
    """Number the customers of all steps without gaps, so that draws of whole customers are the same for all."""
    people = np.unique(np.concatenate([each.person for each in rated.values()] or [np.zeros(0, np.int64)]))
    return {step: replace(each, person=np.searchsorted(people, each.person)) for step, each in rated.items()}


def _levers(
    journeys: Journeys, expectation: Expectation, map: maps.JourneyMap, outcome: str | None, draws: int, seed: int
) -> tuple[dict[str, Lever], Notes]:
    """Give the leverage of each step on the chain of lived journeys; a note where there is no chain."""
    if outcome is None:
        return {}, ()
    try:
        chain = analyse.chain(journeys, expectation).chain
    except InvalidInput as refused:
        return {}, (note("leverage.no_chain", f"no step has leverage: {refused.message}"),)
    names = {outcome, f"({outcome})"} & set(chain.outcomes)
    if not names:
        return {}, (
            note("leverage.no_outcome", f"no step has leverage: {outcome} is no outcome of the map", outcome=outcome),
        )
    lost = {"left", *(each.id for each in map.outcomes if each.good is False)}
    found = leverage(chain, good=names, lost={*lost, *(f"({each})" for each in lost)})
    limits = leverage_limits(chain, found, good=names, draws=draws, seed=seed) if draws else {}
    observable = {step.id for step in expectation.steps}
    return {
        step: Lever(value, *limits.get(step, (None, None))) for step, value in found.step.items() if step in observable
    }, ()


def _end(map: maps.JourneyMap, *, first: bool) -> str | None:
    """Name the first or the last contact: the one the map says is, else by the order of the steps."""
    name = "first_impression" if first else "last_impression"
    contacts = [step for step in map.steps if step.kind == "contact"]
    said = [step.id for step in contacts if getattr(step, name)]
    ordered = said or [step.id for step in (contacts if first else contacts[::-1])]
    return ordered[0] if ordered else None
