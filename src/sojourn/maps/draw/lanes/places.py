"""Finding room for small texts round a curve: the place that covers least of what is there already."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from ..canvas import Box
from ..curve import Curve

Point = tuple[float, float]

STRIPE = 8.0
"""Width in mm of the stripes that things are kept in, so that only what is near is looked at."""


@dataclass(slots=True)
class Places:
    """What stands in a lane so far.

    Attributes:
        bounds: what nothing may leave.
        boxes: what must not be covered, by stripe.
        points: points of lines, less than a millimetre apart, that should not be crossed; by stripe.
    """

    bounds: Box
    boxes: dict[int, list[Box]] = field(default_factory=dict)
    points: dict[int, list[Point]] = field(default_factory=dict)

    def add(self, *boxes: Box) -> None:
        """Remember what must not be covered."""
        for box in boxes:
            for stripe in _stripes(box):
                self.boxes.setdefault(stripe, []).append(box)

    def trace(self, points: Iterable[Point]) -> None:
        """Remember points of a line."""
        for point in points:
            self.points.setdefault(int(point[0] // STRIPE), []).append(point)

    def follow(self, curve: Curve, step: float = 0.8) -> None:
        """Remember where a curve runs."""
        for part in curve.parts:
            for piece in part:
                count = max(2, int((piece.end[0] - piece.start[0]) / step))
                self.trace(piece.at(place / count) for place in range(count + 1))

    def straight(self, x1: float, y1: float, x2: float, y2: float, step: float = 0.8) -> None:
        """Remember a straight line."""
        count = max(2, int(max(abs(x2 - x1), abs(y2 - y1)) / step))
        self.trace((x1 + (x2 - x1) * each / count, y1 + (y2 - y1) * each / count) for each in range(count + 1))

    def cost(self, box: Box, gap: float = 0.5) -> float:
        """Say how much of what is there a box would cover: lines count 1.5 a point, boxes 50 and their share."""
        left, right, top, bottom = box.x - gap, box.x + box.width + gap, box.y - gap, box.y + box.height + gap
        crossed = 0
        near: set[Box] = set()
        for stripe in _stripes(Box(left, top, right - left, bottom - top)):
            near.update(self.boxes.get(stripe, ()))
            crossed += sum(1 for x, y in self.points.get(stripe, ()) if left <= x <= right and top <= y <= bottom)
        covering = [other for other in sorted(near, key=_place) if box.overlaps(other, 0.0)]
        covered = sum(50.0 + _shared(box, other) for other in covering)
        outside = 0 if box.inside(self.bounds, 0.01) else 400
        return 1.5 * crossed + covered + outside

    def best(self, boxes: Iterable[tuple[Box, float]]) -> Box | None:
        """Choose the box that costs least, its own cost added; the first of equals. It is remembered.

        Returns:
            The box; None when even the best would cover what is there already.
        """
        chosen: Box | None = None
        least = float("inf")
        for box, own in boxes:
            if own >= least:
                continue
            cost = round(self.cost(box) + own, 6)
            if cost < least:
                least, chosen = cost, box
        if chosen is None or not self.free(chosen):
            return None
        self.add(chosen)
        return chosen

    def free(self, box: Box) -> bool:
        """Tell whether nothing that must not be covered stands in a box, slivers aside."""
        near = (other for stripe in _stripes(box) for other in self.boxes.get(stripe, ()))
        return not any(box.overlaps(other, 0.3) for other in near)


def _stripes(box: Box) -> Iterator[int]:
    return iter(range(int(box.x // STRIPE), int((box.x + box.width) // STRIPE) + 1))


def _place(box: Box) -> tuple[float, float, float, float]:
    return box.x, box.y, box.width, box.height


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
