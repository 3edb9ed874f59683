"""One PDF of several sheets, with a title and a language, from the sheets that the renderer draws one by one."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

CATALOGUE, PAGES, ABOUT, FIRST = 1, 2, 3, 4
"""Numbers of the parts that belong to the whole document, and of the first that comes from a sheet."""

_REFERENCE = re.compile(rb"(\d+) 0 R\b")
_STREAM = re.compile(rb"(.*?>>\s*)(stream\r?\n.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class _Sheet:
    """A document of one page: its parts by number, and which of them are the page, its tree and its catalogue."""

    parts: dict[int, bytes]
    page: int
    tree: int
    left_out: frozenset[int]


def joined(documents: Sequence[bytes], *, title: str, language: str) -> bytes:
    """Join documents of one page each, as the renderer writes them, into one.

    Args:
        documents: PDF with a plain table of its parts.
        title: what readers show as the document's name.
        language: BCP 47, for whoever reads aloud.
    """
    parts: dict[int, bytes] = {}
    pages: list[int] = []
    for sheet in map(_read, documents):
        shift = max(parts, default=FIRST - 1)
        pages.append(sheet.page + shift)
        parts |= {
            number + shift: _renumbered(part, shift, sheet.tree)
            for number, part in sheet.parts.items()
            if number not in sheet.left_out
        }
    kids = " ".join(f"{page} 0 R" for page in pages)
    spoken = re.sub(r"[^A-Za-z0-9-]", "", language)
    parts[CATALOGUE] = (
        f"<< /Type /Catalog /Pages {PAGES} 0 R /Lang ({spoken}) /ViewerPreferences << /DisplayDocTitle true >> >>"
    ).encode()
    parts[PAGES] = f"<< /Type /Pages /Count {len(pages)} /Kids [{kids}] >>".encode()
    named = title.encode("utf-16-be", "replace").hex().upper()
    parts[ABOUT] = f"<< /Title <FEFF{named}> /Creator (Sojourn) >>".encode()
    return _written(parts)


def _read(document: bytes) -> _Sheet:
    """Take a document apart by the table at its end."""
    table = int(document[document.rindex(b"startxref") + 9 :].split()[0])
    rows = re.findall(rb"(\d{10}) (\d{5}) ([nf])", document[table:])
    starts = {number: int(offset) for number, (offset, _, kind) in enumerate(rows) if kind == b"n"}
    ends = sorted([*starts.values(), table])
    parts = {}
    for number, start in starts.items():
        whole = document[start : ends[ends.index(start) + 1]]
        parts[number] = whole[whole.index(b"obj") + 3 : whole.rindex(b"endobj")].strip(b"\r\n")
    trailer = document[document.index(b"trailer", table) :]
    root = _number(trailer, b"Root")
    about = re.search(rb"/Info (\d+) 0 R", trailer)
    tree = _number(parts[root], b"Pages")
    page = _number(parts[tree].replace(b"[", b""), b"Kids")
    return _Sheet(parts, page, tree, frozenset({root, tree, *([int(about[1])] if about else [])}))


def _number(part: bytes, key: bytes) -> int:
    found = re.search(rb"/" + key + rb"\s+(\d+) 0 R", part)
    if found is None:
        raise ValueError(f"the renderer's PDF has no {key.decode()}")
    return int(found[1])


def _renumbered(part: bytes, shift: int, tree: int) -> bytes:
    """Let a part refer to the others by their new numbers; what it holds as a stream stays as it is."""
    split = _STREAM.match(part)
    head, stream = (split[1], split[2]) if split else (part, b"")

    def renamed(found: re.Match[bytes]) -> bytes:
        number = int(found[1])
        return b"%d 0 R" % (PAGES if number == tree else number + shift)

    return _REFERENCE.sub(renamed, head) + stream


def _written(parts: dict[int, bytes]) -> bytes:
    """Write a document: its parts by number, the table of where each begins, and where the table is."""
    document = bytearray(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
    rows = {}
    for number in sorted(parts):
        rows[number] = len(document)
        document += b"%d 0 obj\n%b\nendobj\n" % (number, parts[number])
    table, size = len(document), max(parts) + 1
    document += b"xref\n0 %d\n0000000000 65535 f \n" % size
    for number in range(1, size):
        document += b"%010d 00000 n \n" % rows[number] if number in rows else b"0000000000 65535 f \n"
    document += b"trailer\n<< /Size %d /Root %d 0 R /Info %d 0 R >>\n" % (size, CATALOGUE, ABOUT)
    return bytes(document + b"startxref\n%d\n%%%%EOF\n" % table)
