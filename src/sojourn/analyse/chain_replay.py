"""A chain fitted on half of the customers, held against what the other half did."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from sojourn.core.statistics import benjamini_hochberg, newcombe, two_shares_p, wilson

from .chain import Chain, ChainRefused
from .chain_counts import ChainCounts
from .chain_fit import fitted, named

FEWEST = 30
"""Closed journeys that each half must have, and of these such as did the first step, for anything to be predicted."""
FLAGGED = 0.10
"""Adjusted p below which a prediction has failed."""


@dataclass(frozen=True, slots=True)
class Prediction:
    """One number predicted for journeys that the chain has not seen.

    Attributes:
        kind: `outcome`: share of journeys that end so; `conversion`: share of those that did a step and later another.
        start: the step; None for an outcome.
        end: the outcome, or the later step.
        predicted: by the chain; `behind` closed journeys of the other half stand behind it.
        count, n: closed journeys for which it came true, of how many; share, low, high: Wilson.
        difference_low, difference_high: of the observed share minus the predicted one, as uncertain as a share counted
            on each side would be.
        p, q: of no difference, and adjusted for all predictions.
        holds: q is at least 0.10.
    """

    kind: Literal["outcome", "conversion"]
    start: str | None
    end: str
    predicted: float
    behind: int
    count: int
    n: int
    share: float
    low: float
    high: float
    difference_low: float
    difference_high: float
    p: float
    q: float
    holds: bool


@dataclass(frozen=True, slots=True)
class HeldOut:
    """What became of the predictions.

    Attributes:
        fitted_on, tested_on: closed journeys of the two halves of the customers.
        predictions: outcomes first, then conversions in the order of the steps.
    """

    fitted_on: int
    tested_on: int
    predictions: tuple[Prediction, ...]

    @property
    def failed(self) -> tuple[Prediction, ...]:
        """Give those that do not hold, the furthest off first."""
        off = [each for each in self.predictions if not each.holds]
        return tuple(sorted(off, key=lambda each: -abs(each.share - each.predicted)))


def held_out(counts: ChainCounts, steps: Sequence[str], outcomes: Sequence[str]) -> HeldOut | None:
    """Fit a chain on the closed journeys of one half of the customers and predict the other half's.

    Outcome shares would agree in one and the same half whatever the chain is worth; in another half they show how
    much chance is left. Whether somebody who did a step ever does another is what a chain that forgets gets wrong.
    Conversions are to steps that come later in the map, from steps that enough journeys did in both halves.

    Returns:
        None when either half has fewer than 30 closed journeys.

    Cost: O(s³).
    """
    closed = counts.whole[:, 0]
    if closed.min() < FEWEST:
        return None
    try:
        chain, _ = fitted(named(counts.moves[0, 0], steps, outcomes), steps, outcomes)
    except ChainRefused:
        return None
    found: list[tuple[Literal["outcome", "conversion"], str | None, str, float, int, int, int]] = [
        ("outcome", None, outcome, chain.outcome[outcome], int(closed[0]), int(counts.outcomes[1, k]), int(closed[1]))
        for k, outcome in enumerate(outcomes)
    ]
    comes = _comes(chain)
    places = {step: place for place, step in enumerate(chain.steps)}
    for i, j in np.argwhere(np.triu(np.ones((len(steps), len(steps)), np.bool_), 1)).tolist():
        if min(counts.did[:, i]) < FEWEST or steps[i] not in places:
            continue
        predicted = float(comes[places[steps[i]], places[steps[j]]]) if steps[j] in places else 0.0
        count, n = int(counts.later[1, i, j]), int(counts.did[1, i])
        if predicted > 0 or count:
            found.append(("conversion", steps[i], steps[j], predicted, int(counts.did[0, i]), count, n))
    return HeldOut(int(closed[0]), int(closed[1]), _judged(found))


def _comes(chain: Chain) -> NDArray[np.float64]:
    """Give the probability of ever coming from one state to another."""
    visits = chain.fundamental
    return np.asarray(visits / np.diag(visits))


def _judged(
    found: Sequence[tuple[Literal["outcome", "conversion"], str | None, str, float, int, int, int]],
) -> tuple[Prediction, ...]:
    """Say which predictions hold, all of them taken together."""
    # The nearest whole count: tests and intervals are for counts, and a fraction of a journey changes nothing.
    whole = [round(predicted * behind) for _, _, _, predicted, behind, _, _ in found]
    p_values = [
        two_shares_p(count, n, expected, behind) or 0.0
        for (_, _, _, _, behind, count, n), expected in zip(found, whole, strict=True)
    ]
    judged = []
    for (kind, start, end, predicted, behind, count, n), expected, p, q in zip(
        found, whole, p_values, benjamini_hochberg(p_values), strict=True
    ):
        low, high = wilson(count, n)
        below, above = newcombe(count, n, expected, behind)
        judged.append(
            Prediction(
                kind, start, end, predicted, behind, count, n, count / n, low or 0.0, high or 0.0, below or 0.0,
                above or 0.0, p, q, q >= FLAGGED,
            )
        )  # fmt: skip
    return tuple(judged)
