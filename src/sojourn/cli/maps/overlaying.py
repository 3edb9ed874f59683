"""A map with what was measured laid over it."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..answers import Asked, told
from ..commands import OneOf
from ..kinds import FILE
from ..measuring.options import HIDE_BELOW, THIN_BELOW, workspace_of
from ..options import CASE_OPTIONS, analysis, question
from .drawing import PAPERS, THEMES, VARIANTS, ranks_of

if TYPE_CHECKING:
    from sojourn.core.analysis import Journeys


@analysis(
    "Lay lived journeys over a map",
    name="overlay",
    examples=[
        "sojourn maps overlay concert.yaml --draw concert.pdf",
        "sojourn maps overlay concert.yaml --since 2026-01-01 --where \"device = 'mobile'\" --segment 'on a telephone'",
        "sojourn maps overlay concert.yaml --json > evidence.json",
    ],
)
@click.argument("document", type=FILE, metavar="MAP")
@question(
    "--draw", type=FILE, metavar="FILE", help="Draw the map with its evidence: .svg, .pdf, .png, or .html for a page."
)
@question("--variant", type=OneOf(VARIANTS), default="working", help="Which drawing: see `sojourn maps draw --help`.")
@question("--paper", type=OneOf(PAPERS), show_default=False, help="By default the smallest that the drawing goes on.")
@question("--theme", type=OneOf(THEMES), default="light", help="Its colours.")
@question("--segment", metavar="TEXT", help="How to call the customers looked at, when they are not everybody.")
@HIDE_BELOW
@THIN_BELOW
@question(
    "--moments/--no-moments",
    default=True,
    help="Look for moments of truth: steps at which customers are won or lost, as answers and journeys show.",
)
@question("--plan", type=FILE, metavar="FILE", help="Draw initiatives with their place in this plan: "
          "what `sojourn plan MAP --json` wrote.")  # fmt: skip
def overlay(
    journeys: "Journeys",
    *,
    document: Path,
    draw: Path | None,
    variant: str,
    paper: str | None,
    theme: str,
    segment: str | None,
    hidden_below: int,
    thin_below: int,
    moments: bool,
    plan: Path | None,
) -> Asked:
    """Who came to each step, who went on, who left and where to, how long it took against the target, what was not as
    planned, and what people said: each with its interval and n; and where data find a moment of truth, which they
    show beside what experts say. The map itself is not changed.
    """
    from sojourn import insight, maps
    from sojourn.app import overlays, surveys

    read = maps.read_map(document)
    given = click.get_current_context().params
    cut_otherwise = any(given[name] for name in CASE_OPTIONS)
    workspace = workspace_of(given, needed=given["events"] is None)
    found, left_out = overlays.overlay_of(
        read, journeys, registry={} if workspace is None else surveys.registry_of(workspace), moments=moments,
        as_map=not cut_otherwise, segment=segment, hidden_below=hidden_below, thin_below=thin_below,
    )  # fmt: skip
    for line in left_out:
        told(f"note: {line}")
    if draw is not None:
        from sojourn.app import maps_drawing

        files, notes = maps_drawing.write(
            read, draw, variant=variant, overlay=found, paper=paper, theme=theme, plan=ranks_of(plan)
        )
        for line in (*notes, *(f"wrote {file}" for file in files)):
            told(line)
    return Asked(insight.EvidenceResult(read, found))
