"""How important each step is: what customers say, and what goes with how they judge the whole."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sojourn import maps, measure
from sojourn.core.answers import Answers, Question
from sojourn.core.results import note
from sojourn.core.small import Limits

from . import surveys

Floats = NDArray[np.float64]
Notes = tuple[Mapping[str, object], ...]

WHOLE = ("outcome", "recommend")
"""What a question about the whole is asked for; the first registered one is what importance is derived from."""


@dataclass(frozen=True, slots=True, eq=False)
class Importance:
    """How important a step is, from 0 to 1.

    Attributes:
        value: what enters criticality: stated, or the mean of stated and derived where both are there.
        stated, derived: the parts; None where there is none.
        n: customers who said so; None where the map says it without a number.
        said, person, weight: what they said, 0 to 1, who and how much it counts, row for row; for draws.
    """

    value: float
    stated: float | None
    derived: float | None
    n: int | None = None
    said: Floats | None = None
    person: NDArray[np.int64] | None = None
    weight: Floats | None = None

    def limits(self) -> tuple[float | None, float | None]:
        """Give the 95 % interval of what customers say, Student's t; what was derived does not vary.

        None where nobody was asked, or one alone.
        """
        if self.said is None or self.stated is None:
            return None, None
        found = measure.mean_of(self.said, self.person, self.weight)
        if found.low is None or found.high is None or found.value is None:
            return None, None
        ends = [min(1.0, max(0.0, self.stated + end - found.value)) for end in (found.low, found.high)]
        low, high = ends if self.derived is None else [(end + self.derived) / 2 for end in ends]
        return low, high


@dataclass(frozen=True, slots=True, eq=False)
class Importances:
    """How important steps are.

    Attributes:
        step: each step of which anything is known.
        drivers: what derived importance comes from; None where it could not be worked out.
        notes: why.
    """

    step: Mapping[str, Importance]
    drivers: measure.Drivers | None
    notes: Notes


def importances(
    map: maps.JourneyMap, answers: Answers | None, registry: surveys.Registry, limits: Limits
) -> Importances:
    """Put stated and derived importance of each step on 0 to 1.

    Stated: the mean answer between the ends of its scale; of points given out, a step's share of those of the step with
    most. Answers go before what the map says; too few answers are not read. Derived: the step's part of what ratings
    explain of the judgement of the whole, as a share of the largest part; it counts only where it is usable, and says
    what goes with that judgement, not what would change it.

    Cost: that of `measure.drivers` without draws.
    """
    known = surveys.known(answers, registry)
    stated = _stated(map, answers, known, limits)
    found, notes = _derived(map, answers, known)
    derived: dict[str, float] = {}
    if found is not None:
        by_question = {surveys.question_of(step, known): step.id for step in map.steps}
        most = max((each.weight for each in found.drivers), default=0.0)
        derived = {by_question[each.name]: each.weight / most for each in found.drivers if most > 0}
    steps = {}
    for step in map.steps:
        said, drawn = stated.get(step.id), derived.get(step.id)
        parts = [value for value in (None if said is None else said.value, drawn) if value is not None]
        if parts:
            value = sum(parts) / len(parts)
            one = None if said is None else said.value
            steps[step.id] = (
                Importance(value, one, drawn)
                if said is None
                else Importance(value, one, drawn, said.n, said.said, said.person, said.weight)
            )
    return Importances(steps, found, notes)


def _stated(
    map: maps.JourneyMap, answers: Answers | None, known: surveys.Registry, limits: Limits
) -> dict[str, Importance]:
    """Read what customers say matters, else what the map says they do."""
    found: dict[str, Importance] = {}
    points: dict[str, str] = {}
    for step in map.steps:
        metric = step.metrics.get("importance")
        if metric is not None and metric.stated is not None:
            value = (metric.stated - 1) / 4
            found[step.id] = Importance(value, value, None)
        places = {step.id, *(point.id for point in step.touchpoints)}
        asked = [each for each in known.values() if each.role == "importance" and each.about in places]
        if metric is not None and metric.question is not None and metric.question in known:
            asked = [known[metric.question]]
        for each in asked[:1]:
            said = _said(answers, each)
            if said is None or len(np.unique(said.person)) < limits.hidden:
                continue
            if each.scale == "constant_sum":
                points[step.id] = each.id
                continue
            scale = said.scale
            one = (said.turned - scale.low) / (scale.high - scale.low)
            found[step.id] = _from(said, one, float(said.weight @ one / said.weight.sum()))
    return found | _given_out(answers, known, points)


def _given_out(answers: Answers | None, known: surveys.Registry, points: Mapping[str, str]) -> dict[str, Importance]:
    """Read points as `measure.stated_importance` does: the mean share of what a sheet gave away, over the largest."""
    if answers is None or not points:
        return {}
    told = measure.with_registry(answers, known)
    names = {each.id: None for each in known.values() if each.role == "importance" and each.scale == "constant_sum"}
    listed = [name for name in (names | dict.fromkeys(points.values())) if name in told.questions]
    shared = {each.name: each for each in measure.shared_out([measure.rated(told, name) for name in listed])[0]}
    means = {name: float(each.weight @ each.value / each.weight.sum()) for name, each in shared.items()
             if each.weight.sum() > 0}  # fmt: skip
    most = max(means.values(), default=0.0)
    if most <= 0:
        return {}
    return {
        step: Importance(
            means[name] / most, means[name] / most, None, len(np.unique(shared[name].person)),
            np.minimum(shared[name].value / most, 1.0), shared[name].person, shared[name].weight,
        )
        for step, name in points.items()
    }  # fmt: skip


def _from(said: surveys.Answered, one: Floats, value: float) -> Importance:
    """Put what customers say, each from 0 to 1, together with its weighted mean."""
    return Importance(value, value, None, len(np.unique(said.person)), one, said.person, said.weight)


def _said(answers: Answers | None, asked: Question) -> surveys.Answered | None:
    """Give the answers to a question about importance; which way it points is registered with it."""
    if answers is None or asked.id not in answers.questions:
        return None
    rows = np.flatnonzero((answers.question == answers.questions.index(asked.id)) & ~np.isnan(answers.value))
    rows = rows[measure.SCALES[asked.scale].holds(answers.value[rows]) & (answers.weight[rows] > 0)]
    if not len(rows):
        return None
    return surveys.taken(answers, asked, rows)


def _derived(
    map: maps.JourneyMap, answers: Answers | None, known: surveys.Registry
) -> tuple[measure.Drivers | None, Notes]:
    """Work out what goes with the judgement of the whole, where it is asked and there is enough to say."""
    if answers is None:
        return None, ()
    whole = next((each for each in known.values() if each.role in WHOLE and each.id in answers.questions), None)
    rated = list(dict.fromkeys(surveys.question_of(step, known) for step in map.steps))
    asked = [each for each in rated if each in answers.questions and each in known]
    asked = [each for each in asked if whole is not None and each != whole.id]
    if whole is None or len(asked) < 2:
        return None, ()
    try:
        found = measure.drivers(answers, whole.id, asked, not_met=asked, bootstrap=0)
    except measure.DriversRefused as refused:
        return None, (note(refused.code, f"importance was not derived from ratings: {refused.message}"),)
    if not found.usable:
        return None, (
            note("drivers.not_usable", f"importance was not derived from ratings: what goes with {whole.id} cannot be "
                 "told apart from chance, or too few answered"),
        )  # fmt: skip
    return found, ()
