"""Whether two points of contact claim the same events: M502."""

from collections.abc import Iterator
from dataclasses import dataclass
from unicodedata import normalize

from sojourn.core.expectation import Condition

from ..model import EventRule, JourneyMap, Path
from .found import Found

Claim = tuple[str, frozenset[tuple[object, ...]]]
"""The name of an event and what must hold of it, written in one way."""


@dataclass(frozen=True, slots=True)
class _Claimant:
    owner: str
    status: str


def claims(rule: EventRule) -> Iterator[Claim]:
    """Give what a rule claims, an event name at a time, so that equal claims compare equal."""
    where = frozenset(_plain(condition) for condition in rule.where)
    for event in dict.fromkeys(normalize("NFC", name) for name in rule.event):
        yield event, where


def same_events(map: JourneyMap) -> Iterator[Found]:
    """Find rules that fit exactly the same events, so that nothing tells which is meant.

    Rules that overlap are no mistake: the one with more conditions goes first, then the one that stands first.
    Outcomes are matched apart from points of contact, so they are compared with each other only.
    """
    contacts: dict[Claim, _Claimant] = {}
    said: set[tuple[_Claimant, _Claimant]] = set()
    for step in map.steps:
        for touchpoint in () if step.kind == "no_contact" else step.touchpoints:
            path = ("steps", step.id, "touchpoints", touchpoint.id, "event_match")
            for number, rule in enumerate(touchpoint.event_match):
                mine = _Claimant(touchpoint.id, rule.status)
                yield from _taken(contacts, said, rule, mine, (*path, number))
    outcomes: dict[Claim, _Claimant] = {}
    for outcome in map.outcomes:
        for number, rule in enumerate(outcome.event_match):
            where = ("outcomes", outcome.id, "event_match", number)
            yield from _taken(outcomes, said, rule, _Claimant(outcome.id, "done"), where)


def _taken(
    taken: dict[Claim, _Claimant], said: set[tuple[_Claimant, _Claimant]], rule: EventRule, mine: _Claimant, path: Path
) -> Iterator[Found]:
    """Note what a rule claims, and say when another has claimed it before."""
    for claim in claims(rule):
        other = taken.setdefault(claim, mine)
        if other == mine or (other, mine) in said:
            continue
        said.add((other, mine))
        if other.owner == mine.owner:
            message = f"'{mine.owner}' takes the same {claim[0]} as done and as failed"
        else:
            message = f"'{other.owner}' and '{mine.owner}' claim the same events: {claim[0]}"
        yield Found("M502", path, message)


def _plain(condition: Condition) -> tuple[object, ...]:
    """Write a condition in one way: the order of values does not matter, nor how a number or a letter is written."""
    values = {_value(value) for value in condition.values}
    return (normalize("NFC", condition.property), condition.operator, frozenset(values))


def _value(value: object) -> tuple[str, object]:
    if isinstance(value, bool):
        return "flag", value
    return ("text", normalize("NFC", value)) if isinstance(value, str) else ("number", value)
