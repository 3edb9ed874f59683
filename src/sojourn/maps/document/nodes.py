"""The text of a map as a tree of nodes that know where they stand: what YAML says, before anything is made of it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from ..model import Place

LARGEST = 2 * 1024 * 1024
"""Bytes in a file at most."""

DEEPEST = 16
"""Lists and mappings inside one another at most."""

MOST = 100_000
"""Values and keys in a file at most: some two thousand steps with all that belongs to them."""

MOST_FINDINGS = 1_000
"""Findings after which a file is read no further."""


@dataclass(slots=True)
class Node:
    """One value in the text, or one key.

    Attributes:
        kind: `alias` stands for what is not read; whatever is made of it, something was said about it already.
        start, end: where it begins and ends, in characters; the end is that of its last sign, comments left out.
        line, column: where it begins, counted from 1.
        text: what a scalar says, escapes and folding resolved.
        style: how a scalar is written: plain is empty, else `'`, `"`, `|` or `>`.
        flow: whether a list or mapping is written in brackets.
        items: of a list.
        pairs: of a mapping, in the order of the file, keys that are written twice included.
    """

    kind: Literal["scalar", "list", "map", "alias"]
    start: int
    end: int
    line: int
    column: int
    text: str = ""
    style: str = ""
    flow: bool = False
    items: "list[Node]" = field(default_factory=list)
    pairs: "list[tuple[Node, Node]]" = field(default_factory=list)

    @property
    def place(self) -> Place | None:
        """Give where it begins; None for data that was never text."""
        return Place(self.line, self.column) if self.line else None

    @property
    def empty(self) -> bool:
        """Tell whether nothing is written: no text at all, `~` or `null`."""
        return self.kind == "scalar" and not self.style and self.text in ("", "~", "null", "Null", "NULL")

    def get(self, key: str) -> "Node | None":
        """Give the value of a key of a mapping, the first when it is written twice."""
        return next((value for name, value in self.pairs if name.text == key), None)

    def children(self) -> "Iterator[Node]":
        """Give the values directly in a list or mapping."""
        yield from self.items
        for _, value in self.pairs:
            yield value
