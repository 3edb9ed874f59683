"""Who came back: births into periods, and returns so many periods later."""

from libc.stdint cimport INT64_MAX, int32_t, int64_t, uint8_t, uint16_t, uint32_t

from sojourn.kernels._marked cimport BLOCK, ROOM, Wanted, marked, wanted_of

cdef extern from *:
    void __builtin_prefetch(const void*) nogil

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


cdef struct Unit:
    # The birth of the journey at hand, and how far its returns were counted.
    int64_t born            # row of the cohort; -1 before the birth
    int64_t birth
    int64_t limit
    int64_t period
    int64_t due             # returns before this instant are in a period that has been counted
    int64_t last            # instant of the last return, where only that counts
    bint returned


def retention_cohorts(const int64_t[::1] offsets, const int64_t[::1] time, const code_t[::1] event,
                      const uint8_t[::1] roles, const int64_t[::1] starts, int64_t length, int64_t until, bint bounded,
                      int64_t[::1] sizes, int64_t[::1] earliest, int64_t[:, ::1] counts, int64_t[:, ::1] observed):
    """Count births and returns of first births by cohort, in one pass over the events that matter."""
    cdef Py_ssize_t number, block, n, ahead = 0, k, i, journey = 0, stop = 0, periods = starts.shape[0] - 1
    cdef Py_ssize_t longest = counts.shape[1] - 1, events = time.shape[0]
    cdef int64_t distance, now
    cdef double share
    cdef Wanted wanted
    cdef uint32_t[2][ROOM] found
    cdef Unit unit
    if events == 0:
        return
    unit.born = -1
    unit.returned = False
    with nogil:
        # Where a birth lies is guessed by a multiplication: a division for every customer is a fifth of all the work.
        share = 1.0 / average_length(starts, periods)
        wanted = wanted_of(&roles[0], roles.shape[0], sizeof(code_t))
        stop = offsets[1]
        for number in range((events + BLOCK - 1) // BLOCK + 1):
            # One block ahead, so that the times of marked events are on their way while those before are counted.
            n = ahead
            block = (number - 1) * BLOCK
            ahead = 0
            if number * BLOCK < events:
                ahead = marked(&event[number * BLOCK], min(events - number * BLOCK, <Py_ssize_t>BLOCK), &roles[0],
                               &wanted, found[number & 1])
                for k in range(ahead):
                    __builtin_prefetch(&time[number * BLOCK + found[number & 1][k]])
            for k in range(n):
                i = block + found[number & 1 ^ 1][k]
                if i >= stop:
                    if unit.returned:
                        count_last(&unit, starts, periods, length, share, counts)
                    unit.born = -1
                    unit.returned = False
                    while offsets[journey + 1] <= i:
                        journey += 1
                    stop = offsets[journey + 1]
                if unit.born < 0:
                    if not roles[event[i]] & START:
                        continue
                    now = time[i]
                    unit.birth = now
                    unit.due = now
                    unit.born = nearest_period(now, starts, periods, share)
                    unit.period = unit.born
                    unit.limit = longest
                    sizes[unit.born] += 1
                    if length > 0:
                        # Cut to what was wholly observed of this customer.
                        distance = (until + 1 - now) // length - 1 if until >= now else -1
                        if distance < longest:
                            unit.limit = distance
                        if unit.limit >= 0:
                            observed[unit.born, unit.limit] += 1
                        else:
                            unit.due = INT64_MAX
                    if now < earliest[unit.born]:
                        earliest[unit.born] = now
                now = time[i]
                if now < unit.due or not roles[event[i]] & RETURN:
                    continue
                if not bounded:
                    unit.returned = True
                    unit.last = now
                    continue
                if length > 0:
                    distance = (now - unit.birth) // length
                else:
                    while unit.period + 1 < periods and now >= starts[unit.period + 1]:
                        unit.period += 1
                    distance = unit.period - unit.born
                if distance > unit.limit:
                    unit.due = INT64_MAX
                    continue
                counts[unit.born, distance] += 1
                if length > 0:
                    unit.due = unit.birth + (distance + 1) * length
                else:
                    unit.due = starts[unit.period + 1] if unit.period + 1 < periods else INT64_MAX
        if unit.returned:
            count_last(&unit, starts, periods, length, share, counts)


cdef inline Py_ssize_t nearest_period(int64_t time, const int64_t[::1] starts, Py_ssize_t periods,
                                      double share) noexcept nogil:
    """Find the period of an instant as `period_of` does, by a multiplication."""
    cdef double guessed = <double>(time - starts[0]) * share
    cdef Py_ssize_t guess
    if guessed < 0:
        guessed = 0
    guess = periods - 1 if guessed > periods - 1 else <Py_ssize_t>guessed
    while guess + 1 < periods and starts[guess + 1] <= time:
        guess += 1
    while guess > 0 and starts[guess] > time:
        guess -= 1
    return guess


cdef inline void count_last(const Unit* unit, const int64_t[::1] starts, Py_ssize_t periods, int64_t length,
                            double share, int64_t[:, ::1] counts) noexcept nogil:
    """Count the longest distance of a unit."""
    cdef int64_t distance
    if length > 0:
        distance = (unit.last - unit.birth) // length
    else:
        distance = nearest_period(unit.last, starts, periods, share) - unit.born
    counts[unit.born, unit.limit if distance > unit.limit else distance] += 1


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
