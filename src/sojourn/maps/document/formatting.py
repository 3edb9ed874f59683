"""Lay a file out evenly: indentation, spaces, line ends, long lines; its words, order and comments stay."""

import re
from dataclasses import dataclass

from sojourn.core.errors import InvalidInput

from ..findings import MapRefused
from .brackets import Brackets
from .compose import Composing
from .nodes import Node
from .scalar_text import literal, quoted, scalar
from .scalars import core
from .spans import Child, Spans, TooHard

_HEADER = re.compile(r"([|>])([+-]?)(?:[ \t]+(#[^\n]*))?[ \t]*\n")


def format_map(text: str, *, file: str | None = None) -> str:
    """Lay the text of a map or of a library out evenly.

    Two spaces a level, lists indented below their key, one space round nothing in brackets, no space at the end of a
    line, no more than one empty line, LF at the end of lines, no byte order mark, and lines in brackets that are longer
    than 120 columns broken. What stands in brackets stays in brackets, and breaks inside them stay. Keys stay in their
    order, scalars as they are quoted, comments where they are. Formatting twice changes nothing more.

    Raises:
        MapRefused: the text is not YAML that is read here.
        InvalidInput: it is written in a way that cannot be laid out.
    """
    composing = Composing(file)
    bare = composing.decode(text).replace("\r\n", "\n").replace("\r", "\n")
    node = composing.compose(bare)
    if composing.findings:
        raise MapRefused(composing.findings)
    if node is None:
        return bare
    try:
        made = _Formatting(bare).whole(node)
        again = Composing().compose(made)
    except (TooHard, MapRefused):
        again = None
    if again is None or meaning(again) != meaning(node):
        raise InvalidInput(
            f"{file or 'the text'} is written in a way that cannot be laid out",
            code="not-formattable",
            hint="write keys and dashes at the beginning of lines",
        )
    return made


def meaning(node: Node) -> object:
    """Give what a node says, however it is written."""
    if node.kind == "map":
        return [(meaning(key), meaning(value)) for key, value in node.pairs]
    if node.kind == "list":
        return tuple(meaning(each) for each in node.items)
    value = core(node)
    return (type(value), node.text if value is not None else None)


@dataclass(frozen=True, slots=True)
class _Gap:
    """What stands between two things: a comment on the line of the first, then lines; None is an empty one."""

    beside: tuple[int, str] | None
    lines: list[tuple[int, str] | None]


class _Formatting:
    """One text on its way to lines."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.spans = Spans(text)
        self.brackets = Brackets(text)
        self.out: list[str] = []
        self.levels: list[tuple[int, int]] = []

    def whole(self, node: Node) -> str:
        """Lay out the whole text."""
        before = self.gap(0, node.start, top=True)
        self.comments(before.lines, 0)
        while self.out and not self.out[0]:
            self.out.pop(0)
        if node.kind in ("list", "map") and not node.flow:
            self.out.append("")
            self.children(node, 0)
        else:
            self.out.append(self.inline(node, 0, 0))
        self.trailing(node)
        while not self.out[-1]:
            self.out.pop()
        return "\n".join(self.out) + "\n"

    def trailing(self, node: Node) -> None:
        """Write what follows the last thing of the text."""
        gap = self.gap(self._end(node), len(self.text))
        self.beside(gap)
        self.comments(gap.lines, 0)

    def children(self, node: Node, indent: int) -> None:
        """Write the children of a list or mapping on lines; the first continues the line that was begun."""
        column = self.spans.column(node.start)
        end = None
        for place, child in enumerate(self.spans.children(node)):
            if end is not None:
                gap = self.gap(end, child.begin)
                self.beside(gap)
                self.comments(gap.lines, indent)
                self.out.append(" " * indent)
            elif not self.out[-1].strip():
                self.out[-1] = " " * indent
            self.levels = [(old, new) for old, new in self.levels if old < column]
            self.levels.append((column, indent))
            if node.kind == "list":
                self.item(child, indent)
            else:
                self.pair(node.pairs[place][0], child, indent)
            end = self._end(child.value) if child.value.end > child.begin else self._end(node.pairs[place][0])

    def item(self, child: Child, indent: int) -> None:
        """Write an item with its dash."""
        value = child.value
        self.out[-1] += "-"
        gap = self.gap(child.begin + 1, value.start)
        if value.kind == "scalar" or value.flow:
            self.beside(gap)
            self.value(value, indent + 2)
        elif gap.beside is None and not any(gap.lines):
            self.out[-1] += " "
            self.children(value, indent + 2)
        else:
            self.below(gap, value, indent + 2)

    def pair(self, key: Node, child: Child, indent: int) -> None:
        """Write a key with its value."""
        value = child.value
        self.out[-1] += f"{self.source(key)}:"
        gap = self.gap(key.end, max(key.end, value.start))
        if value.kind == "scalar" or value.flow:
            if any(gap.lines) or gap.beside is not None:
                self.below(gap, value, indent + 2)
            else:
                self.value(value, indent + 2)
        else:
            self.below(gap, value, indent + 2)

    def below(self, gap: _Gap, value: Node, indent: int) -> None:
        """Write a value on the lines below its key, comments between."""
        self.beside(gap)
        self.comments([each for each in gap.lines if each is not None], indent)
        self.out.append(" " * indent)
        if value.kind == "scalar" or value.flow:
            self.out[-1] += self.inline(value, indent, indent)
        else:
            self.children(value, indent)

    def value(self, node: Node, indent: int) -> None:
        """Write a scalar, or what stands in brackets, on the line that was begun."""
        if node.kind == "scalar" and not node.style and not node.text:
            return
        lead = self.out[-1]
        self.out[-1:] = f"{lead} {self.inline(node, len(lead) + 1, indent)}".split("\n")

    def inline(self, node: Node, column: int, indent: int) -> str:
        """Give the text of a scalar or of what stands in brackets."""
        if node.kind in ("list", "map"):
            return self.brackets.text(node, column)
        if node.style in ("|", ">"):
            return self.stacked(node, indent)
        return self.source(node)

    def source(self, node: Node) -> str:
        """Give a scalar as it is written; over several lines it becomes one."""
        written = self.text[node.start : node.end]
        if "\n" not in written:
            return written
        return quoted(node.text) if node.style else scalar(node.text)

    def stacked(self, node: Node, indent: int) -> str:
        """Give a text of several lines, indented anew."""
        found = _HEADER.match(self.text, node.start)
        if found is None or (not found[2] and node.style == ">" and node.text.startswith(" ")):
            return literal(node.text, indent) or quoted(node.text)
        lines = self.text[found.end() : node.end].split("\n")
        depth = min((len(each) - len(each.lstrip(" ")) for each in lines if each.strip()), default=0)
        kept = [each[depth:] for each in lines]
        if found[2] == "+":
            kept += [""] * (len(node.text) - len(node.text.rstrip("\n")) - 1)
        header = found[1] + found[2] + (f" {found[3].rstrip()}" if found[3] else "")
        return "\n".join([header, *(f"{' ' * indent}{each}" if each else "" for each in kept)])

    def gap(self, start: int, end: int, *, top: bool = False) -> _Gap:
        """Take what stands between two things apart: only comments and empty lines are of interest."""
        parts = self.text[start:end].split("\n")
        at = parts[0].find("#")
        beside = None if at < 0 or top else (self.spans.column(start + at), parts[0][at:].rstrip())
        lines: list[tuple[int, str] | None] = []
        for part in parts[0 if top else 1 : None if end == len(self.text) else -1]:
            at = part.find("#")
            if at >= 0:
                lines.append((at, part[at:].rstrip()))
            elif not part.strip():
                lines.append(None)
        return _Gap(beside, lines)

    def beside(self, gap: _Gap) -> None:
        """Write a comment at the end of the line, in its column where there is room."""
        if gap.beside is not None:
            column, comment = gap.beside
            self.out[-1] = f"{self.out[-1].rstrip():<{column}}".ljust(len(self.out[-1].rstrip()) + 1) + comment

    def comments(self, lines: list[tuple[int, str] | None], indent: int) -> None:
        """Write comments on lines of their own, each as deep as what it stands with."""
        for each in lines:
            if each is None:
                if self.out and self.out[-1]:
                    self.out.append("")
                continue
            depths = [new for old, new in self.levels if old <= each[0] and new >= indent]
            self.out.append(" " * (max(depths, default=indent)) + each[1])

    def _end(self, node: Node) -> int:
        """Give the end of a node, empty lines that belong to its text included."""
        if node.kind in ("list", "map") and not node.flow:
            last = node.items[-1] if node.items else max(node.pairs[-1], key=lambda each: each.end)
            return self._end(last)
        found = _HEADER.match(self.text, node.start) if node.style in ("|", ">") else None
        if found is not None and found[2] == "+":
            blank = re.compile(r"(\n[ ]*(?=\n))*").match(self.text, node.end)
            return node.end if blank is None else blank.end()
        return node.end
