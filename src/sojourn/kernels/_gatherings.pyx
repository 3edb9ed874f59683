"""Follow attempts at steps in any order through every journey: the most of them within a window that slides."""

import numpy as np

from libc.stdint cimport int32_t, int64_t, uint8_t, uint16_t, uint32_t

ctypedef fused Code:
    uint8_t
    uint16_t
    uint32_t

cdef enum:
    BEST = 0
    EVERY = 2


cdef struct Gathered:
    # The events of the journey that match anything: where, of which class, when, and whether chosen.
    int64_t* at
    int32_t* kind
    int64_t* moment
    int32_t* owner
    # What comes out.
    int64_t* out_journey
    int32_t* out_furthest
    uint8_t* out_open
    int64_t* out_opened
    int64_t* out_where
    int64_t units
    int64_t placed


cdef void pick(Gathered* work, const int32_t* room, int32_t kinds, int32_t* left, int64_t low, int64_t end,
               bint opens) noexcept nogil:
    """Choose the events that fill the most steps between two positions, latest instants first; write them in order."""
    cdef int64_t p, q, i, r, chosen
    cdef int32_t kind
    cdef int64_t* where = work.out_where + work.placed
    for kind in range(kinds):
        left[kind] = room[kind]
    q = end
    while q > low:
        p = q - 1
        while p > low and work.moment[p - 1] == work.moment[q - 1]:
            p -= 1
        for i in range(p, q):
            if left[work.kind[i]] > 0:
                left[work.kind[i]] -= 1
                work.owner[i] = 1
        q = p
    if opens:
        # The attempt opens at the first instant: swap the choice that this costs least.
        q = low
        while q < end and work.moment[q] == work.moment[low] and work.owner[q] == 0:
            q += 1
        if q == end or work.moment[q] != work.moment[low]:
            r = chosen = -1
            i = low
            while i < end and work.moment[i] == work.moment[low]:
                for p in range(low, end):
                    if work.owner[p] and work.kind[p] == work.kind[i]:
                        if r < 0 or work.moment[p] < work.moment[r]:
                            r, chosen = p, i
                        break
                i += 1
            # Of its instant the last recorded goes, so that the first stay.
            p = r
            while p < end and work.moment[p] == work.moment[r]:
                if work.owner[p] and work.kind[p] == work.kind[chosen]:
                    i = p
                p += 1
            work.owner[i] = 0
            work.owner[chosen] = 1
    p = 0
    for i in range(low, end):
        if work.owner[i]:
            where[p] = work.at[i]
            work.owner[i] = 0
            p += 1


cdef void note(Gathered* work, int64_t journey, int32_t furthest, int64_t opened, bint still_open) noexcept nogil:
    """Write a unit whose events are in place."""
    work.out_journey[work.units] = journey
    work.out_furthest[work.units] = furthest
    work.out_open[work.units] = still_open
    work.out_opened[work.units] = opened
    work.units += 1
    work.placed += furthest


def gatherings(
    const int64_t[::1] offsets,
    const uint8_t[::1] status,
    const int64_t[::1] time,
    const Code[::1] codes,
    const int32_t[::1] table,
    const int32_t[::1] room,
    int32_t steps,
    int64_t within,
    int64_t until,
    int32_t reentry,
):
    """Find the attempts that count, in steps taken in any order.

    Args:
        offsets, status, time, codes, table, within, until, reentry: as for `attempts`.
        room: how many steps the events of each class can fill; 0 for class 0.
        steps: how many steps there are.

    Returns:
        What `attempts` returns; events of an attempt are in order of time.

    Cost: O(m + units * steps) time; GIL released.
    Bounds: not checked here.
    """
    cdef int64_t journeys = offsets.shape[0] - 1
    cdef int64_t longest = int(np.max(np.diff(offsets), initial=0))
    cdef int64_t most = time.shape[0] if reentry == 2 else journeys
    cdef int32_t kinds = room.shape[0]
    cdef int64_t[::1] long_scratch = np.zeros(2 * longest + 2, np.int64)
    cdef int32_t[::1] short_scratch = np.zeros(2 * (longest + 1) + 2 * kinds, np.int32)
    cdef int32_t* held
    cdef int32_t* left
    cdef Gathered work
    cdef int64_t journey, i, n, p, q, low, best_low, best_end
    cdef int32_t kind, total, furthest
    cdef bint bounded = within >= 0
    journey_array = np.empty(most, np.int64)
    furthest_array = np.empty(most, np.int32)
    open_array = np.empty(most, np.bool_)
    opened_array = np.empty(most, np.int64)
    where_array = np.empty(time.shape[0], np.int64)
    cdef int64_t[::1] journey_out = journey_array
    cdef int32_t[::1] furthest_out = furthest_array
    cdef uint8_t[::1] open_out = open_array.view(np.uint8)
    cdef int64_t[::1] opened_out = opened_array
    cdef int64_t[::1] where_out = where_array
    if journeys <= 0 or time.shape[0] == 0:
        return journey_array[:0], furthest_array[:0], open_array[:0], opened_array[:0], where_array[:0]
    work.at = &long_scratch[0]
    work.moment = work.at + longest
    work.kind = &short_scratch[0]
    work.owner = work.kind + longest + 1
    held = work.owner + longest + 1
    left = held + kinds
    work.out_journey, work.out_furthest, work.out_open = &journey_out[0], &furthest_out[0], &open_out[0]
    work.out_opened, work.out_where = &opened_out[0], &where_out[0]
    work.units = work.placed = 0

    with nogil:
        for journey in range(journeys):
            n = 0
            for i in range(offsets[journey], offsets[journey + 1]):
                kind = table[codes[i]]
                work.at[n] = i
                work.kind[n] = kind
                n += kind != 0
            for i in range(n):
                work.moment[i] = time[work.at[i]]
            # A stretch [low, q) of positions is looked at; under `first` and `every` it is pinned to where it opens.
            p = 0
            while p < n:
                for kind in range(kinds):
                    held[kind] = 0
                total, furthest = 0, 0
                low = best_low = p
                best_end = q = p
                while q < n:
                    if bounded and work.moment[q] - work.moment[low] > within:
                        if reentry != BEST:
                            break
                        while work.moment[q] - work.moment[low] > within:
                            kind = work.kind[low]
                            total -= held[kind] <= room[kind]
                            held[kind] -= 1
                            low += 1
                    i = q
                    while q < n and work.moment[q] == work.moment[i]:
                        kind = work.kind[q]
                        held[kind] += 1
                        total += held[kind] <= room[kind]
                        q += 1
                    if total > furthest:
                        furthest = total
                        best_low, best_end = low, q
                        if furthest == steps:
                            break
                pick(&work, &room[0], kinds, left, best_low, best_end, reentry != BEST)
                i = n - 1 if reentry == BEST else p
                note(&work, journey, furthest, work.moment[p],
                     furthest < steps and bounded and status[journey] < 2 and until - work.moment[i] < within)
                if reentry != EVERY:
                    break
                p = q
    return (journey_array[: work.units], furthest_array[: work.units], open_array[: work.units],
            opened_array[: work.units], where_array[: work.placed])
