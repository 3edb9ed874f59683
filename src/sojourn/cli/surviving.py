"""The question of who gets there by when, with those who are still on the way: survival."""

from typing import TYPE_CHECKING, Any

import click

from .answers import Asked
from .commands import OneOf
from .kinds import Duration, Listed, Number
from .options import analysis, question

if TYPE_CHECKING:
    from sojourn.core.analysis import Journeys


@analysis(
    "Estimate who gets there by when, and who may still",
    examples=[
        "sojourn survival --from site.visited --to order.paid --breakdown channel",
        "sojourn survival --from site.visited --to order.paid --competing help.opened --at 1d,3d,7d",
        "sojourn survival --from site.visited --to order.paid --landmark 1d --breakdown channel --members who.csv",
    ],
    members=True,
)
@question("--from", "start", required=True, metavar="EVENT", help="Where the clock starts; a|b for any of several.")
@question("--to", "end", required=True, metavar="EVENT", help="Where it stops; a|b for any of several.")
@question("--competing", metavar="EVENT", help="What ends a wait otherwise, so that it never gets there.")
@question(
    "--closed",
    type=OneOf(["competes", "censors"]),
    default="competes",
    help="The close of a journey, to who still waits: competes, never gets there; censors, might have.",
)
@question(
    "--pairing",
    type=OneOf(["first", "every"]),
    default="first",
    help="first: the first start of a journey; every: each start, broken off by the next one.",
)
@question("--within", type=Duration(), help="Look no further than this.")
@question(
    "--ties",
    type=OneOf(["either", "recorded", "apart"]),
    default="either",
    help="Both at one instant: in either order, as recorded, or not one after the other.",
)
@question("--landmark", type=Duration(), help="Only who still waits after so long, grouped by what is known then.")
@question("--breakdown", metavar="PROPERTY", help="One curve for each value of this property at the start, and a test.")
@question("--strata", metavar="PROPERTY", help="With --breakdown: compare only inside each value of this property.")
@question(
    "--top", type=click.IntRange(min=1, max=20), default=4, metavar="N", help="Curves to show; the rest is one, other."
)
@question(
    "--at",
    type=Listed(Duration(), separator=","),
    metavar="DURATION,…",
    help="Read the curves at these times; by default round ones, early where most get there early.",
)
@question(
    "--mean-within", type=Duration(), help="Means are of this first stretch; by default as far as all can be read."
)
@question("--rho", type=Number(0), default=0.0, metavar="R", help="Weigh early differences more, such as 1.")
@question("--gamma", type=Number(0), default=0.0, metavar="G", help="Weigh late differences more, such as 1.")
def survival(journeys: "Journeys", **options: Any) -> Asked:
    """Kaplan–Meier curves: who has not got there yet counts for as long as they were seen. With a breakdown a log-rank
    test says whether groups get there equally soon, and each two of them are compared.
    """
    from sojourn import analyse

    return Asked(analyse.survival(journeys, **options), lambda: analyse.survival_members(journeys, **options))
