"""Workspaces: make one, say what is in it, write its report; and the settings in force."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from .answers import told
from .commands import Option, command, session
from .kinds import FILE, FOLDER, Zone
from .options import WORKSPACE, WORKSPACE_HELP

if TYPE_CHECKING:
    from sojourn.app.workspace import Workspace

in_workspace = click.option(*WORKSPACE, cls=Option, type=FOLDER, metavar="DIR", help=WORKSPACE_HELP)
as_json = click.option("--json", cls=Option, is_flag=True, show_default=False, help="Print one JSON document.")


def opened(path: Path | None) -> "Workspace":
    """Open the workspace that the option, the environment or the current folder names."""
    from sojourn.app.workspace import Workspace, locate

    return Workspace(locate(path or session().settings.workspace), note=told)


@command(
    "Make a folder that keeps events", examples=["sojourn init shop", "sojourn init shop --time-zone Europe/Paris"]
)
@click.argument("folder", type=FOLDER, metavar="DIR")
@click.option("--name", cls=Option, metavar="TEXT", help="What people call it; by default the folder's name.")
@click.option(
    "--time-zone",
    cls=Option,
    type=Zone(),
    default="UTC",
    metavar="ZONE",
    help="For calendar periods and times without a zone, such as Europe/Paris.",
)
def init(folder: Path, name: str | None, time_zone: str) -> None:
    """The folder is made if it is not there; what already stands in it is left alone."""
    from sojourn.app.workspace import create

    made = create(folder, name=name, time_zone=time_zone)
    told(f"made the workspace {made.path}; bring events in with: sojourn import FILE --workspace {made.path}")


@command(
    "Write one page that shows the journeys customers live",
    examples=["sojourn report", "sojourn report --out shop.html"],
)
@in_workspace
@click.option(
    "--out",
    cls=Option,
    type=FILE,
    metavar="FILE.html",
    help="Where to write it; by default report.html in the workspace.",
)
def report(workspace: Path | None, out: Path | None) -> None:
    """One HTML file that needs nothing else: read it in a browser, send it, print it."""
    written = opened(workspace).report(out)
    told(f"wrote the report: {link(written)}")


@command(
    "Show the settings in force and where each comes from", examples=["sojourn settings", "sojourn settings --json"]
)
@as_json
def settings(json: bool) -> None:
    """Settings are read from the environment. Options of a command win over them."""
    from sojourn.app import settings as of_app
    from sojourn.core.results import Heading, Table

    found = of_app.in_force(session().settings)
    if json:
        from sojourn.app.texts import to_json

        rows = [
            {
                "name": each.variable,
                "value": each.value or None,
                "source": each.source,
                "unit": each.unit,
                "meaning": each.meaning,
            }
            for each in found
        ]
        click.echo(to_json({"settings": rows}))
        return
    from .tables import show

    headings = tuple(Heading(label, numeric=False) for label in ("Setting", "Value", "From", "Meaning"))
    cells = tuple((each.variable, each.value or "not set", each.source, each.meaning) for each in found)
    show([Table("Settings", headings, cells)])


def link(path: Path) -> str:
    """Write a path as an address that terminals make clickable."""
    return path.resolve().as_uri()
