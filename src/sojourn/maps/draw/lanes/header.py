"""The head of a sheet: what the map is, whose it is, how far it can be trusted."""

from collections.abc import Sequence

from ...model import Persona
from .. import words
from ..sheet import Block, Sheet
from ..svg import Element
from ..text import LEADING, MM_PER_PT, Face
from .bands import spaced


def header(sheet: Sheet, *, tag: str = "") -> Block:
    """Lay the head out over the whole width.

    Args:
        tag: what the badge says instead of the map's state.
    """
    state = tag.upper() if tag else spaced(sheet.drawn.state.upper())
    pen, s, type_ = sheet.pen.of("header"), sheet.s, sheet.type
    wide = sheet.outer - sheet.left
    badge = pen.width(state, type_.small * 1.05, Face.BOLD) + 9 * s
    remark = " · ".join(each for each in (sheet.part, words.evidence(sheet.drawn)) if each)
    side = max(badge, pen.width(remark, type_.small)) + 8 * s
    room = wide - side
    title = pen.wrap(sheet.drawn.title, room, type_.title, Face.BOLD, most=2)
    people = [_person(sheet, persona, room) for persona in sheet.drawn.personas[:3]]
    line = type_.subtitle * LEADING * MM_PER_PT
    top = title.height(type_.title, 1.15) + 1.4 * s

    def paint(x: float, y: float) -> list[Element]:
        drawn = [
            pen.text(title, x, y, size=type_.title, face=Face.BOLD, leading=1.15,
                     room=(x, y, room, title.height(type_.title, 1.15)))
        ]  # fmt: skip
        for number, row in enumerate(people):
            at = x
            for said, face, colour in row:
                drawn.append(
                    pen.text(said, at, y + top + number * line, size=type_.subtitle, face=face,
                             colour="ink" if colour else "quiet", room=(x, y + top + number * line, room, line))
                )  # fmt: skip
                at += pen.width(said, type_.subtitle, face) + 2.2 * s
        drawn += _badge(sheet, state, sheet.outer - badge, y + 1.2 * s, badge)
        drawn.append(pen.text(remark, sheet.outer, y + 11.4 * s, size=type_.small, colour="quiet", align="end"))
        return drawn

    return Block(max(top + len(people) * line, 15 * s) + 5.5 * s, paint)


def _person(sheet: Sheet, persona: Persona, room: float) -> list[tuple[str, Face, bool]]:
    """Say who a persona is and what it wants, in one line."""
    pen, size = sheet.pen, sheet.type.subtitle
    name = pen.wrap(persona.name, room * 0.5, size, Face.BOLD, most=1).lines
    row = [(name[0], Face.BOLD, True)] if name else []
    if persona.goal and name:
        left = room - pen.width(name[0], size, Face.BOLD) - 2.2 * sheet.s
        goal = pen.wrap(persona.goal, left, size, most=1).lines
        row += [(goal[0], Face.SANS, False)] if goal else []
    return row


def _badge(sheet: Sheet, said: str, x: float, y: float, wide: float) -> Sequence[Element]:
    """Draw the badge of the map's state: full for what is, hollow for what should be."""
    pen, s, size = sheet.pen.of("header"), sheet.s, sheet.type.small * 1.05
    high, full = 6.6 * s, sheet.drawn.state == "current"
    pill = pen.rect(x, y, wide, high, fill="ink" if full else None, stroke="ink", thick=0.4 * s, radius=high / 2)
    word = pen.text(
        said, x + wide / 2, y + high / 2, size=size, face=Face.BOLD,
        colour="on-ink" if full else "ink", align="middle", anchor="middle", room=(x, y, wide, high),
    )  # fmt: skip
    return [pill, word]
