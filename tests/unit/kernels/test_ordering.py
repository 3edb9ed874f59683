"""Orders, keys and checksums, held against numpy and plain Python."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sojourn import kernels

WORD = st.integers(0, 2**64 - 1) | st.integers(0, 3) | st.sampled_from([2**64 - 1, 2**63, 2**11, 2**53])
words = st.lists(WORD, max_size=60)


def array(values: list[int]) -> np.ndarray:
    return np.array(values, np.uint64)


@given(values=words, low=st.integers(0, 63))
def test_order_is_the_stable_order_of_the_bits_that_count(values: list[int], low: int) -> None:
    order = np.empty(len(values), np.int64)
    kernels.order_by(array(values), order, low, False)
    assert order.tolist() == sorted(range(len(values)), key=lambda i: values[i] >> low)


@given(pairs=st.lists(st.tuples(st.integers(0, 3), WORD), max_size=60))
def test_order_within_an_order_sorts_by_both(pairs: list[tuple[int, int]]) -> None:
    order = np.empty(len(pairs), np.int64)
    kernels.order_by(array([b for _, b in pairs]), order, 0, False)
    kernels.order_by(array([a for a, _ in pairs]), order, 0, True)
    assert order.tolist() == sorted(range(len(pairs)), key=lambda i: pairs[i])


def test_a_read_only_array_can_be_ordered() -> None:
    keys = array([3, 1, 2])
    keys.setflags(write=False)
    order = np.empty(3, np.int64)
    kernels.order_by(keys, order, 0, False)
    assert order.tolist() == [1, 2, 0]


@given(st.lists(st.integers(-3, 3), max_size=10))
def test_ascending_is_never_going_down(values: list[int]) -> None:
    assert kernels.is_ascending(np.array(values, np.int64)) == (values == sorted(values))


key = st.tuples(st.integers(0, 3), st.integers(0, 3))


@given(wanted=st.lists(key, unique=True, max_size=12), others=st.lists(key, max_size=30))
def test_keys_are_found_where_they_last_stand(wanted: list[tuple[int, int]], others: list[tuple[int, int]]) -> None:
    found = np.full(len(wanted), -1, np.int64)
    kernels.find_keys(
        array([hi for hi, _ in wanted]),
        array([lo for _, lo in wanted]),
        array([hi for hi, _ in others]),
        array([lo for _, lo in others]),
        found,
    )
    last = {other: place for place, other in enumerate(others)}
    assert found.tolist() == [last.get(one, -1) for one in wanted]


@given(st.lists(st.tuples(st.integers(0, 1), st.integers(0, 1), key), max_size=40))
def test_equal_keys_are_marked_inside_their_group_only(rows: list[tuple[int, int, tuple[int, int]]]) -> None:
    rows = sorted(rows, key=lambda row: row[:2])
    marked = np.zeros(len(rows), np.uint8)
    kernels.mark_equal_keys(
        array([row[0] for row in rows]),
        np.array([row[1] for row in rows], np.int64),
        array([row[2][0] for row in rows]),
        array([row[2][1] for row in rows]),
        marked,
    )
    sizes = [sum(other[:2] == row[:2] for other in rows) for row in rows]
    assert marked.tolist() == [int(size > 32 or rows.count(row) > 1) for row, size in zip(rows, sizes, strict=True)]


def test_mixing_zero_changes_nothing_and_other_words_give_other_keys() -> None:
    hi, lo = np.arange(1000, dtype=np.uint64), np.zeros(1000, np.uint64)
    kernels.mix_keys(hi, lo, np.zeros(1000, np.uint64))
    assert hi.tolist() == list(range(1000))
    hi[:] = 5
    kernels.mix_keys(hi, lo, np.arange(1000, dtype=np.uint64))
    assert len(set(zip(hi.tolist(), lo.tolist(), strict=True))) == 1000


@pytest.mark.parametrize("size", [0, 1, 7, 8, 63, 64, 65, 127, 1000])
def test_any_flipped_bit_gives_another_checksum(size: int) -> None:
    data = np.random.default_rng(size).integers(0, 256, size, dtype=np.uint8)
    whole = kernels.checksum(data)
    sums = {whole}
    for place in range(size):
        data[place] ^= 1 << (place % 8)
        sums.add(kernels.checksum(data))
        data[place] ^= 1 << (place % 8)
    assert len(sums) == size + 1
    assert kernels.checksum(data) == whole


def test_a_checksum_knows_length_and_order() -> None:
    zeros = [kernels.checksum(np.zeros(size, np.uint8)) for size in range(200)]
    assert len(set(zeros)) == 200
    halves = np.repeat(np.array([1, 2], np.uint8), 64)
    assert kernels.checksum(halves) != kernels.checksum(halves[::-1].copy())


def test_a_checksum_never_changes_between_versions() -> None:
    assert kernels.checksum(np.arange(100, dtype=np.uint8)) == 0x59726AA94C529D02
