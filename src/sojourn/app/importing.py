"""Bring files into a workspace: read, stage, write aside, commit once; stop anywhere and nothing is half done."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from hashlib import blake2b
from pathlib import Path
from typing import Any

import numpy as np

from sojourn import collect
from sojourn.core.clock import Clock
from sojourn.core.errors import InvalidInput, StoreError
from sojourn.stores import dead_letters
from sojourn.stores.conforming import Conformer
from sojourn.stores.files import write_json
from sojourn.stores.import_state import (
    REFUSED,
    REPORT,
    STATE,
    FileState,
    ImportState,
    discard,
    new_folder,
    under_way,
)
from sojourn.stores.index import silent
from sojourn.stores.index_build import IndexBuild, current, names_of
from sojourn.stores.index_update import bring_up_to_date
from sojourn.stores.intake import commit, write_aside
from sojourn.stores.journey_index import MANIFEST, Manifest
from sojourn.stores.lake import Lake
from sojourn.stores.lake_files import type_of
from sojourn.stores.layout import Layout
from sojourn.stores.merging import Origin
from sojourn.stores.naming import Names
from sojourn.stores.staging import Staging

from .import_report import FileReport as FileReport
from .import_report import FileToImport as FileToImport
from .import_report import ImportReport as ImportReport
from .import_report import Options as Options
from .import_report import Progress as Progress
from .import_report import Unseen

FIRST_REFUSED = 10
HEAD = 1 << 20


def import_files(
    workspace: Path,
    files: Sequence[FileToImport],
    *,
    clock: Clock,
    allow_future: bool = False,
    tolerance: float = 0.10,
    default_zone: str | None = None,
    progress: Progress | None = None,
    note: Callable[[str], None] = silent,
    options: Options | None = None,
) -> ImportReport:
    """Import files as one: all their good rows are committed together, or none is.

    Rows that cannot become events go to the dead letters. What is in the workspace already is not added again. When an
    import is stopped, the workspace is as before; the same import run again goes on after the rows that were put aside.

    Args:
        workspace: its folder.
        files: mappings must be complete.
        allow_future, tolerance, default_zone: as for `collect.read`.
        note: told what is out of the ordinary: waiting, recovery, continuing.

    Raises:
        InvalidInput: a file cannot be used with its mapping; nothing was imported.
        Conflict: someone else changes the workspace and `wait` is off.
        StoreError: the workspace cannot be read or written.
    """
    if not files:
        raise InvalidInput("there is no file to import", hint="name at least one")
    options = options or Options()
    begun = clock.now()
    layout = Layout(Path(workspace))
    how = f"{allow_future} {default_zone}"
    with layout.changing(doing="import", note=note, wait=options.wait):
        lake = _ready(layout, note)
        _settle_committed(layout, lake)
        job = _Job(layout, lake, files, _fingerprint(files, how), note, options)
        try:
            manifest = _current_index(layout, lake, note, options.threads)
            staging = job.open(manifest)
            job.read(
                staging,
                clock=begun,
                progress=progress or Unseen(),
                allow_future=allow_future,
                tolerance=tolerance,
                default_zone=default_zone,
            )
            return job.finish(staging, manifest, clock=clock, begun=begun, progress=progress or Unseen())
        except OSError as error:
            raise StoreError(
                f"the workspace {workspace} cannot be written: {error.strerror or error}",
                code="cannot-write",
                hint="make room or mend the permissions, then run the same import again: it goes on where it stopped",
            ) from error


def _ready(layout: Layout, note: Callable[[str], None]) -> Lake:
    """Open the lake, mending what a power cut left; make it at the first import."""
    lake = Lake(layout.lake)
    if lake.version < 0:
        lake = Lake.create(layout.lake)
    lake.recover(note)
    layout.index.mkdir(parents=True, exist_ok=True)
    return lake


def _settle_committed(layout: Layout, lake: Lake) -> None:
    """Finish imports that were stopped after their commit: their refused rows and their report are put in place."""
    for folder in under_way(layout.imports):
        if lake.committed(folder.name):
            state = ImportState.load(folder)
            dead_letters.settle(folder / REFUSED, layout.dead_letters, state.letters)
            if (folder / REPORT).exists():
                (folder / REPORT).replace(layout.imports / f"{folder.name}.json")
            discard_folder(folder)


def discard_folder(folder: Path) -> None:
    """Remove an import's own folder, its state last, so that a crash in between is found again."""
    for path in sorted(folder.iterdir(), key=lambda path: path.name == STATE):
        path.unlink(missing_ok=True)
    folder.rmdir()


def _current_index(layout: Layout, lake: Lake, note: Callable[[str], None], threads: int) -> Manifest | None:
    """Give the manifest of an index that stands for the lake as it is, None when there is nothing in either."""
    if lake.version <= 0 and not (layout.index / MANIFEST).exists():
        return None
    return current(layout.index, lake.version) or bring_up_to_date(layout.index, lake, note=note, threads=threads)


def _fingerprint(files: Sequence[FileToImport], how: str) -> tuple[str, str]:
    """Identify an import (files and how they are read), and its files alone."""
    alone, whole = blake2b(digest_size=16), blake2b(digest_size=16)
    for file in files:
        with file.source.path.open("rb") as opened:
            head = opened.read(HEAD)
        same = f"{file.source.name}\0{file.source.size}\0".encode() + head
        alone.update(same)
        changed = file.source.path.stat().st_mtime_ns
        whole.update(same + f"\0{changed}\0{file.mapping!r}\0{how}\0".encode())
    return whole.hexdigest(), alone.hexdigest()


class _Job:
    """One import, from its folder to its report."""

    def __init__(
        self,
        layout: Layout,
        lake: Lake,
        files: Sequence[FileToImport],
        fingerprint: tuple[str, str],
        note: Callable[[str], None],
        options: Options,
    ) -> None:
        self._layout = layout
        self._lake = lake
        self._files = files
        self._fingerprint, self._letters = fingerprint
        self._note = note
        self._options = options
        self._continued = False

    def open(self, manifest: Manifest | None) -> Staging:
        """Go on where an earlier run of the same import was stopped, or begin; forget what other imports left."""
        snapshot = self._lake.snapshot()
        events, channels = (Names(), Names()) if manifest is None else names_of(self._layout.index, manifest)
        for folder in under_way(self._layout.imports):
            found = self._restored(folder, events, channels, snapshot.properties)
            if found is not None:
                return found
            discard(folder, self._layout.lake)
        self._folder = new_folder(self._layout.imports, self._fingerprint)
        states = [
            FileState(
                name=file.source.name,
                source=file.mapping.source,
                size=file.source.size,
                warnings=list(file.inspection.notes) if file.inspection else [],
                origin=file.origin,
            )
            for file in self._files
        ]
        self._state = ImportState(self._fingerprint, self._letters, states)
        self._state.save(self._folder)
        self._options.faults("begun")
        return self._staging(events, channels, snapshot.properties)

    def _staging(self, events: Names, channels: Names, known: Mapping[str, Any]) -> Staging:
        return Staging(
            self._folder,
            conformer=Conformer(known),
            events=events,
            channels=channels,
            budget=self._options.budget,
        )

    def _restored(self, folder: Path, events: Names, channels: Names, known: Mapping[str, Any]) -> Staging | None:
        """Open what an earlier run put aside, None when it is another import's or not usable."""
        with suppress(StoreError):
            state = ImportState.load(folder)
            now = (events.listed(), channels.listed())
            fits = state.fingerprint == self._fingerprint and (
                state.events[: len(now[0])] == now[0] and state.channels[: len(now[1])] == now[1]
            )
            if fits and state.runs:
                self._folder, self._state = folder, state
                types = {name: type_of(told) for name, told in state.types.items()}
                staging = self._staging(Names(state.events), Names(state.channels), types | dict(known))
                staging.restore(state.runs)
                self._note(f"going on after {staging.rows:,} rows that an earlier run had read")
                self._continued = True
                return staging
        return None

    def read(
        self,
        staging: Staging,
        *,
        clock: datetime,
        progress: Progress,
        allow_future: bool,
        tolerance: float,
        default_zone: str | None,
    ) -> None:
        """Read every file to its end.

        Raises:
            InvalidInput: a file cannot be used; the import's folder is removed.
        """
        total = sum(state.size for state in self._state.files)
        done = 0
        letters = dead_letters.DeadLetterFile(self._folder / REFUSED, kept=self._state.refused_bytes)
        try:
            for number, (file, state) in enumerate(zip(self._files, self._state.files, strict=True)):
                if not state.done:
                    chunks = collect.read(
                        file.source,
                        file.mapping,
                        now=clock,
                        inspection=file.inspection,
                        resume_from=None if state.position is None else collect.Position.of(state.position),
                        tolerance=tolerance,
                        allow_future=allow_future,
                        default_zone=default_zone,
                        threads=self._options.threads,
                    )
                    for chunk in chunks:
                        self._take(chunk, number, state, staging, letters)
                        rows, refused = self._totals()
                        progress.update(done + chunk.bytes_read, total, rows, refused, "read")
                        self._options.faults("chunk-staged")
                        if staging.full:
                            self._put_aside(staging, letters)
                    state.done = True
                done += state.size
            letters.flush()
        except InvalidInput:
            letters.close()
            discard(self._folder, self._layout.lake)
            raise
        finally:
            letters.close()

    def _take(
        self,
        chunk: collect.Chunk,
        number: int,
        state: FileState,
        staging: Staging,
        letters: dead_letters.DeadLetterFile,
    ) -> None:
        """Count a chunk, keep its refused rows, stage its good ones."""
        staging.add(chunk.events, file=number)
        told = [refusal.to_dict() for refusal in chunk.refused]
        letters.write(told)
        for letter in told:
            state.refused[str(letter["code"])] = state.refused.get(str(letter["code"]), 0) + 1
        state.first_refused += told[: max(0, FIRST_REFUSED - len(state.first_refused))]
        state.rows += chunk.rows
        state.with_ids = (chunk.events.schema.metadata or {}).get(b"has_id") == b"1"
        state.position = chunk.position.to_dict()

    def _put_aside(self, staging: Staging, letters: dead_letters.DeadLetterFile) -> None:
        """Write staged rows to disk, and then how far reading has come."""
        staging.spill()
        self._options.faults("spilled")
        self._state.runs = [run.to_dict() for run in staging.runs]
        self._state.events, self._state.channels = staging.events.listed(), staging.channels.listed()
        self._state.types = {name: str(type_) for name, type_ in staging.conformer.types.items()}
        self._state.refused_bytes = letters.flush()
        self._state.save(self._folder)
        self._options.faults("state-saved")

    def finish(
        self, staging: Staging, manifest: Manifest | None, *, clock: Clock, begun: datetime, progress: Progress
    ) -> ImportReport:
        """Write, commit, put the refused rows and the report in place."""
        self._lake.add_columns(staging.conformer.types)
        snapshot = self._lake.snapshot()
        build = IndexBuild(
            self._layout.index,
            subject="customer",
            events=staging.events,
            channels=staging.channels,
            previous=manifest,
        )
        rows, refused = self._totals()
        staged, written_rows = staging.rows, 0

        def step(count: int) -> None:
            nonlocal written_rows
            written_rows += count
            progress.update(written_rows, staged, rows, refused, "write")

        import_id = self._folder.name
        origin = Origin(
            import_id=import_id,
            sources=[state.source for state in self._state.files],
            with_ids=np.array([state.with_ids for state in self._state.files], np.bool_),
            first_seq=snapshot.next_seq,
        )
        written = write_aside(
            self._layout,
            staging,
            build,
            snapshot,
            origin=origin,
            threads=self._options.threads,
            step=step,
            faults=self._options.faults,
        )
        before = (0, 0) if manifest is None else (sum(p.rows for p in manifest.parts), _customers(manifest))
        accepted = int(written.accepted.sum())
        now = clock.now()
        report = ImportReport(
            import_id=import_id,
            files=tuple(
                FileReport(
                    name=state.name,
                    rows=state.rows,
                    accepted=int(written.accepted[number]),
                    duplicates=int(written.duplicates[number]),
                    id_reused=int(written.id_reused[number]),
                    refused=state.refused,
                    first_refused=tuple(state.first_refused),
                    warnings=tuple(state.warnings),
                )
                for number, state in enumerate(self._state.files)
            ),
            events_before=before[0],
            events_after=before[0] + accepted,
            customers_before=before[1],
            customers_after=build.customers,
            bytes=sum(state.size for state in self._state.files),
            seconds=(now - begun).total_seconds(),
            continued=self._continued,
        )
        origins = [state.origin for state in self._state.files]
        write_json(self._folder / REPORT, report.to_dict() | {"at": now.isoformat(), "origins": origins})
        commit(
            self._layout,
            build,
            written,
            import_id=import_id,
            at=int(now.timestamp() * 1000),
            facts={"sojourn.accepted": str(accepted)},
            faults=self._options.faults,
        )
        dead_letters.settle(self._folder / REFUSED, self._layout.dead_letters, self._state.letters)
        self._options.faults("letters-settled")
        (self._folder / REPORT).replace(self._layout.imports / f"{import_id}.json")
        self._options.faults("report-placed")
        staging.clear()
        return report

    def _totals(self) -> tuple[int, int]:
        rows = sum(state.rows for state in self._state.files)
        return rows, sum(sum(state.refused.values()) for state in self._state.files)


def _customers(manifest: Manifest) -> int:
    return sum(part.customer_count for part in manifest.parts)
