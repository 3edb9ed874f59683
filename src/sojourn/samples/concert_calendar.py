"""When things happen in the concert world: days, hours and concert nights, in local time."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt

from .concert_model import CITIES

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

ZONE = "Europe/Paris"
FIRST_DAY, END_DAY, LAST_NIGHT = date(2024, 1, 1), date(2026, 1, 1), date(2026, 10, 31)
SECOND, MINUTE, HOUR, DAY = 1_000_000, 60_000_000, 3_600_000_000, 86_400_000_000

# Where interest lies: Monday to Sunday, January to December, midnight to eleven at night.
_WEEKDAYS = (1.0, 1.0, 1.0, 1.05, 1.2, 1.35, 1.3)
_MONTHS = (0.9, 1.1, 1.2, 1.2, 1.1, 0.9, 0.6, 0.6, 1.2, 1.3, 1.2, 1.0)
_HOURS = (1.2, 0.5, 0.2, 0.1, 0.1, 0.2, 0.5, 1.2, 2.0, 2.4, 2.6, 3.0, 3.8, 3.4, 2.8, 2.8, 3.2, 4.0, 5.2, 6.8, 8.0, 7.6,
          5.6, 3.0)  # fmt: skip
_HOUR_ENDS = np.cumsum(_HOURS) / sum(_HOURS)


@dataclass(frozen=True, slots=True)
class Calendar:
    """`midnights` are the instants (microseconds UTC) at which local days begin; `nights` those at which concerts do.

    Every night there is one concert in each city: concert number = night * number of cities + city.
    """

    midnights: Ints
    day_ends: Floats
    nights: Ints
    names: tuple[str, ...]

    @property
    def start(self) -> int:
        return int(self.midnights[0])

    @property
    def end(self) -> int:
        """The instant from which nothing is observed any more."""
        return int(self.midnights[(END_DAY - FIRST_DAY).days])

    def first_contacts(self, rng: np.random.Generator, n: int) -> Ints:
        """Draw instants of first contact: evenings, week-ends and seasons more than others."""
        day = np.searchsorted(self.day_ends, rng.random(n), side="right")
        return np.asarray(self.midnights[day] + hours(rng, n), dtype=np.int64)

    def some_time_on(self, rng: np.random.Generator, instant: Ints) -> Ints:
        """Move instants to a likely hour of the same local day."""
        day = np.searchsorted(self.midnights, instant, side="right") - 1
        return np.asarray(self.midnights[day] + hours(rng, len(instant)), dtype=np.int64)

    def night_after(self, instant: Ints) -> Ints:
        """Give the number of the first concert night at or after each instant."""
        return np.searchsorted(self.nights, instant).astype(np.int64)


def calendar() -> Calendar:
    """Lay out the two years, and the nights already on sale for the months after them."""
    zone, epoch = ZoneInfo(ZONE), datetime(1970, 1, 1, tzinfo=UTC)

    def instant(day: date, hour: int) -> int:
        return (datetime(day.year, day.month, day.day, hour, tzinfo=zone) - epoch) // timedelta(microseconds=1)

    days = [FIRST_DAY + timedelta(day) for day in range((LAST_NIGHT - FIRST_DAY).days + 2)]
    weights = np.array([_WEEKDAYS[day.weekday()] * _MONTHS[day.month - 1] for day in days if day < END_DAY])
    # Thursdays to Saturdays, with a summer break.
    nights = [day for day in days if day.weekday() in (3, 4, 5) and not (7, 15) <= (day.month, day.day) < (8, 25)]
    return Calendar(
        midnights=np.array([instant(day, 0) for day in days], dtype=np.int64),
        day_ends=np.cumsum(weights) / weights.sum(),
        nights=np.array([instant(day, 20) for day in nights], dtype=np.int64),
        names=tuple(f"{day.isoformat()} {city}" for day in nights for city in CITIES),
    )


def hours(rng: np.random.Generator, n: int) -> Ints:
    """Draw times of day in microseconds after midnight."""
    hour = np.searchsorted(_HOUR_ENDS, rng.random(n), side="right")
    return np.asarray(hour * HOUR + rng.integers(0, HOUR, n), dtype=np.int64)


def later(rng: np.random.Generator, instant: Ints, *, median: float, spread: float, most: float) -> Ints:
    """Add a log-normal delay in seconds, at least one and at most `most`; microseconds make ties all but impossible."""
    seconds = np.clip(median * np.exp(spread * rng.standard_normal(len(instant))), 1.0, most)
    return np.asarray(instant + (seconds * SECOND).astype(np.int64) + rng.integers(0, SECOND, len(instant)))
