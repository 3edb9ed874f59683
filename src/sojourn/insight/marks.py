"""From numbers to marks: what each analysis says of a step, a way or an outcome of the map."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from sojourn import analyse, maps
from sojourn.core.answers import Answers
from sojourn.core.expectation import SilentStep
from sojourn.core.statistics import wilson
from sojourn.maps import At, Mark
from sojourn.measure import Estimate

from . import surveys
from .small import Limits

_MET: Mapping[str | None, Literal["met", "missed", "undecided"] | None] = {
    "yes": "met", "no": "missed", "not_decided": "undecided", None: None,
}  # fmt: skip
ELSEWHERE = "elsewhere"
"""Where those went of whom too few went to one place to name it."""
NOTHING = "nothing more"


@dataclass(frozen=True, slots=True)
class Marking:
    """What marks are made with.

    Attributes:
        limits: what is shown of small numbers.
        passed: whether any event of the period fits the map.
    """

    limits: Limits
    passed: bool

    def share(
        self, at: At, measure: maps.Measure, count: int, n: int, share: float | None, low: float | None,
        high: float | None, *, method: str = "share, Wilson", details: tuple[tuple[str, int], ...] = (),
        expected: bool | None = None,
    ) -> Mark:  # fmt: skip
        """Make the mark of a share of n."""
        if not self.passed:
            return Mark(at, measure, "no_events", expected=expected)
        state = self.limits.state(n)
        if state == "too_few":
            return Mark(at, measure, state, n=None, expected=expected, method=method)
        return Mark(
            at, measure, state, share if state == "measured" else None, low, high, n,
            count if state == "measured" else None, method, details=details, expected=expected,
        )  # fmt: skip

    def of_step(self, step: analyse.PassedStep, journeys: int) -> Iterator[Mark]:
        """Say how many came to a step, by which way, how often, and who left."""
        at = At(step.step)
        yield self.share(at, "reach", step.journeys, journeys, step.share, step.share_low, step.share_high)
        yield self._repeats(step)
        if len(step.points) > 1:
            for point in step.points:
                yield self.share(
                    At(step.step, point.point), "branch", point.journeys, step.journeys, point.share, point.share_low,
                    point.share_high, expected=point.expected,
                )  # fmt: skip
        yield self._leaving(step)
        for measure in step.measures:
            yield self._measured(at, measure)

    def _repeats(self, step: analyse.PassedStep) -> Mark:
        at, state = At(step.step), self.limits.state(step.journeys)
        if not self.passed:
            return Mark(at, "repeats", "no_events", unit="times")
        if state == "too_few":
            return Mark(at, "repeats", state, unit="times")
        return Mark(
            at, "repeats", state, step.visits_per_journey if state == "measured" else None,
            step.visits_per_journey_low, step.visits_per_journey_high, step.journeys, step.visits,
            "visits a journey, by customer", unit="times",
        )  # fmt: skip

    def _leaving(self, step: analyse.PassedStep) -> Mark:
        """Say who left here, and where they went."""
        leaving = step.leaving
        rows = [*((went.event, went.journeys) for went in leaving.next), (NOTHING, leaving.none)]
        told = self.limits.protected([row for row in rows if row[1]], ELSEWHERE)
        others = leaving.other + sum(count for name, count in told if name == ELSEWHERE)
        details = (*(row for row in told if row[0] != ELSEWHERE), *([(ELSEWHERE, others)] if others else []))
        return self.share(
            At(step.step), "leaving", leaving.left, leaving.reached, leaving.share, leaving.share_low,
            leaving.share_high, method="stopped here ÷ came, open ones left out, Wilson", details=details,
        )  # fmt: skip

    def _measured(self, at: At, found: analyse.MeasuredStep) -> Mark:
        """Say how a wait, or another number, lies to its target."""
        name: maps.Measure = "wait" if found.name == "wait" else "number"
        unit: Literal["seconds", "number"] = "seconds" if found.unit == "s" else "number"
        n = found.n + found.unfinished + found.waiting
        if not self.passed:
            return Mark(at, name, "no_events", unit=unit, target=found.target, label=found.name)
        if n == 0:
            return Mark(at, name, "not_recorded", unit=unit, target=found.target, label=found.name)
        state = self.limits.state(n)
        if state == "too_few":
            return Mark(at, name, state, unit=unit, target=found.target, label=found.name)
        known = found.p10 is not None and found.median is not None and found.p90 is not None
        quantiles = (found.p10, found.median, found.p90) if known else None
        method = "Kaplan–Meier" if found.method == "kaplan_meier" else "order statistics"
        return Mark(
            at, name, state, found.value if state == "measured" else None, found.low, found.high, n, None,
            f"quantile {found.at:g}, {method}", quantiles if state == "measured" else None,  # type: ignore[arg-type]  # known
            found.target, _MET[found.met] if state == "measured" else None, unit=unit, label=found.name,
            quantile=found.at,
        )  # fmt: skip

    def of_silent(self, step: SilentStep) -> Mark:
        """Say why nothing can be known of a step."""
        return Mark(At(step.id), "reach", "not_observable" if step.reason == "no_contact" else "not_tied")

    def of_link(self, link: analyse.PassedLink) -> Iterator[Mark]:
        """Say how many went on along an expected way, and how long it took."""
        at = At(link.start, to=link.end)
        yield self.share(
            at, "conversion", link.converted, link.reached, link.share, link.share_low, link.share_high,
            method="went on ÷ came, open ones left out, Wilson",
        )  # fmt: skip
        if link.median_seconds is None:
            return
        state = self.limits.state(link.count)
        if state == "too_few":
            yield Mark(at, "time_between", state, unit="seconds")
            return
        quantiles = (link.p10_seconds or 0.0, link.median_seconds, link.p90_seconds or 0.0)
        yield Mark(
            at, "time_between", state, link.median_seconds if state == "measured" else None, link.median_low_seconds,
            link.median_high_seconds, link.count, None, "median, order statistics",
            quantiles if state == "measured" else None, unit="seconds",
        )  # fmt: skip

    def of_choice(self, choice: analyse.PassedChoice, expected: str | None) -> Iterator[Mark]:
        """Say which branch was taken."""
        for branch in choice.branches:
            yield self.share(
                At(choice.step, to=branch.end, option="|".join(branch.options) or None), "branch", branch.journeys,
                choice.decided, branch.share, branch.share_low, branch.share_high,
                expected=None if expected is None else expected in branch.options,
            )  # fmt: skip

    def of_outcome(self, outcome: analyse.MetOutcome, closed: int) -> Mark:
        """Say how journeys turned out."""
        at = At(outcome=outcome.outcome)
        if not outcome.tied or outcome.closed is None:
            return Mark(at, "outcome", "not_tied")
        return self.share(
            at, "outcome", outcome.closed, closed, outcome.share, outcome.share_low, outcome.share_high,
            method="share of closed journeys, Wilson",
        )  # fmt: skip

    def of_answers(
        self, step: maps.Step, answers: Answers | None, registry: surveys.Registry = surveys.NO_REGISTRY
    ) -> Iterator[Mark]:
        """Say how satisfied people were, and how they felt; what was never asked is told as such."""
        at = At(step.id)
        metric = step.metrics.get("satisfaction")
        question = surveys.question_of(step, surveys.known(answers, registry))
        if metric is None and question is None and not step.attributes:
            return
        found = surveys.answered(answers, question, registry, step=step.id) if question else "not_asked"
        target = metric.target if metric is not None and not isinstance(metric.target, str) else None
        if isinstance(found, str):
            yield Mark(at, "satisfaction", found, target=target)
            return
        if metric is not None and metric.metric == "nps":
            score = surveys.promoters(found).score
            yield self._estimated(at, "satisfaction", score, target, method=score.method, of=100)
        else:
            best = metric is not None and metric.kind == "delight"
            said = surveys.delighted(found) if best else surveys.satisfied(found)
            number = int((found.feeling == 2).sum() if best else found.satisfied.sum())
            how = "share at +2, Wilson" if best else "CSAT, Wilson"
            yield self._estimated(at, "satisfaction", said, target, method=how, count=number)
        yield self._estimated(at, "feeling", surveys.felt(found), None, method="mean, Student's t", unit="points")

    def _estimated(
        self, at: At, measure: Literal["satisfaction", "feeling"], found: Estimate, target: float | None, *,
        method: str, count: int | None = None, of: float = 1, unit: Literal["points", "share"] = "share",
    ) -> Mark:  # fmt: skip
        """Make the mark of an estimate; `of` is what one whole is."""
        state = self.limits.state(found.n)
        if state == "too_few" or found.value is None or found.low is None or found.high is None:
            return Mark(at, measure, "too_few", unit=unit, target=target)
        value, low, high = (each / of for each in (found.value, found.low, found.high))
        met: Literal["met", "missed", "undecided"] | None = None
        if target is not None and state == "measured":
            met = "met" if low >= target else "missed" if high < target else "undecided"
        full = state == "measured"
        return Mark(
            at, measure, state, value if full else None, low, high, found.n, count if full else None, method,
            target=target, met=met, unit=unit,
        )  # fmt: skip

    def of_held(self, step: analyse.HeldStep, journeys: int) -> Iterator[Mark]:
        """Say in how many journeys a step deviated from the plan."""
        counts: tuple[tuple[maps.Measure, int], ...] = (
            ("missing", step.missing_journeys),
            ("failed", step.failed_journeys),
            ("ad_hoc", step.ad_hoc_journeys),
            ("out_of_order", step.out_of_order_journeys),
        )
        for measure, count in counts:
            low, high = wilson(count, journeys)
            share = count / journeys if journeys else None
            yield self.share(At(step.step), measure, count, journeys, share, low, high)
