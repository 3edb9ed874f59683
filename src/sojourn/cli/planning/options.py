"""What commands about plans have in common: whose journeys, and amounts by name."""

from typing import TYPE_CHECKING, Any

import click

from ..commands import Option
from ..failures import Misuse
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


class Amounts(click.ParamType[Any]):
    """A name and a number, `show=4`."""

    name = "name=number"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, float]:
        """Read the text."""
        if isinstance(value, tuple):
            return value
        name, _, number = str(value).partition("=")
        option = param.opts[0] if param else "option"
        try:
            return name.strip(), float(number)
        except ValueError:
            raise Misuse(f"{option}: {value!r} is not a name and a number", hint="write it as show=4") from None


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
