"""Pictures of the steps, for the wall."""

from base64 import b64encode

from ..sheet import Block, Column, Sheet
from ..svg import Element, element, title
from .lane import Cells

SHAPE = 0.66
"""Height of a picture, as a part of its width."""


def images(sheet: Sheet) -> Cells:
    """Show the picture of each step; where there is none, the sign of its channel on a quiet ground."""
    blocks = {column.step.id: _tile(sheet, column) for column in sheet.columns}
    gap = 2.6 * sheet.s
    return Tiles("images", "", blocks, gap, gap * 0.6, 0.0, "", "", False, True)


class Tiles(Cells):
    """Pictures as wide as the cards."""

    __slots__ = ()

    def cell(self, sheet: Sheet, column: Column, top: float, height: float) -> list[Element]:
        """Draw a picture."""
        block = self.blocks.get(column.step.id)
        return list(block.paint(column.x, top + self.above)) if block else []


def _tile(sheet: Sheet, column: Column) -> Block:
    """Lay one picture out."""
    step, s = column.step, sheet.s
    high = column.width * SHAPE
    data = sheet.images.get(step.image) if step.image else None
    if step.image and data is None:
        sheet.notes[f"picture {step.image!r} of step {step.id!r} is missing; its place is left quiet"] = None

    def paint(x: float, y: float) -> list[Element]:
        if data is not None and step.image:
            return [picture(sheet, data, step.image, x, y, column.width, high)]
        point = step.touchpoints[0] if step.touchpoints else None
        if point is None:
            dash = f"{1.2 * s:.2f} {0.9 * s:.2f}"
            return [sheet.pen.rect(x, y, column.width, high, stroke="hair", thick=0.35 * s, radius=1.6 * s, dash=dash)]
        ground = sheet.pen.rect(x, y, column.width, high, fill="sheet", stroke="hair", thick=0.25 * s, radius=1.6 * s)
        side = high * 0.4
        channel = point.channel if isinstance(point.channel, str) else None
        return [ground, sheet.pen.sign(channel, x + (column.width - side) / 2, y + (high - side) / 2, side)]

    return Block(high, paint)


def picture(sheet: Sheet, data: bytes, name: str, x: float, y: float, wide: float, high: float) -> Element:
    """Draw a picture that fills its place; what stands over is cut."""
    kind = "png" if data.startswith(b"\x89PNG") else "jpeg"
    return element(
        "image",
        {
            "x": sheet.pen.x(x, wide),
            "y": y,
            "width": wide,
            "height": high,
            "preserveAspectRatio": "xMidYMid slice",
            "href": f"data:image/{kind};base64,{b64encode(data).decode()}",
        },
        title(name),
    )
