"""Read buffers of Arrow files through memory maps, with numpy alone.

A file is described by what its writer recorded: size, checksum, and for each column the type, place and length of its
buffers. The files are ordinary Arrow IPC files; the description only saves reading their metadata.
"""

import mmap
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sojourn.core.errors import StoreError
from sojourn.kernels import checksum

from .columns import Texts


class Damaged(StoreError):
    """A derived file is not what its writer recorded; it can be made again from the record."""

    code = "index-damaged"


@dataclass(frozen=True, slots=True)
class Buffer:
    """A stretch of a file that holds numbers of one type."""

    dtype: str
    offset: int
    length: int


@dataclass(frozen=True, slots=True)
class Described:
    """A file as its writer recorded it; `buffers` maps `column` or `column.part` to a stretch."""

    name: str
    size: int
    checksum: int
    buffers: Mapping[str, Buffer]

    def to_dict(self) -> dict[str, Any]:
        """Give the JSON form."""
        return {
            "name": self.name,
            "size": self.size,
            "checksum": f"{self.checksum:016x}",
            "buffers": {name: [b.dtype, b.offset, b.length] for name, b in self.buffers.items()},
        }

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> "Described":
        """Make a description of what `to_dict` gave."""
        buffers = {name: Buffer(str(d), int(o), int(n)) for name, (d, o, n) in kept["buffers"].items()}
        return cls(str(kept["name"]), int(kept["size"]), int(kept["checksum"], 16), buffers)


class MappedFile:
    """An Arrow file opened through a memory map; its bytes are summed up and compared before they are first used.

    Args:
        on_damage: called before `Damaged` is raised.
        among_many: the file is one of so many that it may not stay open: a process may have few files open at a time,
            often 1,024, and a map that Python makes keeps its file open.
    """

    def __init__(
        self,
        path: Path,
        described: Described,
        *,
        on_damage: Callable[[], None] | None = None,
        among_many: bool = False,
    ) -> None:
        self._described = described
        self._path = path
        self._on_damage = on_damage
        self._lock = Lock()
        self._checked = False
        self._map: Any
        try:
            with path.open("rb") as file:
                size = file.seek(0, 2)
                if size != described.size:
                    raise self._damaged(f"has {size:,} bytes and should have {described.size:,}")
                self._map = _mapped(path) if among_many else mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        except FileNotFoundError as error:
            raise self._damaged("is missing") from error
        except OSError as error:
            raise StoreError(f"{path} cannot be read: {error.strerror}", code="unreadable") from error

    def check(self) -> None:
        """Compare the checksum, once.

        Raises:
            Damaged: a byte is not what was written.
        """
        with self._lock:
            if not self._checked:
                found = checksum(np.frombuffer(self._map, dtype=np.uint8))
                if found != self._described.checksum:
                    raise self._damaged(
                        f"has the checksum {found:016x} and should have {self._described.checksum:016x}"
                    )
                self._checked = True

    def _damaged(self, what: str) -> Damaged:
        if self._on_damage is not None:
            self._on_damage()
        return Damaged(f"{self._path} {what}", hint="ask again: the index is then built anew from the record")

    def array(self, name: str) -> NDArray[Any]:
        """Give a buffer as a read-only array that shares the map."""
        self.check()
        kept = self._described.buffers[name]
        return np.frombuffer(self._map, dtype=kept.dtype, count=kept.length, offset=kept.offset)

    def texts(self, name: str) -> Texts:
        """Give a text column."""
        return Texts(self.array(f"{name}.offsets"), self.array(f"{name}.data"))

    def has(self, name: str) -> bool:
        """Say whether there is such a buffer."""
        return name in self._described.buffers


def _mapped(path: Path) -> Any:
    """Map a file without keeping it open."""
    import pyarrow as pa  # noqa: PLC0415 - start-up: only large indexes need it

    with pa.memory_map(str(path)) as opened:
        return opened.read_buffer()
