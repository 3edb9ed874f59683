"""Acquisition as drawings: canvas, buying journey, matrix, plan."""

from pathlib import Path
from typing import Any

import click

from ..answers import told
from ..commands import OneOf, Option, command
from ..failures import Misuse
from ..kinds import FILE, Number
from .options import chance, money, planned

VIEWS = ("canvas", "journey", "matrix", "plan")
PAPERS = ("A4", "A3", "A2", "A1", "A0")
THEMES = ("light", "dark", "contrast", "ink-saver")
HOW = "How it looks"


@command(
    "Draw canvas, buying journey, matrix or plan",
    examples=[
        "sojourn acquisition draw buying.yaml canvas -o canvas.pdf",
        "sojourn acquisition draw buying.yaml matrix -o matrix.svg",
        "sojourn acquisition draw buying.yaml plan --budget 50000 -o plan.pdf",
        "sojourn acquisition draw buying.yaml journey -o journey.html",
    ],
)
@click.argument("document", type=FILE, metavar="MAP")
@click.argument("view", type=OneOf(VIEWS))
@click.option(
    "-o", "--out", "--output", "output", cls=Option, type=FILE, metavar="FILE",
    help="Where to: .svg, .pdf, .png, or .html for a page; by default an .svg beside the map.",
)  # fmt: skip
@click.option(
    "--paper", cls=Option, section=HOW, type=OneOf(PAPERS), show_default=False,
    help="By default the smallest that it goes on.",
)  # fmt: skip
@click.option(
    "--theme", cls=Option, section=HOW, type=OneOf(THEMES), show_default=False,
    help="Its colours: by default light, and on a page what the reader's system asks for.",
)  # fmt: skip
@click.option(
    "--dpi", cls=Option, section=HOW, type=Number(20, 1200), default=150.0, metavar="N",
    help="Dots to the inch of a PNG.",
)  # fmt: skip
def draw(
    document: Path, view: Any, *, output: Path | None, paper: Any, theme: Any, dpi: float, budget: float | None,
    **given: Any,
) -> None:  # fmt: skip
    """The plan is drawn with the lines that --budget allows; without it, with every line of the matrix. The same map
    gives the same file, byte for byte.
    """
    from sojourn import maps
    from sojourn.app import maps_drawing

    read = maps.read_map(document)
    path = output or document.with_name(f"{document.stem}-{view}.svg")
    if view != "plan" and (budget is not None or given["capacity"]):
        raise Misuse(f"money and people are for the plan, and the {view} shows none", hint="leave --budget out")
    if budget is None and given["capacity"]:
        raise Misuse("--capacity chooses among lines, and there is no --budget", hint="add --budget AMOUNT")
    chosen = planned(read, budget=budget, **given).shown() if budget is not None else None
    files, notes = maps_drawing.write_acquisition(
        read, path, view=view, chosen=chosen, paper=paper, theme=theme, dpi=dpi
    )
    for line in (*notes, *(f"wrote {file}" for file in files)):
        told(line)


draw.params[-2:-2] = [*money(required=False), *chance()]
