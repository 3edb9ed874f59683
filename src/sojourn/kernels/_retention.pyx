"""Who came back: births into periods, and returns so many periods later."""

from libc.stdint cimport int32_t, int64_t, uint8_t, uint16_t, uint32_t

ctypedef fused code_t:
    uint8_t
    uint16_t
    uint32_t

cdef enum:
    START = 1
    RETURN = 2


cdef inline Py_ssize_t period_of(int64_t time, const int64_t[::1] starts, Py_ssize_t periods, int64_t average) noexcept nogil:
    """Find the period of an instant: guess by the average length, then step to the right one."""
    cdef Py_ssize_t guess = <Py_ssize_t>((time - starts[0]) // average)
    if guess < 0:
        guess = 0
    if guess > periods - 1:
        guess = periods - 1
    while guess + 1 < periods and starts[guess + 1] <= time:
        guess += 1
    while guess > 0 and starts[guess] > time:
        guess -= 1
    return guess


cdef inline int64_t average_length(const int64_t[::1] starts, Py_ssize_t periods) noexcept nogil:
    """Give the mean length of a period, at least 1."""
    cdef int64_t average = (starts[periods] - starts[0]) // periods
    return average if average > 0 else 1


def retention_births(const int64_t[::1] offsets, const int64_t[::1] time, const code_t[::1] event,
                     const uint8_t[::1] roles, const int64_t[::1] starts, bint every,
                     int64_t[::1] unit_event, int64_t[::1] unit_journey, int32_t[::1] unit_period):
    """Find the first start event of each journey, or the first one in each period."""
    cdef Py_ssize_t journey, i, period, latest, units = 0, periods = starts.shape[0] - 1
    cdef bint writing = unit_event.shape[0] > 0
    cdef int64_t average
    with nogil:
        average = average_length(starts, periods)
        for journey in range(offsets.shape[0] - 1):
            latest = -1
            for i in range(offsets[journey], offsets[journey + 1]):
                if roles[event[i]] & START:
                    if latest >= 0 and (latest == periods - 1 or time[i] < starts[latest + 1]):
                        continue
                    period = period_of(time[i], starts, periods, average)
                    if period <= latest:
                        continue
                    latest = period
                    if writing:
                        unit_event[units] = i
                        unit_journey[units] = journey
                        unit_period[units] = <int32_t>period
                    units += 1
                    if not every:
                        break
    return units


def retention_returns(const int64_t[::1] offsets, const int64_t[::1] time, const code_t[::1] event,
                      const uint8_t[::1] roles, const int64_t[::1] starts, int64_t length, bint bounded,
                      const int64_t[::1] unit_event, const int64_t[::1] unit_journey, const int32_t[::1] unit_period,
                      const int64_t[::1] unit_row, const int32_t[::1] unit_limit,
                      int64_t[:, ::1] counts, uint8_t[:, ::1] marks):
    """Count in which periods after its birth a unit returned; each unit is alone in its journey."""
    cdef Py_ssize_t unit, i, stop, period, born, periods = starts.shape[0] - 1
    cdef int64_t birth, until, distance, hit, row, limit, average
    cdef bint marking = marks.shape[0] > 0
    with nogil:
        average = average_length(starts, periods)
        for unit in range(unit_event.shape[0]):
            limit = unit_limit[unit]
            if limit < 0:
                continue
            i = unit_event[unit]
            stop = offsets[unit_journey[unit] + 1]
            birth = time[i]
            born = unit_period[unit]
            row = unit_row[unit]
            if not bounded:
                while stop > i:
                    stop -= 1
                    if roles[event[stop]] & RETURN:
                        if length > 0:
                            distance = (time[stop] - birth) // length
                        else:
                            distance = period_of(time[stop], starts, periods, average) - born
                        if distance > limit:
                            distance = limit
                        counts[row, distance] += 1
                        if marking:
                            marks[unit, distance] = 1
                        break
                continue
            hit = -1
            if length > 0:
                until = birth
                distance = -1
                while i < stop:
                    if roles[event[i]] & RETURN:
                        if time[i] >= until:
                            distance = (time[i] - birth) // length
                            if distance > limit:
                                break
                            until = birth + (distance + 1) * length
                            counts[row, distance] += 1
                            if marking:
                                marks[unit, distance] = 1
                    i += 1
                continue
            period = born
            while i < stop:
                if roles[event[i]] & RETURN:
                    while period + 1 < periods and time[i] >= starts[period + 1]:
                        period += 1
                        if period - born > limit:
                            break
                    distance = period - born
                    if distance > limit:
                        break
                    if distance != hit:
                        hit = distance
                        counts[row, distance] += 1
                        if marking:
                            marks[unit, distance] = 1
                i += 1


def retention_returns_every(const int64_t[::1] offsets, const int64_t[::1] time, const code_t[::1] event,
                            const uint8_t[::1] roles, const int64_t[::1] starts, bint bounded,
                            const int64_t[::1] unit_event, const int64_t[::1] unit_journey,
                            const int32_t[::1] unit_period, const int64_t[::1] unit_row, int64_t limit,
                            int64_t[::1] seen_period, int64_t[::1] seen_last,
                            int64_t[:, ::1] counts, uint8_t[:, ::1] marks):
    """Count in which periods after its birth a unit returned; the units of one journey stand together, by birth."""
    cdef Py_ssize_t unit = 0, first, journey, i, k, low, seen, period, periods = starts.shape[0] - 1
    cdef Py_ssize_t units = unit_event.shape[0]
    cdef int64_t distance, row
    cdef bint marking = marks.shape[0] > 0
    with nogil:
        while unit < units:
            first = unit
            journey = unit_journey[unit]
            seen = 0
            period = unit_period[unit]
            for i in range(unit_event[unit], offsets[journey + 1]):
                if roles[event[i]] & RETURN:
                    while period + 1 < periods and time[i] >= starts[period + 1]:
                        period += 1
                    if seen == 0 or seen_period[seen - 1] != period:
                        seen_period[seen] = period
                        seen += 1
                    seen_last[seen - 1] = i
            low = 0
            while unit < units and unit_journey[unit] == journey:
                row = unit_row[unit]
                while low < seen and seen_last[low] < unit_event[unit]:
                    low += 1
                if low < seen:
                    if not bounded:
                        distance = seen_period[seen - 1] - unit_period[unit]
                        if distance > limit:
                            distance = limit
                        counts[row, distance] += 1
                        if marking:
                            marks[unit, distance] = 1
                    else:
                        k = low
                        while k < seen:
                            distance = seen_period[k] - unit_period[unit]
                            if distance > limit:
                                break
                            counts[row, distance] += 1
                            if marking:
                                marks[unit, distance] = 1
                            k += 1
                unit += 1


def age_sums(const int64_t[::1] offsets, const int64_t[::1] time, const code_t[::1] event,
             const uint8_t[::1] roles, const int64_t[::1] starts, const int64_t[::1] values, const uint8_t[::1] valid,
             const int64_t[::1] unit_event, const int64_t[::1] unit_journey, const int32_t[::1] unit_period,
             const int64_t[::1] unit_row, int64_t limit,
             int64_t[:, ::1] counts, int64_t[:, ::1] high, int64_t[:, ::1] low):
    """Sum values by the age at which they came; each unit is alone in its journey."""
    cdef Py_ssize_t unit, i, period, born, periods = starts.shape[0] - 1
    cdef int64_t row
    cdef int64_t lower = (<int64_t>1 << 32) - 1
    cdef bint masked = valid.shape[0] > 0
    with nogil:
        for unit in range(unit_event.shape[0]):
            born = unit_period[unit]
            period = born
            row = unit_row[unit]
            for i in range(unit_event[unit], offsets[unit_journey[unit] + 1]):
                if not roles[event[i]] & RETURN or (masked and not valid[i]):
                    continue
                while period + 1 < periods and time[i] >= starts[period + 1]:
                    period += 1
                    if period - born > limit:
                        break
                if period - born > limit:
                    break
                counts[row, period - born] += 1
                high[row, period - born] += values[i] >> 32
                low[row, period - born] += values[i] & lower
