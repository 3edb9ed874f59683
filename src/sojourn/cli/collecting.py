"""What imports refused, and why."""

from pathlib import Path

import click

from .commands import Entry, LazyGroup, Option, command
from .kinds import FILE
from .workspaces import as_json, in_workspace, opened

COMMANDS = {
    "refused": Entry(".collecting", "refused", "Commands", "List the rows that imports refused, and why"),
}


@click.group("collect", cls=LazyGroup, entries=COMMANDS, short_help="See what imports refused")
def collect() -> None:
    """Rows that could not become events are kept apart, each with the reason; the good rows of the same file are in."""


@command(
    "List the rows that imports refused, and why",
    examples=["sojourn collect refused", "sojourn collect refused --code bad_time --out refused.csv"],
)
@in_workspace
@click.option("--code", cls=Option, metavar="CODE", help="Only rows refused for this reason.")
@click.option(
    "--all",
    "everything",
    cls=Option,
    is_flag=True,
    show_default=False,
    help="Also rows of files that a later import has read again.",
)
@click.option("--limit", cls=Option, type=click.IntRange(min=0), default=20, metavar="N", help="Show this many rows.")
@click.option(
    "--out", cls=Option, type=FILE, metavar="FILE", help="Write all to a file instead: .csv, .parquet, .jsonl."
)
@as_json
def refused(
    workspace: Path | None, json: bool, code: str | None, everything: bool, limit: int, out: Path | None
) -> None:
    """Each row is listed with its file, its row as a spreadsheet counts it, what was found, and what would be right.
    Once a file is mended and imported again, only what was refused then is listed.
    """
    from sojourn.app import refusals

    place = opened(workspace).path
    if out is not None:
        from sojourn.core.words import counted

        from .answers import told

        told(f"wrote {out}: {counted(refusals.write(place, out, code=code, everything=everything), 'row')}")
        return
    found = refusals.listed(place, code=code, limit=limit, everything=everything)
    if json:
        from sojourn.app.texts import to_json

        click.echo(to_json(found.to_dict()))
        return
    from .tables import show

    show(found.tables())
