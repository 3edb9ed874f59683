"""Workspaces: make one, say what is in it, write its report; and the settings in force."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sojourn.core.controls import visible

from .answers import told
from .commands import OneOf, Option, command, session
from .failures import Misuse
from .kinds import FILE, FOLDER, MONEY, NAMES, Duration, Instant, Zone
from .options import WORKSPACE, WORKSPACE_HELP, flattened, question
from .progress import passes

if TYPE_CHECKING:
    from sojourn.app.workspace import Workspace

in_workspace = click.option(*WORKSPACE, cls=Option, type=FOLDER, metavar="DIR", help=WORKSPACE_HELP)
as_json = click.option("--json", cls=Option, is_flag=True, show_default=False, help="Print one JSON document.")


def opened(path: Path | None) -> "Workspace":
    """Open the workspace that the option, the environment or the current folder names."""
    from sojourn.app.workspace import Workspace
    from sojourn.app.workspace_file import locate

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
    from sojourn.app.workspace_new import create

    made = create(folder, name=name, time_zone=time_zone)
    told(f"made the workspace {made.path}; bring events in with: sojourn import FILE --workspace {made.path}")


@command(
    "Say what is in a workspace, and what looks wrong",
    examples=["sojourn describe", "sojourn describe --json"],
)
@in_workspace
@as_json
def describe(workspace: Path | None, json: bool) -> None:
    """Events, customers, span, events by name and channel, properties, gaps; and what is suspicious: times in the
    future, bursts, one customer with a hundredth of all events.
    """
    found = opened(workspace).describe()
    if json:
        from sojourn.app.texts import to_json

        click.echo(to_json(found.to_dict()))
        return
    from .tables import show

    show(found.tables())


@command(
    "Write one page that shows the journeys customers live",
    examples=[
        "sojourn report",
        "sojourn report --out shop.html --step site.visited --step order.paid --within 7d",
    ],
)
@in_workspace
@click.option("--out", cls=Option, type=FILE, metavar="FILE.html", help="By default report.html in the workspace.")
@question("--title", metavar="TEXT", help="What the page is headed with.")
@question("--step", "steps", multiple=True, metavar="STEP", help="A step of the funnel; again for each.")
@question("--within", type=Duration(), help="Longest time from the first to the last step.")
@question("--start", type=NAMES, multiple=True, metavar="EVENT", help="What customers begin with, for retention.")
@question("--return", "returning", type=NAMES, multiple=True, metavar="EVENT", help="What counts as coming back.")
@question("--period", type=OneOf(["day", "week", "month"]), help="Periods of retention.")
@question("--from", "paths_from", metavar="EVENT", help="Where paths start.")
@question(
    "--segment",
    "segments",
    multiple=True,
    metavar="PROPERTY",
    help="A property whose values are compared; again for more.",
)
@question("--map", type=FILE, metavar="FILE", help="A journey map to hold journeys against.")
@question("--budget", type=MONEY, metavar="AMOUNT", help="What the map's initiatives may cost.")
@question("--keep", is_flag=True, help="Keep these questions in sojourn.toml for the next report.")
@click.option("--since", cls=Option, type=Instant(), metavar="TIME", help="Only events from this date or time on.")
@click.option("--until", cls=Option, type=Instant(), metavar="TIME", help="Only events before this date or time.")
@click.option("--where", cls=Option, metavar="EXPR", help="Only events for which a SQL expression is true.")
@click.option(
    "--time-zone",
    cls=Option,
    type=Zone(),
    metavar="ZONE",
    help="For calendar periods and times without a zone; by default the workspace's.",
)
@click.option("--threads", cls=Option, type=click.IntRange(min=1), metavar="N", help="Threads to use.")
def report(
    workspace: Path | None,
    out: Path | None,
    keep: bool,
    since: str | None,
    until: str | None,
    where: str | None,
    time_zone: str | None,
    threads: int | None,
    **asked: Any,
) -> None:
    """One HTML file that needs nothing else: read it in a browser, send it, print it. What it asks is what the options
    say, else what sojourn.toml says, else what the events themselves propose.
    """
    from dataclasses import replace

    from sojourn.app.report import ReportPlan

    if out is not None and out.suffix.lower() not in (".html", ".htm"):
        raise Misuse(f"--out: a report is a page of HTML, and {out.name!r} does not end so", hint="name it FILE.html")
    place = opened(workspace)
    asked |= {name: flattened(asked[name]) for name in ("start", "returning")}
    asked["map"] = _kept(asked["map"], place.path)
    told_of = {name: value for name, value in asked.items() if value not in (None, ())}
    plan = replace(ReportPlan.read({"title": place.about.name} | dict(place.about.report)), **told_of)
    if keep:
        place.keep_report(plan.to_dict())
    journeys = place.journeys(
        since=since,
        until=until,
        where=where,
        time_zone=time_zone,
        threads=threads or session().settings.threads,
        progress=passes(),
    )
    written = place.report(out, journeys=journeys, plan=plan, said=lambda what: told(f"asking: {what}"))
    for claim, evidence in written.findings:
        click.echo(visible(f"{claim} ({evidence})"))
    click.echo(f"The report: {link(written.path)}")


def _kept(map: Path | None, workspace: Path) -> str | None:
    """Name a map as `sojourn.toml` keeps it: from the workspace's folder on when it lies in there."""
    if map is None:
        return None
    whole, folder = map.resolve(), workspace.resolve()
    return whole.relative_to(folder).as_posix() if whole.is_relative_to(folder) else str(whole)


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
