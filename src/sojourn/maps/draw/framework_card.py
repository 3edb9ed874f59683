"""A map as a card under a stage: what it is called, its curve made small, how it ends, what it holds."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from ..model import Feeling, JourneyMap
from ..nesting import Inside, facts
from ..voices import CURVES, voices_of
from . import words
from .colours import AREA_SHARE, Token
from .curve import Curve, through
from .lanes import glyphs
from .lanes.feels import DASHES
from .lanes.marks import colour_of
from .lanes.nested import tied
from .paper import Type, type_scale
from .pen import Pen
from .sheet import Block, stack
from .svg import Element, element, polygon
from .svg import number as written
from .text import LEADING, MM_PER_PT, Face

PAD = 2.4
"""Room inside a card, mm at A3."""

_EXPECTED = (2.0, 1.3)


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands at one place under a stage.

    Attributes:
        inner: what stands in its frame.
        said: what is said of it aloud.
        frame: `dashed` when it stands for something that is not there; empty without one.
    """

    inner: Block
    said: str
    frame: Literal["solid", "dashed", ""] = "solid"

    def height(self, hand: "Hand") -> float:
        """Give the height with its frame."""
        return self.inner.height + (2 * PAD * hand.s if self.frame else 0.0)

    def paint(self, hand: "Hand", x: float, y: float, wide: float, high: float) -> list[Element]:
        """Draw it in a frame of a size."""
        s = hand.s
        if not self.frame:
            return [*self.inner.paint(x, y)]
        dash = f"{1.2 * s:.2f} {0.9 * s:.2f}" if self.frame == "dashed" else None
        edge = hand.pen.rect(x, y, wide, high, fill="sheet", stroke="line", thick=0.3 * s, radius=1.6 * s, dash=dash)
        return [edge, *self.inner.paint(x + PAD * s, y + PAD * s)]


@dataclass(frozen=True, slots=True)
class Hand:
    """What draws a framework: a pen, the scale, the height of curves."""

    pen: Pen
    s: float
    curve: float

    @property
    def type(self) -> Type:
        """Give the sizes of type."""
        return type_scale(self.s)

    def legend(self, wide: float) -> Block:
        """Lay out what the marks mean."""
        said = (
            "Curves run from very good, at the top, to very bad; the line in the middle is neutral. A dashed curve "
            "is expected. A diamond is a moment of truth, the worst one told below; the dot is the end. "
            "Two cards are a map inside."
        )
        return line(self, said, wide, self.type.small, colour="quiet", most=4)


def line(
    hand: Hand, said: str, room: float, size: float, *, face: Face = Face.SANS, colour: Token = "ink", most: int = 3,
    indent: float = 0.0, sign: Callable[[float, float], Sequence[Element]] | None = None, owner: str = "",
) -> Block:  # fmt: skip
    """Lay a text out in a column; a sign stands before it, in the indent."""
    pen = hand.pen.of(owner)
    lines = pen.wrap(said, room - indent, size, face, most=most)
    high = lines.height(size)

    def paint(x: float, y: float) -> list[Element]:
        before = list(sign(x, y + size * LEADING * MM_PER_PT / 2)) if sign else []
        box = (x + indent, y, room - indent, high)
        return [*before, pen.text(lines, x + indent, y, size=size, face=face, colour=colour, room=box)]

    return Block(high, paint)


def card(hand: Hand, drawn: JourneyMap, told: Inside, wide: float) -> Cell:
    """Lay the card of a map out."""
    s, type_, owner = hand.s, hand.type, f"map:{drawn.id}"
    room, indent = wide - 2 * PAD * s, 3.4 * s

    def small(said: str, colour: Token = "quiet", outline: glyphs.Outline | None = None, most: int = 2) -> Block:
        def sign(x: float, y: float) -> list[Element]:
            return [hand.pen.path(outline(x, y, s), stroke="ink", thick=0.3 * s)] if outline else []

        back = indent if outline else 0.0
        return line(hand, said, room, type_.small, colour=colour, most=most, indent=back, sign=sign, owner=owner)

    about = " · ".join((drawn.state, words.counted(told.steps, "step")))
    rows = [
        line(hand, drawn.title, room, type_.step, face=Face.BOLD, owner=owner),
        small(about),
        _curve(hand, drawn, room, owner),
    ]
    if told.ending:
        rows.append(small(tied(told.ending), colour_of(min(one.score or 0.0 for one in told.end))))
    if told.truth:
        rows.append(
            small(tied(told.truth), "quiet" if told.score is None else colour_of(told.score), glyphs.lozenge, 3)
        )
    rows += [small(title, "ink", glyphs.inside) for title in told.holds]
    kept = " · ".join(_kept(drawn))
    if kept:
        rows.append(small(kept))
    said = words.listed((f"Map {drawn.title}", drawn.state, *facts(told), *(f"holds {each}" for each in told.holds)))
    return Cell(stack(rows, 0.7 * s), said)


def lost(hand: Hand, ident: str, wide: float) -> Cell:
    """Lay out the card of a map that was not found."""
    room = wide - 2 * PAD * hand.s
    name = line(hand, words.plain(ident), room, hand.type.step, face=Face.BOLD, colour="quiet")
    rows = [name, line(hand, "map not found", room, hand.type.small, colour="quiet")]
    return Cell(stack(rows, 0.7 * hand.s), f"Map {words.plain(ident)}, not found", "dashed")


def none_yet(hand: Hand, wide: float) -> Cell:
    """Say that a stage has no map."""
    return Cell(line(hand, "No map yet", wide, hand.type.small, colour="quiet"), "No map yet", "")


def _curve(hand: Hand, drawn: JourneyMap, room: float, owner: str) -> Block:
    """Lay the curves of a map out: one, or one for each of those who feel differently, whose names stand below."""
    pen, s, high = hand.pen, hand.s, hand.curve
    found = voices_of(drawn)[:CURVES]
    told = [[voice.felt.get(step.id) for step in drawn.steps] for voice in found]
    if not found:
        return line(hand, "no feelings yet", room, hand.type.small, colour="quiet", owner=owner)

    def paint(x: float, y: float) -> list[Element]:
        inset, zero, unit = 2.2 * s, y + high / 2, (high / 2 - 2.0 * s) / 2
        count = len(drawn.steps)
        step = (room - 2 * inset) / max(count - 1, 1)
        start = x + inset if count > 1 else x + room / 2
        drawn_ = [pen.line(x, zero, x + room, zero, colour="hair", thick=0.3 * s)]
        dots = []
        for number, felt in enumerate(told):
            spots = [(start + place * step, zero - (one.score or 0.0) * unit) if one else None
                     for place, one in enumerate(felt)]  # fmt: skip
            curve = through(spots, zero)
            drawn_ += _areas(pen, curve) if len(told) == 1 else []
            lengths = DASHES[number] if drawn.state == "current" or number else _EXPECTED
            dash = " ".join(f"{each * s:.2f}" for each in lengths) or None
            if curve.d:
                drawn_.append(pen.path(curve.d, stroke="ink", thick=0.6 * s, dash=dash, cap="round"))
            for place, (each, spot) in enumerate(zip(drawn.steps, spots, strict=True)):
                if each.moment_of_truth is not None and (spot or not any(other[place] for other in told)):
                    drawn_.append(_diamond(pen, *(spot or (start + place * step, zero)), s))
            last = max(place for place, one in enumerate(felt) if one)
            dots.append(_dot(pen, felt[last], spots[last], s))
        return [*drawn_, *dots]

    names = words.listed(voice.name for voice in found if voice.name)
    if not names:
        return Block(high, paint)
    said = names if len(found) > 1 else f"feelings of {names} only"
    return stack([Block(high, paint), line(hand, said, room, hand.type.small, colour="quiet", owner=owner)])


def _areas(pen: Pen, curve: Curve) -> list[Element]:
    """Tint what lies between the curve and zero."""
    share = AREA_SHARE if pen.palette.tinted else 0.0
    turned = {"transform": f"matrix(-1 0 0 1 {written(pen.across)} 0)"} if pen.mirrored else {}
    sides: tuple[tuple[str, Token], ...] = ((curve.above, "positive"), (curve.below, "negative"))
    return [element("path", {"d": d, **pen.canvas.paint(colour, opacity=share), **turned}) for d, colour in sides if d]


def _diamond(pen: Pen, x: float, y: float, s: float) -> Element:
    half = 1.7 * s
    corners = [(x, y - half), (x + half, y), (x, y + half), (x - half, y)]
    return pen.path(polygon(corners), fill="sheet", stroke="ink", thick=0.35 * s)


def _dot(pen: Pen, felt: Feeling | None, spot: tuple[float, float] | None, s: float) -> Element:
    assert felt is not None and spot is not None
    return pen.circle(*spot, 0.95 * s, fill=colour_of(felt.score or 0.0))


def _kept(drawn: JourneyMap) -> list[str]:
    """Say who answers for a map, and when it was reviewed."""
    owner = "" if drawn.owner is None else drawn.owner.person or words.plain(drawn.owner.department or "")
    last = f"reviewed {drawn.review.last}" if drawn.review is not None and drawn.review.last else "never reviewed"
    return [each for each in (owner, last) if each]
