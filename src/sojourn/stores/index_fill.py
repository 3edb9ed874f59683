"""Make an extra column of the index from the lake: read it, put it in the order of the index, keep it if possible."""

import os
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from itertools import pairwise
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from sojourn.core.journeys import Column, Labels, Numbers

from .arrays import column_of, taken
from .files import sync_folder, write_json
from .hashing import PARTITIONS, customer_hashes, first_hash
from .index_columns import BOOLEANS, COLUMNS, ColumnFiles, file_name, find_files
from .ipc import write_arrow
from .journey_index import JourneyIndex
from .json_columns import text_of_key
from .lake import Lake, Snapshot
from .lake_files import read_rows
from .mapped import Damaged, Described
from .naming import Names
from .parts import time_key, two_key_order

THREADS = 2


def fill_column(index: JourneyIndex, name: str, *, lake: Lake) -> Mapping[str, Column] | None:
    """Write an extra column for every part that lacks it.

    Returns:
        None when it is kept with the index; where that cannot be written, the column by name of the part.

    Raises:
        Damaged: the lake's rows are not those the index was made from.
        StoreError: a file of the lake cannot be read.
    """
    snapshot = lake.snapshot(index.manifest.lake_version)

    def values(number: int) -> Any:
        parts = index.manifest.parts
        last = parts[number + 1].first_partition if number + 1 < len(parts) else PARTITIONS
        first = first_hash(0 if number == 0 else parts[number].first_partition)
        time = index.file(parts[number].name, parts[number].events).array("time")
        return _in_order(lake.root, snapshot, name, first, first_hash(last), time)

    if os.access(index.root, os.W_OK):
        with suppress(OSError):  # a full disk, or a folder inside that may not be written
            _keep(index, name, values)
            return None
    return _held(index, name, values)


def _keep(index: JourneyIndex, name: str, values: Callable[[int], Any]) -> None:
    """Write the column beside the parts, then where it lies."""
    kind = index.properties[name]
    old = find_files(index.root, name)
    if old is None or old.kind != kind:
        old = ColumnFiles(kind=kind, dictionary=None, parts={})
    names = Names()
    if old.dictionary is not None:
        names = Names(index.file(COLUMNS, old.dictionary).texts("label"))
    folder = index.root / COLUMNS
    folder.mkdir(exist_ok=True)
    stem = file_name(name)
    parts = index.manifest.parts
    lock = Lock()

    def make(number: int) -> Described:
        part = parts[number]
        if part.name in old.parts:
            return old.parts[part.name]
        found = values(number)
        with lock:
            column = _columns(found, kind, names)
        return write_arrow(index.root / part.name / f"col-{stem}.arrow", column)

    with ThreadPoolExecutor(THREADS, thread_name_prefix="sojourn-column") as pool:
        made = list(pool.map(make, range(len(parts))))
    files = {part.name: described for part, described in zip(parts, made, strict=True)}
    dictionary = None
    if kind == "string":
        path = folder / f"{stem}-{index.manifest.generation:06d}-{len(names):08d}.arrow"
        dictionary = write_arrow(path, {"label": pa.array(names.listed(), pa.string())})
    sync_folder(folder)
    write_json(folder / f"{stem}.json", ColumnFiles(kind, dictionary, files).to_dict())
    if old.dictionary is not None and (dictionary is None or old.dictionary.name != dictionary.name):
        (folder / old.dictionary.name).unlink(missing_ok=True)


def _held(index: JourneyIndex, name: str, values: Callable[[int], Any]) -> Mapping[str, Column]:
    """Make the column in memory, part by part."""
    kind, names = index.properties[name], Names()
    made = [_columns(values(number), kind, names) for number in range(len(index.manifest.parts))]
    labels: Sequence[str] = BOOLEANS if kind == "bool" else tuple(names.listed())
    columns: dict[str, Column] = {}
    for part, column in zip(index.manifest.parts, made, strict=True):
        if "code" in column:
            columns[part.name] = Labels(column["code"], labels)
        else:
            valid = column["valid"].view(np.bool_) if "valid" in column else None
            columns[part.name] = Numbers(column["number"], valid)
    return columns


def _columns(values: Any, kind: str, names: Names) -> dict[str, Any]:
    """Give what is kept of a part's values: codes for text and booleans, numbers and validity for the rest."""
    if kind == "string":
        return {"code": names.code(values)}
    made = column_of(pa.chunked_array([values]), kind)
    return {"code": made.codes} if isinstance(made, Labels) else _numbers(made)


def _numbers(made: Numbers) -> dict[str, Any]:
    column: dict[str, Any] = {"number": made.values}
    if made.valid is not None:
        column["valid"] = made.valid.view(np.uint8)
    return column


def _in_order(root: Path, snapshot: Snapshot, name: str, first: int, last: int, time: NDArray[np.int64]) -> Any:
    """Read a column of a stretch of customers in the order of the index."""
    stored = name in snapshot.schema.names
    wanted = name if stored else "properties"
    for with_customers in (False, True):
        columns = [wanted, "time", "seq", *(["customer"] if with_customers and wanted != "customer" else [])]
        coded = [wanted] if stored and pa.types.is_string(snapshot.schema.field(name).type) else []
        tables = list(
            read_rows(
                root,
                sorted(snapshot.files, key=lambda file: file.first_hash),
                columns,
                first=first,
                last=last,
                schema=_coded(snapshot.schema, coded),
                coded=coded,
            )
        )
        if sum(table.num_rows for table in tables) != len(time):
            raise Damaged("the lake has other rows than the index was made from")
        if not tables:
            return pa.array([], pa.string())
        rows = pa.concat_tables(tables)
        order = None
        if with_customers or not _one_after_the_other(tables):
            order = _order(rows, with_customers=with_customers)
        found = rows["time"].cast(pa.int64()).to_numpy()
        if np.array_equal(found if order is None else found.take(order), time):
            values = rows[wanted].combine_chunks()
            values = values if order is None else taken(values, order)
            return values if stored else text_of_key(values, name)
    raise Damaged("the lake has other rows than the index was made from")


def _coded(schema: pa.Schema, coded: Sequence[str]) -> pa.Schema:
    """Give the schema with some text columns as dictionaries, so that nulls of missing columns fit the others."""
    return pa.schema([f.with_type(pa.dictionary(pa.int32(), pa.string())) if f.name in coded else f for f in schema])


def _one_after_the_other(tables: Sequence[pa.Table]) -> bool:
    """Say whether each file's customers come after those of the file before, so that nothing needs sorting."""
    bounds = [(table["customer_hash"][0].as_py(), table["customer_hash"][-1].as_py()) for table in tables]
    return all(before[1] < after[0] for before, after in pairwise(bounds))


def _order(rows: pa.Table, *, with_customers: bool) -> NDArray[np.int64]:
    """Order rows as the index has them. Two customers of one hash need their names looked at."""
    order = np.arange(rows.num_rows)
    hashes = rows["customer_hash"].to_numpy().view(np.uint64)
    checks = np.zeros(len(order), np.uint64)
    if with_customers:
        checks = customer_hashes(rows["customer"].cast(pa.string()).combine_chunks())[1]
    two_key_order(time_key(rows["time"].cast(pa.int64()).to_numpy()), rows["seq"].to_numpy().view(np.uint64), order)
    two_key_order(hashes, checks, order)
    return order
