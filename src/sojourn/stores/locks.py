"""One writer a workspace: a lock file the operating system frees when its holder ends, however it ends."""

import errno
import fcntl
import json
import os
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from sojourn.core.errors import Conflict, StoreError


@contextmanager
def held(path: Path, *, doing: str, wait: bool = False, note: Callable[[str], None]) -> Iterator[None]:
    """Hold a lock file while the block runs.

    Args:
        path: the lock file; it stays when the lock is free.
        doing: what the holder does, for whoever finds the lock held.
        wait: wait for the holder to finish, after saying who it is; otherwise refuse.

    Raises:
        Conflict: someone else holds it and `wait` is false; the message says who, doing what, since when.
        StoreError: the file cannot be made.
    """
    try:
        file = path.open("a+", encoding="utf-8")
    except OSError as error:
        raise StoreError(f"{path} cannot be opened: {error.strerror}", code="cannot-lock") from error
    with file:
        if not _take(file, wait=False):
            holder = _holder(file)
            if not wait:
                raise Conflict(
                    f"{path.parent} is being changed by {holder}",
                    code="workspace-busy",
                    hint="wait until it has finished, then try again",
                )
            note(f"waiting for {holder}")
            _take(file, wait=True)
        file.seek(0)
        file.truncate()
        json.dump({"process": os.getpid(), "host": socket.gethostname(), "doing": doing}, file)
        file.flush()
        try:
            yield
        finally:
            file.seek(0)
            file.truncate()


def _take(file: IO[str], *, wait: bool) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
    except OSError as error:
        if error.errno in (errno.EWOULDBLOCK, errno.EACCES):
            return False
        raise StoreError(f"{file.name} cannot be locked: {error.strerror}", code="cannot-lock") from error
    return True


def _holder(file: IO[str]) -> str:
    file.seek(0)
    try:
        told = json.load(file)
        since = datetime.fromtimestamp(os.fstat(file.fileno()).st_mtime, UTC).isoformat(timespec="seconds")
        return f"process {told['process']} on {told['host']}: {told['doing']}, since {since}"
    except (ValueError, KeyError, TypeError):
        return "another process"
