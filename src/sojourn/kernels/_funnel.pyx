"""Follow attempts at the steps of a funnel through every journey, in one pass."""

import numpy as np

from libc.stdint cimport INT64_MIN, int32_t, int64_t, uint8_t, uint16_t, uint32_t

from sojourn.kernels._marked cimport BLOCK, ROOM, Wanted, marked, wanted_of

cdef extern from *:
    void __builtin_prefetch(const void*) nogil

ctypedef fused Code:
    uint8_t
    uint16_t
    uint32_t

cdef int64_t LOW_BITS = (<int64_t> 1 << 32) - 1

cdef enum:
    EITHER = 0
    RECORDED = 1
    APART = 2

cdef enum:
    BEST = 0
    FIRST = 1
    EVERY = 2


cdef struct Rules:
    int32_t steps
    int32_t strict
    int32_t ties
    int32_t reentry
    int32_t tellable            # conditions are equal or disjoint
    int64_t within              # negative: none
    const int64_t* step_within  # NULL: none
    int64_t until
    const int32_t* step_first   # by class: where its steps start in step_list, highest step first
    const int32_t* step_list
    const uint8_t* fills        # (classes, steps + 1)
    const int32_t* bar_first    # by class: where its exclusions start in bar_list
    const int32_t* bar_list
    const int32_t* bar_from
    const int32_t* bar_to


cdef struct Work:
    # The events of the journey that match anything: where, of which class, when.
    int64_t* at
    int32_t* kind
    int64_t* moment
    int64_t n
    # By step: the latest live attempt that ends there, as a chain of nodes; -1 is none.
    int32_t* head
    int64_t* start
    int64_t* last
    int64_t* position
    # Nodes are shared by chains and freed by counting, so steps² of them are enough.
    int64_t* node_at
    int32_t* node_parent
    int32_t* node_refs
    int32_t top
    int32_t free
    # Filling several steps at one instant by distinct events.
    int32_t* owner
    int64_t* choice
    int64_t* visited
    int64_t* present
    int32_t* lowest
    int64_t stamp
    # The attempt that counts.
    int32_t furthest
    int64_t* best
    int64_t opened
    # What comes out.
    int64_t* out_journey
    int32_t* out_furthest
    uint8_t* out_open
    int64_t* out_opened
    int64_t* out_where
    int64_t units
    int64_t placed


cdef inline void clear(const Rules* rules, Work* work) noexcept nogil:
    """Forget every attempt."""
    cdef int32_t step
    for step in range(rules.steps + 1):
        work.head[step] = -1
    work.top = 0
    work.free = -1
    work.furthest = 0


cdef inline void release(Work* work, int32_t node) noexcept nogil:
    """Give up one hold on a chain."""
    cdef int32_t parent
    while node >= 0:
        work.node_refs[node] -= 1
        if work.node_refs[node] > 0:
            return
        parent = work.node_parent[node]
        work.node_parent[node] = work.free
        work.free = node
        node = parent


cdef inline int32_t grow(Work* work, int32_t parent, int64_t position) noexcept nogil:
    """Add a node to a chain."""
    cdef int32_t node = work.free
    if node >= 0:
        work.free = work.node_parent[node]
    else:
        node = work.top
        work.top += 1
    work.node_at[node] = position
    work.node_parent[node] = parent
    work.node_refs[node] = 0
    if parent >= 0:
        work.node_refs[parent] += 1
    return node


cdef bint reach(const Rules* rules, Work* work, int32_t before, int32_t step, int64_t position,
                bint may_open) noexcept nogil:
    """Let the attempt at step `before` go on to `step` at one instant, if it lives and its windows allow."""
    cdef int64_t now = work.moment[position]
    cdef int64_t start = now
    cdef int32_t node = -1
    cdef int32_t held, k
    if before == 0:
        if not may_open:
            return False
    else:
        node = work.head[before]
        if node < 0:
            return False
        start = work.start[before]
        if rules.within >= 0 and now - start > rules.within:
            return False
        if rules.step_within != NULL and now - work.last[before] > rules.step_within[before - 1]:
            return False
        if rules.strict:
            if work.at[position] != work.at[work.position[before]] + 1:
                return False
            if rules.ties == APART and now == work.last[before]:
                return False
    for k in range(before, step):
        node = grow(work, node, position)
    work.node_refs[node] += 1
    held = work.head[step]
    work.head[step] = node
    work.start[step] = start
    work.last[step] = now
    work.position[step] = position
    if held >= 0:
        release(work, held)
    if step > work.furthest:
        if work.furthest == 0:
            work.opened = now
        work.furthest = step
        for k in range(step, 0, -1):
            work.best[k] = work.node_at[node]
            node = work.node_parent[node]
    return True


cdef bint augment(const Rules* rules, Work* work, int64_t first, int64_t last, int32_t step) noexcept nogil:
    """Find an event of the instant for a step, moving other steps to other events where that helps."""
    cdef int64_t p
    cdef int32_t other
    work.visited[step] = work.stamp
    for p in range(first, last):
        if work.owner[p] == 0 and rules.fills[work.kind[p] * (rules.steps + 1) + step]:
            work.owner[p] = step
            work.choice[step] = p
            return True
    for p in range(first, last):
        other = work.owner[p]
        if (other > 0 and work.visited[other] != work.stamp and rules.fills[work.kind[p] * (rules.steps + 1) + step]
                and augment(rules, work, first, last, other)):
            work.owner[p] = step
            work.choice[step] = p
            return True
    return False


cdef void crowd(const Rules* rules, Work* work, int64_t first, int64_t last, bint may_open) noexcept nogil:
    """Take several matching events of one instant as a whole."""
    cdef int32_t step, before, low
    cdef int64_t p, mark
    cdef int32_t i
    work.stamp += 1
    mark = work.stamp
    for p in range(first, last):
        for i in range(rules.step_first[work.kind[p]], rules.step_first[work.kind[p] + 1]):
            work.present[rules.step_list[i]] = mark
    if rules.ties == EITHER:
        # lowest[b]: the least a for which distinct events of this instant can fill a + 1 to b.
        low = 0
        for step in range(1, rules.steps + 1):
            if work.present[step] != mark:
                while low < step - 1:
                    low += 1
                    work.owner[work.choice[low]] = 0
                low = step
                work.lowest[step] = step
                continue
            while True:
                work.stamp += 1
                if augment(rules, work, first, last, step):
                    break
                low += 1
                work.owner[work.choice[low]] = 0
            work.lowest[step] = low
        for p in range(first, last):
            work.owner[p] = 0
    for step in range(rules.steps, 0, -1):
        if work.present[step] != mark:
            continue
        low = work.lowest[step] if rules.ties == EITHER else step - 1
        # The least step to go on from gives the latest attempt.
        for before in range(low, step):
            if reach(rules, work, before, step, first, may_open):
                break


cdef void take(const Rules* rules, Work* work, int64_t first, int64_t last, bint may_open) noexcept nogil:
    """Let the matching events of one instant (one event, when the recorded order decides) extend the attempts."""
    cdef int32_t i, kind
    if last - first == 1:
        kind = work.kind[first]
        for i in range(rules.step_first[kind], rules.step_first[kind + 1]):
            reach(rules, work, rules.step_list[i] - 1, rules.step_list[i], first, may_open)
    else:
        crowd(rules, work, first, last, may_open)


cdef void bar(const Rules* rules, Work* work, int64_t first, int64_t last) noexcept nogil:
    """End the attempts that an excluded event meets, and in strict order those that were not just extended."""
    cdef int32_t step, i, k
    cdef int64_t p
    if rules.strict:
        for step in range(1, rules.steps + 1):
            if work.head[step] >= 0 and work.position[step] != first:
                release(work, work.head[step])
                work.head[step] = -1
        return
    for p in range(first, last):
        for i in range(rules.bar_first[work.kind[p]], rules.bar_first[work.kind[p] + 1]):
            k = rules.bar_list[i]
            for step in range(rules.bar_from[k], rules.bar_to[k]):
                if work.head[step] >= 0 and work.position[step] < first:
                    release(work, work.head[step])
                    work.head[step] = -1


cdef bint runs(const Rules* rules, Work* work, int64_t position) noexcept nogil:
    """Say whether an attempt could still go on at the instant of a position."""
    cdef int32_t step
    cdef int64_t now = work.moment[position]
    for step in range(1, rules.steps):
        if (work.head[step] >= 0
                and (rules.within < 0 or now - work.start[step] <= rules.within)
                and (rules.step_within == NULL or now - work.last[step] <= rules.step_within[step - 1])
                and (not rules.strict or work.at[work.position[step]] + 1 == work.at[position])):
            return True
    return False


cdef bint lives(const Rules* rules, Work* work, int64_t position) noexcept nogil:
    """Say whether an attempt short of the last step is left once the instant of a position is over."""
    cdef int32_t step
    cdef int64_t now = work.moment[position]
    for step in range(1, rules.steps):
        if (work.head[step] >= 0
                and (rules.within < 0 or now - work.start[step] <= rules.within)
                and (rules.step_within == NULL or now - work.last[step] <= rules.step_within[step - 1])):
            return True
    return False


cdef bint is_open(const Rules* rules, Work* work, uint8_t status, int64_t end) noexcept nogil:
    """Say whether an attempt may still go on after the observed span."""
    cdef int32_t step
    if work.furthest == rules.steps or status >= 2 or (rules.within < 0 and rules.step_within == NULL):
        return False
    for step in range(1, rules.steps):
        if (work.head[step] >= 0
                and (rules.within < 0 or rules.until - work.start[step] < rules.within)
                and (rules.step_within == NULL or rules.until - work.last[step] < rules.step_within[step - 1])
                and (not rules.strict or work.at[work.position[step]] == end - 1)):
            return True
    return False


cdef void settle(const Rules* rules, Work* work, int32_t low, int32_t high, int64_t* where) noexcept nogil:
    """Name the events that fill steps low to high at one instant: the earliest, step by step, that leave room for the rest."""
    cdef int64_t first = work.best[low]
    cdef int64_t last = first
    cdef int64_t p, q
    cdef int32_t step, later
    cdef bint fits
    while last < work.n and work.moment[last] == work.moment[first]:
        last += 1
    for step in range(low, high + 1):
        for p in range(first, last):
            if work.owner[p] != 0 or not rules.fills[work.kind[p] * (rules.steps + 1) + step]:
                continue
            work.owner[p] = -1
            fits = True
            if not rules.tellable:
                for later in range(step + 1, high + 1):
                    work.stamp += 1
                    if not augment(rules, work, first, last, later):
                        fits = False
                        break
                for q in range(first, last):
                    if work.owner[q] > 0:
                        work.owner[q] = 0
            if fits:
                where[step - 1] = work.at[p]
                break
            work.owner[p] = 0
    for p in range(first, last):
        work.owner[p] = 0


cdef void write(const Rules* rules, Work* work, int64_t journey, bint still_open) noexcept nogil:
    """Write the attempt that counts, and its events."""
    cdef int32_t low = 1
    cdef int32_t high
    cdef int64_t* where = work.out_where + work.placed
    work.out_journey[work.units] = journey
    work.out_furthest[work.units] = work.furthest
    work.out_open[work.units] = still_open
    work.out_opened[work.units] = work.opened
    work.units += 1
    work.placed += work.furthest
    while low <= work.furthest:
        high = low
        if rules.ties == RECORDED or rules.strict:
            where[low - 1] = work.at[work.best[low]]
        else:
            while high < work.furthest and work.best[high + 1] == work.best[low]:
                high += 1
            settle(rules, work, low, high, where)
        low = high + 1


cdef void follow(const Rules* rules, Work* work, int64_t journey, uint8_t status, int64_t end) noexcept nogil:
    """Follow the attempts of one journey under any rules."""
    cdef int64_t p = 0
    cdef int64_t q
    cdef bint grouped = rules.ties != RECORDED and not rules.strict
    cdef bint running = False
    clear(rules, work)
    while p < work.n:
        q = p + 1
        if grouped:
            while q < work.n and work.moment[q] == work.moment[p]:
                q += 1
        if rules.reentry == EVERY:
            if running and not runs(rules, work, p):
                write(rules, work, journey, False)
                clear(rules, work)
                running = False
            take(rules, work, p, q, not running)
            bar(rules, work, p, q)
            if running and work.furthest < rules.steps and not lives(rules, work, p):
                # It ended here without using an event of this instant: another may open.
                write(rules, work, journey, False)
                clear(rules, work)
                take(rules, work, p, q, True)
            running = work.furthest > 0
            if work.furthest == rules.steps:
                write(rules, work, journey, False)
                clear(rules, work)
                running = False
        else:
            take(rules, work, p, q, rules.reentry == BEST or work.furthest == 0)
            bar(rules, work, p, q)
            if work.furthest == rules.steps:
                break
        p = q
    if work.furthest > 0:
        write(rules, work, journey, is_open(rules, work, status, end))


cdef int32_t stride(const Rules* rules, Work* work, const int64_t[::1] time, int64_t* start) noexcept nogil:
    """Follow the attempts of one journey under the plain rules; the class of an event is its step.

    Returns the position after the one where the furthest step was first reached, 0 for no attempt, -1 for a tie that
    needs the full treatment.
    """
    cdef int64_t p = 0
    cdef int64_t now, limit
    cdef int64_t before = INT64_MIN
    cdef int32_t step, end
    while p < work.n and work.kind[p] != 1:
        p += 1
    if p == work.n:
        return 0
    if rules.ties != RECORDED and p > 0 and time[work.at[p - 1]] == time[work.at[p]]:
        return -1
    for step in range(rules.steps + 1):
        start[step] = INT64_MIN
    work.furthest = 1
    work.opened = time[work.at[p]]
    end = p + 1
    if rules.steps == 1:
        return end
    while p < work.n:
        step = work.kind[p]
        now = time[work.at[p]]
        if now == before and rules.ties != RECORDED:
            return -1
        before = now
        if step == 1:
            start[1] = now
        else:
            limit = now - rules.within if rules.within >= 0 else INT64_MIN + 1
            if start[step - 1] >= limit:
                start[step] = start[step - 1]
                if step > work.furthest:
                    # A tie with the next event is looked at before the last step ends the search.
                    work.furthest = step
                    end = p + 1
                    if step == rules.steps:
                        if rules.ties != RECORDED and p + 1 < work.n and time[work.at[p + 1]] == now:
                            return -1
                        return end
        p += 1
    return end


cdef void stride_write(const Rules* rules, Work* work, int64_t journey, int32_t end, bint still_open) noexcept nogil:
    """Write the attempt that ends before position `end`: walking back, each step's latest event."""
    cdef int32_t step = work.furthest
    cdef int64_t p = end - 1
    cdef int64_t* where = work.out_where + work.placed
    work.out_journey[work.units] = journey
    work.out_furthest[work.units] = work.furthest
    work.out_open[work.units] = still_open
    work.out_opened[work.units] = work.opened
    work.units += 1
    work.placed += work.furthest
    while step > 0:
        if work.kind[p] == step:
            where[step - 1] = work.at[p]
            step -= 1
        p -= 1


cdef inline void finish(const Rules* rules, Work* work, bint plain, const int64_t[::1] time, int64_t* start,
                        int64_t journey, uint8_t status, int64_t stop) noexcept nogil:
    """Find the attempts of a journey whose matching events are gathered."""
    cdef int32_t end
    cdef int64_t i
    if plain:
        end = stride(rules, work, time, start)
        if end == 0:
            return
        if end > 0:
            stride_write(rules, work, journey, end, work.furthest < rules.steps and rules.within >= 0
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
    cdef int64_t journey, stop, block, begin, i, k, n
    cdef int32_t kind
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
        journey = 0
        stop = offsets[1]
        work.n = 0
        for block in range((time.shape[0] + BLOCK - 1) // BLOCK):
            begin = block * BLOCK
            n = marked(&codes[begin], min(time.shape[0] - begin, <int64_t>BLOCK), &matches_out[0], &wanted, here)
            for i in range(n):
                __builtin_prefetch(&time[begin + here[i]])
            for k in range(n):
                i = begin + here[k]
                if i >= stop:
                    if work.n > 0:
                        finish(&rules, &work, plain, time, start, journey, status[journey], stop)
                        work.n = 0
                    while offsets[journey + 1] <= i:
                        journey += 1
                    stop = offsets[journey + 1]
                work.at[work.n] = i
                work.kind[work.n] = table[codes[i]]
                work.n += 1
        if work.n > 0:
            finish(&rules, &work, plain, time, start, journey, status[journey], stop)
    return (journey_array[: work.units], furthest_array[: work.units], open_array[: work.units],
            opened_array[: work.units], where_array[: work.placed])


def moves(
    const int64_t[::1] time,
    const int64_t[::1] where,
    const int32_t[::1] furthest,
    const int64_t[::1] rows,
    const int64_t[::1] listing,
    Py_ssize_t width,
    Py_ssize_t count,
):
    """Take the times from each step of an attempt to the next.

    Args:
        time: (m,) int64 microseconds.
        where: (sum of furthest,) the events of the attempts, unit after unit.
        furthest: (u,) int32, at least 1.
        rows: (u,) int64 in 0..count - 1, the row each unit belongs to; empty puts all into row 0.
        listing: the column of each step.
        width: columns of a row.
        count: number of rows.

    Returns:
        groups: (n,) int64, row * width + column of the step that ends each move.
        values: (n,) int64 microseconds.
        high, low: (count * width,) int64 sums by group, of the values' upper and of their lower 32 bits.

    Cost: O(sum of furthest); GIL released.
    Bounds: not checked here.
    """
    cdef Py_ssize_t n = where.shape[0] - furthest.shape[0]
    groups_array = np.empty(n, np.int64)
    values_array = np.empty(n, np.int64)
    high_array = np.zeros(count * width, np.int64)
    low_array = np.zeros(count * width, np.int64)
    cdef int64_t[::1] groups = groups_array
    cdef int64_t[::1] values = values_array
    cdef int64_t[::1] high = high_array
    cdef int64_t[::1] low = low_array
    cdef Py_ssize_t unit, place = 0, out = 0
    cdef int64_t before, now, row, group
    cdef int32_t step
    cdef bint single = rows.shape[0] == 0
    with nogil:
        for unit in range(furthest.shape[0]):
            row = 0 if single else rows[unit] * width
            before = time[where[place]]
            for step in range(1, furthest[unit]):
                now = time[where[place + step]]
                group = row + listing[step]
                groups[out] = group
                values[out] = now - before
                high[group] += (now - before) >> 32
                low[group] += (now - before) & LOW_BITS
                before = now
                out += 1
            place += furthest[unit]
    return groups_array, values_array, high_array, low_array


cdef void pick(Work* work, const int32_t* room, int32_t kinds, int32_t* left, int64_t low, int64_t end,
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


cdef void note(Work* work, int64_t journey, int32_t furthest, int64_t opened, bint still_open) noexcept nogil:
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
    cdef Work work
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


def optional_events(
    const int64_t[::1] offsets,
    const int64_t[::1] time,
    const Code[::1] codes,
    const int32_t[::1] table,
    const uint8_t[:, ::1] fills,
    const int32_t[::1] after,
    const int64_t[::1] step_within,
    int64_t within,
    int32_t ties,
    const int64_t[::1] journey,
    const int32_t[::1] furthest,
    const int64_t[::1] where,
    const int64_t[::1] places,
):
    """Find the events that fill the optional steps of attempts.

    Args:
        offsets, time, codes, table, step_within, within: as for `attempts`, the classes being those of optional steps.
        fills: (classes, k), whether a class fills an optional step.
        after: (k,) how many required steps stand before each.
        ties: 0 either, 1 recorded, 2 apart.
        journey, furthest, where: what `attempts` returned.
        places: (u + 1,) where the events of each unit start in `where`.

    Returns:
        (u, k) int64, the event of each optional step, -1 for none.

    Cost: O(k * events between the neighbours); GIL released.
    Bounds: not checked here.
    """
    cdef Py_ssize_t count = after.shape[0]
    found_array = np.full((furthest.shape[0], count), -1, np.int64)
    cdef int64_t[:, ::1] found = found_array
    cdef Py_ssize_t unit, option, k
    cdef int64_t i, low, high, first, last, end
    cdef int32_t before
    cdef bint taken
    with nogil:
        for unit in range(furthest.shape[0]):
            first, end = offsets[journey[unit]], offsets[journey[unit] + 1]
            for option in range(count):
                before = after[option]
                if furthest[unit] < before:
                    continue
                low = where[places[unit] + before - 1]
                last = -1 if furthest[unit] == before else where[places[unit] + before]
                i = low
                if ties == EITHER:
                    while i > first and time[i - 1] == time[low]:
                        i -= 1
                while i < end:
                    if last >= 0:
                        if ((ties == RECORDED and i >= last) or (ties == EITHER and time[i] > time[last])
                                or (ties == APART and time[i] >= time[last])):
                            break
                    else:
                        if within >= 0 and time[i] - time[where[places[unit]]] > within:
                            break
                        if step_within.shape[0] and time[i] - time[low] > step_within[before - 1]:
                            break
                    if fills[table[codes[i]], option] and (ties == EITHER or (ties == RECORDED and i > low)
                                                           or (ties == APART and time[i] > time[low])):
                        taken = False
                        for k in range(places[unit], places[unit + 1]):
                            taken = taken or where[k] == i
                        for k in range(option):
                            taken = taken or found[unit, k] == i
                        if not taken:
                            found[unit, option] = i
                            break
                    i += 1
    return found_array
