"""How times and zones are read, slowly: one value at a time, with the standard library."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

FORMATS = {
    "dmy": ("%d/%m/%Y %H:%M:%S", "%d/%m/%Y %H:%M", "%d.%m.%Y %H:%M:%S", "%d-%m-%y %H:%M", "%d/%m/%Y %I:%M:%S %p"),
    "mdy": ("%m/%d/%Y %H:%M:%S", "%m/%d/%Y %I:%M %p", "%m-%d-%Y %H:%M", "%m/%d/%y %H:%M:%S"),
    None: (
        "%Y-%m-%dT%H:%M:%S",
        "%Y-%m-%d %H:%M",
        "%Y-%m-%d %H:%M:%S.%f",
        "%Y%m%dT%H%M%S",
        "%Y%m%d%H%M%S",
        "%Y/%m/%d %H:%M",
        "%d %b %Y %H:%M:%S",
        "%d-%B-%Y %H:%M",
        "%b %d, %Y %I:%M %p",
        "%a, %d %b %Y %H:%M:%S",
    ),
}


def micros(moment: datetime) -> int:
    """Count microseconds since 1970; a moment without zone is taken as UTC."""
    return (moment.replace(tzinfo=moment.tzinfo or UTC) - EPOCH) // timedelta(microseconds=1)


def instant(local: datetime, zone: str) -> tuple[int, str]:
    """Give the instant of a local time, and whether it was `gap`, `fold` or neither."""
    info = ZoneInfo(zone)
    first = local.replace(tzinfo=info, fold=0)
    second = local.replace(tzinfo=info, fold=1)
    if first.utcoffset() == second.utcoffset():
        return micros(first), ""
    back = first.astimezone(UTC).astimezone(info).replace(tzinfo=None)
    return micros(first), "fold" if back == local else "gap"
