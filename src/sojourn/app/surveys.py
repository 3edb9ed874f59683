"""Answers to surveys: of a workspace, of journeys, of a file; and the register of questions a workspace keeps."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

from sojourn import analyse, measure
from sojourn.core.analysis import Journeys
from sojourn.core.answers import Answers, Question
from sojourn.core.errors import InvalidInput, NotFound

FILE = "questions.csv"
"""Where a workspace keeps its register of questions."""

ANSWERED = "survey.answered"
"""The event that carries an answer."""
GROUPS = ("channel", "survey", "step", "touchpoint", "lang", "segment")
"""What answers can be broken down by without being asked for, where events have it."""


def registry_of(workspace: Path) -> dict[str, Question]:
    """Give the questions that a workspace knows: none where nobody registered any.

    Raises:
        InvalidInput: its register cannot be used as it is.
    """
    try:
        return measure.read_questions(workspace / FILE)
    except NotFound:
        return {}


def register(workspace: Path, questions: Mapping[str, Question] | str | Path) -> dict[str, Question]:
    """Add questions, or those of a file, to the register of a workspace, one that is known replaced; give it all."""
    given = measure.read_questions(questions) if isinstance(questions, str | Path) else dict(questions)
    known = registry_of(workspace) | given
    measure.write_questions(workspace / FILE, known)
    return known


def properties_of_answers(by: Sequence[str] = (), weight: str | None = None) -> frozenset[str]:
    """Name the properties that `answers_of` looks at."""
    named = {"question", "answer", "text", "scale", "survey", *GROUPS, *by, *([weight] if weight else [])}
    return frozenset(named)


def answers_of(
    journeys: Journeys,
    registry: Mapping[str, Question],
    *,
    by: Sequence[str] = (),
    weight: str | None = None,
    event: str = ANSWERED,
) -> Answers:
    """Give the answers among the events of journeys, with what is known of their questions.

    Args:
        by: properties to break down by, besides those that answers are given anyway.
        weight: the property that says how much an answer counts.
        event: the event that carries an answer.

    Raises:
        InvalidInput: no event carries an answer, or events do not have a property that is named.
    """
    kinds = journeys.source.properties
    usual = [name for name in GROUPS if name == "channel" or name in kinds]
    found = analyse.answers(journeys, event=event, weight=weight, groups=tuple(dict.fromkeys([*usual, *by])))
    if found is None:
        raise InvalidInput(
            f"no event carries an answer: there is no {event} with the properties question and answer",
            code="answers.none",
            hint="import survey answers as events, or give a file of answers with --answers FILE",
        )
    return measure.with_registry(found, registry)


def asked(answers: Answers, number: int | None) -> Answers:
    """Say how many customers were asked, where the source does not."""
    if number is None:
        return answers
    people = int(answers.person.max()) + 1 if len(answers) else 0
    if number < people:
        raise InvalidInput(
            f"{people:,} customers answered, and {number:,} are said to have been asked",
            code="answers.more_than_asked",
            hint="give the number of customers who were sent the survey",
        )
    return replace(answers, asked=number, responded=people, asked_by=MappingProxyType({}))
