"""Take the times between the steps of attempts, and find the events that fill optional steps."""

import numpy as np

from libc.stdint cimport int32_t, int64_t, uint8_t, uint16_t, uint32_t

ctypedef fused Code:
    uint8_t
    uint16_t
    uint32_t

cdef int64_t LOW_BITS = (<int64_t> 1 << 32) - 1

cdef enum:
    EITHER = 0
    RECORDED = 1
    APART = 2


def moves(
    const int64_t[::1] time,
    const int64_t[::1] where,
    const int32_t[::1] furthest,
    const int64_t[::1] rows,
    const int64_t[::1] listing,
    Py_ssize_t width,
    Py_ssize_t count,
):
    """Take the times from each step of an attempt to the next.

    Args:
        time: (m,) int64 microseconds.
        where: (sum of furthest,) the events of the attempts, unit after unit.
        furthest: (u,) int32, at least 1.
        rows: (u,) int64 in 0..count - 1, the row each unit belongs to; empty puts all into row 0.
        listing: the column of each step.
        width: columns of a row.
        count: number of rows.

    Returns:
        groups: (n,) int64, row * width + column of the step that ends each move.
        values: (n,) int64 microseconds.
        high, low: (count * width,) int64 sums by group, of the values' upper and of their lower 32 bits.

    Cost: O(sum of furthest); GIL released.
    Bounds: not checked here.
    """
    cdef Py_ssize_t n = where.shape[0] - furthest.shape[0]
    groups_array = np.empty(n, np.int64)
    values_array = np.empty(n, np.int64)
    high_array = np.zeros(count * width, np.int64)
    low_array = np.zeros(count * width, np.int64)
    cdef int64_t[::1] groups = groups_array
    cdef int64_t[::1] values = values_array
    cdef int64_t[::1] high = high_array
    cdef int64_t[::1] low = low_array
    cdef Py_ssize_t unit, place = 0, out = 0
    cdef int64_t before, now, row, group
    cdef int32_t step
    cdef bint single = rows.shape[0] == 0
    with nogil:
        for unit in range(furthest.shape[0]):
            row = 0 if single else rows[unit] * width
            before = time[where[place]]
            for step in range(1, furthest[unit]):
                now = time[where[place + step]]
                group = row + listing[step]
                groups[out] = group
                values[out] = now - before
                high[group] += (now - before) >> 32
                low[group] += (now - before) & LOW_BITS
                before = now
                out += 1
            place += furthest[unit]
    return groups_array, values_array, high_array, low_array


def optional_events(
    const int64_t[::1] offsets,
    const int64_t[::1] time,
    const Code[::1] codes,
    const int32_t[::1] table,
    const uint8_t[:, ::1] fills,
    const int32_t[::1] after,
    const int64_t[::1] step_within,
    int64_t within,
    int32_t ties,
    const int64_t[::1] journey,
    const int32_t[::1] furthest,
    const int64_t[::1] where,
    const int64_t[::1] places,
):
    """Find the events that fill the optional steps of attempts.

    Args:
        offsets, time, codes, table, step_within, within: as for `attempts`, the classes being those of optional steps.
        fills: (classes, k), whether a class fills an optional step.
        after: (k,) how many required steps stand before each.
        ties: 0 either, 1 recorded, 2 apart.
        journey, furthest, where: what `attempts` returned.
        places: (u + 1,) where the events of each unit start in `where`.

    Returns:
        (u, k) int64, the event of each optional step, -1 for none.

    Cost: O(k * events between the neighbours); GIL released.
    Bounds: not checked here.
    """
    cdef Py_ssize_t count = after.shape[0]
    found_array = np.full((furthest.shape[0], count), -1, np.int64)
    cdef int64_t[:, ::1] found = found_array
    cdef Py_ssize_t unit, option, k
    cdef int64_t i, low, high, first, last, end
    cdef int32_t before
    cdef bint taken
    with nogil:
        for unit in range(furthest.shape[0]):
            first, end = offsets[journey[unit]], offsets[journey[unit] + 1]
            for option in range(count):
                before = after[option]
                if furthest[unit] < before:
                    continue
                low = where[places[unit] + before - 1]
                last = -1 if furthest[unit] == before else where[places[unit] + before]
                i = low
                if ties == EITHER:
                    while i > first and time[i - 1] == time[low]:
                        i -= 1
                while i < end:
                    if last >= 0:
                        if ((ties == RECORDED and i >= last) or (ties == EITHER and time[i] > time[last])
                                or (ties == APART and time[i] >= time[last])):
                            break
                    else:
                        if within >= 0 and time[i] - time[where[places[unit]]] > within:
                            break
                        if step_within.shape[0] and time[i] - time[low] > step_within[before - 1]:
                            break
                    if fills[table[codes[i]], option] and (ties == EITHER or (ties == RECORDED and i > low)
                                                           or (ties == APART and time[i] > time[low])):
                        taken = False
                        for k in range(places[unit], places[unit + 1]):
                            taken = taken or where[k] == i
                        for k in range(option):
                            taken = taken or found[unit, k] == i
                        if not taken:
                            found[unit, option] = i
                            break
                    i += 1
    return found_array
