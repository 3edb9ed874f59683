"""What stakes, leverage and moments of truth are, said slowly."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

Rating = tuple[bool, bool, int, tuple[str, ...]]
"""Whether it was good, whether the good outcome followed, who rated, and the facts held equal."""


def plain_stake(ratings: Sequence[Rating]) -> float:
    """Take the share after bad ratings from the share after good ones."""
    well = [followed for good, followed, _, _ in ratings if good]
    badly = [followed for good, followed, _, _ in ratings if not good]
    return sum(well) / len(well) - sum(badly) / len(badly)


def adjusted_stake(ratings: Sequence[Rating]) -> tuple[float, float]:
    """Fit log odds by climbing the likelihood coordinate by coordinate; give the marginal effect and its error."""
    values = [sorted({facts[place] for *_, facts in ratings}) for place in range(len(ratings[0][3]))]

    def row(good: bool, facts: Sequence[str]) -> list[float]:
        dummies = [float(fact == value) for fact, known in zip(facts, values, strict=True) for value in known[1:]]
        return [1.0, *dummies, float(good)]

    rows = [row(good, facts) for good, _, _, facts in ratings]
    outcome = [float(followed) for _, followed, _, _ in ratings]
    b = [0.0] * len(rows[0])
    for _ in range(2000):
        largest = 0.0
        for at in range(len(b)):
            p = [_logistic(_dot(b, x)) for x in rows]
            slope = sum((y - q) * x[at] for y, q, x in zip(outcome, p, rows, strict=True))
            curve = sum(q * (1 - q) * x[at] ** 2 for q, x in zip(p, rows, strict=True))
            b[at] += slope / curve
            largest = max(largest, abs(slope / curve))
        if largest < 1e-12:
            break
    p = [_logistic(_dot(b, x)) for x in rows]
    effect = 0.0
    gradient = [0.0] * len(b)
    for _, _, _, facts in ratings:
        well, badly = row(True, facts), row(False, facts)
        up, down = _logistic(_dot(b, well)), _logistic(_dot(b, badly))
        effect += (up - down) / len(ratings)
        for at in range(len(b)):
            gradient[at] += (up * (1 - up) * well[at] - down * (1 - down) * badly[at]) / len(ratings)
    sums: dict[int, list[float]] = {}
    for (_, _, who, _), x, y, q in zip(ratings, rows, outcome, p, strict=True):
        own = sums.setdefault(who, [0.0] * len(b))
        for at in range(len(b)):
            own[at] += (y - q) * x[at]
    curve_all = [
        [sum(q * (1 - q) * x[i] * x[j] for q, x in zip(p, rows, strict=True)) for j in range(len(b))]
        for i in range(len(b))
    ]
    turned = _solved(curve_all, gradient)
    people = len(sums)
    variance = sum(_dot(turned, own) ** 2 for own in sums.values()) * people / (people - 1)
    return effect, math.sqrt(variance)


def leverage(shares: Mapping[str, Mapping[str, float]], start: str, good: set[str], lost: set[str]) -> dict[str, float]:
    """Take a little from one way, give it to another, and see how many more journeys end well."""
    found: dict[str, float] = {}
    for step, row in shares.items():
        worth = {to: 1.0 if to in good else _ends_well(shares, to, good) for to in row}
        leaving = [to for to in row if to in lost]
        giver = min(leaving or row, key=lambda to: worth[to])
        rises = [way_leverage(shares, start, good, step, to, giver) for to in row if to != giver]
        found[step] = max([0.0, *rises])
    return found


def way_leverage(
    shares: Mapping[str, Mapping[str, float]], start: str, good: set[str], step: str, to: str, giver: str
) -> float:
    """Take a little from one way of a step and give it to another, up and down."""
    small = 1e-6
    moved = {one: dict(own) for one, own in shares.items()}
    back = {one: dict(own) for one, own in shares.items()}
    moved[step][to] += small
    moved[step][giver] -= small
    back[step][to] -= small
    back[step][giver] += small
    return (_ends_well(moved, start, good) - _ends_well(back, start, good)) / (2 * small)


def moments(
    stakes: Mapping[str, tuple[float, float]],
    reactions: Mapping[str, tuple[int, float, float]],
    levers: Mapping[str, float],
    left: Mapping[str, tuple[int, int]],
    ends: Sequence[str],
    names: Sequence[str],
    alike: Sequence[str] = (),
) -> dict[str, Any]:
    """Judge the five signals by their rules, one contact after the other."""
    ps = {name: p for name, (_, p) in stakes.items()}
    adjusted = {name: min(1.0, min(ps[o] * len(ps) / sum(q <= ps[o] for q in ps.values()) for o in ps if ps[o] >= p))
                for name, p in ps.items()}  # fmt: skip
    shares = sorted(gone / n for gone, n in left.values() if n)
    median = (shares[(len(shares) - 1) // 2] + shares[len(shares) // 2]) / 2 if shares else None
    beyond = {}
    for name, (gone, n) in left.items():
        if n >= 30 and median is not None:
            beyond[name] = _tail(gone, n, median)
    broken = {
        name
        for name, p in beyond.items()
        if min(beyond[o] * len(beyond) / sum(q <= beyond[o] for q in beyond.values()) for o in beyond
               if beyond[o] >= p) < 0.10 and _wilson_low(*left[name]) > (median or 0)
    }  # fmt: skip
    signals: dict[str, list[str]] = {}
    for name in names:
        held = []
        if (
            name in stakes
            and adjusted[name] < 0.10
            and _among(name, {o: s for o, (s, _) in stakes.items()}, -(-len(stakes) // 3))
        ):
            held.append("stake")
        n, mean, extreme = reactions.get(name, (0, 0.0, 0.0))
        if n >= 30 and (mean >= 1.5 or extreme >= 0.4):
            held.append("reaction")
        if name in levers and _among(name, levers, -(-len(levers) // 4)):
            held.append("leverage")
        if name in broken:
            held.append("breaking_point")
        if name in ends:
            held.append("first_or_last")
        signals[name] = held
    strong, weak = [], []
    for name in names:
        held = signals[name]
        kinds = {"hangs on it" if signal in ("leverage", "breaking_point") else signal for signal in held}
        if ("stake" in held and name in alike) or (
            len(kinds) >= 2 and ("stake" in held or "reaction" in held or "breaking_point" in held)
        ):
            strong.append(name)
        elif len(kinds) >= 2 or "stake" in held:
            weak.append(name)
    return {"signals": signals, "moments": strong, "candidates": weak}


def _among(name: str, values: Mapping[str, float], number: int) -> bool:
    """Say whether fewer than so many are higher, and it is above 0."""
    return values[name] > 0 and sum(other > values[name] for other in values.values()) < number


def _tail(gone: int, n: int, share: float) -> float:
    error = math.sqrt(share * (1 - share) / n)
    if error == 0:
        return 0.0 if gone / n > share else 1.0
    return 0.5 * math.erfc((gone / n - share) / error / math.sqrt(2))


def _wilson_low(gone: int, n: int) -> float:
    """Find the smallest share from which the one seen is 1.96 errors away or less, by halving."""
    seen, low, high = gone / n, 0.0, gone / n
    for _ in range(200):
        middle = (low + high) / 2
        near = abs(seen - middle) <= 1.959963984540054 * math.sqrt(middle * (1 - middle) / n)
        low, high = (low, middle) if near else (middle, high)
    return high


def _ends_well(shares: Mapping[str, Mapping[str, float]], start: str, good: set[str]) -> float:
    """Follow the shares of a journey until next to nothing is left under way."""
    here = {start: 1.0}
    well = 0.0
    while sum(here.values()) > 1e-15:
        there: dict[str, float] = {}
        for step, weight in here.items():
            if step not in shares:
                well += weight if step in good else 0.0
                continue
            for to, share in shares[step].items():
                there[to] = there.get(to, 0.0) + weight * share
        here = there
    return well


def _dot(a: Sequence[float], b: Sequence[float]) -> float:
    return sum(x * y for x, y in zip(a, b, strict=True))


def _logistic(x: float) -> float:
    return 1 / (1 + math.exp(-x))


def _solved(matrix: Sequence[Sequence[float]], right: Sequence[float]) -> list[float]:
    """Solve equations by Gauss and Jordan."""
    rows = [[*row, value] for row, value in zip(matrix, right, strict=True)]
    for at in range(len(rows)):
        best = max(range(at, len(rows)), key=lambda place: abs(rows[place][at]))
        rows[at], rows[best] = rows[best], rows[at]
        rows[at] = [value / rows[at][at] for value in rows[at]]
        for other in range(len(rows)):
            if other != at:
                times = rows[other][at]
                rows[other] = [x - times * y for x, y in zip(rows[other], rows[at], strict=True)]
    return [row[-1] for row in rows]
