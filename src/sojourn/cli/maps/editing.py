"""Change maps in their files: what changed is written anew, comments and layout stay."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..answers import told
from ..commands import Option, command
from ..failures import Misuse
from ..kinds import FILE
from .options import LIBRARY, library_of

if TYPE_CHECKING:
    from sojourn import maps

DRY = click.option(
    "--dry-run", cls=Option, is_flag=True, show_default=False, help="Say what would change; write nothing."
)
INTO = click.option(
    "--into", cls=Option, metavar="ID", help="What it becomes part of, such as a step; by default the map."
)
AFTER = click.option("--after", cls=Option, metavar="ID", help="The one it follows; by default it comes last.")
FIRST = click.option("--first", cls=Option, is_flag=True, show_default=False, help="Put it in front of all others.")


@command(
    "Give a field of a map another value",
    examples=[
        "sojourn maps set concert.yaml buy thinks 'Do they take my card?'",
        "sojourn maps set concert.yaml buy feels.score -2",
        "sojourn maps set concert.yaml buy metrics.wait.target PT1M --dry-run",
        "sojourn maps set concert.yaml fan expectations '[no paper ticket, fast payment]'",
        "sojourn maps set concert.yaml travel optional true",
        "sojourn maps set concert.yaml buy thinks --nothing",
    ],
    name="set",
)
@click.argument("file", type=FILE, metavar="MAP")
@click.argument("id", metavar="ID")
@click.argument("field", metavar="FIELD")
@click.argument("value", required=False, metavar="[VALUE]")
@click.option("--nothing", cls=Option, is_flag=True, show_default=False, help="Take the field away.")
@DRY
@LIBRARY
def set_(
    file: Path, id: str, field: str, value: str | None, nothing: bool, dry_run: bool, library: Path | None
) -> None:
    """ID is that of a step, a touchpoint, a persona or anything else that has one, or that of the map. Dots in FIELD
    lead inside; the id of a persona leads to what it feels: feels.fan.score. VALUE is written as in the file; lists and
    mappings stand in brackets.
    """
    from sojourn import maps

    if nothing == (value is not None):
        raise Misuse("give either a value or --nothing", hint="sojourn maps set MAP ID FIELD VALUE")
    made = None if value is None else maps.as_written(value)
    _edit(file, maps.SetField(id, field, made), library, dry_run=dry_run)


set_.context_settings = {**set_.context_settings, "ignore_unknown_options": True}  # -2 is a value, not an option


@command(
    "Put something new into a map",
    examples=[
        "sojourn maps add concert.yaml step '{id: park, phase: during, does: Parks the car}' --after travel",
        "sojourn maps add concert.yaml pain 'The page is slow' --into buy",
        "sojourn maps add concert.yaml department legal --first",
    ],
)
@click.argument("file", type=FILE, metavar="MAP")
@click.argument("kind", metavar="KIND")
@click.argument("value", metavar="VALUE")
@INTO
@AFTER
@FIRST
@DRY
@LIBRARY
def add(
    file: Path, kind: str, value: str, into: str | None, after: str | None, first: bool, dry_run: bool,
    library: Path | None,
) -> None:  # fmt: skip
    """KIND is a word such as step, touchpoint or pain, or the key of a list, such as backstage."""
    from sojourn import maps

    _edit(file, maps.Add(kind, maps.as_written(value), into, _place(after, first=first)), library, dry_run=dry_run)


@command(
    "Take something out of a map",
    examples=["sojourn maps remove concert.yaml app_wallet", "sojourn maps remove concert.yaml travel --cascade"],
)
@click.argument("file", type=FILE, metavar="MAP")
@click.argument("id", metavar="ID")
@click.option(
    "--cascade",
    cls=Option,
    is_flag=True,
    show_default=False,
    help="Take away what names it, too: links, fields, effects.",
)
@DRY
@LIBRARY
def remove(file: Path, id: str, cascade: bool, dry_run: bool, library: Path | None) -> None:
    """What something else names stays, and is said where, unless --cascade is given."""
    from sojourn import maps

    _edit(file, maps.Remove(id, cascade), library, dry_run=dry_run)


@command(
    "Put something elsewhere in a map",
    examples=[
        "sojourn maps move concert.yaml travel --after entry",
        "sojourn maps move concert.yaml gate --into travel",
    ],
)
@click.argument("file", type=FILE, metavar="MAP")
@click.argument("id", metavar="ID")
@click.option("--into", cls=Option, metavar="ID", help="What it becomes part of; by default it stays where it belongs.")
@AFTER
@FIRST
@DRY
@LIBRARY
def move(
    file: Path, id: str, into: str | None, after: str | None, first: bool, dry_run: bool, library: Path | None
) -> None:
    """It stays in the same kind of list."""
    from sojourn import maps

    _edit(file, maps.Move(id, into, _place(after, first=first)), library, dry_run=dry_run)


@command(
    "Give something a new id, which every reference follows",
    examples=["sojourn maps rename concert.yaml buy purchase"],
)
@click.argument("file", type=FILE, metavar="MAP")
@click.argument("old", metavar="OLD")
@click.argument("new", metavar="NEW")
@DRY
@LIBRARY
def rename(file: Path, old: str, new: str, dry_run: bool, library: Path | None) -> None:
    """The former id is kept under `was`, so that comparisons, merges and evidence still find it."""
    from sojourn import maps

    _edit(file, maps.Rename(old, new), library, dry_run=dry_run)


def _place(after: str | None, *, first: bool) -> str | None:
    """Say where in a list."""
    from sojourn import maps

    if first and after is not None:
        raise Misuse("--first and --after contradict each other", hint="give one of them")
    return maps.FIRST if first else after


def _edit(file: Path, edit: "maps.Command", library: Path | None, *, dry_run: bool) -> None:
    """Make an edit in a file, or only say what it would change."""
    from sojourn import maps
    from sojourn.app import map_files
    from sojourn.core.words import counted

    shared = library_of(file, library)
    text = map_files.read_text(file)
    before = maps.parse_map(text, file=str(file), library=shared, contradictory=True)
    after, _ = maps.apply(before, edit, library=shared)
    moved = edit.id if isinstance(edit, maps.Move) else None
    changes = maps.compare_maps(before, after, moved=moved).changes
    number = counted(len(changes), "difference")
    if dry_run:
        told(f"would write {file}: {number}; nothing is written")
    elif not changes:
        told(f"{file} says so already; nothing is written")
        return
    else:
        map_files.write_text(maps.rewrite(text, before, after, library=shared), file, force=True)
        told(f"wrote {file}: {number}")
    for change in changes:
        told(f"  {change}")
