"""Calendar periods in a time zone."""

from datetime import datetime

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sojourn.analyse.calendar import Calendar, calendar
from sojourn.core.errors import InvalidInput
from tests.oracles.retention import first_day, period_number

HOUR = 3_600_000_000
DAY = 24 * HOUR


def at(text: str) -> int:
    return round(datetime.fromisoformat(text).timestamp() * 1_000_000)


def lengths(table: Calendar) -> list[float]:
    return (np.diff(table.starts) / HOUR).tolist()


def test_days_with_a_change_of_clocks_have_23_and_25_hours() -> None:
    spring = calendar("day", at("2024-03-30T12:00Z"), at("2024-04-01T12:00Z"), time_zone="Europe/Paris")
    assert spring.labels == ("2024-03-30", "2024-03-31", "2024-04-01")
    assert lengths(spring) == [24, 23, 24]
    autumn = calendar("day", at("2024-11-02T12:00Z"), at("2024-11-04T12:00Z"), time_zone="America/New_York")
    assert lengths(autumn) == [24, 25, 24]


def test_a_day_whose_midnight_is_skipped_begins_when_the_clock_jumps() -> None:
    # In Beirut the clocks went from 00:00 to 01:00 on 31 March 2024.
    table = calendar("day", at("2024-03-30T12:00Z"), at("2024-03-31T12:00Z"), time_zone="Asia/Beirut")
    assert table.starts[1] == at("2024-03-30T22:00Z")
    assert lengths(table) == [24, 23]


def test_a_jump_over_midnight_starts_the_day_at_the_jump() -> None:
    # In Toronto the clocks went from 23:30 on 30 March 1919 to 00:30 on the 31st: no clock showed midnight.
    table = calendar("day", at("1919-03-30T12:00Z"), at("1919-03-31T12:00Z"), time_zone="America/Toronto")
    assert table.starts[1] == at("1919-03-31T04:30Z")
    assert lengths(table) == [23.5, 23.5]


def test_a_date_that_a_zone_left_out_has_no_length() -> None:
    # Samoa went from 29 to 31 December 2011.
    table = calendar("day", at("2011-12-29T20:00Z"), at("2011-12-31T20:00Z"), time_zone="Pacific/Apia")
    assert table.labels == ("2011-12-29", "2011-12-30", "2011-12-31", "2012-01-01")
    assert lengths(table) == [24, 0, 24, 24]


def test_a_repeated_minute_does_not_reopen_the_day_before() -> None:
    # In St. John's the clocks went back from 00:01 to 23:01 of the day before, on 7 November 2010.
    table = calendar("day", at("2010-11-06T12:00Z"), at("2010-11-07T12:00Z"), time_zone="America/St_Johns")
    assert table.starts[1] == at("2010-11-07T02:30Z")


@pytest.mark.parametrize(
    ("week_starts", "labels"),
    [("monday", ("2020-12-28", "2021-01-04")), ("sunday", ("2020-12-27", "2021-01-03"))],
)
def test_weeks_run_across_the_turn_of_the_year(week_starts: str, labels: tuple[str, ...]) -> None:
    assert calendar("week", at("2020-12-31T12:00Z"), at("2021-01-05T12:00Z"), week_starts=week_starts).labels == labels


def test_months_have_their_own_lengths() -> None:
    table = calendar("month", at("2023-12-31T23:00Z"), at("2024-03-01T00:00Z"), time_zone="UTC")
    assert table.labels == ("2023-12-01", "2024-01-01", "2024-02-01", "2024-03-01")
    assert [hours / 24 for hours in lengths(table)] == [31, 31, 29, 31]


@pytest.mark.parametrize(
    ("period", "zone", "week_starts", "says"),
    [
        ("year", "UTC", "monday", "'year' is not a calendar period"),
        ("week", "UTC", "friday", "weeks cannot start on 'friday'"),
        ("day", "Mars/Olympus", "monday", "'Mars/Olympus' is not a time zone"),
    ],
)
def test_what_is_no_calendar_is_refused(period: str, zone: str, week_starts: str, says: str) -> None:
    with pytest.raises(InvalidInput, match=says):
        calendar(period, 0, 0, time_zone=zone, week_starts=week_starts)


@given(
    first=st.integers(at("1990-01-01T00:00Z") // 60_000_000, at("2030-01-01T00:00Z") // 60_000_000),
    span=st.integers(0, 70 * 24 * 60),
    data=st.data(),
)
def test_every_minute_lies_in_the_period_its_date_says(first: int, span: int, data: st.DataObject) -> None:
    zone = data.draw(
        st.sampled_from(["UTC", "Europe/Paris", "America/New_York", "Asia/Kathmandu", "America/Sao_Paulo"])
    )
    period = data.draw(st.sampled_from(["day", "week", "month"]))
    week_starts = data.draw(st.sampled_from(["monday", "sunday"]))
    table = calendar(period, first * 60_000_000, (first + span) * 60_000_000, time_zone=zone, week_starts=week_starts)
    moment = (first + data.draw(st.integers(0, span))) * 60_000_000
    place = int(np.searchsorted(table.starts, moment, side="right")) - 1
    assert table.labels[place] == first_day(period_number(moment, period, zone, week_starts), period, week_starts)
    assert table.starts[0] <= first * 60_000_000
    assert table.starts[-2] <= (first + span) * 60_000_000 < table.starts[-1]
