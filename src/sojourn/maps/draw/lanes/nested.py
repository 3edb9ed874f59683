"""What a card tells of the map that its step holds."""

from collections.abc import Sequence
from functools import partial

from ...nesting import Inside
from .. import words
from ..colours import Token
from ..sheet import Block, Column, Sheet, stack, text
from ..svg import Element
from ..text import Face
from . import glyphs
from .lane import room
from .marks import colour_of

INDENT, ABOVE = 3.4, 1.5
"""How far words stand back from their signs, and room between the rule and the first line; mm at A3."""


def nested(sheet: Sheet, column: Column) -> Block | None:
    """Lay out, below a rule, what a card tells of the map inside: its title, steps, end and worst moment of truth.

    Without maps to look into only its id is told. A map that was looked for and not found is told quietly, and noted.
    """
    step, s, small = column.step, sheet.s, sheet.type.small
    if step.map is None:
        return None
    wide, pen = room(sheet, column), sheet.pen.of(f"step:{step.id}")
    told = None if sheet.nested is None else sheet.nested.get(step.map)
    sheet.use("inside")
    title = told.title if told else words.plain(step.map)
    inked: Token = "ink" if told else "quiet"
    card = partial(_sign, sheet, glyphs.inside)
    rows = [text(sheet, title, wide, small, Face.BOLD, colour=inked, most=3, indent=INDENT * s, sign=card, pen=pen)]
    if told is None and sheet.nested is not None:
        rows.append(text(sheet, "map not found", wide, small, colour="quiet", indent=INDENT * s, pen=pen))
        sheet.notes[f"step {column.number} holds the map '{step.map}', which was not found"] = None
    for line, colour, flagged in _facts(told) if told is not None else ():
        sign = partial(_sign, sheet, glyphs.lozenge) if flagged else None
        rows.append(text(sheet, line, wide, small, colour=colour, most=3, indent=INDENT * s, sign=sign, pen=pen))
        if flagged:
            sheet.use("truth-expert")
    inner = stack(rows, 0.3 * s)

    def paint(x: float, y: float) -> list[Element]:
        rule = sheet.pen.line(x, y, x + wide, y, colour="hair", thick=0.25 * s)
        return [rule, *inner.paint(x, y + ABOVE * s)]

    return Block(ABOVE * s + inner.height, paint)


def _facts(told: Inside) -> list[tuple[str, Token, bool]]:
    """Give the lines below the title, each with its colour and whether the sign of a moment of truth stands before."""
    lines: list[tuple[str, Token, bool]] = [(words.counted(told.steps, "step"), "quiet", False)]
    if told.end:
        lowest = min(one.score or 0.0 for one in told.end)
        lines.append((tied(told.ending), colour_of(lowest), False))
    if told.worst is not None:
        lines.append((tied(told.truth), "quiet" if told.score is None else colour_of(told.score), True))
    return lines


def tied(said: str) -> str:
    """Keep a score on one line with the word before it."""
    before, comma, score = said.rpartition(", ")
    return f"{before},\u00a0{score}" if comma and len(score) < 5 else said


def _sign(sheet: Sheet, outline: glyphs.Outline, x: float, y: float) -> Sequence[Element]:
    return [sheet.pen.path(outline(x, y, sheet.s), stroke="ink", thick=0.3 * sheet.s)]
