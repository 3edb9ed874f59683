"""Counting for an overview: by name, by stretch of time."""

from libc.stdint cimport int64_t, uint8_t, uint16_t, uint32_t

ctypedef fused code_t:
    uint8_t
    uint16_t
    uint32_t


def tally_codes(
    const int64_t[::1] offsets, const code_t[::1] codes, const int64_t[::1] time,
    int64_t[::1] events, int64_t[::1] customers, int64_t[::1] first, int64_t[::1] last, int64_t[::1] seen
):
    """Add up how often each code occurs, with how many customers, from when to when.

    Args:
        offsets: (n + 1,) int64; customer i has rows offsets[i] to offsets[i + 1].
        codes: (m,) codes; what is not below k, as null is, counts as k.
        time: (m,) int64.
        events, customers: (k + 1,) int64 sums, added to.
        first, last: (k + 1,) int64 bounds of time, widened.
        seen: (k + 1,) int64, all -1: scratch.

    Cost: O(m); GIL released.
    """
    cdef Py_ssize_t customer, i
    cdef int64_t k = events.shape[0] - 1
    cdef int64_t code
    with nogil:
        for customer in range(offsets.shape[0] - 1):
            for i in range(offsets[customer], offsets[customer + 1]):
                code = <int64_t>codes[i]
                if code > k:
                    code = k
                events[code] += 1
                if seen[code] != customer:
                    seen[code] = customer
                    customers[code] += 1
                if time[i] < first[code]:
                    first[code] = time[i]
                if time[i] > last[code]:
                    last[code] = time[i]


def tally_times(
    const int64_t[::1] offsets, const int64_t[::1] time, int64_t start, int64_t unit, int64_t[::1] counts,
    int64_t[::1] oddities
):
    """Add up events by stretch of time, and how many lie exactly at midnight UTC or at the instant of the one before.

    Args:
        offsets: (n + 1,) int64; customer i has rows offsets[i] to offsets[i + 1].
        time: (m,) int64 microseconds, none before `start`.
        start, unit: stretch j is from start + j * unit on.
        counts: int64 sums by stretch, added to; long enough for the last time.
        oddities: (2,) int64 sums, added to: events at midnight, events at the same instant as the customer's one before.

    Cost: O(m); GIL released.
    """
    cdef Py_ssize_t customer, i
    cdef int64_t midnight = 0, same = 0, day = 86400000000
    with nogil:
        for customer in range(offsets.shape[0] - 1):
            for i in range(offsets[customer], offsets[customer + 1]):
                counts[(time[i] - start) // unit] += 1
                if time[i] % day == 0:
                    midnight += 1
                if i > offsets[customer] and time[i] == time[i - 1]:
                    same += 1
    oddities[0] += midnight
    oddities[1] += same
