"""Measured numbers as blocks: an estimate with its interval, a share over a bar."""

from ...overlay import Mark
from ..colours import Token
from ..sheet import Block, Sheet, stack, text
from ..svg import Element
from ..text import LEADING, MM_PER_PT, Face
from . import figures


def number(sheet: Sheet, step: str, mark: Mark, wide: float, *, colour: Token = "ink", before: str = "") -> Block:
    """Lay out an estimate and, quietly, its interval; or the words that stand instead."""
    pen, s = sheet.pen.of(f"step:{step}"), sheet.s
    body, small = sheet.type.body, sheet.type.small
    assert sheet.overlay is not None
    estimate = figures.point(mark)
    if not estimate:
        said = f"{before}{figures.instead(mark, sheet.overlay)}"
        return text(sheet, said, wide, small, colour="quiet", most=2, pen=pen)
    first = pen.wrap(f"{before}{estimate}", wide, body, Face.BOLD, most=2)
    within = figures.interval(mark)
    beside = f"({within})" if within else ""
    line = body * LEADING * MM_PER_PT
    start = first.width(body, Face.BOLD) * 1.04 + 1.0 * s
    fits = len(first.lines) == 1 and start + pen.width(beside, small) <= wide
    under = pen.wrap(beside, wide, small, most=2)
    high = first.height(body)

    def paint(x: float, y: float) -> list[Element]:
        drawn = [pen.text(first, x, y, size=body, face=Face.BOLD, colour=colour, room=(x, y, wide, high))]
        if beside and fits:
            drawn.append(
                pen.text(beside, x + start, y + line / 2, size=small, colour="quiet", anchor="middle",
                         room=(x, y, wide, line))
            )  # fmt: skip
        elif beside:
            room_ = (x, y + high, wide, under.height(small))
            drawn.append(pen.text(under, x, y + high, size=small, colour="quiet", room=room_))
        return drawn

    return Block(high if fits or not beside else high + under.height(small), paint)


def onward(sheet: Sheet, step: str, mark: Mark, wide: float, *, before: str = "", after: str = "") -> Block:
    """Lay out one way on, or one option taken: its share over a bar, and how long it takes."""
    s = sheet.s
    rows = [number(sheet, step, mark, wide, before=before)]
    share = mark.value
    if mark.state == "measured" and share is not None:
        rows.append(Block(1.3 * s, lambda x, y: bar(sheet, x, y, wide, share, strong=mark.expected is not False)))
    if after:
        pen = sheet.pen.of(f"step:{step}")
        rows.append(text(sheet, after, wide, sheet.type.small, colour="quiet", most=2, pen=pen))
    return stack(rows, 0.3 * s)


def bar(sheet: Sheet, x: float, y: float, wide: float, share: float, *, strong: bool = True) -> list[Element]:
    """Draw a share as a bar on its track."""
    s, pen = sheet.s, sheet.pen
    high = 1.2 * s
    full = pen.rect(x, y, wide, high, fill="band", radius=high / 2)
    part = max(wide * min(share, 1.0), high)
    return [full, pen.rect(x, y, part, high, fill="soft-positive" if strong else "line", radius=high / 2)]
