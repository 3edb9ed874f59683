"""Putting rows in order by 64-bit keys, finding 128-bit keys among others, and a checksum at the speed of memory."""

from libc.stdint cimport int64_t, uint8_t, uint32_t, uint64_t
from libc.stdlib cimport calloc, free, malloc
from libc.string cimport memcpy, memset

DEF DIGIT = 11
DEF SIZE = 2048
DEF DIGITS = 6

# Odd numbers taken from the fractional part of e: one a lane of the checksum.
cdef uint64_t[8] LANES
LANES[:] = [
    0xB7E151628AED2A6BULL, 0xBF7158809CF4F3C7ULL, 0x62E7160F38B4DA57ULL, 0xA784D9045190CFEFULL,
    0x324E7738926CFBE5ULL, 0xF4BF8D8D8C31D763ULL, 0xDA06C80ABB1185EBULL, 0x4F7C7B5757F59585ULL,
]


cdef int _radix(
    const uint64_t *keys, int64_t *order, Py_ssize_t n, int low, bint ordered
) noexcept nogil:
    """Sort `order` by keys[order], stably, looking at bits `low` to 63 only; give -1 when memory runs out."""
    cdef uint64_t *words = <uint64_t *>malloc(2 * n * sizeof(uint64_t))
    cdef uint32_t *rows = <uint32_t *>malloc(2 * n * sizeof(uint32_t))
    cdef int64_t *counts = <int64_t *>calloc(DIGITS * SIZE, sizeof(int64_t))
    cdef uint64_t *a = words
    cdef uint64_t *b = words + n
    cdef uint32_t *x = rows
    cdef uint32_t *y = rows + n
    cdef uint64_t *swap_words
    cdef uint32_t *swap_rows
    cdef int64_t *count
    cdef int64_t total, one, place
    cdef uint64_t word
    cdef Py_ssize_t i
    cdef int digit, shift, used = 0
    if words == NULL or rows == NULL or counts == NULL:
        free(words)
        free(rows)
        free(counts)
        return -1
    while low + used * DIGIT < 64:
        used += 1
    for i in range(n):
        x[i] = <uint32_t>order[i] if ordered else <uint32_t>i
        word = keys[x[i]] >> low
        a[i] = word
        for digit in range(used):
            counts[digit * SIZE + ((word >> (digit * DIGIT)) & (SIZE - 1))] += 1
    for digit in range(used):
        count = counts + digit * SIZE
        shift = digit * DIGIT
        if count[(a[0] >> shift) & (SIZE - 1)] == n:
            continue
        total = 0
        for i in range(SIZE):
            one = count[i]
            count[i] = total
            total += one
        for i in range(n):
            word = a[i]
            place = count[(word >> shift) & (SIZE - 1)]
            count[(word >> shift) & (SIZE - 1)] = place + 1
            b[place] = word
            y[place] = x[i]
        swap_words = a
        a = b
        b = swap_words
        swap_rows = x
        x = y
        y = swap_rows
    for i in range(n):
        order[i] = x[i]
    free(words)
    free(rows)
    free(counts)
    return 0


def order_by(const uint64_t[::1] keys, int64_t[::1] order, int low, bint ordered):
    """Put rows in order by their keys, stably.

    Args:
        keys: (n,) uint64; n below 2**32.
        order: (n,) int64, the result: order[i] is the row that comes i-th.
        low: the lowest bit that counts, 0 to 63; bits below it are ignored.
        ordered: whether `order` already holds an order that decides between equal keys; otherwise rows do.

    Raises:
        MemoryError: no room for two copies of keys and rows.

    Cost: O(n) a digit of 11 bits that is not the same in all keys; 24 bytes a row while it runs; GIL released.
    """
    cdef Py_ssize_t n = keys.shape[0]
    cdef int failed = 0
    if n:
        with nogil:
            failed = _radix(&keys[0], &order[0], n, low, ordered)
    if failed:
        raise MemoryError


def is_ascending(const int64_t[::1] values):
    """Say whether no value is below the one before it.

    Args:
        values: (n,) int64.

    Cost: O(n), stops at the first descent; GIL released.
    """
    cdef Py_ssize_t i
    cdef bint good = True
    with nogil:
        for i in range(1, values.shape[0]):
            if values[i] < values[i - 1]:
                good = False
                break
    return good


def find_keys(
    const uint64_t[::1] hi, const uint64_t[::1] lo, const uint64_t[::1] other_hi, const uint64_t[::1] other_lo,
    int64_t[::1] found
):
    """Find which of some distinct 128-bit keys are among others.

    Args:
        hi, lo: (n,) uint64, the keys looked for; n below 2**31. Of equal ones the first is found.
        other_hi, other_lo: (m,) uint64, where to look, in any order, repeats allowed.
        found: (n,) int64, changed in place: the place of the last equal key among the others; untouched where none is.

    Raises:
        MemoryError: no room for the table.

    Cost: O(n + m), 8 to 16 bytes a key looked for; GIL released.
    """
    cdef Py_ssize_t n = hi.shape[0], i
    cdef uint64_t size = 16, slot, mask
    cdef uint32_t *table
    cdef uint32_t at
    while size < <uint64_t>(2 * n):
        size *= 2
    mask = size - 1
    table = <uint32_t *>calloc(size, sizeof(uint32_t))
    if table == NULL:
        raise MemoryError
    with nogil:
        for i in range(n):
            slot = (lo[i] ^ (hi[i] >> 17)) & mask
            while table[slot] != 0:
                slot = (slot + 1) & mask
            table[slot] = <uint32_t>(i + 1)
        for i in range(other_hi.shape[0]):
            slot = (other_lo[i] ^ (other_hi[i] >> 17)) & mask
            at = table[slot]
            while at != 0:
                if lo[at - 1] == other_lo[i] and hi[at - 1] == other_hi[i]:
                    found[at - 1] = i
                    break
                slot = (slot + 1) & mask
                at = table[slot]
    free(table)


def mark_equal_keys(
    const uint64_t[::1] group, const int64_t[::1] time, const uint64_t[::1] hi, const uint64_t[::1] lo,
    uint8_t[::1] marked
):
    """Mark rows whose key may occur again in their group: rows in a row with the same group and time.

    Args:
        group: (n,) uint64; rows of one group and time stand together.
        time: (n,) int64.
        hi, lo: (n,) uint64 keys.
        marked: (n,) uint8, changed in place: set to 1 for every row whose key occurs twice in its group, and for every
            row of a group of more than 32.

    Cost: O(n), at most 32 comparisons a row; GIL released.
    """
    cdef Py_ssize_t n = group.shape[0], start = 0, stop, i, j
    with nogil:
        while start < n:
            stop = start + 1
            while stop < n and group[stop] == group[start] and time[stop] == time[start]:
                stop += 1
            if stop - start > 32:
                for i in range(start, stop):
                    marked[i] = 1
            else:
                for i in range(start, stop - 1):
                    for j in range(i + 1, stop):
                        if lo[i] == lo[j] and hi[i] == hi[j]:
                            marked[i] = 1
                            marked[j] = 1
            start = stop


def mix_keys(uint64_t[::1] hi, uint64_t[::1] lo, const uint64_t[::1] more):
    """Mix one more word into 128-bit keys, in place; a word of 0 leaves its key as it is.

    Args:
        hi, lo: (n,) uint64 keys.
        more: (n,) uint64.

    Cost: O(n); GIL released.
    """
    cdef Py_ssize_t i
    cdef uint64_t a, b
    with nogil:
        for i in range(hi.shape[0]):
            if more[i] != 0:
                a = (hi[i] ^ (more[i] * LANES[0])) * LANES[1]
                a ^= a >> 32
                b = (lo[i] + a) * LANES[2]
                b ^= b >> 29
                hi[i] = (a ^ (b >> 32)) * LANES[3] + b
                lo[i] = (b ^ (hi[i] >> 31)) * LANES[4]


cdef inline uint64_t _step(uint64_t lane, uint64_t word, uint64_t odd) noexcept nogil:
    """Take a word in. The turn brings high bits down, where the next multiplication spreads them."""
    lane = (lane ^ word) * odd
    return (lane << 29) | (lane >> 35)


def checksum(const uint8_t[::1] data):
    """Add up bytes so that any change of one word, and all but one in 2**64 of other changes, gives another sum.

    Args:
        data: (n,) uint8.

    Returns:
        A 64-bit number; it depends on the order of bytes and on n.

    Cost: O(n), 64 bytes in about five cycles; GIL released. Not for secrets: it keeps out accidents, not people.
    """
    cdef Py_ssize_t n = data.shape[0], i = 0
    cdef uint64_t a = 1, b = 2, c = 3, d = 4, e = 5, f = 6, g = 7, h = 8, result
    cdef uint64_t[8] w
    cdef const uint8_t *p
    with nogil:
        if n:
            p = &data[0]
            while i + 64 <= n:
                memcpy(w, p + i, 64)
                a = _step(a, w[0], LANES[0])
                b = _step(b, w[1], LANES[1])
                c = _step(c, w[2], LANES[2])
                d = _step(d, w[3], LANES[3])
                e = _step(e, w[4], LANES[4])
                f = _step(f, w[5], LANES[5])
                g = _step(g, w[6], LANES[6])
                h = _step(h, w[7], LANES[7])
                i += 64
            if i < n:
                memset(w, 0, 64)
                memcpy(w, p + i, n - i)
                a = _step(a, w[0], LANES[0])
                b = _step(b, w[1], LANES[1])
                c = _step(c, w[2], LANES[2])
                d = _step(d, w[3], LANES[3])
                e = _step(e, w[4], LANES[4])
                f = _step(f, w[5], LANES[5])
                g = _step(g, w[6], LANES[6])
                h = _step(h, w[7], LANES[7])
        result = <uint64_t>n
        result = _into(result, a)
        result = _into(result, b)
        result = _into(result, c)
        result = _into(result, d)
        result = _into(result, e)
        result = _into(result, f)
        result = _into(result, g)
        result = _into(result, h)
    return result


cdef inline uint64_t _into(uint64_t state, uint64_t lane) noexcept nogil:
    lane ^= lane >> 32
    state = (state ^ lane) * LANES[5]
    return state ^ (state >> 29)
