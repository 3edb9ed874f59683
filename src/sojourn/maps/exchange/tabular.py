"""Tables in CSV: columns found by their headings, and cells that a spreadsheet would take for a formula."""

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from ..model import Place
from .reading import MOST_ROWS, Log, one_line, refused

_FORMULA = re.compile(r"'*[=+\-@\t\r]")
_YES = {"yes", "y", "true", "1", "x", "✓", "✔", "oui", "ja", "si", "sí"}


@dataclass(frozen=True, slots=True)
class Row:
    """A row: its cells by what they are, and where it begins in the file."""

    line: int
    cells: Mapping[str, str]

    def get(self, name: str) -> str:
        """Give a cell without spaces around; nothing when there is no such column."""
        return self.cells.get(name, "").strip()

    def raw(self, name: str) -> str:
        """Give a cell as it stands."""
        return self.cells.get(name, "")

    def lines(self, name: str) -> tuple[str, ...]:
        """Give a cell that holds a list, one item a line."""
        return tuple(item for line in self.get(name).split("\n") if (item := one_line(line)))

    def flag(self, name: str) -> bool:
        """Say whether a cell says yes."""
        return self.get(name).casefold() in _YES

    @property
    def place(self) -> Place:
        """Where it begins."""
        return Place(self.line, 1)


def read_table(
    text: str,
    names: Mapping[str, Sequence[str]],
    *,
    columns: Mapping[str, str],
    required: Sequence[str],
    log: Log,
) -> list[Row]:
    """Read a table whose first row holds headings; the separator is found: comma, semicolon or tab.

    Args:
        names: for each column the headings that are understood, its own name among them.
        columns: headings mapped by hand: which heading holds a column.
        required: columns without which the table says nothing; any one of them will do.

    Raises:
        MapRefused: no such column, a heading mapped by hand that is not there, or a table that cannot be read.
    """
    first = text.lstrip("\n").split("\n", 1)[0]
    separator = max(",;\t", key=lambda each: (first.count(each), each == ","))
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    rows: list[tuple[int, list[str]]] = []
    while True:
        line = reader.line_num + 1
        try:
            row = next(reader)
        except StopIteration:
            break
        except csv.Error as error:
            raise refused(f"the table cannot be read: {error}", Place(line, 1)) from error
        if any(cell.strip() for cell in row):
            rows.append((line, row))
        if len(rows) > MOST_ROWS:
            raise refused(f"there are more than {MOST_ROWS:,} rows", Place(line, 1))
    if len(rows) < 2:
        raise refused("the table has headings at most, and no row")
    headings = [one_line(cell) for cell in rows[0][1]]
    which = _columns(headings, names, columns)
    if not any(name in which.values() for name in required):
        raise refused(
            f"no column is {' or '.join(required)}; the headings are {', '.join(headings[:20])}",
            Place(rows[0][0], 1),
            hint=f"name it with --column {required[0]}=HEADING",
        )
    return _rows(rows[1:], headings, which, log)


def _columns(
    headings: Sequence[str], names: Mapping[str, Sequence[str]], columns: Mapping[str, str]
) -> Mapping[int, str]:
    """Say for each column of the file what it is; the first that fits wins."""
    folded = [_folded(heading) for heading in headings]
    found: dict[int, str] = {}
    for name, heading in columns.items():
        if name not in names:
            raise refused(
                f"{name!r} is no column of a map", hint=_near(name, names) or f"columns are {', '.join(names)}"
            )
        if _folded(heading) not in folded:
            raise refused(
                f"there is no column {heading!r}", hint=_near(heading, headings) or f"there are {', '.join(headings)}"
            )
        found[folded.index(_folded(heading))] = name
    for name, known in names.items():
        if name in found.values():
            continue
        wanted = [_folded(each) for each in (name, *known)]
        places = (at for each in wanted for at, head in enumerate(folded) if head == each and at not in found)
        place = next(places, None)
        if place is not None:
            found[place] = name
    return found


def _rows(
    rows: Sequence[tuple[int, list[str]]], headings: Sequence[str], which: Mapping[int, str], log: Log
) -> list[Row]:
    made = []
    strange: dict[int, list[str]] = {}
    for line, cells in rows:
        given = {}
        for at, cell in enumerate(cells):
            said = plain_cell(cell)
            if not said.strip():
                continue
            if at in which:
                given[which[at]] = said
            else:
                heading = headings[at] if at < len(headings) and headings[at] else f"column {at + 1}"
                strange.setdefault(at, []).append(f"{heading}: {said.strip()}")
        made.append(Row(line, given))
    for at, texts in sorted(strange.items()):
        heading = headings[at] if at < len(headings) and headings[at] else f"{at + 1}"
        log.unplaced_all(texts, f"column {heading!r} has no place in a map")
    return made


def write_table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Write a table with commas and LF; cells that a spreadsheet would compute get an apostrophe."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(headings)
    writer.writerows([safe_cell(cell) for cell in row] for row in rows)
    return out.getvalue()


def safe_cell(cell: str) -> str:
    """Keep a spreadsheet from computing a cell: text that starts like a formula gets an apostrophe; numbers do not.

    Lines in it end as all lines of the file do.
    """
    cell = cell.replace("\r\n", "\n").replace("\r", "\n")
    if not _FORMULA.match(cell) or re.fullmatch(r"[+-]?\d+(\.\d+)?", cell):
        return cell
    return f"'{cell}"


def plain_cell(cell: str) -> str:
    """Take away the apostrophe that `safe_cell` put there, or a person for the same reason."""
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell[1:]) else cell


def _folded(heading: str) -> str:
    return re.sub(r"[\s_-]+", " ", heading.casefold()).strip(" :*")


def _near(word: str, known: Iterable[str]) -> str | None:
    near = get_close_matches(word, list(known), 1, 0.5)
    return f"did you mean {near[0]!r}?" if near else None
