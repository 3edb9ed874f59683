"""One number of a score: of everybody or of a group, and the difference of two."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sojourn.core.small import Limits

from .asked import Asked, Kind
from .comparing import two_rates
from .estimates import Estimate, mean_of, share_of
from .net_promoter import Promoters, nps_difference, promoters_of
from .scales import SCALES

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Numbers:
    """What a score says of some answers.

    Attributes:
        estimate: for nps in points, else a share.
        mean: of the answers as given; None for nps.
        promoters: the parts of an nps.
    """

    estimate: Estimate
    mean: Estimate | None = None
    promoters: Promoters | None = None

    def hidden(self, state: str, reason: str | None) -> "Numbers":
        """Give what may be told."""
        return Numbers(
            self.estimate.hidden(state, reason),
            None if self.mean is None else self.mean.hidden(state, reason),
            None if self.promoters is None else self.promoters.hidden(state, reason),
        )


@dataclass(frozen=True, slots=True)
class Difference:
    """How far a group lies from all others: for nps in points, else as a share; None where that is not known."""

    difference: float | None
    low: float | None
    high: float | None
    p: float | None


def numbers_of(
    kind: Kind,
    asked: Asked,
    value: Floats,
    person: NDArray[np.int64],
    weight: Floats,
    *,
    method: str = "adjusted_wald",
    population: float | None = None,
    limits: Limits,
) -> Numbers:
    """Work out a score; a number of too few is hidden."""
    if kind == "nps":
        found = promoters_of(value, person, weight, method=method, population=population, limits=limits)
        return Numbers(found.score, promoters=found).hidden(found.score.shown, found.score.reason)
    scale = SCALES[asked.question.scale]
    good = scale.good(value, asked.question.good, asked.top)
    share = share_of(good, person, weight, population=population, limits=limits)
    mean = mean_of(value, person, weight, population=population, limits=limits, span=(scale.low, scale.high))
    return Numbers(share, mean).hidden(share.shown, share.reason)


def compared(kind: Kind, one: Numbers, other: Numbers) -> Difference:
    """Hold a group against another, each as many independent answers as it is worth."""
    if kind == "nps":
        assert one.promoters is not None
        assert other.promoters is not None
        found = nps_difference(one.promoters.counts, other.promoters.counts)
        return Difference(found.difference, found.low, found.high, found.p)
    first, second = one.estimate, other.estimate
    assert first.value is not None
    assert second.value is not None
    rates = two_rates(first.value * first.n_eff, first.n_eff, second.value * second.n_eff, second.n_eff)
    return Difference(rates.difference, rates.low, rates.high, rates.p)
