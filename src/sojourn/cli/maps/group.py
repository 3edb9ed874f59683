"""What `sojourn maps` offers."""

import click

from ..commands import Entry, LazyGroup

COMMANDS: dict[str, Entry] = {
    "new": Entry(
        ".maps.making", "new", "Write and check", "Write a new map: a template, an example, or what events show"
    ),
    "check": Entry(
        ".maps.checking", "check", "Write and check", "Say what is wrong with maps, and what could be better"
    ),
    "import": Entry(".maps.exchanging", "import_", "Exchange", "Make a map of a file of another tool"),
    "export": Entry(".maps.exchanging", "export", "Exchange", "Write a map as a file of another tool"),
}


@click.group("maps", cls=LazyGroup, entries=COMMANDS, short_help="Write, check, draw and compare journey maps")
def maps() -> None:
    """A journey map is a text file: the journey as it is designed, which lived journeys are held against."""
