"""Survival: how long it takes from one event to another, with those who are still on the way."""

import math
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sojourn.core.analysis import Journeys
from sojourn.core.durations import microseconds
from sojourn.core.errors import InvalidInput

from .attempts import Duration
from .names import unknown
from .retention_births import check_breakdown
from .steps import Matcher, Step, mentioned, steps
from .survival_counts import Survival
from .survival_result import SurvivalResult
from .survival_waits import Rules

MOST_TESTED = 20
"""Groups that are shown and held against each other: each two of them are a test."""


def survival(
    journeys: Journeys,
    start: str | Step,
    end: str | Step,
    *,
    competing: str | Step | None = None,
    closed: str = "competes",
    pairing: str = "first",
    within: Duration | None = None,
    ties: str = "either",
    landmark: Duration | None = None,
    breakdown: str | None = None,
    strata: str | None = None,
    top: int = 4,
    at: Sequence[Duration] | None = None,
    mean_within: Duration | None = None,
    rho: float = 0.0,
    gamma: float = 0.0,
) -> SurvivalResult:
    """Estimate how long it takes from one event to another, with those who are still on the way.

    `Survival` says exactly what a wait is.

    Args:
        journeys: where to look; they carry the engine that will do the work.
        start, end: conditions as for the steps of a funnel, such as `a|b` or `event[channel=store]`.
        competing: what ends a wait otherwise, so that the end cannot come any more.
        closed: what the close of a journey is to who still waits: `competes`, or `censors`.
        pairing: `first` for the first start of each journey, `every` for each start.
        within: look no further than this.
        ties: events at one instant: `either`, `recorded` or `apart`.
        landmark: only those still waiting after so long, grouped by what is known of them then.
        breakdown: a property, or `channel`; its value at the start, or at the landmark.
        strata: a property, or `channel`; groups are compared only inside each of its values.
        top: breakdown values to show and to compare, 20 at most; the rest is one group, `other`.
        at: times to read the curves at; by default evenly spaced ones, or such at which most who got there did where
            that is early.
        mean_within: where restricted means end; by default as far as every curve of ten waits or more can be read.
        rho, gamma: weights of Fleming and Harrington, S(t−)^rho (1 − S(t−))^gamma; 0 and 0 is the plain log-rank test,
            1 and 0 weighs early differences as Peto and Peto do, 0 and 1 late ones.

    Raises:
        InvalidInput: a condition that cannot be read or is optional, an unknown rule, or a property that events do not
            have.

    Cost: one pass over the events, two where something competes; sorting the waits, exact up to a million.

    Example:
        >>> survival(shop, start="site.visited", end="order.paid").all.reached
        2
    """
    asked = _spec(
        journeys, start, end, competing, closed, pairing, within, ties, landmark, breakdown, strata, top, at,
        mean_within, rho, gamma,
    )  # fmt: skip
    return journeys.engine.run(journeys, asked)


def survival_members(
    journeys: Journeys,
    start: str | Step,
    end: str | Step,
    *,
    competing: str | Step | None = None,
    closed: str = "competes",
    pairing: str = "first",
    within: Duration | None = None,
    ties: str = "either",
    landmark: Duration | None = None,
    breakdown: str | None = None,
    strata: str | None = None,
    top: int = 4,
    at: Sequence[Duration] | None = None,
    mean_within: Duration | None = None,
    rho: float = 0.0,
    gamma: float = 0.0,
) -> Any:
    """Give the waits behind `survival` with the same options, as a pyarrow table.

    One row a wait: `customer`, `journey_start`, `start`, `stopped`, `state`, `reason`, and `value` and `stratum` where
    they were asked for.

    Raises:
        InvalidInput: as `survival`.
    """
    asked = _spec(
        journeys, start, end, competing, closed, pairing, within, ties, landmark, breakdown, strata, top, at,
        mean_within, rho, gamma,
    )  # fmt: skip
    return journeys.engine.members(journeys, asked)


def _spec(
    journeys: Journeys,
    start: str | Step,
    end: str | Step,
    competing: str | Step | None,
    closed: str,
    pairing: str,
    within: Duration | None,
    ties: str,
    landmark: Duration | None,
    breakdown: str | None,
    strata: str | None,
    top: int,
    at: Sequence[Duration] | None,
    mean_within: Duration | None,
    rho: float,
    gamma: float,
) -> Survival:
    """Check what was asked and make the analysis of it."""
    conditions = steps([start, end] if competing is None else [start, end, competing])
    if any(each.optional for each in conditions):
        raise InvalidInput(
            "start, end and what competes cannot be optional",
            code="bad-step",
            hint="leave the question mark out of the event",
        )
    for what, value, allowed in (
        ("pairing", pairing, ("first", "every")),
        ("ties", ties, ("either", "recorded", "apart")),
        ("closed", closed, ("competes", "censors")),
    ):
        if value not in allowed:
            raise InvalidInput(f"{value!r} is no rule for {what}", code=f"bad-{what}", hint=f"use {', '.join(allowed)}")
    if not 1 <= top <= MOST_TESTED:
        raise InvalidInput(f"{top} groups cannot be shown", code="bad-top", hint=f"show 1 to {MOST_TESTED}")
    for name, weight in (("rho", rho), ("gamma", gamma)):
        if not (math.isfinite(weight) and weight >= 0):
            raise InvalidInput(
                f"{name} is {weight:g}, and a weight is a power of a share",
                code="bad-weight",
                hint="use 0 for none, 1 for much",
            )
    if strata is not None and breakdown is None:
        raise InvalidInput(
            "strata are for comparing groups, and no groups are named",
            code="strata-alone",
            hint="name the property that makes the groups as the breakdown",
        )
    if (rho or gamma) and breakdown is None:
        raise InvalidInput(
            "rho and gamma weigh the comparison of groups, and no groups are named",
            code="weights-alone",
            hint="name the property that makes the groups as the breakdown",
        )
    wait, window = _micros(landmark), _micros(within)
    if mean_within is not None and microseconds(mean_within) <= 0:
        raise InvalidInput(
            "a mean of the first 0 s is no mean", code="bad-mean", hint="name a stretch of time, such as 30d"
        )
    if wait is not None and window is not None and window <= wait:
        raise InvalidInput(
            "the window is over at the landmark, when nobody has been looked at yet",
            code="bad-landmark",
            hint="make the window longer than the landmark",
        )
    for groups in (breakdown, strata):
        check_breakdown(groups, journeys.source)
    return Survival(
        start=conditions[0],
        end=conditions[1],
        competing=conditions[2] if len(conditions) > 2 else None,
        rules=Rules(
            matcher=Matcher.of(conditions, journeys.source),
            rival=competing is not None,
            closed=closed,  # type: ignore[arg-type]  # checked above
            pairing=pairing,  # type: ignore[arg-type]  # checked above
            ties=ties,  # type: ignore[arg-type]  # checked above
            within=window,
            observed_until=journeys.observed_until,
        ),
        landmark=wait,
        breakdown=breakdown,
        strata=strata,
        channels=tuple(journeys.source.channels),
        top=top,
        at=_times(at),
        mean_within=_micros(mean_within),
        rho=float(rho),
        gamma=float(gamma),
        notes=unknown(mentioned(conditions), journeys.source.events),
    )


def _micros(duration: Duration | None) -> int | None:
    """Read a duration, or none."""
    return None if duration is None else microseconds(duration)


def _times(at: Sequence[Duration] | None) -> tuple[int, ...] | None:
    """Read the times to look at, in order; one text may hold several, with commas between."""
    if at is None or not at:
        return None
    listed = at.split(",") if isinstance(at, str) else [at] if isinstance(at, timedelta) else at
    return tuple(sorted({microseconds(each) for each in listed}))
