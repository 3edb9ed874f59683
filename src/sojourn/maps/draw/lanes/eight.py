"""The purchase loop and the usage loop, as a figure of eight."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import cos, hypot, pi, sin

from .. import words
from ..canvas import Box
from ..sheet import Column, Sheet, stack, text
from ..svg import Element, Path
from ..text import Face
from .feels import told
from .lane import Drawn, Rule
from .marks import DIAMOND, RADIUS, diamond, disc
from .places import Places

LABEL = 44.0
"""Width of a step's label in mm at A3."""


@dataclass(frozen=True, slots=True)
class Eight:
    """Two loops that cross where the purchase is made."""

    least: float
    key: str = "eight"
    label: str = ""
    note: str = ""
    rule: Rule = ""
    tinted: bool = False
    banded: bool = False

    def draw(self, sheet: Sheet, top: float, height: float) -> Drawn:
        """Draw the line, then each step on it with its words outside."""
        loops = parted(sheet)
        wide = sheet.outer - sheet.left
        middle, centre = sheet.left + wide / 2, top + height / 2
        across = min(wide / 2 - (LABEL + 6) * sheet.s, height * 1.05)
        down = min(height / 2 - 19 * sheet.s, across * 0.58)
        shape = _Shape(middle, centre, across, down)
        drawn: list[Element] = [sheet.pen.path(shape.outline(), stroke="band", thick=5.4 * sheet.s)]
        drawn += [sheet.pen.path(shape.outline(), stroke="ink", thick=0.78 * sheet.s)]
        steps: dict[str, Sequence[Element]] = {}
        places = Places(Box(sheet.left, top, wide, height))
        line = [shape.at(side, place / 600) for side in (-1, 1) for place in range(601)]
        wide_of = 2.9 * sheet.s
        for across_, down_ in ((0.0, 0.0), (wide_of, 0.0), (-wide_of, 0.0), (0.0, wide_of), (0.0, -wide_of)):
            places.trace((x + across_, y + down_) for x, y in line)
        spots = [
            (column, side, *spot)
            for side, columns in zip((-1, 1), loops, strict=True)
            for column, spot in zip(columns, shape.along(side, len(columns)), strict=True)
        ]
        for column, _, x, y in spots:
            half = ((DIAMOND if column.step.moment_of_truth else RADIUS) + 0.8) * sheet.s
            places.add(Box(x - half, y - half, 2 * half, 2 * half))
        broad = across * 0.6
        places.add(
            *(
                Box(middle + side * across * 0.56 - broad / 2, centre - 6 * sheet.s, broad, 18 * sheet.s)
                for side in (-1, 1)
            )
        )
        for side in (-1, 1):
            drawn += _arrows(sheet, shape, side)
        for column, side, x, y in spots:
            steps[column.step.id] = _step(sheet, column, x, y, shape, side, places)
        return Drawn(drawn, steps, _names(sheet, shape, loops))


def eight(sheet: Sheet) -> Eight:
    """Lay the figure out."""
    return Eight(140.0 * sheet.s)


def parted(sheet: Sheet) -> tuple[Sequence[Column], Sequence[Column]]:
    """Part the steps into purchase and use: where the time after begins; half way when that is nowhere or at once."""
    after = {phase.id for phase in sheet.drawn.phases if phase.moment == "after"}
    columns = sheet.columns
    turn = next((place for place, column in enumerate(columns) if column.step.phase in after), 0)
    turn = turn or (len(columns) + 1) // 2
    return columns[:turn], columns[turn:]


@dataclass(frozen=True, slots=True)
class _Shape:
    """The line: its crossing, half its width, half its height."""

    x: float
    y: float
    across: float
    down: float

    def at(self, side: int, part: float) -> tuple[float, float]:
        """Give a point of a loop, a part of the way round from the crossing, over the top first."""
        angle = pi * part
        return self.x + side * self.across * sin(angle), self.y - self.down * sin(2 * angle)

    def outline(self) -> str:
        """Give the whole line."""
        path = Path().move(self.x, self.y)
        count = 96
        for side in (-1, 1):
            for place in range(1, count + 1):
                path = path.line(*self.at(side, place / count))
        return path.d

    def along(self, side: int, count: int) -> list[tuple[float, float]]:
        """Space places evenly along a loop, clear of the crossing."""
        points = [self.at(side, place / 400) for place in range(401)]
        lengths = [0.0]
        for one, other in pairwise(points):
            lengths.append(lengths[-1] + hypot(other[0] - one[0], other[1] - one[1]))
        whole, places = lengths[-1], []
        for number in range(count):
            wanted = whole * (0.11 + 0.78 * ((number + 0.5) / count))
            places.append(points[next(place for place, length in enumerate(lengths) if length >= wanted)])
        return places


def _arrows(sheet: Sheet, shape: _Shape, side: int) -> list[Element]:
    """Draw the heads that say which way the loop runs."""
    s, drawn = sheet.s, []
    for part in (0.045, 0.955):
        x, y = shape.at(side, part)
        ahead = shape.at(side, part + 0.004)
        long = hypot(ahead[0] - x, ahead[1] - y) or 1.0
        dx, dy = (ahead[0] - x) / long, (ahead[1] - y) / long
        size = 2.2 * s
        left = (x - size * (dx + 0.6 * dy), y - size * (dy - 0.6 * dx))
        right = (x - size * (dx - 0.6 * dy), y - size * (dy + 0.6 * dx))
        drawn.append(
            sheet.pen.path(Path().move(*left).line(x, y).line(*right).d, stroke="ink", thick=0.7 * s, cap="round")
        )
    return drawn


def _step(sheet: Sheet, column: Column, x: float, y: float, shape: _Shape, side: int, places: Places) -> list[Element]:
    """Draw a step on the line and its words outside the loop."""
    s, type_, step = sheet.s, sheet.type, column.step
    pen = sheet.pen.of(f"step:{step.id}")
    drawn: list[Element] = []
    if step.moment_of_truth is not None:
        drawn += diamond(sheet, step.moment_of_truth, [(x, y)])
    felt = told(sheet, step)
    size = RADIUS if len(felt) < 2 else RADIUS * 0.84
    for place, (number, one, _) in enumerate(felt):
        drawn += disc(sheet, one, x + (place - (len(felt) - 1) / 2) * 2.2 * size * s, y, shape=number, radius=size)
    if not felt:
        drawn.append(pen.circle(x, y, RADIUS * s, fill="sheet", stroke="ink", thick=0.4 * s))
    centre = shape.x + side * shape.across * 0.55
    dx, dy = x - centre, (y - shape.y) * 1.5
    long = hypot(dx, dy) or 1.0
    away = max(DIAMOND if step.moment_of_truth else RADIUS, len(felt) * 1.1 * size) * s + 2.0 * s
    wide = LABEL * s
    rows_of = [(f"{column.number} {step.does}", type_.body, Face.BOLD)]
    rows = [text(sheet, f"{column.number} {step.does}", wide, type_.body, Face.BOLD, most=3, pen=pen)]
    said = [f"{name + ': ' if name else ''}{words.listed(one.words)}" for _, one, name in felt if one.words]
    met = words.listed(point.name for point in step.touchpoints[:2])
    apart = said if len(felt) > 1 else []
    for about in (*apart, " · ".join(part for part in (*([] if apart else said), met) if part)):
        if not about:
            continue
        rows_of.append((about, type_.small, Face.SANS))
        rows.append(text(sheet, about, wide, type_.small, colour="quiet", most=2, pen=pen))
    block = stack(rows, 0.3 * s)
    broad = min(wide, max(sheet.pen.width(line, type_.body, Face.BOLD) for line in _lines(sheet, rows_of, wide)))
    offered = []
    for place in range(48):
        further, angle = (place // 16) * 3.0 * s, (place % 16) * pi / 8
        ux, uy = cos(angle), sin(angle)
        middle = (x + ux * (away + further + broad / 2), y + uy * (away + further + block.height / 2))
        turned = 1 - (ux * dx + uy * dy) / long
        box = Box(middle[0] - broad / 2, middle[1] - block.height / 2, broad, block.height)
        offered.append((box, turned * 14 + further))
    found = places.best(offered)
    if found is None:
        sheet.notes[f"the words of step {column.number} have no room beside the loop; the step's label says them"] = (
            None
        )
        return drawn
    return [*drawn, *block.paint(found.x, found.y)]


def _lines(sheet: Sheet, said: Sequence[tuple[str, float, Face]], wide: float) -> list[str]:
    """Break what is said as it will be."""
    return [line for each, size, face in said for line in sheet.pen.wrap(each, wide, size, face).lines] or [""]


def _names(sheet: Sheet, shape: _Shape, loops: tuple[Sequence[Column], Sequence[Column]]) -> list[Element]:
    """Name the loops in their middles."""
    pen, type_, drawn = sheet.pen.of("loops"), sheet.type, []
    phases = {phase.id: phase.name for phase in sheet.drawn.phases}
    for side, name, columns in ((-1, "Purchase", loops[0]), (1, "Use", loops[1])):
        x = shape.x + side * shape.across * 0.56
        size = type_.title * 0.72
        drawn.append(
            pen.text(name, x, shape.y - 2.0 * sheet.s, size=size, face=Face.BOLD, align="middle", anchor="middle")
        )
        found = words.listed(dict.fromkeys(phases.get(column.step.phase, "") for column in columns))
        lines = pen.wrap(found, shape.across * 0.55, type_.body, most=2, balanced=True)
        drawn.append(pen.text(lines, x, shape.y + 3.4 * sheet.s, size=type_.body, colour="quiet", align="middle"))
    return drawn
