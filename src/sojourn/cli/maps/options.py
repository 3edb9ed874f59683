"""What commands about maps have in common: their options, the library beside a map, and the day."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ..commands import Option
from ..failures import Misuse
from ..kinds import FILE

if TYPE_CHECKING:
    from sojourn import maps

JSON = click.option("--json", cls=Option, is_flag=True, show_default=False, help="Print one JSON document.")
LIBRARY = click.option(
    "--library", cls=Option, type=FILE, metavar="FILE", help="What the maps share; by default library.yaml beside them."
)
FORCE = click.option("--force", cls=Option, is_flag=True, show_default=False, help="Write over a file that is there.")


class Day(click.ParamType[Any]):
    """A date."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Read the text."""
        try:
            return value if isinstance(value, date) else date.fromisoformat(str(value))
        except ValueError:
            raise Misuse(f"--today: {value!r} is not a date", hint="write it as 2026-11-21") from None


TODAY = click.option(
    "--today", cls=Option, type=Day(), metavar="DATE", help="The day on which reviews may be overdue; by default today."
)


def library_of(map: Path, library: Path | None) -> "maps.Library | None":
    """Read what maps share: the file that was named, or the one beside the map."""
    from sojourn import maps

    beside = map.parent / "library.yaml"
    return maps.read_library(library or beside) if library is not None or beside.is_file() else None


def this_day() -> date:
    """Ask the clock."""
    from sojourn.core.clock import SystemClock

    return SystemClock().now().date()
