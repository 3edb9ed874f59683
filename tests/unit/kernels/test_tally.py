"""Counts for an overview, held against plain Python."""

from collections import Counter
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sojourn import kernels

DAY = 86_400_000_000
worlds = st.lists(
    st.lists(
        st.tuples(st.sampled_from([0, 1, 2, 255]), st.sampled_from([0, 1, 7, DAY, 2 * DAY, 2 * DAY + 7])), max_size=6
    ),
    max_size=6,
)


def arrays(world: list[list[tuple[int, int]]]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    flat = [event for customer in world for event in customer]
    offsets = np.concatenate([[0], np.cumsum([len(customer) for customer in world])]).astype(np.int64)
    return offsets, np.array([code for code, _ in flat], np.uint8), np.array([time for _, time in flat], np.int64)


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16, np.uint32])
@given(world=worlds)
def test_codes_are_counted_with_their_customers_and_span(dtype: type, world: list[list[tuple[int, int]]]) -> None:
    offsets, codes, time = arrays(world)
    events, customers, first, last, seen = (np.full(4, value, np.int64) for value in (0, 0, 99 * DAY, -1, -1))
    kernels.tally_codes(offsets, codes.astype(dtype), time, events, customers, first, last, seen)
    for place, code in enumerate((0, 1, 2, 255)):
        own = [[t for c, t in customer if c == code] for customer in world]
        times = [t for some in own for t in some]
        assert events[place] == len(times)
        assert customers[place] == sum(bool(some) for some in own)
        assert (first[place], last[place]) == (min(times, default=99 * DAY), max(times, default=-1))


@given(world=worlds)
def test_times_are_counted_by_stretch(world: list[list[tuple[int, int]]]) -> None:
    offsets, _, time = arrays(world)
    counts, oddities = np.zeros(5, np.int64), np.zeros(2, np.int64)
    kernels.tally_times(offsets, time, 0, DAY // 2, counts, oddities)
    assert {place: n for place, n in enumerate(counts.tolist()) if n} == Counter(t // (DAY // 2) for t in time.tolist())
    assert oddities[0] == sum(t % DAY == 0 for t in time.tolist())
    same = sum(a[1] == b[1] for customer in world for a, b in pairwise(customer))
    assert oddities[1] == same
