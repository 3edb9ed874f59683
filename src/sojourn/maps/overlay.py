"""Evidence over a map: what was measured, place by place, as marks that a drawing can show.

Filled by whoever holds a map against lived journeys; painted here. Nothing in the map is changed by it: what the map
says and what was measured stand side by side and are never one point.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Literal

Measure = Literal[
    "reach", "conversion", "branch", "leaving", "time_between", "wait", "repeats", "satisfaction", "feeling",
    "importance", "missing", "failed", "ad_hoc", "out_of_order", "outcome",
]  # fmt: skip
State = Literal[
    "measured", "thin", "too_few", "not_tied", "no_events", "not_observable", "open", "not_asked", "not_recorded",
    "hidden",
]  # fmt: skip
"""`measured`: n is large enough for a point. `thin`: an interval and n, no point. All others: no number, and why.

`hidden`: left out so that a hidden neighbour cannot be worked out from the total.
"""

WORDS: Mapping[str, str] = MappingProxyType(
    {
        "not_tied": "Not tied to events",
        "no_events": "No events in period",
        "not_observable": "No contact",
        "not_asked": "No survey",
        "not_recorded": "Not recorded",
        "hidden": "Hidden",
    }
)
"""What is said where there is no number; `too_few` and `open` say how many."""


@dataclass(frozen=True, slots=True)
class At:
    """Where a mark belongs: a step, a point of contact of a step, a way between two steps, or an outcome."""

    step: str | None = None
    touchpoint: str | None = None
    to: str | None = None


@dataclass(frozen=True, slots=True)
class Mark:
    """One measured thing at one place.

    Attributes:
        value, low, high: with a 95 % interval; a share from 0 to 1, seconds, points of a feeling from −2 to +2, or a
            number of times. None where `state` says why.
        n: what the number stands on: journeys, answers, waits.
        count: how many of the n, for shares.
        method: how it was estimated, in a few words.
        quantiles: p10, p50 and p90 of times.
        target, met: what the map asks for, and whether it is met: `met`, `missed` or `undecided`.
        details: rows that belong to it, such as where people went who left: name, count.
        unit: `share`, `seconds`, `points`, `times`.
        expected: for an option of a choice, whether it is the one that is meant.
    """

    at: At
    measure: Measure
    state: State
    value: float | None = None
    low: float | None = None
    high: float | None = None
    n: int | None = None
    count: int | None = None
    method: str = ""
    quantiles: tuple[float, float, float] | None = None
    target: float | None = None
    met: Literal["met", "missed", "undecided"] | None = None
    details: tuple[tuple[str, int], ...] = ()
    unit: Literal["share", "seconds", "points", "times"] = "share"
    expected: bool | None = None

    def words(self, *, hidden_below: int = 10) -> str:
        """Say why there is no number; nothing when there is one."""
        if self.state == "too_few":
            return f"n < {hidden_below}"
        if self.state == "open":
            return f"{self.count or 0:,} still open"
        return WORDS.get(self.state, "")


@dataclass(frozen=True, slots=True)
class Overlay:
    """Evidence for one map, one period and one segment.

    Attributes:
        since, until: the period, microseconds UTC; None when there are no events.
        segment: who is looked at; None for everybody.
        n_journeys, n_customers: how many journeys stand behind it, open ones included.
        open_journeys: how many of them may still go on.
        hidden_below, thin_below: below how many no number is shown, and no point.
        notes: sentences for the reader; `unplaced`: marks whose place the map no longer has.
        basis: the envelope of the analyses behind it.
    """

    map_id: str
    map_version: int
    since: int | None
    until: int | None
    segment: str | None
    n_journeys: int
    n_customers: int
    open_journeys: int
    marks: tuple[Mark, ...]
    hidden_below: int = 10
    thin_below: int = 30
    notes: tuple[str, ...] = ()
    unplaced: tuple[Mark, ...] = ()
    basis: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))

    def of(
        self, measure: Measure, *, step: str | None = None, touchpoint: str | None = None, to: str | None = None
    ) -> tuple[Mark, ...]:
        """Give the marks of one measure at a place; a part of the place that is not named may be anything."""
        return tuple(
            mark
            for mark in self.marks
            if mark.measure == measure
            and (step is None or mark.at.step == step)
            and (touchpoint is None or mark.at.touchpoint == touchpoint)
            and (to is None or mark.at.to == to)
        )
