"""Many initiatives: a surrogate of singles and pairs is made as large as possible, and its best sets are simulated.

The best sets come from a branch and bound of its own; where its time is over, one more comes from an integer program.
Around the best by simulation, sets a change or an exchange away are simulated too.

Source: linearised products of yes-or-no variables, Glover and Woolsey, Operations Research 22 (1974); cuts that forbid
a set already seen, Balas and Jeroslow, SIAM J. Appl. Math. 23 (1972). Solved by HiGHS through scipy.optimize.milp.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .bounding import Task, best_sets
from .exhaustive import NEAR, impossible
from .landscape import Landscape, Objective, ordered
from .portfolio import Portfolio, Weights
from .proposals import required
from .rules import Rules

Sets = NDArray[np.bool_]
Floats = NDArray[np.float64]

SHARE = 0.6
"""The share of the time that branch and bound has before an integer program takes over."""

CLIMBED = 5
"""From so many sets on one looks for a better one a change away."""

HIT_THE_LIMIT = 1
"""What HiGHS answers, through scipy, when its time is over."""


@dataclass(frozen=True, slots=True, eq=False)
class Surrogate:
    """What initiatives gain one by one, and what two gain beyond that.

    Attributes:
        singles: (n,), the gain over the set of what the initiative requires.
        pairs: places of two initiatives.
        extra: for each pair, what both gain more than each.
    """

    singles: Floats
    pairs: tuple[tuple[int, int], ...]
    extra: Floats

    def of(self, sets: Sets) -> Floats:
        """Give what it says of sets."""
        total = sets @ self.singles
        for (i, j), extra in zip(self.pairs, self.extra, strict=True):
            total = total + extra * (sets[:, i] & sets[:, j])
        return np.asarray(total, dtype=np.float64)


def surrogate_of(portfolio: Portfolio, weights: Weights | None = None) -> Surrogate:
    """Value singles and pairs, each over what it requires.

    A pair of which one requires the other adds nothing. Cost: O(n²) sets.
    """
    found = portfolio.found
    places = {each.id: place for place, each in enumerate(found)}
    below = {place: {places[other] for other in required(found)[each.id]} for place, each in enumerate(found)}
    pairs = [(i, j) for i, j in combinations(range(len(found)), 2) if i not in below[j] and j not in below[i]]
    wanted: list[frozenset[int]] = []
    for place in range(len(found)):
        wanted += [frozenset(below[place]), frozenset({*below[place], place})]
    for i, j in pairs:
        under = below[i] | below[j]
        wanted += [frozenset(under | add) for add in (set(), {i}, {j}, {i, j})]
    distinct = list(dict.fromkeys(wanted))
    sets = np.zeros((len(distinct), len(found)), dtype=bool)
    for row, members in enumerate(distinct):
        sets[row, list(members)] = True
    gains = dict(zip(distinct, portfolio.gains(sets, weights), strict=True))
    singles = np.array([gains[wanted[2 * p + 1]] - gains[wanted[2 * p]] for p in range(len(found))])
    later = wanted[2 * len(found) :]
    extra = np.array(
        [
            gains[later[4 * p + 3]] - gains[later[4 * p + 1]] - gains[later[4 * p + 2]] + gains[later[4 * p]]
            for p in range(len(pairs))
        ]
    )
    scale = max(float(np.abs(singles).max(initial=0.0)), 1e-300) * NEAR
    kept = [p for p in range(len(pairs)) if abs(extra[p]) > scale]
    return Surrogate(singles, tuple(pairs[p] for p in kept), extra[kept] if kept else np.zeros(0))


def by_pairs(portfolio: Portfolio, rules: Rules, objective: Objective, *, keep: int, time_limit: float) -> Landscape:
    """Find the best sets by the surrogate, one after the other, simulate them, and put them in order.

    Raises:
        PlanRefused: `plan.infeasible`.
    """
    surrogate = surrogate_of(portfolio)
    program = Program(portfolio, rules, objective, surrogate)
    until = time.monotonic() + time_limit
    found, proved = program.best(keep, until)
    if not len(found):
        program.refuse(max(until - time.monotonic(), 1.0))
    sets = _without_idle(portfolio, rules, found)
    sets = _climbed(portfolio, rules, objective, sets)
    return ordered(
        portfolio, rules, objective, sets, portfolio.gains(sets), surrogate=surrogate.of(sets), proved=proved
    )


class Program:
    """The surrogate with the rules, as scipy takes it."""

    def __init__(self, portfolio: Portfolio, rules: Rules, objective: Objective, surrogate: Surrogate) -> None:
        self.rules = rules
        self.n = len(portfolio.found)
        self.pairs = surrogate.pairs
        factor = 1.0 if objective.name == "value" else objective.factor
        spent = np.zeros(self.n) if objective.name == "value" else rules.costs
        self.gain = np.concatenate([surrogate.singles * factor - spent, surrogate.extra * factor])
        self.linked = _products(self.n, surrogate.pairs)
        self.needed = _enablers(portfolio, rules, surrogate)

    def best(self, keep: int, until: float) -> tuple[Sets, bool]:
        """Give the best sets, the best first, and whether they are proved to be.

        Where the time for branch and bound is over, an integer program has a share of it to find a better one.
        """
        left = until - time.monotonic()
        rows, low, high = self.limits(self.rules)
        extra = np.zeros((self.n, self.n))
        for (i, j), much in zip(self.pairs, self.gain[self.n :], strict=True):
            extra[i, j] = extra[j, i] = much
        paid = [place for place, each in enumerate(self.rules.rules) if each.name == "budget"]
        task = Task(self.gain[: self.n], extra, rows, low, high, paid[0] if paid else None)
        found, whole = best_sets(task, keep=keep, until=until - (1 - SHARE) * left)
        if not whole:
            one, _ = self.solve([], max(until - time.monotonic(), 0.1))
            found = found if one is None else np.unique(np.vstack([found, one[None] > 0.5]), axis=0)
            worth = found @ self.gain[: self.n] + np.einsum("si,ij,sj->s", found, extra, found) / 2
            found = found[np.argsort(-worth, kind="stable")]
        return found, whole

    def limits(self, rules: Rules, *, free: bool = False) -> tuple[Floats, Floats, Floats]:
        """Give the rules as rows with their limits; unless `free`, sets may not hold what nothing needs."""
        rows = [each.factors for each in rules.rules]
        low = [each.low for each in rules.rules]
        high = [each.high + 1e-9 * max(1.0, abs(each.high)) for each in rules.rules]
        if not free:
            rows += self.needed
            low += [-np.inf] * len(self.needed)
            high += [0.0] * len(self.needed)
        return np.array(rows).reshape(len(rows), self.n), np.array(low), np.array(high)

    def solve(
        self,
        seen: Sequence[Floats],
        time_limit: float,
        *,
        rules: Rules | None = None,
        cheapest: bool = False,
        free: bool = False,
    ) -> tuple[Floats | None, bool]:
        """Give the best set that was not seen yet, and whether it is proved to be; None when there is none.

        Args:
            cheapest: the cheapest set instead of the best.
            free: sets may hold what nothing needs.
        """
        from scipy.optimize import Bounds, LinearConstraint, milp  # noqa: PLC0415 - start-up
        from scipy.sparse import csr_array, vstack  # noqa: PLC0415 - start-up

        rules = rules or self.rules
        width = self.n + len(self.pairs)
        table, least, most = self.limits(rules, free=free)
        rows, low, high = list(table), least.tolist(), most.tolist()
        for one in seen:
            rows.append(np.where(one > 0.5, -1.0, 1.0))
            low.append(1.0 - float((one > 0.5).sum()))
            high.append(np.inf)
        plain = np.zeros((len(rows), width))
        if rows:
            plain[:, : self.n] = np.array(rows)
        matrix: Any = csr_array(plain)
        if self.pairs:
            matrix = vstack([matrix, csr_array(self.linked)])
            low += [-np.inf] * len(self.linked)
            high += [0.0, 0.0, 1.0] * len(self.pairs)
        aim = -self.gain
        if cheapest:
            aim = np.concatenate([rules.costs, np.zeros(len(self.pairs))])
        size = max(float(np.abs(aim).max(initial=0.0)), 1e-300)
        answer = milp(
            aim / size, integrality=np.concatenate([np.ones(self.n), np.zeros(len(self.pairs))]),
            bounds=Bounds(0, 1), constraints=LinearConstraint(matrix, low, high),
            options={"time_limit": time_limit, "mip_rel_gap": 0.0},
        )  # fmt: skip
        found = None if answer.x is None else np.round(answer.x[: self.n])
        return found, answer.status != HIT_THE_LIMIT

    def refuse(self, time_limit: float) -> None:
        """Name the first rule that cannot be met.

        Raises:
            PlanRefused: always.
        """
        asked = [each for each in self.rules.rules if each.needs]
        for count, each in enumerate(asked, start=1):
            later = set(map(id, asked[count:]))
            some = self.rules.without(lambda rule, later=later: id(rule) in later)  # type: ignore[misc]
            if self.solve([], time_limit, rules=some, free=True)[0] is None:
                unpaid = some.without(lambda rule: rule.name == "budget")
                found, _ = self.solve([], time_limit, rules=unpaid, cheapest=True, free=True)
                raise impossible(each, None if found is None else float(found @ self.rules.costs), self.rules)
        raise impossible(asked[0] if asked else self.rules.rules[0], None, self.rules)


def _products(n: int, pairs: Sequence[tuple[int, int]]) -> Floats:
    """Write `z ≤ x_i`, `z ≤ x_j` and `x_i + x_j − z ≤ 1` for each pair."""
    table = np.zeros((3 * len(pairs), n + len(pairs)))
    for place, (i, j) in enumerate(pairs):
        table[3 * place, [n + place, i]] = 1, -1
        table[3 * place + 1, [n + place, j]] = 1, -1
        table[3 * place + 2, [i, j, n + place]] = 1, 1, -1
    return table


def _enablers(portfolio: Portfolio, rules: Rules, surrogate: Surrogate) -> list[Floats]:
    """Write that what adds nothing by itself is chosen only where something that is chosen needs it."""
    scale = max(float(np.abs(surrogate.singles).max(initial=0.0)), 1e-300) * NEAR
    paired = {place for pair in surrogate.pairs for place in pair}
    rows = []
    for place, each in enumerate(portfolio.found):
        asked = any(rule.needs and rule.factors[place] > 0 for rule in rules.rules)
        if abs(surrogate.singles[place]) <= scale and place not in paired and not asked:
            needs = [each.id in (*other.requires, *other.any_of) for other in portfolio.found]
            row = -np.array(needs, dtype=np.float64)
            row[place] = 1.0
            rows.append(row)
    return rows


def _climbed(portfolio: Portfolio, rules: Rules, objective: Objective, sets: Sets) -> Sets:
    """Add what is better by simulation: sets one change or one exchange away from the best, until none is better."""
    best = -np.inf
    while True:
        worth = objective.worth(portfolio.gains(sets), sets @ rules.costs)
        if not worth.max() > best + max(abs(best), 1.0) * NEAR and np.isfinite(best):
            return sets
        best = float(worth.max())
        near = changed(rules, sets[np.argsort(-worth, kind="stable")[:CLIMBED]])
        better = objective.worth(portfolio.gains(near), near @ rules.costs) > best + max(abs(best), 1.0) * NEAR
        if not better.any():
            return sets
        sets = np.unique(np.vstack([sets, _without_idle(portfolio, rules, near[better])]), axis=0)


def changed(rules: Rules, sets: Sets) -> Sets:
    """Give the allowed sets that are one thing more, one less, or one in the place of another away."""
    n = sets.shape[1]
    one = np.eye(n, dtype=bool)
    two = np.array([one[i] | one[j] for i, j in combinations(range(n), 2)], dtype=bool).reshape(-1, n)
    flips = np.vstack([one, two])
    near = np.unique((sets[:, None] ^ flips[None]).reshape(-1, n), axis=0)
    return near[rules.allowed(near)]


def _without_idle(portfolio: Portfolio, rules: Rules, sets: Sets) -> Sets:
    """Take out of each set, one after the other, what adds nothing and is not needed; sets that become equal are one.

    This is checked by simulation, for the surrogate may see a gain where there is none.
    """
    for place in range(sets.shape[1]):
        without = sets.copy()
        without[:, place] = False
        gains = portfolio.gains(np.vstack([sets, without]))
        mine, other = gains[: len(sets)], gains[len(sets) :]
        scale = max(float(np.abs(gains).max(initial=0.0)), 1e-300) * NEAR
        sets = np.where((rules.allowed(without) & (mine - other <= scale))[:, None], without, sets)
    return np.unique(sets, axis=0)
