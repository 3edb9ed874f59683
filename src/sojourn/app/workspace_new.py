"""Make a folder a workspace, and take that back."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sojourn.core.errors import Conflict
from sojourn.core.instants import zone

from .workspace import Workspace
from .workspace_file import FILE, About, taken, write_about


def create(
    path: str | Path, *, name: str | None = None, time_zone: str = "UTC", report: Mapping[str, Any] | None = None
) -> Workspace:
    """Make a folder a workspace; the folder itself is made if it is not there.

    Args:
        name: what people call it; by default the folder's name.
        time_zone: for calendar periods and times without a zone.

    Raises:
        Conflict: it is a workspace already, or a file stands in its place; nothing was changed.
        InvalidInput: there is no such time zone.
    """
    zone(time_zone)
    path = Path(path)
    if (path / FILE).exists():
        raise taken(path)
    if path.exists() and not path.is_dir():
        raise Conflict(f"{path} is a file, not a folder", code="not-a-folder", hint="choose another name")
    path.mkdir(parents=True, exist_ok=True)
    write_about(path, About(name or path.resolve().name, time_zone, report or {}))
    return Workspace(path)


def unmake(made: Workspace, *, keep_folder: bool) -> None:
    """Take back a workspace that was just made and has no events: what else stands in its folder is left alone."""
    import shutil  # noqa: PLC0415 - start-up: only a failed import needs it

    from sojourn.stores.layout import Layout  # noqa: PLC0415 - the same

    if made.has_events():
        return
    layout = Layout(made.path)
    for folder in (layout.lake, layout.index.parent, layout.imports, layout.dead_letters):
        shutil.rmtree(folder, ignore_errors=True)
    layout.lock.unlink(missing_ok=True)
    (made.path / FILE).unlink(missing_ok=True)
    if not keep_folder and not any(made.path.iterdir()):
        made.path.rmdir()
