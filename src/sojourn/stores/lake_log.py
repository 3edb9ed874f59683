"""The newest entries of the lake's log: which version stands, and what to do with an entry that a power cut halved."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from sojourn.core.errors import StoreError

from .files import sync_folder

_CHECKED = 3
"""How many of the newest entries are checked: a power cut can only have hurt what was written just before it."""


def newest_version(root: Path) -> int:
    """Give the newest version of a lake, -1 when it has none."""
    try:
        entries = [path.name for path in (root / "_delta_log").iterdir()]
    except FileNotFoundError:
        return -1
    return max((int(name[:20]) for name in entries if len(name) == 25 and name.endswith(".json")), default=-1)


def mend(root: Path, note: Callable[[str], None]) -> None:
    """Move entries aside that are not whole or name files that are not there with their size, the newest first.

    Raises:
        StoreError: an older entry is damaged while a newer one is whole.
    """
    version = newest_version(root)
    whole_above = False
    for number in range(version, max(version - _CHECKED, -1), -1):
        entry = root / "_delta_log" / f"{number:020d}.json"
        fault = _fault(root, entry)
        if fault is None:
            whole_above = True
        elif whole_above or number == 0:
            raise StoreError(
                f"the lake's log entry {entry} is damaged: {fault}",
                code="damaged-lake",
                hint="restore the workspace from a copy, or import its files into a new one",
            )
        else:
            aside = root.parent / "damaged"
            aside.mkdir(exist_ok=True)
            for path in sorted((root / "_delta_log").glob(f"{number:020d}.*")):
                path.replace(aside / path.name)
            (root / "_delta_log" / "_last_checkpoint").unlink(missing_ok=True)
            sync_folder(root / "_delta_log")
            note(f"log entry {number} of the lake was not whole ({fault}) and was moved to {aside}: import again")


def _fault(root: Path, entry: Path) -> str | None:
    """Say what is wrong with a log entry, None when nothing is."""
    try:
        content = entry.read_text("utf-8")
    except FileNotFoundError:
        return None  # cleaned up by a checkpoint
    except UnicodeDecodeError:
        return "it is not text"
    if not content.strip():
        return "it is empty"
    for line in content.splitlines():
        try:
            action: dict[str, Any] = json.loads(line)
        except ValueError:
            return "it breaks off"
        added = action.get("add")
        if added:
            path = root / unquote(added["path"])
            if not path.is_file():
                return f"{path.name} is missing"
            if path.stat().st_size != added["size"]:
                return f"{path.name} has {path.stat().st_size:,} bytes and should have {added['size']:,}"
    return None
