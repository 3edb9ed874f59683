"""The typefaces of drawings: their names, their heights, and the pieces of them that a drawing carries inside."""

from base64 import b64encode
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files

from sojourn.core import charts

from .text import Face, tables

SERIF = "'Source Serif 4', 'Sojourn Serif', Georgia, 'DejaVu Serif', serif"
"""Customers' words. The second name is the same face, as the renderer of PDF and PNG has it."""

ATTRIBUTES: Mapping[Face, Mapping[str, str]] = {
    Face.SANS: {},
    Face.BOLD: {"font-weight": "600"},
    Face.SAY: {"font-family": SERIF, "font-style": "italic"},
}
"""What a face asks of a text; the drawing itself has the first."""

FAMILY = charts.SANS

CAP, ASCENT, DESCENT = 0.73, 0.78, 0.22
"""Height of capitals, and how far letters reach over and under their line without accents, in em; the same for all."""

_PIECES: Mapping[str, tuple[str, str, str]] = {
    "inter-": ("Inter", "400 700", "normal"),
    "source-serif-4-italic-": ("Source Serif 4", "400", "italic"),
}


def embedded(letters: Mapping[Face, Iterable[str]]) -> str:
    """Write the CSS that carries the typefaces of some letters: only the pieces that have one of them.

    Args:
        letters: the letters set in each face.

    Returns:
        `@font-face` rules with the type inside as `data:` addresses, in the same order each time.
    """
    sans = {ord(letter) for face in (Face.SANS, Face.BOLD) for letter in letters.get(face, ())}
    wanted = {"inter-": sans, "source-serif-4-italic-": {ord(letter) for letter in letters.get(Face.SAY, ())}}
    return "".join(
        _rule(piece, kind, tables()["pieces"][piece])
        for kind, codes in wanted.items()
        for piece in _holding(kind, codes)
    )


def _holding(kind: str, codes: Iterable[int]) -> list[str]:
    """Give the pieces of a typeface that some letters need: the Latin one first, for others repeat letters of it."""
    pieces = {name: ranges for name, ranges in tables()["pieces"].items() if name.startswith(kind)}
    order = sorted(pieces, key=lambda name: name != f"{kind}latin")
    needed = {
        next((name for name in order if any(first <= code <= last for first, last in pieces[name])), None)
        for code in codes
    }
    return [name for name in pieces if name in needed]


def chart_type(text: str) -> str:
    """Write the CSS that carries the typeface of charts with the letters of a text."""
    return embedded({Face.SANS: text})


def page_type() -> str:
    """Write the CSS that carries both typefaces with Latin letters, for pages in the visual language of drawings."""
    return embedded({Face.SANS: "a", Face.SAY: "a"})


@cache
def _data(piece: str) -> str:
    return b64encode((files(__package__) / "fonts" / f"{piece}.woff2").read_bytes()).decode()


def _rule(piece: str, kind: str, ranges: Iterable[tuple[int, int]]) -> str:
    family, weight, style = _PIECES[kind]
    span = ",".join(f"U+{first:X}" if first == last else f"U+{first:X}-{last:X}" for first, last in ranges)
    return (
        f'@font-face{{font-family:"{family}";font-weight:{weight};font-style:{style};font-display:block;'
        f"src:url(data:font/woff2;base64,{_data(piece)}) format('woff2');unicode-range:{span}}}"
    )
