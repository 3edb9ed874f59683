"""Waits, curves and log-rank tests by looking at every start, every time and every group, one at a time."""

import math

from tests.oracles.funnel import meets
from tests.oracles.timing import pair

Z = 1.959963984540054


def waits(journeys, start, end, rival, *, pairing, ties, within, closed, until, landmark=None):
    """One dict for each start that counts: journey, event, length, state and reason."""
    found = []
    for number, journey in enumerate(journeys):
        events = journey["events"]
        starts = [i for i, event in enumerate(events) if meets(event, start)]
        every = pairing == "every"
        for i in chosen(events, starts, end, ties, every):
            here = [wait(journey, i, starts, end, rival, ties, every, within, closed, until)]
            found += [{"journey": number, "event": i, **each} for each in here]
    return [each for each in found if landmark is None or each["length"] > landmark]


def chosen(events, starts, end, ties, every):
    """The starts that count."""
    if every or not starts:
        return starts
    if ties == "either":
        same = [i for i in starts if events[i][0] == events[starts[0]][0]]
        ends = [j for j, event in enumerate(events) if meets(event, end)]
        return ([i for i in same if any(j != i and events[j][0] == events[i][0] for j in ends)] or same)[:1]
    return starts[:1]


def wait(journey, i, starts, end, rival, ties, every, within, closed, until):
    """What ends a wait: whatever comes first; at one instant in the order of this list."""
    events = journey["events"]
    began = events[i][0]

    def answer(condition, among):
        ends = [j for j, event in enumerate(events) if condition is not None and meets(event, condition)]
        j = pair(events, i, ends, starts, ties, every) if among is None else among
        return j if j is not None and j >= 0 and (within is None or events[j][0] - began <= within) else None

    ended = answer(end, None)
    lost = answer(rival, rival_of(events, i, starts, rival, ties, every))
    possible = []
    if ended is not None:
        possible.append((events[ended][0], ended if ties == "recorded" else -1, 0, "reached", "end"))
    if lost is not None:
        possible.append((events[lost][0], lost if ties == "recorded" else -1, 1, "competed", "competing"))
    if every:
        later = [events[k][0] for k in starts if (k > i if ties == "recorded" else events[k][0] > began)]
        possible += [(time, math.inf, 2, "censored", "overtaken") for time in later[:1]]
    if within is not None:
        possible.append((began + within, math.inf, 3, "censored", "window"))
    if journey["closed"]:
        state = "competed" if closed == "competes" else "censored"
        possible.append((events[-1][0], math.inf, 4, state, "closed"))
    else:
        possible.append((max(until, began), math.inf, 5, "censored", "observed"))
    time, _, _, state, reason = min(possible)
    return {"length": time - began, "state": state, "reason": reason}


def rival_of(events, i, starts, rival, ties, every):
    """What competes with the wait that begins at this instant.

    Where only the first start counts and events of one instant may be read either way, any start of it will do.
    """
    if rival is None:
        return None
    ends = [j for j, event in enumerate(events) if meets(event, rival)]
    same = [i]
    if not every and ties == "either":
        same = [k for k in starts if events[k][0] == events[i][0]]
    answers = [pair(events, k, ends, starts, ties, every) for k in same]
    there = [j for j in answers if j is not None and j >= 0]
    return min(there, key=lambda j: (events[j][0], j)) if there else -1


def curve(lengths):
    """(time, at risk, waiting, still, low, high) at each time somebody got there, or something else happened.

    `lengths` are pairs of a length and a state.
    """
    times = sorted({length for length, state in lengths if state != "censored"})
    risk = {t: sum(length >= t for length, _ in lengths) for t in times}
    own = {t: sum(length == t and state == "reached" for length, state in lengths) for t in times}
    gone = {t: sum(length == t and state != "censored" for length, state in lengths) for t in times}
    before, incidence, waiting, got = {}, {}, 1.0, 0.0
    found = []
    for t in times:
        before[t] = waiting
        got += waiting * own[t] / risk[t]
        waiting = 0.0 if gone[t] == risk[t] else waiting * (1 - gone[t] / risk[t])
        incidence[t] = got
        variance = 0.0
        for j in times:
            if j <= t:
                far, n = got - incidence[j], risk[j]
                if gone[j] < n:
                    variance += far**2 * gone[j] / (n * (n - gone[j]))
                variance += before[j] ** 2 * own[j] * (n - own[j]) / n**3 - 2 * far * before[j] * own[j] / n**2
        still = 1 - got
        low = high = None
        if 1e-12 < still < 1:
            half = Z * math.sqrt(max(variance, 0.0)) / (still * abs(math.log(still)))
            low, high = still ** math.exp(half), still ** math.exp(-half)
        found.append((t, risk[t], waiting, still, low, high))
    return found


def mean(lengths, limit):
    """The area below the share still waiting up to a limit, and its variance."""
    rows = [row for row in curve(lengths) if row[0] <= limit]

    def area(since):
        total, at, height = 0.0, since, 1.0
        for time, _, waiting, *_ in rows:
            if time > at:
                total += height * (time - at)
                at = time
            height = waiting
        return total + height * (limit - at)

    variance = 0.0
    for time, n, *_ in rows:
        d = sum(length == time and state != "censored" for length, state in lengths)
        if d < n:
            variance += area(time) ** 2 * d / (n * (n - d))
    return area(0), variance


def log_rank(strata, *, rho=0.0, gamma=0.0):
    """Observed, expected, differences and their covariance.

    A stratum is a list of groups, a group a list of lengths with their states.
    """
    count = len(strata[0])
    observed, expected, apart = [0.0] * count, [0.0] * count, [0.0] * count
    spread = [[0.0] * count for _ in range(count)]
    for groups in strata:
        still = 1.0
        for t in sorted({length for group in groups for length, state in group if state == "reached"}):
            n = [sum(length >= t for length, _ in group) for group in groups]
            d = [sum(length == t and state == "reached" for length, state in group) for group in groups]
            every, ended = sum(n), sum(d)
            weight = still**rho * (1 - still) ** gamma
            for a in range(count):
                observed[a] += d[a]
                expected[a] += ended * n[a] / every
                apart[a] += weight * (d[a] - ended * n[a] / every)
                for b in range(count):
                    if every > 1:
                        share = n[a] / every * ((a == b) - n[b] / every)
                        spread[a][b] += weight**2 * ended * (every - ended) / (every - 1) * share
            still *= 1 - ended / every
    return observed, expected, apart, spread
