"""Read numbers and records from the text of files, strictly: what would not come back as it was is not read."""

from libc.stdint cimport int32_t, int64_t, uint8_t, uint64_t


cdef inline bint _digit(uint8_t c) noexcept nogil:
    return c >= 48 and c <= 57


cdef inline bint _integer(const uint8_t *p, Py_ssize_t n, int64_t *out) noexcept nogil:
    """Read -?(0|[1-9][0-9]*) within int64; -0 and leading zeros are text."""
    cdef Py_ssize_t i = 0
    cdef uint64_t value = 0
    cdef bint negative = False
    if n and p[0] == 45:
        negative = True
        i = 1
    if i == n or n - i > 19 or (p[i] == 48 and n > 1):
        return False
    while i < n:
        if not _digit(p[i]):
            return False
        value = value * 10 + (p[i] - 48)
        i += 1
    if value > <uint64_t>9223372036854775807 + negative:
        return False
    out[0] = <int64_t>(0 - value) if negative else <int64_t>value
    return True


def parse_integers(const uint8_t[::1] data, const int32_t[::1] offsets, int64_t[::1] values, uint8_t[::1] good):
    """Read a whole number from every string, in the one way of writing it that loses nothing.

    Args:
        data: the bytes of all strings; at least one byte long.
        offsets: (n + 1,) int32, ascending.
        values: (n,) int64, written where good.
        good: (n,) uint8, written: 1 where the string is an integer of 64 bits without leading zeros or plus sign.

    Cost: O(bytes); GIL released.
    """
    cdef Py_ssize_t i
    cdef int64_t value
    with nogil:
        for i in range(offsets.shape[0] - 1):
            value = 0
            good[i] = _integer(&data[0] + offsets[i], offsets[i + 1] - offsets[i], &value)
            values[i] = value


cdef bint _decimal(const uint8_t *p, Py_ssize_t n) noexcept nogil:
    """Tell whether text is -?(0|[1-9]d*)(.d+)?([eE][+-]d+)? with at most 17 digits."""
    cdef Py_ssize_t i = 0, start, digits
    if n and p[0] == 45:
        i = 1
    start = i
    while i < n and _digit(p[i]):
        i += 1
    digits = i - start
    if digits == 0 or (digits > 1 and p[start] == 48):
        return False
    if i < n and p[i] == 46:
        i += 1
        start = i
        while i < n and _digit(p[i]):
            i += 1
        if i == start:
            return False
        digits += i - start
    if digits > 17:
        return False
    if i < n:
        if (p[i] | 32) != 101 or i + 2 >= n or (p[i + 1] != 43 and p[i + 1] != 45) or n - i > 5:
            return False
        i += 2
        while i < n and _digit(p[i]):
            i += 1
    return i == n


def find_decimals(const uint8_t[::1] data, const int32_t[::1] offsets, uint8_t[::1] good):
    """Tell which strings are decimal numbers that a double holds: no leading zeros, no separators, 17 digits at most.

    Args:
        data: the bytes of all strings; at least one byte long.
        offsets: (n + 1,) int32, ascending.
        good: (n,) uint8, written.

    Cost: O(bytes); GIL released.
    """
    cdef Py_ssize_t i
    with nogil:
        for i in range(offsets.shape[0] - 1):
            good[i] = _decimal(&data[0] + offsets[i], offsets[i + 1] - offsets[i])


cdef inline bint _space(const uint8_t *p, Py_ssize_t n) noexcept nogil:
    """Tell whether a two-byte no-break space begins here."""
    return n >= 2 and p[0] == 0xC2 and p[1] == 0xA0


cdef bint _money(const uint8_t *p, Py_ssize_t n, uint8_t point, int64_t *out) noexcept nogil:
    """Read a sum exactly into millionths: sign, currency mark, thousands in threes, up to six decimals."""
    cdef Py_ssize_t i = 0, group = 0
    cdef uint64_t value = 0
    cdef int places = 0
    cdef bint negative = False, grouped = False, any_digit = False, done
    cdef uint8_t thousands = 44 if point == 46 else 46, c
    # Leading sign and currency mark, in either order, with blanks.
    while i < n:
        c = p[i]
        if c == 45 or c == 43:
            if negative:
                return False
            negative = c == 45
            i += 1
        elif c == 32 or c == 36:
            i += 1
        elif n - i >= 2 and c == 0xC2 and (p[i + 1] == 0xA0 or p[i + 1] == 0xA3 or p[i + 1] == 0xA5):
            i += 2
        elif n - i >= 3 and c == 0xE2 and p[i + 1] == 0x82 and p[i + 2] == 0xAC:
            i += 3
        else:
            break
    while i < n:
        c = p[i]
        if _digit(c):
            if value > 1000000000000000000ULL:
                return False
            value = value * 10 + (c - 48)
            any_digit = True
            group += 1
            i += 1
        elif any_digit and (c == thousands or c == 39 or c == 32 or _space(p + i, n - i)):
            # A thousands mark stands between one to three digits and three more; anything else is not a number.
            if group > 3 or (grouped and group != 3):
                return False
            if i + 1 + (c == 0xC2) >= n or not _digit(p[i + 1 + (c == 0xC2)]):
                break
            grouped = True
            group = 0
            i += 2 if c == 0xC2 else 1
        else:
            break
    if grouped and group != 3:
        return False
    if i < n and p[i] == point:
        i += 1
        while i < n and _digit(p[i]):
            if places < 6:
                if value > 922337203685477580ULL:
                    return False
                value = value * 10 + (p[i] - 48)
                places += 1
            elif p[i] != 48:
                return False
            any_digit = True
            i += 1
    if not any_digit:
        return False
    while places < 6:
        if value > 922337203685477580ULL:
            return False
        value *= 10
        places += 1
    # A currency mark may follow.
    while i < n:
        c = p[i]
        if c == 32 or c == 36:
            i += 1
        elif n - i >= 2 and c == 0xC2 and (p[i + 1] == 0xA0 or p[i + 1] == 0xA3 or p[i + 1] == 0xA5):
            i += 2
        elif n - i >= 3 and c == 0xE2 and p[i + 1] == 0x82 and p[i + 2] == 0xAC:
            i += 3
        else:
            return False
    if value > 9223372036854775807ULL:
        return False
    out[0] = -<int64_t>value if negative else <int64_t>value
    return True


def parse_money(
    const uint8_t[::1] data, const int32_t[::1] offsets, int point, int64_t[::1] values, uint8_t[::1] good
):
    """Read sums of money exactly, as millionths.

    Args:
        data: the bytes of all strings; at least one byte long.
        offsets: (n + 1,) int32, ascending.
        point: the byte of the decimal mark, 46 for a point and 44 for a comma; the other one separates thousands.
        values: (n,) int64, written where good: millionths of the unit.
        good: (n,) uint8, written: 0 where the text is no sum, or holds more than six decimals, or does not fit.

    Cost: O(bytes); GIL released.
    """
    cdef Py_ssize_t i
    cdef int64_t value
    with nogil:
        for i in range(offsets.shape[0] - 1):
            value = 0
            good[i] = _money(&data[0] + offsets[i], offsets[i + 1] - offsets[i], <uint8_t>point, &value)
            values[i] = value


def scan_records(const uint8_t[::1] data, int delimiter, int quote, int state):
    """Find where records end in a block of delimited text whose fields may hold newlines inside quotes.

    Args:
        data: (n,) uint8, a block of the file; it may begin and end anywhere.
        delimiter, quote: their bytes; quote 0 means that there are no quotes.
        state: 0 at the first block, then what the last call gave.

    Returns:
        (state, end, records, opened): the state to go on with; the position after the last record that ends in this
        block, or -1; how many records ended; the position of the quote that is still open, or -1.
        States: 0 at the start of a field, 1 in a plain field, 2 inside quotes, 3 after a quote inside quotes,
        plus 4 when the last byte was a carriage return outside quotes, whose record is counted with the next byte.

    Cost: O(n), about 1 GB/s; GIL released.
    """
    cdef Py_ssize_t i, end = -1, records = 0, opened = -1
    cdef uint8_t c, d = <uint8_t>delimiter, q = <uint8_t>quote
    cdef int s = state & 3
    cdef bint returned = (state & 4) != 0
    with nogil:
        for i in range(data.shape[0]):
            c = data[i]
            if s == 2:
                if c == q:
                    s = 3
                continue
            if s == 3:
                if c == q and q:
                    s = 2
                    continue
                s = 1
            if returned:
                # Only the byte after a CR tells whether the record ended there or after a CR LF.
                returned = False
                records += 1
                s = 0
                if c == 10:
                    end = i + 1
                    continue
                end = i
            if c == 10:
                records += 1
                end = i + 1
                s = 0
            elif c == 13:
                returned = True
                s = 0
            elif c == d:
                s = 0
            elif c == q and s == 0 and q:
                s = 2
                opened = i
            else:
                s = 1
        if s < 2:
            opened = -1
    return s + (4 if returned else 0), end, records, opened if s >= 2 else -1
