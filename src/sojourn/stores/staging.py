"""Rows of an import on their way into the record: cut by customer hash, in memory as long as they fit, then on disk."""

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from pyarrow import ipc

from sojourn.core.errors import StoreError
from sojourn.kernels import checksum, order_by

from .arrays import numbers_in, one, taken
from .conforming import Conformer
from .hashing import PARTITION_BITS, PARTITIONS, customer_hashes
from .naming import Names

BUDGET = 256 << 20
"""Bytes of rows held in memory before they are written aside."""


@dataclass(frozen=True, slots=True)
class Run:
    """Rows of one chunk in order of their partition.

    Attributes:
        table: the rows; on disk, when `name` is given, through a memory map.
        starts: (PARTITIONS + 1,) int64; rows of partition p are starts[p] to starts[p + 1].
    """

    table: pa.Table
    starts: NDArray[np.int64]
    name: str | None
    size: int
    sum: int

    def to_dict(self) -> dict[str, Any]:
        """Give what is needed to open it again."""
        return {"name": self.name, "size": self.size, "sum": f"{self.sum:016x}"}


class Staging:
    """The rows of one import."""

    def __init__(self, folder: Path, *, conformer: Conformer, events: Names, channels: Names, budget: int = BUDGET):
        self._folder = folder
        self._budget = budget
        self._held = 0
        self.conformer = conformer
        self.events = events
        self.channels = channels
        self.runs: list[Run] = []
        self.arrived = 0

    @property
    def rows(self) -> int:
        """How many rows are staged."""
        return sum(run.table.num_rows for run in self.runs)

    def counts(self) -> NDArray[np.int64]:
        """Give the number of staged rows in each partition."""
        total = np.zeros(PARTITIONS, np.int64)
        for run in self.runs:
            total += np.diff(run.starts)
        return total

    def add(self, events: pa.Table, *, file: int) -> None:
        """Take a chunk of accepted events of one file, in order of arrival."""
        rows = events.num_rows
        if rows == 0:
            return
        customers = _plain(events["customer"])
        hashes, _ = customer_hashes(customers)
        order = np.empty(rows, np.int64)
        order_by(hashes, order, 63 - PARTITION_BITS, False)
        columns: dict[str, Any] = {
            "key_hi": events["key_hi"].to_numpy().take(order),
            "key_lo": events["key_lo"].to_numpy().take(order),
            "place": order.astype(np.int32),
            "time": events["time"].cast(pa.int64()).to_numpy().take(order),
            "event": _short(self.events.code(one(events["event"]))).take(order),
        }
        if "channel" in events.column_names:
            columns["channel"] = _short(self.channels.code(one(events["channel"]))).take(order)
        columns["customer"] = taken(customers, order)
        for name, values in self.conformer.fit(events).items():
            columns[f"+{name}"] = taken(values, order)
        starts = _starts(hashes.take(order))
        facts: dict[Any, Any] = {"starts": starts.tobytes(), "file": str(file), "arrived": str(self.arrived)}
        table = pa.table(columns).replace_schema_metadata(facts)
        self.runs.append(Run(table, starts, None, 0, 0))
        self.arrived += rows
        self._held += table.nbytes

    @property
    def full(self) -> bool:
        """Say whether what is held in memory exceeds the budget."""
        return self._held > self._budget

    def spill(self) -> None:
        """Write every run that is still in memory to the folder."""
        for place, run in enumerate(self.runs):
            if run.name is None:
                name = f"run-{place:05d}.arrow"
                path = self._folder / name
                table = run.table.combine_chunks()
                with pa.OSFile(str(path), "wb") as sink, ipc.new_file(sink, table.schema) as writer:
                    writer.write_table(table, max_chunksize=table.num_rows)
                self.runs[place] = _mapped(path, None)
        self._held = 0

    def restore(self, kept: Sequence[dict[str, Any]]) -> None:
        """Open runs that were written before.

        Raises:
            StoreError: one is missing or not what was written.
        """
        self.runs = [_mapped(self._folder / run["name"], run) for run in kept]
        self.arrived = sum(run.table.num_rows for run in self.runs)
        names = {run.name for run in self.runs}
        for path in self._folder.glob("run-*.arrow"):
            if path.name not in names:
                path.unlink()

    def take(self, first: int, last: int) -> pa.Table:
        """Give the rows of partitions `first` to `last` (exclusive), in order of arrival within each customer."""
        pieces = []
        for run in self.runs:
            a, b = int(run.starts[first]), int(run.starts[last])
            if b > a:
                pieces.append(_piece(run.table.slice(a, b - a)))
        return pa.concat_tables(pieces, promote_options="default")

    def clear(self) -> None:
        """Forget all rows and remove the folder."""
        self.runs = []
        shutil.rmtree(self._folder, ignore_errors=True)


def _mapped(path: Path, kept: dict[str, Any] | None) -> Run:
    """Open a run on disk; with `kept`, check that it is what was written."""
    try:
        mapped = pa.memory_map(str(path))
        content = mapped.read_buffer()
    except OSError as error:
        raise StoreError(f"the staged rows {path} are gone: {error}", code="damaged-staging") from error
    found = checksum(numbers_in(content, np.uint8))
    if kept is not None and (content.size != kept["size"] or found != int(kept["sum"], 16)):
        raise StoreError(f"the staged rows {path} are damaged", code="damaged-staging")
    table = ipc.open_file(content).read_all()
    starts = np.frombuffer(table.schema.metadata[b"starts"], np.int64)
    return Run(table, starts, path.name, content.size, found)


def _piece(rows: pa.Table) -> pa.Table:
    """Complete rows of a run by what all of its rows share, in the types of the merge."""
    facts = rows.schema.metadata
    columns: dict[str, Any] = {name: rows[name] for name in rows.column_names if name != "place"}
    for name in ("event", "channel"):
        if name in columns:
            columns[name] = columns[name].cast(pa.int32())
    columns["arrival"] = rows["place"].to_numpy().astype(np.int64) + int(facts[b"arrived"])
    columns["file"] = np.full(rows.num_rows, int(facts[b"file"]), np.int32)
    return pa.table(columns)


def _short(codes: NDArray[np.int32]) -> NDArray[Any]:
    """Store codes in two bytes where they fit."""
    return codes.astype(np.int16) if len(codes) == 0 or codes.max() < 2**15 else codes


def _starts(hashes: NDArray[np.uint64]) -> NDArray[np.int64]:
    """Find where each partition starts in rows that are in order of partition."""
    partition = (hashes >> np.uint64(63 - PARTITION_BITS)).astype(np.int64)
    return np.searchsorted(partition, np.arange(PARTITIONS + 1))


def _plain(column: Any) -> Any:
    """Give a text column as one plain string array."""
    values = one(column)
    return values.cast(pa.string()) if not pa.types.is_string(values.type) else values
