"""What the customer does: numbered cards."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from ...model import JourneyMap, Step, without_contact
from ..sheet import Block, Column, Sheet, stack, text
from ..svg import Element
from ..text import LEADING, MM_PER_PT, Face
from . import glyphs
from .lane import Cells, inset, room
from .nested import nested

GAP = 2.2
"""Room under the cards, mm at A3."""

BRIEF = 24.0
"""Width of cards in mm at A3 below which a page of little room shortens them."""


@dataclass(frozen=True, slots=True)
class Does(Cells):
    """Cards, all of one height; the frame of a step without contact is dashed."""

    def cell(self, sheet: Sheet, column: Column, top: float, height: float) -> Sequence[Element]:
        """Draw a card."""
        pen, s = sheet.pen, sheet.s
        alone = without_contact(sheet.drawn, column.step)
        if alone:
            sheet.use("no-contact")
        card = pen.rect(
            column.x, top, column.width, height - GAP * s, fill="sheet", stroke="line", thick=0.3 * s, radius=1.6 * s,
            dash=f"{1.2 * s:.2f} {0.9 * s:.2f}" if alone else None,
        )  # fmt: skip
        return [card, *Cells.cell(self, sheet, column, top, height)]


def does(sheet: Sheet) -> Does:
    """Lay the cards out."""
    first, last = ends_of(sheet.drawn)
    blocks = {column.step.id: _card(sheet, column, first, last) for column in sheet.columns}
    return _cards(sheet, blocks, 18.0)


def actions(sheet: Sheet) -> Does:
    """Lay the cards out as what somebody does who is not a customer yet."""
    return replace(does(sheet), label="Customer's actions")


def brief(sheet: Sheet) -> Does:
    """Lay the cards out for a page of little room: where they are narrow, a number and a few small words."""
    if sheet.columns[0].width >= BRIEF * sheet.s:
        return does(sheet)
    blocks = {}
    for column in sheet.columns:
        pen, small = sheet.pen.of(f"step:{column.step.id}"), sheet.type.small
        wide = room(sheet, column)
        number = text(sheet, str(column.number), wide, small, Face.BOLD, colour="quiet", most=1, pen=pen)
        blocks[column.step.id] = stack([number, text(sheet, column.step.does, wide, small, most=3, pen=pen)])
    return _cards(sheet, blocks, 10.0)


def _cards(sheet: Sheet, blocks: Mapping[str, Block], floor: float) -> Does:
    pad = 1.9 * sheet.s
    return Does("does", "Does", blocks, pad, pad + (0.6 + GAP) * sheet.s, (floor + GAP) * sheet.s, rule="")


def planned(sheet: Sheet) -> Does:
    """Lay the cards out as the plan that something is held against."""
    return replace(does(sheet), label="Planned")


def ends_of(drawn: JourneyMap) -> tuple[str, str]:
    """Find the first and the last contact: where the map says so, else by order; empty where there is none."""
    contacts = [step for step in drawn.steps if step.kind != "no_contact"]
    first = [step.id for step in drawn.steps if step.first_impression]
    last = [step.id for step in drawn.steps if step.last_impression]
    first = first or [step.id for step in contacts if step.first_impression is not False][:1]
    last = last or [step.id for step in contacts if step.last_impression is not False][-1:]
    if len(contacts) < 2:
        return "", ""
    return (first[0] if first else ""), (last[-1] if last else "")


def _card(sheet: Sheet, column: Column, first: str, last: str) -> Block:
    """Lay one card out: number and flag in the first line, then what is done."""
    step, size = column.step, sheet.type.step
    words = text(sheet, step.does, room(sheet, column), size, Face.BOLD, most=6, pen=sheet.pen.of(f"step:{step.id}"))
    line = sheet.type.small * LEADING * MM_PER_PT + 0.7 * sheet.s

    def paint(x: float, y: float) -> list[Element]:
        pen, small = sheet.pen.of(f"step:{step.id}"), sheet.type.small
        box = (x, y, room(sheet, column), line)
        drawn = [pen.text(str(column.number), x, y, size=small, face=Face.BOLD, colour="quiet", room=box)]
        remarks = _remarks(step, first, last)
        end = column.end - inset(sheet)
        for sign, word in remarks:
            wide = pen.width(word, small)
            mark = (2.6 * sheet.s) if sign else 0.0
            if end - wide - mark < x + pen.width(str(column.number), small, Face.BOLD) + 1.5 * sheet.s:
                word, wide = "", 0.0
                if not sign or end - mark < x + pen.width(str(column.number), small, Face.BOLD) + 1.5 * sheet.s:
                    break
            if word:
                drawn.append(pen.text(word, end, y, size=small, colour="quiet", align="end", room=box))
            if sign:
                sheet.use(sign)
                drawn.append(_flag(sheet, end - wide - mark, y + small * LEADING * MM_PER_PT / 2))
            end -= wide + mark + 1.6 * sheet.s
        return [*drawn, *words.paint(x, y + line)]

    card = Block(line + words.height, paint)
    within = nested(sheet, column)
    return card if within is None else stack([card, within], 1.4 * sheet.s)


def _remarks(step: Step, first: str, last: str) -> list[tuple[str, str]]:
    """Say what is particular about a step: a mark for the legend and a word."""
    remarks = []
    if step.id == first:
        remarks.append(("flag", "first"))
    if step.id == last:
        remarks.append(("flag", "last"))
    if step.optional:
        remarks.append(("", "optional"))
    if step.entry:
        remarks.append(("", "entry"))
    return remarks


def _flag(sheet: Sheet, x: float, middle: float) -> Element:
    """Draw the flag of a first or last impression."""
    return sheet.pen.path(glyphs.flag(x, middle, sheet.s), fill="ink", stroke="ink", thick=0.25 * sheet.s)
