"""Readings of a zone's clocks as instants: as Arrow reads them, which the local engine does."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sojourn.engines.spark_times import instant_of, stretches

ZONES = ["Europe/Paris", "America/St_Johns", "Africa/Casablanca", "Australia/Lord_Howe", "Asia/Kolkata", "UTC"]
FIRST = int(np.datetime64("2015-01-01", "us").astype(np.int64))
LAST = int(np.datetime64("2021-01-01", "us").astype(np.int64))


def read_by_arrow(readings: list[int], time_zone: str) -> list[int]:
    naive = pa.array(readings, pa.timestamp("us"))
    found = pc.assume_timezone(naive, time_zone, ambiguous="earliest", nonexistent="latest")
    return [int(each) for each in found.cast(pa.int64()).to_numpy()]


@pytest.mark.parametrize("time_zone", ZONES)
@settings(max_examples=5)
@given(st.lists(st.integers(FIRST, LAST), max_size=50))
def test_a_reading_is_the_instant_that_arrow_says(time_zone: str, readings: list[int]) -> None:
    clocks = stretches(time_zone, FIRST, LAST)
    near = [each.start + apart for each in clocks[1:] for apart in (-1, 0, 1, -1_800_000_000, 1_800_000_000)]
    asked = [*readings, *near]
    assert [instant_of(each, clocks) for each in asked] == read_by_arrow(asked, time_zone)


def test_only_changes_among_the_times_are_looked_for() -> None:
    day = int(np.datetime64("2024-01-15", "us").astype(np.int64))
    assert len(stretches("Europe/Paris", day, day)) == 1
    assert len(stretches("Europe/Paris", day, day + 180 * 86_400_000_000)) == 3


def test_the_ends_of_the_calendar_are_read_too() -> None:
    assert instant_of(-(2**62), stretches("Europe/Paris", -(2**62), -(2**62))) < 0
    assert instant_of(2**62, stretches("Europe/Paris", 2**62, 2**62)) > 0
