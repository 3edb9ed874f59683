"""Clocks."""

from datetime import UTC, datetime, timedelta

from sojourn.core.clock import FixedClock, SystemClock


def test_the_system_clock_runs_in_utc() -> None:
    first = SystemClock().now()
    assert first.tzinfo is UTC
    assert timedelta(0) <= SystemClock().now() - first < timedelta(minutes=1)


def test_a_fixed_clock_stands_still() -> None:
    moment = datetime(2024, 3, 1, tzinfo=UTC)
    clock = FixedClock(moment)
    assert clock.now() == clock.now() == moment
