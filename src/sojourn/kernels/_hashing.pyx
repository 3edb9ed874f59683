"""128-bit hashes of rows, column by column.

A value's hash depends on a seed (made from its column's name) and its bytes; a row's hash is the sum, modulo 2**128, of
its values' hashes, mixed once more at the end. So the order of columns does not matter, and an empty value adds nothing.
"""

from libc.stdint cimport int32_t, uint8_t, uint64_t
from libc.string cimport memcpy

cdef extern from *:
    """
    typedef unsigned __int128 sojourn_u128;
    static inline uint64_t sojourn_fold(uint64_t a, uint64_t b) {
        sojourn_u128 product = (sojourn_u128)a * b;
        return (uint64_t)product ^ (uint64_t)(product >> 64);
    }
    """
    uint64_t sojourn_fold(uint64_t a, uint64_t b) noexcept nogil

# The first 64-bit words of the fractional part of pi, made odd where they multiply: numbers with nothing up their sleeve.
cdef uint64_t P0 = 0x243F6A8885A308D3ULL
cdef uint64_t P1 = 0x13198A2E03707345ULL
cdef uint64_t P2 = 0xA4093822299F31D1ULL
cdef uint64_t P3 = 0x082EFA98EC4E6C89ULL
cdef uint64_t P4 = 0x452821E638D01377ULL
cdef uint64_t P5 = 0xBE5466CF34E90C6DULL
cdef uint64_t P6 = 0xC0AC29B7C97C50DDULL


cdef inline uint64_t _final(uint64_t h) noexcept nogil:
    """Spread every bit over all 64: two rounds of xor-shift and multiplication."""
    h ^= h >> 32
    h *= 0xE9846AF9B1A615D1ULL
    h ^= h >> 29
    h *= P1
    h ^= h >> 32
    return h


cdef inline void _block(uint64_t a, uint64_t b, uint64_t *hi, uint64_t *lo) noexcept nogil:
    """Take sixteen bytes into both lanes; the lanes differ in constants and in which word meets which state."""
    cdef uint64_t x = sojourn_fold(a ^ P2, b ^ lo[0]) + hi[0]
    cdef uint64_t y = sojourn_fold(b ^ P3, a ^ hi[0] ^ P4) + lo[0] * P5
    lo[0] = x
    hi[0] = y ^ (x >> 31)


cdef inline void _bytes(
    const uint8_t *data, Py_ssize_t n, uint64_t seed_hi, uint64_t seed_lo, uint64_t *hi, uint64_t *lo
) noexcept nogil:
    cdef uint64_t a, b, h, l
    cdef Py_ssize_t i = 0
    h = seed_hi ^ P0
    l = seed_lo ^ (<uint64_t>n * P6)
    while i + 16 <= n:
        memcpy(&a, data + i, 8)
        memcpy(&b, data + i + 8, 8)
        _block(a, b, &h, &l)
        i += 16
    if i < n or n == 0:
        a = 0
        b = 0
        if n - i >= 8:
            memcpy(&a, data + i, 8)
            memcpy(&b, data + i + 8, n - i - 8)
        else:
            memcpy(&a, data + i, n - i)
        _block(a, b, &h, &l)
    _block(<uint64_t>n, l, &h, &l)
    hi[0] = _final(h + l)
    lo[0] = _final(l ^ (h * P2))


cdef inline void _add(uint64_t *hi, uint64_t *lo, uint64_t h, uint64_t l) noexcept nogil:
    """Add two 128-bit numbers with carry."""
    cdef uint64_t s = lo[0] + l
    hi[0] += h + (1 if s < l else 0)
    lo[0] = s


def hash_bytes(const uint8_t[::1] data, uint64_t seed_hi, uint64_t seed_lo):
    """Hash one byte string.

    Args:
        data: (n,) uint8, not empty memory; pass one byte and use `hash_strings` for empty strings.
        seed_hi, seed_lo: 128 bits of seed.

    Returns:
        (hi, lo): two 64-bit words.

    Cost: O(n).
    """
    cdef uint64_t h, l
    _bytes(&data[0], data.shape[0], seed_hi, seed_lo, &h, &l)
    return h, l


def hash_strings(
    const uint8_t[::1] data, const int32_t[::1] offsets, uint64_t seed_hi, uint64_t seed_lo,
    uint64_t[::1] hi, uint64_t[::1] lo
):
    """Add the hash of every string to a running sum; an empty string adds nothing.

    Args:
        data: the bytes of all strings; at least one byte long.
        offsets: (n + 1,) int32, ascending; string i is data[offsets[i]:offsets[i + 1]].
        seed_hi, seed_lo: 128 bits of seed, made from the column's name.
        hi, lo: (n,) uint64 running sums, changed in place.

    Cost: O(bytes); about 10 ns a short string; GIL released.
    Bounds: not checked here.
    """
    cdef Py_ssize_t i
    cdef uint64_t h, l
    cdef int32_t start, stop
    with nogil:
        for i in range(offsets.shape[0] - 1):
            start = offsets[i]
            stop = offsets[i + 1]
            if stop > start:
                _bytes(&data[0] + start, stop - start, seed_hi, seed_lo, &h, &l)
                _add(&hi[i], &lo[i], h, l)


def hash_words(
    const uint64_t[::1] values, const uint8_t[::1] valid, uint64_t seed_hi, uint64_t seed_lo,
    uint64_t[::1] hi, uint64_t[::1] lo
):
    """Add the hash of every 64-bit value to a running sum.

    Args:
        values: (n,) uint64, the bits of integers, floats or times.
        valid: (n,) uint8; 0 marks a missing value, which adds nothing.
        seed_hi, seed_lo: 128 bits of seed, made from the column's name and type.
        hi, lo: (n,) uint64 running sums, changed in place.

    Cost: O(n), a few ns each; GIL released.
    """
    cdef Py_ssize_t i
    cdef uint64_t h, l, value
    with nogil:
        for i in range(values.shape[0]):
            if valid[i]:
                value = values[i]
                _bytes(<const uint8_t *>&value, 8, seed_hi, seed_lo, &h, &l)
                _add(&hi[i], &lo[i], h, l)


def hash_codes(
    const int32_t[::1] codes, const uint64_t[::1] value_hi, const uint64_t[::1] value_lo,
    uint64_t[::1] hi, uint64_t[::1] lo
):
    """Add the hash of every dictionary value to a running sum.

    Args:
        codes: (n,) int32 positions in the dictionary; negative where missing.
        value_hi, value_lo: (k,) uint64 hashes of the dictionary's values.
        hi, lo: (n,) uint64 running sums, changed in place.

    Cost: O(n); GIL released.
    Bounds: codes must be below k; not checked here.
    """
    cdef Py_ssize_t i
    cdef int32_t code
    with nogil:
        for i in range(codes.shape[0]):
            code = codes[i]
            if code >= 0:
                _add(&hi[i], &lo[i], value_hi[code], value_lo[code])


def finish_hashes(uint64_t seed_hi, uint64_t seed_lo, uint64_t[::1] hi, uint64_t[::1] lo):
    """Turn running sums into keys: add the source's seed and mix once more.

    Args:
        seed_hi, seed_lo: 128 bits of seed, made from the source's name.
        hi, lo: (n,) uint64, changed in place.

    Cost: O(n); GIL released.
    """
    cdef Py_ssize_t i
    cdef uint64_t h, l
    with nogil:
        for i in range(hi.shape[0]):
            h = hi[i] + seed_hi
            l = lo[i] ^ seed_lo
            _block(h, l, &h, &l)
            _block(l, h, &h, &l)
            hi[i] = _final(h)
            lo[i] = _final(l)
