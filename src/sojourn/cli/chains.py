"""The chain of lived journeys."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from .answers import Asked
from .conforming import expected, one_thing
from .kinds import FILE
from .options import analysis, question

if TYPE_CHECKING:
    from sojourn.core.analysis import Journeys


def _one_thing(*, expect: str | None, document: Path | None, ignore_unknown: bool, draws: int, seed: int) -> None:
    """Refuse what says twice, or nowhere, which steps are meant."""
    one_thing(expect=expect, document=document, ignore_unknown=ignore_unknown)


@analysis(
    "Say where those at each step go next, and how that ends",
    examples=[
        "sojourn chain --map concert.yaml",
        "sojourn chain --map concert.yaml --where \"segment = 'student'\" --json",
        "sojourn chain --expect 'site.visited > basket.filled > order.paid' --gap 7d --chart chain.svg",
    ],
    check=_one_thing,
)
@question("--map", "document", type=FILE, metavar="FILE", help="A journey map whose steps are tied to events.")
@question("--expect", metavar="PATH", help="The steps as a path in one line, as for `sojourn conformance`.")
@question("--ignore-unknown", is_flag=True, show_default=False, help="Leave out events that the path does not name.")
@question(
    "--draws", type=click.IntRange(min=1), default=1000, metavar="N", help="How often the chain is drawn for intervals."
)
@question(
    "--seed", type=click.IntRange(min=0), default=0, metavar="N", help="Where chance starts: of draws, and of halves."
)
def chain(
    journeys: "Journeys", *, document: Path | None, expect: str | None, ignore_unknown: bool, draws: int, seed: int
) -> Asked:
    """Counts the moves from step to step and to outcomes, and takes them for a Markov chain: only where somebody stands
    matters, not how they came there. Says by two tests, and by predicting one half of the customers from the other,
    whether that may be believed. A map also says how events are cut into journeys, unless the options below do.
    """
    from sojourn import analyse

    return Asked(analyse.chain(journeys, expected(expect, document, ignore_unknown), draws=draws, seed=seed))
