"""Check maps: what is wrong with them, and what could be better."""

import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import click

from sojourn.core.controls import visible

from .. import failures
from ..commands import Option, command, session
from ..failures import ANSWER_IS_NO, DONE, Misuse
from ..kinds import FOLDER
from ..options import WORKSPACE
from ..progress import passes
from .options import JSON, LIBRARY, TODAY, this_day

if TYPE_CHECKING:
    from sojourn import maps
    from sojourn.core.errors import SojournError

STANDARD_INPUT = "-"
SEVERITIES: tuple[Literal["error", "warning", "note"], ...] = ("error", "warning", "note")
COLOURS = {"error": "red", "warning": "yellow", "note": "cyan"}


@dataclass(frozen=True, slots=True)
class Checked:
    """A file that was there.

    Attributes:
        map: None when it could not be read.
        findings: what refused it, else what the check found.
    """

    file: str
    map: "maps.JourneyMap | None"
    findings: "tuple[maps.Finding, ...]"

    def to_dict(self) -> dict[str, Any]:
        """Give it as JSON has it."""
        return {
            "file": self.file,
            "map": None if self.map is None else self.map.id,
            **counted([self]),
            "findings": [each.to_dict() for each in self.findings],
        }


def counted(files: Sequence[Checked]) -> dict[str, int]:
    """Count findings by severity."""
    found = Counter(finding.severity for file in files for finding in file.findings)
    return {f"{severity}s": found[severity] for severity in SEVERITIES}


@command(
    "Say what is wrong with maps, and what could be better",
    name="check",
    examples=[
        "sojourn maps check concert.yaml",
        "sojourn maps check maps/*.yaml --strict --today 2026-11-21",
        "sojourn maps check concert.yaml --workspace shop --json",
        "sojourn maps check --explain M204",
    ],
)
@click.argument("files", nargs=-1, metavar="FILE...")
@JSON
@click.option("--strict", cls=Option, is_flag=True, show_default=False, help="Let warnings, too, exit with status 1.")
@TODAY
@LIBRARY
@click.option(
    *WORKSPACE,
    cls=Option,
    type=FOLDER,
    metavar="DIR",
    help="Also try the rules for events on the last 90 days of what is in this workspace.",
)
@click.option("--rules", "listing", cls=Option, is_flag=True, show_default=False, help="List the rules instead.")
@click.option("--explain", cls=Option, metavar="RULE", help="Explain a rule instead, with an example.")
def check(
    files: tuple[str, ...],
    json: bool,
    strict: bool,
    today: date | None,
    library: Path | None,
    workspace: Path | None,
    listing: bool,
    explain: str | None,
) -> int:
    """Errors refuse a map and exit with status 1; warnings and notes never block. - is standard input."""
    if listing or explain is not None:
        if files or (listing and explain is not None):
            raise Misuse("--rules and --explain stand alone", hint="leave out the files, and one of the two")
        told_rules(json=json) if explain is None else told_rule(explain, json=json)
        return DONE
    if not files:
        raise Misuse("no file to check", hint="name a map, such as concert.yaml, or - for standard input")
    found, missing = read_and_check(files, today or this_day(), library, workspace)
    numbers = counted(found)
    if json:
        from sojourn.app.texts import to_json

        click.echo(to_json({"files": [each.to_dict() for each in found], **numbers}))
    else:
        shown(found)
    for error in missing:
        failures.report(error.message, error.hint, colour=session().colour)
    if missing:
        return failures.status_of(missing[0])
    return ANSWER_IS_NO if numbers["errors"] or (strict and numbers["warnings"]) else DONE


def read_and_check(
    files: Sequence[str], today: date, library: Path | None, workspace: Path | None
) -> "tuple[list[Checked], list[SojournError]]":
    """Check each file that is there; what cannot be opened is told beside."""
    from sojourn import maps
    from sojourn.core.errors import NotFound

    shared = None if library is None else maps.read_library(library)
    read: list[Checked] = []
    missing: list[SojournError] = []
    for file in files:
        try:
            read.append(Checked(file, read_one(file, shared), ()))
        except maps.MapRefused as refused:
            read.append(Checked(file, None, refused.findings))
        except NotFound as error:
            missing.append(error)
    events = None
    if workspace is not None:
        from sojourn.app.map_checking import event_summary

        from ..workspaces import opened

        journeys = opened(workspace).journeys(
            threads=session().settings.threads, memory=session().settings.memory, progress=passes()
        )
        events = event_summary(journeys, [each.map for each in read if each.map is not None])
    found = [
        each if each.map is None else Checked(each.file, each.map, _checked(each.file, each.map, today, shared, events))
        for each in read
    ]
    return found, missing


def _checked(
    file: str,
    read: "maps.JourneyMap",
    today: date,
    library: "maps.Library | None",
    events: "maps.EventSummary | None",
) -> "tuple[maps.Finding, ...]":
    """Check a map; pictures are looked for beside its file."""
    from sojourn import maps

    there = None
    if file != STANDARD_INPUT:
        there = [name for name in maps.pictures_of(read) if _is_there(Path(file).parent / name)]
    return maps.check_map(read, today=today, library=library, events=events, images=there)


def _is_there(picture: Path) -> bool:
    """Tell whether a picture is a file; a name that no file can have is none."""
    try:
        return picture.is_file()
    except OSError:
        return False


def read_one(file: str, library: "maps.Library | None") -> "maps.JourneyMap":
    """Read a map, also one that contradicts itself: that is for the check to say."""
    from sojourn import maps

    if file != STANDARD_INPUT:
        return maps.read_map(file, library=library, contradictory=True)
    return maps.parse_map(sys.stdin.buffer.read(), file=file, library=library, contradictory=True)


def shown(files: Sequence[Checked]) -> None:
    """Print findings by file, for people and for editors that follow `file:line:column`."""
    for number, file in enumerate(files):
        if number:
            click.echo()
        if not file.findings:
            click.echo(f"{visible(file.file)}  nothing to say")
        places = [
            file.file if each.place is None else f"{file.file}:{each.place.line}:{each.place.column}"
            for each in file.findings
        ]
        width = max(map(len, places), default=0)
        for place, each in zip(places, file.findings, strict=True):
            severity = click.style(f"{each.severity:<7}", fg=COLOURS[each.severity])
            message = visible(each.message)
            click.echo(f"{visible(place):<{width}}  {severity}  {each.rule}  {message}", color=session().colour)
            if each.hint:
                hint = click.style(visible(each.hint), dim=True)
                click.echo(f"    {hint}", color=session().colour)
    if files:
        numbers = counted(files)
        said = [f"{count:,} {name if count != 1 else name[:-1]}" for name, count in numbers.items()]
        of = "" if len(files) == 1 else f" in {len(files):,} files"
        click.echo(f"\n{', '.join(said)}{of}")


def told_rules(*, json: bool) -> None:
    """List every rule."""
    from sojourn.maps import RULES

    if json:
        from sojourn.app.texts import to_json

        click.echo(to_json({"rules": [about(rule) for rule in RULES.values()]}))
        return
    for rule in RULES.values():
        severity = click.style(f"{rule.severity:<7}", fg=COLOURS[rule.severity])
        click.echo(f"{rule.id}  {severity}  {rule.title}", color=session().colour)


def about(rule: "maps.MapRule") -> dict[str, Any]:
    """Give a rule as JSON has it."""
    return {"rule": rule.id, "severity": rule.severity, "title": rule.title, "why": rule.why, "do": rule.do}


def told_rule(name: str, *, json: bool) -> None:
    """Explain one rule."""
    from sojourn.maps import IMPORT_RULES, RULES, example_of

    rule = RULES.get(name.upper()) or IMPORT_RULES.get(name.upper())
    if rule is None:
        raise Misuse(f"there is no rule {name!r}", hint="`sojourn maps check --rules` lists them")
    example = example_of(rule.id) if rule.id in RULES else None
    if json:
        from sojourn.app.texts import to_json

        pieces = {"wrong": example.wrong, "right": example.right} if example else {"wrong": None, "right": None}
        click.echo(to_json({**about(rule), **pieces}))
        return
    severity = click.style(rule.severity, fg=COLOURS[rule.severity])
    click.echo(f"{rule.id}  {severity}  {click.style(rule.title, bold=True)}\n\n{rule.why}", color=session().colour)
    click.echo(f"What to do: {rule.do}.")
    if example is None:
        click.echo("It is told by `sojourn maps import`, of files of other tools.")
        return
    for heading, piece in (("It speaks here", example.wrong), ("and is silent here", example.right)):
        click.echo(f"\n{heading}:\n")
        click.echo("\n".join(f"    {line}" for line in piece.splitlines()))
