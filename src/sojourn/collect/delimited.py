"""Read delimited text, block by block, through Arrow's reader."""

import codecs
from collections.abc import Iterator
from typing import IO, Any, Literal, cast

import numpy as np
import pyarrow as pa
import pyarrow.csv as pacsv

from . import dialects, encodings
from .arrays import DICTIONARY, one_array
from .model import SAMPLE_ROWS, FileKind, Inspection, Layout, Mapping, Refusal
from .refusals import unreadable
from .rows import Raw
from .samples import describe
from .source import Source

HEAD = 8 << 20


def inspect(source: Source, given: Mapping) -> Inspection:
    """Look at the first rows of a delimited file.

    Raises:
        InvalidInput: the head of the file is not of its encoding, or holds no record.
    """
    with source.open() as content:
        head = content.read(HEAD)
        more = bool(content.read(1))
    encoding, mark, note = encodings.settle(head[:4], given.encoding)
    encodings.check_zeros(source, head, encoding)
    note = note or encodings.doubt(head, encoding)
    text = _decoded(source, head, encoding, mark, more)
    lines = text[: 1 << 18] if len(text) > 1 << 18 else text
    header = dialects.find_header(source.name, lines, delimiter=given.delimiter, quote=given.quote, header=given.header)
    layout = header.layout
    data = text.encode()[layout.start :]
    if more:
        data = data[: dialects.last_end(data, layout)]
    table, refused = parse(data, layout, header.names, given.nulls, {}, source.name, layout.first_row)
    whole = not more and len(table) + len(refused) <= SAMPLE_ROWS
    table = table.slice(0, SAMPLE_ROWS)
    blank = _blank(table)
    table = table.filter(pa.array(~blank))
    return Inspection(
        name=source.name,
        kind=FileKind.CSV,
        compression=source.compression,
        encoding=encoding,
        size=source.size,
        columns=describe(table),
        rows=len(table),
        complete=whole,
        notes=(*((note,) if note else ()), *header.notes),
        sample=table,
        layout=layout,
        repeated=header.repeated,
    )


def _blank(table: pa.Table) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Tell which rows hold nothing."""
    blank = np.ones(len(table), np.bool_)
    for column in table.columns:
        blank &= column.is_null().to_numpy()
    return blank


def _decoded(source: Source, head: bytes, encoding: str, mark: int, more: bool) -> str:
    """Decode the head of a file; its last letter may be cut off."""
    try:
        return codecs.getincrementaldecoder(encoding)().decode(head[mark:], final=not more)
    except UnicodeDecodeError:
        pass
    delimiter = dialects.find_header(
        source.name, head[:100_000].decode("latin-1"), delimiter=None, quote=None, header=None
    ).layout.delimiter
    encodings.check(source, encoding, mark, delimiter=delimiter)
    return head[mark:].decode(encoding)


def check(source: Source, inspection: Inspection) -> None:
    """Read the whole text once before anything of it is used: encoding and quotes.

    Raises:
        InvalidInput: naming the byte or the row.
    """
    dialects.check(source, inspection.encoding, _mark(source, inspection), inspection.layout)


def blocks(source: Source, inspection: Inspection, *, start: int, row: int, size: int) -> Iterator[dialects.Block]:
    """Cut the file into blocks of whole records."""
    mark = _mark(source, inspection)
    return dialects.blocks(source, inspection.encoding, mark, inspection.layout, start=start, row=row, size=size)


def _mark(source: Source, inspection: Inspection) -> int:
    with source.open() as content:
        head = content.read(4)
    return encodings.settle(head, inspection.encoding)[1]


def raw_rows(block: dialects.Block, inspection: Inspection, mapping: Mapping, encode: frozenset[str]) -> Raw:
    """Parse one block.

    Args:
        encode: columns to be dictionary-encoded while parsing.
    """
    names = tuple(column.name for column in inspection.columns)
    types: dict[str, pa.DataType] = dict.fromkeys(encode, DICTIONARY)
    table, refused = parse(block.data, inspection.layout, names, mapping.nulls, types, inspection.name, block.row)
    rows = np.arange(block.row, block.row + len(table) + len(refused), dtype=np.int64)
    if refused:
        rows = np.delete(rows, [refusal.row - block.row for refusal in refused])
    columns = {name: one_array(table.column(name)) for name in names}
    return Raw(columns, rows, tuple(refused), len(table) + len(refused))


def parse(
    data: bytes,
    layout: Layout,
    names: tuple[str, ...],
    nulls: tuple[str, ...],
    types: dict[str, pa.DataType],
    file: str,
    row: int,
) -> tuple[pa.Table, list[Refusal]]:
    """Parse whole records, every column as text; records of another width are refused."""
    refused: list[Refusal] = []

    def refuse(record: Any) -> Literal["skip"]:
        refused.append(
            unreadable(
                file,
                row + record.number - 1,
                "wrong_columns",
                f"{record.actual_columns} cells where the header has {record.expected_columns}",
                "quote cells that hold the delimiter or a newline, and give every row as many cells as the header",
                record.text,
            )
        )
        return "skip"

    kinds = {name: types.get(name, pa.string()) for name in names}
    if not data:
        return pa.table({name: pa.array([], kinds[name]) for name in names}), []
    table = pacsv.read_csv(
        cast(IO[bytes], pa.BufferReader(data)),
        read_options=pacsv.ReadOptions(use_threads=False, column_names=list(names), block_size=len(data) + 1),
        parse_options=pacsv.ParseOptions(
            delimiter=layout.delimiter,
            quote_char=layout.quote or False,
            double_quote=True,
            newlines_in_values=True,
            ignore_empty_lines=False,
            invalid_row_handler=refuse,
        ),
        convert_options=pacsv.ConvertOptions(
            check_utf8=False, column_types=kinds, strings_can_be_null=True, null_values=list(nulls)
        ),
    )
    return table, refused
