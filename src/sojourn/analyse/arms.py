"""Arms of experiments: how many customers were assigned to each, and after how many the outcome followed."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from sojourn.core.analysis import Journeys
from sojourn.core.durations import microseconds
from sojourn.core.expectation import Expectation, Rule
from sojourn.core.journeys import Basis, Cases, JourneyBatch

from .answers_read import words
from .attempts import Duration
from .latest import earliest
from .matching import Matcher, matcher
from .matching_names import as_kept
from .ratings import outcome_of

ASSIGNED = "experiment.assigned"
"""The event that says in which arm of which experiment a customer is."""

Counts = Mapping[tuple[str, str], NDArray[np.int64]]
"""By experiment and arm: customers whose window is over, of these with the outcome, those whose window is still open,
and those who were later assigned to another arm as well."""


@dataclass(frozen=True, slots=True)
class Arm:
    """What became of those assigned to one arm, treated or not.

    Attributes:
        n, followed: customers whose window is over, and those of them with the outcome.
        open: customers whose window is still open, left out.
        also: of all of them, those who were later assigned to another arm too; they count in the first.
    """

    experiment: str
    arm: str
    n: int
    followed: int
    open: int
    also: int


@dataclass(frozen=True, slots=True)
class CollectArms:
    """Count customers by their first assignment in each experiment: everyone assigned counts, treated or not.

    Followed: an event shows the outcome after the assignment, within the window, in whichever journey. A window that
    ends after the observed span is open, whether or not the outcome has followed.
    """

    matcher: Matcher
    outcome: int
    code: int
    experiment: str
    arm: str
    window: int
    observed_until: int | None

    @property
    def columns(self) -> frozenset[str]:
        """Properties needed beside time and event."""
        return self.matcher.columns | {self.experiment, self.arm}

    def partial(self, batch: JourneyBatch) -> Counts:
        """Count the customers of a batch, each one journey in it."""
        rows = np.flatnonzero(batch.event == self.code)
        if not len(rows):
            return {}
        owner = np.repeat(np.arange(batch.journeys, dtype=np.int64), np.diff(batch.offsets))
        of, into = words(batch, self.experiment, rows, ()), words(batch, self.arm, rows, ())
        known = (of.codes >= 0) & (into.codes >= 0)
        rows, experiment, arm = rows[known], of.codes[known], into.codes[known]
        _, first, group = np.unique(
            np.stack([owner[rows], experiment], axis=1), axis=0, return_index=True, return_inverse=True
        )
        other = np.bincount(group.reshape(-1), arm != arm[first][group.reshape(-1)], minlength=len(first)) > 0
        shown = np.flatnonzero(self.matcher.outcomes(batch) == self.outcome)
        when = batch.time[rows[first]]
        found = earliest(owner[shown], batch.time[shown], owner[rows[first]], when)
        there = found >= 0
        came = np.zeros(len(first), np.bool_)
        came[there] = batch.time[shown[found[there]]] - when[there] <= self.window
        still = when > (self.observed_until or 0) - self.window
        counts: dict[tuple[str, str], NDArray[np.int64]] = {}
        for one, two in {*zip(experiment[first].tolist(), arm[first].tolist(), strict=True)}:
            own = (experiment[first] == one) & (arm[first] == two)
            counts[of.names[one], into.names[two]] = np.array(
                [(own & ~still).sum(), (own & ~still & came).sum(), (own & still).sum(), (own & other).sum()], np.int64
            )
        return counts

    def merge(self, a: Counts, b: Counts) -> Counts:
        """Add up."""
        none = np.zeros(4, np.int64)
        return {key: a.get(key, none) + b.get(key, none) for key in {**a, **b}}

    def finish(self, partial: Counts, basis: Basis) -> tuple[Arm, ...]:
        """Give the arms, sorted by experiment and name."""
        return tuple(Arm(*key, *(int(each) for each in partial[key])) for key in sorted(partial))


def arms(
    journeys: Journeys,
    expectation: Expectation,
    *,
    outcome: str | Rule | None = None,
    window: Duration = "90d",
    event: str = ASSIGNED,
    experiment: str = "experiment",
    arm: str = "arm",
) -> tuple[Arm, ...]:
    """Count the customers in each arm of each experiment, and after how many assignments the outcome followed.

    Who was assigned to several arms of one experiment counts in the first, which chance chose, whatever came later;
    `Arm.also` says how many they are.

    Args:
        journeys, expectation, outcome, window: as for `ratings`.
        event: the event that assigns.
        experiment, arm: its properties.

    Raises:
        InvalidInput: an outcome that nothing shows.

    Cost: O(events log events).
    """
    source = journeys.source
    if event not in source.events or not {experiment, arm} <= set(source.properties):
        return ()
    _, shown, place = outcome_of(expectation, outcome)
    kept = as_kept(replace(expectation, outcomes=shown), source.properties)
    spec = CollectArms(
        matcher=matcher(kept, source.events, source.channels, source.properties),
        outcome=place,
        code=source.events.index(event),
        experiment=experiment,
        arm=arm,
        window=microseconds(window),
        observed_until=journeys.observed_until,
    )
    return journeys.engine.run(replace(journeys, cases=Cases(), collapse=False), spec)
