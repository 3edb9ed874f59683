"""What people said at a step: which question asks about it, how satisfied they are, and how they feel.

The arithmetic is that of `measure`; what is decided here is which answers belong to a step of a map.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from sojourn import analyse, maps, measure
from sojourn.core.analysis import Journeys
from sojourn.core.answers import Answers, Question
from sojourn.core.expectation import Expectation
from sojourn.core.journeys import Basis
from sojourn.core.results import note
from sojourn.core.words import counted, joined

Registry = Mapping[str, Question]
NO_REGISTRY: Registry = MappingProxyType({})

RATED = ("satisfaction", "effort", "feeling", "recommend")
"""What a question about a step may be asked for, so that its answers say how well the step did."""
BEFOREHAND = ("importance", "expectation")
"""What is asked before a contact as well as after it."""


@dataclass(frozen=True, slots=True, eq=False)
class Answered:
    """The answers to one question that lie on its scale.

    Attributes:
        asked: the question.
        value, person, weight: row for row.
        rows: (n,) int64, the rows of the answers they were taken from.
        outside: answers that lie off the scale, or name another one, and are left out.
        early: answers that came before any contact with the step they are about, or without one, and are left out.
    """

    asked: Question
    value: NDArray[np.float64]
    person: NDArray[np.int64]
    weight: NDArray[np.float64]
    rows: NDArray[np.int64]
    outside: int = 0
    early: int = 0

    def only(self, kept: NDArray[np.bool_]) -> "Answered":
        """Keep some of them."""
        return replace(
            self, value=self.value[kept], person=self.person[kept], weight=self.weight[kept], rows=self.rows[kept]
        )

    @property
    def scale(self) -> measure.Scale:
        """Give the scale."""
        return measure.SCALES[self.asked.scale]

    @property
    def top(self) -> int:
        """Say how many of the best answers count as satisfied, or as easy where effort was asked."""
        usual = self.scale.easy if self.asked.role == "effort" else self.scale.top
        return self.asked.top or usual or 1

    @property
    def turned(self) -> NDArray[np.float64]:
        """Give the answers so that more is better."""
        return self.scale.turned(self.value, self.asked.good)

    @property
    def satisfied(self) -> NDArray[np.bool_]:
        """Say of each answer whether it counts as satisfied."""
        return self.scale.good(self.value, self.asked.good, self.top)

    @property
    def feeling(self) -> NDArray[np.float64]:
        """Give each answer as a feeling from -2 to +2."""
        return np.clip((self.turned - (self.scale.zero or 0)) * (self.scale.step or 1), -2, 2)


def question_of(step: maps.Step, registry: Registry) -> str | None:
    """Name the question that says how well a step did: the map's, else the first registered one about it."""
    metric = step.metrics.get("satisfaction")
    if metric is not None and metric.question is not None:
        return metric.question
    places = {step.id, *(point.id for point in step.touchpoints)}
    return next((each.id for each in registry.values() if each.role in RATED and each.about in places), None)


def known(answers: Answers | None, registry: Registry) -> Registry:
    """Join what is known of questions: what came with the answers, and what is said now, which goes before."""
    return registry if answers is None else {**answers.registry, **registry}


def of_journeys(
    journeys: Journeys, expectation: Expectation, *, segment: str | None, weight: str | None
) -> Answers | None:
    """Give the answers to surveys among the events, with the property that says who belongs together.

    Raises:
        InvalidInput: events do not have the property, unless it is the one that is looked for where nobody names one;
            and as `analyse.answers`.
    """
    groups = None
    if segment is not None and segment not in analyse.GROUPS:
        usual = [name for name in analyse.GROUPS if name == "channel" or name in journeys.source.properties]
        groups = (*usual, segment)
    return analyse.answers(journeys, weight=weight, expectation=expectation, groups=groups)


def counting(answers: Answers | None) -> Answers | None:
    """Leave answers of weight 0 out: they do not count, nor do customers who gave no others.

    Raises:
        InvalidInput: `answers.bad_weight`: a weight is below 0 or no number, or all are 0.
    """
    if answers is None or not len(answers):
        return answers
    counts = measure.checked_weights(answers.weight) > 0
    return answers if counts.all() else measure.chosen(answers, counts)


def answered(
    answers: Answers | None, question: str, registry: Registry = NO_REGISTRY, *, step: str | None = None
) -> Answered | Literal["not_asked", "no_direction", "off_scale"]:
    """Give the answers to a question, or a word why there are none.

    `no_direction`: the question is not registered, so that nobody has said whether high or low answers are good; it is
    not guessed. An answer that names another scale than the registered one, or lies off it, is left out and counted.
    So is one that came before any contact with `step`, or without one: it cannot be about it. That is not asked of
    questions about importance and expectations, of steps that no events but answers show, nor of answers from files.

    `off_scale`: so many numbers lie off the registered scale that those left are no sample; see `measure.off_scale`.
    """
    if answers is None or question not in answers.questions:
        return "not_asked"
    asked = known(answers, registry).get(question)
    if asked is not None:
        answers = replace(answers, value=measure.values_of(answers, asked))
    rows = np.flatnonzero((answers.question == answers.questions.index(question)) & ~np.isnan(answers.value))
    if not len(rows):
        return "not_asked"
    if asked is None and set(answers.scale[rows]) == {"nps"}:
        asked = Question(question, "", "nps", "high")  # the only scale of these whose direction is part of what it is
    if asked is None or measure.SCALES[asked.scale].zero is None:
        return "no_direction"
    if measure.off_scale_of(answers, asked).withheld:
        return "off_scale"
    same = np.array([each is None or each == asked.scale for each in answers.scale[rows]], np.bool_)
    on = same & measure.SCALES[asked.scale].holds(answers.value[rows])
    outside, rows = int(len(rows) - on.sum()), rows[on]
    kept = rows[_met(answers, asked, step)[rows]]
    return replace(taken(answers, asked, kept), outside=outside, early=len(rows) - len(kept))


def _met(answers: Answers, asked: Question, *steps: str | None) -> NDArray[np.bool_]:
    """Say of each answer whether the customer had met one of the steps by then, as far as that is known."""
    found = [answers.met.get(step or "") for step in steps]
    there = [each for each in found if each is not None]
    if asked.role in BEFOREHAND or not there or len(there) < len(found):
        return np.ones(len(answers), np.bool_)
    return np.asarray(np.logical_or.reduce(there), np.bool_)


def after_contact(map: maps.JourneyMap, answers: Answers | None, registry: Registry) -> Answers | None:
    """Leave ratings of steps out that came before any contact with the step, as `answered` does, whatever is asked."""
    if answers is None or not answers.met:
        return answers
    told = known(answers, registry)
    about: dict[str, list[str]] = {}
    for step in map.steps:
        for name in (question_of(step, told), *(each.question for each in step.attributes)):
            if name is not None and name in told:
                about.setdefault(name, []).append(step.id)
    keep = np.ones(len(answers), np.bool_)
    for name, steps in about.items():
        if name in answers.questions:
            rows = answers.question == answers.questions.index(name)
            keep &= ~rows | _met(answers, told[name], *steps)
    return answers if keep.all() else measure.chosen(answers, keep)


def early(map: maps.JourneyMap, answers: Answers | None, registry: Registry) -> Iterator[Mapping[str, object]]:
    """Say how many answers are left out since they came before any contact with the step they are about."""
    told = known(answers, registry)
    counts: dict[str, int] = {}
    for step in map.steps:
        names = dict.fromkeys((question_of(step, told), *(each.question for each in step.attributes)))
        found = [answered(answers, name, told, step=step.id) for name in names if name]
        number = sum(each.early for each in found if isinstance(each, Answered))
        if number:
            counts[step.id] = number
    if counts:
        names = {step.id: step.does for step in map.steps}
        told_by = joined([f"{number:,} about “{names[step]}”" for step, number in counts.items()])
        yield note(
            "answers.before_contact",
            f"{counted(sum(counts.values()), 'answer')} left out that came before any contact with the step, or "
            f"without one: {told_by}",
            answers=sum(counts.values()), steps=counts,
        )  # fmt: skip


def taken(answers: Answers, asked: Question, rows: NDArray[np.int64]) -> Answered:
    """Take some rows of answers."""
    return Answered(asked, answers.value[rows], answers.person[rows], answers.weight[rows], rows)


def satisfied(found: Answered) -> measure.Estimate:
    """Estimate the share of answers that say satisfied (CSAT)."""
    return measure.share_of(found.satisfied, found.person, found.weight)


def delighted(found: Answered) -> measure.Estimate:
    """Estimate the share of answers that are as good as can be: a feeling of +2."""
    return measure.share_of(found.feeling == 2, found.person, found.weight)


def promoters(found: Answered) -> measure.Promoters:
    """Work out the net promoter score."""
    return measure.promoters_of(found.turned, found.person, found.weight)


def felt(found: Answered) -> measure.Estimate:
    """Estimate the mean feeling from -2 to +2."""
    return measure.mean_of(found.feeling, found.person, found.weight, span=(-2.0, 2.0))


def rating_means(
    map: maps.JourneyMap, answers: Answers | None, registry: Registry = NO_REGISTRY
) -> Mapping[str, measure.Estimate]:
    """Give the mean answer about each step that was rated, in points of its scale, turned so that more is better.

    Args:
        answers: what customers said, such as `analyse.answers` gives it.
        registry: what is known of questions, by id.
    """
    told = known(answers, registry)
    found: dict[str, measure.Estimate] = {}
    for step in map.steps:
        question = question_of(step, told)
        said = answered(answers, question, registry, step=step.id) if question else "not_asked"
        if isinstance(said, Answered) and len(said.value):
            span = (said.scale.low, said.scale.high)
            found[step.id] = measure.mean_of(said.turned, said.person, said.weight, span=span)
    return MappingProxyType(found)


def several(basis: Basis) -> Iterator[Mapping[str, object]]:
    """Say where customers have several journeys, each of which counts for itself."""
    if basis.journeys > basis.customers:
        yield note(
            "repeated_customers",
            f"{basis.journeys:,} journeys are of {basis.customers:,} customers: intervals of shares of journeys take "
            "each for itself, and are rather too narrow",
            journeys=basis.journeys, customers=basis.customers,
        )  # fmt: skip


def doubtful(answers: Answers | None, registry: Registry) -> tuple[Mapping[str, object], ...]:
    """Say what is doubtful about answers, and which lie off their scale; see `measure.doubts`."""
    if answers is None or not len(answers):
        return ()
    told = measure.with_registry(answers, registry)
    found = (*told.notes, *measure.doubts(told))
    return tuple({str(each["message"]): each for each in found}.values())
