"""Events asked where a Spark cluster keeps them."""

import re
from collections.abc import Callable, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

from sojourn.core.analysis import Journeys
from sojourn.core.errors import InvalidInput, NotFound
from sojourn.core.journeys import Cases
from sojourn.core.progress import Progress

from . import build

_NOT_READ = (".csv", ".tsv", ".txt", ".json", ".jsonl", ".ndjson", ".xes", ".gz", ".zip")
_MASTER = re.compile(r"^(spark://\S+|local\[[^\]]+\]|yarn|k8s://\S+|sc://\S+)$")


def is_cluster(engine: str) -> bool:
    """Say whether an engine's name means a Spark cluster: `spark`, or the address of its master or its server.

    `local` is the threads of this process; `local[2]` and `local[*]` are Spark on this machine.
    """
    return engine == "spark" or _MASTER.match(engine) is not None


def session(engine: str, settings: Mapping[str, str] | None = None) -> Any:
    """Give the Spark session of this process, starting one where there is none.

    Args:
        engine: `spark` for the master that Spark's own settings name, its address, or that of a Spark Connect server.
        settings: Spark's own, by name.

    Raises:
        InvalidInput: that is no cluster.
        ConfigurationError: pyspark or Java is missing, or Spark does not start.
    """
    from sojourn.engines import start_spark  # noqa: PLC0415 - start-up: only a cluster needs Spark

    if not is_cluster(engine):
        raise build.unknown_engine(engine)
    return start_spark(None if engine == "spark" else engine, settings)


def spark_journeys(
    spark: Any,
    data: Any,
    *,
    customer: str | None = None,
    time: str = "time",
    event: str = "event",
    channel: str = "channel",
    seq: str | None = None,
    time_unit: str = "us",
    since: build.When | None = None,
    until: build.When | None = None,
    where: str | None = None,
    cases: str | Cases | None = None,
    gap: str | timedelta | None = None,
    case_start: build.Names = (),
    case_end: build.Names = (),
    case_timeout: str | timedelta | None = None,
    case_key: str | None = None,
    collapse: bool = False,
    time_zone: str | None = None,
    subject: str = "customer",
    progress: Progress | bool = True,
    note: Callable[[str], None] | None = None,
) -> Journeys:
    """Choose journeys of events on a Spark cluster; every analysis then runs there, and the result is finished here.

    The options are those of `Workspace.journeys`, and these:

    Args:
        spark: the session, as a notebook of the cluster has it; one of Spark Connect will do.
        data: a workspace's folder, a place of a Delta table or of Parquet files (`s3a://bucket/events`), or a Spark
            data frame with one row an event.
        customer, time, event, channel: the columns that say who, when, what and through what; no channel where there
            is no column of that name. A workspace's own are known.
        seq: a column of whole numbers that say the order of arrival, which decides between equal times. Without it the
            order of rows in files does, files by name; in a data frame, which has no order, one that is arbitrary and
            always the same.
        time_unit: `s`, `ms`, `us` or `ns` when times are whole numbers.
        time_zone: of times that carry none, and for calendar periods; by default UTC, or the workspace's.
        subject: what a customer is: `customer`, or another column that identifies somebody, such as `account`.
        progress: is told how many tasks of each job are done, also of the one that looks at the events now; True shows
            it in a notebook when it lasts, False never.
        note: is told why nothing begins, such as a cluster without a free worker; by default it is a warning.

    Warns:
        NothingBegins: no task has begun for some seconds. It is waited for nevertheless.

    Raises:
        NotFound: nothing lies there.
        InvalidInput: the data are none of these, a column is missing, a row has no customer, time or event, or an
            option cannot be read.
        ConfigurationError: an executor lacks Sojourn, or has another version.
        EngineError: Spark could not read it.

    Example:
        >>> shop = sj.spark_journeys(spark, "s3a://lake/events", customer="user_id", time="ts")
        >>> sj.funnel(shop, ["site.visited", "basket.filled", "order.paid"], within="7d")
    """
    from sojourn.engines import (  # noqa: PLC0415 - start-up: only a cluster needs them
        Roles,
        SparkEngine,
        Watch,
        spark_source,
    )
    from sojourn.stores import elsewhere  # noqa: PLC0415 - the same

    if isinstance(spark, str) or not hasattr(spark, "conf"):
        raise InvalidInput(
            f"{spark!r} is no Spark session",
            code="no-spark-session",
            hint="write spark_journeys(spark, data), with spark = SparkSession.builder.getOrCreate()",
        )
    _refuse_unread(data)
    here = _workspace(data)
    zone = time_zone or (here and _zone_of(here)) or "UTC"
    roles = Roles(
        customer=customer or subject,
        time=time,
        event=event,
        channel=channel,
        seq=seq,
        time_unit=time_unit,
        time_zone=zone,
    )
    watch = Watch(build.progress_of(progress), note=note)
    return build.journeys(
        spark_source(spark, data, roles=roles, subject=subject, reading=elsewhere, watch=watch),
        since=since,
        until=until,
        where=where,
        cases=build.cases(cases, gap=gap, start=case_start, end=case_end, timeout=case_timeout, key=case_key),
        collapse=collapse,
        time_zone=zone,
        engine=SparkEngine(spark, watch=watch),
    )


def journeys(
    engine: str,
    events: object,
    *,
    threads: int | None = None,
    memory: int | str | None = None,
    settings: Mapping[str, str] | None = None,
    **options: Any,
) -> Journeys:
    """Choose journeys by the name of an engine: its session is used, or started.

    Args:
        events: a workspace's folder, or a place of a Delta table or of Parquet files.
        threads, memory: what only the threads of this process take; refused here.
        settings: Spark's own, by name, for a session that is started.
        options: those of `spark_journeys`.

    Raises:
        InvalidInput: that is no cluster, or nothing that a cluster can read; else as `spark_journeys`.
        ConfigurationError: pyspark or Java is missing, or Spark does not start.
    """
    if not is_cluster(engine):
        raise build.unknown_engine(engine)
    refuse(threads=threads, memory=memory)
    _refuse_unread(events if isinstance(events, str | Path) else None)
    return spark_journeys(session(engine, settings), events, **options)


def _refuse_unread(data: Any) -> None:
    """Refuse what no cluster reads: text files, and what is in the memory of this machine.

    Raises:
        InvalidInput: it is that.
    """
    found = "what lies in memory here"
    hint = "give a workspace, a Delta table or Parquet files, or a data frame: sj.spark_journeys(spark, frame)"
    if isinstance(data, str | Path):
        text = str(data)
        if text not in {"", "-"} and not text.lower().endswith(_NOT_READ):
            return
        found = found if text in {"", "-"} else text
    elif hasattr(data, "sparkSession"):
        return
    elif data is not None:
        kind = f"{type(data).__module__.partition('.')[0]}.{type(data).__name__}".removeprefix("builtins.")
        found = f"a {kind}, which lies in memory here"
        hint = "hand over its rows: sj.spark_journeys(spark, spark.createDataFrame(frame))"
    raise InvalidInput(f"a cluster cannot read {found}", code="bad-events", hint=hint)


def refuse(*, threads: int | None, memory: int | str | None) -> None:
    """Refuse what only the threads of this process take.

    Raises:
        InvalidInput: one of them is given.
    """
    if threads is not None:
        raise InvalidInput(
            "a cluster decides itself how many threads compute",
            code="bad-engine",
            hint="leave out the threads; local[2] is Spark on this machine with two",
        )
    if memory is not None:
        raise InvalidInput(
            "a limit of memory is for the threads of this machine, and the engine is a cluster",
            code="bad-engine",
            hint="leave out the memory; what an executor may take is Spark's own setting spark.executor.memory",
        )


def _workspace(data: Any) -> Path | None:
    """Give the folder of a workspace on this machine.

    Raises:
        NotFound: it is one, and nothing has been imported.
    """
    from .workspace_file import FILE  # noqa: PLC0415 - start-up: only a cluster needs it

    if not isinstance(data, str | Path) or "://" in str(data) or not (Path(data) / FILE).is_file():
        return None
    if not (Path(data) / "lake" / "_delta_log").is_dir():
        raise NotFound(
            f"nothing has been imported into {data} yet",
            code="nothing-imported",
            hint=f"bring events in with: sojourn import FILE --workspace {data}",
        )
    return Path(data)


def _zone_of(folder: Path) -> str:
    """Give the time zone of a workspace."""
    from .workspace_file import read_about  # noqa: PLC0415 - start-up: only a cluster needs it

    return read_about(folder).time_zone
