"""Tell journeys apart by their sequence of events."""

import numpy as np

from libc.stdint cimport int32_t, int64_t, uint8_t, uint16_t, uint32_t, uint64_t
from libc.string cimport memcpy

cdef extern from *:
    """
    #define SOJOURN_LITTLE_ENDIAN (__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__)
    """
    const bint LITTLE "SOJOURN_LITTLE_ENDIAN"
    void __builtin_prefetch(const void*) nogil

cdef enum:
    AHEAD = 12              # rows by which a look-up in a table is announced

ctypedef fused code:
    uint8_t
    uint16_t
    uint32_t


cdef inline uint64_t _turn(uint64_t x, int by) noexcept nogil:
    return (x << by) | (x >> (64 - by))


cdef inline uint64_t _stir(uint64_t x) noexcept nogil:
    x ^= x >> 33
    x *= <uint64_t>0xFF51AFD7ED558CCD
    x ^= x >> 33
    x *= <uint64_t>0xC4CEB9FE1A85EC53
    return x ^ (x >> 33)


cdef inline void _mix(uint64_t first, uint64_t second, uint64_t* hash) noexcept nogil:
    """Take sixteen bytes into a running hash."""
    cdef uint64_t c1 = <uint64_t>0x87C37B91114253D5
    cdef uint64_t c2 = <uint64_t>0x4CF5AD432745937F
    hash[0] ^= _turn(first * c1, 31) * c2
    hash[0] = (_turn(hash[0], 27) + hash[1]) * 5 + <uint64_t>0x52DCE729
    hash[1] ^= _turn(second * c2, 33) * c1
    hash[1] = (_turn(hash[1], 31) + hash[0]) * 5 + <uint64_t>0x38495AB5


cdef inline void _hash(const uint8_t* data, Py_ssize_t size, Py_ssize_t room, uint64_t* hash) noexcept nogil:
    """Hash bytes to 128 bits, in the manner of MurmurHash3 (x64, 128 bits) with the tail padded by zeros.

    `room` bytes from data on may be read: copying a tail of unknown length costs as much as hashing the whole.
    """
    cdef uint64_t words[2]
    cdef Py_ssize_t i = 0, rest
    hash[0] = hash[1] = 0
    while i + 16 <= size:
        memcpy(words, data + i, 16)
        _mix(words[0], words[1], hash)
        i += 16
    rest = size - i
    if rest > 0:
        if LITTLE and i + 16 <= room:
            memcpy(words, data + i, 16)
            words[0] &= <uint64_t>0xFFFFFFFFFFFFFFFF >> (64 - 8 * min(rest, <Py_ssize_t>8))
            words[1] &= (<uint64_t>1 << (8 * rest - 64)) - 1 if rest > 8 else 0
        else:
            words[0] = words[1] = 0
            memcpy(words, data + i, rest)
        _mix(words[0], words[1], hash)
    hash[0] ^= <uint64_t>size
    hash[1] ^= <uint64_t>size
    hash[0] += hash[1]
    hash[1] += hash[0]
    hash[0] = _stir(hash[0])
    hash[1] = _stir(hash[1])
    hash[0] += hash[1]
    hash[1] += hash[0]


def hash_journeys(const int64_t[::1] offsets, const code[::1] event):
    """Hash each journey's sequence of events to 128 bits.

    Equal sequences have equal hashes as long as codes keep their width. Among a billion sequences the chance that
    any two share a hash is about 1 in 10**21.

    Args:
        offsets: (n + 1,) int64; journey i has events offsets[i] to offsets[i + 1].
        event: (m,) codes.

    Returns:
        (n, 2) uint64.

    Cost: O(m) time; GIL released.
    Bounds: not checked here.

    Source: A. Appleby, MurmurHash3 (public domain).
    """
    cdef Py_ssize_t journeys = offsets.shape[0] - 1
    hashes = np.zeros((journeys, 2), np.uint64)
    cdef uint64_t[:, ::1] out = hashes
    cdef Py_ssize_t journey, first, total = event.shape[0] * sizeof(code)
    cdef const uint8_t* data
    if event.shape[0] == 0:
        return hashes
    data = <const uint8_t*>&event[0]
    with nogil:
        for journey in range(journeys):
            first = offsets[journey] * sizeof(code)
            _hash(data + first, offsets[journey + 1] * sizeof(code) - first, total - first, &out[journey, 0])
    return hashes


def count_hashes(const uint64_t[:, ::1] hashes, const int64_t[::1] customer):
    """Count journeys and distinct customers by hash.

    Args:
        hashes: (n, 2) uint64, one a journey.
        customer: (n,) int64; journeys of one customer stand together.

    Returns:
        (k, 2) uint64 distinct hashes by first appearance, (k, 2) int64 journeys and customers.

    Cost: O(n) time, 8 to 16 bytes a journey beside the results; GIL released.
    """
    cdef Py_ssize_t n = hashes.shape[0]
    found = np.empty((n, 2), np.uint64)
    counts = np.empty((n, 2), np.int64)
    last = np.empty(n, np.int64)
    places = np.zeros(1 << (2 * n).bit_length(), np.int32)
    cdef uint64_t[:, ::1] out = found
    cdef int64_t[:, ::1] sums = counts
    cdef int64_t[::1] mark = last
    cdef int32_t[::1] table = places
    cdef uint64_t mask = places.shape[0] - 1
    cdef uint64_t at
    cdef Py_ssize_t i, place, written = 0
    with nogil:
        for i in range(n):
            if i + AHEAD < n:
                __builtin_prefetch(&table[hashes[i + AHEAD, 0] & mask])
            at = hashes[i, 0] & mask
            while table[at]:
                place = table[at] - 1
                if out[place, 0] == hashes[i, 0] and out[place, 1] == hashes[i, 1]:
                    break
                at = (at + 1) & mask
            if table[at]:
                sums[place, 0] += 1
                sums[place, 1] += mark[place] != customer[i]
            else:
                place = written
                written += 1
                table[at] = <int32_t>written
                out[place, 0] = hashes[i, 0]
                out[place, 1] = hashes[i, 1]
                sums[place, 0] = 1
                sums[place, 1] = 1
            mark[place] = customer[i]
    return found[:written].copy(), counts[:written].copy()


cdef Py_ssize_t _fold(
    uint64_t[:, ::1] hashes, int64_t[:, ::1] counts, Py_ssize_t first, Py_ssize_t last,
    int32_t[::1] table, uint64_t mask, Py_ssize_t base,
) noexcept nogil:
    """Add up rows of one hash in place, from `base` on, which is not after `first`; give the end of what was kept."""
    cdef Py_ssize_t i, place, written = base
    cdef uint64_t at
    for i in range(first, last):
        at = hashes[i, 0] & mask
        while table[at]:
            place = base + table[at] - 1
            if hashes[place, 0] == hashes[i, 0] and hashes[place, 1] == hashes[i, 1]:
                break
            at = (at + 1) & mask
        if table[at]:
            counts[place, 0] += counts[i, 0]
            counts[place, 1] += counts[i, 1]
        else:
            hashes[written, 0] = hashes[i, 0]
            hashes[written, 1] = hashes[i, 1]
            counts[written, 0] = counts[i, 0]
            counts[written, 1] = counts[i, 1]
            written += 1
            table[at] = <int32_t>(written - base)
    return written


def add_hashes(runs):
    """Add up counts by hash.

    Rows are first parted by the top bits of their hash, so that each part's table stays in cache.

    Args:
        runs: pairs of (n, 2) uint64 hashes, repeated, and (n, 2) int64 journeys and customers, or (0, 2) when all are 1.

    Returns:
        (k, 2) uint64 distinct hashes, (k, 2) int64 sums.

    Cost: O(n) time, 32 bytes a row of the runs, results included; GIL released.
    """
    cdef Py_ssize_t n = sum([len(hashes) for hashes, _ in runs])
    cdef int bits = max(1, int(n // 8192).bit_length())
    cdef int shift = 64 - bits
    parted = np.empty((n, 2), np.uint64)
    sums = np.empty((n, 2), np.int64)
    starts = np.zeros((1 << bits) + 1, np.int64)
    cdef const uint64_t[:, ::1] hash
    cdef const int64_t[:, ::1] count
    cdef uint64_t[:, ::1] out = parted
    cdef int64_t[:, ::1] out_counts = sums
    cdef int64_t[::1] start = starts
    cdef int64_t[::1] cursor
    cdef int32_t[::1] table
    cdef Py_ssize_t i, at, size, written = 0
    for hash, _ in runs:
        with nogil:
            for i in range(hash.shape[0]):
                start[(hash[i, 1] >> shift) + 1] += 1
    with nogil:
        for i in range(1 << bits):
            start[i + 1] += start[i]
    places = starts.copy()
    cursor = places
    for hash, count in runs:
        with nogil:
            for i in range(hash.shape[0]):
                at = cursor[hash[i, 1] >> shift]
                cursor[hash[i, 1] >> shift] += 1
                out[at, 0] = hash[i, 0]
                out[at, 1] = hash[i, 1]
                out_counts[at, 0] = count[i, 0] if count.shape[0] else 1
                out_counts[at, 1] = count[i, 1] if count.shape[0] else 1
    slots = np.zeros(max(2, 1 << (2 * int(np.diff(starts).max())).bit_length()), np.int32)
    table = slots
    with nogil:
        for i in range(1 << bits):
            size = 2
            while size < 2 * (start[i + 1] - start[i]):
                size *= 2
            for at in range(size):
                table[at] = 0
            written = _fold(out, out_counts, start[i], start[i + 1], table, size - 1, written)
    return parted[:written], sums[:written]


cdef inline Py_ssize_t _find(
    const uint64_t[:, ::1] wanted, const int32_t[::1] table, uint64_t first, uint64_t second
) noexcept nogil:
    """Find a hash, in order of its second word where there is no table; -1 when it is not there."""
    cdef uint64_t mask = table.shape[0] - 1, at = first & mask
    cdef Py_ssize_t low = 0, high = wanted.shape[0], half
    if table.shape[0] == 0:
        while low < high:
            half = (low + high) // 2
            if wanted[half, 0] == first and wanted[half, 1] == second:
                return half
            if wanted[half, 1] < second or (wanted[half, 1] == second and wanted[half, 0] < first):
                low = half + 1
            else:
                high = half
        return -1
    while table[at] >= 0:
        if wanted[table[at], 0] == first and wanted[table[at], 1] == second:
            return table[at]
        at = (at + 1) & mask
    return -1


def index_hashes(const uint64_t[:, ::1] wanted):
    """Make the table by which `find_hashes` and `first_by_name` look hashes up.

    Args:
        wanted: (k, 2) uint64, distinct.

    Returns:
        (2**j,) int32, the row of a hash or -1; at most half full.

    Cost: O(k) time; GIL released.
    """
    table = np.full(max(4096, 1 << (2 * wanted.shape[0]).bit_length()), -1, np.int32)
    cdef int32_t[::1] out = table
    cdef uint64_t mask = out.shape[0] - 1
    cdef uint64_t at
    cdef Py_ssize_t i
    with nogil:
        for i in range(wanted.shape[0]):
            at = wanted[i, 0] & mask
            while out[at] >= 0:
                at = (at + 1) & mask
            out[at] = <int32_t>i
    return table


def find_hashes(
    const int64_t[::1] offsets, const code[::1] event, const uint64_t[:, ::1] wanted, const int32_t[::1] table
):
    """Say which of some sequences each journey is.

    Args:
        offsets, event: as for `hash_journeys`.
        wanted: (k, 2) uint64, distinct.
        table: what `index_hashes` makes of them; (0,) where they ascend by the second word, then the first: they are
            then looked up by halves, which touches few pages of a mapped file.

    Returns:
        (n,) int64, the row in wanted, -1 when it is none of them.

    Cost: O(m) time; GIL released.
    Bounds: not checked here.
    """
    cdef Py_ssize_t journeys = offsets.shape[0] - 1
    which = np.full(journeys, -1, np.int64)
    cdef int64_t[::1] out = which
    cdef Py_ssize_t journey, first, total = event.shape[0] * sizeof(code)
    cdef uint64_t hash[2]
    cdef const uint8_t* data
    if event.shape[0] == 0:
        return which
    data = <const uint8_t*>&event[0]
    with nogil:
        for journey in range(journeys):
            first = offsets[journey] * sizeof(code)
            _hash(data + first, offsets[journey + 1] * sizeof(code) - first, total - first, hash)
            out[journey] = _find(wanted, table, hash[0], hash[1])
    return which


cdef bint _after(
    const code[::1] event, const int64_t[::1] rank, const int64_t[::1] offsets, int64_t one, int64_t other
) noexcept nogil:
    """Say whether one journey comes after another, name by name; a sequence comes before its own continuations."""
    cdef Py_ssize_t a = offsets[one], b = offsets[other]
    while a < offsets[one + 1] and b < offsets[other + 1]:
        if event[a] != event[b]:
            return rank[event[a]] > rank[event[b]]
        a += 1
        b += 1
    return a < offsets[one + 1]


def first_by_name(
    const int64_t[::1] offsets, const code[::1] event, const int64_t[::1] rank,
    const uint64_t[:, ::1] wanted, const int32_t[::1] table, Py_ssize_t most,
):
    """Find the sequences that come first by name among those with given hashes.

    Args:
        offsets, event: as for `hash_journeys`.
        rank: (names,) int64, the place of each code's name among the sorted names.
        wanted, table: as for `find_hashes`.
        most: how many to find.

    Returns:
        (k,) int64, one journey for each sequence, and (k,) int64, its row in wanted; k is at most `most`, no order.

    Cost: O(m) time plus O(log most) for each journey that beats the last of those found so far; GIL released.
    Bounds: not checked here.
    """
    best = np.empty(most, np.int64)
    rows = np.empty(most, np.int64)
    seen = np.zeros(wanted.shape[0], np.uint8)
    cdef int64_t[::1] heap = best
    cdef int64_t[::1] row = rows
    cdef uint8_t[::1] taken = seen
    cdef Py_ssize_t journey, place, child, found, held = 0, total = event.shape[0] * sizeof(code)
    cdef uint64_t hash[2]
    if event.shape[0] == 0 or most == 0:
        return best[:0].copy(), rows[:0].copy()
    cdef const uint8_t* data = <const uint8_t*>&event[0]
    with nogil:
        for journey in range(offsets.shape[0] - 1):
            # The first of the heap is the last by name: most journeys need no more than this comparison.
            if held == most and not _after(event, rank, offsets, heap[0], journey):
                continue
            place = offsets[journey] * sizeof(code)
            _hash(data + place, offsets[journey + 1] * sizeof(code) - place, total - place, hash)
            found = _find(wanted, table, hash[0], hash[1])
            if found < 0 or taken[found]:
                continue
            taken[found] = 1
            if held < most:
                place = held
                held += 1
                while place and _after(event, rank, offsets, journey, heap[(place - 1) // 2]):
                    heap[place] = heap[(place - 1) // 2]
                    row[place] = row[(place - 1) // 2]
                    place = (place - 1) // 2
            else:
                place = 0
                while 2 * place + 1 < held:
                    child = 2 * place + 1
                    if child + 1 < held and _after(event, rank, offsets, heap[child + 1], heap[child]):
                        child += 1
                    if not _after(event, rank, offsets, heap[child], journey):
                        break
                    heap[place] = heap[child]
                    row[place] = row[child]
                    place = child
            heap[place] = journey
            row[place] = found
    return best[:held].copy(), rows[:held].copy()
