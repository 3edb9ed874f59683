"""Satisfaction delivered: what visitors saw at a touchpoint beside what customers say of it, segment by segment."""

from collections.abc import Mapping, Sequence

import numpy as np

from sojourn import measure
from sojourn.core.answers import Answers
from sojourn.core.errors import InvalidInput
from sojourn.core.small import USUAL, Limits

from .delivered_result import Delivered, DeliveredCell, Said
from .visits_result import Visits

JOURNEY = "the whole journey"
"""Where questions belong that are about no touchpoint."""

ROLES = ("satisfaction", "effort", "recommend", "expectation")


def satisfaction_delivered(
    visits: Visits,
    answers: Answers,
    *,
    desired: Mapping[str, float] | None = None,
    by: str | None = None,
    limits: Limits = USUAL,
) -> Delivered:
    """Lay visits and answers side by side: score and classes of visits, CSAT, CES, NPS, and the level desired.

    CSAT and CES are the share of the best answers of their scale, Wilson's interval; NPS is promoters less detractors,
    adjusted Wald; the level desired is what `desired` says, else the mean of a question with the role `expectation`.
    Visits are not about customers, so every segment has the same. They are never joined into one number: a visitor who
    saw everything right and customers who are not satisfied mean that the criteria miss something.

    Args:
        visits: what `visits` gives.
        answers: with what is known of their questions: a role (satisfaction, effort, recommend, expectation), and the
            touchpoint they are `about`.
        desired: by touchpoint, 0 to 100.
        by: a column that makes segments.
        limits: below which number of customers a number is hidden, or only its interval shown.

    Raises:
        InvalidInput: answers have no such column (`answers.unknown_group`); no question is about a touchpoint
            (`delivered.no_questions`); a level desired is not between 0 and 100 (`delivered.bad_level`).

    Cost: O(answers) for each question and segment.
    """
    if by is not None and by not in answers.groups:
        raise InvalidInput(
            f"answers have no column {by!r}",
            code="answers.unknown_group",
            hint=f"they have {', '.join(answers.groups) or 'none'}",
        )
    places = [each.touchpoint for each in visits.touchpoints]
    off = [name for name, value in (desired or {}).items() if not 0 <= value <= 100]
    if off:
        raise InvalidInput(
            f"the level desired at {off[0]!r} is {(desired or {})[off[0]]:g}, and must lie between 0 and 100",
            code="delivered.bad_level",
            hint="write a share as a percentage, such as 80, or a mean answer in the unit of its scale, such as 4",
        )
    asked = {
        (asked.about or JOURNEY, asked.role): name
        for name, asked in reversed(list(answers.registry.items()))
        if asked.role in ROLES and name in answers.questions and (asked.about is None or asked.about in places)
    }
    if not asked:
        raise InvalidInput(
            "no question with a role is about a touchpoint that was visited",
            code="delivered.no_questions",
            hint=f"write one of {', '.join(places)} into the column about of the table of questions",
        )
    groups = None if by is None else np.array([None if each is None else str(each) for each in answers.groups[by]])
    segments: Sequence[str | None] = [None]
    if groups is not None:
        segments = sorted({str(each) for each in groups if each is not None})
    named = [*places, *([JOURNEY] if any(place == JOURNEY for place, _ in asked) else [])]
    seen = {each.touchpoint: each for each in visits.touchpoints}
    found = []
    for place in named:
        said = {
            role: _said(answers, asked[place, role], role, groups, segments, limits)
            for role in ROLES
            if (place, role) in asked
        }
        for position, segment in enumerate(segments):
            of = {role: cells[position] for role, cells in said.items()}
            level = (desired or {}).get(place)
            if level is None and "expectation" in of:
                level = of["expectation"].value
            found.append(
                DeliveredCell(
                    place,
                    segment,
                    seen.get(place),
                    of.get("satisfaction"),
                    of.get("effort"),
                    of.get("recommend"),
                    level,
                )
            )
    return Delivered(answers.basis, (*visits.notes, *answers.notes), tuple(found), by)


def _said(
    answers: Answers,
    name: str,
    role: str,
    groups: "np.ndarray[tuple[int, ...], np.dtype[np.object_]] | None",
    segments: Sequence[str | None],
    limits: Limits,
) -> list[Said]:
    """Score one question for each segment, and hide what few customers stand behind."""
    asked = answers.registry[name]
    scale = measure.SCALES[asked.scale]
    rows = (answers.question == answers.questions.index(name)) & scale.holds(answers.value) & (answers.weight > 0)
    here = [rows if groups is None else rows & (groups == segment) for segment in segments]
    span = (scale.low, scale.high)
    top = asked.top or (scale.easy if role == "effort" else scale.top) or 0
    found = []
    for chosen in here:
        value, who, weight = answers.value[chosen], answers.person[chosen], answers.weight[chosen]
        if role == "recommend":
            found.append(measure.promoters_of(scale.turned(value, asked.good), who, weight).score)
        elif role == "expectation":
            found.append(measure.mean_of(scale.turned(value, asked.good), who, weight, span=span))
        else:
            found.append(measure.share_of(scale.good(value, asked.good, top), who, weight))
    people = [np.unique(answers.person[chosen]) for chosen in here]
    seen = measure.visibility([len(each) for each in people], people=people, limits=limits)
    hidden = [each.hidden(how, why) for each, how, why in zip(found, seen.shown, seen.reason, strict=True)]
    return [Said(name, each.value, each.low, each.high, each.n, each.shown, each.reason) for each in hidden]
