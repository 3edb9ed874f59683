"""What a gap of a step is: its parts, and the scores that are held against each other."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from sojourn import maps, measure
from sojourn.core.small import Limits

from . import surveys
from .gap import Gap, GapKind, Mean, Rate

Unit = Literal["share", "net", "points", "feeling"]
"""A share from 0 to 1; a net promoter score from -1 to 1; points of the question's scale; a feeling from -2 to +2."""
ALPHA = 0.10
"""Of gaps that are flagged, about this share may be luck."""
RANGES: Mapping[Unit, float] = MappingProxyType({"share": 1.0, "net": 2.0, "feeling": 4.0})


@dataclass(frozen=True, slots=True)
class StepGap:
    """What is wanted minus what is got at one step; positive is a shortfall.

    Attributes:
        about: what is held against what, in a few words.
        segment, other: whose shortfall it is, and whose level is wanted; None for everybody.
        unit, range: what the numbers are, and how far their scale reaches.
        wanted, got: the two levels; None where there is no such level, or too few stand behind it.
        gap, low, high: the difference; None where too few stand behind it. From `thin` on the difference is drawn.
        verdict: `short`, `met`, `not decided`, or `too few`.
        p, p_adjusted: of no gap, and adjusted for as many as are compared; None where there is no such test.
        n: customers; journeys for `plan`.
        shown: `hidden`, `interval` or `full`.
    """

    kind: GapKind
    step: str
    name: str
    about: str
    segment: str | None
    other: str | None
    unit: Unit
    range: float
    wanted: float | None
    got: float | None
    gap: float | None
    low: float | None
    high: float | None
    verdict: Literal["short", "met", "not decided", "too few"]
    p: float | None
    p_adjusted: float | None
    n: int
    shown: str

    @property
    def flagged(self) -> bool:
        """Say whether it is short, enough customers say so, and the number of comparisons is allowed for."""
        return self.verdict == "short" and self.shown == "full" and self.sure

    @property
    def sure(self) -> bool:
        """Say whether it outlasts the adjustment for as many gaps as are compared; so does one that is not tested."""
        return self.p_adjusted is None or self.p_adjusted < ALPHA

    def to_dict(self) -> dict[str, Any]:
        """Give the JSON form."""
        return {name: getattr(self, name) for name in self.__slots__} | {"flagged": self.flagged}


@dataclass(frozen=True, slots=True)
class Score:
    """How well a step did by the answers to its question.

    Attributes:
        level: the score, as a rate or a mean.
        n: customers.
    """

    level: Rate | Mean
    unit: Unit
    range: float
    n: int

    @property
    def value(self) -> float:
        """Give the level as a number."""
        return self.level.x / self.level.n if isinstance(self.level, Rate) else self.level.mean

    @property
    def variance(self) -> float:
        """Give the variance of single answers."""
        return self.value * (1 - self.value) if isinstance(self.level, Rate) else self.level.variance


def score_of(said: surveys.Answered, metric: maps.Metric | None) -> Score | None:
    """Give the score that a metric asks for: the net promoter score, a mean, the share that is delighted, or satisfied.

    None where nobody answered.
    """
    if not len(said.value):
        return None
    if metric is not None and metric.metric == "nps":
        return _mean((said.turned >= 9).astype(np.float64) - (said.turned <= 6), said, "net", RANGES["net"])
    if metric is not None and (metric.metric == "rating" or metric.kind == "mean"):
        return _mean(said.turned, said, "points", said.scale.high - said.scale.low)
    found = surveys.delighted(said) if metric is not None and metric.kind == "delight" else surveys.satisfied(said)
    if found.value is None:
        return None
    return Score(Rate(found.value * found.n_eff, found.n_eff), "share", RANGES["share"], found.n)


def feeling_of(said: surveys.Answered) -> Score | None:
    """Give the mean feeling; None where nobody answered."""
    return _mean(said.feeling, said, "feeling", RANGES["feeling"]) if len(said.value) else None


def _mean(values: NDArray[np.float64], said: surveys.Answered, unit: Unit, range: float) -> Score:
    found = measure.mean_of(values, said.person, said.weight)
    return Score(level_of(found), unit, range, found.n)


def level_of(found: measure.Estimate) -> Mean:
    """Give a mean with the unbiased variance of single answers, on as many as these are worth."""
    variance = found.spread * found.n_eff / (found.n_eff - 1) if found.n_eff > 1 else found.spread
    return Mean(found.value or 0.0, variance, found.n_eff)


def told(
    found: Gap, step: maps.Step, about: str, *, unit: Unit, range: float, wanted: float | None, got: float | None,
    n: int, limits: Limits, segment: str | None = None, other: str | None = None,
) -> StepGap:  # fmt: skip
    """Make the gap of a step of a difference; below the limits it holds no numbers."""
    state = "hidden" if n < limits.hidden else "interval" if n < limits.thin else "full"
    hidden = state == "hidden"
    return StepGap(
        found.kind, step.id, step.does, about, segment, other, unit, range, None if hidden else wanted,
        None if hidden else got, None if hidden else found.gap, None if hidden else found.low,
        None if hidden else found.high, "too few" if hidden else found.verdict, None if hidden else found.p, None, n,
        state,
    )  # fmt: skip
