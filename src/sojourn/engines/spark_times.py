"""Times as int64 microseconds UTC, computed in SQL: no local clock of any machine, session or process has a say."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

from sojourn.core.instants import zone

from .spark_remote import functions

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_SECOND = timedelta(seconds=1)
_STEP = timedelta(days=7)
"""A zone keeps an offset for longer than this."""

_FIRST, _LAST = datetime(1, 1, 9, tzinfo=UTC), datetime(9999, 12, 23, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Stretch:
    """From a reading of the clocks on, what is taken away from it; a reading that never was stands for one instant.

    Attributes:
        start: microseconds on the clocks of the zone.
        offset: microseconds to take away, None where all readings are `instant`.
    """

    start: int
    offset: int | None
    instant: int = 0


def stretches(time_zone: str, first: int, last: int) -> tuple[Stretch, ...]:
    """Say how readings of a zone's clocks become instants.

    A reading that there was twice is the first of the two; one that there never was is the instant of the change.

    Args:
        first, last: the earliest and latest reading, microseconds.
    """
    of = zone(time_zone)
    start, end = _clamped(first, -2), _clamped(last, 2)

    def offset(at: datetime) -> timedelta:
        return at.astimezone(of).utcoffset() or timedelta()

    found = [Stretch(-(2**63), _micros(offset(start)))]
    steps = [start + _STEP * count for count in range((end - start) // _STEP + 1)]
    for a, b in pairwise([*steps, end]):
        before, after = offset(a), offset(b)
        if before == after:
            continue
        low, high = a, b
        while high - low > _SECOND:
            middle = (low + (high - low) / 2).replace(microsecond=0)
            middle = middle if low < middle < high else low + _SECOND
            low, high = (middle, high) if offset(middle) == before else (low, middle)
        change = _micros(high - _EPOCH)
        if after > before:  # clocks go forward
            found.append(Stretch(change + _micros(before), None, change))
            found.append(Stretch(change + _micros(after), _micros(after)))
        else:
            found.append(Stretch(change + _micros(before), _micros(after)))
    return tuple(found)


def instant_of(reading: int, found: Sequence[Stretch]) -> int:
    """Turn a reading of the clocks into an instant."""
    which = [each for each in found if each.start <= reading][-1]
    return which.instant if which.offset is None else reading - which.offset


def instants(readings: Any, found: Sequence[Stretch]) -> Any:
    """Turn a Spark column of readings into one of instants."""
    f = functions(readings)
    made: Any = None
    for this, following in pairwise([*found, None]):
        if this is None:
            break
        value = f.lit(this.instant) if this.offset is None else readings - f.lit(this.offset)
        if following is None:
            made = value if made is None else made.otherwise(value)
        else:
            meets = readings < f.lit(following.start)
            made = f.when(meets, value) if made is None else made.when(meets, value)
    return made


def _clamped(reading: int, days: int) -> datetime:
    """Give about the time of a reading, moved by some days."""
    try:
        return min(max(_EPOCH + timedelta(microseconds=reading, days=days), _FIRST), _LAST)
    except OverflowError:
        return _FIRST if reading < 0 else _LAST


def _micros(length: timedelta) -> int:
    return length // timedelta(microseconds=1)
