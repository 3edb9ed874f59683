"""The columns of an event, wherever it is kept, and the flags its time may carry."""

from enum import IntFlag

EVENT_COLUMNS = (
    "customer",
    "time",
    "event",
    "channel",
    "source",
    "id",
    "value",
    "currency",
    "time_end",
    "account",
    "case",
    "touchpoint",
    "time_flags",
    "seq",
    "key",
    "bucket",
    "properties",
)
"""Names an extra property may not take; one that does is kept as `NAME_`."""

MICROSECONDS = 1_000_000
"""Microseconds in a second: times are int64 microseconds since 1970, UTC."""

MONEY = 1_000_000
"""Millionths in one unit of money: values are int64 millionths, so that sums are exact."""


class TimeFlag(IntFlag):
    """What was done to read an event's time."""

    NONE = 0
    NO_ZONE = 1
    DATE_ONLY = 2
    DST_GAP = 4
    DST_FOLD = 8
    FUTURE = 16
