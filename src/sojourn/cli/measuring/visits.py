"""Mystery visits, alone or beside what customers say."""

from pathlib import Path
from typing import Any

import click

from ..answers import Wanted, answer
from ..commands import OneOf, command
from ..kinds import FILE
from ..options import output_options, question
from .feelings import BY, SUPPOSED, one
from .options import HIDE_BELOW, THIN_BELOW, limits_of


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
    type=SUPPOSED,
    multiple=True,
    metavar="TOUCHPOINT=C",
    help="How critical a touchpoint is, for the score of the journey; may be given again.",
)
@question("--answers", type=FILE, metavar="FILE", help="Answers of customers, to lay beside the visits.")
@question("--questions", type=FILE, metavar="FILE", help="What is known of their questions, with about and role.")
@question(
    "--date-order",
    type=OneOf(["dmy", "mdy"]),
    help="Of dates such as 01.03.2026, where no date shows it.",
)
@question("--encoding", metavar="NAME", help="Of OBSERVATIONS, where it is not UTF-8: cp1252, latin-1, utf-16.")
@question("--delimiter", metavar="SIGN", help="Between the cells of OBSERVATIONS, if not guessed.")
@question(
    "--desired",
    type=SUPPOSED,
    multiple=True,
    metavar="TOUCHPOINT=LEVEL",
    help="The level desired at a touchpoint, shown beside the scores; may be given again.",
)
@BY
@HIDE_BELOW
@THIN_BELOW
def visits(observations: Path, *, criteria: Path, by: tuple[str, ...], **given: Any) -> None:
    """OBSERVATIONS has one row a criterion that was looked at: visit, at, touchpoint, observer, criterion, value (yes,
    partly, no, also in other languages; empty where it could not be seen). A visit that two observers made counts
    once, and says how far they agree. With --answers the table shows what visitors saw beside what customers say. No
    member of staff is named.
    """
    from sojourn import insight, measure

    wanted = Wanted(json=given["json"], csv=given["csv"], out=given["out"], chart=given["chart"])
    wanted.check()
    limits = limits_of(given)
    seen = insight.read_observations(
        observations, criteria, **{name: given[name] for name in ("date_order", "encoding", "delimiter")}
    )
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
