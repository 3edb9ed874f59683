"""Dropoff: of those who got to a step and no further, where did they go instead."""

from collections.abc import Mapping, Sequence
from typing import Any

from sojourn.core.analysis import Journeys
from sojourn.core.errors import InvalidInput

from .attempts import Duration, Exclusion, attempts
from .dropoff_counts import Dropoff
from .dropoff_result import DropoffResult
from .steps import Step


def dropoff(
    journeys: Journeys,
    steps: Sequence[str | Step],
    *,
    at: int | None = None,
    within: Duration | None = None,
    step_within: Duration | Sequence[Duration] | None = None,
    order: str = "ordered",
    ties: str | None = None,
    reentry: str = "best",
    exclude: Sequence[str | Mapping[str, Any] | Exclusion] = (),
    top: int = 10,
    min_support: int = 20,
) -> DropoffResult:
    """Show what those did next who got to a step and no further, and what went along with leaving.

    `Attempts` says exactly what taking the steps means, `Dropoff` what is counted.

    Args:
        journeys, steps, within, step_within, order, ties, reentry, exclude: as for `funnel`.
        at: the number of the step, from 1, among all as listed; by default the required step before the last.
        top: events to show in each list.
        min_support: events that fewer units had are not compared.

    Raises:
        InvalidInput: as `funnel`; fewer than two required steps; or `at` names the last step, an optional one or none.

    Example:
        >>> dropoff(shop, ["site.visited", "basket.filled", "order.paid"], within="7d").next[0].event
        'help.opened'
    """
    options = (journeys, steps, at, within, step_within, order, ties, reentry, exclude, top, min_support)
    return journeys.engine.run(journeys, _spec(*options))


def dropoff_members(
    journeys: Journeys,
    steps: Sequence[str | Step],
    *,
    at: int | None = None,
    within: Duration | None = None,
    step_within: Duration | Sequence[Duration] | None = None,
    order: str = "ordered",
    ties: str | None = None,
    reentry: str = "best",
    exclude: Sequence[str | Mapping[str, Any] | Exclusion] = (),
    top: int = 10,
    min_support: int = 20,
) -> Any:
    """Give the units behind `dropoff` with the same options, as a pyarrow table.

    One row a unit that reached the step: `customer`, `journey_start`, `state`, `reached`, and for those who dropped out
    `next` and `next_time`.

    Raises:
        InvalidInput: as `dropoff`.
    """
    options = (journeys, steps, at, within, step_within, order, ties, reentry, exclude, top, min_support)
    return journeys.engine.members(journeys, _spec(*options))


def _spec(
    journeys: Journeys,
    steps: Sequence[str | Step],
    at: int | None,
    within: Duration | None,
    step_within: Duration | Sequence[Duration] | None,
    order: str,
    ties: str | None,
    reentry: str,
    exclude: Sequence[str | Mapping[str, Any] | Exclusion],
    top: int,
    min_support: int,
) -> Dropoff:
    """Check what was asked and make the analysis of it."""
    asked = attempts(
        journeys,
        steps,
        within=within,
        step_within=step_within,
        order=order,
        ties=ties,
        reentry=reentry,
        exclude=exclude,
    )
    allowed = [listed + 1 for listed in asked.required[:-1]]
    if not allowed:
        raise InvalidInput(
            "dropping out needs a step to get to and one that did not come, and there is one step",
            code="no-step",
            hint="name at least two required steps",
        )
    if at is not None and at not in allowed:
        raise InvalidInput(
            f"nobody can drop out at step {at}: it is optional, the last, or not in the list",
            code="bad-at",
            hint=f"use one of {', '.join(map(str, allowed))}",
        )
    if top < 1 or min_support < 1:
        raise InvalidInput("top and min_support must be at least 1", code="bad-top", hint="leave them out")
    return Dropoff(
        attempts=asked,
        at=(allowed[-1] if at is None else at) - 1,
        events=tuple(journeys.source.events),
        top=top,
        min_support=min_support,
    )
