"""Which scale numbers look like, slowly: each usual scale written out, number by number."""

from collections.abc import Sequence

SCALES = (
    ("0 and 1 (yes_no)", [0, 1]),
    ("−2 to 2 (faces)", [-2, -1, 0, 1, 2]),
    ("0 to 4, a scale of five counted from 0", [0, 1, 2, 3, 4]),
    ("1 to 5 (likert_1_5)", [1, 2, 3, 4, 5]),
    ("0 to 6, a scale of seven counted from 0", [0, 1, 2, 3, 4, 5, 6]),
    ("1 to 7 (likert_1_7)", [1, 2, 3, 4, 5, 6, 7]),
    ("1 to 9 (sam_1_9)", [1, 2, 3, 4, 5, 6, 7, 8, 9]),
    ("1 to 10 (likert_1_10)", [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]),
    ("0 to 10 (nps, likert_0_10)", [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]),
)


def looks_like(numbers: Sequence[float], own: Sequence[int]) -> tuple[int, str | None]:
    """Count the numbers off a scale of whole numbers, and name the scale that they look like."""
    off = [each for each in numbers if each not in own]
    if not off:
        return 0, None
    for name, answers in SCALES:
        if list(own) != answers and 100 * sum(each in answers for each in numbers) >= 99 * len(numbers):
            return len(off), name
    if max(numbers) > 10 and 100 * sum(0 <= each <= 100 for each in numbers) >= 99 * len(numbers):
        tens = sum(each in range(0, 101, 10) for each in numbers)
        return len(off), "0 to 100 in tens, ten times 0 to 10" if 100 * tens >= 99 * len(numbers) else "0 to 100"
    inside = sum(min(own) <= each <= max(own) for each in numbers)
    return len(off), "fractions of it, such as means or half steps" if 100 * inside >= 99 * len(numbers) else None
