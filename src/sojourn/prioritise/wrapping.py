"""Names and sentences broken into lines, for drawings."""

import textwrap
from collections.abc import Sequence


def wrapped(names: Sequence[str], width: int) -> list[str]:
    """Break a list of names into lines."""
    lines = [""]
    for place, name in enumerate(names):
        text = name + ("," if place < len(names) - 1 else "")
        if lines[-1] and len(lines[-1]) + 1 + len(text) > width:
            lines.append(text)
        else:
            lines[-1] = f"{lines[-1]} {text}".strip()
    return lines


def quoted(lines: Sequence[str]) -> str:
    """Write lines as a list of Vega's expressions."""
    return "[" + ", ".join("'" + line.replace("\\", "\\\\").replace("'", "\\'") + "'" for line in lines) + "]"


def sentences(text: str) -> list[str]:
    """Break a sentence that is too long for one line at a word, into two."""
    if len(text) <= 96:
        return [text]
    place = text.rfind(" ", 0, 96)
    return [text[:place], text[place + 1 :]]


def folded(lines: Sequence[str], width: float) -> list[str]:
    """Fold sentences to a width in pixels, so that none is cut off; a number keeps its sign."""
    letters = max(20, int(width / 5.75))
    return [part for line in lines for part in textwrap.wrap(line.replace(" %", "\u00a0%"), letters)]
