"""How planned against lived is written down for people: one row a finding, the same from written cases and events."""

from collections.abc import Sequence
from dataclasses import dataclass

from .expectation import DeviationKind

PRINTED: tuple[DeviationKind, ...] = ("missing", "ad_hoc", "out_of_order", "failed")
"""The deviations in the order in which a story tells them: what did not come, what came instead, how it came."""

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


def below(label: str, texts: Sequence[str]) -> list[str]:
    """Write texts below one another, the label before the first; nothing for none."""
    return [f"{'' if number else label:<{LABEL}}{text}" for number, text in enumerate(texts)]


def row(label: str, count: int, told: Sequence[str] = ()) -> list[str]:
    """Write a count with what stands behind it: the first beside it, the others below one another."""
    first, *others = [line for each in told for line in each.split("\n")] or [""]
    indent = " " * (len(str(count)) + len(GAP))
    return [line.rstrip() for line in below(label, [f"{count}{GAP}{first}", *(indent + other for other in others)])]


def held(rows: Sequence[tuple[str, Sequence[Held]]]) -> list[str]:
    """Write values against targets: the values of one label share a width, the targets of all labels do."""
    wide = max((len(each.target) for _, values in rows for each in values), default=0)
    lines = []
    for label, values in rows:
        width = max((len(each.value) for each in values), default=0)
        texts = [f"{each.value:<{width}}{GAP}{each.target:<{wide}}{GAP}{each.verdict}".rstrip() for each in values]
        lines += below(label, texts)
    return lines
