"""Count the moves of journeys between steps, what came before and after each, and how they ended."""

import numpy as np

from libc.stdint cimport int32_t, int64_t, uint8_t

cdef enum:
    LEFT_OUT = -2

cdef enum:
    OPEN = 1                # bits of a journey's flags
    PERHAPS_BEGUN = 2
    SECOND_HALF = 4

cdef enum:
    OUTSIDE = 0             # what becomes of a journey
    FOLLOWED = 1
    UNDER_WAY = 2
    NO_STEP = 3


def count_chain(
    const int64_t[::1] offsets,
    const uint8_t[::1] flags,
    const int32_t[::1] symbols,
    const int32_t[::1] outcome,
    const int64_t[::1] places,
    const int64_t[::1] steps,
    const uint8_t[::1] failed,
    const uint8_t[::1] begins,
    const uint8_t[::1] ends,
    const uint8_t[::1] anew,
    const uint8_t[::1] good,
    Py_ssize_t over,
    Py_ssize_t left,
    bint visits,
):
    """Walk through every journey from visit to visit, as `pass_steps` does, and on to its outcome.

    Args:
        offsets: (n + 1,) int64, ascending; journey i is events offsets[i] to offsets[i + 1].
        flags: (n,) uint8: 1 when the journey may go on, 2 when it may have begun before the span looked at, 4 when it
            belongs to the second half.
        symbols: (m,) int32, a meaning, -1 for an event that means no step, -2 for one that is not looked at.
        outcome: (n,) int32, the outcome that the journey shows, -1 for none.
        places, steps, failed, begins, ends, anew, visits: as for `pass_steps`; s steps.
        good: by outcome, 1 for a good one; k outcomes.
        over, left: the outcome of a closed journey that shows none: when it was over, and when it was not.

    Returns:
        state: (n,) uint8: 0 for a journey without an event that is looked at, 1 for one that is followed, 2 for one
            that was under way, 3 for one that is looked at and did no step. Only those with 1 count anywhere else.
        moves: (2, 2, s + 1, s + k) int64, by half, of closed and of open journeys: from each step, and from the
            beginning in the last row, to each step and to each outcome; open journeys go to no outcome.
        triples: (v,) int64, ((before * s + step) * (s + k) + next) of each visit that went on or ended; before is s at
            the beginning.
        outcomes: (2, k) int64, closed journeys by half and outcome.
        visited: (2, s) int64, visits in closed journeys, by half.
        whole: (2, 2) int64, closed and open journeys, by half.
        passages: (4, s + 1, s) int64, closed journeys that came from the row to the column at least once, of these
            those with a good outcome; those that came to the column no other way, of these with a good outcome.
        came: (2, s) int64, closed journeys that did each step, of these with a good outcome.
        did: (2, s) int64, closed journeys that did each step, by half.
        later: (2, s, s) int64, closed journeys by half that did the column after they had first done the row.

    Cost: O(m + closed journeys · s²) at worst; 8 bytes a visit, 80 for each pair of steps, 8 for each event of the
        longest journey; GIL released.
    Bounds: not checked here.
    """
    cdef Py_ssize_t width = begins.shape[0]
    cdef Py_ssize_t ways = width + good.shape[0]
    cdef Py_ssize_t journeys = offsets.shape[0] - 1
    cdef Py_ssize_t most = 0, longest = 0, i
    with nogil:
        for i in range(journeys):
            longest = max(longest, offsets[i + 1] - offsets[i])
        for i in range(symbols.shape[0]):
            most += symbols[i] >= 0
    state_array = np.zeros(journeys, np.uint8)
    moves_array = np.zeros((2, 2, width + 1, ways), np.int64)
    triples_array = np.empty(most, np.int64)
    outcomes_array = np.zeros((2, good.shape[0]), np.int64)
    visited_array = np.zeros((2, width), np.int64)
    whole_array = np.zeros((2, 2), np.int64)
    passages_array = np.zeros((4, width + 1, width), np.int64)
    came_array = np.zeros((2, width), np.int64)
    did_array = np.zeros((2, width), np.int64)
    later_array = np.zeros((2, width, width), np.int64)
    # Which journey used a way or step last, from 1 on, so that 0 is never; and what is known of its own steps.
    way_marks_array = np.zeros((width + 1, width), np.int64)
    step_marks_array = np.zeros(width, np.int64)
    own_array = np.empty((4, width), np.int64)
    path_array = np.empty(longest, np.int64)
    cdef uint8_t[::1] state = state_array
    cdef int64_t[:, :, :, ::1] moves = moves_array
    cdef int64_t[::1] triples = triples_array
    cdef int64_t[:, ::1] outcomes = outcomes_array
    cdef int64_t[:, ::1] visited = visited_array
    cdef int64_t[:, ::1] whole = whole_array
    cdef int64_t[:, :, ::1] passages = passages_array
    cdef int64_t[:, ::1] came = came_array
    cdef int64_t[:, ::1] did = did_array
    cdef int64_t[:, :, ::1] later = later_array
    cdef int64_t[:, ::1] way_marks = way_marks_array
    cdef int64_t[::1] step_marks = step_marks_array
    # First visit, last visit, how many ways the step was come to, and by which last; and the steps in order.
    cdef int64_t[:, ::1] own = own_array
    touched_array = np.empty(width, np.int64)
    cdef int64_t[::1] touched = touched_array
    cdef int64_t[::1] path = path_array
    cdef Py_ssize_t journey, k, place, step, run, last, before, end, half, still, count, done, other
    cdef Py_ssize_t emitted = 0
    cdef int64_t mark
    cdef int32_t symbol
    cdef bint run_done, over_now, fits, well
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
            run = last = -1
            run_done = over_now = False
            count = 0
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
                if step != run or not visits:
                    run = step
                    run_done = False
                if failed[symbol]:
                    continue
                if not run_done:
                    run_done = True
                    over_now = ends[step] or (over_now and not anew[step])
                    path[count] = step
                    count += 1
                last = step
            if count == 0:
                state[journey] = NO_STEP
                continue
            state[journey] = FOLLOWED
            half = 1 if flags[journey] & SECOND_HALF else 0
            still = 1 if flags[journey] & OPEN else 0
            whole[half, still] += 1
            before = width
            for k in range(count):
                step = path[k]
                moves[half, still, before, step] += 1
                if k + 1 < count:
                    triples[emitted] = (before * width + step) * ways + path[k + 1]
                    emitted += 1
                before = step
            if still:
                continue
            end = outcome[journey]
            if end < 0:
                end = over if over_now else left
            well = good[end]
            outcomes[half, end] += 1
            moves[half, 0, path[count - 1], width + end] += 1
            triples[emitted] = ((path[count - 2] if count > 1 else width) * width + path[count - 1]) * ways + width + end
            emitted += 1
            mark = journey + 1
            done = 0
            before = width
            for k in range(count):
                step = path[k]
                visited[half, step] += 1
                if step_marks[step] != mark:
                    step_marks[step] = mark
                    touched[done] = step
                    done += 1
                    own[0, step] = k
                    own[2, step] = 0
                    came[0, step] += 1
                    came[1, step] += well
                    did[half, step] += 1
                own[1, step] = k
                if way_marks[before, step] != mark:
                    way_marks[before, step] = mark
                    own[2, step] += 1
                    own[3, step] = before
                    passages[0, before, step] += 1
                    passages[1, before, step] += well
                before = step
            for k in range(done):
                step = touched[k]
                if own[2, step] == 1:
                    passages[2, own[3, step], step] += 1
                    passages[3, own[3, step], step] += well
                for place in range(done):
                    other = touched[place]
                    if other != step and own[1, other] > own[0, step]:
                        later[half, step, other] += 1
    return (
        state_array,
        moves_array,
        triples_array[:emitted],
        outcomes_array,
        visited_array,
        whole_array,
        passages_array,
        came_array,
        did_array,
        later_array,
    )
