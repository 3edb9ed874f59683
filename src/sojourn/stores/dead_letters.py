"""Refused rows, kept as JSON Lines: one file an import, put there in the moment the good rows are committed."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Set
from pathlib import Path
from typing import Any

from .files import sync_file, sync_folder
from .import_state import finished


class DeadLetterFile:
    """The refused rows of an import under way; what was flushed survives a crash.

    Args:
        path: the file in the import's own folder, whose name is the import's id.
        kept: how many bytes to keep of a file that is there; what comes after was never counted.
    """

    def __init__(self, path: Path, *, kept: int = 0) -> None:
        self.path = path
        self._file = path.open("ab")
        self._file.truncate(kept)
        self._file.seek(0, 2)

    def write(self, letters: Iterable[Mapping[str, Any]]) -> None:
        """Add rows."""
        for letter in letters:
            whole = {**letter, "import": self.path.parent.name}
            self._file.write(json.dumps(whole, ensure_ascii=False).encode(errors="replace") + b"\n")

    def flush(self) -> int:
        """Hand everything to the system and say how many bytes there are."""
        self._file.flush()
        return self._file.tell()

    def close(self) -> None:
        """Stop writing."""
        self._file.close()


def settle(aside: Path, folder: Path, key: str) -> None:
    """Put an import's refused rows where they are looked up, replacing those of the same files.

    Doing it twice changes nothing.
    """
    folder.mkdir(exist_ok=True)
    target = folder / f"{key}.jsonl"
    if aside.exists():
        if aside.stat().st_size:
            sync_file(aside)
            aside.replace(target)
        else:
            target.unlink(missing_ok=True)
            aside.unlink()
        sync_folder(folder)


def superseded(imports: Path) -> frozenset[tuple[str, str]]:
    """Give what later imports have made good: (import, file) whose file was read again from the same place since.

    A later import counts if at least one row of the file was good in it; standard input is another file each time.
    """
    reports = finished(imports)
    read = [
        (origin, str(report["import"]), file)
        for report in reports
        for file, origin in zip(report["files"], report.get("origins", ()), strict=False)
    ]
    latest = {origin: number for origin, number, file in read if file["accepted"] + file["duplicates"]}
    return frozenset((number, file["name"]) for origin, number, file in read if latest.get(origin, "") > number)


def letters(folder: Path, *, without: Set[tuple[str, str]] = frozenset()) -> Iterator[dict[str, Any]]:
    """Give every refused row: file, row, column, value, code, message, hint, raw.

    Args:
        without: rows of these (import, file) are left out.
    """
    for path in sorted(folder.glob("*.jsonl")):
        with path.open(encoding="utf-8") as file:
            for line in file:
                letter = json.loads(line)
                if (letter.pop("import", ""), letter.get("file")) not in without:
                    yield letter


def counts(folder: Path, *, without: Set[tuple[str, str]] = frozenset()) -> dict[str, int]:
    """Count refused rows by code, most frequent first."""
    return dict(Counter(letter["code"] for letter in letters(folder, without=without)).most_common())


def first(
    folder: Path, count: int, *, code: str | None = None, without: Set[tuple[str, str]] = frozenset()
) -> list[dict[str, Any]]:
    """Give the first refused rows, of one code if it is named."""
    found: list[dict[str, Any]] = []
    for letter in letters(folder, without=without):
        if len(found) >= count:
            break
        if code is None or letter["code"] == code:
            found.append(letter)
    return found
