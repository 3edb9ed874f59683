"""The record: a Delta table of Parquet files that we write and sync ourselves; delta-rs only commits."""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import numpy as np
import pyarrow as pa
from deltalake import CommitProperties, DeltaTable, Field, PostCommitHookProperties, Schema, Transaction
from deltalake.exceptions import DeltaError
from deltalake.transaction import AddAction

from sojourn.core.errors import StoreError

from .files import sync_file, sync_folder
from .lake_files import FIXED, LakeFile
from .lake_log import broken_entry, check_complete, mend, newest_version

DEFAULT_BUCKETS = 16
_BUCKET = pa.field("bucket", pa.int32())
_LOG = "_delta_log"
_BUCKETS = re.compile(r"in (\d+) buckets")
_UNREADABLE = (DeltaError, OSError, ValueError, pa.ArrowException)
"""What reading a damaged log raises; values that cannot be parsed come as ValueError."""
_TYPES: Mapping[str, pa.DataType] = {
    "boolean": pa.bool_(),
    "integer": pa.int32(),
    "short": pa.int16(),
    "long": pa.int64(),
    "double": pa.float64(),
    "string": pa.string(),
    "binary": pa.binary(),
    "timestamp": pa.timestamp("us", "UTC"),
    "decimal(18,6)": pa.decimal128(18, 6),
}


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The lake at one version.

    Attributes:
        files: live files, by path.
        schema: columns of the data files, the partition column left out.
    """

    version: int
    files: tuple[LakeFile, ...]
    schema: pa.Schema
    buckets: int

    @property
    def rows(self) -> int:
        """How many events there are."""
        return sum(file.rows for file in self.files)

    @property
    def next_seq(self) -> int:
        """The first number of arrival that is free."""
        return max((file.last_seq for file in self.files), default=-1) + 1

    @property
    def properties(self) -> dict[str, pa.DataType]:
        """Typed property columns."""
        return {field.name: field.type for field in self.schema if field.name not in FIXED.names}


class Lake:
    """A Delta table in a folder. One writer at a time: whoever commits holds the workspace's lock."""

    def __init__(self, root: Path) -> None:
        self.root = root

    @classmethod
    def create(cls, root: Path, *, buckets: int = DEFAULT_BUCKETS) -> "Lake":
        """Make an empty lake.

        Raises:
            StoreError: it cannot be made there, or there was one whose events are known of and whose log is gone.
        """
        if buckets < 1 or buckets & (buckets - 1) or buckets > 1024:
            raise StoreError(f"{buckets} buckets: it must be a power of two up to 1024", code="bad-buckets")
        check_complete(root)
        try:
            DeltaTable.create(
                str(root),
                schema=Schema.from_arrow(pa.schema([*_nullable(FIXED), _BUCKET])),
                partition_by=["bucket"],
                description=f"Events of customers in {buckets} buckets, written by Sojourn",
            )
        except (DeltaError, OSError) as error:
            raise StoreError(f"no lake can be made in {root}: {_first_line(error)}", code="cannot-create") from error
        for number in range(buckets):
            (root / f"bucket={number}").mkdir(exist_ok=True)
        _sync_log(root, 0)
        sync_folder(root)
        return cls(root)

    def recover(self, note: Callable[[str], None]) -> None:
        """Check the newest log entries and move aside what a power cut left half-written. Only under the lock.

        Raises:
            StoreError: the damage is not what a power cut leaves, or an import that has finished is not in the log.
        """
        mend(self.root, note)
        check_complete(self.root)

    @property
    def version(self) -> int:
        """The newest version, found without opening the table."""
        return newest_version(self.root)

    def snapshot(self, version: int | None = None) -> Snapshot:
        """Give the lake as it is now, or was at a version.

        Raises:
            StoreError: the table cannot be read, or has features that this reader does not know.
        """
        table = self._opened(version)
        try:
            features = table.protocol().reader_features
            if features:
                raise StoreError(
                    f"the lake {self.root} has the features {', '.join(features)}, switched on by another writer",
                    code="unknown-features",
                )
            actions = pa.table(table.get_add_actions(flatten=True))
            fields = [pa.field(f.name, _arrow_type(f)) for f in table.schema().fields if f.name != "bucket"]
            told = _BUCKETS.search(table.metadata().description or "")
            buckets = int(told[1]) if told else DEFAULT_BUCKETS
            return Snapshot(table.version(), _live(actions), pa.schema(fields), buckets)
        except _UNREADABLE as error:
            raise _unreadable(self.root, error) from error

    def _opened(self, version: int | None = None) -> DeltaTable:
        try:
            return DeltaTable(str(self.root), version=version)
        except _UNREADABLE as error:
            raise _unreadable(self.root, error) from error

    def committed(self, import_id: str) -> bool:
        """Say whether an import is in the record."""
        return self._opened().transaction_version(import_id) is not None

    def add_columns(self, types: Mapping[str, pa.DataType]) -> None:
        """Add property columns that are not there yet; older files give null for them."""
        table = self._opened()
        there = {field.name for field in table.schema().fields}
        new = [pa.field(name, type_) for name, type_ in types.items() if name not in there]
        if new:
            wanted = Schema.from_arrow(pa.schema(new))
            table.alter.add_columns([Field(f.name, f.type, nullable=True) for f in wanted.fields])
            _sync_log(self.root, newest_version(self.root))

    def append(self, files: Sequence[LakeFile], *, import_id: str, at: int, facts: Mapping[str, str]) -> int:
        """Commit files that are on the disk already, all or none.

        Args:
            files: what `write_file` gave.
            import_id: which import they come from; remembered in the log as an application transaction.
            at: when, in milliseconds since 1970.
            facts: what else to write into the commit.

        Returns:
            The new version.

        Raises:
            StoreError: the commit failed; the lake is as before.
        """
        for folder in {(self.root / file.path).parent for file in files}:
            sync_folder(folder)
        sync_folder(self.root)
        table = self._opened()
        actions = [
            AddAction(file.path, file.size, {"bucket": str(file.bucket)}, at, True, file.statistics()) for file in files
        ]
        try:
            table.create_write_transaction(
                actions,  # type: ignore[arg-type]  # a list of one of the two kinds
                mode="append",
                schema=table.schema(),
                partition_by=["bucket"],
                commit_properties=CommitProperties(
                    custom_metadata={"sojourn.import": import_id, **facts},
                    app_transactions=[Transaction(import_id, 1, at)],
                ),
                post_commithook_properties=PostCommitHookProperties(cleanup_expired_logs=False),
            )
        except DeltaError as error:
            told = _first_line(error)
            raise StoreError(f"the lake {self.root} refused a commit: {told}", code="commit-failed") from error
        version = newest_version(self.root)
        _sync_log(self.root, version)
        return version


def _unreadable(root: Path, error: Exception) -> StoreError:
    return StoreError(
        f"the lake {root} cannot be read: {broken_entry(root) or _first_line(error)}",
        code="unreadable-lake",
        hint=f"restore {root} from a backup; what a power cut left half-written is moved aside by the next import",
    )


def _first_line(error: Exception) -> str:
    """Give what the library says without where in its own code it was."""
    lines = str(error).strip().splitlines()
    return lines[0][:200] if lines else type(error).__name__


def _sync_log(root: Path, version: int) -> None:
    log = root / _LOG
    sync_file(log / f"{version:020d}.json")
    sync_folder(log)


def _nullable(schema: pa.Schema) -> list[Any]:
    """Give fields for the table: binary of any length, everything nullable, as other engines read it best."""
    return [
        pa.field(f.name, pa.binary() if pa.types.is_fixed_size_binary(f.type) else f.type, nullable=True)
        for f in schema
    ]


def _arrow_type(field: Any) -> pa.DataType:
    kept = json.loads(field.to_json())["type"]
    if field.name == "key":
        return pa.binary(16)
    if not isinstance(kept, str) or kept not in _TYPES:
        raise StoreError(f"the lake's column {field.name!r} is of the unknown type {kept}", code="unknown-column-type")
    return _TYPES[kept]


def _live(actions: pa.Table) -> tuple[LakeFile, ...]:
    """List live files; what has no statistics is taken to hold anything."""
    if actions.num_rows == 0:
        return ()
    none = [None] * actions.num_rows

    def column(name: str) -> list[Any]:
        if name not in actions.column_names:
            return none
        values = actions[name]
        if pa.types.is_timestamp(values.type):
            values = values.cast(pa.timestamp("us", "UTC"), safe=False).cast(pa.int64())
        return values.to_pylist()

    low, high = -(2**63), np.iinfo(np.int64).max
    rows = zip(
        *(column(name) for name in ("path", "partition.bucket", "size_bytes", "num_records")),
        *(column(name) for name in ("min.customer_hash", "max.customer_hash", "min.time", "max.time", "max.seq")),
        strict=True,
    )
    files = [
        LakeFile(
            path=unquote(path),
            bucket=int(bucket),
            size=size,
            rows=count or 0,
            first_hash=low if h0 is None else h0,
            last_hash=int(high) if h1 is None else h1,
            first_time=low if t0 is None else t0,
            last_time=int(high) if t1 is None else t1,
            last_seq=-1 if seq is None else seq,
        )
        for path, bucket, size, count, h0, h1, t0, t1, seq in rows
    ]
    return tuple(sorted(files, key=lambda file: file.path))
