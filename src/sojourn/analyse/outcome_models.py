"""Models of whether an outcome comes, from the plainest to gradient-boosted trees."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sojourn.core.journeys import JourneyBatch

from .boosting import Trees, boosted
from .chance_mapping import ChanceMapping
from .known_by_then import Encoded, Wanted
from .next_step_contexts import Contexts
from .next_step_counts import ContextCounts, summed
from .next_step_decisions import contexts
from .outcome_points import Points
from .ridge_logistic import Logistic

Floats = NDArray[np.float64]
Places = NDArray[np.int64]

BASE, MARKOV, LOGISTIC, BOOSTED = MODELS = ("base", "markov", "logistic", "boosted")
"""The plainest first; `base` gives everybody the share of training time."""

_STOPPING, _CALIBRATING = 0.15, 0.15
"""Shares of training time, its latest parts, in which to see when to stop and what chances come to."""


@dataclass(frozen=True, slots=True, eq=False)
class Seen:
    """Some points as models see them.

    Attributes:
        features: (n, f).
        pasts: (n,) the last events as a number.
    """

    features: Floats
    pasts: Places

    def some(self, rows: Places | NDArray[np.bool_]) -> "Seen":
        """Give some of them."""
        return Seen(self.features[rows], self.pasts[rows])


@dataclass(frozen=True, slots=True, eq=False)
class Seeing:
    """How points are turned into what models see.

    Attributes:
        bits, length: of the last events as a number.
    """

    wanted: Wanted
    encoded: Encoded
    bits: int
    length: int

    def __call__(self, batch: JourneyBatch, found: Points, met: NDArray[np.bool_]) -> Seen:
        """Look at the points of a batch."""
        features = self.encoded.matrix(self.wanted.known(batch, found.at, found.moment, met))
        return Seen(features, contexts(batch, found.at, self.bits, self.length))


@dataclass(frozen=True, slots=True, eq=False)
class OutcomeModels:
    """What was learned before the cut.

    Attributes:
        share: of training journeys that came to the outcome.
        pasts: shares by last events.
        logistic, trees: None where they were not asked for.
        mapping: what the trees' chances came to later in training time.
        rounds: trees that were made.
    """

    share: float
    pasts: Contexts
    logistic: Logistic | None
    trees: Trees | None
    mapping: ChanceMapping | None
    rounds: int

    @property
    def names(self) -> tuple[str, ...]:
        """The models there are, the plainest first."""
        there = (True, True, self.logistic is not None, self.trees is not None)
        return tuple(name for name, has in zip(MODELS, there, strict=True) if has)

    def chance(self, model: str, seen: Seen) -> Floats:
        """Give the chances a model sees."""
        if model == BASE:
            return np.full(len(seen.pasts), self.share)
        if model == MARKOV:
            distinct, which = np.unique(seen.pasts, return_inverse=True)
            yes = int(self.pasts.answers.places(np.ones(1, np.int64))[0])
            return self.pasts.shares(distinct)[:, yes][which.reshape(-1)]
        if model == LOGISTIC and self.logistic is not None:
            return self.logistic(seen.features)
        assert self.mapping is not None and self.trees is not None
        return self.mapping(self.trees.shares(seen.features)[:, 1])


def learn(
    seen: Seen,
    hit: NDArray[np.bool_],
    moment: Places,
    seeing: Seeing,
    *,
    most: str,
    least_seen: int,
    seed: int,
) -> OutcomeModels:
    """Learn all models up to the most complicated one that is asked for.

    Trees learn from the earliest 70 % of training time, the next 15 % say how many there should be, and so many are
    learned from both; their chances are held against what came in the latest 15 %. The other models learn from all of
    it.

    Args:
        moment: (n,) when each point is.
        least_seen: how often last events must have been seen.
    """
    encoded, bits = seeing.encoded, seeing.bits
    keys, counts = summed((seen.pasts << bits) | hit, np.ones(len(hit), np.int64))
    counted = ContextCounts(keys, counts, seeing.length, bits, np.zeros(4, np.int64))
    pasts = Contexts.of(counted, length=seeing.length, seen=least_seen, rest=False)
    labelled = np.array([levels is not None for levels in encoded.levels], np.bool_)
    plain = trees = mapping = None
    if most in (LOGISTIC, BOOSTED):
        widths = tuple(0 if levels is None else len(levels) for levels in encoded.levels)
        plain = Logistic.of(seen.features, hit, labelled, widths)
    if most == BOOSTED:
        order = np.argsort(moment, kind="stable")
        stop = int(len(order) * (1 - _STOPPING - _CALIBRATING))
        last = int(len(order) * (1 - _CALIBRATING))
        early, middle, late = order[:stop], order[stop:last], order[last:]
        # Where the earliest part has one answer only there is nothing to learn from it alone.
        if len(np.unique(hit[early])) < 2 or len(np.unique(hit[middle])) < 2:
            early, middle, late = order, order, order[:0]
        trees = boosted(
            seen.features[early],
            hit[early].astype(np.int64),
            labelled,
            (seen.features[middle], hit[middle].astype(np.int64)),
            seed=seed,
        )
        mapping = ChanceMapping.of(trees.shares(seen.features[late])[:, 1], hit[late])
    return OutcomeModels(float(hit.mean()), pasts, plain, trees, mapping, 0 if trees is None else trees.rounds)
