"""Cut the events of each customer into journeys."""

import numpy as np

from libc.stdint cimport int32_t, int64_t, uint8_t, uint16_t, uint32_t

ctypedef fused code:
    uint8_t
    uint16_t
    uint32_t

ctypedef fused value:
    uint8_t
    uint16_t
    uint32_t
    int32_t
    int64_t
    double

cdef enum:
    OPEN = 1
    TIMED_OUT = 2
    ENDED = 3


def cut_by_gap(
    const int64_t[::1] offsets,
    const int64_t[::1] customer,
    const int64_t[::1] time,
    int64_t gap,
    int64_t observed_until,
):
    """Begin a new journey wherever the pause is longer than the gap.

    Args:
        offsets: (n + 1,) int64; customer i has events offsets[i] to offsets[i + 1], at least one.
        customer: (n,) int64, the customer's number.
        time: (m,) int64 microseconds, ascending inside a customer.
        gap: microseconds; a pause of exactly the gap stays inside.
        observed_until: a customer's last journey is open when its last event is less than the gap before.

    Returns:
        (k + 1,) int64 offsets of journeys, (k,) int64 number of the customer, (k,) uint8 status.

    Cost: O(m) time in two passes; GIL released.
    Bounds: not checked here.
    """
    cdef Py_ssize_t customers = offsets.shape[0] - 1
    cdef Py_ssize_t row, i, journey = 0, count = customers
    with nogil:
        for row in range(customers):
            for i in range(offsets[row] + 1, offsets[row + 1]):
                count += time[i] - time[i - 1] > gap
    starts = np.empty(count + 1, np.int64)
    owners = np.empty(count, np.int64)
    statuses = np.full(count, TIMED_OUT, np.uint8)
    cdef int64_t[::1] start = starts
    cdef int64_t[::1] owner = owners
    cdef uint8_t[::1] status = statuses
    with nogil:
        for row in range(customers):
            start[journey] = offsets[row]
            owner[journey] = customer[row]
            for i in range(offsets[row] + 1, offsets[row + 1]):
                if time[i] - time[i - 1] > gap:
                    journey += 1
                    start[journey] = i
                    owner[journey] = customer[row]
            if observed_until - time[offsets[row + 1] - 1] < gap:
                status[journey] = OPEN
            journey += 1
        start[journey] = time.shape[0]
    return starts, owners, statuses


def cut_between(
    const int64_t[::1] offsets,
    const int64_t[::1] time,
    const code[::1] event,
    const uint8_t[::1] role,
    int64_t timeout,
    int64_t observed_until,
):
    """Open a journey at a start event; close it with an end event or after a pause longer than the timeout.

    Args:
        offsets: (n + 1,) int64; customer i has events offsets[i] to offsets[i + 1], at least one.
        time: (m,) int64 microseconds, ascending inside a customer.
        event: (m,) codes.
        role: (names,) uint8 by code: bit 0 set when the event may open a journey, bit 1 when it closes one.
        timeout: microseconds; negative for none.
        observed_until: a journey still running is open when its last event is less than the timeout before.

    Returns:
        (m,) uint8, 1 for events in a journey; (k + 1,) int64 offsets into the events kept; (k,) int64 row of the
        customer; (k,) uint8 status.

    Cost: O(m) time; GIL released.
    Bounds: not checked here; codes lie below the length of role.
    """
    cdef Py_ssize_t customers = offsets.shape[0] - 1
    cdef Py_ssize_t count = time.shape[0]
    kept = np.zeros(count, np.uint8)
    starts = np.empty(count + 1, np.int64)
    owners = np.empty(count, np.int64)
    statuses = np.empty(count, np.uint8)
    cdef uint8_t[::1] keep = kept
    cdef int64_t[::1] start = starts
    cdef int64_t[::1] owner = owners
    cdef uint8_t[::1] status = statuses
    cdef Py_ssize_t customer, i, last, journey = 0
    cdef int64_t inside = 0
    cdef bint running
    with nogil:
        for customer in range(customers):
            running = False
            last = 0
            for i in range(offsets[customer], offsets[customer + 1]):
                if running and timeout >= 0 and time[i] - time[last] > timeout:
                    status[journey] = TIMED_OUT
                    journey += 1
                    running = False
                if not running:
                    if not role[event[i]] & 1:
                        continue
                    running = True
                    start[journey] = inside
                    owner[journey] = customer
                keep[i] = 1
                inside += 1
                last = i
                if role[event[i]] & 2:
                    status[journey] = ENDED
                    journey += 1
                    running = False
            if running:
                status[journey] = OPEN if timeout < 0 or observed_until - time[last] < timeout else TIMED_OUT
                journey += 1
        start[journey] = inside
    return kept, starts[: journey + 1].copy(), owners[:journey].copy(), statuses[:journey].copy()


def cut_by_key(const int64_t[::1] offsets, const int32_t[::1] key, Py_ssize_t keys):
    """Put together the events of one customer that share a key, even interleaved.

    Args:
        offsets: (n + 1,) int64; customer i has events offsets[i] to offsets[i + 1].
        key: (m,) int32 codes in 0..keys - 1; -1 is no key, outside of every journey.
        keys: number of distinct keys.

    Returns:
        (e,) int64 positions of the events kept, journey by journey, each in its old order; (k + 1,) int64 offsets;
        (k,) int64 row of the customer; (keys,) uint8, under how many customers a key stands: 0, 1 or 2 for more.
        Journeys of a customer follow one another by their first event.

    Cost: O(m) time, 8 bytes a key beside the results; GIL released.
    Bounds: not checked here.
    """
    cdef Py_ssize_t customers = offsets.shape[0] - 1
    cdef Py_ssize_t count = key.shape[0]
    journeys = np.empty(count, np.int64)
    starts = np.zeros(count + 1, np.int64)
    owners = np.empty(count, np.int64)
    latest = np.full(keys, -1, np.int64)
    subjects = np.zeros(keys, np.uint8)
    cdef int64_t[::1] journey = journeys
    cdef int64_t[::1] start = starts
    cdef int64_t[::1] owner = owners
    cdef int64_t[::1] last = latest
    cdef uint8_t[::1] under = subjects
    cdef int64_t[::1] place
    cdef int64_t[::1] next_place
    cdef Py_ssize_t customer, i
    cdef int64_t made = 0, first, k
    with nogil:
        for customer in range(customers):
            first = made
            for i in range(offsets[customer], offsets[customer + 1]):
                k = key[i]
                if k < 0:
                    journey[i] = -1
                    continue
                if last[k] < first:
                    last[k] = made
                    owner[made] = customer
                    made += 1
                    if under[k] < 2:
                        under[k] += 1
                journey[i] = last[k]
                start[last[k] + 1] += 1
        for i in range(made):
            start[i + 1] += start[i]
    order = np.empty(starts[made], np.int64)
    cursor = starts[:made].copy()
    place = order
    next_place = cursor
    with nogil:
        for i in range(count):
            if journey[i] >= 0:
                place[next_place[journey[i]]] = i
                next_place[journey[i]] += 1
    return order, starts[: made + 1].copy(), owners[:made].copy(), subjects


def mark_repeats(const int64_t[::1] offsets, const code[::1] event):
    """Mark the events that stay when consecutive repeats of one event are merged into the first.

    Args:
        offsets: (n + 1,) int64; journey i has events offsets[i] to offsets[i + 1].
        event: (m,) codes.

    Returns:
        (m,) uint8, 1 for events that stay; (n + 1,) int64 offsets into those.

    Cost: O(m) time; GIL released.
    Bounds: not checked here.
    """
    cdef Py_ssize_t journeys = offsets.shape[0] - 1
    kept = np.empty(event.shape[0], np.uint8)
    starts = np.zeros(journeys + 1, np.int64)
    cdef uint8_t[::1] keep = kept
    cdef int64_t[::1] start = starts
    cdef Py_ssize_t journey, i
    cdef int64_t inside = 0
    with nogil:
        for journey in range(journeys):
            for i in range(offsets[journey], offsets[journey + 1]):
                keep[i] = i == offsets[journey] or event[i] != event[i - 1]
                inside += keep[i]
            start[journey + 1] = inside
    return kept, starts


def pack(const value[::1] values, const uint8_t[::1] keep, Py_ssize_t count):
    """Leave out the values whose place is not marked.

    Args:
        values: (m,) of any width.
        keep: (m,) uint8, 1 for values that stay, else 0.
        count: how many stay.

    Returns:
        (count,) of the same type.

    Cost: O(m) time without a branch: which events stay is anybody's guess; GIL released.
    Bounds: not checked here.
    """
    packed = np.empty(count + 1, np.asarray(values).dtype)
    cdef value[::1] out = packed
    cdef Py_ssize_t i, place = 0
    with nogil:
        for i in range(values.shape[0]):
            out[place] = values[i]
            place += keep[i]
    return packed[:count]
