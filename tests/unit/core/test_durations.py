"""Durations as people write them."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sojourn.core.durations import UNITS, microseconds, short
from sojourn.core.errors import InvalidInput

SECOND = 1_000_000


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("90s", 90),
        ("30m", 1_800),
        ("12h", 43_200),
        ("7d", 604_800),
        ("2w", 1_209_600),
        ("1h30m", 5_400),
        (" 1h 30m ", 5_400),
        ("1.5h", 5_400),
        ("250ms", 0.25),
        ("3us", 0.000003),
        ("PT1H30M", 5_400),
        ("P1D", 86_400),
        ("P2W", 1_209_600),
        ("P1DT0.5S", 86_400.5),
        ("0s", 0),
    ],
)
def test_what_people_write_is_read(text: str, seconds: float) -> None:
    assert microseconds(text) == round(seconds * SECOND)


@pytest.mark.parametrize("text", ["", "7", "d", "7 days", "1mo", "P1M", "P1Y", "P", "PT", "-3d", "1h-3m", "1e3s", "½h"])
def test_what_is_no_duration_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput, match="is not a duration") as refusal:
        microseconds(text)
    assert refusal.value.code == "bad-duration"
    assert refusal.value.hint is not None


def test_negative_and_endless_durations_are_refused() -> None:
    with pytest.raises(InvalidInput, match="is negative"):
        microseconds(timedelta(days=-1))
    with pytest.raises(InvalidInput, match="too long"):
        microseconds("60000000d")


def test_decimals_are_exact() -> None:
    assert microseconds("0.1d") == 8_640_000_000
    assert microseconds("1.000001s") == 1_000_001
    assert microseconds("0.9999999s") == 999_999


@given(st.dictionaries(st.sampled_from(["w", "d", "h", "m", "s", "ms", "us"]), st.integers(0, 999), min_size=1))
def test_parts_add_up(parts: dict[str, int]) -> None:
    text = "".join(f"{number}{unit}" for unit, number in parts.items())
    assert microseconds(text) == sum(number * UNITS[unit] for unit, number in parts.items())


@given(st.timedeltas(min_value=timedelta(0), max_value=timedelta(days=36_500)))
def test_time_deltas_are_taken(delta: timedelta) -> None:
    assert microseconds(delta) == delta // timedelta(microseconds=1)


@pytest.mark.parametrize(
    ("duration", "text"),
    [
        (0, "0s"),
        (500, "0.5ms"),
        (45_000, "45ms"),
        (999_499, "999ms"),
        (999_999, "1s"),
        (45 * SECOND, "45s"),
        (59.6 * SECOND, "1m"),
        (90 * SECOND, "1m 30s"),
        (3_600 * SECOND, "1h"),
        (3_605 * SECOND, "1h"),
        (76 * 3_600 * SECOND, "3d 4h"),
        (1_234 * 86_400 * SECOND, "1,234d"),
        (-90 * SECOND, "-1m 30s"),
    ],
)
def test_durations_are_written_with_two_units_at_most(duration: float, text: str) -> None:
    assert short(duration) == text
