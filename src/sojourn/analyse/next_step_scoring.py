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
from .next_step_waits import NextWaits
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
        waits: for what came next, of the journeys that models learned from.
    """

    asking: Asking
    seeing: SeeingNext
    models: NextModels
    model: str
    waits: NextWaits

    @property
    def columns(self) -> frozenset[str]:
        """Properties needed beside time, event and channel."""
        return frozenset(self.seeing.wanted.properties)

    def members(self, batch: JourneyBatch) -> Mapping[str, NDArray[Any]]:
        """Give one row a journey that may go on.

        `customer`, `journey_start`, `last_event`, `last_time`, `silent_seconds` since then, `go_on_later`, and
        `next_1`, `chance_now_1`, `chance_1` to `next_3`, `chance_now_3`, `chance_3`.

        By Bayes' rule a chance of the last event turns into one after a silence in which nothing came: what comes late
        when it comes gains on what comes soon, and that nothing comes gains on both. How long something takes is taken
        to depend on what it is and on the last event, and on nothing else. `go_on_later` is the share of those who go
        on that do so after a longer silence.
        """
        last = batch.offsets[1:] - 1
        some = (np.diff(batch.offsets) > 0) & (batch.status != JourneyStatus.ENDED)
        if self.asking.window is not None:
            some &= batch.time[np.maximum(last, 0)] + self.asking.window > self.asking.until
        some &= batch.status != JourneyStatus.TIMED_OUT
        rows = np.flatnonzero(some)
        at = last[rows]
        seen = self.seeing(batch, at)
        event = batch.event[at].astype(np.int64)
        silent = np.maximum(self.asking.until - batch.time[at], 0)
        names = np.array([*self.seeing.wanted.names, ""], object)
        codes = self.models.contexts.answers.codes.tolist()
        kinds = np.array([*(said(None) if code == 0 else names[code - 1] for code in codes), "(another)"], object)
        places = np.zeros((len(rows), LIKELY), np.int64)
        now, then = np.zeros((2, len(rows), LIKELY))
        later = np.zeros(len(rows))
        for low in range(0, len(rows), _ROOM):
            part = slice(low, low + _ROOM)
            shares = self.models.shares(self.model, Seen(seen.features[part], seen.pasts[part]))
            left = shares * self.waits.longer(event[part], silent[part])
            # One after the other, so that rows of a table of any form add up to the last digit.
            whole = np.cumsum(left, axis=1)[:, -1]
            given = left / whole[:, None]
            order = np.argsort(-given, axis=1, kind="stable")[:, :LIKELY]
            found = slice(None, order.shape[1])
            places[part, found] = order
            now[part, found] = np.take_along_axis(given, order, axis=1)
            then[part, found] = np.take_along_axis(shares, order, axis=1)
            nothing = shares[:, self.waits.nothing] if self.waits.nothing >= 0 else np.zeros(len(shares))
            later[part] = (whole - nothing) / np.maximum(1 - nothing, 1e-12)
        return {
            "customer": batch.customer[rows],
            "journey_start": batch.time[batch.offsets[:-1][rows]].view("datetime64[us]"),
            "last_event": names[event],
            "last_time": batch.time[at].view("datetime64[us]"),
            "silent_seconds": silent / 1e6,
            "go_on_later": later,
            **{
                f"{name}_{place + 1}": values[:, place]
                for place in range(LIKELY)
                for name, values in (
                    ("next", np.where(now > 0, kinds[places], "")),
                    ("chance_now", now),
                    ("chance", then),
                )
            },
        }
