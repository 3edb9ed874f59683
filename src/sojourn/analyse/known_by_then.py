"""What is known of a journey at an instant: all that a prediction may look at."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from sojourn.core.durations import short
from sojourn.core.instants import zone
from sojourn.core.journeys import JourneyBatch, Labels

Floats = NDArray[np.float64]
Places = NDArray[np.int64]

LEVELS = 60
"""Values of a feature that are told apart; rarer ones are `other`."""

COUNTED = 30
"""Events whose number so far is a feature each."""

_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_QUARTER = 900_000_000
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_SECONDS = frozenset({"age of the journey", "time since the last event", "pause before the last event",
                      "longest pause", "time since the journey before"})  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class Feature:
    """One thing that is known, for each of some journeys.

    Attributes:
        values: (n,) float64; not a number where it is not known. Where there are `labels` places in them.
        labels: names of values; None for numbers.
    """

    name: str
    values: Floats
    labels: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be known.

    Attributes:
        names, channels: by code.
        counted: codes of the events whose number so far is a feature.
        properties: taken along; the last value not null at or before the instant.
        history: whether the customer's journeys before count; where journeys of a customer never overlap.
        outcome: codes of the outcome; how often it came in journeys before counts.
    """

    names: tuple[str, ...]
    channels: tuple[str, ...]
    counted: tuple[int, ...]
    properties: tuple[str, ...]
    history: bool
    outcome: tuple[int, ...]
    time_zone: str

    def known(self, batch: JourneyBatch, at: Places, moment: Places, met: NDArray[np.bool_]) -> list[Feature]:
        """Give everything that is known of journeys at some instants, and nothing of what came later.

        Args:
            at: (n,) the last event of each journey that is not after the instant.
            moment: (n,) microseconds.
            met: (m,) bool, events that meet the outcome.

        Cost: O(events) for each event counted, and a sort.
        """
        time, event = batch.time, batch.event.astype(np.int64)
        journey = np.repeat(np.arange(batch.journeys), np.diff(batch.offsets))
        whose, start = journey[at], batch.offsets[:-1][journey[at]]
        position = at - start
        found = []
        for back, called in enumerate(("last event", "event before it", "event two before it")):
            code: Floats = np.full(len(at), np.nan)
            code[position >= back] = event[at[position >= back] - back]
            found.append(Feature(called, code, self.names))
        channel = batch.channel.astype(np.float64)
        channel[batch.channel == np.iinfo(batch.channel.dtype).max] = np.nan
        if self.channels:
            found.append(Feature("channel of the last event", channel[at], self.channels))
            found.append(Feature("channel of the first event", channel[start], self.channels))
        found.append(Feature("first event", event[start].astype(np.float64), self.names))
        found.append(Feature("events so far", np.asarray(position + 1, np.float64)))
        keys = journey * max(len(self.names), 1) + event
        fresh = np.zeros(batch.events, np.int64)
        fresh[np.unique(keys, return_index=True)[1]] = 1
        found.append(Feature("different events so far", _since(fresh, start, at)))
        found += [Feature(f"times {self.names[code]}", _since(event == code, start, at)) for code in self.counted]
        pause = np.diff(time, prepend=time[:1])
        pause[batch.offsets[:-1][np.diff(batch.offsets) > 0]] = 0
        longest = np.maximum.accumulate((journey << 31) + np.minimum(pause // 1_000_000, 2**31 - 1))
        found.append(Feature("age of the journey", (moment - time[start]) / 1e6))
        found.append(Feature("time since the last event", (moment - time[at]) / 1e6))
        found.append(Feature("pause before the last event", np.where(position > 0, pause[at] / 1e6, np.nan)))
        found.append(Feature("longest pause", np.where(position > 0, longest[at] & (2**31 - 1), np.nan)))
        found += self._clock(moment)
        if self.history:
            found += self._history(batch, whose, start, met)
        return [*found, *(self._property(batch, name, at, start) for name in self.properties)]

    def _clock(self, moment: Places) -> list[Feature]:
        """Give the hour and the day of the week, as clocks show them."""
        quarters, which = np.unique(moment // _QUARTER, return_inverse=True)
        place = zone(self.time_zone)
        shown = [
            (_EPOCH + timedelta(microseconds=quarter * _QUARTER)).astimezone(place) for quarter in quarters.tolist()
        ]
        hour = np.array([each.hour for each in shown], np.float64)
        day = np.array([each.weekday() for each in shown], np.float64)
        which = which.reshape(-1)
        return [Feature("hour", hour[which]), Feature("day of the week", day[which], _WEEKDAYS)]

    def _history(self, batch: JourneyBatch, whose: Places, start: Places, met: NDArray[np.bool_]) -> list[Feature]:
        """Give what the customer's journeys before say."""
        first = np.flatnonzero(np.diff(batch.customer, prepend=-1))
        own = first[np.searchsorted(first, whose, side="right") - 1] if len(first) else whose
        earlier = whose - own
        before = np.where(earlier > 0, batch.time[start] - batch.time[np.maximum(start - 1, 0)], 0) / 1e6
        total = np.concatenate([[0], np.cumsum(met)])
        return [
            Feature("earlier journeys", earlier.astype(np.float64)),
            Feature("time since the journey before", np.where(earlier > 0, before, np.nan)),
            Feature("outcomes in earlier journeys", (total[start] - total[batch.offsets[own]]).astype(np.float64)),
        ]

    def _property(self, batch: JourneyBatch, name: str, at: Places, start: Places) -> Feature:
        """Give the last value of a property that is not null, of the events looked at."""
        column = batch.columns[name]
        if isinstance(column, Labels):
            valid, values = column.codes >= 0, column.codes
        else:
            valid = np.ones(batch.events, np.bool_) if column.valid is None else column.valid
            values = column.values  # type: ignore[assignment]  # numbers of either type become float64 below
        last = np.maximum.accumulate(np.where(valid, np.arange(batch.events), -1))[at]
        found = np.where(last >= start, values[np.maximum(last, 0)].astype(np.float64), np.nan)
        # What is without end can neither be weighed nor ordered with the rest: it is as good as unknown.
        found[np.isinf(found)] = np.nan
        return Feature(name, found, tuple(column.labels) if isinstance(column, Labels) else None)


@dataclass(frozen=True, slots=True, eq=False)
class Encoded:
    """How features become columns of numbers, learned from what was known before the cut.

    Attributes:
        names: of the features kept: those that are not the same everywhere.
        levels: by feature, the values told apart, the most frequent first; None for numbers.
        typical: by feature, the median, or the place of the most frequent value.
    """

    names: tuple[str, ...]
    levels: tuple[tuple[str, ...] | None, ...]
    typical: tuple[float, ...]

    @staticmethod
    def of(features: Sequence[Feature], rows: Places) -> "Encoded":
        """Learn it from some of the journeys."""
        kept: list[tuple[str, tuple[str, ...] | None, float]] = []
        for feature in features:
            values = feature.values[rows]
            there = values[~np.isnan(values)]
            if not len(there) or (len(there) == len(values) and bool(np.all(there == there[0]))):
                continue
            if feature.labels is None:
                kept.append((feature.name, None, float(np.median(there))))
                continue
            number = np.bincount(there.astype(np.int64), minlength=len(feature.labels))
            order = sorted(np.flatnonzero(number).tolist(), key=lambda code: (-int(number[code]), feature.labels[code]))  # type: ignore[index]
            kept.append((feature.name, tuple(feature.labels[code] for code in order[:LEVELS]), 0.0))
        return Encoded(*zip(*kept, strict=True)) if kept else Encoded((), (), ())

    def matrix(self, features: Sequence[Feature]) -> Floats:
        """Give (n, features) float64; values of labels are places in `levels`, the one after them for others."""
        by_name = {feature.name: feature for feature in features}
        columns = []
        for name, levels in zip(self.names, self.levels, strict=True):
            feature = by_name[name]
            if levels is None or feature.labels is None:
                columns.append(feature.values)
                continue
            place = {level: float(code) for code, level in enumerate(levels)}
            table = np.array([*(place.get(label, float(len(levels))) for label in feature.labels), np.nan])
            columns.append(table[np.where(np.isnan(feature.values), len(table) - 1, feature.values).astype(np.int64)])
        return np.stack(columns, axis=1) if columns else np.zeros((len(features[0].values) if features else 0, 0))

    def said(self, feature: int, value: float) -> str:
        """Write the value of a feature for people."""
        levels = self.levels[feature]
        if np.isnan(value):
            return "none"
        if levels is not None:
            return levels[int(value)] if int(value) < len(levels) else "another"
        return short(value * 1e6) if self.names[feature] in _SECONDS else f"{value:,.6g}"


def _since(what: NDArray[np.bool_] | Places, start: Places, at: Places) -> Floats:
    """Count something from the start of each journey up to and including an event."""
    total = np.concatenate([[0], np.cumsum(what)])
    return np.asarray(total[at + 1] - total[start], np.float64)
