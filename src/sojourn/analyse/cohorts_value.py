"""What cohorts are worth: value per head by the number of periods since the first event."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

import numpy as np
from numpy.typing import NDArray

from sojourn import kernels
from sojourn.core.analysis import Journeys
from sojourn.core.errors import InvalidInput
from sojourn.core.journeys import Basis, JourneyBatch, Labels, Numbers

from .calendar import Calendar
from .cohorts_value_result import ValueCell, ValueCohort, ValueResult
from .names import Notes, noted, unknown
from .retention_births import births, by_customer, names_of, observed_calendar, roles, rows
from .steps import known


@dataclass(frozen=True, slots=True, eq=False)
class ValueCounts:
    """What the customers of some batches add up to, one row a birth period.

    Attributes:
        period, size: (r,) int64, the period's place in the calendar, ascending, and births.
        count: (r, D + 1) int64, events with a value.
        high, low: (r, D + 1) int64, their millionths: high * 2**32 + low, so that no sum overflows.
        currencies: names of those met.
    """

    period: NDArray[np.int64]
    size: NDArray[np.int64]
    count: NDArray[np.int64]
    high: NDArray[np.int64]
    low: NDArray[np.int64]
    currencies: frozenset[str]


@dataclass(frozen=True, slots=True, eq=False)
class CohortValue:
    """What the value of a cohort means here.

    Birth: the customer's first `start` event, in a calendar period of the time zone; that period is its cohort.
    Value: the money of every event, or of the `of` events, at or after the birth in recorded order; an event without a
        value counts nothing. Sums are exact.
    Age: periods of the calendar since the birth's; age 0 is the rest of that period.
    Per head: divided by all members, whether they bought or not.
    Complete: the period of that age is over for the cohort. Ages not begun are left out.

    Attributes:
        roles: (names,) uint8 by event code: bit 1 a start, bit 2 may have value.
        calendar: the periods of the observed span.
        observed_until: the last instant for which data are complete; None when there are no data.
    """

    roles: NDArray[np.uint8]
    start: tuple[str, ...]
    of: tuple[str, ...] | None
    value: str
    currency: str | None
    calendar: Calendar
    period: str
    periods: int
    observed_until: int | None
    time_zone: str
    notes: Notes

    @property
    def columns(self) -> frozenset[str]:
        """Properties needed beside time, event and channel."""
        return frozenset({self.value} if self.currency is None else {self.value, self.currency})

    def partial(self, batch: JourneyBatch) -> ValueCounts:
        """Add up what customers brought, by age."""
        born = births(batch, self.roles, self.calendar.starts)
        row = rows(born, self.calendar.periods, None)
        sums = np.zeros((3, len(row.sizes), self.periods + 1), np.int64)
        column = batch.columns[self.value]
        if not isinstance(column, Numbers) or column.values.dtype != np.int64:
            raise InvalidInput(f"{self.value!r} does not hold amounts", code="not-money", hint="name a money column")
        values = column.values.astype(np.int64, copy=False)
        valid = np.zeros(0, np.uint8) if column.valid is None else column.valid.astype(np.uint8)
        kernels.age_sums(
            batch.offsets, batch.time, batch.event, self.roles, self.calendar.starts, values, valid,
            born.event, born.journey, born.period, row.of, self.periods, sums[0], sums[1], sums[2],
        )  # fmt: skip
        return ValueCounts(row.period, row.sizes, sums[0], sums[1], sums[2], self._currencies(batch, column))

    def merge(self, a: ValueCounts, b: ValueCounts) -> ValueCounts:
        """Add two counts."""
        period, row = np.unique(np.concatenate([a.period, b.period]), return_inverse=True)

        def added(name: str) -> NDArray[np.int64]:
            both = np.concatenate([getattr(a, name), getattr(b, name)])
            total = np.zeros((len(period), *both.shape[1:]), np.int64)
            np.add.at(total, row.reshape(-1), both)
            return total

        return ValueCounts(
            period, added("size"), added("count"), added("high"), added("low"), a.currencies | b.currencies
        )

    def finish(self, partial: ValueCounts, basis: Basis) -> ValueResult:
        """Turn sums into value per head.

        Raises:
            InvalidInput: there is more than one currency.
        """
        if len(partial.currencies) > 1:
            met = sorted(partial.currencies)
            raise InvalidInput(
                f"values are in {', '.join(met)}, which cannot be added up",
                code="mixed-currencies",
                hint=f"keep one with where=\"{self.currency} = '{met[0]}'\"",
            )
        cohorts = tuple(self._cohort(partial, row) for row in range(len(partial.period)))
        return ValueResult(
            basis=basis,
            notes=noted(self.notes, basis),
            start=self.start,
            of=self.of,
            value=self.value,
            currency=next(iter(partial.currencies), None),
            period=self.period,
            time_zone=self.time_zone,
            cohorts=cohorts,
            overall=self._overall(cohorts),
        )

    def _currencies(self, batch: JourneyBatch, amounts: Numbers) -> frozenset[str]:
        """Name the currencies of events with a value."""
        column = None if self.currency is None else batch.columns[self.currency]
        if not isinstance(column, Labels):
            return frozenset()
        codes = column.codes if amounts.valid is None else column.codes[amounts.valid]
        return frozenset(column.labels[code] for code in np.unique(codes).tolist() if code >= 0)

    def _cohort(self, partial: ValueCounts, row: int) -> ValueCohort:
        """Make the cells of a cohort that have begun."""
        period, size = int(partial.period[row]), int(partial.size[row])
        last = min(self.periods, self.calendar.periods - 1 - period)
        over = (self.observed_until or 0) + 1
        sums = [(int(partial.high[row, age]) << 32) + int(partial.low[row, age]) for age in range(last + 1)]
        cells = tuple(
            ValueCell.of(
                age,
                size,
                int(partial.count[row, age]),
                sums[age],
                total,
                complete=bool(self.calendar.starts[period + age + 1] <= over),
            )
            for age, total in enumerate(accumulate(sums))
        )
        return ValueCohort(self.calendar.labels[period], size, cells)

    def _overall(self, cohorts: Sequence[ValueCohort]) -> tuple[ValueCell, ...]:
        """Pool, for each age, the cohorts that have completed it: older ages stand on fewer of them."""
        pooled: list[ValueCell] = []
        for age in range(max((len(cohort.cells) for cohort in cohorts), default=0)):
            whole = [cohort for cohort in cohorts if len(cohort.cells) > age and cohort.cells[age].complete]
            cells = [cohort.cells[age] for cohort in whole]
            pooled.append(
                ValueCell.pooled(
                    age,
                    sum(cohort.size for cohort in whole),
                    sum(cell.events for cell in cells),
                    sum(cell.millionths for cell in cells),
                    pooled[-1] if pooled else None,
                )
            )
        return tuple(pooled)


def cohort_value(
    journeys: Journeys,
    *,
    start: str | Sequence[str],
    of: str | Sequence[str] | None = None,
    value: str = "value",
    period: str = "month",
    periods: int = 12,
    week_starts: str = "monday",
) -> ValueResult:
    """Add up what customers brought, by when they started and how long after.

    Args:
        journeys: where to look, cut by customer; their time zone says what a date is.
        start: the event, or any of several, that brings a customer in.
        of: events whose value counts; every event by default.
        value: the money column. Where there is a column `currency`, its values must be one.
        period: `day`, `week` or `month`.
        periods: ages after 0 to look at.

    Raises:
        InvalidInput: journeys not cut by customer, no such column, a column that is not money, several currencies.
    """
    by_customer(journeys, "the value of cohorts")
    if periods < 0:
        raise InvalidInput("periods cannot be negative", code="bad-number")
    if known(value, journeys.source) != "money":
        raise InvalidInput(
            f"{value!r} holds {journeys.source.properties[value]}, not money",
            code="not-money",
            hint="name a column of amounts",
        )
    born = names_of(start, "the value of cohorts")
    worth = None if of is None else names_of(of, "the value of cohorts")
    spec = CohortValue(
        roles=roles(journeys.source.events, born, worth),
        start=born,
        of=worth,
        value=value,
        currency="currency" if journeys.source.properties.get("currency") == "string" else None,
        calendar=observed_calendar(journeys, period, week_starts, periods),
        period=period,
        periods=periods,
        observed_until=journeys.observed_until,
        time_zone=journeys.time_zone,
        notes=unknown((*born, *(worth or ())), journeys.source.events),
    )
    return journeys.engine.run(journeys, spec)
