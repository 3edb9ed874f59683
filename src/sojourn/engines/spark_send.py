"""Send work to the executors of a Spark cluster and take back what it came to."""

import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from importlib.metadata import version
from typing import Any

from sojourn.core import errors
from sojourn.core.errors import EngineError, SojournError
from sojourn.core.partials import load

from . import spark_stub
from .spark_remote import setting
from .spark_tables import spoken

_BATCH = "spark.sql.execution.arrow.maxRecordsPerBatch"
_ROWS_A_BATCH = "500000"
"""Rows that Spark hands to Python at a time; its own 10,000 cost a tenth of the time more."""


def sent(frame: Any, work: str, given: Any) -> Any:
    """Give the data frame of what a function of `spark_task` makes of each partition."""
    from pyspark import cloudpickle

    # By value: it must run, and say what is missing, where Sojourn is not installed.
    cloudpickle.register_pickle_by_value(spark_stub)
    try:
        carried = spark_stub.carried(work, cloudpickle.dumps(given), version("sojourn"))
        return frame.mapInArrow(carried, spark_stub.SCHEMA)
    finally:
        cloudpickle.unregister_pickle_by_value(spark_stub)


def taken(frame: Any, *, at_once: bool = True) -> list[Any]:
    """Run the job and give the rows that came back, by slice.

    Args:
        at_once: False for one partition after the other, so that no answer is larger than one of them.

    Raises:
        SojournError: what an executor refused; the first slice's where several did.
        EngineError: Spark could not run it.
    """
    with spoken():
        rows = sorted(frame.collect() if at_once else frame.toLocalIterator(), key=lambda row: row["slice"])
    for row in rows:
        if row["refused"] is not None:
            raise _refusal(row["refused"])
    return rows


def large_batches(spark: Any) -> AbstractContextManager[None]:
    """Have Spark hand over many rows at a time while the block runs; the session then is as it was."""
    return setting(spark, _BATCH, _ROWS_A_BATCH)


def json_names(objects: Any, keys_of: Callable[[Any], set[str]]) -> frozenset[str]:
    """List the names in a data frame of one column of JSON objects."""
    rows = taken(sent(objects.where(objects[0].isNotNull()), "names", keys_of))
    found: frozenset[str] = frozenset()
    for row in rows:
        names: Any = load(bytes(row["content"]))
        found |= names
    return found


def _refusal(text: str) -> SojournError:
    """Make an executor's refusal an error of its kind."""
    told = json.loads(text)
    kind = getattr(errors, told["kind"], EngineError)
    made: SojournError = kind(told["message"], code=told["code"], hint=told["hint"])
    return made
