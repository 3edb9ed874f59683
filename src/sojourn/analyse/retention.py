"""Retention: of the customers who started in a period, how many came back so many periods later."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from sojourn.core.analysis import Journeys
from sojourn.core.durations import microseconds
from sojourn.core.errors import InvalidInput
from sojourn.core.results import note

from .calendar import Calendar
from .names import unknown
from .retention_births import by_customer, check_breakdown, names_of, observed_calendar, roles
from .retention_counts import Retention
from .retention_result import RetentionResult


def retention(
    journeys: Journeys,
    *,
    start: str | Sequence[str],
    returning: str | Sequence[str],
    period: str | None = None,
    rolling: str | None = None,
    periods: int = 12,
    cohorts: str = "first",
    unbounded: bool = False,
    week_starts: str = "monday",
    breakdown: str | None = None,
    top: int = 10,
) -> RetentionResult:
    """Count how many customers came back, by when they started and how long after.

    A return is an event at or after the birth in recorded order: one at the instant of the birth counts when it was
    recorded after it, and not when it was recorded before.

    Args:
        journeys: where to look, cut by customer; their time zone says what a date is.
        start: the event, or any of several, that brings a customer in.
        returning: the event, or any of several, that counts as coming back.
        period: `day`, `week` or `month` of the calendar; weeks unless `rolling` is given.
        rolling: instead of a calendar, the length of periods counted from each customer's own birth, such as `7d`.
        periods: how many periods after the birth to look at, beside period 0.
        cohorts: `first` puts a customer into the period of the first start; `every` into each period with one.
        unbounded: count whoever came back in period k or later.
        week_starts: `monday` (ISO 8601) or `sunday`.
        breakdown: a property, or `channel`; its value at the birth event.
        top: breakdown values to show; the rest is one group, `other`.

    Raises:
        InvalidInput: journeys not cut by customer, no event, both modes, months as rolling periods, `every` with
            rolling periods, or a breakdown that the source does not have.
    """
    spec = _spec(journeys, start, returning, period, rolling, periods, cohorts, unbounded, week_starts, breakdown, top)
    return journeys.engine.run(journeys, spec)


def retention_members(
    journeys: Journeys,
    *,
    start: str | Sequence[str],
    returning: str | Sequence[str],
    period: str | None = None,
    rolling: str | None = None,
    periods: int = 12,
    cohorts: str = "first",
    unbounded: bool = False,
    week_starts: str = "monday",
    breakdown: str | None = None,
    top: int = 10,
) -> Any:
    """Give the customers behind every cell of `retention` with the same options, as a pyarrow table.

    One row a birth: `customer`, `cohort`, `born`, with a breakdown its `value` (all of them, whatever `top` says), and
    for each period 1 for returned, 0 for eligible but not returned, -1 for not counted there.

    Raises:
        InvalidInput: as `retention`.
    """
    spec = _spec(journeys, start, returning, period, rolling, periods, cohorts, unbounded, week_starts, breakdown, top)
    return journeys.engine.members(journeys, spec)


def _spec(
    journeys: Journeys,
    start: str | Sequence[str],
    returning: str | Sequence[str],
    period: str | None,
    rolling: str | None,
    periods: int,
    cohorts: str,
    unbounded: bool,
    week_starts: str,
    breakdown: str | None,
    top: int,
) -> Retention:
    """Check what was asked and make the analysis of it."""
    by_customer(journeys, "retention")
    if rolling is not None and period is not None:
        raise InvalidInput(
            "periods are either of a calendar or rolling, not both", code="bad-period", hint="give period or rolling"
        )
    if rolling is not None and cohorts == "every":
        raise InvalidInput(
            "rolling periods have one cohort: all", code="bad-cohorts", hint="use period instead of rolling"
        )
    if cohorts not in ("first", "every"):
        raise InvalidInput(f"{cohorts!r} is no way to form cohorts", code="bad-cohorts", hint="use first or every")
    if periods < 0 or top < 1:
        raise InvalidInput("periods cannot be negative and top must be at least 1", code="bad-number")
    check_breakdown(breakdown, journeys.source)
    of_calendar = None if rolling is not None else period or "week"
    length = None if rolling is None else _length(rolling)
    born, back = names_of(start, "retention's start"), names_of(returning, "retention's return")
    return Retention(
        roles=roles(journeys.source.events, born, back),
        channels=tuple(journeys.source.channels),
        start=born,
        returning=back,
        calendar=Calendar(np.array([0, 1], np.int64), ("all",))
        if of_calendar is None
        else observed_calendar(journeys, of_calendar, week_starts, periods),
        period=of_calendar,
        rolling=length,
        periods=periods,
        every=cohorts == "every",
        bounded=not unbounded,
        observed_until=journeys.observed_until,
        time_zone=None if of_calendar is None else journeys.time_zone,
        week_starts=week_starts if of_calendar == "week" else None,
        breakdown=breakdown,
        top=top,
        notes=(*unknown((*born, *back), journeys.source.events), *_notes(journeys)),
    )


def _length(rolling: str) -> int:
    """Read the length of rolling periods."""
    if rolling in ("month", "months", "P1M"):
        raise InvalidInput(
            "months differ in length, so they cannot roll", code="bad-period", hint="write 30d, or use period month"
        )
    length = microseconds(rolling)
    if length <= 0:
        raise InvalidInput("a rolling period must be longer than nothing", code="bad-period", hint="write 7d")
    return length


def _notes(journeys: Journeys) -> tuple[Mapping[str, Any], ...]:
    """Say what a reader could be misled by."""
    first = journeys.source.observed_from
    if journeys.since is None or first is None or journeys.since <= first:
        return ()
    return (
        note(
            "births_since",
            "customers who started before the first day looked at count as new at their next start event",
        ),
    )
