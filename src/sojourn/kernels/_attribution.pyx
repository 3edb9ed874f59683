"""Cut touches into paths that end in a conversion or in nothing, and share conversions out along them."""

import numpy as np

from libc.math cimport exp2
from libc.stdint cimport int32_t, int64_t, uint8_t, uint16_t, uint32_t, uint64_t

cdef extern from *:
    """
    typedef __int128 sojourn_i128;
    static inline void sojourn_add_product(int64_t* limbs, int64_t a, int64_t b) {
        sojourn_i128 product = (sojourn_i128)a * b;
        limbs[0] += (int64_t)(product >> 64);
        limbs[1] += (int64_t)((uint64_t)product >> 32);
        limbs[2] += (int64_t)((uint64_t)product & 0xFFFFFFFFu);
    }
    """
    void sojourn_add_product(int64_t* limbs, int64_t a, int64_t b) nogil

cdef enum:
    TOUCH = 1               # what an event may be
    CONVERSION = 2
    KEY = 4

cdef enum:
    ENDED = 0               # what becomes of a path
    OPEN = 1
    CONVERTED = 2

cdef enum:
    KEEP = 0                # what becomes of repeats
    COLLAPSE = 1
    DISTINCT = 2

cdef enum:
    FIRST = 0
    LAST = 1
    LAST_NON_DIRECT = 2
    LINEAR = 3
    TIME_DECAY = 4
    U_SHAPE = 5
    W_SHAPE = 6
    SHARED = 7

cdef enum:
    MOST = 12               # a Poisson number of mean 1 is larger once in six billion draws

ctypedef fused code:
    uint8_t
    uint16_t
    uint32_t

ctypedef fused label:
    uint8_t
    uint16_t
    uint32_t


cdef Py_ssize_t _write(
    const int64_t[::1] rows,
    const label[::1] channel,
    Py_ssize_t a,
    Py_ssize_t b,
    int repeats,
    int64_t[::1] mark,
    int64_t path,
    int32_t[::1] out_channel,
    int64_t[::1] out_row,
    Py_ssize_t start,
) noexcept nogil:
    """Write the touches a to b of a path from `start` on, repeats left out as asked; give the end."""
    cdef Py_ssize_t k, at = start, low, high
    cdef int64_t row
    cdef int32_t which
    if repeats == DISTINCT:
        k = b
        while k > a:
            k -= 1
            which = <int32_t>channel[rows[k]]
            if mark[which] != path:
                mark[which] = path
                out_channel[at] = which
                out_row[at] = rows[k]
                at += 1
        low = start
        high = at - 1
        while low < high:
            which = out_channel[low]
            row = out_row[low]
            out_channel[low] = out_channel[high]
            out_row[low] = out_row[high]
            out_channel[high] = which
            out_row[high] = row
            low += 1
            high -= 1
        return at
    for k in range(a, b):
        which = <int32_t>channel[rows[k]]
        if repeats == COLLAPSE and at > start and out_channel[at - 1] == which:
            at -= 1
        out_channel[at] = which
        out_row[at] = rows[k]
        at += 1
    return at


def cut_paths(
    const int64_t[::1] offsets,
    const uint8_t[::1] status,
    const int64_t[::1] time,
    const code[::1] event,
    const uint8_t[::1] roles,
    const label[::1] channel,
    Py_ssize_t channels,
    int64_t lookback,
    int64_t until,
    int repeats,
):
    """Cut the touches of every journey into paths.

    A conversion takes the touches since the one before it that are at most `lookback` old. What is left over is cut at
    conversions, and where a touch lies more than `lookback` after the first of its path.

    Args:
        offsets: (n + 1,) int64, ascending; journey i is events offsets[i] to offsets[i + 1].
        status: (n,) uint8; 2 and 3 are journeys that are over.
        time: (m,) int64, ascending in a journey.
        event: (m,) codes into `roles`: 1 for what may be a touch, 2 a conversion, 4 a key event, or their sum.
        channel: (m,) codes below `channels`; what is larger is none, and its event no touch.
        lookback: the longest age that counts, -1 for any.
        until: the last instant observed.
        repeats: 0 keeps them, 1 merges neighbours of a channel into the last, 2 keeps the last of each channel.

    Returns:
        starts: (p + 1,) int64, path i is touches starts[i] to starts[i + 1].
        journey: (p,) int64.
        state: (p,) uint8: 0 for a path without a conversion, 1 for one that may still have it, 2 for one that has. A
            conversion without touches is a path without touches.
        end: (p,) int64, the event of the conversion, -1 for none.
        key: (p,) int64, the touch in the path that came last before its first key event, -1 for none; the path begins
            with its first touch, repeats included.
        touched: (t,) int32 channel, (t,) int64 event of each touch.

    Cost: O(m) time; at most 33 bytes a path, 12 a touch, 16 an event of the longest journey; GIL released.
    Bounds: not checked here.
    """
    cdef Py_ssize_t journeys = offsets.shape[0] - 1
    cdef Py_ssize_t touches = 0, conversions = 0, longest = 0, i
    cdef uint8_t role
    with nogil:
        for i in range(journeys):
            longest = max(longest, offsets[i + 1] - offsets[i])
        for i in range(event.shape[0]):
            role = roles[event[i]]
            conversions += (role & CONVERSION) != 0
            touches += (role & (TOUCH | CONVERSION)) == TOUCH and <Py_ssize_t>channel[i] < channels
    most = touches + conversions
    starts_array = np.zeros(most + 1, np.int64)
    journey_array = np.empty(most, np.int64)
    state_array = np.empty(most, np.uint8)
    end_array = np.empty(most, np.int64)
    key_array = np.empty(most, np.int64)
    touched_array = np.empty(touches, np.int32)
    row_array = np.empty(touches, np.int64)
    rows_array = np.empty(longest, np.int64)
    keys_array = np.empty(longest, np.int64)
    mark_array = np.full(max(channels, 1), -1, np.int64)
    cdef int64_t[::1] starts = starts_array
    cdef int64_t[::1] owner = journey_array
    cdef uint8_t[::1] state = state_array
    cdef int64_t[::1] end = end_array
    cdef int64_t[::1] key = key_array
    cdef int32_t[::1] touched = touched_array
    cdef int64_t[::1] touched_row = row_array
    cdef int64_t[::1] rows = rows_array
    cdef int64_t[::1] keys = keys_array
    cdef int64_t[::1] mark = mark_array
    cdef Py_ssize_t journey, held, known, a, b, split, k, paths = 0, written = 0
    cdef bint last
    with nogil:
        for journey in range(journeys):
            held = known = 0
            for i in range(offsets[journey], offsets[journey + 1] + 1):
                last = i == offsets[journey + 1]
                role = 0 if last else roles[event[i]]
                if not last and not role & CONVERSION:
                    if role & TOUCH and <Py_ssize_t>channel[i] < channels:
                        rows[held] = i
                        held += 1
                    if role & KEY:
                        keys[known] = i
                        known += 1
                    continue
                split = held
                if not last:
                    split = 0
                    if lookback >= 0:
                        while split < held and time[i] - time[rows[split]] > lookback:
                            split += 1
                a = 0
                while a < split:
                    b = a + 1
                    while b < split and (lookback < 0 or time[rows[b]] - time[rows[a]] <= lookback):
                        b += 1
                    state[paths] = ENDED
                    if last and b == split and status[journey] < 2:
                        if lookback < 0 or until - time[rows[a]] < lookback:
                            state[paths] = OPEN
                    owner[paths] = journey
                    end[paths] = -1
                    key[paths] = -1
                    written = _write(rows, channel, a, b, repeats, mark, paths, touched, touched_row, written)
                    paths += 1
                    starts[paths] = written
                    a = b
                if not last:
                    state[paths] = CONVERTED
                    owner[paths] = journey
                    end[paths] = i
                    key[paths] = -1
                    a = written
                    written = _write(rows, channel, split, held, repeats, mark, paths, touched, touched_row, written)
                    if split < held:
                        k = 0
                        while k < known and keys[k] < rows[split]:
                            k += 1
                        if k < known:
                            b = a
                            while b < written and touched_row[b] < keys[k]:
                                b += 1
                            key[paths] = b - a - 1
                    paths += 1
                    starts[paths] = written
                    held = known = 0
    return (
        starts_array[:paths + 1],
        journey_array[:paths],
        state_array[:paths],
        end_array[:paths],
        key_array[:paths],
        touched_array[:written],
        row_array[:written],
    )


cdef void _spread(int64_t[::1] weight, Py_ssize_t a, Py_ssize_t b, int64_t total) noexcept nogil:
    """Give what rounding down has left over to the first touches with a share, a unit each."""
    cdef Py_ssize_t i
    cdef int64_t left = total
    for i in range(a, b):
        left -= weight[i]
    while left > 0:
        for i in range(a, b):
            if left > 0 and weight[i] > 0:
                weight[i] += 1
                left -= 1


def weigh_touches(
    const int64_t[::1] starts,
    const uint8_t[::1] state,
    const int64_t[::1] key,
    const int32_t[::1] channel,
    const int64_t[::1] time,
    const uint8_t[::1] direct,
    int rule,
    double half_life,
    int64_t one,
):
    """Give each touch of a path that converted its share of the conversion, in parts of `one`.

    Args:
        starts, state, key: as `cut_paths` gives them.
        channel: (t,) int32; time: (t,) int64, may be empty for rules that do not look at it.
        direct: by channel, 1 where it does not count for `last_non_direct`.
        rule: 0 first, 1 last, 2 last non-direct, 3 linear, 4 time decay, 5 U, 6 W, 7 one share for each channel, which
            its last touch bears.
        half_life: of time decay, in the unit of time.
        one: a whole conversion; the shares of a path add up to it exactly.

    Returns:
        (t,) int64, 0 in paths without a conversion.

    Cost: O(t) time; GIL released.
    Bounds: not checked here.
    """
    weight_array = np.zeros(channel.shape[0], np.int64)
    mark_array = np.full(max(direct.shape[0], 1), -1, np.int64)
    cdef int64_t[::1] weight = weight_array
    cdef int64_t[::1] mark = mark_array
    cdef Py_ssize_t path, a, b, n, i, place, others
    cdef int64_t parts, total
    cdef double sum
    with nogil:
        for path in range(state.shape[0]):
            a = starts[path]
            b = starts[path + 1]
            n = b - a
            if state[path] != CONVERTED or n == 0:
                continue
            if rule == FIRST:
                weight[a] = one
            elif rule == LAST or n == 1:
                weight[b - 1] = one
            elif rule == LAST_NON_DIRECT:
                place = b - 1
                while place > a and direct[channel[place]]:
                    place -= 1
                weight[b - 1 if direct[channel[place]] else place] = one
            elif rule == LINEAR:
                for i in range(a, b):
                    weight[i] = one // n
                _spread(weight, a, b, one)
            elif rule == TIME_DECAY:
                sum = 0.0
                for i in range(a, b):
                    sum += exp2((time[i] - time[b - 1]) / half_life)
                total = 0
                for i in range(a, b - 1):
                    weight[i] = <int64_t>(exp2((time[i] - time[b - 1]) / half_life) / sum * one)
                    total += weight[i]
                weight[b - 1] = one - total
            elif rule == SHARED:
                others = 0
                i = b
                while i > a:
                    i -= 1
                    if mark[channel[i]] != path:
                        mark[channel[i]] = path
                        weight[i] = 1
                        others += 1
                for i in range(a, b):
                    weight[i] *= one // others
                _spread(weight, a, b, one)
            else:
                # Tenths: 4 and 4 and 2 for the others, or 3 and 3 and 3 and 1; what nobody bears falls away.
                parts = 4 if rule == U_SHAPE else 3
                place = -1 if rule == U_SHAPE or key[path] < 0 else a + key[path]
                others = n - 2 - (place > a and place < b - 1)
                total = 2 * parts + (3 if place >= 0 else 0)
                if others > 0:
                    total += 10 - 3 * parts if rule == W_SHAPE else 2
                for i in range(a, b):
                    if i == a or i == b - 1 or i == place:
                        weight[i] = one * (parts * ((i == a) + (i == b - 1)) + 3 * (i == place)) // total
                    else:
                        weight[i] = one * (2 if rule == U_SHAPE else 1) // (total * others)
                _spread(weight, a, b, one)
    return weight_array


def sum_products(
    const int64_t[::1] starts, const int32_t[::1] channel, const int64_t[::1] weight, const int64_t[::1] amount,
    Py_ssize_t channels,
):
    """Add up weight times amount by channel, without loss.

    Args:
        starts: (p + 1,) int64, path i is touches starts[i] to starts[i + 1].
        channel, weight: (t,) int32 and int64, by touch; amount: (p,) int64, by path.

    Returns:
        (channels, 3) int64: a sum is 2**64 times the first, plus 2**32 times the second, plus the third. Rows of
        several calls may be added up, 2**31 products in all.

    Cost: O(t) time; GIL released.
    """
    sums = np.zeros((channels, 3), np.int64)
    cdef int64_t[:, ::1] out = sums
    cdef Py_ssize_t path, i
    if channels == 0:
        return sums
    with nogil:
        for path in range(amount.shape[0]):
            if amount[path]:
                for i in range(starts[path], starts[path + 1]):
                    if weight[i]:
                        sojourn_add_product(&out[channel[i], 0], weight[i], amount[path])
    return sums


def walk_paths(
    const int64_t[::1] starts,
    const uint8_t[::1] state,
    const uint8_t[::1] taken,
    const int32_t[::1] channel,
    int64_t channels,
    int order,
):
    """Give the moves of paths through the states of a chain that remembers the last channels.

    A state is the channels remembered, oldest first, each as its code and one, written in base `channels` + 1; before
    the first touch it is 0. A move is its state times (`channels` + 2) plus where it goes: a channel, `channels` for a
    conversion, `channels` + 1 for none.

    Args:
        starts, state: as `cut_paths` gives them; paths without touches make no moves.
        taken: (p,) uint8, 0 for a path to leave out.
        channel: (t,) int32, below `channels`.
        order: how many channels are remembered; (channels + 1)**order * (channels + 2) must fit 63 bits.

    Returns:
        moves: (q,) int64, each path's one after another; path: (q,) int64.

    Cost: O(t) time, 16 bytes a move; GIL released.
    Bounds: not checked here.
    """
    cdef Py_ssize_t most = channel.shape[0] + state.shape[0]
    moves_array = np.empty(most, np.int64)
    path_array = np.empty(most, np.int64)
    cdef int64_t[::1] moves = moves_array
    cdef int64_t[::1] owner = path_array
    cdef int64_t wide = channels + 1, top = 1, now
    cdef Py_ssize_t path, i, at = 0
    for i in range(order - 1):
        top *= wide
    with nogil:
        for path in range(state.shape[0]):
            if not taken[path] or starts[path] == starts[path + 1]:
                continue
            now = 0
            for i in range(starts[path], starts[path + 1]):
                moves[at] = now * (channels + 2) + channel[i]
                owner[at] = path
                at += 1
                now = now % top * wide + channel[i] + 1
            moves[at] = now * (channels + 2) + channels + (state[path] != CONVERTED)
            owner[at] = path
            at += 1
    return moves_array[:at], path_array[:at]


def join_bits(const int64_t[::1] starts, const int32_t[::1] channel, const int64_t[::1] bit):
    """Give the set of channels of each path, as the bits of a number.

    Args:
        starts: (p + 1,) int64; channel: (t,) int32, by touch; bit: by channel, its place from 0 to 61.

    Returns:
        (p,) int64.

    Cost: O(t) time; GIL released.
    """
    sets = np.zeros(starts.shape[0] - 1, np.int64)
    cdef int64_t[::1] out = sets
    cdef Py_ssize_t path, i
    with nogil:
        for path in range(out.shape[0]):
            for i in range(starts[path], starts[path + 1]):
                out[path] |= <int64_t>1 << bit[channel[i]]
    return sets


def walk_orders(
    const int64_t[::1] sets, const double[::1] good, const double[::1] all, const int64_t[:, ::1] ranks
):
    """Say what each player adds to the share of good ones when players join in some orders.

    Args:
        sets: (d,) int64, distinct sets as bits; good, all: (d,) float64, how many there are of each.
        ranks: (r, n) int64, the place of each of n players in each order.

    Returns:
        (r, n) float64: the sum of good over the sum of all, among sets of players who have joined, with the player
        less without; 0 where there are no sets.

    Cost: O(r (players in all sets + n)) time; GIL released.
    """
    cdef Py_ssize_t players = ranks.shape[1]
    added_array = np.empty((ranks.shape[0], players), np.float64)
    sums_array = np.empty((2, players), np.float64)
    value_array = np.empty(players + 1, np.float64)
    cdef double[:, ::1] added = added_array
    cdef double[:, ::1] sums = sums_array
    cdef double[::1] value = value_array
    cdef Py_ssize_t row, i, place
    cdef int64_t rest, last
    cdef double first, second
    with nogil:
        for row in range(ranks.shape[0]):
            for i in range(players):
                sums[0, i] = sums[1, i] = 0.0
            for i in range(sets.shape[0]):
                rest = sets[i]
                last = -1
                place = 0
                while rest:
                    if rest & 1 and ranks[row, place] > last:
                        last = ranks[row, place]
                    rest >>= 1
                    place += 1
                if last >= 0:
                    sums[0, last] += good[i]
                    sums[1, last] += all[i]
            first = second = value[0] = 0.0
            for i in range(players):
                first += sums[0, i]
                second += sums[1, i]
                value[i + 1] = first / second if second > 0 else 0.0
            for i in range(players):
                added[row, i] = value[ranks[row, i] + 1] - value[ranks[row, i]]
    return added_array


cdef inline uint64_t _mixed(uint64_t x) noexcept nogil:
    """Mix the bits of a word, as SplitMix64 does."""
    x += <uint64_t>0x9E3779B97F4A7C15
    x = (x ^ (x >> 30)) * <uint64_t>0xBF58476D1CE4E5B9
    x = (x ^ (x >> 27)) * <uint64_t>0x94D049BB133111EB
    return x ^ (x >> 31)


def mark_customers(
    const int64_t[::1] offsets,
    const int64_t[::1] customer,
    const int64_t[::1] time,
    const code[::1] event,
    const label[::1] channel,
    const uint64_t[::1] event_marks,
    const uint64_t[::1] channel_marks,
):
    """Give every customer a number that depends on nothing but what is in their journeys.

    Args:
        offsets, time, event, channel: as for `cut_paths`.
        customer: (n,) int64, journeys of one customer stand together.
        event_marks, channel_marks: a number for each name; the last of `channel_marks` is for none.

    Returns:
        (n,) uint64, by journey, the same for all of a customer.

    Cost: O(m) time; GIL released.
    Bounds: not checked here.
    """
    cdef Py_ssize_t journeys = offsets.shape[0] - 1
    cdef uint64_t none = channel_marks.shape[0] - 1
    marks = np.empty(journeys, np.uint64)
    cdef uint64_t[::1] out = marks
    cdef Py_ssize_t first = 0, journey, i
    cdef uint64_t now
    with nogil:
        while first < journeys:
            now = 0
            journey = first
            while journey < journeys and customer[journey] == customer[first]:
                for i in range(offsets[journey], offsets[journey + 1]):
                    now = _mixed(
                        now ^ <uint64_t>time[i] ^ event_marks[event[i]]
                        ^ channel_marks[min(<uint64_t>channel[i], none)]
                    )
                journey += 1
            for i in range(first, journey):
                out[i] = now
            first = journey
    return marks


def add_resampled(
    const int64_t[::1] place, const int64_t[::1] weight, const uint64_t[::1] mark, const uint64_t[::1] draws,
    int64_t[:, ::1] table,
):
    """Add items up as often as their customers are drawn, in each of several draws.

    How often a customer is drawn is a Poisson number of mean 1, made of the customer's mark and the draw's alone, so
    that it is the same however customers are cut into batches.

    Args:
        place: (q,) int64, the row of the table that an item belongs to; -1 for none.
        weight: (q,) int64, what it adds, or empty for 1.
        mark: (q,) uint64, its customer's; items of one customer should stand together.
        draws: (r,) uint64, a number for each draw.
        table: (k, r) int64, added to.

    Cost: O(q r) time, vectorised; GIL released.
    Source: Chamandy, Muralidharan, Najmi, Naidu, Estimating Uncertainty for Massive Data Streams (Google, 2012).
    """
    cdef Py_ssize_t many = draws.shape[0], i, k, step
    cdef uint64_t before = 0
    cdef uint32_t limits[MOST]
    cdef uint32_t word
    cdef double term = 0.36787944117144233, below = 0.0
    cdef bint known = False
    times_array = np.zeros(many, np.int64)
    words_array = np.zeros(many, np.uint32)
    cdef int64_t[::1] times = times_array
    cdef uint32_t[::1] words = words_array
    cdef int64_t amount
    for step in range(MOST):
        below += term
        limits[step] = <uint32_t>min(below * 4294967296.0, 4294967295.0)
        term /= step + 1
    with nogil:
        for i in range(place.shape[0]):
            if place[i] < 0:
                continue
            if not known or mark[i] != before:
                known = True
                before = mark[i]
                for k in range(many):
                    words[k] = <uint32_t>(_mixed(before ^ draws[k]) >> 32)
                for k in range(many):
                    times[k] = 0
                for step in range(MOST):
                    for k in range(many):
                        times[k] += words[k] >= limits[step]
            amount = weight[i] if weight.shape[0] else 1
            for k in range(many):
                table[place[i], k] += amount * times[k]
