"""Questions about what matters: what goes with an outcome, what customers say matters, and how well that is done."""

from typing import TYPE_CHECKING, Any

import click

from ..commands import OneOf
from ..failures import Misuse
from ..kinds import Listed, Number
from ..options import question
from ..progress import passes
from .options import measured

if TYPE_CHECKING:
    from sojourn.core.answers import Answers
    from sojourn.core.results import Result

COMMAS = Listed(click.STRING, separator=",")


class Cross(click.ParamType[Any]):
    """Where the cross lies: mean, median, a number for both, or IMPORTANCE,PERFORMANCE."""

    name = "cross"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Read the text."""
        if not isinstance(value, str) or value in ("mean", "median"):
            return value
        try:
            numbers = [Number().read(part, "--cross", ctx) for part in value.split(",")]
        except Misuse:
            numbers = []
        if len(numbers) not in (1, 2):
            raise Misuse(
                f"--cross: {value!r} says no place",
                hint="write mean, median, a number for both, or two: importance,performance",
                ctx=ctx,
            )
        return numbers[0] if len(numbers) == 1 else tuple(numbers)


@measured(
    "Split what goes with an outcome among ratings",
    examples=[
        "sojourn measure drivers --outcome nps --drivers csat_payment,csat_entry",
        "sojourn measure drivers --answers answers.csv --outcome nps --drivers payment,entry --stated",
    ],
)
@question("--outcome", required=True, metavar="QUESTION", help="The answer that is explained.")
@question(
    "--drivers",
    "names",
    type=COMMAS,
    multiple=True,
    metavar="A,B,C",
    help="The ratings that explain it; by default all questions of the roles satisfaction and effort.",
)
@question(
    "--not-met",
    type=COMMAS,
    multiple=True,
    metavar="A,B",
    help="Drivers whose missing rating says that the customer did not meet the thing.",
)
@question(
    "--method",
    type=OneOf(["auto", "lmg", "johnson", "logistic"]),
    default="auto",
    help="lmg: mean over every order of entry; johnson: relative weights, for many drivers; logistic: for yes or no.",
)
@question("--bootstrap", type=click.IntRange(min=0), default=1000, metavar="N", help="Draws of whole customers.")
@question("--seed", type=click.IntRange(min=0), default=0, metavar="S", help="Of the draws.")
@question("--stated", is_flag=True, show_default=False, help="Put beside it what customers say matters.")
def drivers(
    answers: "Answers", outcome: str, names: tuple[Any, ...], not_met: tuple[Any, ...], stated: bool, **options: Any
) -> "Result":
    """Says what goes with the outcome, not what would change it: for that, change something for some customers and not
    for others. Answers of one customer in one journey, or on one sheet, are held against each other.
    """
    from sojourn import measure

    found = measure.drivers(
        answers,
        outcome,
        _named(answers, outcome, names),
        not_met=_flat(not_met),
        progress=passes("drawn"),
        **options,
    )
    if not stated:
        return found
    return measure.stated_beside_derived(measure.stated_importance(answers), found)


@measured(
    "Say what customers say matters to them",
    examples=["sojourn measure importance", "sojourn measure importance --about importance_payment,importance_entry"],
)
@question(
    "--about",
    "names",
    type=COMMAS,
    multiple=True,
    metavar="A,B",
    help="The questions that ask for it; by default all of the role importance.",
)
def importance(answers: "Answers", names: tuple[Any, ...]) -> "Result":
    """Ratings give a mean; points that are shared out (constant_sum) the mean share; choices of best and worst
    (best_worst) best minus worst, divided by how often a thing was shown.
    """
    from sojourn import measure

    return measure.stated_importance(answers, _flat(names) or None)


@measured(
    "Sort things by how much they matter and how well they are done",
    examples=[
        "sojourn measure ipa",
        "sojourn measure ipa --answers answers.csv --questions questions.csv --cross median --chart ipa.png",
        "sojourn measure ipa --cross 4,3.5",
    ],
)
@question(
    "--cross",
    type=Cross(),
    default="mean",
    metavar="PLACE",
    help="mean, median, a number for both, or IMPORTANCE,PERFORMANCE: it changes the answer, and is printed.",
)
def ipa(answers: "Answers", cross: Any) -> "Result":
    """Importance–performance analysis takes the questions that ask how much a thing matters (role importance) and how
    well it was done (role satisfaction) about the same thing. A point whose 95 % ellipse meets the cross is not
    decided.
    """
    from sojourn import measure

    return measure.quadrants_of(answers, cross=cross)


def _flat(given: tuple[Any, ...]) -> list[str]:
    """Join what was given in one option, or in several."""
    return [name for part in given for name in part]


def _named(answers: "Answers", outcome: str, given: tuple[Any, ...]) -> list[str]:
    """Give the drivers: those named, else all ratings."""
    names = _flat(given)
    if not names:
        names = [
            name
            for name, asked in answers.registry.items()
            if name != outcome and name in answers.questions and asked.role in ("satisfaction", "effort")
        ]
    if not names:
        raise Misuse(
            "no driver is named, and no question has the role satisfaction or effort",
            hint=f"add --drivers; there are {', '.join(answers.questions)}",
        )
    return names
