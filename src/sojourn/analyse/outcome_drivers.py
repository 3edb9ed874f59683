"""What predictions rest on: which feature they lose by when it is shuffled, and what moves a single one.

Source: Breiman, Machine Learning 45 (2001), for shuffling; Fisher, Rudin and Dominici, Journal of Machine Learning
Research 20 (2019), for what it measures.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from .known_by_then import Encoded
from .outcome_models import Seen
from .outcome_parts import Driver
from .prediction_draws import Drawing, Estimate
from .prediction_scores import log_loss

Floats = NDArray[np.float64]

ROWS = 5_000
"""Journeys of the test period among which features are shuffled."""

_TIMES = 3
_FEW = 30


def drivers(
    chance: Callable[[Seen], Floats],
    encoded: Encoded,
    seen: Seen,
    hit: NDArray[np.bool_],
    customer: NDArray[np.int64],
    *,
    seed: int,
) -> tuple[Driver, ...]:
    """Shuffle each feature among journeys of the test period, three times, and see how much log loss grows."""
    rows = np.arange(min(len(hit), ROWS))
    seen, hit, customer = seen.some(rows), hit[rows], customer[rows]
    told = chance(seen)
    before = log_loss(told, hit)
    drawing = Drawing.of(customer, seed=seed)
    rng = np.random.Generator(np.random.PCG64(seed))
    orders = [rng.permutation(len(rows)) for _ in range(_TIMES)]
    grown = np.empty((len(rows), len(encoded.names)))
    for place in range(len(encoded.names)):
        tried = np.tile(seen.features, (_TIMES, 1))
        tried[:, place] = np.concatenate([seen.features[order, place] for order in orders])
        after = log_loss(chance(Seen(tried, np.tile(seen.pasts, _TIMES))), np.tile(hit, _TIMES))
        grown[:, place] = after.reshape(_TIMES, -1).mean(0) - before
    if not len(encoded.names):
        return ()
    means, drawn = drawing.means(grown)
    found = [
        Driver(
            name,
            Estimate.of(float(means[place]), drawn[:, place]),
            _direction(encoded, place, seen.features[:, place], told),
        )
        for place, name in enumerate(encoded.names)
    ]
    return tuple(sorted(found, key=lambda driver: (-driver.loss.value, driver.name)))


def moved(chance: Callable[[Seen], Floats], encoded: Encoded, seen: Seen) -> Floats:
    """Say what moves each prediction: its chance minus what it is when one feature has its typical value.

    One feature at a time, the others as they are: what two do together is counted for both or for neither.

    Returns:
        (n, f) float64.
    """
    told = chance(seen)
    found = np.zeros(seen.features.shape)
    for place, typical in enumerate(encoded.typical):
        other = seen.features.copy()
        other[:, place] = typical
        found[:, place] = told - chance(Seen(other, seen.pasts))
    return found


def _direction(encoded: Encoded, place: int, values: Floats, told: Floats) -> str:
    """Say with what value of a feature the model gives more chance."""
    levels = encoded.levels[place]
    if levels is None:
        more = values > encoded.typical[place]
        less = ~more & ~np.isnan(values)
        if min(more.sum(), less.sum()) < _FEW:
            return ""
        return "more with more" if told[more].mean() > told[less].mean() else "less with more"
    means = {
        encoded.said(place, float(value)): told[values == value].mean()
        for value in np.unique(values[~np.isnan(values)])
        if (values == value).sum() >= _FEW
    }
    if len(means) < 2:
        return ""
    return f"most with {max(means, key=lambda name: (means[name], name))}"
