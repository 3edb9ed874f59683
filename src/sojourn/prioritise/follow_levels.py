"""Ratings and waits that were promised, held against those measured since.

Source of the interval of a difference of two levels from the interval of each: Zou and Donner, Statistics in Medicine
27 (2008), the method of variance estimates recovery.
"""

import math
from collections.abc import Mapping, Sequence

from sojourn.core.small import Limits

from .follow_kept import Kept
from .saved import Measured, Promise


def of_levels(
    promise: Promise, measured: Sequence[Measured], *, chosen: Mapping[str, str], limits: Limits
) -> list[Kept]:
    """Say of each step of a promised rating or wait what became of it.

    Args:
        measured: levels since, of any steps.
        chosen: what initiatives are called.
    """
    then = {each.step: each for each in promise.measured}
    now = {each.step: each for each in measured if each.of == promise.kind}
    together = tuple(chosen.get(name, name) for name in promise.together)
    return [_kept(promise, step, then.get(step), now.get(step), together, limits) for step in promise.steps]


def _kept(
    promise: Promise, step: str, then: Measured | None, now: Measured | None, together: tuple[str, ...], limits: Limits
) -> Kept:
    n = 0 if now is None else now.n
    state = limits.state(n)
    if now is None or now.value is None or state == "too_few":
        now = None
    low, high = (None, None) if now is None else (now.low, now.high)
    difference = (None, None, None) if now is None or then is None else between(then, now)
    verdict = "too few" if now is None and n else "not measured"
    if difference[1] is not None and difference[2] is not None:
        verdict = against(difference[1], difference[2], (promise.low, promise.mode, promise.high))
    shown = state == "measured"
    return Kept(
        promise.kind, promise.initiative, promise.title, (step,), None if then is None else then.value,
        promise.low, promise.mode, promise.high, now.value if now is not None and shown else None, low, high, n,
        difference[0] if shown else None, difference[1], difference[2], verdict, None, None, together,
        "less" if promise.kind == "wait" else "more",
    )  # fmt: skip


def between(then: Measured, now: Measured) -> tuple[float | None, float | None, float | None]:
    """Give now less then, with its 95 % interval; a limit is None where that of a level is."""
    if now.value is None or then.value is None:
        return None, None, None
    value = now.value - then.value
    low = high = None
    if now.low is not None and then.high is not None:
        low = value - math.hypot(now.value - now.low, then.high - then.value)
    if now.high is not None and then.low is not None:
        high = value + math.hypot(now.high - now.value, then.value - then.low)
    return value, low, high


def against(low: float, high: float, span: tuple[float, float, float]) -> str:
    """Say where an interval lies to a range."""
    if high < span[0]:
        return "below"
    if low > span[2]:
        return "above"
    return "within" if span[0] <= low and high <= span[2] else "not decided"
