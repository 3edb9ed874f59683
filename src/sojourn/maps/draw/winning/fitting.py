"""Putting a board of acquisition on the first paper, and at the largest size, at which everything on it is read."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import get_args

from sojourn.core.errors import InvalidInput

from ...model import JourneyMap
from ..canvas import Canvas, Fonts
from ..colours import Palette
from ..drawing import Drawing, DrawnPage
from ..framework_card import Hand, line
from ..icons import symbols
from ..paper import MARGIN, PAPERS, Paper, Size
from ..pen import Pen, sign_prefix
from ..scripts import direction
from ..sheet import Block, stack
from ..svg import Element, group, hidden
from ..text import Face

SMALLER = (1.0, 0.92, 0.85, 0.78)
"""How much smaller than at A3 everything becomes on paper that was asked for."""


@dataclass(frozen=True, slots=True)
class Board:
    """What stands between head and foot.

    Attributes:
        height: the least it needs, in mm.
        paint: draws it, given its start, its top and its height: grounds first, which only decorate, then what is read.
        foot: what the marks mean.
    """

    height: float
    paint: Callable[[float, float, float], tuple[Sequence[Element], Sequence[Element]]]
    foot: str


Lay = Callable[[Hand, float, float], Board | None]
"""Lays a board out in a width, with type so many times as large; None when its columns would be too narrow."""

LARGER = (1.2, 1.1, 1.0)
"""How much larger the type in a board may be where there is room."""


def fitted(
    drawn: JourneyMap,
    lay: Lay,
    *,
    kind: str,
    about: Sequence[str],
    summary: str,
    palette: Palette,
    size: Size | None,
    fonts: Fonts,
    prefix: str,
    switchable: bool = False,
) -> Drawing:
    """Lay a board on paper and draw it.

    Args:
        kind: what it is called: `canvas`, `matrix`, `plan`.
        about: lines beneath the title.
        summary: what it shows, for those who hear it.

    Raises:
        InvalidInput: `acquisition-too-large` when it goes on no paper, or not on the one that was asked for.
    """
    sizes: tuple[Size, ...] = get_args(Size) if size is None else (size,)
    for name in sizes:
        paper = PAPERS[name]
        larger = [each for each in (paper.factor, 0.85 * paper.factor, 0.7 * paper.factor) if each > 1.0]
        smaller = SMALLER if size is not None or name == "A0" else SMALLER[:1]
        for s in (*larger, *smaller):
            hand = Hand(_pen(drawn, palette, paper, prefix, switchable=switchable), s, 0.0)
            wide = paper.width - 2 * MARGIN * s
            for times in LARGER:
                board = lay(hand, wide, times)
                if board is None:
                    break
                head, foot = _head(hand, drawn, kind, about, wide), _foot(hand, drawn, board.foot, wide)
                spare = paper.height - 2 * MARGIN * s - head.height - board.height - foot.height - 3 * s
                if spare >= 0:
                    page = _paint(drawn, hand, paper, head, board, foot, board.height + spare, summary, fonts)
                    return Drawing((page,), name, kind)
    where = size or sizes[-1]
    raise InvalidInput(
        f"the {kind} of map {drawn.id} does not go on {where}", code="acquisition-too-large",
        hint="choose larger paper" if where != "A0" else "part it into several maps",
    )  # fmt: skip


def _pen(drawn: JourneyMap, palette: Palette, paper: Paper, prefix: str, *, switchable: bool) -> Pen:
    canvas = Canvas(palette, switchable=switchable, prefix=prefix)
    return Pen(canvas, paper.width, {}, direction(drawn.title) == "rtl", drawn.language)


def _head(hand: Hand, drawn: JourneyMap, kind: str, about: Sequence[str], wide: float) -> Block:
    """Lay out what it is and how far it is."""
    s, type_ = hand.s, hand.type
    named = {"canvas": "Acquisition canvas", "matrix": "Acquisition matrix", "plan": "Acquisition plan"}[kind]
    rows = [
        line(hand, named, wide, type_.subtitle, face=Face.BOLD, colour="quiet", most=1, owner="header"),
        line(hand, drawn.title, wide, type_.title, face=Face.BOLD, most=2, owner="header"),
        *(line(hand, each, wide, type_.subtitle, most=2, owner="header") for each in about if each),
    ]
    block = stack(rows, 0.5 * s)
    return Block(block.height + 4.5 * s, block.paint)


def _foot(hand: Hand, drawn: JourneyMap, said: str, wide: float) -> Block:
    """Lay out what the marks mean, and how old it is."""
    last = f", reviewed {drawn.review.last}" if drawn.review is not None and drawn.review.last else ""
    owner = f"{drawn.owner.person} · " if drawn.owner is not None and drawn.owner.person else ""
    rows = [
        line(hand, said, wide, hand.type.small, colour="quiet", most=4, owner="footer"),
        line(hand, f"{owner}version {drawn.version}{last}", wide, hand.type.small, colour="quiet", most=1,
             owner="footer"),
    ]  # fmt: skip
    return stack(rows, 0.6 * hand.s)


def _paint(
    drawn: JourneyMap, hand: Hand, paper: Paper, head: Block, board: Board, foot: Block, high: float, summary: str,
    fonts: Fonts,
) -> DrawnPage:  # fmt: skip
    pen, margin = hand.pen, MARGIN * hand.s
    heads = head.paint(margin, margin)
    grounds, parts = board.paint(margin, margin + head.height, high)
    feet = foot.paint(margin, paper.height - margin - foot.height)
    svg = pen.canvas.document(
        paper.width, paper.height,
        hidden(pen.rect(0, 0, paper.width, paper.height, fill="sheet"), *grounds),
        group(*heads, label="Header", ident=pen.canvas.ident("header")), *parts,
        group(*feet, label="Legend", ident=pen.canvas.ident("footer")),
        heading=drawn.title, summary=summary, language=drawn.language, fonts=fonts,
        symbols=symbols(pen.signs, sign_prefix(pen.canvas)),
    )  # fmt: skip
    return DrawnPage(svg, paper.width, paper.height, pen.canvas.boxes)
