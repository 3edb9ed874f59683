"""The commands, with what one line says of each: all that `sojourn --help` needs."""

import click

from .commands import Entry, LazyGroup, everywhere

ASK, DEEPER, MEASURE, DECIDE, MAPS = "Ask", "Look deeper", "Measure", "Decide", "Maps"
WORKSPACES, TRY = "Workspaces", "Try it"

ENTRIES = {
    "init": Entry(".workspaces", "init", WORKSPACES, "Make a folder that keeps events"),
    "import": Entry(".importing", "import_", WORKSPACES, "Bring files of events into a workspace"),
    "describe": Entry(".workspaces", "describe", WORKSPACES, "Say what is in a workspace, and what looks wrong"),
    "report": Entry(".workspaces", "report", WORKSPACES, "Write one page that shows the journeys customers live"),
    "funnel": Entry(".funnels", "funnel", ASK, "Count how many get from step to step, and who may still"),
    "dropoff": Entry(".funnels", "dropoff", ASK, "Show what those did instead who did not get to the next step"),
    "timing": Entry(".funnels", "timing", ASK, "Measure how long it takes from one event to another"),
    "graph": Entry(".flows", "graph", ASK, "Count which event comes straight after which"),
    "variants": Entry(".flows", "variants", ASK, "List the distinct sequences of events, most frequent first"),
    "paths": Entry(".flows", "paths", ASK, "Follow customers step by step from, or to, an event"),
    "sessions": Entry(".flows", "sessions", ASK, "Cut events at pauses and describe the sessions"),
    "retention": Entry(".groups", "retention", ASK, "Show who comes back, period by period"),
    "compare": Entry(".groups", "compare", ASK, "Find where two groups of customers differ"),
    "conformance": Entry(".conforming", "conformance", DEEPER, "Hold lived journeys against an expected path or map"),
    "chain": Entry(".chains", "chain", DEEPER, "Say where those at each step go next, and how that ends"),
    "survival": Entry(".surviving", "survival", DEEPER, "Estimate who gets there by when, and who may still"),
    "attribution": Entry(".attributing", "attribution", DEEPER, "Share sales out among the contacts before them"),
    "kinds": Entry(".clusters", "kinds", DEEPER, "Find kinds of journey, and say whether there are any"),
    "next": Entry(".predicting", "next_step", DEEPER, "Predict what comes next, and how well that can be told"),
    "outcome": Entry(
        ".predicting", "outcome", DEEPER, "Predict who comes to an outcome, and how well that can be told"
    ),
    "measure": Entry(".measuring.group", "measure", MEASURE, "Work out what customers say: scores, drivers, wishes"),
    "moments": Entry(".deciding", "moments", DECIDE, "Find the steps at which customers are won or lost"),
    "gaps": Entry(".deciding", "gaps", DECIDE, "Say where customers get less than is wanted"),
    "plan": Entry(".planning.group", "plan", DECIDE, "Choose what to improve with the money there is"),
    "acquisition": Entry(".acquiring.group", "acquisition", DECIDE, "Plan how strangers become customers, and draw it"),
    "radar": Entry(".acquiring.radar", "radar", DECIDE, "Sort needs and trends by what they have to do with gaps"),
    "maps": Entry(".maps.group", "maps", MAPS, "Write, check, draw and compare journey maps"),
    "demo": Entry(".trying", "demo", TRY, "Bring real retail data into a workspace and show the report"),
    "sample": Entry(".trying", "sample", TRY, "Write a sample of events to files"),
    "collect": Entry(".collecting", "collect", WORKSPACES, "See what imports refused"),
    "settings": Entry(".workspaces", "settings", WORKSPACES, "Show the settings in force and where each comes from"),
}


def _version(ctx: click.Context, param: click.Parameter, value: bool) -> None:
    """Say which version this is."""
    if value:
        from importlib.metadata import version

        click.echo(f"sojourn {version('sojourn')}")
        ctx.exit()


@click.group(cls=LazyGroup, entries=ENTRIES, no_args_is_help=True, subcommand_metavar="COMMAND …")
@click.option(
    "--version", is_flag=True, expose_value=False, is_eager=True, callback=_version, help="Say which version this is."
)
def root() -> None:
    """See the journeys your customers really live.

    Bring events in with `sojourn import orders.csv`, then ask; or ask a file where it lies: `sojourn graph --events
    orders.csv`.
    """


root.params.extend(everywhere())
