"""What looks wrong in events: rules of thumb, each with its threshold, over counts that were made before."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sojourn.core.instants import rfc3339, zone

DAY = 86_400_000_000
HOUR = 3_600_000_000
FEW = 100
"""Below so many events nothing is a burst."""
_MOST_NAMED = 5
_WINDOW = 29


@dataclass(frozen=True, slots=True)
class Gap:
    """Days in a row without events: the first one's start, and how many."""

    first: int
    days: int

    def to_dict(self, time_zone: str = "UTC") -> dict[str, Any]:
        """Give the JSON form; the first day begins at midnight of the time zone."""
        begin = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=self.first)
        return {"first": begin.astimezone(zone(time_zone)).isoformat().replace("+00:00", "Z"), "days": self.days}


@dataclass(frozen=True, slots=True)
class Suspicion:
    """Something to look at.

    Attributes:
        code: which rule.
        message: what was found, in words.
        events: how many events it concerns.
        at: when, where that says something.
    """

    code: str
    message: str
    events: int
    at: int | None = None

    def to_dict(self) -> dict[str, Any]:
        """Give the JSON form."""
        return {"code": self.code, "message": self.message, "events": self.events, "at": rfc3339(self.at)}


def find_gaps(days: NDArray[np.int64], starts: NDArray[np.int64]) -> tuple[Gap, ...]:
    """Find stretches of days without events, longest first; none where most days are empty anyway.

    Args:
        days: (n,) events of each day.
        starts: at least (n,) int64, when each day begins.
    """
    empty = days == 0
    if len(days) == 0 or empty.mean() > 0.5:
        return ()
    edges = np.flatnonzero(np.diff(np.concatenate([[False], empty, [False]]).astype(np.int8)))
    gaps = [Gap(int(starts[a]), int(b - a)) for a, b in zip(edges[::2], edges[1::2], strict=True)]
    return tuple(sorted(gaps, key=lambda gap: (-gap.days, gap.first)))


def suspicions(
    *,
    rows: int,
    customers: int,
    last: int | None,
    now: int,
    future: int,
    start: int,
    unit: int,
    counts: NDArray[np.int64],
    days: NDArray[np.int64],
    midnight: int,
    same_instant: int,
    heaviest: tuple[int, str | None],
    without_channel: int,
) -> tuple[Suspicion, ...]:
    """Judge counts; what concerns most events first.

    Rules: events after `now`; one customer with over 1 % of the events and ten times the mean; over 20 % exactly at
    midnight UTC; over 20 % at the same instant as the customer's event before; over half without a channel while others
    have one; a day with five times the median of the four weeks around it, a minute with twenty times its day's mean,
    both of at least 100 events.
    """
    found = []
    if future and last is not None:
        told = f"{future:,} events lie in the future, the last at {rfc3339(last)}"
        found.append(Suspicion("future", told, future, last))
    most, who = heaviest
    if rows and most > rows / 100 and most > 10 * rows / customers:
        told = f"customer {who!r} has {most:,} events, {most / rows:.1%} of all: a test account, or several people?"
        found.append(Suspicion("heavy-customer", told, most))
    if midnight > rows * 0.2:
        told = f"{midnight / rows:.0%} of events are exactly at midnight UTC: dates without a time of day?"
        found.append(Suspicion("midnight", told, midnight))
    if same_instant > rows * 0.2:
        told = f"{same_instant / rows:.0%} of events are at the very instant of the one before: their order is a guess"
        found.append(Suspicion("same-instant", told, same_instant))
    if rows > without_channel > rows * 0.5:
        told = f"{without_channel / rows:.0%} of events have no channel, the others have one"
        found.append(Suspicion("no-channel", told, without_channel))
    per_day = DAY // unit
    found += _bursts("burst-day", days, _around(days), start, DAY, times=5)
    average = np.repeat(days / per_day, per_day)[: len(counts)]
    found += _bursts("burst-minute" if unit < HOUR else "burst-hour", counts, average, start, unit, times=20)
    return tuple(sorted(found, key=lambda suspicion: -suspicion.events))


def _around(days: NDArray[np.int64]) -> NDArray[np.float64]:
    """Give for each day the median of the four weeks around it, days without events left out."""
    if len(days) == 0:
        return np.zeros(0)
    filled = np.where(days > 0, days, np.nan).astype(np.float64)
    padded = np.pad(filled, _WINDOW // 2, constant_values=np.nan)
    windows = np.sort(np.lib.stride_tricks.sliding_window_view(padded, _WINDOW), axis=1)  # nan comes last
    there = _WINDOW - np.isnan(windows).sum(axis=1)
    middle: NDArray[np.float64] = windows[np.arange(len(days)), np.maximum(there - 1, 0) // 2]
    return np.nan_to_num(middle)


def _bursts(
    code: str,
    counts: NDArray[np.int64],
    usual: NDArray[np.float64],
    start: int,
    unit: int,
    *,
    times: int,
) -> list[Suspicion]:
    """Find stretches with far more events than is usual there."""
    high = np.flatnonzero((counts > times * usual) & (counts >= FEW))
    high = high[np.argsort(-counts[high], kind="stable")][:_MOST_NAMED]
    return [
        Suspicion(
            code,
            f"{int(counts[place]):,} events in the {code.removeprefix('burst-')} from "
            f"{rfc3339(start + place * unit)}, where about {usual[place]:,.0f} are usual",
            int(counts[place]),
            start + place * unit,
        )
        for place in high.tolist()
    ]
