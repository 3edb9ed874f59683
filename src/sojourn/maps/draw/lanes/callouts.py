"""What a poster points at: the pain that hurts most, and what could be better where the customer feels worst."""

from collections.abc import Sequence
from dataclasses import dataclass

from ...model import JourneyMap, Opportunity, Pain, Step
from ..colours import Token
from ..sheet import Block, Column, Sheet, stack, text
from ..svg import Element, polygon
from ..text import Face
from .lane import Drawn, Rule

WIDE, GAP, TIP, ABOVE = 62.0, 4.0, 2.4, 2.0
"""Width of a callout, room between two, height of its tip, and room over that; mm at A3."""


CROWDED = 30
"""Steps of a sheet whose curve needs all the room round it."""


@dataclass(frozen=True, slots=True)
class Callout:
    """A box that points up at a step."""

    column: Column
    block: Block
    colour: Token


@dataclass(frozen=True, slots=True)
class Callouts:
    """Boxes side by side, each as near to its step as it can be."""

    found: tuple[Callout, ...]
    wide: float
    least: float
    key: str = "callouts"
    label: str = ""
    note: str = ""
    rule: Rule = ""
    tinted: bool = False
    banded: bool = False

    def draw(self, sheet: Sheet, top: float, height: float) -> Drawn:
        """Draw each box with its tip."""
        s, pen = sheet.s, sheet.pen
        high = max((each.block.height for each in self.found), default=0.0) + 3.6 * s
        y = top + (ABOVE + TIP) * s
        drawn: list[Element] = []
        for each, x in zip(self.found, self._lefts(sheet), strict=True):
            tip = min(max(each.column.centre, x + 4 * s), x + self.wide - 4 * s)
            drawn.append(pen.rect(x, y, self.wide, high, fill="sheet", stroke=each.colour, thick=0.5 * s,
                                  radius=1.6 * s))  # fmt: skip
            corners = [(tip - 1.8 * s, y), (tip, y - TIP * s * 0.9), (tip + 1.8 * s, y)]
            drawn.append(pen.path(polygon(corners), fill=each.colour))
            drawn += each.block.paint(x + 2.6 * s, y + 1.8 * s)
        return Drawn((), {}, drawn)

    def _lefts(self, sheet: Sheet) -> Sequence[float]:
        """Place boxes under their steps, the first ones further to the start where they would meet."""
        lefts: list[float] = []
        apart = self.wide + GAP * sheet.s
        for number, each in enumerate(self.found):
            left = each.column.centre - self.wide * (0.75 if number == 0 and len(self.found) > 1 else 0.25)
            least = lefts[-1] + apart if lefts else sheet.start
            most = sheet.outer - self.wide - (len(self.found) - 1 - number) * apart
            lefts.append(max(least, min(left, most)))
        return lefts


def callouts(sheet: Sheet) -> Callouts:
    """Lay the callouts out whose steps stand on this sheet, in the order of the steps; none on a crowded sheet."""
    count, room = 2, sheet.outer - sheet.start
    wide = min(WIDE * sheet.s, (room - GAP * sheet.s) / count)
    columns = {column.step.id: column for column in sheet.columns}
    found = []
    for title, step, said, colour in () if sheet.tight or len(sheet.columns) > CROWDED else told(sheet.drawn):
        if step.id not in columns:
            continue
        column, pen, inner = columns[step.id], sheet.pen.of("callouts"), wide - 5.2 * sheet.s
        heading = text(sheet, f"{title}, step {column.number}", inner, sheet.type.small, Face.BOLD, colour=colour,
                       most=2, pen=pen)  # fmt: skip
        words = text(sheet, said, inner, sheet.type.step, most=4, pen=pen)
        found.append(Callout(column, stack([heading, words], 0.4 * sheet.s), colour))
    found.sort(key=lambda each: each.column.number)
    high = max((each.block.height for each in found), default=0.0)
    return Callouts(tuple(found), wide, high + (ABOVE + TIP + 7.0) * sheet.s if found else 0.0)


def told(drawn: JourneyMap) -> list[tuple[str, Step, str, Token]]:
    """Choose what to point at."""
    found: list[tuple[str, Step, str, Token]] = []
    hurt = strongest(drawn)
    if hurt is not None:
        found.append(("Strongest pain", hurt[0], hurt[1].text, "negative"))
    chance = at_lowest(drawn)
    if chance is not None:
        found.append(("Opportunity at the lowest point", chance[0], chance[1].text, "positive"))
    return found


def strongest(drawn: JourneyMap) -> tuple[Step, Pain] | None:
    """Find the pain that hurts most; of several the one where the customer feels worst, then the earliest."""
    pains = [(step, pain) for step in drawn.steps for pain in step.pains]
    return min(pains, key=lambda each: (-(each[1].severity or 0), lowest_of(each[0])), default=None)


def at_lowest(drawn: JourneyMap) -> tuple[Step, Opportunity] | None:
    """Find what could be better at the step that feels worst; of several such steps the first that has something."""
    felt = [step for step in drawn.steps if any(one.score is not None for one in step.feels)]
    low = min((lowest_of(step) for step in felt), default=None)
    for step in felt:
        for each in drawn.opportunities if lowest_of(step) == low else ():
            if step.id in each.steps:
                return step, each
    return None


def lowest_of(step: Step) -> float:
    """Give the worst score of a step; 0 where nobody has one."""
    return min((one.score for one in step.feels if one.score is not None), default=0.0)
