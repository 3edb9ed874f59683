"""Needs and trends by what they have to do with the steps that matter."""

from datetime import date
from pathlib import Path
from typing import Any

import click

from ..answers import Wanted, answer
from ..commands import command
from ..kinds import FILE
from ..maps.options import TODAY, this_day
from ..options import question
from .options import answers


@command(
    "Sort needs and trends by what they have to do with gaps",
    examples=[
        "sojourn radar buying.yaml",
        "sojourn gaps --map m.yaml --priorities --json > gaps.json && sojourn radar m.yaml --priorities gaps.json",
        "sojourn radar concert.yaml --priorities priorities.csv --chart radar.svg",
    ],
)
@click.argument("document", type=FILE, metavar="MAP")
@question(
    "--priorities", type=FILE, metavar="FILE",
    help="How much each step should be improved: a CSV with step and priority, or what `sojourn gaps "
    "--map MAP --workspace DIR --priorities --json` "
    "wrote; by default nobody measured it.",
)  # fmt: skip
@TODAY
def radar(document: Path, *, priorities: Path | None, today: date | None, **given: Any) -> None:
    """Relevance is the share of the map's priorities at the steps that a need or a trend affects. It sorts, and does
    not decide. Named are needs without an initiative, trends at whose steps there is nothing to improve, and entries
    that nobody has looked at for as long as the map is to be reviewed.
    """
    from sojourn import maps, prioritise
    from sojourn.app import priorities as reading

    wanted = Wanted(json=given["json"], csv=given["csv"], out=given["out"], chart=given["chart"])
    wanted.check()
    read = maps.read_map(document)
    known = None if priorities is None else reading.read_priorities(priorities, read)
    answer(prioritise.radar(read, known, today=today or this_day()), wanted)


radar.params[-2:-2] = answers()
