"""What `sojourn maps` offers."""

import click

from ..commands import Entry, LazyGroup

COMMANDS: dict[str, Entry] = {
    "draw": Entry(".maps.drawing", "draw", "Look at", "Draw a map for a wall, a meeting or a screen"),
    "show": Entry(".maps.showing", "show", "Look at", "Show a map on the terminal"),
    "new": Entry(
        ".maps.making", "new", "Write and check", "Write a new map: a template, an example, or what events show"
    ),
    "check": Entry(
        ".maps.checking", "check", "Write and check", "Say what is wrong with maps, and what could be better"
    ),
    "format": Entry(".maps.formatting", "format_", "Write and check", "Lay maps out evenly, comments kept"),
    "shared": Entry(".maps.sharing", "shared", "Write and check", "Say what maps of a folder share, and check it"),
    "schema": Entry(".maps.formatting", "schema", "Write and check", "Print the JSON Schema of the format"),
    "set": Entry(".maps.editing", "set_", "Edit", "Give a field of a map another value"),
    "add": Entry(".maps.editing", "add", "Edit", "Put something new into a map"),
    "remove": Entry(".maps.editing", "remove", "Edit", "Take something out of a map"),
    "move": Entry(".maps.editing", "move", "Edit", "Put something elsewhere in a map"),
    "rename": Entry(".maps.editing", "rename", "Edit", "Give something a new id, which every reference follows"),
    "overlay": Entry(".maps.overlaying", "overlay", "Compare", "Lay lived journeys over a map"),
    "diff": Entry(".maps.comparing", "diff", "Compare", "Say what differs between two maps"),
    "merge": Entry(".maps.comparing", "merge", "Compare", "Make one map of two that grew from a third"),
    "lived": Entry(".maps.comparing", "lived", "Compare", "Hold what somebody lived against the plan"),
    "import": Entry(".maps.exchanging", "import_", "Exchange", "Make a map of a file of another tool"),
    "export": Entry(".maps.exchanging", "export", "Exchange", "Write a map as a file of another tool"),
}


@click.group("maps", cls=LazyGroup, entries=COMMANDS, short_help="Write, check, draw and compare journey maps")
def maps() -> None:
    """A journey map is a text file: the journey as it is designed, which lived journeys are held against."""
