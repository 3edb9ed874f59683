"""Two kinds of Spark session: with Java in this process (classic), and at the end of a line (Spark Connect).

What is asked of one cannot always be asked of the other. A process may have both, so that the kind is told by the
object at hand, never by the process.
"""

import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import Any

log = logging.getLogger(__name__)

_REMOTE = "pyspark.sql.connect"
_SPLITS = re.compile(r"\bRange \(.*\bsplits=(?:Some\()?(\d+)")
_MANY = 200
"""Tasks of a shuffle where a session does not say how many: what Spark itself takes."""


def is_remote(given: Any) -> bool:
    """Say whether a session, a data frame or a column is one of Spark Connect."""
    return any(kind.__module__.startswith(_REMOTE) for kind in type(given).__mro__)


def functions(given: Any) -> Any:
    """Give the functions over columns that go with a session, a data frame or a column."""
    return import_module(f"{_REMOTE}.functions.builtin" if is_remote(given) else "pyspark.sql.functions")


def parallel(spark: Any) -> int:
    """Say how many tasks a cluster runs at a time, as far as it tells."""
    if not is_remote(spark):
        try:
            return int(spark.sparkContext.defaultParallelism)
        except Exception as error:  # noqa: BLE001 - whatever a session without a context raises
            log.debug("no context to ask how many tasks run at a time: %s", error)
    try:
        # A range is spread as the cluster sees fit; explaining it runs nothing.
        plan = spark.sql("EXPLAIN SELECT * FROM range(1)").collect()[0][0]
        if found := _SPLITS.search(plan):
            return int(found[1])
        return int(spark.conf.get("spark.sql.shuffle.partitions", str(_MANY)))
    except Exception as error:  # noqa: BLE001 - a managed cluster may show neither, or write `auto`
        log.debug("the session does not say how many tasks run at a time: %s", error)
        return _MANY


def by_number(frame: Any) -> bool:
    """Say whether rows can be given partitions by a number, which clients and servers know since Spark 4.1."""
    if not hasattr(type(frame), "repartitionById"):
        return False
    if not is_remote(frame):
        return True
    found = re.match(r"(\d+)\.(\d+)", str(frame.sparkSession.version))
    return found is not None and (int(found[1]), int(found[2])) >= (4, 1)


@contextmanager
def setting(spark: Any, name: str, value: str) -> Iterator[None]:
    """Have a session work with a setting while the block runs; it is left alone where it may not be changed."""
    try:
        before = spark.conf.get(name, None)
        spark.conf.set(name, value)
    except Exception as error:  # noqa: BLE001 - managed clusters refuse in words of their own
        log.debug("the session keeps its %s: %s", name, error)
        yield
        return
    try:
        yield
    finally:
        if before is None:
            spark.conf.unset(name)
        else:
            spark.conf.set(name, before)
