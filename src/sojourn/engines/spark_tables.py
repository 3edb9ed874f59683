"""What lies at a place: a workspace, a Delta table or Parquet files, as a Spark data frame."""

import json
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sojourn.core.errors import ConfigurationError, EngineError, NotFound, SojournError

from .spark_delta import DeltaTable, LogPlan, actions_of, plan, replay
from .spark_objects import lacks_connector
from .spark_objects import read as read_objects
from .spark_remote import functions, is_remote

_LOG = "_delta_log"
_SCHEME = re.compile(r"^[A-Za-z][A-Za-z0-9+.-]*:/")
_GLOB = re.compile(r"([\\*?\[\]{}])")
_FILE_SYSTEM = "file://"
_ABSENT = ("PATH_NOT_FOUND", "UNABLE_TO_INFER_SCHEMA")
_FILE, _NUMBER = "__sojourn_file", "__sojourn_number"
ROW = "__sojourn_row"
"""The column of rows' numbers."""

_ROWS = 1 << 40
"""More rows than one file has."""


@dataclass(frozen=True, slots=True)
class Found:
    """What lies at a place.

    Attributes:
        frame: its rows.
        written: names of columns that hold a value in some file; None where that is not known.
    """

    frame: Any
    written: frozenset[str] | None = None


def read(spark: Any, place: str | Path) -> Found:
    """Read a workspace, a Delta table or Parquet files.

    Args:
        place: a folder or file of this machine, where all executors can see it too, or an address such as
            `s3://bucket/events`. Spark reads it with its own connector; where it has none for such an address, Arrow
            reads it. With Spark Connect a folder or file is the server's.

    Raises:
        NotFound: nothing is there.
        EngineError: what is there cannot be read.
    """
    root = address(place, remote=is_remote(spark))
    try:
        return _by_connector(spark, root, place)
    except EngineError as error:
        if not lacks_connector(error, root):
            raise
    with spoken():
        return Found(*read_objects(spark, root, row=ROW))


def _by_connector(spark: Any, root: str, place: str | Path) -> Found:
    """Read with what Spark has."""
    for folder in () if root.endswith(".parquet") else (root, f"{root}/lake"):
        log = _log(spark, folder)
        if log is not None:
            return _delta(spark, folder, log)
    try:
        with spoken():
            frame = spark.read.parquet(root)
            _ = frame.schema  # Spark Connect looks at a place when it is asked what is there
            return Found(frame)
    except EngineError as error:
        if any(word in str(error) for word in _ABSENT):
            unseen = is_remote(spark) and _ABSENT[0] in str(error) and Path(root.removeprefix(_FILE_SYSTEM)).exists()
            raise _nothing(place, here_alone=unseen) from error
        raise


def _nothing(place: str | Path, *, here_alone: bool) -> NotFound:
    """Say that nothing is at a place, or that it is on this machine and the cluster does not see it."""
    if here_alone:
        return NotFound(
            f"the Spark server sees nothing at {place}, which this machine does",
            code="nothing-there",
            hint="put it where both see it, or hand over its rows as a data frame: "
            "sj.spark_journeys(spark, spark.createDataFrame(table))",
        )
    return NotFound(
        f"there is no workspace, Delta table or Parquet file at {place}",
        code="nothing-there",
        hint="give a workspace's folder, or an address that the executors can read",
    )


def address(place: str | Path, *, remote: bool = False) -> str:
    """Write a place as Spark reads it: what is on this machine says so, whatever file system the cluster prefers.

    Args:
        remote: with Spark Connect what is on this machine need not be there; only a name from here on is made whole.
    """
    text = str(place).rstrip("/") or "/"
    if _SCHEME.match(text):
        return text
    path = Path(text).absolute()
    if not path.exists():
        return text
    return str(path) if remote else f"{_FILE_SYSTEM}{path}"


def literal(place: str) -> str:
    """Write a place so that Spark takes its letters as they are and looks for no pattern in them."""
    return _GLOB.sub(r"\\\1", place)


@contextmanager
def spoken() -> Iterator[None]:
    """Say what Spark could not do in one line; whoever interrupts it ends its jobs.

    Raises:
        ConfigurationError: the Python of the executors lacks a package.
        EngineError: Spark refused, or a job of it failed.
    """
    from pyspark.errors import PySparkException

    try:
        yield
    except KeyboardInterrupt:
        context: Any = sys.modules.get("pyspark.core.context")
        if context is not None and context.SparkContext._active_spark_context is not None:
            with suppress(Exception):  # Java may have been stopped by the same key
                context.SparkContext._active_spark_context.cancelAllJobs()
        raise
    except Exception as error:
        # A client of Spark Connect has no py4j, and then nothing that py4j raises.
        java: Any = sys.modules.get("py4j.protocol")
        if isinstance(error, PySparkException) or (java is not None and isinstance(error, java.Py4JError)):
            raise told(error) from error
        raise


def words(error: Exception) -> str:
    """Give the text of an error, which for an error in Java is asked of Java, as long as that lives."""
    try:
        return str(error)
    except Exception:  # noqa: BLE001 - whatever a connection to a process that has ended raises
        return "the Java of this process has ended"


def told(error: Exception) -> SojournError:
    """Word what Spark says: the last line of what failed on an executor, or the first of its own."""
    text = words(error)
    node = re.search(r"\((\S+) executor (\S+)\)", text)
    where = f" on the executor {node[2]} of {node[1]}" if node else ""
    # Java's own reason follows a colon, on the line after the call that failed.
    lines = [line.strip().removeprefix(": ") for line in text.splitlines() if line.strip()]
    raised = [line for line in lines if re.match(r"^(\w+\.)*\w*(Error|Exception|Interrupt)\b.*: ", line)]
    if "maxResultSize" in text:
        return EngineError(
            "the answer is larger than what the driver takes",
            code="answer-too-large",
            hint="ask about fewer events, or raise spark.driver.maxResultSize",
        )
    lacking = re.search(r"^ModuleNotFoundError: No module named '([\w.]+)'$", "\n".join(lines), re.MULTILINE)
    if lacking:
        # Spark's own worker stops at it, before anything of ours runs there and could say so.
        return ConfigurationError(
            f"the Python that Spark runs{where or ' on its executors'} has no {lacking[1]}",
            code="executor-lacks-package",
            hint="install it there, or name a Python that has it before the session begins, as PYSPARK_PYTHON or "
            "spark.pyspark.python",
        )
    python = [line for line in raised if not line.startswith(("org.", "java.", "py4j.", "pyspark."))]
    said = (python or raised or lines or [type(error).__name__])[-1 if python else 0]
    return EngineError(
        f"Spark could not compute{where}: {said[:500]}",
        code="spark-failed",
        hint="the logs of the executors say more",
    )


def _log(spark: Any, folder: str) -> LogPlan | None:
    """List the log of a Delta table and choose what to read; None where there is no such table."""
    here = _here(folder)
    if here is not None:
        return plan([path.name for path in here.iterdir()], folder) if here.is_dir() else None
    try:
        with spoken():
            found = spark.read.format("binaryFile").load(f"{literal(folder)}/{_LOG}/*.{{json,parquet}}").select("path")
            names = [row.path.rpartition("/")[2] for row in found.collect()]
    except EngineError as error:
        if any(word in str(error) for word in _ABSENT):
            return None
        raise
    return plan(names, folder)


def _here(folder: str) -> Path | None:
    """Give the folder of a log that lies on this machine: it is read without asking the cluster."""
    return Path(folder.removeprefix(_FILE_SYSTEM)) / _LOG if folder.startswith(_FILE_SYSTEM) else None


def _delta(spark: Any, folder: str, log: LogPlan) -> Found:
    """Read the live files of a Delta table."""
    with spoken():
        table = _replayed(spark, folder, log)
        schema = _struct(table)
        if not table.files:
            return Found(spark.createDataFrame([], schema), frozenset())
        places = [literal(each if _SCHEME.match(each) else f"{folder}/{each}") for each in table.files]
        reader = spark.read.schema(schema)
        if table.partitions:
            reader = reader.option("basePath", folder)
        written = spark.read.option("mergeSchema", True).parquet(*places).schema.names
        return Found(reader.parquet(*places), frozenset(written))


def _replayed(spark: Any, folder: str, log: LogPlan) -> DeltaTable:
    actions: list[dict[str, Any]] = []
    if log.checkpoint:
        parts = [literal(f"{folder}/{_LOG}/{name}") for name in log.checkpoint]
        rows = spark.read.parquet(*parts)
        kinds = [name for name in ("protocol", "metaData", "add") if name in rows.columns]
        for row in rows.select(*kinds).collect():
            actions += [{kind: row[kind].asDict(recursive=True)} for kind in kinds if row[kind] is not None]
    here = _here(folder)
    if here is not None:
        for name in log.commits:
            actions += actions_of((here / name).read_text("utf-8"), folder)
    elif log.commits:
        parts = [literal(f"{folder}/{_LOG}/{name}") for name in log.commits]
        read = spark.read.text(parts, wholetext=True).selectExpr("value", "_metadata.file_name AS name").collect()
        for row in sorted(read, key=lambda row: row["name"]):
            actions += actions_of(row["value"], folder)
    return replay(actions, log.version, folder)


def _struct(table: DeltaTable) -> Any:
    from pyspark.sql.types import StructType

    return StructType.fromJson(json.loads(table.schema))


def numbered(spark: Any, frame: Any) -> Any:
    """Number the rows of a frame of files by the names of the files and the rows in them, as the column `ROW`."""
    f = functions(frame)
    if ROW in frame.columns:
        return frame
    files = sorted(row[0] for row in frame.select("_metadata.file_path").distinct().collect())
    if len(files) < 2:
        return frame.withColumn(ROW, f.col("_metadata.row_index"))
    numbers = spark.createDataFrame(list(zip(files, range(len(files)), strict=True)), f"{_FILE} string, {_NUMBER} long")
    placed = frame.withColumns({_FILE: f.col("_metadata.file_path"), ROW: f.col("_metadata.row_index")})
    joined = placed.join(f.broadcast(numbers), _FILE)
    return joined.withColumn(ROW, f.col(_NUMBER) * _ROWS + f.col(ROW)).drop(_FILE, _NUMBER)
