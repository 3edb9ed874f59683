"""Columns without a value have the type of what they would hold."""

from dataclasses import dataclass

import pyarrow as pa

from sojourn.core.schemas import declared, with_types


@dataclass(frozen=True)
class Part:
    label: str | None
    step: int | None
    rate: float | None
    either: int | str | None
    steps: tuple[int, ...]


@dataclass(frozen=True)
class Whole:
    parts: tuple[Part, ...]
    groups: tuple[tuple[Part, ...], ...] | None
    done: bool


def test_fields_are_found_in_the_parts_too() -> None:
    assert dict(declared(Whole)) == {"label": "string", "step": "int64", "rate": "double", "done": "bool"}


def test_only_columns_of_nothing_change() -> None:
    names = ("label", "step", "rate", "done", "p10_seconds", "other", "given")
    row = dict.fromkeys(names, None) | {"given": 1}
    table = with_types(pa.Table.from_pylist([row, row]), Whole)
    assert [str(table[name].type) for name in names] == [
        "string", "int64", "double", "bool", "double", "null", "int64",
    ]  # fmt: skip
    assert table.to_pylist() == [row, row]
