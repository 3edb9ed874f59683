"""From text to nodes: YAML 1.2 without what surprises people and without what makes a large thing of a small file."""

import re
from collections.abc import Iterator
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)
from ruamel.yaml.reader import ReaderError

from ..findings import Finding, MapRefused
from ..model import Place
from .messages import brief
from .nodes import DEEPEST, LARGEST, MOST, MOST_FINDINGS, Node
from .troubles import trouble

_FORMAT = re.compile(r"^\W*format\W*:", re.MULTILINE)
"""What says of which format a file is."""

_LONG_TAG = re.compile(r"(?<![^\s\[{,])![^\s]{1000}")
"""Tags are refused one by one, but only once they are read, and reading a very long one takes very long."""


class Composing:
    """What is found on the way from bytes to nodes.

    Attributes:
        file: its name in findings.
        begins: the line that such a file begins with, told where it has none.
        findings: what was found so far.
    """

    def __init__(self, file: str | None = None, *, begins: str | None = None) -> None:
        self.file = file
        self.begins = begins
        self.findings: list[Finding] = []

    def error(self, rule: str, place: Place | None, message: str, hint: str | None = None) -> None:
        """Note something that refuses the file."""
        self.findings.append(
            Finding(rule=rule, severity="error", message=message, hint=hint, place=place, file=self.file)
        )
        if len(self.findings) >= MOST_FINDINGS:
            raise MapRefused(self.findings)

    def refuse(self, rule: str, place: Place | None, message: str, hint: str | None = None) -> MapRefused:
        """Give the error for something after which nothing more can be read."""
        self.error(rule, place, message, hint)
        return MapRefused(self.findings)

    def decode(self, data: str | bytes) -> str:
        """Give the text of a file: UTF-8, with or without a byte order mark.

        Raises:
            MapRefused: it is larger than 2 MiB, or not UTF-8.
        """
        if isinstance(data, str):
            data = data.encode("utf-8", "surrogatepass")
        if len(data) > LARGEST:
            raise self.refuse("M007", None, f"the file has more than {LARGEST:,} bytes", "split the map")
        try:
            return data.decode("utf-8").removeprefix("\ufeff")
        except UnicodeDecodeError as error:
            before = data[: error.start].decode("utf-8").removeprefix("\ufeff")
            raise self.refuse(
                "M001", place_at(before, len(before)), f"byte 0x{data[error.start]:02x} is not UTF-8",
                "save the file as UTF-8",
            ) from None  # fmt: skip

    def compose(self, text: str) -> Node | None:
        """Make nodes of a text; None when there is nothing in it.

        Raises:
            MapRefused: it is not YAML, or nested too deeply; nothing more can be read then.
        """
        self._directives(text)
        tag = _LONG_TAG.search(text)
        if tag is not None:
            raise self.refuse("M007", place_at(text, tag.start()), "tags are not read", "put quotes round the text")
        try:
            return self._document(text, iter(YAML(typ="safe", pure=True).parse(text)))
        except ReaderError as error:
            found = (
                f"character U+{_code(error.character):04X}" if isinstance(error.character, str | int) else "a character"
            )
            raise self.refuse(
                "M001", place_at(text, error.position), f"{found} cannot stand in a text file",
                'write it as an escape in double quotes, such as "\\x07"',
            ) from None  # fmt: skip
        except MarkedYAMLError as error:
            raise self._not_yaml(error, text) from None
        except (YAMLError, ValueError, OverflowError) as error:
            raise self.refuse("M001", None, f"this is not YAML: {error}".splitlines()[0]) from None

    def _directives(self, text: str) -> None:
        """Refuse directives that would change how the text is read."""
        for number, line in enumerate(text.splitlines(), 1):
            if line.startswith("%"):
                if not re.fullmatch(r"%YAML\s+1\.2\s*(#.*)?", line):
                    raise self.refuse(
                        "M007",
                        Place(number, 1),
                        f"directive '{brief(line.split('#')[0].strip())}' is not read",
                        "remove it",
                    )
            elif line.strip() and not line.lstrip().startswith("#"):
                return

    def _document(self, text: str, events: Iterator[Any]) -> Node | None:
        """Make the tree; what is not read is said once and left out."""
        root: Node | None = None
        open_: list[Node] = []
        keys: list[Node | None] = []
        documents = 0
        for number, event in enumerate(events):
            if number > MOST:
                raise self.refuse("M007", _place(event), f"the file has more than {MOST:,} values", "split the map")
            if isinstance(event, DocumentStartEvent):
                documents += 1
                if documents > 1:
                    raise self.refuse("M007", _place(event), "a second document begins here", "one file, one map")
                continue
            if isinstance(event, MappingEndEvent | SequenceEndEvent):
                node = open_.pop()
                keys.pop()
                node.end = event.end_mark.index if node.flow else _last(node)
                continue
            found = self._node(text, event)
            if found is None:
                continue
            if not open_:
                root = found
            elif open_[-1].kind == "list":
                _put(found, text, "-", open_[-1].items[-1].end if open_[-1].items else open_[-1].start)
                open_[-1].items.append(found)
            elif (key := keys[-1]) is None:
                keys[-1] = found
            else:
                _put(found, text, ":", key.end)
                open_[-1].pairs.append((key, found))
                keys[-1] = None
            if found.kind in ("list", "map"):
                open_.append(found)
                keys.append(None)
                if len(open_) > DEEPEST:
                    raise self.refuse("M007", found.place, f"this lies more than {DEEPEST} levels deep", "nest less")
        return root

    def _node(self, text: str, event: Any) -> Node | None:
        """Make one node of an event, children to come."""
        if isinstance(event, AliasEvent):
            self.error(
                "M007", _place(event), f"alias '*{brief(event.anchor)}' is not read", "write out what it stands for"
            )
            return _made("alias", event)
        if not isinstance(event, ScalarEvent | SequenceStartEvent | MappingStartEvent):
            return None
        if event.anchor is not None:
            self.error("M007", _place(event), f"anchor '&{brief(event.anchor)}' is not read", "remove it")
        if event.ctag is not None:
            self.error(
                "M007",
                _place(event),
                f"tag '{brief(str(event.ctag))}' is not read",
                "remove it; quotes make text of it",
            )
        if isinstance(event, ScalarEvent):
            node = _made("scalar", event)
            node.text, node.style = event.value, event.style or ""
            if node.style in ("|", ">"):
                node.end = node.start + len(text[node.start : node.end].rstrip())
            return node
        node = _made("list" if isinstance(event, SequenceStartEvent) else "map", event)
        node.flow = bool(event.flow_style)
        return node

    def _not_yaml(self, error: MarkedYAMLError, text: str) -> MapRefused:
        """Say what is wrong with the YAML and what helps; what is no map at all is told how one begins."""
        found = trouble(error, text)
        hint = found.hint
        if self.begins is not None and not _FORMAT.search(text):
            hint = f"begin with '{self.begins}'{f'; {hint}' if hint else ''}"
        return self.refuse("M001", found.place, found.message, hint)


def _code(character: str | int) -> int:
    return ord(character) if isinstance(character, str) else character


def place_at(text: str, index: int) -> Place:
    """Give the line and column of a character."""
    before = text[:index]
    line = before.count("\n")
    return Place(line + 1, index - (before.rfind("\n") + 1) + 1)


def _place(event: Any) -> Place:
    return Place(event.start_mark.line + 1, event.start_mark.column + 1)


def _made(kind: Any, event: Any) -> Node:
    start, end = event.start_mark, event.end_mark
    return Node(kind, start.index, end.index, start.line + 1, start.column + 1)


def _put(node: Node, text: str, sign: str, after: int) -> None:
    """Put a value that is not written straight behind its sign; YAML has it stand where the next thing begins."""
    at = text.find(sign, after) + 1
    if node.kind == "scalar" and node.start == node.end and 0 < at < node.start:
        node.start = node.end = at
        place = place_at(text, at)
        node.line, node.column = place.line, place.column


def _last(node: Node) -> int:
    """Give the end of what stands last in a list or mapping without brackets."""
    if node.items:
        return node.items[-1].end
    return max(key.end if value.end < key.end else value.end for key, value in node.pairs[-1:]) if node.pairs else 0
