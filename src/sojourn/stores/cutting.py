"""Cut the customers of a source into ranges of about equal numbers of events."""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from sojourn.core.journeys import Range


def cut(part: int, offsets: NDArray[np.int64], *, share: int, first: int = 0) -> list[Range]:
    """Cut one part at the customer borders nearest to equal shares of its events.

    Args:
        part: the part's number, copied into the ranges.
        offsets: (n + 1,) int64; customer i has events offsets[i] to offsets[i + 1]. Need not start at 0.
        share: how many events a range should have.
        first: number of the first customer of `offsets`.

    Returns:
        Ranges in order that hold every customer once; none when there are no customers.
    """
    customers = len(offsets) - 1
    if customers <= 0:
        return []
    start, end = int(offsets[0]), int(offsets[-1])
    pieces = max(1, (end - start) // max(share, 1))
    wanted = start + np.arange(1, pieces, dtype=np.int64) * (end - start) // pieces
    after = np.searchsorted(offsets, wanted)
    before = np.maximum(after - 1, 0)
    nearest = np.where(offsets[after] - wanted <= wanted - offsets[before], after, before)
    # They ascend. np.unique would be a word shorter, but loads masked arrays: a fifth of a short command's time.
    borders = [0, *dict.fromkeys(nearest[(nearest > 0) & (nearest < customers)].tolist()), customers]
    return [
        Range(part=part, first=first + a, last=first + b, events=int(offsets[b] - offsets[a]))
        for a, b in pairwise(borders)
    ]


def share_of(events: int, *, most: int, at_least: int) -> int:
    """Say how many events a range should have for at most `most` ranges, none under `at_least`."""
    return max(1, at_least, -(-events // max(most, 1)))


def merged_small(ranges: Sequence[Range], *, at_least: int) -> list[Range]:
    """Join neighbours of one part until none is under `at_least`, as far as the part allows."""
    out: list[Range] = []
    for span in ranges:
        previous = out[-1] if out else None
        if previous and previous.part == span.part and min(previous.events, span.events) < at_least:
            out[-1] = Range(previous.part, previous.first, span.last, previous.events + span.events)
        else:
            out.append(span)
    return out
