"""Lay maps out, print the schema of their format."""

import json as json_
import sys
from pathlib import Path

import click

from ..answers import told
from ..commands import Option, command
from ..failures import ANSWER_IS_NO, DONE, Misuse
from ..kinds import FILE
from .options import library_of

LIBRARY_OPTION = "--library"


@command(
    "Lay maps out evenly, comments kept",
    name="format",
    examples=[
        "sojourn maps format concert.yaml",
        "sojourn maps format maps/*.yaml --check",
        "sojourn maps format concert.yaml --bundle --stdout > alone.yaml",
    ],
)
@click.argument("files", nargs=-1, required=True, type=FILE, metavar="FILE...")
@click.option(
    "--check", "only_check", cls=Option, is_flag=True, show_default=False,
    help="Write nothing; exit with status 1 when a file would change.",
)  # fmt: skip
@click.option("--stdout", cls=Option, is_flag=True, show_default=False, help="Print the text instead of writing it.")
@click.option(
    "--bundle", cls=Option, is_flag=True, show_default=False,
    help="Also write out what the library says, so that the map stands for itself.",
)  # fmt: skip
@click.option(
    LIBRARY_OPTION, cls=Option, type=FILE, metavar="FILE",
    help="With --bundle: what the map shares; by default library.yaml beside it.",
)  # fmt: skip
def format_(files: tuple[Path, ...], only_check: bool, stdout: bool, bundle: bool, library: Path | None) -> int:
    """Indentation, spaces, line ends and lines that are too long; words, their order and comments stay."""
    if stdout and (only_check or len(files) > 1):
        raise Misuse("--stdout prints one file", hint="name one file, and leave --check out")
    if library is not None and not bundle:
        raise Misuse("--library is only read with --bundle", hint="add --bundle")
    from sojourn.app import map_files

    changed = 0
    for file in files:
        before = file.read_bytes() if file.is_file() else b""
        text = _laid_out(file, bundle=bundle, library=library)
        if stdout:
            sys.stdout.write(text)
        elif text.encode() == before:
            told(f"{file} is laid out so already")
        else:
            changed += 1
            if not only_check:
                map_files.write_text(text, file, force=True)
            told(f"would lay out {file}" if only_check else f"laid out {file}")
    return ANSWER_IS_NO if only_check and changed else DONE


def _laid_out(file: Path, *, bundle: bool, library: Path | None) -> str:
    """Give the text of a file as it should be."""
    from sojourn import maps
    from sojourn.app import map_files

    text = map_files.read_text(file)
    if bundle:
        # Parsed, not read again: what comes through a pipe comes once.
        text = maps.bundle(text, maps.parse_map(text, file=str(file), library=library_of(file, library)))
    return maps.format_map(text, file=str(file))


@command(
    "Print the JSON Schema of the format",
    examples=["sojourn maps schema > journey-map-1.schema.json", "sojourn maps schema --library"],
)
@click.option("--library", cls=Option, is_flag=True, show_default=False, help="That of libraries instead of maps.")
def schema(library: bool) -> None:
    """Editors that know it complete and check maps while they are written; draft 2020-12."""
    from sojourn import maps

    found = maps.library_schema() if library else maps.json_schema()
    sys.stdout.write(json_.dumps(found, ensure_ascii=False, indent=1) + "\n")
