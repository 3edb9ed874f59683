"""Funnel: how many get from step to step, who dropped out, and who may still go on."""

from collections.abc import Mapping, Sequence
from typing import Any

from sojourn.core.analysis import Journeys
from sojourn.core.errors import InvalidInput

from .attempts import Duration, Exclusion, attempts
from .funnel_counts import Funnel
from .funnel_result import FunnelResult
from .retention_births import check_breakdown
from .steps import Step


def funnel(
    journeys: Journeys,
    steps: Sequence[str | Step],
    *,
    within: Duration | None = None,
    step_within: Duration | Sequence[Duration] | None = None,
    order: str = "ordered",
    ties: str | None = None,
    reentry: str = "best",
    exclude: Sequence[str | Mapping[str, Any] | Exclusion] = (),
    breakdown: str | None = None,
    top: int = 10,
) -> FunnelResult:
    """Count how many journeys take each of a sequence of steps.

    `Attempts` says exactly what taking the steps means, `Funnel` what is counted.

    Args:
        journeys: where to look; they carry the engine that will do the work.
        steps: `event`, `a|b` for any of several, `event[channel=store]` for a property, a trailing `?` for a step that
            may be left out. The first and the last are required.
        within: longest time from the first step to the last, such as `7d`.
        step_within: longest time for each move from one required step to the next: one for all moves, or a list.
        order: `ordered`, `strict` or `any`.
        ties: events at one instant: `either`, `recorded` or `apart`. By default either, and recorded when strict.
        reentry: which attempt of a journey counts: `best`, `first` or `every`.
        exclude: events that end an attempt: `EVENT:2-4`, or `{"event": …, "after": 2, "before": 4}`.
        breakdown: a property, or `channel`; its value at the event that opens the attempt.
        top: breakdown values to show; the rest is one group, `other`.

    Raises:
        InvalidInput: no step, a step that cannot be read, options that cannot go together, or a property that events
            do not have.

    Example:
        >>> funnel(shop, ["site.visited", "basket.filled", "order.paid"], within="7d").converted
        2
    """
    spec = _spec(journeys, steps, within, step_within, order, ties, reentry, exclude, breakdown, top)
    result = journeys.engine.run(journeys, spec)
    again = spec.again(result)
    return result if again is None else journeys.engine.run(journeys, again)


def funnel_members(
    journeys: Journeys,
    steps: Sequence[str | Step],
    *,
    within: Duration | None = None,
    step_within: Duration | Sequence[Duration] | None = None,
    order: str = "ordered",
    ties: str | None = None,
    reentry: str = "best",
    exclude: Sequence[str | Mapping[str, Any] | Exclusion] = (),
    breakdown: str | None = None,
    top: int = 10,
) -> Any:
    """Give the units behind `funnel` with the same options, as a pyarrow table.

    One row a unit that entered: `customer`, `journey_start`, `furthest`, `state`, with a breakdown its `value` (all of
    them, whatever `top` says), and `step_1`, `step_2`, … with the time each step was taken.

    Raises:
        InvalidInput: as `funnel`.
    """
    spec = _spec(journeys, steps, within, step_within, order, ties, reentry, exclude, breakdown, top)
    return journeys.engine.members(journeys, spec)


def _spec(
    journeys: Journeys,
    steps: Sequence[str | Step],
    within: Duration | None,
    step_within: Duration | Sequence[Duration] | None,
    order: str,
    ties: str | None,
    reentry: str,
    exclude: Sequence[str | Mapping[str, Any] | Exclusion],
    breakdown: str | None,
    top: int,
) -> Funnel:
    """Check what was asked and make the analysis of it."""
    if top < 1:
        raise InvalidInput(f"{top} groups cannot be shown", code="bad-top", hint="show 1 or more")
    check_breakdown(breakdown, journeys.source)
    return Funnel(
        attempts=attempts(
            journeys,
            steps,
            within=within,
            step_within=step_within,
            order=order,
            ties=ties,
            reentry=reentry,
            exclude=exclude,
        ),
        channels=tuple(journeys.source.channels),
        breakdown=breakdown,
        top=top,
    )
