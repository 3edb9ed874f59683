"""A map on the terminal: phases, the curve in characters, then step by step."""

import json
import sys
from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise
from pathlib import Path
from shutil import get_terminal_size
from typing import TYPE_CHECKING

import click

from sojourn.core.controls import visible
from sojourn.core.words import signed

from .. import tables
from ..commands import Option, command
from ..kinds import FILE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sojourn.maps import AcquisitionLine, Inside, JourneyMap, LeftToOthers, Step, Voice

WIDEST, NARROWEST = 120, 40
LEVELS = (2.0, 1.5, 1.0, 0.5, 0.0, -0.5, -1.0, -1.5, -2.0)
_MARKS = {"hypothesis": "○", "partial": "◐", "research": "●"}


@command(
    "Show a map on the terminal",
    examples=[
        "sojourn maps show concert.yaml",
        "sojourn maps show concert.yaml --json",
        "sojourn maps show bank.yaml --width 100",
    ],
)
@click.argument("document", type=FILE, metavar="MAP")
@click.option(
    "--json", "as_json", cls=Option, is_flag=True, show_default=False, help="Print the map as canonical JSON."
)
@click.option(
    "--width",
    cls=Option,
    type=click.IntRange(min=NARROWEST),
    metavar="N",
    show_default=False,
    help="Columns to use; by default those of the terminal, at most 120.",
)
def show(document: Path, *, as_json: bool, width: int | None) -> None:
    """Who it is about, what people do phase by phase, how they feel, and what could be better."""
    from sojourn import maps

    read = maps.read_map(document)
    if as_json:
        click.echo(json.dumps(maps.to_json(read), ensure_ascii=False, indent=2))
        return
    wide = width or min(get_terminal_size((80, 24)).columns if sys.stdout.isatty() else 80, WIDEST)
    within = maps.insides(read, maps.read_nested(read))
    click.echo("\n".join(lines(read, max(wide, NARROWEST), within)))


def lines(shown: "JourneyMap", width: int, nested: "Mapping[str, Inside] | None" = None) -> Iterator[str]:
    """Write a map in lines of a width, with what is known of maps inside its steps."""
    yield from (click.style(line, bold=True) for line in tables.fold(visible(shown.title), width))
    people = "; ".join(
        f"{persona.name}: {persona.goal}" if persona.goal else persona.name for persona in shown.personas
    )
    yield from (click.style(line, dim=True) for line in tables.fold(visible(f"{shown.state} · {people}"), width))
    yield ""
    yield from curves(shown, width)
    phases = {phase.id: phase.name for phase in shown.phases}
    number = 0
    for ident, group in groupby(shown.steps, key=lambda step: step.phase):
        yield ""
        name = visible(phases.get(ident, ident))
        yield click.style(f"{name} {'─' * max(width - tables.length(name) - 1, 0)}", bold=True)
        for step in group:
            number += 1
            yield from _step(shown, step, number, width, nested or {})


def curves(shown: "JourneyMap", width: int) -> Iterator[str]:
    """Draw the curve of everybody, or one for each of those who feel differently, under their names."""
    from sojourn import maps

    for number, voice in enumerate(maps.voices_of(shown)):
        if number:
            yield ""
        if voice.name:
            yield from tables.fold(visible(f"Feelings of {voice.name}"), width)
        yield from _curve(voice, shown.steps, width)


def _curve(voice: "Voice", steps: "Sequence[Step]", width: int) -> Iterator[str]:
    """Draw feelings in characters; long maps are drawn in several stretches."""
    felt = [voice.felt.get(step.id) for step in steps]
    label = 10
    each = 4 if len(felt) * 6 > width - label else min(8, (width - label) // max(len(felt), 1))
    most = max((width - label) // each, 1)
    for first in range(0, len(felt), most):
        part = felt[first : first + most]
        if first:
            yield ""
        rows = [["┈" if level == 0 else " "] * (each * len(part)) for level in LEVELS]
        for (here, one), (there, other) in pairwise(
            (each * place + each // 2, each_) for place, each_ in enumerate(part)
        ):
            if one is not None and other is not None:
                for x in range(here, there + 1):
                    score = (one.score or 0) + ((other.score or 0) - (one.score or 0)) * (x - here) / (there - here)
                    rows[round((2 - score) * 2)][x] = "·"
        for place, one in enumerate(part):
            if one is not None:
                rows[round((2 - (one.score or 0)) * 2)][each * place + each // 2] = _MARKS[one.evidence]
        for level, row in zip(LEVELS, rows, strict=True):
            name = {2.0: "very good", 1.0: "good", 0.0: "neutral", -1.0: "bad", -2.0: "very bad"}.get(level, "")
            yield f"{name:>{label - 1}} {''.join(row)}".rstrip()
        numbers = (str(first + place) for place in range(1, len(part) + 1))
        yield " " * label + "".join((" " * (each // 2) + number).ljust(each) for number in numbers).rstrip()


def _step(shown: "JourneyMap", step: "Step", number: int, width: int, nested: "Mapping[str, Inside]") -> Iterator[str]:
    """Write one step: what is done, where, how it feels, what is thought, what hurts, what could be better."""
    head = f"{number:>3}. "
    remark = " ◇" if step.moment_of_truth is not None else ""
    for place, line in enumerate(tables.fold(visible(step.does) + remark, width - len(head))):
        yield (head if place == 0 else " " * len(head)) + line
    for said in (*_inside(step, nested), *_said(shown, step)):
        for line in tables.fold(visible(said), width - len(head) - 2):
            yield click.style(" " * len(head) + line, dim=True)


def _inside(step: "Step", nested: "Mapping[str, Inside]") -> Iterator[str]:
    """Tell of the map that the step holds."""
    from sojourn import maps

    if step.map is not None:
        told = nested.get(step.map)
        yield f"▣ {told.title if told else f'{step.map}: map not found'}"
        yield from (f"  {fact}" for fact in (maps.facts(told) if told else ()))


def _answer(found: "AcquisitionLine | LeftToOthers") -> str:
    """Say what is done for a customer's action, and by whom; or to whom it is left."""
    from sojourn import maps

    if isinstance(found, maps.LeftToOthers):
        return f"left to {found.to or 'others'}"
    return f"we answer: {found.action}" + (f" ({_word(found.team)})" if found.team else "")


def _said(shown: "JourneyMap", step: "Step") -> Iterator[str]:
    from sojourn import maps

    names = {persona.id: persona.name for persona in shown.personas}
    if step.touchpoints:
        one_of = step.choice is not None and step.choice.between == "touchpoints"
        met = (" or " if one_of else ", ").join(
            f"{point.name} ({_word(point.channel)})" if point.channel else point.name for point in step.touchpoints
        )
        yield f"at {met}"
    elif maps.without_contact(shown, step):
        yield "no contact"
    for found in maps.answers(shown, step):
        yield _answer(found)
    yield from _ways(shown, step)
    for felt in step.feels:
        whose = f"{names.get(felt.persona, felt.persona)} " if felt.persona and len(names) > 1 else ""
        if not whose and len(step.feels) > 1:
            whose = "everybody else "
        score = "" if felt.score is None else signed(felt.score)
        yield f"{whose}feels {', '.join(part for part in (*felt.words, score) if part)} {_MARKS[felt.evidence]}"
    if step.thinks:
        yield f"“{step.thinks}”"
    if step.moment_of_truth is not None and step.moment_of_truth.why:
        yield f"◇ {step.moment_of_truth.why}"
    if step.backstage:
        who = {each.id: each.name for each in shown.actors} | {each.id: each.name for each in shown.departments}
        by = [(work.does, work.actor or work.department) for work in step.backstage]
        yield f"behind the scenes: {'; '.join(f'{does} ({who.get(one, one)})' if one else does for does, one in by)}"
    yield from (f"▼ {pain.text}" for pain in step.pains)
    yield from (f"▲ {gain.text}" for gain in step.gains)
    for each in shown.opportunities:
        if step.id in each.steps[:1]:
            taken = [initiative.title for initiative in shown.initiatives if each.id in initiative.meets]
            yield f"could be better: {each.text}{f' → {taken[0]}' if taken else ''}"


def _ways(shown: "JourneyMap", step: "Step") -> Iterator[str]:
    """Tell who comes here and where they go on to, where that is not simply from above to below."""
    comes = [said for said, there in (("optional", step.optional), ("journeys may begin here", step.entry)) if there]
    if comes:
        yield ", ".join(comes)
    if step.choice is not None:
        points = {point.id: point.name for point in step.touchpoints}
        options = [points.get(option, option.replace("_", " ")) for option in step.choice.options]
        expected = step.choice.expected
        meant = "" if expected is None else f", expected: {points.get(expected, expected.replace('_', ' '))}"
        if meant or step.choice.between == "branches":
            yield f"choice: {' or '.join(options)}{meant}"
    numbers = {each.id: number for number, each in enumerate(shown.steps, 1)}
    for link in shown.links:
        if link.from_ == step.id and link.kind in ("loop", "skip") and link.to in numbers:
            yield f"{'↺ back' if link.kind == 'loop' else '↷ skips ahead'} to {numbers[link.to]}"
    phases = {phase.id: phase for phase in shown.phases}
    back = phases[step.phase].loops_to if step.phase in phases else None
    last = [each.id for each in shown.steps if each.phase == step.phase][-1:]
    if back in phases and last == [step.id]:
        yield f"↺ back to {phases[back].name}"


def _word(channel: object) -> str:
    return str(getattr(channel, "text", channel)).replace("_", " ")
