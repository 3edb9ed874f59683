"""One sheet while it is drawn: the map, its columns, sizes, and what the marks on it mean."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from ..model import JourneyMap, Step
from ..nesting import Inside
from ..overlay import Overlay
from .colours import Token
from .paper import HEAD, MARGIN, Page, Type
from .pen import Pen
from .ranked import NO_RANKS, Ranks
from .svg import Element
from .text import LEADING, MM_PER_PT, Face, Wrapped


@dataclass(frozen=True, slots=True)
class Column:
    """Where one step stands.

    Attributes:
        step: the step.
        number: its number over the whole map, from 1.
        x, width: its card.
    """

    step: Step
    number: int
    x: float
    width: float

    @property
    def centre(self) -> float:
        """Give the middle of the card."""
        return self.x + self.width / 2

    @property
    def end(self) -> float:
        """Give the far edge of the card."""
        return self.x + self.width


@dataclass(frozen=True, slots=True)
class Sheet:
    """What every lane needs to know.

    Attributes:
        drawn: the map.
        page: the columns of this sheet as laid out.
        pen: what draws.
        type: sizes of type.
        s: what lengths designed at A3 are multiplied by.
        columns: the steps on this sheet, in order.
        overlay: evidence, when there is some.
        images: pictures by the name that the map gives them.
        nested: what is told of maps inside steps, by their ids; None when nobody looked for them.
        plan: where initiatives stand in a plan, by their ids.
        part: which sheet this is, when there are several.
        tight: 0 when texts may take the room they need; 1 and 2 cut them shorter.
        marks: the marks that were drawn; the legend explains these and no others.
        notes: what could not be drawn as asked.
    """

    drawn: JourneyMap
    page: Page
    pen: Pen
    type: Type
    s: float
    columns: tuple[Column, ...]
    overlay: Overlay | None = None
    images: Mapping[str, bytes] = field(default_factory=dict)
    tight: int = 0
    notation: str = "plain"
    part: str = ""
    nested: Mapping[str, Inside] | None = None
    plan: Ranks = field(default_factory=lambda: NO_RANKS)
    marks: dict[str, str] = field(default_factory=dict)
    notes: dict[str, None] = field(default_factory=dict)

    @property
    def left(self) -> float:
        """Give the left edge of the lane names."""
        return self.page.margin

    @property
    def start(self) -> float:
        """Give the left edge of the first card."""
        return self.columns[0].x

    @property
    def right(self) -> float:
        """Give the right edge of the last card."""
        return self.columns[-1].end

    @property
    def outer(self) -> float:
        """Give the right edge of head and foot: that of the cards, further out when there are few."""
        room = self.page.paper.width - MARGIN * self.page.scale
        return max(self.right, min(room, self.left + HEAD * self.s))

    def use(self, *marks: str, said: str = "") -> None:
        """Remember that marks are drawn, for the legend; with what to say of them when that depends on the map."""
        self.marks.update(dict.fromkeys(marks, said))

    def most(self, lines: int) -> int:
        """Give how many lines a text may take here: fewer on a tight sheet."""
        return max(1, (lines, (lines + 1) // 2, 1)[self.tight])


@dataclass(frozen=True, slots=True)
class Block:
    """Something laid out in a column: its height, and how it is drawn with its start and top given."""

    height: float
    paint: Callable[[float, float], Sequence[Element]]


def nothing(height: float = 0.0) -> Block:
    """Leave room."""
    return Block(height, lambda x, y: ())


def text(
    sheet: Sheet,
    words: str | Wrapped,
    room: float,
    size: float,
    face: Face = Face.SANS,
    *,
    colour: Token = "ink",
    most: int = 4,
    indent: float = 0.0,
    sign: Callable[[float, float], Sequence[Element]] | None = None,
    pen: Pen | None = None,
) -> Block:
    """Lay text out in a column.

    Args:
        room: the width of the column.
        most: lines at most, on a sheet that is not tight.
        indent: how far the text stands back from the start of the column.
        sign: what is drawn before it, in the indent; given the start of the column and the middle of the first line.
    """
    pen = pen or sheet.pen
    lines = words if isinstance(words, Wrapped) else pen.wrap(words, room - indent, size, face, most=sheet.most(most))
    height = lines.height(size)

    def paint(x: float, y: float) -> list[Element]:
        before = list(sign(x, y + size * LEADING * MM_PER_PT / 2)) if sign else []
        box = (x + indent, y, room - indent, height)
        written = pen.text(lines, x + indent, y, size=size, face=face, colour=colour, room=box)
        return [*before, written]

    return Block(height, paint)


def stack(blocks: Sequence[Block], gap: float = 0.0) -> Block:
    """Put blocks below one another."""
    height = sum(block.height for block in blocks) + gap * max(len(blocks) - 1, 0)

    def paint(x: float, y: float) -> list[Element]:
        drawn: list[Element] = []
        for block in blocks:
            drawn += block.paint(x, y)
            y += block.height + gap
        return drawn

    return Block(height, paint)
