"""Where customer and company meet: a sign, a name, a channel; alternatives stand in a bracket."""

from collections.abc import Sequence

from ...model import Step, Touchpoint
from .. import words
from ..sheet import Block, Column, Sheet, stack, text
from ..svg import Element
from ..text import LEADING, MM_PER_PT, Face
from .lane import Cells, cells, room

FRAME = 6.0
"""Side of the frame round a channel's sign, mm at A3."""


def touchpoints(sheet: Sheet) -> Cells:
    """Lay the points of contact out."""
    blocks = {}
    for column in sheet.columns:
        block = _of_step(sheet, column)
        if block is not None:
            blocks[column.step.id] = block
    return cells(sheet, "touchpoints", "Touchpoints", blocks, floor=14)


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
    return stack(parts, gap) if parts else None


def point_block(sheet: Sheet, step: Step, point: Touchpoint, wide: float, *, bold: bool = False) -> Block:
    """Lay one point of contact out: the framed sign, the name beside it, the channel beneath."""
    pen, s, size = sheet.pen.of(f"step:{step.id}"), sheet.s, sheet.type.body
    indent = (FRAME + 1.8) * s
    narrow = wide - indent < 9 * s
    face = Face.BOLD if bold else Face.SANS
    name = text(sheet, point.name, wide, size, face, most=3, indent=0 if narrow else indent, pen=pen)
    about = _about(sheet, step, point, wide, 0 if narrow else indent)
    beside = stack([name, *([about] if about else [])], 0.3 * s)
    frame = FRAME * s
    offset = max((frame - beside.height) / 2, 0.0) if not narrow else 0.0
    below = frame + 1.0 * s if narrow else 0.0
    if point.optional:
        sheet.use("optional")

    def paint(x: float, y: float) -> list[Element]:
        return [*sign(sheet, point, x, y), *beside.paint(x, y + offset + below)]

    return Block(max(frame, below + beside.height + offset), paint)


def _about(sheet: Sheet, step: Step, point: Touchpoint, wide: float, indent: float) -> Block | None:
    """Lay the channel out, after an arrow that says who begins."""
    s, small = sheet.s, sheet.type.small
    parts = [words.channel(point.channel), "optional" if point.optional else ""]
    said = words.listed(parts)
    if not said and not point.trigger:
        return None
    arrow = 2.6 * s if point.trigger else 0.0
    if point.trigger:
        sheet.use(point.trigger)

    def before(x: float, middle: float) -> Sequence[Element]:
        return [trigger(sheet, point.trigger or "", x + indent, middle)] if point.trigger else []

    return text(
        sheet, said or (point.trigger or ""), wide, small, colour="quiet", most=2, indent=indent + arrow, sign=before,
        pen=sheet.pen.of(f"step:{step.id}"),
    )  # fmt: skip


def trigger(sheet: Sheet, way: str, x: float, middle: float) -> Element:
    """Draw the arrow of who begins: down for the company, up for the customer."""
    s = sheet.s
    turn = 1 if way == "push" else -1
    end, half = middle + turn * 1.1 * s, 0.75 * s
    d = (
        f"M{x + 0.8 * s:.2f} {middle - turn * 1.1 * s:.2f}V{end:.2f}"
        f"M{x + 0.8 * s - half:.2f} {end - turn * half:.2f}L{x + 0.8 * s:.2f} {end:.2f}"
        f"L{x + 0.8 * s + half:.2f} {end - turn * half:.2f}"
    )
    return sheet.pen.path(d, stroke="quiet", thick=0.32 * s, cap="round")


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
    """Hang a tab with a coin's sign outside the frame of a contact that is paid for."""
    s = sheet.s
    size = 4.6 * s
    return sheet.pen.text("€", x + 0.15 * s, y - 0.6 * s, size=size, face=Face.BOLD, colour="ink")


def _bracket(sheet: Sheet, step: Step, rows: Block, wide: float, word: str) -> Block:
    """Put a bracket before alternatives, with its word above."""
    pen, s, small = sheet.pen.of(f"step:{step.id}"), sheet.s, sheet.type.small
    line = small * LEADING * MM_PER_PT + 0.8 * s
    sheet.use("one-of")

    def paint(x: float, y: float) -> list[Element]:
        top, end = y + line, y + line + rows.height
        d = f"M{x + 1.2 * s:.2f} {top:.2f}H{x + 0.2 * s:.2f}V{end:.2f}H{x + 1.2 * s:.2f}"
        label = pen.text(word, x, y, size=small, colour="quiet", room=(x, y, wide, line))
        return [label, pen.path(d, stroke="ink", thick=0.35 * s), *rows.paint(x + 2.6 * s, top)]

    return Block(line + rows.height, paint)


def _branches(sheet: Sheet, step: Step, wide: float) -> Block:
    """List the branches that part here; the one that is meant in bold."""
    pen, size = sheet.pen.of(f"step:{step.id}"), sheet.type.body
    chosen = step.choice
    assert chosen is not None
    sheet.use("one-of")
    if chosen.expected:
        sheet.use("expected")
    inner = wide - 2.6 * sheet.s
    rows = [
        text(sheet, words.plain(option), inner, size, Face.BOLD if option == chosen.expected else Face.SANS, most=2,
             pen=pen)
        for option in chosen.options
    ]  # fmt: skip
    return _bracket(sheet, step, stack(rows, 0.8 * sheet.s), wide, "then one of")
