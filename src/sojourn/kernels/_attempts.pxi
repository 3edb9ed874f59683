# The attempts of one journey under any rules: a state for each step. Included by _funnel.pyx.

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
    int64_t bounded             # all bits when there is a window, and then
    int64_t reach               # the same as `within`; else no attempt is older than this
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
