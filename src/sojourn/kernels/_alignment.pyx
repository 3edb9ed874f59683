"""Lay sequences of visits along a graph of steps at the least cost, and say what each visit was."""

import numpy as np

from libc.stdint cimport int8_t, int32_t, int64_t, uint8_t, uint32_t, uint64_t

cdef int64_t UNIT = <int64_t> 1 << 32
"""A cost of one. Below it missing moves are counted, so that of equal costs the fewest moves are less."""
cdef int64_t FAR = <int64_t> 1 << 60
"""From here on there is no way."""

cdef enum:
    MATCH = 0
    FAILED = 1
    MISSING = 2
    EXTRA = 3
    BUFFER = 1 << 20        # rows of remaining costs times steps kept at a time

cdef enum:                  # columns of the scratch by step, the first seven those of the counts
    T_DONE = 0
    T_FAILED = 1
    T_RECOVERED = 2
    T_MISSING = 3
    T_MISPLACED = 4
    T_REPEATED = 5
    T_OTHER = 6
    T_LAST = 7              # the last visit that did it
    T_PASSED = 8
    T_EXTRA = 9             # failures that count for a step inside a visit of it
    T_COUNT = 10


def distinct(const uint64_t[:, ::1] hashes):
    """Number equal hashes.

    Args:
        hashes: (n, 2) uint64.

    Returns:
        which: (n,) int64, the number of each hash, by first appearance; first: (k,) int64, where each is found first;
        counts: (k,) int64.

    Cost: O(n) time, 32 bytes a row; GIL released.
    """
    cdef Py_ssize_t n = hashes.shape[0], i, at, found = 0
    which_array = np.empty(n, np.int64)
    first_array = np.empty(n, np.int64)
    counts_array = np.zeros(n, np.int64)
    table_array = np.full(1 << (2 * n).bit_length(), -1, np.int64)
    cdef int64_t[::1] which = which_array
    cdef int64_t[::1] first = first_array
    cdef int64_t[::1] counts = counts_array
    cdef int64_t[::1] table = table_array
    cdef uint64_t mask = table.shape[0] - 1
    with nogil:
        for i in range(n):
            at = hashes[i, 0] & mask
            while table[at] >= 0 and (
                hashes[first[table[at]], 0] != hashes[i, 0] or hashes[first[table[at]], 1] != hashes[i, 1]
            ):
                at = (at + 1) & mask
            if table[at] < 0:
                table[at] = found
                first[found] = i
                found += 1
            which[i] = table[at]
            counts[which[i]] += 1
    return which_array, first_array[:found].copy(), counts_array[:found].copy()


cdef inline void _back(
    const int64_t* after,
    int64_t* row,
    uint32_t code,
    const int32_t[::1] serves_at,
    const int32_t[::1] serves,
    const int32_t[::1] price,
    const int64_t[:, ::1] ways,
) noexcept nogil:
    """Make the row of remaining costs before a visit from the row after it.

    Costs are kept less one unit for every visit still to come, so a visit that is extra changes nothing.
    """
    cdef Py_ssize_t p, width = ways.shape[1]
    cdef int64_t cost
    cdef const int64_t* way
    cdef int32_t k
    for p in range(width):
        row[p] = after[p]
    for k in range(serves_at[code], serves_at[code + 1]):
        cost = after[serves[k]] + (price[code] - 1) * UNIT
        way = &ways[serves[k], 0]
        for p in range(width):
            row[p] = min(row[p], way[p] + cost)


def align(
    const int64_t[::1] starts,
    const int64_t[::1] chosen,
    const uint32_t[::1] codes,
    const int64_t[::1] weight,
    uint32_t blank,
    const int32_t[::1] serves_at,
    const int32_t[::1] serves,
    const uint8_t[::1] failed,
    const int32_t[::1] price,
    const int32_t[::1] lacking,
    const int32_t[::1] broken,
    const int32_t[::1] recovered,
    const int32_t[::1] event,
    Py_ssize_t events,
    const int32_t[::1] next_at,
    const int32_t[::1] next_step,
    const int64_t[:, ::1] ways,
    const int64_t[::1] finish,
    const uint8_t[::1] optional,
    Py_ssize_t room,
):
    """Find the cheapest moves for each sequence, the first of those that tie, and count what they say.

    Remaining costs are computed from the end, then the moves are walked forward: match, failed match, missing, extra,
    in this order and then by step, the first that keeps to what remains. Rows of costs are kept a stretch at a time,
    with one more at each stretch's border, so a sequence of n visits and s steps needs about 8 s (2**20 / s + n s /
    2**20) bytes.

    Args:
        starts: (k + 1,) int64, sequence i is codes[starts[i]:starts[i + 1]].
        chosen: (v,) int64, the sequences to look at; weight: (v,) int64, how often each is counted.
        codes: below `blank`; `blank` for unplanned events, which cost nothing here; `blank + 1` at the end of an open
            sequence, which owes nothing more.
        serves_at, serves: the steps of code c are serves[serves_at[c]:serves_at[c + 1]], ascending.
        failed, price, lacking, broken, recovered: by code: whether it is a failure, the units a match costs, and of a
            visit that was done the points missing, those that failed, and whether a failure was made good.
        event: by code, below `events`.
        next_at, next_step: steps straight after place p, ascending; place s is the start.
        ways: (s, s + 1) int64, column is a place: least cost of missing moves from there until the step may come, in
            units of 2**32 with the number of moves below; 2**60 for no way.
        finish: (s + 1,) int64, the same to an end.
        optional: (s,) uint8.
        room: moves to give; further ones are only counted.

    Returns:
        cost: (v,) int64. kinds: (v, 4) int64 missing, failed, ad hoc, out of order.
        steps: (s, 7) int64, weighted: done, failed, recovered, missing, out of order, repeated, other branch.
        journeys: (s, 4) int64, weighted sequences with missing, failed, ad hoc, out of order at a step.
        matched: (codes,) int64, weighted visits that were matched and done.
        extra: (events, 2, 2) int64, weighted: repeated and other branch, visits and sequences, by event.
        moves: (min(room, total), 3) int64 sequence, kind and step (-1 when extra); total: int.

    Cost: O(visits * steps * steps a code serves), twice for long sequences; GIL released.
    Bounds: not checked here.

    Source: dynamic programming over the product of sequence and graph; alignments with costs as in A. Adriansyah's
    thesis (Eindhoven University of Technology, 2014), without its general search.
    """
    cdef Py_ssize_t steps = ways.shape[0], width = steps + 1, stretch = max(BUFFER // width, 64)
    cdef Py_ssize_t v = chosen.shape[0], most = 0, n, q, i, k, r, top, low, high, x, total = 0, extras, known
    for i in range(v):
        most = max(most, starts[chosen[i] + 1] - starts[chosen[i]])
    # The longer a sequence, the longer the stretches, so that neither they nor the borders outgrow the other.
    while stretch * stretch < most:
        stretch *= 2
    rows_array = np.empty((min(most, stretch) + 1, width), np.int64)
    borders_array = np.empty((most // stretch + 2, width), np.int64)
    rolling_array = np.empty((2, width), np.int64)
    visit_array = np.empty(most, np.uint32)
    spare_array = np.empty((most, 2), np.int64)
    scratch_array = np.zeros((T_COUNT, steps), np.int64)
    mark_array = np.full((events, 2), -1, np.int64)
    cost_array = np.zeros(v, np.int64)
    kinds_array = np.zeros((v, 4), np.int64)
    step_array = np.zeros((steps, 7), np.int64)
    journeys_array = np.zeros((steps, 4), np.int64)
    matched_array = np.zeros(serves_at.shape[0] - 1, np.int64)
    extra_array = np.zeros((events, 2, 2), np.int64)
    moves_array = np.empty((room, 3), np.int64)
    cdef int64_t[:, ::1] rows = rows_array
    cdef int64_t[:, ::1] borders = borders_array
    cdef int64_t[:, ::1] rolling = rolling_array
    cdef uint32_t[::1] visit = visit_array
    cdef int64_t[:, ::1] spare = spare_array
    cdef int64_t[:, ::1] scratch = scratch_array
    cdef int64_t[:, ::1] mark = mark_array
    cdef int64_t[::1] cost = cost_array
    cdef int64_t[:, ::1] kinds = kinds_array
    cdef int64_t[:, ::1] step = step_array
    cdef int64_t[:, ::1] journeys = journeys_array
    cdef int64_t[::1] matched = matched_array
    cdef int64_t[:, :, ::1] extra = extra_array
    cdef int64_t[:, ::1] moves = moves_array
    cdef int64_t times, remains, first, last
    cdef int32_t place, to, to_kind
    cdef uint32_t code = 0
    cdef bint is_open, ended
    with nogil:
        for x in range(v):
            first = starts[chosen[x]]
            last = starts[chosen[x] + 1]
            times = weight[x]
            is_open = last > first and codes[last - 1] == blank + 1
            last -= is_open
            known = 0
            for i in range(first, last):
                if codes[i] < blank:
                    visit[known] = codes[i]
                    known += 1
            for q in range(T_COUNT):
                for k in range(steps):
                    scratch[q, k] = 0
            # Rows from the end to the start; only those at borders are kept, when not all fit.
            n = known // stretch
            for q in range(width):
                borders[n + 1, q] = 0 if is_open else finish[q]
            if known > stretch:
                top = 0
                for q in range(width):
                    rolling[top, q] = borders[n + 1, q]
                for r in range(known - 1, -1, -1):
                    _back(&rolling[top, 0], &rolling[1 - top, 0], visit[r], serves_at, serves, price, ways)
                    top = 1 - top
                    if r % stretch == 0:
                        for q in range(width):
                            borders[r // stretch, q] = rolling[top, q]
            low = 0
            high = -1
            r = 0
            i = first
            place = <int32_t>steps
            extras = 0
            ended = False
            while not ended:
                if r > high or high < 0:
                    # The next stretch: rows low..high, where high is a border or the end.
                    low = r
                    high = min(low + stretch, known)
                    for q in range(width):
                        rows[high - low, q] = borders[high // stretch if high < known else n + 1, q]
                    for k in range(high - 1, low - 1, -1):
                        _back(&rows[k - low + 1, 0], &rows[k - low, 0], visit[k], serves_at, serves, price, ways)
                remains = rows[r - low, place]
                to = -1
                to_kind = EXTRA
                if i < last and codes[i] < blank:
                    if r == high:
                        high = -1
                        continue
                    code = codes[i]
                    for k in range(serves_at[code], serves_at[code + 1]):
                        if ways[serves[k], place] == 0 and (
                            (price[code] - 1) * UNIT + rows[r - low + 1, serves[k]] == remains
                        ):
                            to = serves[k]
                            to_kind = FAILED if failed[code] else MATCH
                            break
                if to < 0 and (i < last or remains != 0):
                    for k in range(next_at[place], next_at[place + 1]):
                        q = next_step[k]
                        if rows[r - low, q] + (0 if optional[q] else UNIT) + 1 == remains:
                            to = <int32_t>q
                            to_kind = MISSING
                            break
                if to < 0 and i == last:
                    ended = True
                    continue
                if total < room:
                    moves[total, 0] = x
                    moves[total, 1] = to_kind
                    moves[total, 2] = to
                total += 1
                if to_kind == MISSING:
                    if optional[to]:
                        scratch[T_PASSED, to] += 1
                    else:
                        scratch[T_MISSING, to] += 1
                        cost[x] += 1
                    place = to
                    continue
                if to_kind == EXTRA:
                    # Unplanned events are counted by whoever counted them into one.
                    if codes[i] < blank:
                        cost[x] += 1
                        spare[extras, 0] = codes[i]
                        spare[extras, 1] = i
                        extras += 1
                        r += 1
                    i += 1
                    continue
                place = to
                cost[x] += price[code]
                if to_kind == FAILED:
                    scratch[T_FAILED, to] += 1
                else:
                    scratch[T_DONE, to] += 1
                    scratch[T_LAST, to] = i
                    matched[code] += times
                    kinds[x, 0] += lacking[code]
                    kinds[x, 1] += broken[code]
                    scratch[T_RECOVERED, to] += recovered[code]
                    if lacking[code]:
                        scratch[T_EXTRA, to] |= 1
                    if broken[code]:
                        scratch[T_EXTRA, to] |= 2
                i += 1
                r += 1
            for k in range(extras):
                code = <uint32_t>spare[k, 0]
                to = -1
                to_kind = -1
                for i in range(serves_at[code], serves_at[code + 1]):
                    q = serves[i]
                    if failed[code] and scratch[T_DONE, q] and scratch[T_LAST, q] > spare[k, 1]:
                        to = <int32_t>q
                        to_kind = T_RECOVERED
                        break
                if to < 0:
                    for i in range(serves_at[code], serves_at[code + 1]):
                        if scratch[T_MISSING, serves[i]]:
                            to = serves[i]
                            to_kind = T_MISPLACED
                            scratch[T_MISSING, to] -= 1
                            break
                if to < 0:
                    for i in range(serves_at[code], serves_at[code + 1]):
                        q = serves[i]
                        if scratch[T_DONE, q] or scratch[T_FAILED, q] or scratch[T_MISPLACED, q]:
                            continue
                        if scratch[T_PASSED, q] or (is_open and ways[q, place] < FAR):
                            to = <int32_t>q
                            to_kind = T_MISPLACED
                            break
                if to < 0:
                    for i in range(serves_at[code], serves_at[code + 1]):
                        q = serves[i]
                        if scratch[T_DONE, q] or scratch[T_FAILED, q] or scratch[T_MISPLACED, q]:
                            to = <int32_t>q
                            to_kind = T_REPEATED
                            break
                if to < 0:
                    to = serves[serves_at[code]]
                    to_kind = T_OTHER
                scratch[to_kind, to] += 1
                if to_kind == T_REPEATED or to_kind == T_OTHER:
                    q = to_kind - T_REPEATED
                    extra[event[code], q, 0] += times
                    if mark[event[code], q] != x:
                        mark[event[code], q] = x
                        extra[event[code], q, 1] += times
            for q in range(steps):
                for k in range(7):
                    step[q, k] += times * scratch[k, q]
                kinds[x, 0] += scratch[T_MISSING, q]
                kinds[x, 1] += scratch[T_FAILED, q] + scratch[T_RECOVERED, q]
                kinds[x, 2] += scratch[T_REPEATED, q] + scratch[T_OTHER, q]
                kinds[x, 3] += scratch[T_MISPLACED, q]
                if scratch[T_MISSING, q] or scratch[T_EXTRA, q] & 1:
                    journeys[q, 0] += times
                if scratch[T_FAILED, q] or scratch[T_RECOVERED, q] or scratch[T_EXTRA, q] & 2:
                    journeys[q, 1] += times
                if scratch[T_REPEATED, q] or scratch[T_OTHER, q]:
                    journeys[q, 2] += times
                if scratch[T_MISPLACED, q]:
                    journeys[q, 3] += times
    return (
        cost_array,
        kinds_array,
        step_array,
        journeys_array,
        matched_array,
        extra_array,
        moves_array[: min(room, total)],
        total,
    )
