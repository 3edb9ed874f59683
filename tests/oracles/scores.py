"""Scores the slow and obvious way: lists, fractions and searches instead of formulae."""

import math
from collections import defaultdict
from fractions import Fraction

import numpy as np

Z = 1.959963984540054


def effective(values, customers, weights):
    """How many independent answers these are worth, from its definition."""
    n, people = len(values), len(set(customers))
    total = sum(weights)
    kish = total**2 / sum(weight**2 for weight in weights)
    if people == n:
        return kish
    mean = sum(w * x for w, x in zip(weights, values, strict=True)) / total
    spread = sum(w * (x - mean) ** 2 for w, x in zip(weights, values, strict=True)) / total
    if people == 1 or max(values) == min(values):
        each = [[w for w, who in zip(weights, customers, strict=True) if who == one] for one in set(customers)]
        means = [sum(own) / len(own) for own in each]
        return sum(means) ** 2 / sum(one**2 for one in means)
    sums = defaultdict(float)
    for who, w, x in zip(customers, weights, values, strict=True):
        sums[who] += w * (x - mean)
    variance = people / (people - 1) * sum(each**2 for each in sums.values()) / total**2
    return min(kish, n / max(1.0, variance / (spread / n)))


def share(yes, customers, weights):
    """A share and the ends of its score interval, found by halving: where (p̂ − p)² = z² p(1 − p)/n."""
    n = effective(yes, customers, weights)
    estimate = sum(w * x for w, x in zip(weights, yes, strict=True)) / sum(weights)

    def off(p):
        return (estimate - p) ** 2 - Z**2 * p * (1 - p) / n

    return estimate, _between(off, 0.0, estimate), _between(off, 1.0, estimate)


def net_promoters(values, customers, weights):
    """The score in points with the adjusted Wald interval, from the answers one by one."""
    scores = [1 if value >= 9 else -1 if value <= 6 else 0 for value in values]
    n, total = effective(scores, customers, weights), sum(weights)
    parts = {side: sum(w for w, s in zip(weights, scores, strict=True) if s == side) / total for side in (1, 0, -1)}
    # Three more answers: three quarters of one each way, one and a half that are neither.
    more = {side: (parts[side] * n + extra) / (n + 3) for side, extra in ((1, 0.75), (0, 1.5), (-1, 0.75))}
    mean = sum(side * part for side, part in more.items())
    variance = sum(part * (side - mean) ** 2 for side, part in more.items())
    half = Z * math.sqrt(variance / (n + 3))
    return 100 * (parts[1] - parts[-1]), 100 * max(-1, mean - half), 100 * min(1, mean + half)


def tango(promoters, detractors, n):
    """The score interval by search over the likelihood itself: the hidden share is found by halving too."""

    def test(difference):
        # The share of detractors under this difference, where the likelihood is highest.
        low, high = max(0.0, -difference), (1 - difference) / 2
        for _ in range(200):
            q = (low + high) / 2
            if q in (low, high):
                break  # No number lies between them.
            slope = 0.0
            slope += promoters / (q + difference) if promoters else 0.0
            slope += detractors / q if detractors else 0.0
            slope -= 2 * (n - promoters - detractors) / (1 - 2 * q - difference) if n > promoters + detractors else 0.0
            low, high = (q, high) if slope > 0 else (low, q)
        q = (low + high) / 2
        variance = n * (2 * q + difference - difference**2)
        return (promoters - detractors - n * difference) ** 2 - Z**2 * variance

    estimate = (promoters - detractors) / n
    return _between(test, -1 + 1e-12, estimate), _between(test, 1 - 1e-12, estimate)


def _between(off, outside, inside):
    """Find the place where a function that is not above 0 inside begins to be; the end itself where it never is."""
    if off(outside) <= 0:
        return outside
    for _ in range(200):
        middle = (outside + inside) / 2
        if middle in (outside, inside):
            break
        outside, inside = (middle, inside) if off(middle) > 0 else (outside, middle)
    return inside


def latest(rows):
    """Of rows (customer, case, question, time, value), in order, keep what counts: the latest, of ties the last."""
    kept = {}
    for place, (customer, case, question, at, value) in enumerate(rows):
        who = ("named", customer) if customer is not None else ("case", case) if case is not None else ("row", place)
        key = (who, case, question)
        if key not in kept or at >= kept[key][0]:
            kept[key] = (at, place, value)
    return sorted((place, value) for _, place, value in kept.values())


def worked_out(breakdowns, hidden):
    """Name hidden cells that follow from the total and the shown cells by adding and subtracting, exactly.

    Args:
        breakdowns: columns of labels, row for row.
        hidden: (column, label) of each hidden cell.
    """
    combinations = sorted(set(zip(*breakdowns, strict=True)), key=repr)
    cells = sorted({(column, each[column]) for each in combinations for column in range(len(breakdowns))}, key=repr)
    told = [[Fraction(1)] * len(combinations)]
    told += [_row(cell, combinations) for cell in cells if cell not in hidden]
    rank = _rank(told)
    return [cell for cell in hidden if _rank([*told, _row(cell, combinations)]) == rank]


def left_over(breakdowns, people, hidden):
    """Count the customers of each shown cell, and of everybody, without the shown cells of another column inside."""
    rows = list(zip(people, *breakdowns, strict=True))
    outer = [(None, None), *{(column, row[column + 1]) for row in rows for column in range(len(breakdowns))}]
    for one, label in outer:
        if (one, label) in hidden:
            continue
        inside = [row for row in rows if one is None or row[one + 1] == label]
        for other in range(len(breakdowns)):
            if other == one:
                continue
            outside = {row[other + 1] for row in rows} - {row[other + 1] for row in inside}
            crossing = {row[other + 1] for row in rows if row not in inside and row[other + 1] not in outside}
            parts = {row[other + 1] for row in inside} - crossing
            parts = {part for part in parts if (other, part) not in hidden}
            if parts:
                rest = {row[0] for row in inside if row[other + 1] not in parts}
                yield len(rest)


def given_away(breakdowns, people, hidden, limit):
    """Name a set of fewer than `limit` customers whose answers follow from what is shown, or None.

    Every set of combinations of labels is tried: one is given away where the rest tells fewer sums apart than all do.
    """
    combined = list(zip(*breakdowns, strict=True))
    merged = [tuple(label if (column, label) not in hidden else "hidden" for column, label in enumerate(row))
              for row in combined]  # fmt: skip
    combinations = sorted(set(merged), key=repr)
    who = [{person for person, row in zip(people, merged, strict=True) if row == each} for each in combinations]
    cells = sorted({(column, each[column]) for each in combinations for column in range(len(breakdowns))}, key=repr)
    known = np.array([[float(each[column] == label) for each in combinations] for column, label in cells])
    whole = np.linalg.matrix_rank(known)
    small = [place for place, each in enumerate(who) if len(each) < limit]

    def grown(chosen, persons, start):
        more = False
        for order in range(start, len(small)):
            joined = persons | who[small[order]]
            if len(joined) < limit:
                more = True
                yield from grown([*chosen, small[order]], joined, order + 1)
        if chosen and not more:
            yield chosen, persons

    for chosen, persons in grown([], set(), 0):
        rest = [place for place in range(len(combinations)) if place not in chosen]
        if not rest or np.linalg.matrix_rank(known[:, rest]) < whole:
            return persons
    return None


def _row(cell, combinations):
    column, label = cell
    return [Fraction(int(each[column] == label)) for each in combinations]


def _rank(rows):
    rows = [list(row) for row in rows]
    rank = 0
    for column in range(len(rows[0])):
        pivot = next((place for place in range(rank, len(rows)) if rows[place][column]), None)
        if pivot is None:
            continue
        rows[rank], rows[pivot] = rows[pivot], rows[rank]
        for place in range(len(rows)):
            if place != rank and rows[place][column]:
                factor = rows[place][column] / rows[rank][column]
                rows[place] = [a - factor * b for a, b in zip(rows[place], rows[rank], strict=True)]
        rank += 1
    return rank
