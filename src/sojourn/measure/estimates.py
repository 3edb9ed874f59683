"""Shares and means of answers with their intervals, as wide as weights and customers who answer again make them.

Sources: Wilson, J. Am. Stat. Assoc. 22 (1927); Student, Biometrika 6 (1908); what answers are worth: `effective`.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sojourn.core.errors import InvalidInput
from sojourn.core.small import USUAL, Limits
from sojourn.core.statistics import LEVEL, wilson

from .effective import Effective, checked_values, checked_weights, effective, numbered

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Estimate:
    """An estimate with its interval, whether or not it may be shown.

    Attributes:
        value: None where nobody answered, or where it may not be shown.
        low, high: the interval; None besides where one customer answered (means) or everybody there is (populations).
        n: customers.
        answers: how many answers they gave.
        n_eff: how many independent answers they are worth.
        method: how the interval was made.
        spread: weighted variance of the answers.
        shown: `hidden`, `interval` or `full`, as n has it; at `interval` the value is held, and not to be drawn.
        reason: why it is hidden: `small`, or `protects another`.
    """

    value: float | None
    low: float | None
    high: float | None
    n: int
    answers: int
    n_eff: float
    method: str
    spread: float = 0.0
    shown: str = "full"
    reason: str | None = None

    def hidden(self, shown: str, reason: str | None = None) -> "Estimate":
        """Give what may be told: without value and interval where `shown` is `hidden`."""
        if shown != "hidden":
            return replace(self, shown=shown, reason=None)
        return replace(self, value=None, low=None, high=None, n_eff=0.0, spread=0.0, shown=shown, reason=reason)


def shown(n: int, limits: Limits = USUAL) -> str:
    """Say how a number that stands on n customers is shown: `hidden`, `interval` or `full`."""
    return "hidden" if n < limits.hidden else "interval" if n < limits.thin else "full"


def share_of(
    yes: Sequence[bool] | NDArray[Any],
    person: Any = None,
    weight: Any = None,
    *,
    population: float | None = None,
    limits: Limits = USUAL,
    level: float = LEVEL,
) -> Estimate:
    """Estimate the share of answers for which something holds: Wilson's interval on the effective number of answers.

    Numbers are given whatever n is; `shown` says whether people may see them.

    Args:
        yes: (n,) whether it holds, true or false, 1 or 0.
        person: (n,) who answered, any labels, as for `effective_n`; by default everybody another.
        weight: (n,) how much each answer counts; by default 1.
        population: how many customers there are, where that is known; once all of them answered there is no interval.

    Raises:
        InvalidInput: columns of different length, answers that are no numbers, weights below 0, or fewer customers than
            answered.

    Cost: O(n log n).
    """
    value, who, weights = columns(yes, person, weight)
    worth = effective(value, who, weights, population=population)
    share = float(weights @ value) / float(weights.sum()) if worth.answers else None
    low, high = (None, None)
    if share is not None and math.isfinite(worth.n_eff):
        share = min(1.0, max(0.0, share))
        low, high = wilson(share * worth.n_eff, worth.n_eff, level=level)
    return _estimate(share, low, high, worth, "Wilson", limits)


def mean_of(
    values: Sequence[float] | Floats,
    person: Any = None,
    weight: Any = None,
    *,
    population: float | None = None,
    limits: Limits = USUAL,
    level: float = LEVEL,
    span: tuple[float, float] | None = None,
) -> Estimate:
    """Estimate the mean of answers: Student's t on the effective number of answers, x̄ ± t(n* − 1)·s/√n*.

    s² is unbiased: the weighted variance times n*/(n* − 1), n* before what a known population does to it.

    Args:
        values: (n,) the answers.
        person, weight, population: as in `share_of`.
        span: the ends of the scale; the interval does not go beyond.

    Raises:
        InvalidInput: as for `share_of`.

    Cost: O(n log n).
    """
    value, who, weights = columns(values, person, weight)
    worth = effective(value, who, weights, population=population)
    mean = float(weights @ value) / float(weights.sum()) if worth.answers else None
    low, high = (None, None)
    before = worth.n_eff if population is None else effective(value, who, weights).n_eff
    if mean is not None and math.isfinite(worth.n_eff) and before > 1:
        spread = worth.spread * before / (before - 1)
        half = student(worth.n_eff - 1, level=level) * math.sqrt(spread / worth.n_eff)
        low, high = mean - half, mean + half
        if span is not None:
            low, high = max(span[0], low), min(span[1], high)
    return _estimate(mean, low, high, worth, "Student's t", limits)


def student(degrees: float, *, level: float = LEVEL) -> float:
    """Give the two-sided quantile of Student's t, whatever the degrees of freedom, to the last digits."""
    from scipy.special import stdtrit  # noqa: PLC0415 - start-up

    return float(stdtrit(degrees, (1 + level) / 2))


def normal(level: float = LEVEL) -> float:
    """Give the two-sided quantile of the standard normal distribution."""
    if level == LEVEL:
        return 1.959963984540054
    from statistics import NormalDist  # noqa: PLC0415 - start-up: almost every interval is a 95 % one

    return NormalDist().inv_cdf((1 + level) / 2)


def columns(values: Any, person: Any, weight: Any) -> tuple[Floats, NDArray[np.int64], Floats]:
    """Give values, numbers of customers and weights that fit together, without answers of weight 0."""
    n = len(values)
    if not (person is None or len(person) == n) or not (weight is None or len(weight) == n):
        raise InvalidInput(
            f"{n} values, {n if person is None else len(person)} customers and {n if weight is None else len(weight)} "
            "weights do not fit together",
            code="answers.uneven",
            hint="give one of each an answer",
        )
    value = checked_values(values)
    weights = checked_weights(np.ones(n) if weight is None else weight)
    who = numbered(person, n)
    counts = weights > 0
    return (value, who, weights) if counts.all() else (value[counts], who[counts], weights[counts])


def _estimate(
    value: float | None, low: float | None, high: float | None, worth: Effective, method: str, limits: Limits
) -> Estimate:
    state = shown(worth.n, limits)
    return Estimate(
        value=value,
        low=low,
        high=high,
        n=worth.n,
        answers=worth.answers,
        n_eff=worth.n_eff,
        method=method,
        spread=worth.spread,
        shown=state,
        reason="small" if state == "hidden" else None,
    )
