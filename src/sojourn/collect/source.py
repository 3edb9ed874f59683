"""Where bytes come from: a file or a stream, compressed or not, always readable again from the start."""

import hashlib
import io
import tempfile
from pathlib import Path
from typing import IO, Any, BinaryIO, cast

import pyarrow as pa

from sojourn.core.errors import InvalidInput, NotFound

BLOCK = 1 << 20

DAMAGE = (EOFError, pa.ArrowException, OSError)
"""What decompression raises when the bytes are damaged."""


class Source:
    """A file that is to be read, maybe several times.

    Make one with `Source(path)`, or with `Source.of_stream` for standard input and the like, whose bytes are kept in a
    temporary file so that they can be looked at before they are read.
    """

    def __init__(self, path: str | Path, *, name: str | None = None) -> None:
        self.path = Path(path)
        self.name = name if name is not None else str(path)
        self._kept: IO[bytes] | None = None
        try:
            with self.path.open("rb") as file:
                head = file.read(8)
                self.size = file.seek(0, io.SEEK_END)
        except IsADirectoryError as error:
            raise InvalidInput(
                f"{self.name} is a folder, not a file",
                code="not-a-file",
                hint=f"name its files, such as {self.name}/*.csv; open a workspace with --workspace or sj.open",
            ) from error
        except FileNotFoundError as error:
            raise NotFound(f"{self.name} does not exist", code="no-file", hint="check the path") from error
        except OSError as error:
            raise InvalidInput(f"{self.name} cannot be read: {error.strerror}", code="unreadable-file") from error
        self.compression = _compression(head)

    @classmethod
    def of_stream(cls, stream: BinaryIO, *, name: str = "standard input") -> "Source":
        """Keep all bytes of a stream aside and make a source of them."""
        kept = tempfile.NamedTemporaryFile(prefix="sojourn-")  # noqa: SIM115 - lives as long as the source
        while block := stream.read(BLOCK):
            kept.write(block)
        kept.flush()
        source = cls(kept.name, name=name)
        source._kept = kept
        return source

    def fingerprint(self) -> str:
        """Tell this file from another of the same name: a hash of its size, its first and its last megabyte."""
        with self.path.open("rb") as file:
            head = file.read(BLOCK)
            file.seek(max(0, self.size - BLOCK))
            tail = file.read(BLOCK)
        return hashlib.blake2b(head + tail + str(self.size).encode(), digest_size=16).hexdigest()

    def open(self) -> "Content":
        """Open the decompressed content from its start."""
        return Content(self)

    def open_seekable(self) -> IO[bytes]:
        """Open the decompressed content so that it can be read in any order, through a temporary file if it must."""
        if not self.compression:
            return self.path.open("rb")
        kept = tempfile.TemporaryFile(prefix="sojourn-")  # noqa: SIM115 - the caller closes it
        with self.open() as content:
            while block := content.read(BLOCK):
                kept.write(block)
        kept.seek(0)
        return kept


class Content:
    """The decompressed bytes of a source, forwards only, with the place in the file for progress."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._raw: IO[bytes] = source.path.open("rb")
        self._bytes: IO[bytes] = self._raw
        if source.compression:
            form: Any = source.compression
            self._bytes = cast(IO[bytes], pa.CompressedInputStream(self._raw, form))

    def __enter__(self) -> "Content":
        return self

    def __exit__(self, *_: object) -> None:
        self._bytes.close()
        self._raw.close()

    @property
    def place(self) -> int:
        """Tell how many bytes of the file itself were read."""
        return self._raw.tell()

    def skip(self, count: int) -> None:
        """Go forwards; at once where the file is not compressed."""
        if self._bytes is self._raw:
            self._raw.seek(count, io.SEEK_CUR)
            return
        while count > 0 and (block := self.read(min(BLOCK, count))):
            count -= len(block)

    def read(self, count: int) -> bytes:
        """Read exactly so many bytes, fewer only at the end.

        Raises:
            InvalidInput: the compressed bytes are damaged or cut off.
        """
        parts: list[bytes] = []
        try:
            while count > 0 and (block := self._bytes.read(count)):
                parts.append(block)
                count -= len(block)
        except DAMAGE as error:
            raise InvalidInput(
                f"{self._source.name} is damaged: its {self._source.compression or 'file'} data cannot be read "
                f"after byte {self._raw.tell():,} ({error})",
                code="damaged-file",
                hint="fetch or export the file again; nothing of it was imported",
            ) from error
        return parts[0] if len(parts) == 1 else b"".join(parts)


def _compression(head: bytes) -> str:
    """Name the compression by the first bytes."""
    if head.startswith(b"\x1f\x8b"):
        return "gzip"
    if head.startswith(b"\x28\xb5\x2f\xfd"):
        return "zstd"
    return ""
