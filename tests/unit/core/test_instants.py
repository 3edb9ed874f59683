"""Instants as people write them."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sojourn.core.errors import InvalidInput
from sojourn.core.instants import instant, local_day, rfc3339, zone

NOON = 1_709_294_400_000_000  # 2024-03-01T12:00:00Z


@pytest.mark.parametrize(
    "text",
    ["2024-03-01T12:00:00Z", "2024-03-01 12:00:00+00:00", "2024-03-01T13:00+01:00", "2024-03-01T12:00:00.000000Z"],
)
def test_rfc_3339_is_read(text: str) -> None:
    assert instant(text) == NOON


def test_a_date_is_its_first_instant_in_the_zone() -> None:
    assert instant("2024-03-01") == NOON - 12 * 3_600_000_000
    assert instant("2024-03-01", time_zone="Europe/Paris") == NOON - 13 * 3_600_000_000
    assert instant(date(2024, 3, 1), time_zone="Europe/Paris") == NOON - 13 * 3_600_000_000


def test_a_time_without_a_zone_is_read_in_the_one_given() -> None:
    assert instant("2024-03-01T13:00", time_zone="Europe/Paris") == NOON
    assert instant(datetime(2024, 3, 1, 13), time_zone="Europe/Paris") == NOON
    assert instant(datetime(2024, 3, 1, 13, tzinfo=timezone(timedelta(hours=1))), time_zone="Asia/Tokyo") == NOON


@pytest.mark.parametrize("text", ["", "yesterday", "2024-13-01", "2024-02-30", "1709294400", "-5", "01/03/2024"])
def test_what_is_no_time_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput, match="is not a time") as refusal:
        instant(text)
    assert refusal.value.code == "bad-time"


@pytest.mark.parametrize("name", ["", "Mars/Olympus", "../etc/passwd", "/etc/passwd", "Europe"])
def test_what_is_no_zone_is_refused(name: str) -> None:
    with pytest.raises(InvalidInput, match="is not a time zone"):
        zone(name)


@given(st.datetimes(timezones=st.just(UTC)))
def test_written_instants_read_back_to_the_microsecond(moment: datetime) -> None:
    microseconds = (moment - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)
    text = rfc3339(microseconds)
    assert text is not None
    assert instant(text) == microseconds
    assert text.endswith("Z")


def test_a_fraction_is_written_only_when_there_is_one() -> None:
    assert rfc3339(NOON) == "2024-03-01T12:00:00Z"
    assert rfc3339(NOON + 1) == "2024-03-01T12:00:00.000001Z"
    assert rfc3339(None) is None


@pytest.mark.parametrize(
    ("zone", "day"), [("UTC", "2018-01-01"), ("America/New_York", "2017-12-31"), ("Asia/Tokyo", "2018-01-01")], ids=str
)
def test_a_day_is_that_of_the_clocks_there(zone: str, day: str) -> None:
    assert local_day(instant("2018-01-01T04:01:20Z"), zone).isoformat() == day
