"""Colours of events: the same event has one colour in a whole chart."""

from collections.abc import Iterable

from sojourn.core.charts import INK

WHITE = "#FFFFFF"

PALETTE = (
    "#0B5C8F",
    "#E08A4A",
    "#1F7A70",
    "#8A5A9E",
    "#C9A227",
    "#4E9AC7",
    "#B5483A",
    "#59732C",
    "#CF7FA3",
    "#5B6F9E",
    "#8C6A4F",
    "#7CBFA6",
)
"""Apart in hue and in lightness; an event after the twelfth is grey and told by its label."""

REST = "#B4BCC5"
"""Other events, and those that have no colour left."""


def colours(events: Iterable[str]) -> dict[str, str]:
    """Give each event its colour, in order of importance."""
    given = dict.fromkeys(events)
    return {event: PALETTE[place] if place < len(PALETTE) else REST for place, event in enumerate(given)}


def ink_on(colour: str) -> str:
    """Give the text colour, white or dark, that stands out more from a colour."""
    light = _luminance(colour)
    return WHITE if (1.05 / (light + 0.05)) >= (light + 0.05) / (_luminance(INK) + 0.05) else INK


def _luminance(colour: str) -> float:
    """Give the relative luminance of WCAG 2.2."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
