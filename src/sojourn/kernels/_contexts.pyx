"""Count what came next after the last events of journeys."""

import numpy as np

from libc.stdint cimport int64_t, uint8_t, uint16_t, uint32_t, uint64_t

cdef enum:
    ENDED = 3               # a journey closed by an event that ends journeys

cdef enum:
    TRAINED, STRADDLING, TESTED, OPEN

cdef enum:
    ROOM = 1 << 18          # slots of a table that a core's cache still holds; what exceeds it is sorted instead

ctypedef fused code:
    uint8_t
    uint16_t
    uint32_t


def count_contexts(
    const int64_t[::1] offsets,
    const uint8_t[::1] status,
    const int64_t[::1] time,
    const code[::1] event,
    int64_t window,
    int64_t cut,
    int64_t until,
    int bits,
    int length,
):
    """Count the last events of journeys together with what came next, where that was known before an instant.

    At every event somebody may ask what comes next. With a window the answer is the next event of the journey when it
    comes within, else that nothing does, and it is known when the window is over; at the last event of a journey that
    an event closed nothing is asked. Without one the answer is the next event, known when it comes, and at the last
    event of a journey it is not known.

    Args:
        offsets: (n + 1,) int64, ascending; journey i is events offsets[i] to offsets[i + 1].
        status: (n,) uint8; 3 for a journey closed by an event that ends journeys.
        time, event: (m,) int64 and codes.
        window: microseconds, -1 for none.
        cut: answers known before are counted.
        until: the last instant for which data are complete.
        bits: of a code plus one; (length + 1) * bits are at most 63.
        length: how many events a context has at most.

    Returns:
        (k,) int64 keys, ascending: the codes plus one of the last `length` events, oldest first and 0 where there are
        none so old, then that of the next event, 0 for nothing, each in `bits`; (k,) int64, how often; and (4,) int64,
        how many answers were known before the cut, were asked for before and known after, were asked for after and
        known, and were not known.

    Cost: O(m) time while there are fewer than 131,072 distinct keys, O(m log m) with more; 16 bytes for every distinct
    key, and 8 for every event once there are more; GIL released.
    Bounds: not checked here.
    """
    cdef Py_ssize_t journeys = offsets.shape[0] - 1
    cdef Py_ssize_t journey = 0, i = 0, end, held = 0, at, kept = 0
    cdef bint tabled = True
    cdef uint64_t room = 1 << 12, mask = room - 1, place
    cdef uint64_t within = ((<uint64_t>1) << (bits * length)) - 1
    cdef uint64_t context = 0, key, answer
    cdef int64_t known, following
    slots_array = np.zeros(room, np.uint64)
    counts_array = np.zeros(room, np.int64)
    tally_array = np.zeros(4, np.int64)
    # A key is never 0: its last event has a code plus one.
    cdef uint64_t[::1] slots = slots_array
    cdef int64_t[::1] counts = counts_array
    cdef int64_t[::1] tally = tally_array
    cdef uint64_t[::1] old_slots
    cdef int64_t[::1] old_counts
    # What came after the table was full, one for each answer.
    rest_array = np.zeros(0, np.uint64)
    cdef uint64_t[::1] rest = rest_array
    while journey < journeys:
        with nogil:
            while journey < journeys and (not tabled or 2 * held < <Py_ssize_t>room):
                end = offsets[journey + 1]
                if i == offsets[journey]:
                    context = 0
                while i < end and (not tabled or 2 * held < <Py_ssize_t>room):
                    context = ((context << bits) | (<uint64_t>event[i] + 1)) & within
                    answer = 0
                    if window >= 0:
                        known = time[i] + window
                        if i + 1 < end:
                            if time[i + 1] - time[i] <= window:
                                answer = <uint64_t>event[i + 1] + 1
                        elif status[journey] == ENDED:
                            i += 1
                            continue
                    elif i + 1 < end:
                        known = time[i + 1]
                        answer = <uint64_t>event[i + 1] + 1
                    else:
                        i += 1
                        # Who ended by rule is asked nothing; for everybody else the answer is not known.
                        tally[OPEN] += status[journey] != ENDED
                        continue
                    if known >= cut:
                        if known > until:
                            tally[OPEN] += 1
                        elif time[i] < cut:
                            tally[STRADDLING] += 1
                        else:
                            tally[TESTED] += 1
                        i += 1
                        continue
                    tally[TRAINED] += 1
                    key = (context << bits) | answer
                    if not tabled:
                        rest[kept] = key
                        kept += 1
                        i += 1
                        continue
                    place = key * <uint64_t>0x9E3779B97F4A7C15
                    place = (place ^ (place >> 29)) & mask
                    while slots[place] != 0 and slots[place] != key:
                        place = (place + 1) & mask
                    if slots[place] == 0:
                        slots[place] = key
                        held += 1
                    counts[place] += 1
                    i += 1
                if i == end:
                    journey += 1
        if tabled and 2 * held >= <Py_ssize_t>room and room >= ROOM:
            tabled = False
            rest_array = np.empty(offsets[journeys] - i, np.uint64)
            rest = rest_array
        elif tabled and 2 * held >= <Py_ssize_t>room:
            old_slots, old_counts = slots, counts
            room *= 4
            mask = room - 1
            slots_array = np.zeros(room, np.uint64)
            counts_array = np.zeros(room, np.int64)
            slots, counts = slots_array, counts_array
            with nogil:
                for at in range(old_slots.shape[0]):
                    key = old_slots[at]
                    if key:
                        place = key * <uint64_t>0x9E3779B97F4A7C15
                        place = (place ^ (place >> 29)) & mask
                        while slots[place]:
                            place = (place + 1) & mask
                        slots[place] = key
                        counts[place] = old_counts[at]
    used = np.flatnonzero(slots_array)
    keys = slots_array[used].view(np.int64)
    order = np.argsort(keys)
    keys, numbers = keys[order], counts_array[used][order]
    if kept:
        rest_array = rest_array[:kept]
        rest_array.sort()
        keys, numbers = _together(keys, numbers, rest_array.view(np.int64), np.zeros(0, np.int64))
    return keys, numbers, tally_array


def merge_contexts(
    const int64_t[::1] keys, const int64_t[::1] counts, const int64_t[::1] other, const int64_t[::1] other_counts
):
    """Add up two counts by key.

    Args:
        keys, other: (n,) and (m,) int64, ascending, each key once.
        counts, other_counts: (n,) and (m,) int64.

    Returns:
        (k,) int64 keys, ascending; (k,) int64.

    Cost: O(n + m) time, twice; 16 bytes for every key that comes out; GIL released.
    Bounds: not checked here.
    """
    return _together(keys, counts, other, other_counts)


def count_merged(const int64_t[::1] keys, const int64_t[::1] other):
    """Count the different keys of two ascending lists, each key once in a list.

    Cost: O(n + m) time, no memory; GIL released.
    Bounds: not checked here.
    """
    cdef Py_ssize_t found
    cdef int64_t[::1] none = np.zeros(0, np.int64)
    with nogil:
        found = _merge(keys, keys, other, other, none, none)
    return found


def shorten_contexts(const int64_t[::1] keys, const int64_t[::1] counts, int kept):
    """Forget the upper bits of keys, and add up the counts of those that are then the same.

    Args:
        keys: (n,) int64, none below 0.
        counts: (n,) int64, none below 0.
        kept: bits that stay.

    Returns:
        (k,) int64 keys, ascending; (k,) int64.

    Cost: O(n log n) time; 8 bytes for every key that goes in, 24 more where key and count do not fit into 64 bits
    together, and 16 for every one that comes out; GIL released.
    Bounds: not checked here.
    """
    cdef Py_ssize_t n = keys.shape[0], i = 0, size = 0
    cdef uint64_t mask = (<uint64_t>1 << kept) - 1
    cdef int64_t most = 0, key, total
    cdef int width = 0
    cdef uint64_t low
    cdef int64_t[::1] found, numbers
    with nogil:
        for i in range(n):
            most = max(most, counts[i])
    while most >> width:
        width += 1
    if kept + width > 64:
        short = np.asarray(keys) & np.int64(mask)
        order = np.argsort(short, kind="stable")
        none = np.zeros(0, np.int64)
        return _together(none, none, short[order], np.asarray(counts)[order])
    packed_array = np.empty(n, np.uint64)
    cdef uint64_t[::1] packed = packed_array
    with nogil:
        for i in range(n):
            packed[i] = ((<uint64_t>keys[i] & mask) << width) | <uint64_t>counts[i]
    packed_array.sort()
    with nogil:
        for i in range(n):
            size += i == 0 or packed[i] >> width != packed[i - 1] >> width
    keys_array, counts_array = np.empty(size, np.int64), np.empty(size, np.int64)
    found, numbers = keys_array, counts_array
    low = (<uint64_t>1 << width) - 1
    with nogil:
        i = size = 0
        while i < n:
            key, total = <int64_t>(packed[i] >> width), 0
            while i < n and <int64_t>(packed[i] >> width) == key:
                total += <int64_t>(packed[i] & low)
                i += 1
            found[size] = key
            numbers[size] = total
            size += 1
    return keys_array, counts_array


def _together(
    const int64_t[::1] keys, const int64_t[::1] counts, const int64_t[::1] other, const int64_t[::1] other_counts
):
    """Merge two ascending lists into arrays of just the size; without counts the others count one each time."""
    cdef Py_ssize_t size
    cdef int64_t[::1] found = np.zeros(0, np.int64), numbers = found
    with nogil:
        size = _merge(keys, counts, other, other_counts, found, numbers)
    keys_array, counts_array = np.empty(size, np.int64), np.empty(size, np.int64)
    found, numbers = keys_array, counts_array
    with nogil:
        _merge(keys, counts, other, other_counts, found, numbers)
    return keys_array, counts_array


cdef Py_ssize_t _merge(
    const int64_t[::1] keys,
    const int64_t[::1] counts,
    const int64_t[::1] other,
    const int64_t[::1] other_counts,
    int64_t[::1] found,
    int64_t[::1] numbers,
) noexcept nogil:
    """Merge two ascending lists, and say how many keys there are; they are not written where there is no room."""
    cdef Py_ssize_t i = 0, j = 0, n = keys.shape[0], m = other.shape[0], size = 0
    cdef bint counted = other_counts.shape[0] == m, written = found.shape[0] > 0
    cdef int64_t key, number
    while i < n or j < m:
        if j == m or (i < n and keys[i] < other[j]):
            key, number = keys[i], counts[i]
            i += 1
        else:
            key, number = other[j], 0
            while j < m and other[j] == key:
                number += other_counts[j] if counted else 1
                j += 1
            if i < n and keys[i] == key:
                number += counts[i]
                i += 1
        if written:
            found[size] = key
            numbers[size] = number
        size += 1
    return size
