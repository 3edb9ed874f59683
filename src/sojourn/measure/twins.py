"""Sheets that stand in a file twice: told from sheets that are equal because they are short."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sojourn.core.answers import NEVER, Answers

DAY = 86_400_000_000
ITEMS = 3
"""Sheets of so many answers that are equal to the second are no chance."""
LONG = 4
"""From so many answers on sheets of one day may be compared: shorter ones follow how the day was."""
RUN = 12
"""So many sheets, one after the other, that repeat earlier ones in the same order are no chance."""
DIFFERENT = 6
"""Of these so many must differ from each other."""
FEWEST, TIMES = 5, 3
"""From so many pairs of equal sheets of a day on, and so many times what other days show, days are evidence too."""

Sheet = tuple[tuple[int, float, str | None], ...]


@dataclass(frozen=True, slots=True)
class Twins:
    """How many sheets repeat an earlier one, and what shows that it is no chance."""

    sheets: int
    why: str


def twins(answers: Answers) -> Twins | None:
    """Count sheets that repeat an earlier one in every answer and text; None where chance would do it.

    Short sheets are often equal. They count as repeated where they are equal to the second (three answers or more); or
    where a row of sheets comes again in the same order: twelve or more, six of them different; or where sheets of one
    day, of four answers or more that are not all the same, are equal far more often than those of different days: three
    times and five standard deviations, five pairs or more.

    Cost: O(n log n).
    """
    sheets = _sheets(answers)
    exact = [(key, at) for key, at in sheets if len(key) >= ITEMS and at != NEVER and at % DAY]
    timed = len(exact) - len(set(exact))
    ordered = _again([key for key, _ in sheets])
    daily = _of_days([(key, at // DAY) for key, at in sheets if at != NEVER and len(key) >= LONG and _varied(key)])
    if timed and timed >= max(ordered, daily):
        return Twins(timed, "time included")
    if ordered and ordered >= daily:
        return Twins(ordered, "in the same order")
    return Twins(daily, "on the same day, far more often than sheets of different days do") if daily else None


def _sheets(answers: Answers) -> list[tuple[Sheet, int]]:
    """Give every sheet with its last time, customer by customer; only those that may count where most are short."""
    order = np.lexsort((answers.question, answers.case, answers.person))
    starts = _starts(answers, order)
    sizes = np.diff(np.append(starts, len(order)))
    if (sizes >= 2).sum() * 2 < len(sizes):
        # Most sheets hold one answer: then only such are looked at as can be no chance, `_again` at none.
        order = order[np.repeat(sizes >= ITEMS, sizes)]
        starts = _starts(answers, order)
    if not len(order):
        return []
    value = np.where(np.isnan(answers.value), -1e300, answers.value)[order]
    columns = (answers.question[order], value, answers.text[order])
    rows = list(zip(*(column.tolist() for column in columns), strict=True))
    ends = [*starts[1:].tolist(), len(rows)]
    last = np.maximum.reduceat(answers.at[order], starts).tolist()
    return [(tuple(rows[start:end]), at) for start, end, at in zip(starts.tolist(), ends, last, strict=True)]


def _starts(answers: Answers, order: NDArray[np.int64]) -> NDArray[np.int64]:
    """Find where each sheet begins among answers in order of customer and case."""
    person, case = answers.person[order], answers.case[order]
    new = np.append(len(order) > 0, (person[1:] != person[:-1]) | (case[1:] != case[:-1]))
    return np.flatnonzero(new[: len(order)])


def _again(keys: list[Sheet]) -> int:
    """Count sheets that repeat the one so many places before, if a long row of them does; of one answer never."""
    if sum(len(key) >= 2 for key in keys) * 2 < len(keys):
        return 0
    before: dict[Sheet, int] = {}
    lags: Counter[int] = Counter()
    for place, key in enumerate(keys):
        if key in before:
            lags[place - before[key]] += 1
        before[key] = place
    best = 0
    for lag in {len(keys) // 2, *(lag for lag, _ in lags.most_common(3))}:
        if lag < RUN:
            continue
        equal = [keys[place] == keys[place - lag] for place in range(lag, len(keys))]
        run: list[Sheet] = []
        for place, same in enumerate(equal):
            run = [*run[-RUN + 1 :], keys[lag + place]] if same else []
            if len(run) == RUN and len(set(run)) >= DIFFERENT:
                best = max(best, sum(equal))
                break
    return best


def _of_days(sheets: list[tuple[Sheet, int]]) -> int:
    """Count sheets that repeat another of their day, if those of different days are equal far less often."""
    keys, days = Counter(key for key, _ in sheets), Counter(day for _, day in sheets)
    both = Counter(sheets)
    equal, here = _pairs(keys), _pairs(both)
    pairs, of_day = len(sheets) * (len(sheets) - 1) // 2, _pairs(days)
    if pairs == of_day or here < FEWEST:
        return 0
    expected = (equal - here) / (pairs - of_day) * of_day
    many = here > TIMES * expected and here > expected + 5 * expected**0.5
    return sum(number - 1 for number in both.values()) if many else 0


def _varied(key: Sheet) -> bool:
    return len({value for _, value, _ in key}) > 1


def _pairs(counts: Counter[Any]) -> int:
    return sum(number * (number - 1) // 2 for number in counts.values())
