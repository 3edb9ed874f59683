"""Kinds of journey."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from .answers import Asked
from .failures import Misuse
from .kinds import NAMES
from .options import analysis, flattened, question
from .progress import passes

if TYPE_CHECKING:
    from sojourn.core.analysis import Journeys


@analysis(
    "Find kinds of journey, and say whether there are any",
    examples=[
        "sojourn kinds --outcome order.paid",
        "sojourn kinds --cases gap --gap 7d --chart kinds.svg",
        "sojourn kinds --kinds 4 --members who.csv",
    ],
    members=True,
)
@question("--kinds", "number", type=click.IntRange(2, 50), metavar="K", help="So many, instead of choosing.")
@question("--most", type=click.IntRange(2, 50), metavar="N", help="Choose among 2 to N kinds; by default 8.")
@question(
    "--outcome",
    "outcomes",
    type=NAMES,
    multiple=True,
    metavar="EVENT",
    help="Take this event out of journeys before they are compared, and count it by kind; again, or a|b, for several.",
)
@question(
    "--sample",
    type=click.IntRange(50, 20_000),
    default=2_000,
    metavar="N",
    help="Find kinds from about so many journeys; all others are placed with the nearest.",
)
@question(
    "--worlds",
    type=click.IntRange(19, 10_000),
    default=19,
    metavar="N",
    help="Hold what is found against so many simulated worlds without kinds.",
)
@question(
    "--redraws", type=click.IntRange(1, 10_000), default=50, metavar="N", help="How often customers are drawn anew."
)
@question("--seed", type=click.IntRange(min=0), default=0, metavar="N", help="Where chance starts.")
@question(
    "--top", type=click.IntRange(1, 1_000), default=6, metavar="N", help="Events and moves to show for each kind."
)
@question(
    "--min-support", type=click.IntRange(min=1), default=20, metavar="N", help="Compare what at least so many have."
)
def kinds(
    journeys: "Journeys", *, members: Path | None, outcomes: tuple[tuple[str, ...], ...], **options: Any
) -> Asked:
    """Journeys are alike when they are made of the same events and moves; time, channels and outcomes have no part in
    it, so that kinds can be held against them. Says how well each kind comes back when other customers are drawn, and
    gives none where journeys fall apart no more clearly than chance alone would have it.
    """
    from sojourn import analyse

    found = analyse.kinds(journeys, outcomes=flattened(outcomes), progress=passes("drawn"), **options)
    if members is not None and found.counting is None:
        raise Misuse("no kinds were found, so --members has none to write", hint="ask for a number with --kinds K")
    return Asked(found, lambda: analyse.kind_members(journeys, found))
