"""Maps to and from the files of other tools."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sojourn.core import words

from ..answers import told
from ..commands import OneOf, Option, command
from ..failures import Misuse
from ..kinds import FILE
from .options import FORCE

if TYPE_CHECKING:
    from sojourn import maps

READING = "What the file says"
IMPORTS = ("cjml", "mermaid", "notes", "grid", "json")
EXPORTS = ("cjml", "mermaid", "notes", "grid", "touchpoints", "json")


def pairs(given: Sequence[str], option: str) -> Mapping[str, str]:
    """Read an option that may be given again, each time as `word=meaning`."""
    found = {}
    for each in given:
        word, equals, meaning = each.partition("=")
        if not equals or not word.strip() or not meaning.strip():
            raise Misuse(f"{option}: {each!r} has no two sides", hint=f"write it as {option} 'one=other'")
        found[word.strip()] = meaning.strip()
    return found


@command(
    "Make a map of a file of another tool",
    examples=[
        "sojourn maps import journey.mmd -o visit.yaml",
        "sojourn maps import planned.xml --from cjml --strict -o planned.yaml",
        "sojourn maps import board.csv --from notes --colour yellow=does --colour pink=pains -o workshop.yaml",
        "sojourn maps import board.csv --from notes --into visit.yaml",
        "sojourn maps import steps.csv --from grid --column does=Activity --title 'A visit' -o visit.yaml",
    ],
    name="import",
)
@click.argument("file", type=FILE, metavar="FILE")
@click.option(
    "--from",
    "kind",
    cls=Option,
    type=OneOf(IMPORTS),
    show_default=False,
    help="What kind of file it is; by default what its ending or its first lines say.",
)
@click.option("--out", "-o", cls=Option, type=FILE, metavar="MAP", help="Write the map here instead of printing it.")
@click.option(
    "--into",
    cls=Option,
    type=FILE,
    metavar="MAP",
    help="Write sticky notes into this map instead of making one: steps that are named get them, others are added.",
)
@FORCE
@click.option(
    "--dry-run", cls=Option, is_flag=True, show_default=False, help="Say what would be written, and write nothing."
)
@click.option("--title", cls=Option, section=READING, metavar="TEXT", help="What to call the map, whatever it says.")
@click.option(
    "--column",
    "columns",
    cls=Option,
    section=READING,
    multiple=True,
    metavar="NAME=HEADING",
    help="Of a table: which heading holds a column, such as does=Activity; may be given again.",
)
@click.option(
    "--colour",
    "colours",
    cls=Option,
    section=READING,
    multiple=True,
    metavar="COLOUR=LANE",
    help="Of sticky notes: what a colour stands for, such as yellow=does; may be given again.",
)
@click.option(
    "--strict",
    cls=Option,
    section=READING,
    is_flag=True,
    show_default=False,
    help="Refuse CJML that would have to be repaired.",
)
@click.option("--encoding", cls=Option, section=READING, metavar="NAME", help="Such as cp1252; by default UTF-8.")
def import_(
    file: Path,
    kind: str | None,
    out: Path | None,
    into: Path | None,
    force: bool,
    dry_run: bool,
    title: str | None,
    columns: Sequence[str],
    colours: Sequence[str],
    strict: bool,
    encoding: str | None,
) -> None:
    """What was repaired or guessed, and what found no place and is kept under x-unsorted, is said line by line.
    Feelings are marked as hypotheses, for no such file says how it knows them.
    """
    from sojourn import maps
    from sojourn.app import map_files

    text = map_files.read_text(file, encoding=encoding)
    kind = kind or maps.guess_kind(text, ending=file.suffix)
    tables = {"columns": pairs(columns, "--column"), "colours": pairs(colours, "--colour")}
    if into is not None:
        if out is not None:
            raise Misuse("--into and --out both say where the notes go", hint="give one of them")
        if kind != "notes":
            raise Misuse(f"--into takes sticky notes, and {file} is of the kind {kind}", hint="leave --into away")
        _into(text, file, into, tables, dry_run=dry_run)
        return
    try:
        made, findings = maps.import_map(text, kind=kind, title=title or _name(file, kind), strict=strict, **tables)
    except maps.MapRefused as refused:
        raise _named(refused, file) from None
    for finding in findings:
        told(_line(finding, file))
    counted = f"{words.counted(len(made.phases), 'phase')}, {words.counted(len(made.steps), 'step')}"
    if dry_run:
        told(f"would make a map of {counted} from {file} ({kind}); nothing is written")
    elif out is None:
        click.echo(maps.write_map(made), nl=False)
    else:
        map_files.write_text(maps.write_map(made), out, force=force)
        told(f"wrote {out}: {counted}; what it lacks: sojourn maps check {out}")


def _name(file: Path, kind: str) -> str | None:
    """Call a map of a table, which has no title, after its file."""
    stem = file.stem.replace("_", " ").replace("-", " ").strip()
    return (stem[:1].upper() + stem[1:]) if kind in ("grid", "notes") and stem else None


def _named(refused: "maps.MapRefused", file: Path) -> "maps.MapRefused":
    """Give the error of a file with its name in each finding."""
    from sojourn import maps

    return maps.MapRefused([replace(each, file=str(file)) for each in refused.findings], hint=refused.hint)


def _line(finding: Any, file: Path) -> str:
    """Write a finding with its file."""
    place = f"{finding.place.line}:{finding.place.column}:" if finding.place is not None else ""
    hint = f" ({finding.hint})" if finding.hint else ""
    return f"{file}:{place} {finding.severity}: {finding.message}{hint}"


def _into(text: str, file: Path, into: Path, tables: Mapping[str, Mapping[str, str]], *, dry_run: bool) -> None:
    """Write notes into a map as one edit."""
    from sojourn import maps
    from sojourn.app import map_files

    before = maps.read_map(into)
    try:
        batch, findings = maps.import_notes(text, before, **tables)
    except maps.MapRefused as refused:
        raise _named(refused, file) from None
    for finding in findings:
        told(_line(finding, file))
    after, _ = maps.apply(before, batch)
    added = [each.id for each in after.steps if each.id not in {step.id for step in before.steps}]
    steps = f", new steps {', '.join(added)}" if added else ""
    said = f"{batch.label}: {words.counted(len(batch.commands), 'edit')}{steps}"
    if dry_run:
        told(f"would write {said}; nothing is written")
        return
    map_files.write_text(maps.rewrite(map_files.read_text(into), before, after), into, force=True)
    told(f"wrote {into}: {said}")


@command(
    "Write a map as a file of another tool",
    examples=[
        "sojourn maps export concert.yaml --to mermaid",
        "sojourn maps export concert.yaml --to grid -o concert.csv",
        "sojourn maps export concert.yaml -o concert.xml",
    ],
)
@click.argument("file", type=FILE, metavar="MAP")
@click.option(
    "--to", "kind", cls=Option, type=OneOf(EXPORTS), show_default=False, help="The kind; by default what --out ends in."
)
@click.option("--out", "-o", cls=Option, type=FILE, metavar="FILE", help="Write it here instead of printing it.")
@FORCE
def export(file: Path, kind: str | None, out: Path | None, force: bool) -> None:
    """A grid has a row a step, `touchpoints` a row a point of contact; both open in any spreadsheet. What the other
    kind cannot hold is listed.
    """
    from sojourn import maps
    from sojourn.app import map_files

    known = {".xml": "cjml", ".cjml": "cjml", ".mmd": "mermaid", ".mermaid": "mermaid", ".json": "json", ".csv": "grid"}
    kind = kind or (known.get(out.suffix.casefold()) if out is not None else None)
    if kind is None:
        raise Misuse("nothing says what to write", hint=f"add --to {'|'.join(EXPORTS)}")
    text, dropped = maps.export_map(maps.read_map(file), kind=kind)
    if out is None:
        click.echo(text, nl=False)
    else:
        map_files.write_text(text, out, force=force)
        told(f"wrote {out}")
    changed = [each for each in dropped if each.why is not None]
    for each in changed:
        told(f"note: {each}")
    left = [each.said for each in dropped if each.why is None]
    if left:
        told(f"note: {kind} has no place for {', '.join(left)}")
