"""Tables row by row, each row in its place, and the rows that are left out with the reason."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sojourn.core.errors import InvalidInput

from .columns import read_columns

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Refusal:
    """A row that is left out, and why.

    Attributes:
        file: where it stands; None for columns in memory.
        row: its line in a CSV file, the heading being line 1; else its place in the table, from 1.
        column: what is wrong with it; None where it is the row itself.
        message: what was found, and what would be right.
    """

    file: str | None
    row: int
    column: str | None
    code: str
    message: str

    def to_dict(self) -> dict[str, Any]:
        """Give the JSON form."""
        return {"file": self.file, "row": self.row, "column": self.column, "code": self.code, "message": self.message}

    def __str__(self) -> str:
        """Say it in a line."""
        where = f"{self.file}, row {self.row}" if self.file else f"row {self.row}"
        return f"{where}{f', column {self.column}' if self.column else ''}: {self.message}"


@dataclass(frozen=True, slots=True)
class Records:
    """Rows with their places.

    Attributes:
        file: the name of the file; None for columns in memory.
        columns: the columns there are.
        rows: place and cells; an empty cell is None, text has no space around it.
        refused: rows with more or fewer cells than there are columns.
    """

    file: str | None
    columns: tuple[str, ...]
    rows: tuple[tuple[int, Row], ...]
    refused: tuple[Refusal, ...] = ()

    def refuse(self, place: int, column: str, value: Any, *, code: str, wanted: str) -> Refusal:
        """Refuse a row: say what was found in a column of it, and what would be right."""
        found = "nothing" if value is None else repr(value)
        return Refusal(self.file, place, column, code, f"found {found}; {wanted}")


def read_records(
    source: Any,
    *,
    required: Sequence[str],
    what: str,
    delimiter: str | None = None,
    encoding: str | None = None,
    hint: str = "save it as UTF-8",
) -> Records:
    """Read a table of which some columns are needed.

    Args:
        source: a path (.parquet, else CSV), an Arrow table, a data frame, or a mapping of columns.
        what: what the table is, for the message when a column is missing.
        delimiter, encoding, hint: as of `read_columns`.

    Raises:
        NotFound: there is no such file.
        InvalidInput: it cannot be read, or lacks a column (`table.column_missing`).

    Cost: the whole table in memory.
    """
    table = read_columns(source, delimiter=delimiter, encoding=encoding, hint=hint)
    columns = tuple(table.values)
    missing = [name for name in required if name not in columns]
    if missing:
        raise InvalidInput(
            f"{table.named()} has no column {missing[0]}; its columns are {', '.join(columns) or 'none'}",
            code="table.column_missing",
            hint=f"{what} needs the columns {', '.join(required)}",
        )
    cells = zip(*table.values.values(), strict=True)
    rows = (dict(zip(columns, row, strict=True)) for row in cells)
    message = "found {} cells; the heading has " + str(len(columns))
    uneven = tuple(Refusal(table.file, place, None, "table.uneven_row", message.format(n)) for place, n in table.uneven)
    return Records(table.file, columns, tuple(zip(table.rows, rows, strict=True)), uneven)
