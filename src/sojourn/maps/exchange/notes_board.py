"""Sticky notes laid out as a map: what people do are the steps, and every other note belongs to one."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from ..model import (
    WANTS,
    Feeling,
    Gain,
    JourneyMap,
    MomentOfTruth,
    Opportunity,
    Other,
    Pain,
    Persona,
    Phase,
    Place,
    Step,
    Touchpoint,
    Work,
)
from .channels import channel_of
from .grid import score_of
from .notes import StickyNote
from .reading import Log, Slugs, moments, one_line, refused, someone


def notes_map(notes: Sequence[StickyNote], *, title: str | None, log: Log) -> JourneyMap:
    """Lay notes out as a map: what people do are the steps, from left to right; every other note goes to the step it
    names, else to the nearest.

    Raises:
        MapRefused: no note says what somebody does.
    """
    slugs = Slugs()
    called = title or "Imported journey"
    if not title:
        log.guessed("notes have no title: the map is called 'Imported journey'", hint="give it with --title")
    ident = slugs.make(called, otherwise="map")
    people = dict.fromkeys([note.text for note in notes if note.lane == "persona"])
    people |= dict.fromkeys(note.persona for note in notes if note.persona)
    personas = tuple(
        Persona(id=slugs.make(one_line(name), otherwise="persona"), name=one_line(name)) for name in people
    ) or (someone(log, slugs),)
    by_name = {persona.name.casefold(): persona.id for persona in personas}
    columns = columns_of(notes)
    if not columns:
        raise refused("no note says what the customer does", hint="lay some in the lane `does`, or name steps")
    names = [phase_of(column, notes) for column in columns]
    phases: dict[str, Phase] = {}
    known = moments(list(dict.fromkeys(names)))
    for name, moment in zip(dict.fromkeys(names), known, strict=True):
        phases[name] = Phase(id=slugs.make(name, otherwise="phase"), name=name, moment=moment)
    log.guessed("moments of the phases are guessed", hint="say whether each lies before, during or after")
    steps = []
    ideas: list[Opportunity] = []
    for column, name in zip(columns, names, strict=True):
        step = Step(id=slugs.make(column.name, otherwise="step"), phase=phases[name].id, does=column.name)
        for note in column.notes:
            step, idea = lay(step, note, by_name, slugs, log)
            ideas.extend(idea)
        steps.append(step)
    for phase_note in [note for note in notes if note.lane == "phase"]:
        if one_line(phase_note.text) not in phases:
            log.unplaced(phase_note.text, "a phase without steps", Place(phase_note.line, 1))
    return JourneyMap(
        id=ident,
        title=called,
        personas=personas,
        phases=tuple(phases.values()),
        steps=tuple(steps),
        opportunities=tuple(ideas),
        extra=log.extra(),
    )


def lay(
    step: Step, note: StickyNote, personas: Mapping[str, str], slugs: Slugs, log: Log
) -> tuple[Step, tuple[Opportunity, ...]]:
    """Write a note on a step; an idea becomes an opportunity beside it."""
    text, line = note.text, one_line(note.text)
    if note.lane == "thinks":
        thinks = f"{step.thinks} · {line}" if step.thinks else text
        return replace(step, thinks=thinks), ()
    if note.lane == "feels":
        return replace(step, feels=_felt(step, note, personas)), ()
    if note.lane == "wants":
        if step.wants is not None:
            log.unplaced(text, f"another wish at {step.does!r}", Place(note.line, 1))
            return step, ()
        return replace(step, wants=line if line in WANTS else Other(line)), ()
    if note.lane == "pains":
        return replace(step, pains=(*step.pains, Pain(text=line))), ()
    if note.lane == "gains":
        return replace(step, gains=(*step.gains, Gain(text=line))), ()
    if note.lane == "touchpoints":
        channel = channel_of(line)
        made = Touchpoint(
            id=slugs.make(f"{step.id[:30]}_{line[:30]}", otherwise="contact"),
            name=line,
            channel=channel if isinstance(channel, str) else None,
        )
        return replace(step, touchpoints=(*step.touchpoints, made)), ()
    if note.lane == "frontstage":
        return replace(step, frontstage=(*step.frontstage, Work(does=line))), ()
    if note.lane == "backstage":
        return replace(step, backstage=(*step.backstage, Work(does=line))), ()
    if note.lane == "support":
        return replace(step, support=(*step.support, Work(does=line))), ()
    if note.lane == "physical_evidence":
        return replace(step, physical_evidence=(*step.physical_evidence, line)), ()
    if note.lane == "moment_of_truth":
        before = step.moment_of_truth.why if step.moment_of_truth else None
        return replace(step, moment_of_truth=MomentOfTruth(why=f"{before} · {line}" if before else line)), ()
    if note.lane == "opportunities":
        return step, (Opportunity(id=slugs.make(f"o_{line[:30]}", otherwise="idea"), text=line, steps=(step.id,)),)
    if line != step.does and note.lane == "does":
        log.unplaced(text, f"another thing done at {step.does!r}", Place(note.line, 1))
    return step, ()


def _felt(step: Step, note: StickyNote, personas: Mapping[str, str]) -> tuple[Feeling, ...]:
    """Add a feeling: a number or a face is a score, all else words; people feel apart where notes name them."""
    who = personas.get(note.persona.casefold()) if note.persona and len(personas) > 1 else None
    parts = re.match(r"\s*([+\-−–]?\d(?:[.,]\d)?|[^\w\s]{1,2})\s*(.*)", note.text, re.DOTALL)
    score = score_of(parts[1]) if parts else None
    words = one_line(parts[2] if parts and score is not None else note.text)
    held = list(step.feels)
    place = next((at for at, each in enumerate(held) if each.persona == who), None)
    old = Feeling(persona=who) if place is None else held.pop(place)
    if score is not None and old.score is not None and score != old.score:
        words, score = one_line(f"{score:+g} {words}"), old.score
    new = replace(old, score=old.score if score is None else score, words=(*old.words, words) if words else old.words)
    held.insert(len(held) if place is None else place, new)
    return tuple(held)


@dataclass(frozen=True, slots=True)
class Column:
    name: str
    x: float | None
    phase: str
    notes: tuple[StickyNote, ...]


def columns_of(notes: Sequence[StickyNote]) -> list[Column]:
    """Make the steps: those that are named, and what is done, from left to right or as the file has them."""
    phases: dict[str, str] = {}
    places: dict[str, float | None] = {}
    for note in notes:
        name = _named(note)
        if name:
            phases[name] = phases.get(name) or note.phase
            if places.get(name) is None or (note.lane == "does" and note.x is not None):
                places[name] = note.x
    order = list(places)
    known = {name: x for name, x in places.items() if x is not None}
    if len(known) == len(order):
        order.sort(key=lambda name: known[name])
    held: dict[str, list[StickyNote]] = {name: [] for name in order}
    last = next(iter(places), None)
    for note in notes:
        if last is None or note.lane in ("phase", "persona"):
            continue
        name = _named(note)
        if not name and note.x is not None and known:
            name = min(known, key=lambda each: (abs(known[each] - (note.x or 0.0)), order.index(each)))
        last = name or last
        held[last].append(note)
    return [Column(name, places[name], phases[name], tuple(held[name])) for name in order]


def _named(note: StickyNote) -> str:
    """Name the step of a note that says so: its column, or what is done."""
    if note.lane in ("phase", "persona"):
        return ""
    return note.step or (one_line(note.text) if note.lane == "does" else "")


def phase_of(column: Column, notes: Sequence[StickyNote]) -> str:
    """Name the phase of a step: what its notes say, else the last phase note to the left of it."""
    if column.phase:
        return column.phase
    left = [
        (note.x, one_line(note.text))
        for note in notes
        if note.lane == "phase" and note.x is not None and column.x is not None and note.x <= column.x + 1
    ]
    first = next((one_line(note.text) for note in notes if note.lane == "phase"), None)
    return max(left)[1] if left else first or "Journey"
