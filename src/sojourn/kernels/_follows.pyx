"""Count what follows what, and how long it takes."""

import numpy as np

from libc.stdint cimport int32_t, int64_t, uint8_t, uint16_t, uint32_t, uint64_t

cdef extern from *:
    int __builtin_clzll(unsigned long long) nogil

ctypedef fused code:
    uint8_t
    uint16_t
    uint32_t

# Columns of a row of counts. A row is one cache line, so that an event touches one line.
cdef enum:
    COUNT = 0
    LOW = 1
    HIGH = 2
    JOURNEYS = 3
    CUSTOMERS = 4
    LAST_JOURNEY = 5
    LAST_CUSTOMER = 6
    STARTS = 1
    ENDS = 2


cdef inline void _seen(int64_t* row, int64_t journey, int64_t customer) noexcept nogil:
    """Count a journey and its customer unless the row has seen them last; marks are one higher, 0 is none."""
    # Sums of comparisons, not branches: whether a name comes back in a journey is anybody's guess.
    row[JOURNEYS] += row[LAST_JOURNEY] != journey + 1
    row[LAST_JOURNEY] = journey + 1
    row[CUSTOMERS] += row[LAST_CUSTOMER] != customer + 1
    row[LAST_CUSTOMER] = customer + 1


cdef inline void _follow(int64_t* row, uint64_t gap, int64_t journey, int64_t customer) noexcept nogil:
    """Count one pair and add its time to a sum of 128 bits."""
    cdef uint64_t low = <uint64_t>row[LOW] + gap
    row[HIGH] += low < gap
    row[LOW] = <int64_t>low
    row[COUNT] += 1
    _seen(row, journey, customer)


cdef inline Py_ssize_t _place(const int64_t* keys, uint64_t mask, int64_t key) noexcept nogil:
    """Find where a key stands in a table of open addresses, or the empty place (-1) where it would."""
    cdef uint64_t i = (<uint64_t>key * <uint64_t>0x9E3779B97F4A7C15) >> 20 & mask
    while keys[i] != -1 and keys[i] != key:
        i = (i + 1) & mask
    return i


def count_nodes(
    const int64_t[::1] offsets, const int64_t[::1] customer, const code[::1] event, int64_t[:, ::1] nodes
):
    """Count events by name: how many, in how many journeys, of how many customers, first ones, last ones.

    Args:
        offsets: (n + 1,) int64; journey i has events offsets[i] to offsets[i + 1], at least one.
        customer: (n,) int64, not negative; journeys of one customer stand together.
        event: (m,) codes.
        nodes: (names, 8) int64 zeros; written: events, starts, ends, journeys, customers in columns 0 to 4.

    Cost: O(m) time; GIL released.
    Bounds: not checked here; codes lie below the length of nodes.
    """
    cdef Py_ssize_t journey, i
    with nogil:
        for journey in range(offsets.shape[0] - 1):
            nodes[event[offsets[journey]], STARTS] += 1
            nodes[event[offsets[journey + 1] - 1], ENDS] += 1
            for i in range(offsets[journey], offsets[journey + 1]):
                nodes[event[i], COUNT] += 1
                _seen(&nodes[event[i], 0], journey, customer[journey])


cdef struct Cell:
    # What an event touches: small, so that the cells of all pairs stay close.
    uint64_t total          # times since the cells were last emptied
    uint32_t count
    uint32_t journeys
    uint32_t customers
    uint32_t journey        # the one seen last, one higher, 0 is none
    uint32_t customer
    uint32_t spare


cdef inline void _empty(Cell* cells, Py_ssize_t names, int64_t[:, ::1] edges, int64_t[:, ::1] nodes) noexcept nogil:
    """Add what cells hold to the sums of 128 bits; the marks stay."""
    cdef Py_ssize_t i
    cdef uint64_t low
    for i in range(names * names):
        if cells[i].count == 0:
            continue
        low = <uint64_t>edges[i, LOW] + cells[i].total
        edges[i, HIGH] += low < cells[i].total
        edges[i, LOW] = <int64_t>low
        edges[i, COUNT] += cells[i].count
        edges[i, JOURNEYS] += cells[i].journeys
        edges[i, CUSTOMERS] += cells[i].customers
        nodes[i % names, COUNT] += cells[i].count
        cells[i].total = 0
        cells[i].count = cells[i].journeys = cells[i].customers = 0


cdef inline void _mark(Cell* cell, uint32_t journey, uint32_t customer, bint alone) noexcept nogil:
    """Count a journey and its customer unless the cell has seen them last."""
    # Sums of comparisons, not branches: whether a pair comes back in a journey is anybody's guess.
    cell.journeys += cell.journey != journey
    cell.journey = journey
    if not alone:
        cell.customers += cell.customer != customer
        cell.customer = customer


cdef inline void _count_journeys(
    const int64_t[::1] offsets,
    const int64_t[::1] customer,
    const int64_t[::1] time,
    const code* event,
    int64_t[:, ::1] nodes,
    int64_t[:, ::1] edges,
    Py_ssize_t names,
    Cell* cells,
    Cell* marks,
    bint alone,
) noexcept nogil:
    """Count all journeys; `alone` when each is a customer of its own, whom there is no need to count again."""
    cdef Py_ssize_t journey, i, stop, since = 0
    cdef uint64_t used = 0, spent
    cdef uint32_t one, who
    cdef int64_t before, now
    cdef code last
    cdef Cell* cell
    for journey in range(offsets.shape[0] - 1):
        i = offsets[journey]
        stop = offsets[journey + 1]
        # The times of a journey add up to its length, so this is what no cell can exceed.
        spent = <uint64_t>time[stop - 1] - <uint64_t>time[i]
        if used + spent < used or stop - since > 0x7FFFFFFF:
            _empty(cells, names, edges, nodes)
            used = 0
            since = i
        used += spent
        one = <uint32_t>(journey + 1)
        who = <uint32_t>(customer[journey] + 1)
        last = event[i]
        before = time[i]
        nodes[last, STARTS] += 1
        nodes[last, COUNT] += 1
        _mark(&marks[last], one, who, alone)
        for i in range(i + 1, stop):
            cell = &cells[last * names + event[i]]
            last = event[i]
            now = time[i]
            cell.total += <uint64_t>(now - before)
            cell.count += 1
            before = now
            _mark(cell, one, who, alone)
            _mark(&marks[last], one, who, alone)
        nodes[last, ENDS] += 1
    _empty(cells, names, edges, nodes)


def count_edges(
    const int64_t[::1] offsets,
    const int64_t[::1] customer,
    const int64_t[::1] time,
    const code[::1] event,
    int64_t[:, ::1] nodes,
    int64_t[:, ::1] edges,
    Py_ssize_t names,
):
    """Count events by name, and every pair of an event and the next one of its journey, in one table each.

    Args:
        offsets, customer, event, nodes: as for `count_nodes`; journeys are fewer than 2**32 and each has fewer events.
        time: (m,) int64 microseconds, ascending inside a journey.
        edges: (names * names, 5) int64 zeros, row a * names + b for b right after a; written: count, sum of the times
            between in two halves of 128 bits, journeys, customers.
        names: number of names.

    Cost: O(m) time, 32 bytes a pair of names; GIL released.
    Bounds: not checked here.
    """
    if time.shape[0] == 0:
        return
    cdef uint64_t[:, ::1] room = np.zeros((names * names + names, 4), np.uint64)
    cdef Cell* cells = <Cell*>&room[0, 0]
    cdef Cell* marks = cells + names * names
    cdef Py_ssize_t i
    cdef bint alone = True
    with nogil:
        for i in range(1, customer.shape[0]):
            alone &= customer[i] != customer[i - 1]
        if alone:
            _count_journeys(offsets, customer, time, &event[0], nodes, edges, names, cells, marks, True)
        else:
            _count_journeys(offsets, customer, time, &event[0], nodes, edges, names, cells, marks, False)
        for i in range(names):
            nodes[i, JOURNEYS] += marks[i].journeys
            nodes[i, CUSTOMERS] += marks[i].journeys if alone else marks[i].customers
        if alone:
            for i in range(names * names):
                edges[i, CUSTOMERS] = edges[i, JOURNEYS]


def count_edges_hashed(
    const int64_t[::1] offsets,
    const int64_t[::1] customer,
    const int64_t[::1] time,
    const code[::1] event,
    int64_t[::1] keys,
    int64_t[:, ::1] edges,
    int64_t[::1] progress,
    int64_t names,
):
    """Count pairs as `count_edges` does, in a table of open addresses; stop when it is half full.

    Args:
        keys: (2**k,) int64, -1 where empty, else a * names + b.
        edges: (2**k, 8) int64, the row of each key.
        progress: (3,) int64: journey and event to go on from, and places taken; written. Start with zeros.

    Returns:
        True when all events are counted, False when the table must grow first.

    Cost: O(m) time; GIL released.
    Bounds: not checked here.
    """
    cdef uint64_t mask = keys.shape[0] - 1
    cdef Py_ssize_t limit = keys.shape[0] // 2
    cdef Py_ssize_t journey, i, place
    cdef Py_ssize_t first = progress[1]
    cdef int64_t taken = progress[2]
    cdef int64_t key
    cdef bint done = True
    with nogil:
        for journey in range(progress[0], offsets.shape[0] - 1):
            if first <= offsets[journey]:
                first = offsets[journey] + 1
            for i in range(first, offsets[journey + 1]):
                key = event[i - 1] * names + event[i]
                place = _place(&keys[0], mask, key)
                if keys[place] == -1:
                    if taken == limit:
                        progress[0] = journey
                        progress[1] = i
                        done = False
                        break
                    taken += 1
                    keys[place] = key
                _follow(&edges[place, 0], time[i] - time[i - 1], journey, customer[journey])
            if not done:
                break
    progress[2] = taken
    return done


def place_keys(const int64_t[::1] wanted, int64_t[::1] keys):
    """Put keys into a table of open addresses.

    Args:
        wanted: (n,) int64, distinct, not negative; at most half as many as there are places.
        keys: (2**k,) int64, -1 where empty; written.

    Returns:
        (n,) int64, where each key stands.

    Cost: O(n) time; GIL released.
    """
    places = np.empty(wanted.shape[0], np.int64)
    cdef int64_t[::1] out = places
    cdef uint64_t mask = keys.shape[0] - 1
    cdef Py_ssize_t i, place
    with nogil:
        for i in range(wanted.shape[0]):
            place = _place(&keys[0], mask, wanted[i])
            keys[place] = wanted[i]
            out[i] = place
    return places


def edge_powers(
    const int64_t[::1] offsets,
    const int64_t[::1] time,
    const code[::1] event,
    const int64_t[::1] keys,
    const int32_t[::1] slots,
    int64_t names,
    uint32_t[:, ::1] powers,
):
    """Count the times between a pair of events by their power of two, for chosen pairs.

    Args:
        offsets, time, event: as for `count_edges`.
        keys: table of open addresses; empty when slots is indexed by a * names + b itself.
        slots: the row of each pair in powers; pairs not asked for share a row of their own, so that no branch is needed.
        powers: (rows, 64) uint32; column p counts times from 2**p on, below 2**(p + 1); 0 is in column 0. Written.

    Cost: O(m) time; GIL released.
    Bounds: not checked here.
    """
    cdef bint dense = keys.shape[0] == 0
    cdef uint64_t mask = keys.shape[0] - 1
    cdef Py_ssize_t journey, i, place
    with nogil:
        for journey in range(offsets.shape[0] - 1):
            for i in range(offsets[journey] + 1, offsets[journey + 1]):
                place = event[i - 1] * names + event[i]
                if not dense:
                    place = _place(&keys[0], mask, place)
                powers[slots[place], 63 - __builtin_clzll((time[i] - time[i - 1]) | 1)] += 1


def edge_buckets(
    const int64_t[::1] offsets,
    const int64_t[::1] time,
    const code[::1] event,
    const int64_t[::1] keys,
    const int32_t[::1] slots,
    int64_t names,
    const int32_t[:, ::1] cells,
    uint32_t[:, ::1] buckets,
):
    """Count the times between a pair of events into 128 buckets, for chosen pairs and powers of two.

    Args:
        offsets, time, event, keys, slots: as for `edge_powers`.
        cells: (rows, 64) int32, the row in buckets for a pair and a power; those not asked for share a row.
        buckets: (cells, 128) uint32; column q counts times from 2**p (1 + q / 128) on. Written.

    Cost: O(m) time; GIL released.
    Bounds: not checked here.
    """
    cdef bint dense = keys.shape[0] == 0
    cdef uint64_t mask = keys.shape[0] - 1
    cdef Py_ssize_t journey, i, place
    cdef uint64_t gap
    cdef int power
    with nogil:
        for journey in range(offsets.shape[0] - 1):
            for i in range(offsets[journey] + 1, offsets[journey + 1]):
                place = event[i - 1] * names + event[i]
                if not dense:
                    place = _place(&keys[0], mask, place)
                gap = time[i] - time[i - 1]
                power = 63 - __builtin_clzll(gap | 1)
                # A time of nothing has no leading one to drop, and no bits to shift either.
                buckets[
                    cells[slots[place], power], (gap >> (power - 7) if power >= 7 else gap << (7 - power)) & 127
                ] += 1
