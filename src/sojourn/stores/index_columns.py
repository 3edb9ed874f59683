"""Extra columns of the index, as they lie on disk: one file a part, one dictionary for all parts."""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import numpy as np

from sojourn.core.journeys import Column, Labels, Numbers

from .mapped import Described, MappedFile

COLUMNS = "columns"
_LONGEST = 80
BOOLEANS = ("false", "true")


@dataclass(frozen=True, slots=True)
class ColumnFiles:
    """Where an extra column lies.

    Attributes:
        dictionary: the labels by code, for text; codes never change their label, so old parts stay valid.
        parts: file by name of the part; a part that is not here has not been made.
    """

    kind: str
    dictionary: Described | None
    parts: Mapping[str, Described]

    def to_dict(self) -> dict[str, Any]:
        """Give the JSON form."""
        return {
            "kind": self.kind,
            "dictionary": None if self.dictionary is None else self.dictionary.to_dict(),
            "parts": {name: described.to_dict() for name, described in self.parts.items()},
        }


def file_name(column: str) -> str:
    """Give a file name for a column, whatever it is called."""
    quoted = quote(column, safe="")
    return quoted if len(quoted) <= _LONGEST else hashlib.sha256(column.encode()).hexdigest()


def find_files(root: Path, column: str) -> ColumnFiles | None:
    """Read where a column lies; None when it was never made or its description cannot be read."""
    try:
        kept = json.loads((root / COLUMNS / f"{file_name(column)}.json").read_bytes())
        return ColumnFiles(
            kind=kept["kind"],
            dictionary=None if kept["dictionary"] is None else Described.of(kept["dictionary"]),
            parts={name: Described.of(described) for name, described in kept["parts"].items()},
        )
    except (OSError, ValueError, KeyError, TypeError):
        return None


def load_column(
    root: Path, parts: Sequence[str], name: str, kind: str, open_file: Callable[[str, Described], MappedFile]
) -> dict[str, Column] | None:
    """Map a column of every part; None when a part lacks it."""
    found = find_files(root, name)
    if not parts:
        return {}
    if found is None or found.kind != kind or any(part not in found.parts for part in parts):
        return None
    labels: Any = BOOLEANS
    if found.dictionary is not None:
        labels = open_file(COLUMNS, found.dictionary).texts("label")
    columns: dict[str, Column] = {}
    for part in parts:
        file = open_file(part, found.parts[part])
        if file.has("code"):
            columns[part] = Labels(file.array("code"), labels)
        else:
            valid = file.array("valid").view(np.bool_) if file.has("valid") else None
            columns[part] = Numbers(file.array("number"), valid)
    return columns


def empty_column(kind: str) -> Column:
    """Give a column without rows."""
    if kind in ("string", "bool"):
        return Labels(np.zeros(0, np.int32), BOOLEANS if kind == "bool" else ())
    return Numbers(np.zeros(0, np.float64) if kind == "double" else np.zeros(0, np.int64), None)
