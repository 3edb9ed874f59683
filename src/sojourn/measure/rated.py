"""The answers to one question, turned so that more is more, with the scale they lie on."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from sojourn.core.answers import Answers
from sojourn.core.errors import InvalidInput

from .questions import direction_missing
from .scales import SCALES, Scale

Floats = NDArray[np.float64]
UNDIRECTED = frozenset({"constant_sum", "best_worst", "yes_no"})
"""Scales on which more can only mean more."""


@dataclass(frozen=True, slots=True, eq=False)
class Rated:
    """Answers to a question; n rows.

    Attributes:
        about: what it asks about; its name where that is not known.
        scale_name, scale: as registered, else as the answers name it.
        value: (n,) float64; where low was good, turned round.
        person, case, weight: (n,) as in `Answers`.
    """

    name: str
    about: str
    wording: str | None
    scale_name: str
    scale: Scale
    value: Floats
    person: NDArray[np.int64]
    case: NDArray[np.int64]
    weight: Floats


def rated(answers: Answers, name: str, *, good: Literal["high", "low"] | None = None) -> Rated:
    """Give the answers to a question that lie on its scale.

    Args:
        good: which answers are good, or say more, where no registry does.

    Raises:
        InvalidInput: nobody answered it, it names no scale or several, or its direction is not stored.
    """
    if name not in answers.questions:
        from difflib import get_close_matches  # noqa: PLC0415 - start-up: only for names that are not there

        near = get_close_matches(name, answers.questions, 1, 0.5)
        raise InvalidInput(
            f"nobody answered a question called {name!r}",
            code="question.unanswered",
            hint=f"did you mean {near[0]!r}?" if near else f"there are {', '.join(answers.questions) or 'none'}",
        )
    rows = np.flatnonzero((answers.question == answers.questions.index(name)) & ~np.isnan(answers.value))
    asked = answers.registry.get(name)
    named = sorted({str(each) for each in answers.scale[rows] if each in SCALES}) if asked is None else [asked.scale]
    if len(named) != 1:
        raise InvalidInput(
            f"the scale of {name!r} is not known" if not named else f"answers to {name!r} name {' and '.join(named)}",
            code="question.scale_missing",
            hint="say in the register which scale it has",
        )
    way = good if asked is None else asked.good
    if way is None and named[0] not in UNDIRECTED:
        raise direction_missing([name])
    scale = SCALES[named[0]]
    value = answers.value[rows]
    on = scale.holds(value)
    return Rated(
        name,
        name if asked is None or asked.about is None else asked.about,
        None if asked is None else asked.wording,
        named[0],
        scale,
        scale.turned(value[on], way or "high"),
        answers.person[rows][on],
        answers.case[rows][on],
        answers.weight[rows][on],
    )
