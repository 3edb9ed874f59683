"""Contacts with steps, and which answers came after one: an answer cannot be about what was still to come."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from sojourn.core.expectation import Expectation
from sojourn.core.journeys import Cases, JourneyBatch, Numbers

from .cases import Cut, cut
from .latest import latest
from .matching import Matcher

ROW = "·row"
"""The column that tells where an event stood before journeys were cut."""


@dataclass(frozen=True, slots=True, eq=False)
class Contacts:
    """Which events are contacts with a step.

    Contact: an event of the same customer that fits the step, done or failed, in whichever journey or in none. An event
    that carries an answer is no contact. An answer is about a step when a contact stands at or before its instant.

    Attributes:
        matcher: says which step an event means.
        steps: ids and places of the steps; none that nothing but answers show.
        code: the event that carries answers; -1 for none.
    """

    matcher: Matcher
    steps: tuple[tuple[str, int], ...]
    code: int

    def of(self, batch: JourneyBatch, symbols: NDArray[np.int32], step: int) -> NDArray[np.int64]:
        """Find the contacts with a step among the events of whole customers."""
        # Symbols below 0 mean no step; counted from the end they find the two entries that are added.
        fits = np.array([*(step in meaning.steps for meaning in self.matcher.meanings), False, False], np.bool_)
        return np.flatnonzero(fits[symbols] & (batch.event != self.code))

    def met(self, batch: JourneyBatch, rows: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Say which steps the customer had met at each of some events: (steps, rows).

        Args:
            batch: one journey a customer.
        """
        owner = np.repeat(np.arange(batch.journeys, dtype=np.int64), np.diff(batch.offsets))
        symbols = self.matcher.symbols(batch)
        found = np.zeros((len(self.steps), len(rows)), np.bool_)
        for place, (_, step) in enumerate(self.steps):
            own = self.of(batch, symbols, step)
            found[place] = latest(owner[own], batch.time[own], owner[rows], batch.time[rows]) >= 0
        return found


def contacts_of(expectation: Expectation, matcher: Matcher, events: Sequence[str], answering: str) -> Contacts:
    """Say which events are contacts with the steps of an expectation.

    A step that nothing but answers show is left out: whoever answers is there.
    """
    named = {
        step.id: {name for point in step.points for rule in (*point.rules, *point.failures) for name in rule.events}
        for step in expectation.steps
    }
    steps = tuple((step.id, place) for place, step in enumerate(expectation.steps) if not named[step.id] <= {answering})
    return Contacts(matcher, steps, events.index(answering) if answering in events else -1)


def cut_whole(
    batch: JourneyBatch, cases: Cases, events: tuple[str, ...], until: int | None
) -> tuple[Cut, NDArray[np.int64]]:
    """Cut whole customers into journeys, and say where each event of a journey stood before."""
    rows = np.arange(batch.events, dtype=np.int64)
    whole = replace(batch, columns={**batch.columns, ROW: Numbers(rows, None)})
    made = cut(whole, cases=cases, events=events, observed_until=until)
    kept = made.batch.columns[ROW]
    assert isinstance(kept, Numbers)
    return made, kept.values.astype(np.int64)
