"""A framework, drawn: the stages of a lifecycle as chevrons, and under each the maps in it, with their curves."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import get_args

from sojourn.core.errors import InvalidInput

from ..inventory import Staged, staged
from ..model import Framework, JourneyMap
from ..nesting import inside
from . import words
from .canvas import Canvas, Fonts
from .colours import PALETTES, Palette, Theme
from .drawing import Drawing, DrawnPage
from .framework_card import Cell, Hand, card, line, lost, none_yet
from .paper import MARGIN, PAPERS, Paper, Size
from .pen import Pen
from .scripts import direction
from .sheet import Block, stack
from .svg import Element, group, hidden
from .text import Face

GAP, LEAST, TIP = 2.4, 40.0, 3.2
"""Between stages and between cards, the least width of a stage, and how far a chevron points; mm at A3."""

SMALLER = (1.0, 0.9, 0.8, 0.7)
"""How much smaller than at A3 everything becomes on paper that was asked for."""

LOWEST, HIGHEST = 17.0, 52.0
"""Height of the curves, mm at A3: at least, and when there is room."""


@dataclass(frozen=True, slots=True)
class _Laid:
    """A framework laid on paper.

    Attributes:
        rows: heights of the rows of cards.
        columns: for each stage its cards, from the top.
    """

    hand: Hand
    paper: Paper
    head: Block
    names: tuple[Block, ...]
    columns: tuple[tuple[Cell, ...], ...]
    rows: tuple[float, ...]
    foot: Block
    wide: float

    @property
    def chevron(self) -> float:
        """Give the height of the chevrons."""
        return max(name.height for name in self.names) + 4.4 * self.hand.s

    @property
    def height(self) -> float:
        """Give the height of it all, margins left out."""
        s = self.hand.s
        cards = sum(self.rows) + GAP * s * (len(self.rows) + 1)
        return self.head.height + self.chevron + cards + 4 * s + self.foot.height


def draw_framework(
    framework: Framework,
    maps: Iterable[JourneyMap],
    *,
    paper: Size | None = None,
    theme: Theme = "light",
    fonts: Fonts = "embedded",
    prefix: str = "",
) -> Drawing:
    """Draw the stages of a framework, such as a lifecycle, with the maps in each.

    A map tells its curve, its steps, how it ends and its worst moment of truth. Nothing is averaged over maps.

    Args:
        framework: the stages, each with ids of maps; maps may also say themselves, as `parent`, where they lie.
        maps: the maps there are; those of no stage are left out.
        paper: the size of the sheet; by default the smallest that it goes on.
        theme: the colours.
        fonts: `named` leaves the typefaces out, for renderers that have them.
        prefix: begins every id, so that two drawings may stand on one page.

    Returns:
        One sheet; the same input gives the same bytes.

    Raises:
        InvalidInput: the framework has no stage, or goes on no paper, or not on the paper that was asked for.
    """
    known = list(maps)
    stages = staged(framework, known)
    if not stages:
        raise InvalidInput(
            f"framework {framework.id} has no stage, so there is nothing to draw", code="framework-empty",
            hint="add a stage first",
        )  # fmt: skip
    laid = _fitting(framework, stages, known, PALETTES[theme], paper, prefix)
    notes = [f"stage {each.stage.id} names the map '{name}', which was not found" for each in stages
             for name in each.missing]  # fmt: skip
    return Drawing((_paint(framework, stages, laid, fonts),), laid.paper.size, "framework", tuple(notes))


def _fitting(
    framework: Framework, stages: Sequence[Staged], maps: Sequence[JourneyMap], palette: Palette, size: Size | None,
    prefix: str,
) -> _Laid:  # fmt: skip
    """Lay it on the first paper and at the largest size at which it fits, with curves as high as there is room for."""
    sizes: tuple[Size, ...] = get_args(Size) if size is None else (size,)
    for name in sizes:
        paper = PAPERS[name]
        larger = [each for each in (paper.factor, 0.85 * paper.factor, 0.7 * paper.factor) if each > 1.0]
        smaller = SMALLER if size is not None or name == "A0" else SMALLER[:1]
        for s in (*larger, *smaller):
            if (paper.width - 2 * MARGIN * s + GAP * s) / len(stages) < (LEAST + GAP) * s:
                continue
            lowest = _lay(framework, stages, maps, Hand(_pen(framework, palette, paper, prefix), s, LOWEST * s), paper)
            spare = paper.height - 2 * MARGIN * s - lowest.height
            if spare >= 0:
                high = min(LOWEST * s + spare / max(len(lowest.rows), 1), HIGHEST * s)
                return _lay(framework, stages, maps, Hand(_pen(framework, palette, paper, prefix), s, high), paper)
    where = size or sizes[-1]
    raise InvalidInput(
        f"framework {framework.id} does not go on {where}", code="framework-too-large",
        hint="choose larger paper" if where != "A0" else "part it into several frameworks",
    )  # fmt: skip


def _pen(framework: Framework, palette: Palette, paper: Paper, prefix: str) -> Pen:
    return Pen(Canvas(palette, prefix=prefix), paper.width, {}, direction(framework.title) == "rtl")


def _lay(framework: Framework, stages: Sequence[Staged], maps: Sequence[JourneyMap], hand: Hand, paper: Paper) -> _Laid:
    """Lay out head, chevrons, cards and foot."""
    s = hand.s
    by_id = {map.id: map for map in reversed(maps)}
    whole = paper.width - 2 * MARGIN * s
    wide = (whole - (len(stages) - 1) * GAP * s) / len(stages)
    names = tuple(_name(hand, each.stage.name, wide - 2 * TIP * s - 2 * s) for each in stages)
    columns = []
    for each in stages:
        inner = wide - 2 * GAP * s
        cells = [card(hand, map, inside(map, by_id), inner) for map in each.maps]
        cells += [lost(hand, ident, inner) for ident in each.missing]
        columns.append(tuple(cells or [none_yet(hand, inner)]))
    most = max(len(column) for column in columns)
    rows = tuple(max(column[row].height(hand) for column in columns if row < len(column)) for row in range(most))
    return _Laid(
        hand, paper, _head(hand, framework, stages, whole), names, tuple(columns), rows, hand.legend(whole), wide
    )


def _name(hand: Hand, name: str, room: float) -> Block:
    """Lay the name of a stage out: smaller when it is long."""
    size = hand.type.step * 1.15
    lines = hand.pen.wrap(name, room, size, Face.BOLD, most=1)
    if lines.cut:
        size = hand.type.small
        lines = hand.pen.wrap(name, room, size, Face.BOLD, most=3, balanced=True)
    high = lines.height(size)

    def paint(x: float, y: float) -> list[Element]:
        box = (x - room / 2, y, room, high)
        return [
            hand.pen.of("stage").text(
                lines, x, y + high / 2, size=size, face=Face.BOLD, colour="on-ink", align="middle", anchor="middle",
                room=box,
            )
        ]  # fmt: skip

    return Block(high, paint)


def _head(hand: Hand, framework: Framework, stages: Sequence[Staged], wide: float) -> Block:
    """Lay out what it is, and how much there is of it."""
    type_, s = hand.type, hand.s
    title = line(hand, framework.title, wide, type_.title, face=Face.BOLD, most=2)
    count = len({map.id for each in stages for map in each.maps})
    said = f"{words.counted(len(stages), 'stage')}, {words.counted(count, 'map')}"
    block = stack([title, line(hand, said, wide, type_.subtitle, colour="quiet", most=1)], 0.8 * s)
    return Block(block.height + 6 * s, block.paint)


def _paint(framework: Framework, stages: Sequence[Staged], laid: _Laid, fonts: Fonts) -> DrawnPage:
    hand, s, paper = laid.hand, laid.hand.s, laid.paper
    pen, margin = hand.pen, MARGIN * laid.hand.s
    head = laid.head.paint(margin, margin)
    top = margin + laid.head.height
    below = top + laid.chevron
    ends = below + sum(laid.rows) + GAP * s * (len(laid.rows) + 1)
    grounds = [pen.rect(0, 0, paper.width, paper.height, fill="sheet")]
    groups = []
    for number, (each, name, column) in enumerate(zip(stages, laid.names, laid.columns, strict=True)):
        x = margin + number * (laid.wide + GAP * s)
        grounds.append(
            pen.rect(x, below, laid.wide, ends - below, fill="lane" if pen.palette.tinted else None,
                     stroke=None if pen.palette.tinted else "hair", thick=0.25 * s, radius=1.2 * s)
        )  # fmt: skip
        grounds.append(_chevron(pen, x, top, laid.wide, laid.chevron - 1.6 * s, TIP * s, first=number == 0))
        middle = x + laid.wide / 2
        parts = name.paint(middle, top + (laid.chevron - 1.6 * s - name.height) / 2)
        y = below + GAP * s
        cards = []
        for row, cell in enumerate(column):
            drawn = cell.paint(hand, x + GAP * s, y, laid.wide - 2 * GAP * s, laid.rows[row])
            cards.append(group(*drawn, label=cell.said, ident=pen.canvas.ident("map", str(number + 1), str(row + 1))))
            y += laid.rows[row] + GAP * s
        label = f"Stage {number + 1} of {len(stages)}, {each.stage.name}, {words.counted(len(each.maps), 'map')}"
        groups.append(group(*parts, *cards, label=label, ident=pen.canvas.ident("stage", each.stage.id)))
    foot = laid.foot.paint(margin, max(ends + 4 * s, paper.height - margin - laid.foot.height))
    names = words.listed(each.stage.name for each in stages)
    svg = pen.canvas.document(
        paper.width, paper.height, hidden(*grounds),
        group(*head, label="Header", ident=pen.canvas.ident("header")), *groups,
        group(*foot, label="Legend", ident=pen.canvas.ident("footer")),
        heading=framework.title, summary=f"{words.counted(len(stages), 'stage')}: {names}.", fonts=fonts,
    )  # fmt: skip
    return DrawnPage(svg, paper.width, paper.height, pen.canvas.boxes)


def _chevron(pen: Pen, x: float, top: float, wide: float, high: float, tip: float, *, first: bool) -> Element:
    """Draw a stage that points at the next; the first one begins straight."""
    middle, end = top + high / 2, x + wide
    notch = "" if first else f"L{x + tip:.2f} {middle:.2f}"
    d = f"M{x:.2f} {top:.2f}H{end - tip:.2f}L{end:.2f} {middle:.2f}L{end - tip:.2f} {top + high:.2f}H{x:.2f}{notch}Z"
    return pen.path(d, fill="ink")
