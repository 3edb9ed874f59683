"""What a card tells of the map that its step holds."""

from collections.abc import Sequence

from ...model import Step
from ...nesting import Inside
from .. import words
from ..colours import Token
from ..sheet import Block, Column, Sheet, stack, text
from ..svg import Element
from ..text import Face
from . import glyphs
from .lane import room
from .marks import colour_of

NOT_FOUND = "map not found"


def nested(sheet: Sheet, column: Column) -> Block | None:
    """Lay out, below a rule, what a card tells of the map inside: its title, steps, end and worst moment of truth.

    Without maps to look into, only its id is told.
    """
    step, s, type_ = column.step, sheet.s, sheet.type
    if step.map is None:
        return None
    wide, pen = room(sheet, column), sheet.pen.of(f"step:{step.id}")
    told = None if sheet.nested is None else sheet.nested.get(step.map)
    rows: list[Block] = []

    def row(said: str, *, colour: Token = "quiet", face: Face = Face.SANS, sign: str = "", most: int = 2) -> None:
        draw = (lambda x, y: _sign(sheet, sign, x, y)) if sign else None
        rows.append(
            text(sheet, said, wide, type_.small, face, colour=colour, most=most, indent=_INDENT * s, sign=draw, pen=pen)
        )

    sheet.use("inside")
    row(told.title if told else words.plain(step.map), colour="ink" if told else "quiet", face=Face.BOLD, sign="inside")
    if told is None and sheet.nested is not None:
        row(NOT_FOUND)
        sheet.notes[f"step {column.number} holds the map {step.map}, which was not found"] = None
    if told is not None:
        row(words.counted(told.steps, "step"), most=1)
        _feelings(row, told)
    inner = stack(rows, 0.3 * s)
    above = 1.5 * s

    def paint(x: float, y: float) -> list[Element]:
        rule = sheet.pen.line(x, y, x + wide, y, colour="hair", thick=0.25 * s)
        return [rule, *inner.paint(x, y + above)]

    return Block(above + inner.height, paint)


_INDENT = 3.6
"""How far words stand back from their signs, mm at A3."""


def _feelings(row: "object", told: Inside) -> None:
    """Tell how the map inside ends, and its worst moment of truth; a score is coloured, and has its sign."""
    assert callable(row)
    if told.end:
        scores = [one.score or 0.0 for one in told.end]
        named = words.listed(told.end[0].words) if len(told.end) == 1 else ""
        said = " / ".join(dict.fromkeys(words.signed(score) for score in scores))
        row(f"ends {words.listed((named, said))}", colour=colour_of(min(scores)))
    if told.worst is not None:
        score = "" if told.score is None else words.signed(told.score)
        colour = "quiet" if told.score is None else colour_of(told.score)
        row(words.listed((told.worst.does, score)), colour=colour, sign="truth", most=3)
        

def said(step: Step, insides: "object") -> str:
    """Tell it to those who hear the drawing."""
    return ""


def _sign(sheet: Sheet, sign: str, x: float, y: float) -> Sequence[Element]:
    s, pen = sheet.s, sheet.pen
    if sign == "inside":
        return [pen.path(glyphs.within(x, y, s), stroke="ink", thick=0.3 * s)]
    sheet.use("truth-expert")
    return [pen.path(glyphs.lozenge(x, y, s), stroke="ink", thick=0.3 * s)]
