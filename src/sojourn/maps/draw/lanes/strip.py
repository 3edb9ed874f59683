"""The strip of evidence: what was measured at each step, row by row."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from sojourn.core.words import counted

from ...overlay import Mark, Measure
from .. import words
from ..colours import Token
from ..sheet import Block, Column, Sheet, stack, text
from ..svg import Element
from ..text import LEADING, MM_PER_PT, Face
from . import figures
from .lane import Cells, Drawn, Lane, Rule, inset, room
from .measures import number, onward
from .reach import reach

_PARTS: tuple[tuple[Measure, str], ...] = (
    ("missing", "missing"), ("failed", "failed"), ("ad_hoc", "unplanned"), ("out_of_order", "out of order"),
)  # fmt: skip


NO_BREAK = "\u00a0"
"""Keeps the parts of a time on one line."""


def strip(sheet: Sheet) -> list[Lane]:
    """Lay out a row for each measure that the overlay has."""
    if sheet.overlay is None:
        return []
    lanes: list[Lane] = [reach(sheet), ways(sheet)]
    lanes += [_row(sheet, "leaving", "Leave", "as their last step", _leaving)]
    lanes += [_row(sheet, "wait", "Wait", "box: eight in ten; dot: half", _wait)]
    lanes += [_row(sheet, "number", "Measured", "against the target", _named)]
    lanes += [_row(sheet, "satisfaction", "Satisfied", "of those who answered", _scaled)]
    lanes += [importance(sheet)]
    lanes += [decisive(sheet)]
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
        parts = [overlay.span(), overlay.segment or "all customers", counted(overlay.n_journeys, "journey")]
        whole = overlay.conforming
        if whole is not None and figures.point(whole):
            within = figures.interval(whole)
            parts.append(f"{figures.point(whole)} ({within}) of those that are over went as the map expects")
        said = " · ".join(parts)
        lines = sheet.pen.wrap(said, sheet.right - sheet.start, small, most=1)
        y = top + 2.7 * sheet.s + sheet.type.body * LEADING * MM_PER_PT / 2
        pen = sheet.pen.of("evidence")
        x = sheet.start + inset(sheet)
        return Drawn([pen.text(lines, x, y, size=small, colour="positive", anchor="middle")])


def _verdict(mark: Mark) -> Token:
    """Give the colour of a verdict: blue met, orange missed, none when it is not decided."""
    return {"met": "positive", "missed": "negative"}.get(mark.met or "", "ink")  # type: ignore[return-value]  # a token


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
        said = f"then {name}: {count:,}"
        rows.append(text(sheet, said, room(sheet, column), sheet.type.small, colour="quiet", most=2, pen=pen))
    if (why := figures.reason(sheet.overlay, column.step.id)) is not None:
        pen = sheet.pen.of(f"step:{column.step.id}")
        rows.append(text(sheet, why, room(sheet, column), sheet.type.small, most=3, pen=pen))
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


def _named(sheet: Sheet, column: Column, mark: Mark) -> Block:
    """Lay out a number that the map asks for, under its name."""
    pen, wide = sheet.pen.of(f"step:{column.step.id}"), room(sheet, column)
    rows = [number(sheet, column.step.id, mark, wide, colour=_verdict(mark))]
    target = _target(sheet, column, mark)
    rows += [target] if target else []
    if mark.label:
        said = words.plain(mark.label)
        rows.insert(0, text(sheet, said, wide, sheet.type.small, colour="quiet", most=1, pen=pen))
    return stack(rows)


def _wait(sheet: Sheet, column: Column, mark: Mark) -> Block:
    """Lay out a wait: from p10 to p90 with the median, a tick for the target; the median beneath."""
    rows = [number(sheet, column.step.id, mark, room(sheet, column), colour=_verdict(mark))]
    if figures.point(mark):
        pen = sheet.pen.of(f"step:{column.step.id}")
        rows.append(text(sheet, _among(mark), room(sheet, column), sheet.type.small, colour="quiet", most=2, pen=pen))
    target = _target(sheet, column, mark)
    rows += [target] if target else []
    if mark.quantiles is None or mark.state != "measured":
        return stack(rows)
    end = max(mark.quantiles[2], mark.target or 0.0, 1e-9) * 1.08
    return stack([_axis(sheet, column, mark, mark.quantiles, 0.0, end, boxed=True), *rows], 0.3 * sheet.s)


def _among(mark: Mark) -> str:
    """Say how many wait no longer than the time that is shown."""
    share = 0.5 if mark.quantile is None else mark.quantile
    return "half wait no longer" if share == 0.5 else f"{share * 100:g} % wait no longer"


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


def importance(sheet: Sheet) -> Cells:
    """Lay out how important a step is, and who says so: customers who were asked go before what the map states."""
    blocks = {}
    for column in sheet.columns:
        stated = column.step.metrics.get("importance")
        level = None if stated is None else stated.stated
        mark = figures.found(sheet.overlay, "importance", column.step.id)
        who = figures.WHO.get(mark.label or "", "") if mark is not None else figures.WHO["stated"]
        rows = []
        if level is not None and (mark is None or not who or mark.label == "stated"):
            rows.append(_stated(sheet, column, level))
        if mark is not None and mark.label != "stated":
            rows.append(_scaled(sheet, column, mark))
        if rows:
            pen = sheet.pen.of(f"step:{column.step.id}")
            who = words.listed((who, "" if mark is None else figures.counted(mark)))
            if who:
                rows.append(text(sheet, who, room(sheet, column), sheet.type.small, colour="quiet", most=2, pen=pen))
            blocks[column.step.id] = stack(rows, 0.6 * sheet.s)
    return _cells(
        sheet,
        "importance",
        "Importance",
        (
            "derived: from what goes with satisfaction, which proves nothing"
            if sheet.overlay is not None
            and any("derived" in (each.label or "") for each in sheet.overlay.of("importance"))
            else "to customers"
        ),
        blocks,
    )


def decisive(sheet: Sheet) -> Cells:
    """Lay out how much is won or lost at a step, and how much of that there is to do: numbers with their names."""
    blocks = {}
    for column in sheet.columns:
        rows = [
            number(sheet, column.step.id, mark, room(sheet, column), before=before)
            for measure, before in _DECISIVE
            if (mark := figures.found(sheet.overlay, measure, column.step.id)) is not None
        ]
        if rows:
            blocks[column.step.id] = stack(rows, 0.2 * sheet.s)
    note = "criticality 0–100, priority 0–150" if any(_has(sheet, each) for each, _ in _DECISIVE) else ""
    return _cells(sheet, "decisive", "Where it counts", note, blocks)


def _has(sheet: Sheet, measure: Measure) -> bool:
    return sheet.overlay is not None and bool(sheet.overlay.of(measure))


_DECISIVE: tuple[tuple[Measure, str], ...] = (("criticality", "criticality "), ("priority", "priority "))


def _stated(sheet: Sheet, column: Column, level: float) -> Block:
    """Lay out a stated importance, from 1 to 5."""
    s, pen, wide = sheet.s, sheet.pen.of(f"step:{column.step.id}"), room(sheet, column)
    said = text(sheet, f"{level:g} of 5", wide, sheet.type.small, most=1, pen=pen)
    part = wide * (level - 1) / 4

    def paint(x: float, y: float) -> list[Element]:
        track = sheet.pen.rect(x, y, wide, 1.0 * s, fill="band")
        return [track, sheet.pen.rect(x, y, max(part, 0.3 * s), 1.0 * s, fill="quiet")]

    return stack([said, Block(1.2 * s, paint)])


def deviations(sheet: Sheet) -> Cells:
    """Lay out the four ways in which contacts went otherwise than planned, as shares of journeys."""
    blocks = {}
    for column in sheet.columns:
        marks = [figures.found(sheet.overlay, measure, column.step.id) for measure, _ in _PARTS]
        if any(mark is not None for mark in marks):
            blocks[column.step.id] = _parts(sheet, column, marks)
    return _cells(sheet, "deviations", "Not as planned", "share of journeys; what is not named did not happen", blocks)


def _parts(sheet: Sheet, column: Column, marks: Sequence[Mark | None]) -> Block:
    """Lay out a row for each way that happened, its share over a bar; then say in words which did not."""
    s, wide = sheet.s, room(sheet, column)
    pen, small = sheet.pen.of(f"step:{column.step.id}"), sheet.type.small
    shown = [mark for mark in marks if mark is not None]
    assert sheet.overlay is not None
    if not any(mark.state in ("measured", "thin") for mark in shown):
        said = shown[0].words(hidden_below=sheet.overlay.hidden_below)
        return text(sheet, said, wide, small, colour="quiet", most=2, pen=pen)
    rows: list[Block] = []
    for mark, (_, word) in zip(marks, _PARTS, strict=True):
        share = mark.value if mark is not None and mark.state == "measured" else None
        if share:
            row = text(sheet, f"{_percent(share)} % {word}", wide, small, most=2, pen=pen)
            rows.append(stack([row, Block(0.9 * s, partial(_track, sheet, wide, share))]))
    if rows:
        return stack(rows, 0.35 * s)
    known = any(mark.state == "measured" for mark in shown)
    said = "all as planned" if known else figures.instead(shown[0], sheet.overlay)
    return text(sheet, said, wide, small, colour="quiet", most=2, pen=pen)


def _track(sheet: Sheet, wide: float, share: float, x: float, y: float) -> list[Element]:
    """Draw a share of journeys that went otherwise than planned."""
    high = 0.7 * sheet.s
    full = max(wide * min(share, 1.0), 0.3 * sheet.s)
    return [sheet.pen.rect(x, y, wide, high, fill="band"), sheet.pen.rect(x, y, full, high, fill="soft-negative")]


def _percent(share: float) -> str:
    """Say a share that is not 0: never as 0.0."""
    return "<\u200a0.1" if share < 0.0005 else f"{share * 100:.1f}" if share < 0.1 else f"{share * 100:.0f}"


def ways(sheet: Sheet) -> Cells:
    """Lay out who goes on from each step, over a bar, and how long that takes."""
    blocks = {}
    numbers = {step.id: place for place, step in enumerate(sheet.drawn.steps, start=1)}
    for column in sheet.columns:
        rows: list[Block] = []
        assert sheet.overlay is not None
        marks = [mark for mark in sheet.overlay.of("conversion", step=column.step.id) if mark.at.to is not None]
        for mark in sorted(marks, key=lambda each: -(each.value or 0.0))[:3]:
            place = numbers.get(mark.at.to or "")
            where = f"to step {place}" if place is not None else ""
            between = sheet.overlay.of("time_between", step=column.step.id, to=mark.at.to)
            after = ", ".join(
                part for part in (where, _soon(between[0], short=bool(sheet.tight)) if between else "") if part
            )
            rows.append(onward(sheet, column.step.id, mark, room(sheet, column), after=after))
        if rows:
            blocks[column.step.id] = stack(rows, 0.9 * sheet.s)
    return _cells(sheet, "ways", "Go on", "of those who came", blocks)


def _soon(mark: Mark, *, short: bool) -> str:
    """Say within what time half of those go on who do; the time alone where room is short."""
    if mark.state == "measured" and mark.value == 0:
        return "at once"
    said = figures.point(mark)
    said = said.replace(" ", NO_BREAK)
    return said if short or not said else f"half within {said}"
