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
class ScoreOpen:
    """Give every journey whose outcome is still open the chance that a model sees at its point.

    Attributes:
        model: which of the models.
    """

    pointing: Pointing
    seeing: Seeing
    models: OutcomeModels
    model: str

    @property
    def columns(self) -> frozenset[str]:
        """Properties needed beside time, event and channel."""
        return self.pointing.matcher.columns | frozenset(self.seeing.wanted.properties)

    def members(self, batch: JourneyBatch) -> Mapping[str, NDArray[Any]]:
        """Give one row a journey that is still waiting.

        `customer`, `journey_start`, `point`, `open_until` (null where it is the journey that has to close), `chance`,
        and `because_1` to `because_3`: what moves the chance most, with the chance it adds or takes away against the
        typical value.
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
