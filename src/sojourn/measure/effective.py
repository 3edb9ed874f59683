"""How many independent answers a set of answers is worth: weights, customers who answer again, small populations.

Sources: Kish, Survey Sampling (1965), sections 8.2 and 11.7, for weights and the design effect; Cochran, Sampling
Techniques (1977), section 2.6, for finite populations.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sojourn.core.errors import InvalidInput

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Effective:
    """What answers are worth.

    Attributes:
        n: customers.
        answers: how many answers they gave.
        n_eff: as many independent answers give the same certainty; infinite when the whole population answered.
        design_effect: by how much answers of one customer hanging together widen the variance; 1 where each answered
            once, or where weights alone matter.
        variance: of the mean, where customers answered more than once; None elsewhere.
        spread: weighted variance of the answers around their mean.
    """

    n: int
    answers: int
    n_eff: float
    design_effect: float
    variance: float | None
    spread: float


def effective_n(
    values: Sequence[float] | Floats | None = None,
    *,
    customers: Any = None,
    weights: Any = None,
    population: float | None = None,
) -> Effective:
    """Say how many independent answers these are worth.

    One answer a customer: (Σw)²/Σw². Customers who answer again: n divided by the design effect, from the sums of
    deviations by customer, never under 1; all answers equal: one a customer. A known population: n (N − 1)/(N − n), and
    infinite once as many answered as there are.

    Args:
        values: (n,) the answers; needed where customers answer again.
        customers: (n,) who gave each; by default everybody one.
        weights: (n,) how much each counts; by default 1.
        population: how many customers there are, where that is known.

    Raises:
        InvalidInput: columns of different length; a weight that is negative or not a number, or all of them 0.

    Cost: O(n log n).
    """
    given = [column for column in (values, customers, weights) if column is not None]
    n = len(given[0]) if given else 0
    if any(len(column) != n for column in given):
        raise InvalidInput(
            "values, customers and weights do not have the same length",
            code="answers.uneven",
            hint="give one of each an answer",
        )
    weight = np.ones(n) if weights is None else np.asarray(weights, np.float64)
    checked_weights(weight)
    value = np.zeros(n) if values is None else np.asarray(values, np.float64)
    who = np.arange(n) if customers is None else np.unique(np.asarray(customers), return_inverse=True)[1]
    return effective(value, who.astype(np.int64), weight, population=population)


def checked_weights(weight: Floats) -> None:
    """Refuse weights that say nothing."""
    if len(weight) and (not np.isfinite(weight).all() or (weight < 0).any() or weight.sum() <= 0):
        raise InvalidInput(
            "weights must be numbers from 0 on, and one of them more than 0",
            code="answers.bad_weight",
            hint="leave an answer out instead of giving it a weight below 0",
        )


def effective(
    value: Floats, person: NDArray[np.int64], weight: Floats, *, population: float | None = None
) -> Effective:
    """Do the same for columns that are known to fit together."""
    answers = len(value)
    if not answers:
        return Effective(0, 0, 0.0, 1.0, None, 0.0)
    total = float(weight.sum())
    mean = float(weight @ value) / total
    spread = float(weight @ (value - mean) ** 2) / total
    _, who = np.unique(person, return_inverse=True)
    people = int(who.max()) + 1
    effect, variance = 1.0, None
    if people == answers:
        worth = total * total / float(weight @ weight)
    elif people < 2 or spread <= 1e-24 * max(1.0, mean * mean):
        worth = float(people)
        effect = answers / people
    else:
        sums = np.bincount(who, weight * (value - mean))
        variance = people / (people - 1) * float(sums @ sums) / total**2
        effect = max(1.0, variance / (spread / answers))
        worth = answers / effect
    if population is not None:
        worth = worth * (population - 1) / (population - worth) if worth < population else float("inf")
    return Effective(people, answers, worth, effect, variance, spread)
