"""What a file holds, whatever kind of file it is: on a disk, a pipe, standard input; never without an end."""

import os
import select
from io import FileIO
from pathlib import Path
from stat import S_ISCHR, S_ISDIR, S_ISFIFO, S_ISREG

from .errors import InvalidInput, NotFound

WAIT = 10_000
"""Milliseconds for which a pipe that nobody writes to is given somebody to come."""

PIECE = 1 << 20


def content_of(path: Path, *, most: int) -> bytes:
    """Read a file, a pipe (also that of a shell's `<(...)`), or standard input, which is `-` or `/dev/stdin`.

    A pipe that somebody holds open is read to its end, however slowly it comes. A pipe that nobody opens for writing
    is given ten seconds.

    Args:
        most: how many bytes are read at most, and one more: who gets more than `most` knows that it is too large.

    Raises:
        NotFound: there is no such file, or it is a folder.
        InvalidInput: it may not be read, nobody writes to it, or it is a device that gives nothing.
    """
    if str(path) == "-":
        with open(0, "rb", closefd=False) as standard:
            return standard.read(most + 1)
    try:
        # Without waiting: who opens a pipe that nobody writes to would wait for ever.
        opened = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    except FileNotFoundError:
        raise NotFound(
            f"there is no file {path}", code="no-file", hint="check the name, and the folder it is looked for in"
        ) from None
    except OSError as error:
        if path.is_dir():
            raise _folder(path) from None
        raise InvalidInput(f"{path} cannot be read: {error.strerror}", code="unreadable-file") from error
    mode = os.fstat(opened).st_mode
    if S_ISDIR(mode):
        os.close(opened)
        raise _folder(path)
    with FileIO(opened, "rb") as file:
        if S_ISFIFO(mode):
            first = _first(opened, path)
            os.set_blocking(opened, True)
            return first + _rest(file, most + 1 - len(first), path) if first else first
        if S_ISREG(mode) or S_ISCHR(mode):
            return _rest(file, most + 1, path)
        raise InvalidInput(f"{path} is neither a file nor a pipe", code="unreadable-file", hint="give a file, or -")


def _first(opened: int, path: Path) -> bytes:
    """Read what comes first from a pipe; nothing where it was closed with nothing in it."""
    try:
        found = os.read(opened, PIECE)
        if found:
            return found
    except BlockingIOError:
        # Somebody holds it open and has written nothing yet.
        os.set_blocking(opened, True)
        return os.read(opened, PIECE)
    if "pipe:[" in os.path.realpath(path):
        # A pipe without a name, as a shell makes them: who could write to it has closed it.
        return b""
    waiting = select.poll()
    waiting.register(opened, select.POLLIN)
    if not waiting.poll(WAIT):
        raise InvalidInput(
            f"{path} is a pipe, and nobody writes to it", code="unreadable-file",
            hint="begin writing first, or give a file",
        )  # fmt: skip
    os.set_blocking(opened, True)
    return os.read(opened, PIECE)


def _rest(file: FileIO, most: int, path: Path) -> bytes:
    """Read up to a number of bytes, or to the end."""
    pieces: list[bytes] = []
    left = most
    while left > 0:
        piece = file.read(min(left, PIECE))
        if piece is None:
            raise InvalidInput(f"{path} gives nothing to read", code="unreadable-file", hint="give a file, or -")
        if not piece:
            break
        pieces.append(piece)
        left -= len(piece)
    return b"".join(pieces)


def _folder(path: Path) -> NotFound:
    return NotFound(f"{path} is a folder, not a file", code="no-file", hint="name a file in it")
