"""Kernels that look at marked events only: blocks, widths of codes and numbers of marked codes make no difference."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from sojourn import kernels

NAMES = 40


def journeys(seed: int, events: int) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Make journeys of all lengths, some without events between blocks: offsets, times, codes."""
    rng = np.random.default_rng(seed)
    borders = np.sort(rng.integers(0, events + 1, size=max(1, events // int(rng.choice([3, 20, 3000])))))
    offsets = np.unique(np.concatenate([[0], borders, [events]]))
    time = rng.integers(0, 5_000, size=events)
    for first, last in zip(offsets[:-1].tolist(), offsets[1:].tolist(), strict=True):
        time[first:last].sort()
    return offsets, time, rng.integers(0, NAMES, size=events)


def cohorts(
    offsets: NDArray[np.int64], time: NDArray[np.int64], event: NDArray[Any], roles: NDArray[np.uint8], bounded: bool
) -> tuple[list[int], list[list[int]]]:
    """Count with the kernel of one pass."""
    starts = np.arange(0, 5_200, 200)
    periods = len(starts) - 1
    size, earliest = np.zeros(periods, np.int64), np.full(periods, 2**62)
    returned, observed = np.zeros((periods, 7), np.int64), np.zeros((periods, 0), np.int64)
    kernels.retention_cohorts(offsets, time, event, roles, starts, 0, 0, bounded, size, earliest, returned, observed)
    return size.tolist(), returned.tolist()


def in_two_passes(
    offsets: NDArray[np.int64], time: NDArray[np.int64], event: NDArray[Any], roles: NDArray[np.uint8], bounded: bool
) -> tuple[list[int], list[list[int]]]:
    """Count births first, then returns, event by event."""
    starts = np.arange(0, 5_200, 200)
    room = len(offsets) - 1
    at, whose, period = np.empty(room, np.int64), np.empty(room, np.int64), np.empty(room, np.int32)
    found = kernels.retention_births(offsets, time, event, roles, starts, False, at, whose, period)
    returned = np.zeros((len(starts) - 1, 7), np.int64)
    rows, limit = period[:found].astype(np.int64), np.full(found, 6, np.int32)
    kernels.retention_returns(
        offsets, time, event, roles, starts, 0, bounded, at[:found], whose[:found], period[:found], rows, limit,
        returned, np.zeros((0, 7), np.uint8),
    )  # fmt: skip
    return np.bincount(period[:found], minlength=len(starts) - 1).tolist(), returned.tolist()


@given(
    seed=st.integers(0, 10_000),
    events=st.sampled_from([1, 63, 64, 65, 4_095, 4_096, 4_097, 9_000]),
    starts=st.integers(0, 9),
    returns=st.integers(0, 9),
    bounded=st.booleans(),
)
def test_one_pass_counts_what_two_passes_count(
    seed: int, events: int, starts: int, returns: int, bounded: bool
) -> None:
    offsets, time, event = journeys(seed, events)
    roles = np.zeros(NAMES, np.uint8)
    roles[:starts] |= 1
    roles[NAMES - returns - 3 : NAMES - 3] |= 2
    roles[0] |= 2 * (seed % 2)
    expected = in_two_passes(offsets, time, event.astype(np.uint8), roles, bounded)
    for width in (np.uint8, np.uint16, np.uint32):
        codes = event.astype(width)
        codes.setflags(write=False)
        assert cohorts(offsets, time, codes, roles, bounded) == expected


@pytest.mark.parametrize("steps", [1, 3, 5, 8, 9])
@pytest.mark.parametrize("ties", [0, 1])
def test_attempts_do_not_depend_on_the_width_of_codes(steps: int, ties: int) -> None:
    offsets, time, event = journeys(steps, 30_000)
    table = np.zeros(NAMES, np.int32)
    table[:steps] = np.arange(1, steps + 1)
    numbers = np.arange(steps + 1, dtype=np.int32)
    none = np.zeros(0, np.int32)

    def found(codes: NDArray[Any]) -> list[list[int]]:
        units = kernels.attempts(
            offsets, np.zeros(len(offsets) - 1, np.uint8), time, codes, table,
            np.concatenate([numbers[:1], numbers]), numbers[1:], np.eye(steps + 1, dtype=np.uint8),
            np.zeros(steps + 2, np.int32), none, none, none, np.zeros(0, np.int64), 900, 5_000, False, ties, 0, True,
        )  # fmt: skip
        return [column.tolist() for column in units]

    narrow = found(event.astype(np.uint8))
    assert len(narrow[0]) > 0
    assert found(event.astype(np.uint16)) == narrow
    assert found(event.astype(np.uint32)) == narrow
