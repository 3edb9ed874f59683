"""Look at what comes after a step: the next event, and every event until a limit."""

import numpy as np

from libc.stdint cimport int64_t, uint8_t, uint16_t, uint32_t

ctypedef fused Code:
    uint8_t
    uint16_t
    uint32_t


def tails(
    const int64_t[::1] time,
    const Code[::1] event,
    const int64_t[::1] after,
    const int64_t[::1] before,
    const int64_t[::1] limit,
    const uint8_t[::1] group,
    const int64_t[::1] where,
    const int64_t[::1] places,
    Py_ssize_t names,
):
    """Find the next event of each unit, and count units by event and group.

    Args:
        time: (m,) int64 microseconds.
        event: (m,) codes below `names`.
        after: (u,) int64, the event after which to look.
        before: (u,) int64, the event before which to stop.
        limit: (u,) int64, the last instant to look at.
        group: (u,) 0 or 1.
        where, places: the events of unit i's own attempt are where[places[i]:places[i + 1]]; they are no next event.
        names: how many names there are.

    Returns:
        next: (u,) int64, the next event, -1 for none.
        seen: (2, names) int64, units of each group with such an event, each unit counted once.

    Cost: O(events looked at), 24 bytes a name; GIL released.
    Bounds: not checked here.
    """
    next_array = np.full(after.shape[0], -1, np.int64)
    seen_array = np.zeros((2, names), np.int64)
    marks_array = np.full(names, -1, np.int64)
    cdef int64_t[::1] next_out = next_array
    cdef int64_t[:, ::1] seen = seen_array
    cdef int64_t[::1] marks = marks_array
    cdef Py_ssize_t unit, i, k
    cdef bint own
    with nogil:
        for unit in range(after.shape[0]):
            for i in range(after[unit] + 1, before[unit]):
                if time[i] > limit[unit]:
                    break
                if marks[event[i]] != unit:
                    marks[event[i]] = unit
                    seen[group[unit], event[i]] += 1
                if next_out[unit] < 0:
                    own = False
                    for k in range(places[unit], places[unit + 1]):
                        own = own or where[k] == i
                    if not own:
                        next_out[unit] = i
    return next_array, seen_array
