"""Rows that imports refused, counted and listed."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sojourn.core.results import Heading, Table
from sojourn.stores import dead_letters
from sojourn.stores.layout import Layout

from .output import write_table

_WHERE = re.compile(r"^row [\d,]+(?:, column .+?)?: ")

FIELDS = ("file", "row", "column", "value", "code", "message", "hint", "raw")


@dataclass(frozen=True, slots=True)
class Refused:
    """Refused rows.

    Attributes:
        total: how many there are.
        by_code: how many for each reason, most frequent first.
        letters: the rows that are shown, each with the keys of `FIELDS`.
    """

    total: int
    by_code: Mapping[str, int]
    letters: tuple[Mapping[str, Any], ...]

    def to_dict(self) -> dict[str, Any]:
        """Give the JSON form."""
        return {
            "refused": self.total,
            "by_code": dict(self.by_code),
            "rows": [{name: letter.get(name) for name in FIELDS} for letter in self.letters],
        }

    def tables(self) -> tuple[Table, ...]:
        """Give what a person reads: the reasons, then rows."""
        reasons = Table(
            f"{self.total:,} rows were refused" if self.total else "No row was refused",
            (Heading("Reason", numeric=False), Heading("Rows")),
            tuple((code, f"{count:,}") for code, count in self.by_code.items()),
        )
        if not self.letters:
            return (reasons,)
        return (reasons, listing(self.letters, title=f"The first {len(self.letters):,}"))


def listing(letters: tuple[Mapping[str, Any], ...], *, title: str) -> Table:
    """List refused rows for a person; what would be right is said once for each reason."""
    rows = tuple(
        (
            Path(str(letter["file"])).name,
            f"{letter['row']:,}",
            letter.get("column") or "",
            _short(letter.get("value") or ""),
            _WHERE.sub("", str(letter["message"])),
        )
        for letter in letters
    )
    hints = dict.fromkeys(str(letter["hint"]) for letter in letters if letter.get("hint"))
    words = ("File", "Row", "Column", "Found", "Why")
    headings = tuple(Heading(word, numeric=word == "Row") for word in words)
    return Table(title, headings, rows, tuple(f"to do: {hint}" for hint in hints))


def listed(workspace: Path, *, code: str | None = None, limit: int = 20) -> Refused:
    """Count all refused rows and give the first few, of one reason if it is named."""
    folder = Layout(workspace).dead_letters
    by_code = dead_letters.counts(folder)
    return Refused(sum(by_code.values()), by_code, tuple(dead_letters.first(folder, limit, code=code)))


def write(workspace: Path, path: Path, *, code: str | None = None) -> int:
    """Write all refused rows to a file, and say how many there were.

    Raises:
        InvalidInput: the ending names no form.
    """
    import pyarrow as pa  # noqa: PLC0415 - start-up: a listing needs none

    def kept() -> Iterator[dict[str, Any]]:
        for letter in dead_letters.letters(Layout(workspace).dead_letters):
            if code is None or letter["code"] == code:
                yield {name: letter.get(name) for name in FIELDS}

    schema = pa.schema([(name, pa.int64() if name == "row" else pa.string()) for name in FIELDS])
    table = pa.Table.from_pylist(list(kept()), schema=schema)
    write_table(table, path)
    return int(table.num_rows)


def _short(value: str) -> str:
    return value if len(value) <= 40 else f"{value[:39]}…"
