"""Find the few events that matter among many, a block at a time and without a branch for each."""

from libc.stdint cimport int64_t, uint8_t, uint16_t, uint32_t

cdef extern from *:
    """
    #include <stdint.h>
    #include <string.h>

    #if defined(__SSE2__)
    #include <emmintrin.h>
    #endif

    /* Say which of 64 bytes equal one of eight codes, a bit each. */
    static inline uint64_t sojourn_marked_64(const uint8_t *event, const uint8_t *code, int codes) {
        uint64_t bits = 0;
        int i, k;
    #if defined(__SSE2__)
        for (i = 0; i < 64; i += 16) {
            __m128i e = _mm_loadu_si128((const __m128i *)(event + i));
            __m128i m = _mm_cmpeq_epi8(e, _mm_set1_epi8((char)code[0]));
            for (k = 1; k < codes; k++) m = _mm_or_si128(m, _mm_cmpeq_epi8(e, _mm_set1_epi8((char)code[k])));
            bits |= (uint64_t)(uint32_t)_mm_movemask_epi8(m) << i;
        }
    #else
        uint8_t mark[64];
        uint64_t word;
        for (i = 0; i < 64; i++) mark[i] = event[i] == code[0];
        for (k = 1; k < codes; k++)
            for (i = 0; i < 64; i++) mark[i] |= event[i] == code[k];
        for (k = 0; k < 8; k++) {
            memcpy(&word, mark + 8 * k, 8);
            bits |= (word * UINT64_C(0x0102040810204080) >> 56) << (8 * k);
        }
    #endif
        return bits;
    }

    /* Count set bits by adding neighbours, then neighbouring sums: not every machine has an instruction for it. */
    static inline int64_t sojourn_bits_of(uint64_t bits) {
        bits -= bits >> 1 & UINT64_C(0x5555555555555555);
        bits = (bits & UINT64_C(0x3333333333333333)) + (bits >> 2 & UINT64_C(0x3333333333333333));
        return ((bits + (bits >> 4)) & UINT64_C(0x0F0F0F0F0F0F0F0F)) * UINT64_C(0x0101010101010101) >> 56;
    }

    /* Positions of the bytes that equal one of eight codes. 64 answers are one word, whose set bits are walked: there is
       a branch for 64 events, not for each. */
    static inline int64_t sojourn_marked_bytes(const uint8_t *event, int64_t n, const uint8_t *code, int codes,
                                               uint32_t *out) {
        uint8_t rest[64];
        int64_t i, k, next, found = 0;
        for (i = 0; i < n; i += 64) {
            const uint8_t *here = event + i;
            uint64_t bits;
            if (n - i < 64) {
                memcpy(rest, here, n - i);
                here = rest;
            }
            bits = codes == 1 ? sojourn_marked_64(here, code, 1) : codes <= 3 ? sojourn_marked_64(here, code, 3)
                 : codes <= 5 ? sojourn_marked_64(here, code, 5) : sojourn_marked_64(here, code, 8);
            if (n - i < 64) bits &= (UINT64_C(1) << (n - i)) - 1;
            /* Four at a time, wanted or not: what is written too much is written over. */
            for (next = found + sojourn_bits_of(bits); bits; found += 4)
                for (k = 0; k < 4; k++) {
                    out[found + k] = (uint32_t)(i + __builtin_ctzll(bits | UINT64_C(1) << 63));
                    bits &= bits - 1;
                }
            found = next;
        }
        return found;
    }
    #define SOJOURN_LITTLE (__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__)
    """
    int64_t sojourn_marked_bytes(
        const uint8_t* event, Py_ssize_t n, const uint8_t* code, int codes, uint32_t* out
    ) noexcept nogil
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
    int codes
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
    wanted.codes = <int>count
    for i in range(count, 8):
        wanted.code[i] = wanted.code[0]
    return wanted


cdef inline Py_ssize_t marked(const marked_code* event, Py_ssize_t n, const uint8_t* table, const Wanted* wanted,
                              uint32_t* out) noexcept nogil:
    """Write the positions of marked events among the first n, at most BLOCK; `out` has ROOM places. Give their number."""
    cdef Py_ssize_t i, found = 0
    if marked_code is uint8_t:
        if wanted.few:
            return sojourn_marked_bytes(event, n, wanted.code, wanted.codes, out)
    for i in range(n):
        out[found] = <uint32_t>i
        found += table[event[i]] != 0
    return found
