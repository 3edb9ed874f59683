"""What scripts ask of whoever sets their text: what may not be taken apart, which way it runs, where a line may end."""

import re
from functools import cache
from itertools import pairwise
from typing import Literal
from unicodedata import bidirectional, category, combining, east_asian_width

from sojourn.core.controls import visible

Direction = Literal["ltr", "rtl"]

JOINER = "\u200d"
SOFT_HYPHEN = "\u00ad"

_STEERING = re.compile("[\u200b\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]")
"""Characters that are never seen and would turn the neighbours round or glue them: a drawing sets direction itself."""

_NOT_IN_XML = re.compile("[\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")

_NO_SPACES = ((0x0E00, 0x0EFF), (0x1000, 0x109F), (0x1780, 0x17FF), (0x1950, 0x19DF), (0x1A20, 0x1AAF))
"""Thai, Lao, Burmese, Khmer, Tai: words follow one another without a space."""

_STAYS_WITH_BEFORE = frozenset(
    "、。，．・：；？！ゝゞ々ーァィゥェォッャュョぁぃぅぇぉっゃゅょ」』）】〉》〕］｝”’%‰,.;:!?)]}»›…"
)
_STAYS_WITH_AFTER = frozenset("「『（【〈《〔［｛“‘([{«‹$€£¥#@")


def clean(text: str) -> str:
    r"""Make text fit to be set: one kind of line end, single spaces, no characters that a drawing cannot hold.

    Line ends stay, other runs of space become one; no-break spaces stay. Control characters are written as escapes
    (`\x1b`), what only steers direction is left out, and what XML cannot hold is written as U+FFFD.
    """
    if text.isascii() and text.isprintable() and "  " not in text:
        return text.strip(" ")
    text = re.sub("\r\n?|[\u0085\u2028\u2029\v\f]", "\n", text)
    text = _NOT_IN_XML.sub("\ufffd", _STEERING.sub("", text))
    lines = (
        re.sub("[ \t\u1680\u2000-\u2006\u2008-\u200a\u205f\u3000]+", " ", line).strip(" ") for line in text.split("\n")
    )
    return "\n".join(visible(line) for line in lines if line)


def direction(text: str) -> Direction:
    """Say which way text runs: by its first strong letter, left to right when there is none."""
    for letter in text:
        kind = bidirectional(letter)
        if kind == "L":
            return "ltr"
        if kind in ("R", "AL"):
            return "rtl"
    return "ltr"


def clusters(text: str) -> tuple[str, ...]:
    """Cut text into what a reader takes for one sign; nothing breaks inside one.

    A cluster is a letter with its marks, an emoji with its skin, variant or family, two regional letters that make a
    flag, Korean letters that make a syllable, an Indic consonant bound to the next. Made by a short rule of our own:
    what it does not know it keeps together rather than apart.
    """
    if text.isascii():
        return tuple(text)
    starts = [0, *(place for place in range(1, len(text)) if not _bound(text, place)), len(text)]
    return tuple(text[first:last] for first, last in pairwise(starts)) if text else ()


def _bound(text: str, place: int) -> bool:
    """Tell whether the character at a place belongs to the one before it."""
    before, letter = text[place - 1], text[place]
    if letter < "\u0300":
        return False
    if is_mark(letter) or letter == JOINER or before == JOINER or "\U0001f3fb" <= letter <= "\U0001f3ff":
        return True
    if _regional(letter) and _regional(before):
        run = place
        while run and _regional(text[run - 1]):
            run -= 1
        return (place - run) % 2 == 1
    if combining(before) == 9 and category(letter) == "Lo":
        return True
    return _hangul(before, letter)


@cache
def is_mark(letter: str) -> bool:
    """Tell whether a character stands on another one: a mark, a variant, a tag."""
    return category(letter) in ("Mn", "Me", "Mc") or "\U000e0020" <= letter <= "\U000e007f"


def _regional(letter: str) -> bool:
    return "\U0001f1e6" <= letter <= "\U0001f1ff"


def _hangul(before: str, letter: str) -> bool:
    """Tell whether two Korean letters belong to one syllable."""
    if "\u1160" <= letter <= "\u11a7":
        return "\u1100" <= before <= "\u11a7" or ("\uac00" <= before <= "\ud7a3" and (ord(before) - 0xAC00) % 28 == 0)
    if "\u11a8" <= letter <= "\u11ff":
        return "\u1160" <= before <= "\u11ff" or "\uac00" <= before <= "\ud7a3"
    return "\u1100" <= before <= "\u115f" and ("\u1100" <= letter <= "\u115f" or "\uac00" <= letter <= "\ud7a3")


def is_emoji(cluster: str) -> bool:
    """Tell whether a cluster is drawn as a picture: by its first character, or because it asks for one (U+FE0F)."""
    first = ord(cluster[0])
    return "\ufe0f" in cluster or 0x1F1E6 <= first <= 0x1FAFF or (0x2300 <= first <= 0x2BFF and is_wide(cluster))


def is_wide(cluster: str) -> bool:
    """Tell whether a cluster takes a full square, as Chinese, Japanese and Korean do."""
    return east_asian_width(cluster[0]) in ("W", "F")


def is_arabic(letter: str) -> bool:
    """Tell whether a letter joins its neighbours as Arabic does."""
    return "\u0600" <= letter <= "\u08ff" or "\ufb50" <= letter <= "\ufdff" or "\ufe70" <= letter <= "\ufefc"


def breaks_anywhere(cluster: str) -> bool:
    """Tell whether a line may end on either side of a cluster without a space: squares, and scripts without spaces."""
    first = ord(cluster[0])
    return first >= 0x0E00 and (is_wide(cluster) or any(low <= first <= high for low, high in _NO_SPACES))


def may_part(before: str, after: str) -> bool:
    """Tell whether a line may end between two clusters that no space parts."""
    if before[-1] in _STAYS_WITH_AFTER or after[0] in _STAYS_WITH_BEFORE:
        return False
    return breaks_anywhere(before) or breaks_anywhere(after)


def has_rtl(text: str) -> bool:
    """Tell whether any of a text runs from right to left."""
    return not text.isascii() and any(bidirectional(letter) in ("R", "AL") for letter in text)
