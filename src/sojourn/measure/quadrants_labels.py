"""Find room for names among points that lie close together; a name that must stand away is led back by a line.

Every name has places all around its point, at growing distance. The most crowded choose first, and all choose again
until nobody moves: the order of the points decides nothing but ties.

Source: the costs of a place follow Christensen, Marks and Shieber, ACM Transactions on Graphics 14(3) (1995).
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

LETTER, LINE_HEIGHT = 6.7, 15.0
"""Pixels: the width of a letter at 12 points on average, the height of a line."""

ROUNDS = 12
DISTANCES = (9.0, 20.0, 34.0, 52.0, 74.0)
AROUND = 12

Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a name stands, in pixels from the upper left corner.

    Attributes:
        x, y: the middle of the end of the name that is next to its point.
        align: which end that is, in the words of Vega.
        led: whether it stands so far away that a line must lead to it.
        clear: whether it covers nothing.
    """

    x: float
    y: float
    align: str
    led: bool
    clear: bool


def spread(
    names: Sequence[str],
    points: Sequence[tuple[float, float]],
    *,
    width: float,
    height: float,
    taken: Sequence[Box] = (),
    hairs: tuple[float, float] | None = None,
    radius: float = 7.0,
) -> list[Place]:
    """Give every name a place where it covers no other name, no point and nothing else that is taken, if there is one.

    Args:
        points: x and y in pixels from the upper left corner.
        taken: boxes in which no name should stand: left, top, right, bottom.
        hairs: x of an upright line and y of a level one, which names would rather not stand on.
        radius: of the mark of a point.

    Cost: O(points²), some thousand places for thirty points.
    """
    tried = [[_place(x, y, way, far) for far in DISTANCES for way in range(AROUND)] for x, y in points]
    boxes = [[_box(name, place) for place in places] for name, places in zip(names, tried, strict=True)]
    marks = [(x - radius, y - radius, x + radius, y + radius) for x, y in points]
    fixed = []
    for own, each in enumerate(boxes):
        costs = []
        for number, box in enumerate(each):
            cost = 0.012 * DISTANCES[number // AROUND] + _preference(number % AROUND)
            cost += 8 * _outside(box, width, height)
            cost += sum(3.0 for place, mark in enumerate(marks) if place != own and _meet(box, mark))
            cost += sum(2.0 for other in taken if _meet(box, other))
            if hairs is not None:
                cost += 0.2 * (box[0] < hairs[0] < box[2]) + 0.5 * (box[1] < hairs[1] < box[3])
            if number >= AROUND:
                lead = (points[own], _end(tried[own][number]))
                cost += sum(1.5 for place, mark in enumerate(marks) if place != own and _crosses(lead, mark))
            costs.append(cost)
        fixed.append(costs)
    near = [sum(math.dist(one, other) < 90 for other in points) for one in points]
    order = sorted(range(len(points)), key=lambda place: (-near[place], points[place][1], points[place][0]))
    chosen: list[int | None] = [None] * len(points)
    for _ in range(ROUNDS):
        before = list(chosen)
        for own in order:
            others = [boxes[place][number] for place, number in enumerate(chosen)
                      if number is not None and place != own]  # fmt: skip
            costs = [
                fixed[own][number] + sum(4.0 for other in others if _meet(box, other))
                for number, box in enumerate(boxes[own])
            ]
            chosen[own] = costs.index(min(costs))
        if chosen == before:
            break
    found = []
    for own, at in enumerate(chosen):
        number = at or 0
        place, box = tried[own][number], boxes[own][number]
        blocked = any(
            _meet(box, boxes[other][where or 0]) for other, where in enumerate(chosen) if other != own
        ) or any(_meet(box, mark) for other, mark in enumerate(marks) if other != own)
        clear = not blocked and _outside(box, width, height) == 0
        found.append(Place(place.x, place.y, place.align, number >= AROUND, clear))
    return found


def _place(x: float, y: float, way: int, far: float) -> Place:
    """Give a place around a point: `way` counts from the right, against the clock."""
    angle = 2 * math.pi * way / AROUND
    across, up = math.cos(angle), math.sin(angle)
    align = "center" if abs(across) < 0.3 else "left" if across > 0 else "right"
    # Straight above and below, half a line more: the middle of the line is what is placed.
    return Place(x + far * across, y - (far + (5 if align == "center" else 0)) * up, align, False, False)


def _preference(way: int) -> float:
    """Like the right most, then the left, then above and below."""
    return (0.0, 0.05, 0.1, 0.2, 0.15, 0.12, 0.1, 0.12, 0.15, 0.2, 0.1, 0.05)[way]


def _box(name: str, place: Place) -> Box:
    """Give what a name covers, with a little air."""
    width = LETTER * len(name)
    left = {"left": place.x, "right": place.x - width, "center": place.x - width / 2}[place.align]
    return left - 4, place.y - LINE_HEIGHT / 2, left + width + 4, place.y + LINE_HEIGHT / 2


def _end(place: Place) -> tuple[float, float]:
    """Give where a leading line ends."""
    return place.x, place.y


def _meet(one: Box, other: Box) -> bool:
    """Say whether two boxes overlap."""
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _outside(box: Box, width: float, height: float) -> float:
    """Say by how many pixels a box leaves the field."""
    return max(0.0, -box[0]) + max(0.0, box[2] - width) + max(0.0, -box[1]) + max(0.0, box[3] - height)


def _crosses(line: tuple[tuple[float, float], tuple[float, float]], box: Box) -> bool:
    """Say whether a line passes through a box: looked at in eight places."""
    (x, y), (to_x, to_y) = line
    return any(
        box[0] < x + part / 8 * (to_x - x) < box[2] and box[1] < y + part / 8 * (to_y - y) < box[3]
        for part in range(1, 9)
    )
