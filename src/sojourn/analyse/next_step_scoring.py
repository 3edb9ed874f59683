"""What comes next for those who are still on the way."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sojourn.core.journeys import JourneyBatch, JourneyStatus

from .next_step_decisions import Asking
from .next_step_models import NextModels
from .next_step_seeing import SeeingNext
from .next_step_words import said
from .outcome_models import Seen

LIKELY = 3
"""Answers that are named."""

_ROOM = 8_192


@dataclass(frozen=True, slots=True, eq=False)
class ScoreNext:
    """Give every journey that may go on what is likeliest to come next.

    Attributes:
        model: which of the models.
    """

    asking: Asking
    seeing: SeeingNext
    models: NextModels
    model: str

    @property
    def columns(self) -> frozenset[str]:
        """Properties needed beside time, event and channel."""
        return frozenset(self.seeing.wanted.properties)

    def members(self, batch: JourneyBatch) -> Mapping[str, NDArray[Any]]:
        """Give one row a journey that may go on.

        `customer`, `journey_start`, `last_event`, `last_time`, and `next_1`, `chance_1` to `next_3`, `chance_3`.
        """
        last = batch.offsets[1:] - 1
        some = (np.diff(batch.offsets) > 0) & (batch.status != JourneyStatus.ENDED)
        if self.asking.window is not None:
            some &= batch.time[np.maximum(last, 0)] + self.asking.window > self.asking.until
        some &= batch.status != JourneyStatus.TIMED_OUT
        rows = np.flatnonzero(some)
        at = last[rows]
        seen = self.seeing(batch, at)
        names = np.array([*self.seeing.wanted.names, ""], object)
        codes = self.models.contexts.answers.codes.tolist()
        kinds = np.array([*(said(None) if code == 0 else names[code - 1] for code in codes), "(another)"], object)
        places = np.zeros((len(rows), LIKELY), np.int64)
        chances = np.zeros((len(rows), LIKELY))
        for low in range(0, len(rows), _ROOM):
            part = slice(low, low + _ROOM)
            shares = self.models.shares(self.model, Seen(seen.features[part], seen.pasts[part]))
            order = np.argsort(-shares, axis=1, kind="stable")[:, :LIKELY]
            places[part, : order.shape[1]] = order
            chances[part, : order.shape[1]] = np.take_along_axis(shares, order, axis=1)
        found: dict[str, NDArray[Any]] = {
            "customer": batch.customer[rows],
            "journey_start": batch.time[batch.offsets[:-1][rows]].view("datetime64[us]"),
            "last_event": names[batch.event[at].astype(np.int64)],
            "last_time": batch.time[at].view("datetime64[us]"),
        }
        for place in range(LIKELY):
            found[f"next_{place + 1}"] = np.where(chances[:, place] > 0, kinds[places[:, place]], "")
            found[f"chance_{place + 1}"] = chances[:, place]
        return found
