"""Journeys held against what is expected of them: a path in text, or a map."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from .answers import Asked
from .failures import Misuse
from .kinds import FILE
from .options import CASE_OPTIONS, analysis, question

if TYPE_CHECKING:
    from sojourn.core.analysis import Journeys
    from sojourn.core.expectation import Expectation


def one_thing(*, expect: str | None, document: Path | None, ignore_unknown: bool) -> None:
    """Refuse what says twice, or nowhere, what is expected."""
    if (expect is None) == (document is None):
        raise Misuse("journeys are held against one thing: --expect or --map", hint="give one of them")
    if document is not None and ignore_unknown:
        raise Misuse(
            "--ignore-unknown is for --expect: a map looks at the events it names and those it watches",
            hint="leave it out",
        )


@analysis(
    "Hold lived journeys against an expected path or map",
    examples=[
        "sojourn conformance --expect 'site.visited > basket.filled > order.paid' --cases gap --gap 30m",
        "sojourn conformance --expect 'book > confirm? > (desk|kiosk) > meet!noshow' --members who.csv",
        "sojourn conformance --map concert.yaml --json",
    ],
    members=True,
    check=one_thing,
)
@question(
    "--expect",
    metavar="PATH",
    help="The expected path: a > b one after the other, a? may be left out, (a | b) one of, a+ and a* repeated, "
    "a!b where b means that a failed.",
)
@question("--map", "document", type=FILE, metavar="FILE", help="A journey map whose steps are tied to events.")
@question("--ignore-unknown", is_flag=True, show_default=False, help="Leave out events that the path does not name.")
def conformance(journeys: "Journeys", *, expect: str | None, document: Path | None, ignore_unknown: bool) -> Asked:
    """Says how many journeys conform, and of the others which steps were missing, failed or out of order, and which
    events came ad hoc. A map also says how events are cut into journeys, unless the options below do.
    """
    from sojourn import analyse

    held = expected(expect, document, ignore_unknown)
    return Asked(analyse.conformance(journeys, held), lambda: analyse.conformance_members(journeys, held))


def expected(expect: str | None, document: Path | None, ignore_unknown: bool) -> "Expectation":
    """Read what is expected; a case rule among the options goes before the map's."""
    if document is None:
        from sojourn.analyse import expectation

        from .kinds import as_usage

        with as_usage():
            return expectation(expect or "", ignore_unknown=ignore_unknown)
    from sojourn import maps

    held = maps.expect(maps.read_map(document))
    given = click.get_current_context().params
    return replace(held, cases=None) if any(given[name] for name in CASE_OPTIONS) else held
