"""Parquet files of the lake: how one is written, and how rows of a stretch of customers are read."""

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from sojourn.core.errors import StoreError
from sojourn.core.instants import rfc3339

from .files import sync_file

ROW_GROUP = 131_072

_FIXED: list[Any] = [
    pa.field("key", pa.binary(16), nullable=False),
    pa.field("source", pa.string()),
    pa.field("id", pa.string()),
    pa.field("customer", pa.string(), nullable=False),
    pa.field("customer_hash", pa.int64(), nullable=False),
    pa.field("event", pa.string(), nullable=False),
    pa.field("channel", pa.string()),
    pa.field("time", pa.timestamp("us", "UTC"), nullable=False),
    pa.field("time_end", pa.timestamp("us", "UTC")),
    pa.field("time_flags", pa.int16(), nullable=False),
    pa.field("seq", pa.int64(), nullable=False),
    pa.field("value", pa.decimal128(18, 6)),
    pa.field("currency", pa.string()),
    pa.field("account", pa.string()),
    pa.field("case", pa.string()),
    pa.field("touchpoint", pa.string()),
    pa.field("properties", pa.string()),
    pa.field("import_id", pa.string(), nullable=False),
]
FIXED = pa.schema(_FIXED)
"""Columns every lake has; typed property columns come after them. All are nullable in the table itself."""

_PLAIN = ("key", "customer_hash", "time", "time_end", "seq", "value", "id")
_DELTA = ("seq",)


PROPERTY_TYPES = (pa.bool_(), pa.int64(), pa.float64(), pa.timestamp("us", "UTC"), pa.string())
"""Types a property column can have."""


def type_of(told: str) -> pa.DataType:
    """Give the property type that was written as text."""
    return next(type_ for type_ in PROPERTY_TYPES if str(type_) == told)


@dataclass(frozen=True, slots=True)
class LakeFile:
    """A data file: where, how large, and which rows are in it (bounds are inclusive)."""

    path: str
    bucket: int
    size: int
    rows: int
    first_hash: int
    last_hash: int
    first_time: int
    last_time: int
    last_seq: int

    def statistics(self) -> str:
        """Give the Delta statistics: numbers and times only, so that no identifier gets into the log."""
        low: dict[str, Any] = {"customer_hash": self.first_hash, "time": _log_time(self.first_time)}
        high: dict[str, Any] = {
            "customer_hash": self.last_hash,
            "time": _log_time(self.last_time),
            "seq": self.last_seq,
        }
        return json.dumps({"numRecords": self.rows, "minValues": low, "maxValues": high, "nullCount": {}})


def _log_time(instant: int) -> str:
    text = rfc3339(instant) or ""
    return text if "." in text else text.replace("Z", ".000000Z")


def write_file(
    root: Path, name: str, bucket: int, table: pa.Table, *, sync: Callable[[Path], None] = sync_file
) -> LakeFile:
    """Write one data file of rows that are sorted by customer hash, customer, time, seq.

    Columns that are null throughout are left out: readers give null for them.
    """
    path = f"bucket={bucket}/{name}.parquet"
    hashes, times = table["customer_hash"].to_numpy(), table["time"].cast(pa.int64()).to_numpy()
    kept = [field for field in table.column_names if table[field].null_count < table.num_rows]
    table = table.select(kept)
    numbers = {
        field.name
        for field in table.schema
        if not (pa.types.is_string(field.type) or pa.types.is_dictionary(field.type))
    }
    plain = (numbers | set(_PLAIN)) - {"time_flags"}
    coded: Any = [field for field in kept if field not in plain]
    (root / path).parent.mkdir(exist_ok=True)
    pq.write_table(
        table,
        root / path,
        row_group_size=ROW_GROUP,
        compression={field: "none" if field == "key" else "zstd" for field in kept},
        compression_level={field: 1 for field in kept if field != "key"},
        use_dictionary=coded,
        column_encoding={field: "DELTA_BINARY_PACKED" for field in kept if field in _DELTA},
        write_statistics=["customer_hash", "time", "seq"],
        store_decimal_as_integer=True,
        dictionary_pagesize_limit=8 << 20,
        store_schema=False,
    )
    sync(root / path)
    return LakeFile(
        path=path,
        bucket=bucket,
        size=(root / path).stat().st_size,
        rows=table.num_rows,
        first_hash=int(hashes[0]),
        last_hash=int(hashes[-1]),
        first_time=int(times.min()),
        last_time=int(times.max()),
        last_seq=int(table["seq"].to_numpy().max()),
    )


@contextmanager
def reading(path: Path) -> Iterator[None]:
    """Say which file of the lake cannot be read when the block fails to read it.

    Raises:
        StoreError: the file is missing, damaged, or may not be read.
    """
    try:
        yield
    except (OSError, pa.ArrowException) as error:
        lines = str(error).strip().splitlines()
        raise StoreError(
            f"{path} of the lake cannot be read: {lines[0][:200] if lines else type(error).__name__}",
            code="unreadable-lake",
            hint="restore it from a backup; see Damage in docs/reference/workspace.md",
        ) from error


def names_in(path: Path) -> set[str]:
    """Name the columns of a data file."""
    with reading(path):
        return set(pq.read_schema(path).names)


def read_column(path: Path, name: str) -> Any:
    """Read one column of a data file."""
    with reading(path):
        return pq.read_table(path, columns=[name], partitioning=None)[name]


def read_rows(
    root: Path,
    files: Sequence[LakeFile],
    columns: Sequence[str],
    *,
    first: int,
    last: int,
    schema: pa.Schema,
    coded: Sequence[str] = (),
) -> Iterator[pa.Table]:
    """Read the rows of customers whose hash lies from `first` on and before `last`, file by file.

    Row groups that hold no such customer are not touched. A column a file does not have comes as nulls of the type in
    `schema`. Columns named in `coded` come as dictionary columns.

    Raises:
        StoreError: a file cannot be read.
    """
    wanted = [name for name in columns if name != "customer_hash"]
    for file in files:
        if file.last_hash < first or file.first_hash >= last:
            continue
        with reading(root / file.path):
            metadata = pq.read_metadata(root / file.path)
            groups = _groups(metadata, first, last)
            if not groups:
                continue
            names = set(metadata.schema.names)
            there = [name for name in wanted if name in names]
            with pq.ParquetFile(
                root / file.path,
                metadata=metadata,
                memory_map=True,
                read_dictionary=[name for name in coded if name in names],
            ) as opened:
                table = opened.read_row_groups(groups, columns=["customer_hash", *there], use_threads=False)
        a, b = np.searchsorted(table["customer_hash"].to_numpy(), [first, last])
        table = table.slice(a, b - a)
        for name in wanted:
            if name not in there:
                table = table.append_column(name, pa.nulls(table.num_rows, schema.field(name).type))
        yield table.select(["customer_hash", *wanted])


def _groups(metadata: pq.FileMetaData, first: int, last: int) -> list[int]:
    """Find the row groups that may hold hashes from `first` on and before `last`."""
    place = metadata.schema.names.index("customer_hash")
    found = []
    for number in range(metadata.num_row_groups):
        kept: Any = metadata.row_group(number).column(place).statistics
        if kept is None or not kept.has_min_max or (kept.max >= first and kept.min < last):
            found.append(number)
    return found
