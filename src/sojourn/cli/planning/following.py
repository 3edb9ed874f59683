"""`sojourn plan follow-up`: what was promised, and what happened."""

from pathlib import Path
from typing import Any

import click

from ..answers import Asked, Wanted, answer
from ..commands import Command
from ..kinds import FILE
from ..options import question
from .options import NUMBERS, SHARES, answer_options, journeys_since, lived_options, registry_given


@question("--map", "document", type=FILE, metavar="FILE", help="By default the map that was saved with the plan.")
@question(
    "--questions", type=FILE, metavar="FILE",
    help="What is known of the questions, beside the workspace's own, for ratings that were promised.",
)  # fmt: skip
@question(
    "--assigned", type=SHARES, multiple=True, metavar="INITIATIVE=SHARE",
    help="The share of customers that an experiment was to treat; without it the sizes of arms are not checked.",
)  # fmt: skip
@question(
    "--planned", type=NUMBERS, multiple=True, metavar="INITIATIVE=N",
    help="How many customers an experiment was to assign, where that was fixed before.",
)  # fmt: skip
def _asked(plan: Path, document: Path | None, **given: Any) -> None:
    wanted = Wanted(**{name: given.pop(name) for name in ("json", "csv", "out", "chart")})
    wanted.check()
    from sojourn import maps
    from sojourn.app import plans_kept

    kept = plans_kept.read_saved(plan)
    since = given["since"]
    registry = registry_given(given, nearest=True)
    lived = journeys_since(given)
    found = plans_kept.follow_up(
        kept,
        lived,
        map=None if document is None else maps.read_map(document),
        since=None if since is None else str(since),
        assigned=dict(given["assigned"]),
        planned={name: int(number) for name, number in given["planned"]},
        registry=registry,
    )
    answer(Asked(found), wanted)


follow_up = click.command(
    "follow-up",
    cls=Command,
    examples=[
        "sojourn plan follow-up plan.json --workspace shop --since 2027-01-01",
        "sojourn plan follow-up plan.json --workspace shop --planned guest_checkout=20000 --json",
    ],
    short_help="Hold what a plan promised against what happened",
)(_asked)
follow_up.help = (
    "Hold what a plan promised against what happened.\n\nPLAN is a file that `sojourn plan --save` wrote; - is "
    "standard input. Ratings and waits that were promised are held against those that were kept with the plan. A "
    "difference between before and after is never called an effect; an experiment that is called as an initiative "
    "gives one."
)
follow_up.params[:] = [
    click.Argument(["plan"], type=FILE, metavar="PLAN"),
    *follow_up.params[:-2],
    *lived_options(nearest=True),
    *answer_options(),
    *follow_up.params[-2:],
]
