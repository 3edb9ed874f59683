"""Read JSON Lines, one object a line, or one JSON array of objects."""

from collections.abc import Iterator
from itertools import islice
from typing import Any

from . import encodings
from .items import Batch, Item, batches, flat, inspection
from .json_stream import DECODER, walk
from .model import SAMPLE_ROWS, FileKind, Inspection, Refusal
from .refusals import unreadable
from .source import Source

LONGEST_LINE = 16 << 20


def inspect(source: Source) -> Inspection:
    """Look at the first records.

    Raises:
        InvalidInput: the text is not UTF-8.
    """
    first: Batch | None = next(batches(islice(records(source), SAMPLE_ROWS + 1), size=SAMPLE_ROWS + 1), None)
    return inspection(source, FileKind.JSONL, first)


def check(source: Source) -> None:
    """Read everything once before anything of it is used: the encoding, and the brackets of an array.

    Raises:
        InvalidInput: naming the place.
    """
    encoding, mark, _, array = _form(source)
    encodings.check(source, encoding, mark)
    if array:
        for _ in walk(source):
            pass


def records(source: Source) -> Iterator[tuple[Item | Refusal, int]]:
    """Yield every record, or why it is none."""
    encoding, mark, _, array = _form(source)
    if array:
        for element in walk(source):
            yield _item(source.name, element.number, element.raw, element.value), element.place
        return
    encodings.check_head(source, encoding, mark)
    row = 0
    rest: list[bytes] = []
    waiting = 0
    for block, place in encodings.text_blocks(source, encoding, mark):
        lines = block.split(b"\n")
        rest.append(lines[0])
        waiting += len(lines[0])
        if len(lines) == 1:
            if waiting > LONGEST_LINE:
                rest = [b"".join(rest)[: LONGEST_LINE + 1]]
            continue
        lines[0] = b"".join(rest)
        rest = [lines.pop()]
        waiting = len(rest[0])
        for line in lines:
            row += 1
            if (one := _record(source.name, row, line)) is not None:
                yield one, place
    if (one := _record(source.name, row + 1, b"".join(rest))) is not None:
        yield one, source.size


def _form(source: Source) -> tuple[str, int, str | None, bool]:
    """Tell the encoding, and whether the file is one array."""
    with source.open() as content:
        head = content.read(1 << 16)
    encoding, mark, note = encodings.settle(head, None)
    return encoding, mark, note, head[mark:].decode(encoding, "replace").lstrip().startswith("[")


def _record(file: str, row: int, line: bytes) -> Item | Refusal | None:
    """Read one line; blank lines are nothing."""
    text = line.decode("utf-8", "replace").strip()
    if not text:
        return None
    hint = "write one JSON object a line"
    if len(line) > LONGEST_LINE:
        return unreadable(file, row, "bad_json", "the line is longer than 16 MB", hint, text[:1000])
    try:
        value, end = DECODER.raw_decode(text)
        if end < len(text):
            return unreadable(file, row, "bad_json", "more than one JSON value stands on the line", hint, text)
        return _item(file, row, text, value)
    except RecursionError:
        return unreadable(file, row, "bad_json", "the JSON is nested too deeply", hint, text)
    except ValueError as error:
        return unreadable(file, row, "bad_json", f"this is not JSON: {error}", hint, text)


def _item(file: str, row: int, raw: str, value: Any) -> Item | Refusal:
    if not isinstance(value, dict):
        return unreadable(file, row, "bad_json", "this is JSON, but not an object", "write one JSON object a line", raw)
    return Item(row, flat(value), raw)
