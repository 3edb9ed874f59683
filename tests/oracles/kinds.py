"""Kinds of journey in plain words: distances by counting, and what follows from centres that are given."""

import itertools
import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

Path = Sequence[str]
START, END = "(start)", "(end)"


def parts(path: Path) -> tuple[Counter[str], Counter[tuple[str, str]]]:
    """Count the events and the moves of a journey."""
    way = [START, *path, END]
    return Counter(path), Counter(itertools.pairwise(way))


def weights(paths: Sequence[Path]) -> dict[object, float]:
    """Weigh what at least one journey of a hundred has; the worlds of the tests have fewer than 256 such things."""
    having: Counter[object] = Counter()
    for path in paths:
        for counted in parts(path):
            having.update(counted.keys())
    return {thing: math.log(1 + len(paths) / n) for thing, n in having.items() if n >= 0.01 * len(paths)}


def shares(path: Path, weight: Mapping[object, float]) -> dict[object, float]:
    """Give the shares of a journey, half for events and half for moves, where it has both."""
    found: list[dict[object, float]] = []
    for counted in parts(path):
        some = {thing: n * weight[thing] for thing, n in counted.items() if thing in weight}
        if some:
            found.append({thing: x / sum(some.values()) for thing, x in some.items()})
    return {thing: x / len(found) for half in found for thing, x in half.items()}


def distance(a: Mapping[object, float], b: Mapping[object, float]) -> float:
    """Give one minus the sum of the roots of the products of shares."""
    return 1 - sum(math.sqrt(x * b[thing]) for thing, x in a.items() if thing in b)


def centre(members: Sequence[Mapping[object, float]]) -> dict[object, float]:
    """Give the direction of the sum of roots, as shares."""
    sums: Counter[object] = Counter()
    for each in members:
        for thing, x in each.items():
            sums[thing] += math.sqrt(x)  # type: ignore[assignment]  # counters add what they are given
    length = math.sqrt(sum(x * x for x in sums.values()))
    return {thing: (x / length) ** 2 for thing, x in sums.items()}


def nearest(one: Mapping[object, float], centres: Sequence[Mapping[object, float]]) -> tuple[int, float, float]:
    """Give the nearest centre, the distance to it, and how much further the next is."""
    apart = sorted((distance(one, each), place) for place, each in enumerate(centres))
    return apart[0][1], apart[0][0], apart[1][0] - apart[0][0] if len(apart) > 1 else math.inf


def medoid(members: Sequence[Mapping[object, float]]) -> float:
    """Give the least mean distance that a journey has to all of its kind."""
    return min(sum(distance(each, other) for other in members) for each in members) / len(members)


def jaccard(old: Sequence[int], new: Sequence[int], kind: int) -> float:
    """Give how alike a kind is to the most alike of the new ones."""
    mine = {place for place, each in enumerate(old) if each == kind}
    return max(
        len(mine & other) / len(mine | other)
        for other in ({place for place, each in enumerate(new) if each == label} for label in set(new))
    )


def adjusted_rand(one: Sequence[int], other: Sequence[int]) -> Fraction:
    """Look at every pair of things: are they together in one cut, in the other, in both?"""
    pairs = list(itertools.combinations(range(len(one)), 2))
    first = {(a, b) for a, b in pairs if one[a] == one[b]}
    second = {(a, b) for a, b in pairs if other[a] == other[b]}
    expected = Fraction(len(first) * len(second), max(len(pairs), 1))
    most = Fraction(len(first) + len(second), 2)
    return Fraction(1) if most == expected else (len(first & second) - expected) / (most - expected)


def drawn(lived: Sequence[Sequence[int]], chance: Iterator[float]) -> list[list[int]]:
    """Draw a journey as long as each lived one, longest first; chance goes round all that go on, step by step.

    What comes next has the share of the move times the chance of then ending after just as many events as are left.
    """
    follows: dict[int | None, Counter[int | None]] = {}
    for path in lived:
        for before, after in itertools.pairwise([None, *path, None]):
            follows.setdefault(before, Counter())[after] += 1

    def share(before: int | None, after: int | None) -> Fraction:
        return Fraction(follows[before][after], follows[before].total())

    ending = [{name: share(name, None) for name in follows if name is not None}]
    for _ in range(max(map(len, lived))):
        last = ending[-1]
        ending.append({name: sum(share(name, then) * last[then] for then in last) for name in last})
    made: list[list[int]] = [[] for _ in lived]
    lengths = sorted(map(len, lived), reverse=True)
    for step in range(lengths[0]):
        for path, length in zip(made, lengths, strict=True):
            if length > step:
                before = path[-1] if path else None
                left = ending[length - step - 1]
                weights = [(then, share(before, then) * left[then]) for then in sorted(left)]
                at = Fraction(next(chance)) * sum(weight for _, weight in weights)
                upto = itertools.accumulate(weight for _, weight in weights)
                path.append(next(then for (then, _), here in zip(weights, upto, strict=True) if here > at))
    return made
