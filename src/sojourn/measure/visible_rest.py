"""What adding and subtracting shown cells of several breakdowns leaves, and whether that is too few customers.

Of two breakdowns every such remainder is a cut: cells are nodes, answers are edges between the cells they belong to,
and a sum of cells that is 0 for most answers parts those nodes in two. The smallest cut is found exactly, where nobody
answered twice. Of three and more the remainders that touch the fewest are looked for, all of them where they can be
counted, else from many starting points.

Sources: Stoer and Wagner, J. ACM 44 (1997), for the smallest cut; Prange, IRE Trans. Inf. Theory 8 (1962), for words of
small support in a linear code, which is the same search.
"""

from collections.abc import Iterator
from itertools import combinations
from math import comb

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
NONE = 1e-7
EVERY = 2_000
"""So many choices of zeros are gone through one by one."""
STARTS = 40
"""And from so many places otherwise."""


def remainder(
    cells: NDArray[np.int64], atom: NDArray[np.int64], person: NDArray[np.int64], fewest: int
) -> Floats | None:
    """Find a sum of cells that is 0 but for answers of fewer customers than may be shown.

    Args:
        cells: (breakdowns, m) the cell of each combination of labels: of all that is hidden in a breakdown the same.
        atom: (n,) the combination of each answer.
        person: (n,) who gave it.

    Returns:
        (m,) the sum, or None where none was found.

    Cost: O(cells³) for each two breakdowns; for three O(starts · cells² · combinations) besides.
    """
    merged, place = np.unique(cells, axis=1, return_inverse=True)
    place = place.reshape(-1)
    pairs = np.unique(np.stack([place[atom], person]), axis=1)
    people = _People(pairs[0], pairs[1], merged.shape[1], fewest)
    for one, other in combinations(range(len(merged)), 2):
        for found in _cuts(merged[[one, other]], people):
            if people.few(np.abs(found) > NONE):
                return np.asarray(found[place], np.float64)
    if len(merged) > 2:
        for found in _words(merged, people):
            if people.few(np.abs(found) > NONE):
                return np.asarray(found[place], np.float64)
    return None


class _People:
    """Who stands behind combinations of labels."""

    def __init__(self, place: NDArray[np.int64], person: NDArray[np.int64], size: int, fewest: int) -> None:
        self.place, self.person, self.fewest = place, person, fewest
        self.count = np.bincount(place, minlength=size).astype(np.float64)
        times = np.bincount(person)[person]
        self.share = np.bincount(place, 1.0 / times, minlength=size)
        self.again = bool((times > 1).any())

    def few(self, chosen: NDArray[np.bool_]) -> bool:
        """Say whether anybody, but too few, stand behind these."""
        return 0 < len(np.unique(self.person[chosen[self.place]])) < self.fewest


def _cuts(merged: NDArray[np.int64], people: _People) -> Iterator[Floats]:
    """Give small cuts of the graph whose nodes are the cells of two breakdowns, the smallest among them."""
    left, right = (np.unique(row, return_inverse=True)[1].reshape(-1) for row in merged)
    right = right + int(left.max()) + 1
    size = int(right.max()) + 1
    group = np.arange(size)
    # Ends of an edge that is large enough never part.
    for one, other in zip(left[people.count >= people.fewest], right[people.count >= people.fewest], strict=True):
        group[group == group[other]] = group[one]
    group = np.unique(group, return_inverse=True)[1].reshape(-1)
    for weight in (people.share, people.count) if people.again else (people.count,):
        edges = np.zeros((int(group.max()) + 1,) * 2)
        np.add.at(edges, (group[left], group[right]), weight)
        edges = edges + edges.T
        np.fill_diagonal(edges, 0.0)
        for side in _phases(edges):
            yield side[group[left]] - side[group[right]]


def _phases(edges: Floats) -> Iterator[Floats]:
    """Give the cut of each phase: 1 for nodes on one side; graphs that hang apart part by part."""
    apart = _parts(edges)
    for part in range(int(apart.max()) + 1):
        nodes = np.flatnonzero(apart == part)
        weight = edges[np.ix_(nodes, nodes)].copy()
        held = [[int(node)] for node in nodes]
        while len(held) > 1:
            tied = weight[0].copy()
            order, free = [0], np.ones(len(held), np.bool_)
            free[0] = False
            while free.any():
                nearest = int(np.argmax(np.where(free, tied, -1.0)))
                order.append(nearest)
                free[nearest] = False
                tied = tied + weight[nearest]
            last, before = order[-1], order[-2]
            side = np.zeros(len(edges))
            side[held[last]] = 1.0
            yield side
            weight[before] += weight[last]
            weight[:, before] += weight[:, last]
            weight[before, before] = 0.0
            held[before] += held[last]
            weight = np.delete(np.delete(weight, last, 0), last, 1)
            del held[last]


def _parts(edges: Floats) -> NDArray[np.int64]:
    """Number the parts of a graph that hang together."""
    part = np.full(len(edges), -1, np.int64)
    number = 0
    for start in range(len(edges)):
        if part[start] >= 0:
            continue
        reached = np.zeros(len(edges), np.bool_)
        reached[start] = True
        while True:
            more = reached | (edges[reached] > 0).any(axis=0)
            if (more == reached).all():
                break
            reached = more
        part[reached] = number
        number += 1
    return part


def _words(merged: NDArray[np.int64], people: _People) -> Iterator[Floats]:
    """Give sums of cells of all breakdowns that are 0 wherever enough customers stand, and in many other places."""
    known = np.concatenate([(row[None, :] == np.unique(row)[:, None]) * 1.0 for row in merged])
    small = np.flatnonzero(people.count < people.fewest)
    sums = _basis(_zero_on(known[:, people.count >= people.fewest]) @ known[:, small])
    rank, size = sums.shape
    if not rank:
        return
    whole = np.zeros(known.shape[1])
    if comb(size, rank - 1) <= EVERY:
        for zeros in combinations(range(size), rank - 1):
            for row in _zero_on(sums[:, list(zeros)]) @ sums:
                whole[small] = row
                yield whole.copy()
        return
    random = np.random.Generator(np.random.PCG64(0))
    for _ in range(STARTS):
        order = np.argsort(-people.count[small] * random.exponential(size=size), kind="stable")
        for row in _reduced(sums, order):
            whole[small] = row
            yield whole.copy()


def _zero_on(known: Floats) -> Floats:
    """Give the combinations of rows that are 0 in every column."""
    if not known.shape[1]:
        return np.eye(len(known))
    left, sizes, _ = np.linalg.svd(known, full_matrices=True)
    rank = int((sizes > NONE * max(1.0, sizes[0])).sum())
    return np.asarray(left[:, rank:].T, np.float64)


def _basis(rows: Floats) -> Floats:
    """Give rows that span the same, and none too many."""
    if not rows.size:
        return np.zeros((0, rows.shape[1]))
    _, sizes, right = np.linalg.svd(rows, full_matrices=False)
    return np.asarray(right[sizes > NONE], np.float64)


def _reduced(rows: Floats, order: NDArray[np.int64]) -> Floats:
    """Solve for one column after the other: each row keeps one that the others do not have."""
    rows, free = rows.copy(), np.ones(len(rows), np.bool_)
    for column in order:
        if not free.any():
            break
        pivot = int(np.argmax(np.where(free, np.abs(rows[:, column]), -1.0)))
        if abs(rows[pivot, column]) <= NONE:
            continue
        free[pivot] = False
        rows[pivot] /= rows[pivot, column]
        other = rows[:, column].copy()
        other[pivot] = 0.0
        rows -= other[:, None] * rows[pivot][None, :]
    return rows
