"""Attribution by listing: every path as a list, weights as fractions, chains by elimination, games by every order.

Journeys are {"closed", "events": [(time, role names, channel, value)]}; roles are "touch", "conversion", "key".
"""

import math
from fractions import Fraction
from itertools import permutations


def paths(journeys, *, lookback, repeats, until):
    """Every path: {"journey", "touches": [(place, channel, time)], "state", "value", "key"}."""
    found = []

    def put(number, touches, state, value=0, keys=()):
        after = [place for place in keys if touches and place >= touches[0][0]]
        kept = without_repeats(touches, repeats)
        before = [i for i, touch in enumerate(kept) if after and touch[0] < after[0]]
        key = before[-1] if before else None
        found.append({"journey": number, "touches": kept, "state": state, "value": value, "key": key})

    def left_over(number, touches, journey, last):
        while touches:
            first = touches[0][2]
            path = [touch for touch in touches if lookback is None or touch[2] - first <= lookback]
            touches = touches[len(path) :]
            young = lookback is None or until - first < lookback
            still = last and not touches and not journey["closed"] and young
            put(number, path, "open" if still else "ended")

    for number, journey in enumerate(journeys):
        touches, keys = [], []
        for place, (time, roles, channel, value) in enumerate(journey["events"]):
            if "conversion" in roles:
                young = [touch for touch in touches if lookback is None or time - touch[2] <= lookback]
                left_over(number, touches[: len(touches) - len(young)], journey, last=False)
                put(number, young, "converted", value or 0, keys)
                touches, keys = [], []
                continue
            if "touch" in roles and channel is not None:
                touches.append((place, channel, time))
            if "key" in roles:
                keys.append(place)
        left_over(number, touches, journey, last=True)
    return found


def without_repeats(touches, repeats):
    """Touches that are kept."""
    if repeats == "collapse":
        return [t for i, t in enumerate(touches) if i + 1 == len(touches) or touches[i + 1][1] != t[1]]
    if repeats == "distinct":
        return [t for i, t in enumerate(touches) if t[1] not in {other[1] for other in touches[i + 1 :]}]
    return list(touches)


def weights(path, model, *, direct=(), half_life=None):
    """The share of each touch of a path that converted; fractions, but for time decay."""
    touches = path["touches"]
    n = len(touches)
    parts = [Fraction(0)] * n
    if model == "first":
        parts[0] = Fraction(1)
    elif model == "last":
        parts[-1] = Fraction(1)
    elif model == "last_non_direct":
        told = [i for i in range(n) if touches[i][1] not in direct]
        parts[told[-1] if told else n - 1] = Fraction(1)
    elif model == "linear":
        parts = [Fraction(1)] * n
    elif model == "time_decay":
        parts = [2.0 ** (-(touches[-1][2] - touch[2]) / half_life) for touch in touches]
    elif model == "shared":
        for channel in {touch[1] for touch in touches}:
            parts[max(i for i in range(n) if touches[i][1] == channel)] = Fraction(1)
    else:
        roles = [(0, 40), (n - 1, 40)] if model == "u" else [(0, 30), (n - 1, 30)]
        if model == "w" and path["key"] is not None:
            roles.append((path["key"], 30))
        for place, part in roles:
            parts[place] += part
        others = [i for i in range(n) if i not in {place for place, _ in roles}]
        for i in others:
            parts[i] = Fraction(20 if model == "u" else 10, len(others))
    total = sum(parts)
    return [part / total for part in parts]


def removal(walks, order):
    """Chance of a conversion, and by channel what is lost of it and of the value.

    Walks are (channels, converted, value, times).
    """
    moves = {}
    for channels, converted, value, times in walks:
        if not channels:
            continue
        state = ()
        for channel in channels:
            after = (*state, channel)[-order:]
            moves.setdefault(state, []).append((after, Fraction(0), Fraction(times)))
            state = after
        moves.setdefault(state, []).append((converted, Fraction(value), Fraction(times)))

    def reward(without, worth):
        states = [state for state in moves if not state or state[-1] != without]
        place = {state: i for i, state in enumerate(states)}
        rows = []
        for state in states:
            total = sum(times for _, _, times in moves[state])
            row = [Fraction(0)] * (len(states) + 1)
            row[place[state]] += 1
            for after, value, times in moves[state]:
                if after is True:
                    row[-1] += (value if worth else times) / total
                elif after is not False and after in place:
                    row[place[after]] -= times / total
            rows.append(row)
        return solved(rows)[place[()]] if () in place else Fraction(0)

    channels = {channel for walk in walks for channel in walk[0]}
    base, gain = reward(None, False), reward(None, True)
    lost = {c: 1 - reward(c, False) / base if base else Fraction(0) for c in channels}
    return base, lost, {c: 1 - reward(c, True) / gain if gain else Fraction(0) for c in channels}


def solved(rows):
    """The solution of equations, by elimination of fractions."""
    rows = [list(row) for row in rows]
    for i in range(len(rows)):
        swap = next(j for j in range(i, len(rows)) if rows[j][i])
        rows[i], rows[swap] = rows[swap], rows[i]
        rows[i] = [value / rows[i][i] for value in rows[i]]
        for j in range(len(rows)):
            if j != i and rows[j][i]:
                factor = rows[j][i]
                rows[j] = [a - factor * b for a, b in zip(rows[j], rows[i], strict=True)]
    return [row[-1] for row in rows]


def shapley(walks):
    """What each channel adds to the rate, over all orders, scaled to all conversions; walks as for `removal`."""
    channels = sorted({channel for walk in walks for channel in walk[0]})
    added = dict.fromkeys(channels, Fraction(0))

    def rate(some):
        inside = [walk for walk in walks if walk[0] and set(walk[0]) <= some]
        total = sum(walk[3] for walk in inside)
        return Fraction(sum(walk[3] for walk in inside if walk[1]), total) if total else Fraction(0)

    orders = list(permutations(channels))
    for order in orders:
        for i, channel in enumerate(order):
            added[channel] += (rate(set(order[: i + 1])) - rate(set(order[:i]))) / len(orders)
    whole, good = rate(set(channels)), sum(walk[3] for walk in walks if walk[0] and walk[1])
    return {channel: value / whole * good if whole else Fraction(0) for channel, value in added.items()}


def times_drawn(mark, draw):
    """How often the customer of a mark is drawn: a Poisson number of mean 1, by adding its chances up."""
    wide = 2**64
    word = ((mark ^ draw) + 0x9E3779B97F4A7C15) % wide
    word = (word ^ word >> 30) * 0xBF58476D1CE4E5B9 % wide
    word = (word ^ word >> 27) * 0x94D049BB133111EB % wide
    chance = Fraction((word ^ word >> 31) >> 32, 2**32)
    times, below = 0, 0.0
    while times < 12:
        below += math.exp(-1) / math.factorial(times)
        if chance < below:
            break
        times += 1
    return times
