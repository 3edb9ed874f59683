"""What was measured at one moment of truth, in a few lines: for those who decide."""

from ...model import Step
from ...overlay import Mark
from .. import words
from ..sheet import Block, Sheet, stack, text
from ..svg import Element
from ..text import LEADING, MM_PER_PT, Face
from . import figures

Told = tuple[str, str, str]
"""What a figure is of, the estimate, and what stands behind it."""


def proof(sheet: Sheet, step: Step, wide: float, indent: float) -> Block | None:
    """Lay out how many come, go on and leave, and how satisfied they are; two figures a line. None without evidence."""
    found = told(sheet, step)
    if not found:
        return None
    half = (wide - indent) / 2
    lines = [found[place : place + 2] for place in range(0, len(found), 2)]

    def line(pair: list[Told]) -> Block:
        blocks = [_figure(sheet, each, half - 2.0 * sheet.s) for each in pair]

        def paint(x: float, y: float) -> list[Element]:
            return [
                part
                for place, block in enumerate(blocks)
                for part in block.paint(x + indent + place * half, y)
            ]  # fmt: skip

        return Block(max(block.height for block in blocks), paint)

    return stack([line(pair) for pair in lines], 0.3 * sheet.s)


def told(sheet: Sheet, step: Step) -> list[Told]:
    """List the figures of a step; that nobody was asked is said too."""
    overlay = sheet.overlay
    if overlay is None:
        return []
    found: list[Told] = []
    for measure, name in (("reach", "Reached by"), ("leaving", "Leave")):
        mark = figures.found(overlay, measure, step.id)  # type: ignore[arg-type]  # texts of a tuple
        if mark is not None:
            found.append(_told(sheet, name, mark))
    ways = sorted(overlay.of("conversion", step=step.id), key=lambda mark: -(mark.value or 0.0))
    for mark in [each for each in ways if each.at.to is not None][:1]:
        number = next((place for place, each in enumerate(sheet.drawn.steps, 1) if each.id == mark.at.to), None)
        end = next((each.name for each in sheet.drawn.outcomes if each.id == mark.at.to), "")
        onward = f"Go on to {number}" if number is not None else f"End: {end or words.plain(mark.at.to or '')}"
        found.insert(min(1, len(found)), _told(sheet, onward, mark))
    asked = figures.found(overlay, "satisfaction", step.id)
    found.append(("Satisfied", "", "No survey") if asked is None else _told(sheet, "Satisfied", asked))
    return found


def _told(sheet: Sheet, name: str, mark: Mark) -> Told:
    assert sheet.overlay is not None
    estimate = figures.point(mark)
    if not estimate:
        return name, "", figures.instead(mark, sheet.overlay)
    within = figures.interval(mark)
    return name, estimate, words.listed((f"({within})" if within else "", figures.counted(mark)))


def _figure(sheet: Sheet, said: Told, wide: float) -> Block:
    """Lay one figure out: its name, the estimate strong, interval and n quiet; below one another where it is narrow."""
    pen, s, small, body = sheet.pen.of("board"), sheet.s, sheet.type.small, sheet.type.body
    name, estimate, behind = said
    gap = 1.0 * s
    first = pen.width(name, small) + gap
    second = first + (pen.width(estimate, body, Face.BOLD) + gap if estimate else 0.0)
    high = body * LEADING * MM_PER_PT
    fits = second + pen.width(behind, small) <= wide
    under = text(sheet, behind, wide, small, colour="quiet", most=2, pen=pen)

    def paint(x: float, y: float) -> list[Element]:
        middle = y + high / 2
        drawn = [pen.text(name, x, middle, size=small, anchor="middle")]
        if estimate:
            drawn.append(pen.text(estimate, x + first, middle, size=body, face=Face.BOLD, anchor="middle"))
        if fits:
            return [*drawn, pen.text(behind, x + second, middle, size=small, colour="quiet", anchor="middle")]
        return [*drawn, *under.paint(x, y + high)]

    return Block(high if fits else high + under.height, paint)
