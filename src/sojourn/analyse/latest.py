"""What a customer did last before, or first after: places found by halving, a whole column at a time."""

import numpy as np
from numpy.typing import NDArray

Places = NDArray[np.int64]


def latest(owner: Places, time: Places, whose: Places, when: Places, *, same: bool = True) -> Places:
    """Find for each question the last entry of the same owner at or before an instant; of equal ones the last.

    Args:
        owner, time: (a,) int64, entries sorted by owner, then time.
        whose, when: (b,) int64, questions in any order.
        same: an entry at the very instant counts; else only earlier ones do.

    Returns:
        (b,) int64 places of entries, -1 where there is none.

    Cost: O((a + b) log a), in as many steps as it takes to halve the entries of the owner who has most.
    """
    first = np.searchsorted(owner, whose, side="left").astype(np.int64)
    low, high = first.copy(), np.searchsorted(owner, whose, side="right").astype(np.int64)
    while True:
        undecided = np.flatnonzero(low < high)
        if not len(undecided):
            return np.where(low > first, low - 1, -1)
        middle = (low[undecided] + high[undecided]) // 2
        before = time[middle] <= when[undecided] if same else time[middle] < when[undecided]
        low[undecided[before]] = middle[before] + 1
        high[undecided[~before]] = middle[~before]


def earliest(owner: Places, time: Places, whose: Places, when: Places) -> Places:
    """Find for each question the first entry of the same owner strictly after an instant; -1 where there is none.

    Arguments, shapes and cost are those of `latest`.
    """
    found = latest(owner, time, whose, when)
    after = np.where(found >= 0, found + 1, np.searchsorted(owner, whose, side="left"))
    there = after < len(owner)
    there[there] = owner[after[there]] == whose[there]
    return np.where(there, after, -1)


def in_time(owner: Places, time: Places) -> Places | None:
    """Say in which order entries are sorted by owner, then time; None when they already are.

    Journeys of one customer may interleave when they are cut by key; otherwise rows stand in time.
    """
    if bool(np.all((owner[1:] > owner[:-1]) | ((owner[1:] == owner[:-1]) & (time[1:] >= time[:-1])))):
        return None
    return np.lexsort((time, owner))
