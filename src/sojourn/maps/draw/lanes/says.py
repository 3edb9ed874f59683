"""What the customer thinks, wants, suffers from and likes."""

from collections.abc import Sequence

from ...model import Step
from .. import words
from ..sheet import Block, Column, Sheet, stack, text
from ..svg import Element
from ..text import Face
from . import glyphs
from .lane import Cells, cells, room


def thinks(sheet: Sheet, *, larger: float = 1.0) -> Cells:
    """Quote what goes through the customer's mind; larger for the wall."""
    size = sheet.type.say * larger
    blocks = {
        column.step.id: text(
            sheet, words.quoted(column.step.thinks, sheet.drawn.language), room(sheet, column), size,
            Face.SAY, most=6, pen=sheet.pen.of(f"step:{column.step.id}"),
        )
        for column in sheet.columns
        if column.step.thinks
    }  # fmt: skip
    return cells(sheet, "thinks", "Thinks", blocks, floor=13)


def wants(sheet: Sheet) -> Cells:
    """Say the experience wanted, and the one that will be wanted next."""
    blocks = {}
    for column in sheet.columns:
        step = column.step
        said = words.said(step.wants)
        if step.wants_next is not None:
            said = f"{said} → {words.said(step.wants_next)}".strip()
        if said:
            pen = sheet.pen.of(f"step:{step.id}")
            blocks[step.id] = text(sheet, said, room(sheet, column), sheet.type.body, most=2, pen=pen)
    return cells(sheet, "wants", "Wants", blocks, floor=7)


def pains(sheet: Sheet) -> Cells:
    """List what hurts, then what pleases."""
    blocks = {}
    for column in sheet.columns:
        step = column.step
        rows = [_row(sheet, column, step, pain.text, -1) for pain in step.pains]
        rows += [_row(sheet, column, step, gain.text, 1) for gain in step.gains]
        if rows:
            blocks[step.id] = stack(rows, 1.2 * sheet.s)
    hurts = any(column.step.pains for column in sheet.columns)
    pleases = any(column.step.gains for column in sheet.columns)
    return cells(sheet, "pains", "Pains, gains" if hurts and pleases else "Gains" if pleases else "Pains", blocks)


def _row(sheet: Sheet, column: Column, step: Step, said: str, way: int) -> Block:
    """Lay one pain or gain out, after its triangle."""
    s, pen = sheet.s, sheet.pen.of(f"step:{step.id}")
    sheet.use("gain" if way > 0 else "pain")

    def sign(x: float, middle: float) -> Sequence[Element]:
        return [sheet.pen.path(glyphs.triangle(x, middle, s, way), fill="positive" if way > 0 else "negative")]

    return text(sheet, said, room(sheet, column), sheet.type.body, most=4, indent=3.4 * s, sign=sign, pen=pen)
