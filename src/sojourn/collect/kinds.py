"""Find out what a file is from its bytes; its ending is not asked."""

import re

from sojourn.core.errors import InvalidInput

from . import encodings
from .model import FileKind
from .source import Source

HEAD = 1 << 16

_STRANGERS = (
    (b"PK\x03\x04", "a ZIP archive or an Excel workbook", "unpack it, or save the sheet as CSV"),
    (b"\xd0\xcf\x11\xe0", "an old Excel workbook", "save the sheet as CSV"),
    (b"SQLite format 3", "an SQLite database", "export the table as CSV or Parquet"),
    (b"%PDF", "a PDF document", "export the data as CSV"),
    (b"ARROW1", "an Arrow file", "write it as Parquet"),
    (b"\x1f\x8b", "compressed twice", "decompress it once"),
    (b"Obj\x01", "an Avro file", "write it as Parquet"),
    (b"ORC", "an ORC file", "write it as Parquet"),
)
_OCEL = re.compile(r'"(?:ocel:)?(?:objectTypes|eventTypes|object-types|events|objects)"\s*:\s*[\[{]')


def sniff(source: Source) -> FileKind:
    """Tell what kind of file this is.

    Raises:
        InvalidInput: the file is empty, or of a kind that cannot be read.
    """
    with source.open() as content:
        head = content.read(HEAD)
    if not head:
        raise InvalidInput(
            f"{source.name} is empty: it has no byte of content", code="empty-file", hint="check how it was exported"
        )
    if head.startswith(b"PAR1"):
        return FileKind.PARQUET
    for magic, what, hint in _STRANGERS:
        if head.startswith(magic):
            raise InvalidInput(f"{source.name} is {what}, which cannot be imported", code="unknown-format", hint=hint)
    if source.name.lower().endswith(".parquet") and b"\0" in head and not head.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise InvalidInput(
            f"{source.name} is not Parquet: it does not begin with PAR1",
            code="unknown-format",
            hint="check how it was written, or copied; a file that breaks off has to be written again",
        )
    encoding, mark, _ = encodings.settle(head, None)
    text = head[mark:].decode(encoding, "replace").lstrip()
    if text.startswith("<"):
        if re.search(r"<(?:\w+:)?log[\s>]", text) or "xes" in text[:2000].lower():
            return FileKind.XES
        raise InvalidInput(
            f"{source.name} is XML or HTML, but no XES event log",
            code="unknown-format",
            hint="the root of an XES log is <log>; other XML has to be exported as CSV",
        )
    if text.startswith("{"):
        first = text.split("\n", 1)[0]
        whole = first.rstrip().endswith("}") and "\n" in text
        ocel = _OCEL.match(text[1:].lstrip()) or (_OCEL.search(text) and not whole)
        return FileKind.OCEL if ocel else _json_object(source, text)
    if text.startswith("[") and re.match(r"\[\s*[\[{\]]", text):
        return FileKind.JSONL
    return FileKind.CSV


def _json_object(source: Source, text: str) -> FileKind:
    """Tell JSON Lines from one JSON document over several lines."""
    if re.match(r"\{\s*\n", text) and '"ocel' in text:
        return FileKind.OCEL
    if re.match(r"\{\s*\r?\n", text):
        raise InvalidInput(
            f"{source.name} is one JSON document over several lines, not one object a line",
            code="unknown-format",
            hint="write one object a line, or one array of objects",
        )
    return FileKind.JSONL
