"""The newest entries of the lake's log: which version stands, and what to do with an entry that a power cut halved."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from sojourn.core.errors import StoreError

from .files import sync_folder
from .journey_index import MANIFEST, Manifest
from .layout import Layout
from .mapped import Damaged

_CHECKED = 3
"""How many of the newest entries are checked: a power cut can only have hurt what was written just before it."""
_IMPORT = re.compile(r'"sojourn\.import":"([^"]+)"')
_RESTORE = (
    "restore it from a backup; to give up what is lost instead, see Damage in docs/reference/workspace.md, "
    "then import those files again"
)


@dataclass(frozen=True, slots=True)
class _Fault:
    """What is wrong with a log entry: where, what, and whether the entry itself is whole."""

    place: Path
    what: str
    whole: bool


def newest_version(root: Path) -> int:
    """Give the newest version of a lake, -1 when it has none."""
    try:
        entries = [path.name for path in (root / "_delta_log").iterdir()]
    except FileNotFoundError:
        return -1
    return max((int(name[:20]) for name in entries if len(name) == 25 and name.endswith(".json")), default=-1)


def mend(root: Path, note: Callable[[str], None]) -> None:
    """Move entries aside that are plainly half of a commit, the newest first; anything else that is wrong is refused.

    An entry is half of a commit when it breaks off, or names files that are not there with their size while its import
    has not finished; and when neither a finished import nor the index knows of it.

    Raises:
        StoreError: an entry that was whole once is damaged, or one of its files; nothing was touched.
    """
    version = newest_version(root)
    whole_above = False
    gone: set[str] = set()
    for number in range(version, max(version - _CHECKED, -1), -1):
        entry = _entry(root, number)
        fault = _fault(root, entry, gone)
        if fault is None:
            whole_above = True
        elif whole_above or number == 0 or not _half_written(root, number, fault):
            raise StoreError(
                f"{fault.place} of the lake {fault.what}; nothing was changed", code="damaged-lake", hint=_RESTORE
            )
        else:
            aside = root.parent / "damaged"
            aside.mkdir(exist_ok=True)
            for path in sorted((root / "_delta_log").glob(f"{number:020d}.*")):
                path.replace(aside / path.name)
            (root / "_delta_log" / "_last_checkpoint").unlink(missing_ok=True)
            sync_folder(root / "_delta_log")
            note(
                f"log entry {number} of the lake was not whole ({fault.place.name} {fault.what}) and was moved to "
                f"{aside}: import again"
            )


def check_complete(root: Path) -> None:
    """Make sure that the log holds the imports that are known to be in it.

    Raises:
        StoreError: the index stands for a version that is not there, or the newest import is not in the log.
    """
    # The log last: what an import commits meanwhile must not look as if it were missing.
    indexed, newest = _indexed(root), _newest_finished(root)
    version = newest_version(root)
    if indexed > version:
        raise StoreError(
            f"{_entry(root, version + 1)} of the lake is missing: the index was made from version {indexed}",
            code="damaged-lake",
            hint=_RESTORE,
        )
    if newest is not None and not _logged(root, newest, below=version + 1):
        raise StoreError(
            f"the log {root / '_delta_log'} of the lake has no entry of the import {newest}, which "
            f"{Layout(root.parent).imports / newest}.json says has finished",
            code="damaged-lake",
            hint=_RESTORE,
        )


def broken_entry(root: Path) -> str | None:
    """Name the oldest entry of the log that is not whole, and say what is wrong with it; None when all are."""
    for entry in sorted((root / "_delta_log").glob("*.json")):
        fault = _fault(root, entry, set())
        if fault is not None and not fault.whole:
            return f"{fault.place} {fault.what}"
    return None


def _entry(root: Path, number: int) -> Path:
    return root / "_delta_log" / f"{number:020d}.json"


def _fault(root: Path, entry: Path, gone: set[str]) -> _Fault | None:
    """Say what is wrong with a log entry, None when nothing is; files in `gone` were taken out by newer entries."""
    try:
        content = entry.read_text("utf-8")
    except FileNotFoundError:
        return None  # cleaned up by a checkpoint
    except UnicodeDecodeError:
        return _Fault(entry, "is not text", whole=False)
    if not content.strip():
        return _Fault(entry, "is empty", whole=False)
    added = []
    for line in content.splitlines():
        try:
            action: dict[str, Any] = json.loads(line)
            if "remove" in action:
                gone.add(action["remove"]["path"])
            if "add" in action:
                added.append((action["add"]["path"], int(action["add"]["size"])))
        except (ValueError, TypeError, KeyError):
            return _Fault(entry, "breaks off", whole=False)
    for name, size in added:
        path = root / unquote(name)
        if name in gone:
            continue
        if not path.is_file():
            return _Fault(path, "is missing", whole=True)
        if path.stat().st_size != size:
            return _Fault(path, f"has {path.stat().st_size:,} bytes and should have {size:,}", whole=True)
    return None


def _half_written(root: Path, number: int, fault: _Fault) -> bool:
    """Say whether an entry is what a power cut left of a commit, and not damage to what was whole before."""
    if _indexed(root) >= number:
        return False
    newest = _newest_finished(root)
    if newest is not None and not _logged(root, newest, below=number):
        return False
    if not fault.whole:
        return True
    told = _IMPORT.search(_entry(root, number).read_text("utf-8"))
    return told is not None and (Layout(root.parent).imports / told[1]).is_dir()


def _indexed(root: Path) -> int:
    """Give the version of the lake that the index stands for, -1 when there is none that can be read."""
    try:
        return Manifest.load(Layout(root.parent).index / MANIFEST).lake_version
    except (Damaged, ValueError, KeyError):
        return -1


def _newest_finished(root: Path) -> str | None:
    """Name the newest import that has finished and brought events."""
    imports = Layout(root.parent).imports
    for path in sorted(imports.glob("*.json"), reverse=True):
        try:
            if json.loads(path.read_bytes())["accepted"]:
                return path.stem
        except (ValueError, TypeError, KeyError):
            continue  # not ours to judge: the log itself is compared with those that can be read
    return None


def _logged(root: Path, import_id: str, *, below: int) -> bool:
    """Say whether one of the entries before a version is that import's; yes where older entries were cleaned up."""
    for number in range(below - 1, -1, -1):
        try:
            content = _entry(root, number).read_bytes()
        except FileNotFoundError:
            return number < below - 1 or any((root / "_delta_log").glob("*.checkpoint*"))
        if import_id.encode() in content:
            return True
    return False
