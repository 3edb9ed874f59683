"""Columns of times: zones, daylight saving, epochs, ranges."""

from datetime import datetime, timedelta

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sojourn.collect.times import Clock, read_column
from sojourn.collect.zones import to_instants
from sojourn.core.errors import InvalidInput
from sojourn.core.events import TimeFlag
from tests.oracles import collect_times as oracle

from .imports import run, utc

ZONES = ["Europe/Amsterdam", "America/New_York", "Australia/Lord_Howe", "Africa/Casablanca", "Asia/Kathmandu",
         "America/St_Johns", "Pacific/Apia", "UTC"]  # fmt: skip
FLAGS = {"gap": TimeFlag.DST_GAP, "fold": TimeFlag.DST_FOLD, "": TimeFlag.NONE}
near_changes = st.builds(
    lambda day, minutes: datetime(2024, *day) + timedelta(minutes=minutes),
    st.sampled_from([(3, 31), (10, 27), (3, 10), (11, 3), (4, 7), (10, 6), (3, 10), (4, 14)]),
    st.integers(-60, 300),
)


@given(
    moments=st.lists(st.datetimes(datetime(1905, 1, 1), datetime(2095, 1, 1)) | near_changes, min_size=1, max_size=20),
    zone=st.sampled_from(ZONES),
)
def test_local_times_become_the_instants_that_zoneinfo_says(moments, zone):
    local = np.array([oracle.micros(moment) for moment in moments], np.int64)
    instants, flags = to_instants(local, zone)
    expected = [oracle.instant(moment, zone) for moment in moments]
    assert instants.tolist() == [instant for instant, _ in expected]
    assert flags.tolist() == [FLAGS[kind] for _, kind in expected]


def one(time, **given):
    found = run(f"customer,time,event\nA,{time},x\n", **given)
    return found.column("time")[0], TimeFlag(found.events[0].get("time_flags", 0))


def test_an_offset_in_the_value_wins_over_every_zone():
    assert one("2024-07-01T12:00:00+02:00", zone="America/New_York") == (utc(2024, 7, 1, 10), TimeFlag.NONE)


def test_the_zone_of_the_column_wins_over_that_of_the_file_and_that_over_the_default():
    text = "2024-07-01T12:00:00"
    zones = (("time", "Europe/Paris"),)
    assert one(text, zones=zones, zone="America/New_York")[0] == utc(2024, 7, 1, 10)
    assert one(text, zone="America/New_York", default_zone="Europe/Paris")[0] == utc(2024, 7, 1, 16)
    assert one(text, default_zone="Europe/Paris") == (utc(2024, 7, 1, 10), TimeFlag.NONE)


def test_without_any_zone_utc_is_assumed_and_flagged():
    assert one("2024-07-01T12:00:00") == (utc(2024, 7, 1, 12), TimeFlag.NO_ZONE)


def test_a_skipped_time_moves_on_by_the_gap_and_a_double_one_is_the_first():
    zone = "Europe/Amsterdam"
    assert one("2024-03-31 02:30", zone=zone) == (utc(2024, 3, 31, 1, 30), TimeFlag.DST_GAP)
    assert one("2024-10-27 02:30", zone=zone) == (utc(2024, 10, 27, 0, 30), TimeFlag.DST_FOLD)


def test_a_date_is_local_midnight_and_flagged():
    assert one("2024-07-01", zone="Europe/Amsterdam") == (utc(2024, 6, 30, 22), TimeFlag.DATE_ONLY)


def test_an_unknown_zone_is_refused():
    with pytest.raises(InvalidInput, match="'Mars/Olympus' is no time zone"):
        one("2024-07-01", zone="Mars/Olympus")


@pytest.mark.parametrize(
    ("array", "expected"),
    [
        (pa.array([1704067200], pa.int64()), utc(2024, 1, 1)),
        (pa.array([1704067200], pa.uint32()), utc(2024, 1, 1)),
        (pa.array([1704067200123], pa.int64()), utc(2024, 1, 1, 0, 0, 0, 123000)),
        (pa.array([1704067200123456], pa.int64()), utc(2024, 1, 1, 0, 0, 0, 123456)),
        (pa.array([1704067200123456789], pa.int64()), utc(2024, 1, 1, 0, 0, 0, 123456)),
        (pa.array([1704067200.25], pa.float64()), utc(2024, 1, 1, 0, 0, 0, 250000)),
        (pa.array([20240101], pa.int32()), utc(2024, 1, 1)),
        (pa.array([datetime(2024, 1, 1)], pa.timestamp("ns")), utc(2024, 1, 1)),
        (pa.array([datetime(2024, 1, 1)], pa.timestamp("s", "Europe/Paris")), utc(2024, 1, 1)),
        (pa.array([datetime(2024, 1, 1).date()], pa.date32()), utc(2024, 1, 1)),
        (pa.array([datetime(2024, 1, 1).date()], pa.date64()), utc(2024, 1, 1)),
    ],
)
def test_times_of_every_type_are_read(array, expected):
    times = read_column(array, Clock("UTC"))
    assert times.micros.tolist() == [oracle.micros(expected)]
    assert times.kinds.tolist() != [0]


@pytest.mark.parametrize(
    "array",
    [pa.array([None], pa.int64()), pa.array([None], pa.timestamp("us")), pa.array([float("nan")]), pa.array([5]),
     pa.array([True]), pa.array([None], pa.string()), pa.array([1e300]), pa.array([2**63 + 5], pa.uint64())],
)  # fmt: skip
def test_what_is_no_time_in_any_type_is_told(array):
    assert read_column(array, Clock()).kinds.tolist() == [0]


def test_a_dictionary_of_times_reads_as_its_values_do():
    array = pa.array(["2024-01-01", None, "x", "2024-01-01"]).dictionary_encode()
    assert read_column(array, Clock("UTC")).kinds.tolist() == [3, 0, 0, 3]


def test_times_out_of_range_and_in_the_future_are_refused():
    rows = "".join(f"A,2024-01-01T00:00:{n:02d}Z,x\n" for n in range(50))
    text = f"customer,time,event\n{rows}A,1999-12-31T23:59:59Z,x\nA,2026-01-01T01:00:00Z,x\nA,2026-01-01T00:04:00Z,x\n"
    found = run(text)
    assert [(r.row, r.code) for r in found.refused] == [(52, "time_out_of_range"), (53, "future")]
    assert len(found.events) == 51
    assert "lies before 2000-01-01" in found.refused[0].message
    kept = run(text, earliest="1990-01-01", options={"allow_future": True})
    assert kept.refused == []
    assert kept.events[-2]["time_flags"] == TimeFlag.FUTURE
    with pytest.raises(InvalidInput, match="which is not a date"):
        run(text, earliest="long ago")
