"""Which step of an expectation each event of a batch means, if any."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sojourn.core.expectation import Condition, Expectation, Rule
from sojourn.core.journeys import JourneyBatch, Labels
from sojourn.core.results import note

from .matching_conditions import comparable, holds, nfc
from .names import Notes, unknown

UNPLANNED = -1
"""Symbol of an event that fits no step and counts as ad hoc."""
LEFT_OUT = -2
"""Symbol of an event that is not looked at."""

_Where = tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Meaning:
    """What an event says about a step.

    Attributes:
        steps: places in `Expectation.steps`, ascending. Several only where a path that comes from no map names one
            event in several steps; it may then count for any of them.
        point: place among the points of the first of these steps.
        failed: the event says that the step failed.
    """

    steps: tuple[int, ...]
    point: int
    failed: bool


@dataclass(frozen=True, slots=True, eq=False)
class _Precedence:
    """What events mean, by name.

    Attributes:
        table: (names,) int32, by event code what an event means when no condition speaks.
        conditional: for the codes whose events must be looked at, the conditions in the order in which they are tried
            and what they make of the event.
    """

    table: NDArray[np.int32]
    conditional: tuple[tuple[int, tuple[tuple[_Where, int], ...]], ...]


@dataclass(frozen=True, slots=True, eq=False)
class Matcher:
    """An expectation made ready for a source.

    Each event has at most one meaning: that of the rule with most conditions that it fits, then of the earlier one by
    step, point, and place in the point, where rules for done stand before those for failed. Event names are equal after
    NFC. A property that the source does not have is null everywhere.

    Attributes:
        meanings: what symbols from 0 on stand for.
        columns: properties to read.
        notes: names that no event has, properties that events do not have, and values that a property never has.
    """

    meanings: tuple[Meaning, ...]
    columns: frozenset[str]
    notes: Notes
    _events: tuple[str, ...]
    _channels: tuple[str, ...]
    _kinds: Mapping[str, str]
    _steps: _Precedence
    _outcomes: _Precedence

    def symbols(self, batch: JourneyBatch) -> NDArray[np.int32]:
        """Say what each event means: (m,) int32, a place in `meanings`, `UNPLANNED` or `LEFT_OUT`.

        Cost: O(events), one look in a table each; conditions are read only for events whose name has any.
        """
        return self._found(self._steps, batch)

    def outcomes(self, batch: JourneyBatch) -> NDArray[np.int32]:
        """Say which outcome each event shows: (m,) int32, a place in `Expectation.outcomes`, -1 for none."""
        return self._found(self._outcomes, batch)

    def fits(self, rules: Sequence[Rule], batch: JourneyBatch) -> NDArray[np.bool_]:
        """Say for each event whether it fits any of some rules of the expectation: (m,) bool."""
        wanted = _precedence([(rule, 1) for rule in rules], (), self._events, 0)
        found = wanted.table.astype(np.bool_)[batch.event]
        self._try(wanted, batch, found)
        return found

    def _found(self, precedence: _Precedence, batch: JourneyBatch) -> NDArray[np.int32]:
        """Look names up, then try conditions."""
        found = precedence.table[batch.event]
        self._try(precedence, batch, found)
        return found

    def _try(self, precedence: _Precedence, batch: JourneyBatch, found: NDArray[np.int32] | NDArray[np.bool_]) -> None:
        """Put in what conditions make of the events whose names have any."""
        for code, tried in precedence.conditional:
            rows = np.flatnonzero(batch.event == code)
            for where, value in tried:
                met = np.ones(len(rows), np.bool_)
                for condition in where:
                    met &= self._holds(condition, batch, rows)
                found[rows[met]] = value
                rows = rows[~met]

    def _holds(self, condition: Condition, batch: JourneyBatch, rows: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Say for each of some rows whether a condition holds."""
        if condition.property == "channel":
            codes = batch.channel[rows].astype(np.int64)
            codes[codes == np.iinfo(batch.channel.dtype).max] = -1
            labels = Labels(codes.astype(np.int32), self._channels)
            return holds(condition, labels, "string", np.arange(len(rows), dtype=np.int64))
        if condition.property not in self._kinds:
            return np.full(len(rows), condition.operator == "exists" and condition.values[0] is False)
        return holds(condition, batch.columns[condition.property], self._kinds[condition.property], rows)


def matcher(
    expectation: Expectation, events: Sequence[str], channels: Sequence[str], properties: Mapping[str, str]
) -> Matcher:
    """Make an expectation ready for a source.

    Args:
        expectation: whose rules to look for.
        events, channels, properties: of the source: names by code, and the type of each property, since a column of a
            batch does not tell it.
    """
    meanings: dict[Meaning, int] = {}
    planned: list[tuple[Rule, int]] = []
    for rule, meaning in _claims(expectation):
        planned.append((rule, meanings.setdefault(meaning, len(meanings))))
    watched = [(rule, UNPLANNED) for rule in expectation.watch or ()]
    rest = UNPLANNED if expectation.watch is None and not expectation.ignored else LEFT_OUT
    outcomes = [(rule, place) for place, outcome in enumerate(expectation.outcomes) for rule in outcome.rules]
    names, kinds = tuple(events), {name: properties[name] for name in expectation.columns if name in properties}
    measures = [measure for step in expectation.steps for measure in step.measures]
    rules = [rule for rule, _ in (*planned, *watched, *outcomes)]
    rules += [rule for measure in measures for rule in (*measure.start, *measure.end)]
    return Matcher(
        meanings=tuple(meanings),
        columns=frozenset(kinds),
        notes=_notes(expectation, rules, names, kinds, properties),
        _events=names,
        _channels=tuple(channels),
        _kinds=kinds,
        _steps=_precedence(planned, watched, names, rest),
        _outcomes=_precedence(outcomes, (), names, -1),
    )


def _claims(expectation: Expectation) -> list[tuple[Rule, Meaning]]:
    """List the rules of steps in file order, one event name each, with what they mean.

    Only a path that comes from no map may say one thing in several steps; they then share one meaning.
    """
    single = [
        (Rule((event,), rule.where), step, place, failed)
        for step, each in enumerate(expectation.steps)
        for place, point in enumerate(each.points)
        for failed, rules in ((False, point.rules), (True, point.failures))
        for rule in rules
        for event in rule.events
    ]
    if expectation.map_id is not None:
        return [(rule, Meaning((step,), place, failed)) for rule, step, place, failed in single]
    # By how they are written: to Python, conditions on 1, 1.0 and True are equal.
    said = [(nfc(rule.events[0]), *sorted(map(repr, rule.where)), str(failed)) for rule, _, _, failed in single]
    steps: dict[tuple[str, ...], dict[int, int]] = {}
    for key, (_, step, place, _) in zip(said, single, strict=True):
        steps.setdefault(key, {}).setdefault(step, place)
    return [
        (rule, Meaning(tuple(sorted(steps[key])), steps[key][min(steps[key])], failed))
        for key, (rule, _, _, failed) in zip(said, single, strict=True)
    ]


def _precedence(
    first: Sequence[tuple[Rule, int]], then: Sequence[tuple[Rule, int]], events: Sequence[str], rest: int
) -> _Precedence:
    """Order rules by name of the event; those of `then` are tried when none of `first` fits."""
    codes: dict[str, list[int]] = {}
    for code, name in enumerate(events):
        codes.setdefault(nfc(name), []).append(code)
    tried: dict[int, list[tuple[_Where, int]]] = {}
    for group in (first, then):
        for rule, value in sorted(group, key=lambda each: -len(each[0].where)):
            for name in dict.fromkeys(map(nfc, rule.events)):
                for code in codes.get(name, ()):
                    tried.setdefault(code, []).append((rule.where, value))
    table = np.full(max(len(events), 1), rest, np.int32)
    conditional = []
    for code, found in sorted(tried.items()):
        free = next((place for place, (where, _) in enumerate(found) if not where), len(found))
        if free < len(found):
            table[code] = found[free][1]
        if free:
            conditional.append((code, tuple(found[:free])))
    return _Precedence(table, tuple(conditional))


def _notes(
    expectation: Expectation,
    rules: Iterable[Rule],
    events: Sequence[str],
    kinds: Mapping[str, str],
    properties: Mapping[str, str],
) -> Notes:
    """Say what a rule looks for in vain."""
    there = {nfc(name) for name in events}
    every = list(rules)
    notes = list(unknown((name for rule in every for name in rule.events if nfc(name) not in there), events))
    for name in sorted(expectation.columns - kinds.keys()):
        from difflib import get_close_matches  # noqa: PLC0415 - start-up: only for names that are not there

        nearest = next(iter(get_close_matches(name, sorted(properties), 1, 0.5)), None)
        hint = "" if nearest is None else f"; the nearest name is {nearest!r}"
        message = f"events have no property {name!r}{hint}"
        notes.append(note("unknown_property", message, property=name, nearest=nearest))
    for condition in {repr(condition): condition for rule in every for condition in rule.where}.values():
        name = condition.property
        kind = "string" if name == "channel" else kinds.get(name)
        if kind is None or condition.operator == "exists":
            continue
        for value in condition.values:
            if not comparable(value, kind):
                message = f"{name!r} is of type {kind} and is never compared with {value!r}"
                notes.append(note("other_type", message, property=name, type=kind, value=value))
    return tuple(notes)
