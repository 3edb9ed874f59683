"""How long a period is."""

import re
from collections.abc import Mapping
from types import MappingProxyType

from .refusals import PlanRefused

_PERIOD = re.compile(r"P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T.*)?")
WORDS: Mapping[str, str] = MappingProxyType(
    {"P1Y": "a year", "P1M": "a month", "P3M": "a quarter", "P6M": "half a year", "P1W": "a week", "P7D": "a week"}
)

MANY: Mapping[str, str] = MappingProxyType(
    {"P1Y": "years", "P1M": "months", "P3M": "quarters", "P1W": "weeks", "P7D": "weeks"}
)


def months_in(period: str | None) -> float | None:
    """Give the months of an ISO 8601 duration; None when nobody said, or it is of hours only."""
    found = _PERIOD.fullmatch(period or "")
    if found is None:
        return None
    years, months, weeks, days = (int(part or 0) for part in found.groups())
    total = 12 * years + months + (7 * weeks + days) / (365.25 / 12)
    return total or None


def checked_period(period: str | None) -> str | None:
    """Give a period back if it is one.

    Raises:
        PlanRefused: `plan.period`, for text that is no duration of ISO 8601, or one of nothing.
    """
    if period is None or (_PERIOD.fullmatch(period) and re.search(r"[1-9]", period)):
        return period
    raise PlanRefused(
        f"{period!r} is no period", code="plan.period", hint="write P1Y for a year, P3M for a quarter, P1M or P7D"
    )


def counted(number: float, period: str | None) -> str:
    """Say a number of periods: `3.3 years`, `3.3 periods`."""
    return f"{number:.1f} {MANY.get(period or '', 'periods')}"


def in_words(period: str | None) -> str:
    """Say a period: `a year`, `a period`."""
    return WORDS.get(period or "", f"a period of {period}" if period else "a period")
