"""Outlines of small marks, shared by lanes and legend: values of the attribute `d`, placed by start and middle."""

from collections.abc import Callable

from ..svg import Path

Outline = Callable[[float, float, float], str]
"""Outlines a mark: its start, the middle of its line, the scale."""


def flag(x: float, middle: float, s: float) -> str:
    """Outline the flag of a first or last impression, 1.7 mm wide."""
    top = middle - 1.25 * s
    path = Path().move(x, top + 2.5 * s).line(x, top).line(x + 1.7 * s, top).line(x + 1.2 * s, top + 0.65 * s)
    return path.line(x + 1.7 * s, top + 1.3 * s).line(x, top + 1.3 * s).d


def upright(x: float, middle: float, s: float, way: int) -> str:
    """Outline an arrow that points down (1) or up (−1), 1.6 mm wide."""
    end = middle + way * 1.1 * s
    path = Path().move(x + 0.8 * s, middle - way * 1.1 * s).line(x + 0.8 * s, end)
    return path.move(x, end - way * 0.8 * s).line(x + 0.8 * s, end).line(x + 1.6 * s, end - way * 0.8 * s).d


def onward(x: float, middle: float, s: float, long: float = 2.1) -> str:
    """Outline an arrow that points on."""
    end = x + long * s
    path = Path().move(x, middle).line(end, middle).move(end - 0.9 * s, middle - 0.8 * s)
    return path.line(end, middle).line(end - 0.9 * s, middle + 0.8 * s).d


def triangle(x: float, middle: float, s: float, way: int) -> str:
    """Outline the triangle of a gain (1, points up) or a pain (−1, points down), 2.1 mm wide."""
    base = middle + way * 0.85 * s
    return Path().move(x, base).line(x + 2.1 * s, base).line(x + 1.05 * s, middle - way * 0.95 * s).close().d


def lost(x: float, middle: float, s: float) -> str:
    """Outline the sign of context that is lost, 2.2 mm wide."""
    foot = middle + 0.95 * s
    return Path().move(x, foot).line(x + 2.2 * s, foot).move(x + 1.1 * s, foot).line(x + 1.1 * s, foot - 1.9 * s).d


def cross(x: float, y: float, size: float) -> str:
    """Outline a cross round a point."""
    half = size / 2
    path = Path().move(x - half, y - half).line(x + half, y + half)
    return path.move(x + half, y - half).line(x - half, y + half).d


def bracket(x: float, top: float, bottom: float, wide: float) -> str:
    """Outline a bracket that opens to the right."""
    return Path().move(x + wide, top).line(x, top).line(x, bottom).line(x + wide, bottom).d


def inside(x: float, middle: float, s: float) -> str:
    """Outline the sign of a map inside: a card that lies on another, 2.5 mm wide."""
    path = Path().move(x, middle - 0.5 * s).line(x + 1.8 * s, middle - 0.5 * s).line(x + 1.8 * s, middle + 1.0 * s)
    path = (
        path.line(x, middle + 1.0 * s).close().move(x + 0.7 * s, middle - 0.5 * s).line(x + 0.7 * s, middle - 1.1 * s)
    )
    return (
        path.line(x + 2.5 * s, middle - 1.1 * s)
        .line(x + 2.5 * s, middle + 0.4 * s)
        .line(x + 1.8 * s, middle + 0.4 * s)
        .d
    )


def lozenge(x: float, middle: float, s: float) -> str:
    """Outline the small sign of a moment of truth, 2.2 mm wide."""
    half = 1.1 * s
    path = Path().move(x, middle).line(x + half, middle - half).line(x + 2 * half, middle)
    return path.line(x + half, middle + half).close().d
