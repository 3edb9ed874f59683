"""The register of questions, and how many answers a question takes."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from ..answers import Asked, told
from ..commands import Option, command
from ..failures import Misuse
from ..kinds import FILE, SHARE, Number, as_usage
from ..options import question
from .options import known_questions, listed, workspace_of


@listed(
    "List the questions that are known, and those that were answered",
    examples=[
        "sojourn measure questions",
        "sojourn measure questions --add questions.csv",
        "sojourn measure questions --answers answers.csv --questions questions.csv",
    ],
)
@question("--add", type=FILE, metavar="FILE", help="Store the questions of this CSV file in the workspace first.")
def questions(common: Mapping[str, Any], own: Mapping[str, Any], add: Path | None) -> Asked:
    """A register is a CSV file with question, scale and good (high or low), and where known wording, lang, top, role,
    about and words (very dissatisfied=1|dissatisfied=2). A workspace keeps its own in questions.csv.
    """
    from sojourn import measure
    from sojourn.app import surveys
    from sojourn.core.errors import InvalidInput, NotFound

    from .options import answers_of

    if add is not None:
        if own["answers"] is not None or common["events"] is not None:
            raise Misuse(
                "--add stores into a workspace, and another source is named", hint="leave out --answers, --events"
            )
        workspace = workspace_of(common, needed=True)
        assert workspace is not None
        given = measure.read_questions(add)
        known = surveys.register(workspace, given)
        told(f"stored {len(given):,} of now {len(known):,} questions in {workspace / surveys.FILE}")
    try:
        found = answers_of(common, own)[0]
    except (InvalidInput, NotFound) as error:
        if error.code not in ("answers.none", "answers.all_refused", "nothing-imported", "no-index"):
            raise
        found = None
    return Asked(measure.question_list(found, known_questions(common, own)))


@command(
    "Say how many answers a net promoter score takes",
    examples=["sojourn measure sample-size --promoters 0.5 --detractors 0.2 --margin 5"],
    name="sample-size",
)
@click.option(
    "--promoters",
    cls=Option,
    type=SHARE,
    default=0.4,
    metavar="SHARE",
    help="Share of promoters that is expected.",
)
@click.option(
    "--detractors",
    cls=Option,
    type=SHARE,
    default=0.2,
    metavar="SHARE",
    help="Share of detractors that is expected.",
)
@click.option(
    "--margin",
    cls=Option,
    type=Number(0.01, 200),
    default=5.0,
    metavar="POINTS",
    help="Half the width of the 95 % interval.",
)
@click.option(
    "--answered",
    cls=Option,
    type=Number(0, 1, above=True),
    metavar="SHARE",
    help="Share that is expected to answer; then also how many to ask.",
)
@click.option("--json", "as_json", cls=Option, is_flag=True, show_default=False, help="Print one JSON document.")
def sample_size(promoters: float, detractors: float, margin: float, answered: float | None, as_json: bool) -> None:
    """For a score known to within so many points, 19 times in 20; from independent answers of different customers."""
    import math

    from sojourn import measure

    with as_usage():
        needed = measure.nps_sample_size(promoters, detractors, margin)
    ask = None if answered is None else math.ceil(needed / answered)
    if as_json:
        from sojourn.app.texts import to_json

        basis = {"promoters": promoters, "detractors": detractors, "margin": margin, "answered": answered}
        told = {"analysis": "nps_sample_size", "format": 1, "basis": basis, "notes": [], "n": needed, "ask": ask}
        click.echo(to_json(told))
        return
    score = round(100 * (promoters - detractors)) or 0
    click.echo(f"{needed:,} answers give a net promoter score of about {score:+.0f} to within {margin:g} points")
    if ask is not None:
        click.echo(f"ask {ask:,} customers, if {100 * (answered or 0):g} % answer")
