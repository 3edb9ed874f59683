"""The questions of what will be: what comes next, and whether journeys come to an outcome."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from .answers import Asked
from .commands import OneOf
from .failures import Misuse
from .kinds import Duration, Instant, Listed, Number
from .options import analysis, flattened, question

if TYPE_CHECKING:
    from sojourn.core.analysis import Journeys

_CUT = "Learn from what was known before this instant, test on what was asked from then on; by default as --test says."
_TEST = "Test on about this share of what can be used."
_SAMPLE = "Draw customers by chance until they have so many events; all of them where there are fewer."


@analysis(
    "Predict what comes next, and how well that can be told",
    examples=[
        "sojourn next --gap 30m",
        'sojourn next --gap 30m --after "site.visited > basket.filled" --chart next.svg',
        "sojourn next --model markov --within 7d --members who.csv",
    ],
    members=True,
    name="next",
)
@question("--after", metavar="'A > B'", help="Only count what came next after these events, up to five; no prediction.")
@question("--within", type=Duration(), help="Nothing comes next when nothing does for so long; by default the gap.")
@question(
    "--model",
    type=OneOf(["order_1", "markov", "boosted"]),
    default="boosted",
    help="Try models up to this one: the last event; the longest past seen; gradient-boosted trees.",
)
@question("--length", type=click.IntRange(1, 5), default=5, metavar="N", help="Look back at so many events at most.")
@question("--seen", type=click.IntRange(min=1), default=20, metavar="N", help="A past counts when seen so often.")
@question("--cut", type=Instant(), metavar="TIME", help=_CUT)
@question("--test", type=Number(0.05, 0.75), default=0.25, metavar="SHARE", help=_TEST)
@question("--sample", type=click.IntRange(1_000, 5_000_000), default=400_000, metavar="N", help=_SAMPLE)
@question("--seed", type=click.IntRange(min=0), default=0, metavar="N", help="Where chance starts.")
@question("--top", type=click.IntRange(1, 1_000), default=10, metavar="N", help="Rows to show.")
def next_step(
    journeys: "Journeys", *, members: Path | None, after: str | None, within: str | None, top: int, **options: Any
) -> Asked:
    """Learns from what was known before an instant and tests on what came later. Each model is tried against the best
    simpler one, from always the most common on, and the simplest that none is shown to beat is the one to use.
    """
    from sojourn import analyse

    if after is not None:
        if members is not None:
            raise Misuse("--members lists predictions, and --after makes none", hint="leave one of them out")
        return Asked(analyse.next_after(journeys, after, within=within, top=top))
    found = analyse.next_step(journeys, within=within, top=top, **options)
    return Asked(found, lambda: analyse.next_step_members(journeys, found))


@analysis(
    "Predict who comes to an outcome, and how well that can be told",
    examples=[
        'sojourn outcome --outcome order.paid --at "3 events" --within 30d',
        "sojourn outcome --outcome order.paid --at basket.filled --within 7d --with segment --chart outcome.svg",
        "sojourn outcome --outcome account.closed --at 90d --within 180d --members who.csv",
    ],
    members=True,
)
@question("--outcome", required=True, metavar="EVENT", help="What may come; a|b for any of several.")
@question(
    "--at",
    default="3 events",
    metavar="POINT",
    help="When to predict: after 'N events', after an event, or at an age of the journey such as 7d.",
)
@question(
    "--within",
    type=Duration(),
    help="How long after that the outcome counts; by default 30d, or with --gap until the journey closes.",
)
@question(
    "--with",
    "properties",
    type=Listed(click.STRING, separator=","),
    multiple=True,
    metavar="PROPERTY,…",
    help="Look at these properties too: the last value known at the point.",
)
@question(
    "--model",
    type=OneOf(["markov", "logistic", "boosted"]),
    default="boosted",
    help="Try models up to this one: the last events; logistic regression; gradient-boosted trees.",
)
@question("--cut", type=Instant(), metavar="TIME", help=_CUT)
@question("--test", type=Number(0.05, 0.75), default=0.25, metavar="SHARE", help=_TEST)
@question("--sample", type=click.IntRange(1_000, 5_000_000), default=400_000, metavar="N", help=_SAMPLE)
@question("--seed", type=click.IntRange(min=0), default=0, metavar="N", help="Where chance starts.")
@question("--top", type=click.IntRange(1, 1_000), default=10, metavar="N", help="Drivers to show.")
def outcome(journeys: "Journeys", *, properties: tuple[tuple[str, ...], ...], **options: Any) -> Asked:
    """Looks at nothing but what was known at the point, learns from what was known before an instant, and tests on what
    was asked later. Each model is tried against the best simpler one, from the same share for all on, and the simplest
    that none is shown to beat is the one to use. --members gives every journey that is still open its chance.
    """
    from sojourn import analyse

    found = analyse.outcome(journeys, properties=flattened(properties), **options)
    return Asked(found, lambda: analyse.outcome_members(journeys, found))
