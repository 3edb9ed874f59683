"""How far apart two journeys are: the events and the moves they are made of, the rare ones weighing more."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sojourn import kernels
from sojourn.core.journeys import Codes

ONE = 2.0**20
"""What stands for 1 in a vector: vectors hold whole numbers, so that their products are exact in any order."""
FINE = 2.0**16
"""What stands for 1 in a weight."""
MOST = 256
"""Events and moves that the distance looks at."""
RARE = 0.01
"""Share of journeys that must have an event, or a move, for the distance to look at it."""
DENSE = 4_000_000
"""Cells up to which what each journey has is counted in a table."""


@dataclass(frozen=True, slots=True, eq=False)
class Vocabulary:
    """What the distance looks at.

    With p(x) and q(x) the weighted shares of an event or a move x in two journeys, half of the whole for events and
    half for moves, the distance is 1 - Σ √(p(x) q(x)): the square of Hellinger's distance. It is 0 for the same shares
    and 1 when the journeys have nothing in common. A move is from an event to the next, from the beginning to the first
    event, or from the last event to the end. Each time counts. The weight is log(1 + n / d) where d of n journeys have
    it. Looked at are what at least 1 % of journeys have, and of these the 256 that most have.

    Attributes:
        names: number of event codes; this number itself stands for the beginning and the end.
        events: (e,) int64 codes.
        moves: (f,) int64, from * (names + 1) + to.
        weights: (e + f,) float64 whole numbers, 65,536 times the weights.

    Source: Hellinger, J. reine angew. Math. 136 (1909), for the distance; Spärck Jones, J. Documentation 28 (1972), for
    weighing by rarity.
    """

    names: int
    events: NDArray[np.int64]
    moves: NDArray[np.int64]
    weights: NDArray[np.float64]

    @property
    def size(self) -> int:
        """How much is looked at."""
        return len(self.weights)

    def recoded(self, place: NDArray[np.int64]) -> "Vocabulary":
        """Say the same in other codes: `place` gives the other code of each of these."""
        place = np.append(place, self.names)
        pair = self.names + 1
        moves = place[self.moves // pair] * pair + place[self.moves % pair]
        return Vocabulary(self.names, place[self.events], moves, self.weights)

    def vectors(self, offsets: NDArray[np.int64], codes: Codes) -> NDArray[np.float64]:
        """Lay journeys out: (n, e + f) float64 whole numbers, 2**20 times the root of each share; else 0.

        Journeys without anything that is looked at have nothing but 0. Two rows' product, through 2**40, is 1 minus
        their distance.

        Cost: O(events + n (e + f)) time and 8 n (e + f) bytes.
        """
        return kernels.lay_journeys(offsets, codes, *self._tables(), self.weights, len(self.events), ONE)

    def placed(
        self, offsets: NDArray[np.int64], codes: Codes, centres: NDArray[np.float64], used: NDArray[np.bool_]
    ) -> tuple[NDArray[np.int64], NDArray[np.float64], NDArray[np.int64]]:
        """Place journeys with the nearest of (k, e + f) centres.

        Returns:
            The nearest for each journey, of equals the first, -1 for one that is not used or has nothing that is looked
            at; the distance to it; and (k, e + f) int64, the journeys of each centre by what they have.

        Cost: O(events + journeys k d) time, d what a journey has.
        """
        columns = np.ascontiguousarray(centres.T)
        label, near, having = kernels.place_journeys(
            offsets, codes, *self._tables(), self.weights, len(self.events), ONE, columns, used.astype(np.uint8)
        )
        return label, np.maximum(1 - near / ONE**2, 0.0), having

    def _tables(self) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.int32]]:
        """Make the tables by which kernels look codes and moves up."""
        events = np.full(self.names, -1, np.int32)
        events[self.events] = np.arange(len(self.events), dtype=np.int32)
        start, end = self.moves // (self.names + 1), self.moves % (self.names + 1)
        # Row and column 0 are for codes of which no move is looked at, so that the table stays in cache.
        used = np.unique(np.concatenate([start, end, [self.names]]))
        compact = np.zeros(self.names + 1, np.int32)
        compact[used] = np.arange(1, len(used) + 1, dtype=np.int32)
        moves = np.full((len(used) + 1, len(used) + 1), -1, np.int32)
        moves[compact[start], compact[end]] = np.arange(len(self.moves), dtype=np.int32) + len(self.events)
        return events, compact, moves


def vocabulary(offsets: NDArray[np.int64], codes: Codes, names: int) -> Vocabulary:
    """Choose what the distance looks at, and weigh it. Ties for the last place go by code.

    Cost: O(m log m).
    """
    n = len(offsets) - 1
    owner = np.repeat(np.arange(n, dtype=np.int64), np.diff(offsets))
    events, events_in = _having(owner, codes.astype(np.int64), n, names)
    moves, moves_in = _having(*_moves(offsets, codes, names), n, (names + 1) ** 2)
    having = np.concatenate([events_in, moves_in])
    ranked = np.lexsort([np.arange(len(having)), -having])[:MOST]
    kept = np.sort(ranked[having[ranked] >= RARE * n])
    weights = np.rint(np.log1p(n / having[kept]) * FINE)
    first = kept < len(events)
    return Vocabulary(names, events[kept[first]], moves[kept[~first] - len(events)], weights)


def _having(
    rows: NDArray[np.int64], keys: NDArray[np.int64], n: int, size: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Count the rows that have each key: the keys that any has, ascending, and their counts."""
    if n * size <= DENSE:
        number = (np.bincount(rows * size + keys, minlength=n * size).reshape(n, size) > 0).sum(0)
        found = np.flatnonzero(number)
        return found, number[found]
    found, number = np.unique(np.unique(rows * size + keys) % size, return_counts=True)
    return found, number


@dataclass(frozen=True, slots=True, eq=False)
class Points:
    """Distinct journeys as vectors; journeys without anything that is looked at are not among them.

    Attributes:
        vectors: (v, e + f), as `Vocabulary.vectors` gives them.
        weights: (v,) float64, how many journeys each stands for.
        which: (n,) int64, the point of each journey, -1 for none.
        example: (v,) int64, one journey of each.
    """

    vocabulary: Vocabulary
    vectors: NDArray[np.float64]
    weights: NDArray[np.float64]
    which: NDArray[np.int64]
    example: NDArray[np.int64]


def points(offsets: NDArray[np.int64], codes: NDArray[np.uint32], names: int) -> Points:
    """Lay journeys out, each sequence of events once."""
    words = vocabulary(offsets, codes, names)
    hashes = kernels.hash_journeys(offsets, codes)
    # 64 of the 128 bits: with some thousands of journeys two of them share these once in 10¹² times.
    _, example, which = np.unique(hashes[:, 0], return_index=True, return_inverse=True)
    which = which.reshape(-1)
    lengths = np.diff(offsets)[example]
    inner = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)
    flat = codes[np.repeat(offsets[example] - inner[:-1], lengths) + np.arange(inner[-1])]
    vectors = words.vectors(inner, flat)
    some = vectors.any(1)
    place = np.where(some, np.cumsum(some) - 1, -1)
    weights = np.bincount(which, minlength=len(example)).astype(np.float64)
    return Points(words, vectors[some], weights[some], place[which], example[some])


def _moves(offsets: NDArray[np.int64], codes: Codes, names: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Give every move with its journey: (m + n',) int64 journeys and keys; a journey without events has none."""
    n, pair = len(offsets) - 1, names + 1
    owner = np.repeat(np.arange(n, dtype=np.int64), np.diff(offsets))
    some = np.flatnonzero(np.diff(offsets))
    before = np.empty(len(codes), np.int64)
    before[1:] = codes[:-1]
    before[offsets[:-1][some]] = names
    last = codes[offsets[1:][some] - 1].astype(np.int64)
    return np.concatenate([owner, some]), np.concatenate([before * pair + codes, last * pair + names])
