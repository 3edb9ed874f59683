"""How many come to each step: a band that runs through the journey, as wide as their share."""

from dataclasses import dataclass
from itertools import pairwise

from ...overlay import Mark
from .. import words
from ..sheet import Column, Sheet, stack, text
from ..svg import Element
from . import figures
from .lane import Cells, Drawn, room
from .measures import number

BAND = 6.0
"""Height of the band of reach where everybody comes, mm at A3."""


@dataclass(frozen=True, slots=True)
class Reach(Cells):
    """How many come to each step: a band as wide as their share, from which those who leave turn down."""

    def draw(self, sheet: Sheet, top: float, height: float) -> Drawn:
        """Draw the band under the numbers."""
        base = Cells.draw(self, sheet, top, height)
        s = sheet.s
        line = top + self.above + max(block.height for block in self.blocks.values()) + 1.0 * s
        shares = [(column, figures.found(sheet.overlay, "reach", column.step.id)) for column in sheet.columns]
        known = [
            (column, mark) for column, mark in shares if mark is not None and mark.state == "measured" and mark.value
        ]
        across: list[Element] = []
        for (column, mark), (following, after) in pairwise(known):
            across.append(_stream(sheet, column, mark.value or 0.0, following, after.value or 0.0, line))
        for column, mark in known:
            high = BAND * s * (mark.value or 0.0)
            across.append(sheet.pen.rect(column.x, line, column.width, high, fill="soft-positive"))
            across += _wedge(sheet, column, mark.value or 0.0, line + high)
        sheet.use("reach")
        return Drawn(across, base.steps)


def reach(sheet: Sheet) -> Reach:
    """Lay the band of reach out."""
    blocks = {}
    for column in sheet.columns:
        mark = figures.found(sheet.overlay, "reach", column.step.id)
        if mark is None:
            continue
        rows = [number(sheet, column.step.id, mark, room(sheet, column))]
        pen = sheet.pen.of(f"step:{column.step.id}")
        again = figures.found(sheet.overlay, "repeats", column.step.id)
        count = _came(sheet, mark)
        often = _often(again) if again is not None else ""
        if count or often:
            said = words.listed(part for part in (count, often) if part)
            rows.append(text(sheet, said, room(sheet, column), sheet.type.small, colour="quiet", most=2, pen=pen))
        blocks[column.step.id] = stack(rows, 0.1 * sheet.s)
    pad = 1.7 * sheet.s
    below = (BAND + 3.2) * sheet.s
    return Reach("data-reach", "Reach", blocks, pad, below, 0.0, "of journeys", "hair")


def _came(sheet: Sheet, mark: Mark) -> str:
    """Say how many came: of how many where it is not all journeys, which the strip's head tells."""
    if mark.state != "measured" or mark.count is None or not mark.n:
        return ""
    every = sheet.overlay is not None and mark.n == sheet.overlay.n_journeys
    return f"{mark.count:,}" if every else f"{mark.count:,} of {mark.n:,}"


def _often(mark: Mark) -> str:
    """Say how many times each of those who come does; or that it is once."""
    if mark.state != "measured" or mark.value is None:
        return ""
    return "once each" if round(mark.value, 1) == 1.0 else f"{mark.value:.1f} times each"


def _stream(sheet: Sheet, one: Column, share: float, other: Column, after: float, top: float) -> Element:
    """Join the bands of two steps."""
    left, right, unit = one.end, other.x, BAND * sheet.s
    middle = (left + right) / 2
    start, end = top + share * unit, top + after * unit
    d = (
        f"M{left:.2f} {top:.2f}H{right:.2f}V{end:.2f}"
        f"C{middle:.2f} {end:.2f} {middle:.2f} {start:.2f} {left:.2f} {start:.2f}Z"
    )  # fmt: skip
    return sheet.pen.path(d, fill="soft-positive")


def _wedge(sheet: Sheet, column: Column, share: float, bottom: float) -> list[Element]:
    """Turn those who leave down: a grey wedge at the end of the step, as wide as their share."""
    leaving = figures.found(sheet.overlay, "leaving", column.step.id)
    if leaving is None or leaving.state != "measured" or not leaving.value:
        return []
    s = sheet.s
    wide = BAND * s * share * leaving.value
    end = column.end
    d = f"M{end - wide - 1.6 * s:.2f} {bottom:.2f}H{end:.2f}L{end:.2f} {bottom + 2.2 * s:.2f}Z"
    sheet.use("wedge")
    return [sheet.pen.path(d, fill="line")]
