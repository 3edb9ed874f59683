"""Text encodings: declared by a byte-order mark or by the user, else strict UTF-8; never guessed silently."""

import codecs
import csv
import io
from collections.abc import Iterator

from sojourn.core.errors import InvalidInput

from .source import Source

BLOCK = 8 << 20

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


def settle(head: bytes, given: str | None) -> tuple[str, int, str | None]:
    """Decide the encoding of a file by its first bytes.

    Returns:
        (encoding, bytes of the byte-order mark, a note for the user or None). A mark wins over what was given.

    Raises:
        InvalidInput: the given name is no encoding that can be read.
    """
    for mark, name in _MARKS:
        if head.startswith(mark):
            return name, len(mark), f"the file begins with a {name.upper()} byte-order mark, which was dropped"
    if given is None:
        return "utf-8", 0, None
    try:
        info = codecs.lookup(given)
        "".encode(given)
    except (LookupError, UnicodeError) as error:
        raise InvalidInput(
            f"{given!r} is not a text encoding",
            code="unknown-encoding",
            hint="for example utf-8, cp1252, latin-1, utf-16",
        ) from error
    name = "utf-16-le" if info.name == "utf-16" else info.name
    return name, 0, None


def text_blocks(source: Source, encoding: str, mark: int, *, start: int = 0) -> Iterator[tuple[bytes, int]]:
    """Yield the text of a source as blocks of UTF-8 bytes, each with the place reached in the file.

    Args:
        encoding, mark: what `settle` gave.
        start: bytes of UTF-8 text, the mark not counted, to leave out at the start.

    Raises:
        InvalidInput: the bytes are not of the encoding. UTF-8 itself is not checked here: `check` did.
    """
    with source.open() as content:
        if encoding == "utf-8":
            content.skip(mark + start)
            while block := content.read(BLOCK):
                yield block, content.place
            return
        content.skip(mark)
        decoder = codecs.getincrementaldecoder(encoding)()
        done = 0
        while True:
            block = content.read(BLOCK)
            try:
                text = decoder.decode(block, final=not block).encode()
            except UnicodeError as error:
                raise InvalidInput(
                    f"{source.name} is not {encoding} throughout: {error}",
                    code="bad-encoding",
                    hint="pass the encoding the file was written in, such as --encoding cp1252",
                ) from error
            skip = max(0, min(len(text), start - done))
            done += len(text)
            if text[skip:]:
                yield text[skip:], content.place
            if not block:
                return


def check(source: Source, encoding: str, mark: int, *, delimiter: str | None = None) -> None:
    """Read the whole text once and refuse it where it is not of its encoding, before anything of it is used."""
    for _ in checked_blocks(source, encoding, mark, delimiter=delimiter):
        pass


def checked_blocks(source: Source, encoding: str, mark: int, *, delimiter: str | None = None) -> Iterator[bytes]:
    """Yield the text in blocks of UTF-8 bytes and refuse it where it is not of its encoding.

    Args:
        delimiter: of a delimited file, so that the column can be named.

    Raises:
        InvalidInput: with the byte, the row, the column, the likely encoding and the command to repeat.
    """
    if encoding != "utf-8":
        for block, _ in text_blocks(source, encoding, mark):
            yield block
        return
    done = mark
    rows = 0
    decoder = codecs.getincrementaldecoder("utf-8")()
    header = tail = b""
    for block, _ in text_blocks(source, encoding, mark):
        pending = len(decoder.getstate()[0])
        if not header:
            header = block.split(b"\n", 1)[0][:100_000]
        if pending or not block.isascii():
            try:
                decoder.decode(block)
            except UnicodeDecodeError as error:
                at = max(0, error.start - pending)
                raise _refusal(
                    source, done - pending + error.start, rows, tail, block, at, header, delimiter
                ) from error
        yield block
        rows += block.count(b"\n")
        done += len(block)
        tail = block[-100_000:]
    try:
        decoder.decode(b"", final=True)
    except UnicodeDecodeError as error:
        pending = len(decoder.getstate()[0])
        raise _refusal(source, done - pending, rows, tail[:-pending], tail[-pending:], 0, header, delimiter) from error


def check_head(source: Source, encoding: str, mark: int) -> None:
    """Refuse a file whose first megabytes are not of its encoding; one that is worse further on is for `check`."""
    with source.open() as content:
        content.skip(mark)
        head = content.read(BLOCK)
    try:
        codecs.getincrementaldecoder(encoding)().decode(head)
    except UnicodeDecodeError:
        check(source, encoding, mark)


def check_zeros(source: Source, head: bytes, encoding: str) -> None:
    """Refuse UTF-16 that says nothing of it: its zero bytes are good UTF-8, but no text.

    Raises:
        InvalidInput: more than one byte in five is zero.
    """
    start = head[:200_000]
    if encoding == "utf-8" and start.count(0) > len(start) // 5:
        name, _ = likely(start)
        raise InvalidInput(
            f"{source.name} holds a zero byte every few bytes, which looks like {name} without a byte-order mark",
            code="bad-encoding",
            hint=f"if it is, repeat the command with --encoding {name}; nothing was imported",
        )


def doubt(head: bytes, encoding: str) -> str | None:
    """Say so if text that is declared to be of a one-byte encoding is good UTF-8 all the same."""
    if encoding.startswith("utf") or head.isascii():
        return None
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return None
    return f"the file is read as {encoding}, but is good UTF-8: letters beyond ASCII may be spoilt"


def likely(block: bytes) -> tuple[str | None, bool]:
    """Judge bytes that are not UTF-8: the likely encoding, and whether UTF-8 is mixed in.

    Returns:
        (encoding or None, mixed): mixed where some letters beyond ASCII are good UTF-8 and others are not.
    """
    head = block[:200_000]
    if head.count(0) > len(head) // 5:
        return ("utf-16-be" if head[0::2].count(0) > head[1::2].count(0) else "utf-16-le"), False
    bad = good = 0
    at = 0
    while at < len(head):
        try:
            good += sum(ord(letter) > 127 for letter in head[at:].decode())
            break
        except UnicodeDecodeError as error:
            good += sum(ord(letter) > 127 for letter in head[at : at + error.start].decode())
            if at + error.end >= len(head) - 3 and error.reason == "unexpected end of data":
                break
            bad += 1
            at += error.end
            if bad > 1000:
                break
    try:
        head.decode("cp1252")
        name: str | None = "cp1252"
    except UnicodeDecodeError:
        name = "latin-1"
    return name, good > 0 and bad > 0


def _refusal(
    source: Source, at: int, rows: int, tail: bytes, block: bytes, inside: int, header: bytes, delimiter: str | None
) -> InvalidInput:
    """Word what was found where."""
    row = rows + block.count(b"\n", 0, inside) + 1
    before = (tail + block[:inside]).rsplit(b"\n", 1)[-1]
    line = before + block[inside:].split(b"\n", 1)[0]
    column = _column(header, before, delimiter)
    name, mixed = likely((before + block[inside:]) if b"\0" in line else (tail + block))
    found = line[max(0, len(before) - 10) : len(before) + 10]
    where = f"{source.name}: byte {at:,} (row {row:,}{f', column {column!r}' if column else ''})"
    if mixed:
        return InvalidInput(
            f"{where} is not UTF-8, but other letters of the file are: it mixes encodings; around it stands {found!r}",
            code="mixed-encodings",
            hint=f"write the file anew in UTF-8; --encoding {name} would read it, but spoil the letters that are UTF-8",
        )
    return InvalidInput(
        f"{where} is not UTF-8; around it stands {found!r}, which looks like {name}",
        code="bad-encoding",
        hint=f"if it is, repeat the command with --encoding {name}; nothing was imported",
    )


def _column(header: bytes, before: bytes, delimiter: str | None) -> str | None:
    """Name the column in which a line's prefix ends."""
    if delimiter is None:
        return None
    try:
        count = len(next(csv.reader(io.StringIO(before.decode("latin-1"), newline=""), delimiter=delimiter), [""]))
        names = next(csv.reader(io.StringIO(header.decode("utf-8", "replace"), newline=""), delimiter=delimiter), [])
    except csv.Error:
        return None  # the row itself is told
    return names[count - 1].strip() if 0 < count <= len(names) else None
