"""Stated importance: what customers say matters to them, by rating, by sharing points out, or by best and worst.

Sources: constant sum: Comrey, Psychometrika 15 (1950). Best–worst: Finn and Louviere, Journal of Public Policy and
Marketing 11(2) (1992), whose counts these are. Intervals: Student, Biometrika 6 (1908), on the answers these are worth
(Kish, Survey Sampling, 1965).
"""

from collections.abc import Sequence
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from sojourn.core.answers import Answers
from sojourn.core.errors import InvalidInput
from sojourn.core.results import note
from sojourn.core.small import USUAL, Limits
from sojourn.core.words import counted

from .estimates import Estimate, mean_of
from .rated import Rated, rated
from .scores_shares import answered_share
from .sheets import period_of, together
from .stated_result import Stated, StatedItem

Floats = NDArray[np.float64]
KINDS = ("likert_1_5", "likert_1_7", "nps", "constant_sum", "best_worst")


def stated_importance(
    answers: Answers,
    questions: Sequence[str] | None = None,
    *,
    good: Literal["high", "low"] | None = None,
    limits: Limits = USUAL,
) -> Stated:
    """Say how much each of several things matters to customers by their own account.

    How depends on the scale the questions have, which must be the same for all. A rating: its mean, and `importance`
    is where that lies between the ends of the scale. `constant_sum`: the mean share of the points that a sheet gives
    away, what was left empty having got none; `importance` is the share over the largest share. `best_worst`: one
    answer a time that a thing was shown, 1 chosen best, −1 worst, 0 neither; the mean is (best − worst) ÷ shown, and
    `importance` moves that from −1…1 to 0…1.

    People tend to say that everything matters; ratings of importance differ little, points and best–worst force a
    choice. Small numbers are hidden: under 10 customers there is no value, under 30 none is ranked.

    Args:
        questions: which to take; by default all that the register gives the role `importance`, in its order.
        good: whether high or low answers mean more, where no register says so.

    Raises:
        InvalidInput: no such question (`stated.no_questions`), scales of several kinds (`stated.mixed_scales`), one on
            which importance cannot be said (`stated.scale`), a direction that is not stored.

    Cost: O(n log n).
    """
    if questions is None:
        known = answers.registry
        questions = [name for name in known if known[name].role == "importance" and name in answers.questions]
    if not questions:
        raise InvalidInput(
            "no question asks how much something matters",
            code="stated.no_questions",
            hint="give questions the role 'importance' in the register, or name them",
        )
    found = [rated(answers, name, good=good) for name in questions]
    kinds = sorted({each.scale_name for each in found})
    if len(kinds) > 1:
        raise InvalidInput(
            f"importance was asked on {' and '.join(kinds)}, which cannot be compared",
            code="stated.mixed_scales",
            hint="name questions that share a scale",
        )
    kind = kinds[0]
    if kind not in KINDS:
        raise InvalidInput(
            f"importance cannot be read from answers on {kind}",
            code="stated.scale",
            hint=f"ask on one of {', '.join(KINDS)}",
        )
    notes = [*answers.notes, answered_share(answers)]
    if kind == "constant_sum":
        found, told = shared_out(found)
        notes += told
    estimates = [mean_of(each.value, each.person, each.weight, limits=limits, span=_span(each)) for each in found]
    seen = [estimate.hidden(estimate.shown, estimate.reason) for estimate in estimates]
    importance = _importance(found, seen)
    order = sorted(
        (place for place, each in enumerate(seen) if each.shown == "full"), key=lambda place: -importance[place][0]
    )
    people = np.unique(np.concatenate([each.person for each in found]))
    return Stated(
        basis=answers.basis,
        notes=tuple(notes),
        method={"constant_sum": "constant sum", "best_worst": "best–worst counts"}.get(kind, "rating"),
        scale=kind,
        items=tuple(
            StatedItem(
                name=each.name,
                about=each.about,
                wording=each.wording,
                estimate=said.value,
                low=said.low,
                high=said.high,
                importance=None if said.value is None else importance[place][0],
                importance_low=None if said.low is None else importance[place][1],
                importance_high=None if said.high is None else importance[place][2],
                rank=order.index(place) + 1 if place in order else None,
                n=said.n,
                answers=said.answers,
                n_eff=said.n_eff,
                shown=said.shown,
            )
            for place, (each, said) in enumerate(zip(found, seen, strict=True))
        ),
        n=len(people),
        period=period_of(answers, np.isin(answers.question, [answers.questions.index(name) for name in questions])),
    )


def _span(found: Rated) -> tuple[float, float]:
    """Give the ends between which a mean lies."""
    return (0.0, 1.0) if found.scale_name == "constant_sum" else (found.scale.low, found.scale.high)


def _importance(found: Sequence[Rated], seen: Sequence[Estimate]) -> list[tuple[float, float, float]]:
    """Put means and their limits on a scale from nothing to everything."""
    if found[0].scale_name == "constant_sum":
        low, size = 0.0, max((each.value or 0.0 for each in seen), default=0.0) or 1.0
    else:
        low, size = found[0].scale.low, found[0].scale.high - found[0].scale.low

    def lifted(value: float | None) -> float:
        return ((low if value is None else value) - low) / size

    return [(lifted(each.value), lifted(each.low), lifted(each.high)) for each in seen]


def shared_out(found: Sequence[Rated]) -> tuple[list[Rated], list[dict[str, object]]]:
    """Turn points into shares of what each sheet gave away; a thing without an answer on a sheet got nothing.

    Sheets without a point are left out, and said; so are sheets that gave away more or fewer points than the others.
    """
    case = np.concatenate([each.case for each in found])
    sheet, person = together(np.concatenate([each.person for each in found]), case)
    points = np.zeros((len(person), len(found)))
    weight = np.zeros(len(person))
    start = 0
    for place, each in enumerate(found):
        rows = sheet[start : start + len(each.value)]
        points[rows, place] = each.value
        weight[rows] = each.weight
        start += len(each.value)
    total = points.sum(axis=1)
    kept = total > 0
    notes = []
    if not kept.all():
        lost = int(len(kept) - kept.sum())
        notes.append(dict(note("stated.no_points", f"{counted(lost, 'sheet')} without a point left out", sheets=lost)))
    odd = int((np.abs(total[kept] - np.median(total[kept])) > 1e-6 * total[kept]).sum()) if kept.any() else 0
    if odd:
        notes.append(
            dict(
                note(
                    "stated.uneven_points",
                    f"{counted(odd, 'sheet')} gave away more or fewer points than the others; shares of "
                    "each sheet's own points were taken",
                    sheets=odd,
                )
            )
        )
    shares = points[kept] / total[kept, None]
    return [
        Rated(each.name, each.about, each.wording, each.scale_name, each.scale, shares[:, place], person[kept],
              np.flatnonzero(kept), weight[kept])
        for place, each in enumerate(found)
    ], notes  # fmt: skip
