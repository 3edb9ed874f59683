"""Which questions a score is of, and the answers to them that lie on their scale."""

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from sojourn.core.answers import Answers, Question
from sojourn.core.errors import InvalidInput
from sojourn.core.words import counted, listed

from .questions import QuestionsRefused, direction_missing
from .scales import SCALES

Kind = Literal["nps", "csat", "ces"]
"""A score: net promoter, satisfaction, effort."""


def none_left(answers: Answers) -> InvalidInput:
    """Say that there is no answer, and where rows were refused how many, why, and the first of them."""
    if not answers.refused:
        return InvalidInput(
            "there are no answers", code="answers.none", hint="check --since and --until, and whether the file has rows"
        )
    codes = [str(each["code"]) for each in answers.refused]
    why = listed(f"{code} {codes.count(code):,}" for code in dict.fromkeys(codes))
    first = "; ".join(str(each["message"]) for each in answers.refused[:3])
    return InvalidInput(
        f"no answer is left: {counted(len(codes), 'row')} refused ({why}). The first: {first}",
        code="answers.all_refused",
        hint="--refused FILE writes them all",
    )


ROLE_OF = {"nps": "recommend", "csat": "satisfaction", "ces": "effort"}
"""The role of the questions that a score is of."""


@dataclass(frozen=True, slots=True, eq=False)
class Asked:
    """The answers to one question that lie on its scale.

    Attributes:
        question: as it is registered.
        top: how many of the best answers count.
        rows: places of the answers among all answers.
        outside: answers that lie off the scale, and are left out.
    """

    question: Question
    top: int
    rows: NDArray[np.int64]
    outside: int


def asked_of(answers: Answers, kind: Kind, question: str | Sequence[str] | None = None) -> list[Asked]:
    """Find the questions of a score.

    Args:
        question: their names; by default all that were answered and are registered for it: for nps by its scale or the
            role `recommend`, for csat by the role `satisfaction`, for ces by the role `effort`. A question that nobody
            registered is an nps question where its answers name that scale.

    Raises:
        InvalidInput: `question.direction_missing` where nobody says which answers are good; `question.not_answered`;
            `question.wrong_scale`; `question.none` where no question is one for this score.
    """
    if not len(answers):
        raise none_left(answers)
    if question is None:
        names = _meant(answers, kind)
    else:
        names = [question] if isinstance(question, str) else list(question)
    for name in names:
        if name not in answers.questions:
            near = get_close_matches(name, answers.questions, 2, 0.5)
            listed = ", ".join(answers.questions) or "none"
            raise QuestionsRefused(
                f"nobody answered a question {name}; answered were {listed}",
                code="question.not_answered",
                hint=f"did you mean {' or '.join(near)}?" if near else "name one of those",
                names=[name],
            )
    known = {name: _registered(answers, name, kind) for name in names}
    aimless = [name for name, found in known.items() if found is None or not found.good]
    if aimless:
        raise direction_missing(aimless)
    return [_asked(answers, found, kind) for found in known.values() if found is not None]


def top_of(question: Question, kind: Kind) -> int:
    """Say how many of the best answers count.

    Raises:
        InvalidInput: `question.wrong_scale` where the score is not one of that scale.
    """
    scale = SCALES[question.scale]
    usual = scale.easy if kind == "ces" else scale.top
    if kind == "nps" and question.scale != "nps":
        usual = None
    if usual is None:
        right = {"nps": "nps", "csat": "likert_1_5, likert_1_7, nps, faces, sam_1_9 or yes_no",
                 "ces": "likert_1_5, likert_1_7 or yes_no"}[kind]  # fmt: skip
        raise QuestionsRefused(
            f"question {question.id} is answered on {question.scale}, of which there is no {kind}",
            code="question.wrong_scale",
            hint=f"{kind} takes questions on {right}",
            names=[question.id],
        )
    return usual if question.top is None or kind == "nps" else question.top


def _meant(answers: Answers, kind: Kind) -> list[str]:
    """Find the questions that were asked for a score."""
    found, unknown = [], []
    for place, name in enumerate(answers.questions):
        known = answers.registry.get(name)
        if known is None:
            named = _named(answers, place)
            if kind == "nps" and named == "nps":
                found.append(name)
            elif named in ("likert_1_5", "likert_1_7", "faces", "yes_no"):
                unknown.append(name)
        elif known.role == ROLE_OF[kind] or (kind == "nps" and known.scale == "nps" and known.role is None):
            found.append(name)
    if found:
        return found
    if unknown and kind != "nps":
        raise direction_missing(unknown)
    role = ROLE_OF[kind]
    raise InvalidInput(
        f"none of the questions that were answered is registered for {kind}: {', '.join(answers.questions) or 'none'}",
        code="question.none",
        hint=f"name one with --question (in Python question), or register it with the role {role}"
        + (" or scale nps" if kind == "nps" else ""),
    )


def _registered(answers: Answers, name: str, kind: Kind) -> Question | None:
    """Give what is known of a question; a scale that has a direction of its own is enough for nps."""
    known = answers.registry.get(name)
    if known is None and kind == "nps" and _named(answers, answers.questions.index(name)) in ("nps", None):
        return Question(name, name, "nps", "high", role="recommend")
    return known


def _named(answers: Answers, place: int) -> str | None:
    """Give the scale that most answers to a question name."""
    named = [str(scale) for scale in answers.scale[answers.question == place] if scale is not None]
    return max(sorted(set(named)), key=named.count) if named else None


def _asked(answers: Answers, question: Question, kind: Kind) -> Asked:
    top = top_of(question, kind)
    place = answers.questions.index(question.id)
    rows = np.flatnonzero((answers.question == place) & ~np.isnan(answers.value))
    inside = SCALES[question.scale].holds(answers.value[rows])
    # Where answers name their scale, those on another are not answers to this question.
    inside &= np.array([scale in (None, question.scale) for scale in answers.scale[rows]], np.bool_)
    return Asked(question, top, rows[inside], int((~inside).sum()))
