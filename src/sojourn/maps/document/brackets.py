"""Lay out what stands in brackets."""

from .nodes import Node
from .scalar_text import quoted, scalar
from .spans import Child, Spans

LONGEST = 120
"""Columns in a line at most; one that is longer is broken."""

FILLED = 110
"""Columns up to which a line is filled that has to be broken."""


class Brackets:
    """Lists and mappings in brackets, in one text."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._spans = Spans(text)

    def text(self, node: Node, column: int) -> str:
        """Write a list or mapping that begins in a column: with its own line breaks, or broken where it is too long."""
        kept = self._kept(node, column)
        lines = kept.split("\n")
        longest = max(len(lines[0]) + column, *map(len, lines[1:]), 0)
        return kept if longest <= LONGEST or self._commented(node) else self._filled(node, column)

    def _kept(self, node: Node, column: int) -> str:
        """Write it with the line breaks and comments that it has between its children."""
        begin, end = self._signs(node)
        children = self._spans.children(node)
        if not children:
            return begin + self._comments(node.start + 1, node.end - 1, column) + end
        out = begin
        after = node.start + 1
        for place, child in enumerate(children):
            gap = self._text[after : child.begin]
            notes = self._comments(after, child.begin, column)
            out += "," if place else ""
            if notes:
                out += notes
            elif place:
                out += f"\n{' ' * (column + 1)}" if "\n" in gap else " "
            out += self._head(node, place)
            at = len(out) - out.rfind("\n") - 1 + (0 if "\n" in out else column)
            out += self._kept(child.value, at) if child.value.kind in ("list", "map") else self._scalar(child.value)
            after = child.end
        return out.rstrip(" ") + self._comments(after, node.end - 1, column) + end

    def _filled(self, node: Node, column: int) -> str:
        """Write it on as few lines as it needs."""
        begin, end = self._signs(node)
        out, at = begin, column + 1
        for place, child in enumerate(self._spans.children(node)):
            head = self._head(node, place)
            whole = head + self._line(child)
            if place:
                fits = at + 2 + len(whole) < FILLED
                out += ", " if fits else f",\n{' ' * (column + 1)}"
                at = at + 2 if fits else column + 1
            if at + len(whole) < FILLED or child.value.kind == "scalar":
                out += whole
                at += len(whole)
                continue
            inside = head + self._filled(child.value, at + len(head))
            out += inside
            at = len(inside) - inside.rfind("\n") - 1 if "\n" in inside else at + len(inside)
        return out.rstrip(" ") + end

    def _line(self, child: Child) -> str:
        """Write the value of a child on one line."""
        node = child.value
        if node.kind == "scalar":
            return self._scalar(node)
        begin, end = self._signs(node)
        parts = [self._head(node, place) + self._line(each) for place, each in enumerate(self._spans.children(node))]
        return begin + ", ".join(parts).rstrip(" ") + end

    def _head(self, node: Node, place: int) -> str:
        """Write the key of a child; alone, when it has no value."""
        if node.kind != "map":
            return ""
        key, value = node.pairs[place]
        nothing = value.kind == "scalar" and not value.style and not value.text
        return self._scalar(key) + ("" if nothing else ": ")

    def _scalar(self, node: Node) -> str:
        """Write a scalar as it is; over several lines it becomes one."""
        written = self._text[node.start : node.end]
        if "\n" not in written:
            return written
        return quoted(node.text) if node.style else scalar(node.text, flow=True)

    def _signs(self, node: Node) -> tuple[str, str]:
        return ("[", "]") if node.kind == "list" else ("{", "}")

    def _comments(self, start: int, end: int, column: int) -> str:
        """Write the comments between two children, each up to the end of its line, and begin a new line."""
        notes = [part[part.index("#") :].rstrip() for part in self._text[start:end].split("\n") if "#" in part]
        if not notes:
            return ""
        first = "" if self._text[start:end].split("\n")[0].count("#") else None
        lead = f"\n{' ' * (column + 1)}"
        lines = [f" {notes[0]}" if first is not None else f"{lead}{notes[0]}", *(f"{lead}{each}" for each in notes[1:])]
        return "".join(lines) + lead

    def _commented(self, node: Node) -> bool:
        """Tell whether there are comments between the brackets."""
        after = node.start + 1
        for child in self._spans.children(node):
            if "#" in self._text[after : child.begin]:
                return True
            if child.value.kind in ("list", "map") and self._commented(child.value):
                return True
            after = child.end
        return "#" in self._text[after : node.end - 1]
