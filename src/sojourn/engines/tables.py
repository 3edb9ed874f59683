"""Tables that arrive in pieces: put together in memory, or on disk where they are too large."""

import mmap
from typing import Any


class Tables:
    """Puts tables one behind the other; columns that are nothing but null in one take their type from another.

    Args:
        most: bytes above which they are put aside on disk.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._held: list[Any] = []
        self._size = 0
        self._file: Any = None
        self._ends: list[int] = []

    def add(self, table: Any) -> None:
        """Take the next table."""
        self._held.append(table)
        self._size += table.nbytes
        if self._size > self._most:
            self._put_aside()

    def whole(self) -> Any:
        """Give all as one table; what lies on disk is mapped, and gone with the table."""
        if self._file is None:
            return _joined(self._held)
        import pyarrow as pa  # noqa: PLC0415 - start-up: most questions list nobody
        from pyarrow import ipc  # noqa: PLC0415 - the same

        self._put_aside()
        with self._file as file:
            file.flush()
            content = pa.py_buffer(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
        starts = [0, *self._ends[:-1]]
        return _joined(
            [
                ipc.open_stream(content.slice(start, end - start)).read_all()
                for start, end in zip(starts, self._ends, strict=True)
            ]
        )

    def _put_aside(self) -> None:
        """Write what is held."""
        import tempfile  # noqa: PLC0415 - start-up: most questions list nobody

        from pyarrow import ipc  # noqa: PLC0415 - the same

        if not self._held:
            return
        self._file = self._file or tempfile.TemporaryFile(prefix="sojourn-")  # noqa: SIM115 - closed in whole
        table = _joined(self._held)
        self._held, self._size = [], 0
        with ipc.new_stream(self._file, table.schema) as writer:
            writer.write_table(table)
        # Buffers are mapped where they lie, and Arrow wants them at multiples of 64.
        self._file.write(bytes(-self._file.tell() % 64))
        self._ends.append(self._file.tell())


def _joined(tables: list[Any]) -> Any:
    import pyarrow as pa  # noqa: PLC0415 - start-up: most questions list nobody

    return pa.concat_tables(tables, promote_options="default")
