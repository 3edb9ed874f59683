"""Prepare an import: look at the files, settle what every column is, and remember it for the next time."""

import glob
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO

from sojourn import collect
from sojourn.core.clock import Clock
from sojourn.core.errors import InvalidInput, NotFound
from sojourn.core.events import EVENT_COLUMNS
from sojourn.core.results import Heading, Table
from sojourn.core.words import counted

from .importing import FileToImport

MAPPINGS = "mappings"
"""The folder of a workspace that remembers how its sources are read."""

_ROLES = ("customer", "time", "clock", "event", "channel", "id", "value", "currency", "time_end", "account", "case",
          "touchpoint", "zone", "date_order", "decimal", "encoding", "delimiter", "quote")  # fmt: skip
_INSTEAD = {
    "times": ("time", "clock", "event", "event_name"),
    "time": ("times", "clock"),
    "event": ("times", "event_name"),
    "event_name": ("times", "event"),
    "channel": ("channel_name",),
    "channel_name": ("channel",),
}
"""What a role that is told takes the place of."""

_NUMBERED = re.compile(r"[-_. (]*\d[\d\-_.:T() ]*$")


@dataclass(frozen=True, slots=True)
class Prepared:
    """A file that is ready to be imported.

    Attributes:
        inspection: what was found in it.
        mapping: complete.
        reasons: why it is as it is, where it was not told.
        remembered: the file that the mapping was taken from, or None.
        told: which fields of the mapping were told this time.
    """

    source: collect.Source
    inspection: collect.Inspection
    mapping: collect.Mapping
    reasons: tuple[collect.Reason, ...]
    remembered: Path | None
    told: frozenset[str] = frozenset()

    def to_import(self) -> FileToImport:
        """Hand it to the import."""
        return FileToImport(self.source, self.mapping, self.inspection)

    def table(self) -> Table:
        """Show what plays which role and why."""
        found = {reason.role: reason for reason in self.reasons}
        rows = []
        for role, name, choice in _played(self.mapping):
            why = found[role].why if role in found else "as told" if name in self.told else f"as {self.remembered}"
            rows.append((role, choice, why, f"--{name.replace('_', '-')}"))
        used = {row[0] for row in rows}
        rows += [(each.role, each.choice, each.why, each.option) for each in self.reasons if each.role not in used]
        rest = [column.name for column in self.inspection.columns if column.name not in self.mapping.used()]
        notes = list(self.inspection.notes)
        if rest:
            shown = ", ".join(map(_as_kept, rest[:12])) + (f" and {len(rest) - 12} more" if len(rest) > 12 else "")
            notes.append(f"kept as properties: {shown}")
        words = ("Role", "Column", "Because", "To change it")
        title = f"{self.inspection.name}: {self.inspection.kind.value}"
        return Table(title, tuple(Heading(word, numeric=False) for word in words), tuple(rows), tuple(notes))


def _as_kept(name: str) -> str:
    """Say what a property is called, and why where it is not called as in the file."""
    if name not in EVENT_COLUMNS:
        return name
    why = "not all are sums of at most six decimals" if name == "value" else "an event's own column is called so"
    return f"{name} (as {name}_: {why})"


@dataclass(frozen=True, slots=True)
class Trial:
    """What an import would do, found by reading everything and writing nothing.

    Attributes:
        rows, refused: read, and how many of them could not become events.
        events: the first events.
        letters: the first refused rows.
    """

    rows: int
    refused: int
    events: tuple[Mapping[str, Any], ...]
    letters: tuple[Mapping[str, Any], ...]

    def table(self) -> Table:
        """Show the first events."""
        names = list(dict.fromkeys(name for event in self.events for name in event))
        cells = [["" if event.get(name) is None else str(event[name]) for name in names] for event in self.events]
        rows = tuple(map(tuple, cells))
        title = f"The first {len(rows)} of {counted(self.rows - self.refused, 'event')}"
        return Table(title, tuple(Heading(name, numeric=False) for name in names), rows)


def named(patterns: Sequence[str]) -> list[str]:
    """Expand what the shell has left: globs in quotes; `-` is standard input.

    Raises:
        NotFound: a pattern fits no file.
        InvalidInput: standard input is named twice.
    """
    found: list[str] = []
    for pattern in patterns:
        if pattern == "-" or Path(pattern).exists() or not glob.has_magic(pattern):
            found.append(pattern)
            continue
        fitting = sorted(glob.glob(pattern, recursive=True))  # noqa: PTH207 - patterns may be absolute
        if not fitting:
            raise NotFound(f"no file fits {pattern}", code="no-file", hint="check the pattern and the folder")
        found += fitting
    if found.count("-") > 1:
        raise InvalidInput("standard input is named twice", code="bad-input", hint="name - once")
    return list(dict.fromkeys(found))


def prepare(
    name: str, given: collect.Mapping, *, workspace: Path, standard_input: BinaryIO, default_zone: str | None
) -> Prepared:
    """Look at a file and settle what every column is.

    What was told wins; then the mapping that the workspace remembers for this source, where its columns are there; then
    what the names and values of the columns say.

    Args:
        name: a file, or `-` for standard input.
        given: what the user said; its source may be empty.

    Raises:
        NotFound: there is no such file.
        InvalidInput: it cannot be read, or it is not clear which column is what.
    """
    file = collect.Source.of_stream(standard_input) if name == "-" else collect.Source(name)
    label = given.source or source_of(name)
    remembered = _kept(workspace, label)
    found = _inspected_as_before(file, remembered, given) if remembered.is_file() else None
    start, inspection = found or (given, collect.inspect(file, given))
    inference = collect.infer(inspection, replace(start, source=label), default_zone=default_zone)
    path = remembered if found else None
    return Prepared(file, inspection, inference.mapping, inference.reasons, path, frozenset(_said(given)))


def _inspected_as_before(
    file: collect.Source, remembered: Path, given: collect.Mapping
) -> tuple[collect.Mapping, collect.Inspection] | None:
    """Look at a file by the mapping that is remembered for its source; None where the mapping does not fit it."""
    start = over(collect.load_mapping(remembered), given)
    try:
        inspection = collect.inspect(file, start)
        if given.encoding is None and any("but is good UTF-8" in note for note in inspection.notes):
            start = replace(start, encoding=None)
            inspection = collect.inspect(file, start)
    except InvalidInput:
        return None  # looked at anew, its fault is told as that of any other file
    return (start, inspection) if start.used() <= {column.name for column in inspection.columns} else None


def over(kept: collect.Mapping, given: collect.Mapping) -> collect.Mapping:
    """Lay what was told over a kept mapping; what it takes the place of is dropped."""
    told, plain = _said(given), collect.Mapping()
    replaced = {other for name, others in _INSTEAD.items() if name in told for other in others}
    return replace(kept, **({name: getattr(plain, name) for name in replaced} | told))


def _said(given: collect.Mapping) -> dict[str, Any]:
    """Give the fields of a mapping that say something."""
    plain = collect.Mapping()
    values = {field.name: getattr(given, field.name) for field in fields(collect.Mapping)}
    return {name: value for name, value in values.items() if value != getattr(plain, name)}


def _played(mapping: collect.Mapping) -> Iterator[tuple[str, str, str]]:
    """Give what is used: the role, the field of the mapping that says so, and the column or name."""
    for role in _ROLES:
        if role in ("time", "clock", "event") and mapping.times:
            if role == "time":
                yield from (("time", "times", f"{column}, as {event}") for event, column in mapping.times)
        elif (column := getattr(mapping, role)) is not None:
            yield role, role, column
        elif role in ("event", "channel") and (name := getattr(mapping, f"{role}_name")) is not None:
            yield role, f"{role}_name", f"always {name}"


def remember(prepared: Prepared, workspace: Path) -> Path:
    """Keep a mapping with the workspace, for the next file of its source."""
    path = _kept(workspace, prepared.mapping.source)
    path.parent.mkdir(parents=True, exist_ok=True)
    collect.save_mapping(prepared.mapping, path)
    return path


def alike(prepared: Prepared, workspace: Path) -> tuple[str, ...]:
    """Name the sources that a workspace remembers with the same columns in the same roles, when this one is new to it.

    The same rows under another source are other events: whoever imports a longer export under another name brings
    its rows in twice, and should be told.
    """
    if _kept(workspace, prepared.mapping.source).is_file():
        return ()
    roles = tuple(_played(prepared.mapping))
    kept = (collect.load_mapping(path) for path in sorted((workspace / MAPPINGS).glob("*.yaml")))
    return tuple(mapping.source for mapping in kept if tuple(_played(mapping)) == roles)


def _kept(workspace: Path, source: str) -> Path:
    """Say where the mapping of a source is kept, having made sure that the name stays in the folder."""
    return workspace / MAPPINGS / f"{collect.Mapping(source=source).source}.yaml"


def attempt(
    files: Sequence[Prepared], *, clock: Clock, allow_future: bool, tolerance: float, zone: str | None
) -> Trial:
    """Read everything as an import would, and write nothing.

    Raises:
        InvalidInput: a file cannot be used with its mapping.
    """
    rows = refused = 0
    events: list[Mapping[str, Any]] = []
    letters: list[Mapping[str, Any]] = []
    for file in files:
        for chunk in collect.read(
            file.source,
            file.mapping,
            now=clock.now(),
            inspection=file.inspection,
            tolerance=tolerance,
            allow_future=allow_future,
            default_zone=zone,
        ):
            rows += chunk.rows
            refused += len({refusal.row for refusal in chunk.refused})
            events += islice(_events(chunk), max(0, 20 - len(events)))
            letters += [refusal.to_dict() for refusal in chunk.refused[: max(0, 10 - len(letters))]]
    return Trial(rows, refused, tuple(events), tuple(letters))


def source_of(name: str) -> str:
    """Name the source of a file: its name without endings and without the number or date it closes with.

    Files of one source share their ids: `orders-2024-01.csv` and `orders-2024-02.csv` are both of `orders`.
    """
    if name == "-":
        return "stdin"
    stem = Path(name).name.lstrip(".").split(".")[0]
    plain = re.sub(r"[^\w\-]+", "-", _NUMBERED.sub("", stem) or stem).strip("-") or "file"
    return plain[:60]


def _events(chunk: collect.Chunk) -> Iterator[Mapping[str, Any]]:
    """Give events as people read them."""
    hidden = ("key_hi", "key_lo", "row", "time_flags")
    table = chunk.events.select([name for name in chunk.events.column_names if name not in hidden]).slice(0, 20)
    for event in table.to_pylist():
        shown = {name.removeprefix("prop:"): value for name, value in event.items()}
        shown["time"] = shown["time"].isoformat().replace("+00:00", "Z")
        if shown.get("value") is not None:
            shown["value"] = f"{shown['value'] / 1e6:,.2f}"
        yield shown
