"""Priorities of steps from a file: a table, or the document that an earlier answer left."""

import csv
import json
from collections.abc import Iterator, Mapping
from io import StringIO
from pathlib import Path
from typing import Any

from sojourn.core.errors import InvalidInput
from sojourn.maps import JourneyMap

from .map_files import read_text

_WRITE = (
    "write a CSV with the columns step and priority, or: sojourn gaps --map MAP --workspace DIR --priorities --json"
)


def read_priorities(path: Path, map: JourneyMap) -> dict[str, float]:
    """Read how much each step should be improved.

    Rows of single segments are passed over: segments are not added up.

    Raises:
        InvalidInput: `priorities.unread` when the file holds none, `priorities.unknown_step` for a step that the map
            does not have, `priorities.no_number`.
        NotFound: there is no such file.
    """
    text = read_text(path)
    rows = _rows(text, path)
    known = {step.id for step in map.steps}
    found: dict[str, float] = {}
    for row in rows:
        step, value = str(row["step"]), row["priority"]
        if row.get("segment") not in (None, "") or value in (None, ""):
            continue
        if step not in known:
            raise InvalidInput(
                f"{path.name} names step {step!r}, which is not in map {map.id}", code="priorities.unknown_step",
                hint=f"its steps are {', '.join(sorted(known))}",
            )  # fmt: skip
        try:
            found[step] = float(value)
        except (TypeError, ValueError):
            raise InvalidInput(
                f"{path.name}: the priority of step {step!r} is {value!r}", code="priorities.no_number",
                hint="write a number from 0 on",
            ) from None  # fmt: skip
    return found


def _rows(text: str, path: Path) -> list[Mapping[str, Any]]:
    """Find the rows that say step and priority."""
    if path.suffix.lower() == ".json":
        try:
            document = json.loads(text)
        except json.JSONDecodeError as error:
            raise InvalidInput(f"{path}:{error.lineno} is not JSON: {error.msg}", code="priorities.unread",
                               hint=_WRITE) from error  # fmt: skip
        rows = next(_tables(document), None)
    else:
        rows = list(csv.DictReader(StringIO(text)))
        rows = rows if rows and {"step", "priority"} <= {*rows[0]} else None
    if rows is None:
        raise InvalidInput(f"{path.name} holds no priorities of steps", code="priorities.unread", hint=_WRITE)
    return rows


def _tables(part: Any) -> Iterator[list[Mapping[str, Any]]]:
    """Give the lists of rows in a document that say step and priority, the outermost first."""
    if isinstance(part, list):
        if part and all(isinstance(row, Mapping) and "step" in row and "priority" in row for row in part):
            yield part
        else:
            for each in part:
                yield from _tables(each)
    elif isinstance(part, Mapping):
        for each in part.values():
            yield from _tables(each)
