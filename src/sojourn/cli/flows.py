"""Questions about the order of events: graph, variants, paths, sessions."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from .answers import Asked
from .commands import OneOf
from .failures import Misuse
from .options import analysis, question

if TYPE_CHECKING:
    from sojourn.core.analysis import Journeys

AT_LEAST_ONE = click.IntRange(min=1)


def _opened(members: Path | None, chosen: bool, option: str) -> None:
    """Refuse half of a drill-down: a file without a number to open, or a number without a file."""
    if chosen and members is None:
        raise Misuse(f"{option} opens a number, but nothing says where to write it", hint="add --members FILE.csv")
    if members is not None and not chosen:
        raise Misuse("--members needs to know which number to open", hint=f"add {option}")


@analysis(
    "Count which event comes straight after which",
    examples=[
        "sojourn graph --top 20",
        "sojourn graph --min-count 100 --chart flow.svg",
        "sojourn graph --pair basket.filled help.opened --members who.csv",
    ],
    members=True,
)
@question("--min-count", type=AT_LEAST_ONE, default=1, metavar="N", help="Show pairs seen at least this often.")
@question("--top", type=AT_LEAST_ONE, metavar="N", help="Show this many pairs, and events; the rest is one line.")
@question("--pair", nargs=2, metavar="EVENT EVENT", help="Which pair --members opens.")
def graph(journeys: "Journeys", *, members: Path | None, pair: tuple[str, str] | None, **options: Any) -> Asked:
    """With the times between them, and where journeys begin and end."""
    from sojourn import analyse

    _opened(members, pair is not None, "--pair EVENT EVENT")
    before, after = pair or ("", "")
    return Asked(analyse.follows(journeys, **options), lambda: analyse.follows_members(journeys, before, after))


@analysis(
    "List the distinct sequences of events, most frequent first",
    examples=[
        "sojourn variants --cases gap --gap 30m --top 20",
        "sojourn variants --collapse --csv",
        "sojourn variants --variant 1 --members who.csv",
    ],
    members=True,
)
@question("--top", type=click.IntRange(min=0), default=10, metavar="N", help="Show this many; the rest is one line.")
@question("--variant", type=AT_LEAST_ONE, metavar="K", help="Which of the list --members opens, counted from 1.")
def variants(journeys: "Journeys", *, members: Path | None, variant: int | None, top: int) -> Asked:
    """A variant is a whole journey, event by event."""
    from sojourn import analyse

    _opened(members, variant is not None, "--variant K")
    found = analyse.variants(journeys, top=top)
    if variant is None:
        return Asked(found)
    if variant > len(found.variants):
        raise Misuse(f"the list has {len(found.variants)} variants, no number {variant}", hint="raise --top")
    path = found.variants[variant - 1].path
    return Asked(found, lambda: analyse.variant_members(journeys, path))


@analysis(
    "Follow customers step by step from, or to, an event",
    examples=[
        "sojourn paths --from site.visited --depth 4 --chart paths.svg",
        "sojourn paths --to order.paid --depth 3 --top 5",
    ],
    collapse=True,
    members=True,
)
@question("--from", "start", metavar="EVENT", help="Where paths start; by default the first event of a journey.")
@question("--to", "end", metavar="EVENT", help="Where paths end; alone, steps are counted backwards from it.")
@question("--depth", type=AT_LEAST_ONE, default=5, metavar="N", help="How many steps to follow.")
@question("--top", type=AT_LEAST_ONE, default=10, metavar="N", help="Show this many events a step; the others are one.")
@question(
    "--occurrence",
    type=OneOf(["first", "last", "every"]),
    default="first",
    help="Which occurrence of the event in a journey.",
)
@question("--node", type=click.IntRange(min=0), metavar="ID", help="Which node --members opens, by its id in --json.")
def paths(journeys: "Journeys", *, members: Path | None, node: int | None, **options: Any) -> Asked:
    """Repeats of an event are merged first, unless refused with --no-collapse."""
    from sojourn import analyse

    _opened(members, node is not None, "--node ID")
    found = analyse.paths(journeys, collapse=False, **options)
    return Asked(found, lambda: analyse.path_members(journeys, found, node=node))


@analysis(
    "Cut events at pauses and describe the sessions",
    examples=["sojourn sessions --gap 30m"],
)
def sessions(journeys: "Journeys") -> Asked:
    """How many there are, how long, how full, and which events they begin and end with."""
    from sojourn import analyse

    if journeys.cases.by not in ("customer", "gap"):
        raise Misuse(
            "sessions are cut at pauses and in no other way", hint="give --gap 30m, and no other option of cases"
        )
    return Asked(analyse.sessions(journeys, gap=f"{journeys.cases.gap}us"))
