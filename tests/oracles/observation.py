"""Observation grids and the agreement of observers, the slow way: judgement by judgement, in fractions."""

from collections.abc import Sequence
from fractions import Fraction
from itertools import product

Values = Sequence[Fraction | None]


def score(values: Values, weights: Sequence[int]) -> Fraction | None:
    """Weigh what was seen."""
    top = bottom = Fraction(0)
    for value, weight in zip(values, weights, strict=True):
        if value is not None:
            top += weight * value
            bottom += weight
    return top / bottom if bottom else None


def class_of(values: Values, kinds: Sequence[str], weights: Sequence[int]) -> str | None:
    """Class a visit by reading the rule aloud."""
    if all(value is None for value in values):
        return None
    if any(kind == "must_be" and value == 0 for value, kind in zip(values, kinds, strict=True)):
        return "disappointing"
    plain = [value if kind != "delight" else None for value, kind in zip(values, kinds, strict=True)]
    extra = [value if kind == "delight" else None for value, kind in zip(values, kinds, strict=True)]
    base, delight = score(plain, weights), score(extra, weights)
    if base is not None and base < Fraction(1, 2):
        return "disappointing"
    if base is not None and delight is not None and base >= Fraction(4, 5) and delight >= Fraction(1, 2):
        return "delighted"
    return "met"


def kappa(first: Sequence[int], second: Sequence[int]) -> Fraction | None:
    """Compare how far judgements are apart with how far they would be, each drawn from all of its observer's."""
    seen = Fraction(sum(abs(a - b) for a, b in zip(first, second, strict=True)), len(first))
    chance = Fraction(sum(abs(a - b) for a, b in product(first, second)), len(first) ** 2)
    return None if chance == 0 else 1 - seen / chance
