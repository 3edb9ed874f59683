"""Local times to instants, whole columns at once, through a table of a zone's changes."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import numpy as np
from numpy.typing import NDArray

from sojourn.core.errors import InvalidInput
from sojourn.core.events import MICROSECONDS, TimeFlag

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
DAY = 86_400 * MICROSECONDS
STEP = timedelta(hours=12)
FIRST_YEAR, LAST_YEAR = 1900, 2100


@dataclass(frozen=True, slots=True)
class Changes:
    """The changes of a zone's offset between two years.

    Change k happens at the local times from `first[k]` to `last[k]`: the hour that is missing or comes twice. Before it
    `offsets[k]` holds, after it `offsets[k + 1]`; all are microseconds.
    """

    first: NDArray[np.int64]
    last: NDArray[np.int64]
    gap: NDArray[np.bool_]
    offsets: NDArray[np.int64]


def check_zone(name: str) -> str:
    """Give the name back if it is a zone.

    Raises:
        InvalidInput: no zone of the IANA database has this name.
    """
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise InvalidInput(
            f"{name!r} is no time zone",
            code="unknown-zone",
            hint="write for example Europe/Paris, America/New_York or UTC",
        ) from error
    return name


def to_instants(local: NDArray[np.int64], zone: str) -> tuple[NDArray[np.int64], NDArray[np.uint16]]:
    """Turn local microseconds into microseconds UTC.

    A local time that a clock skipped moves on by the gap; one that came twice is the first. Years before 1900 and after
    2100 use the offset of the nearest year inside.

    Returns:
        (instants, flags): DST_GAP and DST_FOLD of `TimeFlag`.
    """
    flags = np.zeros(len(local), np.uint16)
    if zone == "UTC" or not len(local):
        return local, flags
    years = np.array([local.min(), local.max()]) // DAY // 365.2425 + 1970
    changes = _changes(zone, _clip(int(years[0]) - 1), _clip(int(years[1]) + 1))
    if not len(changes.first):
        return local - changes.offsets[0], flags
    coming = np.searchsorted(changes.last, local, side="right")
    instants = local - changes.offsets[coming]
    inside = np.flatnonzero(local >= np.append(changes.first, np.iinfo(np.int64).max)[coming])
    if len(inside):
        flags[inside] = np.where(changes.gap[coming[inside]], TimeFlag.DST_GAP, TimeFlag.DST_FOLD)
    return instants, flags


def _clip(year: int) -> int:
    return min(max(year, FIRST_YEAR), LAST_YEAR)


@lru_cache(maxsize=64)
def _changes(name: str, first_year: int, last_year: int) -> Changes:
    """Find the changes by asking the zone twice a day and halving where the answer differs."""
    zone = ZoneInfo(name)
    found: list[tuple[datetime, int, int]] = []
    at = datetime(first_year, 1, 1, tzinfo=UTC)
    end = datetime(last_year + 1, 1, 1, tzinfo=UTC)
    before = start = _offset(zone, at)
    while at < end:
        following = at + STEP
        after = _offset(zone, following)
        if after != before:
            found.append((_change(zone, at, following, before), before, after))
        at, before = following, after
    instants = np.array([(moment - EPOCH) // timedelta(microseconds=1) for moment, _, _ in found], np.int64)
    old = np.array([change[1] for change in found], np.int64)
    new = np.array([change[2] for change in found], np.int64)
    return Changes(
        first=instants + np.minimum(old, new),
        last=instants + np.maximum(old, new),
        gap=new > old,
        offsets=np.concatenate([np.array([start], np.int64), new]),
    )


def _change(zone: ZoneInfo, low: datetime, high: datetime, before: int) -> datetime:
    """Find the second at which the offset changes."""
    while high - low > timedelta(seconds=1):
        middle = low + timedelta(seconds=int((high - low).total_seconds()) // 2)
        if _offset(zone, middle) == before:
            low = middle
        else:
            high = middle
    return high


def _offset(zone: ZoneInfo, instant: datetime) -> int:
    """Give the offset in microseconds."""
    offset = instant.astimezone(zone).utcoffset()
    return 0 if offset is None else offset // timedelta(microseconds=1)
