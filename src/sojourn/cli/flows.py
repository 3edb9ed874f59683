"""Questions about the order of events: graph, variants, paths, sessions."""

from typing import TYPE_CHECKING, Any

import click

from .answers import Asked
from .commands import OneOf
from .options import analysis, question

if TYPE_CHECKING:
    from sojourn.core.analysis import Journeys

AT_LEAST_ONE = click.IntRange(min=1)


@analysis(
    "Count which event comes straight after which",
    examples=["sojourn graph --top 20", "sojourn graph --min-count 100 --chart flow.svg"],
)
@question("--min-count", type=AT_LEAST_ONE, metavar="N", help="Show pairs seen at least this often.")
@question("--top", type=AT_LEAST_ONE, metavar="N", help="Show this many pairs; the rest is one line.")
def graph(journeys: "Journeys", **options: Any) -> Asked:
    """With the times between them, and where journeys begin and end."""
    from sojourn import analyse

    return Asked(analyse.follows(journeys, **options))


@analysis(
    "List the distinct sequences of events, most frequent first",
    examples=["sojourn variants --cases gap --gap 30m --top 20", "sojourn variants --collapse --csv"],
)
@question("--top", type=AT_LEAST_ONE, default=10, metavar="N", help="Show this many; the rest is one line.")
def variants(journeys: "Journeys", **options: Any) -> Asked:
    """A variant is a whole journey, event by event."""
    from sojourn import analyse

    return Asked(analyse.variants(journeys, **options))


@analysis(
    "Follow customers step by step from, or to, an event",
    examples=[
        "sojourn paths --from site.visited --depth 4 --chart paths.svg",
        "sojourn paths --to order.paid --depth 3 --top 5",
    ],
    collapse=True,
)
@question("--from", "from_", metavar="EVENT", help="Where paths start; by default the first event of a journey.")
@question("--to", "to", metavar="EVENT", help="Where paths end; alone, steps are counted backwards from it.")
@question("--depth", type=AT_LEAST_ONE, default=5, metavar="N", help="How many steps to follow.")
@question("--top", type=AT_LEAST_ONE, default=10, metavar="N", help="Show this many events a step; the others are one.")
@question(
    "--occurrence",
    type=OneOf(["first", "last", "every"]),
    default="first",
    help="Which occurrence of the event in a journey.",
)
def paths(journeys: "Journeys", **options: Any) -> Asked:
    """Repeats of an event are merged first, unless refused with --no-collapse."""
    from sojourn import analyse

    return Asked(analyse.paths(journeys, **options))


@analysis(
    "Cut events at pauses and describe the sessions",
    examples=["sojourn sessions --gap 30m"],
)
def sessions(journeys: "Journeys") -> Asked:
    """How many there are, how long, how full, and which events they begin and end with."""
    from sojourn import analyse

    return Asked(analyse.sessions(journeys))
