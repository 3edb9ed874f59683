"""Intervals and tests in exact fractions and by trying everything: slow, and plainly right."""

from collections.abc import Sequence
from fractions import Fraction
from math import comb


def wilson_bounds(successes: int, trials: int, z: Fraction) -> tuple[Fraction, Fraction]:
    """Find where (share - p)^2 = z^2 p (1 - p) / n by halving, which is how Wilson defined the interval."""
    share = Fraction(successes, trials)

    def outside(p: Fraction) -> bool:
        return (share - p) ** 2 > z * z * p * (1 - p) / trials

    def border(inner: Fraction, outer: Fraction) -> Fraction:
        if not outside(outer):
            return outer
        for _ in range(60):
            middle = (inner + outer) / 2
            inner, outer = (inner, middle) if outside(middle) else (middle, outer)
        return inner

    return border(share, Fraction(0)), border(share, Fraction(1))


def fisher(a: int, row: int, c: int, other_row: int) -> Fraction:
    """Add up, as whole numbers, the ways to every table no likelier than the one seen."""
    column = a + c
    ways = {
        x: comb(row, x) * comb(other_row, column - x) for x in range(max(0, column - other_row), min(row, column) + 1)
    }
    return Fraction(sum(way for way in ways.values() if way <= ways[a]), sum(ways.values()))


def hypergeometric(x: int, drawn: int, marked: int, total: int) -> Fraction:
    """Give the chance to draw x marked ones, one draw after another: quick when few are drawn."""
    chance = Fraction(comb(drawn, x))
    for i in range(drawn):
        left = marked - i if i < x else total - marked - (i - x)
        chance *= Fraction(max(left, 0), total - i)
    return chance


def q_values(p_values: Sequence[float]) -> list[float]:
    """For each p, the lowest over all that are no smaller of p * m / rank."""
    m = len(p_values)
    return [
        min([1.0, *(other * m / sum(p <= other for p in p_values) for other in p_values if other >= mine)])
        for mine in p_values
    ]
