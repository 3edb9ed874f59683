"""What people said they felt, beside what the map supposes: two curves, never one point."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from ...overlay import Mark
from ..canvas import Box
from ..colours import AREA_SHARE, Token
from ..curve import Curve, through
from ..sheet import Column, Sheet
from ..svg import Element, Path, element
from ..svg import number as written
from ..text import Face
from . import figures
from .feels import DASHES, Feels, Frame, Row, curve_of, feels, place, scale
from .lane import Drawn
from .marks import RADIUS, colour_of, reach_of
from .places import Places

ASIDE = RADIUS + 2.1
"""How far beside the map's mark the measured one stands, mm at A3."""

LEAST = 68.0
"""Height of the lane in mm at A3: two curves need more room than one."""


@dataclass(frozen=True, slots=True)
class Measured(Feels):
    """The lane of two curves: dashed what the map supposes, solid what was measured."""

    def draw(self, sheet: Sheet, top: float, height: float) -> Drawn:
        """Draw the gap between the curves, both curves, then each step's marks and words."""
        marks = {column.step.id: figures.found(sheet.overlay, "feeling", column.step.id) for column in sheet.columns}
        scores = self.scores(sheet)
        scores += [mark.high for mark in marks.values() if mark and mark.high is not None]
        scores += [mark.low for mark in marks.values() if mark and mark.low is not None]
        frame = place(sheet, top, height, scores)
        supposed = [curve_of(sheet, frame, line) for line in self.lines]
        points = [self._point(sheet, frame, column, marks[column.step.id]) for column in sheet.columns]
        solid = through(points, frame.zero)
        across = [*scale(sheet, frame), *(gap(sheet, supposed[0], solid) if len(supposed) == 1 else ())]
        across += self._lines(sheet, supposed, solid, points)
        places = self.places(sheet, frame, [*supposed, solid])
        for (_, one), (_, other) in _jumps(points):
            places.straight(*one, *other)
        places.add(
            *(Box(x - 1.6 * sheet.s, y - 1.6 * sheet.s, 3.2 * sheet.s, 3.2 * sheet.s) for x, y in filter(None, points))
        )
        if len(self.lines) > 1:
            places.add(*self._whiskers(sheet, frame, marks))
        drawn = self.marks(sheet, frame, places)
        for column, point in zip(sheet.columns, points, strict=True):
            mark = marks[column.step.id]
            if mark is not None:
                drawn[column.step.id] = [
                    *self._of_step(sheet, frame, column, mark, point, places),
                    *drawn[column.step.id],
                ]
        return Drawn(across, drawn)

    def _whiskers(self, sheet: Sheet, frame: Frame, marks: Mapping[str, Mark | None]) -> Iterator[Box]:
        """Give what intervals take up, so that the words of several people stand beside them."""
        for column in sheet.columns:
            mark = marks[column.step.id]
            if mark is not None and mark.low is not None and mark.high is not None:
                x = column.centre + self._aside(sheet, frame, column)
                top, end = frame.y(min(mark.high, 2.0)), frame.y(max(mark.low, -2.0))
                yield Box(x - 0.8 * sheet.s, top, 1.6 * sheet.s, end - top)

    def _point(self, sheet: Sheet, frame: Frame, column: Column, mark: Mark | None) -> tuple[float, float] | None:
        if mark is None or mark.state != "measured" or mark.value is None:
            return None
        return column.centre + self._aside(sheet, frame, column), frame.y(mark.value)

    def _aside(self, sheet: Sheet, frame: Frame, column: Column) -> float:
        """Say how far to the side a measured mark stands: nothing where the map supposes nothing."""
        spots = self._spots(sheet, frame, column)
        if not spots:
            return 0.0
        further = reach_of(column.step.moment_of_truth) - RADIUS + ASIDE
        return max(spot[2] for spot in spots) - column.centre + further * sheet.s

    def _lines(
        self, sheet: Sheet, supposed: Sequence[Curve], solid: Curve, points: Sequence[tuple[float, float] | None]
    ) -> list[Element]:
        """Draw the dashed curve, dotted ways over what was not measured, and the solid curve."""
        s, pen = sheet.s, sheet.pen
        drawn = []
        self._name(sheet)
        for number, curve in enumerate(supposed):
            if curve.d:
                sheet.use("supposed")
                lengths = (2.0, 1.3) if number == 0 else DASHES[number]
                dash = " ".join(f"{length * s:.2f}" for length in lengths)
                drawn.append(pen.path(curve.d, stroke="quiet", thick=0.42 * s, dash=dash, cap="round"))
        for (_, one), (_, other) in _jumps(points):
            dots = f"0.01 {1.3 * s:.2f}"
            sheet.use("unmeasured")
            drawn.append(pen.line(*one, *other, colour="quiet", thick=0.45 * s, dash=dots, cap="round"))
        if solid.d:
            drawn.append(pen.path(solid.d, stroke="ink", thick=0.85 * s, cap="round"))
        if any(points):
            sheet.use("measured")
        return drawn

    def _of_step(
        self, sheet: Sheet, frame: Frame, column: Column, mark: Mark, point: tuple[float, float] | None, places: Places
    ) -> list[Element]:
        """Draw a measured feeling: whisker, dot, number; or a dashed whisker and n; or words."""
        s, pen = sheet.s, sheet.pen.of(f"step:{column.step.id}")
        x = column.centre + self._aside(sheet, frame, column)
        drawn: list[Element] = []
        ends = (mark.low, mark.high)
        shown = mark.state in ("measured", "thin") and ends[0] is not None and ends[1] is not None
        if ends[0] is not None and ends[1] is not None and shown:
            thin = mark.state == "thin"
            dash = f"{0.9 * s:.2f} {0.7 * s:.2f}" if thin else None
            low, high = frame.y(max(ends[0], -2.0)), frame.y(min(ends[1], 2.0))
            drawn.append(pen.line(x, low, x, high, colour="ink", thick=0.4 * s, dash=dash))
            drawn += [pen.line(x - 0.8 * s, y, x + 0.8 * s, y, colour="ink", thick=0.4 * s) for y in (low, high)]
        if point is not None:
            colour = colour_of(round(mark.value or 0.0, 1))
            drawn.append(pen.circle(*point, 1.5 * s, fill=colour, stroke="sheet", thick=0.35 * s))
        if mark.state == "thin":
            sheet.use("thin")
        row = self._said(sheet, column, mark)
        if row is None:
            return drawn
        wide, high = row.lines.width(row.size, row.face) * 1.04, row.height
        y = point[1] if point is not None else frame.y(sum(ends) / 2) if shown else frame.zero  # type: ignore[arg-type]  # shown: both
        edge = column.end + 0.6 * s
        if point is None and not shown:
            x = column.centre
        offered = []
        tail = [frame.y(each) for each in ends if each is not None] or [y]
        over, under = min([*tail, y - 1.5 * s]) - high - 0.4 * s, max([*tail, y + 1.5 * s]) + 0.4 * s
        for top, left, cost in (
            (y - high / 2, x + 2.2 * s, 0.0),
            (over, x - wide / 2, 1.0),
            (under, x - wide / 2, 1.0),
            (y - high / 2 - 2.2 * s, x + 1.6 * s, 2.0),
            (y - high / 2 + 2.2 * s, x + 1.6 * s, 2.0),
            (over, x + 0.6 * s, 2.5),
            (under, x + 0.6 * s, 2.5),
            (y - high - 2.6 * s, x + 1.2 * s, 3.0),
            (y + 2.6 * s, x + 1.2 * s, 3.0),
            (over - 3 * s, x - wide / 2, 4.0),
            (under + 3 * s, x - wide / 2, 4.0),
            (under + 5.5 * s, x - wide / 2, 5.0),
            (over - 5.5 * s, x - wide / 2, 5.0),
            (frame.zero - high - 6 * s, x - wide / 2, 8.0),
            (frame.zero + 6 * s, x - wide / 2, 8.0),
        ):
            offered.append((Box(min(left, max(edge - wide, column.x)), top, wide, high), cost))
        box = places.best(offered)
        if box is None:
            return drawn
        drawn.append(pen.text(row.lines, box.x + wide / 2, box.y, size=row.size, face=row.face, colour=row.colour,
                              align="middle"))  # fmt: skip
        return drawn

    def _said(self, sheet: Sheet, column: Column, mark: Mark) -> Row | None:
        """Say the number, n of a thin one, or why there is none."""
        small, body, room = sheet.type.small, sheet.type.body, column.width
        assert sheet.overlay is not None
        estimate = figures.point(mark)
        if estimate:
            colour: Token = colour_of(round(mark.value or 0.0, 1))
            return Row(sheet.pen.wrap(estimate, room, body, Face.BOLD, most=1), body, Face.BOLD, colour)
        said = figures.counted(mark) if mark.state == "thin" else mark.words(hidden_below=sheet.overlay.hidden_below)
        return Row(sheet.pen.wrap(said, room, small, most=1), small, Face.SANS, "quiet") if said else None


def _jumps(
    points: Sequence[tuple[float, float] | None],
) -> list[tuple[tuple[int, tuple[float, float]], tuple[int, tuple[float, float]]]]:
    """List the measured points between which nothing was measured."""
    known = [(place_, point) for place_, point in enumerate(points) if point is not None]
    return [(one, other) for one, other in pairwise(known) if other[0] > one[0] + 1]


def measured(sheet: Sheet) -> Feels:
    """Lay the curves out: with evidence, what the map supposes is dashed, also where nobody was asked."""
    plain = feels(sheet)
    if sheet.overlay is None:
        return plain
    asked = bool(sheet.overlay.of("feeling"))
    return Measured(plain.lines, LEAST * sheet.s if asked else plain.least)


def gap(
    sheet: Sheet,
    supposed: Curve,
    solid: Curve,
    *,
    step: float = 0.7,
    said: tuple[str, str] = ("", ""),
    only: Sequence[tuple[float, float]] | None = None,
) -> list[Element]:
    """Tint what lies between the curves: orange where it was worse than supposed, blue where it was better."""
    xs = [x for part in (*supposed.parts, *solid.parts) for piece in part for x in (piece.start[0], piece.end[0])]
    if not xs:
        return []
    low, count = min(xs), max(2, int((max(xs) - min(xs)) / (step * sheet.s)))
    width = (max(xs) - low) / count
    areas: dict[Token, Path] = {}
    run: list[tuple[float, float, float]] = []
    side = 0
    for place_ in range(count + 2):
        x = low + place_ * width
        inside = place_ <= count and (only is None or any(start <= x <= end for start, end in only))
        one, other = (supposed.at(x), solid.at(x)) if inside else (None, None)
        now = 0 if one is None or other is None else (1 if other > one else -1)
        if now != side or now == 0:
            if side and len(run) > 1:
                colour: Token = "negative" if side > 0 else "positive"
                areas[colour] = _closed(areas.get(colour, Path()), run)
            run, side = run[-1:] if now and run else [], now
        if one is not None and other is not None:
            run.append((x, one, other))
    return [_tint(sheet, areas[colour].d, colour, said) for colour in ("positive", "negative") if colour in areas]


def _closed(path: Path, run: Sequence[tuple[float, float, float]]) -> Path:
    path = path.move(run[0][0], run[0][1])
    for x, one, _ in run[1:]:
        path = path.line(x, one)
    for x, _, other in reversed(run):
        path = path.line(x, other)
    return path.close()


def _tint(sheet: Sheet, d: str, colour: Token, said: tuple[str, str]) -> Element:
    """Fill the gap with a sixth of a colour."""
    pen = sheet.pen
    if colour == "negative":
        sheet.use("gap-worse", said=said[0])
    else:
        sheet.use("gap-better", said=said[1])
    share = AREA_SHARE * 1.4 if pen.palette.tinted else 0.0
    turned = {"transform": f"matrix(-1 0 0 1 {written(pen.across)} 0)"} if pen.mirrored else {}
    return element("path", {"d": d, **pen.canvas.paint(colour, opacity=share), **turned})
