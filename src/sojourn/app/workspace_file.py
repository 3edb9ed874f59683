"""The file that makes a folder a workspace: found, read, written."""

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from threading import get_ident
from typing import Any

from sojourn.core.errors import ConfigurationError, Conflict, NotFound

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


def read_about(path: Path) -> About:
    """Read what a workspace says of itself.

    Raises:
        NotFound: the folder is no workspace.
        ConfigurationError: the file cannot be read, or is of another format.
    """
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


def write_about(path: Path, about: About) -> None:
    """Write what a new workspace says of itself. Of several processes that do so at once one succeeds.

    Raises:
        Conflict: the folder is a workspace already; its file is as it was.
    """
    text = (
        "# A Sojourn workspace: the folder that keeps events and what is derived from them.\n"
        f"format = {FORMAT}\n"
        f"name = {_quoted(about.name)}\n"
        f"time_zone = {_quoted(about.time_zone)}  # for calendar periods and for times without a zone\n"
        + ("\n" + _report(about.report) if about.report else "")
    )
    try:
        _write_new(path / FILE, text)
    except FileExistsError as error:
        raise taken(path) from error


def _write_new(file: Path, text: str) -> None:
    """Write a file that is whole as soon as it is there, and never in the place of another."""
    aside = file.with_name(f".{file.name}.{os.getpid()}.{get_ident()}")
    aside.write_text(text, "utf-8")
    try:
        file.hardlink_to(aside)
    except FileExistsError:
        raise
    except OSError:  # a file system without hard links
        with file.open("x", encoding="utf-8") as out:
            out.write(text)
    finally:
        aside.unlink()


def taken(path: Path) -> Conflict:
    """Say that a folder is a workspace already."""
    return Conflict(
        f"{path} is a workspace already",
        code="workspace-exists",
        hint=f"use it: sojourn import FILE --workspace {path}",
    )


def keep_report(path: Path, plan: Mapping[str, Any]) -> None:
    """Put the plan of the report into the file; what else stands there stays as it is."""
    before, _, after = (path / FILE).read_text("utf-8").partition("[report]\n")
    _, sign, rest = after.partition("\n[")
    _write(path / FILE, before.rstrip() + "\n\n" + _report(plan) + (sign + rest if sign else ""))


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


def _missing(path: Path) -> NotFound:
    what = f"there is no folder {path}" if not path.exists() else f"{path} is no workspace: it holds no {FILE}"
    return NotFound(what, code="no-workspace", hint=f"make it one with `sojourn init {path}`")


def _report(plan: Mapping[str, Any]) -> str:
    """Write the plan of a report as a table of TOML."""
    return "".join(["[report]\n", *(f"{key} = {_quoted(value)}\n" for key, value in plan.items())])


def _write(file: Path, text: str) -> None:
    """Write a file aside and rename it, so that no one finds half of it."""
    aside = file.with_name(f".{file.name}.{os.getpid()}")
    aside.write_text(text, "utf-8")
    aside.replace(file)


def _quoted(value: str | bool | float | list[str]) -> str:
    """Write a text, a truth or a list of texts as TOML; for these JSON is TOML."""
    import json  # noqa: PLC0415 - start-up: only a new workspace writes

    return json.dumps(value, ensure_ascii=False)
