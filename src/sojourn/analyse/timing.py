"""Timing: how long it takes from one event to another, for those who got there, and how many did not or still may."""

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from sojourn import kernels
from sojourn.core.analysis import Journeys
from sojourn.core.durations import microseconds
from sojourn.core.errors import InvalidInput
from sojourn.core.journeys import Basis, JourneyBatch
from sojourn.core.quantiles import Samples

from .attempts import LONGEST, Duration, Ties
from .names import Notes, noted, unknown
from .sketches import merged, samples, total
from .steps import Matcher, Step, mentioned, steps
from .timing_result import Bucket, TimingResult

_TIES = {"either": 0, "recorded": 1, "apart": 2}
_STATES = ("paired", "expired", "censored")


@dataclass(frozen=True, slots=True, eq=False)
class TimingCounts:
    """What the starts of some batches add up to.

    Attributes:
        states: (3,) int64, starts paired, expired and censored.
        total: the times of the paired ones summed, in microseconds.
        doublings: (64,) int64, paired ones under a second, then by powers of two of whole seconds.
        times: the times of the paired ones.
    """

    states: NDArray[np.int64]
    total: int
    doublings: NDArray[np.int64]
    times: Samples


@dataclass(frozen=True, slots=True, eq=False)
class Timing:
    """What a time from one event to another means.

    Unit: a journey as the case rule cuts it; pairs never cross journeys.
    First: the journey's first start event, with the earliest end event at or after it.
    Every: each start event with the next end event, unless another start event lies between; the start is then
        overtaken. One end event may answer several starts of one instant.
    An event never ends what it starts itself, also where both conditions are met by it.
    Ties: `recorded` goes by recorded order. `either` lets an end at the start's instant follow it; `apart` wants the
        end strictly later. Under both, between means strictly between in time, and under `either` the first start is
        any at its instant that can be paired there.
    Window: an end more than `within` after its start is none; exactly at the limit it is one.
    States: paired; expired, when the window is over by `observed_until`, the journey is closed, or another start has
        overtaken it; censored, when an end may still come. starts = paired + expired + censored.
    Quantiles and histogram describe the paired ones only. Buckets are [0, 1) and [2^k, 2^(k+1)) seconds.

    Attributes:
        start, end: the conditions.
        within: microseconds, None for no window.
        observed_until: the last instant for which data are complete; None when there are no data.
    """

    start: Step
    end: Step
    pairing: Literal["first", "every"]
    ties: Ties
    within: int | None
    observed_until: int | None
    matcher: Matcher
    notes: Notes = ()

    @property
    def columns(self) -> frozenset[str]:
        """Properties needed beside time, event and channel."""
        return self.matcher.columns

    def partial(self, batch: JourneyBatch) -> TimingCounts:
        """Count the starts of whole customers."""
        _, start, end, state = self._pairs(batch)
        there = end >= 0
        values = batch.time[end[there]] - batch.time[start[there]]
        _, doublings = np.frexp(values // 1_000_000)
        return TimingCounts(
            np.bincount(state, minlength=3).astype(np.int64),
            total(values),
            np.bincount(doublings, minlength=64).astype(np.int64),
            samples(values),
        )

    def merge(self, a: TimingCounts, b: TimingCounts) -> TimingCounts:
        """Add two counts."""
        return TimingCounts(a.states + b.states, a.total + b.total, a.doublings + b.doublings, merged(a.times, b.times))

    def finish(self, partial: TimingCounts, basis: Basis) -> TimingResult:
        """Turn counts into a distribution."""
        paired, expired, censored = partial.states.tolist()
        points = partial.times.quantiles(0, (0.5, 0.1, 0.25, 0.75, 0.9))
        seconds = None if points is None else [point / 1e6 for point in points]
        return TimingResult(
            basis=basis,
            notes=noted(self.notes, basis),
            start=self.start.label,
            end=self.end.label,
            pairing=self.pairing,
            ties=self.ties,
            within_seconds=None if self.within is None else self.within / 1e6,
            paired=paired,
            expired=expired,
            censored=censored,
            mean_seconds=partial.total / (paired * 1_000_000) if paired else None,
            median_seconds=None if seconds is None else seconds[0],
            quantiles_seconds=None
            if seconds is None
            else dict(zip(("p10", "p25", "p75", "p90"), seconds[1:], strict=True)),
            quantiles=partial.times.kind,
            histogram=tuple(
                Bucket(0.0 if power == 0 else 2.0 ** (power - 1), 2.0**power, count)
                for power, count in enumerate(partial.doublings.tolist())
                if count
            ),
        )

    def members(self, batch: JourneyBatch) -> dict[str, NDArray[Any]]:
        """Give one row a start.

        Columns: `customer`; `journey_start`, the first event of the journey; `start` and `end`, the end null where
        there is none; `state`, one of paired, expired and censored.
        """
        journey, start, end, state = self._pairs(batch)
        ended = np.full(len(end), np.datetime64("NaT"), "datetime64[us]")
        ended[end >= 0] = batch.time[end[end >= 0]].astype("datetime64[us]")
        return {
            "customer": batch.customer[journey],
            "journey_start": batch.time[batch.offsets[journey]].astype("datetime64[us]"),
            "start": batch.time[start].astype("datetime64[us]"),
            "end": ended,
            "state": np.array(_STATES)[state],
        }

    def _pairs(
        self, batch: JourneyBatch
    ) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64], NDArray[np.uint8]]:
        """Run the kernel."""
        lookup = self.matcher.lookup(batch)
        roles = np.array([sum(1 << condition for condition in met) for met in lookup.classes], np.uint8)
        return kernels.pairs(
            batch.offsets,
            batch.status,
            batch.time,
            lookup.codes,
            roles[lookup.table],
            -1 if self.within is None else min(self.within, LONGEST),
            0 if self.observed_until is None else self.observed_until,
            _TIES[self.ties],
            self.pairing == "every",
        )


def timing(
    journeys: Journeys,
    *,
    start: str | Step,
    end: str | Step,
    pairing: str = "first",
    within: Duration | None = None,
    ties: str = "either",
) -> TimingResult:
    """Measure how long it takes from one event to another.

    `Timing` says exactly what a time is.

    Args:
        journeys: where to look; they carry the engine that will do the work.
        start, end: conditions as for the steps of a funnel, such as `a|b` or `event[channel=store]`.
        pairing: `first` for the first start of each journey, `every` for each start.
        within: longest time that counts, such as `7d`.
        ties: events at one instant: `either`, `recorded` or `apart`.

    Raises:
        InvalidInput: a condition that cannot be read or is optional, an unknown rule, or a property that events do not
            have.

    Example:
        >>> timing(shop, start="site.visited", end="order.paid", within="7d").median_seconds
        26100.0
    """
    return journeys.engine.run(journeys, _spec(journeys, start, end, pairing, within, ties))


def timing_members(
    journeys: Journeys,
    *,
    start: str | Step,
    end: str | Step,
    pairing: str = "first",
    within: Duration | None = None,
    ties: str = "either",
) -> Any:
    """Give the starts behind `timing` with the same options, as a pyarrow table.

    One row a start: `customer`, `journey_start`, `start`, `end` and `state`.

    Raises:
        InvalidInput: as `timing`.
    """
    return journeys.engine.members(journeys, _spec(journeys, start, end, pairing, within, ties))


def _spec(
    journeys: Journeys, start: str | Step, end: str | Step, pairing: str, within: Duration | None, ties: str
) -> Timing:
    """Check what was asked and make the analysis of it."""
    conditions = steps([start, end])
    if any(each.optional for each in conditions):
        raise InvalidInput(
            "start and end cannot be optional", code="bad-step", hint="leave the question mark out of the event"
        )
    for what, value, allowed in (
        ("pairing", pairing, ("first", "every")),
        ("ties", ties, ("either", "recorded", "apart")),
    ):
        if value not in allowed:
            raise InvalidInput(f"{value!r} is no rule for {what}", code=f"bad-{what}", hint=f"use {', '.join(allowed)}")
    return Timing(
        start=conditions[0],
        end=conditions[1],
        pairing=pairing,  # type: ignore[arg-type]  # checked above
        ties=ties,  # type: ignore[arg-type]  # checked above
        within=None if within is None else microseconds(within),
        observed_until=journeys.observed_until,
        matcher=Matcher.of(conditions, journeys.source),
        notes=unknown(mentioned(conditions), journeys.source.events),
    )
