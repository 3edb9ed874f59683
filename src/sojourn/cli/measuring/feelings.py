"""Wishes and feelings: kano, contrast, feeling."""

from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sojourn.core.errors import InvalidInput

from ..answers import Asked, Wanted, answer
from ..commands import Command
from ..failures import Misuse
from ..kinds import FILE, Number, NumberOf
from ..options import COMMON, flattened, question
from .importance import COMMAS
from .options import HIDE_BELOW, OWN, THIN_BELOW, limits_of, measured

if TYPE_CHECKING:
    from sojourn.core.answers import Answers

BY = question("--by", multiple=True, metavar="PROPERTY", help="Segments: a property of events, or a column of answers.")


def one(by: tuple[str, ...]) -> str | None:
    """Give the one property of segments."""
    if len(by) > 1:
        raise Misuse("--by names several properties, and one is broken down by", hint="name one")
    return by[0] if by else None


@measured(
    "Say which features delight, and which are taken for granted",
    name="kano",
    examples=[
        "sojourn measure kano pairs.csv",
        "sojourn measure kano pairs.csv --by segment --chart kano.svg",
        "sojourn measure kano --answers answers.csv --questions questions.csv",
    ],
)
@BY
@HIDE_BELOW
@THIN_BELOW
def _kano(answers: "Answers", *, by: tuple[str, ...], **options: Any) -> Asked:
    """PAIRS is a table with one row a customer and feature: customer, feature, functional, dysfunctional, each of the
    last two 1 to 5 or like, must-be, neutral, live-with, dislike. Without it, answers to questions on the scales
    kano_functional and kano_dysfunctional are paired that are about the same feature.
    """
    from sojourn import measure

    return Asked(measure.kano(answers, by=one(by), limits=limits_of(options)))


def _holds_pairs(file: Path | None) -> bool:
    """Say whether a file has one pair of answers a row; one that cannot be read has none."""
    from sojourn import measure

    try:
        return file is not None and measure.is_table_of_pairs(file)
    except InvalidInput:
        return False


def _with_table(command: Command) -> Command:
    """Let a command take a table of pairs instead of answers."""
    from_answers = command.callback
    assert from_answers is not None

    @wraps(from_answers)
    def ask(pairs: Path | None, **given: Any) -> None:
        if pairs is None:
            try:
                from_answers(**given)
            except InvalidInput as error:
                if not _holds_pairs(given["answers"]):
                    raise
                raise Misuse(
                    f"{given['answers']} has a row for each pair of answers, and --answers reads single ones",
                    hint=f"sojourn measure kano {given['answers']}",
                ) from error
            return
        common = {name: given.pop(name, None) for name in COMMON}
        own = {name: given.pop(name) for name in OWN}
        elsewhere = [name for name in ("workspace", "events") if common[name]] + [name for name in OWN if own[name]]
        if elsewhere:
            raise Misuse(f"PAIRS and --{elsewhere[0]} both say where answers are", hint="give one of them")
        wanted = Wanted(json=common["json"], csv=common["csv"], out=common["out"], chart=common["chart"])
        wanted.check()
        from sojourn import measure

        answer(measure.kano(pairs, by=one(given.pop("by")), limits=limits_of(given)), wanted)

    command.callback = ask
    command.params.insert(0, click.Argument(["pairs"], required=False, type=FILE, metavar="[PAIRS]"))
    return command


kano = _with_table(_kano)


@measured(
    "Hold what low ratings go with against what high ones do",
    name="contrast",
    examples=[
        "sojourn measure contrast --outcome nps --drivers csat_payment,csat_entry",
        "sojourn measure contrast --outcome nps --not-met drinks --answers answers.csv --chart contrast.svg",
    ],
)
@question("--outcome", required=True, metavar="QUESTION", help="The answer about the whole.")
@question(
    "--drivers",
    "names",
    type=COMMAS,
    multiple=True,
    metavar="A,B,C",
    help="The ratings of its parts; by default all questions of the role satisfaction.",
)
@question(
    "--not-met",
    type=COMMAS,
    multiple=True,
    metavar="A,B",
    help="Drivers whose missing rating says that the customer did not meet the thing.",
)
@HIDE_BELOW
@THIN_BELOW
def contrast(
    answers: "Answers", *, outcome: str, names: tuple[Any, ...], not_met: tuple[Any, ...], **options: Any
) -> Asked:
    """A part whose low ratings go with much less, and whose high ones go with little more, is a price of entry; the
    other way round it delights. What goes together need not be cause and effect.
    """
    from sojourn import measure

    drivers = flattened(names) or tuple(
        name
        for name in answers.registry
        if name in answers.questions and name != outcome and answers.registry[name].role == "satisfaction"
    )
    if not drivers:
        raise Misuse("no question has the role satisfaction", hint="name ratings with --drivers")
    limits = limits_of(options)
    return Asked(measure.penalty_reward(answers, outcome, drivers, not_met=flattened(not_met), limits=limits))


SUPPOSED = NumberOf(Number(), example="name=1.5")
"""A feeling or a level for a name."""


def _texts(*, text: bool, labelled: Path | None, **_: Any) -> None:
    """Refuse labels without texts."""
    if labelled is not None and not text:
        raise Misuse("--labelled is for --text", hint="add --text, or leave --labelled out")


@measured(
    "Say how people felt at each step, from ratings or from what they wrote",
    name="feeling",
    examples=[
        "sojourn measure feeling --answers visits.csv --questions questions.csv",
        "sojourn measure feeling --hypothesis entry=-1 --hypothesis show=2 --chart feeling.svg",
        "sojourn measure feeling --text --labelled labelled.csv --answers visits.csv --questions questions.csv",
    ],
    check=_texts,
)
@question(
    "--question",
    "questions_about",
    multiple=True,
    metavar="QUESTION",
    help="A question about feeling; by default those with the role feeling, else satisfaction. May be given again.",
)
@question("--overall", metavar="QUESTION", help="The question about the whole; by default the one with role outcome.")
@question("--step", "order", multiple=True, metavar="STEP", help="A step, in their order; by default as registered.")
@question(
    "--hypothesis",
    type=SUPPOSED,
    multiple=True,
    metavar="STEP=FEELING",
    help="What a workshop supposed, −2 to +2; may be given again.",
)
@question("--text", is_flag=True, show_default=False, help="Score what people wrote instead of what they rated.")
@question(
    "--lang", default="en", metavar="LANG", help="The language of the texts; VADER, which scores them, knows English."
)
@question(
    "--labelled",
    type=FILE,
    metavar="FILE",
    help="Sentences that people labelled: CSV with text, feeling (−2 to +2), lang; texts are shown only after "
    "r ≥ 0.5 on 200 of them.",
)
@BY
@HIDE_BELOW
@THIN_BELOW
def feeling(answers: "Answers", *, text: bool, labelled: Path | None, by: tuple[str, ...], **options: Any) -> Asked:
    """Feelings lie between −2 and +2. What was measured and what a workshop supposed are shown beside each other and
    never blended, but for the one number of the journey. A journey is told by its mean and by its peak and end; where
    people rated the whole too, both are tried on sheets left out.
    """
    from sojourn import measure

    scorer = measure.Vader() if text else None
    agreement = None
    if scorer is not None and labelled is not None:
        agreement = measure.agreement_with_labels(scorer, labelled, lang=options["lang"])
    found = measure.feelings(
        answers,
        questions=options["questions_about"],
        overall=options["overall"],
        order=options["order"],
        hypotheses=dict(options["hypothesis"]),
        by=one(by),
        scorer=scorer,
        agreement=agreement,
        lang=options["lang"],
        limits=limits_of(options),
    )
    return Asked(found)
