"""The head of the grid: moments, and phases in them."""

from dataclasses import dataclass, replace
from itertools import groupby

from ...model import Phase
from ..sheet import Column, Sheet
from ..svg import Element
from ..text import Face
from .lane import Drawn, Rule


@dataclass(frozen=True, slots=True)
class Run:
    """Columns that stand together: their first and last, and what they have in common."""

    first: Column
    last: Column
    phase: Phase

    @property
    def width(self) -> float:
        """Give the width from the first to the last card."""
        return self.last.end - self.first.x


def runs(sheet: Sheet, *, moments: bool) -> list[Run]:
    """Part the columns of a sheet into runs of one phase, or of one moment."""
    phases = {phase.id: phase for phase in sheet.drawn.phases}
    known = [(column, phases[column.step.phase]) for column in sheet.columns if column.step.phase in phases]
    found = []
    for _, group in groupby(known, key=lambda each: each[1].moment if moments else each[1].id):
        members = list(group)
        found.append(Run(members[0][0], members[-1][0], members[0][1]))
    return found


@dataclass(frozen=True, slots=True)
class Bands:
    """BEFORE, DURING, AFTER."""

    least: float
    key: str = "moments"
    label: str = ""
    note: str = ""
    rule: Rule = ""
    tinted: bool = False
    banded: bool = False

    def draw(self, sheet: Sheet, top: float, height: float) -> Drawn:
        """Draw a band over the columns of each moment."""
        pen, s = sheet.pen.of("moments"), sheet.s
        drawn: list[Element] = []
        high = height - 2.2 * s
        for run in runs(sheet, moments=True):
            drawn.append(pen.rect(run.first.x, top, run.width, high, fill="ink", radius=1.0 * s))
            size = max(sheet.type.band * 0.86, sheet.type.least)
            word = spaced(run.phase.moment.upper()) if run.width > 30 * s else run.phase.moment.upper()
            lines = pen.wrap(word, run.width - s, size, Face.BOLD, most=1)
            box = (run.first.x, top, run.width, high)
            middle = run.first.x + run.width / 2
            drawn.append(
                pen.text(
                    lines, middle, top + high / 2, size=size, face=Face.BOLD, colour="on-ink", align="middle",
                    anchor="middle", room=box,
                )
            )  # fmt: skip
        return Drawn(drawn)


def spaced(said: str) -> str:
    """Open words in capitals up with hair spaces."""
    return "\u00a0\u00a0".join("\u200a".join(word) for word in said.split()) if said.isascii() else said


@dataclass(frozen=True, slots=True)
class Chevrons:
    """The phases, one pointing at the next."""

    least: float
    key: str = "phases"
    label: str = ""
    note: str = ""
    rule: Rule = ""
    tinted: bool = False
    banded: bool = False

    def draw(self, sheet: Sheet, top: float, height: float) -> Drawn:
        """Draw a chevron over the columns of each phase."""
        pen, s = sheet.pen.of("phases"), sheet.s
        drawn: list[Element] = []
        high = height - 2.6 * s
        tip = 2.2 * s
        for run in runs(sheet, moments=False):
            size = sheet.type.band
            x, end, middle = run.first.x, run.last.end, top + high / 2
            d = (
                f"M{x:.2f} {top:.2f}H{end - tip:.2f}L{end:.2f} {middle:.2f}L{end - tip:.2f} {top + high:.2f}"
                f"H{x:.2f}L{x + tip:.2f} {middle:.2f}Z"
            )
            drawn.append(pen.path(d, fill="band", stroke="line" if not pen.palette.tinted else None, thick=0.3 * s))
            room = run.width - 2 * tip - 1.6 * s
            lines = pen.wrap(run.phase.name, room, size, Face.BOLD, most=1)
            if lines.cut:
                size = sheet.type.small
                lines = pen.wrap(run.phase.name, room, size, Face.BOLD, most=2, balanced=True)
            drawn.append(
                pen.text(
                    lines, x + run.width / 2, middle, size=size, face=Face.BOLD, align="middle", anchor="middle",
                    leading=1.1, room=(x, top, run.width, high),
                )
            )  # fmt: skip
        return Drawn(drawn)


def moments(sheet: Sheet) -> Bands:
    """Lay the moments out."""
    return Bands(8.4 * sheet.s)


def phases(sheet: Sheet) -> Chevrons:
    """Lay the phases out; nothing when they only repeat the moments."""
    same = all(phase.name.casefold() == phase.moment for phase in sheet.drawn.phases)
    return Chevrons(0.0 if same else 10.6 * sheet.s)


def stages(sheet: Sheet) -> Chevrons:
    """Lay phases out as the stages in which a decision ripens."""
    return replace(phases(sheet), label="Stages")
