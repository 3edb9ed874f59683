"""What survival means, and how waits are counted and added up."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sojourn.core.journeys import Basis, JourneyBatch
from sojourn.core.quantiles import BUCKETS, Samples
from sojourn.core.results import note
from sojourn.core.words import counted

from .names import Notes, noted
from .retention_births import values_at
from .sketches import merged, regrouped, samples
from .spreads import Spread, spreads
from .steps import Step
from .survival_difference import tested
from .survival_parts import GroupPair, LogRank, SurvivalGroup
from .survival_result import SurvivalResult
from .survival_shown import described, mean_limit, readable_times
from .survival_waits import CENSORED, COMPETED, REACHED, REASONS, STATES, Rules, Waits, as_known
from .waiting_curve import WaitingCurve

_KINDS = len(STATES)
_FEW = 5
"""With fewer ends than this expected in a group the log-rank test says less than its p-value claims."""

Name = tuple[str | None, str | None]
"""A value of the breakdown, and a stratum."""


@dataclass(frozen=True, slots=True, eq=False)
class SurvivalCounts:
    """What the waits of some batches add up to.

    Attributes:
        names: value and stratum of each cell, by name, null first.
        lengths: of the waits in microseconds; group cell * 3 + state.
        customers: distinct customers who have a wait.
    """

    names: tuple[Name, ...]
    lengths: Samples
    customers: int


@dataclass(frozen=True, slots=True, eq=False)
class Survival:
    """What a wait means, and how long it is.

    Unit: a start as in `Timing`: the first of each journey, or every one. Waits never cross journeys.
    Reached: the end came, as `Timing` would pair it: at the limit of a window or before.
    Competed: something came first after which the end cannot come: an event named as competing, or, unless closing
        censors, the close of a journey, at its last event. What competes at the instant of the end comes after it;
        under `recorded` the recorded order decides.
    Censored: broken off while still waiting: at `observed_until`; at the window's end; under `every` at the next later
        start, with which another wait begins; and at the last event of a closed journey where closing censors.
    Ties: waits that are broken off after the same time as others end still count as waiting then.
    Landmark: only waits longer than it count, and what they are grouped by is the value at the last event of the
        journey up to then. Times still count from the start. Without one the value at the start counts.
    Started before: a wait whose start lies before the observed span is not in the data, and is not counted; a first
        start is the first in the span.
    Curve: Kaplan and Meier, or Aalen and Johansen where something competes; 95 % limits on the log-log scale.
    Quantile: the first time by which at least such a share got there; limits where the limits of the curve pass it.
    Mean: on the way, whichever way it ends, of the first `mean_within`.
    Test: log-rank over the values shown, without `other`; where something competes, of the rate at which those still
        on the way get there.

    Attributes:
        start, end, competing: the conditions.
        landmark, mean_within, at: microseconds; None for none, as far as all curves can be read, readable times.
        breakdown, strata: properties or `channel`; None for one group, one stratum.
        top: groups to show; the rest is one, `other`.
        rho, gamma: weights of the test.
    """

    start: Step
    end: Step
    competing: Step | None
    rules: Rules
    landmark: int | None
    breakdown: str | None
    strata: str | None
    channels: tuple[str, ...]
    top: int
    at: tuple[int, ...] | None
    mean_within: int | None
    rho: float
    gamma: float
    notes: Notes = ()

    @property
    def columns(self) -> frozenset[str]:
        """Properties needed beside time, event and channel."""
        own = frozenset(each for each in (self.breakdown, self.strata) if each is not None and each != "channel")
        return self.rules.matcher.columns | own

    def partial(self, batch: JourneyBatch) -> SurvivalCounts:
        """Count the waits of whole customers."""
        waits = self._waits(batch)
        cells, names = self._cells(batch, waits)
        lengths = samples(waits.length, cells * _KINDS + waits.state, len(names) * _KINDS)
        who = batch.customer[waits.journey]
        return SurvivalCounts(names, lengths, int(np.count_nonzero(who[1:] != who[:-1])) + 1 if len(who) else 0)

    def merge(self, a: SurvivalCounts, b: SurvivalCounts) -> SurvivalCounts:
        """Add two counts."""
        names, mine, theirs = a.names, a.lengths, b.lengths
        if a.names != b.names:
            names = tuple(sorted({*a.names, *b.names}, key=_null_first))
            place = {name: i for i, name in enumerate(names)}
            mine, theirs = (
                regrouped(each.lengths, _states(np.array([place[name] for name in each.names], np.int64)))
                for each in (a, b)
            )
        return SurvivalCounts(names, merged(mine, theirs, len(names) * _KINDS), a.customers + b.customers)

    def finish(self, partial: SurvivalCounts, basis: Basis) -> SurvivalResult:
        """Turn counts into curves, and hold groups against each other."""
        cells = len(partial.names)
        whole = _curves(partial.lengths, np.zeros(cells, np.int64), 1)[0]
        shown, other = self._ranked(partial)
        place = {value: row for row, value in enumerate(shown)}
        rows = np.array([place.get(value, len(shown)) for value, _ in partial.names], np.int64)
        curves = [] if self.breakdown is None else _curves(partial.lengths, rows, len(shown) + 1)[: len(shown) + other]
        limit = mean_limit([whole, *curves], self.mean_within)
        longest = max((curve.longest or 0.0 for curve in [whole, *curves]), default=0.0)
        at = readable_times(whole, longest) if self.at is None else tuple(float(each) for each in self.at)
        groups = [
            described(curve, at, limit, value=shown[row] if row < len(shown) else None,
                      kind="value" if row < len(shown) else "other")
            for row, curve in enumerate(curves)
        ]  # fmt: skip
        test, pairs = self._tested(partial, shown, curves, limit)
        everybody = described(whole, at, limit, value=None, kind="all")
        return SurvivalResult(
            basis=basis,
            notes=(*noted(self.notes, basis), *self._doubts(partial, everybody, groups, test, limit)),
            start=self.start.label,
            end=self.end.label,
            competing=None if self.competing is None else self.competing.label,
            closed=self.rules.closed,
            pairing=self.rules.pairing,
            ties=self.rules.ties,
            within_seconds=None if self.rules.within is None else self.rules.within / 1e6,
            landmark_seconds=None if self.landmark is None else self.landmark / 1e6,
            customers=partial.customers,
            times=partial.lengths.kind,
            mean_within_seconds=None if limit is None else limit / 1e6,
            all=everybody,
            breakdown=self.breakdown,
            strata=self.strata,
            groups=None if self.breakdown is None else tuple(groups),
            test=test,
            pairs=pairs,
        )

    def members(self, batch: JourneyBatch) -> dict[str, NDArray[Any]]:
        """Give one row a wait.

        Columns: `customer`; `journey_start`, the first event of the journey; `start`; `stopped`, when the wait came to
        its end or was broken off; `state`, one of reached, competed and censored; `reason`, one of end, competing,
        overtaken, window, closed and observed; and `value` and `stratum`, where they were asked for.
        """
        waits = self._waits(batch)
        began = batch.time[waits.start]
        columns: dict[str, NDArray[Any]] = {
            "customer": batch.customer[waits.journey],
            "journey_start": batch.time[batch.offsets[waits.journey]].astype("datetime64[us]"),
            "start": began.astype("datetime64[us]"),
            "stopped": (began + waits.length).astype("datetime64[us]"),
            "state": np.array(STATES)[waits.state],
            "reason": np.array(REASONS)[waits.reason],
        }
        cells, names = self._cells(batch, waits)
        for column, name, part in (("value", self.breakdown, 0), ("stratum", self.strata, 1)):
            if name is not None:
                columns[column] = np.array([each[part] for each in names], np.object_)[cells]
        return columns

    def _waits(self, batch: JourneyBatch) -> Waits:
        """Follow the starts, and leave out who is no longer waiting at the landmark."""
        waits = self.rules.waits(batch)
        return waits if self.landmark is None else waits.longer_than(self.landmark)

    def _cells(self, batch: JourneyBatch, waits: Waits) -> tuple[NDArray[np.int64], tuple[Name, ...]]:
        """Give each wait's place among the pairs of value and stratum."""
        if self.breakdown is None and self.strata is None:
            return np.zeros(len(waits.start), np.int64), ((None, None),)
        at = waits.start if self.landmark is None else as_known(batch, waits, self.landmark)
        cells = np.zeros(len(at), np.int64)
        names: tuple[tuple[str | None, ...], ...] = ()
        for name in (self.breakdown, self.strata):
            places, found = (cells * 0, (None,)) if name is None else values_at(batch, name, self.channels, at)
            cells, names = cells * len(found) + places, (*names, found)
        values, strata = names
        if self.strata is None:
            return cells, tuple((value, None) for value in values)
        used, cells = np.unique(cells, return_inverse=True)
        pairs = tuple((values[each // len(strata)], strata[each % len(strata)]) for each in used.tolist())
        return cells.reshape(-1).astype(np.int64), pairs or ((None, None),)

    def _ranked(self, partial: SurvivalCounts) -> tuple[list[str | None], bool]:
        """Give the values to show, those with the most waits first, and whether others are left."""
        if self.breakdown is None:
            return [None], False
        cells = regrouped(partial.lengths, np.arange(len(partial.names) * _KINDS) // _KINDS)
        sizes: dict[str | None, int] = {}
        for (value, _), size in zip(partial.names, _sizes(cells, len(partial.names)), strict=True):
            if size:
                sizes[value] = sizes.get(value, 0) + size
        ranked = sorted(sizes, key=lambda value: (-sizes[value], value is not None, value or ""))
        return ranked[: self.top], len(ranked) > self.top

    def _tested(
        self, partial: SurvivalCounts, shown: Sequence[str | None], curves: Sequence[WaitingCurve], limit: float | None
    ) -> tuple[LogRank | None, tuple[GroupPair, ...] | None]:
        """Hold the values shown against each other, stratum by stratum."""
        if self.breakdown is None or len(shown) < 2:
            return None, None
        strata = [list(curves[: len(shown)])]
        if self.strata is not None:
            place = {value: row for row, value in enumerate(shown)}
            layers = {name: layer for layer, name in enumerate(dict.fromkeys(each for _, each in partial.names))}
            count = len(shown) + 1
            rows = [layers[layer] * count + place.get(value, len(shown)) for value, layer in partial.names]
            found = _curves(partial.lengths, np.array(rows, np.int64), len(layers) * count)
            strata = [found[layer * count : layer * count + len(shown)] for layer in layers.values()]
        return tested(shown, curves[: len(shown)], strata, rho=self.rho, gamma=self.gamma, until=limit)

    def _doubts(
        self,
        partial: SurvivalCounts,
        whole: SurvivalGroup,
        groups: Sequence[SurvivalGroup],
        test: LogRank | None,
        limit: float | None,
    ) -> Notes:
        """Say what the numbers cannot be trusted for."""
        found = []
        waits = whole.waits
        if waits > partial.customers:
            message = (
                f"{counted(waits, 'wait')} of {counted(partial.customers, 'customer')} are counted as if each were"
                " somebody else's:"
                " intervals are narrower and p-values smaller than they should be"
            )
            found.append(note("waits_of_one_customer", message, waits=waits, customers=partial.customers))
        if groups and waits and all(group.kind == "value" and group.value is None for group in groups):
            message = f"{self.breakdown} is not known at {self.start.label} for any of {counted(waits, 'wait')}"
            found.append(note("breakdown_unknown", message, property=self.breakdown, waits=waits))
        elif len(groups) == 1 and waits:
            message = (
                f"{self.breakdown} is {groups[0].name} for all of {counted(waits, 'wait')}: there is nothing to compare"
            )
            found.append(note("one_group", message, property=self.breakdown, waits=waits))
        few = [each for each in test.groups if each.expected < _FEW] if test is not None else []
        if test is not None and few:
            names = ", ".join("none" if each.value is None else each.value for each in few)
            message = f"fewer than {_FEW} ends are expected of {names}: the test is rough there"
            found.append(note("few_ends_expected", message, groups=[each.value for each in few]))
        short = [each.name for each in [whole, *groups] if each.waits and each.mean_seconds is None]
        if limit is not None and short:
            message = f"{', '.join(short)}: seen for less than the mean asks for, so there is none"
            found.append(note("mean_unknown", message, groups=short))
        return tuple(found)


def _curves(lengths: Samples, rows: NDArray[np.int64], count: int) -> list[WaitingCurve]:
    """Put cells together by row, and estimate the curve of each row."""
    found = spreads(regrouped(lengths, _states(rows)), count * _KINDS)
    return [
        WaitingCurve.of(
            found[row * _KINDS + REACHED],
            found[row * _KINDS + CENSORED],
            found.get(row * _KINDS + COMPETED, Spread.empty()),
        )
        for row in range(count)
    ]


def _states(rows: NDArray[np.int64]) -> NDArray[np.int64]:
    """Give where each state of each cell goes when cell i goes to row rows[i]."""
    return np.asarray((rows[:, None] * _KINDS + np.arange(_KINDS)).reshape(-1), np.int64)


def _sizes(cells: Samples, count: int) -> list[int]:
    """Count the values of each group."""
    if cells.kind == "exact":
        return [int(number) for number in np.bincount(cells.groups, minlength=count)]
    return [int(n) for n in np.bincount(cells.buckets // BUCKETS, weights=cells.counts, minlength=count)]


def _null_first(name: Name) -> tuple[Any, ...]:
    """Order names with null first."""
    return tuple((part is not None, part or "") for part in name)
