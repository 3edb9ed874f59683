"""Formats without columns: every record is an item of names and texts; a batch of them becomes columns."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from .arrays import text_array
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
    """Some records, those that could not be read apart, and the bytes of the file read so far."""

    items: tuple[Item, ...]
    refused: tuple[Refusal, ...]
    place: int


def batches(found: Iterable[tuple[Item | Refusal, int]], *, skip: int = 0, size: int = BATCH_ITEMS) -> Iterator[Batch]:
    """Gather records into batches of one size.

    Args:
        found: items and refusals, each with the bytes of the file read so far.
        skip: batches to leave out at the start.
    """
    items: list[Item] = []
    refused: list[Refusal] = []
    place = 0
    for one, place in found:
        if isinstance(one, Item):
            items.append(one)
        else:
            refused.append(one)
        if len(items) + len(refused) == size:
            if skip > 0:
                skip -= 1
            else:
                yield Batch(tuple(items), tuple(refused), place)
            items, refused = [], []
    if (items or refused) and skip <= 0:
        yield Batch(tuple(items), tuple(refused), place)


def raw_rows(batch: Batch, names: tuple[str, ...]) -> Raw:
    """Turn a batch into columns; names that are no column go into the rest."""
    known = frozenset(names)
    columns = {name: text_array([item.values.get(name) for item in batch.items]) for name in names}
    rest: list[str | None] = []
    for item in batch.items:
        if item.values.keys() <= known:
            rest.append(None)
        else:
            more = {name: value for name, value in item.values.items() if name not in known}
            rest.append(json.dumps({name: _kept(value) for name, value in more.items()}, ensure_ascii=False))
    return Raw(
        columns,
        np.array([item.row for item in batch.items], np.int64),
        batch.refused,
        len(batch.items) + len(batch.refused),
        text_array([item.raw for item in batch.items]),
        text_array(rest) if any(text is not None for text in rest) else None,
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
    items = batch.items[:SAMPLE_ROWS] if batch else ()
    names: dict[str, None] = {}
    texts: set[str] = set()
    for item in items:
        for name, value in item.values.items():
            names.setdefault(name)
            if type(value) is str:
                texts.add(name)
    chosen = tuple(names)[:MOST_COLUMNS]
    if len(names) > MOST_COLUMNS:
        notes += (
            f"there are {len(names):,} names; those after the first {MOST_COLUMNS:,} stay in the JSON properties",
        )
    table = pa.table({name: text_array([item.values.get(name) for item in items]) for name in chosen})
    total = len(batch.items) + len(batch.refused) if batch else 0
    return Inspection(
        name=source.name,
        kind=kind,
        compression=source.compression,
        encoding="utf-8",
        size=source.size,
        columns=describe(table, texts=frozenset(texts)),
        rows=len(items),
        complete=total <= SAMPLE_ROWS,
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
        name = prefix + key.replace("\0", "")
        if value is None:
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
