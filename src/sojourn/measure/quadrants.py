"""Importance against performance: where to look first, and which points cannot be told from the other side.

Sources: Martilla and James, Journal of Marketing 41(1) (1977), for the four fields and the movable cross; Johnson and
Wichern, Applied Multivariate Statistical Analysis (2007), section 5.4, for the ellipse; Slack, International Journal of
Operations and Production Management 14(5) (1994), for the diagonal in place of the cross.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields, replace
from numbers import Real
from typing import Any

import numpy as np

from sojourn.core.errors import InvalidInput
from sojourn.core.results import note
from sojourn.core.small import USUAL, Limits
from sojourn.core.words import counted

from .estimates import shown
from .quadrants_result import Point, Quadrants

ELLIPSE = -2 * math.log(0.05)
"""The 95 % quantile of chi-squared with 2 degrees of freedom: 5.9915."""

Z = 1.959963984540054
CLOSE = 1e-9
"""What lies nearer to a hair than this counts as on it: sums of decimals miss by as much."""

Cross = str | float | Sequence[float] | Mapping[str, float]


def importance_performance(
    points: Iterable[Point | Mapping[str, Any]],
    *,
    cross: Cross = "mean",
    same_scale: bool = True,
    limits: Limits = USUAL,
) -> Quadrants:
    """Sort things by how much they matter and how well they are done: concentrate, keep up, low priority, overkill.

    A point at the cross or above it counts as high. Where the cross lies is a choice, and changes the answer; it is
    printed. A point is undecided when its 95 % ellipse meets a hair: |x − h| ≤ √(5.9915 Var x), the same for y, which
    holds however the two errors hang together; the cross counts as fixed. The gap is importance − performance, and the
    largest is named whatever its field, for a cross hides it wherever everything is important or everything good.

    Args:
        points: `name`, `importance`, `performance`; where known `importance_var` and `performance_var`, the variances
            of the means, `covariance` of the two, and `n` customers.
        cross: `mean` or `median` of the points that are shown, a number for both, or two: importance, performance.
        same_scale: whether importance and performance were asked on one scale; else there is no gap and no diagonal.
        limits: points under 10 customers are hidden, under 30 drawn as an ellipse alone and given no field.

    Raises:
        InvalidInput: `quadrants.no_points`, `quadrants.bad_point`, `quadrants.bad_cross`, `quadrants.named_twice`.

    Cost: O(points log points).
    """
    listed: Any = points
    if isinstance(listed, str | Mapping) or not hasattr(listed, "__iter__"):
        raise InvalidInput(f"{points!r} is no list of points", code="quadrants.bad_point",
                           hint="give a list of points, each with name, importance and performance")  # fmt: skip
    given = [_point(each) for each in points]
    if not given:
        raise InvalidInput("there is no point", code="quadrants.no_points", hint="give at least one")
    names = [each.name for each in given]
    twice = next((name for place, name in enumerate(names) if name in names[:place]), None)
    if twice is not None:
        raise InvalidInput(f"{twice!r} is named twice", code="quadrants.named_twice", hint="give one point a thing")
    states = ["full" if each.n is None else shown(each.n, limits) for each in given]
    seen = [each for each, state in zip(given, states, strict=True) if state != "hidden"]
    centre = _cross(cross, seen)
    placed = tuple(
        _placed(each, state, centre, same_scale=same_scale) for each, state in zip(given, states, strict=True)
    )
    hidden = sum(state == "hidden" for state in states)
    notes = []
    if hidden:
        notes.append(
            note("quadrants.hidden", f"{counted(hidden, 'point')} not shown: fewer than {limits.hidden} customers",
                 points=hidden)
        )  # fmt: skip
    gaps = [each for each in placed if each.gap is not None and each.shown == "full"]
    return Quadrants(
        basis=None,
        notes=tuple(notes),
        points=placed,
        cross=cross if isinstance(cross, str) else "given",
        importance_cross=centre[0],
        performance_cross=centre[1],
        same_scale=same_scale,
        largest_gap=max(gaps, key=lambda each: each.gap or 0.0).name if gaps else None,
    )


def _point(given: Any) -> Point:
    """Read a point."""
    if isinstance(given, Point):
        return given
    if not isinstance(given, Mapping):
        raise InvalidInput(f"{given!r} is no point", code="quadrants.bad_point",
                           hint="a point has a name, and a number each for importance and performance")  # fmt: skip
    known = {field.name for field in fields(Point)}
    try:
        point = Point(**{name: value for name, value in given.items() if name in known})
    except TypeError:
        point = None
    numbers = () if point is None else (point.importance, point.performance)
    if point is None or not all(isinstance(each, int | float) and math.isfinite(each) for each in numbers):
        raise InvalidInput(
            f"{dict(given)} is no point",
            code="quadrants.bad_point",
            hint="a point has a name, and a number each for importance and performance",
        )
    variances: list[Any] = [each for each in (point.importance_var, point.performance_var) if each is not None]
    n: Any = point.n
    if n is not None and not isinstance(n, Real):
        raise InvalidInput(f"{point.name!r} has {n!r} customers", code="quadrants.bad_point",
                           hint="give n as a whole number, or leave it out")  # fmt: skip
    if any(not (isinstance(each, Real) and 0 <= float(each) < math.inf) for each in variances):
        raise InvalidInput(
            f"{point.name!r} has a variance that is no number from 0 on", code="quadrants.bad_point",
            hint="give the variance of the mean: the square of its standard error",
        )  # fmt: skip
    return point


def _cross(cross: Cross, points: Sequence[Point]) -> tuple[float, float]:
    """Give where the hairs lie: importance, performance."""
    if isinstance(cross, str):
        if cross in ("mean", "median"):
            if not points:
                raise InvalidInput("no point may be shown, so there is no cross", code="quadrants.no_points",
                                   hint="ask more customers")  # fmt: skip
            centre = np.mean if cross == "mean" else np.median
            return (
                float(centre([each.importance for each in points])),
                float(centre([each.performance for each in points])),
            )
        numbers: Sequence[Any] = ()
    elif isinstance(cross, Mapping):
        numbers = [cross.get("importance"), cross.get("performance")]
    else:
        numbers = [cross, cross] if isinstance(cross, int | float) else list(cross)
    if len(numbers) != 2 or not all(isinstance(each, int | float) and math.isfinite(each) for each in numbers):
        raise InvalidInput(
            f"the cross cannot lie at {cross!r}",
            code="quadrants.bad_cross",
            hint="write mean, median, a number for both, or two: importance, performance",
        )
    return float(numbers[0]), float(numbers[1])


def _placed(point: Point, state: str, cross: tuple[float, float], *, same_scale: bool) -> Point:
    """Say in which field a point lies, and whether it may as well lie in another."""
    if state == "hidden":
        return replace(
            point, importance=None, performance=None, importance_var=None, performance_var=None, covariance=None,
            shown=state,
        )  # fmt: skip
    assert point.importance is not None and point.performance is not None
    halves = [
        None if variance is None else math.sqrt(ELLIPSE * variance)
        for variance in (point.importance_var, point.performance_var)
    ]
    distances = (point.importance - cross[0], point.performance - cross[1])
    undecided = any(half is not None and abs(away) <= half for half, away in zip(halves, distances, strict=True))
    matters, good = (away >= -CLOSE for away in distances)
    field = {
        (True, False): "concentrate",
        (True, True): "keep_up",
        (False, False): "low_priority",
        (False, True): "overkill",
    }[matters, good]
    gap = point.importance - point.performance if same_scale else None
    low = high = None
    if gap is not None and point.importance_var is not None and point.performance_var is not None:
        variance = max(point.importance_var + point.performance_var - 2 * (point.covariance or 0.0), 0.0)
        half = _quantile(point.n) * math.sqrt(variance)
        low, high = gap - half, gap + half
    return replace(
        point,
        quadrant=field if state == "full" else None,
        undecided=undecided,
        importance_half=halves[0],
        performance_half=halves[1],
        gap=gap,
        gap_low=low,
        gap_high=high,
        shown=state,
    )


def _quantile(n: int | None) -> float:
    """Give the quantile of an interval: Student's t where customers are known, else the normal."""
    if n is None or n < 2:
        return Z
    from scipy.special import stdtrit  # noqa: PLC0415 - start-up

    return float(stdtrit(n - 1, 0.975))
