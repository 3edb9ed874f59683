"""Workspaces made in tests: rows in, a folder with a record and an index out."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from pyarrow import fs

from sojourn import collect
from sojourn.app.importing import FileToImport, ImportReport, Options, import_files
from sojourn.core.clock import FixedClock
from sojourn.core.journeys import Labels, Source

NOW = datetime(2025, 1, 1, tzinfo=UTC)
MAPPING = collect.Mapping(source="shop", customer="customer", time="time", event="event", channel="channel")

Row = Mapping[str, Any]


def table_of(rows: Sequence[Row], types: Mapping[str, pa.DataType] | None = None) -> pa.Table:
    """Make a table of rows; times are microseconds."""
    known = {
        "customer": pa.string(),
        "time": pa.timestamp("us", "UTC"),
        "event": pa.string(),
        "channel": pa.string(),
        "value": pa.float64(),
        "pieces": pa.int64(),
        "city": pa.string(),
        "member": pa.bool_(),
        "due": pa.timestamp("us", "UTC"),
        **(types or {}),
    }
    names = list(dict.fromkeys(name for row in rows for name in row)) or ["customer", "time", "event", "channel"]
    return pa.table({name: pa.array([row.get(name) for row in rows], known.get(name, pa.string())) for name in names})


def bring(
    workspace: Path,
    *files: Sequence[Row],
    mapping: collect.Mapping = MAPPING,
    options: Options | None = None,
    names: Sequence[str] | None = None,
    fresh: bool = True,
    **more: Any,
) -> ImportReport:
    """Import rows through Parquet files beside the workspace; without `fresh`, files that are there are kept."""
    workspace.mkdir(exist_ok=True)
    chosen = []
    for number, rows in enumerate(files):
        name = names[number] if names else f"file{number}.parquet"
        path = workspace.parent / name
        table = table_of(rows)
        if fresh or not path.exists():
            pq.write_table(table, path)
        roles = {role: role for role in ("value", "id", "currency") if role in table.column_names}
        if "channel" not in table.column_names:
            roles["channel"] = None  # type: ignore[assignment]
        source = collect.Source(path, name=name)
        chosen.append(FileToImport(source, with_roles(mapping, roles)))
    return import_files(workspace, chosen, clock=FixedClock(NOW), options=options, **more)


def with_roles(mapping: collect.Mapping, roles: Mapping[str, Any]) -> collect.Mapping:
    """Give a mapping with more roles."""
    from dataclasses import replace

    return replace(mapping, **roles)


def events_of(source: Source, columns: Sequence[str] = ()) -> dict[str, list[tuple[Any, ...]]]:
    """Read everything: for each customer its events in order, as (time, event, channel, *columns)."""
    found: dict[str, list[tuple[Any, ...]]] = {}
    for span in source.ranges(most=5, at_least=1):
        batch = source.read(span, frozenset(columns))
        names = source.identifiers(span, batch.customer).to_pylist()
        null = np.iinfo(batch.channel.dtype).max
        for journey, name in enumerate(names):
            assert name not in found, "a customer stands in two ranges"
            found[name] = [
                (
                    int(batch.time[i]),
                    source.events[batch.event[i]],
                    None if batch.channel[i] == null else source.channels[batch.channel[i]],
                    *(value_of(batch.columns[column], i) for column in columns),
                )
                for i in range(int(batch.offsets[journey]), int(batch.offsets[journey + 1]))
            ]
    return found


def value_of(column: Any, row: int) -> Any:
    """Give a value of a column of a batch, None for null."""
    if isinstance(column, Labels):
        code = int(column.codes[row])
        return None if code < 0 else column.labels[code]
    if column.valid is not None and not column.valid[row]:
        return None
    return column.values[row].item()


def expected(rows: Sequence[Row], columns: Sequence[str] = ()) -> dict[str, list[tuple[Any, ...]]]:
    """Say the same from the rows themselves, in order of arrival."""
    found: dict[str, list[tuple[Any, ...]]] = {}
    for row in sorted(rows, key=lambda row: row["time"]):
        found.setdefault(row["customer"], []).append(
            (row["time"], row["event"], row.get("channel"), *(shown(row.get(c), c) for c in columns))
        )
    return found


def shown(value: Any, column: str) -> Any:
    """Give a value as a batch holds it."""
    if value is None:
        return None
    if column == "value":
        return round(value * 1_000_000)
    return str(value).lower() if isinstance(value, bool) else value


def record_of(workspace: Path) -> pa.Table:
    """Read the whole record as another Delta reader does, in recorded order.

    Arrow reads the files itself: with delta-rs's own file system the interpreter often aborts when it exits.
    """
    from deltalake import DeltaTable

    root = str(workspace / "lake")
    files = fs.SubTreeFileSystem(root, fs.LocalFileSystem())
    table: pa.Table = DeltaTable(root).to_pyarrow_dataset(filesystem=files).to_table()
    return table.sort_by([("time", "ascending"), ("seq", "ascending")])
