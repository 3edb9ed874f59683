"""What rating a step means, and how ratings are collected."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from sojourn.core.journeys import Basis, Cases, JourneyBatch, Labels

from .answers import OF_ANSWER
from .answers_read import Words, carried, numbers, words
from .cases import shared_keys
from .contacts import Contacts, cut_whole
from .latest import earliest, latest
from .matching import Matcher
from .names import Notes, noted
from .ratings_result import FOLLOWED, NOT, OPEN, Ratings


@dataclass(frozen=True, slots=True, eq=False)
class RatingRows:
    """The ratings of some customers, people and cases numbered from 0.

    Attributes:
        left_out: (3, s) int64 by step asked about: answers before any contact, replaced ones, and those without number.
        journeys, outside: journeys as the case rule cuts them, and events in none.
        keys, key_numbers: as `Cut` has them.
        said: by step asked about, texts that stood where a number was meant, sorted.
    """

    people: int
    cases: int
    step: NDArray[np.int32]
    person: NDArray[np.int64]
    case: NDArray[np.int64]
    value: NDArray[np.float64]
    at: NDArray[np.int64]
    contact: NDArray[np.int64]
    followed: NDArray[np.int8]
    words: Mapping[str, Words]
    earlier: Mapping[str, NDArray[np.float64]]
    left_out: NDArray[np.int64]
    journeys: int
    outside: int
    keys: NDArray[np.uint8] | None
    key_numbers: NDArray[np.int64] | None
    weight: NDArray[np.float64]
    said: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True, eq=False)
class CollectRatings:
    """What a rating of a step is, and what followed.

    Rating: an answer with a number to the question that was asked about the step. A text that stands where a number was
        meant is the number that `spoken` says it is, by question; a text beside is one of the words that `named_words`
        says are numbers, in small letters.
    Weight: what the property says; 1 where it is null.
    Contact: of the contacts that `Contacts` says there are with the step, the latest at or before the answer; of equal
        instants the one recorded last. An answer without a contact before it is counted and left out.
    Counts: of several answers of one customer about contacts in one journey the latest; the others are replaced. All
        contacts of a customer that lie in no journey are taken together.
    Followed: an event shows the outcome strictly after the instant of the contact and no later than the window after
        it, in whichever journey, whether the answer came before or after it. So an event at the very instant of the
        contact, the contact itself included, does not follow it; a later contact that shows the outcome does. Where an
        event might show several outcomes it shows the one that `Matcher` says.
    Open: the window ends after the observed span does. Such a rating is open even when the outcome has followed: else
        the happy ones among the latest contacts would count and the others would not.
    Repeats are not merged here, whatever was chosen: the latest contact is the one that was rated. Instants are
        compared, so time zones play no part.

    Attributes:
        outcome: the place of the outcome among those of the matcher.
        cases: how journeys are cut; the batches hold whole customers.
        code: the event that carries answers; -1 for none.
        asked: step, its place in the expectation, and the question asked about it.
        window: microseconds.
        named: what to call the outcome.
    """

    matcher: Matcher
    outcome: int
    cases: Cases
    events: tuple[str, ...]
    channels: tuple[str, ...]
    kinds: Mapping[str, str]
    observed_until: int | None
    code: int
    question: str
    answer: str
    scale: str | None
    asked: tuple[tuple[str, int, str], ...]
    groups: tuple[str, ...]
    window: int
    named: str
    notes: Notes = ()
    weight: str | None = None
    text: str | None = None
    spoken: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    named_words: Mapping[str, Mapping[str, float]] = field(default_factory=dict)

    @property
    def columns(self) -> frozenset[str]:
        """Properties needed beside time, event and channel."""
        named = [self.question, self.answer, self.scale or "", self.cases.key or "", self.weight or "", *self.groups]
        named.append(self.text or "")
        return self.matcher.columns | frozenset(name for name in named if name in self.kinds)

    def partial(self, batch: JourneyBatch) -> RatingRows:
        """Collect the ratings of whole customers, each one journey in the batch."""
        owner = np.repeat(np.arange(batch.journeys, dtype=np.int64), np.diff(batch.offsets))
        case, journeys, outside, keys, key_numbers = self._cases(batch)
        answered = np.flatnonzero(batch.event == self.code) if self.code >= 0 else np.zeros(0, np.int64)
        question, value = Words(np.zeros(0, np.int32), ()), np.zeros(0)
        if self.code >= 0:
            question = words(batch, self.question, answered, self.channels)
            value = numbers(batch, self.answer, answered, self.kinds)
        unread = self._spoken(batch, answered, question, value)
        symbols, meant = self.matcher.symbols(batch), Contacts(self.matcher, (), self.code)
        left_out = np.zeros((3, len(self.asked)), np.int64)
        found = []
        for place, (_, at, asked) in enumerate(self.asked):
            of = np.flatnonzero(question.codes == _code(question, asked))
            rows = answered[of[~np.isnan(value[of])]]
            contacts = meant.of(batch, symbols, at)
            last = latest(owner[contacts], batch.time[contacts], owner[rows], batch.time[rows])
            rows, contact = rows[last >= 0], contacts[last[last >= 0]]
            lies = np.where(case[contact] >= 0, case[contact], journeys + owner[contact])
            # The last of each journey: unique finds the first of those that it is given.
            _, kept = np.unique(lies[::-1], return_index=True)
            kept = np.sort(len(rows) - 1 - kept)
            left_out[:, place] = np.count_nonzero(last < 0), len(rows) - len(kept), len(of) - len(last)
            found.append((np.full(len(kept), place), rows[kept], contact[kept], lies[kept]))
        step, rows, contact, lies = (
            np.concatenate([part[i] for part in found] or [np.zeros(0)]).astype(np.int64) for i in range(4)
        )
        order = np.lexsort((step, rows))
        step, rows, contact, lies = step[order], rows[order], contact[order], lies[order]
        people, person = np.unique(owner[rows], return_inverse=True)
        # By first rating, so that numbers do not say which customers were looked at together.
        cases, first, numbered = np.unique(lies, return_index=True, return_inverse=True)
        numbered = np.argsort(np.argsort(first))[numbered]
        told = {name: words(batch, name, rows, self.channels) for name in self.groups}
        told = {name: each if name in OF_ANSWER else carried(batch, name, rows, each) for name, each in told.items()}
        if self.scale is not None:
            told["·scale"] = words(batch, self.scale, rows, self.channels)
        return RatingRows(
            people=len(people),
            cases=len(cases),
            step=step.astype(np.int32),
            person=person.reshape(-1).astype(np.int64),
            case=numbered.reshape(-1).astype(np.int64),
            value=value[np.searchsorted(answered, rows)],
            at=batch.time[rows],
            contact=batch.time[contact],
            followed=self._followed(batch, owner, contact),
            words=told,
            earlier=self._earlier(batch, owner, answered, question, value, contact),
            left_out=left_out,
            journeys=journeys,
            outside=outside,
            keys=keys,
            key_numbers=key_numbers,
            weight=self._weights(batch, rows),
            said=unread,
        )

    def _weights(self, batch: JourneyBatch, rows: NDArray[np.int64]) -> NDArray[np.float64]:
        """Read how much answers count."""
        if self.weight is None:
            return np.ones(len(rows))
        found = numbers(batch, self.weight, rows, self.kinds)
        return np.where(np.isnan(found), 1.0, found)

    def _spoken(
        self, batch: JourneyBatch, answered: NDArray[np.int64], question: Words, value: NDArray[np.float64]
    ) -> tuple[tuple[str, ...], ...]:
        """Read in place the texts that say numbers; give by step asked about those that nobody said how to read."""
        left: list[tuple[str, ...]] = []
        for _, _, asked in self.asked:
            rows = np.flatnonzero((question.codes == _code(question, asked)) & np.isnan(value))
            unread: dict[str, None] = {}
            if len(rows) and self.text is not None and self.named_words.get(asked):
                self._named(batch, answered, rows, value, self.named_words[asked])
            if len(rows) and isinstance(batch.columns.get(self.answer), Labels):
                rows = rows[np.isnan(value[rows])]
                texts = words(batch, self.answer, answered[rows], self.channels)
                table = self.spoken.get(asked, {})
                meant = np.array([*(table.get(name, np.nan) for name in texts.names), np.nan])
                value[rows] = meant[texts.codes]
                unread = {name: None for name in texts.names if name not in table and name.strip()}
            left.append(tuple(sorted(unread)))
        return tuple(left)

    def _named(
        self,
        batch: JourneyBatch,
        answered: NDArray[np.int64],
        rows: NDArray[np.int64],
        value: NDArray[np.float64],
        meant: Mapping[str, float],
    ) -> None:
        """Read in place the words beside answers that are registered as numbers."""
        assert self.text is not None
        texts = words(batch, self.text, answered[rows], self.channels)
        table = np.array([*(meant.get(name.strip().casefold(), np.nan) for name in texts.names), np.nan])
        value[rows] = table[texts.codes]

    def merge(self, a: RatingRows, b: RatingRows) -> RatingRows:
        """Put the ratings of later customers behind those of earlier ones."""
        keys, more = a.keys, a.key_numbers
        if keys is not None and b.keys is not None:
            keys = np.minimum(keys + b.keys, 2).astype(np.uint8)
        if more is not None and b.key_numbers is not None:
            more = np.concatenate([more, b.key_numbers])
        return RatingRows(
            people=a.people + b.people,
            cases=a.cases + b.cases,
            step=np.concatenate([a.step, b.step]),
            person=np.concatenate([a.person, b.person + a.people]),
            case=np.concatenate([a.case, b.case + a.cases]),
            value=np.concatenate([a.value, b.value]),
            at=np.concatenate([a.at, b.at]),
            contact=np.concatenate([a.contact, b.contact]),
            followed=np.concatenate([a.followed, b.followed]),
            words={name: each.joined(b.words[name]) for name, each in a.words.items()},
            earlier={name: np.concatenate([each, b.earlier[name]]) for name, each in a.earlier.items()},
            left_out=a.left_out + b.left_out,
            journeys=a.journeys + b.journeys,
            outside=a.outside + b.outside,
            keys=keys,
            key_numbers=more,
            weight=np.concatenate([a.weight, b.weight]),
            said=tuple(tuple(sorted({*one, *other})) for one, other in zip(a.said, b.said, strict=True)),
        )

    def finish(self, partial: RatingRows, basis: Basis) -> Ratings:
        """Give names to numbers, and the envelope the journeys as they were asked for."""
        steps = tuple(step for step, _, _ in self.asked)
        before, replaced, unread = (dict(zip(steps, row, strict=True)) for row in partial.left_out.tolist())
        n = len(partial.value)
        basis = replace(
            basis,
            cases=self.cases,
            journeys=partial.journeys,
            outside_events=partial.outside,
            shared_keys=shared_keys(partial.keys, partial.key_numbers),
        )
        return Ratings(
            steps=steps,
            step=partial.step,
            person=partial.person,
            case=partial.case,
            value=partial.value,
            scale=partial.words["·scale"].spelt() if self.scale is not None else np.full(n, None, np.object_),
            at=partial.at,
            contact=partial.contact,
            followed=partial.followed,
            groups=MappingProxyType({name: partial.words[name].spelt() for name in self.groups}),
            earlier=MappingProxyType(dict(partial.earlier)),
            questions=MappingProxyType({step: asked for step, _, asked in self.asked}),
            outcome=self.named,
            window=self.window,
            before_contact=MappingProxyType(before),
            replaced=MappingProxyType(replaced),
            unread=MappingProxyType(unread),
            basis=basis,
            weight=partial.weight,
            said=MappingProxyType({asked: said for (_, _, asked), said in zip(self.asked, partial.said, strict=True)}),
            notes=noted(self.notes, basis),
        )

    def _cases(
        self, batch: JourneyBatch
    ) -> tuple[NDArray[np.int64], int, int, NDArray[np.uint8] | None, NDArray[np.int64] | None]:
        """Say in which journey each event lies, -1 for none."""
        made, kept = cut_whole(batch, self.cases, self.events, self.observed_until)
        case = np.full(batch.events, -1, np.int64)
        case[kept] = np.repeat(np.arange(made.batch.journeys), np.diff(made.batch.offsets))
        return case, made.batch.journeys, made.outside_events, made.keys, made.key_numbers

    def _followed(self, batch: JourneyBatch, owner: NDArray[np.int64], contact: NDArray[np.int64]) -> NDArray[np.int8]:
        """Say what became of each contact."""
        shown = np.flatnonzero(self.matcher.outcomes(batch) == self.outcome)
        when = batch.time[contact]
        next_one = earliest(owner[shown], batch.time[shown], owner[contact], when)
        there = next_one >= 0
        came = np.zeros(len(contact), np.bool_)
        came[there] = batch.time[shown[next_one[there]]] - when[there] <= self.window
        until = self.observed_until or 0
        return np.where(when > until - self.window, OPEN, np.where(came, FOLLOWED, NOT)).astype(np.int8)

    def _earlier(
        self,
        batch: JourneyBatch,
        owner: NDArray[np.int64],
        answered: NDArray[np.int64],
        question: Words,
        value: NDArray[np.float64],
        contact: NDArray[np.int64],
    ) -> dict[str, NDArray[np.float64]]:
        """Find, question by question, what the customer had last answered before the contact."""
        found = {}
        for asked in dict.fromkeys(asked for _, _, asked in self.asked):
            of = np.flatnonzero((question.codes == _code(question, asked)) & ~np.isnan(value))
            rows = answered[of]
            last = latest(owner[rows], batch.time[rows], owner[contact], batch.time[contact], same=False)
            found[asked] = np.where(last >= 0, np.append(value[of], np.nan)[last], np.nan)
        return found


def _code(found: Words, name: str) -> int:
    """Give the code of a word, -2 where it does not occur: null is -1."""
    return found.names.index(name) if name in found.names else -2
