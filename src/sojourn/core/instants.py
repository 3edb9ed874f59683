"""Instants as people write them, and as int64 microseconds UTC inside."""

import re
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from .errors import InvalidInput

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_WHOLE_NUMBER = re.compile(r"-?\d+")


def zone(name: str) -> ZoneInfo:
    """Find a time zone by its IANA name.

    Raises:
        InvalidInput: there is no such zone.
    """
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, TypeError, ValueError, OSError) as error:
        raise InvalidInput(
            f"{name!r} is not a time zone", code="bad-zone", hint="write an IANA name such as Europe/Paris, or UTC"
        ) from error


def instant(value: str | datetime | date, *, time_zone: str = "UTC") -> int:
    """Read an instant as microseconds since 1970, UTC.

    A date is its first instant, and a time without a zone is read, in `time_zone`.

    Raises:
        InvalidInput: it is neither a date nor an RFC 3339 time.
    """
    if not isinstance(value, str | date):
        raise InvalidInput(
            f"{value!r} is not a time",
            code="bad-time",
            hint="give a date, a datetime, or text such as 2024-03-01 or 2024-03-01T09:30:00Z",
        )
    if isinstance(value, str):
        text = value.strip()
        try:
            if _WHOLE_NUMBER.fullmatch(text):
                raise ValueError(text)
            value = datetime.fromisoformat(text)
        except ValueError as error:
            raise InvalidInput(
                f"{value!r} is not a time", code="bad-time", hint="write 2024-03-01 or 2024-03-01T09:30:00Z"
            ) from error
    elif not isinstance(value, datetime):
        value = datetime(value.year, value.month, value.day, tzinfo=zone(time_zone))
    if value.tzinfo is None:
        value = value.replace(tzinfo=zone(time_zone))
    return (value - _EPOCH) // _MICROSECOND


def rfc3339(microseconds: int | None) -> str | None:
    """Write an instant, with a fraction only when it has one: `2024-03-04T09:00:00Z`."""
    if microseconds is None:
        return None
    return (_EPOCH + timedelta(microseconds=int(microseconds))).isoformat().replace("+00:00", "Z")


def local_day(moment: int, time_zone: str = "UTC") -> date:
    """Give the date of an instant, microseconds UTC, where clocks show `time_zone`.

    Raises:
        InvalidInput: there is no such zone.
    """
    return (_EPOCH + moment * _MICROSECOND).astimezone(zone(time_zone)).date()
