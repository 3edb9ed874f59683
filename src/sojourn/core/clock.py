"""The one place that asks what time it is."""

from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    """Whatever can say what time it is."""

    def now(self) -> datetime:
        """Give the current instant, with a time zone."""
        ...


class SystemClock:
    """The clock of this machine."""

    def now(self) -> datetime:
        """Give the current instant in UTC."""
        return datetime.now(UTC)


class FixedClock:
    """A clock that stands still: for tests and for reports that must come out the same twice."""

    def __init__(self, instant: datetime) -> None:
        self._instant = instant

    def now(self) -> datetime:
        """Give the instant it was made with."""
        return self._instant
