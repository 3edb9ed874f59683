"""Which files a Delta table consists of, read from its log: after a compaction, a folder holds rows twice."""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from sojourn.core.errors import EngineError

COMMIT = re.compile(r"^(\d{20})\.json$")
CHECKPOINT = re.compile(r"^(\d{20})\.checkpoint(?:\.(\d{10})\.(\d{10}))?\.parquet$")
_READER = 2
"""The newest protocol of readers that asks for no features by name."""


@dataclass(frozen=True, slots=True)
class DeltaTable:
    """A Delta table at its newest version.

    Attributes:
        files: places of the live files, below the table's folder or whole addresses.
        schema: as Spark writes types, in JSON.
        partitions: columns whose values stand in the names of folders.
    """

    version: int
    files: tuple[str, ...]
    schema: str
    partitions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LogPlan:
    """Which files of a log say what the table is.

    Attributes:
        checkpoint: the newest whole checkpoint, in as many files as it has.
        commits: those after it, in order.
    """

    version: int
    checkpoint: tuple[str, ...]
    commits: tuple[str, ...]


def plan(names: Iterable[str], table: str) -> LogPlan:
    """Choose the files of a log that must be read.

    Raises:
        EngineError: an entry is missing, or a checkpoint has a form that is not known here.
    """
    commits: dict[int, str] = {}
    parts: dict[int, dict[tuple[int, int], str]] = {}
    for name in names:
        if found := COMMIT.match(name):
            commits[int(found[1])] = name
        elif found := CHECKPOINT.match(name):
            parts.setdefault(int(found[1]), {})[int(found[2] or 1), int(found[3] or 1)] = name
    whole: dict[int, tuple[str, ...]] = {}
    for version, given in parts.items():
        for of in {of for _, of in given}:
            if all((part, of) in given for part in range(1, of + 1)):
                whole[version] = tuple(given[part, of] for part in range(1, of + 1))
    newest = max([*commits, *whole], default=-1)
    start = max(whole, default=-1)
    missing = [each for each in range(start + 1, newest + 1) if each not in commits]
    if newest < 0 or missing:
        told = f"lacks the entry {missing[0]}" if missing else "has no entries that can be read"
        raise EngineError(
            f"the log of the Delta table {table} {told}",
            code="unreadable-delta",
            hint="restore it, or read the table with the cluster's own Delta connector and give that DataFrame",
        )
    return LogPlan(newest, whole.get(start, ()), tuple(commits[each] for each in range(start + 1, newest + 1)))


def replay(actions: Iterable[Mapping[str, Any]], version: int, table: str) -> DeltaTable:
    """Play the actions of a log, oldest first: which files are live, and what their columns are.

    Raises:
        EngineError: the table has features that would make plain reading wrong, such as deletion vectors.
    """
    live: dict[str, bool] = {}
    about: Mapping[str, Any] | None = None
    for action in actions:
        if add := action.get("add"):
            if add.get("deletionVector"):
                raise _feature(table, "deletion vectors")
            live[add["path"]] = True
        elif remove := action.get("remove"):
            live.pop(remove["path"], None)
        elif told := action.get("metaData"):
            about = told
        elif asks := action.get("protocol"):
            features = asks.get("readerFeatures") or []
            if features or int(asks.get("minReaderVersion") or 1) > _READER:
                raise _feature(table, ", ".join(features) or f"reader version {asks['minReaderVersion']}")
    if about is None:
        raise EngineError(f"the log of the Delta table {table} does not say its columns", code="unreadable-delta")
    settings = about.get("configuration") or {}
    if dict(settings).get("delta.columnMapping.mode", "none") != "none":
        raise _feature(table, "column mapping")
    return DeltaTable(
        version, tuple(sorted(map(unquote, live))), str(about["schemaString"]), tuple(about["partitionColumns"] or ())
    )


def actions_of(text: str, table: str) -> list[dict[str, Any]]:
    """Read the actions of one commit: a JSON object a line.

    Raises:
        EngineError: it is damaged.
    """
    try:
        return [json.loads(line) for line in text.splitlines() if line.strip()]
    except ValueError as error:
        raise EngineError(
            f"an entry of the log of the Delta table {table} is damaged: {error}", code="unreadable-delta"
        ) from error


def _feature(table: str, what: str) -> EngineError:
    return EngineError(
        f"the Delta table {table} uses {what}, which is not read here",
        code="unknown-features",
        hint="read it with the cluster's own connector: spark_journeys(spark, spark.read.format('delta').load(...))",
    )
