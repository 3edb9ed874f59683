"""Questions about groups of customers: retention, compare."""

from typing import TYPE_CHECKING, Any

import click

from .answers import Asked
from .commands import OneOf
from .kinds import NAMES, Duration
from .options import analysis, flattened, question

if TYPE_CHECKING:
    from sojourn.core.analysis import Journeys


@analysis(
    "Show who comes back, period by period",
    examples=[
        "sojourn retention --start site.visited --return order.paid --period week",
        "sojourn retention --start order.paid --return order.paid --rolling 30d --unbounded",
    ],
    members=True,
)
@question(
    "--start",
    type=NAMES,
    multiple=True,
    required=True,
    metavar="EVENT",
    help="What a customer begins with; again, or a|b, for several.",
)
@question(
    "--return",
    "returning",
    type=NAMES,
    multiple=True,
    required=True,
    metavar="EVENT",
    help="What counts as coming back; again, or a|b, for several.",
)
@question("--period", type=OneOf(["day", "week", "month"]), help="Calendar periods in the time zone; by default week.")
@question("--rolling", type=Duration(), help="Instead: periods of this length from each customer's own beginning.")
@question("--periods", type=click.IntRange(min=0), default=12, metavar="N", help="How many periods after the first.")
@question(
    "--cohorts",
    type=OneOf(["first", "every"]),
    default="first",
    help="first: by the customer's first start; every: by each calendar period with a start.",
)
@question("--unbounded", is_flag=True, help="Count a return in this period or later, instead of in it.")
@question("--week-starts", type=OneOf(["monday", "sunday"]), default="monday", help="First day of a week.")
@question("--breakdown", metavar="PROPERTY", help="One table for each value of this property at the beginning.")
def retention(journeys: "Journeys", **options: Any) -> Asked:
    """Periods that are not over yet are marked, not counted as lost."""
    from sojourn import analyse

    options |= {name: flattened(options[name]) for name in ("start", "returning")}
    return Asked(analyse.retention(journeys, **options), lambda: analyse.retention_members(journeys, **options))
