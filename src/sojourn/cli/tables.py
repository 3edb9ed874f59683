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


def show(tables: Sequence[Table]) -> None:
    """Print tables on standard output."""
    if not sys.stdout.isatty():
        sys.stdout.write("\n\n".join(plain(table) for table in tables) + "\n")
        return
    from rich.console import Console

    console = Console(no_color=session().colour is False, highlight=False)
    for place, table in enumerate(tables):
        if place:
            console.print()
        draw(console, table)


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
