"""A smooth line through points that never goes beyond them.

Between two neighbours the line stays between them, so a feeling is never drawn worse or better than anyone said it was.

Source: F. N. Fritsch and R. E. Carlson, Monotone piecewise cubic interpolation, SIAM Journal on Numerical Analysis 17
(1980); the slopes at inner points by Fritsch and Butland (1984), at the ends by the parabola through three points,
limited.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from .svg import Path

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Cubic:
    """One piece of the line: from `start` to `end`, with the two handles of a Bézier curve a third of the way each.

    As the handles are evenly spaced in x, x runs evenly along the piece.
    """

    start: Point
    near: Point
    far: Point
    end: Point

    def at(self, part: float) -> Point:
        """Give the point a part of the way, 0 to 1."""
        a, b, c, d = (1 - part) ** 3, 3 * part * (1 - part) ** 2, 3 * part**2 * (1 - part), part**3
        corners = (self.start, self.near, self.far, self.end)
        return (
            sum(weight * corner[0] for weight, corner in zip((a, b, c, d), corners, strict=True)),
            sum(weight * corner[1] for weight, corner in zip((a, b, c, d), corners, strict=True)),
        )

    def cut(self, part: float) -> tuple["Cubic", "Cubic"]:
        """Cut it in two, the first a part of the way long (de Casteljau)."""
        one = _between(self.start, self.near, part)
        two = _between(self.near, self.far, part)
        three = _between(self.far, self.end, part)
        left, right = _between(one, two, part), _between(two, three, part)
        middle = _between(left, right, part)
        return Cubic(self.start, one, left, middle), Cubic(middle, right, three, self.end)


@dataclass(frozen=True, slots=True)
class Curve:
    """A line through points, in parts where there were gaps.

    Attributes:
        parts: the pieces of each part, from left to right; a point between two gaps is a part without pieces.
        zero: the y that areas reach to.
    """

    parts: tuple[tuple[Cubic, ...], ...]
    zero: float

    @property
    def d(self) -> str:
        """Give the line as a value of the attribute `d`."""
        return "".join(_line(part).d for part in self.parts if part)

    @property
    def above(self) -> str:
        """Give the area between the line and zero where the line is higher on the paper; empty if nowhere."""
        return self._area(-1)

    @property
    def below(self) -> str:
        """Give the area between the line and zero where the line is lower on the paper; empty if nowhere."""
        return self._area(1)

    def at(self, x: float) -> float | None:
        """Give the y of the line at an x; None where there is no line."""
        for part in self.parts:
            for piece in part:
                if piece.start[0] <= x <= piece.end[0]:
                    return piece.at((x - piece.start[0]) / (piece.end[0] - piece.start[0]))[1]
        return None

    def _area(self, side: int) -> str:
        areas: list[str] = []
        for part in self.parts:
            run: list[Cubic] = []
            for piece in (half for whole in part for half in _split(whole, self.zero)):
                if (piece.at(0.5)[1] - self.zero) * side > 0:
                    run.append(piece)
                elif run:
                    areas.append(self._closed(run))
                    run = []
            if run:
                areas.append(self._closed(run))
        return "".join(areas)

    def _closed(self, run: Sequence[Cubic]) -> str:
        path = Path().move(run[0].start[0], self.zero).line(*run[0].start)
        for piece in run:
            path = path.curve(*piece.near, *piece.far, *piece.end)
        return path.line(run[-1].end[0], self.zero).close().d


def through(points: Sequence[Point | None], zero: float) -> Curve:
    """Draw a line through points from left to right; None leaves a gap.

    Args:
        points: x ascending, y as on paper, so that less is higher.
        zero: the y that areas reach to.

    Raises:
        ValueError: a point does not stand to the right of the one before.
    """
    runs: list[list[Point]] = [[]]
    for point in points:
        if point is None:
            runs.append([])
        else:
            runs[-1].append(point)
    placed = [point for run in runs for point in run]
    if any(right[0] <= left[0] for left, right in pairwise(placed)):
        raise ValueError("points of a curve run from left to right")
    return Curve(tuple(_pieces(run) for run in runs if run), zero)


def _pieces(points: Sequence[Point]) -> tuple[Cubic, ...]:
    """Join neighbours by cubics that have the same slope where they meet."""
    slopes = _slopes(points)
    pieces = []
    for (left, right), (out, into) in zip(pairwise(points), pairwise(slopes), strict=True):
        third = (right[0] - left[0]) / 3
        near, far = (left[0] + third, left[1] + out * third), (right[0] - third, right[1] - into * third)
        pieces.append(Cubic(left, near, far, right))
    return tuple(pieces)


def _slopes(points: Sequence[Point]) -> list[float]:
    """Choose the slope at each point so that no piece goes beyond its ends."""
    steps = [right[0] - left[0] for left, right in pairwise(points)]
    rises = [(right[1] - left[1]) / step for (left, right), step in zip(pairwise(points), steps, strict=True)]
    if len(rises) < 2:
        return [rises[0]] * 2 if rises else [0.0]
    inner = [
        _inner(before, after, wide_before, wide_after)
        for (before, after), (wide_before, wide_after) in zip(pairwise(rises), pairwise(steps), strict=True)
    ]
    return [_outer(rises[0], rises[1], steps[0], steps[1]), *inner, _outer(rises[-1], rises[-2], steps[-1], steps[-2])]


def _inner(before: float, after: float, wide_before: float, wide_after: float) -> float:
    """Weigh the rises on both sides harmonically; level where the line turns."""
    if before * after <= 0:
        return 0.0
    one, other = 2 * wide_after + wide_before, wide_after + 2 * wide_before
    return (one + other) / (one / before + other / after)


def _outer(rise: float, following: float, wide: float, wide_following: float) -> float:
    """Take the slope of the parabola through the last three points, kept from going beyond them."""
    slope = ((2 * wide + wide_following) * rise - wide * following) / (wide + wide_following)
    if slope * rise <= 0:
        return 0.0
    return 3 * rise if rise * following <= 0 and abs(slope) > 3 * abs(rise) else slope


def _line(part: Sequence[Cubic]) -> Path:
    path = Path().move(*part[0].start)
    for piece in part:
        path = path.curve(*piece.near, *piece.far, *piece.end)
    return path


def _split(piece: Cubic, zero: float) -> tuple[Cubic, ...]:
    """Cut a piece where it crosses zero; it rises or falls all the way, so it crosses once at most."""
    low, high = piece.start[1] - zero, piece.end[1] - zero
    if low * high >= 0:
        return (piece,)
    before, after = 0.0, 1.0
    for _ in range(50):
        middle = (before + after) / 2
        if (piece.at(middle)[1] - zero) * low > 0:
            before = middle
        else:
            after = middle
    return piece.cut((before + after) / 2)


def _between(one: Point, other: Point, part: float) -> Point:
    return one[0] + (other[0] - one[0]) * part, one[1] + (other[1] - one[1]) * part
