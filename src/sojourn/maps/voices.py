"""Whose feelings a map tells: one voice for everybody, or one for each persona who feels otherwise."""

from collections.abc import Sequence
from dataclasses import dataclass

from sojourn.core.words import listed

from .model import Feeling, JourneyMap, Persona, Step

CURVES = 3
"""How many voices one picture shows."""


@dataclass(frozen=True, slots=True)
class Voice:
    """The feelings of one persona, of several who feel the same everywhere, or of everybody.

    Attributes:
        people: ids of the personas; empty for everybody.
        name: what they are called; empty when nobody else is spoken of.
        sides: of each map, the feeling with a score at each step that has one.
    """

    people: tuple[str, ...]
    name: str
    sides: tuple[dict[str, Feeling], ...]

    @property
    def felt(self) -> dict[str, Feeling]:
        """Give the feelings in the first map."""
        return self.sides[0]


def voices_of(map: JourneyMap) -> tuple[Voice, ...]:
    """Sort the feelings of a map by whose they are; a feeling without a persona belongs to everybody."""
    return voices(map.personas, map.steps)


def voices(people: Sequence[Persona], *sides: Sequence[Step]) -> tuple[Voice, ...]:
    """Sort the feelings at the steps of maps by whose they are.

    A persona feels what is told of it, else what is told of everybody. People who feel the same at every step of every
    map have one voice; those of whom nothing is known beyond what is everybody's have none of their own, unless it
    differs from what somebody else feels there.

    Args:
        sides: the steps of each map.

    Returns:
        In the order of the personas; one without a name where nobody feels otherwise; none where there is no score.
    """
    told = [{step.id: [one for one in step.feels if one.score is not None] for step in side} for side in sides]
    named = dict.fromkeys(one.persona for side in told for feelings in side.values() for one in feelings if one.persona)
    names = {**{each.id: each.name for each in people}, **{each: each for each in named if each not in _ids(people)}}
    if not named or len(names) == 1:
        heard = tuple(_heard(side, next(iter(named), None)) for side in told)
        return (Voice(tuple(named), "", heard),) if any(heard) else ()
    found: dict[str, tuple[dict[str, Feeling], ...]] = {}
    for ident in names:
        heard = tuple(_heard(side, ident) for side in told)
        if any(heard):
            found[ident] = heard
    groups: dict[str, list[str]] = {}
    for ident, heard in found.items():
        groups.setdefault(next(each for each in found if found[each] == heard), []).append(ident)
    kept = {
        first: group
        for first, group in groups.items()
        if not (
            named.keys().isdisjoint(group)
            and any(_within(found[first], found[each]) for each in groups if each != first)
        )
    }
    return tuple(
        Voice(tuple(group), listed(names[each] for each in group), found[first]) for first, group in kept.items()
    )


def _ids(people: Sequence[Persona]) -> set[str]:
    return {each.id for each in people}


def _heard(side: dict[str, list[Feeling]], persona: str | None) -> dict[str, Feeling]:
    """Give what a persona feels at each step: its own feeling, else everybody's."""
    heard = {}
    for step, feelings in side.items():
        own = [one for one in feelings if one.persona == persona] or [one for one in feelings if one.persona is None]
        if own:
            heard[step] = own[0]
    return heard


def _within(one: Sequence[dict[str, Feeling]], other: Sequence[dict[str, Feeling]]) -> bool:
    """Tell whether a voice says nothing that another does not say as well."""
    return all(mine.items() <= theirs.items() for mine, theirs in zip(one, other, strict=True))
