"""Follow attempts at the steps of a funnel through every journey, in one pass."""

import numpy as np

from libc.stdint cimport INT64_MAX, INT64_MIN, int32_t, int64_t, uint8_t, uint16_t, uint32_t

from sojourn.kernels._marked cimport BLOCK, ROOM, Wanted, marked, wanted_of

cdef extern from *:
    void __builtin_prefetch(const void*) nogil

ctypedef fused Code:
    uint8_t
    uint16_t
    uint32_t

include "_attempts.pxi"


cdef struct Stride:
    # The attempts of one journey under the plain rules, where the class of an event is its step.
    int32_t furthest
    int64_t end             # one more than the position at which the furthest step was first reached
    int64_t opened
    int64_t before
    bint tied


cdef inline void restart(const Rules* rules, Stride* walk, int64_t* start) noexcept nogil:
    """Forget the journey before."""
    cdef int32_t step
    walk.furthest = 0
    walk.end = 0
    walk.opened = 0
    walk.before = INT64_MIN
    walk.tied = False
    for step in range(rules.steps + 1):
        start[step] = INT64_MIN


cdef inline void stride(const Rules* rules, Stride* walk, int64_t* start, int32_t step, int64_t now,
                        int64_t end) noexcept nogil:
    """Let the matching event at position end - 1 extend the attempts: start[k] is where the latest one at step k began.

    Which step an event is, and whether its attempt lives, is anybody's guess: so masks choose, not branches.
    """
    cdef int64_t begun, goes, further
    start[0] = now
    begun = start[step - 1]
    goes = -<int64_t>(begun >= (now & rules.bounded) - rules.reach)
    further = goes & -<int64_t>(step > walk.furthest)
    start[step] = begun & goes | start[step] & ~goes
    goes = further & -<int64_t>(walk.furthest == 0)
    walk.opened = now & goes | walk.opened & ~goes
    walk.end = end & further | walk.end & ~further
    walk.furthest = <int32_t>(step & further | walk.furthest & ~further)
    walk.tied |= now == walk.before
    walk.before = now


cdef inline void stride_write(Work* work, const Stride* walk, int64_t journey, bint still_open) noexcept nogil:
    """Write the attempt that counts: walking back from its end, each step's latest event."""
    cdef int32_t step = walk.furthest
    cdef int64_t p = walk.end - 1
    cdef int64_t* where = work.out_where + work.placed
    work.out_journey[work.units] = journey
    work.out_furthest[work.units] = step
    work.out_open[work.units] = still_open
    work.out_opened[work.units] = walk.opened
    work.units += 1
    work.placed += step
    while step > 0:
        # What is written for a step stays once its event was met.
        where[step - 1] = work.at[p]
        step -= work.kind[p] == step
        p -= 1


cdef inline void finish(const Rules* rules, Work* work, const Stride* walk, bint plain, const int64_t[::1] time,
                        const int64_t* start, int64_t journey, uint8_t status, int64_t stop) noexcept nogil:
    """Find the attempt that counts in a journey whose matching events are gathered."""
    cdef int64_t i
    if plain and (rules.ties == RECORDED or not walk.tied):
        if walk.furthest > 0:
            stride_write(work, walk, journey, walk.furthest < rules.steps and rules.within >= 0
                         and status < 2 and rules.until - start[1] < rules.within)
        return
    for i in range(work.n):
        work.moment[i] = time[work.at[i]]
    follow(rules, work, journey, status, stop)


def attempts(
    const int64_t[::1] offsets,
    const uint8_t[::1] status,
    const int64_t[::1] time,
    const Code[::1] codes,
    const int32_t[::1] table,
    const int32_t[::1] step_first,
    const int32_t[::1] step_list,
    const uint8_t[:, ::1] fills,
    const int32_t[::1] bar_first,
    const int32_t[::1] bar_list,
    const int32_t[::1] bar_from,
    const int32_t[::1] bar_to,
    const int64_t[::1] step_within,
    int64_t within,
    int64_t until,
    bint strict,
    int32_t ties,
    int32_t reentry,
    bint tellable,
):
    """Find the attempts that count, in steps taken one after another.

    Args:
        offsets: (n + 1,) int64, ascending; journey i is events offsets[i] to offsets[i + 1].
        status: (n,) uint8; 2 and 3 are closed journeys, in which nothing can still happen.
        time: (m,) int64 microseconds, ascending inside a journey.
        codes: (m,) indices into `table`.
        table: class of each code; class 0 matches nothing.
        step_first, step_list: the steps of class c are step_list[step_first[c]:step_first[c + 1]], from 1, highest first.
        fills: (classes, steps + 1), whether a class fills a step.
        bar_first, bar_list: the exclusions of each class, in the same layout.
        bar_from, bar_to: an exclusion ends attempts at steps bar_from to bar_to - 1.
        step_within: (steps - 1,) longest moves, or empty for none.
        within: longest attempt, negative for none; at most 2**62 - 1.
        until: end of the observed span.
        strict: each step is the very next event.
        ties: 0 either, 1 recorded, 2 apart.
        reentry: 0 best, 1 first, 2 every.
        tellable: conditions are equal or disjoint.

    Returns:
        journey: (u,) int64, the journey of each unit that took step 1.
        furthest: (u,) int32, the last step it reached.
        open: (u,) bool, whether it may still go on.
        opened: (u,) int64, time of its first event of step 1.
        where: (sum of furthest,) int64, the events of the attempt that counts, unit after unit.

    Cost: O(m + matches * steps) time, 8 bytes an event for `where`; GIL released.
    Bounds: not checked here.
    """
    cdef int64_t journeys = offsets.shape[0] - 1
    cdef int32_t steps = fills.shape[1] - 1
    cdef int64_t longest = int(np.max(np.diff(offsets), initial=0))
    cdef int64_t most = time.shape[0] if reentry == 2 else journeys
    cdef int64_t nodes = (<int64_t> steps) * (steps + 1) // 2 + 2 * steps + 2
    cdef Rules rules
    cdef Work work
    cdef bint plain
    cdef int64_t journey, stop, begin, i, k, n
    cdef int32_t kind
    cdef uint32_t end
    cdef Stride walk
    cdef Wanted wanted
    cdef uint32_t[ROOM] here
    cdef uint8_t[::1] matches_out = np.zeros(table.shape[0], np.uint8)
    cdef int64_t[::1] long_scratch = np.zeros(2 * longest + 8 * (steps + 2) + nodes, np.int64)
    cdef int32_t[::1] short_scratch = np.zeros(2 * (longest + 1) + 2 * (steps + 2) + 2 * nodes, np.int32)
    cdef int64_t* start
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

    rules.steps, rules.strict, rules.ties, rules.reentry, rules.tellable = steps, strict, ties, reentry, tellable
    rules.within, rules.until = within, until
    rules.bounded, rules.reach = (-1, within) if within >= 0 else (0, INT64_MAX)
    rules.step_within = &step_within[0] if step_within.shape[0] else NULL
    rules.step_first, rules.fills, rules.bar_first = &step_first[0], &fills[0, 0], &bar_first[0]
    rules.step_list = &step_list[0] if step_list.shape[0] else NULL
    rules.bar_list = &bar_list[0] if bar_list.shape[0] else NULL
    rules.bar_from = &bar_from[0] if bar_from.shape[0] else NULL
    rules.bar_to = &bar_to[0] if bar_to.shape[0] else NULL

    work.at = &long_scratch[0]
    work.moment = work.at + longest
    work.start = work.moment + longest
    work.last = work.start + steps + 2
    work.position = work.last + steps + 2
    work.choice = work.position + steps + 2
    work.visited = work.choice + steps + 2
    work.present = work.visited + steps + 2
    work.best = work.present + steps + 2
    start = work.best + steps + 2
    work.node_at = start + steps + 2
    work.kind = &short_scratch[0]
    work.owner = work.kind + longest + 1
    work.head = work.owner + longest + 1
    work.lowest = work.head + steps + 2
    work.node_parent = work.lowest + steps + 2
    work.node_refs = work.node_parent + nodes
    work.stamp = 0
    work.out_journey, work.out_furthest, work.out_open = &journey_out[0], &furthest_out[0], &open_out[0]
    work.out_opened, work.out_where = &opened_out[0], &where_out[0]
    work.units = work.placed = 0

    # Class c of the plain rules is step c: one class a step, nothing else.
    plain = not strict and reentry == BEST and not step_within.shape[0] and not bar_list.shape[0]
    plain = plain and step_list.shape[0] == steps and fills.shape[0] == steps + 1
    for kind in range(1, fills.shape[0] if plain else 0):
        plain = plain and step_first[kind + 1] - step_first[kind] == 1 and step_list[step_first[kind]] == kind

    for i in range(table.shape[0]):
        matches_out[i] = table[i] != 0
    with nogil:
        wanted = wanted_of(&matches_out[0], table.shape[0], sizeof(Code))
        restart(&rules, &walk, start)
        begin = -BLOCK
        work.n = k = n = 0
        here[0] = BLOCK
        for journey in range(journeys):
            stop = offsets[journey + 1]
            while True:
                end = <uint32_t>min(stop - begin, <int64_t>BLOCK)
                # After the last one of a block stands BLOCK, so that one comparison ends block and journey alike.
                while here[k] < end:
                    i = begin + here[k]
                    kind = table[codes[i]]
                    work.at[work.n] = i
                    work.kind[work.n] = kind
                    work.n += 1
                    if plain:
                        stride(&rules, &walk, start, kind, time[i], work.n)
                    k += 1
                if k < n or begin + BLOCK >= stop:
                    break
                begin += BLOCK
                n = marked(&codes[begin], min(time.shape[0] - begin, <int64_t>BLOCK), &matches_out[0], &wanted, here)
                for k in range(n):
                    __builtin_prefetch(&time[begin + here[k]])
                here[n] = BLOCK
                k = 0
            if work.n > 0:
                finish(&rules, &work, &walk, plain, time, start, journey, status[journey], stop)
                work.n = 0
                restart(&rules, &walk, start)
    return (journey_array[: work.units], furthest_array[: work.units], open_array[: work.units],
            opened_array[: work.units], where_array[: work.placed])
