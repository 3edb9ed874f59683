"""What a draft of a map counts, the slow and obvious way: from lists of (time, name) a journey."""

from collections.abc import Sequence
from itertools import groupby, pairwise, permutations

Journey = Sequence[tuple[int, str]]


def places(journeys: Sequence[Journey], names: Sequence[str]) -> dict[str, list[list[int]]]:
    """Count journeys with two names, journeys in which one comes first, far apart, and moments that hold both."""
    size = range(len(names))
    found = {key: [[0 for _ in size] for _ in size] for key in ("both", "before", "apart", "together")}
    for journey in journeys:
        first: dict[str, int] = {}
        for at, (_, name) in enumerate(journey):
            first.setdefault(name, at)
        for a in size:
            for b in size:
                if names[a] in first and names[b] in first:
                    one, other = first[names[a]], first[names[b]]
                    found["both"][a][b] += 1
                    found["before"][a][b] += one < other
                    found["apart"][a][b] += abs(journey[one][0] - journey[other][0]) >= 5_000_000
        moments: list[set[str]] = []
        last: int | None = None
        for time, name in journey:
            if last is None or time - last > 1_000_000:
                moments.append(set())
            moments[-1].add(name)
            last = time
        for a in size:
            for b in size:
                found["together"][a][b] += sum(names[a] in each and names[b] in each for each in moments)
    return found


def walk(journeys: Sequence[Journey], steps: Sequence[Sequence[str]]) -> dict[str, object]:
    """Count visits, where journeys begin and end, moves, and who passes a step on the way to a later one."""
    place = {name: at for at, names in enumerate(steps) for name in names}
    size = len(steps)
    found = {key: [0] * size for key in ("reach", "visits", "starts", "ends", "passed", "passed_with")}
    moves = [[0] * size for _ in range(size)]
    waits: list[tuple[int, int, int]] = []
    for journey in journeys:
        seen = [(time, place[name]) for time, name in journey if name in place]
        visits = [(at, [time for time, _ in group]) for at, group in groupby(seen, key=lambda each: each[1])]
        for at, _ in visits:
            found["visits"][at] += 1
        for (one, times), (other, later) in pairwise(visits):
            moves[one][other] += 1
            waits.append((one, other, later[0] - times[-1]))
        there = {at for at, _ in visits}
        for at in range(size):
            found["reach"][at] += at in there
            later_too = any(other > at for other in there)
            found["passed"][at] += later_too
            found["passed_with"][at] += later_too and at in there
        if visits:
            found["starts"][visits[0][0]] += 1
            found["ends"][visits[-1][0]] += 1
    return {**found, "moves": moves, "waits": sorted(waits)}


def best_order(before: Sequence[Sequence[int]]) -> int:
    """Give how many pairs of first events the best of all orders agrees with, by trying every order."""
    size = len(before)
    return max(
        sum(before[order[i]][order[j]] for i in range(size) for j in range(i + 1, size))
        for order in permutations(range(size))
    )
