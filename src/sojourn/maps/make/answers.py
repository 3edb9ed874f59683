"""A map made of a few answers: a title, a typical customer, phases, what happens in each, and how it feels."""

from dataclasses import dataclass
from datetime import date

from ..document.writing import write_map
from ..exchange import Slugs, channel_of, moments
from ..model import Feeling, JourneyMap, Owner, Persona, Phase, Review, Step, Touchpoint
from .templates import header


@dataclass(frozen=True, slots=True)
class AnsweredStep:
    """What a customer does, through what, and how it feels.

    Attributes:
        through: the name of the point of contact, often a channel; None when there is no contact.
        feels: from −2 to +2 in halves; None when nobody knows.
    """

    does: str
    through: str | None = None
    feels: float | None = None


@dataclass(frozen=True, slots=True)
class AnsweredPhase:
    """A phase and its steps, in order."""

    name: str
    steps: tuple[AnsweredStep, ...]


@dataclass(frozen=True, slots=True)
class Answers:
    """What somebody told about a journey."""

    title: str
    persona: str
    phases: tuple[AnsweredPhase, ...]
    owner: str | None = None


def map_from_answers(answers: Answers, *, today: date) -> JourneyMap:
    """Make a map of answers; phases without steps are left out, and moments are guessed from the phases' names."""
    slugs = Slugs()
    ident = slugs.make(answers.title, otherwise="journey")
    persona = Persona(id=slugs.make(answers.persona, otherwise="customer"), name=answers.persona)
    told = [phase for phase in answers.phases if phase.steps]
    phases, steps = [], []
    for phase, moment in zip(told, moments([phase.name for phase in told]), strict=True):
        made = Phase(id=slugs.make(phase.name, otherwise="phase"), name=phase.name, moment=moment)
        phases.append(made)
        steps += [_step(step, made.id, slugs) for step in phase.steps]
    ends = {phase.moment for phase in phases} == {"before", "during", "after"}
    return JourneyMap(
        id=ident,
        title=answers.title,
        scope="end_to_end" if ends else "typical_path",
        owner=Owner(person=answers.owner) if answers.owner else None,
        review=Review(last=today.isoformat(), every="P3M"),
        personas=(persona,),
        phases=tuple(phases),
        steps=tuple(steps),
    )


def text_of_new_map(map: JourneyMap, summary: str, *, counted: bool = False) -> str:
    """Write a map as the text of a new file, with the comments that every new map begins with.

    Args:
        summary: one line that says where it comes from.
        counted: what it says was counted in events, and not assumed.
    """
    return header(summary, counted=counted) + write_map(map)


def _step(told: AnsweredStep, phase: str, slugs: Slugs) -> Step:
    ident = slugs.make(told.does, otherwise="step")
    feels = () if told.feels is None else (Feeling(score=told.feels),)
    if told.through is None:
        return Step(id=ident, phase=phase, does=told.does, kind="no_contact", feels=feels)
    channel = channel_of(told.through)
    contact = Touchpoint(
        id=slugs.make(f"{ident[:30]}_{told.through[:24]}", otherwise="contact"),
        name=told.through[:1].upper() + told.through[1:],
        channel=channel if isinstance(channel, str) else None,
    )
    return Step(id=ident, phase=phase, does=told.does, touchpoints=(contact,), feels=feels)
