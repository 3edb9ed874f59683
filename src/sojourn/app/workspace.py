"""A workspace: the folder that keeps events, and what can be asked of it."""

import logging
import os
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from html import escape
from pathlib import Path
from typing import Any

from sojourn.core.analysis import Journeys
from sojourn.core.errors import ConfigurationError, Conflict, NotFound
from sojourn.core.instants import zone
from sojourn.core.journeys import Cases

from . import build, settings

log = logging.getLogger(__name__)

FILE = "sojourn.toml"
"""The file that makes a folder a workspace."""

FORMAT = 1
"""The layout of a workspace that this version reads and writes."""


@dataclass(frozen=True, slots=True)
class About:
    """What a workspace says of itself in its `sojourn.toml`.

    Attributes:
        name: what people call it.
        time_zone: for calendar periods and for times without a zone, unless something nearer says otherwise.
        report: the plan of its report, as it stands in the file.
    """

    name: str
    time_zone: str = "UTC"
    report: Mapping[str, Any] = field(default_factory=dict)


class Workspace:
    """A folder of events.

    Opening one reads its `sojourn.toml` and nothing else.

    Args:
        path: the folder.
        note: told what is out of the ordinary: waiting for another process, mending the index. By default it is logged.

    Raises:
        NotFound: there is no such workspace.
        ConfigurationError: its `sojourn.toml` cannot be read, or a newer version wrote it.
    """

    __slots__ = ("_note", "about", "path")

    def __init__(self, path: str | Path, *, note: Callable[[str], None] = log.info) -> None:
        self.path = Path(path)
        self._note = note
        self.about = _read(self.path)

    def journeys(
        self,
        *,
        since: build.When | None = None,
        until: build.When | None = None,
        where: str | None = None,
        cases: str | Cases | None = None,
        gap: str | timedelta | None = None,
        case_start: build.Names = (),
        case_end: build.Names = (),
        case_timeout: str | timedelta | None = None,
        case_key: str | None = None,
        collapse: bool = False,
        time_zone: str | None = None,
        subject: str = "customer",
        engine: str = "local",
        threads: int | None = None,
    ) -> Journeys:
        """Choose journeys to ask about. Nothing is computed yet.

        Args:
            since, until: keep events from `since` on and before `until`; `until` also ends the observed span.
            where: keep events for which a SQL expression over event, time, channel and properties is true.
            cases: how journeys are cut: `customer`, `gap`, `between`, `key`; by default what the next options imply.
            gap: cut at pauses longer than this; 30 minutes when only `cases="gap"` is given.
            case_start, case_end: cut from and to these events.
            case_timeout: a journey between events also ends at a pause longer than this.
            case_key: a property; events of one customer with the same value are one journey.
            collapse: merge consecutive repeats of one event into the first.
            time_zone: for calendar periods and times without a zone; by default the workspace's.
            subject: whose journeys: `customer`, or an identifier such as `account`.
            engine, threads: what computes, and how many threads it may use; by default one a processor.

        Raises:
            InvalidInput: an option cannot be read or contradicts another.
            NotFound: nothing has been imported yet.

        Example:
            >>> shop.journeys(since="2017-03-01", where="channel = 'store'", gap="30m")
        """
        from .opening import open_events  # noqa: PLC0415 - start-up: not every use of a workspace asks

        return build.journeys(
            open_events(self.path, subject=subject, note=self._note),
            since=since,
            until=until,
            where=where,
            cases=build.cases(cases, gap=gap, start=case_start, end=case_end, timeout=case_timeout, key=case_key),
            collapse=collapse,
            time_zone=time_zone or self.about.time_zone,
            engine=build.engine(engine, threads=threads),
        )

    def __repr__(self) -> str:
        """Name the folder."""
        return f"Workspace({str(self.path)!r})"

    def _repr_html_(self) -> str:
        """Show a notebook what this is."""
        return f"<p><strong>{escape(self.about.name)}</strong> <code>{escape(str(self.path))}</code></p>"


def create(path: str | Path, *, name: str | None = None, time_zone: str = "UTC") -> Workspace:
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
        raise Conflict(
            f"{path} is a workspace already",
            code="workspace-exists",
            hint=f"use it: sojourn import FILE --workspace {path}",
        )
    if path.exists() and not path.is_dir():
        raise Conflict(f"{path} is a file, not a folder", code="not-a-folder", hint="choose another name")
    path.mkdir(parents=True, exist_ok=True)
    aside = path / f".{FILE}.{os.getpid()}"
    aside.write_text(
        "# A Sojourn workspace: the folder that keeps events and what is derived from them.\n"
        f"format = {FORMAT}\n"
        f"name = {_quoted(name or path.resolve().name)}\n"
        f"time_zone = {_quoted(time_zone)}  # for calendar periods and for times without a zone\n",
        "utf-8",
    )
    aside.replace(path / FILE)
    return Workspace(path)


def open_workspace(path: str | Path | None = None) -> Workspace:
    """Open a workspace.

    Args:
        path: its folder; by default SOJOURN_WORKSPACE, else the nearest folder upwards that holds a `sojourn.toml`.

    Raises:
        NotFound: there is no such workspace.
        ConfigurationError: its `sojourn.toml` cannot be read, or a newer version wrote it.
    """
    return Workspace(locate(path or settings.from_environment().workspace))


def locate(path: str | Path | None = None, *, start: Path | None = None) -> Path:
    """Find a workspace: the folder given, else the nearest one upwards from `start`, by default the current folder.

    Raises:
        NotFound: the folder is no workspace, or none is found upwards.
    """
    if path is not None:
        if not (Path(path) / FILE).is_file():
            raise _missing(Path(path))
        return Path(path)
    here = (start or Path.cwd()).resolve()
    for folder in (here, *here.parents):
        if (folder / FILE).is_file():
            return folder
    raise NotFound(
        f"there is no workspace here: neither {here} nor a folder above it holds a {FILE}",
        code="no-workspace",
        hint="make one with `sojourn init DIR`, name one with --workspace DIR, or ask a file with --events FILE",
    )


def _read(path: Path) -> About:
    """Read what a workspace says of itself."""
    file = path / FILE
    try:
        document = tomllib.loads(file.read_text("utf-8"))
    except (FileNotFoundError, NotADirectoryError) as error:
        raise _missing(path) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigurationError(
            f"{file} cannot be read: {error}", code="bad-workspace", hint="mend the file"
        ) from error
    known = ("format", "name", "time_zone", "report")
    for key in document:
        if key not in known:
            from difflib import get_close_matches  # noqa: PLC0415 - start-up: only for what is mistyped

            near = get_close_matches(key, known, 1, 0.5)
            raise ConfigurationError(
                f"{file} sets {key!r}, which a workspace does not have",
                code="bad-workspace",
                hint=f"did you mean {near[0]}?" if near else f"it may set {', '.join(known)}",
            )
    if document.get("format") != FORMAT:
        raise ConfigurationError(
            f"{file} says format {document.get('format')!r}; this version reads format {FORMAT}",
            code="workspace-format",
            hint="open it with the version of Sojourn that wrote it, or a newer one",
        )
    return About(
        name=str(document.get("name") or path.resolve().name),
        time_zone=str(document.get("time_zone", "UTC")),
        report=dict(document.get("report", {})),
    )


def _missing(path: Path) -> NotFound:
    what = f"there is no folder {path}" if not path.exists() else f"{path} is no workspace: it holds no {FILE}"
    return NotFound(what, code="no-workspace", hint=f"make it one with `sojourn init {path}`")


def _quoted(text: str) -> str:
    """Write a text as a TOML string; JSON's escapes are TOML's."""
    import json  # noqa: PLC0415 - start-up: only a new workspace writes

    return json.dumps(text, ensure_ascii=False)
