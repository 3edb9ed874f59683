"""Pair events with the events that answer them, journey by journey, in one pass."""

import numpy as np

from libc.stdint cimport int32_t, int64_t, uint8_t, uint16_t, uint32_t

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
    cdef int32_t role
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
            while i < last:
                role = roles[codes[i]]
                if role == 0 or (not began and not role & START and ties == RECORDED):
                    i += 1
                    continue
                # One instant; one event, when the recorded order decides.
                first = i
                now = time[i]
                end_event = -1
                i += 1
                if role & END:
                    end_event = first
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
