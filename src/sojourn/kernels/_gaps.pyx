"""Sort the times between events by pair, as buckets, and read ranks from them."""

import numpy as np

from libc.stdint cimport int64_t, uint8_t, uint16_t, uint32_t, uint64_t

cdef extern from *:
    int __builtin_clzll(unsigned long long) nogil

ctypedef fused code:
    uint8_t
    uint16_t
    uint32_t

cdef enum:
    BUCKETS = 8192


def sort_gaps(
    const int64_t[::1] offsets,
    const int64_t[::1] time,
    const code[::1] event,
    int64_t names,
    int64_t[::1] cursor,
    uint16_t[::1] buckets,
):
    """Put the bucket of every time between an event and the next one of its journey where its pair has room.

    Args:
        offsets: (n + 1,) int64; journey i has events offsets[i] to offsets[i + 1], at least one.
        time: (m,) int64 microseconds, ascending inside a journey.
        event: (m,) codes.
        names: number of names.
        cursor: (names * names,) int64, where the room of pair a * names + b begins; moved to where it ends.
        buckets: (m - n,) uint16, written: bucket 128 p + q has times from 2**p (1 + q / 128) on, 0 is in bucket 0.

    Cost: O(m) time; GIL released.
    Bounds: not checked here.
    """
    cdef Py_ssize_t journey, i, pair
    cdef uint64_t gap
    cdef int power
    with nogil:
        for journey in range(offsets.shape[0] - 1):
            for i in range(offsets[journey] + 1, offsets[journey + 1]):
                pair = event[i - 1] * names + event[i]
                gap = <uint64_t>time[i] - <uint64_t>time[i - 1]
                power = 63 - __builtin_clzll(gap | 1)
                buckets[cursor[pair]] = <uint16_t>(
                    power << 7 | (gap >> (power - 7) if power >= 7 else gap << (7 - power)) & 127
                )
                cursor[pair] += 1


def rank_buckets(runs, const int64_t[::1] pairs, const int64_t[:, ::1] low, const int64_t[:, ::1] high):
    """Find the buckets in which values of given ranks lie.

    Args:
        runs: pairs of (v,) uint16 buckets sorted by pair, and (p + 1,) int64 where each pair's begin.
        pairs: (k,) which pairs to look at.
        low, high: (k, r) int64 ranks from 0, ascending in each row, below the number of the pair's values.

    Returns:
        (k, r, 2) int64 buckets of the low and the high ranks.

    Cost: O(values of the pairs + k * 8192); GIL released.
    Bounds: not checked here.
    """
    cdef Py_ssize_t count = len(runs), ranks = low.shape[1]
    found = np.zeros((pairs.shape[0], ranks, 2), np.int64)
    if not ranks or not count or not pairs.shape[0]:
        return found
    cdef int64_t[:, :, ::1] out = found
    cdef uint64_t[::1] addresses = np.zeros(2 * count, np.uint64)
    cdef uint32_t[::1] histogram = np.zeros(BUCKETS, np.uint32)
    cdef const uint16_t[::1] values
    cdef const int64_t[::1] starts
    cdef const uint16_t* value
    cdef const int64_t* start
    cdef Py_ssize_t run, i, k, p, q
    cdef int64_t upto
    cdef uint32_t lowest, highest, here
    for run in range(count):
        values, starts = runs[run]
        addresses[2 * run] = <uint64_t>&values[0] if values.shape[0] else 0
        addresses[2 * run + 1] = <uint64_t>&starts[0]
    with nogil:
        for k in range(pairs.shape[0]):
            lowest = BUCKETS - 1
            highest = 0
            for run in range(count):
                value = <const uint16_t*>addresses[2 * run]
                start = <const int64_t*>addresses[2 * run + 1]
                for i in range(start[pairs[k]], start[pairs[k] + 1]):
                    here = value[i]
                    histogram[here] += 1
                    lowest = min(lowest, here)
                    highest = max(highest, here)
            upto = 0
            p = q = 0
            for here in range(lowest, highest + 1):
                upto += histogram[here]
                histogram[here] = 0
                while p < ranks and low[k, p] < upto:
                    out[k, p, 0] = here
                    p += 1
                while q < ranks and high[k, q] < upto:
                    out[k, q, 1] = here
                    q += 1
    return found
