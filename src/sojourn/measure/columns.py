"""A table of answers or questions as columns: a CSV or Parquet file, an Arrow table, or columns in memory.

Unlike events, such tables are kept by people and small enough for memory: thousands of rows, seldom millions.
"""

import codecs
import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sojourn.core.contents import content_of
from sojourn.core.errors import InvalidInput

_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_DELIMITERS = ",;\t|"
_PARQUET = b"PAR1"
LARGEST = 1 << 30
"""More bytes than answers have that people keep in a table."""


@dataclass(frozen=True, slots=True, eq=False)
class Columns:
    """A table, column for column; empty cells are None.

    Attributes:
        file: its name; None for what is in memory.
        values: by column; all of one length.
        rows: which row of the source each is: its line in a CSV file, the heading being line 1, else its place from 1.
        uneven: rows with more or fewer cells than there are columns: line, number of cells.
    """

    file: str | None
    values: Mapping[str, Sequence[Any]]
    rows: Sequence[int]
    uneven: tuple[tuple[int, int], ...] = ()

    def __len__(self) -> int:
        """Say how many rows there are."""
        return len(self.rows)

    def named(self) -> str:
        """Name the table."""
        return self.file or "the table"


def read_columns(
    source: Any, *, delimiter: str | None = None, encoding: str | None = None, hint: str = "save it as UTF-8"
) -> Columns:
    """Read a table.

    Args:
        source: a path of CSV or Parquet, also that of a pipe, `-` for standard input; a pyarrow table; a pandas or
            polars data frame; or a mapping of columns.
        delimiter: of CSV; by default what the heading holds most of: comma, semicolon, tab or bar.
        encoding: of CSV; by default UTF-8, or what a byte-order mark says.
        hint: what to do where it is not of its encoding.

    Raises:
        NotFound: there is no such file.
        InvalidInput: it cannot be read: not of its encoding, no heading, a column twice, a quote that is never closed.

    Cost: the table in memory.
    """
    if isinstance(source, str | Path):
        path = Path(source)
        data = content_of(path, most=LARGEST)
        if len(data) > LARGEST:
            raise InvalidInput(
                f"{path} has more than {LARGEST >> 20} MiB, and answers are read as a whole",
                code="unreadable-file",
                hint="import it as events, or give it in parts",
            )
        name = "standard input" if str(path) == "-" else path.name
        if path.suffix.lower() in (".parquet", ".pq") or data.startswith(_PARQUET):
            return _parquet(data, path, name)
        return _csv(_decoded(data, path, encoding, hint), name, delimiter)
    return _memory(source, None)


def _parquet(data: bytes, path: Path, name: str) -> Columns:
    import pyarrow as pa  # noqa: PLC0415 - start-up
    import pyarrow.parquet as pq  # noqa: PLC0415 - the same

    try:
        return _memory(pq.read_table(pa.BufferReader(data)), name)
    except (pa.ArrowInvalid, OSError) as error:
        raise InvalidInput(
            f"{path} is not a Parquet file: {error}", code="unreadable-file", hint="give CSV or Parquet"
        ) from error


def _memory(source: Any, name: str | None) -> Columns:
    """Read columns that are in memory."""
    given = source
    if not isinstance(given, Mapping):
        for ask in ("to_pydict", "to_dict"):
            if hasattr(given, ask):
                given = getattr(given, ask)() if ask == "to_pydict" else _framed(given)
                break
        else:
            raise InvalidInput(
                f"{type(source).__name__} is no table of answers",
                code="answers.no_table",
                hint="give the path of a CSV or Parquet file, an Arrow table, a data frame, or columns by name",
            )
    values = {str(name): [_plain(cell) for cell in column] for name, column in given.items()}
    lengths = {len(column) for column in values.values()}
    if len(lengths) > 1:
        raise InvalidInput(
            "the columns are not of one length", code="answers.uneven", hint="give each column as many cells"
        )
    return Columns(name, values, range(1, max(lengths, default=0) + 1))


def _framed(frame: Any) -> Any:
    """Give the columns of a data frame; pandas and polars name the way differently."""
    try:
        return frame.to_dict(orient="list")
    except TypeError:
        return frame.to_dict(as_series=False)


def _plain(cell: Any) -> Any:
    """Give a cell as text without space around it, a number or a time; None for what is empty."""
    if isinstance(cell, str):
        return cell.strip() or None
    if cell is None or cell != cell:
        return None
    return cell.item() if hasattr(cell, "item") else cell


def _decoded(data: bytes, path: Path, encoding: str | None, hint: str) -> str:
    """Give the text of a file; another encoding than UTF-8 is never guessed."""
    for mark, name in _MARKS:
        if data.startswith(mark):
            data, encoding = data[len(mark) :], name
    named = encoding or "utf-8"
    try:
        text = data.decode(named)
    except LookupError as error:
        raise InvalidInput(
            f"{named!r} is not a text encoding", code="unknown-encoding", hint="for example utf-8, cp1252, latin-1"
        ) from error
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise InvalidInput(
            f"{path} is not {named}: byte {error.start + 1} in row {line} is 0x{data[error.start]:02x}",
            code="bad-encoding",
            hint=hint,
        ) from error
    if "\0" in text:
        raise InvalidInput(
            f"{path} holds zero bytes, which text does not; it may be UTF-16", code="bad-encoding", hint=hint
        )
    return text


def _csv(text: str, name: str, delimiter: str | None) -> Columns:
    """Cut text into cells."""
    heading = text.partition("\n")[0]
    if not heading.strip():
        raise InvalidInput(
            f"{name} has no heading: its first row is empty",
            code="answers.no_heading",
            hint="begin with a row that names the columns",
        )
    by = delimiter or max(_DELIMITERS, key=heading.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=by, strict=True)
    rows: list[int] = []
    uneven: list[tuple[int, int]] = []
    # Tuples of text are let go by the garbage collector, which else looks through millions of lists again and again.
    cells: list[tuple[str, ...]] = []
    line = 1
    try:
        names = [cell.strip() for cell in next(reader)]
        _distinct(names, name)
        line, wide = reader.line_num + 1, len(names)
        for record in reader:
            at, line = line, reader.line_num + 1
            if len(record) == wide and "".join(record).strip():
                rows.append(at)
                cells.append(tuple(record))
                continue
            if not any(cell.strip() for cell in record):
                continue
            if (len(record) > len(names) and any(cell.strip() for cell in record[len(names) :])) or len(record) < len(
                names
            ):
                uneven.append((at, len(record)))
            else:
                rows.append(at)
                cells.append(tuple(record[: len(names)]))
    except csv.Error as error:
        raise InvalidInput(
            f"{name}, row {line}: {error}",
            code="unreadable-file",
            hint="close every quote, and write a quote inside a cell twice",
        ) from error
    columns = zip(*cells, strict=True) if cells else [()] * len(names)
    values = {
        each: [cell.strip() or None for cell in column] for each, column in zip(names, columns, strict=True) if each
    }
    return Columns(name, values, rows, tuple(uneven))


def _distinct(names: Sequence[str], file: str) -> None:
    """Refuse a column that is there twice."""
    twice = next((each for each in names if each and names.count(each) > 1), None)
    if twice is not None:
        raise InvalidInput(
            f"{file} has two columns {twice}",
            code="answers.repeated_column",
            hint="give every column a name of its own",
        )
