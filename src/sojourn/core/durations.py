"""Durations as people write them: `90s`, `30m`, `12h`, `7d`, `2w`, or ISO 8601 such as `PT1H30M`."""

import re
from datetime import timedelta

from .errors import InvalidInput

UNITS = {
    "us": 1,
    "ms": 1_000,
    "s": 1_000_000,
    "m": 60_000_000,
    "h": 3_600_000_000,
    "d": 86_400_000_000,
    "w": 604_800_000_000,
}

_SHORT = re.compile(r"\s*(?:\d+(?:\.\d+)?\s*(?:us|ms|s|m|h|d|w)\s*)+")
_PART = re.compile(r"(\d+(?:\.\d+)?)\s*(us|ms|s|m|h|d|w)")
_ISO = re.compile(r"P(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?")
_LONGEST = 2**62


def microseconds(duration: str | timedelta) -> int:
    """Read a duration of fixed length.

    A day is 24 hours and a week 7 days: calendar units such as months have no fixed length and are refused.

    Raises:
        InvalidInput: the text is not a duration, or the duration is negative or longer than a clock can tell.
    """
    text = str(duration)
    total = duration // timedelta(microseconds=1) if isinstance(duration, timedelta) else _exact(text.strip())
    if total is None:
        raise InvalidInput(
            f"{text!r} is not a duration",
            code="bad-duration",
            hint="write for example 90s, 30m, 12h, 7d, 2w, 1h30m or PT1H30M",
        )
    if not 0 <= total <= _LONGEST:
        wrong = "is negative" if total < 0 else "is too long: the longest duration is 146,000 years"
        raise InvalidInput(f"{text!r} {wrong}", code="bad-duration")
    return total


def _exact(text: str) -> int | None:
    """Give microseconds, or None when the text is no duration."""
    if _SHORT.fullmatch(text):
        return sum(_scaled(number, UNITS[unit]) for number, unit in _PART.findall(text))
    match = _ISO.fullmatch(text)
    if match and any(match.groups()):
        numbers = zip(match.groups(), ("w", "d", "h", "m", "s"), strict=True)
        return sum(_scaled(number, UNITS[unit]) for number, unit in numbers if number)
    return None


def _scaled(number: str, unit: int) -> int:
    """Multiply a decimal by a unit without going through a float."""
    whole, _, fraction = number.partition(".")
    return int(whole) * unit + (int(fraction) * unit // 10 ** len(fraction) if fraction else 0)


def short(duration: float) -> str:
    """Write microseconds the way a person says them, with two units at most: `3d 4h`, `12m`, `45s`, `0s`."""
    if duration < 0:
        return "-" + short(-duration)
    if duration < 999_500:
        return "0s" if duration == 0 else f"{duration / 1000:.3g}ms"
    seconds = round(duration / UNITS["s"])
    parts = []
    for name, size in (("d", 86_400), ("h", 3_600), ("m", 60), ("s", 1)):
        count, seconds = divmod(seconds, size)
        if count:
            parts.append(f"{count:,}{name}")
        elif parts:
            break
    return " ".join(parts[:2])
