"""The best sets by singles and pairs: branch and bound over many partial sets at a time.

Initiatives are decided one after the other. What a partial set can still gain is bounded from above by a knapsack that
may take parts of things, in which a pair that is worth more together lends half of that to each; pairs that are worth
less together are not counted. What cannot reach the worst of the sets to be kept is dropped.

Source: such bounds for knapsacks with products, Gallo, Hammer and Simeone, Mathematical Programming Study 12 (1980).
"""

import time
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Sets = NDArray[np.bool_]
Floats = NDArray[np.float64]

BLOCK = 4096
"""How many partial sets are looked at in one go."""


@dataclass(frozen=True, slots=True, eq=False)
class Task:
    """What is made as large as possible, `Σ worth_i x_i + Σ extra_ij x_i x_j`, and within which limits.

    Attributes:
        worth: (n,).
        extra: (n, n), the same on both sides of the diagonal, which is 0.
        rows, low, high: `low ≤ rows @ x ≤ high`.
        budget: which of the rows says what may be spent; None for none.
    """

    worth: Floats
    extra: Floats
    rows: Floats
    low: Floats
    high: Floats
    budget: int | None


@dataclass(frozen=True, slots=True, eq=False)
class _Partial:
    """Sets of which so many things are decided."""

    depth: int
    sets: Sets
    value: Floats
    gains: Floats
    sums: Floats
    bound: Floats

    def at(self, places: NDArray[np.int64] | Sets) -> "_Partial":
        """Keep some."""
        return _Partial(
            self.depth, self.sets[places], self.value[places], self.gains[places], self.sums[places],
            self.bound[places],
        )  # fmt: skip


def best_sets(task: Task, *, keep: int, until: float) -> tuple[Sets, bool]:
    """Find the best sets, the best first, and say whether none outside could be better.

    Args:
        keep: how many.
        until: when to stop, by `time.monotonic`; what was found until then is given.

    Cost: O(2ⁿ) at worst; where money is short, 25 things take a second or two.
    """
    n = len(task.worth)
    order = _order(task)
    search = _Search(_reordered(task, order))
    best, values = np.zeros((0, n), dtype=bool), np.zeros(0)
    stack = list(search.first())
    whole = True
    while stack:
        if time.monotonic() > until:
            whole = False
            break
        part = stack.pop()
        floor = values[-1] if len(values) == keep else -np.inf
        part = part.at(part.bound > floor)
        if not len(part.value):
            continue
        if part.depth == n:
            together = np.concatenate([values, part.value])
            ranks = np.argsort(-together, kind="stable")[:keep]
            best, values = np.vstack([best, part.sets])[ranks], together[ranks]
            continue
        stack += search.next(part, floor)
    found = np.zeros_like(best)
    found[:, order] = best
    return found, whole


class _Search:
    """What each depth of the search knows."""

    def __init__(self, task: Task) -> None:
        self.task = task
        self.n = n = len(task.worth)
        half = np.maximum(task.extra, 0) / 2
        # What pairs with things not decided yet may lend, at each depth.
        lent = np.zeros((n + 1, n))
        least, most = np.zeros((n + 1, len(task.rows))), np.zeros((n + 1, len(task.rows)))
        for depth in range(n - 1, -1, -1):
            lent[depth] = lent[depth + 1] + half[:, depth]
            least[depth] = least[depth + 1] + np.minimum(task.rows[:, depth], 0)
            most[depth] = most[depth + 1] + np.maximum(task.rows[:, depth], 0)
        self.lent, self.least, self.most = lent, least, most

    def first(self) -> Iterator[_Partial]:
        """Give the set of which nothing is decided."""
        sets = np.zeros((1, self.n), dtype=bool)
        none = _Partial(0, sets, np.zeros(1), self.task.worth[None], np.zeros((1, len(self.task.rows))), np.zeros(1))
        yield from self._bounded(none, -np.inf)

    def next(self, part: _Partial, floor: float) -> Iterator[_Partial]:
        """Decide one thing more: take it, and leave it."""
        place, task = part.depth, self.task
        taken = part.sets.copy()
        taken[:, place] = True
        both = _Partial(
            place + 1,
            np.vstack([part.sets, taken]),
            np.concatenate([part.value, part.value + part.gains[:, place]]),
            np.vstack([part.gains, part.gains + task.extra[place]]),
            np.vstack([part.sums, part.sums + task.rows[:, place]]),
            np.zeros(2 * len(part.value)),
        )
        yield from self._bounded(both, floor)

    def _bounded(self, part: _Partial, floor: float) -> Iterator[_Partial]:
        """Drop what no decision can make allowed or good enough; give the rest in blocks, what promises most last."""
        task, depth = self.task, part.depth
        allowed = ((part.sums + self.least[depth] <= task.high) & (part.sums + self.most[depth] >= task.low)).all(
            axis=1
        )
        part = part.at(allowed)
        bound = part.value + self._more(part)
        places = np.flatnonzero(bound > floor)
        places = places[np.argsort(bound[places], kind="stable")]
        part = _Partial(part.depth, part.sets, part.value, part.gains, part.sums, bound)
        for begin in range(0, len(places), BLOCK):
            yield part.at(places[begin : begin + BLOCK])

    def _more(self, part: _Partial) -> Floats:
        """Bound what each may still gain."""
        task, depth = self.task, part.depth
        if depth == self.n:
            return np.zeros(len(part.value))
        gains = np.maximum(part.gains[:, depth:] + self.lent[depth, depth:], 0.0)
        if task.budget is None:
            return np.asarray(gains.sum(axis=1))
        costs = np.maximum(task.rows[task.budget, depth:], 1e-12)
        left = (task.high[task.budget] - part.sums[:, task.budget])[:, None]
        order = np.argsort(-gains / costs, axis=1)
        spent = costs[order]
        before = np.cumsum(spent, axis=1) - spent
        share = np.clip((left - before) / spent, 0.0, 1.0)
        return np.asarray((np.take_along_axis(gains, order, axis=1) * share).sum(axis=1))


def _order(task: Task) -> NDArray[np.int64]:
    """Decide what promises most for its cost first."""
    promise = np.maximum(task.worth + np.maximum(task.extra, 0).sum(axis=1) / 2, 0.0)
    if task.budget is not None:
        promise = promise / np.maximum(task.rows[task.budget], 1e-12 + task.rows[task.budget].max() * 1e-6)
    return np.asarray(np.argsort(-promise, kind="stable"))


def _reordered(task: Task, order: NDArray[np.int64]) -> Task:
    return Task(
        task.worth[order], task.extra[np.ix_(order, order)], task.rows[:, order], task.low, task.high, task.budget
    )
