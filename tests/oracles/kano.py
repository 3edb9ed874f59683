"""Kano, penalty and reward, and feelings, the slow way: by definition, in plain Python and with fractions."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from math import comb

import numpy as np

WORDS = {"like": 1, "must-be": 2, "neutral": 3, "live-with": 4, "dislike": 5}


def category(functional: int, dysfunctional: int) -> str:
    """Name the category of two answers, 1 to 5, by what they say."""
    if functional == dysfunctional and functional in (1, 5):
        return "Q"
    if functional == 1:
        return "O" if dysfunctional == 5 else "A"
    if functional == 5:
        return "R"
    if dysfunctional == 1:
        return "R"
    return "M" if dysfunctional == 5 else "I"


def exact_p(a: int, b: int) -> float:
    """Test whether a coin that fell a times on one side and b on the other is fair: add up what is no likelier."""
    n = a + b
    seen = comb(n, a)
    return float(Fraction(sum(comb(n, k) for k in range(n + 1) if comb(n, k) <= seen), 2**n))


def better_worse(counts: Mapping[str, int]) -> tuple[Fraction, Fraction] | None:
    """Give better and worse as fractions."""
    told = sum(counts.get(letter, 0) for letter in "AOMI")
    if not told:
        return None
    better = Fraction(counts.get("A", 0) + counts.get("O", 0), told)
    return better, -Fraction(counts.get("O", 0) + counts.get("M", 0), told)


def largest_two(counts: Mapping[str, int]) -> tuple[str, str]:
    """Give the two largest categories; of equal ones the first of MOAIRQ."""
    left = list("MOAIRQ")
    found = []
    for _ in range(2):
        best = left[0]
        for letter in left[1:]:
            if counts.get(letter, 0) > counts.get(best, 0):
                best = letter
        found.append(best)
        left.remove(best)
    return found[0], found[1]


def contrast(
    outcome: Sequence[float],
    ratings: Sequence[Sequence[float]],
    cuts: tuple[float, float],
    person: Sequence[int] | None = None,
) -> list[tuple[float, float, float, float]]:
    """Give penalty, its error, reward, its error for each driver; CR3 by really leaving out each customer in turn.

    CR3, and HC3 where each customer has one row, is what the jackknife gives, but for its centre: the sum over
    customers of the squared change of a coefficient when their rows are left out.
    """
    columns = [[1.0] * len(outcome)]
    for values in ratings:
        columns.append([float(value <= cuts[0]) for value in values])
        columns.append([float(value >= cuts[1]) for value in values])
    x, y = np.array(columns).T, np.array(outcome, float)
    whole = np.linalg.lstsq(x, y, rcond=None)[0]
    spread = np.zeros(len(whole))
    who = np.arange(len(y)) if person is None else np.array(person)
    for each in sorted(set(who.tolist())):
        rest = who != each
        spread += (np.linalg.lstsq(x[rest], y[rest], rcond=None)[0] - whole) ** 2
    error = np.sqrt(spread)
    return [
        (float(whole[i]), float(error[i]), float(whole[i + 1]), float(error[i + 1])) for i in range(1, len(whole), 2)
    ]


def left_out_r2(x: Sequence[float], y: Sequence[float]) -> float:
    """Give leave-one-out R² by fitting a line to the others, for each row in turn."""
    missed = nothing = 0.0
    for row in range(len(y)):
        others = [i for i in range(len(y)) if i != row]
        xs, ys = [x[i] for i in others], [y[i] for i in others]
        mean_x, mean_y = sum(xs) / len(xs), sum(ys) / len(ys)
        across = sum((value - mean_x) ** 2 for value in xs)
        slope = (
            sum((a - mean_x) * (b - mean_y) for a, b in zip(xs, ys, strict=True)) / across if across > 1e-12 else 0.0
        )
        missed += (y[row] - mean_y - slope * (x[row] - mean_x)) ** 2
        nothing += (y[row] - mean_y) ** 2
    return 1 - missed / nothing


def peak_end(steps: Sequence[float]) -> tuple[int, float]:
    """Give the place of the peak, and the mean of peak and end."""
    place = 0
    for i, value in enumerate(steps):
        if abs(value) > abs(steps[place]):
            place = i
    return place, (steps[place] + steps[-1]) / 2
