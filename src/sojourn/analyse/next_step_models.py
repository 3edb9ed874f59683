"""Models of what comes next, from always-the-most-common to gradient-boosted trees."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .boosting import Trees, boosted
from .chance_mapping import raised, temperature
from .next_step_contexts import Contexts
from .outcome_models import Seen

Floats = NDArray[np.float64]
Places = NDArray[np.int64]

COMMON, ONE, MARKOV, BOOSTED = MODELS = ("common", "order_1", "markov", "boosted")
"""The plainest first."""

TREED = 24
"""Answers that get trees of their own; the rarer ones are one together, shared out as in training."""

_ROUNDS, _RATE = 50, 0.15
_STOPPING, _CALIBRATING = 0.15, 0.15
_ROOM = 8_192


@dataclass(frozen=True, slots=True, eq=False)
class NextTrees:
    """Gradient-boosted trees of what comes next.

    Attributes:
        answers: (k,) int64, the place among all answers of each class but the last, which is all others.
        others: (c,) float64, how that is shared out.
        power: to which shares are raised: what fits best later in training time.
    """

    trees: Trees
    answers: Places
    others: Floats
    power: float

    def shares(self, features: Floats) -> Floats:
        """Give (n, answers)."""
        told = np.zeros((len(features), len(self.answers) + 1))
        told[:, self.trees.classes] = self.trees.shares(features)
        told = raised(told, self.power)
        found = told[:, -1:] * self.others
        found[:, self.answers] += told[:, :-1]
        return found


@dataclass(frozen=True, slots=True, eq=False)
class NextModels:
    """What was learned before the cut.

    Attributes:
        contexts: the chain of variable order, in which the plainer models are.
        trees: None where they were not asked for.
    """

    contexts: Contexts
    trees: NextTrees | None

    @property
    def names(self) -> tuple[str, ...]:
        """The models there are, the plainest first."""
        return MODELS if self.trees is not None else MODELS[:3]

    def shares(self, model: str, seen: Seen) -> Floats:
        """Give (n, answers), rows adding up to 1."""
        if model == BOOSTED and self.trees is not None:
            return self.trees.shares(seen.features)
        distinct, which = np.unique(seen.pasts, return_inverse=True)
        length = {COMMON: 0, ONE: 1}.get(model)
        return self.contexts.shares(distinct, length=length)[which.reshape(-1)]


def grow(
    seen: Seen, answer: Places, asked: Places, contexts: Contexts, labelled: NDArray[np.bool_], seed: int
) -> NextTrees:
    """Learn trees from the earlier 85 % of training time, whose last part says how many; calibrate on the latest 15 %.

    Args:
        answer: (n,) places of answers.
        asked: (n,) when.
    """
    order = np.argsort(asked, kind="stable")
    stop, last = int(len(order) * (1 - _STOPPING - _CALIBRATING)), int(len(order) * (1 - _CALIBRATING))
    early, middle, late = order[:stop], order[stop:last], order[last:]
    number = np.bincount(answer[early], minlength=contexts.answers.count)
    own = np.argsort(-number, kind="stable")[:TREED]
    own = own[number[own] > 0]
    # What the earliest part has not seen counts with the others; so they must be there.
    classes = np.full(contexts.answers.count, len(own))
    classes[own] = np.arange(len(own))
    if not (classes[answer[early]] == len(own)).any():
        own = own[:-1]
        classes = np.full(contexts.answers.count, len(own))
        classes[own] = np.arange(len(own))
    others = contexts.shares(np.zeros(1, np.int64), length=0)[0].copy()
    others[own] = 0.0
    others = others / others.sum() if others.sum() > 0 else np.full(len(others), 1 / len(others))
    trees = boosted(
        seen.features[early],
        classes[answer[early]],
        labelled,
        (seen.features[middle], classes[answer[middle]]),
        rounds=_ROUNDS,
        rate=_RATE,
        seed=seed,
    )
    plain = NextTrees(trees, own, others, 1.0)
    told = np.zeros((len(late), len(own) + 1))
    told[:, trees.classes] = trees.shares(seen.features[late])
    return NextTrees(trees, plain.answers, plain.others, temperature(told, classes[answer[late]]))


@dataclass(frozen=True, slots=True, eq=False)
class Guessed:
    """How predictions fared, one row each.

    Attributes:
        first, third: (n,) bool, whether the likeliest answer came, whether one of the three likeliest did.
        chance: (n,) of the likeliest.
        loss, square: (n,) log loss, and Brier score over all answers.
    """

    first: NDArray[np.bool_]
    third: NDArray[np.bool_]
    chance: Floats
    loss: Floats
    square: Floats

    def some(self, rows: Places) -> "Guessed":
        """Give some of them."""
        return Guessed(*(getattr(self, name)[rows] for name in Guessed.__slots__))


def guessed(models: NextModels, model: str, seen: Seen, answer: Places) -> Guessed:
    """Hold predictions against what came; of equally likely answers the more frequent is named first."""
    parts = []
    for low in range(0, max(len(answer), 1), _ROOM):
        rows = slice(low, low + _ROOM)
        parts.append(_held(models.shares(model, Seen(seen.features[rows], seen.pasts[rows])), answer[rows]))
    return Guessed(*(np.concatenate([getattr(part, name) for part in parts]) for name in Guessed.__slots__))


def lost(shares: Floats, answer: Places) -> Floats:
    """Give the log loss of each prediction."""
    return np.asarray(-np.log(np.maximum(shares[np.arange(len(answer)), answer], 1e-12)))


def _held(shares: Floats, answer: Places) -> Guessed:
    order = np.argsort(-shares, axis=1, kind="stable")[:, :3]
    rows = np.arange(len(answer))
    return Guessed(
        order[:, 0] == answer,
        (order == answer[:, None]).any(1),
        shares[rows, order[:, 0]],
        lost(shares, answer),
        (shares**2).sum(1) - 2 * shares[rows, answer] + 1,
    )
