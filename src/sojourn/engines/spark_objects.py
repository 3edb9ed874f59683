"""What lies in an object store, read by Arrow: for clusters whose Spark has no connector of its own for it.

The driver lists files, executors read them. Who may read is up to the surroundings of both, as the store's own tools
know them: `AWS_ACCESS_KEY_ID`, the role of a machine, `AWS_ENDPOINT_URL` for a server that is not Amazon's.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote, urlsplit

from sojourn.core.errors import EngineError, NotFound

from .spark_delta import DeltaTable, actions_of, plan, replay

_SCHEMES: Mapping[str, str] = {"s3": "s3", "s3a": "s3", "gs": "gs", "abfs": "abfs", "abfss": "abfss"}
"""What Hadoop calls a store, and what Arrow does."""

_LOG = "_delta_log"
_ROWS = 1 << 40
"""More rows than one file has."""

_NO_CONNECTOR = re.compile(
    r"No FileSystem for scheme|Class \S*FileSystem not found|ClassNotFoundException: \S*FileSystem"
)


@dataclass(frozen=True, slots=True)
class Objects:
    """Files of a store.

    Attributes:
        store: the address of the bucket, as Arrow takes it.
        files: their places in the store, in the order of their rows.
        schema: the columns of the files and those of the folders' names, as Arrow has them.
        row: the column that numbers rows.
        folders: columns whose values stand in the names of folders.
    """

    store: str
    files: tuple[str, ...]
    schema: Any
    row: str
    folders: tuple[str, ...] = ()


def lacks_connector(error: Exception, place: str) -> bool:
    """Say whether Spark failed because it cannot read such an address at all, and Arrow can."""
    return urlsplit(place).scheme in _SCHEMES and _NO_CONNECTOR.search(f"{error} {error.__cause__}") is not None


def read(spark: Any, place: str, *, row: str) -> tuple[Any, frozenset[str]]:
    """Read a workspace, a Delta table or Parquet files: a data frame, and the names of columns that files have.

    Every column of a file is read, and a file is read by one task.

    Args:
        place: such as `s3://bucket/events`.
        row: what to call the column that numbers the rows by the names of files and the places in them.

    Raises:
        NotFound: nothing is there.
        EngineError: it cannot be read.
    """
    import pyarrow as pa

    try:
        found = _found(place, row)
    except (OSError, pa.ArrowException) as error:
        raise EngineError(
            f"{place} cannot be read: {str(error).splitlines()[0][:300]}",
            code="unreadable-store",
            hint="check the address, and that the environment holds the store's keys and region",
        ) from error
    from pyspark.sql.pandas.types import from_arrow_schema

    schema = from_arrow_schema(found.schema, prefer_timestamp_ntz=True)
    if not found.files:
        return spark.createDataFrame([], schema), frozenset()
    places = spark.createDataFrame(list(enumerate(found.files)), "number long, place string")
    spread = places.repartition(len(found.files), "number")
    return spread.mapInArrow(_reader(found), schema), frozenset(found.schema.names) - {row}


def _found(place: str, row: str) -> Objects:
    """Look for what is there."""
    import pyarrow as pa
    import pyarrow.parquet as pq
    from pyspark.sql.pandas.types import to_arrow_schema
    from pyspark.sql.types import StructType

    told = urlsplit(place)
    store = f"{_SCHEMES[told.scheme]}://{told.netloc}" + (f"?{told.query}" if told.query else "")
    system, bucket = _opened(store)
    root = f"{bucket}{told.path}".rstrip("/")
    for folder in (root, f"{root}/lake"):
        names = _names(system, f"{folder}/{_LOG}")
        if names:
            table = _replayed(system, folder, names)
            # Spark's own types, and its zone of times, are what the log tells.
            schema = to_arrow_schema(StructType.fromJson(json.loads(table.schema)), timezone="UTC")
            numbered = schema.append(pa.field(row, pa.int64()))
            return Objects(store, tuple(f"{folder}/{each}" for each in table.files), numbered, row, table.partitions)
    files = [name for name in _names(system, root) if name.endswith(".parquet") and not _hidden(name)]
    files = [f"{root}/{name}" for name in files] or ([root] if root.endswith(".parquet") else [])
    if not files or not all(each.is_file for each in system.get_file_info(files[:1])):
        raise NotFound(
            f"there is no workspace, Delta table or Parquet file at {place}",
            code="nothing-there",
            hint="give a workspace's folder, or an address that the executors can read",
        )
    first = pq.read_schema(files[0], filesystem=system)
    schema = pa.schema([pa.field(each.name, _kept(each.type)) for each in first])
    return Objects(store, tuple(files), schema.append(pa.field(row, pa.int64())), row)


def _kept(kind: Any) -> Any:
    """Give the type that Spark has for what Arrow stores in another way."""
    import pyarrow as pa

    if pa.types.is_dictionary(kind):
        return _kept(kind.value_type)
    if pa.types.is_large_string(kind) or pa.types.is_string_view(kind):
        return pa.string()
    if pa.types.is_timestamp(kind):
        return pa.timestamp("us", "UTC" if kind.tz else None)
    if pa.types.is_unsigned_integer(kind):
        return pa.int64()
    return kind


def _opened(store: str) -> tuple[Any, str]:
    """Give a store's file system, and the name of the bucket in it."""
    from pyarrow.fs import FileSystem

    return FileSystem.from_uri(store)


def _names(system: Any, folder: str) -> list[str]:
    """List the files below a folder, from there on, sorted."""
    from pyarrow.fs import FileSelector

    found = system.get_file_info(FileSelector(folder, recursive=True, allow_not_found=True))
    return sorted(each.path[len(folder) + 1 :] for each in found if each.is_file)


def _hidden(name: str) -> bool:
    return any(part.startswith(("_", ".")) for part in name.split("/"))


def _replayed(system: Any, folder: str, names: list[str]) -> DeltaTable:
    """Read the log of a Delta table."""
    import pyarrow.parquet as pq

    log = plan(names, folder)
    actions: list[dict[str, Any]] = []
    for name in log.checkpoint:
        rows = pq.read_table(f"{folder}/{_LOG}/{name}", filesystem=system)
        kinds = [kind for kind in ("protocol", "metaData", "add") if kind in rows.column_names]
        actions += [
            {kind: _plain(each[kind])} for each in rows.select(kinds).to_pylist() for kind in kinds if each[kind]
        ]
    for name in log.commits:
        with system.open_input_stream(f"{folder}/{_LOG}/{name}") as stream:
            actions += actions_of(stream.read().decode(), folder)
    return replay(actions, log.version, folder)


def _plain(action: Mapping[str, Any]) -> dict[str, Any]:
    """Give a checkpoint's action as a commit tells it: maps are lists of pairs in Parquet."""
    return {
        name: dict(each) if name == "configuration" and isinstance(each, list) else each
        for name, each in action.items()
    }


def _reader(found: Objects) -> Callable[[Iterator[Any]], Iterator[Any]]:
    """Make the function that executors run over places of files."""

    def rows(batches: Iterator[Any]) -> Iterator[Any]:
        import pyarrow.parquet as pq

        system, _ = _opened(found.store)
        for batch in batches:
            for number, place in zip(*(column.to_pylist() for column in batch.columns), strict=True):
                first = int(number) * _ROWS
                with system.open_input_file(place) as file:
                    for part in pq.ParquetFile(file).iter_batches(batch_size=65_536):
                        yield _shaped(part, found, place, first)
                        first += part.num_rows

    return rows


def _shaped(part: Any, found: Objects, place: str, first: int) -> Any:
    """Give a batch the columns of the whole: what a file lacks is null, and folders say what files do not."""
    import numpy as np
    import pyarrow as pa

    said = dict(each.split("=", 1) for each in place.split("/")[:-1] if "=" in each)
    columns: list[Any] = []
    for field in found.schema:
        if field.name == found.row:
            columns.append(pa.array(np.arange(first, first + part.num_rows), pa.int64()))
        elif field.name in found.folders:
            value = unquote(said.get(field.name, ""))
            told = None if value in ("", "__HIVE_DEFAULT_PARTITION__") else value
            columns.append(pa.array([told] * part.num_rows, pa.string()).cast(field.type))
        elif field.name in part.schema.names:
            columns.append(part.column(field.name).cast(field.type, safe=False))
        else:
            columns.append(pa.nulls(part.num_rows, field.type))
    return pa.RecordBatch.from_arrays(columns, schema=found.schema)
