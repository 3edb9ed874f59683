"""What commands about plans have in common: whose journeys, and amounts by name."""

import re
from typing import TYPE_CHECKING, Any

import click

from ..commands import Option
from ..failures import Misuse
from ..kinds import Number, NumberOf
from ..measuring.options import known_questions
from ..options import COMMON, events_options, journeys_of, output_options

if TYPE_CHECKING:
    from sojourn.core.analysis import Journeys
    from sojourn.core.answers import Question

LIVED = (
    "workspace", "events", "customer_column", "time_column", "event_column", "channel_column", "time_unit", "since",
    "until", "where", "subject", "time_zone", "engine", "spark_conf", "threads",
    "memory",
)  # fmt: skip
"""Of the options that say which events and who counts them, those that plans need: the map says how they are cut."""

INSTEAD = "Take the chain from the journeys lived in this folder, instead of the map's shares; only where it is named."


def lived_options(*, nearest: bool = False) -> list[click.Parameter]:
    """Give the options that say whose journeys are looked at.

    Args:
        nearest: where no folder is named, the one of the environment, or around, is taken, as everywhere.
    """
    found = [param for param in (*events_options(), *output_options(members=False)) if param.name in LIVED]
    for param in found:
        if isinstance(param, Option) and param.name not in ("engine", "spark_conf", "threads", "memory"):
            param.section = "Lived journeys"
            if param.name == "workspace" and not nearest:
                param.help = INSTEAD
    return found


def answer_options() -> list[click.Parameter]:
    """Give the options that say where the answer goes."""
    return [param for param in output_options(members=False) if param.name in ("json", "csv", "out", "chart")]


def journeys_given(given: dict[str, Any]) -> "Journeys | None":
    """Take the options about journeys out of what was given; None when they name no events.

    Raises:
        Misuse: a span or a filter is named, and no events.
    """
    if given["workspace"] is None and given["events"] is None:
        spare = [name for name in ("since", "until", "where", "time_zone") if given[name]]
        if spare or given["subject"] != "customer":
            raise Misuse(
                "--since, --until, --where, --subject and --time-zone are about lived journeys",
                hint="add --workspace DIR",
            )
        columns = [name for name in LIVED if name.endswith("_column") or name == "time_unit"]
        if any(given[name] for name in columns):
            raise Misuse("a column or a time unit is named, but no file with --events", hint="add --events FILE")
        for name in LIVED:
            del given[name]
        return None
    return journeys_since(given)


def journeys_since(given: dict[str, Any]) -> "Journeys":
    """Take the options about journeys out of what was given; without events the workspace that everything asks."""
    common: dict[str, Any] = dict.fromkeys(COMMON)
    common |= {"case_start": (), "case_end": ()}
    common |= {name: given.pop(name) for name in LIVED}
    return journeys_of(common, collapse=False)


def registry_given(given: dict[str, Any], *, nearest: bool = False) -> "dict[str, Question]":
    """Take --questions out of what was given, and give what is known of questions: there, and in the workspace."""
    questions = given.pop("questions")
    if given["workspace"] is None and questions is None and not nearest:
        return {}
    events = given["events"] if nearest else given["events"] or ()
    return known_questions(
        {"workspace": given["workspace"], "events": events}, {"questions": questions, "answers": None}
    )


AMOUNTS = NumberOf(Number(grouped=True), example="show=4")
"""What a step or an outcome brings: an amount of money, also below 0."""

SHARES = NumberOf(Number(0, 1, above=True), example="guest_checkout=0.5")
NUMBERS = NumberOf(Number(1, grouped=True), example="guest_checkout=20000")
NUMBERS_OF = NumberOf(Number(1), example="before=2")


class Months(click.ParamType[Any]):
    """The person-months of a department, or of one month of it."""

    name = "department=months"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, float]:
        """Read the text; a month that stands after the department is one of a calendar."""
        name, number = NumberOf(Number(0), example="product=6, or product:2027-03=2").convert(value, param, ctx)
        _, sign, month = name.partition(":")
        if sign and not A_MONTH.fullmatch(month):
            raise Misuse(f"--capacity: {month!r} is not a month", hint="write it as product:2027-03=2", ctx=ctx)
        return name, number


A_MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])")


def capacity_of(given: tuple[tuple[str, float], ...]) -> dict[str, float | dict[str, float]]:
    """Read `product=6`, or by month `product:2027-03=2`."""
    found: dict[str, Any] = {}
    for name, number in given:
        department, _, month = name.partition(":")
        if not month:
            found[department] = number
        elif isinstance(found.setdefault(department, {}), dict):
            found[department][month] = number
        else:
            raise Misuse(
                f"--capacity names {department} as a whole and by month", hint="give one of both for a department"
            )
    return found
