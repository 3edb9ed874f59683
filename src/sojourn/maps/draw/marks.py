"""The marks of a drawing: how a feeling is known, what a touchpoint is, where a journey is won, lost or left.

Every mark says by its shape what it says by its colour. Lengths are mm at A3; whoever draws larger gives larger sizes.
"""

from typing import Literal

from .canvas import Box, Canvas
from .colours import Token
from .svg import Attributes, Element, Path, element, group, number, polygon, use
from .text import Face, width

Evidence = Literal["hypothesis", "partial", "research"]
Flag = Literal["expert", "data", "both"]
Trigger = Literal["push", "pull"]
Purpose = Literal["informative", "transactional"]
Control = Literal["owned", "partner", "paid", "earned", "none"]

DISC = 3.2
"""Radius of a feeling's disc."""

DIAMOND = 5.6
"""From the middle to the corners of the diamond round a moment of truth."""

FRAME = 8.0
"""Side of the frame of a touchpoint."""

TAB = 0.34
"""Width of the tab of a paid touchpoint, outside its frame, as a part of the frame."""

LINES: tuple[str | None, str, str] = (None, "2.4 1.5", "0.01 1.6")
"""Dashes of the curves of up to three personas: whole, dashed, dotted (with round ends)."""


def signed(score: float) -> str:
    """Write a score with its sign: +1, −½, 0."""
    whole, half = divmod(abs(round(score * 2)), 2)
    shown = f"{whole or ''}{'½' if half else ''}" or "0"
    return shown if shown == "0" else ("−" if score < 0 else "+") + shown


def tone(score: float) -> Token:
    """Choose the colour of a score: blue above zero, orange below, grey at it."""
    return "positive" if score > 0 else "negative" if score < 0 else "quiet"


def disc(
    canvas: Canvas,
    x: float,
    y: float,
    score: float,
    evidence: Evidence,
    *,
    persona: int = 0,
    radius: float = DISC,
    owner: str = "",
) -> Element:
    """Draw a feeling round a middle: its score in a thin ring (hypothesis), thick below (partial) or filled (research).

    The first persona has discs, the second squares, the third hexagons.
    """
    colour = tone(score)
    thin, thick = radius * 0.12, radius * 0.3
    on: dict[Token, Token] = {"positive": "on-positive", "negative": "on-negative", "quiet": "sheet"}
    known = evidence == "research"
    whole, half = _outlines(persona, x, y, radius, (thick - thin) / 2)
    parts: list[Element | None] = [canvas.path(whole, canvas.paint(colour if known else "sheet", colour, thin))]
    if evidence == "partial":
        parts.append(canvas.path(half, canvas.paint(None, colour, thick)))
    shown = signed(score)
    room = 1.72 * radius if evidence != "partial" else 1.44 * radius
    size = min(radius * 2.35, room / width(shown, 1, Face.BOLD))
    shade = on[colour] if known else colour
    parts.append(
        canvas.text(
            shown, x, y, size=size, face=Face.BOLD, colour=shade, align="middle", anchor="middle", owner=owner,
            room=Box(x - radius, y - radius, 2 * radius, 2 * radius),
        )
    )  # fmt: skip
    return group(*parts)


def _outlines(persona: int, x: float, y: float, radius: float, inset: float) -> tuple[str, str]:
    """Give a mark's outline, and that of its lower half, drawn inside so that a thick line does not stand out."""
    if persona == 0:
        whole = Path().move(x - radius, y).arc(radius, x + radius, y).arc(radius, x - radius, y).close().d
        inner = radius - inset
        return whole, Path().move(x - inner, y).arc(inner, x + inner, y, sweep=False).d
    square = [(0.92, -0.92), (0.92, 0.0), (0.92, 0.92), (-0.92, 0.92), (-0.92, 0.0), (-0.92, -0.92)]
    hexagon = [(0.56, -0.98), (1.12, 0.0), (0.56, 0.98), (-0.56, 0.98), (-1.12, 0.0), (-0.56, -0.98)]
    corners = square if persona == 1 else hexagon
    inner = 1 - inset / radius
    low = [(x + across * radius * inner, y + down * radius * inner) for across, down in corners[1:5]]
    path = Path().move(*low[0])
    for corner in low[1:]:
        path = path.line(*corner)
    return polygon([(x + across * radius, y + down * radius) for across, down in corners]), path.d


def moment_of_truth(canvas: Canvas, x: float, y: float, flag: Flag, *, radius: float = DIAMOND) -> Element:
    """Draw the diamond round a moment of truth: outlined (experts say so), filled (data do), filled with a ring (both).

    It is drawn before the disc that stands on it.
    """
    line = radius * 0.1
    if flag == "expert":
        return canvas.path(_diamond(x, y, radius), canvas.paint("sheet", "ink", line, join="round"))
    filled = group(
        canvas.path(_diamond(x, y, radius), canvas.paint("ink", "ink", line, join="round")),
        canvas.circle(x, y, radius * 0.655, canvas.paint("sheet")),
    )
    if flag == "data":
        return filled
    ring = canvas.path(_diamond(x, y, radius * 1.3), canvas.paint("sheet", "ink", line, join="round"))
    return group(ring, filled)


def _diamond(x: float, y: float, radius: float) -> str:
    return polygon([(x, y - radius), (x + radius, y), (x, y + radius), (x - radius, y)])


def touchpoint(
    canvas: Canvas,
    symbol: str | None,
    x: float,
    y: float,
    *,
    size: float = FRAME,
    trigger: Trigger | None = None,
    purpose: Purpose | None = None,
    control: Control | None = None,
) -> Element:
    """Draw a touchpoint: the sign of its channel in a frame, its left top corner at (x, y).

    The frame is square where something is done and round where something is told (or where nobody says), whole when
    the company owns it, dashed when a partner does, dotted when it is earned or nobody's. An arrow in its corner points
    down when the company begins (push), up when the customer does (pull). A paid one has a tab with € outside at its
    right, `TAB` times its size wide.
    """
    dashes: dict[Control | None, str | None] = {"partner": "0.17 0.1", "earned": "0.001 0.085", "none": "0.001 0.085"}
    pattern = dashes.get(control)
    scaled = " ".join(number(float(part) * size) for part in pattern.split()) if pattern else None
    paint = canvas.paint(
        "sheet", "ink", size * 0.055, dash=scaled, cap="round" if control in ("earned", "none") else None
    )
    parts: list[Element] = []
    if control == "paid":
        parts += _paid(canvas, x + size, y, size * TAB)
    if purpose == "transactional":
        parts.append(canvas.rect(Box(x, y, size, size), paint, radius=size * 0.16))
    else:
        parts.append(canvas.circle(x + size / 2, y + size / 2, size / 2, paint))
    if symbol is not None:
        inside = size * (0.68 if purpose == "transactional" else 0.62)
        inset = (size - inside) / 2
        parts.append(use(symbol, x + inset, y + inset, inside, canvas.colour("ink")))
    if trigger is not None:
        place = size * (0.95 if purpose == "transactional" else 0.88)
        parts.append(arrow(canvas, x + place, y + place, trigger, radius=size * 0.2))
    return group(*parts)


def arrow(canvas: Canvas, x: float, y: float, trigger: Trigger, *, radius: float) -> Element:
    """Draw a dark disc with an arrow in it: down for push, up for pull."""
    point = 1 if trigger == "push" else -1
    reach, wing = radius * 0.52, radius * 0.46
    tip = y + point * reach
    shape = Path().move(x, y - point * reach).line(x, tip)
    shape = shape.move(x - wing, tip - point * wing).line(x, tip).line(x + wing, tip - point * wing)
    return group(
        canvas.circle(x, y, radius, canvas.paint("ink", "sheet", radius * 0.22)),
        canvas.path(shape.d, canvas.paint(None, "on-ink", radius * 0.26, cap="round", join="round")),
    )


def _paid(canvas: Canvas, x: float, y: float, wide: float) -> list[Element]:
    """Draw a tab with the sign of the euro, made of lines so that it needs no font."""
    high = wide * 1.3
    top = y + wide * 0.3
    middle, centre, r = top + high / 2, x + wide * 0.5, wide * 0.24
    bow = (
        Path()
        .move(centre + r * 0.9, middle - r * 0.85)
        .arc(r * 1.15, centre + r * 0.9, middle + r * 0.85, large=True, sweep=False)
    )
    bars = bow.move(centre - r * 1.5, middle - r * 0.28).line(centre + r * 0.4, middle - r * 0.28)
    bars = bars.move(centre - r * 1.5, middle + r * 0.28).line(centre + r * 0.4, middle + r * 0.28)
    back = Box(x - wide * 0.5, top, wide * 1.5, high)
    return [
        canvas.rect(back, canvas.paint("ink"), radius=wide * 0.22),
        canvas.path(bars.d, canvas.paint(None, "on-ink", wide * 0.09, cap="round")),
    ]


def pain(canvas: Canvas, x: float, y: float, size: float) -> Element:
    """Draw ▼ in orange, its left top corner at (x, y)."""
    return canvas.path(
        polygon([(x, y + size * 0.12), (x + size, y + size * 0.12), (x + size / 2, y + size * 0.94)]),
        canvas.paint("negative", "negative", size * 0.1, join="round"),
    )


def gain(canvas: Canvas, x: float, y: float, size: float) -> Element:
    """Draw ▲ in blue, its left top corner at (x, y)."""
    return canvas.path(
        polygon([(x, y + size * 0.88), (x + size, y + size * 0.88), (x + size / 2, y + size * 0.06)]),
        canvas.paint("positive", "positive", size * 0.1, join="round"),
    )


def breaking_point(canvas: Canvas, x: float, y: float, size: float) -> Element:
    """Draw ✕ round a middle: here people give up."""
    half = size / 2
    cross = Path().move(x - half, y - half).line(x + half, y + half).move(x - half, y + half).line(x + half, y - half)
    return group(
        canvas.path(cross.d, canvas.paint(None, "sheet", size * 0.5, cap="round")),
        canvas.path(cross.d, canvas.paint(None, "negative", size * 0.24, cap="round")),
    )


def impression(canvas: Canvas, x: float, y: float, size: float) -> Element:
    """Draw a flag whose foot stands at (x, y): the first or the last contact, which shapes what people remember."""
    pole = Path().move(x, y).line(x, y - size)
    cloth = polygon([(x, y - size), (x + size * 0.72, y - size * 0.74), (x, y - size * 0.46)])
    return group(
        canvas.path(cloth, canvas.paint("ink", "ink", size * 0.06, join="round")),
        canvas.path(pole.d, canvas.paint(None, "ink", size * 0.11, cap="round")),
    )


def context_lost(canvas: Canvas, x: float, y: float, size: float) -> Element:
    """Draw ⟂ round a middle: what was told before does not travel along."""
    half = size / 2
    shape = Path().move(x - half, y + half).line(x + half, y + half).move(x, y - half).line(x, y + half)
    return canvas.path(shape.d, canvas.paint(None, "negative", size * 0.16, cap="round"))


def hatch(canvas: Canvas, ident: str, colour: Token, *, falling: bool = False, gap: float = 1.6) -> Element:
    """Write a pattern of slanting lines for palettes without tints; fill a shape with `url(#ident)`."""
    line = f"M0 {number(gap)}L{number(gap)} 0" if not falling else f"M0 0L{number(gap)} {number(gap)}"
    place: Attributes = {"id": ident, "width": gap, "height": gap, "patternUnits": "userSpaceOnUse"}
    return element("pattern", place, canvas.path(line, canvas.paint(None, colour, 0.15)))
