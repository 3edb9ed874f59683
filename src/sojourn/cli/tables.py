"""Tables for people: drawn with care on a terminal, plain text in a pipe."""

import re
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from sojourn.core.results import Table, plain

from .commands import session

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

_INTERVAL = re.compile(r"^(.*?)( \([^()]*–[^()]*\))$")


def show(tables: Sequence[Table], *, err: bool = False) -> None:
    """Print tables on standard output, or on standard error what belongs beside the result."""
    stream = sys.stderr if err else sys.stdout
    if not stream.isatty():
        stream.write("\n\n".join(map(text, tables)) + "\n")
        return
    from rich.console import Console

    console = Console(no_color=session().colour is False, highlight=False, stderr=err)
    for place, table in enumerate(tables):
        if place:
            console.print()
        draw(console, table)


def text(table: Table) -> str:
    """Write a table as plain text; one without rows is its title and notes."""
    return plain(table) if table.rows else "\n".join([table.title, *table.notes])


def draw(console: "Console", table: Table) -> None:
    """Draw one table: its title, a light head, numbers to the right, notes below."""
    from rich.box import SIMPLE_HEAD
    from rich.table import Table as Grid
    from rich.text import Text

    console.print(Text(table.title, style="bold"))
    if table.rows:
        grid = Grid(
            box=SIMPLE_HEAD, show_edge=False, pad_edge=False, padding=(0, 1), header_style="dim", border_style="dim"
        )
        for heading in table.headings:
            # Words may fold when the terminal is narrow, numbers never do.
            grid.add_column(
                Text(heading.label, style="dim"),
                justify="right" if heading.numeric else "left",
                overflow="fold",
                no_wrap=heading.numeric,
            )
        for row in table.rows:
            grid.add_row(*map(cell, row))
        console.print(grid)
    for note in table.notes:
        console.print(Text(note, style="dim"))


def cell(text: str) -> "Text":
    """Set the interval behind a number back a little."""
    from rich.text import Text

    match = _INTERVAL.match(text)
    return Text.assemble(match[1], (match[2], "dim")) if match else Text(text)
