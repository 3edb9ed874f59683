"""Whole files or none: write aside, sync, rename."""

import json
import os
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

Faults = Callable[[str], None]
"""Called with the name of a point that was reached; tests pass one that ends the process there."""


def no_faults(_: str) -> None:
    """Do nothing: the hook outside tests."""


def sync_file(path: Path) -> None:
    """Wait until a file's bytes are on the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sync_folder(path: Path) -> None:
    """Wait until the names in a folder are on the disk."""
    sync_file(path)


class Syncer:
    """Syncs files in the background; leaving the block waits for all of them, and raises what went wrong."""

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="sojourn-sync")
        self._waiting: list[Future[None]] = []

    def __enter__(self) -> "Syncer":
        return self

    def __exit__(self, kind: object, *_: object) -> None:
        self._pool.shutdown(wait=True, cancel_futures=kind is not None)
        if kind is None:
            for future in self._waiting:
                future.result()

    def add(self, path: Path) -> None:
        """Sync a file or a folder some time before the block is left."""
        self._waiting.append(self._pool.submit(sync_file, path))


def write_whole(path: Path, content: bytes) -> None:
    """Write a file so that readers see the old one or the new one, also after a power cut."""
    aside = path.with_name(f".{path.name}.{os.getpid()}.aside")
    with aside.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    aside.replace(path)
    sync_folder(path.parent)


def write_json(path: Path, document: Any) -> None:
    """Write a JSON document whole."""
    write_whole(path, json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode())
