"""The journeys whose outcome is open, each with its chance and what moves it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sojourn.core.journeys import JourneyBatch
from sojourn.core.words import with_sign

from .outcome_drivers import moved
from .outcome_models import BASE, MARKOV, OutcomeModels, Seeing, Seen
from .outcome_points import Pointing

REASONS = 3
"""What moves a prediction most: so many are named."""

_SMALL = 0.005
"""Smaller moves of a chance are not worth a word."""


@dataclass(frozen=True, slots=True, eq=False)
class Waits:
    """How long journeys known before the cut waited: what a silence since the point says.

    Attributes:
        came: (a,) int64, ascending, microseconds from the point to the outcome.
        stayed: (b,) int64, ascending, of those without it, until it could come no more.
    """

    came: NDArray[np.int64]
    stayed: NDArray[np.int64]

    @staticmethod
    def of(lasted: NDArray[np.int64], hit: NDArray[np.bool_]) -> "Waits":
        """Learn them from points whose answer is known."""
        return Waits(np.sort(lasted[hit]), np.sort(lasted[~hit]))

    def given(self, chance: NDArray[np.float64], silent: NDArray[np.int64]) -> NDArray[np.float64]:
        """Turn chances at the point into chances after a wait in which the outcome has not come.

        By Bayes' rule, with how long both kinds of journey waited; half a journey more and half a journey less keep
        chances from 0. Takes it that who comes late and who comes soon are alike in all else.

        Args:
            chance: (n,) at the point.
            silent: (n,) microseconds since then.
        """
        late, still = (_longer(waits, silent) for waits in (self.came, self.stayed))
        return np.asarray(chance * late / (chance * late + (1 - chance) * still))


@dataclass(frozen=True, slots=True, eq=False)
class ScoreOpen:
    """Give every journey whose outcome is still open the chance that a model sees at its point.

    Attributes:
        model: which of the models.
        waits: of the journeys that models learned from.
    """

    pointing: Pointing
    seeing: Seeing
    models: OutcomeModels
    model: str
    waits: Waits

    @property
    def columns(self) -> frozenset[str]:
        """Properties needed beside time, event and channel."""
        return self.pointing.matcher.columns | frozenset(self.seeing.wanted.properties)

    def members(self, batch: JourneyBatch) -> Mapping[str, NDArray[Any]]:
        """Give one row a journey that is still waiting.

        `customer`, `journey_start`, `point`, `open_until` (null where it is the journey that has to close),
        `chance_now`, that it still comes, `chance`, what it was at the point, and `because_1` to `because_3`: what
        moves that most, with the chance it adds or takes away against the typical value.
        """
        found = self.pointing.points(batch)
        rows = np.flatnonzero(found.waiting)
        seen = self.seeing(batch, found, self.pointing.met(batch)[0]).some(rows)
        chance = self.models.chance(self.model, seen)
        until = np.full(len(rows), np.datetime64("NaT"), "datetime64[us]")
        if self.pointing.within is not None:
            until = found.resolved[rows].view("datetime64[us]")
        reasons = self._reasons(seen)
        return {
            "customer": batch.customer[found.journey[rows]],
            "journey_start": batch.time[batch.offsets[:-1][found.journey[rows]]].view("datetime64[us]"),
            "point": found.moment[rows].view("datetime64[us]"),
            "open_until": until,
            "chance_now": self.waits.given(chance, self.pointing.until - found.moment[rows]),
            "chance": chance,
            **{f"because_{place + 1}": reasons[:, place] for place in range(REASONS)},
        }

    def _reasons(self, seen: Seen) -> NDArray[np.object_]:
        """Say what moves each chance; nothing for models that look at no feature."""
        rows = len(seen.pasts)
        found = np.full((rows, REASONS), "", object)
        if self.model in (BASE, MARKOV) or not rows or not self.seeing.encoded.names:
            return found
        encoded = self.seeing.encoded
        moves = moved(lambda some: self.models.chance(self.model, some), encoded, seen)
        order = np.argsort(-np.abs(moves), axis=1, kind="stable")[:, :REASONS]
        for row in range(rows):
            for place, feature in enumerate(order[row].tolist()):
                if abs(moves[row, feature]) >= _SMALL:
                    value = encoded.said(feature, float(seen.features[row, feature]))
                    found[row, place] = f"{encoded.names[feature]}: {value} ({with_sign(moves[row, feature], 2)})"
        return found


def _longer(waits: NDArray[np.int64], silent: NDArray[np.int64]) -> NDArray[np.float64]:
    """Give the share of some waits that are longer, never quite 0 or 1."""
    return (len(waits) - np.searchsorted(waits, silent, side="right") + 0.5) / (len(waits) + 1)
