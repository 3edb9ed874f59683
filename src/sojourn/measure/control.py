"""Trends: what a process that does not change would show, and which points it would not.

Source: Montgomery, Introduction to Statistical Quality Control (2012), chapters 5 and 7: p-charts with limits at three
standard errors, and eight points in a row on one side.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from sojourn.core.errors import InvalidInput

RUN = 8
"""So many points in a row on one side of the centre are a signal."""
SIGMAS = 3.0


@dataclass(frozen=True, slots=True)
class ControlLimits:
    """What periods are held against.

    Attributes:
        centre: pooled over the periods.
        limits: low and high of each period; as wide as its number of answers makes them.
        signals: places of the points that a process without change would hardly show.
        why: for each of them `outside` or `run`.
    """

    centre: float
    limits: tuple[tuple[float, float], ...]
    signals: tuple[int, ...]
    why: tuple[str, ...]


def control_limits(x: Sequence[float], n: Sequence[float]) -> ControlLimits:
    """Hold shares of periods, x of n each, against their common share: p̄ ± 3√(p̄(1 − p̄)/n), cut to 0 and 1.

    Signals: a point outside its limits, and every point from the eighth in a row on one side of the centre.

    Raises:
        InvalidInput: no periods, a period without answers, or more successes than answers.
    """
    if len(x) != len(n) or not n or any(not 0 <= hits <= size or size <= 0 for hits, size in zip(x, n, strict=False)):
        raise InvalidInput(
            "periods are not from 0 to as many as answered, each",
            code="control.bad_counts",
            hint="give two lists of equal length, and leave periods without answers out",
        )
    centre = sum(x) / sum(n)
    values = [hits / size for hits, size in zip(x, n, strict=True)]
    return limits_around(centre, values, centre * (1 - centre), n, span=(0.0, 1.0))


def limits_around(
    centre: float, values: Sequence[float], variance: float, n: Sequence[float], *, span: tuple[float, float]
) -> ControlLimits:
    """Do the same for any score: a centre, the variance of one answer, and the ends of the scale."""
    limits = []
    signals: dict[int, str] = {}
    run, side = 0, 0
    for place, (value, size) in enumerate(zip(values, n, strict=True)):
        half = SIGMAS * math.sqrt(variance / size)
        limits.append((max(span[0], centre - half), min(span[1], centre + half)))
        now = (value > centre + 1e-12) - (value < centre - 1e-12)
        run = run + 1 if now == side and now else abs(now)
        side = now
        if abs(value - centre) > half + 1e-12:
            signals[place] = "outside"
        elif run >= RUN:
            signals[place] = "run"
    return ControlLimits(centre, tuple(limits), tuple(signals), tuple(signals.values()))
