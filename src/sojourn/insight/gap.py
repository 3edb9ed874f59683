"""A gap: what is wanted minus what is got, with an interval, and whether that decides anything."""

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np

from sojourn.core.errors import InvalidInput
from sojourn.core.statistics import newcombe, two_shares_p, wilson

from .logistic import Floats

Verdict = Literal["short", "met", "not decided"]
GapKind = Literal["target", "importance", "state", "plan", "staff", "segment", "competitor"]
KINDS: tuple[GapKind, ...] = ("target", "importance", "state", "plan", "staff", "segment", "competitor")
LEVEL = 0.95


@dataclass(frozen=True, slots=True)
class Rate:
    """A share of n; both may be effective counts, which need not be whole."""

    x: float
    n: float

    def __post_init__(self) -> None:
        """Refuse a share of nobody, or of fewer than it counts."""
        if not (0 < self.n < math.inf and 0 <= self.x <= self.n * (1 + 1e-9)):
            raise InvalidInput(
                f"{self.x:g} of {self.n:g} is no share",
                code="gap.bad_rate",
                hint="count from 0 to n of n, n above 0; nobody has no share and no gap",
            )


@dataclass(frozen=True, slots=True)
class Mean:
    """A mean of n answers; n may be an effective one.

    Attributes:
        variance: of single answers.
    """

    mean: float
    variance: float
    n: float

    def __post_init__(self) -> None:
        """Refuse a mean of nobody."""
        if not (math.isfinite(self.mean) and 0 <= self.variance < math.inf and 0 < self.n < math.inf):
            raise InvalidInput(
                f"mean {self.mean:g} with variance {self.variance:g} of {self.n:g} answers is no mean",
                code="gap.bad_mean",
                hint="give numbers, a variance from 0 up and n above 0",
            )


@dataclass(frozen=True, slots=True)
class Gap:
    """What is wanted minus what is got; a positive gap is a shortfall.

    Attributes:
        gap: the difference.
        low, high: its 95 % interval; None where there is none.
        verdict: `short` or `met` when the whole interval lies above or below 0, else `not decided`, which is not the
            same as no gap.
        p: of no gap, by the test that the interval turns round; None where there is none, and for `plan`.
    """

    kind: GapKind
    gap: float
    low: float | None
    high: float | None
    verdict: Verdict
    p: float | None = None


def gap(kind: GapKind, *, wanted: float | Rate | Mean | Floats | None = None, got: float | Rate | Mean | Floats) -> Gap:
    """Give a gap with its interval.

    | wanted | got | interval |
    |---|---|---|
    | a number | a rate | Wilson's, turned round |
    | a number | a mean | Student's t, turned round |
    | a rate | a rate | Newcombe's |
    | a mean | a mean | Welch's |
    | answers | answers of the same customers, row for row | paired t |
    | nothing, for `plan` | the rate of deviations | Wilson's: as planned is no deviation |

    Raises:
        InvalidInput: `gap.kinds_differ` when a rate is held against a mean, or answers against something else;
            `gap.out_of_range` when a number that a rate is held against is no share, or no number at all;
            `gap.bad_rate`, `gap.bad_mean` for a share or a mean of nobody, `gap.no_answers` for no answers.

    Source: Wilson (1927); Newcombe, Statistics in Medicine 17 (1998), method 10; Welch, Biometrika 34 (1947).
    """
    if kind == "plan" and wanted is None and isinstance(got, Rate):
        low, high = wilson(got.x, got.n)
        return _told(kind, got.x / got.n, low, high, None)
    if _is_number(wanted):
        assert isinstance(wanted, int | float | np.number)
        found = _against(float(wanted), got)
    elif isinstance(wanted, Rate) and isinstance(got, Rate):
        counts = (wanted.x, wanted.n, got.x, got.n)
        found = (wanted.x / wanted.n - got.x / got.n, *newcombe(*counts), two_shares_p(*counts))
    elif isinstance(wanted, Mean) and isinstance(got, Mean):
        found = _welch(wanted, got)
    elif isinstance(wanted, np.ndarray) and isinstance(got, np.ndarray) and wanted.shape == got.shape:
        differences = _answers(wanted - got)
        found = _student(float(differences.mean()), float(differences.var(ddof=1)) if len(got) > 1 else 0.0, len(got))
    else:
        raise InvalidInput(
            f"a gap of kind {kind} cannot hold {type(wanted).__name__} against {type(got).__name__}",
            code="gap.kinds_differ",
            hint="hold a number or a rate against a rate, a number or a mean against a mean, or pairs of answers",
        )
    return _told(kind, *found)


Found = tuple[float, float | None, float | None, float | None]
"""A difference, its limits and its p."""


def _against(wanted: float, got: "float | Rate | Mean | Floats") -> Found:
    """Hold a number against an estimate: its interval turned round."""
    if not math.isfinite(wanted) or (isinstance(got, Rate) and not 0 <= wanted <= 1):
        raise InvalidInput(
            f"what is wanted, {wanted:g}, is no {'share' if isinstance(got, Rate) else 'number'}",
            code="gap.out_of_range",
            hint="against a rate give a share from 0 to 1: 0.8, not 80",
        )
    if isinstance(got, Rate):
        low, high = wilson(got.x, got.n)
        assert low is not None and high is not None
        error = math.sqrt(wanted * (1 - wanted) / got.n) if 0 < wanted < 1 else 0.0
        p = math.erfc(abs(wanted - got.x / got.n) / error / math.sqrt(2)) if error else None
        return wanted - got.x / got.n, wanted - high, wanted - low, p
    if isinstance(got, Mean):
        return _student(wanted - got.mean, got.variance, got.n)
    if isinstance(got, int | float | np.number):
        return wanted - float(got), None, None, None
    got = _answers(got)
    return _student(float((wanted - got).mean()), float(got.var(ddof=1)) if len(got) > 1 else 0.0, len(got))


def _is_number(value: object) -> bool:
    return isinstance(value, int | float | np.number) and not isinstance(value, bool | np.bool_)


def _answers(values: Floats) -> Floats:
    """Refuse no answers, and answers that are no numbers."""
    found = np.asarray(values, np.float64)
    if found.ndim != 1 or not len(found) or not np.isfinite(found).all():
        raise InvalidInput(
            "there are no answers, or some that are no numbers",
            code="gap.no_answers",
            hint="leave out who did not answer; in pairs, with their pair",
        )
    return found


def _student(mean: float, variance: float, n: float) -> Found:
    return _t(mean, math.sqrt(variance / n), n - 1) if n > 1 else (mean, None, None, None)


def _welch(wanted: Mean, got: Mean) -> Found:
    difference = wanted.mean - got.mean
    if min(wanted.n, got.n) <= 1:
        return difference, None, None, None
    one, other = wanted.variance / wanted.n, got.variance / got.n
    if one + other == 0:
        return difference, difference, difference, None
    degrees = (one + other) ** 2 / (one**2 / (wanted.n - 1) + other**2 / (got.n - 1))
    return _t(difference, math.sqrt(one + other), degrees)


def _t(difference: float, error: float, degrees: float) -> Found:
    """Give limits and p by Student's t."""
    from scipy.special import stdtr  # noqa: PLC0415 - start-up

    half = quantile(degrees) * error
    p = float(2 * stdtr(degrees, -abs(difference) / error)) if error > 0 else None
    return difference, difference - half, difference + half, p


def quantile(degrees: float) -> float:
    """Give the two-sided 95 % quantile of Student's t."""
    from scipy.special import stdtrit  # noqa: PLC0415 - start-up

    return float(stdtrit(degrees, (1 + LEVEL) / 2))


def _told(kind: GapKind, found: float, low: float | None, high: float | None, p: float | None) -> Gap:
    if low is not None and low > 0:
        verdict: Verdict = "short"
    elif high is not None and high < 0:
        verdict = "met"
    else:
        verdict = "not decided"
    return Gap(kind, found, low, high, verdict, p)
