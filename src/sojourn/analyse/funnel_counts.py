"""What a funnel means, and how its units are counted and added up."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sojourn import kernels
from sojourn.core.journeys import Basis, JourneyBatch
from sojourn.core.quantiles import BUCKETS, Samples
from sojourn.core.results import note

from .attempts import Attempts, Units
from .funnel_result import FunnelGroup, FunnelResult, FunnelStep, Matured
from .names import Notes, noted
from .retention_births import values_at
from .sketches import merged, regrouped, samples


@dataclass(frozen=True, slots=True, eq=False)
class StepCounts:
    """Counts by row (a value of the breakdown, or the one row of everybody) and by step as listed.

    Attributes:
        reached, customers: (r, s) int64, units that reached the step, and the distinct customers among them.
        open: (r, s) int64, units that got no further and may still.
        high, low: (r * s,) int64, the times to the step summed: their upper and their lower 32 bits.
        times: the times to the step in microseconds; group row * s + step.
    """

    reached: NDArray[np.int64]
    customers: NDArray[np.int64]
    open: NDArray[np.int64]
    high: NDArray[np.int64]
    low: NDArray[np.int64]
    times: Samples

    def plus(self, other: "StepCounts") -> "StepCounts":
        """Add counts of the same rows."""
        return StepCounts(
            self.reached + other.reached,
            self.customers + other.customers,
            self.open + other.open,
            self.high + other.high,
            self.low + other.low,
            merged(self.times, other.times, self.reached.size),
        )

    def moved(self, rows: NDArray[np.int64], count: int) -> "StepCounts":
        """Put row i at rows[i] of `count`; rows that meet are added."""
        width = self.reached.shape[1]
        counts = []
        for array in (self.reached, self.customers, self.open, self.high, self.low):
            moved = np.zeros((count, width), np.int64)
            np.add.at(moved, rows, array.reshape(-1, width))
            counts.append(moved)
        reached, customers, still_open, high, low = counts
        places = (rows[:, None] * width + np.arange(width)).reshape(-1)
        times = regrouped(self.times, places)
        return StepCounts(reached, customers, still_open, high.reshape(-1), low.reshape(-1), times)

    def by_row(self) -> list[Samples]:
        """Give the times of each row on their own, grouped by step."""
        count, width = self.reached.shape
        times, none = self.times, np.zeros(0, np.int64)
        if times.kind == "exact":
            order = np.argsort(times.groups // width, kind="stable")
            groups, values = times.groups[order], times.values[order]
            edges = np.searchsorted(groups // width, np.arange(count + 1))
            return [Samples(groups[a:b] % width, values[a:b], none, none) for a, b in pairwise(edges)]
        span = width * BUCKETS
        edges = np.searchsorted(times.buckets, np.arange(count + 1) * span)
        return [Samples(none, none, times.buckets[a:b] % span, times.counts[a:b]) for a, b in pairwise(edges)]


@dataclass(frozen=True, slots=True, eq=False)
class FunnelCounts:
    """What the units of some batches add up to.

    Attributes:
        whole: all of them, one row.
        matured: (2,) int64, units whose first event of step 1 is at least the window old, and those of them that
            converted.
        values: values of the breakdown by name, null first; empty without a breakdown.
        groups: one row a value, and one more for all others when the values shown were known; None without a breakdown.
    """

    whole: StepCounts
    matured: NDArray[np.int64]
    values: tuple[str | None, ...]
    groups: StepCounts | None


@dataclass(frozen=True, slots=True, eq=False)
class Funnel:
    """What a funnel counts.

    Attempts, windows, ties, exclusions, optional steps, re-entry and openness are those of `Attempts`.

    Reached: units whose attempt that counts got to the step; `customers` are the distinct customers among them. Under
        `every` the units are attempts. Steps never gain: no required step is reached by more than the one before.
    Any order: row k counts units that filled at least k steps.
    Converted: reached the next required step; on the last one, reached it. Open: did not, and still may. Dropped: the
        rest. So reached = converted + dropped + open. Optional steps have none of the three.
    Rates: `rate` of those who entered, `step_rate` of those who reached the required step before; Wilson limits. Both
        are exactly 1 at the first step.
    Matured: of the units whose first event of step 1 is at least `within` old at `observed_until`, how many converted.
        Only for ordered steps with a window and `best`. A unit that began anew since is among them and may be open too.
    Times: from the required step before to this one in the attempt that counts; in any order, from the step filled
        before.
    Breakdown: by the value at the event with which the attempt that counts opens; null is a group of its own.

    Attributes:
        channels: names by code.
        breakdown: a property or `channel`; None for no groups.
        top: groups to show; the rest is one, `other`.
        shown: the values to show, once they are known; the others are then counted as one group from the start.
    """

    attempts: Attempts
    channels: tuple[str, ...]
    breakdown: str | None
    top: int
    shown: tuple[str | None, ...] | None = None

    @property
    def columns(self) -> frozenset[str]:
        """Properties needed beside time, event and channel."""
        own = frozenset() if self.breakdown in (None, "channel") else frozenset({str(self.breakdown)})
        return self.attempts.columns | own

    def partial(self, batch: JourneyBatch) -> FunnelCounts:
        """Count the units of whole customers."""
        units = self.attempts.follow(batch)
        none = np.zeros(0, np.int64)
        values: tuple[str | None, ...] = ()
        groups = None
        if self.breakdown is not None:
            rows, values = values_at(batch, self.breakdown, self.channels, units.first)
            if self.shown is not None:
                place = {value: i for i, value in enumerate(self.shown)}
                rows = np.array([place.get(value, len(place)) for value in values], np.int64)[rows]
                values = self.shown
            groups = self._count(batch, units, rows, len(values) + (self.shown is not None))
        return FunnelCounts(self._count(batch, units, none, 1), self._matured(units), values, groups)

    def merge(self, a: FunnelCounts, b: FunnelCounts) -> FunnelCounts:
        """Add two counts."""
        whole, matured = a.whole.plus(b.whole), a.matured + b.matured
        if a.groups is None or b.groups is None:
            return FunnelCounts(whole, matured, (), None)
        values = a.values if a.values == b.values else tuple(sorted({*a.values, *b.values}, key=_null_first))
        place = {value: i for i, value in enumerate(values)}
        sides = [
            counts if names == values else counts.moved(np.array([place[n] for n in names], np.int64), len(values))
            for counts, names in ((a.groups, a.values), (b.groups, b.values))
        ]
        return FunnelCounts(whole, matured, values, sides[0].plus(sides[1]))

    def finish(self, partial: FunnelCounts, basis: Basis) -> FunnelResult:
        """Turn counts into rates, intervals and quantiles."""
        attempts = self.attempts
        counted = attempts.order == "ordered" and attempts.reentry == "best" and attempts.within is not None
        steps = self._steps(partial.whole, 0, partial.whole.times)
        return FunnelResult(
            basis=basis,
            notes=(*noted(attempts.notes, basis), *self._unknown(partial)),
            order=attempts.order,
            within_seconds=None if attempts.within is None else attempts.within / 1e6,
            step_within_seconds=None if attempts.step_within is None else tuple(w / 1e6 for w in attempts.step_within),
            ties=attempts.ties,
            reentry=attempts.reentry,
            unit={"customer": basis.subject, "gap": "session", "key": basis.cases.key or "journey"}.get(
                basis.cases.by, "journey"
            ),
            censoring="window" if attempts.windowed else "none",
            quantiles=partial.whole.times.kind,
            steps=steps,
            matured=Matured.of(*partial.matured.tolist()) if counted else None,
            breakdown=self.breakdown,
            groups=None if partial.groups is None else self._groups(partial.values, partial.groups),
        )

    def again(self, result: FunnelResult) -> "Funnel | None":
        """Give the question to ask once more, now that it is known which values are shown; None when there is no need.

        A customer with several units may be in several of the groups that `other` puts together, and must count once.
        """
        groups = result.groups or ()
        single = result.basis.cases.by == "customer" and self.attempts.reentry != "every"
        if single or self.shown is not None or not any(group.kind == "other" for group in groups):
            return None
        return replace(self, shown=tuple(group.value for group in groups if group.kind == "value"))

    def members(self, batch: JourneyBatch) -> dict[str, NDArray[Any]]:
        """Give one row a unit that entered.

        Columns: `customer`; `journey_start`, the first event of the journey; `furthest`, the number of the last
        required step reached (in any order: how many were filled); `state`, one of converted, open and dropped; the
        breakdown's `value`, if any; and `step_1`, `step_2`, …, when each step was taken, null where it was not.
        """
        units = self.attempts.follow(batch)
        required = np.array(self.attempts.required, np.int64)
        columns: dict[str, NDArray[Any]] = {
            "customer": batch.customer[units.journey],
            "journey_start": batch.time[batch.offsets[units.journey]].astype("datetime64[us]"),
            "furthest": required[units.furthest - 1] + 1,
            "state": states(units, len(required)),
        }
        if self.breakdown is not None:
            rows, values = values_at(batch, self.breakdown, self.channels, units.first)
            columns["value"] = np.array(values, np.object_)[rows]
        for listed in range(len(self.attempts.steps)):
            columns[f"step_{listed + 1}"] = self._taken(batch, units, listed)
        return columns

    def _taken(self, batch: JourneyBatch, units: Units, listed: int) -> NDArray[np.datetime64]:
        """Give when each unit took a step."""
        taken = np.full(len(units.journey), np.datetime64("NaT"), "datetime64[us]")
        if listed in self.attempts.optional:
            events = units.options[:, self.attempts.optional.index(listed)]
            there = events >= 0
            taken[there] = batch.time[events[there]].astype("datetime64[us]")
        else:
            number = self.attempts.required.index(listed)
            there = units.furthest > number
            taken[there] = batch.time[units.where[units.offsets[:-1][there] + number]].astype("datetime64[us]")
        return taken

    def _matured(self, units: Units) -> NDArray[np.int64]:
        """Count the units that first began a window or more before the end, and those of them that converted."""
        attempts = self.attempts
        if attempts.within is None or attempts.observed_until is None:
            return np.zeros(2, np.int64)
        up = units.opened <= attempts.observed_until - attempts.within
        return np.array([up.sum(), (up & (units.furthest == len(attempts.required))).sum()], np.int64)

    def _count(self, batch: JourneyBatch, units: Units, rows: NDArray[np.int64], count: int) -> StepCounts:
        """Count units by row; no rows put all into one."""
        attempts = self.attempts
        width, required = len(attempts.steps), np.array(attempts.required, np.int64)
        cells = count * (len(required) + 1)
        place = units.furthest.astype(np.int64)
        if len(rows):
            place += rows * (len(required) + 1)
        reached, customers, still_open = (np.zeros((count, width), np.int64) for _ in range(3))
        counted = np.bincount(place, minlength=cells).reshape(count, -1)
        reached[:, required] = _upwards(counted)[:, 1:]
        still_open[:, required] = np.bincount(place[units.open], minlength=cells).reshape(count, -1)[:, 1:]
        who = batch.customer[units.journey]
        if np.all(who[1:] > who[:-1]):
            customers[:, required] = reached[:, required]
        else:
            people, furthest = _furthest_by_customer(who, rows, units.furthest)
            per = np.bincount(people * (len(required) + 1) + furthest, minlength=cells).reshape(count, -1)
            customers[:, required] = _upwards(per)[:, 1:]
        groups, values, high, low = kernels.moves(batch.time, units.where, units.furthest, rows, required, width, count)
        for column, listed in enumerate(attempts.optional):
            extra = self._option(batch, units, rows, column, listed)
            took, row = extra[0], extra[1]
            reached[:, listed] = np.bincount(row, minlength=count)
            pairs = np.unique(np.stack([row, who[took]]), axis=1)
            customers[:, listed] = np.bincount(pairs[0], minlength=count)
            np.add.at(high, row * width + listed, extra[2] >> 32)
            np.add.at(low, row * width + listed, extra[2] & 0xFFFFFFFF)
            groups, values = np.concatenate([groups, row * width + listed]), np.concatenate([values, extra[2]])
        return StepCounts(reached, customers, still_open, high, low, samples(values, groups, count * width))

    def _option(
        self, batch: JourneyBatch, units: Units, rows: NDArray[np.int64], column: int, listed: int
    ) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
        """Give the units that took an optional step, their rows, and their times from the required step before."""
        events = units.options[:, column]
        took = np.flatnonzero(events >= 0)
        before = sum(i < listed for i in self.attempts.required)
        since = batch.time[units.where[units.offsets[took] + before - 1]]
        row = rows[took] if len(rows) else np.zeros(len(took), np.int64)
        return took, row, batch.time[events[took]] - since

    def _steps(self, counts: StepCounts, row: int, times: Samples) -> tuple[FunnelStep, ...]:
        """Make the steps of a row; `times` are those of the row, grouped by step alone."""
        attempts = self.attempts
        width, required = len(attempts.steps), attempts.required
        found = []
        for listed, step in enumerate(attempts.steps):
            group = row * width + listed
            later = [int(counts.reached[row, i]) for i in required if i > listed]
            earlier = [int(counts.reached[row, i]) for i in required if i < listed]
            reached = int(counts.reached[row, listed])
            anyhow = attempts.order == "any"
            found.append(
                FunnelStep.of(
                    number=listed + 1,
                    event=None if anyhow else step.label,
                    label=f"any {listed + 1} of {width}" if anyhow else None,
                    optional=step.optional,
                    reached=reached,
                    customers=int(counts.customers[row, listed]),
                    converted=None if step.optional else later[0] if later else reached,
                    still_open=None if step.optional else int(counts.open[row, listed]),
                    entered=int(counts.reached[row, 0]),
                    before=earlier[-1] if earlier else None,
                    total=(int(counts.high[group]) << 32) + int(counts.low[group]),
                    quantiles=times.quantiles(listed, (0.5, 0.1, 0.25, 0.75, 0.9)) if listed else None,
                )
            )
        return tuple(found)

    def _unknown(self, partial: FunnelCounts) -> Notes:
        """Say so when the breakdown is known of nobody at the event that opens the attempt."""
        entered = int(partial.whole.reached[0, 0])
        if (
            partial.groups is None
            or self.breakdown is None
            or not entered
            or any(value is not None and partial.groups.reached[row, 0] for row, value in enumerate(partial.values))
        ):
            return ()
        first = self.attempts.steps[self.attempts.required[0]].label
        message = (
            f"{self.breakdown} is not known at {first}, the event that opens the attempt, for {entered:,} of"
            f" {entered:,} units; another step may carry it"
        )
        return (note("breakdown_unknown", message, property=self.breakdown, units=entered),)

    def _groups(self, values: Sequence[str | None], counts: StepCounts) -> tuple[FunnelGroup, ...]:
        """Make the largest groups, and the others together."""
        entered = counts.reached[: len(values), 0]
        ranked = sorted(np.flatnonzero(entered).tolist(), key=lambda i: (-entered[i], _null_first(values[i])))
        shown = ranked[: self.top]
        rows = np.full(len(counts.reached), len(shown), np.int64)
        rows[shown] = np.arange(len(shown))
        placed = counts.moved(rows, len(shown) + 1)
        times = placed.by_row()
        groups = [FunnelGroup(values[i], "value", self._steps(placed, row, times[row])) for row, i in enumerate(shown)]
        if placed.reached[len(shown), 0]:
            groups.append(FunnelGroup(None, "other", self._steps(placed, len(shown), times[-1])))
        return tuple(groups)


def states(units: Units, required: int) -> NDArray[np.str_]:
    """Name what became of each unit: converted, open or dropped."""
    return np.where(units.furthest == required, "converted", np.where(units.open, "open", "dropped"))


def _furthest_by_customer(
    who: NDArray[np.int64], rows: NDArray[np.int64], furthest: NDArray[np.int32]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Give, for each customer of each row, the row and the furthest step."""
    rows = rows if len(rows) else np.zeros(len(who), np.int64)
    order = np.lexsort((who, rows))
    rows, who, far = rows[order], who[order], furthest[order].astype(np.int64)
    starts = np.flatnonzero(np.concatenate([[True], (rows[1:] != rows[:-1]) | (who[1:] != who[:-1])]))
    return rows[starts], np.maximum.reduceat(far, starts)


def _upwards(counts: NDArray[np.int64]) -> NDArray[np.int64]:
    """Sum each row from the right: those who stopped at k or later."""
    return np.cumsum(counts[:, ::-1], axis=1)[:, ::-1]


def _null_first(name: str | None) -> tuple[bool, str]:
    """Order names with null first."""
    return (name is not None, name or "")
