"""Numbers observed at steps: waits between rules, and properties of events."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sojourn import kernels
from sojourn.core.expectation import Expectation, Measure
from sojourn.core.journeys import JourneyBatch, Numbers
from sojourn.core.quantiles import Samples
from sojourn.core.statistics import wilson

from .matching import Matcher
from .passage_parts import MeasuredStep
from .sketches import merged, samples
from .spreads import Spread, spreads
from .waiting_curve import WaitingCurve

MILLIONTHS = 1_000_000
"""Numbers are counted in whole millionths, and times in microseconds, which are millionths of a second."""

UNITS: Mapping[str | None, int] = MappingProxyType(
    {None: 1_000_000, "us": 1, "ms": 1_000, "s": 1_000_000, "min": 60_000_000, "h": 3_600_000_000, "d": 86_400_000_000}
)
"""Units that a property may be in, in microseconds; a number without one in millionths."""
_MOST = 9.2e18
_NONE = np.zeros(0, np.int64)


@dataclass(frozen=True, slots=True, eq=False)
class MeasureCounts:
    """What some batches tell of all measures.

    Attributes:
        counts: (measures, 5) int64, values, events without one, unfinished waits, waits still going on, values at or
            under the target.
        values: group 2 k are the values of measure k from 0 on, group 2 k + 1 those below 0 without their sign.
        broken_off: group k are the waits of measure k that came to no end.
    """

    counts: NDArray[np.int64]
    values: Samples
    broken_off: Samples

    def merge(self, other: "MeasureCounts") -> "MeasureCounts":
        """Add two counts."""
        number = len(self.counts)
        return MeasureCounts(
            self.counts + other.counts,
            merged(self.values, other.values, 2 * number),
            merged(self.broken_off, other.broken_off, number),
        )


def measures_of(expectation: Expectation) -> tuple[Measure, ...]:
    """Give all measures, step by step."""
    return tuple(measure for step in expectation.steps for measure in step.measures)


class _Parts(NamedTuple):
    """Values and their groups, piece by piece."""

    values: list[NDArray[np.int64]]
    groups: list[NDArray[np.int64]]

    def add(self, values: NDArray[np.int64], groups: NDArray[np.int64]) -> None:
        """Take another piece."""
        self.values.append(values)
        self.groups.append(groups)

    def samples(self, count: int) -> Samples:
        """Put the pieces together."""
        return samples(np.concatenate(self.values), np.concatenate(self.groups), count)


def observe(
    measures: Sequence[Measure],
    batch: JourneyBatch,
    among: NDArray[np.bool_] | None,
    *,
    matcher: Matcher,
    kinds: Mapping[str, str],
    still: NDArray[np.uint8],
    until: int,
) -> MeasureCounts:
    """Take the values of all measures from a batch.

    Args:
        among: (m,) the events to look at; None for all.
        kinds: the type of each property.
        still: (n,) 1 for journeys that may go on.
        until: end of the observed span.
    """
    counts = np.zeros((len(measures), 5), np.int64)
    values, broken_off = _Parts([_NONE], [_NONE]), _Parts([_NONE], [_NONE])
    for place, measure in enumerate(measures):
        found, missing, left, waiting = _observe(measure, batch, among, matcher, kinds, still, until)
        limit = np.iinfo(np.int64).max if measure.target is None else np.floor(measure.target * MILLIONTHS)
        counts[place] = len(found), missing, len(left), len(waiting), np.count_nonzero(found <= limit)
        values.add(np.abs(found), 2 * place + (found < 0))
        waits = np.concatenate([left, waiting])
        broken_off.add(waits, np.full(len(waits), place, np.int64))
    return MeasureCounts(counts, values.samples(2 * len(measures)), broken_off.samples(len(measures)))


def conclude(measures: Sequence[Measure], counts: MeasureCounts) -> list[MeasuredStep]:
    """Turn values into quantiles, intervals and verdicts, in the order of the measures."""
    values = spreads(counts.values, 2 * len(measures), signed=True)
    broken_off = spreads(counts.broken_off, len(measures))
    return [
        _conclude(measure, each, values[place], broken_off[place])
        for place, (measure, each) in enumerate(zip(measures, counts.counts.tolist(), strict=True))
    ]


def verdict(target: float | None, low: float | None, high: float | None, *, some: bool) -> Any:
    """Say whether a target is met: `MeasuredStep.met` has the rule."""
    if target is None or not some:
        return None
    if high is not None and high <= target:
        return "yes"
    return "no" if low is not None and low > target else "not_decided"


def _conclude(measure: Measure, counts: list[int], found: Spread, broken_off: Spread) -> MeasuredStep:
    """Sum one measure up."""
    n, missing, unfinished, waiting, under = counts
    target = measure.target
    within: tuple[float | None, float | None, float | None] = (None, None, None)
    if unfinished + waiting:
        curve = WaitingCurve.of(found, broken_off)
        quantiles = [curve.quantile(share)[0] for share in (0.1, 0.5, 0.9)]
        value, *limits = curve.quantile(measure.at)
        if target is not None:
            within = curve.within(target * MILLIONTHS)
    else:
        quantiles = [found.quantile(share) for share in (0.1, 0.5, 0.9)]
        value, limits = found.quantile(measure.at), list(found.interval(measure.at))
        if target is not None and n:
            within = (under / n, *wilson(under, n))
    low, high = (_in_units(limit) for limit in limits)
    p10, median, p90 = map(_in_units, quantiles)
    return MeasuredStep(
        name=measure.name,
        unit="s" if measure.is_time() else None,
        target=target,
        at=measure.at,
        n=n,
        unfinished=unfinished,
        waiting=waiting,
        not_recorded=missing,
        method="kaplan_meier" if unfinished + waiting else "order_statistics",
        p10=p10,
        median=median,
        p90=p90,
        value=_in_units(value),
        low=low,
        high=high,
        within=within[0],
        within_low=within[1],
        within_high=within[2],
        met=verdict(target, low, high, some=n + unfinished + waiting > 0),
    )


def _observe(
    measure: Measure,
    batch: JourneyBatch,
    among: NDArray[np.bool_] | None,
    matcher: Matcher,
    kinds: Mapping[str, str],
    still: NDArray[np.uint8],
    until: int,
) -> tuple[NDArray[np.int64], int, NDArray[np.int64], NDArray[np.int64]]:
    """Give the values of a measure, how many events lack one, and the waits that came to no end."""
    starts = matcher.fits(measure.start, batch)
    if among is not None:
        starts &= among
    if measure.property is None:
        ends = matcher.fits(measure.end, batch)
        roles = starts.view(np.uint8), ends.view(np.uint8)
        times = kernels.wait_times(batch.offsets, still, batch.time, *roles, until)
        return times[0], 0, times[1], times[2]
    rows = np.flatnonzero(starts)
    column = batch.columns.get(measure.property)
    if not isinstance(column, Numbers) or kinds[measure.property] == "timestamp":
        return _NONE, len(rows), _NONE, _NONE
    per_unit = UNITS[measure.unit] / (MILLIONTHS if kinds[measure.property] == "money" else 1)
    found = np.rint(column.values[rows].astype(np.float64) * per_unit)
    there = np.abs(found) <= _MOST
    if column.valid is not None:
        there &= column.valid[rows]
    return found[there].astype(np.int64), int(np.count_nonzero(~there)), _NONE, _NONE


def _in_units(value: float | None) -> float | None:
    """Give millionths as what they are millionths of."""
    return None if value is None else value / MILLIONTHS
