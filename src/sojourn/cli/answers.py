"""Where an answer goes: tables for people, one document for programs, files, drawings, and who stands behind it."""

import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from sojourn.core.controls import visible
from sojourn.core.results import Result
from sojourn.core.words import counted

from .commands import session
from .failures import Misuse


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the options ask for."""

    json: bool = False
    csv: bool = False
    out: Path | None = None
    chart: Path | None = None
    members: Path | None = None

    def check(self) -> None:
        """Refuse what contradicts itself, and file names that say no form, before any work is done."""
        if sum([self.json, self.csv, self.out is not None]) > 1:
            raise Misuse("the answer can take one form: --json, --csv or --out", hint="give one of them")
        if self.out or self.chart or self.members:
            from sojourn.app import output

            from .kinds import as_usage

            for path, what in ((self.out, "result"), (self.chart, "chart"), (self.members, "table")):
                if path is not None:
                    with as_usage():
                        output.checked_ending(path, what)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question that was answered, and how to open its numbers."""

    result: Result
    members: Callable[[], Any] | None = None


def answer(asked: Asked | Result, wanted: Wanted) -> None:
    """Send an answer where it is wanted."""
    asked = asked if isinstance(asked, Asked) else Asked(asked)
    result = asked.result
    if wanted.json:
        from sojourn.app.texts import to_json

        indent = 2 if sys.stdout.isatty() else None
        sys.stdout.write(to_json(result.to_dict(), indent=indent) + "\n")
    elif wanted.csv:
        from sojourn.app.texts import to_csv

        text = to_csv(result.rows())
        # A file gets what the data hold; a terminal would obey it.
        sys.stdout.write("\n".join(map(visible, text.split("\n"))) if sys.stdout.isatty() else text)
    elif wanted.out is not None:
        from sojourn.app import output

        output.write_result(result, wanted.out)
        told(f"wrote {wanted.out}")
    else:
        from .tables import show

        tables = result.tables()
        show(tables)
        shown = "\n".join(line for table in tables for line in table.notes)
        for note in result.to_dict()["notes"]:
            if visible(note["message"]) not in shown:
                told(f"note: {note['message']}")
    if wanted.chart is not None:
        from sojourn.app import output

        output.write_chart(result.chart(), wanted.chart)
        told(f"wrote {wanted.chart}")
    if wanted.members is not None and asked.members is not None:
        from sojourn.app import output

        table = asked.members()
        output.write_table(table, wanted.members)
        told(f"wrote {wanted.members}: {counted(table.num_rows, 'row')}")


def told(message: str) -> None:
    """Say something beside the result, on standard error, unless told to be quiet."""
    if not session().quiet:
        click.echo(visible(message), err=True)
