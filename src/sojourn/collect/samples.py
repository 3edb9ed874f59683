"""Describe the columns of a sample."""

import pyarrow as pa
import pyarrow.compute as pc

from .arrays import Array, one_array, plain, typed_text
from .model import Column
from .properties import column_type
from .times import Clock


def describe(table: pa.Table, *, texts: frozenset[str] = frozenset()) -> tuple[Column, ...]:
    """Say of every column its type, how many values are missing or different, and the first few.

    Args:
        texts: columns that the file itself says are text, so that "12" is no number.
    """
    return tuple(_describe(name, one_array(table.column(name)), name in texts) for name in table.column_names)


def _describe(name: str, one: Array, text: bool) -> Column:
    values = typed_text(plain(one))
    different = pc.unique(values.drop_null())
    kind = column_type(one, Clock())
    if text and kind in ("bool", "int64", "double"):
        kind = "string"
    examples = tuple(v if len(v) <= 40 else v[:39] + "…" for v in different.slice(0, 3).to_pylist() if v is not None)
    return Column(name, kind, values.null_count, len(different), examples)
