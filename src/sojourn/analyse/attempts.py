"""Attempts at a sequence of steps: what one is, which one of a journey counts, and when one may still go on."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from sojourn import kernels
from sojourn.core.analysis import Journeys
from sojourn.core.durations import microseconds
from sojourn.core.errors import InvalidInput
from sojourn.core.journeys import JourneyBatch

from .names import Notes, unknown
from .steps import Lookup, Matcher, Step, mentioned, step, steps, tellable

Duration = str | timedelta
Order = Literal["ordered", "strict", "any"]
Ties = Literal["either", "recorded", "apart"]
Reentry = Literal["best", "first", "every"]

LONGEST = 2**62 - 1
"""No window is longer, so that kernels can subtract without overflow."""

Ragged = tuple[NDArray[np.int32], NDArray[np.int32]]

_TIES = {"either": 0, "recorded": 1, "apart": 2}
_REENTRY = {"best": 0, "first": 1, "every": 2}
_EXCLUSION = re.compile(r"(.+):(\d+)-(\d+)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Exclusion:
    """An event that ends an attempt when it comes after step `after` and before step `before`, numbered from 1."""

    event: Step
    after: int
    before: int


@dataclass(frozen=True, slots=True, eq=False)
class Units:
    """The attempts that count, in the order of journeys.

    Attributes:
        journey: (u,) int64, the journey of each.
        furthest: (u,) int32, required steps reached, at least 1.
        open: (u,) bool, whether the next step may still be reached.
        opened: (u,) int64, time of the unit's first event of step 1.
        offsets: (u + 1,) int64, where the events of each start in `where`.
        where: (sum of furthest,) int64, the event that fills each required step reached.
        options: (u, optional steps) int64, the event that fills each optional step, -1 for none.
    """

    journey: NDArray[np.int64]
    furthest: NDArray[np.int32]
    open: NDArray[np.bool_]
    opened: NDArray[np.int64]
    offsets: NDArray[np.int64]
    where: NDArray[np.int64]
    options: NDArray[np.int64]

    @property
    def first(self) -> NDArray[np.int64]:
        """The event with which each attempt opens."""
        return self.where[self.offsets[:-1]]


@dataclass(frozen=True, slots=True, eq=False)
class Attempts:
    """What counts as taking the steps.

    Unit: a journey as the case rule cuts it.
    Attempt: a chain of distinct events, one for each required step from the first on; one event fills one step.
    Order: `ordered` lets other events lie between. `strict` wants the very next event of the journey for each step.
        `any` takes the steps in whatever order; it goes k steps far when distinct events fill k of them.
    Windows: `within` limits the time from the first event of the attempt to its last, `step_within` each move; an event
        exactly at the limit is in.
    Ties: events of a journey at one instant. `either` reads them in whatever order serves the attempt, `recorded` as
        they were recorded, `apart` wants the next step strictly later. `any` has no use for a rule.
    Exclusions: an attempt that has reached step `after`, and not yet step `before`, ends when the event comes strictly
        between two of its required events: in recorded order under `recorded`, else strictly between in time.
    Re-entry: `best` takes the attempt that gets furthest; among equals the one that gets there first; among those the
        one that starts latest, then takes the second step latest, and so on. `first` knows only attempts that open with
        the first event of step 1 (or, unless strict, with another at its instant, under `either` and `apart`). `every`
        counts attempts one after another: while one can still go on, further events of step 1 open none. The next opens
        after the event that converted it (after its instant, unless ties are `recorded`), or once its windows have
        closed or an exclusion has ended it.
    Choice among events of one instant: the earliest recorded, step by step, that leave room for the steps that follow.
    Optional steps never decide about required ones. One is reached when an event that fills no other step lies between
        its required neighbours in the attempt that counts, by the rule for ties; or, when the attempt ends at the
        neighbour before it, after that one and within the windows. They take events in the order listed, each the
        earliest free one.
    Open: the last step was not reached, and some attempt that is neither excluded nor broken off (strict) started less
        than `within` before `observed_until`, and made its last move less than its step window before; and the journey
        is not closed. Without any window nothing is open.

    Attributes:
        steps: all of them as listed.
        required: places in `steps` of those that are not optional.
        within, step_within: microseconds, None for no window.
        observed_until: the last instant for which data are complete; None when there are no data.
    """

    steps: tuple[Step, ...]
    within: int | None
    step_within: tuple[int, ...] | None
    order: Order
    ties: Ties | None
    reentry: Reentry
    exclude: tuple[Exclusion, ...]
    observed_until: int | None
    matcher: Matcher
    options: Matcher
    notes: Notes = ()

    @property
    def required(self) -> tuple[int, ...]:
        """Places of the required steps in the list."""
        return tuple(i for i, each in enumerate(self.steps) if not each.optional)

    @property
    def optional(self) -> tuple[int, ...]:
        """Places of the optional steps in the list."""
        return tuple(i for i, each in enumerate(self.steps) if each.optional)

    @property
    def windowed(self) -> bool:
        """Whether any window is set."""
        return self.within is not None or self.step_within is not None

    @property
    def columns(self) -> frozenset[str]:
        """Properties needed beside time, event and channel."""
        return self.matcher.columns | self.options.columns

    def follow(self, batch: JourneyBatch) -> Units:
        """Find the attempts that count."""
        lookup = self.matcher.lookup(batch)
        within = -1 if self.within is None else min(self.within, LONGEST)
        until = 0 if self.observed_until is None else self.observed_until
        if self.order == "any":
            found = kernels.gatherings(
                batch.offsets,
                batch.status,
                batch.time,
                lookup.codes,
                lookup.table,
                np.array([len(met) for met in lookup.classes], np.int32),
                len(self.required),
                within,
                until,
                _REENTRY[self.reentry],
            )
        else:
            fills, (step_first, step_list), (bar_first, bar_list) = self._table(lookup)
            place = {listed + 1: i + 1 for i, listed in enumerate(self.required)}
            found = kernels.attempts(
                batch.offsets,
                batch.status,
                batch.time,
                lookup.codes,
                lookup.table,
                step_first,
                step_list,
                fills,
                bar_first,
                bar_list,
                np.array([place[each.after] for each in self.exclude], np.int32),
                np.array([place[each.before] for each in self.exclude], np.int32),
                self._moves(),
                within,
                until,
                self.order == "strict",
                _TIES[self.ties or "either"],
                _REENTRY[self.reentry],
                tellable([self.steps[i] for i in self.required]),
            )
        journey, furthest, still_open, opened, where = found
        offsets = np.zeros(len(journey) + 1, np.int64)
        np.cumsum(furthest, out=offsets[1:])
        options = np.zeros((len(journey), 0), np.int64)
        if self.optional:
            options = self._options(batch, journey, furthest, where, offsets)
        return Units(journey, furthest, still_open, opened, offsets, where, options)

    def _moves(self) -> NDArray[np.int64]:
        """Give the windows of the moves, none for none."""
        return np.array([min(each, LONGEST) for each in self.step_within or ()], np.int64)

    def _table(self, lookup: Lookup) -> tuple[NDArray[np.uint8], Ragged, Ragged]:
        """Lay out which class of events fills which required steps, and which exclusions it triggers."""
        count = len(self.required)
        filled = [[c + 1 for c in reversed(met) if c < count] for met in lookup.classes]
        barred = [[c - count for c in met if c >= count] for met in lookup.classes]
        fills = np.zeros((len(lookup.classes), count + 1), np.uint8)
        for kind, numbers in enumerate(filled):
            fills[kind, numbers] = 1
        return fills, _ragged(filled), _ragged(barred)

    def _options(
        self,
        batch: JourneyBatch,
        journey: NDArray[np.int64],
        furthest: NDArray[np.int32],
        where: NDArray[np.int64],
        offsets: NDArray[np.int64],
    ) -> NDArray[np.int64]:
        """Find the events of the optional steps."""
        lookup = self.options.lookup(batch)
        fills = np.zeros((len(lookup.classes), len(self.optional)), np.uint8)
        for kind, met in enumerate(lookup.classes):
            fills[kind, list(met)] = 1
        after = np.array([sum(i < listed for i in self.required) for listed in self.optional], np.int32)
        within = -1 if self.within is None else min(self.within, LONGEST)
        return kernels.optional_events(
            batch.offsets,
            batch.time,
            lookup.codes,
            lookup.table,
            fills,
            after,
            self._moves(),
            within,
            1 if self.order == "strict" else _TIES[self.ties or "either"],
            journey,
            furthest,
            where,
            offsets,
        )


def attempts(
    journeys: Journeys,
    wanted: Sequence[str | Step],
    *,
    within: Duration | None,
    step_within: Duration | Sequence[Duration] | None,
    order: str,
    ties: str | None,
    reentry: str,
    exclude: Sequence[str | Mapping[str, Any] | Exclusion],
) -> Attempts:
    """Check what was asked and look its names up.

    Raises:
        InvalidInput: no step, an optional first or last one, an option or exclusion that cannot be, or a property that
            events do not have.
    """
    listed = steps(wanted)
    _check(listed, order, ties, reentry)
    barred = tuple(_exclusion(each, listed) for each in exclude)
    moves = _moves(step_within, sum(not each.optional for each in listed))
    if order == "any" and (barred or moves is not None or any(each.optional for each in listed)):
        raise InvalidInput(
            "steps in any order have no moves, so exclusions, optional steps and step windows mean nothing for them",
            code="bad-order",
            hint="leave them out, or use order ordered",
        )
    if order == "any" and not tellable(listed):
        raise InvalidInput(
            "in any order, two steps must be the same or such that no event fills both",
            code="bad-order",
            hint="make the conditions of the steps equal or disjoint",
        )
    conditions = [each for each in listed if not each.optional] + [each.event for each in barred]
    return Attempts(
        steps=listed,
        within=None if within is None else microseconds(within),
        step_within=moves,
        order=order,  # type: ignore[arg-type]  # checked above
        ties=None if order == "any" else ties or ("recorded" if order == "strict" else "either"),  # type: ignore[arg-type]  # as above
        reentry=reentry,  # type: ignore[arg-type]  # as above
        exclude=barred,
        observed_until=journeys.observed_until,
        matcher=Matcher.of(conditions, journeys.source),
        options=Matcher.of([each for each in listed if each.optional], journeys.source),
        notes=unknown(mentioned([*listed, *(each.event for each in barred)]), journeys.source.events),
    )


def _check(listed: tuple[Step, ...], order: str, ties: str | None, reentry: str) -> None:
    """Refuse steps and rules that cannot be."""
    if not listed:
        raise InvalidInput("a funnel needs at least one step", code="no-step", hint="name the events in order")
    if listed[0].optional or listed[-1].optional:
        raise InvalidInput(
            "the first and the last step cannot be optional", code="bad-step", hint="leave their question marks out"
        )
    for what, value, allowed in (
        ("order", order, ("ordered", "strict", "any")),
        ("ties", ties, (None, "either", "recorded", "apart")),
        ("reentry", reentry, ("best", "first", "every")),
    ):
        if value not in allowed:
            raise InvalidInput(
                f"{value!r} is no rule for {what}",
                code=f"bad-{what}",
                hint=f"use {', '.join(each for each in allowed if each)}",
            )
    if order == "strict" and ties == "either":
        raise InvalidInput(
            "strict steps follow each other in the recorded order, so ties cannot be read either way",
            code="bad-ties",
            hint="use ties recorded or apart",
        )
    if order == "any" and ties is not None:
        raise InvalidInput("steps in any order need no rule for ties", code="bad-ties", hint="leave ties out")


def _moves(step_within: Duration | Sequence[Duration] | None, required: int) -> tuple[int, ...] | None:
    """Read the windows of the moves; a single one is for every move."""
    if step_within is None or (not isinstance(step_within, str | timedelta) and not step_within):
        return None
    if isinstance(step_within, timedelta):
        step_within = [step_within]
    parts = step_within.split(",") if isinstance(step_within, str) else step_within
    moves = tuple(microseconds(part) for part in parts)
    if len(moves) == 1:
        moves *= max(required - 1, 1)
    if len(moves) != required - 1:
        raise InvalidInput(
            f"{required} required steps have {required - 1} moves, and {len(moves)} windows were given for them",
            code="bad-step-within",
            hint="give one duration for all moves, or one for each, such as 1d,12h for three steps",
        )
    return moves


def _exclusion(given: str | Mapping[str, Any] | Exclusion, listed: tuple[Step, ...]) -> Exclusion:
    """Read an exclusion: `EVENT:a-b`, or a mapping with event, after and before."""
    hint = "write EVENT:2-4 for an event that may not come between step 2 and step 4"
    if isinstance(given, str):
        match = _EXCLUSION.fullmatch(given)
        if match is None:
            raise InvalidInput(f"{given!r} does not say between which steps", code="bad-exclusion", hint=hint)
        given = {"event": match[1], "after": int(match[2]), "before": int(match[3])}
    if not isinstance(given, Exclusion):
        if set(given) != {"event", "after", "before"}:
            raise InvalidInput("an exclusion has event, after and before", code="bad-exclusion", hint=hint)
        event = given["event"]
        found = Exclusion(event if isinstance(event, Step) else step(event), int(given["after"]), int(given["before"]))
    else:
        found = given
    fine = 1 <= found.after < found.before <= len(listed)
    if not fine or listed[found.after - 1].optional or listed[found.before - 1].optional:
        raise InvalidInput(
            f"steps {found.after} and {found.before} are not two required steps in order, of {len(listed)} steps",
            code="bad-exclusion",
            hint=hint,
        )
    return found


def _ragged(lists: Sequence[Sequence[int]]) -> Ragged:
    """Lay lists out one after another: where each starts, and all numbers."""
    first = np.zeros(len(lists) + 1, np.int32)
    np.cumsum([len(numbers) for numbers in lists], out=first[1:])
    return first, np.array([number for numbers in lists for number in numbers], np.int32)
