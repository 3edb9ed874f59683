"""What people said at a step: satisfaction and feeling, from the answers among the events.

A customer may answer more than once; answers of one customer hang together, and the interval is as wide as that makes
it. n counts customers.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from sojourn.core.answers import Answers
from sojourn.core.statistics import student, wilson

Z = 1.959963984540054


@dataclass(frozen=True, slots=True)
class Scale:
    """A scale on which more is better.

    Attributes:
        low, high: its ends.
        satisfied: from which answer on somebody counts as satisfied.
        zero, step: the neutral answer, and how many points of feeling (−2 to +2) one step up is worth.
    """

    low: float
    high: float
    satisfied: float
    zero: float
    step: float


SCALES: Mapping[str, Scale] = MappingProxyType(
    {
        "likert_1_5": Scale(1, 5, 4, 3, 1.0),
        "likert_1_7": Scale(1, 7, 6, 4, 2 / 3),
        "nps": Scale(0, 10, 9, 5, 0.4),
        "faces": Scale(-2, 2, 1, 0, 1.0),
        "sam_1_9": Scale(1, 9, 7, 5, 0.5),
        "yes_no": Scale(0, 1, 1, 0.5, 4.0),
    }
)
"""Scales by the name that an answer gives; on all more is better. Satisfied is the top two of five, of seven and
of five faces, the top three of nine, a promoter, or yes."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """An estimate with its 95 % interval.

    Attributes:
        n: customers.
        answers: how many answers they gave.
        count: of how many answers the share is made; None for a mean.
    """

    value: float
    low: float
    high: float
    n: int
    answers: int
    method: str
    count: int | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Answered:
    """The answers to one question that lie on its scale.

    Attributes:
        value, person: row for row.
        outside: answers that lie off the scale and are left out.
    """

    scale: Scale
    value: NDArray[np.float64]
    person: NDArray[np.int64]
    outside: int

    @property
    def n(self) -> int:
        """How many customers answered."""
        return len(np.unique(self.person))


def answered(answers: Answers | None, question: str) -> Answered | None:
    """Give the answers to a question; None when nobody was asked, or no answer names a scale that is known.

    Where answers name several scales, the one most answers name is read, and the others count as outside.
    """
    if answers is None or question not in answers.questions:
        return None
    asked = answers.question == answers.questions.index(question)
    rows = np.flatnonzero(asked & ~np.isnan(answers.value))
    named = [str(answers.scale[row]) for row in rows if answers.scale[row] in SCALES]
    if not named:
        return None
    name = min(set(named), key=lambda each: (-named.count(each), each))
    scale = SCALES[name]
    value = answers.value[rows]
    on = np.array([answers.scale[row] == name for row in rows], np.bool_) & (value >= scale.low) & (value <= scale.high)
    return Answered(scale, value[on], answers.person[rows][on], int(len(rows) - on.sum()))


def satisfied(found: Answered) -> Estimate | None:
    """Estimate the share of answers that say satisfied (CSAT): Wilson's interval on the effective number of answers.

    Source: Kish's design effect for answers that come in clusters; Wilson, J. Am. Stat. Assoc. 22 (1927).
    """
    if not len(found.value):
        return None
    yes = (found.value >= found.scale.satisfied).astype(np.float64)
    share, size = float(yes.mean()), effective(yes, found.person)
    low, high = wilson(share * size, size)
    assert low is not None and high is not None
    return Estimate(share, low, high, found.n, len(yes), "CSAT, Wilson", int(yes.sum()))


def promoters(found: Answered) -> Estimate | None:
    """Estimate the net promoter score, from −1 to 1: adjusted Wald on the effective number of answers.

    Source: Rocks, Stat. Neerlandica 70 (2016).
    """
    if not len(found.value):
        return None
    score = (found.value >= 9).astype(np.float64) - (found.value <= 6)
    size = effective(score, found.person)
    adjusted = size + 3
    for_it = (float((score > 0).mean()) * size + 0.75) / adjusted
    against = (float((score < 0).mean()) * size + 0.75) / adjusted
    centre = for_it - against
    half = Z * math.sqrt((for_it + against - centre * centre) / adjusted)
    value = float(score.mean())
    return Estimate(value, max(-1.0, centre - half), min(1.0, centre + half), found.n, len(score), "NPS, adjusted Wald")


def felt(found: Answered) -> Estimate | None:
    """Estimate the mean feeling from −2 to +2: the mean of answers, its error from sums by customer.

    The interval has Student's t with one degree of freedom less than there are customers; with fewer than four there is
    none.
    """
    if found.n < 4:
        return None
    feeling = np.clip((found.value - found.scale.zero) * found.scale.step, -2, 2)
    mean = float(feeling.mean())
    half = student(found.n - 1) * math.sqrt(_cluster_variance(feeling, found.person))
    return Estimate(mean, max(-2.0, mean - half), min(2.0, mean + half), found.n, len(feeling), "mean by customer")


def effective(value: NDArray[np.float64], person: NDArray[np.int64]) -> float:
    """Say how many independent answers these are worth: as many as there are, divided by the design effect.

    Where nobody answered twice, all of them; where all answers are equal, one a customer.
    """
    n = len(value)
    spread = float(((value - value.mean()) ** 2).mean())
    people = len(np.unique(person))
    if people == n:
        return float(n)
    if spread == 0 or people < 2:
        return float(people)
    effect = max(1.0, _cluster_variance(value, person) / (spread / n))
    return n / effect


def _cluster_variance(value: NDArray[np.float64], person: NDArray[np.int64]) -> float:
    """Give the variance of the mean when answers of one customer hang together."""
    _, who = np.unique(person, return_inverse=True)
    sums = np.bincount(who, value - value.mean())
    people = len(sums)
    return float(people / (people - 1) * (sums**2).sum() / len(value) ** 2)
