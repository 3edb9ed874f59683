"""Calendar periods in a time zone: days, weeks and months as a table of the instants at which they begin."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from ..core.errors import InvalidInput
from ..core.instants import zone

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Calendar:
    """Consecutive periods.

    A date begins at the first instant at which a clock in the zone shows it: midnight, or just after the gap when
    clocks go forward over midnight. Minutes that a clock shows twice never reopen the day before.

    Attributes:
        starts: (n + 1,) int64 microseconds UTC, ascending; period i is from `starts[i]` to just before `starts[i + 1]`.
            A date that a zone skipped altogether is a period of no length.
        labels: the first date of each of the n periods, `2024-03-04`.
    """

    starts: NDArray[np.int64]
    labels: tuple[str, ...]

    @property
    def periods(self) -> int:
        """Number of periods."""
        return len(self.labels)


def calendar(period: str, first: int, last: int, *, time_zone: str = "UTC", week_starts: str = "monday") -> Calendar:
    """Lay out every period from the one that holds instant `first` to the one that holds `last`.

    Weeks begin on Monday (ISO 8601) or Sunday, months on the first.

    Raises:
        InvalidInput: no such period, first day of the week, or time zone.

    Cost: one look at the zone's rules for each period, however many events there are.
    """
    if period not in ("day", "week", "month"):
        raise InvalidInput(f"{period!r} is not a calendar period", code="bad-period", hint="use day, week or month")
    if week_starts not in ("monday", "sunday"):
        raise InvalidInput(f"weeks cannot start on {week_starts!r}", code="bad-week-start", hint="use monday or sunday")
    place = zone(time_zone)
    # One period more on either side: a clock that was put back may show the date before or after.
    dates = list(_dates(period, _local_date(first, place), _local_date(last, place), week_starts))
    starts = [_begins(day, place) for day in dates]
    low = max(i for i in range(len(dates)) if i == 0 or starts[i] <= first)
    high = max(i for i in range(len(dates)) if i == 0 or starts[i] <= last)
    high = min(max(high, low), len(dates) - 2)
    return Calendar(np.array(starts[low : high + 2], np.int64), tuple(day.isoformat() for day in dates[low : high + 1]))


def _dates(period: str, first: date, last: date, week_starts: str) -> Iterator[date]:
    """Give the first dates of the periods that hold both dates, with one more before and two after."""
    if period == "month":
        month = first.year * 12 + first.month - 2
        while month <= last.year * 12 + last.month + 1:
            if 12 <= month < 12 * 10_000:
                yield date(month // 12, month % 12 + 1, 1)
            month += 1
        return
    step = 1 if period == "day" else 7
    back = 0 if period == "day" else (first.weekday() + (week_starts == "sunday")) % 7
    ordinal = first.toordinal() - back - step
    while ordinal <= last.toordinal() + 2 * step:
        if 1 <= ordinal <= date.max.toordinal():
            yield date.fromordinal(ordinal)
        ordinal += step


def _local_date(instant: int, place: ZoneInfo) -> date:
    """Give the date a clock shows at an instant."""
    return (_EPOCH + timedelta(microseconds=instant)).astimezone(place).date()


def _begins(day: date, place: ZoneInfo) -> int:
    """Give the first instant of a date."""
    if place.key == "UTC":
        return (day.toordinal() - _EPOCH.toordinal()) * 86_400_000_000
    midnight = datetime(day.year, day.month, day.day, tzinfo=place)
    moment = midnight.astimezone(UTC)
    wall = midnight.replace(tzinfo=None)
    if moment.astimezone(place).replace(tzinfo=None) == wall:
        return (moment - _EPOCH) // _MICROSECOND
    # No clock showed this midnight: it lies in a gap, so look for the instant at which the clock jumped over it.
    early, late = moment - 2 * _DAY, moment + 2 * _DAY
    while late - early > _MICROSECOND:
        middle = early + (late - early) // 2
        if middle.astimezone(place).replace(tzinfo=None) < wall:
            early = middle
        else:
            late = middle
    return (late - _EPOCH) // _MICROSECOND
