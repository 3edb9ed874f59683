"""Sticky notes for a map that is there: one batch of edits, to accept or not."""

from collections.abc import Sequence

from ..edit import Add, Batch, Command, SetField
from ..model import JourneyMap, Opportunity, Persona, Phase, Step, identity, parts, specs
from .notes import StickyNote
from .notes_board import columns_of, lay, phase_of
from .reading import Log, Slugs, moments, one_line


def notes_batch(map: JourneyMap, notes: Sequence[StickyNote], log: Log) -> Batch:
    """Say which edits write notes into a map.

    A step is the one whose id or `does` a note names, whatever the letter case; what is done and not there yet becomes
    a new step behind the one to its left. Notes add to lists; a thought is added to the thought that is there, and a
    feeling that has a score keeps it.
    """
    slugs = Slugs(str(ident) for _, part in parts(map) if (ident := identity(part)))
    before = {step.id: step for step in map.steps}
    named = {step.does.casefold(): step.id for step in map.steps} | {step.id: step.id for step in map.steps}
    commands: list[Command] = []
    people = {persona.name.casefold(): persona.id for persona in map.personas}
    for name in dict.fromkeys([one_line(note.text) for note in notes if note.lane == "persona"]):
        if name.casefold() not in people:
            people[name.casefold()] = slugs.make(name, otherwise="persona")
            commands.append(Add("persona", Persona(id=people[name.casefold()], name=name)))
    ideas: list[Opportunity] = []
    last: str | None = None
    for column in columns_of(notes):
        known = named.get(column.name.casefold())
        if known is not None:
            step = before[known]
        else:
            phase = _phase(phase_of(column, notes), map, commands, slugs)
            after = last or (map.steps[-1].id if map.steps else None)
            step = Step(id=slugs.make(column.name, otherwise="step"), phase=phase, does=column.name)
        changed = step
        for note in column.notes:
            changed, more = lay(changed, note, people, slugs, log)
            ideas.extend(more)
        if known is None:
            commands.append(Add("step", changed, after=after))
        else:
            commands.extend(_fields(step, changed))
        last = changed.id
    commands.extend(Add("opportunity", idea) for idea in ideas)
    return Batch(f"{len(notes):,} sticky notes", tuple(commands))


def _phase(name: str, map: JourneyMap, commands: list[Command], slugs: Slugs) -> str:
    """Find a phase by its name or id, else add it behind the others."""
    added = [each.value for each in commands if isinstance(each, Add) and each.kind == "phase"]
    for phase in (*map.phases, *added):
        if name.casefold() in (phase.name.casefold(), phase.id):
            return str(phase.id)
    if name == "Journey" and map.phases:
        return map.phases[-1].id
    moment = moments([*(phase.name for phase in map.phases), name])[-1]
    made = Phase(id=slugs.make(name, otherwise="phase"), name=name, moment=moment)
    commands.append(Add("phase", made))
    return made.id


def _fields(before: Step, after: Step) -> list[Command]:
    """Give an edit for each field that is not the same."""
    return [
        SetField(before.id, key, getattr(after, spec.name))
        for key, spec in specs(Step).items()
        if getattr(after, spec.name) != getattr(before, spec.name)
    ]
