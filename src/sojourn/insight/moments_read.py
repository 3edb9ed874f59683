"""What is read of a map and of lived journeys before anything is judged."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

import numpy as np

from sojourn import analyse, maps, measure
from sojourn.core.analysis import Journeys
from sojourn.core.answers import Answers
from sojourn.core.expectation import Expectation
from sojourn.core.journeys import Cases
from sojourn.core.small import Limits

from . import surveys
from .importance import Importances
from .moments_parts import Critical, Experimented, Lever, StepMoment
from .rated import EARLIER, RatedStep
from .signals import MomentsFound, Observed, Reaction


def cut_as_told(journeys: Journeys, expectation: Expectation) -> Journeys:
    """Cut journeys as the map says, unless they come cut in another way than by customer."""
    told = expectation.cases
    return replace(journeys, cases=told) if told is not None and journeys.cases == Cases() else journeys


@dataclass(frozen=True, slots=True)
class Read:
    """What was read, before anything is judged."""

    map: maps.JourneyMap
    passage: analyse.PassageResult
    answers: Answers | None
    known: surveys.Registry
    rated: Mapping[str, RatedStep]
    importance: Importances
    lever: Mapping[str, Lever]
    limits: Limits

    def passed(self, step: str) -> analyse.PassedStep | None:
        """Give what became of a step that leaves events."""
        return next((each for each in self.passage.steps if each.step == step), None)

    def said(self, step: maps.Step) -> "surveys.Answered | str":
        """Give what was answered, or a word why there is nothing."""
        question = surveys.question_of(step, self.known)
        return surveys.answered(self.answers, question, self.known, step=step.id) if question else "not_asked"

    def observed(self, step: maps.Step) -> Observed:
        """Give what the signals of a step rest on."""
        said, passed, rated = self.said(step), self.passed(step.id), self.rated.get(step.id)
        reaction = _reaction(said) if isinstance(said, surveys.Answered) else None
        left = None
        if passed is not None and passed.leaving.reached >= self.limits.hidden:
            left = (passed.leaving.left, passed.leaving.reached)
        stake = None if rated is None else rated.stake
        alike = stake is not None and stake.adjusted is not None and set(stake.equal) > {EARLIER}
        lever = self.lever.get(step.id)
        return Observed(step.id, stake, reaction, None if lever is None else lever.value, left, alike)

    def step(
        self, step: maps.Step, found: MomentsFound, critical: Critical, tried: tuple[Experimented, ...]
    ) -> StepMoment:
        """Put together what is found of a step."""
        said = self.said(step)
        metric = step.metrics.get("satisfaction")
        satisfaction = feeling = reaction = None
        lever = self.lever.get(step.id)
        state = str(said)
        if isinstance(said, surveys.Answered):
            satisfaction, feeling, reaction = satisfaction_of(said, metric), surveys.felt(said), _reaction(said)
            state = self.limits.state(satisfaction.n)
        share = found.breaking.share.get(step.id)
        target = metric.target if metric is not None and not isinstance(metric.target, str) else None
        return StepMoment(
            step=step.id,
            name=step.does,
            contact=step.kind == "contact",
            question=surveys.question_of(step, self.known),
            state=state,
            satisfaction=satisfaction,
            target=target,
            expected=next((each.score for each in step.feels if each.score is not None), None),
            feeling=feeling,
            rated=self.rated.get(step.id),
            p_adjusted=found.p_adjusted.get(step.id),
            critical=critical,
            leverage=None if lever is None else lever.value,
            leverage_low=None if lever is None else lever.low,
            leverage_high=None if lever is None else lever.high,
            reaction=reaction,
            leaving=share,
            reasons=self.reasons(step),
            signals=MappingProxyType(found.judged[step.id]),
            verdict="moment" if step.id in found.moments else "candidate" if step.id in found.candidates else None,
            expert=step.moment_of_truth is not None and step.moment_of_truth.flag in ("expert", "both"),
            experiments=tried,
        )

    def reasons(self, step: maps.Step) -> tuple[tuple[str, int], ...]:
        """Count why customers say they left, where a registered question about the step asks it in words."""
        if self.answers is None:
            return ()
        places = {step.id, *(point.id for point in step.touchpoints)}
        said: dict[str, set[int]] = {}
        for place, name in enumerate(self.answers.questions):
            asked = self.known.get(name)
            if asked is None or asked.about not in places or asked.role in (*surveys.RATED, "importance"):
                continue
            for row in np.flatnonzero(self.answers.question == place):
                if self.answers.text[row] is not None:
                    said.setdefault(str(self.answers.text[row]), set()).add(int(self.answers.person[row]))
        rows = sorted(((word, len(people)) for word, people in said.items()), key=lambda row: (-row[1], row[0]))
        return self.limits.protected(rows, "other reasons") if rows else ()


def _reaction(said: surveys.Answered) -> Reaction | None:
    """Say how strongly people feel; None where nobody answered."""
    size = np.abs(said.feeling)
    strong = measure.mean_of(size, said.person, said.weight, span=(0.0, 2.0))
    extreme = measure.share_of(size == 2, said.person, said.weight)
    if strong.value is None or extreme.value is None:
        return None
    return Reaction(strong.n, strong.value, extreme.value, strong.low, strong.high, extreme.low, extreme.high)


def satisfaction_of(said: surveys.Answered, metric: maps.Metric | None) -> measure.Estimate:
    """Estimate satisfaction as the map asks for it: as the share of net promoters, delighted or satisfied."""
    if metric is not None and metric.metric == "nps":
        score = surveys.promoters(said).score
        value, low, high = (None if each is None else each / 100 for each in (score.value, score.low, score.high))
        return replace(score, value=value, low=low, high=high, spread=score.spread / 10_000)
    return surveys.delighted(said) if metric is not None and metric.kind == "delight" else surveys.satisfied(said)
