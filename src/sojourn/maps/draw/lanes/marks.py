"""The marks on the curve: discs with their number and evidence, diamonds of moments of truth."""

from collections.abc import Sequence

from ...model import Feeling, MomentOfTruth
from .. import words
from ..colours import Token
from ..sheet import Sheet
from ..svg import Element, Path, polygon
from ..text import Face
from . import glyphs

RADIUS, DIAMOND = 3.2, 5.5
"""Radius of a disc; half a diagonal of a diamond; mm at A3."""

SLIT = 0.9
"""Room between marks, mm at A3."""

FULL, LARGER = 1.88, 1.4
"""How wide a number may be that must be read from afar, in radii of its disc; and how much the disc may grow for it."""


def colour_of(score: float) -> Token:
    """Give the colour of a score: blue above zero, orange below."""
    if score == 0:
        return "quiet"
    return "positive" if score > 0 else "negative"


def reach_of(truth: MomentOfTruth | None) -> float:
    """Say how far the mark of a feeling reaches from its middle, its diamond included; mm at A3."""
    if truth is None:
        return RADIUS
    return DIAMOND + (1.4 if truth.flag == "both" else 0.0)


def abreast(heights: Sequence[float], reach: float, s: float, *, diamonds: bool = False) -> list[float]:
    """Give the x of marks that would touch, from left to right, so that none does.

    Args:
        heights: the y of each.
        reach: from the middle of a mark to its edge, mm at A3.
        diamonds: the marks are diamonds, else discs.
    """
    least = (2 * reach + (2 * SLIT if diamonds else SLIT)) * s
    found: list[float] = []
    for y in heights:
        x = found[-1] if found else 0.0
        for other, level in zip(found, heights, strict=False):
            down = abs(y - level)
            x = max(x, other + (least - down if diamonds else max(least**2 - down**2, 0.0) ** 0.5))
        found.append(x)
    return found


def disc(sheet: Sheet, felt: Feeling, x: float, y: float, *, shape: int = 0, radius: float = RADIUS) -> list[Element]:
    """Draw the mark of one feeling.

    Args:
        shape: 0 a disc, 1 a square, 2 a hexagon: one for each persona.
        radius: mm at A3.
    """
    pen, s = sheet.pen.of("feeling"), sheet.s
    score = felt.score or 0.0
    said = words.signed(score)
    across = max(pen.width(said, 1.0, Face.BOLD), 0.01)
    colour, size = colour_of(score), radius * s
    if sheet.type.least:
        size = min(max(size, sheet.type.least * across / FULL), LARGER * size)
    solid = felt.evidence == "research"
    sheet.use(f"evidence-{felt.evidence}")
    whole, half = outline(shape, x, y, size)
    drawn = [pen.path(whole, fill=colour if solid else "sheet", stroke=colour, thick=0.4 * s)]
    if felt.evidence == "partial":
        drawn.append(pen.path(half, stroke=colour, thick=1.05 * s * radius / RADIUS, cap=None))
    on: Token = {"positive": "on-positive", "negative": "on-negative"}.get(colour, "on-ink")  # type: ignore[assignment]  # a token
    usual = min(sheet.type.disc * radius / RADIUS, 1.62 * size / across)
    points = max(usual, min(sheet.type.least, FULL * size / across))
    drawn.append(
        pen.text(
            said, x, y, size=points, face=Face.BOLD,
            colour=on if solid else colour, align="middle", anchor="middle",
            room=(x - size, y - size, 2 * size, 2 * size),
        )
    )  # fmt: skip
    return drawn


def outline(shape: int, x: float, y: float, size: float) -> tuple[str, str]:
    """Give the outline of a mark, and that of its lower half, drawn inside so that thick lines do not stand out."""
    inner = size * 0.9
    if shape == 1:
        side, low = size * 0.92, size * 0.82
        whole = polygon([(x - side, y - side), (x + side, y - side), (x + side, y + side), (x - side, y + side)])
        return whole, Path().move(x - low, y).line(x - low, y + low).line(x + low, y + low).line(x + low, y).d
    if shape == 2:
        wide, high = size * 1.12, size * 0.98
        corners = [(-1, 0), (-0.5, -1), (0.5, -1), (1, 0), (0.5, 1), (-0.5, 1)]
        whole = polygon([(x + wide * across, y + high * down) for across, down in corners])
        lower = [
            (x + 0.9 * wide * across, y + 0.9 * high * down) for across, down in ((-1, 0), (-0.5, 1), (0.5, 1), (1, 0))
        ]
        path = Path().move(*lower[0])
        for corner in lower[1:]:
            path = path.line(*corner)
        return whole, path.d
    whole = Path().move(x - size, y).arc(size, x + size, y).arc(size, x - size, y).close().d
    return whole, Path().move(x - inner, y).arc(inner, x + inner, y, sweep=False).d


def diamond(sheet: Sheet, truth: MomentOfTruth, spots: Sequence[tuple[float, float]]) -> list[Element]:
    """Draw the diamond of a moment of truth: outlined when people say so, filled by data, ringed when both do.

    Args:
        spots: the middles of the feelings it stands round, from left to right; one diamond is drawn out round several.
    """
    pen, s = sheet.pen, sheet.s
    sheet.use(f"truth-{truth.flag}")
    half = DIAMOND * s
    (left, right), (high, low) = (
        (min(each[axis] for each in spots), max(each[axis] for each in spots)) for axis in (0, 1)
    )
    middle = (high + low) / 2

    def at(size: float) -> str:
        tall = size + (low - high) / 2
        if left == right:
            return polygon([(left, middle - tall), (left + size, middle), (left, middle + tall), (left - size, middle)])
        return polygon([
            (left, middle - tall), (right, middle - tall), (right + size, middle), (right, middle + tall),
            (left, middle + tall), (left - size, middle),
        ])  # fmt: skip

    if truth.flag == "expert":
        return [pen.path(at(half), fill="sheet", stroke="ink", thick=0.42 * s)]
    filled = [
        pen.path(at(half), fill="ink", stroke="ink", thick=0.42 * s),
        # One feeling has a round window; several stand in one that keeps the shape, or the diamond would be all ink.
        pen.circle(*spots[0], (RADIUS + 0.55) * s, fill="sheet")
        if len(spots) == 1
        else pen.path(at(half - 1.5 * s), fill="sheet"),
    ]
    if truth.flag == "data":
        return filled
    return [pen.path(at(half + 1.3 * s), fill="sheet", stroke="ink", thick=0.42 * s), *filled]


def cross(sheet: Sheet, x: float, y: float, size: float) -> Element:
    """Draw the cross of a breaking point, its middle given."""
    return sheet.pen.path(glyphs.cross(x, y, size), stroke="negative", thick=0.55 * sheet.s, cap="round")
