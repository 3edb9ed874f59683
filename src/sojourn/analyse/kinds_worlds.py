"""Journeys drawn by chance, in which everybody goes by the same shares: the worlds without kinds."""

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sojourn import kernels

from .kinds_sample import Sampled

CELLS = 4_000_000
"""Chances of ending, one for each event and each number of events left, that are held at once."""


@dataclass(frozen=True, slots=True, eq=False)
class Shares:
    """What follows each event of some journeys, and how often; only what was lived is held.

    Attributes:
        lengths: (n,) int64, events of each journey, all above 0.
        names: (u,) uint32, the codes that occur, ascending; rows and columns are places in it.
        starts: (u + 2,) int64: what follows place i are the moves starts[i] to starts[i + 1]; u stands for the
            beginning.
        to: (d,) int64 places, ascending for each; share: (d,) float64, of all that follows, the end too.
        ending: (u,) float64, the share of the end.
    """

    lengths: NDArray[np.int64]
    names: NDArray[np.uint32]
    starts: NDArray[np.int64]
    to: NDArray[np.int64]
    share: NDArray[np.float64]
    ending: NDArray[np.float64]

    @staticmethod
    def of(sampled: Sampled) -> "Shares":
        """Count the moves of journeys, none of them empty.

        Cost: O(events log events) time and O(events) memory, whatever names the data have besides.
        """
        names, place = np.unique(sampled.codes, return_inverse=True)
        place, u = place.reshape(-1).astype(np.int64), len(names)
        before = np.empty(len(place), np.int64)
        before[1:] = place[:-1]
        before[sampled.offsets[:-1]] = u
        keys, number = np.unique(before * u + place, return_counts=True)
        row, last = keys // max(u, 1), place[sampled.offsets[1:] - 1]
        ends = np.bincount(last, minlength=u + 1)
        whole = np.bincount(row, number, minlength=u + 1) + ends
        starts = np.searchsorted(row, np.arange(u + 2)).astype(np.int64)
        share = number / whole[row]
        return Shares(np.diff(sampled.offsets), names, starts, keys % max(u, 1), share, (ends / whole)[:u])

    def drawn(self, rng: np.random.Generator) -> tuple[NDArray[np.int64], NDArray[np.uint32]]:
        """Draw a journey for every lived one, as long as it: offsets and codes, the longest first.

        The next event is drawn with the chance of the move times that of then ending after just as many events as are
        left: a chain that is told when it will end.

        Cost: O(longest journey times distinct moves + events) time, and at most 8 bytes for each of `CELLS`, or of
        twice the names times the root of the longest journey, where that is more.
        """
        left = np.sort(self.lengths)[::-1]
        starts = np.concatenate([[0], np.cumsum(left)]).astype(np.int64)
        codes = np.empty(int(starts[-1]), np.uint32)
        longest = int(left[0])
        # Chance is dealt step by step, then used from the longest rest down: who has it stands in front.
        going = np.searchsorted(-left, -np.arange(longest))
        dealt = np.concatenate([[0], np.cumsum(going)])[:-1]
        chance = rng.random(len(codes))
        now = np.full(len(left), len(self.names), np.int64)
        for rest, ending in zip(reversed(range(longest)), self._endings(longest), strict=True):
            some = int(going[rest])
            step = left[:some] - rest - 1
            kernels.draw_moves(
                self.starts, self.to, self.share, ending, chance[dealt[step] + np.arange(some)], now[:some]
            )
            codes[starts[:some] + step] = self.names[now[:some]]
        return starts, codes

    def _endings(self, longest: int) -> Iterator[NDArray[np.float64]]:
        """Give the chance of ending after exactly t more events, by event and but for a factor; from the largest t.

        Each goes back to the one before it. Where all do not fit, the first of each block is kept and the rest is made
        anew.
        """
        u = len(self.names)
        width = longest if longest * u <= CELLS else math.isqrt(longest - 1) + 1
        first = [self.ending]
        while len(first) * width < longest:
            first.append(kernels.chances_of_ending(self.starts, self.to, self.share, first[-1], width + 1)[-1].copy())
        for block in reversed(range(len(first))):
            many = min(width, longest - block * width)
            yield from kernels.chances_of_ending(self.starts, self.to, self.share, first[block], many)[::-1]
