"""The rows of a partition: whole customers wherever batches end, and an order that is never taken on trust."""

from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sojourn.core.errors import EngineError
from sojourn.engines.spark_order import chunks, slice_of
from sojourn.engines.spark_parts import CUSTOMER, ORDER, SEQ, TIME
from tests.unit.engines.executors import batches_of

WIDE = 1 << 30
Rows = list[tuple[int, str, int, int]]


def table_of(rows: Rows) -> pa.Table:
    kinds: list[tuple[str, Any]] = [
        (ORDER, pa.int64()),
        (CUSTOMER, pa.string()),
        (TIME, pa.int64()),
        (SEQ, pa.int64()),
    ]
    return pa.table({name: pa.array([row[i] for row in rows], kind) for i, (name, kind) in enumerate(kinds)})


def rows_of(table: pa.Table) -> Rows:
    return list(zip(*(table[name].to_pylist() for name in (ORDER, CUSTOMER, TIME, SEQ)), strict=True))


def read(table: pa.Table, *, rows: int, slices: int | None, at_once: int, budget: int = WIDE) -> list[Any]:
    given_so_far: list[Any] = []
    for chunk in chunks(batches_of(table, rows), slices=slices, at_once=at_once, budget=budget):
        given_so_far = [] if chunk is None else [*given_so_far, chunk]
    return given_so_far


# Few places in the order for many names: two customers may have one place.
place = st.integers(0, 5).map(lambda n: n << 60)
row = st.tuples(place, st.sampled_from("abcdé"), st.integers(0, 3), st.integers(0, 9))


@settings(max_examples=60)
@given(st.lists(row, max_size=40), st.integers(1, 9), st.integers(1, 4), st.integers(1, 12), st.booleans())
def test_customers_stay_whole_and_in_order(found: Rows, cut: int, slices: int, at_once: int, in_order: bool) -> None:
    rows = sorted(found) if in_order else found
    given_rows: Rows = []
    for number, table, starts in read(table_of(rows), rows=cut, slices=slices, at_once=at_once):
        here = rows_of(table)
        firsts = [here[start][:2] for start in starts]
        assert len(set(firsts)) == len(firsts) == len({each[:2] for each in here})
        assert {int(slice_of(np.array([each[0]]), slices)[0]) for each in here} == {number}
        assert not {each[:2] for each in here} & {each[:2] for each in given_rows}
        given_rows += here
    assert given_rows == sorted(found)


def test_a_customer_goes_on_in_the_next_batch() -> None:
    rows: Rows = [(0, "ann", time, 0) for time in range(10)] + [(0, "ben", 1, 0)]
    found = read(table_of(rows), rows=3, slices=1, at_once=4)
    assert [table.num_rows for _, table, _ in found] == [10, 1]


def test_no_rows_are_no_chunks() -> None:
    assert read(table_of([]), rows=3, slices=4, at_once=10) == []


def test_a_place_is_its_own_slice_where_none_are_counted() -> None:
    found = read(table_of([(3, "ann", 0, 0), (5, "ben", 0, 0)]), rows=9, slices=None, at_once=10)
    assert [number for number, _, _ in found] == [3, 5]


@pytest.mark.parametrize(
    "rows",
    [
        [(1, "ann", 5, 0), (1, "ann", 4, 0)],
        [(1, "ann", 5, 1), (1, "ann", 5, 0)],
        [(1, "ben", 5, 0), (1, "ann", 5, 0)],
        [(2, "ann", 5, 0), (1, "ben", 5, 0)],
    ],
    ids=["time", "arrival", "name", "place"],
)
def test_what_descends_is_sorted_again_or_refused(rows: Rows) -> None:
    ((_, table, _), *more) = read(table_of(rows), rows=1, slices=1, at_once=10)
    assert [*rows_of(table), *(each for _, t, _ in more for each in rows_of(t))] == sorted(rows)
    with pytest.raises(EngineError) as refused:
        read(table_of(rows), rows=1, slices=1, at_once=10, budget=1)
    assert refused.value.code == "partition-out-of-order"


def test_rows_that_were_given_before_the_descent_are_taken_back() -> None:
    rows: Rows = [(1, "ann", 1, 0), (2, "ben", 1, 0), (3, "cat", 1, 0), (1, "ann", 0, 0)]
    found = list(chunks(batches_of(table_of(rows), 1), slices=1, at_once=1, budget=WIDE))
    place = found.index(None)
    assert place > 0
    assert [each for chunk in found[place + 1 :] if chunk for each in rows_of(chunk[1])] == sorted(rows)


def test_slices_are_equal_and_in_order() -> None:
    places = np.arange(10_000, dtype=np.int64) * ((2**63 - 1) // 10_000)
    found = slice_of(places, 7)
    assert (np.diff(found) >= 0).all()
    assert set(found.tolist()) == set(range(7))
    assert np.ptp(np.bincount(found)) <= 2
