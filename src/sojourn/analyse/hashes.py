"""Hashes of sequences and how often each occurs: in memory, or on disk where they are too many."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sojourn import kernels
from sojourn.core.aside import Kept, Parted

COMPACT = 2_000_000
"""Rows that partials may hold before equal hashes are added up."""

STRETCH = 1_000_000
"""Rows that are looked at together: nothing that takes memory is as long as the hashes."""

Run = tuple[NDArray[np.uint64], NDArray[np.int64]]
"""(k, 2) hashes and (k, 2) counts of journeys and customers; without counts (0, 2) each row is one of one."""


@dataclass(frozen=True, slots=True)
class Hashes:
    """How many journeys and customers each sequence has; a hash may stand in several runs, and then they add up.

    Attributes:
        runs: hashes and counts.
        aside: the one run there is lies on disk; its hashes ascend by their second word, then by their first.
    """

    runs: tuple[Run, ...]
    aside: bool = False

    @property
    def size(self) -> int:
        """How many rows the runs have."""
        return sum(len(hashes) for hashes, _ in self.runs)

    def compact(self) -> "Hashes":
        """Add up equal hashes."""
        if len(self.runs) == 1 and len(self.runs[0][1]) == len(self.runs[0][0]):
            return self
        return Hashes((kernels.add_hashes(self.runs),))


class HashesAside:
    """Hashes that were put aside, to be added up part by part."""

    def __init__(self) -> None:
        self._parted = Parted()

    def add(self, partial: Hashes) -> None:
        """Put hashes aside, equal ones added up."""
        hashes, counts = partial.compact().runs[0]
        self._parted.add(hashes[:, 1], hashes, counts)

    def whole(self) -> Hashes:
        """Add all up."""
        found, many = Kept(), Kept()
        for runs in self._parted.parts():
            if not runs:
                continue
            hashes, counts = kernels.add_hashes([(run[0], run[1]) for run in runs])
            order = np.lexsort((hashes[:, 0], hashes[:, 1]))
            found.write(hashes[order])
            many.write(counts[order])
        self._parted.close()
        return Hashes(((found.done(np.dtype(np.uint64), 2), many.done(np.dtype(np.int64), 2)),), aside=True)


def border_of(counts: NDArray[np.int64], top: int) -> int:
    """Give how many journeys the last of the `top` most frequent has; there are more than `top`."""
    best = np.zeros(0, np.int64)
    for _, stretch in _stretches(counts):
        # Most variants are often those of a single journey: only what is above the least so far can matter, and a
        # partition is slow where most are equal.
        above = stretch[stretch > (best.min() if len(best) == top else 1)]
        best = np.concatenate([best, above if len(best) + len(above) >= top else stretch])
        if len(best) > top:
            best = np.partition(best, len(best) - top)[len(best) - top :]
    return int(best.min())


def rows_above(counts: NDArray[np.int64], border: int) -> tuple[NDArray[np.int64], int]:
    """Give the rows above a border, and how many are at it."""
    rows, ties = [], 0
    for first, stretch in _stretches(counts):
        rows.append(first + np.flatnonzero(stretch > border))
        ties += int(np.count_nonzero(stretch == border))
    return np.concatenate(rows), ties


def rows_at(counts: NDArray[np.int64], border: int) -> NDArray[np.int64]:
    """Give the rows at a border."""
    return np.concatenate([first + np.flatnonzero(stretch == border) for first, stretch in _stretches(counts)])


def tied_aside(
    hashes: NDArray[np.uint64], counts: NDArray[np.int64], border: int
) -> tuple[NDArray[np.int64], NDArray[np.uint64]]:
    """Give the rows at a border and their hashes, both on disk."""
    rows, wanted = Kept(), Kept()
    for first, stretch in _stretches(counts):
        there = first + np.flatnonzero(stretch == border)
        rows.write(there)
        wanted.write(hashes[there])
    return rows.done(np.dtype(np.int64)), wanted.done(np.dtype(np.uint64), 2)


def _stretches(counts: NDArray[np.int64]) -> Iterator[tuple[int, NDArray[np.int64]]]:
    """Give the counts a stretch at a time, with the row each begins at."""
    return ((first, counts[first : first + STRETCH]) for first in range(0, len(counts), STRETCH))
