"""The net promoter score: promoters less detractors, its intervals, differences and the sample that it takes.

Sources: Reichheld, Harvard Business Review 81 (2003), for the score; Rocks, The American Statistician 70(4)
(2016), 365-372, for the adjusted Wald interval; Tango, Statistics in Medicine 17 (1998), for the score interval.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from sojourn.core.errors import InvalidInput
from sojourn.core.small import USUAL, Limits

from .effective import effective
from .estimates import Estimate, columns, normal, shown

Floats = NDArray[np.float64]

METHODS = ("adjusted_wald", "score", "wald")
"""How the interval is made."""

BESIDE = 1e-9
"""How far from the score the search for its limits begins."""

_SAID = {"adjusted_wald": "adjusted Wald", "score": "Tango's score", "wald": "Wald"}


@dataclass(frozen=True, slots=True)
class Promoters:
    """A net promoter score with its parts.

    Attributes:
        score: in points, −100 to 100, with its interval; `score.value` is what was counted.
        adjusted: the centre of the adjusted Wald interval.
        promoters, passives, detractors: shares of the answers, weighted.
    """

    score: Estimate
    adjusted: float | None
    promoters: float | None
    passives: float | None
    detractors: float | None

    @property
    def counts(self) -> tuple[float, float, float]:
        """Give promoters, passives and detractors among as many independent answers as there are in effect."""
        if self.promoters is None or self.passives is None or self.detractors is None:
            return 0.0, 0.0, 0.0
        worth = self.score.n_eff
        return self.promoters * worth, self.passives * worth, self.detractors * worth

    def hidden(self, state: str, reason: str | None) -> "Promoters":
        """Give what may be told."""
        score = self.score.hidden(state, reason)
        return replace(self, score=score) if state != "hidden" else Promoters(score, None, None, None, None)


def promoters_of(
    values: Sequence[float] | Floats,
    person: object = None,
    weight: object = None,
    *,
    method: str = "adjusted_wald",
    population: float | None = None,
    limits: Limits = USUAL,
) -> Promoters:
    """Work out the score from answers 0 to 10: promoters say 9 or 10, detractors 6 or less.

    Args:
        values: (n,) the answers.
        person: (n,) who gave each; by default everybody another.
        weight: (n,) how much each counts; by default 1.
        method: `adjusted_wald`, `score` or `wald`.
        population: how many customers there are, where that is known.

    Raises:
        InvalidInput: as for `share_of`, or an unknown method.

    Cost: O(n log n).
    """
    value, who, weights = columns(values, person, weight)
    score = (value >= 9).astype(np.float64) - (value <= 6)
    worth = effective(score, who, weights, population=population)
    total = float(weights.sum())
    state = shown(worth.n, limits)
    reason = "small" if state == "hidden" else None
    said = f"NPS, {_SAID[method_checked(method)]}"
    if not worth.answers:
        return Promoters(
            Estimate(None, None, None, 0, 0, 0.0, said, shown=state, reason=reason), None, None, None, None
        )
    yes, no = (float(weights[score == side].sum()) / total for side in (1, -1))
    low = high = adjusted = None
    if math.isfinite(worth.n_eff):
        adjusted = 100 * _adjusted(yes, no, worth.n_eff)[0]
        low, high = (100 * end for end in interval_of(yes, no, worth.n_eff, method))
    estimate = Estimate(
        value=100 * (yes - no),
        low=low,
        high=high,
        n=worth.n,
        answers=worth.answers,
        n_eff=worth.n_eff,
        method=said,
        spread=10_000 * worth.spread,
        shown=state,
        reason=reason,
    )
    return Promoters(estimate, adjusted, yes, max(0.0, 1 - yes - no), no)


def method_checked(method: str) -> str:
    """Refuse a method that there is not."""
    if method not in METHODS:
        raise InvalidInput(
            f"{method!r} is no way to make the interval of a net promoter score",
            code="nps.unknown_method",
            hint=f"use {', '.join(METHODS)}",
        )
    return method


def interval_of(promoters: float, detractors: float, n: float, method: str = "adjusted_wald") -> tuple[float, float]:
    """Give the interval of a score, −1 to 1, of shares of promoters and detractors among n independent answers.

    The plain Wald interval is not cut to the ends of the scale, and has no width when all answers are of a kind: it is
    there to be compared with.
    """
    z, net = normal(), promoters - detractors
    if method == "score":
        return _tango(promoters * n, detractors * n, n, z)
    if method == "wald":
        half = z * math.sqrt(max(0.0, promoters + detractors - net * net) / n)
        return net - half, net + half
    centre, variance, size = _adjusted(promoters, detractors, n)
    half = z * math.sqrt(variance / size)
    return max(-1.0, centre - half), min(1.0, centre + half)


def _adjusted(promoters: float, detractors: float, n: float) -> tuple[float, float, float]:
    """Add three answers, three quarters of them promoters and detractors each: score, variance and their number."""
    size = n + 3
    yes, no = (promoters * n + 0.75) / size, (detractors * n + 0.75) / size
    net = yes - no
    return net, yes + no - net * net, size


def _tango(yes: float, no: float, n: float, z: float) -> tuple[float, float]:
    """Find where the score test of paired shares just accepts a difference."""
    from scipy.optimize import brentq  # noqa: PLC0415 - start-up

    net = (yes - no) / n

    def off(difference: float, side: int) -> float:
        a = 2 * n
        b = -yes - no + (2 * n - yes + no) * difference
        c = -no * difference * (1 - difference)
        q = (math.sqrt(max(0.0, b * b - 4 * a * c)) - b) / (2 * a)
        variance = max(0.0, n * (2 * q + difference * (1 - difference)))
        return yes - no - n * difference + side * z * math.sqrt(variance)

    # Where all answers are of a kind the test accepts the score itself for nothing: the limit lies beyond it.
    low = -1.0 if net <= -1 + BESIDE else float(brentq(off, -1.0, net - BESIDE, args=(-1,), xtol=1e-13))
    high = 1.0 if net >= 1 - BESIDE else float(brentq(off, net + BESIDE, 1.0, args=(1,), xtol=1e-13))
    return low, high


@dataclass(frozen=True, slots=True)
class NpsDifference:
    """The first score less the second, in points, both adjusted; z and two-sided p of no difference."""

    difference: float
    se: float
    z: float
    p: float
    low: float
    high: float


def nps_difference(first: Sequence[float], second: Sequence[float]) -> NpsDifference:
    """Compare two net promoter scores.

    Args:
        first, second: promoters, passives and detractors of each; for answers that hang together, scaled to how many
            independent answers they are worth.

    Raises:
        InvalidInput: a group is empty, or does not have three counts.
    """
    nets, variances = [], []
    for counts in (first, second):
        n = sum(counts)
        if len(counts) != 3 or not 0 < n < math.inf or not min(counts) >= 0:
            raise InvalidInput(
                f"{list(counts)} are no promoters, passives and detractors",
                code="nps.bad_counts",
                hint="give three counts for each side, not all of them 0",
            )
        net, variance, size = _adjusted(counts[0] / n, counts[2] / n, n)
        nets.append(net)
        variances.append(variance / size)
    difference, se = 100 * (nets[0] - nets[1]), 100 * math.sqrt(sum(variances))
    z = difference / se
    half = normal() * se
    return NpsDifference(
        difference,
        se,
        z,
        math.erfc(abs(z) / math.sqrt(2)),
        max(-200.0, difference - half),
        min(200.0, difference + half),
    )


def nps_sample_size(promoters: float, detractors: float, margin: float) -> int:
    """Say how many answers a net promoter score takes that is known to within so many points.

    Args:
        promoters, detractors: the shares that are expected, 0 to 1.
        margin: half the width of the 95 % interval, in points.

    Raises:
        InvalidInput: shares that cannot be, or a margin that is not above 0.
    """
    if not (0 <= promoters <= 1 and 0 <= detractors <= 1 and promoters + detractors <= 1 + 1e-9):
        raise InvalidInput(
            f"promoters {promoters:g} and detractors {detractors:g} are no shares of one whole",
            code="nps.bad_shares",
            hint="give shares from 0 to 1 that add up to 1 at most, such as 0.5 and 0.2",
        )
    if not 0 < margin <= 200:
        raise InvalidInput(
            f"a margin of {margin:g} points is none", code="nps.bad_margin", hint="give points above 0, such as 5"
        )
    net = promoters - detractors
    needed = normal() ** 2 * (promoters + detractors - net * net) / (margin / 100) ** 2
    return max(1, math.ceil(needed - 1e-9))
