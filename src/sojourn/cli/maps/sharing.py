"""A folder of maps: what they share, the stages they lie in, how old they are, and whether they fit together."""

import json as json_
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sojourn.core.results import Heading, Table, percent
from sojourn.core.words import counted

from .. import tables
from ..answers import told
from ..commands import Option, command
from ..failures import ANSWER_IS_NO, DONE
from ..kinds import FOLDER
from .options import JSON, TODAY, this_day

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sojourn.maps import Assumed, Framework, Kept, Staged, Touched


@command(
    "Say what maps of a folder share, and check it",
    examples=[
        "sojourn maps shared maps",
        "sojourn maps shared maps --today 2026-11-22",
        "sojourn maps shared maps --id clerk --json",
    ],
)
@click.argument("folder", type=FOLDER, metavar="FOLDER")
@click.option("--id", "ident", cls=Option, metavar="ID", help="Only what this id of the library touches.")
@TODAY
@JSON
def shared(folder: Path, ident: str | None, today: date | None, json: bool) -> int:
    """Which maps change when something in library.yaml changes, which stages of its frameworks they lie in, which of
    them nobody has looked at for long, and whether maps that lie inside one another fit.
    """
    from sojourn import maps

    found = maps.read_folder(folder)
    ids = [ident] if ident is not None else maps.shared_ids(found)
    touched = {each: maps.touched(found, each) for each in ids}
    findings = [each for error in found.refused.values() for each in error.findings] + list(maps.check_nesting(found))
    day = today or this_day()
    kept = maps.inventory(found, day)
    frames = () if found.library is None else found.library.frameworks
    stages = [(each, maps.staged(each, found.maps.values())) for each in frames]
    whole = sum((row.assumed for row in kept), maps.Assumed(0, 0))
    if json:
        document = {
            "folder": str(folder),
            "today": day.isoformat(),
            "maps": [row.to_dict() for row in kept],
            "assumed": whole.to_dict(),
            "frameworks": [
                {"id": frame.id, "title": frame.title, "stages": [each.to_dict() for each in those]}
                for frame, those in stages
            ],
            "shared": {name: [each.to_dict() for each in those] for name, those in touched.items()},
            "findings": [each.to_dict() for each in findings],
        }
        click.echo(json_.dumps(document, ensure_ascii=False))
    else:
        shown = [] if ident is not None else [_framework(*each) for each in stages] + [_ages(kept, whole, day)]
        tables.show([*shown, _shared(touched)])
        for finding in findings:
            click.echo(str(finding))
    errors = sum(each.severity == "error" for each in findings)
    warned = f", {counted(len(findings) - errors, 'warning')}" if len(findings) > errors else ""
    told(f"{counted(len(found.maps), 'map')}, {counted(errors, 'error')}{warned}")
    return ANSWER_IS_NO if errors else DONE


def _framework(frame: "Framework", stages: "Sequence[Staged]") -> Table:
    """Lay out the stages of a framework, each with its maps."""
    rows = []
    for each in stages:
        names = [map.title for map in each.maps] + [f"{name} (not found)" for name in each.missing]
        rows += [(each.stage.name if number == 0 else "", name) for number, name in enumerate(names or ["no map yet"])]
    return Table(f"{frame.title} ({frame.id})", _words("Stage", "Map"), tuple(rows))


def _ages(kept: "Sequence[Kept]", whole: "Assumed", day: date) -> Table:
    """Lay out the maps, the one reviewed longest ago first."""
    rows = tuple(
        (
            row.title,
            row.state,
            row.owner or "nobody",
            f"{row.version}",
            row.reviewed.isoformat() if row.reviewed else "never",
            "no review planned" if row.overdue is None else f"{row.overdue:,} days" if row.overdue > 0 else "no",
            _assumed(row.assumed),
        )
        for row in kept
    )
    headings = (
        *_words("Map", "State", "Owner"), Heading("Version"), *_words("Reviewed", f"Overdue on {day}"),
        Heading("Assumed"),
    )  # fmt: skip
    note = f"assumed in all: {_assumed(whole)} of what maps of today say of feelings, moments of truth, pains and gains"
    return Table("Maps, the one reviewed longest ago first", headings, rows, (note,) if whole.cards else ())


def _assumed(each: "Assumed") -> str:
    """Say which share is assumed; a map of what is yet to come assumes nothing of today."""
    return "–" if each.share is None else f"{each.hypotheses:,} of {each.cards:,}, {percent(each.share)}"


def _shared(touched: "Mapping[str, Sequence[Touched]]") -> Table:
    """Lay out what is shared, each thing with the maps that change with it."""
    rows = tuple((name, ", ".join(each.map for each in those) or "no map") for name, those in touched.items())
    if not rows:
        return Table("Nothing is shared: there is no library.yaml, or it is empty", (), ())
    return Table("What maps share, and which of them change with it", _words("Id", "Maps"), rows)


def _words(*labels: str) -> tuple[Heading, ...]:
    return tuple(Heading(label, numeric=False) for label in labels)
