"""Passages one journey at a time, with lists and dictionaries.

A journey is {"customer", "open", "events"}; an event is (time, meaning, name), where a meaning is as in the oracle of
matching: (steps, point, failed), "ad hoc" or "left out".
"""

import math
from collections import Counter
from fractions import Fraction
from itertools import pairwise


def placed(journey):
    """(time, row, step, point, failed) of the events that mean a step, and None for those that interrupt."""
    found, last = [], -1
    for row, (time, meaning, _) in enumerate(journey["events"]):
        if meaning == "left out":
            continue
        if meaning == "ad hoc":
            found.append(None)
            continue
        steps, point, failed = meaning
        later = [step for step in steps if step > last]
        step = later[0] if later else steps[-1]
        found.append((time, row, step, point if step == steps[0] else 0, failed))
        if not failed:
            last = step
    return found


def runs(journey, visits):
    """Visits and attempts: lists of events that belong together."""
    found, fresh = [], True
    for event in placed(journey):
        if event is None:
            fresh = True
            continue
        if not fresh and visits and found[-1][-1][2] == event[2]:
            found[-1].append(event)
        else:
            found.append([event])
        fresh = False
    return found


def beginnings(expectation):
    """Steps that a journey may begin with: behind optional ones too."""
    found = set(expectation.starts)
    while True:
        behind = {m.end for m in expectation.moves if m.start in found and expectation.steps[m.start].optional}
        if behind <= found:
            return found
        found |= behind


def finishes(expectation):
    """Steps that a journey may be over with: before optional ones too."""
    found = set(expectation.ends)
    while True:
        before = {m.start for m in expectation.moves if m.end in found and expectation.steps[m.end].optional}
        if before <= found:
            return found
        found |= before


def last_round(steps, expectation):
    """Steps done since a round began last."""
    anew = beginnings(expectation) | {m.end for m in expectation.moves if m.kind == "loop"}
    since = max((place for place, step in enumerate(steps) if step in anew), default=0)
    return steps[since:]


def kind(expectation, start, end):
    """What kind of way leads from one step to another past optional ones, by trying every way; None when none does."""
    weights = ["next", "skip", "choice", "loop"]

    def ways(step, passed):
        for move in expectation.moves:
            if move.start != step:
                continue
            heaviest = weights.index(move.kind)
            if move.end == end:
                yield heaviest
            if expectation.steps[move.end].optional and move.end not in passed:
                for rest in ways(move.end, passed | {move.end}):
                    yield max(heaviest, rest)

    found = list(ways(start, frozenset()))
    return weights[min(found)] if found else None


def state(journey, expectation, begun):
    """What becomes of a journey."""
    seen = [(time, meaning) for time, meaning, _ in journey["events"] if meaning != "left out"]
    if not seen:
        return "outside"
    if begun is None or journey["events"][0][0] > begun:
        return "followed"
    meaning = seen[0][1]
    well = meaning != "ad hoc" and not meaning[2] and set(meaning[0]) & beginnings(expectation)
    return "followed" if well else "under way"


def passage(journeys, expectation, begun=None):
    """Every count of the reply, by step, link, point."""
    states = Counter(state(journey, expectation, begun) for journey in journeys)
    journeys = [journey for journey in journeys if state(journey, expectation, begun) == "followed"]
    steps = range(len(expectation.steps))
    told = []
    for journey in journeys:
        every = runs(journey, expectation.visits)
        done = [[event for event in run if not event[4]] for run in every]
        told.append((journey, every, [run for run in done if run]))
    total = {
        "journeys": len(journeys),
        "outside_journeys": states["outside"],
        "under_way_journeys": states["under way"],
        "open": sum(journey["open"] for journey in journeys),
        "touched": sum(bool(done) for _, _, done in told),
        "ended": sum(any(run[0][2] in finishes(expectation) for run in done) for _, _, done in told),
        "closed_touched": sum(bool(done) and not journey["open"] for journey, _, done in told),
        "completed": sum(
            not journey["open"] and any(run[0][2] in finishes(expectation) for run in done) for journey, _, done in told
        ),
    }
    by_step, links, choices = {}, {}, {}
    for step in steps:
        did = [(journey, done) for journey, _, done in told if any(run[0][2] == step for run in done)]
        number = [sum(run[0][2] == step for run in done) for _, done in did]
        customers = {}
        for (journey, _), visits in zip(did, number, strict=True):
            customers.setdefault(journey["customer"], []).append(visits)
        left = [
            (journey, done)
            for journey, done in did
            if not journey["open"]
            and done[-1][0][2] == step
            and not set(last_round([run[0][2] for run in done], expectation)) & finishes(expectation)
        ]
        nexts = Counter()
        for journey, done in left:
            rest = journey["events"][done[-1][-1][1] + 1 :]
            nexts[rest[0][2] if rest else None] += 1
        switches, switching = Counter(), Counter()
        for _, every, _ in told:
            changes = [
                (a[3], b[3])
                for run in every
                if run[0][2] == step and expectation.steps[step].one_of
                for a, b in pairwise(run)
                if a[3] != b[3]
            ]
            switches.update(changes)
            switching.update(set(changes))
        by_step[step] = {
            "journeys": len(did),
            "customers": len(customers),
            "first": sum(done[0][0][2] == step for _, done in did),
            "visits": sum(number),
            "visits_per_journey": per_journey(list(customers.values())),
            "attempted": sum(any(run[0][2] == step for run in every) for _, every, _ in told),
            "failed": sum(any(e[4] and e[2] == step for run in every for e in run) for _, every, _ in told),
            "open": sum(journey["open"] and done[-1][0][2] == step for journey, done in did),
            "left": len(left),
            "none": nexts.pop(None, 0),
            "next": sorted(nexts.items(), key=lambda each: (-each[1], each[0])),
            "points": [
                (
                    sum(any(e[2:4] == (step, point) for run in done for e in run) for _, _, done in told),
                    sum(any(e[4] and e[2:4] == (step, point) for run in every for e in run) for _, every, _ in told),
                )
                for point in range(len(expectation.steps[step].points))
            ],
            "switches": {pair: (count, switching[pair]) for pair, count in switches.items()},
        }
        for other in steps:
            moves = [
                [b[0][0] - a[-1][0] for a, b in pairwise(done) if (a[0][2], b[0][2]) == (step, other)]
                for _, _, done in told
            ]
            going = [
                bool(found)
                for found, (journey, _, done) in zip(moves, told, strict=True)
                if any(run[0][2] == step for run in done) and not (journey["open"] and done[-1][0][2] == step)
            ]
            links[step, other] = {
                "count": sum(map(len, moves)),
                "journeys": sum(map(bool, moves)),
                "reached": len(going),
                "converted": sum(going),
                "times": sorted(time for found in moves for time in found),
            }
        branches = {move.end for move in expectation.moves if move.kind == "choice" and move.start == step}
        choices[step] = sum(
            any(a[0][2] == step and b[0][2] in branches for a, b in pairwise(done)) for _, _, done in told
        )
    return total, by_step, links, choices


def per_journey(customers):
    """Visits a journey with its interval, from the visits of each journey of each customer."""
    journeys = sum(map(len, customers))
    if not journeys:
        return None, None, None
    mean = Fraction(sum(map(sum, customers)), journeys)
    if len(customers) < 2:
        return float(mean), None, None
    off = [sum(visits) - mean * len(visits) for visits in customers]
    spread = sum(each * each for each in off) * len(off) / (len(off) - 1) / journeys**2
    half = 1.959963984540054 * math.sqrt(spread)
    return float(mean), max(1.0, float(mean) - half), float(mean) + half


def quantile(values, share):
    """Linear between ranks; None without values."""
    if not values:
        return None
    ordered = sorted(values)
    rank = share * (len(ordered) - 1)
    low, high = ordered[math.floor(rank)], ordered[math.ceil(rank)]
    return low + (high - low) * (rank - math.floor(rank))


def between(values, share):
    """The innermost two values that a quantile lies between with 95 % certainty, each side 2.5 %."""
    n, ordered, p = len(values), sorted(values), Fraction(share)
    chance = [math.comb(n, k) * p**k * (1 - p) ** (n - k) for k in range(n + 1)]
    tail = Fraction(25, 1000)
    low = [ordered[k] for k in range(n) if sum(chance[: k + 1]) <= tail]
    high = [ordered[k] for k in range(n) if sum(chance[k + 1 :]) <= tail]
    return (low[-1] if low else None), (high[0] if high else None)


def waits(journeys, until):
    """Waits that ended, that were left and that go on, of journeys of (time, starts, ends) events."""
    ended, left, going = [], [], []
    for journey in journeys:
        events = journey["events"]
        for i, (time, starts, _) in enumerate(events):
            if not starts:
                continue
            later = [j for j in range(i + 1, len(events)) if events[j][2] or events[j][1]]
            if not later:
                if journey["open"]:
                    going.append(max(until - time, 0))
                else:
                    left.append(events[-1][0] - time)
            elif events[later[0]][2]:
                ended.append(events[later[0]][0] - time)
            # Otherwise a later start took its place.
    return ended, left, going


def survival(ended, broken_off):
    """(time, share still waiting, low, high) at each time somebody's wait ended."""
    found, still, error = [], 1.0, 0.0
    for time in sorted(set(ended)):
        risk = sum(t >= time for t in [*ended, *broken_off])
        deaths = ended.count(time)
        still *= 1 - deaths / risk
        if deaths == risk:
            found.append((time, 0.0, None, None))
            continue
        error += deaths / (risk * (risk - deaths))
        half = 1.959963984540054 * math.sqrt(error) / abs(math.log(still))
        found.append((time, still, still ** math.exp(half), still ** math.exp(-half)))
    return found


def survival_quantile(curve, share):
    """The quantile, and its limits from the limits of the curve."""

    def first(place):
        return next((row[0] for row in curve if row[place] is not None and row[place] <= 1 - share + 1e-12), None)

    return first(1), first(2), first(3)
