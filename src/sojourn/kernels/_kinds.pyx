"""Lay journeys out as vectors of events and moves, place vectors with the nearest of some centres, draw journeys."""

import numpy as np

from libc.math cimport rint, sqrt
from libc.stdint cimport int32_t, int64_t, uint8_t, uint16_t, uint32_t

ctypedef fused code:
    uint8_t
    uint16_t
    uint32_t


cdef Py_ssize_t _shares(
    const code[::1] event,
    Py_ssize_t first,
    Py_ssize_t end,
    const int32_t[::1] events,
    const int32_t[::1] compact,
    const int32_t[:, ::1] moves,
    const double[::1] weights,
    double one,
    Py_ssize_t kept,
    double* counts,
    int32_t* found,
) noexcept nogil:
    """Put the coordinates of one journey into `counts`, 0 before and elsewhere; give how many, and which they are."""
    cdef Py_ssize_t i, many = 0
    cdef int32_t before = compact[compact.shape[0] - 1], now, place
    cdef double of_events = 0, of_moves = 0, scale
    if end == first:
        return 0
    for i in range(first, end + 1):
        now = compact[compact.shape[0] - 1] if i == end else compact[event[i]]
        if i < end:
            place = events[event[i]]
            if place >= 0:
                if counts[place] == 0:
                    found[many] = place
                    many += 1
                counts[place] += 1
                of_events += weights[place]
        place = moves[before, now]
        if place >= 0:
            if counts[place] == 0:
                found[many] = place
                many += 1
            counts[place] += 1
            of_moves += weights[place]
        before = now
    scale = 2 if of_events > 0 and of_moves > 0 else 1
    if of_events > 0:
        of_events = 1 / (of_events * scale)
    if of_moves > 0:
        of_moves = 1 / (of_moves * scale)
    for i in range(many):
        place = found[i]
        counts[place] = rint(sqrt(counts[place] * weights[place] * (of_events if place < kept else of_moves)) * one)
    return many


def lay_journeys(
    const int64_t[::1] offsets,
    const code[::1] event,
    const int32_t[::1] events,
    const int32_t[::1] compact,
    const int32_t[:, ::1] moves,
    const double[::1] weights,
    Py_ssize_t kept,
    double one,
):
    """Give the coordinates of journeys: the root of each weighted share, half for events and half for moves.

    Args:
        offsets: (n + 1,) int64, ascending; journey i is events offsets[i] to offsets[i + 1].
        event: (m,) codes.
        events: (names,) int32, the coordinate of each code, -1 for none.
        compact: (names + 1,) int32, the row and column of each code in `moves`; the last is the beginning and the end.
        moves: (c, c) int32, the coordinate of each move, -1 for none.
        weights: (f,) float64, whole numbers by coordinate; those of events first.
        kept: how many coordinates are events.
        one: what 1 is written as; coordinates are rounded to whole numbers.

    Returns:
        (n, f) float64.

    Cost: O(m + n f) time; GIL released.
    Bounds: not checked here.
    """
    cdef Py_ssize_t n = offsets.shape[0] - 1, i
    vectors = np.zeros((n, weights.shape[0]), np.float64)
    scratch = np.empty(weights.shape[0] + 1, np.int32)
    cdef double[:, ::1] out = vectors
    cdef int32_t[::1] found = scratch
    if n == 0 or weights.shape[0] == 0:
        return vectors
    with nogil:
        for i in range(n):
            _shares(
                event, offsets[i], offsets[i + 1], events, compact, moves, weights, one, kept, &out[i, 0], &found[0]
            )
    return vectors


cdef inline Py_ssize_t _nearest(double* near, Py_ssize_t k) noexcept nogil:
    """Find the largest, the first of equals."""
    cdef Py_ssize_t c, best = 0
    for c in range(1, k):
        if near[c] > near[best]:
            best = c
    return best


def place_journeys(
    const int64_t[::1] offsets,
    const code[::1] event,
    const int32_t[::1] events,
    const int32_t[::1] compact,
    const int32_t[:, ::1] moves,
    const double[::1] weights,
    Py_ssize_t kept,
    double one,
    const double[:, ::1] centres,
    const uint8_t[::1] used,
):
    """Place journeys with the nearest centre, without keeping their coordinates.

    Args:
        offsets, event, events, compact, moves, weights, kept, one: as for `lay_journeys`.
        used: (n,) uint8, 0 for journeys that are passed over.
        centres: (f, k) float64 whole numbers, a column a centre; k is at least 1.

    Returns:
        labels: (n,) int64, the centre with the largest product, the first of equals; -1 for a journey that is 0
            throughout or passed over.
        products: (n,) float64, the product; 0 with -1.
        having: (k, f) int64, journeys placed with each centre by the coordinates they have.

    Cost: O(m + k d) time, d the coordinates that are not 0; GIL released.
    Bounds: not checked here.
    """
    cdef Py_ssize_t n = offsets.shape[0] - 1, k = centres.shape[1], i, j, c, many, best
    labels = np.full(n, -1, np.int64)
    nearness = np.zeros(n, np.float64)
    scratch = np.empty(weights.shape[0] + 1, np.int32)
    counting = np.zeros(weights.shape[0] + 1, np.float64)
    sums = np.empty(k, np.float64)
    tally = np.zeros((k, weights.shape[0]), np.int64)
    cdef int64_t[:, ::1] having = tally
    cdef int64_t[::1] label = labels
    cdef double[::1] product = nearness
    cdef int32_t[::1] found = scratch
    cdef double[::1] counts = counting
    cdef double[::1] near = sums
    with nogil:
        for i in range(n):
            if not used[i]:
                continue
            many = _shares(
                event, offsets[i], offsets[i + 1], events, compact, moves, weights, one, kept, &counts[0], &found[0]
            )
            if many == 0:
                continue
            for c in range(k):
                near[c] = 0
            for j in range(many):
                for c in range(k):
                    near[c] += counts[found[j]] * centres[found[j], c]
                counts[found[j]] = 0
            best = _nearest(&near[0], k)
            label[i] = best
            product[i] = near[best]
            for j in range(many):
                having[best, found[j]] += 1
    return labels, nearness, tally


def place_vectors(
    const int64_t[::1] starts,
    const int64_t[::1] columns,
    const double[::1] values,
    const double[::1] weights,
    const double[:, ::1] centres,
):
    """Place vectors with the nearest centre and add up those of each.

    Args:
        starts: (v + 1,) int64, ascending; vector i has the coordinates starts[i] to starts[i + 1].
        columns, values: (d,) int64 and float64 whole numbers, the coordinates that are not 0.
        weights: (v,) float64 whole numbers.
        centres: (f, k) float64 whole numbers, a column a centre; k is at least 1.

    Returns:
        labels: (v,) int64, the centre with the largest product, the first of equals.
        products: (v, k) float64.
        sums: (k, f) float64, weighted sums of the vectors placed with each centre.

    Cost: O(d k) time; GIL released.
    Bounds: not checked here.
    """
    cdef Py_ssize_t n = starts.shape[0] - 1, k = centres.shape[1], i, j, c
    labels = np.empty(n, np.int64)
    products = np.zeros((n, k), np.float64)
    sums = np.zeros((k, centres.shape[0]), np.float64)
    cdef int64_t[::1] label = labels
    cdef double[:, ::1] near = products
    cdef double[:, ::1] sum = sums
    with nogil:
        for i in range(n):
            for j in range(starts[i], starts[i + 1]):
                for c in range(k):
                    near[i, c] += values[j] * centres[columns[j], c]
            c = _nearest(&near[i, 0], k)
            label[i] = c
            for j in range(starts[i], starts[i + 1]):
                sum[c, columns[j]] += weights[i] * values[j]
    return labels, products, sums


def chances_of_ending(
    const int64_t[::1] starts,
    const int64_t[::1] to,
    const double[::1] share,
    const double[::1] first,
    Py_ssize_t many,
):
    """Give, but for a factor, the chance of ending after so many more events than `first` is of.

    Args:
        starts: (u + 2,) int64, ascending; event i is followed by the moves starts[i] to starts[i + 1].
        to: (d,) int64, 0 to u - 1; share: (d,) float64, of the moves from the same event.
        first: (u,) float64.
        many: rows, at least 1.

    Returns:
        (many, u) float64: `first`, then rows each divided by its largest value, where that is above 0.

    Cost: O(d) a row; GIL released.
    Bounds: not checked here.
    """
    cdef Py_ssize_t u = first.shape[0], row, i, j
    cdef double sum, most
    rows = np.empty((many, u), np.float64)
    cdef double[:, ::1] out = rows
    with nogil:
        for i in range(u):
            out[0, i] = first[i]
        for row in range(1, many):
            most = 0
            for i in range(u):
                sum = 0
                for j in range(starts[i], starts[i + 1]):
                    sum += share[j] * out[row - 1, to[j]]
                out[row, i] = sum
                if sum > most:
                    most = sum
            if most > 0:
                for i in range(u):
                    out[row, i] /= most
    return rows


def draw_moves(
    const int64_t[::1] starts,
    const int64_t[::1] to,
    const double[::1] share,
    const double[::1] ending,
    const double[::1] chance,
    int64_t[::1] now,
):
    """Draw what follows: each move with its share times what `ending` holds for where it leads.

    Args:
        starts, to, share: as for `chances_of_ending`; row u is for the beginning.
        ending: (u,) float64.
        chance: (n,) float64 in 0 to 1, 1 not among them.
        now: (n,) int64, 0 to u, changed in place; what nothing follows stays.

    Cost: O(moves looked at); GIL released.
    Bounds: not checked here.
    """
    cdef Py_ssize_t n = now.shape[0], i, j, last
    cdef double whole, upto, at
    with nogil:
        for i in range(n):
            whole = 0
            for j in range(starts[now[i]], starts[now[i] + 1]):
                whole += share[j] * ending[to[j]]
            at = chance[i] * whole
            upto = 0
            last = starts[now[i] + 1] - 1
            for j in range(starts[now[i]], last + 1):
                upto += share[j] * ending[to[j]]
                if upto > at or j == last:
                    now[i] = to[j]
                    break
