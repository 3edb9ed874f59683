"""Finding room for small texts round a curve: the place that covers least of what is there already."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from ..canvas import Box
from ..curve import Curve


@dataclass(slots=True)
class Places:
    """What stands in a lane so far.

    Attributes:
        boxes: what must not be covered.
        points: points of lines, at most a millimetre apart, that should not be crossed.
        bounds: what nothing may leave.
    """

    bounds: Box
    boxes: list[Box] = field(default_factory=list)
    points: list[tuple[float, float]] = field(default_factory=list)

    def follow(self, curve: Curve, step: float = 0.8) -> None:
        """Remember where a curve runs."""
        for part in curve.parts:
            for piece in part:
                count = max(2, int((piece.end[0] - piece.start[0]) / step))
                self.points += [piece.at(place / count) for place in range(count + 1)]

    def straight(self, x1: float, y1: float, x2: float, y2: float, step: float = 0.8) -> None:
        """Remember a straight line."""
        count = max(2, int(max(abs(x2 - x1), abs(y2 - y1)) / step))
        self.points += [(x1 + (x2 - x1) * each / count, y1 + (y2 - y1) * each / count) for each in range(count + 1)]

    def cost(self, box: Box, gap: float = 0.5) -> float:
        """Say how much of what is there a box would cover: lines count 1.5 a point, boxes 50 and their share."""
        wide = Box(box.x - gap, box.y - gap, box.width + 2 * gap, box.height + 2 * gap)
        crossed = 1.5 * sum(1 for x, y in self.points if wide.x <= x <= wide.right and wide.y <= y <= wide.bottom)
        covered = sum(50 + _shared(box, other) for other in self.boxes if box.overlaps(other, 0.0))
        outside = 0 if box.inside(self.bounds, 0.01) else 400
        return crossed + covered + outside

    def best(self, boxes: Iterable[tuple[Box, float]]) -> Box:
        """Choose the box that costs least, its own cost added; the first of equals. It is remembered."""
        chosen = min(((self.cost(box) + own, place, box) for place, (box, own) in enumerate(boxes)), key=_order)[2]
        self.boxes.append(chosen)
        return chosen


def _order(each: tuple[float, int, Box]) -> tuple[float, int]:
    return round(each[0], 6), each[1]


def _shared(one: Box, other: Box) -> float:
    across = min(one.right, other.right) - max(one.x, other.x)
    down = min(one.bottom, other.bottom) - max(one.y, other.y)
    return max(across, 0.0) * max(down, 0.0)


def beside(
    x: float, y: float, wide: float, high: float, *, above: bool, least: float, most: float, shift: Sequence[float]
) -> list[tuple[Box, float]]:
    """List places for a text of a size over or under a point, straight or shifted to a side.

    Args:
        x: the middle that is best.
        y: the bottom of the text when it stands above, its top when it stands below.
        least, most: the edges that it may not leave.
        shift: how far it may be moved further away from the point.
    """
    places = []
    for away in shift:
        top = y - high - away if above else y + away
        for part in (0.0, 0.25, -0.25, 0.5, -0.5, 0.75, -0.75, 1.0, -1.0):
            left = x - wide / 2 + part * wide / 2
            left = min(max(left, least), max(most - wide, least))
            places.append((Box(left, top, wide, high), abs(left + wide / 2 - x) * 0.35 + away * 0.6))
    return places
