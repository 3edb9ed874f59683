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
    with pytest.raises(InvalidInput, match=f"1 rows have no '{role}', the first is row 1"):
        source(**{role: [BASE[role][0], None]})


@pytest.mark.parametrize(
    ("times", "options"),
    [
        ([datetime(2024, 1, 1), datetime(2024, 1, 1)], {}),
        (["2024-01-01T00:00:00Z"] * 2, {}),
        (["2024-01-01 00:00:00"] * 2, {}),
        (["2024-01-01T02:00:00+02:00"] * 2, {}),
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
