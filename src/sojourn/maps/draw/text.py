"""Text measured and broken into lines without drawing it.

Widths come from the advance widths of the faces that drawings carry; kerning, which mostly narrows, is left to the
slack. Sizes are points, lengths millimetres.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from itertools import accumulate, pairwise
from types import MappingProxyType
from typing import Any

from .hyphens import points
from .scripts import (
    SOFT_HYPHEN,
    Direction,
    breaks_anywhere,
    clean,
    clusters,
    direction,
    is_arabic,
    is_emoji,
    is_mark,
    is_wide,
    may_part,
)

__all__ = ["LEADING", "MM_PER_PT", "SLACK", "Direction", "Face", "Wrapped", "clean", "clusters", "direction", "fits"]
__all__ += ["tables", "width", "wrap"]

MM_PER_PT = 25.4 / 72
"""Millimetres to the point."""

SLACK = 1.04
"""How much wider than measured a text may turn out: kerning, hinting, another maker's rounding."""

LEADING = 1.28
"""Height of a line, as a multiple of the size of its type."""

EMOJI_EM, WIDE_EM, UNKNOWN_EM = 1.25, 1.0, 0.8
"""Widths in em of what no face of ours holds: pictures, squares of East Asian scripts, any other sign."""

ARABIC, BOLD_FALLBACK = 1.1, 1.1
"""Letters of Arabic are measured alone and drawn joined; a borrowed face is wider when it is bold."""

_UNSEEN = frozenset("\u200c\u200d\u200e\u200f" + SOFT_HYPHEN)
"""Joiners, marks of direction, hyphens that wait for the end of a line."""


class Face(StrEnum):
    """A typeface of drawings."""

    SANS = "sans"
    """Inter Regular."""
    BOLD = "bold"
    """Inter SemiBold."""
    SAY = "say"
    """Source Serif 4 Italic: what customers think and say."""


@dataclass(frozen=True, slots=True)
class Wrapped:
    """A text broken into lines.

    Attributes:
        lines: what each line shows, hyphens included.
        cut: whether the end was left out; the last line then ends with "…".
        full: the whole text, cleaned, in one line.
        spaced: for each line whether a space stood where it was broken, so that reading the lines on gives the text.
    """

    lines: tuple[str, ...]
    cut: bool
    full: str
    spaced: tuple[bool, ...]

    def height(self, size: float, leading: float = LEADING) -> float:
        """Give the height of the block in mm: a line's height times its lines."""
        return len(self.lines) * size * leading * MM_PER_PT

    def width(self, size: float, face: Face = Face.SANS) -> float:
        """Give the width of the widest line in mm, without slack."""
        return max((width(line, size, face) for line in self.lines), default=0.0)


@cache
def tables() -> Mapping[str, Any]:
    """Read the table of widths, once: `faces` with their runs, `pieces` with the characters of each file of type."""
    return MappingProxyType(json.loads((files(__package__) / "fonts" / "advances.json").read_text("utf-8")))


@cache
def _advances(face: str) -> Mapping[str, float]:
    """Give the width of each character of a face, in em."""
    table = tables()["faces"][face]
    em = table["em"]
    widths = {chr(first + place): w / em for first, *each in table["runs"] for place, w in enumerate(each)}
    return {letter: 0.0 if is_mark(letter) else w for letter, w in widths.items()}


def width(text: str, size: float, face: Face = Face.SANS) -> float:
    """Measure text in mm at a size in points: the sum of its letters' widths, without slack.

    Marks count nothing, emoji 1.25 em, East Asian letters 1 em. Scripts that the faces do not hold take the widths of a
    wide common face where they are known, Arabic 10 % more; any other sign counts 0.8 em.
    """
    advances = _advances(face)
    try:
        em = sum([advances[letter] for letter in text])
    except KeyError:
        em = sum(EMOJI_EM if is_emoji(each) else sum(_letter(one, face) for one in each) for each in clusters(text))
    return em * size * MM_PER_PT


def _letter(letter: str, face: Face) -> float:
    """Measure one character in em, whoever's face it is borrowed from."""
    own = _advances(face).get(letter)
    if own is not None:
        return own
    if is_mark(letter) or letter in _UNSEEN:
        return 0.0
    bold = BOLD_FALLBACK if face is Face.BOLD else 1.0
    borrowed = _advances(Face.SANS).get(letter) or _advances("other").get(letter)
    if borrowed is not None:
        return borrowed * bold * (ARABIC if is_arabic(letter) else 1.0)
    return WIDE_EM if is_wide(letter) else UNKNOWN_EM * bold


def fits(text: str, room: float, size: float, face: Face = Face.SANS) -> bool:
    """Tell whether text goes into a room of so many mm, slack included."""
    return width(text, size, face) * SLACK <= room


Line = tuple[str, bool]
"""What a line shows, and whether a space stood where it ended."""


@dataclass(frozen=True, slots=True)
class _Unit:
    """What stays on one line: its text, and whether a space parts it from the unit before."""

    text: str
    spaced: bool
    starts: bool = False


def wrap(
    text: str,
    room: float,
    size: float,
    face: Face = Face.SANS,
    *,
    most: int | None = None,
    language: str = "en",
    balanced: bool = False,
) -> Wrapped:
    """Break text into lines that fit a room, slack included.

    Lines end at spaces, at line ends of the text, and between letters of scripts that have no spaces. Only a word that
    is too long for a line of its own is parted: after its own hyphens and slashes; else with a hyphen where
    `hyphens.points` allows; else between any two signs. No line is ever wider than the room, unless one sign alone is.

    Args:
        text: what to break; it is cleaned first.
        room: the width of a line in mm.
        size: size of the type in points.
        face: the typeface.
        most: lines at most; what does not go in is cut, and the last line ends with "…".
        language: BCP 47; decides which letters hyphenation keeps together.
        balanced: make lines about equally long, without needing more of them.

    Returns:
        The lines; none for a text without anything to show.
    """
    cleaned = clean(text)
    setter = _Setter(room / SLACK, size, face, language)
    units = list(_units(cleaned))
    lines = setter.fill(units)
    if balanced and len(lines) > 1 and (most is None or len(lines) <= most):
        lines = setter.balance(units, lines)
    cut = most is not None and len(lines) > most
    if cut and most is not None:
        lines = setter.shorten(lines, most)
    spaced = tuple(space for _, space in lines)
    return Wrapped(tuple(line for line, _ in lines), cut, cleaned.replace("\n", " "), spaced)


def _units(text: str) -> Iterator[_Unit]:
    """Part a text at spaces, at its line ends, and where its script lets a line end anywhere."""
    for paragraph in text.split("\n"):
        starts = True
        for word in paragraph.split(" "):
            first = True
            for piece in _pieces(word):
                yield _Unit(piece, first and not starts, starts)
                first = starts = False


def _pieces(word: str) -> list[str]:
    """Part a word where a line may end without a space; most words are one piece."""
    signs = clusters(word)
    if not any(map(breaks_anywhere, signs)):
        return [word] if word else []
    pieces: list[list[str]] = [[signs[0]]]
    for before, after in pairwise(signs):
        if may_part(before, after):
            pieces.append([after])
        else:
            pieces[-1].append(after)
    return ["".join(piece) for piece in pieces]


@dataclass(frozen=True, slots=True)
class _Setter:
    """Sets lines of one room, size and face."""

    room: float
    size: float
    face: Face
    language: str

    def fits(self, text: str) -> bool:
        return width(text, self.size, self.face) <= self.room + 1e-9

    def fill(self, units: list[_Unit]) -> list[Line]:
        """Fill lines one after the other."""
        lines: list[Line] = []
        line = ""
        for unit in units:
            longer = f"{line} {unit.text}" if unit.spaced and line else line + unit.text
            if line and not unit.starts and self.fits(longer):
                line = longer
                continue
            if line:
                lines.append((line.replace(SOFT_HYPHEN, ""), unit.spaced or unit.starts))
            *full, line = [unit.text] if self.fits(unit.text) else self.parted(unit.text)
            lines.extend((piece, False) for piece in full)
        return [*lines, (line.replace(SOFT_HYPHEN, ""), False)] if line else lines

    def parted(self, word: str) -> list[str]:
        """Part a word that is longer than a line; every part fits."""
        parts: list[str] = []
        rest = word
        while not self.fits(rest):
            place, hyphen = self._place(rest)
            parts.append(rest[:place].replace(SOFT_HYPHEN, "") + hyphen)
            rest = rest[place:]
        return [*parts, rest]

    def _place(self, word: str) -> tuple[int, str]:
        """Find the last place where a word may be parted so that the first part fits, and what to write there."""
        ends = list(accumulate(map(len, clusters(word))))[:-1] or [len(word)]
        own = [end for end in ends if word[end - 1] in "-‐‑–—/\\_.@&=+:~" and word[end - 1] != word[end : end + 1]]
        for places, hyphen in ((own, ""), (self._hyphens(word), "-")):
            fitting = [end for end in places if self.fits(word[:end] + hyphen)]
            if fitting:
                return fitting[-1], hyphen
        anywhere = [end for end in ends if self.fits(word[:end])]
        return (anywhere[-1] if anywhere else ends[0]), ""

    def _hyphens(self, word: str) -> list[int]:
        """List where a hyphen may be put: where the text says so, else by rule, in each run of letters of the word."""
        if SOFT_HYPHEN in word:
            return [place + 1 for place, letter in enumerate(word) if letter == SOFT_HYPHEN]
        found, start = [], 0
        for place in range(len(word) + 1):
            if place == len(word) or not word[place].isalpha():
                found += [start + point for point in points(word[start:place], self.language)]
                start = place + 1
        return found

    def balance(self, units: list[_Unit], lines: list[Line]) -> list[Line]:
        """Narrow the room as far as the number of lines allows, so that they come out about equally long."""
        low, high, best = self.room / 2, self.room, lines
        for _ in range(7):
            middle = (low + high) / 2
            tried = _Setter(middle, self.size, self.face, self.language)
            if not all(map(tried.fits, (unit.text for unit in units))):
                low = middle
                continue
            narrower = tried.fill(units)
            if len(narrower) > len(lines):
                low = middle
            else:
                high, best = middle, narrower
        return best

    def shorten(self, lines: list[Line], most: int) -> list[Line]:
        """Keep so many lines, and end the last with "…", at a space where one is near."""
        if most < 1:
            return []
        kept, last = lines[: most - 1], lines[most - 1][0]
        signs = list(clusters(last))
        while signs and not self.fits("".join(signs).rstrip(" ,;:.-–—") + "…"):
            signs.pop()
        short = "".join(signs)
        space = short.rfind(" ")
        if len(short) < len(last) and space * 3 > len(short) * 2:
            short = short[:space]
        return [*kept, (short.rstrip(" ,;:.-–—") + "…", False)]
