"""Ratings of steps, each with the contact that it is about and whether the good outcome followed."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from sojourn.core.analysis import Journeys
from sojourn.core.durations import microseconds
from sojourn.core.errors import InvalidInput
from sojourn.core.expectation import Expectation, Outcome, Rule
from sojourn.core.journeys import Cases
from sojourn.core.results import note

from .answers import ANSWERED
from .attempts import Duration
from .matching import matcher
from .matching_names import as_kept
from .ratings_result import Ratings
from .ratings_rows import CollectRatings
from .retention_births import check_breakdown

NOTHING_SPOKEN: Mapping[str, Mapping[str, float]] = MappingProxyType({})


def ratings(
    journeys: Journeys,
    expectation: Expectation,
    questions: Mapping[str, str],
    *,
    outcome: str | Rule | None = None,
    window: Duration = "90d",
    groups: Sequence[str] = (),
    event: str = ANSWERED,
    question: str = "question",
    answer: str = "answer",
    scale: str = "scale",
    text: str = "answer_text",
    weight: str | None = None,
    spoken: Mapping[str, Mapping[str, float]] = NOTHING_SPOKEN,
    named_words: Mapping[str, Mapping[str, float]] = NOTHING_SPOKEN,
) -> Ratings:
    """Put every rating beside the contact it is about, and say whether the good outcome followed that contact in time.

    `CollectRatings` says exactly what is looked for. What goes before a return is not thereby its cause: who is
    content stays, and answers more.

    Args:
        journeys: where to look. Journeys cut by customer are cut as `Expectation.cases` says, where it says anything.
        expectation: whose steps were rated.
        questions: by the id of a step, the question that was asked about it.
        outcome: the id of an outcome of the expectation, the name of an event, or a rule; by default the first good
            outcome that has rules.
        window: how long after the contact the outcome counts.
        groups: properties to give beside each rating, as `answers` gives them.
        event, question, answer, scale, text, weight: where answers are, and how much each counts, as for `answers`.
        spoken: by question, the numbers that texts mean which stand where a number was meant, such as `9/10`.
        named_words: by question, the numbers that words in `text` mean, in small letters.

    Raises:
        InvalidInput: a step or group that is not there, an outcome that nothing shows, or a window of nothing.

    Cost: O(events + answers log events).
    """
    length = microseconds(window)
    if length == 0:
        raise InvalidInput("nothing follows within no time", code="bad-window", hint="write --window 90d")
    places = {step.id: place for place, step in enumerate(expectation.steps)}
    unknown = [step for step in questions if step not in places]
    if unknown:
        raise InvalidInput(
            f"the expectation has no step {unknown[0]!r} that leaves events",
            code="unknown-step",
            hint=f"its steps are {', '.join(places)}",
        )
    for name in (*groups, *([weight] if weight else [])):
        check_breakdown(name, journeys.source)
    name, shown, place = outcome_of(expectation, outcome)
    source, cases = journeys.source, journeys.cases
    if expectation.cases is not None and cases == Cases():
        cases = expectation.cases
    kept = as_kept(replace(expectation, outcomes=shown), source.properties)
    ready = matcher(kept, source.events, source.channels, source.properties)
    kinds = dict(source.properties)
    there = event in source.events and question in kinds and answer in kinds
    spec = CollectRatings(
        matcher=ready,
        outcome=place,
        cases=cases,
        events=tuple(source.events),
        channels=tuple(source.channels),
        kinds=kinds,
        observed_until=journeys.observed_until,
        code=source.events.index(event) if there else -1,
        question=question,
        answer=answer,
        scale=scale if scale in kinds else None,
        asked=tuple((step, places[step], asked) for step, asked in questions.items()),
        groups=tuple(dict.fromkeys(groups)),
        window=length,
        named=name,
        weight=weight,
        text=text if text in kinds else None,
        spoken={name: dict(table) for name, table in spoken.items()},
        named_words={name: dict(table) for name, table in named_words.items()},
        notes=(*ready.notes, *(() if there else (_nobody(event),))),
    )
    return journeys.engine.run(replace(journeys, cases=Cases(), collapse=False), spec)


def outcome_of(expectation: Expectation, outcome: str | Rule | None) -> tuple[str, tuple[Outcome, ...], int]:
    """Find the outcome to look for: its name, the outcomes of which an event shows at most one, and its place there.

    Raises:
        InvalidInput: nothing shows it.
    """
    listed = expectation.outcomes
    if isinstance(outcome, Rule):
        named = " or ".join(outcome.events)
        return named, (Outcome("·", named, (outcome,)),), 0
    if outcome is None:
        good = next((place for place, each in enumerate(listed) if each.good and each.rules), None)
        if good is None:
            raise InvalidInput(
                "no good outcome of the expectation is tied to events",
                code="outcome-not-tied",
                hint="give an outcome of the map an event_match, or name an event as the outcome",
            )
        return listed[good].id, listed, good
    found = next((place for place, each in enumerate(listed) if each.id == outcome), None)
    if found is None:
        return outcome, (Outcome("·", outcome, (Rule((outcome,)),)),), 0
    if not listed[found].rules:
        raise InvalidInput(
            f"no events show the outcome {outcome!r}",
            code="outcome-not-tied",
            hint="give it an event_match, or name an event as the outcome",
        )
    return outcome, listed, found


def _nobody(event: str) -> Mapping[str, object]:
    """Say that there is nothing to read."""
    return note("no_answers", f"no {event} event carries a question and an answer: nothing was rated", event=event)
