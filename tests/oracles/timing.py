"""Pairs of events by looking at every start and every end. Events and conditions are those of the funnel's oracle."""

from collections import Counter

from tests.oracles.funnel import meets, quantile


def pair(events, i, ends, starts, ties, every):
    """The event that ends what event i starts; None when there is none, -1 when another start comes in between."""

    def later(a, b):
        return b > a if ties == "recorded" else events[b][0] > events[a][0]

    candidates = [j for j in ends if j != i and (later(i, j) or (ties == "either" and events[j][0] == events[i][0]))]
    if candidates:
        j = min(candidates, key=lambda j: j if ties == "recorded" else (events[j][0], j))
        between = [k for k in starts if later(i, k) and later(k, j)]
        return -1 if every and between else j
    return -1 if every and any(later(i, k) for k in starts) else None


def times(journeys, start, end, *, pairing, ties, within, until):
    """One (journey, start event, end event or None, state) for each start that counts."""
    found = []
    for number, journey in enumerate(journeys):
        events = journey["events"]
        starts = [i for i, event in enumerate(events) if meets(event, start)]
        ends = [i for i, event in enumerate(events) if meets(event, end)]
        if not starts:
            continue
        every = pairing == "every"
        chosen = starts
        if not every:
            chosen = starts[:1]
            if ties == "either":
                same = [i for i in starts if events[i][0] == events[starts[0]][0]]
                now = [i for i in same if any(j != i and events[j][0] == events[i][0] for j in ends)]
                chosen = (now or same)[:1]
        for i in chosen:
            j = pair(events, i, ends, starts, ties, every)
            if j is not None and j >= 0 and (within is None or events[j][0] - events[i][0] <= within):
                found.append((number, i, j, "paired"))
            elif j is not None or journey["closed"] or (within is not None and until - events[i][0] >= within):
                found.append((number, i, None, "expired"))
            else:
                found.append((number, i, None, "censored"))
    return found


def summary(journeys, found):
    """The figures of the reply."""
    seconds = [
        (journeys[n]["events"][j][0] - journeys[n]["events"][i][0]) / 1e6
        for n, i, j, state in found
        if state == "paired"
    ]
    states = Counter(state for *_, state in found)
    buckets = Counter()
    for value in seconds:
        low, high = 0.0, 1.0
        while value >= high:
            low, high = high, 2 * high
        buckets[low, high] += 1
    return {
        "starts": len(found),
        "paired": states["paired"],
        "expired": states["expired"],
        "censored": states["censored"],
        "mean_seconds": sum(seconds) / len(seconds) if seconds else None,
        "median_seconds": quantile(seconds, 0.5) if seconds else None,
        "quantiles_seconds": {f"p{p}": quantile(seconds, p / 100) for p in (10, 25, 75, 90)} if seconds else None,
        "histogram": [
            {"low_seconds": low, "high_seconds": high, "count": count} for (low, high), count in sorted(buckets.items())
        ],
    }
