"""The hand that draws: shapes and text placed in reading order, turned round for scripts that run from right to left.

Lanes reckon as if every map were read from left to right. On a map that is read from right to left the pen mirrors each
place across the sheet; letters and signs themselves are never mirrored.
"""

from dataclasses import dataclass, replace
from typing import Literal

from .canvas import Align, Anchor, Box, Canvas
from .colours import Palette, Token
from .icons import icon
from .svg import Element, element, number, use
from .text import LEADING, SLACK, Face, Wrapped, width, wrap

Side = Literal["start", "middle", "end"]
Cap = Literal["round", "square"]


@dataclass(frozen=True, slots=True)
class Pen:
    """Draws on a canvas; all lengths are mm, sizes of type points.

    Attributes:
        canvas: what keeps colours and remembers where text stands.
        across: the width of the sheet.
        mirrored: whether the map is read from right to left.
        language: what the texts of the map are written in; BCP 47.
        owner: whom the text belongs to that is drawn, such as `step:buy`.
        signs: the symbols that were used, in the order in which they were met.
    """

    canvas: Canvas
    across: float
    signs: dict[str, None]
    mirrored: bool = False
    language: str = "en"
    owner: str = ""

    @property
    def palette(self) -> Palette:
        """Give the colours."""
        return self.canvas.palette

    def of(self, owner: str) -> "Pen":
        """Give a pen whose text belongs to someone."""
        return replace(self, owner=owner)

    def x(self, x: float, wide: float = 0.0) -> float:
        """Place something of a width whose start is at `x`: its left edge on the sheet."""
        return self.across - x - wide if self.mirrored else x

    def rect(
        self,
        x: float,
        y: float,
        wide: float,
        high: float,
        *,
        fill: Token | None = None,
        stroke: Token | None = None,
        thick: float = 0.3,
        radius: float = 0.0,
        dash: str | None = None,
        cap: Cap | None = None,
    ) -> Element:
        """Draw a rectangle."""
        paint = self.canvas.paint(fill, stroke, thick, dash=dash, cap=cap)
        return self.canvas.rect(Box(self.x(x, wide), y, wide, high), paint, radius=radius)

    def circle(
        self,
        x: float,
        y: float,
        radius: float,
        *,
        fill: Token | None = None,
        stroke: Token | None = None,
        thick: float = 0.3,
        dash: str | None = None,
    ) -> Element:
        """Draw a circle."""
        return self.canvas.circle(self.x(x), y, radius, self.canvas.paint(fill, stroke, thick, dash=dash))

    def line(
        self,
        x1: float,
        y1: float,
        x2: float,
        y2: float,
        *,
        colour: Token = "line",
        thick: float = 0.3,
        dash: str | None = None,
        cap: Cap | None = None,
    ) -> Element:
        """Draw a straight line."""
        paint = self.canvas.paint(None, colour, thick, dash=dash, cap=cap)
        return self.canvas.line(self.x(x1), y1, self.x(x2), y2, paint)

    def path(
        self,
        d: str,
        *,
        fill: Token | None = None,
        stroke: Token | None = None,
        thick: float = 0.3,
        dash: str | None = None,
        cap: Cap | None = None,
    ) -> Element:
        """Draw an outline given in reading order."""
        paint = self.canvas.paint(fill, stroke, thick, dash=dash, cap=cap, join="round" if stroke else None)
        turned = {"transform": f"matrix(-1 0 0 1 {number(self.across)} 0)"} if self.mirrored else {}
        return element("path", {"d": d, **paint, **turned})

    def sign(self, channel: str | None, x: float, y: float, size: float) -> Element:
        """Draw the sign of a channel in a square whose start and top are given."""
        name = icon(channel)
        self.signs[name] = None
        return use(f"{sign_prefix(self.canvas)}{name}", self.x(x, size), y, size, self.canvas.colour("ink"))

    def text(
        self,
        text: str | Wrapped,
        x: float,
        y: float,
        *,
        size: float,
        face: Face = Face.SANS,
        colour: Token = "ink",
        align: Side = "start",
        anchor: Anchor = "top",
        leading: float = LEADING,
        room: tuple[float, float, float, float] | None = None,
    ) -> Element:
        """Write text; it starts, ends or has its middle at `x`.

        Args:
            room: start, top, width and height of what the text has to stay in.
        """
        side: Align = "middle"
        if align != "middle":
            side = "left" if (align == "start") is not self.mirrored else "right"
        inside = Box(self.x(room[0], room[2]), room[1], room[2], room[3]) if room else None
        written = self.canvas.text(
            text, self.x(x), y, size=size, face=face, colour=colour, align=side, anchor=anchor, leading=leading,
            owner=self.owner, room=inside,
        )  # fmt: skip
        return written or element("g")

    def wrap(
        self,
        text: str,
        room: float,
        size: float,
        face: Face = Face.SANS,
        *,
        most: int | None = None,
        balanced: bool = False,
    ) -> Wrapped:
        """Break text of the map into lines."""
        return wrap(text, room, size, face, most=most, language=self.language, balanced=balanced)

    @staticmethod
    def width(text: str, size: float, face: Face = Face.SANS) -> float:
        """Measure text, slack included."""
        return width(text, size, face) * SLACK


def sign_prefix(canvas: Canvas) -> str:
    """Give what the ids of signs begin with in a drawing."""
    return f"{canvas.ident('sign')}-"
