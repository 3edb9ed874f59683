"""Calendar periods in a time zone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from sojourn.core.errors import InvalidInput
from sojourn.core.instants import instant, local_day

PERIODS = ("day", "week", "month", "quarter", "year")

Period = Literal["day", "week", "month", "quarter", "year"]

_BLOCK = 900_000_000
"""A quarter of an hour, microseconds: no zone changes its day inside one."""


@dataclass(frozen=True, slots=True)
class Span:
    """A period: its first day, its name, and its instants, microseconds UTC, the end not in it."""

    first: date
    label: str
    start: int
    end: int


def periods_of(
    at: NDArray[np.int64], period: Period, time_zone: str
) -> tuple[tuple[Span, ...], NDArray[np.int64]]:  # fmt: skip
    """Give the periods from the first instant to the last, empty ones too, and for each instant its place in them.

    Raises:
        InvalidInput: there is no such period or zone, or the instants span more than 2,000 of them.
    """
    if period not in PERIODS:
        raise InvalidInput(f"{period!r} is no period", code="trend.unknown_period", hint=f"use {', '.join(PERIODS)}")
    blocks, place = np.unique(at // _BLOCK, return_inverse=True)
    firsts = [first_day(local_day(int(block) * _BLOCK, time_zone), period) for block in blocks.tolist()]
    spans: list[date] = [min(firsts)]
    while spans[-1] < max(firsts):
        spans.append(following(spans[-1], period))
        if len(spans) > 2_000:
            raise InvalidInput(
                f"there are more than 2,000 periods of a {period}", code="trend.many_periods", hint="use a longer one"
            )
    order = {first: number for number, first in enumerate(spans)}
    codes = np.array([order[first] for first in firsts], np.int64)
    return tuple(_span(first, period, time_zone) for first in spans), codes[np.asarray(place).reshape(-1)]


def first_day(day: date, period: Period) -> date:
    """Give the first day of the period that a day lies in; weeks begin on Monday."""
    if period == "week":
        return day - timedelta(days=day.weekday())
    if period == "month":
        return day.replace(day=1)
    if period == "quarter":
        return day.replace(month=(day.month - 1) // 3 * 3 + 1, day=1)
    return day.replace(month=1, day=1) if period == "year" else day


def following(first: date, period: Period) -> date:
    """Give the first day of the next period."""
    longest = {"day": 1, "week": 7, "month": 31, "quarter": 92, "year": 366}[period]
    return first_day(first + timedelta(days=longest), period)


def named(first: date, period: Period) -> str:
    """Name a period: `2026-03-01`, `2026 W10`, `Mar 2026`, `Q1 2026`, `2026`."""
    if period == "week":
        year, week, _ = first.isocalendar()
        return f"{year} W{week:02}"
    if period == "month":
        months: Sequence[str] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        return f"{months[first.month - 1]} {first.year}"
    if period == "quarter":
        return f"Q{(first.month + 2) // 3} {first.year}"
    return str(first.year) if period == "year" else first.isoformat()


def _span(first: date, period: Period, time_zone: str) -> Span:
    start, end = (instant(day, time_zone=time_zone) for day in (first, following(first, period)))
    return Span(first, named(first, period), start, end)
