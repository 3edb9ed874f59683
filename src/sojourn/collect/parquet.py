"""Read Parquet: by row groups, in batches of one size, with memory that does not grow with the file."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from sojourn.core.errors import InvalidInput

from .arrays import DICTIONARY, Array, is_dictionary, typed_text
from .model import SAMPLE_ROWS, FileKind, Inspection
from .rows import Raw
from .samples import describe
from .source import Source

BATCH_ROWS = 500_000

DAMAGE = (pa.ArrowException, OSError, UnicodeDecodeError)
"""What Arrow raises when the bytes are damaged."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Some rows of a Parquet file and the number of the first."""

    table: pa.Table
    row: int


def inspect(source: Source) -> Inspection:
    """Look at the first rows of a Parquet file."""
    with source.open_seekable() as file:
        try:
            opened = pq.ParquetFile(file)
            names = opened.schema_arrow.names
            batch = next(opened.iter_batches(batch_size=SAMPLE_ROWS), None)
            rows = opened.metadata.num_rows
        except DAMAGE as error:
            raise damaged(source, error) from error
    if len(set(names)) < len(names):
        twice = next(name for name in names if names.count(name) > 1)
        raise InvalidInput(
            f"{source.name} has two columns called {twice!r}", code="duplicate-column", hint="rename one of them"
        )
    if batch is None or not rows:
        raise InvalidInput(
            f"{source.name} has columns ({', '.join(names[:8])}) but no rows",
            code="empty-file",
            hint="check the export",
        )
    raw = pa.Table.from_batches([batch])
    table = pa.table({name: _shape(raw.column(name), False) for name in names})
    return Inspection(
        name=source.name,
        kind=FileKind.PARQUET,
        compression=source.compression,
        encoding="utf-8",
        size=source.size,
        columns=describe(table),
        rows=len(table),
        complete=rows <= len(table),
        notes=(),
        sample=table,
    )


def damaged(source: Source, error: Exception) -> InvalidInput:
    """Word what Arrow found."""
    return InvalidInput(
        f"{source.name} is a damaged Parquet file: {(str(error).splitlines() or ['nothing more is known'])[0]}",
        code="damaged-file",
        hint="write or fetch the file again",
    )


def batches(source: Source, *, skip: int, encode: frozenset[str]) -> Iterator[tuple[Batch, int]]:
    """Yield batches of equal size, each with the bytes of the file read so far.

    Whole row groups that lie in skipped batches are not read.

    Args:
        skip: batches to leave out at the start.
        encode: text columns to be read dictionary-encoded.
    """
    with source.open_seekable() as file:
        try:
            opened = pq.ParquetFile(file, read_dictionary=sorted(encode))
            total = opened.metadata.num_rows
            sizes = [opened.metadata.row_group(n).num_rows for n in range(opened.metadata.num_row_groups)]
            starts = np.concatenate([[0], np.cumsum(sizes)])
            begin = skip * BATCH_ROWS
            first = int(np.searchsorted(starts, begin, side="right")) - 1
            drop = begin - int(starts[min(first, len(starts) - 1)])
            waiting: list[pa.Table] = []
            count = 0
            row = begin
            for batch in opened.iter_batches(batch_size=BATCH_ROWS, row_groups=list(range(first, len(sizes)))):
                table = pa.Table.from_batches([batch])
                if drop:
                    cut = min(drop, len(table))
                    table, drop = table.slice(cut), drop - cut
                waiting.append(table)
                count += len(table)
                while count >= BATCH_ROWS:
                    joined = pa.concat_tables(waiting) if len(waiting) > 1 else waiting[0]
                    yield Batch(joined.slice(0, BATCH_ROWS), row + 2), source.size * (row + BATCH_ROWS) // max(total, 1)
                    row += BATCH_ROWS
                    count -= BATCH_ROWS
                    waiting = [joined.slice(BATCH_ROWS)] if count else []
            if count:
                yield Batch(pa.concat_tables(waiting), row + 2), source.size
        except DAMAGE as error:
            raise damaged(source, error) from error


def raw_rows(batch: Batch, encode: frozenset[str]) -> Raw:
    """Bring one batch into the shapes that judging knows."""
    table = batch.table
    columns = {name: _shape(table.column(name), name in encode) for name in table.column_names}
    return Raw(columns, np.arange(batch.row, batch.row + len(table), dtype=np.int64), (), len(table))


def _shape(column: Array, encode: bool) -> Array:
    """Give one array; text is checked, nested values become JSON text."""
    if pa.types.is_dictionary(column.type):
        column = column.unify_dictionaries()
    array = pa.concat_arrays(column.chunks) if column.num_chunks != 1 else column.chunk(0)
    kind = array.type
    if pa.types.is_large_string(kind) or pa.types.is_string_view(kind):
        array = array.cast(pa.string())
    elif is_dictionary(array):
        if not (pa.types.is_string(kind.value_type) or pa.types.is_large_string(kind.value_type)):
            return _shape(pa.chunked_array([array.dictionary_decode()]), encode)
        if kind != DICTIONARY:
            array = array.cast(DICTIONARY)
        return pa.DictionaryArray.from_arrays(array.indices, _valid(array.dictionary))
    elif pa.types.is_nested(kind) or "binary" in str(kind):
        return typed_text(array)
    if pa.types.is_string(array.type):
        array = _valid(array)
        return array.dictionary_encode() if encode else array
    return array


def _valid(array: Array) -> Array:
    """Mend text that is not UTF-8, which other writers did not check."""
    try:
        array.validate(full=True)
    except pa.ArrowException:
        raw = array.cast(pa.binary()).to_pylist()
        return pa.array([None if v is None else _decoded(v) for v in raw], pa.string())
    return array


def _decoded(raw: bytes) -> str:
    """Decode; a NUL at the end marks a spoilt text: see `texts.clean`."""
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return raw.decode("utf-8", "replace") + "\0"
