# How the touches before a conversion, or before nothing, are cut into paths. Included by _touches.pyx and _credit.pyx.

from libc.stdint cimport int64_t, uint8_t

cdef enum:
    TOUCH = 1               # what an event may be
    CONVERSION = 2
    KEY = 4

cdef enum:
    ENDED = 0               # what becomes of a path
    OPEN = 1
    CONVERTED = 2


cdef inline Py_ssize_t too_old(
    const int64_t[::1] time, const int64_t[::1] rows, Py_ssize_t held, Py_ssize_t conversion, int64_t lookback
) noexcept nogil:
    """Count the touches, of those held, that lie too long before the conversion."""
    cdef Py_ssize_t split = 0
    if lookback >= 0:
        while split < held and time[conversion] - time[rows[split]] > lookback:
            split += 1
    return split


cdef inline Py_ssize_t end_of(
    const int64_t[::1] time, const int64_t[::1] rows, Py_ssize_t first, Py_ssize_t split, int64_t lookback
) noexcept nogil:
    """Find where a path ends that begins with touch `first` and no conversion takes: `split`, or a touch too late."""
    cdef Py_ssize_t end = first + 1
    if lookback < 0:
        return split
    while end < split and time[rows[end]] - time[rows[first]] <= lookback:
        end += 1
    return end


cdef inline int left_over(uint8_t status, int64_t begun, int64_t lookback, int64_t until) noexcept nogil:
    """Say what becomes of the last path of a journey, which no conversion ended."""
    if status < 2 and (lookback < 0 or until - begun < lookback):
        return OPEN
    return ENDED
