# The parts of a time: digits, calendar dates, names of months and weekdays, clocks and zones. Included by _times.pyx.

cdef inline bint _digit(uint8_t c) noexcept nogil:
    return c >= 48 and c <= 57


cdef inline bint _letter(uint8_t c) noexcept nogil:
    return (c | 32) >= 97 and (c | 32) <= 122


cdef inline int _two(const uint8_t *p) noexcept nogil:
    """Give the number of two digits, or -1."""
    if _digit(p[0]) and _digit(p[1]):
        return (p[0] - 48) * 10 + (p[1] - 48)
    return -1


cdef inline int64_t _days(int y, int m, int d) noexcept nogil:
    """Count days from 1970-01-01 in the proleptic Gregorian calendar, after Hinnant's days_from_civil."""
    cdef int era, yoe, doy, doe
    if m <= 2:
        y -= 1
    era = y // 400
    yoe = y - era * 400
    doy = (153 * (m + (9 if m <= 2 else -3)) + 2) // 5 + d - 1
    doe = yoe * 365 + yoe // 4 - yoe // 100 + doy
    return <int64_t>era * 146097 + doe - 719468


cdef inline bint _real(int y, int m, int d) noexcept nogil:
    """Tell whether a date is in the calendar."""
    if y < 1 or y > 9999 or m < 1 or m > 12 or d < 1 or d > 31:
        return False
    if d <= 28:
        return True
    if m == 2:
        return d == 29 and y % 4 == 0 and (y % 100 != 0 or y % 400 == 0)
    if m == 4 or m == 6 or m == 9 or m == 11:
        return d <= 30
    return True


cdef int _month(const uint8_t *p, Py_ssize_t n) noexcept nogil:
    """Give the month of an English name of at least three letters, or 0."""
    cdef const char *names = b"january  february march    april    may      june     july     august   septemberoctober  november december "
    cdef int month, i
    cdef bint same
    if n < 3 or n > 9:
        return 0
    for month in range(12):
        same = True
        for i in range(n):
            if (p[i] | 32) != <uint8_t>names[month * 9 + i]:
                same = False
                break
        if same:
            if n == 3 or n == 9 or names[month * 9 + n] == 32 or (month == 8 and n == 4):
                return month + 1
    return 0


cdef bint _weekday(const uint8_t *p, Py_ssize_t n) noexcept nogil:
    """Tell whether letters begin an English weekday."""
    cdef const char *names = b"montuewedthufrisatsun"
    cdef int day
    if n < 3 or n > 9:
        return False
    for day in range(7):
        if (p[0] | 32) == <uint8_t>names[day * 3] and (p[1] | 32) == <uint8_t>names[day * 3 + 1] \
                and (p[2] | 32) == <uint8_t>names[day * 3 + 2]:
            return True
    return False


cdef int _zone(const uint8_t *p, Py_ssize_t n, int64_t *offset) noexcept nogil:
    """Read what follows a clock: nothing (LOCAL), or Z, UTC, an offset (INSTANT); BAD otherwise."""
    cdef Py_ssize_t i = 0
    cdef int hours, minutes = 0, seconds = 0
    cdef bint named = False, negative
    offset[0] = 0
    while i < n and p[i] == 32:
        i += 1
    if i == n:
        return LOCAL
    if (p[i] | 32) == 122:  # z
        i += 1
        named = True
    elif i + 3 <= n and (((p[i] | 32) == 117 and (p[i + 1] | 32) == 116 and (p[i + 2] | 32) == 99)
                         or ((p[i] | 32) == 103 and (p[i + 1] | 32) == 109 and (p[i + 2] | 32) == 116)):  # utc, gmt
        i += 3
        named = True
    if i < n and (p[i] == 43 or p[i] == 45):
        negative = p[i] == 45
        i += 1
        if i + 2 > n:
            return BAD
        hours = _two(p + i)
        if hours < 0 or hours > 23:
            return BAD
        i += 2
        if i < n and p[i] == 58:
            i += 1
            if i + 2 > n:
                return BAD
        if i + 2 <= n and _digit(p[i]):
            minutes = _two(p + i)
            if minutes < 0 or minutes > 59:
                return BAD
            i += 2
            if i + 3 <= n and p[i] == 58:
                seconds = _two(p + i + 1)
                if seconds < 0 or seconds > 59:
                    return BAD
                i += 3
        offset[0] = (hours * 3600 + minutes * 60 + seconds) * SECOND
        if negative:
            offset[0] = -offset[0]
        named = True
    if not named:
        return BAD
    while i < n and p[i] == 32:
        i += 1
    if i == n:
        return INSTANT
    # Java writes +01:00[Europe/Paris], JavaScript GMT+0100 (Central European Time).
    if (p[i] == 91 and p[n - 1] == 93) or (p[i] == 40 and p[n - 1] == 41):
        return INSTANT
    return BAD


cdef int _clock(const uint8_t *p, Py_ssize_t n, int64_t *micros, int64_t *offset) noexcept nogil:
    """Read 10:30, 10:30:05.123456, 1030, 103005, 10:30 PM and a zone; `micros` is since midnight."""
    cdef Py_ssize_t i
    cdef int hour, minute = 0, second = 0, places = 0
    cdef int64_t fraction = 0
    cdef bint minutes_seen = False
    if n < 1 or not _digit(p[0]):
        return BAD
    if n >= 2 and _digit(p[1]):
        hour = _two(p)
        i = 2
    else:
        hour = p[0] - 48
        i = 1
    if i < n and p[i] == 58:
        if i + 3 > n:
            return BAD
        minute = _two(p + i + 1)
        minutes_seen = True
        i += 3
        if i < n and p[i] == 58:
            if i + 3 > n:
                return BAD
            second = _two(p + i + 1)
            i += 3
    elif i == 2 and i + 2 <= n and _digit(p[2]):
        minute = _two(p + 2)
        minutes_seen = True
        i = 4
        if i + 2 <= n and _digit(p[4]):
            second = _two(p + 4)
            i = 6
    if minute < 0 or minute > 59 or second < 0 or second > 60:
        return BAD
    if minutes_seen and i < n and (p[i] == 46 or p[i] == 44):
        i += 1
        if i >= n or not _digit(p[i]):
            return BAD
        while i < n and _digit(p[i]):
            if places < 6:
                fraction = fraction * 10 + (p[i] - 48)
                places += 1
            i += 1
        while places < 6:
            fraction *= 10
            places += 1
    # Half days: AM, PM, a.m., p.m.
    cdef Py_ssize_t j = i
    cdef bint afternoon
    while j < n and p[j] == 32:
        j += 1
    if j < n and ((p[j] | 32) == 97 or (p[j] | 32) == 112):
        afternoon = (p[j] | 32) == 112
        j += 1
        if j < n and p[j] == 46:
            j += 1
        if j >= n or (p[j] | 32) != 109:
            return BAD
        j += 1
        if j < n and p[j] == 46:
            j += 1
        if hour < 1 or hour > 12:
            return BAD
        hour = hour % 12 + (12 if afternoon else 0)
        i = j
    elif not minutes_seen:
        return BAD
    if hour > 24 or (hour == 24 and (minute or second or fraction)):
        return BAD
    micros[0] = (hour * 3600 + minute * 60 + second) * SECOND + fraction
    return _zone(p + i, n - i, offset)
