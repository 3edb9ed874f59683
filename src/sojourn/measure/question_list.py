"""Which questions are registered, and which were answered."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from sojourn.core.answers import Answers, Question
from sojourn.core.charts import INK, LINE, QUIET, SOFT_POSITIVE, Chart, vega_lite
from sojourn.core.journeys import Basis
from sojourn.core.results import Heading, Result, Table, count, note
from sojourn.core.words import counted


@dataclass(frozen=True, slots=True)
class Listed:
    """A question with the number of its answers.

    Attributes:
        registered: whether anything is known of it.
        scale: as registered, else what its answers name, else None.
        least, most: the smallest and the largest number answered; None where there is none.
        customers, answers, texts: who answered, how many answers hold a number, how many a text.
    """

    question: str
    registered: bool
    wording: str | None
    scale: str | None
    good: str | None
    top: int | None
    role: str | None
    about: str | None
    least: float | None
    most: float | None
    customers: int
    answers: int
    texts: int

    def to_dict(self) -> dict[str, Any]:
        """Give the JSON form."""
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(frozen=True, slots=True)
class QuestionList(Result):
    """Questions, those that wait for registration first."""

    basis: Basis | None
    notes: tuple[Mapping[str, object], ...]
    questions: tuple[Listed, ...]

    def to_dict(self) -> dict[str, Any]:
        """Give the JSON document."""
        return {
            "analysis": "questions",
            "format": 1,
            "basis": None if self.basis is None else self.basis.to_dict(),
            "notes": [dict(each) for each in self.notes],
            "questions": [each.to_dict() for each in self.questions],
        }

    def rows(self) -> list[dict[str, Any]]:
        """Give one row a question."""
        return [each.to_dict() for each in self.questions]

    def tables(self) -> tuple[Table, ...]:
        """Give what is known of each question, and how often it was answered."""
        return (
            Table(
                "Questions",
                (
                    Heading("Question", numeric=False),
                    Heading("Scale", numeric=False),
                    Heading("Good", numeric=False),
                    Heading("Role", numeric=False),
                    Heading("About", numeric=False),
                    Heading("Answered from, to"),
                    Heading("Customers"),
                ),
                tuple(
                    (
                        each.question,
                        each.scale or "not known",
                        each.good or "not registered",
                        each.role or "",
                        each.about or "",
                        "" if each.least is None or each.most is None else f"{each.least:g} to {each.most:g}",
                        count(each.customers),
                    )
                    for each in self.questions
                ),
                tuple(str(each["message"]) for each in self.notes),
            ),
        )

    def chart(self) -> Chart:
        """Draw how many customers answered each; grey is not registered."""
        values = [
            {"name": each.question, "customers": each.customers, "known": each.registered} for each in self.questions
        ]
        axis = {"labelColor": INK, "labelFontSize": 12, "ticks": False, "domain": False, "labelPadding": 8}
        return vega_lite(
            {
                "width": 420,
                "height": {"step": 26},
                "data": {"values": values},
                "encoding": {
                    "y": {"field": "name", "type": "nominal", "sort": None, "title": None, "axis": axis},
                    "x": {"field": "customers", "type": "quantitative", "title": "Customers who answered"},
                },
                "layer": [
                    {
                        "mark": {"type": "bar", "height": {"band": 0.62}},
                        "encoding": {
                            "color": {"condition": {"test": "datum.known", "value": SOFT_POSITIVE}, "value": LINE}
                        },
                    },
                    {
                        "mark": {"type": "text", "align": "left", "dx": 6, "color": QUIET, "fontSize": 12},
                        "encoding": {"text": {"field": "customers", "type": "quantitative", "format": ","}},
                    },
                ],
            },
            title="Questions that were answered",
            subtitle="Grey: not registered, so nobody says which answers are good",
        )


def question_list(answers: Answers | None, registry: Mapping[str, Question]) -> QuestionList:
    """List the questions that are registered and those that were answered; those not registered come first.

    Cost: O(n) for each question.
    """
    known = {**(answers.registry if answers is not None else {}), **registry}
    names = [*(answers.questions if answers is not None else ()), *known]
    ordered = sorted(dict.fromkeys(names), key=lambda name: name in known)
    listed = tuple(_listed(answers, name, known.get(name)) for name in ordered)
    unknown = [each.question for each in listed if not each.registered]
    notes = list(answers.notes if answers is not None else ())
    if unknown:
        notes.append(
            note(
                "questions.unregistered",
                f"{counted(len(unknown), 'question')} not registered: {', '.join(unknown)}; give their scale and which "
                "end is good in a CSV file with question, wording, scale, good, role",
                questions=unknown,
            )
        )
    return QuestionList(None if answers is None else answers.basis, tuple(notes), listed)


def _listed(answers: Answers | None, name: str, known: Question | None) -> Listed:
    """Count the answers to one question."""
    here = np.zeros(0, np.bool_)
    scale = known.scale if known else None
    value, person, texts = np.zeros(0), np.zeros(0, np.int64), 0
    if answers is not None and name in answers.questions:
        here = answers.question == answers.questions.index(name)
        value, person = answers.value[here], answers.person[here]
        texts = sum(text is not None for text in answers.text[here])
        named = sorted({str(each) for each in answers.scale[here] if each is not None})
        scale = scale or (", ".join(named) or None)
    numbers = value[~np.isnan(value)]
    return Listed(
        question=name,
        registered=known is not None,
        wording=known.wording if known else None,
        scale=scale,
        good=known.good if known else None,
        top=known.top if known else None,
        role=known.role if known else None,
        about=known.about if known else None,
        least=float(numbers.min()) if len(numbers) else None,
        most=float(numbers.max()) if len(numbers) else None,
        customers=len(np.unique(person)),
        answers=len(numbers),
        texts=texts,
    )
