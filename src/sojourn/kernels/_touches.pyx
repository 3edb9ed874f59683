"""Cut the touches of journeys into paths that end in a conversion, or in nothing."""

import numpy as np

from libc.stdint cimport int32_t, int64_t, uint8_t, uint16_t, uint32_t

include "_lookback.pxi"

cdef enum:
    KEEP = 0                # what becomes of repeats
    COLLAPSE = 1
    DISTINCT = 2

ctypedef fused code:
    uint8_t
    uint16_t
    uint32_t

ctypedef fused label:
    uint8_t
    uint16_t
    uint32_t


cdef Py_ssize_t _write(
    const int64_t[::1] rows,
    const label[::1] channel,
    Py_ssize_t a,
    Py_ssize_t b,
    int repeats,
    int64_t[::1] mark,
    int64_t path,
    int32_t[::1] out_channel,
    int64_t[::1] out_row,
    Py_ssize_t start,
) noexcept nogil:
    """Write the touches a to b of a path from `start` on, repeats left out as asked; give the end."""
    cdef Py_ssize_t k, at = start, low, high
    cdef int64_t row
    cdef int32_t which
    if repeats == DISTINCT:
        k = b
        while k > a:
            k -= 1
            which = <int32_t>channel[rows[k]]
            if mark[which] != path:
                mark[which] = path
                out_channel[at] = which
                out_row[at] = rows[k]
                at += 1
        low = start
        high = at - 1
        while low < high:
            which = out_channel[low]
            row = out_row[low]
            out_channel[low] = out_channel[high]
            out_row[low] = out_row[high]
            out_channel[high] = which
            out_row[high] = row
            low += 1
            high -= 1
        return at
    for k in range(a, b):
        which = <int32_t>channel[rows[k]]
        if repeats == COLLAPSE and at > start and out_channel[at - 1] == which:
            at -= 1
        out_channel[at] = which
        out_row[at] = rows[k]
        at += 1
    return at


def cut_paths(
    const int64_t[::1] offsets,
    const uint8_t[::1] status,
    const int64_t[::1] time,
    const code[::1] event,
    const uint8_t[::1] roles,
    const label[::1] channel,
    Py_ssize_t channels,
    int64_t lookback,
    int64_t until,
    int repeats,
):
    """Cut the touches of every journey into paths.

    A conversion takes the touches since the one before it that are at most `lookback` old. What is left over is cut at
    conversions, and where a touch lies more than `lookback` after the first of its path.

    Args:
        offsets: (n + 1,) int64, ascending; journey i is events offsets[i] to offsets[i + 1].
        status: (n,) uint8; 2 and 3 are journeys that are over.
        time: (m,) int64, ascending in a journey.
        event: (m,) codes into `roles`: 1 for what may be a touch, 2 a conversion, 4 a key event, or their sum.
        channel: (m,) codes below `channels`; what is larger is none, and its event no touch.
        lookback: the longest age that counts, -1 for any.
        until: the last instant observed.
        repeats: 0 keeps them, 1 merges neighbours of a channel into the last, 2 keeps the last of each channel.

    Returns:
        starts: (p + 1,) int64, path i is touches starts[i] to starts[i + 1].
        journey: (p,) int64.
        state: (p,) uint8: 0 for a path without a conversion, 1 for one that may still have it, 2 for one that has. A
            conversion without touches is a path without touches.
        end: (p,) int64, the event of the conversion, -1 for none.
        key: (p,) int64, the touch in the path that came last before its first key event, -1 for none; the path begins
            with its first touch, repeats included.
        touched: (t,) int32 channel, (t,) int64 event of each touch.

    Cost: O(m) time; at most 33 bytes a path, 12 a touch, 16 an event of the longest journey; GIL released.
    Bounds: not checked here.
    """
    cdef Py_ssize_t journeys = offsets.shape[0] - 1
    cdef Py_ssize_t touches = 0, conversions = 0, longest = 0, i
    cdef uint8_t role
    with nogil:
        for i in range(journeys):
            longest = max(longest, offsets[i + 1] - offsets[i])
        for i in range(event.shape[0]):
            role = roles[event[i]]
            conversions += (role & CONVERSION) != 0
            touches += (role & (TOUCH | CONVERSION)) == TOUCH and <Py_ssize_t>channel[i] < channels
    most = touches + conversions
    starts_array = np.zeros(most + 1, np.int64)
    journey_array = np.empty(most, np.int64)
    state_array = np.empty(most, np.uint8)
    end_array = np.empty(most, np.int64)
    key_array = np.empty(most, np.int64)
    touched_array = np.empty(touches, np.int32)
    row_array = np.empty(touches, np.int64)
    rows_array = np.empty(longest, np.int64)
    keys_array = np.empty(longest, np.int64)
    mark_array = np.full(max(channels, 1), -1, np.int64)
    cdef int64_t[::1] starts = starts_array
    cdef int64_t[::1] owner = journey_array
    cdef uint8_t[::1] state = state_array
    cdef int64_t[::1] end = end_array
    cdef int64_t[::1] key = key_array
    cdef int32_t[::1] touched = touched_array
    cdef int64_t[::1] touched_row = row_array
    cdef int64_t[::1] rows = rows_array
    cdef int64_t[::1] keys = keys_array
    cdef int64_t[::1] mark = mark_array
    cdef Py_ssize_t journey, held, known, a, b, split, k, paths = 0, written = 0
    cdef bint last
    with nogil:
        for journey in range(journeys):
            held = known = 0
            for i in range(offsets[journey], offsets[journey + 1] + 1):
                last = i == offsets[journey + 1]
                role = 0 if last else roles[event[i]]
                if not last and not role & CONVERSION:
                    if role & TOUCH and <Py_ssize_t>channel[i] < channels:
                        rows[held] = i
                        held += 1
                    if role & KEY:
                        keys[known] = i
                        known += 1
                    continue
                split = held if last else too_old(time, rows, held, i, lookback)
                a = 0
                while a < split:
                    b = end_of(time, rows, a, split, lookback)
                    state[paths] = ENDED
                    if last and b == split:
                        state[paths] = left_over(status[journey], time[rows[a]], lookback, until)
                    owner[paths] = journey
                    end[paths] = -1
                    key[paths] = -1
                    written = _write(rows, channel, a, b, repeats, mark, paths, touched, touched_row, written)
                    paths += 1
                    starts[paths] = written
                    a = b
                if not last:
                    state[paths] = CONVERTED
                    owner[paths] = journey
                    end[paths] = i
                    key[paths] = -1
                    a = written
                    written = _write(rows, channel, split, held, repeats, mark, paths, touched, touched_row, written)
                    if split < held:
                        k = 0
                        while k < known and keys[k] < rows[split]:
                            k += 1
                        if k < known:
                            b = a
                            while b < written and touched_row[b] < keys[k]:
                                b += 1
                            key[paths] = b - a - 1
                    paths += 1
                    starts[paths] = written
                    held = known = 0
    return (
        starts_array[:paths + 1],
        journey_array[:paths],
        state_array[:paths],
        end_array[:paths],
        key_array[:paths],
        touched_array[:written],
        row_array[:written],
    )
