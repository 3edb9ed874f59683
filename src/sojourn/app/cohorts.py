"""Cohorts made now: those of `analyse`, dated by the clock when nobody says otherwise."""

from collections.abc import Sequence
from datetime import datetime

from sojourn import analyse
from sojourn.core.analysis import Journeys
from sojourn.core.clock import SystemClock


def cohort_by_birth(
    journeys: Journeys,
    name: str,
    *,
    start: str | Sequence[str],
    cohort: str,
    period: str = "week",
    made: datetime | None = None,
) -> analyse.Cohort:
    """Group the customers whose first `start` event lies in one calendar period.

    Args:
        name: what to call them.
        cohort: the period's first date, as retention names it: `2024-03-04`.
        period: `day`, `week` or `month`, in the time zone of the journeys; weeks begin on Monday.
        made: the time of making; by default now.

    Raises:
        InvalidInput: as `retention`.

    Example:
        >>> march = sj.cohort_by_birth(shop, "March", start="order.paid", cohort="2024-03-01", period="month")
    """
    return analyse.cohort_by_birth(journeys, name, start=start, cohort=cohort, period=period, made=made or _now())


def cohort_by_property(
    journeys: Journeys,
    name: str,
    *,
    property: str,  # the field's own word
    value: str | None,
    start: str | Sequence[str] | None = None,
    made: datetime | None = None,
) -> analyse.Cohort:
    """Group the customers that had a value at their first event, or at their first `start` event.

    Args:
        name: what to call them.
        property: a property, or `channel`.
        value: as text; None for those without one.
        made: the time of making; by default now.

    Raises:
        InvalidInput: events do not have the property.
    """
    return analyse.cohort_by_property(journeys, name, property=property, value=value, start=start, made=made or _now())


def cohort_by_step(
    journeys: Journeys,
    name: str,
    steps: Sequence[str],
    *,
    step: int,
    state: str | None = None,
    within: str | None = None,
    made: datetime | None = None,
) -> analyse.Cohort:
    """Group the customers who got to a step of a funnel.

    Args:
        name: what to call them.
        step: at least this far, counted over required steps from 1; with a state, just this far.
        state: `dropped` or `open`, to take those who got no further than the step and cannot or still can.
        made: the time of making; by default now.

    Raises:
        InvalidInput: a step or state that the funnel does not have, or what `funnel` refuses.
    """
    return analyse.cohort_by_step(journeys, name, steps, step=step, state=state, within=within, made=made or _now())


def _now() -> datetime:
    """Ask what time it is."""
    return SystemClock().now()
