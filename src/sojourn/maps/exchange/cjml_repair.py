"""A reader of XML that is not well formed: it goes on after a slip, and says each time what it mended."""

import re
from xml.parsers import expat

from ..model import Place
from .cjml_tree import DEEPEST, ELEMENTS, Node, no_document_type, parse, plain, too_much
from .reading import MOST_ROWS, Log, refused

_TAG = re.compile(r"<(/?)([A-Za-z_][\w.:-]*)")
_ATTRIBUTE = re.compile(r"\s*([^\s=/<>\"']+)(?:\s*=\s*(?:\"([^\"<]*)\"|'([^'<]*)'|([^\s<>]*)))?")
_REFERENCE = re.compile(r"&(?:#(\d{1,7})|#x([0-9A-Fa-f]{1,6})|(lt|gt|amp|apos|quot));")
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "apos": "'", "quot": '"'}
_CONTAINERS = ("actors", "touchpoints")


def read_xml(text: str, log: Log, *, strict: bool) -> Node:
    """Read XML: strictly first, and if that fails and may, with repairs.

    Raises:
        MapRefused: it declares a document type or entities, holds no element, is too large, or is not well formed
            while `strict` holds.
    """
    try:
        found = parse(text)
    except expat.ExpatError as error:
        place = Place(error.lineno, error.offset + 1)
        why = expat.errors.messages[error.code] if error.code in expat.errors.messages else str(error)
        if strict:
            raise refused(
                f"the XML is not well formed: {why}", place, hint="mend it, or read it without --strict"
            ) from error
        found = _Repair(text, log).read()
    _letter_case(found, log, strict=strict)
    return found


def _letter_case(node: Node, log: Log, *, strict: bool) -> None:
    """Say where names are spelt with other letters than the format has, once a name."""
    seen = set()
    waiting = [node]
    while waiting:
        each = waiting.pop()
        waiting.extend(reversed(each.children))
        name = each.written.rpartition(":")[2]
        right = ELEMENTS.get(each.name)
        if right is not None and name != right and name not in seen:
            seen.add(name)
            message = f"element {name!r} is read as {right!r}"
            if strict:
                log.refuse(message, each.place, hint=f"write <{right}>")
            else:
                log.repaired(message, each.place)


class _Repair:
    """One pass over the text, from left to right."""

    def __init__(self, text: str, log: Log) -> None:
        self._text = text
        self._log = log
        self._at = 0
        self._line, self._line_at, self._seen = 1, 0, 0
        self._open: list[Node] = []
        self._top: list[Node] = []
        self._count = 0

    def read(self) -> Node:
        text = self._text
        while self._at < len(text):
            begin = text.find("<", self._at)
            if begin < 0:
                self._characters(self._at, len(text))
                break
            self._characters(self._at, begin)
            self._at = begin
            if text.startswith("<!--", begin):
                self._skip("-->")
            elif text.startswith("<![CDATA[", begin):
                end = text.find("]]>", begin)
                end = len(text) if end < 0 else end
                self._append(text[begin + 9 : end])
                self._at = end + 3
            elif text.startswith("<?", begin):
                self._skip("?>")
            elif text.startswith("<!", begin):
                raise no_document_type(self._place(begin))
            else:
                self._tag(begin)
        for node in reversed(self._open):
            self._log.repaired(f"<{node.written}> is never closed", node.place)
        if not self._top:
            raise refused("there is no XML element in the file", hint="is it the right file?")
        for node in self._top[1:]:
            self._log.repaired(f"<{node.written}> stands behind the end of the document", node.place)
        self._top[0].children.extend(self._top[1:])
        return self._top[0]

    def _place(self, at: int) -> Place:
        """Give line and column; asked from left to right, so that each character is looked at once."""
        if at < self._seen:
            self._line, self._line_at, self._seen = 1, 0, 0
        breaks = self._text.count("\n", self._seen, at)
        if breaks:
            self._line += breaks
            self._line_at = self._text.rfind("\n", 0, at) + 1
        self._seen = at
        return Place(self._line, at - self._line_at + 1)

    def _skip(self, end: str) -> None:
        found = self._text.find(end, self._at)
        self._at = len(self._text) if found < 0 else found + len(end)

    def _append(self, text: str) -> None:
        if self._open:
            self._open[-1].text += text
        elif text.strip():
            self._log.unplaced(text.strip(), "text outside the document", self._place(self._at))

    def _characters(self, start: int, end: int) -> None:
        if end > start:
            self._append(self._resolved(self._text[start:end], start))

    def _resolved(self, text: str, start: int) -> str:
        """Resolve references; a bare `&` stands for itself."""
        if "&" not in text:
            return text
        parts = []
        at = 0
        while (found := text.find("&", at)) >= 0:
            parts.append(text[at:found])
            reference = _REFERENCE.match(text, found)
            if reference:
                parts.append(_character(reference))
                at = reference.end()
            else:
                self._log.repaired("a bare '&' is read as itself", self._place(start + found), hint="write &amp;")
                parts.append("&")
                at = found + 1
        return "".join([*parts, text[at:]])

    def _tag(self, begin: int) -> None:
        text = self._text
        tag = _TAG.match(text, begin)
        if tag is None:
            self._log.repaired("a bare '<' is read as itself", self._place(begin), hint="write &lt;")
            self._append("<")
            self._at = begin + 1
            return
        place = self._place(begin)
        closing, name = bool(tag[1]), tag[2]
        attributes, self._at, alone = self._attributes(tag.end(), place, name)
        if closing:
            self._close(name, place)
        else:
            self._begin(Node(plain(name), place, name, attributes), alone=alone)

    def _attributes(self, at: int, place: Place, name: str) -> tuple[dict[str, str], int, bool]:
        """Read to the end of a tag: attributes, where it ends, and whether it closes itself."""
        text, found = self._text, dict[str, str]()
        while at < len(text):
            while at < len(text) and text[at].isspace():
                at += 1
            if text.startswith(">", at):
                return found, at + 1, False
            if text.startswith("/>", at):
                return found, at + 2, True
            if text.startswith("<", at) or at >= len(text):
                break
            one = _ATTRIBUTE.match(text, at)
            if one is None or one.end() == at:
                at += 1
                continue
            value, end, bare = one[2] if one[2] is not None else one[3], one.end(), one[4]
            if value is None:
                value = bare or ""
                if value.endswith("/") and text.startswith(">", end):
                    value, end = value[:-1], end - 1
                said = "has no quotes" if value else "has no value"
                self._log.repaired(f"attribute {one[1]!r} of <{name}> {said}", place)
            found[plain(one[1])] = self._resolved(value, at)
            at = end
        self._log.repaired(f"<{name}> has no '>'", place)
        return found, at, False

    def _begin(self, node: Node, *, alone: bool) -> None:
        self._count += 1
        if self._count > MOST_ROWS * 4 or len(self._open) >= DEEPEST:
            raise too_much("too many elements, or elements too deep in each other", node.place)
        names = [each.name for each in self._open]
        if node.name in _CONTAINERS and node.name in names:
            current = self._open[-1]
            if current.name == node.name and not current.children:
                self._log.repaired(f"<{node.written}> is doubled", node.place)
            else:
                self._log.repaired(
                    f"<{node.written}> inside <{node.written}> is read as its end", node.place,
                    hint=f"write </{node.written}>",
                )  # fmt: skip
                self._close(node.written, node.place)
            return
        if names and names[-1] == "actors" and (node.name == "touchpoints" or node.name.endswith(("point", "action"))):
            unclosed = self._open.pop()
            self._log.repaired(f"<{unclosed.written}> is not closed before <{node.written}>", unclosed.place)
        (self._open[-1].children if self._open else self._top).append(node)
        if not alone:
            self._open.append(node)

    def _close(self, name: str, place: Place) -> None:
        names = [each.name for each in self._open]
        if plain(name) not in names:
            self._log.repaired(f"</{name}> closes nothing and is left out", place)
            return
        while True:
            node = self._open.pop()
            if node.name == plain(name):
                break
            self._log.repaired(f"<{node.written}> is closed by </{name}>", node.place)


def _character(reference: re.Match[str]) -> str:
    if reference[3]:
        return _NAMED[reference[3]]
    number = int(reference[1]) if reference[1] else int(reference[2], 16)
    return chr(number) if number <= 0x10FFFF else "\ufffd"
