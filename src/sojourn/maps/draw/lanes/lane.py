"""What a lane is: a strip across the sheet that says one thing about every step."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, Protocol

from ..sheet import Block, Column, Sheet
from ..svg import Element

Rule = Literal["", "hair", "interaction", "visibility", "internal"]
"""What parts a lane from the one above: nothing, a hair, or one of the three lines of a service blueprint."""


class Lane(Protocol):
    """One lane.

    Attributes:
        key: its name in lists of lanes.
        label, note: its name at the left, and what stands beneath that.
        least: the height it needs in mm.
        rule: what parts it from the lane above.
        tinted: whether it lies behind the scenes, on a ground of its own.
        banded: whether moments of truth run through it.
    """

    @property
    def key(self) -> str: ...
    @property
    def label(self) -> str: ...
    @property
    def note(self) -> str: ...
    @property
    def least(self) -> float: ...
    @property
    def rule(self) -> Rule: ...
    @property
    def tinted(self) -> bool: ...
    @property
    def banded(self) -> bool: ...

    def draw(self, sheet: Sheet, top: float, height: float) -> "Drawn":
        """Draw the lane where it stands."""
        ...


@dataclass(frozen=True, slots=True)
class Drawn:
    """A lane, drawn.

    Attributes:
        across: what runs across the steps; it lies under what belongs to a step, and only decorates.
        steps: what belongs to each step.
        after: what belongs to no step, and is read after all of them.
    """

    across: Sequence[Element] = ()
    steps: Mapping[str, Sequence[Element]] = field(default_factory=dict)
    after: Sequence[Element] = ()


@dataclass(frozen=True, slots=True)
class Cells:
    """A lane of one block a step; steps may have none.

    Attributes:
        blocks: by step.
        above, below: room over and under the blocks, in mm.
        floor: the least height of the lane in mm.
        kept: whether the lane stays when no step has anything.
    """

    key: str
    label: str
    blocks: Mapping[str, Block]
    above: float
    below: float
    floor: float = 0.0
    note: str = ""
    rule: Rule = "hair"
    tinted: bool = False
    banded: bool = True
    kept: bool = False

    @property
    def least(self) -> float:
        """Give the height that the highest block asks for; none when no step has anything."""
        if not self.blocks:
            return self.floor if self.kept else 0.0
        return max(self.floor, self.above + max(block.height for block in self.blocks.values()) + self.below)

    def draw(self, sheet: Sheet, top: float, height: float) -> Drawn:
        """Draw the block of each step."""
        return Drawn((), {each.step.id: self.cell(sheet, each, top, height) for each in sheet.columns})

    def cell(self, sheet: Sheet, column: Column, top: float, height: float) -> Sequence[Element]:
        """Draw the block of one step."""
        block = self.blocks.get(column.step.id)
        return block.paint(column.x + inset(sheet), top + self.above) if block else ()


def inset(sheet: Sheet) -> float:
    """Give how far text stands back from the edge of a column, so that it lines up with the text in cards."""
    return 1.8 * sheet.s


def room(sheet: Sheet, column: Column) -> float:
    """Give the width that text in a column may take."""
    return column.width - 2 * inset(sheet)


def cells(
    sheet: Sheet,
    key: str,
    label: str,
    blocks: Mapping[str, Block],
    *,
    floor: float = 0.0,
    note: str = "",
    rule: Rule = "hair",
    tinted: bool = False,
    banded: bool = True,
    above: float = 2.7,
) -> Cells:
    """Make a lane of blocks with the usual room above and below."""
    return Cells(key, label, blocks, above * sheet.s, 2.7 * sheet.s, floor * sheet.s, note, rule, tinted, banded)
