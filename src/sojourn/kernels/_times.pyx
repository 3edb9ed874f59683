"""Read dates and times from text: ISO 8601, compact forms, day-first and month-first dates, month names, epochs.

Nothing is guessed here but the unit of an epoch, which its magnitude tells. Whether 03/04/2024 is in March or in April is
the caller's to say (`order`).
"""

from libc.stdint cimport int32_t, int64_t, uint8_t

cdef enum:
    BAD = 0        # not a time
    LOCAL = 1      # a date and a clock without zone: local microseconds
    INSTANT = 2    # an offset, Z or an epoch: microseconds UTC
    DATE = 3       # a date alone: local microseconds of its midnight
    AMBIGUOUS = 4  # day and month could be either way round, and no order was given

cdef int64_t SECOND = 1000000
cdef int64_t DAY = 86400000000


include "_calendar.pxi"


cdef inline int _with_clock(
    int y, int m, int d, const uint8_t *p, Py_ssize_t n, int64_t *out
) noexcept nogil:
    """Join a date with the clock that follows it."""
    cdef int64_t micros = 0, offset = 0
    cdef int kind
    if not _real(y, m, d):
        return BAD
    if n == 0:
        out[0] = _days(y, m, d) * DAY
        return DATE
    kind = _clock(p, n, &micros, &offset)
    out[0] = _days(y, m, d) * DAY + micros - offset
    return kind


cdef int _digits(const uint8_t *p, Py_ssize_t n, int64_t *out) noexcept nogil:
    """Read a run of digits: 20240131, 202401311030, 20240131103005, 20240131T103005Z, or an epoch."""
    cdef Py_ssize_t i = 0, count = 0, places = 0
    cdef int64_t whole = 0, fraction = 0, scale = 1000000
    cdef int y, m, d
    cdef bint negative = False
    if n and p[0] == 45:
        negative = True
        i = 1
    while i < n and _digit(p[i]):
        if count < 19:
            whole = whole * 10 + (p[i] - 48)
        count += 1
        i += 1
    if not negative and (count == 8 or ((count == 12 or count == 14) and i == n)):
        y = (p[0] - 48) * 1000 + (p[1] - 48) * 100 + _two(p + 2)
        m = _two(p + 4)
        d = _two(p + 6)
        if y >= 1900 and y < 2200 and _real(y, m, d):
            if count > 8:
                if _two(p + 8) < 24 and _two(p + 10) < 60 and (count == 12 or _two(p + 12) < 61):
                    return _with_clock(y, m, d, p + 8, n - 8, out)
            elif i == n:
                return _with_clock(y, m, d, p + 8, 0, out)
            elif (p[i] | 32) == 116 or p[i] == 32:
                return _with_clock(y, m, d, p + 9, n - 9, out)
    if count < 9 or count > 19 or (count == 19 and whole < 0):
        return BAD
    if i < n:
        if p[i] != 46:
            return BAD
        i += 1
        while i < n and _digit(p[i]):
            if places < 6:
                fraction = fraction * 10 + (p[i] - 48)
                places += 1
            i += 1
        if i < n:
            return BAD
    while places < 6:
        fraction *= 10
        places += 1
    if whole < 100000000000LL:  # seconds until the year 5138
        out[0] = whole * SECOND + fraction
    elif whole < 100000000000000LL:
        out[0] = whole * 1000 + fraction // 1000
    elif whole < 100000000000000000LL:
        out[0] = whole
    else:
        out[0] = whole // 1000
    if negative:
        out[0] = -out[0]
    return INSTANT


cdef int _general(const uint8_t *p, Py_ssize_t n, int order, int64_t *out) noexcept nogil:
    """Read three parts of a date with any separators, then a clock."""
    cdef Py_ssize_t i = 0, start
    cdef int part = 0, value, y, m, d, other
    cdef int[3] number
    cdef int[3] width
    cdef uint8_t separator = 0, mark
    cdef int name = -1, kind
    cdef int64_t alternative
    if n and _letter(p[0]):
        start = 0
        while i < n and _letter(p[i]):
            i += 1
        if _weekday(p, i) and not _month(p, i):
            while i < n and (p[i] == 44 or p[i] == 46 or p[i] == 32):
                i += 1
        else:
            i = 0
    while part < 3:
        start = i
        if i < n and _digit(p[i]):
            value = 0
            while i < n and _digit(p[i]) and i - start < 5:
                value = value * 10 + (p[i] - 48)
                i += 1
            number[part] = value
            width[part] = <int>(i - start)
            if width[part] == 3 or width[part] > 4:
                return BAD
        elif i < n and _letter(p[i]) and name < 0:
            while i < n and _letter(p[i]):
                i += 1
            number[part] = _month(p + start, i - start)
            width[part] = 0
            if number[part] == 0:
                return BAD
            name = part
        else:
            return BAD
        part += 1
        if part < 3:
            start = i
            mark = 0
            while i < n and (p[i] == 47 or p[i] == 45 or p[i] == 46 or p[i] == 32 or p[i] == 44):
                if p[i] != 32 or mark == 0:
                    mark = p[i]
                i += 1
            if i - start > 2:
                return BAD
            if part == 1:
                separator = mark
            elif name < 0 and mark != separator:
                return BAD
    if name < 0 and separator != 47 and separator != 45 and separator != 46:
        return BAD
    # A clock follows a blank, a T, or a comma.
    start = i
    while i < n and (p[i] == 32 or p[i] == 44):
        i += 1
    if i == start and i < n:
        if (p[i] | 32) == 116:
            i += 1
        else:
            return BAD
    if name >= 0:
        m = number[name]
        if name == 0:
            d = number[1]
            y = number[2]
            other = 2
        elif name == 1 and width[0] == 4:
            y = number[0]
            d = number[2]
            other = 0
        elif name == 1:
            d = number[0]
            y = number[2]
            other = 2
        else:
            return BAD
        if width[other] == 2:
            y += 2000 if y < 69 else 1900
        elif width[other] != 4:
            # Thu Jan  2 15:04:05 2006 and the like are not read: the year must come before the clock.
            return BAD
        return _with_clock(y, m, d, p + i, n - i, out)
    if width[0] == 4:
        if width[1] > 2 or width[2] > 2:
            return BAD
        return _with_clock(number[0], number[1], number[2], p + i, n - i, out)
    if width[0] > 2 or width[1] > 2 or (width[2] != 2 and width[2] != 4):
        return BAD
    y = number[2]
    if width[2] == 2:
        y += 2000 if y < 69 else 1900
    if order == 1:
        return _with_clock(y, number[1], number[0], p + i, n - i, out)
    kind = _with_clock(y, number[0], number[1], p + i, n - i, out)
    if order == 2:
        return kind
    alternative = out[0]
    other = _with_clock(y, number[1], number[0], p + i, n - i, out)
    if kind != BAD and other != BAD and alternative == out[0]:
        return kind  # 03/03/2024 is the same day either way
    return AMBIGUOUS if kind != BAD or other != BAD else BAD


cdef int _time(const uint8_t *p, Py_ssize_t n, int order, int64_t *out) noexcept nogil:
    cdef int y, m, d
    cdef Py_ssize_t i
    while n > 0 and (p[0] == 32 or p[0] == 9):
        p += 1
        n -= 1
    while n > 0 and (p[n - 1] == 32 or p[n - 1] == 9):
        n -= 1
    if n < 6 or n > 100:
        return BAD
    if n >= 10 and p[4] == 45 and p[7] == 45:
        y = _two(p)
        m = _two(p + 2)
        if y >= 0 and m >= 0:
            y = y * 100 + m
            m = _two(p + 5)
            d = _two(p + 8)
            if m < 0 or d < 0:
                return BAD
            if n == 10:
                return _with_clock(y, m, d, p, 0, out)
            if (p[10] | 32) == 116 or p[10] == 32:
                return _with_clock(y, m, d, p + 11, n - 11, out)
            return BAD
    i = 1 if p[0] == 45 else 0
    while i < n and _digit(p[i]):
        i += 1
    if i >= 8:
        return _digits(p, n, out)
    return _general(p, n, order, out)


def parse_times(
    const uint8_t[::1] data, const int32_t[::1] offsets, int order, int64_t[::1] micros, uint8_t[::1] kinds
):
    """Read a time from every string.

    Args:
        data: the bytes of all strings; at least one byte long.
        offsets: (n + 1,) int32, ascending; string i is data[offsets[i]:offsets[i + 1]].
        order: how to read 03/04/2024: 0 not told, 1 day first, 2 month first.
        micros: (n,) int64, written: microseconds since 1970, UTC where the kind is INSTANT, else by the local clock.
        kinds: (n,) uint8, written: 0 not a time, 1 local, 2 instant, 3 date alone, 4 day and month ambiguous.

    Cost: O(bytes); 10 to 25 ns for ISO 8601; GIL released.
    Bounds: not checked here.
    """
    cdef Py_ssize_t i
    cdef int64_t value
    with nogil:
        for i in range(offsets.shape[0] - 1):
            value = 0
            kinds[i] = _time(&data[0] + offsets[i], offsets[i + 1] - offsets[i], order, &value)
            micros[i] = value
