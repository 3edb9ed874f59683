"""Draw customers anew: what items add up to when each customer counts as often as chance says."""

import numpy as np

from libc.stdint cimport int64_t, uint32_t, uint64_t

cdef enum:
    MOST = 12               # a Poisson number of mean 1 is larger once in six billion draws


cdef inline uint64_t _mixed(uint64_t x) noexcept nogil:
    """Mix the bits of a word, as SplitMix64 does."""
    x += <uint64_t>0x9E3779B97F4A7C15
    x = (x ^ (x >> 30)) * <uint64_t>0xBF58476D1CE4E5B9
    x = (x ^ (x >> 27)) * <uint64_t>0x94D049BB133111EB
    return x ^ (x >> 31)


def add_resampled(
    const int64_t[::1] place, const int64_t[::1] weight, const uint64_t[::1] mark, const uint64_t[::1] draws,
    int64_t[:, ::1] table,
):
    """Add items up as often as their customers are drawn, in each of several draws.

    How often a customer is drawn is a Poisson number of mean 1, made of the customer's mark and the draw's alone, so
    that it is the same however customers are cut into batches.

    Args:
        place: (q,) int64, the row of the table that an item belongs to; -1 for none.
        weight: (q,) int64, what it adds, or empty for 1.
        mark: (q,) uint64, its customer's; items of one customer should stand together.
        draws: (r,) uint64, a number for each draw.
        table: (k, r) int64, added to.

    Cost: O(q r) time, vectorised; GIL released.
    Source: Chamandy, Muralidharan, Najmi, Naidu, Estimating Uncertainty for Massive Data Streams (Google, 2012).
    """
    cdef Py_ssize_t many = draws.shape[0], i, k, step
    cdef uint64_t before = 0
    cdef uint32_t limits[MOST]
    cdef uint32_t word
    cdef double term = 0.36787944117144233, below = 0.0
    cdef bint known = False
    times_array = np.zeros(many, np.int64)
    words_array = np.zeros(many, np.uint32)
    cdef int64_t[::1] times = times_array
    cdef uint32_t[::1] words = words_array
    cdef int64_t amount
    for step in range(MOST):
        below += term
        limits[step] = <uint32_t>min(below * 4294967296.0, 4294967295.0)
        term /= step + 1
    with nogil:
        for i in range(place.shape[0]):
            if place[i] < 0:
                continue
            if not known or mark[i] != before:
                known = True
                before = mark[i]
                for k in range(many):
                    words[k] = <uint32_t>(_mixed(before ^ draws[k]) >> 32)
                for k in range(many):
                    times[k] = 0
                for step in range(MOST):
                    for k in range(many):
                        times[k] += words[k] >= limits[step]
            amount = weight[i] if weight.shape[0] else 1
            for k in range(many):
                table[place[i], k] += amount * times[k]
