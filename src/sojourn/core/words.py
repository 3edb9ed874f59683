"""How numbers and lists are said to people: counts of things, scores, lengths of time, texts that must be short."""

import re
from collections.abc import Iterable

_BELOW = re.compile(r"(?<![\w.:/-])-(?=\.?\d)")
_SIZES = ((86_400, "d"), (3_600, "h"), (60, "min"), (1, "s"))


def counted(count: int, one: str, many: str | None = None) -> str:
    """Say how many there are: `1 row`, `2 rows`."""
    return f"{count:,} {one if count == 1 else many or f'{one}s'}"


def listed(words: Iterable[str]) -> str:
    """Join words with commas, leaving empty ones out."""
    return ", ".join(word for word in words if word)


def joined(words: Iterable[str]) -> str:
    """Join words as a sentence does: `a`, `a and b`, `a, b and c`."""
    *others, last = list(words) or [""]
    return f"{', '.join(others)} and {last}" if others else last


def signed(score: float) -> str:
    """Write a score with its sign: `+2`, `0`, `−1.5`; one decimal at most."""
    size = f"{abs(score):.1f}".removesuffix(".0")
    return size if size == "0" else f"{'+' if score > 0 else '−'}{size}"


def with_sign(number: float, digits: int) -> str:
    """Write a number with its sign and as many decimals: `+0.12`, `−0.50`; what rounds to nothing has no sign."""
    size = f"{abs(number):.{digits}f}"
    return size if float(size) == 0 else f"{'+' if number > 0 else '−'}{size}"


def minus(text: str) -> str:
    """Write every number below nothing in a text with the minus of mathematics; hyphens between words stay."""
    return _BELOW.sub("−", text)


def chance(p: float) -> str:
    """Write a p or q value: `0.042`, `< 0.001`."""
    return "< 0.001" if p < 0.001 else f"{p:.3f}"


def spoken(seconds: float) -> str:
    """Say a length of time in two units at most, beginning with minutes for none: `0 min`, `2 min 40 s`, `3 h`."""
    total = round(seconds)
    if total == 0:
        return f"{seconds:.2g} s" if seconds >= 0.001 else "0 min"
    parts: list[tuple[int, str]] = []
    for size, name in _SIZES:
        amount, total = divmod(total, size)
        if amount or parts:
            parts.append((amount, name))
    return " ".join(f"{amount:,} {name}" for amount, name in parts[:2] if amount)


def shortened(text: str, width: int) -> str:
    """Cut a text at a space, so that with `…` it fits a width; a single long word is cut inside."""
    if len(text) <= width:
        return text
    kept = text[:width].rpartition(" ")[0] or text[: width - 1]
    return f"{kept.rstrip()}…"
