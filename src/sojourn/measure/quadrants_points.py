"""The points of importance and performance, from answers to questions about the same thing.

Source: Kish, Survey Sampling (1965), section 6.5, for variances of means from sums by customer.
"""

from collections.abc import Iterator, Mapping
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from sojourn.core.answers import Answers
from sojourn.core.errors import InvalidInput
from sojourn.core.results import count, note, percent
from sojourn.core.small import USUAL, Limits

from .quadrants import Cross, importance_performance
from .quadrants_result import Point, Quadrants
from .rated import Rated, rated
from .scores_shares import answered_share
from .sheets import period_of

Floats = NDArray[np.float64]


def importance_points(
    answers: Answers, pairs: Mapping[str, tuple[str, str]] | None = None, *, good: Literal["high", "low"] | None = None
) -> tuple[Point, ...]:
    """Make a point of every two questions that ask how much a thing matters and how well it was done.

    Means count all who answered each question; their variances, and how they hang together, come from sums by customer,
    so that who answered both, or twice, is one customer. `n` is the smaller number of customers of the two.

    Args:
        pairs: for each thing the question about its importance and the one about its performance; by default questions
            of the roles `importance` and `satisfaction` about the same thing.
        good: which answers are good, or say that something matters more, where no register does.

    Raises:
        InvalidInput: `quadrants.no_pairs`, or a question nobody answered, of an unknown scale or direction.

    Cost: O(n log n).
    """
    named = _pairs(answers) if pairs is None else dict(pairs)
    if not named:
        raise InvalidInput(
            "no two questions ask how much a thing matters and how well it was done",
            code="quadrants.no_pairs",
            hint="give questions the roles importance and satisfaction, about the same thing, in the register",
        )
    points = []
    for name, (importance, performance) in named.items():
        matters, done = rated(answers, importance, good=good), rated(answers, performance, good=good)
        (x, x_var, x_sums), (y, y_var, y_sums) = _mean(matters), _mean(done)
        both = sorted(x_sums.keys() & y_sums.keys())
        covariance = sum(x_sums[person] * y_sums[person] for person in both)
        people = min(len(x_sums), len(y_sums))
        known = people > 1
        if known:
            covariance *= np.sqrt(len(x_sums) * len(y_sums) / ((len(x_sums) - 1) * (len(y_sums) - 1)))
        points.append(
            Point(
                name=name,
                importance=x,
                performance=y,
                importance_var=x_var if known else None,
                performance_var=y_var if known else None,
                covariance=float(covariance) if known else None,
                n=people,
            )
        )
    return tuple(points)


def quadrants_of(
    answers: Answers,
    pairs: Mapping[str, tuple[str, str]] | None = None,
    *,
    cross: Cross = "mean",
    good: Literal["high", "low"] | None = None,
    limits: Limits = USUAL,
) -> Quadrants:
    """Do both: make the points from answers, and sort them; the diagonal is drawn where all share a scale."""
    from dataclasses import replace  # noqa: PLC0415 - start-up

    named = _pairs(answers) if pairs is None else dict(pairs)
    points = importance_points(answers, named, good=good)
    scales = {rated(answers, question, good=good).scale_name for pair in named.values() for question in pair}
    found = importance_performance(points, cross=cross, same_scale=len(scales) == 1, limits=limits)
    asked = [answers.questions.index(question) for pair in named.values() for question in pair]
    period = period_of(answers, np.isin(answers.question, asked))
    notes = (*answers.notes, answered_share(answers), *_over_whom(answers, named), *found.notes)
    return replace(found, basis=answers.basis, notes=notes, period=period)


def _over_whom(answers: Answers, named: Mapping[str, tuple[str, str]]) -> Iterator[Mapping[str, object]]:
    """Say over whom means are taken, and how many answered each question, where not all answered all."""
    wanted = dict.fromkeys(question for pair in named.values() for question in pair)
    people = {name: np.unique(answers.person[answers.question == answers.questions.index(name)]) for name in wanted}
    if all(np.array_equal(people[one], people[other]) for one, other in named.values()):
        return
    parts = []
    for name, who in people.items():
        asked = answers.share_of(name)
        share = f" of {count(asked[0])} ({percent(len(who) / asked[0])})" if asked and len(who) <= asked[0] else ""
        parts.append(f"{name} {count(len(who))}{share}")
    yield note(
        "quadrants.over_whom",
        f"each mean is over all who answered its question, and n the smaller number of the two: {', '.join(parts)}; "
        "`sojourn gaps` compares only those who answered both",
        answered={name: len(who) for name, who in people.items()},
    )  # fmt: skip


def _pairs(answers: Answers) -> dict[str, tuple[str, str]]:
    """Find the questions about the same thing, in the order of the register."""
    known = {name: asked for name, asked in answers.registry.items() if name in answers.questions}
    roles = {
        role: {asked.about: name for name, asked in known.items() if asked.role == role and asked.about}
        for role in ("importance", "satisfaction")
    }
    return {
        about: (name, roles["satisfaction"][about])
        for about, name in roles["importance"].items()
        if about in roles["satisfaction"]
    }


def _mean(found: Rated) -> tuple[float, float, dict[int, float]]:
    """Give a weighted mean, its variance by customer, and what each customer adds to its error."""
    total = float(found.weight.sum())
    if not len(found.value) or total <= 0:
        raise InvalidInput(
            f"nobody answered {found.name!r} on its scale", code="question.unanswered", hint="leave the question out"
        )
    mean = float(found.weight @ found.value) / total
    people, who = np.unique(found.person, return_inverse=True)
    sums = np.bincount(who, found.weight * (found.value - mean)) / total
    many = len(people)
    variance = float(sums @ sums) * many / (many - 1) if many > 1 else 0.0
    return mean, variance, dict(zip(people.tolist(), sums.tolist(), strict=True))
