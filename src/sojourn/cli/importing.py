"""Bring files of events into a workspace."""

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from .answers import told
from .commands import OneOf, Option, command, session
from .failures import ANSWER_IS_NO, DONE
from .import_options import READING, mapping_of, reading_options, role_options
from .kinds import FILE, SHARE
from .progress import ImportBar, Progress
from .workspaces import in_workspace

if TYPE_CHECKING:
    from sojourn.app.importing import ImportReport
    from sojourn.app.preparing import Prepared
    from sojourn.app.workspace import Workspace


@command(
    "Bring files of events into a workspace",
    examples=[
        "sojourn import orders.csv --workspace shop",
        "sojourn import 'exports/*.csv.gz' --customer buyer_id --time created_at --event status --zone Europe/Paris",
        "zcat log.gz | sojourn import - --source weblog --progress json",
        "sojourn import orders.csv --dry-run",
    ],
    name="import",
)
@click.argument("files", nargs=-1, required=True, metavar="FILE…")
@in_workspace
@role_options
@reading_options
@click.option(
    "--mapping",
    cls=Option,
    section=READING,
    type=FILE,
    metavar="FILE",
    help="Read columns and everything above from this file, as --save-mapping wrote it.",
)
@click.option(
    "--save-mapping",
    cls=Option,
    section=READING,
    type=FILE,
    metavar="FILE",
    help="Write what was told and found to this file. The workspace remembers it by source anyway.",
)
@click.option(
    "--source",
    cls=Option,
    metavar="NAME",
    help="Where the files come from; ids are unique within it. By default the file's name without date or number.",
)
@click.option(
    "--tolerance",
    cls=Option,
    type=SHARE,
    default=0.1,
    metavar="SHARE",
    help="Stop when more than this share of the first 10,000 rows is bad: then the mapping is wrong.",
)
@click.option(
    "--allow-future", cls=Option, is_flag=True, show_default=False, help="Keep events that lie in the future."
)
@click.option(
    "--no-wait",
    cls=Option,
    is_flag=True,
    show_default=False,
    help="Refuse, instead of waiting, while another process changes the workspace.",
)
@click.option(
    "--dry-run",
    cls=Option,
    is_flag=True,
    show_default=False,
    help="Read everything, write nothing; show the first events and what would be refused.",
)
@click.option(
    "--progress",
    cls=Option,
    type=OneOf(["auto", "json"]),
    default="auto",
    help="json: one object a line on standard error.",
)
@click.option("--json", cls=Option, is_flag=True, show_default=False, help="Print one JSON document.")
def import_(
    files: Sequence[str],
    workspace: Path | None,
    mapping: Path | None,
    save_mapping: Path | None,
    source: str | None,
    tolerance: float,
    allow_future: bool,
    no_wait: bool,
    dry_run: bool,
    progress: str,
    json: bool,
    **reading: Any,
) -> int:
    """CSV of any dialect, Parquet, JSON Lines, XES and OCEL 2.0, plain or compressed; the kind is found from the bytes.

    Which column is what is inferred and shown; every inference can be overruled. Importing a file again adds nothing.
    An interrupted import leaves the workspace as it was, and run again goes on where it stopped. Rows that cannot
    become events are kept apart with the reason (`sojourn collect refused`), the good ones are in, and the exit status
    is 1. A workspace named with --workspace is made if it is not there.
    """
    from sojourn import collect
    from sojourn.app import importing, preparing
    from sojourn.app.texts import to_json
    from sojourn.core.clock import SystemClock

    place, fresh = _workspace(workspace, dry_run=dry_run)
    given = mapping_of(reading, source=source)
    if mapping is not None:
        given = preparing.over(collect.load_mapping(mapping), given)
    zone = place.about.time_zone if place else None
    zone = None if zone == "UTC" else zone
    root = place.path if place else fresh or Path()
    prepared = [
        preparing.prepare(name, given, workspace=root, standard_input=sys.stdin.buffer, default_zone=zone)
        for name in preparing.named(files)
    ]
    _explain(prepared)
    _warn_of_twins(prepared, root)
    if save_mapping is not None:
        collect.save_mapping(prepared[0].mapping, save_mapping)
        told(f"wrote {save_mapping}")
    if dry_run:
        trial = preparing.attempt(
            prepared, clock=SystemClock(), allow_future=allow_future, tolerance=tolerance, zone=zone
        )
        if json:
            refusals = [dict(each) for each in trial.letters]
            click.echo(to_json({"rows": trial.rows, "refused": trial.refused, "first_refused": refusals}))
        else:
            _show_trial(trial)
        return ANSWER_IS_NO if trial.refused else DONE
    with (
        _made(fresh, place, time_zone=given.zone) as place,
        Progress("rows", quiet=session().quiet, as_json=progress == "json") as shown,
    ):
        report = importing.import_files(
            place.path,
            [each.to_import() for each in prepared],
            clock=SystemClock(),
            allow_future=allow_future,
            tolerance=tolerance,
            default_zone=zone,
            progress=ImportBar(shown),
            note=told,
            options=importing.Options(wait=not no_wait),
        )
    if fresh is not None:
        told(f"made the workspace {place.path}, time zone {place.about.time_zone}")
    elif given.zone and given.zone != place.about.time_zone:
        told(f"the times of this import are read in {given.zone}; the workspace keeps its own, {place.about.time_zone}")
    for each in prepared:
        preparing.remember(each, place.path)
    if json:
        click.echo(to_json(report.to_dict()))
    else:
        _show(report, place)
    return ANSWER_IS_NO if report.refused else DONE


def bring(file: Path, workspace: Path, *, source: str) -> None:
    """Import one file whose columns are known by their names, making the workspace if it is not there."""
    arguments = [str(file), "--workspace", str(workspace), "--source", source]
    import_.main(arguments, standalone_mode=False, obj=session(), prog_name="sojourn import")


def _workspace(path: Path | None, *, dry_run: bool) -> "tuple[Workspace | None, Path | None]":
    """Open the workspace, or give the folder where one is to be made; a dry run can do without either."""
    from sojourn.app.workspace import Workspace
    from sojourn.app.workspace_file import locate
    from sojourn.core.errors import NotFound

    named = path or session().settings.workspace
    free = named is not None and (not named.exists() or (named.is_dir() and not any(named.iterdir())))
    if named is not None and free:
        return None, named
    try:
        return Workspace(locate(named), note=told), None
    except NotFound:
        if dry_run and named is None:
            return None, None
        raise


@contextmanager
def _made(fresh: Path | None, place: "Workspace | None", *, time_zone: str | None) -> "Iterator[Workspace]":
    """Make the workspace that is not there yet, in the zone of the times it begins with; unmake it if it stays empty.

    One that was interrupted stays: the same import goes on there.
    """
    from sojourn.app.workspace import Workspace
    from sojourn.app.workspace_new import create, unmake
    from sojourn.core.errors import Conflict, InvalidInput

    if fresh is None:
        assert place is not None  # without a folder to be made, one was opened
        yield place
        return
    there = fresh.exists()
    try:
        place = create(fresh, time_zone=time_zone or "UTC")
    except Conflict as error:
        if error.code != "workspace-exists":
            raise
        yield Workspace(fresh)  # another import made it in the meantime; writing waits for its lock
        return
    try:
        yield place
    except InvalidInput:
        unmake(place, keep_folder=there)
        raise


def _warn_of_twins(prepared: Sequence["Prepared"], workspace: Path) -> None:
    """Say when a file is taken as a new source though the workspace has one that looks the same."""
    from sojourn.app import preparing

    for each in prepared:
        others = preparing.alike(each, workspace)
        if others:
            own, other = each.mapping.source, others[0]
            told(f"note: {each.inspection.name} is taken as a new source, {own}; {other} has the same columns")
            told(f"      if it repeats or continues {other}, its rows come in twice: import it with --source {other}")


def _explain(prepared: Sequence["Prepared"]) -> None:
    """Say which column plays which role and why, on standard error; files of one mapping are explained once."""
    from .tables import show

    if session().quiet:
        return
    seen: list[object] = []
    for each in prepared:
        same = replace(each.mapping, source="")
        if same in seen:
            told(f"{each.inspection.name}: as above")
            continue
        seen.append(same)
        show([each.table()], err=True)
        told("")


def _show_trial(trial: Any) -> None:
    """Show what an import would do."""
    from sojourn.app.refusals import listing

    from .tables import show

    tables = [trial.table()]
    if trial.letters:
        tables.append(listing(trial.letters, title=f"{trial.refused:,} of {trial.rows:,} rows would be refused"))
    show(tables)
    told("nothing was written: this was a dry run")


def _show(report: "ImportReport", place: "Workspace") -> None:
    """Show what an import did."""
    from sojourn.app.refusals import listing
    from sojourn.core.results import Heading, Table
    from sojourn.core.words import counted

    from .tables import show

    words = ("File", "Rows", "New events", "There already", "Refused")
    rows = tuple(
        (
            Path(file.name).name,
            f"{file.rows:,}",
            f"{file.accepted:,}",
            f"{file.duplicates:,}",
            f"{sum(file.refused.values()):,}",
        )
        for file in report.files
    )
    speed = f"{report.rows / report.seconds:,.0f} rows a second" if report.seconds >= 0.5 else ""
    notes = []
    reused = sum(file.id_reused for file in report.files)
    if reused:
        have = counted(reused, "row has", "rows have")
        notes.append(f"note: {have} an id that was there with another time or event; the first was kept")
    events, customers = counted(report.events_after, "event"), counted(report.customers_after, "customer")
    notes.append(
        f"{place.path} now holds {events} of {customers}" + (f"; {report.seconds:,.1f} s, {speed}" if speed else "")
    )
    headings = tuple(Heading(word, numeric=word != "File") for word in words)
    tables = [Table(counted(report.accepted, "new event"), headings, rows, tuple(notes))]
    letters = [letter for file in report.files for letter in file.first_refused]
    if letters:
        few = tuple(letters[:5])
        title = f"{counted(report.refused, 'row was', 'rows were')} refused" + (
            f"; the first {len(few)}" if report.refused > len(few) else ""
        )
        tables.append(listing(few, title=title))
    show(tables)
    if report.refused:
        told(f"all refused rows: sojourn collect refused --workspace {place.path}")
