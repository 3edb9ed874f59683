"""Names beside points that do not lie over each other."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

LETTER, LINE_HEIGHT, GAP = 6.6, 15.0, 10.0
"""Pixels: the width of a letter at 12 points, the height of a line, the way from a point to its name."""


@dataclass(frozen=True, slots=True)
class Label:
    """A name and where it stands, in pixels from the upper left corner; `align` says which end of it stands there."""

    text: str
    x: float
    y: float
    align: str = "left"

    @property
    def box(self) -> tuple[float, float, float, float]:
        """Give its left, top, right and lower edge."""
        width = LETTER * len(self.text)
        left = {"left": self.x, "right": self.x - width, "center": self.x - width / 2}[self.align]
        return left, self.y - LINE_HEIGHT / 2, left + width, self.y + LINE_HEIGHT / 2


def placed(points: Sequence[Label], *, width: float, height: float) -> list[Label]:
    """Set each name beside its point, where it covers no other name and no point; below it where none of that works.

    The first place that is free is taken, point by point: right above, right below, left above, left below, above,
    below.

    Cost: O(points²).
    """
    done: list[Label] = []
    for point in points:
        tried = [
            replace(point, x=point.x + across * GAP, y=point.y + down * GAP, align=align)
            for across, down, align in (
                (0.7, -1.0, "left"), (0.7, 1.0, "left"), (-0.7, -1.0, "right"), (-0.7, 1.0, "right"),
                (0, -1.9, "center"), (0, 1.9, "center"),
            )
        ]  # fmt: skip
        costs = [_cost(label, done, points, width, height) for label in tried]
        done.append(tried[costs.index(min(costs))])
    return done


def _cost(label: Label, done: Sequence[Label], points: Sequence[Label], width: float, height: float) -> float:
    """Count what a name would cover; to leave the field is worst."""
    left, top, right, lower = label.box
    outside = max(0.0, -left) + max(0.0, right - width) + max(0.0, -top) + max(0.0, lower - height)
    over = sum(
        left < other[2] and other[0] < right and top < other[3] and other[1] < lower
        for other in (each.box for each in done)
    )
    covered = sum(left - 6 < point.x < right + 6 and top - 6 < point.y < lower + 6 for point in points)
    return 10 * outside + 5 * over + covered
