"""Hold maps against each other, merge them, and hold what somebody lived against the plan."""

from pathlib import Path

import click

from sojourn.core.controls import visible

from ..commands import Option, command
from ..failures import ANSWER_IS_NO, DONE
from ..kinds import FILE
from ..tables import show
from .options import JSON, LIBRARY, library_of


@command(
    "Say what differs between two maps, such as today's and the one that is wanted",
    examples=["sojourn maps diff concert.yaml concert-target.yaml", "sojourn maps diff before.yaml after.yaml --json"],
)
@click.argument("a", type=FILE, metavar="A")
@click.argument("b", type=FILE, metavar="B")
@JSON
@LIBRARY
def diff(a: Path, b: Path, json: bool, library: Path | None) -> None:
    """Things are matched by their ids, and by former ids (`was`); those that are only called alike are suggested."""
    from sojourn import maps

    found = maps.compare_maps(*(maps.read_map(each, library=library, contradictory=True) for each in (a, b)))
    if json:
        from sojourn.app.texts import to_json

        click.echo(to_json(found.to_dict()))
    else:
        show(found.tables())


@command(
    "Make one map of two that grew from a third",
    examples=[
        "sojourn maps merge base.yaml mine.yaml theirs.yaml",
        "sojourn maps merge base.yaml mine.yaml theirs.yaml -o both.yaml",
        "git config merge.journey-map.driver 'sojourn maps merge %O %A %B --name %P'",
    ],
)
@click.argument("base", type=FILE, metavar="BASE")
@click.argument("ours", type=FILE, metavar="OURS")
@click.argument("theirs", type=FILE, metavar="THEIRS")
@click.option("--out", "-o", cls=Option, type=FILE, metavar="OUT", help="Write the map here, and leave OURS as it is.")
@click.option(
    "--name",
    cls=Option,
    type=FILE,
    metavar="PATH",
    help="Where the map belongs, as Git tells merge drivers (%P): it is named so, and library.yaml is found there.",
)
@LIBRARY
def merge(base: Path, ours: Path, theirs: Path, out: Path | None, name: Path | None, library: Path | None) -> int:
    """The result is written over OURS, whose comments and layout stay. What both sides changed, each in its own way, is
    told line by line and stays as OURS has it; the exit status is then 1. Nothing but a map is ever written into it.
    """
    from sojourn import maps
    from sojourn.app import map_files

    called = name or ours
    if not map_files.read_text(base).strip():
        click.echo(visible(f"{called}: both sides added this map; it stays as ours has it"), err=True)
        return ANSWER_IS_NO
    shared = library_of(called, library)
    text = map_files.read_text(ours)
    before = maps.parse_map(text, file=str(called), library=shared, contradictory=True)
    sides = [
        maps.parse_map(map_files.read_text(each), file=str(each), library=shared, contradictory=True)
        for each in (base, theirs)
    ]
    found = maps.merge_maps(sides[0], before, sides[1])
    written = maps.rewrite(text, before, found.map, library=shared)
    if written != text or out is not None:
        map_files.write_text(written, out or ours, force=True)
    for each in found.conflicts:
        click.echo(visible(f"{called}: {each.kind.replace('_', ' ')}: {each}"), err=True)
    for finding in found.findings:
        click.echo(visible(f"{called}: the changes do not fit together: {finding.rule} {finding.message}"), err=True)
    return DONE if found.clean else ANSWER_IS_NO


@command(
    "Hold what somebody lived, as it is written in the map, against the plan",
    examples=[
        "sojourn maps lived bank.yaml",
        "sojourn maps lived bank.yaml lewis-1 --json",
        "sojourn maps lived bank.yaml --persona lewis",
    ],
)
@click.argument("file", type=FILE, metavar="MAP")
@click.argument("case", required=False, metavar="[CASE]")
@click.option("--persona", cls=Option, metavar="ID", help="Only the cases of this persona.")
@JSON
@LIBRARY
def lived(file: Path, case: str | None, persona: str | None, json: bool, library: Path | None) -> None:
    """Cases stand under `lived`. One case is a story: it has no rate and no interval."""
    from sojourn import maps

    map = maps.read_map(file, library=library, contradictory=True)
    found = maps.compare_case(map, case, persona=persona)
    if json:
        from sojourn.app.texts import to_json

        click.echo(to_json(found.to_dict()))
    else:
        click.echo("\n".join(visible(line) for line in str(found).split("\n")))
