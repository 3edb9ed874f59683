"""What `sojourn maps` offers."""

import click

from ..commands import Entry, LazyGroup

COMMANDS: dict[str, Entry] = {}


@click.group("maps", cls=LazyGroup, entries=COMMANDS, short_help="Write, check, draw and compare journey maps")
def maps() -> None:
    """A journey map is a text file: the journey as it is designed, which lived journeys are held against."""
