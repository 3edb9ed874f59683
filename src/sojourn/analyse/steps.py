"""Steps as people write them, `basket.filled|wish.listed[channel=app]?`, and which events of a batch meet them."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sojourn.core.errors import InvalidInput
from sojourn.core.instants import instant
from sojourn.core.journeys import Codes, Column, JourneyBatch, Labels, Source
from sojourn.core.words import shortened

MONEY = 1_000_000
"""Amounts are whole millionths."""

_TOKEN = re.compile(r'"((?:[^"\\]|\\.)*)"|([|\[\]?=,])|([^|\[\]?=,"]+)')
_PLAIN = re.compile(r'[^|\[\]?=,"\\\s]+(?: +[^|\[\]?=,"\\\s]+)*')


@dataclass(frozen=True, slots=True)
class Term:
    """One event name, with the properties it must have."""

    event: str
    where: tuple[tuple[str, str], ...] = ()

    def __str__(self) -> str:
        """Write it the way it is read."""
        if not self.where:
            return _quoted(self.event)
        return f"{_quoted(self.event)}[{','.join(f'{_quoted(name)}={_quoted(value)}' for name, value in self.where)}]"


@dataclass(frozen=True, slots=True)
class Step:
    """What fills a step: an event that meets any of the terms."""

    terms: tuple[Term, ...]
    optional: bool = False

    def __str__(self) -> str:
        """Write the condition; whether it is optional is said elsewhere."""
        return "|".join(str(term) for term in self.terms)

    @property
    def label(self) -> str:
        """Name it for people: quotes are left out."""
        if len(self.terms) == 1 and not self.terms[0].where:
            return self.terms[0].event
        return str(self)

    @property
    def events(self) -> tuple[str, ...]:
        """The event names it mentions."""
        return tuple(term.event for term in self.terms)


def step(text: str) -> Step:
    """Read a step.

    `event`; `a|b` for any of several; `event[channel=store]`, and `event[channel=store,device=web]`, for properties
    that must all be equal; a trailing `?` for a step that may be left out. A name with any of `| [ ] ? = , "` in it
    stands in double quotes, in which a backslash takes the next character as it is.

    Raises:
        InvalidInput: the text is not a step.
    """
    tokens = _tokens(text)
    terms: list[Term] = []
    place = 0

    def wants(mark: str) -> bool:
        return place < len(tokens) and tokens[place] == ("mark", mark)

    def name(what: str) -> str:
        nonlocal place
        if place >= len(tokens) or tokens[place][0] != "name" or not tokens[place][1]:
            found = "the end" if place >= len(tokens) else repr(tokens[place][1])
            raise _unreadable(text, f"{what} is expected where {found} stands")
        place += 1
        return tokens[place - 1][1]

    while True:
        event = name("an event name")
        where: list[tuple[str, str]] = []
        if wants("["):
            place += 1
            while True:
                key = name("a property")
                if not wants("="):
                    raise _unreadable(text, f"'=' is expected after {key!r}")
                place += 1
                where.append((key, name("a value")))
                if not wants(","):
                    break
                place += 1
            if not wants("]"):
                raise _unreadable(text, "a closing ']' is missing")
            place += 1
        terms.append(Term(event, tuple(sorted(set(where)))))
        if not wants("|"):
            break
        place += 1
    optional = wants("?")
    place += optional
    if place < len(tokens):
        raise _unreadable(text, f"{tokens[place][1]!r} is not expected there")
    return Step(tuple(dict.fromkeys(terms)), optional)


def steps(texts: Sequence[str | Step]) -> tuple[Step, ...]:
    """Read several steps.

    Raises:
        InvalidInput: one of them is not a step.
    """
    if isinstance(texts, str):
        texts = [texts]
    return tuple(text if isinstance(text, Step) else step(text) for text in texts)


def alike(a: Step, b: Step) -> bool:
    """Say whether two conditions are the same."""
    return frozenset(a.terms) == frozenset(b.terms)


def apart(a: Step, b: Step) -> bool:
    """Say whether no event can meet both conditions."""
    return not any(_overlap(x, y) for x in a.terms for y in b.terms)


def tellable(conditions: Sequence[Step]) -> bool:
    """Say whether any two conditions are the same or cannot be met by one event."""
    return all(alike(a, b) or apart(a, b) for i, a in enumerate(conditions) for b in conditions[:i])


@dataclass(frozen=True, slots=True)
class Lookup:
    """Which events of a batch meet which conditions.

    Attributes:
        codes: (m,) indices into `table`, one an event.
        table: (k,) int32, the class of each code; class 0 meets nothing.
        classes: by class, which conditions it meets, ascending.
    """

    codes: Codes
    table: NDArray[np.int32]
    classes: tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True)
class Matcher:
    """Conditions made ready for a source.

    Attributes:
        names: how many event names the source has.
        terms: for each condition its terms: the code of the event, and the properties with the values they must have.
        channels: names by code.
        kinds: the type of each property asked for.
    """

    names: int
    terms: tuple[tuple[tuple[int, tuple[tuple[str, str], ...]], ...], ...]
    channels: tuple[str, ...]
    kinds: Mapping[str, str]

    @classmethod
    def of(cls, conditions: Sequence[Step], source: Source) -> "Matcher":
        """Look the names of conditions up.

        Raises:
            InvalidInput: a property that the source does not have, or a value that its type cannot have.
        """
        code = {name: i for i, name in enumerate(source.events)}
        filters = [pair for condition in conditions for term in condition.terms for pair in term.where]
        kinds = {name: known(name, source) for name, _ in filters if name != "channel"}
        for name, value in filters:
            if name != "channel":
                _wanted(name, value, kinds[name])
        terms = tuple(
            tuple((code[term.event], term.where) for term in condition.terms if term.event in code)
            for condition in conditions
        )
        return cls(len(source.events), terms, tuple(source.channels) if filters else (), kinds)

    @property
    def columns(self) -> frozenset[str]:
        """Properties to read."""
        return frozenset(self.kinds)

    def lookup(self, batch: JourneyBatch) -> Lookup:
        """Find out which events meet which conditions."""
        by_code: dict[int, list[tuple[int, tuple[tuple[str, str], ...]]]] = {}
        for condition, terms in enumerate(self.terms):
            for code, where in terms:
                by_code.setdefault(code, []).append((condition, where))
        classes: dict[tuple[int, ...], int] = {(): 0}
        table = np.zeros(max(self.names, 1), np.int32)
        for code in sorted(by_code, key=lambda code: by_code[code]):
            free = tuple(sorted({condition for condition, where in by_code[code] if not where}))
            table[code] = classes.setdefault(free, len(classes))
        if not any(where for found in by_code.values() for _, where in found):
            return Lookup(batch.event, table, tuple(classes))
        kind = table[batch.event]
        masks: dict[tuple[str, str], NDArray[np.bool_]] = {}
        for code, found in by_code.items():
            if any(where for _, where in found):
                rows = np.flatnonzero(batch.event == code)
                kind[rows] = self._refined(batch, rows, found, classes, masks)
        narrow: Codes = kind.astype(np.uint16) if len(classes) < 65_536 else kind.astype(np.uint32)
        return Lookup(narrow, np.arange(len(classes), dtype=np.int32), tuple(classes))

    def _refined(
        self,
        batch: JourneyBatch,
        rows: NDArray[np.int64],
        found: Sequence[tuple[int, tuple[tuple[str, str], ...]]],
        classes: dict[tuple[int, ...], int],
        masks: dict[tuple[str, str], NDArray[np.bool_]],
    ) -> NDArray[np.int32]:
        """Give the classes of the events of one name, whose conditions ask for properties."""
        groups: list[tuple[int, ...]] = [()]
        group = np.zeros(len(rows), np.int64)
        for condition in sorted({condition for condition, _ in found}):
            meets = np.zeros(len(rows), np.bool_)
            for other, where in found:
                if other == condition:
                    every = np.ones(len(rows), np.bool_)
                    for pair in where:
                        if pair not in masks:
                            masks[pair] = self._mask(batch, *pair)
                        every &= masks[pair][rows]
                    meets |= every
            used, inverse = np.unique(2 * group + meets, return_inverse=True)
            groups = [groups[key // 2] + ((condition,) if key % 2 else ()) for key in used.tolist()]
            group = inverse.reshape(-1).astype(np.int64)
        numbers = [classes.setdefault(met, len(classes)) for met in groups]
        return np.array(numbers, np.int32)[group] if len(rows) else np.zeros(0, np.int32)

    def _mask(self, batch: JourneyBatch, name: str, value: str) -> NDArray[np.bool_]:
        """Say for each event whether a property has a value; null has none."""
        if name == "channel":
            code = self.channels.index(value) if value in self.channels else -1
            return np.asarray(batch.channel == code) if code >= 0 else np.zeros(batch.events, np.bool_)
        column: Column = batch.columns[name]
        wanted = _wanted(name, value, self.kinds[name])
        if isinstance(column, Labels):
            chosen = [i for i, label in enumerate(column.labels) if label == wanted]
            return np.isin(column.codes, chosen)
        meets = np.asarray(column.values == wanted)
        return meets if column.valid is None else meets & column.valid


def known(name: str, source: Source) -> str:
    """Give the type of a property.

    Raises:
        InvalidInput: the source does not have it.
    """
    if name in source.properties:
        return source.properties[name]
    if f"{name}_" in source.properties:
        raise InvalidInput(
            f"events have no property {name!r}: it is no column of sums of at most six decimals, so it is kept as"
            f" '{name}_', which holds {source.properties[f'{name}_']}"
            if name == "value"
            else f"events have no property {name!r}: their own column is called so, and the property is kept as"
            f" '{name}_'",
            code="unknown-property",
            hint=f"write {name}_",
        )
    from difflib import get_close_matches  # noqa: PLC0415 - start-up: only for names that are not there

    there = ["channel", *sorted(source.properties)]
    nearest = next(iter(get_close_matches(name, there, 1, 0.5)), None)
    hint = f"the nearest is {nearest!r}" if nearest else f"there is {', '.join(there)}"
    if not nearest and source.properties.get("value") == "money":
        hint += "; a file's column of sums is called value, whatever it is called in the file"
    raise InvalidInput(f"events have no property {name!r}", code="unknown-property", hint=hint)


def _wanted(name: str, value: str, kind: str) -> Any:
    """Turn the value asked for into what the column holds.

    Raises:
        InvalidInput: the column cannot hold such a value.
    """
    if kind == "string":
        return value
    if kind == "bool" and value.lower() in ("true", "false"):
        return value.lower()
    try:
        if kind == "timestamp":
            return instant(value)
        if kind == "money":
            return round(float(value) * MONEY)
        if kind in ("int64", "double"):
            return int(value) if kind == "int64" else float(value)
    except ValueError:
        pass
    raise InvalidInput(f"{value!r} cannot be a value of {name!r}, which is of type {kind}", code="bad-step")


def _overlap(a: Term, b: Term) -> bool:
    """Say whether one event could meet both terms."""
    if a.event != b.event:
        return False
    other = dict(b.where)
    return all(other.get(name, value) == value for name, value in a.where)


def _tokens(text: str) -> list[tuple[str, str]]:
    """Split a step into names and marks."""
    found: list[tuple[str, str]] = []
    place = 0
    for match in _TOKEN.finditer(text):
        if match.start() != place:
            break
        place = match.end()
        quoted, mark, plain = match.groups()
        if mark:
            found.append(("mark", mark))
        elif quoted is not None:
            found.append(("name", re.sub(r"\\(.)", r"\1", quoted)))
        elif plain.strip():
            found.append(("name", plain.strip()))
    if place != len(text):
        raise _unreadable(text, "a closing quote is missing")
    return found


def _quoted(name: str) -> str:
    """Write a name so that it can be read again."""
    if _PLAIN.fullmatch(name):
        return name
    escaped = name.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _unreadable(text: str, why: str) -> InvalidInput:
    """Make the error of a step that cannot be read."""
    return InvalidInput(
        f"{shortened(text, 200)!r} is not a step: {why}",
        code="bad-step",
        hint='write event, a|b, event[channel=store] or event?; put a name with other marks in quotes: "odd | name"',
    )


def mentioned(conditions: Iterable[Step]) -> tuple[str, ...]:
    """Give every event name that conditions mention, once each."""
    return tuple(dict.fromkeys(name for condition in conditions for name in condition.events))
