"""What `sojourn acquisition` offers."""

import click

from ..commands import Entry, LazyGroup

THINK, DECIDE = "Think it through", "Decide"

ENTRIES: dict[str, Entry] = {
    "check": Entry(".acquiring.checking", "check", THINK, "Say what canvas and matrix lack, and who answers whom"),
    "draw": Entry(".acquiring.drawing", "draw", THINK, "Draw canvas, buying journey, matrix or plan"),
    "plan": Entry(".acquiring.planning", "plan", DECIDE, "Choose what to do with a budget, by month and team"),
}


@click.group(
    "acquisition", cls=LazyGroup, entries=ENTRIES, short_help="Plan how strangers become customers, and draw it"
)
def acquisition() -> None:
    """A map with an `acquisition` holds what is known of those who are to become customers, and what is done for them.

    `sojourn maps new --template buying` writes one to begin with, `sojourn maps new --example buying` a worked one.
    """
