"""What goes into an import and what comes out: files, options, progress, the report."""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any, Protocol

from sojourn import collect
from sojourn.stores.files import Faults, no_faults
from sojourn.stores.staging import BUDGET


class Progress(Protocol):
    """Whoever shows how far an import has come."""

    def update(self, bytes_done: int, bytes_total: int, rows: int, refused: int, phase: str) -> None:
        """Take the newest numbers; `phase` is `read` or `write`, and in `write` bytes stand for rows written."""
        ...


class Unseen:
    """Shows nothing."""

    def update(self, bytes_done: int, bytes_total: int, rows: int, refused: int, phase: str) -> None:
        """Take the numbers and forget them."""


@dataclass(frozen=True, slots=True)
class FileToImport:
    """A file, and how it is to be read."""

    source: collect.Source
    mapping: collect.Mapping
    inspection: collect.Inspection | None = None

    @property
    def origin(self) -> str:
        """Tell the file at its place from all others, whatever is in it."""
        place = f"{self.mapping.source}\0{self.source.path.resolve()}".encode(errors="surrogateescape")
        return blake2b(place, digest_size=8).hexdigest()


@dataclass(frozen=True, slots=True)
class FileReport:
    """What became of one file.

    Attributes:
        rows: records read.
        accepted: new in the workspace.
        duplicates: there already, or twice in what was imported; `id_reused` of them had other content.
        refused: refused rows by code; `first_refused` are the first few, in full.
        warnings: oddities that were found when the file was inspected.
    """

    name: str
    rows: int
    accepted: int
    duplicates: int
    id_reused: int
    refused: Mapping[str, int]
    first_refused: tuple[Mapping[str, Any], ...]
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did.

    Attributes:
        import_id: stands in the record's column of that name.
        continued: whether rows read by an earlier, interrupted run were used.
        seconds: by the clock that was passed in.
    """

    import_id: str
    files: tuple[FileReport, ...]
    events_before: int
    events_after: int
    customers_before: int
    customers_after: int
    bytes: int
    seconds: float
    continued: bool

    @property
    def rows(self) -> int:
        """Records read."""
        return sum(file.rows for file in self.files)

    @property
    def accepted(self) -> int:
        """Events that are new in the workspace."""
        return sum(file.accepted for file in self.files)

    @property
    def duplicates(self) -> int:
        """Rows that were there already."""
        return sum(file.duplicates for file in self.files)

    @property
    def refused(self) -> int:
        """Rows that could not become events."""
        return sum(sum(file.refused.values()) for file in self.files)

    def to_dict(self) -> dict[str, Any]:
        """Give the JSON form."""
        files = [
            {
                "name": file.name,
                "rows": file.rows,
                "accepted": file.accepted,
                "duplicates": file.duplicates,
                "id_reused": file.id_reused,
                "refused": dict(file.refused),
                "first_refused": [dict(letter) for letter in file.first_refused],
                "warnings": list(file.warnings),
            }
            for file in self.files
        ]
        return {
            "import": self.import_id,
            "files": files,
            "rows": self.rows,
            "accepted": self.accepted,
            "duplicates": self.duplicates,
            "refused": self.refused,
            "events_before": self.events_before,
            "events_after": self.events_after,
            "customers_before": self.customers_before,
            "customers_after": self.customers_after,
            "bytes": self.bytes,
            "seconds": self.seconds,
            "continued": self.continued,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How an import goes about it; nothing here changes what is in the workspace afterwards.

    Attributes:
        budget: bytes of rows held in memory before they are written aside.
        threads: for reading, sorting and writing.
        wait: wait for another import to finish, instead of refusing.
        faults: called at named points; for tests that end the process there.
    """

    budget: int = BUDGET
    threads: int = 2
    wait: bool = True
    faults: Faults = no_faults
