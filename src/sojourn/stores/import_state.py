"""What an import under way has done, so that a second run goes on where the first was stopped."""

import json
import re
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from sojourn.core.errors import StoreError

from .files import sync_folder, write_json

STATE = "state.json"
REPORT = "report.json"
REFUSED = "refused.jsonl"
_FOLDER = re.compile(r"\d{6}-[0-9a-f]{12}")


@dataclass(slots=True)
class FileState:
    """How far one file of an import has come.

    Attributes:
        position: where reading goes on, as the reader gave it; None before the first chunk.
        refused: refused rows by code.
        first_refused: the first few of them.
        origin: tells this file at its place from all others, whatever is in it.
    """

    name: str
    source: str
    size: int
    position: Mapping[str, int] | None = None
    done: bool = False
    with_ids: bool = False
    rows: int = 0
    refused: dict[str, int] = field(default_factory=dict)
    first_refused: list[dict[str, Any]] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    origin: str = ""


@dataclass(slots=True)
class ImportState:
    """An import under way.

    Attributes:
        fingerprint: of the files, how they are read, and nothing else: the same import has the same.
        letters: under which name its refused rows are kept: of the files alone.
        runs: rows written aside.
        refused_bytes: how much of the file of refused rows is counted.
    """

    fingerprint: str
    letters: str
    files: list[FileState]
    runs: list[dict[str, Any]] = field(default_factory=list)
    events: list[str] = field(default_factory=list)
    channels: list[str] = field(default_factory=list)
    types: dict[str, str] = field(default_factory=dict)
    refused_bytes: int = 0

    def save(self, folder: Path) -> None:
        """Write it whole."""
        write_json(folder / STATE, asdict(self))

    @classmethod
    def load(cls, folder: Path) -> "ImportState":
        """Read it.

        Raises:
            StoreError: it is not there or cannot be read.
        """
        try:
            kept = json.loads((folder / STATE).read_bytes())
            kept["files"] = [FileState(**file) for file in kept["files"]]
            return cls(**kept)
        except (OSError, ValueError, TypeError, KeyError) as error:
            raise StoreError(f"{folder / STATE} cannot be read: {error}", code="damaged-staging") from error


def under_way(imports: Path) -> list[Path]:
    """List the folders of imports that have not finished."""
    if not imports.is_dir():
        return []
    return sorted(path for path in imports.iterdir() if path.is_dir() and _FOLDER.fullmatch(path.name))


def new_folder(imports: Path, fingerprint: str) -> Path:
    """Make the folder of a new import; its name is the import's id: a number, ascending, and what it imports."""
    imports.mkdir(parents=True, exist_ok=True)
    numbers = [int(path.name[:6]) for path in imports.iterdir() if _FOLDER.match(path.name)]
    folder = imports / f"{max(numbers, default=0) + 1:06d}-{fingerprint[:12]}"
    folder.mkdir()
    sync_folder(imports)
    return folder


def discard(folder: Path, lake: Path) -> None:
    """Forget an import that was not committed: its rows aside and its files in the lake."""
    for path in lake.glob(f"bucket=*/part-{folder.name}-*.parquet"):
        path.unlink(missing_ok=True)
    shutil.rmtree(folder, ignore_errors=True)


def finished(imports: Path) -> Sequence[dict[str, Any]]:
    """Give the reports of imports in the record, oldest first."""
    if not imports.is_dir():
        return []
    return [json.loads(path.read_bytes()) for path in sorted(imports.glob("*.json")) if _FOLDER.match(path.name)]
