"""Types of columns that hold nothing: from what the parts of a result are declared to hold."""

from collections.abc import Iterator
from dataclasses import is_dataclass
from types import MappingProxyType, NoneType
from typing import Any, get_args, get_type_hints

_ARROW = MappingProxyType({float: "double", int: "int64", str: "string", bool: "bool"})
"""What Arrow calls the plain types."""


def with_types(table: Any, result: type) -> Any:
    """Give the columns of a pyarrow table that are nothing but null the types that a result class declares.

    A column is of the type of the field of its name, in the class or in the parts it is made of; a name that ends in
    `_seconds` is a number. What neither tells stays without a type.
    """
    import pyarrow as pa  # noqa: PLC0415 - start-up: most questions never need it

    empty = [name for name in table.column_names if pa.types.is_null(table[name].type)]
    if not empty:
        return table
    kinds = dict(declared(result))
    for name in empty:
        kind = kinds.get(name, "double" if name.endswith("_seconds") else None)
        if kind is not None:
            table = table.set_column(table.column_names.index(name), name, table[name].cast(kind))
    return table


def declared(part: type) -> Iterator[tuple[str, str]]:
    """Give the fields of a dataclass and of the dataclasses in it with Arrow's names of their types, inner ones first.

    Fields that hold more than one type of thing are left out.
    """
    for name, hint in get_type_hints(part).items():
        for inner in _within(hint):
            yield from declared(inner)
        plain = [each for each in (get_args(hint) or (hint,)) if each is not NoneType]
        if len(plain) == 1 and plain[0] in _ARROW:
            yield name, _ARROW[plain[0]]


def _within(hint: Any) -> Iterator[type]:
    """Find the dataclasses that an annotation mentions."""
    if isinstance(hint, type) and is_dataclass(hint):
        yield hint
    for each in get_args(hint):
        yield from _within(each)
