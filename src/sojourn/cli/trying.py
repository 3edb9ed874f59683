"""Something to try it on: a real year of shopping, and a simulated world whose truth is known."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from .answers import told
from .commands import Entry, LazyGroup, Option, command, session
from .kinds import FOLDER
from .progress import ImportBar, Progress
from .serving import serve
from .workspaces import link

if TYPE_CHECKING:
    from sojourn.app.sampling import Sample

SAMPLES = {
    "concert": Entry(
        ".trying", "concert", "Samples", "Write a simulated world of concert-goers, and what is true in it"
    ),
    "retail": Entry(".trying", "retail", "Samples", "Write a real year of grocery shopping as events"),
}


@click.group("sample", cls=LazyGroup, entries=SAMPLES, short_help="Write a sample of events to files")
def sample() -> None:
    """Write a sample of events to files, with a README that says what it is and what to ask of it."""


@command(
    "Write a simulated world of concert-goers, and what is true in it",
    examples=["sojourn sample concert --customers 20000 --out concert", "sojourn sample concert --seed 7 --out other"],
)
@click.option(
    "--customers", cls=Option, type=click.IntRange(min=1), default=10_000, metavar="N", help="How many customers."
)
@click.option(
    "--seed",
    cls=Option,
    type=click.IntRange(min=0),
    default=1,
    metavar="S",
    help="Which world; the same seed, the same world.",
)
@click.option("--out", cls=Option, type=FOLDER, default=Path("concert"), metavar="DIR", help="Folder to write to.")
@click.option(
    "--workspace",
    "-w",
    cls=Option,
    type=FOLDER,
    metavar="DIR",
    help="Also import it here.",
)
def concert(customers: int, seed: int, out: Path, workspace: Path | None) -> None:
    """Nobody in it is real. From the advertisement to the next concert, with channels, devices, surveys and costs; why
    people leave and what brings them back is planted, and written to truths.json.
    """
    from sojourn.app import sampling

    with Progress("events written", quiet=session().quiet) as progress:
        made = sampling.write_concert(out, customers=customers, seed=seed, note=progress.at)
    told(f"wrote {made.rows:,} events of {customers:,} simulated customers to {made.events}, and truths.json beside")
    _bring(made, workspace)


@command(
    "Write a real year of grocery shopping as events",
    examples=["sojourn sample retail --out retail"],
)
@click.option("--out", cls=Option, type=FOLDER, default=Path("retail"), metavar="DIR", help="Folder to write to.")
@click.option(
    "--workspace",
    "-w",
    cls=Option,
    type=FOLDER,
    metavar="DIR",
    help="Also import it here.",
)
def retail(out: Path, workspace: Path | None) -> None:
    """Campaigns received, baskets bought, coupons redeemed by 2,469 households; needs the extra `samples`."""
    from sojourn.app import sampling

    made = sampling.write_retail(out)
    told(f"wrote {made.rows:,} events to {made.events}; what is known of them: {out}/README.md")
    _bring(made, workspace)


@command(
    "Bring real retail data into a workspace and show the report",
    examples=["sojourn demo", "sojourn demo --workspace ~/demo --exit"],
)
@click.option("--workspace", "-w", cls=Option, type=FOLDER, default=Path("demo"), metavar="DIR", help="Folder to make.")
@click.option(
    "--exit",
    "leave",
    cls=Option,
    is_flag=True,
    show_default=False,
    help="Stop once the report is written; so does DEMO_EXIT=1.",
)
@click.option(
    "--port",
    cls=Option,
    type=click.IntRange(0, 65535),
    default=0,
    metavar="N",
    help="Port to serve the report on; 0 takes a free one.",
)
def demo(workspace: Path, leave: bool, port: int) -> None:
    """A year of grocery shopping by 2,469 households: campaigns, baskets, coupons. Run again, it is there already."""
    from sojourn.app import demonstration
    from sojourn.core.clock import SystemClock

    with Progress("rows", quiet=session().quiet) as progress:
        shown = demonstration.prepare(workspace, clock=SystemClock(), progress=ImportBar(progress), said=told)
    click.echo("\n".join(f"  {number}. {line}" for number, line in enumerate(shown.figures, 1)))
    click.echo(f"The report:  {link(shown.report)}")
    click.echo(f"Ask more:    {shown.command}")
    if leave or session().settings.demo_exit:
        return
    serve(shown.report, port=port)


def _bring(made: "Sample", workspace: Path | None) -> None:
    """Import a sample, if asked, into a workspace whose report asks what the sample suggests."""
    if workspace is None:
        return
    from sojourn.app import demonstration

    from .importing import bring

    demonstration.made_for(made.world, workspace)
    bring(made.events, workspace, source=made.world.name)
