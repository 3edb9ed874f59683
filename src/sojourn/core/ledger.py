"""How planned against lived is written down for people: one row a finding, the same from written cases and events."""

from collections.abc import Sequence
from dataclasses import dataclass

from .expectation import DeviationKind

PRINTED: tuple[DeviationKind, ...] = ("missing", "ad_hoc", "out_of_order", "failed")
"""The deviations in the order in which they are written down: what did not come, what came instead, how it came."""

LABEL, GAP = 17, "   "
"""Where the findings of a row begin, and what stands between its columns."""


@dataclass(frozen=True, slots=True)
class Held:
    """A value held against its target, in words.

    Attributes:
        verdict: `met` or `not met`; empty when there is nothing to say.
    """

    value: str
    target: str = ""
    verdict: str = ""


def counted(label: str, count: int, told: Sequence[str] = ()) -> list[str]:
    """Write a count with what stands behind it: the first beside it, the others below one another."""
    first, *others = [line for each in told for line in each.split("\n")] or [""]
    indent = " " * (LABEL + len(str(count)) + len(GAP))
    return [f"{label:<{LABEL}}{count}{GAP}{first}".rstrip(), *(f"{indent}{other}" for other in others)]


def held(rows: Sequence[tuple[str, Sequence[Held]]]) -> list[str]:
    """Write values against targets: the values of one label share a width, the targets of all labels do."""
    wide = max((len(each.target) for _, values in rows for each in values), default=0)
    lines = []
    for label, values in rows:
        width = max((len(each.value) for each in values), default=0)
        for number, each in enumerate(values):
            text = f"{each.value:<{width}}{GAP}{each.target:<{wide}}{GAP}{each.verdict}".rstrip()
            lines.append(f"{'' if number else label:<{LABEL}}{text}")
    return lines


def spoken(seconds: float) -> str:
    """Say a length of time in two units at most, beginning with minutes for none: `0 min`, `2 min 40 s`, `3 h`."""
    total = round(seconds)
    if total == 0:
        return f"{seconds:.2g} s" if seconds else "0 min"
    parts: list[tuple[int, str]] = []
    for size, name in ((86_400, "d"), (3_600, "h"), (60, "min"), (1, "s")):
        amount, total = divmod(total, size)
        if amount or parts:
            parts.append((amount, name))
    return " ".join(f"{amount:,} {name}" for amount, name in parts[:2] if amount)


def signed(score: float) -> str:
    """Write a score with its sign: `+2`, `0`, `−1.5`."""
    return f"{score:+g}".replace("-", "−") if score else "0"


def shortened(text: str, width: int) -> str:
    """Cut a text at a space, so that with `…` it fits a width; a single long word is cut inside."""
    if len(text) <= width:
        return text
    kept = text[:width].rpartition(" ")[0] or text[: width - 1]
    return f"{kept.rstrip()}…"
