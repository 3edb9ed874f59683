"""Tables for people: laid out to the width of the terminal, or of COLUMNS; plain and complete in a pipe."""

import re
import sys
from collections.abc import Iterator, Sequence
from shutil import get_terminal_size
from unicodedata import combining, east_asian_width

import click

from sojourn.core.results import Table, plain

GAP = "  "
NARROWEST = 14
"""Words of a column may be folded down to this width before a table is cut into blocks."""

_INTERVAL = re.compile(r"(?<=\S) \([^()]*\d(?:–| to )[^()]*\d[^()]*\)")
_BREAK = re.compile(r"(?<=[ ._/>,=])(?=[^\s%])|(?<=\w-)(?=\S)")


def show(tables: Sequence[Table], *, err: bool = False) -> None:
    """Print tables on standard output, or on standard error what belongs beside the result."""
    stream = sys.stderr if err else sys.stdout
    width = get_terminal_size((0, 0)).columns
    if stream.isatty() or width:
        # Whoever sets COLUMNS wants it so in a pipe too.
        width = max(width or 80, NARROWEST)
        click.echo("\n\n".join("\n".join(lines(table, width=width)) for table in tables), err=err)
    else:
        click.echo("\n\n".join(map(text, tables)), err=err)


def text(table: Table) -> str:
    """Write a table as plain text, however wide; one without rows is its title and notes."""
    return plain(table) if table.rows else "\n".join([table.title, *table.notes])


def lines(table: Table, *, width: int) -> Iterator[str]:
    """Lay a table out for a terminal.

    Headings fold to the width of what stands below them, words fold where a row would be too long, and what still does
    not fit goes into further blocks that repeat the label. Numbers are never cut.
    """
    yield from (click.style(line, bold=True) for line in fold(table.title, width))
    if table.rows:
        columns = [_Column.of(table, place) for place in range(len(table.headings))]
        _fit(columns, width)
        for number, block in enumerate(_blocks(columns, width)):
            if number:
                yield ""
            _fit(block, width)
            yield from _block(block)
    for note in table.notes:
        yield from (click.style(line, dim=True) for line in fold(note, width))


class _Column:
    """One column: its heading, its cells, its width, and the least width it can do with."""

    def __init__(self, heading: str, cells: Sequence[str], *, numeric: bool) -> None:
        self.heading, self.cells, self.numeric = heading, cells, numeric
        widest = max(map(length, cells))
        word = max(map(length, heading.split()), default=0)
        self.width = max(widest, word)
        self.least = self.width if numeric else max(word, min(widest, NARROWEST))

    @classmethod
    def of(cls, table: Table, place: int) -> "_Column":
        """Take a column out of a table."""
        heading = table.headings[place]
        return cls(heading.label, [row[place] for row in table.rows], numeric=heading.numeric)

    def set(self, line: str) -> str:
        """Fill a line up to the width of the column."""
        space = " " * (self.width - length(line))
        return space + line if self.numeric else line + space


def _fit(columns: Sequence[_Column], width: int) -> None:
    """Fold words until the row fits, if that is enough; spend what is left on headings that would fold deep."""
    if sum(column.least for column in columns) + len(GAP) * (len(columns) - 1) <= width:
        while _total(columns) > width:
            giving = [column for column in columns if column.width > column.least]
            max(giving, key=lambda column: column.width).width -= 1
    while _total(columns) < width:
        deep = max(columns, key=lambda column: len(fold(column.heading, column.width)))
        if len(fold(deep.heading, deep.width)) <= 2:
            return
        deep.width += 1


def _blocks(columns: Sequence[_Column], width: int) -> Iterator[Sequence[_Column]]:
    """Cut columns into blocks that fit, each after its labels: the columns up to the end of the first words."""
    words = [not column.numeric for column in columns]
    first = words.index(True) if True in words else len(words)
    key = next((place for place in range(first, len(words)) if not words[place]), 0)
    label, rest = list(columns[:key]), list(columns[key:])
    block: list[_Column] = []
    for column in rest:
        if block and _total([*label, *block, column]) > width:
            yield [*label, *block]
            block = []
        block.append(column)
    yield [*label, *block]


def _block(columns: Sequence[_Column]) -> Iterator[str]:
    """Draw a block: headings at the foot of their space, a rule, rows."""
    heads = [fold(column.heading, column.width) for column in columns]
    deep = max(map(len, heads))
    for place in range(deep):
        cells = [([""] * (deep - len(head)) + head)[place] for head in heads]
        yield click.style(_row(columns, cells), dim=True)
    yield click.style(GAP.join("─" * column.width for column in columns), dim=True)
    for number in range(len(columns[0].cells)):
        folded = [fold(column.cells[number], column.width) for column in columns]
        for place in range(max(map(len, folded))):
            yield _faint(_row(columns, [part[place] if place < len(part) else "" for part in folded]))


def _row(columns: Sequence[_Column], cells: Sequence[str]) -> str:
    """Put cells side by side."""
    return GAP.join(column.set(cell) for column, cell in zip(columns, cells, strict=True)).rstrip()


def _faint(line: str) -> str:
    """Set the intervals behind numbers a little back."""
    return _INTERVAL.sub(lambda match: click.style(match[0], dim=True), line)


def _total(columns: Sequence[_Column]) -> int:
    return sum(column.width for column in columns) + len(GAP) * (len(columns) - 1)


def fold(words: str, width: int) -> list[str]:
    """Fold text after spaces, or after the marks inside a name; a piece longer than the width is cut."""
    out = [""]
    for piece in _BREAK.split(words):
        while length(piece.rstrip()) > width:
            head = _head(piece, width)
            out += [head, ""]
            piece = piece[len(head) :]
        if length(out[-1] + piece.rstrip()) > width:
            out.append("")
        out[-1] += piece
    return [line.rstrip() for line in out if line.strip()] or [""]


def _head(piece: str, room: int) -> str:
    """Give as much of a piece as fits, at least one letter."""
    count = 1
    while count < len(piece) and length(piece[: count + 1]) <= room:
        count += 1
    return piece[:count]


def length(words: str) -> int:
    """Count the places that text takes on a terminal: wide letters two, combining marks none."""
    if words.isascii():
        return len(words)
    return sum(0 if combining(letter) else 2 if east_asian_width(letter) in "WF" else 1 for letter in words)
