"""Refused rows, kept as JSON Lines: one file an import, put there in the moment the good rows are committed."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from .files import sync_file, sync_folder


class DeadLetterFile:
    """The refused rows of an import under way; what was flushed survives a crash.

    Args:
        path: the file in the import's own folder.
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
            self._file.write(json.dumps(letter, ensure_ascii=False).encode(errors="replace") + b"\n")

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


def letters(folder: Path) -> Iterator[dict[str, Any]]:
    """Give every refused row: file, row, column, value, code, message, hint, raw."""
    for path in sorted(folder.glob("*.jsonl")):
        with path.open(encoding="utf-8") as file:
            for line in file:
                yield json.loads(line)


def counts(folder: Path) -> dict[str, int]:
    """Count refused rows by code, most frequent first."""
    return dict(Counter(letter["code"] for letter in letters(folder)).most_common())


def first(folder: Path, count: int, *, code: str | None = None) -> list[dict[str, Any]]:
    """Give the first refused rows, of one code if it is named."""
    found: list[dict[str, Any]] = []
    for letter in letters(folder):
        if len(found) >= count:
            break
        if code is None or letter["code"] == code:
            found.append(letter)
    return found
