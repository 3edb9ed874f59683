"""Questions about getting from one step to the next: funnel, dropoff, timing."""

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

from .answers import Asked
from .commands import OneOf
from .failures import Misuse
from .kinds import Duration, Listed
from .options import analysis, question

if TYPE_CHECKING:
    from sojourn.core.analysis import Journeys

_EXCLUSION = re.compile(r"(?P<event>.+):(?P<after>\d+)-(?P<before>\d+)", re.DOTALL)


class Exclusion(click.ParamType[Any]):
    """An event that ends an attempt between two steps, written EVENT:a-b."""

    name = "exclusion"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Check the text."""
        if _EXCLUSION.fullmatch(str(value)) is None:
            raise Misuse(
                f"--exclude: {value!r} does not say between which steps",
                hint="write EVENT:2-4 for an event that may not come between step 2 and step 4",
                ctx=ctx,
            )
        return str(value)


def _funnel_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add what funnel and dropoff share."""
    options: list[Callable[..., Any]] = [
        click.argument("steps", nargs=-1, required=True, metavar="STEP STEP…"),
        question("--within", type=Duration(), help="Longest time from the first to the last step; by default none."),
        question("--step-within", type=Listed(Duration(), separator=","), metavar="DURATION,…",
                 help="Longest time for each move: one for all, or one for each step after the first, such as 1d,12h."),
        question("--order", type=OneOf(["ordered", "strict", "any"]), default="ordered",
                 help="ordered: others may lie between; strict: one straight after the other; any: in any order."),
        question("--ties", type=OneOf(["either", "recorded", "apart"]),
                 help="Events at one instant: in either order, as recorded, or never one after the other. "
                      "By default either, and recorded when strict."),
        question("--reentry", type=OneOf(["best", "first", "every"]), default="best",
                 help="Which attempt of a journey counts: the one that gets furthest, the first, or every one."),
        question("--exclude", type=Exclusion(), multiple=True, metavar="EVENT:A-B",
                 help="An attempt ends when this event lies between step A and step B; may be given again."),
    ]  # fmt: skip
    for decorate in reversed(options):
        function = decorate(function)
    return function


@analysis(
    "Count how many get from step to step, and who may still",
    examples=[
        "sojourn funnel site.visited basket.filled order.paid --within 7d",
        "sojourn funnel 'site.visited[channel=email]' 'basket.filled|wish.listed?' order.paid --breakdown channel",
        "sojourn funnel site.visited order.paid --within 7d --members who.csv",
    ],
    members=True,
)
@_funnel_options
@question("--breakdown", metavar="PROPERTY", help="One funnel for each value of this property at the first event.")
def funnel(journeys: "Journeys", **options: Any) -> Asked:
    """A STEP is an event, a|b for any of several, event[channel=store] for a property, with a trailing ? when it may be
    left out. Who has not reached the next step but still may is counted as open, apart from who dropped out.
    """
    from sojourn import analyse

    return Asked(analyse.funnel(journeys, **options), lambda: analyse.funnel_members(journeys, **options))


@analysis(
    "Show what those did instead who did not get to the next step",
    examples=[
        "sojourn dropoff site.visited basket.filled order.paid --within 7d",
        "sojourn dropoff site.visited basket.filled order.paid --at 1 --within 7d --members who.csv",
    ],
    members=True,
)
@_funnel_options
@question(
    "--at", type=click.IntRange(min=1), metavar="K", help="The step they stopped at; by default the last but one."
)
@question(
    "--top", type=click.IntRange(min=1), default=10, metavar="N", help="Show this many events; the rest is one line."
)
@question(
    "--min-support",
    type=click.IntRange(min=1),
    default=20,
    metavar="N",
    help="Compare events that at least this many had.",
)
def dropoff(journeys: "Journeys", **options: Any) -> Asked:
    """Takes the steps and options of `sojourn funnel`. Says what came next for those who dropped out at a step, and
    which other events they had more, or less, often than those who went on: where they were, not why they left.
    """
    from sojourn import analyse

    return Asked(analyse.dropoff(journeys, **options), lambda: analyse.dropoff_members(journeys, **options))


@analysis(
    "Measure how long it takes from one event to another",
    examples=["sojourn timing --from site.visited --to order.paid --within 7d"],
    members=True,
)
@question("--from", "start", required=True, metavar="EVENT", help="Where the clock starts; a|b for any of several.")
@question("--to", "end", required=True, metavar="EVENT", help="Where it stops; a|b for any of several.")
@question(
    "--pairing",
    type=OneOf(["first", "every"]),
    default="first",
    help="first: the first start of a journey with the earliest end; every: each start with the next end.",
)
@question("--within", type=Duration(), help="Longer is not counted as a pair.")
@question(
    "--ties",
    type=OneOf(["either", "recorded", "apart"]),
    default="either",
    help="Both at one instant: in either order, as recorded, or no pair.",
)
def timing(journeys: "Journeys", **options: Any) -> Asked:
    """Describes the times of those who got there, and counts those who did not, and those who still may."""
    from sojourn import analyse

    return Asked(analyse.timing(journeys, **options), lambda: analyse.timing_members(journeys, **options))
