"""Where a word that is too long for its line may be parted with a hyphen.

A rule of thumb for any language written with Latin, Greek or Cyrillic letters, not a dictionary: parts have a vowel and
at least three letters, and a part begins with a consonant that a vowel follows, with the letters kept together that
make one sound. What is parted "wrongly" is still legible; what runs out of its card is not.
"""

from unicodedata import normalize

LEAST = 3
"""Letters that stand at least before and after a hyphen."""

_VOWELS = frozenset("aeiouyæœøıəαεηιουωаеёиоуыэюяєіїѣў")
_TOGETHER = ("sch", "tch", "str", "ch", "sh", "th", "ph", "qu", "gn", "ck", "sp", "st", "zh")
_LIQUID = frozenset("lrлрλρ")
_BEFORE_LIQUID = frozenset("bcdfgkptvбвгдкптфхβγδθκπτφχ")
_OF_LANGUAGE = {
    "de": ("sch", "ch", "ck", "pf", "ph", "th", "qu", "sp", "st"),
    "es": ("ch", "ll", "rr", "qu", "gu"),
    "fr": ("ch", "ph", "th", "gn", "qu", "gu"),
    "it": ("sc", "ch", "gh", "gn", "gl", "qu"),
    "nl": ("sch", "ch", "ph", "th", "qu"),
    "pl": ("sz", "cz", "rz", "ch", "dz", "dż", "dź"),
}


def points(word: str, language: str = "en") -> tuple[int, ...]:
    """List the places, ascending, before which a word may be parted; none when it holds anything but letters."""
    if len(word) < 2 * LEAST or not word.isalpha():
        return ()
    plain = [_plain(letter) for letter in word]
    together = _OF_LANGUAGE.get(language.lower().partition("-")[0], _TOGETHER)
    return tuple(place for place in range(LEAST, len(word) - LEAST + 1) if _parts(plain, place, together))


def _plain(letter: str) -> str:
    """Take a letter's marks and case away."""
    return normalize("NFD", letter.lower())[0]


def _parts(plain: list[str], place: int, together: tuple[str, ...]) -> bool:
    """Tell whether a part may begin at a place."""
    if not (_VOWELS.intersection(plain[:place]) and _VOWELS.intersection(plain[place:])):
        return False
    before, first = plain[place - 1], plain[place]
    if first in _VOWELS:
        return False
    rest = "".join(plain[place:])
    if any(
        "".join(plain[place - cut :]).startswith(one) for one in together for cut in range(1, len(one)) if cut <= place
    ):
        return False
    if first in _LIQUID and before in _BEFORE_LIQUID:
        return False
    onset = next((one for one in together if rest.startswith(one)), first)
    following = plain[place + len(onset)] if place + len(onset) < len(plain) else ""
    if following in _LIQUID and onset[-1] in _BEFORE_LIQUID:
        following = plain[place + len(onset) + 1] if place + len(onset) + 1 < len(plain) else ""
    return following in _VOWELS
