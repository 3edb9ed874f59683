"""What commands about winning customers take: money, people, and how a choice is drawn."""

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import click

from sojourn.core.errors import InvalidInput

from ..commands import Option
from ..failures import Misuse
from ..kinds import MONEY as AMOUNT
from ..kinds import SHARE
from ..options import output_options

if TYPE_CHECKING:
    from sojourn.maps import JourneyMap
    from sojourn.prioritise import AcquisitionPlan

_LIMIT = re.compile(
    r"(?P<team>[a-z][a-z0-9_-]*)=(?:(?P<month>\d{4}-(?:0[1-9]|1[0-2])):)?(?P<much>\d+(?:\.\d+)?)(?P<each>/month)?"
)
MONEY = "Money and people"


class Limit(click.ParamType[Any]):
    """The person-months of a team, written TEAM=N, TEAM=N/month or TEAM=2027-03:N."""

    name = "limit"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, str, float]:
        """Cut the text: the team, which months (`whole`, `month`, or one), how much."""
        if isinstance(value, tuple):
            return value
        found = _LIMIT.fullmatch(str(value))
        if found is None or (found["month"] and found["each"]):
            raise Misuse(
                f"--capacity: {value!r} says no person-months of a team",
                hint="write sales=4 for the whole plan, sales=1.5/month, or sales=2027-03:2",
                ctx=ctx,
            )
        return found["team"], found["month"] or ("month" if found["each"] else "whole"), float(found["much"])


def money(*, required: bool) -> list[click.Parameter]:
    """Give the options that say what may be spent, and how much teams can do."""
    return [
        Option(
            ["--budget"], section=MONEY, type=AMOUNT, required=required, metavar="AMOUNT",
            help="What may be spent, in the map's currency.",
        ),
        Option(
            ["--capacity"], section=MONEY, type=Limit(), multiple=True, metavar="TEAM=N",
            help="Person-months a team has: sales=4 in all, sales=1.5/month, or sales=2027-03:2 in one month; may be "
            "given again.",
        ),
    ]  # fmt: skip


def chance() -> list[click.Parameter]:
    """Give the options about what is not known."""
    return [
        Option(
            ["--carry"], section=MONEY, type=SHARE, default=1.0, metavar="SHARE",
            help="The share of those won who behave like those who came anyway.",
        ),
        Option(
            ["--draws"], section=MONEY, type=click.IntRange(0), default=1000, metavar="N",
            help="How often ranges of effects are drawn.",
        ),
        Option(["--seed"], section=MONEY, type=click.IntRange(0), default=0, metavar="N", help="Where draws begin."),
    ]  # fmt: skip


def answers() -> list[click.Parameter]:
    """Give the options that say where the answer goes."""
    return [each for each in output_options(members=False) if each.name in ("json", "csv", "out", "chart")]


def capacity_of(map: "JourneyMap", limits: Sequence[tuple[str, str, float]]) -> Mapping[str, float | dict[str, float]]:
    """Read what teams can do: for the whole plan, or by month.

    A limit for every month holds in each month in which a line of the map runs.
    """
    from sojourn.maps import TEAMS
    from sojourn.prioritise import months_of_lines

    found: dict[str, float | dict[str, float]] = {}
    for team, when, much in limits:
        if team not in TEAMS:
            raise Misuse(f"--capacity: there is no team {team!r}", hint=f"teams are {', '.join(TEAMS)}")
        known = found.get(team)
        if when == "whole":
            if known is not None:
                raise Misuse(f"--capacity says twice what {team} can do", hint="give it once, or month by month")
            found[team] = much
            continue
        if known is not None and not isinstance(known, dict):
            raise Misuse(f"--capacity says twice what {team} can do", hint="give it in all, or month by month")
        months = known if isinstance(known, dict) else {}
        if when == "month":
            months = {**dict.fromkeys(months_of_lines(map), much), **months}
        else:
            months = {**months, when: much}
        found[team] = months
    return found


def planned(
    map: "JourneyMap", *, budget: float, capacity: Sequence[tuple[str, str, float]], carry: float = 1.0,
    draws: int = 1000, seed: int = 0,
) -> "AcquisitionPlan":  # fmt: skip
    """Choose the lines of a map."""
    from sojourn import prioritise

    if map.acquisition is None or not map.acquisition.lines:
        raise InvalidInput(
            f"map {map.id} has no lines in its `acquisition` to choose from",
            code="acquisition.no_lines",
            hint="begin with: sojourn maps new --template buying",
        )
    return prioritise.acquisition_plan(
        prioritise.model_of(map), map, budget=budget, capacity=capacity_of(map, capacity), carry=carry, draws=draws,
        seed=seed,
    )  # fmt: skip
