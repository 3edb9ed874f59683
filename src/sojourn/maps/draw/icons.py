"""One sign for each channel, drawn for this project on a grid of 24 units with round strokes of 1.75.

A sign has the colour of the text around it, needs no font, and is known by its outline at six millimetres.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from .svg import Attributes, Element, element

GRID = 24.0
"""Units across a sign."""

STROKE = 1.75
"""Width of its lines, in units."""


@dataclass(frozen=True, slots=True)
class Icon:
    """A sign: outlines that are drawn, and shapes that are filled, as values of the attribute `d`."""

    lines: str
    solids: str = ""


def _dots(*centres: tuple[float, float], radius: float = 1.15) -> str:
    """Outline filled dots."""
    return "".join(_ring(x, y, radius) for x, y in centres)


def _ring(x: float, y: float, r: float) -> str:
    """Outline a circle."""
    return f"M{x - r:g} {y:g}a{r:g} {r:g} 0 1 0 {2 * r:g} 0a{r:g} {r:g} 0 1 0 {-2 * r:g} 0z"


def _panel(x: float, y: float, wide: float, high: float, r: float) -> str:
    """Outline a rectangle with round corners."""
    across, down = wide - 2 * r, high - 2 * r
    corner = f"a{r:g} {r:g} 0 0 1 "
    return (
        f"M{x + r:g} {y:g}h{across:g}{corner}{r:g} {r:g}v{down:g}{corner}{-r:g} {r:g}"
        f"h{-across:g}{corner}{-r:g} {-r:g}v{-down:g}{corner}{r:g} {-r:g}z"
    )


_HANDHELD = _panel(6, 2.25, 12, 19.5, 2.4)
_GLOBE = _ring(12, 12, 9.25) + "M2.75 12h18.5M12 2.75c2.7 2.5 4 5.6 4 9.25"
_GLOBE += "s-1.3 6.75-4 9.25c-2.7-2.5-4-5.6-4-9.25s1.3-6.75 4-9.25z"

CHANNELS: Mapping[str, Icon] = MappingProxyType(
    {
        "web": Icon(_GLOBE),
        "app": Icon(
            _HANDHELD + "M11 18.6h2",
            _panel(8.9, 6.4, 2.7, 2.7, 0.7) + _panel(12.5, 6.4, 2.7, 2.7, 0.7)
            + _panel(8.9, 10, 2.7, 2.7, 0.7) + _panel(12.5, 10, 2.7, 2.7, 0.7),
        ),
        "phone_web": Icon(
            "M9.5 21.75H6.4A2.4 2.4 0 0 1 4 19.35V4.65a2.4 2.4 0 0 1 2.4-2.4h7.2a2.4 2.4 0 0 1 2.4 2.4V8"
            + _ring(16.2, 16.2, 5.4) + "M10.8 16.2h10.8M16.2 10.8c1.5 1.5 2.2 3.3 2.2 5.4s-.7 3.9-2.2 5.4"
            "c-1.5-1.5-2.2-3.3-2.2-5.4s.7-3.9 2.2-5.4z"
        ),
        "email": Icon(_panel(2.5, 4.75, 19, 14.5, 2.2) + "M3.2 6.5l7.4 6.1a2.2 2.2 0 0 0 2.8 0l7.4-6.1"),
        "sms": Icon(
            "M4.7 3.75h14.6a2.2 2.2 0 0 1 2.2 2.2v8.6a2.2 2.2 0 0 1-2.2 2.2h-7.1L7.4 20.6v-3.85H4.7"
            "a2.2 2.2 0 0 1-2.2-2.2V5.95a2.2 2.2 0 0 1 2.2-2.2zM6.9 8.4h10.2M6.9 12.1h6.4"
        ),
        "chat": Icon(
            "M4.2 2.75h9.6A1.95 1.95 0 0 1 15.75 4.7v5.6a1.95 1.95 0 0 1-1.95 1.95H8.6L5.2 15.1v-2.85h-1"
            "A1.95 1.95 0 0 1 2.25 10.3V4.7A1.95 1.95 0 0 1 4.2 2.75zM19 8.75h.8a1.95 1.95 0 0 1 1.95 1.95v5.6"
            "a1.95 1.95 0 0 1-1.95 1.95h-1v2.85l-3.4-2.85h-4.6a1.95 1.95 0 0 1-1.9-1.5"
        ),
        "chatbot": Icon(
            _panel(4, 8, 16, 12, 3.2) + "M12 8V4.9M1.9 12.6v3M22.1 12.6v3M9.6 16.7h4.8",
            _dots((8.9, 12.7), (15.1, 12.7), radius=1.3) + _dots((12, 3.6), radius=1.5),
        ),
        "phone": Icon(
            "M4.9 3h3.2a1.4 1.4 0 0 1 1.35 1.02l.95 3.35a1.4 1.4 0 0 1-.42 1.42L8.3 10.3a13.2 13.2 0 0 0 5.4 5.4"
            "l1.5-1.68a1.4 1.4 0 0 1 1.43-.42l3.35.95A1.4 1.4 0 0 1 21 15.9v3.2a1.9 1.9 0 0 1-2 1.9"
            "C10.2 20.5 3.5 13.8 3 5a1.9 1.9 0 0 1 1.9-2z"
        ),
        "post": Icon(
            "M2.5 17v-6.4a4.6 4.6 0 0 1 4.6-4.6h9.8a4.6 4.6 0 0 1 4.6 4.6V17zM7.1 6a4.6 4.6 0 0 1 4.6 4.6V17"
            "M11.7 17v4.75M16 11.5V2.9h3.2v2.3H16M5.5 12h3.2"
        ),
        "in_person": Icon(
            _ring(8.4, 7.4, 3.4) + "M2 20.25c0-4 2.7-6.4 6.4-6.4s6.4 2.4 6.4 6.4M15.2 4.3a3.4 3.4 0 0 1 0 6.2"
            "M17.4 14.2c2.8.7 4.6 2.9 4.6 6.05"
        ),
        "kiosk": Icon(
            _panel(4.75, 2.25, 14.5, 11, 1.8) + "M9.25 13.25v8.25M14.75 13.25v8.25M6 21.5h12M8.4 6.2h7.2M8.4 9.4h4"
        ),
        "screen": Icon(
            _panel(2.25, 6.5, 19.5, 13, 1.8) + "M7.5 6.5V3M16.5 6.5V3M6.2 11.1h4.6M6.2 14.9h2.8"
            "M13.4 13h4.4M15.8 10.8l2.2 2.2-2.2 2.2"
        ),
        "payment_point": Icon(
            _panel(5.5, 2.25, 13, 15.75, 2.2) + "M8.5 18v2.2a1.5 1.5 0 0 0 1.5 1.5h4a1.5 1.5 0 0 0 1.5-1.5V18",
            _panel(8.1, 4.9, 7.8, 3.7, 0.6) + _dots((9, 11.4), (12, 11.4), (15, 11.4), radius=1.05)
            + _dots((9, 14.7), (12, 14.7), (15, 14.7), radius=1.05),
        ),
        "social": Icon(
            _ring(5.9, 12, 3.1) + _ring(17.6, 5.6, 3.1) + _ring(17.6, 18.4, 3.1) + "M8.7 10.5l6.1-3.4M8.7 13.5l6.1 3.4"
        ),
        "press": Icon(
            "M17 8.25h4.25v9.5a2 2 0 0 1-2 2H4.75a2 2 0 0 1-2-2V4.25H17v13.5a2 2 0 0 0 2 2M6.2 15.9h7.4M6.2 12.6h7.4",
            _panel(5.4, 6.7, 9, 3.1, 0.5),
        ),
        "tv_radio": Icon(
            _panel(2.5, 7.75, 19, 12.75, 2.2) + "M7.4 2.9L12 7.5l4.6-4.6M15.4 7.9v12.4",
            _dots((18.4, 12), (18.4, 16), radius=1.2),
        ),
        "display_ad": Icon(
            "M2.75 9.6v4.3h3.1l9.4 4.5V5.1L5.85 9.6zM6.6 14.2l1.3 5.55h3L9.7 15.7M18.4 9a4.3 4.3 0 0 1 0 5.5"
            "M20.6 6.4a8 8 0 0 1 0 10.7"
        ),
        "search": Icon(_ring(10.4, 10.4, 7.15) + "M15.7 15.7l5.8 5.8"),
        "marketplace": Icon(
            "M4.4 11.9v7.85h15.2V11.9M2.75 8.6l2-4.85h14.5l2 4.85zM2.75 8.6a3.08 3.08 0 0 0 6.17 0 3.08 3.08 0 0 0"
            " 6.16 0 3.08 3.08 0 0 0 6.17 0M9.8 19.75v-4.4h4.4v4.4"
        ),
        "wearable": Icon(
            _panel(5.75, 6, 12.5, 12, 3.4) + "M8.4 6l.8-3.75h5.6L15.6 6M8.4 18l.8 3.75h5.6l.8-3.75M12 9.3V12l2 1.5"
        ),
        "messaging": Icon(
            "M12 3.25c5.2 0 9.25 3.7 9.25 8.4s-4.05 8.4-9.25 8.4a10.4 10.4 0 0 1-3.4-.56L3.6 21l1.3-4.3"
            "A7.9 7.9 0 0 1 2.75 11.65c0-4.7 4.05-8.4 9.25-8.4z",
            _dots((7.9, 11.7), (12, 11.7), (16.1, 11.7), radius=1.3),
        ),
        "parcel": Icon(
            "M12 2.4l8.75 4.7v9.8L12 21.6l-8.75-4.7V7.1zM3.5 7.3L12 11.9l8.5-4.6M12 11.9v9.5M7.5 4.9l8.7 4.7v3.2"
        ),
        "third_party_review": Icon(
            "M4.7 2.75h14.6a2.2 2.2 0 0 1 2.2 2.2v10.6a2.2 2.2 0 0 1-2.2 2.2h-7.1L7.4 21.6v-3.85H4.7"
            "a2.2 2.2 0 0 1-2.2-2.2V4.95a2.2 2.2 0 0 1 2.2-2.2z",
            "M12 5.3l1.53 3.1 3.42.5-2.48 2.41.59 3.41L12 13.11l-3.06 1.61.59-3.41L7.05 8.9l3.42-.5z",
        ),
        "other": Icon(_ring(12, 12, 9.25), _dots((7.8, 12), (12, 12), (16.2, 12), radius=1.3)),
    }
)  # fmt: skip
"""The sign of every channel; any channel that is not listed has that of `other`."""


def icon(channel: str | None) -> str:
    """Name the sign of a channel: its own, or `other`."""
    return channel if channel is not None and channel in CHANNELS else "other"


def symbol(channel: str, ident: str) -> Element:
    """Write a channel's sign as a symbol that `svg.use` places by its id, in the colour of whoever places it."""
    drawn = CHANNELS[icon(channel)]
    stroke: Attributes = {
        "fill": "none",
        "stroke": "currentColor",
        "stroke-width": STROKE,
        "stroke-linecap": "round",
        "stroke-linejoin": "round",
    }
    solids = [element("path", {"d": drawn.solids, "fill": "currentColor"})] if drawn.solids else []
    lines = element("path", {"d": drawn.lines, **stroke})
    return element("symbol", {"id": ident, "viewBox": f"0 0 {GRID:g} {GRID:g}"}, lines, *solids)


def symbols(channels: Iterable[str | None], prefix: str) -> tuple[Element, ...]:
    """Write the symbols of the channels that are used, each once, in the order of the list; ids begin with a prefix."""
    used = {icon(channel) for channel in channels}
    return tuple(symbol(name, f"{prefix}{name}") for name in CHANNELS if name in used)
