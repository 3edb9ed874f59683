"""Gaps of the steps of a map: what is wanted, planned or had elsewhere, minus what customers get."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from sojourn import analyse, maps, measure
from sojourn.core.analysis import Journeys
from sojourn.core.answers import Answers
from sojourn.core.journeys import Basis
from sojourn.core.results import note, percent
from sojourn.core.small import Limits
from sojourn.core.statistics import benjamini_hochberg

from . import surveys
from .competitors import check_competitors
from .gap import Mean, Rate, gap
from .gaps_parts import RANGES, Score, StepGap, feeling_of, level_of, score_of, told
from .gaps_result import GapsResult
from .moments_read import cut_as_told
from .rated import SEGMENT

Floats = NDArray[np.float64]
NO_COMPETITORS: Mapping[str, float] = MappingProxyType({})
_DEVIATIONS = (
    ("missing", "missing"), ("failed", "failed"), ("ad_hoc", "ad hoc"), ("out_of_order", "out of order"),
)  # fmt: skip


def gaps(
    map: maps.JourneyMap,
    journeys: Journeys,
    *,
    registry: surveys.Registry = surveys.NO_REGISTRY,
    against: maps.JourneyMap | None = None,
    staff: Answers | None = None,
    competitors: Mapping[str, float] = NO_COMPETITORS,
    segment: str | None = SEGMENT,
    weight: str | None = None,
    hidden_below: int = 10,
    thin_below: int = 30,
) -> GapsResult:
    """Find, step by step, where customers get less than is wanted; each gap with its interval and whether it decides.

    | kind | wanted | got |
    |---|---|---|
    | target | the map's target, of the step or of an attribute | what customers answer |
    | importance | how important they say it is | how they rate it, the same customers on the same scale |
    | state | the feeling that another map wants | the feeling measured |
    | plan | as planned | the share of journeys that deviate: missing, failed, ad hoc, out of order |
    | staff | what staff think customers feel or get | what customers say |
    | segment | the best segment | each other segment |
    | competitor | a competitor's score | ours |

    A gap is `short` or `met` when its whole interval says so; else it is not decided, which is not the same as none.
    The best of several segments is best by luck too, so a gap to it is rather too large.

    With `weight` levels are weighted, and intervals as wide as the effective number of answers makes them; n stays the
    number of customers. Answers of weight 0 do not count. Journeys have no weight, so gaps to the plan stay as they
    are; what staff say counts by the weights that came with it.

    Args:
        map: the map; it is not changed.
        journeys: what was lived; cut as the map says, unless they come cut in another way than by customer.
        registry: what is known of questions, by id: which way each scale points, and what it is about.
        against: a planned or target map, whose feelings are wanted; steps belong together by their ids.
        staff: what staff answered to the same questions.
        competitors: by the id of a step, a competitor's score in the unit of the step's own.
        segment: the property that says who belongs together; None for no comparison. The usual `segment` is passed over
            where events have none.
        weight: the property that says how much an answer counts; 1 where an answer has none.
        hidden_below, thin_below: limits of small numbers.

    Raises:
        InvalidInput: no step of the map is tied to events, the limits are too low, a weight is below 0 or all are 0
            (`answers.bad_weight`), events have no property that `segment` names (`unknown-property`), or a competitor's
            score is of no step of the map or lies off the scale of the step's own (0.8, not 80, for 80 %).

    Cost: some passes over the events.
    """
    limits = Limits(hidden_below, thin_below)
    expectation = maps.expect(map)
    journeys = cut_as_told(journeys, expectation)
    answers = surveys.counting(surveys.of_journeys(journeys, expectation, segment=segment, weight=weight))
    known = surveys.known(answers, registry)
    check_competitors(map, competitors, known)
    held = analyse.conformance(journeys, expectation)
    found = Held(map, answers, known, limits)
    rows: list[StepGap] = []
    for step in map.steps:
        rows += found.targets(step)
        rows += found.importance(step)
        rows += found.state(step, against)
        rows += found.plan(step, held)
        rows += found.staff(step, staff)
        rows += found.segments(step, segment)
        rows += found.competitor(step, competitors)
    return GapsResult(
        basis=held.basis,
        notes=tuple(_notes(found, rows, held.basis)),
        map_id=map.id,
        map_version=map.version,
        title=map.title,
        gaps=adjusted(rows),
        limits=limits,
    )


def adjusted(rows: Sequence[StepGap]) -> tuple[StepGap, ...]:
    """Adjust the tests for as many as are compared."""
    tested = [place for place, row in enumerate(rows) if row.p is not None]
    values = benjamini_hochberg([rows[place].p or 0.0 for place in tested])
    found = dict(zip(tested, values, strict=True))
    return tuple(replace(row, p_adjusted=found.get(place)) for place, row in enumerate(rows))


@dataclass(frozen=True, slots=True)
class Held:
    """What gaps are made of."""

    map: maps.JourneyMap
    answers: Answers | None
    known: surveys.Registry
    limits: Limits

    def said(self, question: str | None, step: maps.Step | None = None) -> surveys.Answered | None:
        """Give the answers to a question that has a direction; about a step, those after a contact with it."""
        about = None if step is None else step.id
        found = surveys.answered(self.answers, question, self.known, step=about) if question else "not_asked"
        return found if isinstance(found, surveys.Answered) else None

    def scored(self, step: maps.Step) -> Score | None:
        """Give how well a step did."""
        said = self.said(surveys.question_of(step, self.known), step)
        return None if said is None else score_of(said, step.metrics.get("satisfaction"))

    def targets(self, step: maps.Step) -> Iterator[StepGap]:
        """Hold what customers say against the targets of a step and of its attributes."""
        metric, score = step.metrics.get("satisfaction"), self.scored(step)
        if metric is not None and isinstance(metric.target, int | float) and score is not None:
            yield self._against(step, "satisfaction", float(metric.target), score)
        for each in step.attributes:
            said = self.said(each.question, step)
            if said is None or each.target is None or not len(said.value):
                continue
            rated = score_of(said, maps.Metric(metric="rating"))
            if rated is not None:
                yield self._against(step, each.name, each.target, rated)

    def _against(self, step: maps.Step, about: str, wanted: float, score: Score) -> StepGap:
        found = gap("target", wanted=wanted, got=score.level)
        return told(
            found, step, about, unit=score.unit, range=score.range, wanted=wanted, got=score.value, n=score.n,
            limits=self.limits,
        )  # fmt: skip

    def importance(self, step: maps.Step) -> Iterator[StepGap]:
        """Hold how important customers say a step is against how they rate it, customer by customer."""
        places = {step.id, *(point.id for point in step.touchpoints)}
        asked = [each for each in self.known.values() if each.role == "importance" and each.about in places]
        rated = self.said(surveys.question_of(step, self.known), step)
        if not asked or rated is None:
            return
        weighed = self.said(asked[0].id)
        if weighed is None or weighed.asked.scale != rated.asked.scale:
            return
        both = np.intersect1d(weighed.person, rated.person)
        if not len(both):
            return
        (wanted, one), (got, other) = (_by_customer(each, both) for each in (weighed, rated))
        counts = (one + other) / 2
        yield told(
            gap("importance", wanted=0.0, got=_paired(got - wanted, counts)), step, "importance − rating",
            unit="points", range=rated.scale.high - rated.scale.low, wanted=float(np.average(wanted, weights=counts)),
            got=float(np.average(got, weights=counts)), n=len(both), limits=self.limits,
        )  # fmt: skip

    def state(self, step: maps.Step, against: maps.JourneyMap | None) -> Iterator[StepGap]:
        """Hold the feeling that another map wants against the one measured."""
        other = next((each for each in against.steps if each.id == step.id), None) if against is not None else None
        wanted = next((each.score for each in other.feels if each.score is not None), None) if other else None
        said = self.said(surveys.question_of(step, self.known), step)
        score = None if said is None else feeling_of(said)
        if wanted is None or score is None:
            return
        yield told(
            gap("state", wanted=wanted, got=score.level), step, "feeling wanted − measured", unit="feeling",
            range=RANGES["feeling"], wanted=wanted, got=score.value, n=score.n, limits=self.limits,
        )  # fmt: skip

    def plan(self, step: maps.Step, held: analyse.ConformanceResult) -> Iterator[StepGap]:
        """Say in how many journeys a step was not as planned, by the kind of deviation; kinds that never came are not.

        Fewer journeys with a deviation than may be shown are not told either: they are not missing but hidden.
        """
        own = next((each for each in held.steps if each.step == step.id), None)
        if own is None or not held.journeys:
            return
        for name, word in _DEVIATIONS:
            number = int(getattr(own, f"{name}_journeys"))
            if number >= self.limits.hidden:
                found = gap("plan", got=Rate(number, held.journeys))
                yield told(
                    found, step, word, unit="share", range=1.0, wanted=0.0, got=number / held.journeys,
                    n=held.journeys, limits=self.limits,
                )  # fmt: skip

    def staff(self, step: maps.Step, staff: Answers | None) -> Iterator[StepGap]:
        """Hold what staff say against what customers say, by the same question."""
        question, score = surveys.question_of(step, self.known), self.scored(step)
        if staff is None or question is None or score is None:
            return
        said = surveys.answered(staff, question, self.known)
        if not isinstance(said, surveys.Answered):
            return
        theirs = score_of(said, step.metrics.get("satisfaction"))
        if theirs is None:
            return
        found = gap("staff", wanted=theirs.level, got=score.level)
        yield told(
            found, step, "staff − customers", unit=score.unit, range=score.range, wanted=theirs.value,
            got=score.value, n=min(theirs.n, score.n), limits=self.limits,
        )  # fmt: skip

    def by_segment(self, step: maps.Step, segment: str | None) -> dict[str, Score]:
        """Give the score of each segment that may be shown beside the whole."""
        said = self.said(surveys.question_of(step, self.known), step)
        if said is None or segment is None or self.answers is None or segment not in self.answers.groups:
            return {}
        labels = self.answers.groups[segment][said.rows]
        names = sorted({str(each) for each in labels if each is not None})
        cells = {name: said.only(np.array([each == name for each in labels], np.bool_)) for name in names}
        without = said.only(np.array([each is None for each in labels], np.bool_))
        people = [np.unique(each.person) for each in (*cells.values(), without)]
        seen = measure.visibility([len(each) for each in people], people=people, limits=self.limits).shown
        metric = step.metrics.get("satisfaction")
        scores = {
            name: score_of(each, metric)
            for (name, each), state in zip(cells.items(), seen[: len(cells)], strict=True)
            if state != "hidden"
        }
        return {name: score for name, score in scores.items() if score is not None}

    def segments(self, step: maps.Step, segment: str | None) -> Iterator[StepGap]:
        """Hold each segment against the best of those that enough customers stand behind."""
        scores = self.by_segment(step, segment)
        best = best_of(scores, self.limits)
        if best is None:
            return
        for name, score in scores.items():
            if name != best:
                found = gap("segment", wanted=scores[best].level, got=score.level)
                yield told(
                    found, step, f"{best} − {name}", unit=score.unit, range=score.range, wanted=scores[best].value,
                    got=score.value, n=score.n, limits=self.limits, segment=name, other=best,
                )  # fmt: skip

    def competitor(self, step: maps.Step, competitors: Mapping[str, float]) -> Iterator[StepGap]:
        """Hold a competitor's score against ours."""
        score = self.scored(step)
        if step.id in competitors and score is not None:
            found = gap("competitor", wanted=competitors[step.id], got=score.level)
            yield told(
                found, step, "competitor − ours", unit=score.unit, range=score.range, wanted=competitors[step.id],
                got=score.value, n=score.n, limits=self.limits,
            )  # fmt: skip


def best_of(scores: Mapping[str, Score], limits: Limits) -> str | None:
    """Name the best of those that enough customers stand behind; None where there are fewer than two scores."""
    full = {name: score for name, score in scores.items() if score.n >= limits.thin}
    return max(full, key=lambda name: full[name].value) if full and len(scores) > 1 else None


def _by_customer(said: surveys.Answered, people: NDArray[np.int64]) -> tuple[Floats, Floats]:
    """Give the weighted mean answer of each of some customers, and the mean weight of their answers."""
    own = np.isin(said.person, people)
    place, weight = np.searchsorted(people, said.person[own]), said.weight[own]
    total = np.bincount(place, weight)
    return np.bincount(place, weight * said.turned[own]) / total, total / np.bincount(place)


def _paired(differences: Floats, weight: Floats) -> Mean:
    """Give the mean of differences, one a customer, worth as many as their weights leave."""
    return level_of(measure.mean_of(differences, None, weight))


def _notes(found: Held, rows: Sequence[StepGap], basis: Basis) -> Iterator[Mapping[str, object]]:
    """Say what the reader must know."""
    answers = found.answers
    if answers is None or not len(answers):
        yield note("gaps.no_answers", "no answers of customers: gaps to targets, importance and segments are not known")
    elif answers.asked:
        share = (answers.responded or 0) / answers.asked
        told = f"{percent(share)} of those who were sent a survey answered"
        if len(set(answers.asked_by.values())) > 1:
            shares = (str(each["message"]) for each in answers.notes if each["code"] == "answered_share")
            told = next(shares, told)
        yield note("gaps.response", f"{told}; intervals say nothing of the others",
                   asked=answers.asked, responded=answers.responded)  # fmt: skip
    yield from surveys.early(found.map, answers, found.known)
    yield from (each for each in surveys.doubtful(answers, found.known) if each["code"] != "answered_share")
    for step in found.map.steps:
        asked = surveys.question_of(step, found.known)
        said = surveys.answered(answers, asked, found.known) if asked else "not_asked"
        if said == "no_direction":
            yield note(
                "question.direction_missing",
                f"“{step.does}”: {asked} is not registered, so whether high or low answers are good is not known",
                step=step.id, question=asked,
            )  # fmt: skip
    if any(row.kind == "segment" for row in rows):
        yield note("gaps.best_segment", "the best of several segments is best by luck too: gaps to it are rather too "
                   "large")  # fmt: skip
    if any(row.kind == "plan" for row in rows):
        yield from surveys.several(basis)
    if any(row.verdict == "not decided" for row in rows):
        yield note("gaps.not_decided", "not decided is not the same as no gap: the interval holds 0")
