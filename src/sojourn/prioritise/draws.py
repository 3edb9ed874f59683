"""What is not known, drawn: rows of the chain and ranges of effects, the same draws for every set.

Sources: Dirichlet posterior of a row of counts with Jeffreys' prior, as in Gelman and others, Bayesian Data Analysis
(2013), section 3.4; value of perfect and of partial information, Raiffa and Schlaifer, Applied Statistical Decision
Theory (1961); partial information by regression, Strong, Oakley and Brennan, Medical Decision Making 34 (2014).
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sojourn.core.progress import Progress, followed

from .exhaustive import MOST
from .landscape import Landscape, Objective, ordered
from .portfolio import Portfolio, Weights
from .proposals import Change
from .rules import Rules

Sets = NDArray[np.bool_]
Floats = NDArray[np.float64]
Names = tuple[str, ...]

WHOLE_POOL = 10
"""For so many initiatives every set is drawn."""

POOL, PILOT = 200, 50
"""Else the so many best at the most likely values, and the best of so many draws made first."""

FIRM, OPEN = 0.8, 0.4
"""From these shares of draws on an initiative is firm, or open; below it is weak."""


def standing(share: float) -> str:
    """Call an initiative `firm`, `open` or `weak` by the share of draws whose best set holds it."""
    return "firm" if share >= FIRM else "open" if share >= OPEN else "weak"


@dataclass(frozen=True, slots=True, eq=False)
class Draws:
    """What the best plan is, as far as it is known.

    Attributes:
        draws: how many draws.
        seed: where they began.
        pool: how many sets were drawn.
        whole: every set that keeps the rules was in the pool.
        chosen: the set with the largest expected worth.
        at_mode: the set that is best at the most likely values.
        order: the sets by expected worth, best first.
        expected: the expected gain of each set.
        best_set: the share of draws in which a set is the best; sets that never are have none.
        inclusion: the share of draws whose best set holds the initiative.
        beats: the chance that the plan is better than each of its rivals: sets that are ever best, and the next two.
        loss_if_dropped: what is expected to be lost when an initiative of the plan may not be chosen.
        intervals: for each set the gain that 2.5 % of draws fall below, and that 2.5 % exceed.
        gain_low: 2.5 % of draws gain less.
        gain_high: 2.5 % of draws gain more.
        gain_quantiles: the gain at 5, 50 and 95 %.
        value_of_perfect_information: what it would be worth to know everything before choosing, at most.
        value_of_learning: the same for the effects of one initiative alone, by regression.
    """

    draws: int
    seed: int
    pool: int
    whole: bool
    chosen: Names
    at_mode: Names
    order: tuple[Names, ...]
    expected: Mapping[Names, float]
    intervals: Mapping[Names, tuple[float, float]]
    best_set: Mapping[Names, float]
    inclusion: Mapping[str, float]
    beats: Mapping[Names, float]
    loss_if_dropped: Mapping[str, float | None]
    gain_low: float
    gain_high: float
    gain_quantiles: Mapping[float, float]
    value_of_perfect_information: float
    value_of_learning: Mapping[str, float]

    @property
    def best_share(self) -> float:
        """Give the share of draws in which the plan is the best set."""
        return self.best_set.get(self.chosen, 0.0)


@dataclass(frozen=True, slots=True, eq=False)
class Drawn:
    """Random numbers: one row a draw.

    Attributes:
        chains: (d, m, m + k), or (1, m, m + k) where the shares were not counted.
        edges: (d, effects on ways).
        margins: (d, effects on margins).
    """

    chains: Floats
    edges: Floats
    margins: Floats

    def __len__(self) -> int:
        return len(self.edges)

    def weights(self, draw: int) -> Weights:
        """Give one draw."""
        return Weights(self.chains[draw if len(self.chains) > 1 else 0], self.edges[draw], self.margins[draw])


def drawn(portfolio: Portfolio, draws: int, seed: int) -> Drawn:
    """Draw rows of the chain where they were counted, then every effect in the order of the initiatives.

    A row is drawn over the ways that the map allows or the log shows: Dirichlet of the counts and ½ each.
    """
    random = np.random.Generator(np.random.PCG64(seed))
    chain = portfolio.model.chain
    chains = chain.shares[None]
    if chain.counts is not None:
        chains = np.broadcast_to(chain.shares, (draws, *chain.shares.shape)).copy()
        may = (chain.shares > 0) | (chain.counts > 0)
        states = portfolio.model.states
        for one, other in portfolio.model.allowed:
            may[states.index(one), states.index(other)] = True
        for row in range(len(chain.steps)):
            ways = np.flatnonzero(may[row])
            if chain.counts[row].sum() > 0 and len(ways) > 1:
                gamma = random.standard_gamma(chain.counts[row, ways] + 0.5, size=(draws, len(ways)))
                chains[:, row, ways] = gamma / gamma.sum(axis=1, keepdims=True)
    edges, margins = np.empty((draws, len(portfolio.edges))), np.empty((draws, len(portfolio.margins)))
    for place, (_, edge, effect) in enumerate(portfolio.edges):
        if effect.arms is not None:
            (x1, n1), (x0, n0) = effect.arms.treated, effect.arms.holdout
            treated = random.beta(x1 + 0.5, n1 - x1 + 0.5, size=draws)
            holdout = random.beta(x0 + 0.5, n0 - x0 + 0.5, size=draws)
            blend = 0.5 if effect.arms.mixed is None else random.random(draws)
            edges[:, place] = edge.ratio_of_arms(treated, holdout, blend)
        else:
            edges[:, place] = edge.weight(_triangle(random, effect, draws))
    for place, (_, effect) in enumerate(portfolio.margins):
        margins[:, place] = _triangle(random, effect, draws)
    return Drawn(chains, edges, margins)


def gains_of(portfolio: Portfolio, sets: Sets, numbers: Drawn, progress: Progress | None = None) -> Floats:
    """Give the gain of each set in each draw, (d, s)."""
    draws = followed(range(len(numbers)), len(numbers), progress)
    return np.array([portfolio.gains(sets, numbers.weights(draw)) for draw in draws])


def uncertain(portfolio: Portfolio) -> bool:
    """Say whether there is anything to draw."""
    effects = [*(effect for _, _, effect in portfolio.edges), *(effect for _, effect in portfolio.margins)]
    return portfolio.model.chain.counts is not None or any(not effect.certain for effect in effects)


def pool_of(
    portfolio: Portfolio, rules: Rules, objective: Objective, landscape: Landscape, *, seed: int
) -> tuple[Landscape, bool]:
    """Choose the sets that are drawn, and say whether they are all that keep the rules.

    All of them up to 10 initiatives. Else the 200 best at the most likely values, with those that are the best in 50
    draws made first; where not every set was looked at, the sets one change away from those found take part too.
    """
    if len(portfolio.found) <= WHOLE_POOL and landscape.surrogate is None:
        return landscape, True
    if landscape.surrogate is not None:
        near = _neighbours(rules, landscape.sets)
        landscape = ordered(portfolio, rules, objective, near, portfolio.gains(near))
    if len(landscape.sets) <= POOL:
        return landscape, len(portfolio.found) <= MOST
    pilot = drawn(portfolio, PILOT, seed + 1)
    best = {
        int(np.argmax(objective.worth(portfolio.gains(landscape.sets, pilot.weights(draw)), landscape.costs)))
        for draw in range(PILOT)
    }
    return landscape.at(sorted({*range(POOL), *best})), False


def information(
    portfolio: Portfolio,
    objective: Objective,
    pool: Landscape,
    *,
    draws: int,
    seed: int,
    whole: bool,
    at_mode: Names,
    progress: Progress | None = None,
) -> Draws:
    """Draw the pool and say what is best, how surely, and what it would be worth to know more.

    Cost: `draws` times one small system for each distinct chain in the pool.
    """
    numbers = drawn(portfolio, draws, seed)
    gains = gains_of(portfolio, pool.sets, numbers, progress)
    worth = objective.worth(gains, pool.costs)
    mean = worth.mean(axis=0)
    # Where means are equal the order of the pool decides: lower cost, fewer initiatives, ids.
    order = np.argsort(-np.round(mean / max(float(np.abs(mean).max(initial=0.0)) * 1e-12, 1e-300)), kind="stable")
    plan = int(order[0])
    best = worth.argmax(axis=1)
    names = [portfolio.ids(row) for row in pool.sets]
    share = np.bincount(best, minlength=len(names)) / draws
    ends = np.quantile(gains, [0.025, 0.975], axis=0)
    rivals = [int(p) for p in order[1:] if share[p] > 0 or p in order[1:3]]
    quantiles = np.quantile(gains[:, plan], [0.025, 0.05, 0.5, 0.95, 0.975])
    ids = [each.id for each in portfolio.found]
    return Draws(
        draws=draws, seed=seed, pool=len(names), whole=whole, chosen=names[plan], at_mode=at_mode,
        order=tuple(names[p] for p in order),
        expected={names[p]: float(gains[:, p].mean()) for p in order},
        intervals={names[p]: (float(ends[0, p]), float(ends[1, p])) for p in order},
        best_set={names[p]: float(share[p]) for p in np.argsort(-share, kind="stable") if share[p] > 0},
        inclusion={name: float(share[pool.sets[:, place]].sum()) for place, name in enumerate(ids)},
        beats={names[p]: float((worth[:, plan] > worth[:, p]).mean()) for p in rivals},
        loss_if_dropped={name: _loss(pool.sets[:, ids.index(name)], mean, plan) for name in names[plan]},
        gain_low=float(quantiles[0]), gain_high=float(quantiles[4]),
        gain_quantiles={0.05: float(quantiles[1]), 0.5: float(quantiles[2]), 0.95: float(quantiles[3])},
        value_of_perfect_information=max(0.0, float(worth.max(axis=1).mean() - mean[plan])),
        value_of_learning=_learning(portfolio, numbers, worth, order, share),
    )  # fmt: skip


def _loss(held: Sets, mean: Floats, plan: int) -> float | None:
    """Give what is lost without an initiative; None when every set of the pool holds it."""
    return None if held.all() else float(mean[plan] - mean[~held].max())


def _learning(
    portfolio: Portfolio, numbers: Drawn, worth: Floats, order: NDArray[np.int64], share: Floats
) -> dict[str, float]:
    """Give what it is worth to know the effects of one initiative before choosing.

    The worth of each set is regressed on powers, up to the third, of what was drawn for the initiative; the mean of
    the largest fitted worth less the largest mean is the value. Only sets that are ever best, and the next few by
    expectation, can change the choice.
    """
    candidates = sorted({*map(int, order[:20]), *map(int, np.flatnonzero(share > 0))})
    table = worth[:, candidates]
    found: dict[str, float] = {}
    for place, each in enumerate(portfolio.found):
        own = [numbers.edges[:, p] for p, (at, _, _) in enumerate(portfolio.edges) if at == place]
        own += [numbers.margins[:, p] for p, (at, _) in enumerate(portfolio.margins) if at == place]
        spread = [column for column in own if np.ptp(column) > 1e-12 * max(1.0, float(np.abs(column).max()))]
        if spread:
            scaled = np.column_stack([(column - column.mean()) / column.std() for column in spread])
            basis = np.column_stack([np.ones(len(scaled)), scaled, scaled**2, scaled**3])
            fitted = basis @ np.linalg.lstsq(basis, table, rcond=None)[0]
            better = float(fitted.max(axis=1).mean() - fitted.mean(axis=0).max())
            found[each.id] = better if better > 1e-9 * float(np.abs(table).max(initial=0.0)) else 0.0
        else:
            found[each.id] = 0.0
    return found


def _neighbours(rules: Rules, sets: Sets) -> Sets:
    """Give sets and those with one initiative more, or less, or exchanged for another, as far as they are allowed."""
    n = sets.shape[1]
    flips = np.eye(n, dtype=bool)
    near = [sets, *(sets ^ flip for flip in flips)]
    near += [each ^ flips[i] ^ flips[j] for each in [sets[:10]] for i in range(n) for j in range(i)]
    every = np.unique(np.vstack(near), axis=0)
    return np.asarray(every[rules.allowed(every)])


def _triangle(random: np.random.Generator, effect: Change, draws: int) -> Floats:
    """Draw from a triangle; one number is itself."""
    low, mode, high = effect.to or effect.by or (0.0, 0.0, 0.0)
    return np.full(draws, mode) if low == high else random.triangular(low, mode, high, size=draws)
