"""Cut journeys into paths of touches and share conversions out at once, without keeping the paths."""

import numpy as np

from libc.stdint cimport int32_t, int64_t, uint8_t, uint16_t, uint32_t

include "_lookback.pxi"

cdef enum:
    MOVES = -1              # no rule: the moves of a chain
    FIRST = 0
    LAST = 1
    LAST_NON_DIRECT = 2
    LINEAR = 3

ctypedef fused code:
    uint8_t
    uint16_t
    uint32_t

ctypedef fused label:
    uint8_t
    uint16_t
    uint32_t

cdef struct Sums:
    int64_t whole[5]        # converted, not, of these open, converted without touches, left out
    int64_t* touches        # by channel
    int64_t* shares         # by channel: whole conversions
    int64_t* parts          # by channel: what is less than a whole one
    int64_t* moves          # by state and where it goes
    const uint8_t* direct
    int64_t channels
    int64_t one
    int64_t top
    int rule
    int order
    bint collapse
    bint with_open
    bint with_null


cdef inline void _give(Sums* sums, int32_t channel, int64_t share) noexcept nogil:
    """Add a share of a conversion, at most a whole one."""
    sums.parts[channel] += share
    if sums.parts[channel] >= sums.one:
        sums.parts[channel] -= sums.one
        sums.shares[channel] += 1


cdef void _settle(Sums* sums, int32_t* path, Py_ssize_t n, int state) noexcept nogil:
    """Count a path of touches and what became of it."""
    cdef Py_ssize_t k, kept
    cdef int64_t each, left, now = 0
    if n == 0:
        sums.whole[3] += 1
        return
    if state == OPEN and not sums.with_open:
        sums.whole[4] += 1
        return
    sums.whole[0 if state == CONVERTED else 1] += 1
    sums.whole[2] += state == OPEN
    if sums.collapse:
        kept = 1
        for k in range(1, n):
            if path[k] != path[k - 1]:
                path[kept] = path[k]
                kept += 1
        n = kept
    for k in range(n):
        sums.touches[path[k]] += 1
    if sums.rule == MOVES:
        if state != CONVERTED and not sums.with_null:
            return
        for k in range(n):
            sums.moves[now * (sums.channels + 2) + path[k]] += 1
            now = (0 if sums.order == 1 else now % sums.top * (sums.channels + 1)) + path[k] + 1
        sums.moves[now * (sums.channels + 2) + sums.channels + (state != CONVERTED)] += 1
    elif state != CONVERTED:
        return
    elif sums.rule == FIRST:
        sums.shares[path[0]] += 1
    elif sums.rule == LINEAR:
        each = sums.one // n
        left = sums.one - each * n
        for k in range(n):
            _give(sums, path[k], each + (k < left))
    else:
        k = n - 1
        if sums.rule == LAST_NON_DIRECT:
            while k > 0 and sums.direct[path[k]]:
                k -= 1
            if sums.direct[path[k]]:
                k = n - 1
        sums.shares[path[k]] += 1


def credit_paths(
    const int64_t[::1] offsets,
    const uint8_t[::1] status,
    const int64_t[::1] time,
    const code[::1] event,
    const uint8_t[::1] roles,
    const label[::1] channel,
    const uint8_t[::1] direct,
    int64_t lookback,
    int64_t until,
    int64_t one,
    int rule,
    int order,
    bint collapse,
    bint with_open,
    bint with_null,
):
    """Cut the touches of every journey into paths, and share out what converted.

    Says the same as `cut_paths`, and after it `weigh_touches` and `sum_products`, or `walk_paths`, for conversions that
    count one each; but a path is forgotten as soon as it is counted.

    Args:
        offsets, status, time, event, roles, channel, lookback, until: as for `cut_paths`.
        direct: by channel, 1 where it does not count for rule 2; its length is the number of channels.
        one: a whole conversion.
        rule: 0 first, 1 last, 2 last non-direct, 3 linear; -1 for the moves of a chain.
        order: channels that the chain remembers; the table of moves must fit memory.
        collapse: merge neighbours of a channel into the last.
        with_open: look at paths that may still convert.
        with_null: paths without a conversion make moves.

    Returns:
        whole: (5,) int64: paths that converted, that did not, that are open, conversions without touches, open paths
            that were left out.
        touches: (channels,) int64, of the paths looked at.
        shares, parts: (channels,) int64; a channel's share is shares times one, and parts.
        moves: (states * (channels + 2),) int64 by move, as `walk_paths` numbers them; empty for rules.

    Cost: O(m) time; 12 bytes an event of the longest journey, 8 a possible move; GIL released.
    Bounds: not checked here.
    """
    cdef Py_ssize_t journeys = offsets.shape[0] - 1, channels = direct.shape[0], longest = 1, i
    cdef int64_t states = 1, top = 1
    for i in range(journeys):
        longest = max(longest, offsets[i + 1] - offsets[i])
    for i in range(order):
        top = states
        states *= channels + 1
    whole_array = np.zeros(5, np.int64)
    sums_array = np.zeros((3, max(channels, 1)), np.int64)
    moves_array = np.zeros(states * (channels + 2) if rule == MOVES else 1, np.int64)
    path_array = np.empty(longest, np.int32)
    rows_array = np.empty(longest, np.int64)
    direct_array = np.append(direct, np.uint8(0))
    cdef int64_t[::1] whole = whole_array
    cdef int64_t[:, ::1] table = sums_array
    cdef int64_t[::1] moves = moves_array
    cdef int32_t[::1] path = path_array
    cdef int64_t[::1] rows = rows_array
    cdef const uint8_t[::1] passed = direct_array
    cdef Sums sums
    for i in range(5):
        sums.whole[i] = 0
    sums.touches = &table[0, 0]
    sums.shares = &table[1, 0]
    sums.parts = &table[2, 0]
    sums.moves = &moves[0]
    sums.direct = &passed[0]
    sums.channels = channels
    sums.one = one
    sums.top = top
    sums.rule = rule
    sums.order = order
    sums.collapse = collapse
    sums.with_open = with_open
    sums.with_null = with_null
    cdef Py_ssize_t journey, held, a, b, split
    cdef uint8_t role
    cdef int state
    cdef bint last
    with nogil:
        for journey in range(journeys):
            held = 0
            for i in range(offsets[journey], offsets[journey + 1] + 1):
                last = i == offsets[journey + 1]
                if not last:
                    role = roles[event[i]]
                    if not role & CONVERSION:
                        if role & TOUCH and <Py_ssize_t>channel[i] < channels:
                            path[held] = <int32_t>channel[i]
                            rows[held] = i
                            held += 1
                        continue
                split = held if last else too_old(time, rows, held, i, lookback)
                a = 0
                while a < split:
                    b = end_of(time, rows, a, split, lookback)
                    state = ENDED
                    if last and b == split:
                        state = left_over(status[journey], time[rows[a]], lookback, until)
                    _settle(&sums, &path[a], b - a, state)
                    a = b
                if not last:
                    _settle(&sums, &path[0] + split, held - split, CONVERTED)
                    held = 0
    for i in range(5):
        whole[i] = sums.whole[i]
    return (
        whole_array,
        sums_array[0, :channels],
        sums_array[1, :channels],
        sums_array[2, :channels],
        moves_array if rule == MOVES else moves_array[:0],
    )
