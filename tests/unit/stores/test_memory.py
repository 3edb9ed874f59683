"""Tables read in place: names and types as they stand, and what is missing is named."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from sojourn.core.errors import InvalidInput
from sojourn.core.journeys import Labels, Numbers
from sojourn.stores.memory import MemorySource
from tests.factories.workspaces import events_of

BASE = {"customer": ["b", "a"], "time": [datetime(2024, 1, 1, tzinfo=UTC)] * 2, "event": ["x", "y"]}
MIDNIGHT = 1_704_067_200_000_000


def source(**more: Any) -> MemorySource:
    options = {name: more.pop(name) for name in ("time_unit", "time_zone", "money", "channel") if name in more}
    return MemorySource.from_table(pa.table({**BASE, **more}), **options)


def test_a_missing_column_is_named_with_what_was_found_and_the_nearest() -> None:
    with pytest.raises(InvalidInput, match=r"'tiem'.*found: 'customer', 'time', 'event'") as told:
        MemorySource.from_table(pa.table(BASE), time="tiem")
    assert told.value.hint == "pass time='time'"
    with pytest.raises(InvalidInput, match="no column 'via'"):
        source(channel="via")


def test_a_table_without_channels_has_none() -> None:
    assert source().channels == ()
    assert events_of(source()) == {"a": [(MIDNIGHT, "y", None)], "b": [(MIDNIGHT, "x", None)]}


@pytest.mark.parametrize("role", ["customer", "time", "event"])
def test_a_null_in_a_required_column_is_refused_with_its_row(role: str) -> None:
    with pytest.raises(InvalidInput, match=f"1 row has no '{role}', the first is row 1"):
        source(**{role: [BASE[role][0], None]})


@pytest.mark.parametrize(
    ("times", "options"),
    [
        ([datetime(2024, 1, 1), datetime(2024, 1, 1)], {}),
        (["2024-01-01T00:00:00Z"] * 2, {}),
        (["2024-01-01 00:00:00"] * 2, {}),
        (["2024-01-01T02:00:00+02:00"] * 2, {}),
        (["2024-01-01T02:00:00+02:00", "2023-12-31T19:00:00-0500"], {"time_zone": "Asia/Tokyo"}),
        (["2024-01-01 02:00:00 +02:00", " 2024-01-01T00:00:00.0000001Z"], {}),
        ([date(2024, 1, 1)] * 2, {}),
        ([1_704_067_200] * 2, {"time_unit": "s"}),
        ([1_704_067_200.0] * 2, {"time_unit": "s"}),
        ([1_704_067_200_000] * 2, {"time_unit": "ms"}),
        ([MIDNIGHT] * 2, {"time_unit": "us"}),
        ([MIDNIGHT * 1000] * 2, {"time_unit": "ns"}),
        ([datetime(2024, 1, 1, 1)] * 2, {"time_zone": "Europe/Paris"}),
    ],
)
def test_times_are_read_as_microseconds_utc(times: list[Any], options: dict[str, str]) -> None:
    found = source(time=times, **options)
    assert (found.observed_from, found.observed_until) == (MIDNIGHT, MIDNIGHT)


@pytest.mark.parametrize("times", [[1, 2], ["yesterday", "today"], [True, False]])
def test_what_is_no_time_is_refused(times: list[Any]) -> None:
    with pytest.raises(InvalidInput, match="'time'"):
        source(time=times)


@pytest.mark.parametrize("role", ["customer", "event", "time"])
def test_a_null_among_the_values_of_a_dictionary_is_refused_as_any(role: str) -> None:
    values = pa.array([BASE[role][0], None])
    column = pa.DictionaryArray.from_arrays(pa.array([0, 1, 1]), values)
    table = {name: [*kept, kept[0]] for name, kept in BASE.items()} | {role: column}
    with pytest.raises(InvalidInput, match=f"2 rows have no '{role}', the first is row 1"):
        MemorySource.from_table(pa.table(table))


def test_a_null_among_the_values_of_a_channel_is_no_channel() -> None:
    channel = pa.DictionaryArray.from_arrays(pa.array([0, 1]), pa.array(["web", None]))
    found = events_of(MemorySource.from_table(pa.table({**BASE, "channel": channel})))
    assert found == {"a": [(MIDNIGHT, "y", None)], "b": [(MIDNIGHT, "x", "web")]}


@pytest.mark.parametrize(
    "times",
    [
        pa.array([0, 2**62], pa.timestamp("s")),
        pa.array([0, 2**62], pa.timestamp("ms", "UTC")),
        pa.array([0, 2**62], pa.timestamp("us")),
        pa.array([0, -(2**62)], pa.timestamp("us", "UTC")),
        pa.array([0, 2**31 - 1], pa.int32()).cast(pa.date32()),
    ],
)
@pytest.mark.parametrize("zone", ["UTC", "Europe/Paris"])
def test_times_outside_the_calendar_are_refused(times: Any, zone: str) -> None:
    with pytest.raises(InvalidInput, match="years 1 to 9999") as told:
        source(time=times, time_zone=zone)
    assert told.value.code == "bad-time"


@pytest.mark.parametrize("unit", ["s", "ms", "us"])
@pytest.mark.parametrize("far", [float("nan"), float("inf"), 1e30, -1e30, 1e308, 2**63 - 1, -(2**63), 2**64 - 1])
def test_numbers_that_are_no_time_are_refused(unit: str, far: Any) -> None:
    times = pa.array([1, far], pa.uint64()) if far == 2**64 - 1 else pa.array([type(far)(1), far])
    with pytest.raises(InvalidInput, match=r"years 1 to 9999: row 1 has"):
        source(time=times, time_unit=unit)


def test_decimals_can_be_times() -> None:
    assert source(time=[Decimal("1704067200.0")] * 2, time_unit="s").observed_from == MIDNIGHT


@pytest.mark.parametrize("texts", [["2024-01-01T00:00:00", "2024-01-01T00:00:00Z "], ["2024-01-01T00:00:00Z", "soon"]])
def test_texts_that_are_not_all_times_of_one_kind_are_refused(texts: list[str]) -> None:
    with pytest.raises(InvalidInput, match=r"'time' holds"):
        source(time=texts)


def test_two_columns_of_one_name_are_refused() -> None:
    table = pa.table([*map(pa.array, BASE.values()), pa.array([1, 2])], names=[*BASE, "event"])
    with pytest.raises(InvalidInput, match="several columns 'event'"):
        MemorySource.from_table(table)


def test_whole_numbers_can_be_customers_and_events() -> None:
    found = MemorySource.from_table(pa.table({**BASE, "customer": [10, 9], "event": [1, 2]}))
    assert sorted(events_of(found)) == ["10", "9"]
    assert found.events == ("1", "2")


@pytest.mark.parametrize(
    "amounts",
    [[1.25, None], [Decimal("1.25"), None], pa.array([Decimal("1.2500000"), None], pa.decimal128(20, 7))],
)
def test_a_column_called_value_is_money(amounts: Any) -> None:
    found = source(value=amounts)
    column = found.read(found.ranges(most=1, at_least=1)[0], frozenset({"value"})).columns["value"]
    assert isinstance(column, Numbers)
    assert column.valid is not None
    assert column.values[column.valid].tolist() == [1_250_000]
    assert found.properties["value"] == "money"


def test_an_amount_that_does_not_fit_is_refused() -> None:
    with pytest.raises(InvalidInput, match="million million"):
        source(value=[1e13, 1.0])


def test_codes_widen_with_the_dictionary_and_the_largest_is_null() -> None:
    names = [f"e{n:05d}" for n in range(300)]
    table = pa.table(
        {"customer": ["a"] * 300, "time": pa.array(range(300)), "event": names, "channel": [*names[1:], None]}
    )
    found = MemorySource.from_table(table, time_unit="us")
    batch = found.read(found.ranges(most=1, at_least=1)[0], frozenset())
    assert batch.event.dtype == batch.channel.dtype == np.uint16
    assert batch.channel[-1] == 65_535


def test_columns_of_no_known_kind_are_left_out() -> None:
    found = source(tags=[["a"], []], note=["n", None])
    assert dict(found.properties) == {"note": "string"}
    column = found.read(found.ranges(most=1, at_least=1)[0], frozenset({"note"})).columns["note"]
    assert isinstance(column, Labels)


def test_a_table_without_rows_is_one_empty_range() -> None:
    found = MemorySource.from_table(pa.table(BASE).slice(0, 0))
    spans = found.ranges(most=4, at_least=1)
    assert [span.events for span in spans] == [0]
    assert found.read(spans[0], frozenset()).journeys == 0
    assert found.observed_from is None
