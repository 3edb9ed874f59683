"""Answers to surveys as plain data: what events and files give, and what scores and drivers are worked out from."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from .journeys import Basis

NEVER = np.iinfo(np.int64).min
"""The instant of an answer that carries none."""


@dataclass(frozen=True, slots=True)
class Question:
    """A question as it was asked; the direction of its scale is stored, never guessed.

    Attributes:
        id: the name answers give it.
        wording: as customers read it.
        scale: `nps` (0 to 10), `likert_1_5`, `likert_1_7`, `likert_1_10`, `likert_0_10`, `faces` (−2 to 2), `sam_1_9`,
            `yes_no`, `constant_sum`, `best_worst`, `kano_functional`, `kano_dysfunctional`, or `choice` (words).
        good: whether high or low answers are good.
        top: how many of the best answers count as satisfied; None: as the scale has it.
        role: `outcome`, `satisfaction`, `effort`, `importance`, `expectation`, `feeling`, `recommend` or `reason`.
        about: the step, point of contact or feature it asks about.
        words: what was offered in words, in small letters, and which answer of the scale each is.
    """

    id: str
    wording: str
    scale: str
    good: str
    top: int | None = None
    role: str | None = None
    about: str | None = None
    lang: str | None = None
    words: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Answers:
    """One row an answer that counts; n rows.

    Of several answers of one customer to one question in one journey the latest counts.

    Attributes:
        questions: the questions that were answered, by name.
        question: (n,) int32, places in `questions`.
        person: (n,) int64, who answered: customers are numbered from 0; an answer without one is a customer of its own.
        case: (n,) int64, in which journey, or on which sheet: numbered from 0.
        value: (n,) float64, as the source gives it; not a number where only text was given.
        text: (n,) object, what was written, or None.
        scale: (n,) object, the scale that the source names, or None.
        at: (n,) int64 microseconds UTC; `NEVER` where the source gives none.
        weight: (n,) float64, how much an answer counts; 1 where the source gives none.
        groups: further columns by name, such as segment, channel, step, touchpoint: (n,) object, None at nulls.
        registry: what is known of questions, by id; a question that is not in it has no stored direction.
        asked, responded: how many customers were sent a survey, and how many of those answered; None where the source
            does not say who was asked.
        asked_by: the same by question, where the source says of which survey its answers are: customers who were sent
            that survey, and how many of those answered it.
        replaced: answers that a later one took the place of.
        unread: answers without a question, or with neither number nor text.
        given: by question of which a number lay off its scale, how often each number was answered, those refused too.
        met: by step, (n,) bool: whether the customer had met it when the answer was given; empty where nobody knows, as
            for files, and steps that nothing but answers show.
        basis: the envelope of the events they come from; None for files.
        source: the file they come from.
        notes: what the reader must know, in sentences: codes with sentences as `core.results.note` gives them.
        said: (n,) object, what stands where a number was meant and is none as it is, such as `9/10`; None elsewhere.
        name: (n,) object, what the source calls each answer, or None where it names none.
        refused: rows of a file that are no answers, each with `file`, `row`, `column`, `code`, `message`, `answer`.
    """

    questions: tuple[str, ...]
    question: NDArray[np.int32]
    person: NDArray[np.int64]
    case: NDArray[np.int64]
    value: NDArray[np.float64]
    text: NDArray[np.object_]
    scale: NDArray[np.object_]
    at: NDArray[np.int64]
    weight: NDArray[np.float64]
    groups: Mapping[str, NDArray[np.object_]] = field(default_factory=lambda: MappingProxyType({}))
    registry: Mapping[str, Question] = field(default_factory=lambda: MappingProxyType({}))
    asked: int | None = None
    responded: int | None = None
    asked_by: Mapping[str, tuple[int, int]] = field(default_factory=lambda: MappingProxyType({}))
    replaced: int = 0
    unread: int = 0
    basis: Basis | None = None
    source: str | None = None
    notes: tuple[Mapping[str, object], ...] = ()
    name: NDArray[np.object_] | None = None
    said: NDArray[np.object_] | None = None
    refused: tuple[Mapping[str, object], ...] = ()
    given: Mapping[str, Mapping[float, int]] = field(default_factory=lambda: MappingProxyType({}))
    met: Mapping[str, NDArray[np.bool_]] = field(default_factory=lambda: MappingProxyType({}))

    def __len__(self) -> int:
        """Say how many answers there are."""
        return len(self.value)

    def __repr__(self) -> str:
        """Say in one line whose answers these are; every column of it would fill a screen."""
        people = len(set(self.person.tolist()))
        return f"<Answers: {len(self):,} to {len(self.questions)} questions, of {people:,} customers>"

    def share_of(self, question: str) -> tuple[int, int] | None:
        """Give how many were sent the survey of a question, and how many of those answered; None where nobody knows."""
        if question in self.asked_by:
            return self.asked_by[question]
        return None if not self.asked or self.responded is None else (self.asked, self.responded)
