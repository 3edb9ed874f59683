"""Formats without columns: every record is an item of names and texts; a batch of them becomes columns."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from .arrays import Array, text_array
from .model import SAMPLE_ROWS, FileKind, Inspection, Refusal
from .rows import Raw
from .samples import describe
from .source import Source

BATCH_ITEMS = 50_000
MOST_COLUMNS = 1_000  # names beyond these stay in the JSON properties of their rows
DEEPEST = 8


class Number(str):
    """A JSON number as it was written: no digit is lost, and it is told apart from a text."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Item:
    """One record: its row number, its values by name, and its raw text."""

    row: int
    values: dict[str, str]
    raw: str


@dataclass(frozen=True, slots=True)
class Batch:
    """Some records by column, those that could not be read apart, and the bytes of the file read so far."""

    columns: dict[str, list[str | None]]
    rows: list[int]
    raws: list[str]
    refused: tuple[Refusal, ...]
    place: int

    def __len__(self) -> int:
        return len(self.rows) + len(self.refused)


class _Gathering:
    """Records on their way into columns: keeping each as a dictionary would keep the garbage collector busy."""

    def __init__(self) -> None:
        self._columns: dict[str, list[str | None]] = {}
        self._rows: list[int] = []
        self._raws: list[str] = []
        self._refused: list[Refusal] = []

    def __len__(self) -> int:
        return len(self._rows) + len(self._refused)

    def add(self, one: Item | Refusal) -> None:
        """Take one record."""
        if isinstance(one, Refusal):
            self._refused.append(one)
            return
        count = len(self._rows)
        for name, value in one.values.items():
            column = self._columns.get(name)
            if column is None:
                column = self._columns[name] = [None] * count
            elif len(column) < count:
                column.extend([None] * (count - len(column)))
            column.append(value)
        self._rows.append(one.row)
        self._raws.append(one.raw)

    def batch(self, place: int) -> Batch:
        """Give what was taken."""
        for column in self._columns.values():
            column.extend([None] * (len(self._rows) - len(column)))
        return Batch(self._columns, self._rows, self._raws, tuple(self._refused), place)


def batches(found: Iterable[tuple[Item | Refusal, int]], *, skip: int = 0, size: int = BATCH_ITEMS) -> Iterator[Batch]:
    """Gather records into batches of one size.

    Args:
        found: items and refusals, each with the bytes of the file read so far.
        skip: batches to leave out at the start.
    """
    gathering = _Gathering()
    place = 0
    for one, place in found:
        gathering.add(one)
        if len(gathering) == size:
            if skip > 0:
                skip -= 1
            else:
                yield gathering.batch(place)
            gathering = _Gathering()
    if len(gathering) and skip <= 0:
        yield gathering.batch(place)


def raw_rows(batch: Batch, names: tuple[str, ...]) -> Raw:
    """Turn a batch into Arrow columns; names that are no column go into the rest."""
    known = frozenset(names)
    none: list[str | None] = [None] * len(batch.rows)
    return Raw(
        {name: text_array(batch.columns.get(name, none)) for name in names},
        np.array(batch.rows, np.int64),
        batch.refused,
        len(batch),
        text_array(batch.raws),
        _rest({name: column for name, column in batch.columns.items() if name not in known}, len(batch.rows)),
    )


def _rest(columns: dict[str, list[str | None]], count: int) -> Array | None:
    """Write what stands in no column as one JSON text a row."""
    found: dict[int, dict[str, Any]] = {}
    for name, column in columns.items():
        for place, value in enumerate(column):
            if value is not None:
                found.setdefault(place, {})[name] = _kept(value)
    if not found:
        return None
    return text_array(
        [json.dumps(found[place], ensure_ascii=False) if place in found else None for place in range(count)]
    )


def _kept(value: str) -> Any:
    """Give a value as JSON keeps it."""
    return value == "true" if isinstance(value, Number) and value in ("true", "false") else _plain(value)


def inspection(
    source: Source,
    kind: FileKind,
    batch: Batch | None,
    *,
    notes: tuple[str, ...] = (),
    customer_type: str | None = None,
) -> Inspection:
    """Describe the columns of the first records.

    Args:
        batch: up to 10,000 records and one more, if there is one.
    """
    heads = {} if batch is None else {name: values[:SAMPLE_ROWS] for name, values in batch.columns.items()}
    found = {name: values for name, values in heads.items() if any(value is not None for value in values)}
    chosen = tuple(found)[:MOST_COLUMNS]
    if len(found) > MOST_COLUMNS:
        notes += (
            f"there are {len(found):,} names; those after the first {MOST_COLUMNS:,} stay in the JSON properties",
        )
    table = pa.table({name: text_array(found[name]) for name in chosen})
    texts = frozenset(name for name in chosen if any(type(value) is str for value in found[name]))
    return Inspection(
        name=source.name,
        kind=kind,
        compression=source.compression,
        encoding="utf-8",
        size=source.size,
        columns=describe(table, texts=texts),
        rows=len(table),
        complete=batch is None or len(batch) <= SAMPLE_ROWS,
        notes=notes,
        sample=table,
        customer_type=customer_type,
    )


def flat(document: dict[str, Any]) -> dict[str, str]:
    """Write a JSON object as texts by dotted name; lists stay JSON text, and null is absent."""
    values: dict[str, str] = {}
    _flatten(document, "", values, 0)
    return values


def _flatten(document: dict[str, Any], prefix: str, values: dict[str, str], depth: int) -> None:
    for key, value in document.items():
        name = prefix + (key.replace("\0", "") if "\0" in key else key)
        if value is None:
            continue
        if isinstance(value, str) and name not in values:
            values[name] = value
            continue
        if isinstance(value, dict) and value and depth < DEEPEST:
            _flatten(value, f"{name}.", values, depth + 1)
            continue
        put(values, name, as_text(value))


def put(values: dict[str, str], name: str, value: str) -> None:
    """Set a value under a name of its own."""
    count = 1
    wanted = name
    while name in values:
        count += 1
        name = f"{wanted}_{count}"
    values[name] = value


def as_text(value: Any) -> str:
    """Write a JSON value as text; a number as it was written."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return Number("true" if value else "false")
    return json.dumps(_plain(value), ensure_ascii=False)


def _plain(value: Any) -> Any:
    """Turn numbers kept as text back into numbers, inside lists."""
    if isinstance(value, Number):
        return int(value) if len(value) < 20 and value.lstrip("-").isdigit() else float(value)
    if isinstance(value, list):
        return [_plain(one) for one in value]
    return {key: _plain(one) for key, one in value.items()} if isinstance(value, dict) else value
