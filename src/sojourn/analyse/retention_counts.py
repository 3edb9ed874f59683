"""What retention means: births, returns and cells, and how they are counted and added up."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sojourn import kernels
from sojourn.core.journeys import Basis, JourneyBatch

from .calendar import Calendar
from .names import noted
from .retention_births import (
    Births,
    Rows,
    births,
    rows,
    values_at,
)
from .retention_result import RetentionCell, RetentionCohort, RetentionGroup, RetentionResult

MOST_CELLS = 100_000
"""Cells of a calendar up to which every period has its row from the start; above, births are found first."""


@dataclass(frozen=True, slots=True, eq=False)
class RetentionCounts:
    """What the customers of some batches add up to: one row for each breakdown value and birth period that occur.

    Without a breakdown there may be rows without births while batches are added up.

    Attributes:
        names: values of the breakdown by name, null first; `(None,)` without a breakdown.
        group: (r,) int64, which of `names`; rows ascend by group, then period.
        period: (r,) int64, the birth period's place in the calendar; 0 for rolling periods.
        size: (r,) int64, births.
        earliest: (r,) int64, the first of the births.
        returned: (r, D + 1) int64. Bounded: births with a return at that distance. Unbounded: births whose longest
            distance it is. Rolling: no further than what was wholly observed of the birth.
        observed: (r, D + 1) int64, rolling only: births whose last wholly observed period it is, cut to D. Else (r, 0).
    """

    names: tuple[str | None, ...]
    group: NDArray[np.int64]
    period: NDArray[np.int64]
    size: NDArray[np.int64]
    earliest: NDArray[np.int64]
    returned: NDArray[np.int64]
    observed: NDArray[np.int64]

    def inhabited(self) -> "RetentionCounts":
        """Leave out rows without births."""
        some = self.size > 0
        return RetentionCounts(
            self.names,
            self.group[some],
            self.period[some],
            self.size[some],
            self.earliest[some],
            self.returned[some],
            self.observed[some],
        )


@dataclass(frozen=True, slots=True, eq=False)
class Retention:
    """What returning means here.

    Birth: the customer's first `start` event. With `cohorts="every"` a customer is born once in each period with a
        start event, at the first one in it, and belongs to each of those cohorts.
    Return: a `returning` event that comes at or after the birth in recorded order. The birth itself counts if it
        matches, so that with equal events everyone returns in period 0.
    Calendar periods: local dates, weeks or months in the time zone, daylight saving included; period k is the k-th
        after the one of the birth, which is period 0 however late in it the birth was.
    Rolling periods: period k is from birth + k·P to just before birth + (k+1)·P, and there is one cohort, `all`.
    Bounded: returned in period k. Unbounded: in period k or later, as far as data reach.
    Complete: the period is over for every member by `observed_until`. Cells that have begun for no member are left out.
    Eligible: calendar cells keep all members, rolling ones those whose own period k has been wholly observed.
    Overall: complete calendar cells together, or the rolling ones as they are.
    Breakdown: by the value at the birth event; null is a group of its own.
    Ties: recorded order decides whether a return at the instant of the birth comes after it.

    Attributes:
        roles: (names,) uint8 by event code, what an event is: bit 1 a start, bit 2 a return.
        channels: names by code, as the source has them.
        calendar: the periods of the observed span; one period for rolling.
        rolling: length of a rolling period in microseconds, None for a calendar.
        observed_until: the last instant for which data are complete; None when there are no data.
    """

    roles: NDArray[np.uint8]
    channels: tuple[str, ...]
    start: tuple[str, ...]
    returning: tuple[str, ...]
    calendar: Calendar
    period: str | None
    rolling: int | None
    periods: int
    every: bool
    bounded: bool
    observed_until: int | None
    time_zone: str | None
    week_starts: str | None
    breakdown: str | None
    top: int
    notes: tuple[Mapping[str, Any], ...] = ()

    @property
    def columns(self) -> frozenset[str]:
        """Properties needed beside time, event and channel."""
        return frozenset() if self.breakdown in (None, "channel") else frozenset({str(self.breakdown)})

    def partial(self, batch: JourneyBatch) -> RetentionCounts:
        """Count births and returns of whole customers."""
        cells = self.calendar.periods * (self.periods + 1)
        if self.every or self.breakdown is not None or cells > MOST_CELLS:
            return self._count(batch, marks=False)[0]
        shape = (self.calendar.periods, self.periods + 1)
        size, earliest = np.zeros(shape[0], np.int64), np.full(shape[0], np.iinfo(np.int64).max)
        returned, observed = np.zeros(shape, np.int64), np.zeros(shape if self.rolling else (shape[0], 0), np.int64)
        kernels.retention_cohorts(
            batch.offsets, batch.time, batch.event, self.roles, self.calendar.starts, self.rolling or 0,
            self.observed_until or 0, self.bounded, size, earliest, returned, observed,
        )  # fmt: skip
        # Periods without births stay for now: so all batches have the same rows, and adding them up is no search.
        group, period = np.zeros(shape[0], np.int64), np.arange(shape[0], dtype=np.int64)
        return RetentionCounts((None,), group, period, size, earliest, returned, observed)

    def merge(self, a: RetentionCounts, b: RetentionCounts) -> RetentionCounts:
        """Add two counts."""
        if a.names == b.names and np.array_equal(a.group, b.group) and np.array_equal(a.period, b.period):
            earliest = np.minimum(a.earliest, b.earliest)
            return RetentionCounts(
                a.names, a.group, a.period, a.size + b.size, earliest, a.returned + b.returned, a.observed + b.observed
            )
        names = a.names if a.names == b.names else tuple(sorted({*a.names, *b.names}, key=_null_first))
        place = {name: i for i, name in enumerate(names)}
        keys = np.concatenate(
            [
                np.array([place[name] for name in x.names], np.int64)[x.group] * self.calendar.periods + x.period
                for x in (a, b)
            ]
        )
        used, row = np.unique(keys, return_inverse=True)
        row = row.reshape(-1)
        size = np.zeros(len(used), np.int64)
        earliest = np.full(len(used), np.iinfo(np.int64).max)
        returned = np.zeros((len(used), self.periods + 1), np.int64)
        observed = np.zeros((len(used), a.observed.shape[1]), np.int64)
        np.add.at(size, row, np.concatenate([a.size, b.size]))
        np.minimum.at(earliest, row, np.concatenate([a.earliest, b.earliest]))
        np.add.at(returned, row, np.concatenate([a.returned, b.returned]))
        np.add.at(observed, row, np.concatenate([a.observed, b.observed]))
        spans = self.calendar.periods
        return RetentionCounts(names, used // spans, used % spans, size, earliest, returned, observed)

    def finish(self, partial: RetentionCounts, basis: Basis) -> RetentionResult:
        """Turn counts into rates with their intervals."""
        partial = partial.inhabited()
        everyone = self._cohorts(partial, np.ones(len(partial.group), np.bool_))
        return RetentionResult(
            basis=basis,
            notes=noted(self.notes, basis),
            start=self.start,
            returning=self.returning,
            mode="calendar" if self.rolling is None else "rolling",
            period=self.period,
            period_seconds=None if self.rolling is None else self.rolling / 1e6,
            cohorts_by="every" if self.every else "first",
            bounded=self.bounded,
            time_zone=self.time_zone,
            week_starts=self.week_starts,
            cohorts=everyone,
            overall=self._overall(everyone),
            breakdown=self.breakdown,
            groups=None if self.breakdown is None else self._groups(partial),
        )

    def members(self, batch: JourneyBatch) -> dict[str, NDArray[Any]]:
        """Give one row a birth: the customers behind every cell.

        Columns: `customer`; `cohort` as in the result; `born`, the instant in UTC; the breakdown's `value`, if any; and
        `period_0`, `period_1`, … with 1 for returned, 0 for eligible but not returned, -1 for not counted in that cell.
        """
        _, born, row, marks = self._count(batch, marks=True)
        times = batch.time[born.event]
        allowed = self._limits(born, times)
        if not self.bounded:
            marks = np.maximum.accumulate(marks[:, ::-1], axis=1)[:, ::-1]
        columns: dict[str, NDArray[Any]] = {
            "customer": batch.customer[born.journey],
            "cohort": np.array(self.calendar.labels, np.str_)[born.period],
            "born": times.astype("datetime64[us]"),
        }
        if self.breakdown is not None:
            columns["value"] = np.array(row.names, np.object_)[row.group[row.of]]
        for k in range(self.periods + 1):
            columns[f"period_{k}"] = np.where(k <= allowed, marks[:, k].astype(np.int8), np.int8(-1))
        return columns

    def _count(self, batch: JourneyBatch, *, marks: bool) -> tuple[RetentionCounts, Births, Rows, NDArray[np.uint8]]:
        """Run the kernels: counts for results, marks for members."""
        starts = self.calendar.starts
        role = self.roles
        born = births(batch, role, starts, every=self.every)
        groups = None if self.breakdown is None else values_at(batch, self.breakdown, self.channels, born.event)
        row = rows(born, self.calendar.periods, groups)
        times = batch.time[born.event]
        counts = np.zeros((len(row.sizes), self.periods + 1), np.int64)
        marked = np.zeros((len(born.event) if marks else 0, self.periods + 1), np.uint8)
        observed = np.zeros((len(row.sizes), 0), np.int64)
        units = (born.event, born.journey, born.period, row.of)
        if self.every:
            scratch = np.empty((2, self.calendar.periods), np.int64)
            kernels.retention_returns_every(
                batch.offsets, batch.time, batch.event, role, starts, self.bounded, *units, self.periods,
                scratch[0], scratch[1], counts, marked,
            )  # fmt: skip
        else:
            limit = np.full(len(times), self.periods, np.int32)
            if self.rolling is not None:
                limit = self._limits(born, times)
                kept = limit >= 0
                cells = row.of[kept] * (self.periods + 1) + limit[kept]
                observed = np.bincount(cells, minlength=counts.size).reshape(counts.shape)
            kernels.retention_returns(
                batch.offsets, batch.time, batch.event, role, starts, self.rolling or 0, self.bounded, *units, limit,
                counts, marked,
            )  # fmt: skip
        earliest = np.full(len(row.sizes), np.iinfo(np.int64).max)
        if self.rolling is not None:
            np.minimum.at(earliest, row.of, times)
        return (
            RetentionCounts(row.names, row.group, row.period, row.sizes, earliest, counts, observed),
            born,
            row,
            marked,
        )

    def _limits(self, born: Births, times: NDArray[np.int64]) -> NDArray[np.int32]:
        """Give the last period in which each birth counts: the last begun, or the last wholly observed if rolling."""
        if self.rolling is None:
            return np.minimum(self.calendar.periods - 1 - born.period, self.periods).astype(np.int32)
        until = self.observed_until if self.observed_until is not None else 0
        return np.minimum((until + 1 - times) // self.rolling - 1, self.periods).astype(np.int32)

    def _groups(self, partial: RetentionCounts) -> tuple[RetentionGroup, ...]:
        """Give the largest groups, and the others together."""
        sizes = np.zeros(len(partial.names), np.int64)
        np.add.at(sizes, partial.group, partial.size)
        present = [i for i in range(len(partial.names)) if sizes[i]]
        ranked = sorted(present, key=lambda i: (-sizes[i], _null_first(partial.names[i])))
        groups = []
        for kind, chosen in [("value", [i]) for i in ranked[: self.top]] + [("other", ranked[self.top :])]:
            if chosen:
                cohorts = self._cohorts(partial, np.isin(partial.group, chosen))
                value = partial.names[chosen[0]] if kind == "value" else None
                size = int(sizes[chosen].sum())
                groups.append(RetentionGroup(value, kind, size, cohorts, self._overall(cohorts)))  # type: ignore[arg-type]  # kind is one of two words
        return tuple(groups)

    def _cohorts(self, partial: RetentionCounts, chosen: NDArray[np.bool_]) -> tuple[RetentionCohort, ...]:
        """Add up the chosen rows by birth period."""
        periods, of = np.unique(partial.period[chosen], return_inverse=True)
        size, returned = np.zeros(len(periods), np.int64), np.zeros((len(periods), self.periods + 1), np.int64)
        np.add.at(size, of.reshape(-1), partial.size[chosen])
        np.add.at(returned, of.reshape(-1), partial.returned[chosen])
        if not self.bounded:
            returned = np.cumsum(returned[:, ::-1], axis=1)[:, ::-1]
        cohorts = []
        for place, period in enumerate(periods.tolist()):
            if self.rolling is None:
                cells = self._calendar_cells(period, int(size[place]), returned[place].tolist())
            else:
                cells = self._rolling_cells(partial, chosen, returned[place].tolist())
            cohorts.append(RetentionCohort(self.calendar.labels[period], int(size[place]), cells))
        return tuple(cohorts)

    def _calendar_cells(self, period: int, size: int, returned: list[int]) -> tuple[RetentionCell, ...]:
        """Make the cells of a cohort that have begun."""
        over = (self.observed_until or 0) + 1
        last = min(self.periods, self.calendar.periods - 1 - period)
        return tuple(
            RetentionCell.of(k, size, returned[k], complete=bool(self.calendar.starts[period + k + 1] <= over))
            for k in range(last + 1)
        )

    def _rolling_cells(
        self, partial: RetentionCounts, chosen: NDArray[np.bool_], returned: list[int]
    ) -> tuple[RetentionCell, ...]:
        """Make the cells that have begun for somebody."""
        length, until = self.rolling or 1, self.observed_until or 0
        size, earliest = int(partial.size[chosen].sum()), int(partial.earliest[chosen].min())
        eligible = np.cumsum(partial.observed[chosen].sum(axis=0)[::-1])[::-1].tolist()
        last = min(self.periods, (until - earliest) // length)
        return tuple(
            RetentionCell.of(k, eligible[k], returned[k], complete=eligible[k] == size) for k in range(last + 1)
        )

    def _overall(self, cohorts: Sequence[RetentionCohort]) -> tuple[RetentionCell, ...]:
        """Pool cells over cohorts: complete ones of a calendar, all of rolling periods."""
        longest = max((len(cohort.cells) for cohort in cohorts), default=0)
        pooled = []
        for k in range(longest):
            cells = [cohort.cells[k] for cohort in cohorts if len(cohort.cells) > k]
            used = [cell for cell in cells if cell.complete or self.rolling is not None]
            pooled.append(
                RetentionCell.of(
                    k, sum(c.eligible for c in used), sum(c.retained for c in used), complete=cells == used
                )
            )
        return tuple(pooled)


def _null_first(name: str | None) -> tuple[bool, str]:
    """Order names with null first."""
    return (name is not None, name or "")
