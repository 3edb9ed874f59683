"""Centres of kinds: spherical k-means over distinct journeys, one kind more at a time."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sojourn import kernels

from .kinds_distance import ONE

ROUNDS = 30
"""How often at most points are placed and centres moved."""
TRIES = 3
"""Places that are tried for each further centre."""


@dataclass(frozen=True, slots=True, eq=False)
class Fit:
    """Points placed with the nearest of some centres.

    Attributes:
        centres: (k, f) float64 whole numbers, of length 2**20.
        labels: (v,) int64, the nearest centre; of equally near ones the first.
        near: sum over journeys of 1 minus the distance to their centre, times 2**40.
    """

    centres: NDArray[np.float64]
    labels: NDArray[np.int64]
    near: float


@dataclass(frozen=True, slots=True, eq=False)
class _Sparse:
    """Vectors by what is not 0 in them: `place_vectors` says how."""

    starts: NDArray[np.int64]
    columns: NDArray[np.int64]
    values: NDArray[np.float64]

    @staticmethod
    def of(vectors: NDArray[np.float64]) -> "_Sparse":
        """Find what is not 0."""
        rows, columns = np.nonzero(vectors)
        starts = np.searchsorted(rows, np.arange(len(vectors) + 1)).astype(np.int64)
        return _Sparse(starts, columns.astype(np.int64), vectors[rows, columns])

    def round(
        self, weights: NDArray[np.float64], centres: NDArray[np.float64]
    ) -> tuple[NDArray[np.int64], NDArray[np.float64], NDArray[np.float64]]:
        """Place points once: labels, products with all centres, and sums by centre."""
        columns = np.ascontiguousarray(centres.T)
        return kernels.place_vectors(self.starts, self.columns, self.values, weights, columns)


def fits(
    vectors: NDArray[np.float64], weights: NDArray[np.float64], most: int, rng: np.random.Generator
) -> tuple[Fit, ...]:
    """Give the fit with one kind, with two, and so on up to `most`, or up to as many as there are distinct points.

    Each fit begins with the centres of the one before and one point more, drawn with a chance that grows with its
    distance from the centres; the best of three is kept. Centres are the directions of sums, so that journeys of a kind
    are as near to it as they can be. All sums are of whole numbers: the same on any machine and in any order.

    Args:
        vectors: (v, f), as `Vocabulary.vectors` gives them.
        weights: (v,) whole numbers; points without weight are placed, and move nothing.

    Cost: O(k d) a round, d the coordinates that are not 0, and some tens of rounds for each kind more.

    Source: Dhillon and Modha, Machine Learning 42 (2001); Likas, Vlassis and Verbeek, Pattern Recognition 36 (2003),
    for one centre more at a time; Arthur and Vassilvitskii, SODA (2007), for the draw.
    """
    alive = np.flatnonzero(weights > 0)
    sparse = _Sparse.of(vectors)
    found = [_moved(sparse, weights, _directions((weights[:, None] * vectors).sum(0, keepdims=True)))]
    while len(found) < most:
        last = found[-1]
        far = 1 - sparse.round(weights, last.centres)[1].max(1)[alive] / ONE**2
        # What lies within rounding of a centre is the centre.
        far = np.where(far > 1e-5, far, 0.0) * weights[alive]
        upto = np.cumsum(far)
        if upto[-1] <= 0:
            break
        tried = [
            _moved(sparse, weights, np.vstack([last.centres, vectors[alive[place]]]))
            for place in dict.fromkeys(np.searchsorted(upto[:-1], rng.random(TRIES) * upto[-1], side="right").tolist())
        ]
        found.append(max(tried, key=lambda fit: fit.near))
    return tuple(found)


def clearness(vectors: NDArray[np.float64], centres: NDArray[np.float64]) -> NDArray[np.float64]:
    """Give the simplified silhouette of points: 1 - d / e, d to the nearest of two centres or more, e to the next.

    1 at a centre, 0 midway between two.

    Source: Rousseeuw, J. Comput. Appl. Math. 20 (1987), with distances to centres as in Hruschka, Campello and de
    Castro, IEEE Transactions on Evolutionary Computation 10 (2006).
    """
    apart = np.sort(1 - _Sparse.of(vectors).round(np.zeros(len(vectors)), centres)[1] / ONE**2, axis=1)
    own, other = np.maximum(apart[:, 0], 0.0), apart[:, 1]
    return np.asarray(1 - np.divide(own, other, out=np.ones(len(own)), where=other > 0))


def placed(vectors: NDArray[np.float64], centres: NDArray[np.float64]) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Give the nearest centre of each point, of equally near ones the first, and the distance to it."""
    labels, near, _ = _Sparse.of(vectors).round(np.zeros(len(vectors)), centres)
    return labels, np.maximum(1 - near[np.arange(len(near)), labels] / ONE**2, 0.0)


def _moved(sparse: _Sparse, weights: NDArray[np.float64], centres: NDArray[np.float64]) -> Fit:
    """Place points and move centres until nothing moves."""
    for _ in range(ROUNDS):
        _, _, sums = sparse.round(weights, centres)
        # A centre that has lost all its points stays where it was.
        moved = np.where(np.any(sums != 0, axis=1)[:, None], _directions(sums), centres)
        if np.array_equal(moved, centres):
            break
        centres = moved
    labels, near, _ = sparse.round(weights, centres)
    return Fit(centres, labels, math.fsum(near[np.arange(len(labels)), labels] * weights))


def _directions(sums: NDArray[np.float64]) -> NDArray[np.float64]:
    """Give vectors of length 2**20 in the direction of sums."""
    # Through whole numbers of 20 bits, so that the squares add up exactly.
    scaled = np.rint(sums * (ONE / np.maximum(sums.max(1, keepdims=True), 1.0)))
    length = np.sqrt((scaled * scaled).sum(1, keepdims=True))
    return np.asarray(np.rint(scaled * (ONE / np.maximum(length, 1.0))))
