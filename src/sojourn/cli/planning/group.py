"""`sojourn plan`: a question by itself, with another one below it."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ..answers import Asked, Wanted, answer, told
from ..commands import Command, Entry, LazyGroup, OneOf, Option, everywhere
from ..failures import Misuse
from ..kinds import FILE, MONEY, SHARE, Number, Period
from ..options import question
from ..progress import passes
from .options import (
    A_MONTH,
    AMOUNTS,
    NUMBERS,
    NUMBERS_OF,
    SHARES,
    Months,
    answer_options,
    capacity_of,
    journeys_given,
    lived_options,
    registry_given,
)

if TYPE_CHECKING:
    from sojourn.core.results import Result
    from sojourn.prioritise import Plan

ENTRIES: dict[str, Entry] = {
    "follow-up": Entry(".planning.following", "follow_up", "Later", "Hold what a plan promised against what happened"),
}
VIEWS = ("plan", "curve", "improvement", "timeline", "inclusion", "order", "rice", "benefits")
EXAMPLES = (
    "sojourn plan --map tickets.yaml --budget 120000",
    "sojourn plan --map tickets.yaml --budget 120000 --view curve --chart curve.svg",
    "sojourn plan --map concert.yaml --workspace shop --budget 90000 --capacity product=6 --save plan.json",
    "sojourn plan follow-up plan.json --workspace shop --since 2027-01-01",
)
RULES, WORTH, CHANCE = "Rules", "What it is worth", "What is not known"


class PlanGroup(LazyGroup):
    """A group that answers without a command, with the help of a command."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.params.extend([*lived_options(), *answer_options(), *everywhere()])

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the options under their headings, then the commands."""
        Command.format_options(self, ctx, formatter)  # type: ignore[arg-type]  # it needs nothing else of a command
        self.format_commands(ctx, formatter)

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the examples."""
        with formatter.section("Examples"):
            for example in EXAMPLES:
                formatter.write(f"{'':{formatter.current_indent}}{example}\n")


class Month(click.ParamType[Any]):
    """A month."""

    name = "month"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Read the text."""
        if not A_MONTH.fullmatch(str(value)):
            raise Misuse(f"--begins: {value!r} is not a month", hint="write it as 2027-01")
        return str(value)


@click.group(
    "plan", cls=PlanGroup, entries=ENTRIES, invoke_without_command=True, subcommand_metavar="[COMMAND …]",
    short_help="Choose what to improve with the money there is",
)  # fmt: skip
@question("--map", "document", type=FILE, metavar="FILE", help="A map with initiatives, their costs and effects.")
@question("--budget", type=MONEY, metavar="AMOUNT", help="How much may be spent.")
@question(
    "--view", type=OneOf(VIEWS), default="plan",
    help="The plan; other budgets; who does what when and why; how sure each is; or initiatives one by one.",
)  # fmt: skip
@question("--save", type=FILE, metavar="FILE", help="Keep the plan, for `sojourn plan follow-up`.")
@click.option(
    "--capacity", cls=Option, section=RULES, type=Months(), multiple=True,
    metavar="TEAM=MONTHS", help="Person-months of a department, or of its month as product:2027-03=2.",
)  # fmt: skip
@click.option(
    "--floor", "floors", cls=Option, section=RULES, multiple=True, metavar="STEP",
    help="A step that must get an initiative.",
)  # fmt: skip
@click.option(
    "--at-least", cls=Option, section=RULES, type=NUMBERS_OF, multiple=True, metavar="PHASE_OR_TEAM=N",
    help="So many initiatives at least in a phase of the map, or of a department.",
)  # fmt: skip
@click.option(
    "--require", "include", cls=Option, section=RULES, multiple=True, metavar="INITIATIVE",
    help="Must be chosen.",
)  # fmt: skip
@click.option(
    "--exclude", cls=Option, section=RULES, multiple=True, metavar="INITIATIVE",
    help="Must not be chosen.",
)  # fmt: skip
@click.option(
    "--needs", cls=Option, section=RULES, type=FILE, metavar="FILE",
    help="What steps need, as `sojourn gaps --priorities --json` or a CSV has it; by default from lived journeys.",
)  # fmt: skip
@click.option(
    "--no-needs", cls=Option, section=RULES, is_flag=True, show_default=False,
    help="Set no floors at moments of truth that fall short.",
)  # fmt: skip
@click.option(
    "--no-experiments", cls=Option, section="Lived journeys", is_flag=True, show_default=False,
    help="Keep what was guessed, where an experiment is called as an initiative.",
)  # fmt: skip
@click.option(
    "--assigned", cls=Option, section="Lived journeys", type=SHARES, multiple=True, metavar="INITIATIVE=SHARE",
    help="The share of customers that an experiment was to treat; without it the sizes of arms are not checked.",
)  # fmt: skip
@click.option(
    "--planned", cls=Option, section="Lived journeys", type=NUMBERS, multiple=True, metavar="INITIATIVE=N",
    help="How many customers an experiment was to assign, where that was fixed before.",
)  # fmt: skip
@click.option(
    "--questions", cls=Option, section="Lived journeys", type=FILE, metavar="FILE",
    help="What is known of the questions, beside the workspace's own.",
)  # fmt: skip
@click.option(
    "--begins", cls=Option, section=RULES, type=Month(), metavar="MONTH",
    help="The month in which work may begin.",
)  # fmt: skip
@click.option(
    "--objective", cls=Option, section=WORTH, type=OneOf(("value", "net")), default="value",
    help="The gain in a period, or the gains of all periods less the cost.",
)  # fmt: skip
@click.option(
    "--periods", cls=Option, section=WORTH, type=click.IntRange(min=1), default=1,
    metavar="N", help="For net: how many periods count.",
)  # fmt: skip
@click.option(
    "--discount", cls=Option, section=WORTH, type=Number(0), default=0.0,
    metavar="SHARE", help="For net: by which share a period counts less than the one before.",
)  # fmt: skip
@click.option(
    "--volume", cls=Option, section=WORTH, type=Number(0, above=True, grouped=True),
    metavar="N", help="How many journeys begin in a period, instead of the map's.",
)  # fmt: skip
@click.option(
    "--period", cls=Option, section=WORTH, type=Period(), metavar="PERIOD",
    help="How long a period is, such as P1Y.",
)  # fmt: skip
@click.option(
    "--worth", cls=Option, section=WORTH, type=AMOUNTS, multiple=True,
    metavar="STEP_OR_OUTCOME=AMOUNT", help="What a visit or an outcome brings, instead of the map's.",
)  # fmt: skip
@click.option(
    "--carry", cls=Option, section=WORTH, type=SHARE, default=1.0,
    metavar="SHARE", help="The share of rescued customers who behave like those who passed anyway.",
)  # fmt: skip
@click.option(
    "--draws", cls=Option, section=CHANCE, type=click.IntRange(min=0), default=1000,
    metavar="N", help="How often what is not known is drawn.",
)  # fmt: skip
@click.option(
    "--seed", cls=Option, section=CHANCE, type=click.IntRange(min=0), default=0,
    metavar="N", help="Where chance starts.",
)  # fmt: skip
@click.pass_context
def plan(ctx: click.Context, /, **given: Any) -> None:
    """Choose the initiatives of a map that together gain most within a budget.

    The gain of a set is simulated on the journey's chain, if the effects are as assumed, so that initiatives that
    unlock or weaken each other are seen. Says which sets come next, how sure the choice is, and what it would be worth
    to know more.
    """
    if ctx.invoked_subcommand is not None:
        return
    wanted = Wanted(**{name: given.pop(name) for name in ("json", "csv", "out", "chart")})
    wanted.check()
    if given["document"] is None or given["budget"] is None:
        raise Misuse("a plan needs a map and a budget", hint="sojourn plan --map tickets.yaml --budget 120000")
    answer(Asked(_planned(given)), wanted)


def _planned(given: dict[str, Any]) -> "Result":
    """Make the plan, keep it where that is asked for, and give the part that is looked at."""
    from sojourn import maps
    from sojourn.app import planning

    document: Path = given.pop("document")
    save, name = given.pop("save"), given.pop("view")
    needs = _needs(given.pop("needs"), without=given.pop("no_needs"))
    registry = registry_given(given)
    lived = journeys_given(given)
    given["capacity"] = capacity_of(given["capacity"])
    given["worth"] = dict(given["worth"])
    given["experiments"] = not given.pop("no_experiments")
    given["assigned"] = dict(given["assigned"])
    given["planned"] = {name: int(number) for name, number in given["planned"]}
    least = {name: int(number) for name, number in given.pop("at_least")}
    read = maps.read_map(document)
    given["minimum"] = planning.minimum_of(read, least)
    made = planning.plan(read, journeys=lived, needs=needs, registry=registry, progress=passes("drawn"), **given)
    if save is not None:
        from sojourn.app import plans_kept
        from sojourn.core.clock import SystemClock

        plans_kept.save_plan(made, save, clock=SystemClock(), map=read, journeys=lived, registry=registry)
        told(f"wrote {save}")
    return made if name == "plan" else _looked_at(made, name)


def _needs(path: Path | None, *, without: bool) -> Any:
    """Read what steps need from a file; else say where needs come from."""
    if path is not None and without:
        raise Misuse("--needs gives what steps need, and --no-needs leaves it out", hint="choose one of both")
    if path is None:
        return None if without else "lived"
    from sojourn.app.needed import read_needs

    return read_needs(path)


def _looked_at(made: "Plan", name: str) -> "Result":
    """Give one part of a plan."""
    from sojourn import prioritise

    if name == "curve":
        return made.budget_curve()
    return prioritise.view(made, name)
