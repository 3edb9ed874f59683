"""Walk through a large JSON document without holding it in memory."""

import codecs
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sojourn.core.errors import InvalidInput

from . import encodings
from .items import Number
from .source import Source

LARGEST_ITEM = 16 << 20
_BLANKS = " \t\r\n"


def refuse_constant(name: str) -> Any:
    """Refuse NaN and the infinities, which are not JSON."""
    raise ValueError(f"{name} is not JSON")


DECODER = json.JSONDecoder(parse_int=Number, parse_float=Number, parse_constant=refuse_constant)
"""Keeps numbers as they were written."""


@dataclass(frozen=True, slots=True)
class Element:
    """One element of a top-level array: the array's key, its place in it from 1, its text and value."""

    key: str
    number: int
    raw: str
    value: Any
    place: int


def walk(source: Source) -> Iterator[Element]:
    """Yield the elements of the top-level array, or of every array of the top-level object.

    Raises:
        InvalidInput: the document is not JSON, or one element is larger than 16 MB.
    """
    reader = _Reader(source)
    first = reader.peek()
    if first == "[":
        reader.at += 1
        yield from reader.array("")
    elif first == "{":
        reader.at += 1
        yield from reader.members()
    else:
        raise reader.broken("it begins with neither { nor [")
    if reader.peek():
        raise reader.broken("something follows the end of the document")


class _Reader:
    """A window on the text of a document."""

    def __init__(self, source: Source) -> None:
        with source.open() as content:
            head = content.read(4)
        self._encoding, self._mark, _ = encodings.settle(head, None)
        self._source = source
        self._blocks = encodings.text_blocks(source, self._encoding, self._mark)
        self._decoder = codecs.getincrementaldecoder("utf-8")()
        self._ended = False
        self.window = ""
        self.at = 0
        self.done = 0
        self.place = 0

    def more(self, enough: int = 1) -> bool:
        """Read on until the window holds that much more; False at the end."""
        parts = []
        got = 0
        while got < enough and not self._ended:
            block, self.place = next(self._blocks, (b"", self.place))
            self._ended = not block
            try:
                parts.append(self._decoder.decode(block, final=self._ended))
            except UnicodeDecodeError as error:
                encodings.check(self._source, self._encoding, self._mark)
                raise self.broken("it is not UTF-8") from error
            got += len(parts[-1])
        if not got:
            return False
        self.done += self.at
        self.window = self.window[self.at :] + "".join(parts)
        self.at = 0
        return True

    def peek(self) -> str:
        """Give the next character that is no blank, or nothing at the end."""
        while True:
            while self.at < len(self.window):
                if self.window[self.at] not in _BLANKS:
                    return self.window[self.at]
                self.at += 1
            if not self.more():
                return ""

    def value(self) -> tuple[str, Any]:
        """Read one value; give its text too."""
        self.peek()
        while True:
            try:
                value, end = DECODER.raw_decode(self.window, self.at)
                if end < len(self.window) or not self.more():
                    raw = self.window[self.at : end]
                    self.at = end
                    return raw, value
                continue  # a number may go on
            except RecursionError as error:
                raise self.broken("an element is nested too deeply") from error
            except ValueError as error:
                left = len(self.window) - self.at
                if left > LARGEST_ITEM or not self.more(left + 1):
                    raise self.broken(str(error).split(":")[0]) from error

    def array(self, key: str) -> Iterator[Element]:
        """Yield the elements of an array whose bracket was read."""
        number = 0
        if self.peek() == "]":
            self.at += 1
            return
        while True:
            raw, value = self.value()
            number += 1
            yield Element(key, number, raw, value, self.place)
            mark = self.peek()
            self.at += 1
            if mark == "]":
                return
            if mark != ",":
                raise self.broken(f"a comma or ] is missing after element {number:,}")

    def members(self) -> Iterator[Element]:
        """Yield the elements of all arrays of an object whose brace was read."""
        if self.peek() == "}":
            self.at += 1
            return
        while True:
            _, key = self.value()
            if self.peek() != ":" or not isinstance(key, str):
                raise self.broken("a name and a colon are missing")
            self.at += 1
            if self.peek() == "[":
                self.at += 1
                yield from self.array(key)
            else:
                self.value()
            mark = self.peek()
            self.at += 1
            if mark == "}":
                return
            if mark != ",":
                raise self.broken("a comma or } is missing")

    def broken(self, what: str) -> InvalidInput:
        """Word what is wrong and where."""
        return InvalidInput(
            f"{self._source.name} is not JSON: {what}, at character {self.done + self.at + 1:,}",
            code="bad-json",
            hint="write the document again; nothing of it was imported",
        )
