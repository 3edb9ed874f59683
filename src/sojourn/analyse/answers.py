"""Answers to surveys, as they stand among the events."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from sojourn.core.analysis import Journeys
from sojourn.core.answers import Answers
from sojourn.core.errors import InvalidInput
from sojourn.core.expectation import Expectation
from sojourn.core.journeys import Basis, Cases, JourneyBatch, Source
from sojourn.core.results import note

from .answers_read import Words, carried, given, numbers, words
from .contacts import Contacts, contacts_of, cut_whole
from .matching import matcher
from .matching_names import as_kept
from .retention_births import check_breakdown
from .steps import known

ANSWERED, SENT = "survey.answered", "survey.sent"
"""The events that carry an answer, and that say who was asked."""

OF_ANSWER = ("channel", "survey", "step", "touchpoint", "lang")
"""What an answering event says of itself alone; every other group is a fact of the customer."""
GROUPS = (*OF_ANSWER, "segment")
"""Groups that are given when none are named, where events have them."""

Counts = Mapping[str | None, tuple[int, int]]
"""Customers sent, and of these answered, by survey."""


@dataclass(frozen=True, slots=True, eq=False)
class _Piece:
    """The answers of some customers, people and cases numbered from 0."""

    people: int
    cases: int
    person: NDArray[np.int64]
    case: NDArray[np.int64]
    value: NDArray[np.float64]
    text: NDArray[np.object_]
    said: NDArray[np.object_]
    at: NDArray[np.int64]
    weight: NDArray[np.float64]
    words: Mapping[str, Words]
    replaced: int
    unread: int
    sent: tuple[int, int]
    by_survey: Counts
    surveys: frozenset[tuple[str, str | None]]
    met: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class CollectAnswers:
    """Take the answers of a batch.

    Counts: of several answers of one customer to one question in one journey the latest, and of those at one instant
        the one recorded last; the others are `replaced`.
    Unread: an answer without a question, or with neither a number nor a text. Words where a number was meant are kept
        as text, and in `said`: only the scale of the question says whether `9/10` is one.
    Groups: `OF_ANSWER` is read from the answering event. Any other property is a fact of the customer: its value at the
        answer, else the latest value that the customer's events had until then, in whichever journey.
    Asked: customers who were sent any survey; they responded when they answered one that they were sent. A survey
        without a name stands for any.
    Met: with `contacts` batches hold whole customers and are cut here, so that a contact in another journey, or in
        none, is seen.

    Attributes:
        code, sent: the events that carry an answer, and that say who was asked; -1 for none.
        question, answer, text, scale, survey, weight: properties; None for those that events do not have.
        groups: further properties, and `channel`.
        channels: names by code.
        kinds: the type of each property.
        contacts: what a contact with a step is; None where nobody asks.
        cases, events, observed_until: how whole customers are cut.
    """

    code: int
    sent: int
    question: str
    answer: str | None
    text: str | None
    scale: str | None
    survey: str | None
    weight: str | None
    groups: tuple[str, ...]
    channels: tuple[str, ...]
    kinds: Mapping[str, str]
    contacts: Contacts | None = None
    cases: Cases = field(default_factory=Cases)
    events: tuple[str, ...] = ()
    observed_until: int | None = None

    @property
    def columns(self) -> frozenset[str]:
        """Name the properties of an answer."""
        named = (self.question, self.answer, self.text, self.scale, self.survey, self.weight, *self.groups)
        found = frozenset(name for name in named if name is not None and name in self.kinds)
        if self.contacts is None:
            return found
        key = [name for name in (self.cases.key,) if name is not None and name in self.kinds]
        return found | self.contacts.matcher.columns | frozenset(key)

    def partial(self, batch: JourneyBatch) -> _Piece:
        """Take the answers of whole customers."""
        whole, stood = batch, None
        if self.contacts is not None:
            made, stood = cut_whole(batch, self.cases, self.events, self.observed_until)
            batch = made.batch
        rows = np.flatnonzero(batch.event == self.code)
        sent, by_survey = self._asked(batch, rows)
        value = numbers(batch, self.answer, rows, self.kinds)
        said = given(batch, None, self.answer, rows, value)
        text = given(batch, self.text, self.answer, rows, value)
        question = words(batch, self.question, rows, self.channels)
        readable = (question.codes >= 0) & (~np.isnan(value) | np.array(text != None, np.bool_))  # noqa: E711 - by entry
        journey = np.searchsorted(batch.offsets, rows, side="right") - 1
        kept = np.flatnonzero(readable)
        keys = journey[kept] * (len(question.names) + 1) + question.codes[kept]
        # The last of each key: unique finds the first of those that it is given.
        _, last = np.unique(keys[::-1], return_index=True)
        unread, replaced = len(rows) - len(kept), len(kept) - len(last)
        kept = np.sort(kept[len(kept) - 1 - last])
        at, journey = rows[kept], journey[kept]
        told = {"question": question.at(kept)}
        if self.scale is not None:
            told["scale"] = words(batch, self.scale, at, self.channels)
        for name in self.groups:
            found = words(batch, name, at, self.channels)
            told[f"group {name}"] = found if name in OF_ANSWER else carried(batch, name, at, found)
        weight = numbers(batch, self.weight, at, self.kinds) if self.weight else np.ones(len(at))
        people, person = np.unique(batch.customer[journey], return_inverse=True)
        cases, case = np.unique(journey, return_inverse=True)
        return _Piece(
            people=len(people),
            cases=len(cases),
            person=person.reshape(-1).astype(np.int64),
            case=case.reshape(-1).astype(np.int64),
            value=value[kept],
            text=text[kept],
            said=said[kept],
            at=batch.time[at],
            weight=weight,
            words=told,
            replaced=replaced,
            unread=unread,
            sent=sent,
            by_survey=by_survey,
            surveys=self._surveys(batch, at, told["question"]),
            met=np.zeros((0, len(at)), np.bool_) if stood is None or self.contacts is None
            else self.contacts.met(whole, stood[at]),
        )  # fmt: skip

    def merge(self, a: _Piece, b: _Piece) -> _Piece:
        """Put the answers of later customers behind those of earlier ones."""
        surveys = dict(a.by_survey)
        for name, (sent, answered) in b.by_survey.items():
            before = surveys.get(name, (0, 0))
            surveys[name] = before[0] + sent, before[1] + answered
        return _Piece(
            people=a.people + b.people,
            cases=a.cases + b.cases,
            person=np.concatenate([a.person, b.person + a.people]),
            case=np.concatenate([a.case, b.case + a.cases]),
            value=np.concatenate([a.value, b.value]),
            text=np.concatenate([a.text, b.text]),
            said=np.concatenate([a.said, b.said]),
            at=np.concatenate([a.at, b.at]),
            weight=np.concatenate([a.weight, b.weight]),
            words={name: found.joined(b.words[name]) for name, found in a.words.items()},
            replaced=a.replaced + b.replaced,
            unread=a.unread + b.unread,
            sent=(a.sent[0] + b.sent[0], a.sent[1] + b.sent[1]),
            by_survey=surveys,
            surveys=a.surveys | b.surveys,
            met=np.concatenate([a.met, b.met], axis=1),
        )

    def finish(self, partial: _Piece, basis: Basis) -> Answers:
        """Give names to codes."""
        questions, codes = partial.words["question"].sorted()
        asked, responded = partial.sent
        scale = partial.words["scale"].spelt() if "scale" in partial.words else _nothing(len(partial.value))
        unweighed = np.isnan(partial.weight)
        if len(unweighed) and unweighed.all():
            raise InvalidInput(
                f"{self.weight!r} cannot weigh answers: it holds no number at any of {len(unweighed):,}",
                code="answers.bad_weight",
                hint="name a property of the answers themselves that holds numbers from 0 up, or leave the weight out",
            )
        return Answers(
            questions=questions,
            question=codes,
            person=partial.person,
            case=partial.case,
            value=partial.value,
            text=partial.text,
            said=partial.said,
            scale=scale,
            at=partial.at,
            weight=np.where(unweighed, 1.0, partial.weight),
            groups=MappingProxyType({name: partial.words[f"group {name}"].spelt() for name in self.groups}),
            asked=asked or None,
            responded=responded if asked else None,
            asked_by=MappingProxyType(_by_question(questions, partial) if asked else {}),
            replaced=partial.replaced,
            unread=partial.unread,
            basis=basis,
            notes=(*_told(partial.by_survey), *self._unweighed(int(unweighed.sum()), len(unweighed))),
            met=MappingProxyType(
                {} if self.contacts is None
                else {step: partial.met[place] for place, (step, _) in enumerate(self.contacts.steps)}
            ),
        )  # fmt: skip

    def _unweighed(self, without: int, n: int) -> list[Mapping[str, object]]:
        """Say how many answers count 1 for want of a number."""
        if not without:
            return []
        message = f"{self.weight!r} holds no number at {without:,} of {n:,} answers: each of these counts 1"
        return [note("answers.unweighed", message, weight=self.weight, unweighed=without, answers=n)]

    def _surveys(
        self, batch: JourneyBatch, rows: NDArray[np.int64], question: Words
    ) -> frozenset[tuple[str, str | None]]:
        """Say of which surveys the answers to each question are."""
        if self.survey is None or not len(rows):
            return frozenset((name, None) for name in question.sorted()[0])
        survey = words(batch, self.survey, rows, self.channels)
        width = len(survey.names) + 1
        pairs = np.unique(question.codes.astype(np.int64) * width + survey.codes + 1).tolist()
        names = (None, *survey.names)
        return frozenset((question.names[pair // width], names[pair % width]) for pair in pairs)

    def _asked(self, batch: JourneyBatch, answered: NDArray[np.int64]) -> tuple[tuple[int, int], Counts]:
        """Count who was sent a survey, and who of these answered it."""
        rows = np.flatnonzero(batch.event == self.sent)
        if self.sent < 0 or not len(rows):
            return (0, 0), {}
        nothing = Words(np.full(len(rows) + len(answered), -1, np.int32), ())
        both = np.concatenate([rows, answered])
        survey = words(batch, self.survey, both, self.channels) if self.survey else nothing
        who = batch.customer[np.searchsorted(batch.offsets, both, side="right") - 1]
        width = len(survey.names) + 1
        pairs = np.unique(who[: len(rows)] * width + survey.codes[: len(rows)] + 1)
        said = np.unique(who[len(rows) :] * width + survey.codes[len(rows) :] + 1)
        person, which = pairs // width, pairs % width
        # A survey without a name, sent or answered, stands for any.
        met = np.isin(pairs, said) | np.isin(person * width, said) | ((which == 0) & np.isin(person, said // width))
        names = (None, *survey.names)
        sent, back = np.bincount(which, minlength=width), np.bincount(which[met], minlength=width)
        counts = {name: (int(sent[i]), int(back[i])) for i, name in enumerate(names) if sent[i]}
        return (len(np.unique(person)), len(np.unique(person[met]))), counts


def answers(
    journeys: Journeys,
    *,
    event: str = ANSWERED,
    question: str = "question",
    answer: str = "answer",
    scale: str = "scale",
    text: str = "answer_text",
    survey: str = "survey",
    sent: str = SENT,
    weight: str | None = None,
    groups: Sequence[str] | None = None,
    expectation: Expectation | None = None,
) -> Answers | None:
    """Give the answers to surveys among the events; None when events carry none.

    `CollectAnswers` says which answers count, and whose they are. Answers in no journey are not seen; repeats are never
    merged, whatever was chosen.

    Args:
        event: the event that carries an answer.
        question, answer, text, scale: its properties: which question, what was answered as a number and in words, and
            on which scale.
        survey: the property that says which survey an answer belongs to, and which was sent.
        sent: the event that says who was asked.
        weight: the property that says how much an answer counts; where it holds no number, as where it is null, an
            answer counts 1, and a note says how many these are.
        groups: properties to give beside each answer, such as `segment`, and `channel`; by default those of `GROUPS`
            that events have.
        expectation: say of each answer which of these steps the customer had met by then: `Answers.met`. Journeys cut
            by customer are cut as `Expectation.cases` says, where it says anything.

    Raises:
        InvalidInput: events do not have a property that `groups` or `weight` names, or it holds times or amounts; or
            `weight` holds no number at any answer (`answers.bad_weight`).

    Cost: O(events), O(answers log answers), and some 100 bytes an answer.
    """
    events: Sequence[str] = tuple(journeys.source.events)
    kinds = journeys.source.properties
    if event not in events or question not in kinds or not (answer in kinds or text in kinds):
        return None
    if groups is None:
        groups = tuple(name for name in GROUPS if name == "channel" or name in kinds)
    for name in groups:
        check_breakdown(name, journeys.source)
    if weight is not None:
        check_weight(weight, journeys.source)

    def had(name: str) -> str | None:
        return name if name in kinds else None

    spec = CollectAnswers(
        code=events.index(event),
        sent=events.index(sent) if sent in events else -1,
        question=question,
        answer=had(answer),
        text=had(text),
        scale=had(scale),
        survey=had(survey),
        weight=weight,
        groups=tuple(dict.fromkeys(groups)),
        channels=tuple(journeys.source.channels),
        kinds=dict(kinds),
    )
    if expectation is not None:
        source, cases = journeys.source, journeys.cases
        if expectation.cases is not None and cases == Cases():
            cases = expectation.cases
        ready = matcher(as_kept(expectation, kinds), events, source.channels, kinds)
        spec = replace(
            spec, contacts=contacts_of(expectation, ready, events, event), cases=cases, events=tuple(events),
            observed_until=journeys.observed_until,
        )  # fmt: skip
        journeys = replace(journeys, cases=Cases())
    # Repeats of the event are answers to other questions: to merge them would lose all but the first.
    return journeys.engine.run(replace(journeys, collapse=False), spec)


def check_weight(name: str, source: Source) -> None:
    """Refuse what weighs nothing.

    Raises:
        InvalidInput: events do not have the property, or it is the channel, or holds times or amounts.
    """
    kind = "words" if name == "channel" else {"timestamp": "times", "money": "amounts"}.get(known(name, source) or "")
    if kind is not None:
        raise InvalidInput(
            f"{name!r} cannot weigh answers: it holds {kind}", code="answers.bad_weight",
            hint="name a property of the answers that holds numbers from 0 up",
        )  # fmt: skip


def _by_question(questions: Sequence[str], found: _Piece) -> dict[str, tuple[int, int]]:
    """Give the counts of its own survey to each question whose answers are all of one that was sent by name."""
    counts = {}
    for name in questions:
        surveys = [survey for asked, survey in found.surveys if asked == name]
        if len(surveys) == 1 and surveys[0] is not None and surveys[0] in found.by_survey:
            counts[name] = found.by_survey[surveys[0]]
    return counts


def _told(surveys: Counts) -> list[Mapping[str, object]]:
    """Say how many answered of those who were sent each survey."""
    if not surveys:
        return []
    named = sorted(surveys.items(), key=lambda each: (each[0] is None, each[0] or ""))
    parts = [
        f"{name or 'without a name'} {answered:,} of {sent:,} ({100 * answered / sent:.1f} %)"
        for name, (sent, answered) in named
    ]
    return [
        note(
            "answered_share",
            f"answered of those who were sent the survey: {', '.join(parts)}",
            surveys=[{"survey": name, "sent": sent, "answered": answered} for name, (sent, answered) in named],
        )
    ]


def _nothing(n: int) -> NDArray[np.object_]:
    return np.full(n, None, np.object_)
