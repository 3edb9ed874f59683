"""Answers to surveys, as they stand among the events."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sojourn.core.analysis import Journeys
from sojourn.core.journeys import Basis, JourneyBatch, Labels, Numbers

ANSWERED = "survey.answered"
"""The event that carries an answer."""


@dataclass(frozen=True, slots=True, eq=False)
class Answers:
    """One row an answer that counts; rows of one customer stand together.

    Attributes:
        questions: the questions that were answered, by name.
        question: (n,) int32, places in `questions`.
        person: (n,) int64, who answered: customers are numbered from 0 in the order in which they come.
        value: (n,) float64, as the source gives it.
        scale: (n,) object, the scale that the event names, or None.
        replaced: answers that a later one of the same customer, journey and question took the place of.
        unread: answers without a question or without a number.
    """

    questions: tuple[str, ...]
    question: NDArray[np.int32]
    person: NDArray[np.int64]
    value: NDArray[np.float64]
    scale: NDArray[np.object_]
    replaced: int
    unread: int
    basis: Basis


@dataclass(frozen=True, slots=True, eq=False)
class _Piece:
    """The answers of some customers, numbered from 0; questions and scales by name."""

    people: int
    person: NDArray[np.int64]
    question: NDArray[np.object_]
    value: NDArray[np.float64]
    scale: NDArray[np.object_]
    replaced: int
    unread: int


@dataclass(frozen=True, slots=True)
class _Collect:
    """Take the answers of a batch; of several of one customer to one question in one journey the latest counts."""

    code: int
    question: str
    answer: str
    scale: str | None
    money: bool

    @property
    def columns(self) -> frozenset[str]:
        """Name the properties of an answer."""
        return frozenset({self.question, self.answer, *([self.scale] if self.scale else [])})

    def partial(self, batch: JourneyBatch) -> _Piece:
        rows = np.flatnonzero(batch.event == self.code)
        questions = _texts(batch.columns[self.question], rows)
        values = _numbers(batch.columns[self.answer], rows, self.money)
        scales = _texts(batch.columns[self.scale], rows) if self.scale else np.full(len(rows), None, np.object_)
        readable = ~np.isnan(values) & np.array([text is not None for text in questions], np.bool_)
        unread = int(len(rows) - readable.sum())
        rows, questions, values, scales = rows[readable], questions[readable], values[readable], scales[readable]
        journey = np.searchsorted(batch.offsets, rows, side="right") - 1
        latest = {
            (int(place), str(text)): row for row, (place, text) in enumerate(zip(journey, questions, strict=True))
        }
        kept = np.array(sorted(latest.values()), np.int64)
        people, person = np.unique(batch.customer[journey[kept]], return_inverse=True)
        return _Piece(
            len(people),
            person.astype(np.int64),
            questions[kept],
            values[kept],
            scales[kept],
            len(rows) - len(kept),
            unread,
        )

    def merge(self, a: _Piece, b: _Piece) -> _Piece:
        return _Piece(
            a.people + b.people,
            np.concatenate([a.person, b.person + a.people]),
            np.concatenate([a.question, b.question]),
            np.concatenate([a.value, b.value]),
            np.concatenate([a.scale, b.scale]),
            a.replaced + b.replaced,
            a.unread + b.unread,
        )

    def finish(self, partial: _Piece, basis: Basis) -> Answers:
        names = sorted({str(name) for name in partial.question})
        places = {name: place for place, name in enumerate(names)}
        return Answers(
            questions=tuple(names),
            question=np.array([places[str(name)] for name in partial.question], np.int32),
            person=partial.person,
            value=partial.value,
            scale=partial.scale,
            replaced=partial.replaced,
            unread=partial.unread,
            basis=basis,
        )


def answers(
    journeys: Journeys,
    *,
    event: str = ANSWERED,
    question: str = "question",
    answer: str = "answer",
    scale: str = "scale",
) -> Answers | None:
    """Give the answers to surveys among the events; None when there are no events of that name or none with a number.

    One answer counts for each customer, question and journey: the latest, and of those at one instant the one recorded
    last.

    Args:
        event: the event that carries an answer.
        question, answer, scale: its properties: which question, what was answered, and on which scale.

    Cost: O(events), and 40 bytes an answer.
    """
    events: Sequence[str] = tuple(journeys.source.events)
    kinds = journeys.source.properties
    if event not in events or question not in kinds or answer not in kinds:
        return None
    spec = _Collect(events.index(event), question, answer, scale if scale in kinds else None, kinds[answer] == "money")
    return journeys.engine.run(journeys, spec)


def _texts(column: Labels | Numbers, rows: NDArray[np.int64]) -> NDArray[np.object_]:
    """Give the texts of some rows, None at nulls; numbers as text."""
    found: list[Any]
    if isinstance(column, Labels):
        found = [column.labels[code] if code >= 0 else None for code in column.codes[rows]]
    else:
        there = np.ones(len(rows), np.bool_) if column.valid is None else column.valid[rows]
        found = [
            str(value) if known else None for value, known in zip(column.values[rows].tolist(), there, strict=True)
        ]
    texts = np.empty(len(found), np.object_)
    texts[:] = found
    return texts


def _numbers(column: Labels | Numbers, rows: NDArray[np.int64], money: bool) -> NDArray[np.float64]:
    """Give the numbers of some rows, not a number at nulls and where a text is none."""
    if isinstance(column, Numbers):
        values = column.values[rows].astype(np.float64) / (1e6 if money else 1.0)
        if column.valid is not None:
            values[~column.valid[rows]] = np.nan
        return values
    return np.array([_number(column.labels[code]) if code >= 0 else np.nan for code in column.codes[rows]], np.float64)


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return float("nan")
