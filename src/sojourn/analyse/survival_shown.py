"""From a curve to what is shown of it: readable times, a limit for means, and steps few enough to be read."""

import math
from collections.abc import Sequence
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from sojourn.core.statistics import wilson

from .survival_parts import SurvivalGroup, WaitingPoint, WaitingQuantile, WaitingStep
from .waiting_curve import WaitingCurve

SHARES = (0.1, 0.25, 0.5, 0.75, 0.9)
MOST_STEPS = 200
"""Steps of a curve that are all shown; of more, this many at most."""

ENOUGH = 10
"""A group with fewer waits than this does not decide how far means go, unless there is no other."""

_MOST_TIMES = 6
_EARLY, _MOST_OF = 12, 0.75
"""Even times miss what happens when so much of it lies in the first so-manieth of the longest wait."""

_SECOND, _DAY = 1_000_000, 86_400_000_000
_ROUND = tuple(
    [n * _SECOND for n in (1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1_200, 1_800, 3_600, 7_200, 14_400, 21_600, 43_200)]
    + [n * _DAY for n in (1, 2, 3, 7, 14, 30, 60, 90, 120, 180, 365)]
)

_LADDER = tuple(
    [n * _SECOND for n in (1, 2, 5, 10, 30, 60, 120, 300, 600, 1_800, 3_600, 7_200, 14_400, 28_800)]
    + [n * _DAY for n in (1, 2, 4, 7, 14, 30, 60, 120, 180, 365, 730, 1_460, 3_650)]
)
"""Times that people have words for, each about twice as long as the one before."""


def round_times(longest: float) -> tuple[float, ...]:
    """Give evenly spaced times from 0 that people have words for, up to the longest wait."""
    step = next((each for each in _ROUND if longest <= each * _MOST_TIMES), None)
    if step is None:
        step = _ROUND[-1] * math.ceil(longest / _MOST_TIMES / _ROUND[-1])
    return tuple(float(step * place) for place in range(math.floor(longest / step) + 1))


def readable_times(curve: WaitingCurve, longest: float) -> tuple[float, ...]:
    """Give times to read curves at, from 0 to the longest wait: evenly spaced, or where most who got there did.

    Evenly spaced times say nothing where nearly everybody gets there before the second of them. Then they are quantiles
    of the times of those who got there, and the longest time that enough waits were seen for, each at the nearest
    time that people have a word for.
    """
    even = round_times(longest)
    if not crowded(curve.times, curve.ended, longest):
        return even
    gone = np.cumsum(curve.ended)
    wanted = [float(curve.times[np.searchsorted(gone, share * gone[-1])]) for share in (0.1, 0.25, 0.5, 0.75, 0.9)]
    left = curve.risks(np.array(_LADDER, np.float64)).tolist()
    seen = [each for each, number in zip(_LADDER, left, strict=True) if each <= longest and number >= ENOUGH]
    near = {min(_LADDER, key=lambda each: abs(math.log(each / max(time, 1.0)))) for time in wanted}
    chosen = sorted({each for each in near if each <= longest} | set(seen[-1:]))
    return (0.0, *(float(each) for each in chosen))


def crowded(
    times: Sequence[float] | NDArray[np.float64], ended: Sequence[int] | NDArray[np.int64], longest: float
) -> bool:
    """Say whether most of those who got there did so in the first twelfth of the longest wait."""
    number = np.asarray(ended, np.int64)
    total, early = int(number.sum()), int(number[np.asarray(times, np.float64) < longest / _EARLY].sum())
    return total >= ENOUGH and early >= _MOST_OF * total


def mean_limit(curves: Sequence[WaitingCurve], asked: int | None) -> float | None:
    """Give where restricted means end: as asked, else as far as every curve of enough waits can be read.

    None without waits.
    """
    some = [curve for curve in curves if curve.size >= ENOUGH] or [curve for curve in curves if curve.size]
    if not some or asked is not None:
        return None if asked is None else float(asked)
    limit = min(curve.known_until for curve in some)
    return limit if math.isfinite(limit) else max(curve.longest or 0.0 for curve in some)


def described(
    curve: WaitingCurve,
    at: Sequence[float],
    limit: float | None,
    *,
    value: str | None,
    kind: Literal["value", "other", "all"],
) -> SurvivalGroup:
    """Say what is shown of a curve; times come in microseconds and are shown in seconds."""
    mean = (None, None, None) if limit is None else curve.mean_until(limit)
    places = _places(curve)
    left = curve.risks(np.array(at, np.float64)).tolist()
    return SurvivalGroup(
        value=value,
        kind=kind,
        waits=curve.size,
        reached=int(curve.ended.sum()),
        competed=int(curve.competed.sum()),
        censored=curve.broken_off.size,
        longest_seconds=_seconds(curve.longest),
        quantiles=tuple(WaitingQuantile(share, *map(_seconds, curve.quantile(share))) for share in SHARES),
        mean_seconds=_seconds(mean[0]),
        mean_low_seconds=_seconds(mean[1]),
        mean_high_seconds=_seconds(mean[2]),
        points=tuple(_point(curve, time, at_risk) for time, at_risk in zip(at, left, strict=True)),
        steps=_steps(curve, places),
        every_step=len(places) == len(curve.times),
    )


def _point(curve: WaitingCurve, time: float, at_risk: int) -> WaitingPoint:
    """Read the curve at a time that so many had waited for."""
    if time > curve.known_until or not curve.size:
        return WaitingPoint(time / 1e6, at_risk, None, None, None, None)
    share, low, high = curve.within(time) if len(curve.times) else (0.0, *wilson(0, at_risk))
    last = int(np.searchsorted(curve.times, time, side="right")) - 1
    lost = float(curve.still[last] - curve.waiting[last]) if last >= 0 else 0.0
    return WaitingPoint(time / 1e6, at_risk, share, low, high, max(lost, 0.0))


def _places(curve: WaitingCurve) -> NDArray[np.int64]:
    """Choose the steps to show: all, or those nearest to even distances of time and of share."""
    count = len(curve.times)
    if count <= MOST_STEPS:
        return np.arange(count)
    by_time = np.searchsorted(curve.times, np.linspace(curve.times[0], curve.times[-1], MOST_STEPS // 2))
    gone = 1 - curve.waiting
    by_share = np.searchsorted(gone, np.linspace(gone[0], gone[-1], MOST_STEPS // 2))
    return np.unique(np.minimum(np.concatenate([by_time, by_share, [count - 1]]), count - 1))


def _steps(curve: WaitingCurve, places: NDArray[np.int64]) -> tuple[WaitingStep, ...]:
    """Lay the chosen steps out, with what happened since the one before."""
    times = curve.times[places]
    shorter = np.concatenate([[0], np.cumsum(curve.broken_off.counts)])
    columns = (
        np.diff(np.cumsum(curve.ended)[places], prepend=0),
        np.diff(np.cumsum(curve.competed)[places], prepend=0),
        np.diff(shorter[np.searchsorted(curve.broken_off.values, times, side="left")], prepend=0),
    )
    return tuple(
        WaitingStep(
            seconds=time / 1e6,
            at_risk=at_risk,
            reached=reached,
            competed=competed,
            censored=censored,
            waiting=waiting,
            share=1 - still,
            share_low=None if math.isnan(high) else 1 - high,
            share_high=None if math.isnan(low) else 1 - low,
        )
        for time, at_risk, reached, competed, censored, waiting, still, low, high in zip(
            times.tolist(),
            curve.risk[places].tolist(),
            *(column.tolist() for column in columns),
            curve.waiting[places].tolist(),
            curve.still[places].tolist(),
            curve.low[places].tolist(),
            curve.high[places].tolist(),
            strict=True,
        )
    )


def _seconds(value: float | None) -> float | None:
    """Turn microseconds into seconds."""
    return None if value is None else value / 1e6
