"""What is done for what the customer does: the answers of an acquisition, without their numbers."""

from ...model import AcquisitionLine, answers
from .. import words
from ..sheet import Block, Column, Sheet, stack, text
from ..text import Face
from .lane import Cells, cells, room


def answered(sheet: Sheet) -> Cells:
    """Put what we do under each action, and who does it; what is left to others stands as such."""
    blocks = {
        column.step.id: stack(
            [
                _answer(sheet, column, *words.answer(found), ours=isinstance(found, AcquisitionLine))
                for found in answers(sheet.drawn, column.step)
            ],
            1.4 * sheet.s,
        )
        for column in sheet.columns
        if answers(sheet.drawn, column.step)
    }
    return cells(sheet, "answers", "We answer", blocks)


def _answer(sheet: Sheet, column: Column, what: str, who: str, *, ours: bool) -> Block:
    pen, wide = sheet.pen.of(f"step:{column.step.id}"), room(sheet, column)
    face = Face.BOLD if ours else Face.SANS
    rows = [text(sheet, what, wide, sheet.type.body, face, most=4, pen=pen)]
    if who:
        rows.append(text(sheet, who, wide, sheet.type.small, colour="quiet", most=3, pen=pen))
    return stack(rows, 0.2 * sheet.s)
