"""How many are still on the way, by time, when some are only known to wait for longer than they were seen.

Sources: Kaplan and Meier, J. Am. Stat. Assoc. 53 (1958), with Greenwood's variance and limits on the log-log scale
(Kalbfleisch and Prentice, The Statistical Analysis of Failure Time Data, 1980); Aalen and Johansen, Scand. J. Stat. 5
(1978), where something else can end the wait, with the variance of Marubini and Valsecchi, Analysing Survival Data from
Clinical Trials and Observational Studies (1995), chapter 10; Brookmeyer and Crowley, Biometrics 38 (1982), for
quantiles; Irwin, J. Hygiene 47 (1949), and Klein and Moeschberger, Survival Analysis (2003), section 4.5, for the
restricted mean.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sojourn.core.statistics import wilson

from .spreads import Spread

_Z = 1.959963984540054
_NEARLY = 1e-12
"""Shares this close are the same: a product of shares is seldom exactly the half that it stands for."""

Estimate = tuple[float | None, float | None, float | None]
"""A number with its 95 % limits."""


@dataclass(frozen=True, slots=True, eq=False)
class WaitingCurve:
    """How many still wait for an event, by time.

    At one time those that ended come before those that broke off: who breaks off still counts as waiting then.

    Attributes:
        times: (k,) ascending, when a wait came to an end of either kind.
        risk: (k,) int64, how many had waited at least until then.
        ended: (k,) int64, how many got the event then.
        competed: (k,) int64, to how many something else happened then, after which the event cannot come.
        waiting: (k,) share that has had neither after that time.
        still: (k,) share that has not had the event after that time, those to whom something else happened included;
            the same as `waiting` when nothing else can happen.
        low, high: (k,) 95 % limits of `still`; nan where nothing can be told: nobody is left, or nobody has got there.
        broken_off: waits known only to be longer.
        size: number of waits.
    """

    times: NDArray[np.float64]
    risk: NDArray[np.int64]
    ended: NDArray[np.int64]
    competed: NDArray[np.int64]
    waiting: NDArray[np.float64]
    still: NDArray[np.float64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]
    broken_off: Spread
    size: int

    @staticmethod
    def of(finished: Spread, broken_off: Spread, competed: Spread | None = None) -> "WaitingCurve":
        """Estimate from waits that came to their end, from those broken off, and from those that something else ended.

        Cost: O(n) once values are in order.
        """
        other = Spread.empty() if competed is None else competed
        times, ended, lost = _endings(finished, other)
        gone = ended + lost
        left = np.cumsum(gone)
        size = int(left[-1]) + broken_off.size if len(left) else broken_off.size
        shorter = np.concatenate([[0], np.cumsum(broken_off.counts)])
        risk = size - (left - gone) - shorter[np.searchsorted(broken_off.values, times, side="left")]
        waiting = np.cumprod(1 - gone / risk)
        waiting[gone == risk] = 0.0
        still = waiting if not other.size else 1 - np.cumsum(np.concatenate([[1.0], waiting])[:-1] * ended / risk)
        with np.errstate(divide="ignore", invalid="ignore"):
            greenwood = gone / (risk * (risk - gone))
            error = np.sqrt(np.cumsum(greenwood))
            if other.size:
                error = _beside(ended, gone, risk, waiting, still) / still
            error = error / np.abs(np.log(still))
            low, high = still ** np.exp(_Z * error), still ** np.exp(-_Z * error)
        unsure = (still <= _NEARLY) | (still == 1)
        low[unsure] = high[unsure] = np.nan
        return WaitingCurve(times, risk, ended, lost, waiting, still, low, high, broken_off, size)

    @property
    def longest(self) -> float | None:
        """The longest wait seen, of any kind; None without waits."""
        ends = [float(each[-1]) for each in (self.times, self.broken_off.values) if len(each)]
        return max(ends, default=None)

    @property
    def known_until(self) -> float:
        """How far the curve can be read: for ever when nobody is left on the way, else to the longest wait seen."""
        if len(self.times) and self.risk[-1] == self.ended[-1] + self.competed[-1]:
            return math.inf
        return self.longest or 0.0

    def risks(self, limits: NDArray[np.float64]) -> NDArray[np.int64]:
        """Count the waits that lasted at least so long, for each of some times."""
        gone = np.concatenate([[0], np.cumsum(self.ended + self.competed)])
        shorter = np.concatenate([[0], np.cumsum(self.broken_off.counts)])
        return np.asarray(
            self.size
            - gone[np.searchsorted(self.times, limits, side="left")]
            - shorter[np.searchsorted(self.broken_off.values, limits, side="left")],
            np.int64,
        )

    def quantile(self, share: float) -> Estimate:
        """Give the first time by which such a share is served, with its limits; None where it never comes so far."""
        return self._first(self.still, share), self._first(self.low, share), self._first(self.high, share)

    def within(self, limit: float) -> Estimate:
        """Give the share that is served by a time, with its limits: Wilson's where it is 0 or 1."""
        if not len(self.times):
            return None, None, None
        last = int(np.searchsorted(self.times, limit, side="right")) - 1
        still = 1.0 if last < 0 else float(self.still[last])
        if still <= _NEARLY or still == 1.0:
            # None of those who were seen for so long is served, or all of those in the last wait.
            number = int(self.risk[max(last, 0)])
            if still == 1.0:
                return 0.0, *wilson(0, int(self.risks(np.array([limit]))[0]) or number)
            return 1.0, *wilson(number, number)
        return 1 - still, 1 - float(self.high[last]), 1 - float(self.low[last])

    def mean_until(self, limit: float) -> Estimate:
        """Give the mean time on the way during the first so much: the area below `waiting`, with its limits.

        None when the curve cannot be read so far; no limits when all that is seen happened at once, or nothing did.
        """
        if not self.size or limit > self.known_until:
            return None, None, None
        mean, variance = self.area(limit)
        if variance == 0:
            return mean, None, None
        half = _Z * math.sqrt(variance)
        return mean, max(0.0, mean - half), min(limit, mean + half)

    def area(self, limit: float) -> tuple[float, float]:
        """Give the area below `waiting` up to a time, and its variance."""
        inside = self.times <= limit
        times, share = self.times[inside], np.concatenate([[1.0], self.waiting[inside]])
        widths = np.diff(np.concatenate([[0.0], times, [limit]]))
        pieces = share * widths
        after = np.cumsum(pieces[::-1])[::-1][1:]
        gone, risk = self.ended[inside] + self.competed[inside], self.risk[inside]
        some = gone < risk  # When nobody is left no area is left either.
        spread = after[some] ** 2 * gone[some] / (risk[some] * (risk[some] - gone[some]).astype(np.float64))
        return float(pieces.sum()), float(spread.sum())

    def _first(self, curve: NDArray[np.float64], share: float) -> float | None:
        """Find when a curve has come down far enough."""
        if not len(curve):
            return None
        enough = curve <= 1 - share + _NEARLY
        first = int(enough.argmax())
        return float(self.times[first]) if enough[first] else None


def _endings(finished: Spread, other: Spread) -> tuple[NDArray[np.float64], NDArray[np.int64], NDArray[np.int64]]:
    """Give the times at which waits ended, in order, and how many did in the one way and in the other."""
    times, ended = _counted(finished)
    if not other.size:
        return times, ended, np.zeros_like(ended)
    others, lost = _counted(other)
    both = np.sort(np.concatenate([times, others]), kind="stable")
    both = both[_first_of_each(both)]
    found = np.zeros((2, len(both)), np.int64)
    found[0, np.searchsorted(both, times)] = ended
    found[1, np.searchsorted(both, others)] = lost
    return both, found[0], found[1]


def _counted(run: Spread) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Give each value once, with how often it occurs."""
    firsts = _first_of_each(run.values)
    upto = np.concatenate([[0], np.cumsum(run.counts)])
    return run.values[firsts], np.diff(upto[np.append(firsts, len(run.values))])


def _first_of_each(values: NDArray[np.float64]) -> NDArray[np.int64]:
    """Give the places at which values in order change, the first among them."""
    changes = np.ones(len(values), np.bool_)
    np.not_equal(values[1:], values[:-1], out=changes[1:])
    return np.flatnonzero(changes)


def _beside(
    ended: NDArray[np.int64],
    gone: NDArray[np.int64],
    risk: NDArray[np.int64],
    waiting: NDArray[np.float64],
    still: NDArray[np.float64],
) -> NDArray[np.float64]:
    """Give the standard error of the share that got there, when something else can end a wait.

    Sums over times j up to t of (I(t) − I(j))² d/(n(n−d)) + S(j−)² e(n−e)/n³ − 2 (I(t) − I(j)) S(j−) e/n², multiplied
    out, so that each is a running sum. The last of all to leave adds nothing to the first: I(t) is then I(j).
    """
    n, before, got = risk.astype(np.float64), np.concatenate([[1.0], waiting])[:-1], 1 - still
    left = n - gone
    hazard = np.where(left > 0, gone / (n * np.maximum(left, 1)), 0.0)
    own, both = before**2 * ended * (n - ended) / n**3, before * ended / n**2
    variance = got**2 * np.cumsum(hazard) - 2 * got * np.cumsum(got * hazard) + np.cumsum(got**2 * hazard)
    variance += np.cumsum(own) - 2 * got * np.cumsum(both) + 2 * np.cumsum(got * both)
    return np.asarray(np.sqrt(np.maximum(variance, 0.0)))
