"""Where things lie in a workspace folder."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Layout:
    """The paths of a workspace; what is not there yet is made by the first import."""

    root: Path

    @property
    def lake(self) -> Path:
        """The record."""
        return self.root / "lake"

    @property
    def index(self) -> Path:
        """The journey index by customer."""
        return self.root / "index" / "customer"

    @property
    def imports(self) -> Path:
        """Reports of imports, and the rows of an import under way."""
        return self.root / "imports"

    @property
    def dead_letters(self) -> Path:
        """Refused rows."""
        return self.root / "dead_letters"

    @property
    def lock(self) -> Path:
        """Held by whoever changes the workspace."""
        return self.root / "lock"

    @contextmanager
    def changing(self, *, doing: str, note: Callable[[str], None], wait: bool = True) -> Iterator[None]:
        """Hold the lock while the block runs.

        Raises:
            Conflict: someone else holds it and `wait` is false.
        """
        from .locks import held  # noqa: PLC0415 - start-up: questions take no lock

        with held(self.lock, doing=doing, wait=wait, note=note):
            yield
