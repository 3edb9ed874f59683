"""Stake: how much more often the good outcome follows a contact that was rated well than one that was rated badly.

It is an association. Who is content stays, and answers more; holding segment and earlier ratings equal takes away what
goes with them, and nothing else.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sojourn import measure
from sojourn.core.errors import InvalidInput
from sojourn.core.statistics import newcombe, two_shares_p

from .logistic import Floats, chance, logistic

Z = 1.959963984540054
FEWEST = 10
"""A value of a customer fact that fewer customers have, or with one outcome only, is put together with others."""
OTHER = "other"


@dataclass(frozen=True, slots=True)
class Group:
    """Ratings of one kind, and after how many of them the good outcome followed.

    Attributes:
        followed, n: ratings; n without those whose window is still open.
    """

    followed: float
    n: float

    @property
    def share(self) -> float | None:
        """After which share of the ratings the good outcome followed."""
        return self.followed / self.n if self.n else None


@dataclass(frozen=True, slots=True)
class Stake:
    """How much more often the good outcome followed a good rating than a bad one.

    Attributes:
        good, bad: the two groups.
        customers: of both groups.
        raw, low, high, p: the plain difference, its interval and the test of no difference; None where a group is
            empty.
        adjusted, adjusted_low, adjusted_high, adjusted_p: the same with the facts of `equal` held equal: the average
            marginal effect in a logistic model. None where nothing was held equal, or the model tells good and bad
            apart completely.
        equal: what was held equal, by name.
        coefficients: of the model: constant, facts, good.
        warnings: `stake.separated`, `stake.reversed`.
    """

    good: Group
    bad: Group
    customers: int
    raw: float | None
    low: float | None
    high: float | None
    p: float | None
    adjusted: float | None = None
    adjusted_low: float | None = None
    adjusted_high: float | None = None
    adjusted_p: float | None = None
    equal: tuple[str, ...] = ()
    coefficients: tuple[float, ...] = ()
    warnings: tuple[str, ...] = ()

    @property
    def counts(self) -> tuple[float | None, float | None, float | None, float | None]:
        """Give the difference that counts, its limits and its p: the adjusted one where there is one."""
        if self.adjusted is not None:
            return self.adjusted, self.adjusted_low, self.adjusted_high, self.adjusted_p
        return self.raw, self.low, self.high, self.p

    @property
    def value(self) -> float | None:
        """Give what enters criticality: the difference that counts, 0 where it is reversed."""
        found = self.counts[0]
        return None if found is None else max(0.0, found)


@dataclass(frozen=True, slots=True, eq=False)
class Cells:
    """Ratings put together where everything that is held equal is equal.

    Attributes:
        design: (k, p) float64: 1, facts as 0 or 1, and last whether the rating was good.
        cell: (n,) int64, the cell of each rating.
    """

    design: Floats
    cell: NDArray[np.int64]

    def counted(self, followed: Floats, weight: Floats) -> tuple[Floats, Floats]:
        """Count how often the good outcome followed in each cell, and how many ratings it holds.

        Args:
            followed: (n,) 0 or 1.
            weight: (d, n), how often each rating counts in each of d tables.

        Returns:
            Two arrays (d, k).
        """
        member = np.zeros((len(self.cell), len(self.design)))
        member[np.arange(len(self.cell)), self.cell] = 1
        return weight @ (member * followed[:, None]), weight @ member


def stake(
    good: Any,
    followed: Any,
    *,
    person: Any = None,
    weight: Any = None,
    equal: Sequence[tuple[str, Any]] = (),
) -> Stake:
    """Compare how often the good outcome followed good and bad ratings.

    Newcombe's interval and the test of two shares stand on the effective number of ratings: ratings of one customer
    hang together. Facts that are held equal enter a logistic model as one 0-or-1 column a value; a value that fewer
    than 10 customers have, or after which the outcome was always the same, is put together with others. The adjusted
    stake is the mean, over all these ratings, of how much the modelled chance differs between good and bad; its error
    takes ratings of one customer together.

    Args:
        good: (n,) whether the rating was good; else it was bad: true and false, or 1 and 0, as an array, a list or a
            column. The middle is left out by the caller.
        followed: (n,) whether the good outcome followed within the window, likewise.
        person: (n,) who rated, any labels; every rating is a customer of its own when not given.
        weight: (n,) how much each row counts: how often, where nobody says who rated, else the weight of the answer.
        equal: facts to be held equal: a name and (n,) values.

    Raises:
        InvalidInput: something else than true and false (`stake.not_yes_no`), columns of different length
            (`stake.uneven`), or weights that are none.

    Cost: O(n p²) at most 50 times.

    Source: Newcombe, Statistics in Medicine 17 (1998), method 10; average marginal effects as in Cameron and Trivedi,
        Microeconometrics (2005), section 14.3, with the variance that is robust to clusters of section 24.5.
    """
    good, followed = _flags("good", good), _flags("followed", followed)
    sizes = [len(each) for each in (followed, person, weight, *(values for _, values in equal)) if each is not None]
    if any(size != len(good) for size in sizes):
        raise InvalidInput(
            f"{len(good):,} ratings come with columns of {', '.join(f'{size:,}' for size in sizes)} values",
            code="stake.uneven",
            hint="give one value of each for every rating",
        )
    equal = [(name, np.array(list(values), np.object_)) for name, values in equal]
    ones = np.ones(len(good)) if weight is None else measure.checked_weights(weight)
    who = measure.numbered(person, len(good))
    sides = [_side(followed[side], ones[side], None if person is None else who[side]) for side in (good, ~good)]
    (better, worse), (better_n, worse_n) = [side[0] for side in sides], [side[1] for side in sides]
    counts = ones > 0
    customers = len(np.unique(who[counts])) if weight is None or person is not None else round(float(ones.sum()))
    if better.share is None or worse.share is None:
        return Stake(better, worse, customers, None, None, None, None)
    raw = better.share - worse.share
    low, high = newcombe(better.share * better_n, better_n, worse.share * worse_n, worse_n)
    p = two_shares_p(better.share * better_n, better_n, worse.share * worse_n, worse_n)
    facts = [(name, merged(values, followed, who)) for name, values in equal]
    cells = cells_of(good, [values for _, values in facts])
    told = _adjusted(cells, followed.astype(np.float64), ones, who)
    counted = raw if told is None else told[0]
    warnings = (*(("stake.separated",) if told is None else ()), *(("stake.reversed",) if counted < 0 else ()))
    held = tuple(name for name, values in facts if len(set(values)) > 1)
    if told is None or not held:
        return Stake(better, worse, customers, raw, low, high, p, equal=held, warnings=warnings)
    value, error, coefficients = told
    from scipy.special import ndtr  # noqa: PLC0415 - start-up

    chance_of_none = float(2 * ndtr(-abs(value) / error)) if error > 0 else None
    return Stake(
        better, worse, customers, raw, low, high, p, value, max(-1.0, value - Z * error), min(1.0, value + Z * error),
        chance_of_none, held, coefficients, warnings,
    )  # fmt: skip


def _flags(name: str, values: Any) -> NDArray[np.bool_]:
    """Give true and false, from 1 and 0 too; anything else is no yes and no."""
    try:
        found = np.asarray(values)
        if found.dtype == np.bool_ and found.ndim == 1:
            return found
        number = found.astype(np.float64)
    except (TypeError, ValueError):
        number = np.zeros((0, 0))
    if number.ndim != 1 or not np.isin(number, (0.0, 1.0)).all():
        raise InvalidInput(
            f"{name} holds something else than true and false",
            code="stake.not_yes_no",
            hint="give true and false, or 1 and 0; say first which ratings are good, and leave out the middle",
        )
    return np.asarray(number == 1, np.bool_)


def _side(followed: NDArray[np.bool_], weight: Floats, who: NDArray[np.int64] | None) -> tuple[Group, float]:
    """Count one group, and say how many independent ratings it is worth."""
    group = Group(float(weight[followed].sum()), float(weight.sum()))
    if who is None or not len(who):
        return group, group.n
    return group, measure.effective_n(followed.astype(np.float64), customers=who, weights=weight).n_eff


def merged(values: NDArray[np.object_], followed: NDArray[np.bool_], who: NDArray[np.int64]) -> NDArray[np.object_]:
    """Put values together that are too rare, or after which the outcome was always the same.

    What is left alone, or still too rare, goes to the most frequent value.
    """
    told = np.array(["" if value is None else str(value) for value in values], np.object_)
    rare = [
        value
        for value in sorted(set(told))
        if len(np.unique(who[told == value])) < FEWEST or len(np.unique(followed[told == value])) < 2
    ]
    if not rare:
        return told
    usual = [value for value in sorted(set(told)) if value not in rare]
    together = np.isin(told, rare)
    enough = len(np.unique(who[together])) >= FEWEST and len(np.unique(followed[together])) == 2
    target = OTHER if enough or not usual else max(usual, key=lambda value: int((told == value).sum()))
    told[together] = target
    return told


def cells_of(good: NDArray[np.bool_], facts: Sequence[NDArray[np.object_]]) -> Cells:
    """Put ratings together where facts and the rating are equal; the first value of a fact, sorted, is its zero."""
    columns = [np.ones(len(good))]
    for values in facts:
        columns += [(values == value).astype(np.float64) for value in sorted(set(values))[1:]]
    columns.append(good.astype(np.float64))
    design, cell = np.unique(np.column_stack(columns), axis=0, return_inverse=True)
    return Cells(design, cell.reshape(-1).astype(np.int64))


def marginal(design: Floats, coefficients: Floats, number: Floats) -> Floats:
    """Give the average marginal effect of a good rating, the last column, in each of d tables: (d,)."""
    well, badly = _both(design)
    difference = chance(coefficients @ well.T) - chance(coefficients @ badly.T)
    return np.asarray((number * difference).sum(axis=1) / np.maximum(number.sum(axis=1), 1e-300), np.float64)


def _both(design: Floats) -> tuple[Floats, Floats]:
    """Give the cells as if every rating had been good, and as if every one had been bad."""
    well, badly = design.copy(), design.copy()
    well[:, -1], badly[:, -1] = 1, 0
    return well, badly


def _adjusted(
    cells: Cells, followed: Floats, weight: Floats, who: NDArray[np.int64]
) -> tuple[float, float, tuple[float, ...]] | None:
    """Fit the model; give the average marginal effect, its error and the coefficients; None when that fails."""
    yes, number = cells.counted(followed, weight[None, :])
    fit = logistic(cells.design, yes, number)
    if not fit.found[0]:
        return None
    share = chance(fit.coefficients[0] @ cells.design.T)
    curve = (cells.design * (number[0] * share * (1 - share))[:, None]).T @ cells.design
    scores = cells.design[cells.cell] * (weight * (followed - share[cells.cell]))[:, None]
    sums = np.zeros((int(who.max()) + 1, scores.shape[1]))
    np.add.at(sums, who, scores)
    people = len(sums)
    inverse = np.linalg.inv(curve)
    variance = inverse @ (sums.T @ sums) @ inverse * (people / max(people - 1, 1))
    well, badly = _both(cells.design)
    rise, fall = chance(fit.coefficients[0] @ well.T), chance(fit.coefficients[0] @ badly.T)
    slope = well * (rise * (1 - rise))[:, None] - badly * (fall * (1 - fall))[:, None]
    gradient = (number[0][:, None] * slope).sum(axis=0) / number[0].sum()
    error = math.sqrt(max(0.0, float(gradient @ variance @ gradient)))
    value = float(marginal(cells.design, fit.coefficients, number)[0])
    return value, error, tuple(float(each) for each in fit.coefficients[0])
