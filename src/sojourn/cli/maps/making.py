"""New maps: from a template, a worked example, questions on the terminal, or what customers really do."""

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ..answers import told
from ..commands import Command, OneOf, Option, command, session
from ..failures import Misuse
from ..kinds import FILE
from ..options import CASES, events_options, journeys_of, option
from .options import FORCE, this_day

if TYPE_CHECKING:
    from sojourn.core.analysis import Journeys

TEMPLATES = (
    "before-during-after", "retail-5", "purchase-4", "social-business-10", "figure-8", "buying-journey", "buying",
    "service-blueprint", "appointment",
)  # fmt: skip
SCHEMA = "journey-map-1.schema.json"
START, EVENTS = "Start from", "Draft from events"


def _with_events(made: Command) -> Command:
    """Add the options that say which events to draft from, before those that every command has."""
    from ..kinds import Duration

    own, everywhere = made.params[:-2], made.params[-2:]
    cut = [
        option(
            "--gap",
            section=CASES,
            type=Duration(),
            help="A silence longer than this ends a journey; by default it is chosen from the events.",
        ),
        option("--case-key", section=CASES, metavar="PROPERTY", help="Events with the same value are one journey."),
    ]
    made.params[:] = [*own, *events_options(), *cut, *everywhere]
    return made


@_with_events
@command(
    "Write a new map",
    examples=[
        "sojourn maps new visit.yaml",
        "sojourn maps new visit.yaml --template appointment --title 'A visit to the branch'",
        "sojourn maps new concert.yaml --example concert",
        "sojourn maps new lived.yaml --from-events --workspace shop",
        "sojourn maps new lived.yaml --from-events --events shop.csv --phases 'Before,Buy=order.completed,After'",
    ],
)
@click.argument("file", type=FILE, required=False, metavar="[FILE]")
@click.option(
    "--template",
    cls=Option,
    section=START,
    type=OneOf(TEMPLATES),
    show_default=False,
    help="Phases and steps to change; by default, away from a terminal, before-during-after.",
)
@click.option("--example", cls=Option, section=START, metavar="NAME", help="A worked map, such as concert or bank.")
@click.option(
    "--from-events",
    cls=Option,
    section=START,
    is_flag=True,
    show_default=False,
    help="A draft of what customers really do: from a workspace, or a file with --events.",
)
@click.option(
    "--ask",
    "asked",
    cls=Option,
    section=START,
    is_flag=True,
    show_default=False,
    help="Ask on the terminal, as happens when nothing else is said; answers may be piped in.",
)
@click.option("--title", cls=Option, metavar="TEXT", help="What to call the journey.")
@click.option("--persona", cls=Option, metavar="TEXT", help="Who the typical customer is.")
@click.option("--owner", cls=Option, metavar="TEXT", help="Who answers for the map.")
@click.option(
    "--phases",
    cls=Option,
    section=EVENTS,
    metavar="NAMES",
    help="Names of the phases, with commas between; the draft is cut into as many. Buy=EVENT begins at that event.",
)
@click.option(
    "--steps",
    cls=Option,
    section=EVENTS,
    type=click.IntRange(2, 46),
    default=15,
    metavar="N",
    help="The most steps that are drafted; what is rarer is named in the notes.",
)
@FORCE
@click.option(
    "--no-schema",
    cls=Option,
    is_flag=True,
    show_default=False,
    help="Do not lay the schema beside it that lets editors complete and check a map.",
)
def new(
    file: Path | None,
    template: str | None,
    example: str | None,
    from_events: bool,
    asked: bool,
    title: str | None,
    persona: str | None,
    owner: str | None,
    phases: str | None,
    steps: int,
    force: bool,
    no_schema: bool,
    **which: Any,
) -> None:
    """Without a file it is printed. Templates and drafts are beginnings: everything in them is an assumption, or marked
    as counted in events, until somebody has asked customers.
    """
    from sojourn.app import map_files

    if sum([template is not None, example is not None, from_events, asked]) > 1:
        raise Misuse("--template, --example, --from-events and --ask exclude each other", hint="give one of them")
    if not from_events and (phases or any(which[name] for name in _GIVEN)):
        raise Misuse("options about events draft a map only with --from-events", hint="add --from-events")
    if file is not None:
        map_files.check_free(file, force=force)
    ask = asked or (not (template or example or from_events) and sys.stdin.isatty())
    if from_events:
        text = _drafted(journeys_of(_common(which), collapse=False), which, title, persona, phases, steps)
    elif example is not None:
        text = map_files.example(example)
    elif ask:
        text, file = _asked(file, title, persona, owner, force=force)
    else:
        text = _from_template(template, title, persona, owner)
    if file is None:
        click.echo(text, nl=False)
        return
    map_files.write_text(text, file, force=force)
    beside = ""
    if not no_schema:
        map_files.write_schema(file.parent)
        beside = f", and {SCHEMA} beside it for editors"
    told(f"wrote {file}{beside}; look at it: sojourn maps draw {file}; what it lacks: sojourn maps check {file}")


_GIVEN = ("workspace", "events", "since", "until", "where", "gap", "case_key")


def _from_template(template: str | None, title: str | None, persona: str | None, owner: str | None) -> str:
    from sojourn import maps

    return maps.new_map(template or TEMPLATES[0], today=this_day(), title=title, persona=persona, owner=owner)


def _asked(
    file: Path | None, title: str | None, persona: str | None, owner: str | None, *, force: bool
) -> tuple[str, Path]:
    """Ask, and for the file last."""
    from sojourn import maps
    from sojourn.app import map_files

    from .asking import ask

    answers = ask(title=title, persona=persona, owner=owner)
    made = maps.map_from_answers(answers, today=this_day())
    if file is None:
        default = f"{made.id.replace('_', '-')}.yaml"
        file = Path(click.prompt("Which file shall hold it?", default=default, err=True))
        map_files.check_free(file, force=force)
    return maps.text_of_new_map(made, "A first map, from what somebody who knows the journey told."), file


def _common(which: Mapping[str, Any]) -> dict[str, Any]:
    """Give what a question takes, from what was said here."""
    rest = {"cases": None, "case_start": (), "case_end": (), "case_timeout": None, "collapse": False}
    return {
        **which,
        **rest,
        "engine": "local",
        "threads": session().settings.threads,
        "memory": session().settings.memory,
    }


def _drafted(
    journeys: "Journeys",
    which: Mapping[str, Any],
    title: str | None,
    persona: str | None,
    phases: str | None,
    steps: int,
) -> str:
    """Draft a map from events, and say how it was done."""
    from sojourn import insight, maps

    named = tuple(name.strip() for name in (phases or "").split(",") if name.strip())
    draft = insight.draft_map(
        journeys,
        today=this_day(),
        cut=which["gap"] is not None or which["case_key"] is not None,
        title=title,
        persona=persona,
        phases=named,
        most_steps=steps,
    )
    for note in draft.notes:
        told(note)
    return maps.text_of_new_map(draft.map, draft.summary, counted=True)
