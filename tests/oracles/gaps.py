"""Gaps of weighted answers the slow way: from definitions, over lists."""

import math
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from .scores import effective, share


class Said(NamedTuple):
    """One answer: who, the number, how much it counts."""

    who: str
    value: float
    weight: float


class Told(NamedTuple):
    wanted: float
    got: float
    gap: float
    low: float
    high: float
    n: int


def to_target_of_a_share(answers: Sequence[Said], wanted: float, satisfied: Callable[[float], bool]) -> Told:
    """Hold the share that is satisfied against a number: its score interval turned round."""
    kept = [each for each in answers if each.weight > 0]
    yes = [1.0 if satisfied(each.value) else 0.0 for each in kept]
    got, low, high = share(yes, [each.who for each in kept], [each.weight for each in kept])
    return Told(wanted, got, wanted - got, wanted - high, wanted - low, len({each.who for each in kept}))


def to_target_of_a_mean(answers: Sequence[Said], wanted: float) -> Told:
    """Hold a mean against a number."""
    kept = [each for each in answers if each.weight > 0]
    got, half = _mean(kept)
    return Told(wanted, got, wanted - got, wanted - got - half, wanted - got + half, len({each.who for each in kept}))


def importance_to_rating(matters: Sequence[Said], rated: Sequence[Said]) -> Told:
    """Pair both by customer; a customer counts as the mean of the mean weights of both."""
    sides: list[dict[str, tuple[float, float]]] = []
    for answers in (matters, rated):
        own: dict[str, list[Said]] = defaultdict(list)
        for each in answers:
            if each.weight > 0:
                own[each.who].append(each)
        sides.append({
            who: (sum(each.weight * each.value for each in said) / sum(each.weight for each in said),
                  sum(each.weight for each in said) / len(said))
            for who, said in own.items()
        })  # fmt: skip
    both = sorted(sides[0].keys() & sides[1].keys())
    weights = {who: (sides[0][who][1] + sides[1][who][1]) / 2 for who in both}
    total = sum(weights.values())
    wanted, got = (sum(weights[who] * side[who][0] for who in both) / total for side in sides)
    gap, half = _mean([Said(who, sides[0][who][0] - sides[1][who][0], weights[who]) for who in both])
    return Told(wanted, got, gap, gap - half, gap + half, len(both))


def to_best_segment(segments: Mapping[str, Sequence[Said]], satisfied: Callable[[float], bool]) -> dict[str, Told]:
    """Hold the share of each segment against that of the best; the interval squares and adds those of both."""
    shares = {}
    for name, answers in segments.items():
        kept = [each for each in answers if each.weight > 0]
        yes = [1.0 if satisfied(each.value) else 0.0 for each in kept]
        who = [each.who for each in kept]
        shares[name] = (*share(yes, who, [each.weight for each in kept]), len(set(who)))
    best = max(shares, key=lambda name: shares[name][0])
    one, one_low, one_high, _ = shares[best]
    return {
        name: Told(one, got, one - got, one - got - math.hypot(one - one_low, high - got),
                   one - got + math.hypot(one_high - one, got - low), n)
        for name, (got, low, high, n) in shares.items()
        if name != best
    }  # fmt: skip


def _mean(answers: Sequence[Said]) -> tuple[float, float]:
    """Give a weighted mean and half the width of its interval."""
    values, weights = [each.value for each in answers], [each.weight for each in answers]
    worth = effective(values, [each.who for each in answers], weights)
    mean = sum(w * x for w, x in zip(weights, values, strict=True)) / sum(weights)
    spread = sum(w * (x - mean) ** 2 for w, x in zip(weights, values, strict=True)) / sum(weights)
    return mean, _student(worth - 1) * math.sqrt(spread * worth / (worth - 1) / worth)


def _student(degrees: float) -> float:
    """Find the place beyond which 2.5 % of Student's curve lies, by adding its area up."""

    def area(end: float) -> float:
        # With t = √df · tan(a) the curve is cos(a)^(df − 1), which has no long tail.
        top, slices = math.atan(end / math.sqrt(degrees)), 1_000
        width = top / slices
        heights = [math.cos(place * width) ** (degrees - 1) for place in range(slices + 1)]
        inside = heights[0] + heights[-1] + 4 * sum(heights[1:-1:2]) + 2 * sum(heights[2:-1:2])
        scale = math.exp(math.lgamma((degrees + 1) / 2) - math.lgamma(degrees / 2)) / math.sqrt(math.pi)
        return scale * inside * width / 3

    low, high = 0.0, 1e4
    for _ in range(50):
        middle = (low + high) / 2
        low, high = (middle, high) if area(middle) < 0.475 else (low, middle)
    return (low + high) / 2
