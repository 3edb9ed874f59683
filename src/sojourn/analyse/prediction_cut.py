"""The instant that parts what models learn from and what they are tested on."""

from datetime import date, datetime

import numpy as np
from numpy.typing import NDArray

from sojourn.core.instants import instant

Instant = str | date | datetime | int
"""Text as people write it, or microseconds since 1970."""

Places = NDArray[np.int64]


def cut_of(cut: Instant | None, asked: Places, known: Places, *, test: float, time_zone: str) -> int:
    """Read the cut, or find the first instant before which enough is known for what is asked from then on.

    Enough: what is known before is at least `1 - test` of both together.

    Args:
        asked, known: (n,) microseconds of what can be used at all.

    Raises:
        InvalidInput: a cut that is no time.
    """
    if cut is not None:
        return cut if isinstance(cut, int) else instant(cut, time_zone=time_zone)
    if not len(asked):
        return 0
    ordered = np.sort(asked)
    candidates = np.unique(ordered)
    before = np.searchsorted(np.sort(known), candidates, side="left")
    after = len(ordered) - np.searchsorted(ordered, candidates, side="left")
    enough = np.flatnonzero(before * test >= after * (1 - test))
    return int(candidates[enough[0]] if len(enough) else candidates[-1])
