"""Count values into the buckets from which quantiles are read."""

import numpy as np

from libc.stdint cimport int64_t, uint64_t

cdef extern from *:
    int __builtin_clzll(unsigned long long) nogil


def tally(const int64_t[::1] values, const int64_t[::1] groups, Py_ssize_t count):
    """Count values into 128 buckets a doubling, group by group.

    Args:
        values: (n,) int64, not negative.
        groups: (n,) int64 in 0..count - 1; an empty array puts every value into group 0.
        count: number of groups.

    Returns:
        (count, 8192) int64: bucket 128 p + q holds values from 2**p (1 + q / 128) on, below the next bucket; 0 is in
        bucket 0.

    Cost: O(n) time, 65,536 bytes a group; GIL released.
    Bounds: not checked here.
    """
    counts = np.zeros((count, 8192), np.int64)
    cdef int64_t[:, ::1] out = counts
    cdef Py_ssize_t i
    cdef int power
    cdef uint64_t value
    cdef bint single = groups.shape[0] == 0
    with nogil:
        for i in range(values.shape[0]):
            value = values[i]
            if value == 0:
                out[0 if single else groups[i], 0] += 1
                continue
            power = 63 - __builtin_clzll(value)
            value = value >> (power - 7) if power >= 7 else value << (7 - power)
            out[0 if single else groups[i], power * 128 + <int>(value & 127)] += 1
    return counts


def group_values(const int64_t[::1] values, const int64_t[::1] groups, Py_ssize_t count):
    """Put values together by group, each group in its old order.

    Args:
        values: (n,) int64.
        groups: (n,) int64 in 0..count - 1.
        count: number of groups.

    Returns:
        (n,) int64 values, (count + 1,) int64 offsets: group g has values offsets[g] to offsets[g + 1].

    Cost: O(n + count) time; GIL released.
    Bounds: not checked here.
    """
    ordered = np.empty(values.shape[0], np.int64)
    offsets = np.zeros(count + 1, np.int64)
    cdef int64_t[::1] out = ordered
    cdef int64_t[::1] start = offsets
    cdef int64_t[::1] cursor
    cdef Py_ssize_t i
    with nogil:
        for i in range(groups.shape[0]):
            start[groups[i] + 1] += 1
        for i in range(count):
            start[i + 1] += start[i]
    places = offsets[:count].copy()
    cursor = places
    with nogil:
        for i in range(groups.shape[0]):
            out[cursor[groups[i]]] = values[i]
            cursor[groups[i]] += 1
    return ordered, offsets
