"""Mystery visits, alone or beside what customers say."""

from pathlib import Path
from typing import Any

import click

from ..answers import Wanted, answer
from ..commands import command
from ..kinds import FILE
from ..options import output_options, question
from .feelings import BY, HIDE_BELOW, THIN_BELOW, Supposed, limits_of, one


@command(
    "Score mystery visits, or calls that were listened to",
    name="visits",
    examples=[
        "sojourn measure visits observations.csv --criteria criteria.csv",
        "sojourn measure visits observations.csv --criteria criteria.csv --criticality entry=56 --criticality show=20",
        "sojourn measure visits visits.csv --criteria criteria.csv --answers answers.csv --questions questions.csv",
    ],
)
@click.argument("observations", type=FILE)
@question(
    "--criteria",
    type=FILE,
    required=True,
    metavar="FILE",
    help="What was looked at: CSV with criterion, touchpoint, text, kind (must_be, expected, delight), weight.",
)
@question(
    "--criticality",
    type=Supposed(),
    multiple=True,
    metavar="TOUCHPOINT=C",
    help="How critical a touchpoint is, for the score of the journey; may be given again.",
)
@question("--answers", type=FILE, metavar="FILE", help="Answers of customers, to lay beside the visits.")
@question("--questions", type=FILE, metavar="FILE", help="What is known of their questions, with about and role.")
@question(
    "--desired",
    type=Supposed(),
    multiple=True,
    metavar="TOUCHPOINT=LEVEL",
    help="The level desired at a touchpoint, shown beside the scores; may be given again.",
)
@BY
@HIDE_BELOW
@THIN_BELOW
def visits(observations: Path, *, criteria: Path, by: tuple[str, ...], **given: Any) -> None:
    """OBSERVATIONS has one row a criterion that was looked at: visit, at, touchpoint, observer, criterion, value (yes,
    partly, no; empty where it could not be seen). A visit that two observers made counts once, and says how far they
    agree. With --answers the table shows what visitors saw beside what customers say. No member of staff is named.
    """
    from sojourn import insight, measure

    wanted = Wanted(json=given["json"], csv=given["csv"], out=given["out"], chart=given["chart"])
    wanted.check()
    limits = limits_of(given)
    seen = insight.read_observations(observations, criteria)
    found = insight.visits(seen, criticality=dict(given["criticality"]))
    if given["answers"] is None:
        answer(found, wanted)
        return
    answers = measure.read_answers(given["answers"], questions=given["questions"])
    answer(
        insight.satisfaction_delivered(found, answers, desired=dict(given["desired"]), by=one(by), limits=limits),
        wanted,
    )


visits.params[-2:-2] = [each for each in output_options(members=False) if each.name in ("json", "csv", "out", "chart")]
