"""Where the children of a list or mapping begin and end in a text, and how a text is put together from them again."""

import re
from dataclasses import dataclass

from .nodes import Node

_TO_DASH = re.compile(r"(?:[ \t\r\n]|#[^\r\n]*)*-")
"""What may stand between two items of a list, and the dash of the second."""


class TooHard(Exception):
    """The text is written in a way that is not taken apart; a larger piece of it is written anew."""


@dataclass(frozen=True, slots=True)
class Child:
    """A child with all that is written for it on its lines.

    Attributes:
        begin: where its dash or its key begins.
        end: its end; outside brackets the end of its last line, a comment behind it included.
        value: its value.
    """

    begin: int
    end: int
    value: Node


class Spans:
    """A text that is taken apart.

    Attributes:
        newline: what ends its lines.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self.newline = "\r\n" if "\r\n" in text else "\n"

    def eol(self, index: int) -> int:
        """Give the end of the line on which something stands, its line break left out."""
        ends = [at for sign in "\r\n" if (at := self.text.find(sign, index)) >= 0]
        return min(ends, default=len(self.text))

    def column(self, index: int) -> int:
        """Give the column of a character, counted from 0."""
        return index - max(self.text.rfind("\n", 0, index), self.text.rfind("\r", 0, index)) - 1

    def children(self, node: Node) -> list[Child]:
        """Give the children of a list or mapping, in the order of the text."""
        if node.kind == "map":
            return [
                Child(key.start, max(key.end, value.end) if node.flow else self.eol(max(key.end, value.end)), value)
                for key, value in node.pairs
            ]
        found: list[Child] = []
        for value in node.items:
            if node.flow:
                found.append(Child(value.start, value.end, value))
                continue
            dash = _TO_DASH.match(self.text, found[-1].end if found else node.start)
            if dash is None:
                raise TooHard
            found.append(Child(dash.end() - 1, self.eol(value.end), value))
        return found

    def head(self, child: Child) -> str:
        """Give what is written before the value of a child: its dash, or its key with the colon."""
        return self.text[child.begin : child.value.start]

    def tail(self, child: Child) -> str:
        """Give what is written behind the value of a child on its line."""
        return self.text[child.value.end : child.end]

    def rebuilt(self, node: Node, plan: list[tuple[int | None, str]]) -> str:
        """Put a list or mapping together again.

        Args:
            plan: the children that it is to have: which of the old ones, if any, and what is written for it.

        What stands between children that stay together stays as it is; comments above a child go where it goes, and
        those above a child that is removed stay.
        """
        children = self.children(node)
        return self._in_brackets(node, children, plan) if node.flow else self._in_lines(node, children, plan)

    def _in_brackets(self, node: Node, children: list[Child], plan: list[tuple[int | None, str]]) -> str:
        """Put what stands in brackets together again."""
        opening = self.text[node.start : children[0].begin] if children else self.text[node.start]
        closing = self.text[children[-1].end : node.end] if children else self.text[node.end - 1]
        if not plan:
            return self.text[node.start] + self.text[node.end - 1]
        out = opening
        before: int | None = None
        for place, (index, written) in enumerate(plan):
            if place:
                gap = ", "
                if before is not None and before + 1 < len(children):
                    own = self.text[children[before].end : children[before + 1].begin]
                    gap = own if index == before + 1 or "#" in own else gap
                elif before is None and index:
                    own = self.text[children[index - 1].end : children[index].begin]
                    gap = own if "\n" in own and "#" not in own else gap
                room = self.column(node.start) + len(out) if "\n" not in out else len(out) - out.rfind("\n") - 1
                if gap == ", " and index is None and room + len(written) > _WIDEST:
                    gap = f",{self.newline}{' ' * (self.column(node.start) + 1)}"
                out += gap
            out += written
            before = index
        return out + closing

    def _in_lines(self, node: Node, children: list[Child], plan: list[tuple[int | None, str]]) -> str:
        """Put what stands on lines of its own together again."""
        if not plan:
            raise TooHard
        indent = " " * self.column(node.start)
        plain = self.newline + indent
        above = {}
        for place, child in enumerate(children):
            above[place] = self.text[children[place - 1].end : child.begin] if place else plain
        kept = {index for index, _ in plan}
        orphans: dict[int, str] = {}
        for place in above:
            if place not in kept and "#" in above[place]:
                heir = next((later for later in range(place + 1, len(children)) if later in kept), None)
                if heir is None:
                    raise TooHard
                orphans[heir] = orphans.get(heir, "") + above[place].removesuffix(indent).rstrip("\r\n")
        out = ""
        for place, (index, written) in enumerate(plan):
            lead = plain if index is None else orphans.get(index, "") + above[index]
            out += (lead.lstrip("\r\n").removeprefix(indent) if place == 0 else lead) + written
        return out


_WIDEST = 110
