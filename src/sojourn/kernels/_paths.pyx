"""Find the paths that journeys take from, to or between anchors, and count them step by step."""

import numpy as np

from libc.stdint cimport int64_t, uint8_t, uint16_t, uint32_t

ctypedef fused code:
    uint8_t
    uint16_t
    uint32_t

cdef enum:
    FROM = 1
    TO = 2
    FIRST = 0
    LAST = 1
    EVERY = 2


def find_paths(
    const int64_t[::1] offsets, const code[::1] event, int64_t start, int64_t end, int anchors, int occurrence
):
    """Find where paths begin and how far they go.

    Args:
        offsets: (n + 1,) int64; journey i has events offsets[i] to offsets[i + 1], at least one.
        event: (m,) codes.
        start, end: codes of the anchors; a code that no event has finds nothing.
        anchors: 0 for none (the journey's first event), 1 for start, 2 for end (paths run backwards), 3 for both
            (from a start to the first end after it).
        occurrence: 0 for the first in a journey, 1 for the last, 2 for every one.

    Returns:
        (p,) int64 each: the journey, the position of the anchor and of the path's last event. Journeys ascend.

    Cost: O(m) time, 24 bytes a path; GIL released.
    Bounds: not checked here.
    """
    cdef Py_ssize_t journeys = offsets.shape[0] - 1
    cdef Py_ssize_t room = event.shape[0] if anchors and occurrence == EVERY else journeys
    owners = np.empty(room, np.int64)
    begins = np.empty(room, np.int64)
    lasts = np.empty(room, np.int64)
    cdef int64_t[::1] owner = owners
    cdef int64_t[::1] begin = begins
    cdef int64_t[::1] last = lasts
    cdef Py_ssize_t journey, i, ahead, found = 0, before
    cdef int64_t anchor = end if anchors == TO else start
    with nogil:
        for journey in range(journeys):
            if anchors == 0:
                owner[found] = journey
                begin[found] = offsets[journey]
                last[found] = offsets[journey + 1] - 1
                found += 1
            elif anchors == FROM or anchors == TO:
                before = found
                for i in range(offsets[journey], offsets[journey + 1]):
                    if event[i] == anchor:
                        if occurrence == LAST:
                            found = before
                        owner[found] = journey
                        begin[found] = i
                        last[found] = offsets[journey + 1] - 1 if anchors == FROM else offsets[journey]
                        found += 1
                        if occurrence == FIRST:
                            break
            else:
                before = found
                ahead = -1
                for i in range(offsets[journey + 1] - 1, offsets[journey] - 1, -1):
                    if event[i] == start and ahead >= 0:
                        if occurrence == FIRST:
                            found = before
                        owner[found] = journey
                        begin[found] = i
                        last[found] = ahead
                        found += 1
                        if occurrence == LAST:
                            break
                    if event[i] == end:
                        ahead = i
    return owners[:found].copy(), begins[:found].copy(), lasts[:found].copy()


def count_steps(
    const code[::1] event,
    const int64_t[::1] begin,
    const int64_t[::1] last,
    const uint8_t[::1] is_open,
    int step,
    Py_ssize_t depth,
    Py_ssize_t names,
    int64_t[:, ::1] nodes,
    int64_t[::1] links,
):
    """Count the events at each step of the paths, and what follows them.

    Args:
        event: (m,) codes.
        begin, last: (p,) int64, positions in event.
        is_open: (p,) uint8, 1 when more may come after the path's last event.
        step: 1 forwards, -1 backwards.
        depth: steps after the anchor.
        names: number of names.
        nodes: ((depth + 1) * names, 3) int64, row k * names + a for event a at step k: paths that ended there, are open
            there, go on. Written.
        links: (depth * names * names,) int64, entry (k * names + a) * names + b for b after a at step k. Written.

    Cost: O(p depth) time; GIL released.
    Bounds: not checked here.
    """
    cdef Py_ssize_t path, k, row
    cdef int64_t at
    with nogil:
        for path in range(begin.shape[0]):
            at = begin[path]
            for k in range(depth + 1):
                row = k * names + event[at]
                if at == last[path]:
                    nodes[row, is_open[path]] += 1
                    break
                nodes[row, 2] += 1
                at += step
                if k < depth:
                    links[row * names + event[at]] += 1


def list_links(
    const code[::1] event,
    const int64_t[::1] begin,
    const int64_t[::1] last,
    const uint8_t[::1] is_open,
    int step,
    Py_ssize_t depth,
    Py_ssize_t names,
    int64_t[:, ::1] nodes,
    int64_t[::1] links,
):
    """Count events as `count_steps` does, but write each link down: for many names.

    Args:
        links: (p * depth,) int64; written: (k * names + a) * names + b, once for each time.

    Returns:
        How many links were written.

    Cost: O(p depth) time; GIL released.
    Bounds: not checked here.
    """
    cdef Py_ssize_t path, k, written = 0
    cdef int64_t at, row
    with nogil:
        for path in range(begin.shape[0]):
            at = begin[path]
            for k in range(depth + 1):
                row = k * names + event[at]
                if at == last[path]:
                    nodes[row, is_open[path]] += 1
                    break
                nodes[row, 2] += 1
                at += step
                if k < depth:
                    links[written] = row * names + event[at]
                    written += 1
    return written
