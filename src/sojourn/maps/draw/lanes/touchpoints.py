"""Where customer and company meet: a sign, a name, a channel; alternatives stand in a bracket."""

from collections.abc import Sequence

from ...model import Step, Touchpoint
from .. import words
from ..colours import Token
from ..sheet import Block, Column, Sheet, stack, text
from ..svg import Element
from ..text import LEADING, MM_PER_PT, Face
from . import figures, glyphs, measures
from .lane import Cells, cells, room

FRAME = 6.0
"""Side of the frame round a channel's sign, mm at A3."""

NARROW = 13.0
"""Room beside the frame, mm at A3, below which the name stands under it."""


def touchpoints(sheet: Sheet) -> Cells:
    """Lay the points of contact out."""
    blocks = {}
    for column in sheet.columns:
        block = _of_step(sheet, column)
        if block is not None:
            blocks[column.step.id] = block
    return cells(sheet, "touchpoints", "Touchpoints", blocks, floor=14, rule="", above=0.9)


def _of_step(sheet: Sheet, column: Column) -> Block | None:
    """Lay out what a step has: alternatives first, then what is met in any case, then branches."""
    step, wide = column.step, room(sheet, column)
    gap = 2.2 * sheet.s
    chosen = step.choice
    options = [
        point for point in step.touchpoints
        if chosen is not None and chosen.between == "touchpoints" and point.id in chosen.options
    ]  # fmt: skip
    others = [point for point in step.touchpoints if point not in options]
    parts = []
    if len(options) > 1 and chosen is not None:
        inner = wide - 2.6 * sheet.s
        rows = [point_block(sheet, step, point, inner, bold=point.id == chosen.expected) for point in options]
        parts.append(_bracket(sheet, step, stack(rows, gap), wide, "one of"))
        if chosen.expected:
            sheet.use("expected")
    else:
        others = list(step.touchpoints)
    parts += [point_block(sheet, step, point, wide) for point in others]
    if chosen is not None and chosen.between == "branches":
        parts.append(_branches(sheet, step, wide))
        parts += _taken(sheet, step, wide)
    several = "" if sheet.overlay is None else figures.several(sheet.overlay, step.id)
    if several:
        pen = sheet.pen.of(f"step:{step.id}")
        parts.append(text(sheet, several, wide, sheet.type.small, colour="quiet", most=2, pen=pen))
    return stack(parts, gap) if parts else None


def point_block(sheet: Sheet, step: Step, point: Touchpoint, wide: float, *, bold: bool = False) -> Block:
    """Lay one point of contact out: the framed sign, the name beside it, the channel beneath.

    In a narrow column the channel stands beside the sign and the name below both.
    """
    s = sheet.s
    taken = [] if sheet.overlay is None else list(sheet.overlay.of("branch", step=step.id, touchpoint=point.id))
    if taken:
        alone = _alone(sheet, step, point, wide, bold=bold)
        return stack([alone, measures.onward(sheet, step.id, taken[0], wide)], 0.8 * s)
    return _alone(sheet, step, point, wide, bold=bold)


def _alone(sheet: Sheet, step: Step, point: Touchpoint, wide: float, *, bold: bool) -> Block:
    s = sheet.s
    if wide - (FRAME + 1.8) * s < NARROW * s:
        return _narrow(sheet, step, point, wide, bold=bold)
    indent = _indent(sheet, point)
    name = _name(sheet, step, point, wide, indent, bold=bold)
    about = _about(sheet, step, point, wide, indent)
    beside = stack([name, *([about] if about else [])], 0.3 * s)
    frame = FRAME * s
    offset = max((frame - beside.height) / 2, 0.0)

    def paint(x: float, y: float) -> list[Element]:
        return [*sign(sheet, point, x, y), *beside.paint(x, y + offset)]

    return Block(max(frame, beside.height), paint)


def _narrow(sheet: Sheet, step: Step, point: Touchpoint, wide: float, *, bold: bool) -> Block:
    """Lay a point of contact out in a narrow column."""
    s, frame, indent = sheet.s, FRAME * sheet.s, _indent(sheet, point)
    name = _name(sheet, step, point, wide, 0.0, bold=bold)
    said = words.channel(point.channel).split()
    left = wide - indent - 2.6 * s
    beside = all(sheet.pen.width(word, sheet.type.small) <= left for word in said)
    about = _about(sheet, step, point, wide, indent if beside else 0.0)
    high = about.height if about else 0.0
    head = max(frame, high) if beside else frame
    below = 0.0 if beside or not about else high + 0.2 * s

    def paint(x: float, y: float) -> list[Element]:
        drawn = sign(sheet, point, x, y + (head - frame) / 2)
        under = y + head + 0.7 * s
        if about:
            drawn += about.paint(x, y + (head - high) / 2 if beside else under + name.height + 0.2 * s)
        return [*drawn, *name.paint(x, under)]

    return Block(head + 0.7 * s + name.height + below, paint)


def _indent(sheet: Sheet, point: Touchpoint) -> float:
    """Say how far text stands back from the frame's start; further when a coin hangs on the frame."""
    return (FRAME + (3.4 if point.control == "paid" else 1.8)) * sheet.s


def _name(sheet: Sheet, step: Step, point: Touchpoint, wide: float, indent: float, *, bold: bool) -> Block:
    face, pen = Face.BOLD if bold else Face.SANS, sheet.pen.of(f"step:{step.id}")
    return text(sheet, point.name, wide, sheet.type.body, face, most=3, indent=indent, pen=pen)


def _about(sheet: Sheet, step: Step, point: Touchpoint, wide: float, indent: float) -> Block | None:
    """Lay the channel out, after an arrow that says who begins."""
    s, small = sheet.s, sheet.type.small
    said = words.listed([words.channel(point.channel), "optional" if point.optional else ""])
    if not said and not point.trigger:
        return None
    shown = point.trigger if sheet.notation != "cjml" else None
    arrow = 2.6 * s if shown else 0.0
    if point.trigger:
        sheet.use(point.trigger)
    if not said and not shown:
        return None

    def before(x: float, middle: float) -> Sequence[Element]:
        return [trigger(sheet, shown, x + indent, middle)] if shown else []

    return text(
        sheet, said or (point.trigger or ""), wide, small, colour="quiet", most=2, indent=indent + arrow, sign=before,
        pen=sheet.pen.of(f"step:{step.id}"),
    )  # fmt: skip


def trigger(sheet: Sheet, way: str, x: float, middle: float) -> Element:
    """Draw the arrow of who begins: down for the company, up for the customer."""
    d = glyphs.upright(x, middle, sheet.s, 1 if way == "push" else -1)
    return sheet.pen.path(d, stroke="quiet", thick=0.32 * sheet.s, cap="round")


def sign(sheet: Sheet, point: Touchpoint, x: float, y: float) -> list[Element]:
    """Draw the frame and the sign of a channel.

    The frame is square where something is settled and round where something is told; its line says who controls it.
    """
    pen, s = sheet.pen, sheet.s
    side = FRAME * s
    dash = {"partner": (1.1, 0.8), "earned": (0.05, 0.9), "none": (0.05, 0.9)}.get(point.control or "")
    line = f"{dash[0] * s:.2f} {dash[1] * s:.2f}" if dash else None
    if point.purpose:
        sheet.use(point.purpose)
    if point.control in ("partner", "earned", "none", "paid"):
        sheet.use("partner" if point.control == "partner" else "paid" if point.control == "paid" else "uncontrolled")
    radius = 1.1 * s if point.purpose == "transactional" else side / 2
    frame = pen.rect(
        x, y, side, side, fill="sheet", stroke="ink", thick=0.35 * s, radius=radius, dash=line,
        cap="round" if dash else None,
    )  # fmt: skip
    drawn = [frame]
    if sheet.notation == "cjml":
        drawn.append(trigger(sheet, point.trigger, x + side / 2 - 0.8 * s, y + side / 2) if point.trigger else frame)
    else:
        channel = point.channel if isinstance(point.channel, str) else None
        drawn.append(pen.sign(channel, x + 1.1 * s, y + 1.1 * s, side - 2.2 * s))
    if point.control == "paid":
        drawn.append(_paid(sheet, x + side, y))
    return drawn


def _paid(sheet: Sheet, x: float, y: float) -> Element:
    """Hang a coin's sign outside the frame of a contact that is paid for, at its upper corner."""
    s = sheet.s
    size = 6.6 * s
    return sheet.pen.text("€", x + 0.5 * s, y + 0.8 * s, size=size, face=Face.BOLD, anchor="middle")


def _bracket(sheet: Sheet, step: Step, rows: Block, wide: float, word: str) -> Block:
    """Put a bracket before alternatives, with its word above."""
    pen, s, small = sheet.pen.of(f"step:{step.id}"), sheet.s, sheet.type.small
    line = small * LEADING * MM_PER_PT + 0.8 * s
    sheet.use("one-of")

    def paint(x: float, y: float) -> list[Element]:
        top, end = y + line, y + line + rows.height
        d = glyphs.bracket(x + 0.2 * s, top, end, s)
        label = pen.text(word, x, y, size=small, colour="quiet", room=(x, y, wide, line))
        return [label, pen.path(d, stroke="ink", thick=0.35 * s), *rows.paint(x + 2.6 * s, top)]

    return Block(line + rows.height, paint)


def _taken(sheet: Sheet, step: Step, wide: float) -> list[Block]:
    """Lay out which branch was taken, when that was measured."""
    marks = (
        [] if sheet.overlay is None else [mark for mark in sheet.overlay.of("branch", step=step.id) if mark.at.option]
    )
    rows = []
    for mark in marks:
        names = " or ".join(words.plain(option) for option in (mark.at.option or "").split("|"))
        rows.append(measures.onward(sheet, step.id, mark, wide, before=f"{names}: "))
    return rows


def _branches(sheet: Sheet, step: Step, wide: float) -> Block:
    """List the branches that part here; the one that is meant in bold. In one line where that is enough."""
    pen, size, s = sheet.pen.of(f"step:{step.id}"), sheet.type.body, sheet.s
    chosen = step.choice
    assert chosen is not None
    if chosen.expected:
        sheet.use("expected")
    runs: list[tuple[str, Face, Token]] = [("then", Face.SANS, "quiet")]
    for number, option in enumerate(chosen.options):
        runs += [("or", Face.SANS, "quiet")] if number else []
        runs.append((words.plain(option), Face.BOLD if option == chosen.expected else Face.SANS, "ink"))
    gap = 0.9 * s
    if sum(pen.width(said, size, face) for said, face, _ in runs) + gap * (len(runs) - 1) > wide:
        sheet.use("one-of")
        inner = wide - 2.6 * s
        rows = [text(sheet, said, inner, size, face, most=2, pen=pen) for said, face, colour in runs if colour == "ink"]
        return _bracket(sheet, step, stack(rows, 0.8 * s), wide, "then one of")
    high = size * LEADING * MM_PER_PT

    def paint(x: float, y: float) -> list[Element]:
        drawn = []
        for said, face, colour in runs:
            broad = pen.width(said, size, face)
            drawn.append(pen.text(said, x, y, size=size, face=face, colour=colour, room=(x, y, broad, high)))
            x += broad + gap
        return drawn

    return Block(high, paint)
