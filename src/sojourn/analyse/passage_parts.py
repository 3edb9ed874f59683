"""The parts of what a passage gives back: steps, points, links, choices, measures."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from types import MappingProxyType
from typing import Any, Literal

_JSON: Mapping[str, str] = MappingProxyType({"start": "from", "end": "to"})
"""Names that Python keeps for itself."""


@dataclass(frozen=True, slots=True)
class _Part:
    """What is shown as an object whose keys are its fields."""

    def to_dict(self) -> dict[str, Any]:
        """Give the JSON form."""
        return {_JSON.get(each.name, each.name): _plain(getattr(self, each.name)) for each in fields(self)}


def _plain(value: Any) -> Any:
    """Give a value as JSON has it."""
    if isinstance(value, _Part):
        return value.to_dict()
    return [_plain(each) for each in value] if isinstance(value, tuple) else value


@dataclass(frozen=True, slots=True)
class PassedPoint(_Part):
    """How many journeys did a step in one of its ways.

    Attributes:
        expected: it is the point that is meant to be used, where any one does.
        journeys: that used it; `share` of the journeys that did the step, so that shares may come to more than 1.
        failed: journeys in which it failed at least once.
    """

    point: str
    name: str
    channel: str | None
    expected: bool
    journeys: int
    share: float | None
    share_low: float | None
    share_high: float | None
    failed: int


@dataclass(frozen=True, slots=True)
class ChannelSwitch(_Part):
    """A change from one point to another inside a visit of a step that any one point completes.

    Attributes:
        start, end: ids of points.
        count: changes.
        journeys: with at least one.
    """

    start: str
    end: str
    count: int
    journeys: int


@dataclass(frozen=True, slots=True)
class WentTo(_Part):
    """How many of those who stopped at a step had this event next."""

    event: str
    journeys: int


@dataclass(frozen=True, slots=True)
class Leaving(_Part):
    """Closed journeys whose last step this was, and that did not come to an end in their last round.

    Attributes:
        left: how many.
        reached: journeys that did the step, without open ones that are still there, as for ways; `share` is of these.
        next: the next event of the journey after the last that did the step, by journeys, then name.
        other: with a next event that is not listed.
        none: without any.
    """

    left: int
    reached: int
    share: float | None
    share_low: float | None
    share_high: float | None
    next: tuple[WentTo, ...]
    other: int
    none: int


@dataclass(frozen=True, slots=True)
class MeasuredStep(_Part):
    """A number observed at a step, beside its target.

    Attributes:
        unit: `s` for times, None for other numbers; target and quantiles are in it.
        n: values known in full.
        unfinished: waits in closed journeys that came to no end: known only to be longer than they were seen.
        waiting: the same in open journeys.
        not_recorded: events that should have said the number, and did not.
        method: `order_statistics`, or `kaplan_meier` when there are unfinished or waiting ones.
        p10, median, p90: quantiles; None where there are no values, or too few came to an end.
        at: the quantile that is held against the target.
        value, low, high: that quantile and its 95 % interval; a limit is None when nothing certain can be said.
        within, within_low, within_high: the share at or under the target.
        met: `yes` when the whole interval is at or under the target, `no` when it is over it, `not_decided` when the
            target lies inside or a limit that is needed is None; None without a target or without values.
    """

    name: str
    unit: Literal["s"] | None
    target: float | None
    at: float
    n: int
    unfinished: int
    waiting: int
    not_recorded: int
    method: Literal["order_statistics", "kaplan_meier"]
    p10: float | None
    median: float | None
    p90: float | None
    value: float | None
    low: float | None
    high: float | None
    within: float | None
    within_low: float | None
    within_high: float | None
    met: Literal["yes", "no", "not_decided"] | None


@dataclass(frozen=True, slots=True)
class PassedStep(_Part):
    """What became of a step.

    Attributes:
        journeys, customers: that did it at least once; `share` is of all journeys.
        first: journeys in which it was the first step done.
        visits: how often it was done; `visits_per_journey` of the journeys that did it, with an interval that takes
            journeys of one customer together.
        attempted: journeys that did it or failed at it.
        failed: journeys that failed at it at least once, whatever came of it; `failed_share` is of those attempted.
        open: open journeys that did it last: they are still there.
    """

    step: str
    name: str
    optional: bool
    journeys: int
    customers: int
    share: float | None
    share_low: float | None
    share_high: float | None
    first: int
    visits: int
    visits_per_journey: float | None
    visits_per_journey_low: float | None
    visits_per_journey_high: float | None
    attempted: int
    failed: int
    failed_share: float | None
    failed_share_low: float | None
    failed_share_high: float | None
    open: int
    leaving: Leaving
    points: tuple[PassedPoint, ...]
    switches: tuple[ChannelSwitch, ...]
    measures: tuple[MeasuredStep, ...]


@dataclass(frozen=True, slots=True)
class PassedLink(_Part):
    """A way from one step to the next, expected or only taken.

    Attributes:
        start, end: ids of steps.
        kind: of the expected move, or of those that lie behind optional steps; None when nobody expected it.
        options: branches of a choice that this move stands for.
        count: how often a visit of one was followed by a visit of the other.
        journeys: with at least one such move.
        reached: journeys that did the first step, without open ones that are still there.
        converted: of these, with the move; `share` is of `reached`.
        p10_seconds, median_seconds, p90_seconds: of the time from the last event that did the one step to the first
            that did the other, over all moves; the median with the interval between order statistics.
    """

    start: str
    end: str
    kind: Literal["next", "choice", "loop", "skip"] | None
    options: tuple[str, ...]
    count: int
    journeys: int
    reached: int
    converted: int
    share: float | None
    share_low: float | None
    share_high: float | None
    p10_seconds: float | None
    median_seconds: float | None
    median_low_seconds: float | None
    median_high_seconds: float | None
    p90_seconds: float | None


@dataclass(frozen=True, slots=True)
class TakenBranch(_Part):
    """A branch of a choice.

    Attributes:
        options: several when they lead to one step and cannot be told apart.
        end: the step it leads to, from which it is read.
        journeys: that went on this way; `share` is of those that took any branch. A journey that comes by more than
            once may take more than one.
    """

    options: tuple[str, ...]
    end: str
    journeys: int
    share: float | None
    share_low: float | None
    share_high: float | None


@dataclass(frozen=True, slots=True)
class PassedChoice(_Part):
    """What was chosen at a step.

    Attributes:
        decided: journeys that went on by any branch.
        undecided: journeys that did the step and did not.
    """

    step: str
    decided: int
    undecided: int
    branches: tuple[TakenBranch, ...]


@dataclass(frozen=True, slots=True)
class PassedLoop(_Part):
    """A way back.

    Attributes:
        rounds: how often it was taken.
        journeys: that took it; `share` is of `reached`, the journeys that did the step it leads back from, without
            open ones that are still there.
    """

    start: str
    end: str
    rounds: int
    journeys: int
    reached: int
    share: float | None
    share_low: float | None
    share_high: float | None


@dataclass(frozen=True, slots=True)
class MetOutcome(_Part):
    """How many journeys turned out so.

    Attributes:
        tied: whether any rule says which events show it; without one nothing is counted.
        journeys: that show it.
        closed: of these, closed; `share` is of all closed journeys.
    """

    outcome: str
    name: str
    good: bool | None
    tied: bool
    journeys: int | None
    closed: int | None
    share: float | None
    share_low: float | None
    share_high: float | None
