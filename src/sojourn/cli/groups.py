"""Questions about groups of customers: retention, compare."""

from typing import TYPE_CHECKING, Any

import click

from .answers import Asked
from .commands import OneOf
from .failures import Misuse
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


@analysis(
    "Find where two groups of customers differ",
    examples=[
        "sojourn compare site.visited basket.filled order.paid --within 7d --by channel --a email --b search",
        "sojourn compare site.visited order.paid --by channel --by device",
        "sojourn compare --start site.visited --return order.paid --where-a 'value > 50' --where-b 'value <= 50'",
    ],
)
@click.argument("steps", nargs=-1, metavar="[STEP STEP…]")
@question("--within", type=Duration(), help="Longest time from the first to the last step; by default none.")
@question("--order", type=OneOf(["ordered", "strict", "any"]), default="ordered", help="As for funnel.")
@question("--ties", type=OneOf(["either", "recorded", "apart"]), help="As for funnel.")
@question("--reentry", type=OneOf(["best", "first", "every"]), default="best", help="As for funnel.")
@question("--start", type=NAMES, multiple=True, metavar="EVENT", help="Instead of steps: compare retention from here.")
@question("--return", "returning", type=NAMES, multiple=True, metavar="EVENT", help="With --start: the return.")
@question("--period", type=OneOf(["day", "week", "month"]), default="week", help="With --start: periods of retention.")
@question(
    "--by",
    multiple=True,
    metavar="PROPERTY",
    help="Groups by this property, at the first event: every value against all others; again for more properties.",
)
@question("--a", metavar="VALUE", help="With one --by: only this value.")
@question("--b", metavar="VALUE", help="With --a: against this value, not all others.")
@question("--where-a", metavar="EXPR", help="Instead of --by: customers with such an event, seen through those events.")
@question("--where-b", metavar="EXPR", help="With --where-a: the other group.")
@question("--medians", is_flag=True, help="With --a: compare the median times too, by drawing customers again.")
@question("--seed", type=click.IntRange(min=0), default=1, metavar="N", help="With --medians: where chance starts.")
def compare(journeys: "Journeys", *, by: tuple[str, ...], a: str | None, where_a: str | None, **options: Any) -> Asked:
    """Differences of every share with their intervals, and q-values corrected for the number of rows tested."""
    if bool(by) == (where_a is not None):
        raise Misuse(
            "it is not said which groups to compare", hint="give --by PROPERTY, or --where-a EXPR --where-b EXPR"
        )
    if bool(options["steps"]) == bool(options["start"]):
        raise Misuse(
            "compare takes the steps of a funnel, or --start and --return of retention", hint="give one of them"
        )
    if options["start"] and not options["returning"]:
        raise Misuse("--start needs --return", hint="add --return EVENT")
    if where_a is not None:
        return Asked(_where(journeys, where_a, options))
    if a is not None:
        return Asked(_values(journeys, by, a, options))
    return Asked(_each(journeys, by, options))


def _values(journeys: "Journeys", by: tuple[str, ...], a: str, options: dict[str, Any]) -> Any:
    """Compare two values of a property, or one with all others."""
    from sojourn import analyse

    if len(by) > 1:
        raise Misuse("--a is a value of one property, and several are named with --by", hint="name one")
    if options["start"]:
        return analyse.compare_values(_retention(journeys, options, breakdown=by[0]), a, options["b"])
    from numpy.random import default_rng

    rng = default_rng(options["seed"]) if options["medians"] else None
    return analyse.compare_funnels(
        journeys, options["steps"], by=by[0], a=a, b=options["b"], **_funnel_options(options), rng=rng
    )


def _each(journeys: "Journeys", by: tuple[str, ...], options: dict[str, Any]) -> Any:
    """Hold every value against all others."""
    from sojourn import analyse

    if options["start"]:
        raise Misuse("retention is compared value by value", hint="add --a VALUE")
    return analyse.notable_differences(journeys, options["steps"], properties=by, **_funnel_options(options))


def _where(journeys: "Journeys", where_a: str, options: dict[str, Any]) -> Any:
    """Compare two groups made by expressions."""
    from sojourn import analyse

    if options["where_b"] is None:
        raise Misuse("--where-a needs the other group", hint="add --where-b EXPR")

    def ask(group: "Journeys") -> Any:
        if options["start"]:
            return _retention(group, options)
        return analyse.funnel(group, options["steps"], **_funnel_options(options))

    return analyse.compare_groups(journeys, ask, where_a=where_a, where_b=options["where_b"])


def _funnel_options(options: dict[str, Any]) -> dict[str, Any]:
    return {name: options[name] for name in ("within", "order", "ties", "reentry")}


def _retention(journeys: "Journeys", options: dict[str, Any], breakdown: str | None = None) -> Any:
    from sojourn import analyse

    return analyse.retention(
        journeys,
        start=flattened(options["start"]),
        returning=flattened(options["returning"]),
        period=options["period"],
        breakdown=breakdown,
        top=1_000_000,
    )
