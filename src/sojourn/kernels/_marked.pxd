"""Find the few events that matter among many, a block at a time and without a branch for each."""

from libc.stdint cimport int64_t, uint8_t, uint16_t, uint32_t

cdef extern from *:
    """
    #include <stdint.h>
    #include <string.h>

    /* Positions of the bytes that equal one of eight codes. Comparing whole blocks lets the compiler take 16 bytes or
       more at once; 64 answers then become one word, whose set bits are walked: a branch for 64 events, not for each. */
    static inline int64_t sojourn_marked_bytes(const uint8_t *event, int64_t n, const uint8_t *code, uint32_t *out) {
        uint8_t mark[4096 + 64];
        uint8_t a = code[0], b = code[1], c = code[2], d = code[3];
        uint8_t e = code[4], f = code[5], g = code[6], h = code[7];
        int64_t i, k, found = 0;
        if (c == a && d == a && e == a && f == a && g == a && h == a)
            for (i = 0; i < n; i++) mark[i] = (event[i] == a) | (event[i] == b);
        else
            for (i = 0; i < n; i++)
                mark[i] = (event[i] == a) | (event[i] == b) | (event[i] == c) | (event[i] == d)
                        | (event[i] == e) | (event[i] == f) | (event[i] == g) | (event[i] == h);
        memset(mark + n, 0, 64);
        for (i = 0; i < n; i += 64) {
            uint64_t bits = 0, word;
            for (k = 0; k < 8; k++) {
                memcpy(&word, mark + i + 8 * k, 8);
                bits |= (word * UINT64_C(0x0102040810204080) >> 56) << (8 * k);
            }
            while (bits) {
                /* Four at a time, wanted or not: what is written too much is written over. */
                int64_t more = found;
                for (k = 0; k < 4; k++) {
                    out[found + k] = (uint32_t)(i + (bits ? __builtin_ctzll(bits) : 0));
                    more += bits != 0;
                    bits &= bits - (bits != 0);
                }
                found = more;
            }
        }
        return found;
    }
    #define SOJOURN_LITTLE (__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__)
    """
    int64_t sojourn_marked_bytes(const uint8_t* event, Py_ssize_t n, const uint8_t* code, uint32_t* out) noexcept nogil
    const bint SOJOURN_LITTLE

ctypedef fused marked_code:
    uint8_t
    uint16_t
    uint32_t

cdef enum:
    BLOCK = 4096
    ROOM = 4160


cdef struct Wanted:
    # Codes to look for when there are few: eight of them, the first repeated.
    bint few
    uint8_t code[8]


cdef inline Wanted wanted_of(const uint8_t* table, Py_ssize_t names, Py_ssize_t width) noexcept nogil:
    """Say which codes a table marks; `width` is the size of a code in bytes."""
    cdef Wanted wanted
    cdef Py_ssize_t i, count = 0
    wanted.few = width == 1 and SOJOURN_LITTLE
    for i in range(8):
        wanted.code[i] = 0
    for i in range(names):
        if table[i]:
            if count == 8:
                wanted.few = False
                break
            wanted.code[count] = <uint8_t>i
            count += 1
    if count == 0:
        wanted.few = False
    for i in range(count, 8):
        wanted.code[i] = wanted.code[0]
    return wanted


cdef inline Py_ssize_t marked(const marked_code* event, Py_ssize_t n, const uint8_t* table, const Wanted* wanted,
                              uint32_t* out) noexcept nogil:
    """Write the positions of marked events among the first n, at most BLOCK; `out` has ROOM places. Give their number."""
    cdef Py_ssize_t i, found = 0
    if marked_code is uint8_t:
        if wanted.few:
            return sojourn_marked_bytes(event, n, wanted.code, out)
    for i in range(n):
        out[found] = <uint32_t>i
        found += table[event[i]] != 0
    return found
