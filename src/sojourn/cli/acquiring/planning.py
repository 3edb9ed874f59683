"""What to do for those who are to become customers, with the money and the people there are."""

from pathlib import Path
from typing import Any

import click

from ..answers import Wanted, answer
from ..commands import command
from ..kinds import FILE
from .options import answers, chance, money, planned


@command(
    "Choose what to do with a budget, by month and team",
    examples=[
        "sojourn acquisition plan buying.yaml --budget 50000",
        "sojourn acquisition plan buying.yaml --budget 50000 --capacity sales=1/month --capacity marketing=4 --json",
        "sojourn acquisition plan buying.yaml --budget 50000 --chart months.svg",
    ],
)
@click.argument("document", type=FILE, metavar="MAP")
def plan(
    document: Path, *, budget: float, capacity: tuple[Any, ...], carry: float, draws: int, seed: int, **given: Any
) -> None:
    """Every set of lines that the money and the people allow is simulated on the stages of the map, and the one that
    should bring most is chosen; of lines that exclude each other, such as levels of one action, never two. What it
    should bring holds if the effects are as assumed.
    """
    from sojourn import maps

    wanted = Wanted(json=given["json"], csv=given["csv"], out=given["out"], chart=given["chart"])
    wanted.check()
    read = maps.read_map(document)
    answer(planned(read, budget=budget, capacity=capacity, carry=carry, draws=draws, seed=seed), wanted)


plan.params[-2:-2] = [*money(required=True), *chance(), *answers()]
