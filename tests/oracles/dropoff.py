"""Dropoffs by walking on from the step, event by event. Attempts are those of the funnel's oracle."""

from collections import Counter
from fractions import Fraction
from math import comb, inf
from statistics import median

from tests.oracles import funnel


def fates(q, journeys, at):
    """For each unit that reached step `at` (from 0): unit, state, next event or None, names seen meanwhile."""
    place = funnel.required(q)
    number = place.index(at) + 1
    found = []
    for unit in funnel.units(q, journeys):
        if len(unit.chain) < number:
            continue
        events = journeys[unit.journey]["events"]
        here = unit.chain[number - 1]
        if len(unit.chain) > number:
            seen = {events[i][1] for i in range(here + 1, unit.chain[number])}
            found.append((unit, "converted", None, seen))
            continue
        if unit.open:
            found.append((unit, "open", None, set()))
            continue
        later = [
            i
            for i in range(here + 1, len(events))
            if (q.within is None or events[i][0] <= events[unit.chain[0]][0] + q.within)
            and (q.step_within is None or events[i][0] <= events[here][0] + q.step_within[number - 1])
        ]
        nexts = [i for i in later if i not in unit.chain]
        found.append((unit, "dropped", nexts[0] if nexts else None, {events[i][1] for i in later}))
    return found


def watched(q, journeys, at, unit, state):
    """How long a unit was looked at after step `at`, in microseconds."""
    journey = journeys[unit.journey]
    events = journey["events"]
    place = funnel.required(q).index(at)
    here = events[unit.chain[place]][0]
    if state == "converted":
        return events[unit.chain[place + 1]][0] - here
    ends = [
        inf if q.within is None else events[unit.chain[0]][0] + q.within,
        inf if q.step_within is None else here + q.step_within[place],
        events[-1][0] if journey["closed"] else q.until,
    ]
    return max(min(ends) - here, 0)


def fisher(a, n, b, m):
    """Two-sided p of two shares, in whole numbers: tables with these margins that are no likelier than the one seen."""
    hits = a + b
    weight = {x: comb(n, x) * comb(m, hits - x) for x in range(hits + 1)}
    return float(Fraction(sum(w for w in weight.values() if w <= weight[a]), comb(n + m, hits)))


def summary(q, journeys, at, *, top, min_support):
    """The figures of the reply."""
    found = fates(q, journeys, at)
    states = Counter(state for _, state, *_ in found)
    dropped, converted = states["dropped"], states["converted"]
    came = Counter(journeys[unit.journey]["events"][event][1] for unit, state, event, _ in found if event is not None)
    ranked = sorted(came, key=lambda name: (-came[name], name))
    stopped = dropped - sum(came.values())
    other = sum(came[name] for name in ranked[top:])

    def share(number):
        return number / dropped if dropped else None

    own = {name for condition, _ in q.steps for name, _ in condition}
    counts = {}
    for _, state, _, seen in found:
        for name in seen - own:
            counts.setdefault(name, Counter())[state] += 1
    tested = {name: c for name, c in counts.items() if sum(c.values()) >= min_support}
    rows = []
    for name, c in tested.items():
        a, b = c["dropped"], c["converted"]
        both = dropped and converted
        rows.append(
            {
                "event": name,
                "dropped": a,
                "dropped_share": share(a),
                "converted": b,
                "converted_share": b / converted if converted else None,
                "difference": a / dropped - b / converted if both else None,
                "p_value": fisher(a, dropped, b, converted) if both else None,
            }
        )
    for row in rows:
        row["q_value"] = None
        if row["p_value"] is not None:
            values = sorted(each["p_value"] for each in rows)
            row["q_value"] = min(1.0, *(p * len(values) / (i + 1) for i, p in enumerate(values) if p >= row["p_value"]))
    times = {
        name: [watched(q, journeys, at, unit, state) for unit, state, *_ in found if state == name]
        for name in ("dropped", "converted")
    }
    middle = {name: median(values) / 1e6 if values else None for name, values in times.items()}
    return {
        "dropped_median_seconds": middle["dropped"],
        "converted_median_seconds": middle["converted"],
        "comparable": middle["converted"] * 100 >= middle["dropped"] if dropped and converted else None,
        "dropped": dropped,
        "open": states["open"],
        "converted": converted,
        "stopped": {"dropped": stopped, "share": share(stopped)},
        "next": [
            {
                "event": name,
                "dropped": came[name],
                "share": share(came[name]),
                "share_low": funnel.wilson(came[name], dropped)[0],
                "share_high": funnel.wilson(came[name], dropped)[1],
            }
            for name in ranked[:top]
        ],
        "other": {"events": len(ranked[top:]), "dropped": other, "share": share(other)},
        "compare": rows,
    }
