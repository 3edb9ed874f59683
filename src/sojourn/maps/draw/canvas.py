"""What elements are made with: one palette, one typeface, and a memory of every text's place."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, get_args

from sojourn.core import charts

from . import typefaces
from .colours import LIGHT, PALETTES, Palette, Token
from .scripts import has_rtl
from .svg import Attributes, Element, description, element, ident, number, style, title
from .text import LEADING, MM_PER_PT, Face, Wrapped, clean, direction, width

Align = Literal["left", "middle", "right"]
Anchor = Literal["top", "middle", "baseline", "bottom"]
Fonts = Literal["embedded", "named"]

SCOPE = "sojourn-map"
"""The class of a drawing's root: style rules reach no further."""

_SVG_ANCHOR: Mapping[Align, str | None] = {"left": None, "middle": "middle", "right": "end"}


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in mm: its left and top edge, its width and height."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """Give the right edge."""
        return self.x + self.width

    @property
    def bottom(self) -> float:
        """Give the bottom edge."""
        return self.y + self.height

    def overlaps(self, other: "Box", slack: float = 0.05) -> bool:
        """Tell whether two boxes share more than a sliver of `slack` mm."""
        across = min(self.right, other.right) - max(self.x, other.x)
        down = min(self.bottom, other.bottom) - max(self.y, other.y)
        return across > slack and down > slack

    def inside(self, other: "Box", slack: float = 0.05) -> bool:
        """Tell whether it stands within another, give or take `slack` mm."""
        left, top = self.x >= other.x - slack, self.y >= other.y - slack
        return left and top and self.right <= other.right + slack and self.bottom <= other.bottom + slack


@dataclass(frozen=True, slots=True)
class TextBox:
    """Where a text stands.

    Attributes:
        box: what its letters take, from the ascenders of its first line to the descenders of its last.
        text: what it shows, its lines joined by `|`.
        owner: whose text it is, such as `step:buy`.
        room: what it must stay within, if that was said.
    """

    box: Box
    text: str
    owner: str
    room: Box | None


class Canvas:
    """Makes the elements of one drawing in one palette, and remembers the place and the letters of every text.

    Args:
        palette: the colours, written into every element, so that any reader of SVG shows them.
        switchable: let the page around the drawing, or the reader's system, change the theme: elements carry classes
            too, and the drawing the rules of all themes. Readers that know no variables keep `palette`.
        prefix: begins every id, so that two drawings may stand on one page.
    """

    def __init__(self, palette: Palette = LIGHT, *, switchable: bool = False, prefix: str = "") -> None:
        self.palette = palette
        self.switchable = switchable
        self.prefix = prefix
        self._boxes: list[TextBox] = []
        self._letters: dict[Face, set[str]] = {face: set() for face in Face}
        self._classes: set[str] = set()

    @property
    def boxes(self) -> tuple[TextBox, ...]:
        """Give the place of every text made so far, in the order they were made."""
        return tuple(self._boxes)

    @property
    def letters(self) -> Mapping[Face, set[str]]:
        """Give the letters set so far in each face."""
        return self._letters

    def ident(self, *parts: str) -> str:
        """Make an id of this drawing."""
        return ident(self.prefix, *parts)

    def paint(
        self,
        fill: Token | None = None,
        stroke: Token | None = None,
        width: float = 0.3,
        *,
        dash: str | None = None,
        opacity: float | None = None,
        cap: Literal["round", "square"] | None = None,
        join: Literal["round"] | None = None,
    ) -> dict[str, str | float | None]:
        """Give the attributes that colour an element.

        Args:
            fill: what fills it; without one nothing does.
            stroke: what its outline is drawn in; without one there is none.
            width: of the outline, in mm.
            dash: lengths in mm of strokes and gaps, such as "1.2 0.8".
            opacity: of the fill, 0 to 1.
            cap, join: ends and corners of the outline.
        """
        classes = [f"f-{fill}"] * (fill is not None) + [f"s-{stroke}"] * (stroke is not None)
        self._classes.update(classes)
        lines: dict[str, str | float | None] = {}
        if stroke is not None:
            lines = {
                "stroke": self.palette[stroke],
                "stroke-width": width,
                "stroke-dasharray": dash,
                "stroke-linecap": cap,
                "stroke-linejoin": join,
            }
        return {
            "class": " ".join(classes) if self.switchable and classes else None,
            "fill": "none" if fill is None else self.palette[fill],
            "fill-opacity": opacity,
            **lines,
        }

    def colour(self, token: Token) -> dict[str, str | float | None]:
        """Give the attributes that colour a symbol placed by `svg.use`."""
        self._classes.add(f"c-{token}")
        return {"class": f"c-{token}" if self.switchable else None, "color": self.palette[token]}

    def rect(self, box: Box, paint: Attributes, *, radius: float = 0.0) -> Element:
        """Draw a rectangle, its corners rounded by a radius in mm."""
        place = {"x": box.x, "y": box.y, "width": box.width, "height": box.height, "rx": radius or None}
        return element("rect", {**place, **paint})

    def line(self, x1: float, y1: float, x2: float, y2: float, paint: Attributes) -> Element:
        """Draw a straight line."""
        return element("path", {"d": f"M{number(x1)} {number(y1)}L{number(x2)} {number(y2)}", **paint})

    def circle(self, x: float, y: float, radius: float, paint: Attributes) -> Element:
        """Draw a circle round a point."""
        return element("circle", {"cx": x, "cy": y, "r": radius, **paint})

    def path(self, d: str, paint: Attributes) -> Element:
        """Draw an outline."""
        return element("path", {"d": d, **paint})

    def text(
        self,
        text: str | Wrapped,
        x: float,
        y: float,
        *,
        size: float,
        face: Face = Face.SANS,
        colour: Token = "ink",
        align: Align = "left",
        anchor: Anchor = "top",
        leading: float = LEADING,
        owner: str = "",
        room: Box | None = None,
    ) -> Element | None:
        """Set a text and remember where it stands.

        Args:
            text: one line, cleaned here, or lines broken by `text.wrap`.
            x: left edge, middle or right edge in mm, as `align` says; sides are the paper's, whichever way text runs.
            y: in mm: of the top of the block, of its middle, of the baseline of its first line, or of its bottom.
            size: of the type in points.
            face: the typeface.
            colour: the colour.
            align: which side of the lines stands at `x`.
            anchor: what of the block stands at `y`. A block is as high as its lines; the middle is that of the
                capitals, so that a number stands in the middle of its disc.
            leading: height of a line as a multiple of the size.
            owner: whose text it is, for whoever checks the layout.
            room: what the text must stay within, for the same.

        Returns:
            The element, or None when there is nothing to show. A text that was cut has all of it as its title.
        """
        block = text if isinstance(text, Wrapped) else _single(text)
        if not block.lines:
            return None
        self._letters[face].update(*block.lines)
        em = size * MM_PER_PT
        step = em * leading
        first = y + _drop(anchor, em, step, len(block.lines))
        self._remember(block, x, first, em, step, size, face, align, owner, room)
        place: Attributes = {
            "x": x,
            "y": first,
            "font-size": em,
            **typefaces.ATTRIBUTES[face],
            "text-anchor": _SVG_ANCHOR[align],
            **self.paint(colour),
        }
        mixed = has_rtl(block.full)
        shown = [_embedded(line, block.full) if mixed else line for line in block.lines]
        whole = [title(block.full)] if block.cut else []
        if len(shown) == 1:
            return element("text", place, *whole, shown[0])
        space = align == "left" and not mixed
        lines = (
            element("tspan", {"x": x, "dy": step if place else None}, line + " " * (space and spaced))
            for place, (line, spaced) in enumerate(zip(shown, block.spaced, strict=True))
        )
        return element("text", place, *whole, *lines)

    def _remember(
        self,
        block: Wrapped,
        x: float,
        first: float,
        em: float,
        step: float,
        size: float,
        face: Face,
        align: Align,
        owner: str,
        room: Box | None,
    ) -> None:
        wide = max(width(line, size, face) for line in block.lines)
        left = x - {"left": 0.0, "middle": wide / 2, "right": wide}[align]
        high = typefaces.ASCENT + typefaces.DESCENT
        box = Box(left, first - typefaces.ASCENT * em, wide, (len(block.lines) - 1) * step + high * em)
        self._boxes.append(TextBox(box, "|".join(block.lines), owner, room))

    def document(
        self,
        width: float,
        height: float,
        *children: Element | None,
        heading: str,
        summary: str,
        language: str = "en",
        fonts: Fonts = "embedded",
        symbols: tuple[Element, ...] = (),
        size: tuple[str, str] | None = None,
    ) -> str:
        """Write the whole drawing.

        Args:
            width, height: of the sheet, in mm.
            children: what is drawn, from below to above; None is passed over.
            heading: what the drawing is, said first.
            summary: what it shows, in a sentence or two.
            language: BCP 47, of the texts.
            fonts: `embedded` carries the typefaces inside, so that it looks the same everywhere; `named` names them.
            symbols: what `use` places.
            size: written instead of the sheet's size in mm, for renderers that want another unit.

        Returns:
            The text of an SVG file, with a line end at its end.
        """
        wide, high = size or (f"{number(width)}mm", f"{number(height)}mm")
        root: Attributes = {
            "xmlns": "http://www.w3.org/2000/svg",
            "id": self.ident("drawing") if self.prefix else None,
            "class": SCOPE if self.switchable else None,
            "width": wide,
            "height": high,
            "viewBox": f"0 0 {number(width)} {number(height)}",
            "xml:lang": language,
            "lang": language,
            "role": "graphics-document document",
            "font-family": charts.SANS,
        }
        rules = [typefaces.embedded(self._letters)] if fonts == "embedded" else []
        rules += [self._themes()] if self.switchable else []
        drawn = (
            title(heading),
            description(summary),
            style(rules) if any(rules) else None,
            Element("defs", (), symbols) if symbols else None,
            *children,
        )
        return f"{element('svg', root, *(each for each in drawn if each is not None))}\n"

    def _themes(self) -> str:
        """Write the rules that let a page or a system change the theme, after the palette's own."""
        tokens: tuple[Token, ...] = get_args(Token)
        values = {
            name: "".join(f"--{token}:{palette[token]};" for token in tokens).rstrip(";")
            for name, palette in PALETTES.items()
        }
        paints = {"f": "fill", "s": "stroke", "c": "color"}
        rules = (
            f".{SCOPE} .{kind}-{token}{{{paint}:var(--{token})}}"
            for token in tokens
            for kind, paint in paints.items()
            if f"{kind}-{token}" in self._classes
        )
        others = "".join(f'.{SCOPE}[data-theme="{name}"]{{{each}}}' for name, each in values.items())
        system = f".{SCOPE}:not([data-theme])"
        return (
            f".{SCOPE}{{{values[self.palette.theme]}}}"
            f"@media screen and (prefers-color-scheme:dark){{{system}{{{values['dark']}}}}}"
            f"@media (prefers-contrast:more){{{system}{{{values['contrast']}}}}}"
            f"{others}@supports (fill:var(--ink)){{{''.join(rules)}}}"
        )


def _single(text: str) -> Wrapped:
    """Take a text as one line."""
    line = clean(text).replace("\n", " ")
    return Wrapped((line,) if line else (), False, line, (False,) if line else ())


def _drop(anchor: Anchor, em: float, step: float, lines: int) -> float:
    """Say how far below the anchor the baseline of the first line stands."""
    inside = (step - (typefaces.ASCENT + typefaces.DESCENT) * em) / 2 + typefaces.ASCENT * em
    match anchor:
        case "top":
            return inside
        case "bottom":
            return inside - lines * step
        case "middle":
            return typefaces.CAP * em / 2 - (lines - 1) * step / 2
        case "baseline":
            return 0.0


def _embedded(line: str, full: str) -> str:
    """Tell a line which way it runs, with the two characters that every renderer obeys."""
    return ("\u202b" if direction(full) == "rtl" else "\u202a") + line + "\u202c"
