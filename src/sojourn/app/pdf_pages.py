"""One PDF of several sheets, with a title and a language, from the sheets that the renderer draws one by one."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

CATALOGUE, PAGES, ABOUT, FIRST = 1, 2, 3, 4
"""Numbers of the parts that belong to the whole document, and of the first that comes from a sheet."""

_REFERENCE = re.compile(rb"(\d+) 0 R\b")
_STREAM = re.compile(rb"(.*?>>\s*)(stream\r?\n.*)", re.DOTALL)
_NAMED = re.compile(rb"(?:[ \t]*/[A-Za-z]+\d+ \d+ 0 R\r?\n){2,}")
"""What a page uses, by the names that its content calls it: `/x0 12 0 R`, a line each."""


@dataclass(frozen=True, slots=True)
class _Sheet:
    """A document of one page: its parts by number in the order of their use, of which the page is the first."""

    parts: dict[int, bytes]
    tree: int


def joined(documents: Sequence[bytes], *, title: str, language: str) -> bytes:
    """Join documents of one page each, as the renderer writes them, into one.

    The renderer numbers what it writes as it comes; here the order of use decides, so that equal drawings give equal
    bytes.

    Args:
        documents: PDF with a plain table of its parts.
        title: what readers show as the document's name.
        language: BCP 47, for whoever reads aloud.
    """
    parts: dict[int, bytes] = {}
    pages: list[int] = []
    for sheet in map(_read, documents):
        first = max(parts, default=FIRST - 1) + 1
        numbers = {number: place for place, number in enumerate(sheet.parts, first)} | {sheet.tree: PAGES}
        pages.append(first)
        parts |= {numbers[number]: _renumbered(part, numbers) for number, part in sheet.parts.items()}
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
    tree = _number(parts[_number(trailer, b"Root")], b"Pages")
    page = _number(parts[tree].replace(b"[", b""), b"Kids")
    return _Sheet(_used(parts, page, tree), tree)


def _used(parts: dict[int, bytes], page: int, tree: int) -> dict[int, bytes]:
    """Give a page and what it uses, in the order of first use."""
    found: dict[int, bytes] = {}
    ahead = [page]
    while ahead:
        number = ahead.pop()
        if number in found or number == tree:
            continue
        head, stream = _split(parts[number])
        head = _NAMED.sub(lambda named: b"".join(sorted(named[0].splitlines(keepends=True), key=_place)), head)
        found[number] = head + stream
        ahead += [int(other) for other in reversed(_REFERENCE.findall(head))]
    return found


def _place(line: Any) -> tuple[int, bytes]:
    """Sort names by their letters and number: x2 before x10."""
    name = bytes(line).split()[0]
    return len(name), name


def _number(part: bytes, key: bytes) -> int:
    found = re.search(rb"/" + key + rb"\s+(\d+) 0 R", part)
    if found is None:
        raise ValueError(f"the renderer's PDF has no {key.decode()}")
    return int(found[1])


def _split(part: bytes) -> tuple[bytes, bytes]:
    """Take a part's stream, which is nobody's to read, from what stands before it."""
    split = _STREAM.fullmatch(part)
    return (split[1], split[2]) if split else (part, b"")


def _renumbered(part: bytes, numbers: dict[int, int]) -> bytes:
    """Let a part refer to the others by their new numbers; what it holds as a stream stays as it is."""
    head, stream = _split(part)
    return _REFERENCE.sub(lambda found: b"%d 0 R" % numbers[int(found[1])], head) + stream


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
