"""Arrays put aside on disk: what a process would else hold in memory of its own.

Files have no name: they are gone when nothing uses them any more, however the process ends. They lie where the system
keeps temporary files, which TMPDIR decides.
"""

import mmap
from collections.abc import Iterator, Sequence
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

BITS = 8
"""Rows are parted by so many top bits of their key."""

STRETCH = 1 << 16
"""Rows that are written at a time."""

Key = NDArray[np.uint64]


class Parted:
    """Rows that grow beyond memory, parted by the top bits of a key so that equal keys meet again."""

    def __init__(self) -> None:
        self._file = _unnamed()
        self._runs: list[tuple[NDArray[np.int64], tuple[tuple[int, np.dtype[Any], tuple[int, ...]], ...]]] = []

    def add(self, key: Key, *columns: NDArray[Any]) -> None:
        """Put rows aside.

        Args:
            key: (n,) uint64, evenly spread: a hash.
            columns: (n, …) arrays; of the same number and types every time.

        Cost: O(n) time; 9 bytes a row.
        """
        part = (key >> np.uint64(64 - BITS)).astype(np.uint8)
        order = np.argsort(part, kind="stable")
        starts = np.concatenate([[0], np.cumsum(np.bincount(part, minlength=1 << BITS))]).astype(np.int64)
        places = []
        for column in columns:
            places.append((self._file.seek(0, 2), column.dtype, column.shape[1:]))
            for first in range(0, len(order), STRETCH):
                self._file.write(column[order[first : first + STRETCH]].data)
        self._runs.append((starts, tuple(places)))

    def parts(self) -> Iterator[list[Sequence[NDArray[Any]]]]:
        """Give part after part, keys ascending from one to the next: of each the columns of every run, as added."""
        for part in range(1 << BITS):
            yield [
                [self._read(place, int(starts[part]), int(starts[part + 1])) for place in places]
                for starts, places in self._runs
                if starts[part + 1] > starts[part]
            ]

    def close(self) -> None:
        """Let go of the rows."""
        self._file.close()

    def _read(self, place: tuple[int, np.dtype[Any], tuple[int, ...]], first: int, last: int) -> NDArray[Any]:
        offset, kind, rest = place
        width = kind.itemsize * int(np.prod(rest, dtype=np.int64))
        self._file.seek(offset + first * width)
        return np.frombuffer(self._file.read((last - first) * width), kind).reshape((last - first, *rest))


class Kept:
    """An array that is written piece by piece, and then mapped from its file."""

    def __init__(self) -> None:
        self._file = _unnamed()

    def write(self, piece: NDArray[Any]) -> None:
        """Write the next rows; of one type and shape every time."""
        self._file.write(np.ascontiguousarray(piece).data)

    def done(self, kind: np.dtype[Any], *rest: int) -> NDArray[Any]:
        """Give all rows, read-only: their pages belong to the file, and the system may drop them.

        Args:
            kind: the type of the rows; rest: their shape, without their number.
        """
        with self._file as file:
            file.flush()
            if not file.tell():
                return np.zeros((0, *rest), kind)
            return np.frombuffer(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ), kind).reshape((-1, *rest))


def _unnamed() -> IO[bytes]:
    """Open a file without a name; whoever opens it closes it."""
    import tempfile  # noqa: PLC0415 - start-up: brings random, shutil and compression

    return tempfile.TemporaryFile(prefix="sojourn-")
