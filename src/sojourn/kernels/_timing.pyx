"""Pair events with the events that answer them, journey by journey, in one pass, and measure the waits between."""

import numpy as np

from libc.stdint cimport int32_t, int64_t, uint8_t, uint16_t, uint32_t

cdef extern from *:
    void __builtin_prefetch(const void*, ...) nogil

ctypedef fused Code:
    uint8_t
    uint16_t
    uint32_t

cdef enum:
    START = 1
    END = 2

cdef enum:
    EITHER = 0
    RECORDED = 1

# What ends a wait, or breaks it off: places in `analyse.survival_waits.REASONS`.
cdef enum:
    BY_END = 0
    BY_COMPETING = 1
    BY_OVERTAKEN = 2
    BY_WINDOW = 3
    BY_CLOSED = 4
    BY_OBSERVED = 5

cdef enum:
    PAIRED = 0
    EXPIRED = 1
    CENSORED = 2
    WAITING = 3


def pairs(
    const int64_t[::1] offsets,
    const uint8_t[::1] status,
    const int64_t[::1] time,
    const Code[::1] codes,
    const uint8_t[::1] roles,
    int64_t within,
    int64_t until,
    int32_t ties,
    bint every,
):
    """Pair start events with end events.

    Args:
        offsets: (n + 1,) int64, ascending; journey i is events offsets[i] to offsets[i + 1].
        status: (n,) uint8; 2 and 3 are closed journeys, in which nothing can still happen.
        time: (m,) int64 microseconds, ascending inside a journey.
        codes: (m,) indices into `roles`.
        roles: by code, 1 for a start, 2 for an end, 3 for both, 0 for neither.
        within: longest time between the two, negative for none.
        until: end of the observed span.
        ties: 0 either, 1 recorded, 2 apart.
        every: pair every start; else only the first of each journey.

    Returns:
        journey: (u,) int64, the journey of each start looked at.
        start, end: (u,) int64, the events; the end is -1 where there is none in time.
        state: (u,) uint8: 0 paired, 1 expired, 2 censored.

    Cost: O(m), and 25 bytes a start; GIL released.
    Bounds: not checked here.
    """
    cdef int64_t journeys = offsets.shape[0] - 1
    cdef Py_ssize_t most = 0
    cdef Py_ssize_t i, j, k, first, last, end_event, waiting, units = 0
    cdef int64_t journey, now
    cdef int32_t role, wanted
    cdef bint began
    if every:
        with nogil:
            for i in range(codes.shape[0]):
                most += roles[codes[i]] & START
    else:
        most = journeys
    journey_array = np.empty(most, np.int64)
    start_array = np.empty(most, np.int64)
    end_array = np.empty(most, np.int64)
    state_array = np.empty(most, np.uint8)
    cdef int64_t[::1] journey_out = journey_array
    cdef int64_t[::1] start_out = start_array
    cdef int64_t[::1] end_out = end_array
    cdef uint8_t[::1] state_out = state_array
    with nogil:
        for journey in range(journeys):
            last = offsets[journey + 1]
            i = offsets[journey]
            waiting = units
            began = False
            while True:
                # While nobody waits only a start matters, and what is recorded before it at its instant.
                wanted = START if waiting == units else (START | END if every else END)
                while i < last and not roles[codes[i]] & wanted:
                    i += 1
                if i >= last:
                    break
                # Far from the time before: it comes while the next event is looked for.
                __builtin_prefetch(&time[i])
                now = time[i] if ties != RECORDED or within >= 0 else 0
                if ties != RECORDED and wanted == START:
                    while i > offsets[journey] and time[i - 1] == now:
                        i -= 1
                # One instant; one event, when the recorded order decides.
                first = i
                role = roles[codes[first]]
                end_event = first if role & END else -1
                i += 1
                if ties != RECORDED:
                    while i < last and time[i] == now:
                        if end_event < 0 and roles[codes[i]] & END:
                            end_event = i
                        role |= roles[codes[i]]
                        i += 1
                if waiting < units and (role & END or (every and role & START)):
                    for k in range(waiting, units):
                        if state_out[k] == WAITING:
                            if role & END and (within < 0 or now - time[start_out[k]] <= within):
                                state_out[k] = PAIRED
                                end_out[k] = end_event
                            else:
                                state_out[k] = EXPIRED
                    waiting = units
                    if not every:
                        break
                if role & START and (every or not began):
                    for j in range(first, i):
                        if not roles[codes[j]] & START:
                            continue
                        k = -1
                        if ties == EITHER and role & END:
                            # The earliest other end of this instant.
                            k = end_event
                            if k == j:
                                k += 1
                                while k < i and not roles[codes[k]] & END:
                                    k += 1
                                if k == i:
                                    k = -1
                        if began and not every:
                            # Any start of the instant will do: keep the first, unless only another can be paired.
                            if k < 0:
                                continue
                            units -= 1
                        journey_out[units] = journey
                        start_out[units] = j
                        end_out[units] = k
                        state_out[units] = PAIRED if k >= 0 else WAITING
                        units += 1
                        began = True
                        if not every and k >= 0:
                            break
                    if not every and state_out[units - 1] == PAIRED:
                        break
            for k in range(waiting, units):
                if state_out[k] == WAITING:
                    state_out[k] = CENSORED
                    if status[journey] >= 2 or (within >= 0 and until - time[start_out[k]] >= within):
                        state_out[k] = EXPIRED
    return journey_array[:units], start_array[:units], end_array[:units], state_array[:units]


def waits(
    const int64_t[::1] offsets,
    const uint8_t[::1] status,
    const int64_t[::1] time,
    const int64_t[::1] journey,
    const int64_t[::1] start,
    const int64_t[::1] end,
    const int64_t[::1] rival,
    const int64_t[::1] after,
    int64_t within,
    int64_t until,
    bint recorded,
):
    """Say how long each start waits, and why no longer.

    Args:
        offsets, status, time, within, until: as for `pairs`.
        journey, start, end: (u,) int64, as `pairs` gives them.
        rival: (u,) int64, as `end`, of what competes with it; empty where nothing does.
        after: (u,) int64 microseconds after which another wait begins in place of this; empty where none does.
        recorded: whether what competes at the instant of the end comes first where it was recorded first.

    Returns:
        length: (u,) int64 microseconds, not negative.
        reason: (u,) uint8: 0 the end, 1 what competes, 2 another wait, 3 the window, 4 the close of the journey, 5 the
            end of the observed span.

    Cost: O(u), and 9 bytes a start; GIL released.
    Bounds: not checked here.
    """
    cdef Py_ssize_t units = start.shape[0], k
    cdef bint rivals = rival.shape[0] > 0, overtaken = after.shape[0] > 0
    cdef int64_t began, length
    cdef uint8_t reason
    length_array = np.empty(units, np.int64)
    reason_array = np.empty(units, np.uint8)
    cdef int64_t[::1] length_out = length_array
    cdef uint8_t[::1] reason_out = reason_array
    with nogil:
        for k in range(units):
            began = time[start[k]]
            if rivals and rival[k] >= 0 and (
                end[k] < 0 or time[rival[k]] < time[end[k]] or (recorded and rival[k] < end[k])
            ):
                length, reason = time[rival[k]] - began, BY_COMPETING
            elif end[k] >= 0:
                length, reason = time[end[k]] - began, BY_END
            else:
                if status[journey[k]] >= 2:
                    length, reason = time[offsets[journey[k] + 1] - 1] - began, BY_CLOSED
                else:
                    length, reason = until - began, BY_OBSERVED
                length = max(length, 0)
                if within >= 0 and length >= within:
                    length, reason = within, BY_WINDOW
                if overtaken and length >= after[k]:
                    length, reason = after[k], BY_OVERTAKEN
            length_out[k] = length
            reason_out[k] = reason
    return length_array, reason_array
