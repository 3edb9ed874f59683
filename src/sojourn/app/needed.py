"""What steps need, for a plan: worked out from lived journeys, read from a file, or given as a table."""

import csv
import json
from collections.abc import Iterable, Iterator, Mapping
from io import StringIO
from pathlib import Path
from types import MappingProxyType
from typing import Any

from sojourn import insight
from sojourn.core.analysis import Journeys
from sojourn.core.answers import Question
from sojourn.core.errors import InvalidInput
from sojourn.maps import JourneyMap

DRAWS = 2000
"""Draws for intervals of criticality, as many as `moments` makes by default: the same interval everywhere."""

NOTHING_KNOWN: Mapping[str, Question] = MappingProxyType({})


def lived_needs(
    map: JourneyMap, journeys: Journeys, *, registry: Mapping[str, Question] = NOTHING_KNOWN
) -> insight.NeedsResult:
    """Work out what each step needs, as the report and every plan on lived journeys do.

    Args:
        registry: what is known of questions, by id; a question that nobody knows anything of says nothing.

    Raises:
        InvalidInput: as `sojourn.insight.moments`.
    """
    return insight.needs(map, journeys, registry=registry, draws=DRAWS)


def needed(needs: Any) -> list[dict[str, Any]]:
    """Read needs from an answer of `needs`, a table of Arrow, a mapping of columns, or rows.

    Of a step with a row for everybody, rows of single segments are passed over: segments are not added up.

    Raises:
        InvalidInput: `needs.no_step`, when a row names no step.
    """
    rows = list(_rows(needs))
    whole = {row["step"] for row in rows if row["segment"] in (None, "")}
    return [row for row in rows if row["step"] not in whole or row["segment"] in (None, "")]


def read_needs(path: Path) -> list[dict[str, Any]]:
    """Read needs from a CSV, or from the JSON document of an answer that holds rows by step.

    Raises:
        NotFound: there is no such file.
        InvalidInput: it holds no rows by step.
    """
    from .map_files import read_text  # noqa: PLC0415 - start-up: few plans take needs from a file

    text = read_text(path)
    if path.suffix.lower() == ".json":
        try:
            rows = next(_tables(json.loads(text)), None)
        except json.JSONDecodeError as error:
            raise InvalidInput(
                f"{path} is not JSON: {error}", code="needs.unread", hint="name a CSV or JSON"
            ) from error
    else:
        rows = [dict(row) for row in csv.DictReader(StringIO(text))]
    found = [row for row in rows or [] if "step" in row]
    if not found:
        raise InvalidInput(
            f"{path} holds no rows by step", code="needs.unread",
            hint="write a CSV with the columns step, moment, verdict and priority, or: sojourn gaps --json",
        )  # fmt: skip
    return found


def _tables(part: Any) -> Iterator[list[dict[str, Any]]]:
    """Give the lists of rows in a document that name steps and verdicts, the outermost first."""
    if isinstance(part, list):
        if part and all(isinstance(row, Mapping) and {"step", "verdict"} <= row.keys() for row in part):
            yield part
        else:
            for each in part:
                yield from _tables(each)
    elif isinstance(part, Mapping):
        for each in part.values():
            yield from _tables(each)


def _rows(needs: Any) -> Iterator[dict[str, Any]]:
    if needs is None:
        return
    if hasattr(needs, "to_arrow"):
        needs = needs.to_arrow()
    if hasattr(needs, "to_pylist"):
        needs = needs.to_pylist()
    elif isinstance(needs, Mapping):
        needs = [dict(zip(needs, row, strict=True)) for row in zip(*needs.values(), strict=True)]
    rows: Iterable[Any] = needs if hasattr(needs, "__iter__") else [needs]
    for row in rows:
        if not isinstance(row, Mapping) or "step" not in row:
            raise InvalidInput(
                "a row of needs names no step", code="needs.no_step",
                hint="give rows with step, moment, verdict and priority",
            )  # fmt: skip
        moment, priority = row.get("moment"), row.get("priority")
        yield {
            "step": str(row["step"]), "segment": row.get("segment"),
            "priority": None if priority in (None, "") else float(priority),
            "verdict": row.get("verdict"), "gap": row.get("gap"), "target": row.get("target"),
            "moment": moment not in (None, False, "", "no", "none", "false", "False", "candidate"),
        }  # fmt: skip
