"""What every question about answers takes: where the answers are, what is known of the questions, who counts."""

from collections.abc import Callable, Mapping, Sequence
from functools import wraps
from inspect import cleandoc, signature
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ..answers import Wanted, answer, told
from ..commands import Command, OneOf, session
from ..failures import Misuse
from ..kinds import FILE, as_usage
from ..options import (
    CASE_OPTIONS,
    COMMON,
    cases_options,
    events_options,
    journeys_of,
    option,
    output_options,
    question,
)

if TYPE_CHECKING:
    from sojourn.core.answers import Answers, Question
    from sojourn.core.small import Limits

ANSWERS = "Which answers"
FILE_OPTIONS = ("encoding", "delimiter", "date_order")
"""How a file of answers is read."""


HIDE_BELOW = question(
    "--hide-below",
    "hidden_below",
    type=click.IntRange(min=5),
    default=10,
    metavar="N",
    help="Show nothing of fewer customers than this; 5 is the least.",
)
THIN_BELOW = question(
    "--thin-below",
    type=click.IntRange(min=5),
    default=30,
    metavar="N",
    help="Show an interval and no point of fewer customers than this.",
)


def limits_of(options: dict[str, Any]) -> "Limits":
    """Take the limits of small numbers out of what was given.

    Raises:
        Misuse: what is shown in full has fewer customers than what is hidden.
    """
    from sojourn.core.small import Limits

    with as_usage():
        return Limits(options.pop("hidden_below"), options.pop("thin_below"))


class Pair(click.ParamType[Any]):
    """What a table calls a column, written ROLE=NAME."""

    name = "pair"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, str]:
        """Cut the text."""
        if isinstance(value, tuple):
            return value
        role, sign, name = str(value).partition("=")
        if not (role and sign and name):
            raise Misuse(f"--column: {value!r} names no column", hint="write --column customer=respondent_id", ctx=ctx)
        return role, name


def answers_options() -> list[click.Parameter]:
    """Give the options that say where answers are, besides the events of a workspace or a file."""
    return [
        option(
            "--answers",
            section=ANSWERS,
            type=FILE,
            metavar="FILE",
            help="Take answers from this CSV or Parquet file: one row an answer, or one row a sheet.",
        ),
        option(
            "--column",
            section=ANSWERS,
            type=Pair(),
            multiple=True,
            metavar="ROLE=NAME",
            help="What --answers calls a column: customer, at, question, value, case, weight; may be given again.",
        ),
        option(
            "--questions",
            section=ANSWERS,
            type=FILE,
            metavar="FILE",
            help="What is known of the questions: CSV with question, scale, good, and where known wording, words, top, "
            "role, about; by default the workspace's.",
        ),
        option(
            "--encoding",
            section=ANSWERS,
            metavar="NAME",
            help="Of --answers, where it is not UTF-8: cp1252, latin-1, utf-16.",
        ),
        option("--delimiter", section=ANSWERS, metavar="SIGN", help="Between the cells of --answers, if not guessed."),
        option(
            "--date-order",
            section=ANSWERS,
            type=OneOf(["dmy", "mdy"]),
            help="Of dates such as 01.03.2026 in --answers, where no date shows it.",
        ),
        option(
            "--refused",
            section=ANSWERS,
            type=FILE,
            metavar="FILE",
            help="Also write the rows of --answers that are no answers, with place and reason: .csv or .parquet.",
        ),
        option(
            "--weight",
            section=ANSWERS,
            metavar="PROPERTY",
            help="How much an answer counts: a property of events, or a column of --answers.",
        ),
        option(
            "--asked",
            section=ANSWERS,
            type=click.IntRange(min=1),
            metavar="N",
            help="How many customers were asked, where neither survey.sent events nor the file say it.",
        ),
    ]


OWN = tuple(param.name or "" for param in answers_options())


def measured(
    summary: str, *, examples: Sequence[str], name: str | None = None, check: Callable[..., None] | None = None
) -> Callable[[Callable[..., Any]], Command]:
    """Make a command that asks a question of answers: the function gets the answers and its own options.

    A function that takes `time_zone` gets the zone of calendar periods. What it takes as `by` may be broken down by.

    Args:
        check: looks at the command's own options before any answer is looked for.
    """

    def decorate(function: Callable[..., Any]) -> Command:
        @wraps(function)
        def find(common: Mapping[str, Any], own: Mapping[str, Any], **given: Any) -> Any:
            if check is not None:
                check(**given)
            answers, zone = answers_of(common, own, by=given.get("by") or ())
            if "time_zone" in signature(function).parameters:
                given["time_zone"] = zone
            return function(answers, **given)

        return listed(summary, examples=examples, name=name)(find)

    return decorate


def listed(
    summary: str, *, examples: Sequence[str], name: str | None = None
) -> Callable[[Callable[..., Any]], Command]:
    """Make a command that looks for answers itself: the function gets what every question takes and its own options."""

    def decorate(function: Callable[..., Any]) -> Command:
        @wraps(function)
        def ask(**given: Any) -> None:
            common = {name: given.pop(name, None) for name in COMMON}
            own = {name: given.pop(name) for name in OWN}
            wanted = Wanted(json=common["json"], csv=common["csv"], out=common["out"], chart=common["chart"])
            wanted.check()
            answer(function(common, own, **given), wanted)

        made = click.command(name, cls=Command, examples=examples, short_help=summary)(ask)
        explanation = cleandoc(function.__doc__ or "")
        made.help = f"{summary}.\n\n{explanation}" if explanation else f"{summary}."
        questions, everywhere = made.params[:-2], made.params[-2:]
        asked = [*answers_options(), *events_options(), *cases_options(), *output_options(members=False)]
        made.params[:] = [*questions, *asked, *everywhere]
        return made

    return decorate


def answers_of(
    common: Mapping[str, Any], own: Mapping[str, Any], *, by: Sequence[str] = ()
) -> tuple["Answers", str]:  # fmt: skip
    """Find the answers that the options name, with what is known of their questions; and the time zone.

    Args:
        common: the options that every question takes.
        own: those of `answers_options`.
        by: properties that are broken down by.
    """
    from sojourn.app import surveys

    _check(common, own)
    if own["answers"] is not None:
        found, zone = _from_file(common, own)
    else:
        journeys = journeys_of(
            common, collapse=False, properties=surveys.properties_of_answers(tuple(by), own["weight"])
        )
        found = surveys.answers_of(journeys, known_questions(common, own), by=tuple(by), weight=own["weight"])
        zone = journeys.time_zone
    return surveys.asked(found, own["asked"]), zone


def known_questions(common: Mapping[str, Any], own: Mapping[str, Any]) -> "dict[str, Question]":
    """Give what is known of questions: of --questions, and of the workspace that is asked."""
    from sojourn import measure
    from sojourn.app import surveys

    known: dict[str, Question] = {}
    workspace = workspace_of(common, needed=common["events"] is None and own["answers"] is None)
    if workspace is not None:
        known |= surveys.registry_of(workspace)
    if own["questions"] is not None:
        known |= measure.read_questions(own["questions"])
    return known


def workspace_of(common: Mapping[str, Any], *, needed: bool) -> Path | None:
    """Give the workspace that the options name; where none is named, the one around if it is needed."""
    from sojourn.app.workspace_file import locate

    if common["workspace"] is not None or needed:
        return locate(common["workspace"] or session().settings.workspace)
    return None


def _from_file(common: Mapping[str, Any], own: Mapping[str, Any]) -> tuple["Answers", str]:
    """Read a file of answers."""
    from sojourn import measure
    from sojourn.app.workspace_file import read_about
    from sojourn.core.instants import instant

    workspace = workspace_of(common, needed=False)
    zone = common["time_zone"] or (read_about(workspace).time_zone if workspace else "UTC")
    columns = dict(own["column"]) | ({"weight": own["weight"]} if own["weight"] else {})
    found = measure.read_answers(
        own["answers"],
        questions=known_questions(common, own),
        columns=columns,
        time_zone=zone,
        **{name: own[name] for name in FILE_OPTIONS},
    )
    if own["refused"] is not None:
        _write_refused(found, own["refused"])
    if found.refused and not len(found):
        raise measure.none_left(found)
    since, until = (
        None if common[name] is None else instant(common[name], time_zone=zone) for name in ("since", "until")
    )
    return measure.between(found, since, until), zone


def _write_refused(found: "Answers", path: Path) -> None:
    """Write the rows that are no answers."""
    import pyarrow as pa

    from sojourn.app import output

    names = ("file", "row", "column", "answer", "code", "value", "message")
    schema = pa.schema([(name, pa.int64() if name == "row" else pa.string()) for name in names])
    rows = [dict(each) for each in found.refused]
    output.write_table(pa.Table.from_pylist(rows, schema=schema), path)
    told(f"wrote {path}: {len(rows):,} rows")


def _check(common: Mapping[str, Any], own: Mapping[str, Any]) -> None:
    """Refuse what contradicts itself."""
    if own["refused"] is not None:
        from sojourn.app import output

        with as_usage():
            output.checked_ending(own["refused"], "table")
    if own["answers"] is None:
        given = next((name for name in ("column", "refused", *FILE_OPTIONS) if own[name]), None)
        if given is not None:
            given = given.replace("_", "-")
            raise Misuse(f"--{given} is about --answers, and there is no --answers", hint="add --answers FILE")
        return
    columns = [f"{role}_column" for role in ("customer", "time", "event", "channel")]
    idle = [
        f"--{name.replace('_', '-')}"
        for name in ("events", "where", *columns, "time_unit", "collapse", *CASE_OPTIONS)
        if common[name] not in (None, ())
    ]
    if idle:
        raise Misuse(
            f"{', '.join(idle)} {'is' if len(idle) == 1 else 'are'} about events, and answers come from --answers",
            hint="leave out either",
        )
