"""Funnels by trying every attempt there is.

An event is (time, name, channel). A condition is a set of (name, channel or None for any). A journey is a dict with
`customer`, `closed` and `events`. Everything is done the long way: all chains of events are listed, then looked at.
"""

from dataclasses import dataclass, field
from itertools import combinations, permutations
from math import sqrt

NORMAL = 1.959963984540054


@dataclass(frozen=True)
class Question:
    """What is asked: `steps` is a list of (condition, optional), `exclude` of (condition, after, before)."""

    steps: list
    within: int | None = None
    step_within: tuple | None = None
    order: str = "ordered"
    ties: str | None = "either"
    reentry: str = "best"
    exclude: list = field(default_factory=list)
    until: int = 0


@dataclass
class Unit:
    """One attempt that counts: the events of its required steps, of the optional ones by place, and how it stands."""

    journey: int
    chain: tuple
    optional: dict
    open: bool
    opened: int


def meets(event, condition):
    return any(event[1] == name and channel in (None, event[2]) for name, channel in condition)


def required(q):
    return [i for i, (_, optional) in enumerate(q.steps) if not optional]


def conditions(q):
    return [q.steps[i][0] for i in required(q)]


def by_index(q):
    return q.order == "strict" or q.ties == "recorded"


def after(q, events, i, j):
    """Whether event j may come after event i in an attempt."""
    if q.order == "strict":
        return j == i + 1 and (q.ties != "apart" or events[j][0] > events[i][0])
    if q.ties == "recorded":
        return j > i
    if q.ties == "apart":
        return events[j][0] > events[i][0]
    return events[j][0] >= events[i][0]


def barred(q, events, reached, i, j):
    """Whether an exclusion event lies strictly between event i, of step `reached`, and event j, of the next."""
    place = required(q)
    for condition, first, last in q.exclude:
        if place.index(first - 1) + 1 <= reached < place.index(last - 1) + 1:
            for x, event in enumerate(events):
                between = i < x < j if by_index(q) else events[i][0] < event[0] < events[j][0]
                if between and meets(event, condition):
                    return True
    return False


def chains(q, events, opens):
    """List every chain that begins with one of the events `opens`."""
    wanted = conditions(q)
    found = []

    def extend(chain):
        found.append(chain)
        if len(chain) == len(wanted):
            return
        for j, event in enumerate(events):
            if j in chain or not meets(event, wanted[len(chain)]) or not after(q, events, chain[-1], j):
                continue
            if q.within is not None and event[0] - events[chain[0]][0] > q.within:
                continue
            if q.step_within is not None and event[0] - events[chain[-1]][0] > q.step_within[len(chain) - 1]:
                continue
            if not barred(q, events, len(chain), chain[-1], j):
                extend((*chain, j))

    for i in opens:
        extend((i,))
    return found


def best(q, events, candidates):
    """The chain that gets furthest, there first, with the latest steps; then the events recorded first."""

    def rank(chain):
        moments = [chain if by_index(q) else tuple(events[i][0] for i in chain)][0]
        return (-len(chain), moments[-1], tuple(-m for m in moments), chain)

    return min(candidates, key=rank)


def may_go_on(q, events, chain, closed):
    """Whether a chain is still running when the observed span ends."""
    if closed or len(chain) == len(conditions(q)) or (q.within is None and q.step_within is None):
        return False
    start, last = events[chain[0]][0], events[chain[-1]][0]
    if q.within is not None and not q.until - start < q.within:
        return False
    if q.step_within is not None and not q.until - last < q.step_within[len(chain) - 1]:
        return False
    if q.order == "strict":
        return chain[-1] == len(events) - 1
    return not killed(q, events, chain, len(events))


def killed(q, events, chain, upto):
    """Whether an exclusion event came after the chain's last event, among the events before place `upto`."""
    place = required(q)
    for condition, first, last in q.exclude:
        if place.index(first - 1) + 1 <= len(chain) < place.index(last - 1) + 1:
            for x in range(upto):
                later = x > chain[-1] if by_index(q) else events[x][0] > events[chain[-1]][0]
                if later and meets(events[x], condition):
                    return True
    return False


def first_opens(q, events, starts):
    """The events that open the first attempt: the first one, or any at its instant."""
    if by_index(q):
        return starts[:1]
    return [i for i in starts if events[i][0] == events[starts[0]][0]]


def running(q, events, candidates, j, done):
    """Whether a chain could go on at the instant of event j, using what came before it; `done`: once it is over."""
    now = events[j][0]
    edge = j if by_index(q) else min(x for x, event in enumerate(events) if event[0] == now)
    past = j if by_index(q) else max(x for x, event in enumerate(events) if event[0] == now)
    for chain in candidates:
        if len(chain) == len(conditions(q)):
            continue
        if any(x > past if done else x >= edge for x in chain):
            continue
        if q.within is not None and now - events[chain[0]][0] > q.within:
            continue
        if q.step_within is not None and now - events[chain[-1]][0] > q.step_within[len(chain) - 1]:
            continue
        if q.order == "strict":
            if chain[-1] == (j if done else j - 1):
                return True
        elif not killed(q, events, chain, past + 1 if done else edge):
            return True
    return False


def every(q, events, starts):
    """List the attempts one after another, each as all its chains."""
    attempts = []
    left = list(starts)
    while left:
        opens = first_opens(q, events, left)
        candidates = chains(q, events, opens)
        attempts.append(candidates)
        chosen = best(q, events, candidates)
        if len(chosen) == len(conditions(q)):
            end = chosen[-1]
            left = [i for i in left if (i > end if by_index(q) else events[i][0] > events[end][0])]
            continue
        left = [
            i
            for i in left
            if (i > opens[0] if by_index(q) else events[i][0] > events[opens[0]][0])
            and not (running(q, events, candidates, i, False) and running(q, events, candidates, i, True))
        ]
    return attempts


def options(q, events, chain):
    """The events of the optional steps."""
    place, taken, found = required(q), set(chain), {}
    for listed, (condition, optional) in enumerate(q.steps):
        before = sum(i < listed for i in place)
        if not optional or len(chain) < before:
            continue
        low = chain[before - 1]
        for x, event in enumerate(events):
            if x in taken or not meets(event, condition):
                continue
            if by_index(q):
                fits = x > low and (len(chain) == before or x < chain[before])
            elif q.ties == "apart":
                fits = event[0] > events[low][0] and (len(chain) == before or event[0] < events[chain[before]][0])
            else:
                fits = event[0] >= events[low][0] and (len(chain) == before or event[0] <= events[chain[before]][0])
            if fits and len(chain) == before:
                fits = q.within is None or event[0] - events[chain[0]][0] <= q.within
                fits = fits and (q.step_within is None or event[0] - events[low][0] <= q.step_within[before - 1])
            if fits:
                found[listed] = x
                taken.add(x)
                break
    return found


def gathered(q, events, pool):
    """Every set of events of the pool that fills that many steps by distinct events within the window, in order."""
    wanted = conditions(q)
    for size in range(1, len(wanted) + 1):
        for chosen in combinations(pool, size):
            if q.within is not None and events[chosen[-1]][0] - events[chosen[0]][0] > q.within:
                continue
            if any(
                all(meets(events[i], c) for i, c in zip(chosen, order, strict=True))
                for order in permutations(wanted, size)
            ):
                yield chosen


def any_order(q, journey, number):
    """The units of a journey when steps come in any order."""
    events = journey["events"]
    pool = [i for i, event in enumerate(events) if any(meets(event, c) for c in conditions(q))]
    units = []

    def rank(chain):
        times = [events[i][0] for i in chain]
        return (-len(chain), times[-1], tuple(-t for t in times), chain)

    def still(start):
        return not journey["closed"] and q.within is not None and q.until - start < q.within

    while pool:
        start = events[pool[0]][0]
        sets = list(gathered(q, events, pool))
        if q.reentry != "best":
            sets = [chosen for chosen in sets if events[chosen[0]][0] == start]
        chain = min(sets, key=rank)
        whole = len(chain) == len(conditions(q))
        newest = start if q.reentry != "best" else max(events[i][0] for i in pool)
        units.append(Unit(number, chain, {}, not whole and still(newest), start))
        if q.reentry != "every":
            break
        end = events[chain[-1]][0] if whole else None if q.within is None else start + q.within
        pool = [] if end is None else [i for i in pool if events[i][0] > end]
    return units


def units(q, journeys):
    """The attempts that count, of all journeys in order."""
    found = []
    for number, journey in enumerate(journeys):
        events = journey["events"]
        if q.order == "any":
            found.extend(any_order(q, journey, number))
            continue
        starts = [i for i, event in enumerate(events) if meets(event, conditions(q)[0])]
        if not starts:
            continue
        if q.reentry == "every":
            attempts = every(q, events, starts)
        else:
            attempts = [chains(q, events, starts if q.reentry == "best" else first_opens(q, events, starts))]
        for place, candidates in enumerate(attempts):
            chain = best(q, events, candidates)
            last = place == len(attempts) - 1
            still = (
                last
                and len(chain) < len(conditions(q))
                and any(may_go_on(q, events, each, journey["closed"]) for each in candidates)
            )
            opened = events[starts[0] if q.reentry != "every" else chain[0]][0]
            found.append(Unit(number, chain, options(q, events, chain), still, opened))
    return found


def wilson(k, n):
    if n == 0:
        return None, None
    p, z = k / n, NORMAL
    middle, spread = p + z * z / (2 * n), z * sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    low, high = (middle - spread) / (1 + z * z / n), (middle + spread) / (1 + z * z / n)
    return 0.0 if k == 0 else low, 1.0 if k == n else high


def quantile(values, p):
    values = sorted(values)
    h = (len(values) - 1) * p
    low = int(h)
    high = min(low + 1, len(values) - 1)
    return values[low] + (values[high] - values[low]) * (h - low)


def steps(q, journeys, found):
    """The rows of the result for some units."""
    rows = []
    place = required(q)
    for listed in range(len(q.steps)):
        optional = q.steps[listed][1]
        here, times = [], []
        for unit in found:
            events = journeys[unit.journey]["events"]
            number = sum(i < listed for i in place)
            event = unit.optional.get(listed) if optional else unit.chain[number] if len(unit.chain) > number else None
            if event is not None:
                here.append(unit)
                if listed:
                    times.append((events[event][0] - events[unit.chain[number - 1]][0]) / 1e6)
        following = [i for i in place if i > listed]
        on = len([u for u in here if len(u.chain) > sum(i < listed for i in place) + 1])
        converted = len(here) if not following else on
        still = sum(u.open for u in here if len(u.chain) == sum(i < listed for i in place) + 1)
        previous = len([u for u in found if len(u.chain) >= sum(i < listed for i in place)])
        row = {
            "step": listed + 1,
            "optional": optional,
            "reached": len(here),
            "customers": len({journeys[u.journey]["customer"] for u in here}),
            "converted": None if optional else converted,
            "dropped": None if optional else len(here) - converted - still,
            "open": None if optional else still,
            "rate": len(here) / len(found) if found else None,
            "rate_low": wilson(len(here), len(found))[0],
            "rate_high": wilson(len(here), len(found))[1],
            "step_rate": len(here) / previous if previous and not optional else None,
            "step_rate_low": None if optional else wilson(len(here), previous)[0],
            "step_rate_high": None if optional else wilson(len(here), previous)[1],
            "mean_seconds": sum(times) / len(times) if times else None,
            "median_seconds": quantile(times, 0.5) if times else None,
            "quantiles_seconds": {f"p{p}": quantile(times, p / 100) for p in (10, 25, 75, 90)} if times else None,
        }
        if listed == 0 and found:
            row |= {key: 1.0 for key in row if "rate" in key}
        rows.append(row)
    return rows


def matured(q, found):
    """Entered and converted among units whose time is up."""
    up = [unit for unit in found if q.until - unit.opened >= q.within]
    return len(up), len([unit for unit in up if len(unit.chain) == len(conditions(q))])
