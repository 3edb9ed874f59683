"""Intervals of attribution: the same conversions shared out again among customers who are drawn anew."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from sojourn import kernels
from sojourn.core.analysis import Journeys
from sojourn.core.journeys import Basis, JourneyBatch

from .attribution_counts import ONE, Attribution, AttributionModel, moves_of, sets_of
from .attribution_paths import CONVERTED, CutPaths

Floats = NDArray[np.float64]
Places = NDArray[np.int64]
Marks = NDArray[np.uint64]

SMALLER = 20
"""Bits of a share that draws do without, so that their sums need no more than 63: a millionth is left."""

ROOM = 2_000_000
"""Cells of a table of draws; more are drawn in several runs."""


@dataclass(frozen=True, slots=True, eq=False)
class Resampled:
    """Count again what `Attribution` counts, for customers drawn as often as chance says.

    How often a customer is drawn is a Poisson number of mean 1, made of the draw and of the customer's identifier, and
    of nothing else: customers who did the same are drawn each for themselves, and one customer is drawn alike wherever
    and however the data lie.

    Attributes:
        keys: the moves or sets that there are, ascending; channels for rules.
        draws: (r,) uint64, a number for each.
    """

    asked: Attribution
    keys: Places
    draws: Marks
    by_mark: ClassVar[bool] = True

    @property
    def columns(self) -> frozenset[str]:
        """Properties needed beside time, event and channel."""
        return self.asked.columns

    def partial(self, batch: JourneyBatch) -> Places:
        """Add up the items of whole customers, a row a key and a column a draw."""
        assert batch.mark is not None
        paths = self.asked.cut(batch)
        place, weight, path = items(paths, self.asked, self.keys)
        table = np.zeros((rows_of(self.asked.model, self.keys), len(self.draws)), np.int64)
        kernels.add_resampled(place, weight, batch.mark[paths.journey[path]], self.draws, table)
        return table

    def merge(self, a: Places, b: Places) -> Places:
        """Add two tables."""
        return a + b

    def finish(self, partial: Places, basis: Basis) -> Places:
        """Give the table."""
        return partial


def rows_of(model: AttributionModel, keys: Places) -> int:
    """Say how many rows a table of draws has."""
    return 2 * len(keys) if model.name == "shapley" and model.rule is None else len(keys)


def items(paths: CutPaths, asked: Attribution, keys: Places) -> tuple[Places, Places, Places]:
    """Give what is added up: the row it belongs to, what it adds (nothing given: 1), and its path."""
    model, channels, none = asked.model, asked.rule.channels, np.zeros(0, np.int64)
    if model.name == "markov":
        moves, path = moves_of(paths, model, len(channels))
        return np.searchsorted(keys, moves).astype(np.int64), none, path
    if model.rule is None:
        sets, mask = sets_of(paths, model, asked.bits)
        path = np.flatnonzero(mask)
        return 2 * np.searchsorted(keys, sets) + (paths.state[path] != CONVERTED), none, path
    weight = model.weights(paths, channels)
    borne = np.flatnonzero(weight)
    path = np.repeat(np.arange(len(paths.state)), paths.lengths)[borne]
    return paths.channel[borne].astype(np.int64), (weight[borne] + (1 << SMALLER - 1)) >> SMALLER, path


def drawn(journeys: Journeys, asked: Attribution, keys: Places, *, draws: int, seed: int) -> Places:
    """Draw the customers, in as many runs as the room for tables wants; (rows, draws) int64."""
    words = words_of(draws, seed)
    most = max(1, ROOM // max(1, rows_of(asked.model, keys)))
    return np.concatenate(
        [
            journeys.engine.run(journeys, Resampled(asked, keys, words[low : low + most]))
            for low in range(0, draws, most)
        ],
        axis=1,
    )


def drawn_ready(paths: CutPaths, asked: Attribution, keys: Places, *, draws: int, seed: int) -> Places:
    """Draw the journeys of ready paths; (rows, draws) int64."""
    place, weight, path = items(paths, asked, keys)
    table = np.zeros((rows_of(asked.model, keys), draws), np.int64)
    made = np.random.Generator(np.random.PCG64(seed))
    for column in range(draws):
        times = made.poisson(paths.times)[path]
        np.add.at(table[:, column], place, times * weight if len(weight) else times)
    return table


def words_of(draws: int, seed: int) -> Marks:
    """Give a number for each draw; the first ones do not depend on how many follow."""
    return np.random.Generator(np.random.PCG64(seed)).integers(0, 2**64, draws, np.uint64)


def conversions_of(table: Places) -> Floats:
    """Turn sums of shares into conversions."""
    return np.asarray(table / (ONE >> SMALLER), np.float64)
