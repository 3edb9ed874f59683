"""Share conversions out along paths of touches, and read paths as moves of a chain and as sets of players."""

import numpy as np

from libc.math cimport exp2
from libc.stdint cimport int32_t, int64_t, uint8_t, uint64_t

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
    CONVERTED = 2           # what became of a path, as `cut_paths` says

cdef enum:
    FIRST = 0
    LAST = 1
    LAST_NON_DIRECT = 2
    LINEAR = 3
    TIME_DECAY = 4
    U_SHAPE = 5
    W_SHAPE = 6
    SHARED = 7


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
