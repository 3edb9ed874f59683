"""The foot of a sheet: what its marks mean, what it rests on, how old it is."""

from collections.abc import Mapping, Sequence

from ...model import JourneyMap
from .. import words
from ..sheet import Block, Sheet
from ..svg import Element
from ..text import LEADING, MM_PER_PT
from .legend import SIGNS


def footer(sheet: Sheet, marks: Mapping[str, str], *, extra: Sequence[str] = ()) -> Block:
    """Lay the foot out: the legend of the marks that were drawn, then sources, then version and review.

    Args:
        marks: the marks that need explaining.
        extra: sentences of their own line, such as period and number of journeys of an overlay.
    """
    pen, s, small = sheet.pen.of("footer"), sheet.s, sheet.type.small
    wide = sheet.outer - sheet.left
    key = legend(sheet, marks, wide)
    old = pen.wrap(" · ".join(part for part in (*age(sheet.drawn), sheet.part) if part), wide * 0.5, small, most=1)
    left = wide - old.width(small) * 1.04 - 8 * s
    sources = pen.wrap(_sources(sheet.drawn), left, small, most=2)
    notes = [pen.wrap(sentence, wide, small, most=3) for sentence in extra]
    top = 2.6 * s
    heights = [note.height(small) + 0.6 * s for note in notes]
    high = top + key.height + 0.8 * s + sum(heights) + max(sources.height(small), small * LEADING * MM_PER_PT)

    def paint(x: float, y: float) -> list[Element]:
        drawn = [pen.line(x, y, x + wide, y, colour="hair", thick=0.3 * s)]
        drawn += key.paint(x, y + top)
        at = y + top + key.height + 0.8 * s
        for note, height in zip(notes, heights, strict=True):
            drawn.append(pen.text(note, x, at, size=small, room=(x, at, wide, height)))
            at += height
        drawn.append(pen.text(sources, x, at, size=small, colour="quiet", room=(x, at, left, sources.height(small))))
        drawn.append(pen.text(old, x + wide, at, size=small, colour="quiet", align="end"))
        return drawn

    return Block(high, paint)


def legend(sheet: Sheet, marks: Mapping[str, str], wide: float) -> Block:
    """Lay the legend of some marks out."""
    s, small = sheet.s, sheet.type.small
    line = small * LEADING * MM_PER_PT + 1.0 * s
    rows = _rows(sheet, [(mark, marks[mark] or SIGNS[mark][2]) for mark in SIGNS if mark in marks], wide)

    def paint(x: float, y: float) -> list[Element]:
        drawn: list[Element] = []
        pen = sheet.pen.of("footer")
        for number, row in enumerate(rows):
            middle = y + number * line + line / 2 - 0.5 * s
            for start, (mark, said) in row:
                sign, broad, _ = SIGNS[mark]
                drawn += sign(sheet, x + start, middle)
                beside = x + start + (broad + 1.3) * s
                drawn.append(pen.text(said, beside, middle, size=small, colour="quiet", anchor="middle"))
        return drawn

    return Block(len(rows) * line, paint)


def _rows(sheet: Sheet, marks: Sequence[tuple[str, str]], wide: float) -> list[list[tuple[float, tuple[str, str]]]]:
    """Break the legend into rows, about equally full; each entry with where it starts."""
    s, small = sheet.s, sheet.type.small
    needed = [(SIGNS[mark][1] + 1.3) * s + sheet.pen.width(said, small) for mark, said in marks]
    gap = 5.0 * s
    count = len(_break(needed, gap, wide))
    room = wide
    while len(_break(needed, gap, room - 4 * s)) == count and room > wide / 2:
        room -= 4 * s
    rows = []
    for first, last in _break(needed, gap, room):
        at, row = 0.0, []
        for number in range(first, last):
            row.append((at, marks[number]))
            at += needed[number] + gap
        rows.append(row)
    return rows


def _break(needed: Sequence[float], gap: float, room: float) -> list[tuple[int, int]]:
    """Break entries of given widths into rows: the first and last of each (left out)."""
    rows: list[tuple[int, int]] = []
    at = room + 1
    for number, wide in enumerate(needed):
        if at + wide > room:
            rows.append((number, number))
            at = 0.0
        rows[-1] = (rows[-1][0], number + 1)
        at += wide + gap
    return rows


def age(drawn: JourneyMap) -> list[str]:
    """Say the version, when the map was reviewed, and who answers for it."""
    said = [f"version {drawn.version}"]
    if drawn.review is not None and drawn.review.last:
        said.append(f"reviewed {drawn.review.last}")
    if drawn.owner is not None and (drawn.owner.person or drawn.owner.department):
        said.append(drawn.owner.person or words.plain(drawn.owner.department or ""))
    return said


def _sources(drawn: JourneyMap) -> str:
    """List what the map rests on."""
    listed = [f"{source.title}{f', n = {source.n:,}' if source.n is not None else ''}" for source in drawn.sources]
    return f"Sources: {'; '.join(listed)}" if listed else ""
