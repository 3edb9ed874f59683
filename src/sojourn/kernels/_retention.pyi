import numpy as np
from numpy.typing import NDArray

_Codes = NDArray[np.uint8] | NDArray[np.uint16] | NDArray[np.uint32]

def retention_cohorts(
    offsets: NDArray[np.int64],
    time: NDArray[np.int64],
    event: _Codes,
    roles: NDArray[np.uint8],
    starts: NDArray[np.int64],
    length: int,
    until: int,
    bounded: bool,
    sizes: NDArray[np.int64],
    earliest: NDArray[np.int64],
    counts: NDArray[np.int64],
    observed: NDArray[np.int64],
) -> None:
    """Count births and returns by cohort, the first birth of each journey only, in one pass.

    The same as `retention_births` and then `retention_returns` with one row for each of the p periods.

    Args:
        offsets, time, event, roles, starts: as for `retention_births`.
        length: microseconds of a period that begins with each birth; 0 to use `starts`.
        until: with `length`, the end of the observed span: a birth counts only as far as it was wholly observed.
        bounded: count each distance in which there was a return. Else count the longest one only, cut to the limit.
        sizes: (p,) births, IN and OUT.
        earliest: (p,) the first birth, IN and OUT.
        counts: (p, D + 1) returns by distance, IN and OUT.
        observed: (p, D + 1) with `length`, births by the last distance that counts for them, IN and OUT; else unused.

    Cost: O(m), a fraction of a nanosecond for events that are neither start nor return; GIL released.
    """

def retention_births(
    offsets: NDArray[np.int64],
    time: NDArray[np.int64],
    event: _Codes,
    roles: NDArray[np.uint8],
    starts: NDArray[np.int64],
    every: bool,
    unit_event: NDArray[np.int64],
    unit_journey: NDArray[np.int64],
    unit_period: NDArray[np.int32],
) -> int:
    """Find the first start event of each journey, or the first one in each period.

    Args:
        offsets: (n + 1,) journeys; event i of journey j is in offsets[j]..offsets[j + 1].
        time: (m,) microseconds, ascending inside a journey.
        event: (m,) codes.
        roles: (names,) by code: bit 1 a start event, bit 2 a return event.
        starts: (p + 1,) ascending; period k is from starts[k] to before starts[k + 1]. Times outside belong to the
            first or last.
        every: one birth in each period that has a start event, not only the first of the journey.
        unit_event, unit_journey, unit_period: where to write, OUT; when `unit_event` is empty births are only counted.

    Returns:
        Number of births. They are written in the order of journeys, inside one in the order of time.

    Cost: O(m), no more than up to the first start event when not `every`; GIL released.
    """

def retention_returns(
    offsets: NDArray[np.int64],
    time: NDArray[np.int64],
    event: _Codes,
    roles: NDArray[np.uint8],
    starts: NDArray[np.int64],
    length: int,
    bounded: bool,
    unit_event: NDArray[np.int64],
    unit_journey: NDArray[np.int64],
    unit_period: NDArray[np.int32],
    unit_row: NDArray[np.int64],
    unit_limit: NDArray[np.int32],
    counts: NDArray[np.int64],
    marks: NDArray[np.uint8],
) -> None:
    """Count in which periods after its birth a unit returned; each unit is alone in its journey.

    Args:
        length: microseconds of a period that begins with each unit's own birth; 0 to use `starts`.
        bounded: count each distance in which there was a return. Else count the longest one only, cut to the limit.
        unit_row: (units,) the row of `counts` to add to.
        unit_limit: (units,) the longest distance to count, at most D; negative counts nothing.
        counts: (rows, D + 1), IN and OUT.
        marks: (units, D + 1), OUT, 1 wherever something was counted; or (0, D + 1) for no marks.

    Cost: O(m) from each birth on; GIL released.
    """

def retention_returns_every(
    offsets: NDArray[np.int64],
    time: NDArray[np.int64],
    event: _Codes,
    roles: NDArray[np.uint8],
    starts: NDArray[np.int64],
    bounded: bool,
    unit_event: NDArray[np.int64],
    unit_journey: NDArray[np.int64],
    unit_period: NDArray[np.int32],
    unit_row: NDArray[np.int64],
    limit: int,
    seen_period: NDArray[np.int64],
    seen_last: NDArray[np.int64],
    counts: NDArray[np.int64],
    marks: NDArray[np.uint8],
) -> None:
    """Count as `retention_returns` does, for several births in a journey, ascending, and periods of a calendar.

    Args:
        limit: the longest distance to count, at most D.
        seen_period, seen_last: scratch, as long as there are periods.

    Cost: O(m + births * min(D, periods with a return)); GIL released.
    """

def age_sums(
    offsets: NDArray[np.int64],
    time: NDArray[np.int64],
    event: _Codes,
    roles: NDArray[np.uint8],
    starts: NDArray[np.int64],
    values: NDArray[np.int64],
    valid: NDArray[np.uint8],
    unit_event: NDArray[np.int64],
    unit_journey: NDArray[np.int64],
    unit_period: NDArray[np.int32],
    unit_row: NDArray[np.int64],
    limit: int,
    counts: NDArray[np.int64],
    high: NDArray[np.int64],
    low: NDArray[np.int64],
) -> None:
    """Sum values by the number of periods since birth; each unit is alone in its journey.

    Args:
        values: (m,) to be summed for events with bit 2 of their role.
        valid: (m,) 0 where there is no value; empty when every event has one.
        counts: (rows, limit + 1) how many values, IN and OUT.
        high, low: (rows, limit + 1) sums of the upper and lower 32 bits, so that 2**31 values cannot overflow; the sum
            is high * 2**32 + low. IN and OUT.

    Cost: O(m) from each birth on; GIL released.
    """
