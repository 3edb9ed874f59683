"""Scores: nps, csat, ces; how many answers it takes."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from ..answers import Asked
from ..commands import OneOf
from ..failures import Misuse
from ..kinds import Number
from ..options import question
from .options import HIDE_BELOW, THIN_BELOW, limits_of, measured

if TYPE_CHECKING:
    from sojourn.core.answers import Answers


def _score_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add what the scores share."""
    options: list[Callable[..., Any]] = [
        question("--question", "questions_named", multiple=True, metavar="NAME",
                 help="Which question; again for several. By default all that are registered for this score."),
        question("--by", multiple=True, metavar="COLUMN",
                 help="Break down by this property, or column of --answers; again for more, each by itself."),
        question("--trend", type=OneOf(["day", "week", "month", "quarter", "year"]),
                 help="Instead: follow the score over calendar periods, with control limits."),
        question("--straight-lines/--no-straight-lines", default=True,
                 help="Keep sheets filled with one and the same answer, or leave them out."),
        question("--population", type=Number(1, grouped=True), metavar="N",
                 help="How many customers there are, where answers come from a known, small number of them."),
        HIDE_BELOW,
        THIN_BELOW,
    ]  # fmt: skip
    for decorate in reversed(options):
        function = decorate(function)
    return function


def _check(*, trend: str | None, by: tuple[str, ...], population: float | None, **options: Any) -> None:
    """Refuse what does not go together."""
    if trend is not None and (by or population):
        raise Misuse(
            f"--trend follows everybody, and {'--by' if by else '--population'} does not go with it",
            hint="ask for one group with --where",
        )


def _score(answers: "Answers", kind: Any, time_zone: str, options: dict[str, Any]) -> Asked:
    """Ask for a score, or for its trend."""
    from sojourn import measure

    named = options.pop("questions_named") or None
    options["limits"] = limits_of(options)
    period = options.pop("trend")
    if period is not None:
        kept = {name: options[name] for name in ("straight_lines", "limits")}
        return Asked(measure.trend(answers, kind, named, period=period, time_zone=time_zone, **kept))
    ask = {"nps": measure.nps, "csat": measure.csat, "ces": measure.ces}[kind]
    return Asked(ask(answers, named, **options))


@measured(
    "Work out the net promoter score",
    examples=[
        "sojourn measure nps --by segment",
        "sojourn measure nps --trend month --chart nps.png",
        "sojourn measure nps --answers answers.csv --questions questions.csv --asked 5000",
    ],
    check=_check,
)
@_score_options
@question(
    "--method",
    type=OneOf(["adjusted_wald", "score", "wald"]),
    default="adjusted_wald",
    help="How the interval is made; score is Tango's.",
)
def nps(answers: "Answers", time_zone: str, method: str, **options: Any) -> Asked:
    """Promoters (9, 10) less detractors (0 to 6), in points from −100 to 100, with a 95 % interval as wide as weights
    and customers who answer again make it. Numbers of few customers are hidden, and with them what would give them
    away.
    """
    if options["trend"] is None:
        options["method"] = method
    return _score(answers, "nps", time_zone, options)


@measured(
    "Work out how satisfied customers are",
    examples=[
        "sojourn measure csat --by segment",
        "sojourn measure csat --question csat_payment --trend quarter",
        "sojourn measure csat --answers answers.csv --questions questions.csv",
    ],
    check=_check,
)
@_score_options
def csat(answers: "Answers", time_zone: str, **options: Any) -> Asked:
    """The share of the best answers to questions with the role satisfaction, and their mean, both with 95 % intervals.
    Which end of a scale is good stands in the register of questions, and is never guessed.
    """
    return _score(answers, "csat", time_zone, options)


@measured(
    "Work out how easy customers found it",
    examples=[
        "sojourn measure ces --by channel",
        "sojourn measure ces --answers answers.csv --questions questions.csv",
    ],
    check=_check,
)
@_score_options
def ces(answers: "Answers", time_zone: str, **options: Any) -> Asked:
    """The share who found it easy, of questions with the role effort, and their mean, both with 95 % intervals. Whether
    high or low answers mean easy stands in the register of questions, and is never guessed.
    """
    return _score(answers, "ces", time_zone, options)
