"""Follow journeys along the ways that are allowed, count where they leave them, and write down those that do."""

import numpy as np

from libc.stdint cimport int32_t, int64_t, uint8_t, uint16_t, uint32_t, uint64_t

ctypedef fused Code:
    uint8_t
    uint16_t
    uint32_t

cdef enum:
    OUT = -2                # kinds of labels: not looked at, unplanned; from 0 on symbols
    UNPLANNED = -1
    COLUMNS = 5             # of an edge: breaks, journeys, customers, the last journey and customer seen
    OPEN = 1                # bits of a journey's flags
    PERHAPS_BEGUN = 2


cdef inline int64_t _leave(
    int64_t edge,
    int64_t journey,
    int64_t customer,
    bint dense,
    int64_t written,
    int64_t* edges,
    int64_t[:, ::1] listed,
) noexcept nogil:
    """Count a break, or list it; give how many are listed."""
    cdef int64_t* row
    if not dense:
        listed[written, 0] = edge
        listed[written, 1] = journey
        return written + 1
    row = edges + edge * COLUMNS
    row[0] += 1
    if row[3] != journey:
        row[3] = journey
        row[1] += 1
        if row[4] != customer:
            row[4] = customer
            row[2] += 1
    return 0


def replay(
    const int64_t[::1] offsets,
    const int64_t[::1] customer,
    const uint8_t[::1] flags,
    const Code[::1] label,
    const int32_t[::1] kind,
    const int32_t[::1] name,
    Py_ssize_t names,
    const int32_t[::1] group,
    const uint8_t[::1] failed,
    const int32_t[::1] point,
    const int32_t[::1] bit,
    const int32_t[::1] serves_at,
    const int32_t[::1] serves,
    const uint8_t[:, ::1] allowed,
    bint visits,
    Py_ssize_t words,
    bint dense,
):
    """Follow every journey, event by event or visit by visit.

    A visit is a run of events whose symbols are of one group; without `visits` every event is one. Positions are
    followed as a set, for a symbol may serve several steps. A move that no position allows is a break; after it the
    journey stands at every step its symbol serves, and after a failure or an unplanned event nowhere.

    Args:
        offsets: (n + 1,) int64.
        customer: (n,) int64; journeys of one customer stand together.
        flags: (n,) uint8: 1 when the journey is open, 2 when it may have begun before the span looked at.
        label: (m,) codes below L.
        kind: (L,) int32: -2 not looked at, -1 unplanned, else the symbol.
        name: (L,) int32 below `names`, what it is called in breaks.
        group, failed: (symbols,) which symbols are one visit; whether a symbol says that the step failed.
        point: (symbols,) int32, by which changes inside a visit are told, -1 where they do not matter.
        bit: (symbols,) int32, which bit of a visit's words the symbol sets, -1 for none.
        serves_at, serves: steps of symbol s are serves[serves_at[s]:serves_at[s + 1]].
        allowed: (steps + 1, steps + 1) uint8: row is where one stands, the last the start; column is the step that may
            come next, the last the end.
        words: of 64 bits a visit.
        dense: count breaks in a table of (names + 1) ** 2 edges; otherwise list them.

    Returns:
        held: (n,) uint8: 0 without an event that is looked at, 2 already under way, else 1.
        seen: (n,) int64 visits, unplanned events among them; unplanned: (n,) int64.
        which: (k,) int64, held journeys that are written down, all but those that simply conform.
        starts: (k + 1,) int64, where their visits begin in `codes`; codes: uint32, 3 * label + 0 for done, 1 for failed,
            2 for both; 3 * L for a run of unplanned events; 3 * L + 1 after the last one of an open journey.
        bits: (len(codes), words) uint64.
        simple: (3 * L,) int64, visits of the journeys that are not written down, by code.
        unknown: (L, 2) int64, unplanned events by label, and journeys with any.
        edges: (edges, 3) int64 breaks, journeys, customers by (from + 1) * (names + 1) + to + 1, 0 for start and end;
            or, when listed, (b, 2) int64 edge and journey, in order.
        changes: (c, 3) int64: from point, to point, journey.

    Cost: O(m), times the square of the steps a symbol serves; 21 to 37 bytes an event, 40 an edge when dense; GIL
    released.
    Bounds: not checked here.
    """
    cdef Py_ssize_t journeys = offsets.shape[0] - 1, rows = label.shape[0], labels = kind.shape[0]
    cdef Py_ssize_t end = allowed.shape[0] - 1, widest = 1, i, j, k, a, b, count, start
    for i in range(serves_at.shape[0] - 1):
        widest = max(widest, serves_at[i + 1] - serves_at[i])
    held_array = np.zeros(journeys, np.uint8)
    seen_array = np.zeros(journeys, np.int64)
    unplanned_array = np.zeros(journeys, np.int64)
    which_array = np.empty(journeys, np.int64)
    starts_array = np.zeros(journeys + 1, np.int64)
    codes_array = np.empty(rows + journeys, np.uint32)
    bits_array = np.zeros((rows + journeys if words else 0, words), np.uint64)
    simple_array = np.zeros(3 * labels, np.int64)
    unknown_array = np.zeros((labels, 2), np.int64)
    edges_array = np.zeros(((names + 1) * (names + 1) if dense else 1, COLUMNS), np.int64)
    edges_array[:, 3:] = -1
    listed_array = np.empty((0 if dense else rows + journeys, 2), np.int64)
    changes_array = np.empty((rows if visits else 0, 3), np.int64)
    last_array = np.full(labels, -1, np.int64)
    quick_array = np.full(labels, -1, np.int32)
    here_array = np.empty((2, widest), np.int32)
    cdef uint8_t[::1] held = held_array
    cdef int64_t[::1] seen = seen_array
    cdef int64_t[::1] unplanned = unplanned_array
    cdef int64_t[::1] which = which_array
    cdef int64_t[::1] starts = starts_array
    cdef uint32_t[::1] codes = codes_array
    cdef uint64_t[:, ::1] bits = bits_array
    cdef int64_t[::1] simple = simple_array
    cdef int64_t[:, ::1] unknown = unknown_array
    cdef int64_t[:, ::1] edge_rows = edges_array
    cdef int64_t* edges = &edge_rows[0, 0]
    cdef int64_t[:, ::1] listed = listed_array
    cdef int64_t[:, ::1] changes = changes_array
    cdef int64_t[::1] last = last_array
    cdef int32_t[::1] quick = quick_array
    cdef int32_t[:, ::1] here = here_array
    cdef int64_t width = names + 1, before, edge, count_here
    cdef int32_t what, other
    cdef uint32_t blank = 3 * labels
    cdef Py_ssize_t written = 0, kept = 0, breaks = 0, switched = 0, standing, now, code
    cdef bint clean, done, wrong, fits
    with nogil:
        # Most events do one step and are a visit alone: where the move is allowed there is nothing more to do.
        for i in range(labels if not visits else 0):
            what = kind[i]
            if what >= 0 and not failed[what] and serves_at[what + 1] - serves_at[what] == 1:
                if not words or bit[what] < 0:
                    quick[i] = serves[serves_at[what]]
        for j in range(journeys):
            i = offsets[j]
            while i < offsets[j + 1] and kind[label[i]] == OUT:
                i += 1
            if i == offsets[j + 1]:
                continue
            if flags[j] & PERHAPS_BEGUN:
                what = kind[label[i]]
                fits = False
                if what >= 0 and not failed[what]:
                    for a in range(serves_at[what], serves_at[what + 1]):
                        fits = fits or allowed[end, serves[a]]
                if not fits:
                    held[j] = 2
                    continue
            held[j] = 1
            count_here = 0
            start = written
            before = 0
            now = 0
            here[now, 0] = <int32_t>end
            standing = 1
            clean = True
            while i < offsets[j + 1]:
                other = quick[label[i]]
                if other >= 0 and standing == 1 and allowed[here[now, 0], other]:
                    here[now, 0] = other
                    codes[written] = 3 * label[i]
                    before = name[label[i]] + 1
                    written += 1
                    count_here += 1
                    i += 1
                    continue
                what = kind[label[i]]
                if what == OUT:
                    i += 1
                    continue
                count_here += 1
                edge = before * width + name[label[i]] + 1
                before = name[label[i]] + 1
                if what == UNPLANNED:
                    unplanned[j] += 1
                    unknown[label[i], 0] += 1
                    if last[label[i]] != j:
                        last[label[i]] = j
                        unknown[label[i], 1] += 1
                    if written == start or codes[written - 1] != blank:
                        codes[written] = blank
                        written += 1
                    breaks = _leave(edge, j, customer[j], dense, breaks, edges, listed)
                    standing = 0
                    clean = False
                    i += 1
                    continue
                code = 3 * label[i]
                wrong = failed[what]
                done = not wrong
                if words and bit[what] >= 0:
                    for k in range(words):
                        bits[written, k] = 0
                    bits[written, bit[what] >> 6] = <uint64_t>1 << (bit[what] & 63)
                    clean = False
                i += 1
                if visits:
                    while i < offsets[j + 1]:
                        other = kind[label[i]]
                        if other == OUT:
                            i += 1
                            continue
                        if other < 0 or group[other] != group[what]:
                            break
                        if failed[other]:
                            wrong = True
                        else:
                            done = True
                        if point[other] != point[what]:
                            changes[switched, 0] = point[what]
                            changes[switched, 1] = point[other]
                            changes[switched, 2] = j
                            switched += 1
                        if words and bit[other] >= 0:
                            bits[written, bit[other] >> 6] |= <uint64_t>1 << (bit[other] & 63)
                        what = other
                        before = name[label[i]] + 1
                        i += 1
                codes[written] = <uint32_t>(code + (0 if not wrong else 2 if done else 1))
                written += 1
                count = 0
                if done:
                    for a in range(serves_at[what], serves_at[what + 1]):
                        for b in range(standing):
                            if allowed[here[now, b], serves[a]]:
                                here[1 - now, count] = serves[a]
                                count += 1
                                break
                if wrong or serves_at[what + 1] - serves_at[what] > 1:
                    clean = False
                if count == 0:
                    breaks = _leave(edge, j, customer[j], dense, breaks, edges, listed)
                    clean = False
                    if done:
                        for a in range(serves_at[what], serves_at[what + 1]):
                            here[1 - now, count] = serves[a]
                            count += 1
                standing = count
                now = 1 - now
            seen[j] = count_here
            if flags[j] & OPEN:
                codes[written] = blank + 1
                written += 1
            else:
                fits = False
                for b in range(standing):
                    fits = fits or allowed[here[now, b], end]
                if not fits:
                    breaks = _leave(before * width, j, customer[j], dense, breaks, edges, listed)
                    clean = False
            if clean:
                for k in range(start, written - (flags[j] & OPEN)):
                    simple[codes[k]] += 1
                written = start
            else:
                which[kept] = j
                kept += 1
                starts[kept] = written
    return (
        held_array,
        seen_array,
        unplanned_array,
        which_array[:kept].copy(),
        starts_array[: kept + 1].copy(),
        codes_array[:written].copy(),
        bits_array[:written].copy(),
        simple_array,
        unknown_array,
        edges_array[:, :3].copy() if dense else listed_array[:breaks].copy(),
        changes_array[:switched].copy(),
    )
