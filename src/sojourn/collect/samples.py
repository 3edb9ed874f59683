"""Describe the columns of a sample."""

import pyarrow as pa
import pyarrow.compute as pc

from .arrays import plain
from .model import Column
from .properties import column_type, typed_text
from .times import Clock


def describe(table: pa.Table, *, texts: frozenset[str] = frozenset()) -> tuple[Column, ...]:
    """Say of every column its type, how many values are missing or different, and the first few.

    Args:
        texts: columns that the file itself says are text, so that "12" is no number.
    """
    return tuple(_describe(name, table.column(name).combine_chunks(), name in texts) for name in table.column_names)


def _describe(name: str, array: "pa.Array[object] | pa.ChunkedArray[object]", text: bool) -> Column:
    one = pa.concat_arrays(array.chunks) if isinstance(array, pa.ChunkedArray) else array
    values = typed_text(plain(one))
    different = pc.unique(values.drop_null())
    kind = "string" if text else column_type(one, Clock())
    examples = tuple(v if len(v) <= 40 else v[:39] + "…" for v in different.slice(0, 3).to_pylist() if v is not None)
    return Column(name, kind, values.null_count, len(different), examples)
