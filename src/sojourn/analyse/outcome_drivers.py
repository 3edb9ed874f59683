"""What predictions rest on: which feature they lose by when it is shuffled, and what moves a single one.

Source: Breiman, Machine Learning 45 (2001), for shuffling; Fisher, Rudin and Dominici, Journal of Machine Learning
Research 20 (2019), for what it measures.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from .known_by_then import Encoded
from .outcome_models import Seen
from .outcome_parts import PredictionDriver
from .prediction_draws import Drawing, Estimate
from .prediction_scores import log_loss

Floats = NDArray[np.float64]

ROWS = 6_000
"""Predictions of the test period that are made anew with a feature shuffled, over all shuffles."""

_TIMES = 3
_FEW = 30


def outcome_drivers(
    chance: Callable[[Seen], Floats],
    encoded: Encoded,
    seen: Seen,
    hit: NDArray[np.bool_],
    customer: NDArray[np.int64],
    *,
    seed: int,
) -> tuple[PredictionDriver, ...]:
    """Say what chances rest on, and with what value of a feature they are larger."""
    told = chance(seen.some(np.arange(min(len(hit), ROWS // _TIMES))))
    return drivers(
        lambda some, rows: log_loss(chance(some), hit[rows]),
        encoded,
        seen,
        customer,
        direction=lambda place: _direction(encoded, place, seen.features[: len(told), place], told),
        seed=seed,
    )


def drivers(
    loss: Callable[[Seen, NDArray[np.int64]], Floats],
    encoded: Encoded,
    seen: Seen,
    customer: NDArray[np.int64],
    *,
    direction: Callable[[int], str],
    times: int = _TIMES,
    seed: int,
) -> tuple[PredictionDriver, ...]:
    """Shuffle each feature among some of what was tested, and see how much log loss grows.

    Args:
        loss: gives the loss of each prediction, from what is seen and which rows these are.
        direction: says something of a feature.
        times: how often each is shuffled.
    """
    rows = np.arange(min(len(customer), ROWS // _TIMES))
    seen = seen.some(rows)
    before = loss(seen, rows)
    rng = np.random.Generator(np.random.PCG64(seed))
    orders = [rng.permutation(len(rows)) for _ in range(times)]
    pasts, again = np.tile(seen.pasts, times), np.tile(rows, times)
    grown = np.empty((len(rows), len(encoded.names)))
    for place in range(len(encoded.names)):
        tried = np.tile(seen.features, (times, 1))
        tried[:, place] = np.concatenate([seen.features[order, place] for order in orders])
        grown[:, place] = loss(Seen(tried, pasts), again).reshape(times, -1).mean(0) - before
    if not len(encoded.names):
        return ()
    means, drawn = Drawing.of(customer[rows], seed=seed).means(grown)
    found = [
        PredictionDriver(name, Estimate.of(float(means[place]), drawn[:, place]), direction(place))
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
