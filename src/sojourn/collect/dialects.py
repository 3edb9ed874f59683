"""Delimited text: find the delimiter, the quote and the header, and cut the text at the ends of records."""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np

from sojourn import kernels
from sojourn.core.errors import InvalidInput

from . import encodings
from .arrays import read_times, text_array
from .model import Layout
from .source import Source

DELIMITERS = (",", ";", "\t", "|")
LONGEST_RECORD = 64 << 20
HEADER_RECORDS = 200


@dataclass(frozen=True, slots=True)
class Block:
    """Whole records of a delimited file.

    `row` is the number of the first, `end` the offset in the text after the last, `place` the place in the file.
    """

    data: bytes
    row: int
    records: int
    end: int
    place: int


@dataclass(frozen=True, slots=True)
class Header:
    """The columns of a delimited file, where its data begins, and what was odd about it.

    `repeated` are columns whose name stood before: (what they are called now, what they were called).
    """

    names: tuple[str, ...]
    layout: Layout
    notes: tuple[str, ...]
    repeated: tuple[tuple[str, str], ...] = ()


def find_header(name: str, text: str, *, delimiter: str | None, quote: str | None, header: bool | None) -> Header:
    """Decide the dialect and read the header.

    Args:
        name: of the file, for messages.
        text: its first few hundred lines.
        delimiter, quote, header: what the user said, or None.

    Raises:
        InvalidInput: there is no record at all.
    """
    notes: list[str] = []
    skipped = 0
    start = 0
    told = re.match(r"sep=(.)\r?\n", text)
    if told:
        delimiter = delimiter or told[1]
        start, skipped = told.end(), 1
        notes.append(f"the first line says that the delimiter is {told[1]!r}")
    while blank := re.match(r"[ \t]*(\r\n|\n|\r)", text[start:]):
        start += blank.end()
        skipped += 1
    if not text[start:].strip():
        raise InvalidInput(
            f"{name} holds no row: nothing but blank lines", code="empty-file", hint="check how it was exported"
        )
    body = text[start:]
    quote = _quote(body) if quote is None else quote
    delimiter = _delimiter(body, quote) if delimiter is None else delimiter.replace("\\t", "\t")
    if len(delimiter) != 1 or not delimiter.isascii():
        raise InvalidInput(f"{delimiter!r} cannot be a delimiter", code="bad-delimiter", hint="one ASCII character")
    first = _first_record(name, body, delimiter, quote)
    if header is None:
        header = not _looks_like_data(first)
        if not header:
            notes.append("the first row holds data, not names: the columns are called column_1, column_2, …")
    if not header:
        names = tuple(f"column_{n}" for n in range(1, len(first) + 1))
        return Header(names, Layout(delimiter, quote, False, len(text[:start].encode()), skipped + 1), tuple(notes))
    names, oddities = unique_names(first)
    offset = len(text[:start].encode()) + _first_end(body.encode(), delimiter, quote)
    plain = [cell.strip().replace("\0", "") for cell in first]
    repeated = tuple((name, cell) for name, cell in zip(names, plain, strict=True) if cell and name != cell)
    layout = Layout(delimiter, quote, True, offset, skipped + 2)
    return Header(names, layout, (*notes, *oddities), repeated)


def _first_record(name: str, text: str, delimiter: str, quote: str) -> list[str]:
    """Read the cells of the first record."""
    quoting: Literal[0, 3] = csv.QUOTE_MINIMAL if quote else csv.QUOTE_NONE
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, quotechar=quote or None, quoting=quoting)
    try:
        return next(reader)
    except csv.Error as error:
        raise InvalidInput(
            f"{name}: the first row cannot be read as a header: {error}",
            code="bad-header",
            hint="close its quotes; the first row names the columns",
        ) from error


def unique_names(raw: list[str]) -> tuple[tuple[str, ...], list[str]]:
    """Give every column a name of its own, and say what was changed."""
    notes: list[str] = []
    taken: set[str] = set()
    names: list[str] = []
    given = {cell.strip() for cell in raw}
    for place, cell in enumerate(raw, 1):
        wanted = cell.strip().replace("\0", "")
        name = wanted or f"column_{place}"
        count = 1
        while name in taken or (count > 1 and name in given):
            count += 1
            name = f"{wanted or f'column_{place}'}_{count}"
        if not wanted:
            notes.append(f"column {place} has no name; it is called {name!r}")
        elif name != wanted:
            notes.append(f"the name {wanted!r} stands twice; the one in column {place} is called {name!r}")
        taken.add(name)
        names.append(name)
    return tuple(names), notes


def blocks(
    source: Source, encoding: str, mark: int, layout: Layout, *, start: int, row: int, size: int
) -> Iterator[Block]:
    """Cut a delimited file into blocks of whole records.

    Args:
        start, row: where to begin, in UTF-8 text after the mark, and the number of that row.
        size: about how many bytes a block has.

    Raises:
        InvalidInput: a quote is opened and never closed.
    """
    rest: list[bytes] = []  # what was read after the last block
    waiting = last = 0  # its length, and where in it the last whole record ends
    records = 0
    state = place = 0
    done = offset = start
    ready: Block | None = None
    for text, place in encodings.text_blocks(source, encoding, mark, start=start):
        at = 0
        while at < len(text):
            # Blocks end before fixed lines through the text, so that a resumed reading cuts where the first one did.
            part = text[at : at + size - done % size]
            at += len(part)
            done += len(part)
            state, end, found, _ = kernels.scan_records(
                np.frombuffer(part, np.uint8), ord(layout.delimiter), ord(layout.quote or "\0"), state
            )
            if end >= 0:
                last = waiting + end
                records += found
            rest.append(part)
            waiting += len(part)
            if waiting - last > LONGEST_RECORD:
                raise _never_closed(source, row + records, layout)
            if done % size or not last:
                continue
            data = b"".join(rest)
            offset += last
            if ready is not None:
                yield ready
            ready = Block(data[:last], row, records, offset, place)
            row += records
            rest, waiting, last, records = [data[last:]], waiting - last, 0, 0
    if state & 3 == 2:
        raise _never_closed(source, row + records, layout)
    data = b"".join(rest)
    if last < len(data):
        records += 1  # the last record has no newline
    if ready is not None and data and records == 1 and not last:
        ready, data = Block(ready.data + data, ready.row, ready.records + 1, offset + len(data), place), b""
    if ready is not None:
        yield ready
    if data:
        yield Block(data, row, records, offset + len(data), place)


def check(source: Source, encoding: str, mark: int, layout: Layout) -> None:
    """Refuse a file that is not of its encoding, or whose last quote is never closed, before anything of it is used.

    Raises:
        InvalidInput: naming the byte, or the row where the quote was opened.
    """
    blocks = encodings.checked_blocks(source, encoding, mark, delimiter=layout.delimiter)
    if not layout.quote:
        for _ in blocks:
            pass
        return
    skip = layout.start
    quote, delimiter = layout.quote.encode(), layout.delimiter.encode()
    state = 0
    row = layout.first_row
    for whole in blocks:
        text, skip = whole[skip:] if skip else whole, max(0, skip - len(whole))
        if state != 2 and quote not in text:
            # Most blocks of most files hold no quote: nothing can open, and counting newlines is quick.
            row += text.count(b"\n") or text.count(b"\r")
            state = 0 if text[-1:] in (b"\n", b"\r", delimiter) else 1
            continue
        state, _, records, _ = kernels.scan_records(
            np.frombuffer(text, np.uint8), ord(layout.delimiter), ord(layout.quote), state & 3
        )
        row += records
    if state & 3 == 2:
        raise _never_closed(source, row, layout)


def last_end(data: bytes, layout: Layout) -> int:
    """Give the offset after the last whole record of some text."""
    array = np.frombuffer(data, np.uint8)
    _, end, _, _ = kernels.scan_records(array, ord(layout.delimiter), ord(layout.quote or "\0"), 0)
    return max(end, 0)


def _never_closed(source: Source, row: int, layout: Layout) -> InvalidInput:
    return InvalidInput(
        f"{source.name}: the quote opened in row {row:,} is never closed",
        code="open-quote",
        hint=f"close it, or double it ({layout.quote * 2}) if it is text, or tell in the mapping that there are none",
    )


def _first_end(data: bytes, delimiter: str, quote: str) -> int:
    """Give the offset after the first record."""
    array = np.frombuffer(data, np.uint8)
    state = done = 0
    while done < len(data):
        found = min((at for mark in (b"\n", b"\r") if (at := data.find(mark, done)) >= 0), default=len(data) - 1)
        if data[found : found + 2] == b"\r\n":
            found += 1
        state, *_ = kernels.scan_records(array[done : found + 1], ord(delimiter), ord(quote or "\0"), state)
        done = found + 1
        if state == 0 or state & 4:
            break
    return done


def _quote(text: str) -> str:
    """Choose the quote: the double one, unless only single ones enclose fields."""
    if '"' in text:
        return '"'
    enclosed = len(re.findall(r"(?:^|[,;\t|])'[^'\n]*'(?=$|[,;\t|\r])", text, re.M))
    return "'" if enclosed > text.count("\n") / 2 and enclosed > 1 else '"'


def _delimiter(text: str, quote: str) -> str:
    """Choose the delimiter that cuts most rows into the same number of fields, more than one."""
    best = (0.0, 0, ",")
    for delimiter in DELIMITERS:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, quotechar=quote or None)
        widths: list[int] = []
        try:
            for record in reader:
                if record:
                    widths.append(len(record))
                if len(widths) >= HEADER_RECORDS:
                    break
        except csv.Error:
            continue
        if len(widths) > 2:
            widths.pop()  # the last one may be cut off
        width, count = Counter(widths).most_common(1)[0]
        if width > 1:
            best = max(best, (round(count / len(widths), 1), width, delimiter))
    return best[2]


def _looks_like_data(record: list[str]) -> bool:
    """Tell a first row of values from a header: one of its cells is a time or a decimal number."""
    cells = [cell.strip() for cell in record]
    _, kinds = read_times(text_array(cells), 1)
    numbers = sum(bool(re.fullmatch(r"-?\d+([.,]\d+)?", cell)) for cell in cells)
    return bool(kinds.any()) or numbers > len(cells) / 2
