"""Stakes of the steps of a map: ratings, what is held equal, and draws of whole customers."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sojourn import analyse, measure
from sojourn.core.answers import Question
from sojourn.core.small import Limits

from .logistic import Floats, logistic
from .stake import Stake, cells_of, marginal, merged, stake

SEGMENT = "segment"
"""The property that is held equal where nobody says otherwise and events have it."""
EARLIER = "earlier ratings"
MOST_VALUES = 20
BLOCK = 100
OPEN, FOLLOWED = -1, 1
"""What `Ratings.followed` says of a contact whose window is still open, and of one that the outcome followed."""


@dataclass(frozen=True, slots=True, eq=False)
class RatedStep:
    """The ratings of a step that say good or bad and whose window is over.

    Attributes:
        good, followed: (n,) bool.
        person: (n,) int64, as `Ratings` numbers customers.
        weight: (n,) float64, how much each rating counts.
        equal: facts held equal, by name.
        stake: of these ratings; None where either side has too few customers, or all together.
        sides: customers who rated it well, and badly.
        open: ratings whose window is still open, left out.
        middle: ratings that were neither good nor bad, left out.
        before_contact: answers that came before any contact, left out.
    """

    good: NDArray[np.bool_]
    followed: NDArray[np.bool_]
    person: NDArray[np.int64]
    weight: Floats
    equal: tuple[tuple[str, NDArray[np.object_]], ...]
    stake: Stake | None
    sides: tuple[int, int]
    open: int
    middle: int
    before_contact: int

    def drawn(self, weight: Floats) -> Floats:
        """Give the stake that counts in each of d draws, where `weight` (d, n) says how often a rating was drawn.

        Not a number where a side is empty, or the model cannot be fitted.
        """
        who = np.unique(self.person, return_inverse=True)[1]
        adjusted = self.stake is not None and self.stake.adjusted is not None
        facts = [merged(values, self.followed, who) for _, values in self.equal] if adjusted else []
        cells = cells_of(self.good, facts)
        yes, number = cells.counted(self.followed.astype(np.float64), weight * self.weight)
        if adjusted:
            fit = logistic(cells.design, yes, number)
            return np.where(fit.found, marginal(cells.design, fit.coefficients, number), np.nan)
        well = cells.design[:, -1] == 1
        with np.errstate(invalid="ignore", divide="ignore"):
            shares = [yes[:, side].sum(axis=1) / number[:, side].sum(axis=1) for side in (well, ~well)]
        return np.asarray(shares[0] - shares[1], np.float64)


def rated_steps(
    ratings: analyse.Ratings, registry: Mapping[str, Question], groups: Sequence[str], limits: Limits
) -> dict[str, RatedStep]:
    """Compare good and bad ratings of each step.

    Good is 4 and 5 of five, 9 and 10 of ten, a feeling of +1 or more; bad 1 and 2, 0 to 6, -1 or less; the middle is
    left out. A fact with more than 20 values is not held equal. Each side needs as many customers as anything that is
    shown, both together as many as a point.
    """
    return {step: _rated(ratings, step, registry, groups, limits) for step in ratings.steps}


def _rated(
    ratings: analyse.Ratings, step: str, registry: Mapping[str, Question], groups: Sequence[str], limits: Limits
) -> RatedStep:
    asked = registry[ratings.questions[step]]
    rows = ratings.of(step)
    same = np.array([each is None or each == asked.scale for each in ratings.scale[rows]], np.bool_)
    rows = rows[same & measure.SCALES[asked.scale].holds(ratings.value[rows])]
    closed = rows[ratings.followed[rows] != OPEN]
    sides = side_of(ratings.value[closed], asked)
    kept = closed[sides != 0]
    good, person = sides[sides != 0] > 0, ratings.person[kept]
    followed = ratings.followed[kept] == FOLLOWED
    facts = [(name, ratings.groups[name][kept]) for name in groups]
    facts = [(name, values) for name, values in facts if len(set(values)) <= MOST_VALUES]
    equal = (*facts, (EARLIER, _earlier(ratings, kept, registry)))
    counted = (len(np.unique(person[good])), len(np.unique(person[~good])))
    enough = min(counted) >= limits.hidden and len(np.unique(person)) >= limits.thin
    weight = ratings.weight[kept]
    found = stake(good, followed, person=person, weight=weight, equal=equal) if enough else None
    return RatedStep(
        good, followed, person, weight, equal, found, counted, len(rows) - len(closed), len(closed) - len(kept),
        ratings.before_contact[step],
    )  # fmt: skip


def side_of(value: Floats, asked: Question) -> NDArray[np.int64]:
    """Say of each answer whether it is good (1), bad (-1) or neither (0)."""
    scale = measure.SCALES[asked.scale]
    turned = scale.turned(value, asked.good)
    if asked.scale == "nps":
        return np.where(turned >= 9, 1, np.where(turned <= 6, -1, 0)).astype(np.int64)
    feeling = (turned - (scale.zero or 0)) * (scale.step or 1)
    return np.where(feeling >= 1, 1, np.where(feeling <= -1, -1, 0)).astype(np.int64)


def _earlier(
    ratings: analyse.Ratings, rows: NDArray[np.int64], registry: Mapping[str, Question]
) -> NDArray[np.object_]:
    """Say in a word how the customer had rated before this contact, over all steps: the mean of the feelings."""
    sums, number = np.zeros(len(rows)), np.zeros(len(rows))
    for name, values in ratings.earlier.items():
        asked = registry[name]
        scale, own = measure.SCALES[asked.scale], values[rows]
        there = scale.holds(own)
        feeling = (scale.turned(own, asked.good) - (scale.zero or 0)) * (scale.step or 1)
        sums[there] += feeling[there]
        number += there
    mean = sums / np.maximum(number, 1)
    found = np.full(len(rows), "none", np.object_)
    found[(number > 0) & (mean >= 1)] = "good"
    found[(number > 0) & (mean <= -1)] = "bad"
    found[(number > 0) & (np.abs(mean) < 1)] = "middle"
    return found


def drawn_customers(people: int, number: int, rng: np.random.Generator) -> Iterator[Floats]:
    """Draw as many customers as there are, again and again: blocks of up to 100 draws (d, people), how often each."""
    for begun in range(0, number, BLOCK):
        size = min(BLOCK, number - begun)
        drawn = rng.integers(people, size=(size, people)) + np.arange(size)[:, None] * people
        counts = np.bincount(drawn.ravel(), minlength=size * people).reshape(size, people)
        yield counts.astype(np.float64)
