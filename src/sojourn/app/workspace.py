"""A workspace: the folder that keeps events, and what can be asked of it."""

import logging
from collections.abc import Callable, Mapping
from datetime import timedelta
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sojourn.core.analysis import Journeys
from sojourn.core.clock import Clock, SystemClock
from sojourn.core.errors import InvalidInput
from sojourn.core.journeys import Cases
from sojourn.core.progress import Progress

from . import build, settings
from .workspace_file import keep_report, locate, read_about

if TYPE_CHECKING:
    from sojourn import collect, maps
    from sojourn.core.answers import Answers, Question

    from . import importing, refusals
    from .describing import Described
    from .report import Report, ReportPlan

log = logging.getLogger(__name__)


class Workspace:
    """A folder of events.

    Opening one reads its `sojourn.toml` and nothing else.

    Args:
        path: the folder.
        note: told what is out of the ordinary: waiting for another process, mending the index. By default it is logged.
        threads: how many a question may use unless it says so itself; by default one a processor.
        memory: what its data may take unless it says so itself, such as `2G`; by default a quarter of the machine's.
        progress: is told how far questions have come, in events; True shows it in a notebook, False never.

    Raises:
        NotFound: there is no such workspace.
        ConfigurationError: its `sojourn.toml` cannot be read, or a newer version wrote it.
    """

    __slots__ = ("_memory", "_note", "_progress", "_threads", "about", "path")

    def __init__(
        self,
        path: str | Path,
        *,
        note: Callable[[str], None] = log.info,
        threads: int | None = None,
        memory: int | str | None = None,
        progress: Progress | bool = True,
    ) -> None:
        self.path = Path(path)
        self._threads = threads
        self._memory = memory
        self._progress = progress
        self._note = note
        self.about = read_about(self.path)

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
        memory: int | str | None = None,
        progress: Progress | bool | None = None,
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
            subject: whose journeys. A workspace knows those of its `customer`; for another identifier, such as
                `account`, read the file in place: `sj.journeys(file, subject="account")`.
            engine: what computes: `local`, the threads of this process; `spark`, or the address of a Spark cluster such
                as `spark://host:7077` or, for Spark Connect, `sc://host:15002`, whose executors must see the
                workspace's folder.
            threads: how many the engine `local` may use; by default one a processor. A cluster takes none.
            memory: what the data of a question may take with the engine `local`, in bytes or as text such as `2G`; by
                default a quarter of the machine's. What exceeds it is put aside on disk. A cluster takes none.
            progress: is told how far a question has come, in events, and on a cluster in tasks of each job; True shows
                it in a notebook when it lasts, False never; by default as the workspace was opened.

        Raises:
            InvalidInput: an option cannot be read or contradicts another.
            NotFound: nothing has been imported yet.

        Example:
            >>> shop.journeys(since="2017-03-01", where="channel = 'store'", gap="30m")
        """
        if engine != "local":
            from . import clusters  # noqa: PLC0415 - start-up: only a cluster needs it

            return clusters.journeys(
                engine,
                self.path,
                threads=threads,
                memory=memory,
                progress=self._progress if progress is None else progress,
                since=since,
                until=until,
                where=where,
                cases=build.cases(cases, gap=gap, start=case_start, end=case_end, timeout=case_timeout, key=case_key),
                collapse=collapse,
                time_zone=time_zone or self.about.time_zone,
                subject=subject,
            )
        from sojourn.stores.index import open_index  # noqa: PLC0415 - start-up: not every use of a workspace asks

        return build.journeys(
            open_index(self.path, subject=subject, note=self._note),
            since=since,
            until=until,
            where=where,
            cases=build.cases(cases, gap=gap, start=case_start, end=case_end, timeout=case_timeout, key=case_key),
            collapse=collapse,
            time_zone=time_zone or self.about.time_zone,
            engine=build.engine(
                engine,
                threads=threads or self._threads,
                memory=memory or self._memory,
                progress=self._progress if progress is None else progress,
            ),
        )

    def questions(self) -> "dict[str, Question]":
        """Give the questions that the workspace knows, by id: those of its `questions.csv`.

        Raises:
            InvalidInput: the file cannot be used as it is.
        """
        from .surveys import registry_of  # noqa: PLC0415 - start-up: not every use asks

        return registry_of(self.path)

    def register(self, questions: "Mapping[str, Question] | str | Path") -> "dict[str, Question]":
        """Keep questions in the workspace's `questions.csv`, one that is known replaced; gives the whole register.

        Args:
            questions: by id, or the CSV or Parquet file that says it.

        Raises:
            NotFound: there is no such file.
            InvalidInput: a question cannot be used as it stands, such as one without a direction.
        """
        from .surveys import register  # noqa: PLC0415 - start-up: not every use asks

        return register(self.path, questions)

    def answers(
        self,
        *,
        since: build.When | None = None,
        until: build.When | None = None,
        where: str | None = None,
        by: build.Names = (),
        weight: str | None = None,
        journeys: Journeys | None = None,
    ) -> "Answers":
        """Give the answers to surveys among the events, with what the workspace knows of their questions.

        Of several answers of one customer to one question in one journey the latest counts.

        Args:
            since, until, where: which events, as in `journeys`.
            by: properties to break down by, besides channel, survey, step, touchpoint, lang and segment.
            weight: the property that says how much an answer counts.
            journeys: instead of all the above: whose answers, and how their journeys are cut.

        Raises:
            NotFound: nothing has been imported.
            InvalidInput: no event carries an answer, or events lack a property that is named.

        Example:
            >>> sj.nps(shop.answers(since="2026-01-01"), by="segment")
        """
        from .surveys import answers_of  # noqa: PLC0415 - start-up: not every use asks

        names = (by,) if isinstance(by, str) else tuple(by)
        asked = journeys or self.journeys(since=since, until=until, where=where)
        return answers_of(asked, self.questions(), by=names, weight=weight)

    def keep_report(self, plan: Mapping[str, Any]) -> None:
        """Keep the plan of the report in `sojourn.toml`; what else stands there stays as it is."""
        keep_report(self.path, plan)
        self.about = read_about(self.path)

    def has_events(self) -> bool:
        """Say whether anything has been imported."""
        from sojourn.core.errors import NotFound  # noqa: PLC0415 - start-up: not every use asks
        from sojourn.stores.index import open_index  # noqa: PLC0415 - the same

        try:
            return open_index(self.path, note=self._note).rows > 0
        except NotFound:
            return False

    def import_files(
        self,
        *names: str | Path,
        mapping: "collect.Mapping | None" = None,
        allow_future: bool = False,
        tolerance: float = 0.1,
        clock: Clock | None = None,
    ) -> "importing.ImportReport":
        """Import files as one: all their good rows, or none when one file cannot be used.

        What a column is is inferred where `mapping` does not say; rows that cannot become events are kept apart
        (`dead_letters`). Importing a file again adds nothing.

        Args:
            names: files; globs are expanded.
            mapping: what is known of the columns and of how values are read.
            allow_future: keep events that lie in the future.
            tolerance: stop when more than this share of the first rows is bad.

        Raises:
            NotFound: there is no such file.
            InvalidInput: no file is named, one cannot be read, or it is not clear which column is what; nothing was
                imported.

        Example:
            >>> shop.import_files("exports/*.csv").accepted
            1284
        """
        import sys  # noqa: PLC0415 - start-up: questions import nothing

        from sojourn import collect  # noqa: PLC0415 - the same

        from . import importing, notebooks, preparing  # noqa: PLC0415 - the same

        given: tuple[object, ...] = names
        told = next((repr(name) for name in given if not isinstance(name, str | Path)), None if given else "nothing")
        if told is not None:
            raise InvalidInput(
                f"files are imported by their names, and {told} was given",
                code="no-file-named",
                hint='write import_files("a.csv", "b.csv"), or import_files(*files) for a list',
            )
        zone = None if self.about.time_zone == "UTC" else self.about.time_zone
        prepared = [
            preparing.prepare(
                name,
                mapping or collect.Mapping(),
                workspace=self.path,
                standard_input=sys.stdin.buffer,
                default_zone=zone,
            )
            for name in preparing.named([str(name) for name in names])
        ]
        shown = build.progress_of(self._progress)
        report = importing.import_files(
            self.path,
            [each.to_import() for each in prepared],
            clock=clock or SystemClock(),
            allow_future=allow_future,
            tolerance=tolerance,
            default_zone=zone,
            progress=None if shown is None else notebooks.ShownImport(shown),
            note=self._note,
        )
        for each in prepared:
            preparing.remember(each, self.path)
        return report

    def describe(self, *, clock: Clock | None = None) -> "Described":
        """Say what is in the workspace, and what looks wrong in it.

        Args:
            clock: events after its instant are suspicious.

        Raises:
            NotFound: nothing has been imported yet.
        """
        from sojourn.core.errors import NotFound  # noqa: PLC0415 - start-up: not every use asks
        from sojourn.stores.import_state import finished  # noqa: PLC0415 - the same
        from sojourn.stores.index import open_index  # noqa: PLC0415 - the same
        from sojourn.stores.layout import Layout  # noqa: PLC0415 - the same

        from .describing import describe  # noqa: PLC0415 - the same

        index = open_index(self.path, note=self._note)
        if index.rows == 0 and not finished(Layout(self.path).imports):
            raise NotFound(  # a first import was stopped before its end
                f"nothing has been imported into {self.path} yet",
                code="nothing-imported",
                hint=f"bring events in with: sojourn import FILE --workspace {self.path}",
            )
        now = clock or SystemClock()
        return describe(index, self.path, name=self.about.name, clock=now, time_zone=self.about.time_zone)

    def dead_letters(self, *, code: str | None = None, limit: int = 20, everything: bool = False) -> "refusals.Refused":
        """List rows that imports refused: how many, why, and the first few of them.

        Args:
            code: only rows refused for this reason.
            limit: give so many rows.
            everything: also rows of files that a later import has read again.
        """
        from . import refusals  # noqa: PLC0415 - start-up: not every use asks

        return refusals.listed(self.path, code=code, limit=limit, everything=everything)

    def read_map(self, name: str) -> "maps.JourneyMap":
        """Read a journey map that is kept with the workspace.

        Args:
            name: its file, from the workspace's folder on.

        Raises:
            NotFound: there is no such file.
            InvalidInput: it cannot be read as a map.
        """
        from sojourn import maps  # noqa: PLC0415 - start-up: not every use asks

        return maps.read_map(self.path / name)

    def report(
        self,
        path: str | Path | None = None,
        *,
        journeys: Journeys | None = None,
        plan: "ReportPlan | None" = None,
        clock: Clock | None = None,
        said: Callable[[str], None] | None = None,
    ) -> "Report":
        """Write one HTML page that shows the journeys customers live.

        Args:
            path: where; by default `report.html` in the workspace.
            journeys: which; by default all.
            plan: what to ask; by default what `sojourn.toml` says, and what that leaves open is proposed from the data.
            clock: dates the page.
            said: told what is being asked; by default it is logged.

        Raises:
            NotFound: nothing has been imported.
            InvalidInput: the plan cannot be read.
        """
        from .report import ReportPlan, write_report  # noqa: PLC0415 - start-up: not every use asks

        plan = plan or ReportPlan.read({"title": self.about.name} | dict(self.about.report))
        return write_report(
            path or self.path / "report.html",
            journeys or self.journeys(),
            plan=plan,
            map=None if plan.map is None else self.read_map(plan.map),
            registry=self.questions(),
            description=self.describe().to_dict(),
            made=(clock or SystemClock()).now(),
            workspace=str(self.path),
            said=said or log.info,
        )

    def __repr__(self) -> str:
        """Name the folder."""
        return f"Workspace({str(self.path)!r})"

    def _repr_html_(self) -> str:
        """Show a notebook what this is."""
        return f"<p><strong>{escape(self.about.name)}</strong> <code>{escape(str(self.path))}</code></p>"


def open_workspace(path: str | Path | None = None, *, progress: Progress | bool = True) -> Workspace:
    """Open a workspace.

    Args:
        path: its folder; by default SOJOURN_WORKSPACE, else the nearest folder upwards that holds a `sojourn.toml`.
        progress: is told how far questions have come, in events; True shows it in a notebook, False never.

    Raises:
        NotFound: there is no such workspace.
        ConfigurationError: its `sojourn.toml` cannot be read, or a newer version wrote it.
    """
    found = settings.from_environment()
    return Workspace(locate(path or found.workspace), threads=found.threads, memory=found.memory, progress=progress)
