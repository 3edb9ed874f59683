"""The strip of evidence: what was measured at each step, row by row."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from ...overlay import Mark, Measure
from .. import words
from ..colours import Token
from ..sheet import Block, Column, Sheet, stack, text
from ..svg import Element
from ..text import LEADING, MM_PER_PT, Face
from . import figures
from .lane import Cells, Drawn, Lane, Rule, inset, room

BAND = 6.0
"""Height of the band of reach where everybody comes, mm at A3."""

_PARTS: tuple[tuple[Measure, str], ...] = (
    ("missing", "missing"), ("failed", "failed"), ("ad_hoc", "ad hoc"), ("out_of_order", "out of order"),
)  # fmt: skip


def strip(sheet: Sheet) -> list[Lane]:
    """Lay out a row for each measure that the overlay has."""
    if sheet.overlay is None:
        return []
    lanes: list[Lane] = [reach(sheet), ways(sheet)]
    lanes += [_row(sheet, "leaving", "Leave", "as their last step", _leaving)]
    lanes += [_row(sheet, "wait", "Wait", "median; p10 to p90", _wait)]
    lanes += [_row(sheet, "satisfaction", "Satisfied", "with 95 % interval", _scaled)]
    lanes += [_row(sheet, "importance", "Importance", "goes with; proves nothing", _scaled)]
    lanes += [deviations(sheet)]
    shown = [lane for lane in lanes if lane.least > 0]
    return [Heading(7.4 * sheet.s), *shown] if shown else []


Maker = Callable[[Sheet, Column, Mark], Block]


def _row(sheet: Sheet, measure: Measure, label: str, note: str, make: Maker) -> Cells:
    blocks = {}
    for column in sheet.columns:
        mark = figures.found(sheet.overlay, measure, column.step.id)
        if mark is not None:
            blocks[column.step.id] = make(sheet, column, mark)
    return _cells(sheet, measure, label, note, blocks)


def _cells(sheet: Sheet, key: str, label: str, note: str, blocks: dict[str, Block]) -> Cells:
    pad = 1.7 * sheet.s
    return Cells(f"data-{key}", label, blocks, pad, pad, _name(sheet, label, note) + 2 * pad, note, "hair", False, True)


def _name(sheet: Sheet, label: str, note: str) -> float:
    """Reckon the height of a row's name."""
    room_, type_ = sheet.start - sheet.left - 3 * sheet.s, sheet.type
    beneath = sheet.pen.wrap(note, room_, type_.small).height(type_.small)
    return sheet.pen.wrap(label, room_, type_.body, Face.BOLD).height(type_.body) + beneath + 0.4 * sheet.s


@dataclass(frozen=True, slots=True)
class Heading:
    """The name of the strip, and what it is of."""

    least: float
    key: str = "data-head"
    label: str = "Evidence"
    note: str = ""
    rule: Rule = "hair"
    tinted: bool = False
    banded: bool = True

    def draw(self, sheet: Sheet, top: float, height: float) -> Drawn:
        """Say period and segment beside the name."""
        overlay, small = sheet.overlay, sheet.type.small
        if overlay is None:
            return Drawn()
        said = " · ".join(
            (overlay.span(), overlay.segment or "all customers", f"{overlay.n_journeys:,} journeys")
        )
        lines = sheet.pen.wrap(said, sheet.right - sheet.start, small, most=1)
        y = top + 2.7 * sheet.s + sheet.type.body * LEADING * MM_PER_PT / 2
        pen = sheet.pen.of("evidence")
        x = sheet.start + inset(sheet)
        return Drawn([pen.text(lines, x, y, size=small, colour="positive", anchor="middle")])


def number(sheet: Sheet, step: str, mark: Mark, wide: float, *, colour: Token = "ink", before: str = "") -> Block:
    """Lay out an estimate and, quietly, its interval; or the words that stand instead."""
    pen, s = sheet.pen.of(f"step:{step}"), sheet.s
    body, small = sheet.type.body, sheet.type.small
    assert sheet.overlay is not None
    estimate = figures.point(mark)
    if not estimate:
        said = f"{before}{figures.instead(mark, sheet.overlay)}"
        return text(sheet, said, wide, small, colour="quiet", most=2, pen=pen)
    first = pen.wrap(f"{before}{estimate}", wide, body, Face.BOLD, most=2)
    within = figures.interval(mark)
    beside = f"({within})" if within else ""
    line = body * LEADING * MM_PER_PT
    start = first.width(body, Face.BOLD) * 1.04 + 1.0 * s
    fits = len(first.lines) == 1 and start + pen.width(beside, small) <= wide
    under = pen.wrap(beside, wide, small, most=2)
    high = first.height(body)

    def paint(x: float, y: float) -> list[Element]:
        drawn = [pen.text(first, x, y, size=body, face=Face.BOLD, colour=colour, room=(x, y, wide, high))]
        if beside and fits:
            drawn.append(
                pen.text(beside, x + start, y + line / 2, size=small, colour="quiet", anchor="middle",
                         room=(x, y, wide, line))
            )  # fmt: skip
        elif beside:
            room_ = (x, y + high, wide, under.height(small))
            drawn.append(pen.text(under, x, y + high, size=small, colour="quiet", room=room_))
        return drawn

    return Block(high if fits or not beside else high + under.height(small), paint)


def _verdict(mark: Mark) -> Token:
    """Give the colour of a verdict: blue met, orange missed, none when it is not decided."""
    return {"met": "positive", "missed": "negative"}.get(mark.met or "", "ink")  # type: ignore[return-value]


def _target(sheet: Sheet, column: Column, mark: Mark) -> Block | None:
    """Say the target and whether it is met."""
    if mark.target is None:
        return None
    verdict = {"met": "met", "missed": "missed", "undecided": "not decided"}.get(mark.met or "", "")
    wanted = f"{mark.target * 100:.0f} %" if mark.unit == "share" else figures.said(mark, mark.target)
    said = f"target {wanted}{f', {verdict}' if verdict else ''}"
    pen = sheet.pen.of(f"step:{column.step.id}")
    colour: Token = "quiet" if mark.met not in ("met", "missed") else _verdict(mark)
    return text(sheet, said, room(sheet, column), sheet.type.small, colour=colour, most=2, pen=pen)


def _leaving(sheet: Sheet, column: Column, mark: Mark) -> Block:
    """Lay out who leaves here, and where to or why, most frequent first."""
    rows = [number(sheet, column.step.id, mark, room(sheet, column))]
    if mark.state == "measured" and mark.details:
        name, count = mark.details[0]
        pen = sheet.pen.of(f"step:{column.step.id}")
        said = f"{name}, {count:,}"
        rows.append(text(sheet, said, room(sheet, column), sheet.type.small, colour="quiet", most=2, pen=pen))
    return stack(rows, 0.2 * sheet.s)


def _scaled(sheet: Sheet, column: Column, mark: Mark) -> Block:
    """Lay out a level on its scale: dot, interval, tick of the target; the number beneath."""
    rows = [number(sheet, column.step.id, mark, room(sheet, column), colour=_verdict(mark))]
    target = _target(sheet, column, mark)
    rows += [target] if target else []
    if mark.state not in ("measured", "thin"):
        return stack(rows)
    low, high = {"share": (0.0, 1.0), "points": (-2.0, 2.0)}.get(mark.unit, (0.0, 5.0))
    return stack([_axis(sheet, column, mark, (mark.low, mark.value, mark.high), low, high), *rows], 0.3 * sheet.s)


def _wait(sheet: Sheet, column: Column, mark: Mark) -> Block:
    """Lay out a wait: from p10 to p90 with the median, a tick for the target; the median beneath."""
    rows = [number(sheet, column.step.id, mark, room(sheet, column), colour=_verdict(mark))]
    target = _target(sheet, column, mark)
    rows += [target] if target else []
    if mark.quantiles is None or mark.state != "measured":
        return stack(rows)
    end = max(mark.quantiles[2], mark.target or 0.0, 1e-9) * 1.08
    return stack([_axis(sheet, column, mark, mark.quantiles, 0.0, end, boxed=True), *rows], 0.3 * sheet.s)


def _axis(
    sheet: Sheet,
    column: Column,
    mark: Mark,
    marks: Sequence[float | None],
    low: float,
    high: float,
    *,
    boxed: bool = False,
) -> Block:
    """Lay out a small scale with a range, a point and a target."""
    s, pen, wide = sheet.s, sheet.pen, room(sheet, column)
    height, colour = 3.0 * s, _verdict(mark)
    dots: Token = "quiet" if colour == "ink" else colour

    def at(x: float, value: float) -> float:
        return x + wide * min(max((value - low) / (high - low), 0.0), 1.0)

    def paint(x: float, y: float) -> list[Element]:
        middle = y + height / 2
        drawn = [pen.line(x, middle, x + wide, middle, colour="hair", thick=0.35 * s)]
        first, value, last = marks
        if first is not None and last is not None:
            start, end = at(x, first), at(x, last)
            if boxed:
                drawn.append(
                    pen.rect(start, middle - 0.8 * s, max(end - start, 0.3 * s), 1.6 * s, fill="sheet", stroke=dots,
                             thick=0.3 * s, radius=0.4 * s)
                )  # fmt: skip
            else:
                drawn.append(pen.line(start, middle, end, middle, colour=dots, thick=0.9 * s, cap="round"))
        if value is not None and mark.state == "measured":
            drawn.append(pen.circle(at(x, value), middle, 1.05 * s, fill=dots, stroke="sheet", thick=0.25 * s))
        if mark.target is not None:
            sheet.use("target")
            spot = at(x, mark.target)
            drawn.append(pen.line(spot, y, spot, y + height, colour="ink", thick=0.45 * s))
        return drawn

    return Block(height, paint)


def deviations(sheet: Sheet) -> Cells:
    """Lay out the four ways in which contacts went otherwise than planned, as shares of journeys."""
    blocks = {}
    for column in sheet.columns:
        marks = [figures.found(sheet.overlay, measure, column.step.id) for measure, _ in _PARTS]
        if any(mark is not None for mark in marks):
            blocks[column.step.id] = _parts(sheet, column, marks)
    return _cells(sheet, "deviations", "Not as planned", "missing, failed, ad hoc, out of order; %", blocks)


def _parts(sheet: Sheet, column: Column, marks: Sequence[Mark | None]) -> Block:
    """Lay out four cells: the more often it happens the fuller the cell."""
    s, wide = sheet.s, room(sheet, column)
    pen, small = sheet.pen.of(f"step:{column.step.id}"), sheet.type.small
    shown = [mark for mark in marks if mark is not None]
    assert sheet.overlay is not None
    if not any(mark.state in ("measured", "thin") for mark in shown):
        said = shown[0].words(hidden_below=sheet.overlay.hidden_below)
        return text(sheet, said, wide, small, colour="quiet", most=2, pen=pen)
    part, high = wide / 4, 4.6 * s
    sheet.use("deviations")

    def paint(x: float, y: float) -> list[Element]:
        drawn: list[Element] = []
        for place, mark in enumerate(marks):
            left = x + place * part
            drawn.append(pen.rect(left, y, part - 0.5 * s, high, fill="sheet", stroke="hair", thick=0.25 * s))
            share = mark.value if mark is not None and mark.state == "measured" else None
            if share:
                full = high * min(share, 1.0)
                drawn.append(pen.rect(left, y + high - full, part - 0.5 * s, full, fill="negative-tint"))
                drawn.append(
                    pen.line(
                        left, y + high - full, left + part - 0.5 * s, y + high - full, colour="negative", thick=0.3 * s
                    )
                )
            said = "–" if share is None else _percent(share)
            middle = left + (part - 0.5 * s) / 2
            size = min(small, small * (part - 0.9 * s) / max(pen.width(said, small), 0.01))
            drawn.append(
                pen.text(said, middle, y + high / 2, size=size, colour="quiet" if not share else "ink", align="middle",
                         anchor="middle", room=(left, y, part - 0.5 * s, high))
            )  # fmt: skip
        return drawn

    return Block(high, paint)


def _percent(share: float) -> str:
    return "0" if share == 0 else f"{share * 100:.1f}" if share < 0.1 else f"{share * 100:.0f}"


@dataclass(frozen=True, slots=True)
class Reach(Cells):
    """How many come to each step: a band as wide as their share, from which those who leave turn down."""

    def draw(self, sheet: Sheet, top: float, height: float) -> Drawn:
        """Draw the band under the numbers."""
        base = Cells.draw(self, sheet, top, height)
        s = sheet.s
        line = top + self.above + max(block.height for block in self.blocks.values()) + 1.0 * s
        shares = [(column, figures.found(sheet.overlay, "reach", column.step.id)) for column in sheet.columns]
        known = [
            (column, mark) for column, mark in shares if mark is not None and mark.state == "measured" and mark.value
        ]
        across: list[Element] = []
        for (column, mark), (following, after) in pairwise(known):
            across.append(_stream(sheet, column, mark.value or 0.0, following, after.value or 0.0, line))
        for column, mark in known:
            high = BAND * s * (mark.value or 0.0)
            across.append(sheet.pen.rect(column.x, line, column.width, high, fill="soft-positive"))
            across += _wedge(sheet, column, mark.value or 0.0, line + high)
        sheet.use("reach")
        return Drawn(across, base.steps)


def reach(sheet: Sheet) -> Reach:
    """Lay the band of reach out."""
    blocks = {}
    for column in sheet.columns:
        mark = figures.found(sheet.overlay, "reach", column.step.id)
        if mark is None:
            continue
        rows = [number(sheet, column.step.id, mark, room(sheet, column))]
        pen = sheet.pen.of(f"step:{column.step.id}")
        again = figures.found(sheet.overlay, "repeats", column.step.id)
        count = (
            f"{mark.count:,} of {mark.n:,}" if mark.state == "measured" and mark.count is not None and mark.n else ""
        )
        often = f"{figures.point(again)} each" if again is not None and figures.point(again) else ""
        if count or often:
            said = " · ".join(part for part in (count, often) if part)
            rows.append(text(sheet, said, room(sheet, column), sheet.type.small, colour="quiet", most=2, pen=pen))
        blocks[column.step.id] = stack(rows, 0.1 * sheet.s)
    pad = 1.7 * sheet.s
    below = (BAND + 3.2) * sheet.s
    return Reach("data-reach", "Reach", blocks, pad, below, 0.0, "of journeys", "hair")


def _stream(sheet: Sheet, one: Column, share: float, other: Column, after: float, top: float) -> Element:
    """Join the bands of two steps."""
    left, right, unit = one.end, other.x, BAND * sheet.s
    middle = (left + right) / 2
    start, end = top + share * unit, top + after * unit
    d = (
        f"M{left:.2f} {top:.2f}H{right:.2f}V{end:.2f}"
        f"C{middle:.2f} {end:.2f} {middle:.2f} {start:.2f} {left:.2f} {start:.2f}Z"
    )  # fmt: skip
    return sheet.pen.path(d, fill="soft-positive")


def _wedge(sheet: Sheet, column: Column, share: float, bottom: float) -> list[Element]:
    """Turn those who leave down: a grey wedge at the end of the step, as wide as their share."""
    leaving = figures.found(sheet.overlay, "leaving", column.step.id)
    if leaving is None or leaving.state != "measured" or not leaving.value:
        return []
    s = sheet.s
    wide = BAND * s * share * leaving.value
    end = column.end
    d = f"M{end - wide - 1.6 * s:.2f} {bottom:.2f}H{end:.2f}L{end:.2f} {bottom + 2.2 * s:.2f}Z"
    sheet.use("wedge")
    return [sheet.pen.path(d, fill="line")]


def ways(sheet: Sheet) -> Cells:
    """Lay out who goes on from each step, over a bar, and how long that takes."""
    blocks = {}
    numbers = {step.id: place for place, step in enumerate(sheet.drawn.steps, start=1)}
    for column in sheet.columns:
        rows: list[Block] = []
        assert sheet.overlay is not None
        marks = [mark for mark in sheet.overlay.of("conversion", step=column.step.id) if mark.at.to is not None]
        for mark in marks[:3]:
            place = numbers.get(mark.at.to or "")
            before = "" if place == column.number + 1 or place is None else f"to {place}: "
            between = sheet.overlay.of("time_between", step=column.step.id, to=mark.at.to)
            after = figures.point(between[0]) if between else ""
            rows.append(
                onward(
                    sheet, column.step.id, mark, room(sheet, column), before=before,
                    after=f"after {after}" if after else "",
                )
            )  # fmt: skip
        for mark in (each for each in sheet.overlay.of("branch", step=column.step.id) if each.at.option):
            before = f"{' or '.join(words.plain(option) for option in (mark.at.option or '').split('|'))}: "
            rows.append(onward(sheet, column.step.id, mark, room(sheet, column), before=before))
        if rows:
            blocks[column.step.id] = stack(rows, 0.8 * sheet.s)
    return _cells(sheet, "ways", "Go on", "of those who came", blocks)


def onward(sheet: Sheet, step: str, mark: Mark, wide: float, *, before: str = "", after: str = "") -> Block:
    """Lay out one way on, or one option taken: its share over a bar, and how long it takes."""
    s = sheet.s
    rows = [number(sheet, step, mark, wide, before=before)]
    share = mark.value
    if mark.state == "measured" and share is not None:
        rows.append(Block(1.3 * s, lambda x, y: bar(sheet, x, y, wide, share, strong=mark.expected is not False)))
    if after:
        pen = sheet.pen.of(f"step:{step}")
        rows.append(text(sheet, after, wide, sheet.type.small, colour="quiet", most=1, pen=pen))
    return stack(rows, 0.3 * s)


def bar(sheet: Sheet, x: float, y: float, wide: float, share: float, *, strong: bool = True) -> list[Element]:
    """Draw a share as a bar on its track."""
    s, pen = sheet.s, sheet.pen
    high = 1.2 * s
    full = pen.rect(x, y, wide, high, fill="band", radius=high / 2)
    part = max(wide * min(share, 1.0), high)
    return [full, pen.rect(x, y, part, high, fill="soft-positive" if strong else "line", radius=high / 2)]
