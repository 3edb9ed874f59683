"""Rows that imports refused, counted and listed."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from sojourn.core.errors import InvalidInput
from sojourn.core.results import Heading, Table
from sojourn.core.words import counted
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
        superseded: how many more there were, in files that a later import has read again.
        by_code: how many for each reason, most frequent first.
        letters: the rows that are shown, each with the keys of `FIELDS`.
    """

    total: int
    by_code: Mapping[str, int]
    letters: tuple[Mapping[str, Any], ...]
    superseded: int = 0

    def to_dict(self) -> dict[str, Any]:
        """Give the JSON form."""
        return {
            "refused": self.total,
            "by_code": dict(self.by_code),
            "superseded": self.superseded,
            "rows": [{name: letter.get(name) for name in FIELDS} for letter in self.letters],
        }

    def tables(self) -> tuple[Table, ...]:
        """Give what a person reads: the reasons, then rows."""
        earlier = f"{counted(self.superseded, 'row')} of files that were imported again since: --all lists them too"
        reasons = Table(
            f"{counted(self.total, 'row was', 'rows were')} refused" if self.total else "No row was refused",
            (Heading("Reason", numeric=False), Heading("Rows")),
            tuple((code, f"{count:,}") for code, count in self.by_code.items()),
            (earlier,) if self.superseded else (),
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


def listed(workspace: Path, *, code: str | None = None, limit: int = 20, everything: bool = False) -> Refused:
    """Count refused rows and give the first few, of one reason if it is named.

    Args:
        everything: also those of files that a later import has read again.

    Raises:
        InvalidInput: there is no such reason.
    """
    layout, code = Layout(workspace), _checked(code)
    every = dead_letters.counts(layout.dead_letters)
    without = frozenset() if everything else dead_letters.superseded(layout.imports)
    by_code = dead_letters.counts(layout.dead_letters, without=without) if without else every
    total = sum(by_code.values())
    letters = dead_letters.first(layout.dead_letters, limit, code=code, without=without)
    return Refused(total, by_code, tuple(letters), sum(every.values()) - total)


def write(workspace: Path, path: Path, *, code: str | None = None, everything: bool = False) -> int:
    """Write refused rows to a file, and say how many there were; options as for `listed`.

    Raises:
        InvalidInput: the ending names no form, or there is no such reason.
    """
    import pyarrow as pa  # noqa: PLC0415 - start-up: a listing needs none

    layout, code = Layout(workspace), _checked(code)
    without = frozenset() if everything else dead_letters.superseded(layout.imports)

    def kept() -> Iterator[dict[str, Any]]:
        for letter in dead_letters.letters(layout.dead_letters, without=without):
            if code is None or letter["code"] == code:
                yield {name: letter.get(name) for name in FIELDS}

    schema = pa.schema([(name, pa.int64() if name == "row" else pa.string()) for name in FIELDS])
    table = pa.Table.from_pylist(list(kept()), schema=schema)
    write_table(table, path)
    return int(table.num_rows)


def _checked(code: str | None) -> str | None:
    """Spell a reason as it is kept: `bad-time` is `bad_time`."""
    if code is None:
        return None
    from sojourn import collect  # noqa: PLC0415 - start-up: a listing without a reason needs none of it

    spelt = code.strip().lower().replace("-", "_")
    if spelt not in collect.REFUSAL_CODES:
        near = get_close_matches(spelt, collect.REFUSAL_CODES, 1, 0.7)
        raise InvalidInput(
            f"{code!r} is no reason for which rows are refused; there are {', '.join(collect.REFUSAL_CODES)}",
            code="unknown-code",
            hint=f"did you mean {near[0]}?" if near else "name one of them",
        )
    return spelt


def _short(value: str) -> str:
    return value if len(value) <= 40 else f"{value[:39]}…"
