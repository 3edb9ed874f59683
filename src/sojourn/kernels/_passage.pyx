"""Follow journeys through the steps of an expectation, and time the waits inside them."""

import numpy as np

from libc.stdint cimport int32_t, int64_t, uint8_t

cdef enum:
    LEFT_OUT = -2

cdef enum:
    OPEN = 1                # bits of a journey's flags
    PERHAPS_BEGUN = 2

cdef enum:
    OUTSIDE = 0             # what becomes of a journey
    FOLLOWED = 1
    UNDER_WAY = 2


def pass_steps(
    const int64_t[::1] offsets,
    const int64_t[::1] customer,
    const uint8_t[::1] flags,
    const int64_t[::1] time,
    const int32_t[::1] symbols,
    const int64_t[::1] places,
    const int64_t[::1] steps,
    const int64_t[::1] points,
    const uint8_t[::1] failed,
    const uint8_t[::1] any_point,
    const uint8_t[::1] begins,
    const uint8_t[::1] ends,
    const uint8_t[::1] anew,
    const uint8_t[:, ::1] branches,
    Py_ssize_t all_points,
    bint visits,
):
    """Walk through every journey once, from visit to visit.

    Args:
        offsets: (n + 1,) int64, ascending; journey i is events offsets[i] to offsets[i + 1].
        customer: (n,) int64, ascending.
        flags: (n,) uint8: 1 when the journey may go on, 2 when it may have begun before the span looked at.
        time: (m,) int64 microseconds, ascending inside a journey.
        symbols: (m,) int32, a meaning, -1 for an event that means no step, -2 for one that is not looked at.
        places, steps, points: what meaning i may be are the steps and points at places[i] to places[i + 1], steps
            ascending; points are numbered over all steps.
        failed: by meaning, 1 when it says that the step failed.
        any_point: by step, 1 when any of its points does.
        begins, ends: by step, 1 when a journey may begin there, and when it is over there.
        anew: by step, 1 when a round begins with it, so that an end before it is past.
        branches: (s, s), 1 where the move from row to column is a branch of a choice.
        all_points: p, how many points there are.
        visits: successive events of one step are one visit; else each is one.

    Returns:
        state: (n,) uint8: 0 for a journey without an event that is looked at, 2 for one that was under way: it may have
            begun before, and its first event does no step with which a journey may begin. Both are left out of
            everything else. 1 for the others.
        by_step: (12, s) int64: journeys that did the step, customers who did, visits, journeys that began there, that
            tried it (did it or failed), that failed, that are open with it as the last step done; closed journeys that
            did it last without an end in their last round; journeys that went on by any branch; sums over
            customers of visits squared, visits times journeys, and journeys squared.
        by_point: (2, p) int64: journeys that used the point, journeys that failed there.
        moves: (3, s, s) int64: moves from visit to next visit, journeys with such a move, open journeys with such a
            move whose last step is the row.
        switches: (2, p, p) int64: successive events of a visit at two points, journeys with such events.
        whole: (4,) int64: journeys that did any step, that did an end, that are closed and did any step, that are
            closed and did an end.
        move, took: (v,) int64: row * s + column of each move, and the microseconds from the last event that did the
            one step to the first that did the other.
        last_step, last_event: (l,) int64, the step and event at which each closed journey stopped without an end in its
            last round.

    Cost: O(m + journeys · s) at worst; 16 bytes a move, 16 a journey, 32 for each pair of steps, 24 for each pair of
        points; GIL released.
    Bounds: not checked here.
    """
    cdef Py_ssize_t width = any_point.shape[0]
    cdef Py_ssize_t journeys = offsets.shape[0] - 1
    state_array = np.zeros(journeys, np.uint8)
    by_step_array = np.zeros((12, width), np.int64)
    by_point_array = np.zeros((2, all_points), np.int64)
    moves_array = np.zeros((3, width, width), np.int64)
    switches_array = np.zeros((2, all_points, all_points), np.int64)
    whole_array = np.zeros(4, np.int64)
    # When a step, point, move or switch was last counted: journeys from 1 on, so that 0 is never.
    step_marks_array = np.zeros((4, width), np.int64)
    point_marks_array = np.zeros((2, all_points), np.int64)
    move_marks_array = np.zeros((width, width), np.int64)
    switch_marks_array = np.zeros((all_points, all_points), np.int64)
    own_array = np.zeros((2, width), np.int64)
    touched_array = np.zeros((2, width), np.int64)
    cdef Py_ssize_t most = 0, i
    with nogil:
        for i in range(symbols.shape[0]):
            most += symbols[i] >= 0
    move_array = np.empty(most, np.int64)
    took_array = np.empty(most, np.int64)
    last_step_array = np.empty(journeys, np.int64)
    last_event_array = np.empty(journeys, np.int64)
    cdef uint8_t[::1] state = state_array
    cdef int64_t[:, ::1] by_step = by_step_array
    cdef int64_t[:, ::1] by_point = by_point_array
    cdef int64_t[:, :, ::1] moves = moves_array
    cdef int64_t[:, :, ::1] switches = switches_array
    cdef int64_t[::1] whole = whole_array
    cdef int64_t[:, ::1] step_marks = step_marks_array
    cdef int64_t[:, ::1] point_marks = point_marks_array
    cdef int64_t[:, ::1] move_marks = move_marks_array
    cdef int64_t[:, ::1] switch_marks = switch_marks_array
    cdef int64_t[:, ::1] own = own_array
    cdef int64_t[:, ::1] touched = touched_array
    cdef int64_t[::1] move = move_array
    cdef int64_t[::1] took = took_array
    cdef int64_t[::1] last_step = last_step_array
    cdef int64_t[::1] last_event = last_event_array
    cdef Py_ssize_t journey, k, place, step, point, run, run_point, last, last_row
    cdef Py_ssize_t emitted = 0, stopped = 0, done = 0, owned = 0
    cdef int64_t mark, person = -1
    cdef int32_t symbol
    cdef bint run_done, ended, over, fits
    with nogil:
        for journey in range(journeys):
            i = offsets[journey]
            while i < offsets[journey + 1] and symbols[i] == LEFT_OUT:
                i += 1
            if i == offsets[journey + 1]:
                continue
            if flags[journey] & PERHAPS_BEGUN:
                symbol = symbols[i]
                fits = False
                if symbol >= 0 and not failed[symbol]:
                    for place in range(places[symbol], places[symbol + 1]):
                        fits = fits or begins[steps[place]]
                if not fits:
                    state[journey] = UNDER_WAY
                    continue
            state[journey] = FOLLOWED
            if customer[journey] != person:
                for k in range(owned):
                    step = touched[1, k]
                    by_step[9, step] += own[0, step] * own[0, step]
                    by_step[10, step] += own[0, step] * own[1, step]
                    by_step[11, step] += own[1, step] * own[1, step]
                    own[0, step] = own[1, step] = 0
                owned = 0
                person = customer[journey]
            mark = journey + 1
            run = run_point = last = last_row = -1
            run_done = ended = over = False
            done = 0
            for i in range(offsets[journey], offsets[journey + 1]):
                symbol = symbols[i]
                if symbol < 0:
                    if symbol != LEFT_OUT:
                        run = -1
                    continue
                place = places[symbol]
                if places[symbol + 1] - place > 1:
                    while place < places[symbol + 1] - 1 and steps[place] <= last:
                        place += 1
                step = steps[place]
                point = points[place]
                if step != run or not visits:
                    run = step
                    run_done = False
                elif point != run_point and any_point[step]:
                    switches[0, run_point, point] += 1
                    if switch_marks[run_point, point] != mark:
                        switch_marks[run_point, point] = mark
                        switches[1, run_point, point] += 1
                run_point = point
                if step_marks[1, step] != mark:
                    step_marks[1, step] = mark
                    by_step[4, step] += 1
                if failed[symbol]:
                    if step_marks[2, step] != mark:
                        step_marks[2, step] = mark
                        by_step[5, step] += 1
                    if point_marks[1, point] != mark:
                        point_marks[1, point] = mark
                        by_point[1, point] += 1
                    continue
                if point_marks[0, point] != mark:
                    point_marks[0, point] = mark
                    by_point[0, point] += 1
                if not run_done:
                    run_done = True
                    over = ends[step] or (over and not anew[step])
                    by_step[2, step] += 1
                    if step_marks[0, step] != mark:
                        step_marks[0, step] = mark
                        by_step[0, step] += 1
                        touched[0, done] = step
                        done += 1
                        if own[1, step] == 0:
                            by_step[1, step] += 1
                            touched[1, owned] = step
                            owned += 1
                        own[1, step] += 1
                        ended = ended or ends[step]
                    own[0, step] += 1
                    if last < 0:
                        by_step[3, step] += 1
                    else:
                        moves[0, last, step] += 1
                        move[emitted] = last * width + step
                        took[emitted] = time[i] - time[last_row]
                        emitted += 1
                        if move_marks[last, step] != mark:
                            move_marks[last, step] = mark
                            moves[1, last, step] += 1
                            if branches[last, step] and step_marks[3, last] != mark:
                                step_marks[3, last] = mark
                                by_step[8, last] += 1
                last = step
                last_row = i
            if last < 0:
                continue
            whole[0] += 1
            whole[1] += ended
            if flags[journey] & OPEN:
                by_step[6, last] += 1
                for k in range(done):
                    if move_marks[last, touched[0, k]] == mark:
                        moves[2, last, touched[0, k]] += 1
                continue
            whole[2] += 1
            whole[3] += ended
            if not over:
                by_step[7, last] += 1
                last_step[stopped] = last
                last_event[stopped] = last_row
                stopped += 1
        for k in range(owned):
            step = touched[1, k]
            by_step[9, step] += own[0, step] * own[0, step]
            by_step[10, step] += own[0, step] * own[1, step]
            by_step[11, step] += own[1, step] * own[1, step]
    return (
        state_array,
        by_step_array,
        by_point_array,
        moves_array,
        switches_array,
        whole_array,
        move_array[:emitted],
        took_array[:emitted],
        last_step_array[:stopped],
        last_event_array[:stopped],
    )


def wait_times(
    const int64_t[::1] offsets,
    const uint8_t[::1] still,
    const int64_t[::1] time,
    const uint8_t[::1] starts,
    const uint8_t[::1] finishes,
    int64_t until,
):
    """Time from the latest start to the next finish, journey by journey.

    Args:
        offsets: (n + 1,) int64, ascending; journey i is events offsets[i] to offsets[i + 1].
        still: (n,) 1 for journeys that may go on.
        time: (m,) int64 microseconds, ascending inside a journey.
        starts, finishes: (m,) 1 where an event is one; it never finishes what it starts.
        until: end of the observed span.

    Returns:
        took: (w,) int64 microseconds of the waits that came to their finish.
        left: (l,) int64 microseconds known of those that did not, to the last event of a closed journey.
        waiting: (o,) int64 the same in journeys that may go on, to the end of the observed span.

    Cost: O(m), 8 bytes a start, 16 bytes a journey; GIL released.
    Bounds: not checked here.
    """
    cdef Py_ssize_t journeys = offsets.shape[0] - 1
    cdef Py_ssize_t most = 0, i, journey, since, finished = 0, given_up = 0, pending = 0
    with nogil:
        for i in range(starts.shape[0]):
            most += starts[i]
    took_array = np.empty(most, np.int64)
    left_array = np.empty(journeys, np.int64)
    waiting_array = np.empty(journeys, np.int64)
    cdef int64_t[::1] took = took_array
    cdef int64_t[::1] left = left_array
    cdef int64_t[::1] waiting = waiting_array
    with nogil:
        for journey in range(journeys):
            since = -1
            for i in range(offsets[journey], offsets[journey + 1]):
                if finishes[i] and since >= 0:
                    took[finished] = time[i] - time[since]
                    finished += 1
                    since = -1
                if starts[i]:
                    since = i
            if since < 0:
                continue
            if still[journey]:
                waiting[pending] = max(until - time[since], <int64_t>0)
                pending += 1
            else:
                left[given_up] = time[offsets[journey + 1] - 1] - time[since]
                given_up += 1
    return took_array[:finished], left_array[:given_up], waiting_array[:pending]
