"""Which letters of a drawing the renderer has no typeface for: found by drawing one of each script."""

import re
from html import unescape
from unicodedata import category, name

from . import rendering

_TEXT = re.compile(r"<(?:text|tspan)[^>]*>([^<]+)")
_FIRST = 0x250
"""The first letter after the Latin ones that the shipped typefaces hold."""

_MOST = 24
"""Scripts that are tried at most; a map in more than a few is none."""


def note(drawing: str) -> str:
    """Say which scripts of a drawing cannot be seen in a PDF or PNG made here; nothing when all can.

    Cost: a few milliseconds for each script beyond Latin, Greek and Cyrillic.
    """
    lost = scripts(drawing)
    if not lost:
        return ""
    return (
        f"no typeface on this machine has {', '.join(lost)}, so these letters are missing from the picture; "
        "install one, or draw .svg or .html, which use the reader's own"
    )


def scripts(drawing: str) -> tuple[str, ...]:
    """Name the scripts of a drawing that the renderer leaves blank, in order."""
    tried: dict[str, str] = {}
    for letter in sorted({*unescape("".join(_TEXT.findall(drawing)))}):
        if ord(letter) >= _FIRST and category(letter)[0] in "LNS":
            tried.setdefault(_script(letter), letter)
    known = ("Greek", "Cyrillic")
    asked = [(script, letter) for script, letter in tried.items() if script not in known][:_MOST]
    if not asked:
        return ()
    blank = _drawn(" ")
    return tuple(sorted({script for script, letter in asked if _drawn(letter) == blank}))


def _script(letter: str) -> str:
    """Name the script of a letter by the first word of its own name; signs and emoji go together by their block."""
    if category(letter).startswith("S"):
        return "emoji" if ord(letter) >= 0x1F000 else f"signs such as {letter}"
    first = name(letter, "other letters").partition(" ")[0].partition("-")[0]
    return {"CJK": "Chinese characters", "HIRAGANA": "Japanese", "KATAKANA": "Japanese", "HANGUL": "Korean"}.get(
        first, first.capitalize()
    )


def _drawn(letter: str) -> bytes:
    """Draw one letter alone, in the typefaces that maps ask for."""
    return rendering.map_png(
        '<svg xmlns="http://www.w3.org/2000/svg" width="8mm" height="8mm" viewBox="0 0 8 8" '
        "font-family=\"Inter, 'Segoe UI', system-ui, 'DejaVu Sans', sans-serif\">"
        f'<text x="1" y="6" font-size="5">{letter}</text></svg>',
        dpi=72,
    )
