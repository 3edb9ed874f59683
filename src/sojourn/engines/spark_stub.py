"""The function that Spark carries to its executors.

It travels by value, so that it arrives also where Sojourn does not: there it says which machine lacks what. Nothing
here may be imported at the top, and nothing of this package be named before it is known to be there.
"""

from collections.abc import Callable, Iterator
from typing import Any

SCHEMA = "slice int, content binary, largest long, refused string"
"""What comes back: a slice of customers, what it came to, its largest customer's events, or why it was refused."""


def carried(work: str, payload: bytes, version: str) -> Callable[[Iterator[Any]], Iterator[Any]]:
    """Make the function that Spark runs over the Arrow batches of each partition.

    Args:
        work: the name of a function of `spark_task`, which gets what `payload` holds and the batches.
        payload: pickled by Spark's own pickler.
        version: of Sojourn, where the question was asked.
    """

    def run(batches: Iterator[Any]) -> Iterator[Any]:
        import json
        import pickle
        import platform
        import sys
        from importlib import import_module
        from importlib.metadata import PackageNotFoundError
        from importlib.metadata import version as version_of

        import pyarrow

        def refusal(kind: str, code: str, message: str, hint: str | None) -> Any:
            told = json.dumps({"kind": kind, "code": code, "message": message, "hint": hint})
            columns: Any = [[-1], [None], [0], [told]]
            schema: Any = [("slice", "int32"), ("content", "binary"), ("largest", "int64"), ("refused", "string")]
            fields = [pyarrow.field(name, pyarrow.type_for_alias(type_)) for name, type_ in schema]
            arrays = [pyarrow.array(each, field.type) for each, field in zip(columns, fields, strict=True)]
            return pyarrow.RecordBatch.from_arrays(arrays, schema=pyarrow.schema(fields))

        where = f"{platform.node()} ({sys.executable})"
        wanted = f"install it there: pip install --no-deps sojourn=={version} and numpy, pyarrow, scipy, duckdb"
        try:
            there = version_of("sojourn")
        except PackageNotFoundError:
            there = None
        if there is None:
            yield refusal(
                "ConfigurationError", "executor-lacks-sojourn", f"the Spark executor on {where} has no Sojourn", wanted
            )
            return
        if there != version:
            message = f"the Spark executor on {where} has Sojourn {there}, and the question was asked by {version}"
            yield refusal("ConfigurationError", "executor-version", message, wanted)
            return
        try:
            task = import_module("sojourn.engines.spark_task")
            given = pickle.loads(payload)
        except ImportError as error:
            message = f"the Spark executor on {where} cannot load Sojourn: {error}"
            yield refusal("ConfigurationError", "executor-lacks-package", message, wanted)
            return
        refused = import_module("sojourn.core.errors").SojournError
        try:
            yield from getattr(task, work)(given, batches)
        except refused as error:
            yield refusal(type(error).__name__, error.code, str(error), error.hint)

    return run
