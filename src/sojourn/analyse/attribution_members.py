"""Who stands behind the numbers of attribution: the paths, one a row."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sojourn.core.journeys import JourneyBatch

from .attribution_counts import ONE, Attribution
from .steps import MONEY

_STATES = ("ended", "open", "converted")
ARROW = " > "


@dataclass(frozen=True, slots=True, eq=False)
class AttributionMembers:
    """The paths that a model looks at, and conversions that nobody touched.

    Attributes:
        channel: only paths that it is on, by its code; None for all.
    """

    asked: Attribution
    channel: int | None

    @property
    def columns(self) -> frozenset[str]:
        """Properties needed beside time, event and channel."""
        return self.asked.columns

    def members(self, batch: JourneyBatch) -> dict[str, NDArray[Any]]:
        """Give one row a path.

        Columns: `customer`; `journey_start`, the first event of the journey; `state`, one of converted, open and ended;
        `first_touch` and `conversion`, null where there is none; `touches` and `path`, repeats left out as asked;
        `value` in the data's unit, where a value was asked for; `credit`, for models that are weights along a path.
        """
        model, rule = self.asked.model, self.asked.rule
        paths = self.asked.cut(batch)
        shown = model.taken(paths)
        owner = np.repeat(np.arange(len(paths.state)), paths.lengths)
        if self.channel is not None:
            on = np.zeros(len(paths.state), np.bool_)
            on[owner[paths.channel == self.channel]] = True
            shown &= on
        rows, called = np.flatnonzero(shown), np.array([*rule.channels, ""], object)[paths.channel]
        first, many = paths.starts[rows], paths.lengths[rows]
        found: dict[str, NDArray[Any]] = {
            "customer": batch.customer[paths.journey[rows]],
            "journey_start": batch.time[batch.offsets[paths.journey[rows]]].astype("datetime64[us]"),
            "state": np.array(_STATES)[paths.state[rows]],
            "first_touch": _times(batch, np.where(many > 0, np.append(paths.row, -1)[first], -1)),
            "conversion": _times(batch, paths.end[rows]),
            "touches": many,
            "path": np.array([ARROW.join(called[a:b]) for a, b in zip(first, first + many, strict=True)], object),
        }
        if paths.value is not None:
            found["value"] = paths.value[rows] / MONEY
        if model.rule is not None:
            weight = model.weights(paths, rule.channels)
            if self.channel is not None:
                weight = np.where(paths.channel == self.channel, weight, 0)
            credit = np.zeros(len(paths.state), np.int64)
            np.add.at(credit, owner, weight)
            found["credit"] = credit[rows] / ONE
        if not len(rows):
            found["path"] = np.zeros(0, "U1")
        found["state"] = found["state"].astype("U9")
        return found


def _times(batch: JourneyBatch, rows: NDArray[np.int64]) -> NDArray[Any]:
    """Give the times of events, null for none."""
    found = np.full(len(rows), np.datetime64("NaT"), "datetime64[us]")
    found[rows >= 0] = batch.time[rows[rows >= 0]].astype("datetime64[us]")
    return found
