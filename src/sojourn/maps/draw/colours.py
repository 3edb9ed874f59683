"""The colours of drawings, in four palettes, and what WCAG 2 says of two of them together.

Blue serves, orange hurts, grey does not know; green never stands against red. Sign, shape and word repeat every colour,
so that nothing is lost in grey.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from sojourn.core import charts

Theme = Literal["light", "dark", "contrast", "ink-saver"]

Token = Literal[
    "sheet", "lane", "band", "band-sheet", "hair", "line", "ink", "quiet", "positive", "negative", "soft-positive",
    "soft-negative", "positive-tint", "negative-tint", "note-tint", "on-ink", "on-positive", "on-negative",
    "department-1", "department-2", "department-3", "department-4",
]  # fmt: skip
"""What a colour is for:

`sheet` the page and the face of a card, `lane` every second lane; `band` the column of a moment of truth over a lane,
`band-sheet` over the sheet; `hair` lines that only guide, `line` borders and axes; `ink`, `quiet`, `positive` and
`negative` text and marks; `soft-…` fills with their value beside them; `…-tint` grounds of notes; `on-…` text on a
fill; `department-…` tabs with an ink edge and a name beside them.
"""

AREA_SHARE = 0.12
"""How opaque the area between the curve and zero is, over whatever it covers."""


@dataclass(frozen=True, slots=True)
class Palette:
    """A set of colours that a drawing is made in.

    Attributes:
        theme: its name.
        colours: `#RRGGBB` of every token.
        tinted: whether grounds are coloured at all; without, bands and areas are drawn by their edges and hatches.
    """

    theme: Theme
    colours: Mapping[Token, str]
    tinted: bool = True

    def __getitem__(self, token: Token) -> str:
        """Give the colour of a token."""
        return self.colours[token]


def contrast(one: str, other: str) -> float:
    """Give the contrast ratio of two colours, 1 to 21.

    Source: WCAG 2.2, definitions of contrast ratio and relative luminance.
    """
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    parts = (part / 255 for part in _parts(colour))
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def mix(top: str, ground: str, share: float) -> str:
    """Lay a colour over a ground so that it covers a share of it; what is mixed beforehand looks alike everywhere."""
    pairs = zip(_parts(top), _parts(ground), strict=True)
    return "#" + "".join(f"{round(over * share + under * (1 - share)):02X}" for over, under in pairs)


def grey(colour: str) -> str:
    """Give the grey that a printer without colour makes of a colour: the same luminance."""
    light = _luminance(colour)
    part = 12.92 * light if light <= 0.0031308 else 1.055 * light ** (1 / 2.4) - 0.055
    return "#" + f"{round(part * 255):02X}" * 3


def _parts(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _palette(theme: Theme, chosen: Mapping[Token, str], *, tinted: bool = True) -> Palette:
    """Complete a palette with the colours that follow from others."""
    derived: dict[Token, str] = {
        "band-sheet": mix(chosen["band"], chosen["sheet"], 0.7),
        "on-ink": chosen["sheet"],
        "on-positive": chosen["sheet"],
        "on-negative": chosen["sheet"],
    }
    return Palette(theme, MappingProxyType({**derived, **chosen}), tinted)


LIGHT = _palette(
    "light",
    {
        "sheet": charts.SHEET, "lane": charts.GROUND, "band": charts.BAND, "hair": charts.HAIR, "line": charts.LINE,
        "ink": charts.INK, "quiet": charts.QUIET, "positive": charts.POSITIVE, "negative": charts.NEGATIVE,
        "soft-positive": charts.SOFT_POSITIVE, "soft-negative": charts.SOFT_NEGATIVE,
        "positive-tint": charts.POSITIVE_TINT, "negative-tint": charts.NEGATIVE_TINT, "note-tint": charts.NOTE_TINT,
        "department-1": "#0072B2", "department-2": "#D55E00", "department-3": "#009E73", "department-4": "#CC79A7",
    },
)  # fmt: skip
DARK = _palette(
    "dark",
    {
        "sheet": "#14181D", "lane": "#0E1216", "band": "#26303A", "hair": "#2E3945", "line": "#8A939D",
        "ink": "#F2F4F6", "quiet": "#A9B3BE", "positive": "#6DB3DE", "negative": "#F0A06A",
        "soft-positive": "#3E7FA8", "soft-negative": "#B36B34",
        "positive-tint": "#16293A", "negative-tint": "#33221A", "note-tint": "#1D2329",
        "department-1": "#56B4E9", "department-2": "#E8772E", "department-3": "#1FB58A", "department-4": "#D68FB6",
    },
)  # fmt: skip
CONTRAST = _palette(
    "contrast",
    {
        "sheet": "#FFFFFF", "lane": "#FFFFFF", "band": "#EDEDED", "hair": "#767676", "line": "#000000",
        "ink": "#000000", "quiet": "#1F1F1F", "positive": "#003A66", "negative": "#7A2200",
        "soft-positive": "#0B5C8F", "soft-negative": "#B3450A",
        "positive-tint": "#FFFFFF", "negative-tint": "#FFFFFF", "note-tint": "#FFFFFF",
        "department-1": "#00508A", "department-2": "#8F3B00", "department-3": "#005E45", "department-4": "#7D2F5B",
    },
    tinted=False,
)  # fmt: skip
INK_SAVER = _palette(
    "ink-saver",
    {
        "sheet": "#FFFFFF", "lane": "#FFFFFF", "band": "#FFFFFF", "hair": "#D5D9DD", "line": "#7A828C",
        "ink": "#2B3036", "quiet": "#5B6570", "positive": "#0B5C8F", "negative": "#B3450A",
        "soft-positive": "#4E9AC7", "soft-negative": "#E08A4A",
        "positive-tint": "#FFFFFF", "negative-tint": "#FFFFFF", "note-tint": "#FFFFFF",
        "department-1": "#0072B2", "department-2": "#D55E00", "department-3": "#009E73", "department-4": "#CC79A7",
    },
    tinted=False,
)  # fmt: skip

PALETTES: Mapping[Theme, Palette] = MappingProxyType({each.theme: each for each in (LIGHT, DARK, CONTRAST, INK_SAVER)})
"""Every palette by its theme."""


def variables(tokens: Sequence[Token], theme: Theme | None) -> str:
    """Write colours as variables of a page's style: those of one theme, or what the system asks for."""

    def of(name: Theme) -> str:
        return ":root{" + "".join(f"--{token}:{PALETTES[name][token]};" for token in tokens) + "}"

    if theme is not None:
        return of(theme)
    dark = f"@media screen and (prefers-color-scheme:dark){{{of('dark')}}}"
    return f"{of('light')}{dark}@media (prefers-contrast:more){{{of('contrast')}}}"
