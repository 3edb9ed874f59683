"""The head of a sheet: what the map is, whose it is, how far it can be trusted."""

from collections.abc import Sequence

from ...model import Persona
from .. import words
from ..sheet import Block, Sheet
from ..svg import Element
from ..text import LEADING, MM_PER_PT, Face
from .bands import spaced
from .images import picture

PORTRAIT = 22.0
"""Side of the picture of a persona, mm at A3."""


def header(sheet: Sheet, *, tag: str = "", portrait: bool = False, promised: bool = True) -> Block:
    """Lay the head out over the whole width.

    Args:
        tag: what the badge says instead of the map's state.
        portrait: show the first persona's picture, or its initial.
        promised: say what the map promises, where texts need not be cut.
    """
    state = tag.upper() if tag else spaced(sheet.drawn.state.upper())
    pen, s, type_ = sheet.pen.of("header"), sheet.s, sheet.type
    wide = sheet.outer - sheet.left
    badge = pen.width(state, type_.small * 1.05, Face.BOLD) + 9 * s
    remark = " · ".join(each for each in (sheet.part, words.evidence(sheet.drawn)) if each)
    side = max(badge, pen.width(remark, type_.small)) + 8 * s
    who = sheet.drawn.personas[0] if portrait and sheet.drawn.personas else None
    beside = (PORTRAIT + 4.0) * s if who is not None else 0.0
    room = wide - side - beside
    title = pen.wrap(sheet.drawn.title, room, type_.title, Face.BOLD, most=2)
    people = [_person(sheet, persona, room) for persona in sheet.drawn.personas[:3]]
    line = type_.subtitle * LEADING * MM_PER_PT
    top = title.height(type_.title, 1.15) + 1.4 * s
    size = type_.subtitle * (1.3 if portrait else 1.0)
    kept = sheet.drawn.promise if promised and not tag and not sheet.tight else None
    promise = pen.wrap(kept or "", room, size, most=2 if portrait else 1)
    first = top
    top += promise.height(size) + 0.6 * s if kept else 0.0

    def paint(x: float, y: float) -> list[Element]:
        x += beside
        drawn = [
            pen.text(title, x, y, size=type_.title, face=Face.BOLD, leading=1.15,
                     room=(x, y, room, title.height(type_.title, 1.15)))
        ]  # fmt: skip
        if who is not None:
            drawn += _portrait(sheet, who, x - beside, y)
        if kept:
            drawn.append(pen.text(promise, x, y + first, size=size, room=(x, y + first, room, promise.height(size))))
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

    least = PORTRAIT * s if who is not None else 15 * s
    return Block(max(top + len(people) * line, least) + 5.5 * s, paint)


def _portrait(sheet: Sheet, persona: Persona, x: float, y: float) -> list[Element]:
    """Show who it is: a picture, or the initial on a quiet ground."""
    s, side = sheet.s, PORTRAIT * sheet.s
    data = sheet.images.get(persona.image) if persona.image else None
    if data is not None and persona.image:
        return [picture(sheet, data, persona.image, x, y, side, side)]
    ground = sheet.pen.rect(x, y, side, side, fill="band", radius=2.4 * s)
    name = persona.name.removeprefix("The ").strip() or persona.name
    letter = sheet.pen.of("header").text(
        name[:1].upper(), x + side / 2, y + side / 2, size=sheet.type.title * 1.2, face=Face.BOLD, colour="quiet",
        align="middle", anchor="middle", room=(x, y, side, side),
    )  # fmt: skip
    return [ground, letter]


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
