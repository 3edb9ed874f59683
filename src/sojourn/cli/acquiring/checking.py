"""What canvas and matrix lack."""

from pathlib import Path
from typing import Any

import click

from ..answers import Wanted, answer
from ..commands import command
from ..failures import ANSWER_IS_NO
from ..kinds import FILE
from .options import answers, capacity_of, money


@command(
    "Say what canvas and matrix lack, and who answers each of the customer's actions",
    examples=[
        "sojourn acquisition check buying.yaml",
        "sojourn acquisition check buying.yaml --budget 50000 --capacity sales=1/month --json",
    ],
)
@click.argument("document", type=FILE, metavar="MAP")
def check(document: Path, *, budget: float | None, capacity: tuple[Any, ...], **given: Any) -> None:
    """The canvas is done when each of its boxes is filled or marked unknown, the matrix when each of the customer's
    actions is served or left to others, each line has a team, and money and people suffice. Exit status 1 when
    something is missing.
    """
    from sojourn import maps, prioritise

    wanted = Wanted(json=given["json"], csv=given["csv"], out=given["out"], chart=given["chart"])
    wanted.check()
    read = maps.read_map(document)
    state = prioritise.check_acquisition(read, budget=budget, capacity=capacity_of(read, capacity))
    answer(state, wanted)
    if not state.done:
        click.get_current_context().exit(ANSWER_IS_NO)


check.params[-2:-2] = [*money(required=False), *answers()]
