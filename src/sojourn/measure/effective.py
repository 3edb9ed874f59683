"""How many independent answers a set of answers is worth: weights, customers who answer again, small populations.

Sources: Kish, Survey Sampling (1965), sections 8.2 and 11.7, for weights and the design effect; Cochran, Sampling
Techniques (1977), section 2.6, for finite populations.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sojourn.core.errors import InvalidInput

Floats = NDArray[np.float64]

TINY, HUGE = 1e-100, 1e100
"""Weights whose largest lies outside are divided by it first: squares of others would not be numbers."""


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

    One answer a customer: (Σw)²/Σw². Customers who answer again: answers divided by the design effect, from the sums of
    deviations by customer, never under 1, and no more than (Σw)²/Σw² over the answers: were all of them independent,
    weights would still take that much. All answers equal: one a customer, with weights (ΣW)²/ΣW², W the mean
    weight of a customer. A known population: n* (N − 1)/(N − n*), in the denominator at most as many as are customers,
    and infinite once all of them answered. Answers of weight 0 do not count, nor do customers who gave no others.

    With log-normal weights (σ = 1 to 1.5) and 1 to 50 % of 100 customers answering again, Wilson's 95 % interval holds
    the share in 93 to 97 % of simulated surveys; the design effect alone, whose variance is itself unsure where few
    weights rule, in 83 to 93 %.

    Args:
        values: (n,) the answers; needed where customers answer again.
        customers: (n,) who gave each, any labels; one without (None, not a number) is a customer of its own, and 1 is
            another than '1'. By default everybody one.
        weights: (n,) how much each counts; by default 1.
        population: how many customers there are, where that is known.

    Raises:
        InvalidInput: columns of different length, values that are no numbers, a weight that is negative or not a
            number, or all of them 0, or a population smaller than those who answered.

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
    weight = checked_weights(np.ones(n) if weights is None else weights)
    value = checked_values(np.zeros(n) if values is None else values)
    return effective(value, numbered(customers, n), weight, population=population)


def numbered(customers: Any, n: int) -> NDArray[np.int64]:
    """Number the customers of n answers, one without a label as a customer of its own."""
    if customers is None:
        return np.arange(n)
    labels = customers.to_numpy() if hasattr(customers, "to_numpy") else customers
    if isinstance(labels, np.ndarray) and labels.dtype.kind in "iuUSb":
        return np.unique(labels, return_inverse=True)[1].reshape(-1).astype(np.int64)
    places: dict[Any, int] = {}
    # A list is not made an array: that would turn 1 into '1' where both stand in it.
    each = labels.tolist() if isinstance(labels, np.ndarray) else list(labels)
    named = (object() if nobody(label) else label for label in each)
    return np.fromiter((places.setdefault(label, len(places)) for label in named), np.int64, len(each))


def nobody(label: Any) -> bool:
    """Say whether a label is none: None, not a number, or the missing value of a data frame."""
    return label is None or type(label).__name__ in {"NAType", "NaTType"} or label != label


def checked_values(values: Any) -> Floats:
    """Refuse values that are no numbers."""
    value = _floats(values)
    if value is None or value.ndim != 1 or not np.isfinite(value).all():
        missing = "some" if value is None or value.ndim != 1 else f"{int((~np.isfinite(value)).sum()):,}"
        raise InvalidInput(
            f"{missing} of {len(values):,} answers are no numbers",
            code="answers.no_number",
            hint="leave out who did not answer: an empty answer is neither yes nor no",
        )
    return value


def checked_weights(weights: Any) -> Floats:
    """Refuse weights that say nothing; make those small or large beyond reckoning ones that can be added up."""
    weight = _floats(weights)
    if weight is None or weight.ndim != 1 or not np.isfinite(weight).all() or (weight < 0).any():
        raise InvalidInput(
            "weights must be numbers from 0 on",
            code="answers.bad_weight",
            hint="leave an answer out instead of giving it a weight below 0",
        )
    largest = float(weight.max(initial=0.0))
    if len(weight) and not largest:
        raise InvalidInput("all weights are 0", code="answers.bad_weight", hint="one of them must be more than 0")
    return weight if not len(weight) or TINY < largest < HUGE else weight / largest


def _floats(column: Any) -> Floats | None:
    """Read numbers; None where that cannot be done."""
    try:
        return np.asarray(column, np.float64)
    except (TypeError, ValueError):
        return None


def checked_population(population: float, people: int) -> None:
    """Refuse a population that is no number, or fewer than those who answered."""
    if not math.isfinite(population) or population < max(people, 1):
        raise InvalidInput(
            f"a population of {population:g} is none, where {people:,} customers answered",
            code="answers.bad_population",
            hint="give how many customers there are: at least as many as answered",
        )


def effective(
    value: Floats, person: NDArray[np.int64], weight: Floats, *, population: float | None = None
) -> Effective:
    """Do the same for columns that are known to fit together."""
    counts = weight > 0
    if not counts.all():
        value, person, weight = value[counts], person[counts], weight[counts]
    answers = len(value)
    if population is not None:
        checked_population(population, len(np.unique(person)))
    if not answers:
        return Effective(0, 0, 0.0, 1.0, None, 0.0)
    total = float(weight.sum())
    mean = float(weight @ value) / total
    spread = float(weight @ (value - mean) ** 2) / total
    _, who = np.unique(person, return_inverse=True)
    people = int(who.max()) + 1
    effect, variance = 1.0, None
    most = total * total / float(weight @ weight)
    if people == answers:
        worth = most
    elif people < 2 or spread <= 1e-24 * max(1.0, mean * mean):
        each = np.bincount(who, weight) / np.bincount(who)
        worth = float(each.sum()) ** 2 / float(each @ each)
        effect = answers / people
    else:
        sums = np.bincount(who, weight * (value - mean))
        variance = people / (people - 1) * float(sums @ sums) / total**2
        effect = max(1.0, variance / (spread / answers))
        worth = min(answers / effect, most)
    if population is not None:
        left = population - min(worth, people)
        worth = worth * (population - 1) / left if people < population else float("inf")
    return Effective(people, answers, worth, effect, variance, spread)
