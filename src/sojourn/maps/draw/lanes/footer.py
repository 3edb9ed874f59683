"""The foot of a sheet: what its marks mean, what it rests on, how old it is."""

from collections.abc import Mapping, Sequence

from ...model import JourneyMap
from .. import words
from ..sheet import Block, Sheet
from ..svg import Element
from ..text import LEADING, MM_PER_PT
from .legend import SIGNS


def footer(sheet: Sheet, marks: Mapping[str, None], *, extra: Sequence[str] = (), part: str = "") -> Block:
    """Lay the foot out: the legend of the marks that were drawn, then sources, then version and review.

    Args:
        marks: the marks that need explaining.
        extra: sentences of their own line, such as period and number of journeys of an overlay.
        part: which sheet this is, when there are several.
    """
    pen, s, small = sheet.pen.of("footer"), sheet.s, sheet.type.small
    wide, line = sheet.right - sheet.left, small * LEADING * MM_PER_PT + 1.0 * s
    rows = _rows(sheet, [mark for mark in SIGNS if mark in marks], wide)
    age = pen.wrap(" · ".join(part for part in (*_age(sheet.drawn), part) if part), wide * 0.5, small, most=1)
    left = wide - age.width(small) * 1.04 - 8 * s
    sources = pen.wrap(_sources(sheet.drawn), left, small, most=2)
    notes = [pen.wrap(sentence, wide, small, most=3) for sentence in extra]
    top = 2.6 * s
    heights = [note.height(small) + 0.6 * s for note in notes]
    high = top + len(rows) * line + sum(heights) + max(sources.height(small), small * LEADING * MM_PER_PT)

    def paint(x: float, y: float) -> list[Element]:
        drawn = [pen.line(x, y, x + wide, y, colour="hair", thick=0.3 * s)]
        at = y + top
        for row in rows:
            for start, mark in row:
                sign, broad, said = SIGNS[mark]
                drawn += sign(sheet, x + start, at + line / 2 - 0.5 * s)
                drawn.append(
                    pen.text(said, x + start + (broad + 1.3) * s, at + line / 2 - 0.5 * s, size=small, colour="quiet",
                             anchor="middle")
                )  # fmt: skip
            at += line
        for note, height in zip(notes, heights, strict=True):
            drawn.append(pen.text(note, x, at, size=small, room=(x, at, wide, height)))
            at += height
        drawn.append(pen.text(sources, x, at, size=small, colour="quiet", room=(x, at, left, sources.height(small))))
        drawn.append(pen.text(age, x + wide, at, size=small, colour="quiet", align="end"))
        return drawn

    return Block(high, paint)


def _rows(sheet: Sheet, marks: Sequence[str], wide: float) -> list[list[tuple[float, str]]]:
    """Break the legend into rows; each entry with where it starts."""
    s, small = sheet.s, sheet.type.small
    rows: list[list[tuple[float, str]]] = []
    at = wide + 1
    for mark in marks:
        _, broad, said = SIGNS[mark]
        needed = (broad + 1.3) * s + sheet.pen.width(said, small)
        if at + needed > wide:
            rows.append([])
            at = 0.0
        rows[-1].append((at, mark))
        at += needed + 5.0 * s
    return rows


def _age(drawn: JourneyMap) -> list[str]:
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
