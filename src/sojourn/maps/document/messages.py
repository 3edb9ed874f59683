"""Words for what is found: names of things as people say them, and what somebody may have meant."""

import re
from collections.abc import Iterable, Sequence

from ..model import Entity, JourneyMap, Library, inner, kind_of, specs


def near(text: str, names: Iterable[str]) -> str | None:
    """Give the name that somebody may have meant, the nearest by edits, the first when several are.

    At most two letters are wrong, and fewer in a short word: with two letters of four wrong it is another word.
    """
    known = list(names)
    if len(text) > 80:
        return None
    plain = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", text.strip()).lower().replace("-", "_").replace(" ", "_")
    for name in known:
        if plain == name.replace("-", "_"):
            return name
    most = 2 if len(plain) > 4 else 1 if len(plain) > 2 else 0
    best = min(((edits(plain, name, most), place) for place, name in enumerate(known)), default=(most + 1, 0))
    return known[best[1]] if best[0] <= most else None


def edits(a: str, b: str, most: int) -> int:
    """Count the letters to insert, drop, replace or swap with the next to make one word of another.

    Counting stops above `most`, and gives `most + 1`.
    """
    if abs(len(a) - len(b)) > most:
        return most + 1
    before: list[int] = []
    row = list(range(len(b) + 1))
    for i, letter in enumerate(a, 1):
        before, last, row = row, before, [i]
        for j, other in enumerate(b, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != other))
            if last and j > 1 and letter == b[j - 2] and a[i - 2] == other:
                cost = min(cost, last[j - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
    return min(row[-1], most + 1)


def brief(text: str) -> str:
    """Cut text to what a line of a message can hold."""
    return text if len(text) <= 60 else text[:57] + "…"


def odd_space(letter: str) -> str | None:
    """Name a letter that looks like a space and is none to YAML: `a non-breaking space (U+00A0)`; None for others."""
    if len(letter) != 1 or letter in " \t\r\n" or not (letter.isspace() or letter in "\u200b\ufeff"):
        return None
    kind = "non-breaking" if letter in "\u00a0\u202f\u2007" else "special"
    return f"a {kind} space (U+{ord(letter):04X})"


def said(kind: str) -> str:
    """Give the word for a kind of thing: `lived case`."""
    return kind.replace("_", " ")


def a(kind: str) -> str:
    """Put the article before it: `a touchpoint`, `an outcome`."""
    return f"{'an' if kind[:1] in 'aeiou' else 'a'} {said(kind)}"


def either(words: Sequence[str], *, last: str = "or") -> str:
    """Write a list as people say it: `push, pull or both`."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {last} {words[-1]}"


def owners(key: str, entity: type[Entity]) -> list[str]:
    """Give what has a key that an entity does not have: parts of it first, then what else a file holds."""
    found: dict[str, None] = {}
    for start in (entity, JourneyMap, Library):
        seen: set[type[Entity]] = set()
        waiting = [start]
        while waiting:
            each = waiting.pop(0)
            if each not in seen:
                seen.add(each)
                if each is not entity and key in specs(each):
                    found[kind_of(each)] = None
                waiting += [part for spec in specs(each).values() for part in inner(spec.kind)]
    return list(found)


def label(kind: str, ident: str | None, place: int, within: str) -> str:
    """Name a thing in a list: `step 'buy'`, or `step 4`, or `feeling 2 of step 'buy'` when it has no id."""
    if ident is not None:
        return f"{said(kind)} '{ident}'"
    counted = f"{said(kind)} {place + 1}"
    return counted if within in ("the map", "the library") else f"{counted} of {within}"
