"""How the customer feels: the curve."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from ...model import Feeling, Step
from ...voices import CURVES, voices_of
from .. import words
from ..canvas import Box
from ..colours import AREA_SHARE, Token
from ..curve import Curve, through
from ..sheet import Column, Sheet
from ..svg import Element, element
from ..svg import number as written
from ..text import LEADING, MM_PER_PT, Face, Wrapped
from . import figures
from .lane import Drawn, Rule
from .marks import RADIUS, SLIT, abreast, cross, diamond, disc, reach_of
from .places import Places, beside

DOUBT = 3.0
"""Room for a line more, where evidence qualifies moments of truth; mm at A3."""

LEAST, MOST = 56.0, 110.0
"""Height of the lane in mm at A3."""

DASHES: tuple[tuple[float, ...], ...] = ((), (6.0, 1.6), (0.01, 1.7))
"""Of each voice, how its line is broken."""

_DASHES_EXPECTED: tuple[tuple[float, ...], ...] = ((2.4, 1.7), (6.0, 1.7), (0.01, 1.7))


@dataclass(frozen=True, slots=True)
class Line:
    """The feelings of one persona, or of everybody.

    Attributes:
        name: what the line is called at its end; empty when it is everybody's.
        felt: the feeling at each step that has one with a score; what several share is one and the same.
    """

    name: str
    felt: dict[str, Feeling]


@dataclass(frozen=True, slots=True)
class Frame:
    """Where the scale stands: the y of zero, and the height of one point, in mm."""

    top: float
    height: float
    zero: float
    unit: float

    def y(self, score: float) -> float:
        """Give the y of a score."""
        return self.zero - score * self.unit


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a caption."""

    lines: Wrapped
    size: float
    face: Face = Face.SANS
    colour: Token = "ink"
    crossed: bool = False

    @property
    def height(self) -> float:
        """Give its height in mm."""
        return self.lines.height(self.size)


@dataclass(frozen=True, slots=True)
class Feels:
    """The lane of the curve."""

    lines: tuple[Line, ...]
    least: float
    key: str = "feels"
    label: str = "Feels"
    note: str = ""
    rule: Rule = "hair"
    tinted: bool = False
    banded: bool = True

    def draw(self, sheet: Sheet, top: float, height: float) -> Drawn:
        """Draw scale, area and lines, then each step's marks and words."""
        frame = place(sheet, top, height, self.scores(sheet))
        curves = [curve_of(sheet, frame, line) for line in self.lines]
        across = [
            *scale(sheet, frame),
            *_areas(sheet, curves if len(curves) == 1 else ()),
            *self._strokes(sheet, curves),
        ]
        return Drawn(across, self.marks(sheet, frame, self.places(sheet, frame, curves)))

    def scores(self, sheet: Sheet) -> list[float]:
        """List the scores that are drawn on a sheet."""
        shown = {column.step.id for column in sheet.columns}
        return [one.score or 0.0 for line in self.lines for step, one in line.felt.items() if step in shown]

    def _strokes(self, sheet: Sheet, curves: Sequence[Curve]) -> list[Element]:
        """Draw the lines, the first one last so that it lies on top."""
        expected = sheet.drawn.state != "current"
        drawn = []
        for number, curve in reversed(list(enumerate(curves))):
            dashes = (_DASHES_EXPECTED if expected else DASHES)[number]
            dash = " ".join(f"{length * sheet.s:.2f}" for length in dashes) or None
            thick = 0.78 if number == 0 else 0.62
            if curve.d:
                drawn.append(
                    sheet.pen.path(
                        curve.d, stroke="ink" if number == 0 else "quiet", thick=thick * sheet.s, dash=dash, cap="round"
                    )
                )
        if expected:
            sheet.use("curve-expected")
        self._name(sheet)
        return drawn

    def _name(self, sheet: Sheet) -> None:
        """Name the lines in the legend where they are not everybody's."""
        if len(self.lines) == 1 and self.lines[0].name:
            sheet.use("curve-0", said=f"feelings of {self.lines[0].name} only")
        elif len(self.lines) > 1:
            for number, line in enumerate(self.lines):
                sheet.use(f"curve-{number}", said=line.name)

    def places(self, sheet: Sheet, frame: Frame, curves: Sequence[Curve]) -> Places:
        """Begin to keep account of what stands where in the lane."""
        places = Places(Box(sheet.start - sheet.s, frame.top, sheet.right - sheet.start + 2 * sheet.s, frame.height))
        for curve in curves:
            places.follow(curve)
        places.straight(sheet.start, frame.zero, sheet.right, frame.zero)
        return places

    def marks(self, sheet: Sheet, frame: Frame, places: Places) -> dict[str, list[Element]]:
        """Draw discs and diamonds, and find room for the words round them."""
        spots = {each.step.id: self._spots(sheet, frame, each) for each in sheet.columns}
        for column in sheet.columns:
            half = (reach_of(column.step.moment_of_truth) + 0.55) * sheet.s
            places.add(*(Box(x - half, y - half, 2 * half, 2 * half) for _, _, x, y in spots[column.step.id]))
        drawn: dict[str, list[Element]] = {}
        for column in sheet.columns:
            found: list[Element] = []
            truth, here = column.step.moment_of_truth, spots[column.step.id]
            if truth is not None:
                for run in self._close(sheet, frame, column, [(number, felt) for number, felt, _, _ in here]):
                    own = [(x, y) for number, _, x, y in here if number in {each for each, _ in run}]
                    apart = all(abs(one[0] - other[0]) + abs(one[1] - other[1]) > 2 * reach_of(truth) * sheet.s
                                for one, other in combinations(own, 2))  # fmt: skip
                    for round_ in [[spot] for spot in own] if apart else [own]:
                        found += diamond(sheet, truth, round_)
            for number, felt, x, y in here:
                found += disc(sheet, felt, x, y, shape=number)
            for number, level in enumerate(dict.fromkeys(y for _, _, _, y in here)):
                level_ = [spot for spot in here if spot[3] == level]
                found += self._caption(sheet, column, places, level_, first=number == 0)
            if truth is not None and not here:
                found += diamond(sheet, truth, [(column.centre, frame.zero)])
            drawn[column.step.id] = found
        for column in sheet.columns:
            drawn[column.step.id] += why(sheet, column, frame, places)
        return drawn

    def _spots(self, sheet: Sheet, frame: Frame, column: Column) -> list[tuple[int, Feeling, float, float]]:
        """Place the marks of one step, one for a feeling that is shared; marks that would touch stand side by side."""
        felt: list[tuple[int, Feeling]] = []
        for number, line in enumerate(self.lines):
            own = line.felt.get(column.step.id)
            if own is not None and all(own is not each for _, each in felt):
                felt.append((number, own))
        spots = []
        for run in self._close(sheet, frame, column, felt):
            heights = [frame.y(one.score or 0.0) for _, one in run]
            truth = column.step.moment_of_truth
            places = abreast(heights, reach_of(truth), sheet.s, diamonds=truth is not None)
            if truth is not None and places[-1] - places[0] + 2 * reach_of(truth) * sheet.s > column.width:
                places = abreast(heights, RADIUS, sheet.s)
            middle = column.centre - (places[0] + places[-1]) / 2
            spots += [(number, one, middle + x, y) for (number, one), x, y in zip(run, places, heights, strict=True)]
        return sorted(spots, key=lambda spot: spot[0])

    def _close(
        self, sheet: Sheet, frame: Frame, column: Column, felt: Sequence[tuple[int, Feeling]]
    ) -> list[list[tuple[int, Feeling]]]:
        """Put feelings together whose marks would touch, one after the other, in the order of the lines."""
        near = (2 * reach_of(column.step.moment_of_truth) + SLIT) * sheet.s / frame.unit
        runs: list[list[tuple[int, Feeling]]] = []
        for each in sorted(felt, key=lambda one: one[1].score or 0.0):
            if runs and (each[1].score or 0.0) - (runs[-1][-1][1].score or 0.0) < near:
                runs[-1].append(each)
            else:
                runs.append([each])
        return [sorted(run, key=lambda one: one[0]) for run in runs]

    def _caption(
        self,
        sheet: Sheet,
        column: Column,
        places: Places,
        here: Sequence[tuple[int, Feeling, float, float]],
        *,
        first: bool,
    ) -> list[Element]:
        """Write the words of the feelings at one height, and what is particular about them, further out."""
        s, y = sheet.s, here[0][3]
        above = (here[0][1].score or 0.0) > 0
        felt = [one for _, one, _, _ in here]
        rows = self._rows(sheet, column.step, felt, column.width + 1.2 * s, first=first)
        if not rows:
            return []
        if above:
            rows.reverse()
        wide = max(row.lines.width(row.size, row.face) * 1.04 + (3.2 * s if row.crossed else 0.0) for row in rows)
        high = sum(row.height for row in rows)
        away = (reach_of(column.step.moment_of_truth) + 1.0) * s
        x = sum(spot[2] for spot in here) / len(here)
        offered = []
        for over, own in ((above, 0.0), *([(not above, 25.0)] if len(self.lines) > 1 else [])):
            offered += [
                (box, cost + own)
                for box, cost in beside(
                    x, y - away if over else y + away, wide, high, above=over, least=column.x - 0.6 * s,
                    most=column.end + 0.6 * s, shift=(0.0, 1.2 * s, 2.6 * s, 4.5 * s),
                )
            ]  # fmt: skip
        box = places.best(offered)
        if box is None:
            sheet.notes[
                f"the words of step {column.number} have no room beside the curve; the step's label says them"
            ] = None
            return []
        pen = sheet.pen.of(f"step:{column.step.id}")
        drawn: list[Element] = []
        top, middle = box.y, box.x + wide / 2
        for row in rows:
            at = middle
            if row.crossed:
                at += 1.6 * s
                start = at - row.lines.width(row.size, row.face) / 2
                drawn.append(cross(sheet, start - 2.0 * s, top + row.size * LEADING * MM_PER_PT / 2, 1.9 * s))
            drawn.append(pen.text(row.lines, at, top, size=row.size, face=row.face, colour=row.colour, align="middle"))
            top += row.height
        return drawn

    def _rows(self, sheet: Sheet, step: Step, here: Sequence[Feeling], room: float, *, first: bool) -> list[Row]:
        """Say what feelings are called, from the mark outwards."""
        pen, body, small = sheet.pen, sheet.type.body, sheet.type.small
        rows = []
        said = "\u00a0· ".join(dict.fromkeys(words.listed(felt.words) for felt in here if felt.words))
        if said:
            rows.append(Row(pen.wrap(said, room, body, most=sheet.most(2), balanced=True), body))
        if step.breaking_point and first:
            sheet.use("breaking")
            leaving = figures.found(sheet.overlay, "breaking_point", step.id)
            leaving = leaving or figures.found(sheet.overlay, "leaving", step.id)
            share = figures.point(leaving) if leaving is not None else ""
            broken = f"{share} leave" if share else "breaking point"
            rows.append(Row(pen.wrap(broken, room - 3.2 * sheet.s, small, most=1), small, crossed=True))
        doubted = figures.doubt(sheet.overlay, step.id) if first else ""
        if doubted:
            rows.append(Row(pen.wrap(doubted, room, small, most=2, balanced=True), small, colour="quiet"))
        captions, names = [], []
        for line in self.lines:
            if all(line.felt.get(step.id) is not one for one in here):
                continue
            steps = [each for each in sheet.drawn.steps if each.id in line.felt]
            best = words.peak(steps_of(line, steps))
            last = bool(steps) and steps[-1].id == step.id
            names += [line.name] if last and line.name else []
            if len(self.lines) == 1 and len(steps) > 1:
                captions += ["peak"] if best is not None and best[0].id == step.id else []
                captions += ["end"] if last else []
        if captions:
            rows.append(Row(pen.wrap(", ".join(captions), room, small, most=1), small, colour="quiet"))
        # A mark in which all lines end tells none from another: the legend does.
        if names and len(names) < max(len(self.lines), 2):
            rows.append(Row(pen.wrap("\u00a0· ".join(names), room, small, Face.BOLD, most=2), small, Face.BOLD))
        return rows


def steps_of(line: Line, steps: Sequence[Step]) -> list[Step]:
    """Give the steps of a line with its own feelings only."""
    return [replace(step, feels=(line.felt[step.id],)) for step in steps]


def feels(sheet: Sheet) -> Feels:
    """Lay the curves out: one for everybody, or one for each persona, three at most."""
    found = lines_of(sheet)
    shown = any(column.step.id in line.felt for line in found for column in sheet.columns)
    truths = any(column.step.moment_of_truth for column in sheet.columns)
    return Feels(found, LEAST * sheet.s if shown or truths else 0.0)


def told(sheet: Sheet, step: Step) -> list[tuple[int, Feeling, str]]:
    """Give the feelings with a score at one step, each once, with the mark and the name of those whose it is.

    The name is empty where a feeling is everybody's.
    """
    lines = lines_of(sheet)
    found: dict[int, tuple[Feeling, list[tuple[int, str]]]] = {}
    for number, line in enumerate(lines):
        felt = line.felt.get(step.id)
        if felt is not None:
            found.setdefault(id(felt), (felt, []))[1].append((number, line.name))
    everybody = len(found) == 1 and all(felt.persona is None for felt, _ in found.values())
    marks = [
        (people[0][0], felt, "" if everybody else words.listed(name for _, name in people))
        for felt, people in found.values()
    ]
    if any(name for _, _, name in marks) and len(lines) > 1:
        for number, line in enumerate(lines):
            sheet.use(f"curve-{number}", said=line.name)
    return marks


def lines_of(sheet: Sheet) -> tuple[Line, ...]:
    """Sort the feelings of a map by whose they are."""
    found = voices_of(sheet.drawn)
    if len(found) > CURVES:
        left = words.listed(voice.name for voice in found[CURVES:])
        sheet.notes[f"Only {CURVES} curves are drawn; left out: {left}"] = None
    return tuple(Line(voice.name, voice.felt) for voice in found[:CURVES])


def place(sheet: Sheet, top: float, height: float, scores: Sequence[float]) -> Frame:
    """Place the scale so that words have room beyond its ends; less where no feeling comes near an end."""
    roomy = 1.0 if height > 75 * sheet.s else 0.0
    over = (14.2 if max(scores, default=0) > 1 else 9.0) + roomy
    under = (14.2 if min(scores, default=0) < -1 else 9.0) + roomy
    if roomy and sheet.overlay is not None and sheet.overlay.of("moment"):
        over, under = over + DOUBT, under + DOUBT
    unit = (height - (over + under) * sheet.s) / 4
    return Frame(top, height, top + over * sheet.s + 2 * unit, unit)


def curve_of(sheet: Sheet, frame: Frame, line: Line, columns: Sequence[Column] | None = None) -> Curve:
    """Draw a curve through the feelings; a step without one breaks it, unless its column is left out."""
    points = []
    for column in sheet.columns if columns is None else columns:
        one = line.felt.get(column.step.id)
        points.append(None if one is None else (column.centre, frame.y(one.score or 0.0)))
    return through(points, frame.zero)


def scale(sheet: Sheet, frame: Frame) -> list[Element]:
    """Draw the lines of the scale and their words at the left."""
    pen, s, small = sheet.pen.of("scale"), sheet.s, sheet.type.small
    drawn = []
    for score, word in words.SCALE.items():
        y = frame.y(score)
        colour: Token = "line" if score == 0 else "hair"
        drawn.append(pen.line(sheet.start, y, sheet.right, y, colour=colour, thick=(0.35 if score == 0 else 0.25) * s))
        drawn.append(pen.text(word, sheet.start - 2.6 * s, y, size=small, colour="quiet", align="end", anchor="middle"))
    return drawn


def _areas(sheet: Sheet, curves: Sequence[Curve]) -> list[Element]:
    """Tint what lies between the curve and zero."""
    drawn = []
    for curve in curves:
        if curve.above:
            drawn.append(tint(sheet, curve.above, "positive"))
        if curve.below:
            drawn.append(tint(sheet, curve.below, "negative"))
    return drawn


def tint(sheet: Sheet, d: str, colour: Token) -> Element:
    """Fill an area with an eighth of a colour, so that what lies under it shows."""
    pen = sheet.pen
    share = AREA_SHARE if pen.palette.tinted else 0.0
    turned = {"transform": f"matrix(-1 0 0 1 {written(pen.across)} 0)"} if pen.mirrored else {}
    return element("path", {"d": d, **pen.canvas.paint(colour, opacity=share), **turned})


def why(sheet: Sheet, column: Column, frame: Frame, places: Places) -> list[Element]:
    """Say what is at stake at a moment of truth: at the end of its band that the curve leaves free."""
    truth = column.step.moment_of_truth
    if truth is None or not truth.why:
        return []
    pen, s, size = sheet.pen.of(f"step:{column.step.id}"), sheet.s, sheet.type.body
    lines = pen.wrap(truth.why, column.width - 3.2 * s, size, most=sheet.most(4), balanced=True)
    wide, high = lines.width(size) * 1.04, lines.height(size)
    left = column.centre - wide / 2
    tops = (frame.top + 2.4 * s, frame.top + frame.height - high - 2.4 * s)
    levels = [frame.y(score) for score in (1.5, 0.5, -0.5, -1.5)]
    offered = [(Box(left, top, wide, high), 0.0) for top in tops]
    offered += [(Box(left, level - high / 2, wide, high), 6.0) for level in levels]
    box = places.best(offered)
    if box is None:
        sheet.notes[f"what is at stake at step {column.number} has no room beside the curve"] = None
        return []
    return [pen.text(lines, column.centre, box.y, size=size, align="middle")]
