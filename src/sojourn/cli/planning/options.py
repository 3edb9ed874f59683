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

LIVED = ("workspace", "events", "since", "until", "where")
"""Of the options that say which events, those that plans need; for others bring the file into a workspace first."""


def lived_options() -> list[click.Parameter]:
    """Give the options that say whose journeys are looked at."""
    found = [param for param in events_options() if param.name in LIVED]
    for param in found:
        if isinstance(param, Option):
            param.section = "Lived journeys"
            if param.name == "workspace":
                param.help = "Take the chain from the journeys lived in this folder, instead of the map's shares."
    return found


def answer_options() -> list[click.Parameter]:
    """Give the options that say where the answer goes."""
    return [param for param in output_options(members=False) if param.name in ("json", "csv", "out", "chart")]


def journeys_given(given: dict[str, Any]) -> "Journeys | None":
    """Take the options about journeys out of what was given; None when they name no events.

    Raises:
        Misuse: a span or a filter is named, and no events.
    """
    common: dict[str, Any] = dict.fromkeys(COMMON)
    common |= {"subject": "customer", "engine": "local", "case_start": (), "case_end": ()}
    common |= {name: given.pop(name) for name in LIVED}
    if common["workspace"] is None and common["events"] is None:
        if any(common[name] for name in ("since", "until", "where")):
            raise Misuse("--since, --until and --where are about lived journeys", hint="add --workspace DIR")
        return None
    return journeys_of(common, collapse=False)


def registry_given(given: dict[str, Any]) -> "dict[str, Question]":
    """Take --questions out of what was given, and give what is known of questions: there, and in the workspace."""
    questions = given.pop("questions")
    if given["workspace"] is None and questions is None:
        return {}
    return known_questions(
        {"workspace": given["workspace"], "events": given["events"] or ()}, {"questions": questions, "answers": None}
    )


AMOUNTS = NumberOf(Number(grouped=True), example="show=4")
"""What a step or an outcome brings: an amount of money, also below 0."""

SHARES = NumberOf(Number(0, 1, above=True), example="guest_checkout=0.5")
NUMBERS = NumberOf(Number(1, grouped=True), example="guest_checkout=20000")


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
